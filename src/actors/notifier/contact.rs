//! A group that takes nothing from the bot: what the team must be told waits and is tried again for as long as it takes,
//! the log has it once, and the team is told once the bot is back.

use super::{NotifierEnv, OutboxWritten};
use crate::{
    actors::{outgoing_named, persistence::StoreHandle},
    domain::{
        Instant,
        notice::{Notice, TeamNotice},
    },
    store::{OutboxSide, StoreError, UnitOfWork, Wanted},
    telegram::CallError,
};
use actix::Recipient;

/// The number of rows for the team among which one is looked for that says already that the bot was out.
const LOOKED_THROUGH: u64 = 1_000;

/// Has the team told that the bot was not in its group, or could not write there, unless such a row waits already.
///
/// # Errors
/// When the store can't be read or written.
pub async fn tell_when_back(
    records: &StoreHandle,
    telling: TeamNotice,
    at: Instant,
    poke: Option<Recipient<OutboxWritten>>,
) -> Result<(), StoreError> {
    let notice = Notice::ToTeam(telling);
    let wanted = Wanted {
        urgency: notice.urgency(),
        after: 0,
        limit: LOOKED_THROUGH,
    };
    let waiting = records
        .read(move |store| async move { store.outbox(OutboxSide::Team, vec![wanted]).await });
    let told = |notice: &Notice| {
        matches!(
            notice,
            Notice::ToTeam(TeamNotice::WasOut { .. } | TeamNotice::WasMute { .. })
        )
    };
    if waiting.await?.iter().any(|row| told(&row.row.notice)) {
        return Ok(());
    }
    let key = format!("out since {}", at.timestamp_millis());
    let row = outgoing_named(key, notice);
    let work = UnitOfWork {
        outbox: vec![row],
        ..Default::default()
    };
    records.commit(work).await?;
    if let Some(poke) = poke {
        poke.do_send(OutboxWritten::default());
    }
    Ok(())
}

impl NotifierEnv {
    /// The group refuses a call, and would refuse every other. Returns whether there is a new row now, which tells the team
    /// once the bot is back.
    pub(super) async fn lose_contact(&self, error: &CallError) -> bool {
        if !self.team.loses_contact() {
            tracing::debug!(%error, "the team still can't be told");
            return false;
        }
        tracing::error!(%error, "the team can't be told: is the bot in the group, and may it write there?");
        let since = self.clock.now();
        let telling = match error {
            CallError::ChatGone(_) | CallError::Unreachable(_) => TeamNotice::WasOut { since },
            CallError::NoRights(_) => TeamNotice::WasMute { since },
            _ => return false,
        };
        match tell_when_back(&self.records, telling, since, None).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "that the team can't be told is not written down");
                false
            }
        }
    }
}
