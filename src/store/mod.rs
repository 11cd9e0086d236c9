//! What is remembered: the port to the database, its values and its errors.
//!
//! One [`UnitOfWork`] is one turn, and one turn is one transaction: all of it holds afterwards, or nothing. Everything
//! that people trigger is read through an index. [`sql`] is the one implementation, for SQLite and PostgreSQL.

use crate::domain::{
    Instant,
    block::Block,
    dialogue,
    event::Event,
    ids::*,
    message::{MessageContent, Origin, ShownPart, TicketMessage},
    notice::Audience,
    read_model::*,
    right::Right,
    sla::PolicyVersion,
    ticket::{Status, Ticket},
};
use async_trait::async_trait;

mod entity;
pub mod lease;
mod outgoing;
mod policy;
pub mod sql;

pub use outgoing::{
    NewOutboxRow, OutboxRow, OutboxSettlement, OutboxSide, OutboxStatus, TriedAgain, Wanted,
    Withheld,
};
pub use policy::changed_policy;

/// The reason that a unit of work was not done, or a question not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The update was worked already: its turn has happened. Success, to whoever retries.
    #[error("update {} is done already", .0.0)]
    AlreadyDone(UpdateId),
    /// Somebody else wrote this ticket: reload, decide again.
    #[error("ticket {0} was changed by somebody else")]
    Conflict(TicketId),
    /// The person is blocked, and may open no ticket.
    #[error("the person is blocked")]
    Blocked,
    /// The person has an unresolved ticket (the unique index says so).
    #[error("the person has an open ticket already")]
    HasOpenTicket,
    /// The dialogue of the group, or the block, that this turn ends is over already: somebody else ended it.
    #[error("it is over already")]
    AlreadyEnded,
    /// The database refuses this very row, and would again.
    #[error("the database refuses a row: {0}")]
    Refused(String),
    /// Another process leads: nothing of this one is written any more, and it must end.
    #[error(transparent)]
    Deposed(#[from] lease::Deposed),
    /// The database can't be reached, or said nothing: the outcome is unknown, ask again later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
}

/// A raw update as Telegram sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUpdate {
    pub id: UpdateId,
    /// The lane that handles it: a person or a member of the group.
    pub lane: i64,
    pub json: String,
    /// The time of arrival, by our clock.
    pub at: Instant,
}

/// An update that waits in the inbox.
#[derive(Clone, PartialEq, Eq)]
pub struct InboxRow {
    pub id: UpdateId,
    pub lane: i64,
    pub json: String,
    pub at: Instant,
    /// The number of failures for reasons of its own.
    pub attempts: u32,
}

/// The end of an inbox row, in the transaction of its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxOutcome {
    /// Worked: the JSON is erased, the id kept.
    Done,
    /// It failed once more by its own fault.
    Failed,
    /// Set aside: the JSON is kept.
    SetAside,
}

/// The changes of a turn to a ticket.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct TicketWrite {
    /// The ticket with its events applied.
    pub after: Ticket,
    /// Its title, when that is new; what it was before is kept.
    #[debug("…")]
    pub title: Option<String>,
    /// The events, in order: the row's version must be `after.version - events.len()` before.
    pub events: Vec<Event>,
    /// The messages that came with them, and those that they changed: one that was edited before takes the place of what is
    /// stored, which is kept as its earlier words.
    pub messages: Vec<TicketMessage>,
}

/// A dialogue is set or dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialogueWrite {
    /// A person's; [`dialogue::PrivateDialogue::Idle`] drops the row.
    Private(PersonId, dialogue::PrivateDialogue),
    /// One in the group, by its anchor; `None` ends it, or fails with [`StoreError::AlreadyEnded`] when there is none.
    Group(UpdateId, Option<dialogue::GroupDialogue>),
    /// One that nobody went on with since then ends; [`StoreError::AlreadyEnded`] when somebody did.
    Ended(dialogue::Whose, Instant),
}

/// A dialogue that nobody went on with for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDialogue {
    pub whose: dialogue::Whose,
    pub since: Instant,
    /// `None` when the state can't be read any more.
    pub state: Option<dialogue::Dialogue>,
}

/// The role of one of our messages in its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    /// The ticket's card; the newest is *the* card.
    Card,
    /// Was a card, and is gone: a reply to it still finds its ticket.
    LostCard,
    /// Anything else about the ticket.
    About,
    /// A page of a conversation or a list, turned in place.
    Page,
    /// It offers a ticket for words that are kept, or did so.
    Offer,
    /// An attachment of a message that somebody asked for once more: it does not follow that message's edits.
    Again,
    /// It asks for a note, or says that one is kept: what replies to it is a note, never an answer.
    Note,
}

/// A message of ours, so that replies find their way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentMessage {
    pub chat: i64,
    /// Telegram's number of it.
    pub message: i64,
    /// About which ticket, if one.
    pub ticket: Option<TicketId>,
    pub role: MessageRole,
    /// The dialogue that it asks for, if one.
    pub anchor: Option<UpdateId>,
    /// The agent of whom it asks an answer or a note, if it is a prompt.
    pub asked: Option<AgentId>,
    pub at: Instant,
    /// In which topic of the group it stands; `None`: in General, or in a private chat.
    pub thread: Option<i64>,
    /// The part of a message that it shows, if it relays one.
    pub shows: Option<ShownPart>,
}

/// One turn: all of it, or nothing. Empty parts cost nothing.
#[derive(Clone, Default)]
pub struct UnitOfWork {
    pub received: Vec<NewUpdate>,
    /// The update that this turn works, and how its row ends. [`InboxOutcome::Done`] fails with
    /// [`StoreError::AlreadyDone`] when the row is not waiting any more.
    pub inbox: Option<(UpdateId, InboxOutcome)>,
    /// People seen: kept with their newest names.
    pub people: Vec<Profile>,
    /// By which link a person came: kept for their next ticket, which shows it. The newest counts.
    pub came_by: Option<(PersonId, String)>,
    /// The message of its person that the title of the ticket was taken from which this turn opens.
    pub title_from: Option<i64>,
    /// Updates that are set aside, each with the JSON that is worked instead of its own when it is tried again.
    pub reworded: Vec<(UpdateId, String)>,
    /// The ticket's part. [`StoreError::Conflict`] when its version is not the one expected.
    pub ticket: Option<TicketWrite>,
    /// Dialogues set or dropped.
    pub dialogues: Vec<DialogueWrite>,
    /// A block that begins; it takes the place of an older one of the same person.
    pub block: Option<Block>,
    /// A block that ends now; [`StoreError::AlreadyEnded`] when there is none.
    pub unblock: Option<(PersonId, AgentId)>,
    /// A blocked person was told so because they wrote.
    pub told_blocked: Option<PersonId>,
    pub outbox: Vec<NewOutboxRow>,
    /// Rows of the outbox that are settled.
    pub settled: Vec<OutboxSettlement>,
    /// A person can be reached again: their held rows wait again.
    pub released: Option<PersonId>,
    /// Rows that are withheld wait again, after what this turn settles.
    pub tried_again: Vec<TriedAgain>,
    /// Messages that we sent.
    pub sent: Vec<SentMessage>,
    /// A new version of the policy.
    pub policy: Option<PolicyVersion>,
    /// Updates set aside that shall be tried again.
    pub retried: Vec<UpdateId>,
    /// In this lane, what waits behind this update is not taken: its JSON is erased, unworked.
    pub turned_away: Option<(i64, UpdateId)>,
    /// Telegram gave a group another number: the one that the settings name, and the new one.
    pub group_moved: Option<(i64, i64)>,
    /// In this chat this message, the card of a ticket, is gone: it is a [`MessageRole::LostCard`] from now on.
    pub card_gone: Option<(i64, i64)>,
    /// In this group this topic is gone: the cards of open tickets that stand in it are [`MessageRole::LostCard`]s from now on.
    pub topic_gone: Option<(i64, i64)>,
}

/// From before when what has no further use is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Old {
    /// Numbers of worked updates, rows of the outbox that are named after them, and blocks that ended.
    pub worked: Instant,
    /// Settled rows of the outbox, of tickets that are resolved.
    pub deliveries: Instant,
}

/// The tickets to list. Newest first, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOf {
    /// Unresolved ones: those past their deadline first; within both, the longest waiting first, then those that wait
    /// for nobody.
    Unresolved,
    /// Unresolved ones assigned to an agent, in the same order.
    AssignedTo(AgentId),
    /// Unresolved ones in one status, in the same order.
    In(Status),
    All,
    /// All of one person.
    Of(PersonId),
}

/// The port. Every function may fail with [`StoreError::Unavailable`].
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Commits a group of turns in one transaction; when one is refused, each by itself. One result each, in order;
    /// turns are applied in order. When the database can't be reached, all fail with `Unavailable`.
    async fn commit(&self, works: Vec<UnitOfWork>) -> Vec<Result<(), StoreError>>;

    /// The oldest updates that wait, by number, at most `limit`, none of the lanes `except`; at most `per_lane` of a lane.
    async fn inbox(
        &self,
        except: Vec<i64>,
        per_lane: u64,
        limit: u64,
    ) -> Result<Vec<InboxRow>, StoreError>;
    /// The last of the `most` oldest updates that wait in a lane, when there are more.
    async fn last_within(&self, lane: i64, most: u64) -> Result<Option<InboxRow>, StoreError>;
    /// Rows of the outbox that wait for one side, of each urgency what is wanted of it, all as of one instant; oldest
    /// first.
    async fn outbox(
        &self,
        side: OutboxSide,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<OutboxRow>, StoreError>;
    /// Rows that are [`OutboxStatus::Untold`], oldest first.
    async fn untold(&self) -> Result<Vec<OutboxRow>, StoreError>;
    /// The rights that rows which are [`OutboxStatus::Withheld`] lack.
    async fn missing_rights(&self) -> Result<Vec<Right>, StoreError>;
    /// The audience and the instant of each row that was settled as sent since `since`: rebuilds the budgets after a
    /// restart.
    async fn sent_since(&self, since: Instant) -> Result<Vec<(Audience, Instant)>, StoreError>;
    /// The updates of a lane that are set aside, oldest first.
    async fn set_aside(&self, lane: i64) -> Result<Vec<InboxRow>, StoreError>;
    /// Forgets of what is old so much as holds nobody up. Whether there may be more.
    async fn forget(&self, old: Old) -> Result<bool, StoreError>;

    /// The events of a ticket, oldest first; empty when there is no such ticket.
    async fn events(&self, ticket: TicketId) -> Result<Vec<Event>, StoreError>;
    /// All unresolved tickets, rebuilt from their events.
    async fn unresolved(&self) -> Result<Vec<Ticket>, StoreError>;
    /// The numbers and persons of all unresolved tickets: the sweep's one query.
    async fn unresolved_ids(&self) -> Result<Vec<(TicketId, PersonId)>, StoreError>;
    /// The highest ticket number ever given.
    async fn last_ticket(&self) -> Result<Option<TicketId>, StoreError>;
    /// A ticket with what views say about it.
    async fn shown(&self, ticket: TicketId) -> Result<Option<TicketDetails>, StoreError>;
    /// Tickets for a list.
    async fn list(
        &self,
        of: ListOf,
        offset: u64,
        limit: u64,
    ) -> Result<Page<TicketSummary>, StoreError>;
    /// These tickets, in the order of [`ListOf::Unresolved`]; those that there are not are left out.
    async fn listed(&self, tickets: Vec<TicketId>) -> Result<Vec<TicketSummary>, StoreError>;
    /// A message of a ticket, by its number.
    async fn message(
        &self,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Option<TicketMessage>, StoreError>;
    /// The message of a ticket that somebody sent as this one of Telegram's.
    async fn said_as(&self, origin: Origin) -> Result<Option<TicketMessage>, StoreError>;
    /// The ticket whose title was taken from this message of Telegram's, and that title.
    async fn titled(&self, origin: Origin) -> Result<Option<(TicketId, String)>, StoreError>;
    /// The titles that a ticket had before, oldest first.
    async fn earlier_titles(&self, ticket: TicketId) -> Result<Vec<String>, StoreError>;
    /// The earlier versions of an edited message, oldest first.
    async fn earlier(
        &self,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Vec<MessageContent>, StoreError>;
    /// A conversation, oldest first.
    async fn conversation(&self, ticket: TicketId) -> Result<Vec<TicketMessage>, StoreError>;
    /// The times to the first answer, in seconds, of the newest `limit` tickets that got one within 30 days.
    async fn first_answers(&self, limit: u64) -> Result<Vec<i64>, StoreError>;

    /// Somebody, if the desk ever saw them.
    async fn profile(&self, id: i64) -> Result<Option<Profile>, StoreError>;
    /// Somebody by `username`, whatever its case.
    async fn profile_named(&self, username: &str) -> Result<Option<Profile>, StoreError>;
    /// The person's dialogue and when it was set; nothing is [`dialogue::PrivateDialogue::Idle`].
    async fn private_dialogue(
        &self,
        person: PersonId,
    ) -> Result<Option<(dialogue::PrivateDialogue, Instant)>, StoreError>;
    /// A dialogue of the group, by its anchor, and when it was set.
    async fn group_dialogue(
        &self,
        anchor: UpdateId,
    ) -> Result<Option<(dialogue::GroupDialogue, Instant)>, StoreError>;
    /// The dialogue of the group that keeps the words of this message, its anchor, and when it was set.
    async fn dialogue_keeping(
        &self,
        message: i64,
    ) -> Result<Option<(UpdateId, dialogue::GroupDialogue, Instant)>, StoreError>;
    /// Dialogues that were set at `before` or earlier, oldest first.
    async fn old_dialogues(
        &self,
        before: Instant,
        limit: u64,
    ) -> Result<Vec<OldDialogue>, StoreError>;
    /// The person's block, when one holds at `now`.
    async fn blocked(
        &self,
        person: PersonId,
        now: Instant,
    ) -> Result<Option<BlockedPerson>, StoreError>;
    /// Everybody whose block holds at `now`, newest first.
    async fn all_blocked(
        &self,
        now: Instant,
        offset: u64,
        limit: u64,
    ) -> Result<Page<BlockedPerson>, StoreError>;
    /// One of our messages.
    async fn sent(&self, chat: i64, message: i64) -> Result<Option<SentMessage>, StoreError>;
    /// Our two newest offers in a chat, newest first.
    async fn offers(&self, chat: i64) -> Result<Vec<SentMessage>, StoreError>;
    /// The messages of ours in a chat that show a message of a ticket, newest first.
    async fn copies(
        &self,
        chat: i64,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Vec<SentMessage>, StoreError>;
    /// The ticket's card in a chat: the newest message of ours with that role.
    async fn card(&self, chat: i64, ticket: TicketId) -> Result<Option<SentMessage>, StoreError>;
    /// The ticket's card before that: the second newest.
    async fn old_card(
        &self,
        chat: i64,
        ticket: TicketId,
    ) -> Result<Option<SentMessage>, StoreError>;
    /// True if the ticket had a card in a chat, and it is gone.
    async fn lost_its_card(&self, chat: i64, ticket: TicketId) -> Result<bool, StoreError>;
    /// The policies through time, oldest first.
    async fn policies(&self) -> Result<Vec<PolicyVersion>, StoreError>;
    /// A value kept for the desk itself, such as the webhook's secret: the one stored, or `value`, stored now.
    async fn get_or_insert_value(&self, name: &str, value: &str) -> Result<String, StoreError>;
    /// The number that a group has now which had this one, by [`UnitOfWork::group_moved`]: the same, if it never moved.
    async fn group_now(&self, named: i64) -> Result<i64, StoreError>;
    /// True if a topic of a group was found gone, by [`UnitOfWork::topic_gone`].
    async fn topic_is_gone(&self, group: i64, topic: i64) -> Result<bool, StoreError>;
    /// Closes the connections; nothing may be asked afterwards.
    async fn close(&self);
}
