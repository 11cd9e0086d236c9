//! Rows for the outbox, by their keys.

use crate::{domain::notice::Notice, store::NewOutboxRow};

/// A row of the outbox for a notice that has a name of its own. `version` is that of the ticket with the event applied.
pub(super) fn outgoing(notice: Notice, version: i64) -> NewOutboxRow {
    let key = notice
        .key(version)
        .unwrap_or_else(|| format!("{:?} {version}", notice.ticket()));
    outgoing_named(key, notice)
}

/// A row of the outbox by the name given.
pub(super) fn outgoing_named(key: String, notice: Notice) -> NewOutboxRow {
    NewOutboxRow {
        key,
        notice,
        edits: None,
        replies_to: None,
        thread: None,
    }
}
