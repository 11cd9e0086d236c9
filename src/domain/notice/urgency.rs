//! The order in which notices go out when Telegram's limits make some of them wait.

/// Smaller is sooner; the number of each is stored with what waits.
///
/// In the group: what an agent just asked for, people's words, alerts, new cards, edits of cards and copies. Toward
/// people: prompts and confirmations, answers, then the rest, and marks on their messages last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Somebody pressed or wrote and waits for this.
    Asked,
    /// Messages between people and agents.
    Words,
    /// News of the clocks.
    Alert,
    Card,
    /// Brings a card or a copy up to date; only the newest edit of a message is sent.
    CardEdit,
    /// A mark on a person's message: it came. Of several that wait only the newest is sent.
    Receipt,
}

impl Urgency {
    /// All of them, by their numbers.
    pub const ALL: [Urgency; 6] = [
        Urgency::Asked,
        Urgency::Words,
        Urgency::Alert,
        Urgency::Card,
        Urgency::CardEdit,
        Urgency::Receipt,
    ];
}
