//! The desk that the demo starts as a process of its own: that of `bellhop run`, controlled by its standard input.
//!
//! Each line is a number of milliseconds by which the clock jumps forward; the end of input ends the desk. A desk of
//! `bellhop run` has nothing of this: its clock is the machine's.

use crate::{
    app::{self, RunOptions},
    clock::Clock,
    config::Settings,
};
use std::{
    io::BufRead as _,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Runs the desk until its input ends. Its clock is `ahead` milliseconds ahead of the machine's at first.
///
/// # Errors
/// See [`app::run`].
pub async fn run(settings: Settings, ahead: i64) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let ahead = Arc::new(AtomicI64::new(ahead));
    let clock_set = Arc::new(Notify::new());
    // The end of input is also what a killed demo leaves behind: no desk outlives it.
    let leash = (ahead.clone(), clock_set.clone(), stop.clone());
    // Standard input can't be read without blocking a thread; this one ends with the process.
    std::thread::Builder::new()
        .name("leash".into())
        .spawn(move || {
            let (ahead, clock_set, stop) = leash;
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if let Ok(ms) = line.trim().parse::<i64>() {
                    ahead.fetch_add(ms, Ordering::Relaxed);
                    clock_set.notify_one();
                }
            }
            stop.cancel();
        })?;
    let options = RunOptions {
        clock: Clock::Ahead(ahead),
        clock_set,
        signals: true,
        stop,
        ..RunOptions::default()
    };
    app::run(settings, options).await
}
