//! Rows and the domain's values, each way.
//!
//! Enums stand in the database by the words that serde gives them, so that there is one spelling. PostgreSQL takes no
//! NUL in a text: it is replaced by U+FFFD, which is as long in UTF-16, so that the offsets of entities stay true. In JSON
//! it stands escaped and needs nothing.

use crate::domain::{
    Instant,
    block::Block,
    event::{Event, EventKind},
    ids::*,
    message::ShownPart,
    notice::{Audience, Notice},
    read_model::*,
    right::Right,
    sla::PolicyVersion,
    ticket::ReplyClock,
};
use crate::store::{
    InboxRow, NewOutboxRow, OutboxRow, SentMessage, TicketWrite, Withheld,
    entity::{activity, block, event, inbox, outbox, person, policy, sent_message, ticket},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    DbErr,
};
use serde::{Serialize, de::DeserializeOwned};

/// The kind of a person's dialogue.
pub(super) const PRIVATE: &str = "private";
/// The kind of a dialogue in the group.
pub(super) const GROUP: &str = "group";

/// An instant as stored: in milliseconds since 1970.
pub(super) fn millis(at: Instant) -> i64 {
    at.timestamp_millis()
}

/// The instant so many milliseconds after 1970.
pub(super) fn instant(millis: i64) -> Result<Instant, DbErr> {
    Instant::from_timestamp_millis(millis).ok_or_else(|| unreadable("an instant"))
}

/// Text that every database takes.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// A text as it is compared when case does not matter.
pub(super) fn folded(text: &str) -> String {
    clean(text).to_lowercase()
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|_| DbErr::Json("a value has no JSON".into()))
}

/// A value from JSON. The error names what it was, not what stood there.
pub(super) fn from_json<T: DeserializeOwned>(json: &str, what: &str) -> Result<T, DbErr> {
    serde_json::from_str(json).map_err(|_| unreadable(what))
}

/// The word of an enum without fields.
pub(super) fn word(value: &impl Serialize) -> Result<String, DbErr> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(DbErr::Json("a value has no word".into())),
    }
}

pub(super) fn from_word<T: DeserializeOwned>(word: &str, what: &str) -> Result<T, DbErr> {
    serde_json::from_value(word.into()).map_err(|_| unreadable(what))
}

/// A row holds what this program does not understand.
pub(super) fn unreadable(what: &str) -> DbErr {
    DbErr::Type(format!("{what} in the database can't be read"))
}

impl From<&Profile> for person::ActiveModel {
    fn from(profile: &Profile) -> Self {
        let username = profile.username.as_deref();
        Self {
            id: Set(profile.id),
            name: Set(clean(&profile.name)),
            username: Set(username.map(clean)),
            username_folded: Set(username.map(folded)),
            language_code: Set(profile.language_code.as_deref().map(clean)),
            // That is nothing Telegram tells: it stays until the next ticket takes it.
            came_by: NotSet,
            topic: Set(profile.topic),
        }
    }
}

impl From<person::Model> for Profile {
    fn from(row: person::Model) -> Self {
        Profile {
            id: row.id,
            name: row.name,
            username: row.username,
            language_code: row.language_code,
            topic: row.topic,
        }
    }
}

pub(super) fn from_block(block: &Block) -> Result<block::ActiveModel, DbErr> {
    Ok(block::ActiveModel {
        person_id: Set(block.person.0),
        by_id: Set(block.by.0),
        since: Set(millis(block.since)),
        until: Set(block.until.map(millis)),
        reason: Set(json(&block.reason)?),
        // A new block is told anew, even in the place of an older one.
        told: Set(false),
    })
}

/// A block's line in the activity log.
pub(super) fn blocked(block: &Block) -> Result<activity::ActiveModel, DbErr> {
    Ok(activity::ActiveModel {
        id: NotSet,
        at: Set(millis(block.since)),
        agent_id: Set(block.by.0),
        person_id: Set(block.person.0),
        what: Set("blocked".into()),
        until: Set(block.until.map(millis)),
        reason: Set(Some(json(&block.reason)?)),
    })
}

/// The line of a block's end.
pub(super) fn unblocked(person: PersonId, by: AgentId, at: Instant) -> activity::ActiveModel {
    activity::ActiveModel {
        id: NotSet,
        at: Set(millis(at)),
        agent_id: Set(by.0),
        person_id: Set(person.0),
        what: Set("unblocked".into()),
        until: Set(None),
        reason: Set(None),
    }
}

pub(super) fn to_block(row: &block::Model) -> Result<Block, DbErr> {
    Ok(Block {
        person: PersonId(row.person_id),
        by: AgentId(row.by_id),
        since: instant(row.since)?,
        until: row.until.map(instant).transpose()?,
        reason: from_json(&row.reason, "the reason of a block")?,
    })
}

/// The columns of a ticket that follow its value, whether it is new or not.
pub(super) fn from_ticket(write: &TicketWrite) -> Result<ticket::ActiveModel, DbErr> {
    let after = &write.after;
    Ok(ticket::ActiveModel {
        status: Set(word(&after.status)?),
        priority: Set(word(&after.priority)?),
        assignee_id: Set(after.assignee.map(|a| a.0)),
        resolved_at: Set(after.resolved.map(|(at, _)| millis(at))),
        cause: Set(after.resolved.map(|(_, cause)| word(&cause)).transpose()?),
        waiting_since: Set(after.waiting.as_ref().map(|w| millis(w.since))),
        breached: Set(after.waiting.as_ref().is_some_and(|w| w.breached.is_some())),
        version: Set(after.version),
        updated_at: match write.events.last() {
            Some(event) => Set(millis(event.at)),
            None => NotSet,
        },
        ..Default::default()
    })
}

/// All columns of a new ticket; `None` when its first event is not its opening.
pub(super) fn from_new_ticket(write: &TicketWrite) -> Result<Option<ticket::ActiveModel>, DbErr> {
    let after = &write.after;
    let Some(EventKind::Opened { sent_at, .. }) = write.events.first().map(|e| &e.what) else {
        return Ok(None);
    };
    let title = write.title.as_deref().unwrap_or_default();
    Ok(Some(ticket::ActiveModel {
        id: Set(after.id.0),
        person_id: Set(after.person.0),
        title: Set(clean(title)),
        search: Set(folded(title)),
        asked_at: Set(millis(*sent_at)),
        opened_at: Set(millis(after.opened_at)),
        first_answered_at: Set(first_answer(&write.events).map(millis)),
        ..from_ticket(write)?
    }))
}

/// The time at which Telegram took the first answer, among these events.
pub(super) fn first_answer(events: &[Event]) -> Option<Instant> {
    let taken = |e: &&Event| matches!(e.what, EventKind::AnswerDelivered { .. });
    events.iter().find(taken).map(|e| e.at)
}

pub(super) fn to_listed(row: ticket::Model) -> Result<TicketSummary, DbErr> {
    Ok(TicketSummary {
        id: TicketId(row.id),
        title: row.title,
        status: from_word(&row.status, "the status of a ticket")?,
        priority: from_word(&row.priority, "the priority of a ticket")?,
        clock: match row.first_answered_at {
            None => ReplyClock::First,
            Some(_) => ReplyClock::Next,
        },
        waiting_since: row.waiting_since.map(instant).transpose()?,
        breached: row.breached,
        opened_at: instant(row.opened_at)?,
    })
}

pub(super) fn from_event(
    ticket: TicketId,
    seq: i64,
    event: &Event,
) -> Result<event::ActiveModel, DbErr> {
    let value = serde_json::to_value(event).map_err(|_| DbErr::Json("an event".into()))?;
    let kind = value["what"].as_str().unwrap_or_default();
    Ok(event::ActiveModel {
        ticket_id: Set(ticket.0),
        seq: Set(seq),
        at: Set(millis(event.at)),
        kind: Set(kind.to_owned()),
        payload: Set(value.to_string()),
    })
}

pub(super) fn to_event(row: &event::Model) -> Result<Event, DbErr> {
    from_json(&row.payload, "an event")
}

pub(super) fn to_waiting(row: inbox::Model) -> Result<InboxRow, DbErr> {
    Ok(InboxRow {
        id: UpdateId(row.update_id),
        lane: row.lane,
        // Erased only with the end of its work, and then it does not wait.
        json: row.json.ok_or_else(|| unreadable("an update"))?,
        at: instant(row.at)?,
        attempts: row.attempts.unsigned_abs(),
    })
}

pub(super) fn from_outgoing(
    row: &NewOutboxRow,
    now: Instant,
) -> Result<outbox::ActiveModel, DbErr> {
    let (person, notice) = match &row.notice {
        Notice::ToPerson(person, notice) => (Some(person.0), json(notice)?),
        Notice::ToTeam(notice) => (None, json(notice)?),
    };
    Ok(outbox::ActiveModel {
        // The database counts the rows up, and in that order they are sent.
        id: NotSet,
        key: Set(clean(&row.key)),
        person_id: Set(person),
        ticket_id: Set(row.notice.ticket().map(|t| t.0)),
        urgency: Set(row.notice.urgency() as i32),
        notice: Set(notice),
        edits: Set(row.edits),
        replies_to: Set(row.replies_to),
        thread: Set(row.thread),
        at: Set(millis(now)),
        state: Set("waiting".into()),
        attempts: Set(0),
        settled_at: Set(None),
        fault: Set(None),
        lacks: Set(None),
        withheld_at: Set(None),
    })
}

pub(super) fn to_audience(person: Option<i64>) -> Audience {
    person.map_or(Audience::Team, |id| Audience::Person(PersonId(id)))
}

/// A right by its name.
pub(super) fn to_right(name: &str) -> Result<Right, DbErr> {
    Right::named(name).ok_or_else(|| unreadable("a right"))
}

pub(super) fn to_pending(row: outbox::Model) -> Result<OutboxRow, DbErr> {
    let withheld = match (row.lacks, row.withheld_at) {
        (Some(lacks), Some(since)) => Some(Withheld {
            right: to_right(&lacks)?,
            since: instant(since)?,
        }),
        _ => None,
    };
    let notice = match row.person_id {
        Some(person) => Notice::ToPerson(PersonId(person), from_json(&row.notice, "a notice")?),
        None => Notice::ToTeam(from_json(&row.notice, "a notice")?),
    };
    Ok(OutboxRow {
        id: row.id,
        at: instant(row.at)?,
        attempts: row.attempts.unsigned_abs(),
        withheld,
        row: NewOutboxRow {
            notice,
            key: row.key,
            edits: row.edits,
            replies_to: row.replies_to,
            thread: row.thread,
        },
    })
}

pub(super) fn from_sent(sent: &SentMessage) -> Result<sent_message::ActiveModel, DbErr> {
    Ok(sent_message::ActiveModel {
        chat: Set(sent.chat),
        message: Set(sent.message),
        ticket_id: Set(sent.ticket.map(|t| t.0)),
        role: Set(word(&sent.role)?),
        anchor: Set(sent.anchor.map(|a| a.0)),
        asked: Set(sent.asked.map(|agent| agent.0)),
        at: Set(millis(sent.at)),
        thread: Set(sent.thread),
        no: Set(sent.shows.map(|shows| shows.no.0.into())),
        part: Set(sent.shows.map(|shows| json(&shows.part)).transpose()?),
        edits: Set(sent.shows.map(|shows| shows.edits.into())),
        says_what_is_meant: Set(sent.shows.map(|shows| shows.says_what_is_meant)),
    })
}

pub(super) fn to_sent(row: sent_message::Model) -> Result<SentMessage, DbErr> {
    let shows = match (row.no, row.part, row.edits) {
        (Some(no), Some(part), Some(edits)) => Some(ShownPart {
            no: MessageNo(u32::try_from(no).map_err(|_| unreadable("a message's number"))?),
            part: from_json(&part, "a part of a message")?,
            edits: u32::try_from(edits).map_err(|_| unreadable("a count of edits"))?,
            says_what_is_meant: row.says_what_is_meant.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(SentMessage {
        chat: row.chat,
        message: row.message,
        ticket: row.ticket_id.map(TicketId),
        role: from_word(&row.role, "the role of a message")?,
        anchor: row.anchor.map(UpdateId),
        asked: row.asked.map(AgentId),
        at: instant(row.at)?,
        thread: row.thread,
        shows,
    })
}

pub(super) fn to_policy(row: &policy::Model) -> Result<PolicyVersion, DbErr> {
    Ok(PolicyVersion {
        since: instant(row.since)?,
        policy: from_json(&row.policy, "a policy")?,
    })
}
