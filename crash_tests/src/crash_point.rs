//! When the desk dies: while it starts, some time after it opened, or at the very moment of a call.
//!
//! The last is where repeats come from: Telegram has done what it was asked, and the record of it is not written yet.
//! Chance alone would hit these few milliseconds too seldom.

use crate::{fault_injection, process::Desk, workload::Workload};
use rand::{Rng as _, rngs::StdRng};
use simulator::Control;
use std::time::Duration;

/// How long the desk is given to open, or to make a call: a fault may hold it up, and then it dies as it is.
const AT_MOST: Duration = Duration::from_secs(3);

/// A moment to die.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CrashPoint {
    /// So long after the process was started.
    Starting { ms: u64 },
    /// After so many acts of people, and so long after the last of them.
    Working { acts: u32, ms: u64 },
    /// After so many acts, at the end of this one of the next calls that send something.
    Sending { acts: u32, nth: usize },
}

impl CrashPoint {
    pub(crate) fn draw(dice: &mut StdRng) -> Self {
        let acts = dice.random_range(3..10);
        match dice.random_range(0..20) {
            0 | 1 => CrashPoint::Starting {
                ms: dice.random_range(0..300),
            },
            2..=9 => CrashPoint::Working {
                acts,
                ms: dice.random_range(0..250),
            },
            _ => CrashPoint::Sending {
                acts,
                nth: dice.random_range(1..4),
            },
        }
    }

    /// Lets people act until the moment is there.
    pub(crate) async fn comes(self, town: &mut Workload, dice: &mut StdRng, desk: &Desk) {
        match self {
            CrashPoint::Starting { ms } => {
                town.acts(dice, 2);
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            CrashPoint::Working { acts, ms } => {
                let _ = tokio::time::timeout(AT_MOST, desk.opens()).await;
                live(town, dice, acts).await;
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            CrashPoint::Sending { acts, nth } => {
                let _ = tokio::time::timeout(AT_MOST, desk.opens()).await;
                let seen = town.sim.journal().len();
                live(town, dice, acts).await;
                let _ = tokio::time::timeout(AT_MOST, sends(town, seen, nth)).await;
            }
        }
    }
}

/// People act, and Telegram has its troubles meanwhile.
async fn live(town: &mut Workload, dice: &mut StdRng, acts: u32) {
    for _ in 0..acts {
        if dice.random_bool(0.4) {
            town.trouble(fault_injection::draw(dice));
        }
        town.acts(dice, 1);
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..60))).await;
    }
}

/// Returns at the end of the n-th call that sends a message, counted after the first `seen` lines of the journal.
async fn sends(town: &Workload, seen: usize, nth: usize) {
    let mut changes = town.sim.changes();
    loop {
        let after = seen as u64;
        let lines = town.sim.control(Control::Journal { after });
        let lines = lines.ok().and_then(|lines| lines.as_array().cloned());
        let sent = |line: &&serde_json::Value| {
            let method = line["method"].as_str().unwrap_or_default().to_lowercase();
            method == "sendmessage" || method == "copymessage"
        };
        if lines.iter().flatten().filter(sent).count() >= nth {
            return;
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}
