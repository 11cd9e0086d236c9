//! The notices that each kind of event causes.

use super::{Notice, PersonNotice, ReceiptMark, TeamNotice};
use crate::domain::{
    Instant,
    event::{Cause, Event, EventKind},
    ids::{By, *},
    message::{MessageContent, Part},
    sla::Policy,
    ticket::Ticket,
};

/// The message that an event speaks of.
#[derive(Debug, Clone, Copy)]
pub struct EventContent<'a> {
    pub words: &'a MessageContent,
    /// Its content before the event, when the event is an edit.
    pub before: Option<&'a MessageContent>,
}

/// The notices that an event causes, in order. `after` is the ticket with the event applied; `content` is the message that
/// the event speaks of, where it speaks of one; `policy` is the policy in force now.
pub fn notices_for(
    event: &Event,
    after: &Ticket,
    content: Option<EventContent<'_>>,
    policy: &Policy,
) -> Vec<Notice> {
    use TeamNotice::{CardEdit, Escalation, Mark, ResolutionAlert, Warning};
    let ticket = after.id;
    let words = content.map(|content| content.words);
    let person = |notice| Notice::ToPerson(after.person, notice);
    let alert = |episode: u32, nth: u32, due: Option<Instant>| TeamNotice::Alert {
        ticket,
        episode,
        nth,
        due,
    };
    let mark = |message: MessageNo, mark: ReceiptMark| Mark {
        ticket,
        message,
        mark,
    };
    let team: Vec<TeamNotice> = match &event.what {
        EventKind::Opened { .. } => {
            let card = Notice::ToTeam(TeamNotice::NewTicket { ticket });
            let rest = words.map(beyond_the_card).unwrap_or_default();
            let rest = copies(ticket, MessageNo(1), rest);
            let created = person(PersonNotice::Created { ticket });
            // The card goes first, for what the team gets about the ticket replies to it.
            return [card].into_iter().chain(rest).chain([created]).collect();
        }
        EventKind::PersonWrote { message, .. } => {
            let parts = words.map(MessageContent::parts).unwrap_or_default();
            let receipt = PersonNotice::Receipt {
                ticket,
                message: *message,
            };
            let edit = Notice::ToTeam(CardEdit { ticket });
            let rest = [person(receipt), edit];
            return copies(ticket, *message, parts).chain(rest).collect();
        }
        EventKind::AnswerAccepted { message, .. } => {
            let mark = Notice::ToTeam(mark(*message, ReceiptMark::OnItsWay));
            return answer(*message, after, words).chain([mark]).collect();
        }
        EventKind::AnswerSentAgain { message } => return answer(*message, after, words).collect(),
        // A note has no copy on the other side: its edit touches the card alone, further below.
        EventKind::Edited { message, note, .. } if !note => {
            let edited = edited_copies(*message, event.by, after, content);
            let edit = Notice::ToTeam(CardEdit { ticket });
            return edited.chain([edit]).collect();
        }
        EventKind::SilenceWarned => {
            let version = after.version;
            return vec![person(PersonNotice::SilenceWarning { ticket, version })];
        }
        // A block tells the person by a notice of its own, which says why and for how long.
        EventKind::Resolved { cause } if *cause != Cause::Block => {
            let closed = PersonNotice::Closed {
                ticket,
                cause: *cause,
            };
            return vec![person(closed), Notice::ToTeam(CardEdit { ticket })];
        }
        // Nothing here is for the person, and nothing may ever be.
        EventKind::Noted { message } => {
            vec![mark(*message, ReceiptMark::Noted), CardEdit { ticket }]
        }
        EventKind::AnswerDelivered { message } => {
            vec![mark(*message, ReceiptMark::Taken), CardEdit { ticket }]
        }
        EventKind::AnswerFailed {
            message,
            why,
            because,
            ..
        } => {
            let failed = TeamNotice::AnswerFailed {
                ticket,
                message: *message,
                why: *why,
                again: after.sent_again(*message),
                because: *because,
            };
            vec![failed, CardEdit { ticket }]
        }
        // The card shows no clock that the next five move, and an edit that changes nothing costs the group's budget
        // all the same.
        EventKind::Warned { episode } if policy.tells_warnings() => vec![Warning {
            ticket,
            episode: *episode,
        }],
        EventKind::Warned { .. } => vec![],
        EventKind::Breached { episode, deadline } => vec![alert(*episode, 0, Some(*deadline))],
        EventKind::Reminded { episode, nth } => vec![alert(*episode, *nth, None)],
        EventKind::Escalated {
            episode,
            after_seconds,
            ..
        } => vec![Escalation {
            ticket,
            episode: *episode,
            after_seconds: *after_seconds,
        }],
        EventKind::ResolutionBreached { .. } => vec![ResolutionAlert { ticket }],
        EventKind::Resolved { .. }
        | EventKind::Edited { .. }
        | EventKind::Viewed
        | EventKind::Assigned { .. }
        | EventKind::PriorityChanged { .. }
        | EventKind::Retitled
        | EventKind::BecameUnreachable
        | EventKind::BecameReachable { .. } => vec![CardEdit { ticket }],
        EventKind::SilenceWarningDelivered
        | EventKind::SilenceWarningLost { .. }
        | EventKind::SilenceBroken => vec![],
    };
    team.into_iter().map(Notice::ToTeam).collect()
}

/// The parts of a person's message, each copied to the team.
fn copies(ticket: TicketId, message: MessageNo, parts: Vec<Part>) -> impl Iterator<Item = Notice> {
    parts.into_iter().map(move |part| {
        Notice::ToTeam(TeamNotice::PersonWrote {
            ticket,
            message,
            part,
        })
    })
}

/// The copies of an edited message, each brought up to date on the side that did not write it.
fn edited_copies(
    message: MessageNo,
    by: By,
    after: &Ticket,
    content: Option<EventContent<'_>>,
) -> impl Iterator<Item = Notice> {
    let (ticket, person) = (after.id, after.person);
    let parts = parts_since(message, content).into_iter();
    parts.map(move |part| match by {
        By::Agent(_) => Notice::ToPerson(
            person,
            PersonNotice::AnswerEdited {
                ticket,
                message,
                part,
            },
        ),
        By::Person(_) | By::Desk => Notice::ToTeam(TeamNotice::PersonEdited {
            ticket,
            message,
            part,
        }),
    })
}

/// An answer, in as many calls as it takes; sent again, only what did not arrive.
fn answer(
    message: MessageNo,
    after: &Ticket,
    words: Option<&MessageContent>,
) -> impl Iterator<Item = Notice> {
    let (ticket, person) = (after.id, after.person);
    let again = after.sent_again(message);
    let parts = words.map(MessageContent::parts).unwrap_or_default();
    let parts = after.to_send(message, parts);
    let count = parts.len();
    parts.into_iter().enumerate().map(move |(n, part)| {
        let answer = PersonNotice::Answer {
            ticket,
            message,
            part,
            // Counted over what goes out now: of an answer sent again, that is the last of its lost parts.
            last: n + 1 == count,
            again,
        };
        Notice::ToPerson(person, answer)
    })
}

/// The parts of a message that are told by themselves: of the person's first, what the card does not show.
pub fn parts_told(message: MessageNo, words: &MessageContent) -> Vec<Part> {
    match message {
        MessageNo(1) => beyond_the_card(words),
        _ => words.parts(),
    }
}

/// Every part of the message before or after the edit; parts that no longer exist are emptied.
fn parts_since(message: MessageNo, content: Option<EventContent<'_>>) -> Vec<Part> {
    let Some(EventContent { words, before }) = content else {
        return Vec::new();
    };
    let mut since = parts_told(message, words);
    let before = before.map(|before| parts_told(message, before));
    for part in before.unwrap_or_default() {
        if !since.contains(&part) {
            since.push(part);
        }
    }
    since
}

/// The parts of the first message that the card can't show: media, and text after its first stretch.
fn beyond_the_card(words: &MessageContent) -> Vec<Part> {
    match words.media {
        Some(_) if !words.has_long_caption() => vec![Part::Original],
        // There always is a first part, as an empty text is one empty stretch; the card shows it.
        _ => words.parts().split_off(1),
    }
}
