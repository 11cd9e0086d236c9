//! What each kind of event makes the desk tell.

use super::{Audience, Notice, ReceiptMark};
use crate::domain::{
    command::By,
    event::{Cause, Event, EventKind},
    ids::*,
    message::{MessageContent, Part},
    sla::Policy,
    ticket::Ticket,
};

/// The words of the message that an event speaks of.
#[derive(Debug, Clone, Copy)]
pub struct EventContent<'a> {
    /// What it says.
    pub words: &'a MessageContent,
    /// What it said before, when it was edited.
    pub before: Option<&'a MessageContent>,
}

/// What an event makes the desk tell, in order. `after` is the ticket with the event applied; `spoken` are the words that
/// the event speaks of, where it speaks of any; `policy` is what holds now.
pub fn told(
    event: &Event,
    after: &Ticket,
    spoken: Option<EventContent<'_>>,
    policy: &Policy,
) -> Vec<(Audience, Notice)> {
    let ticket = after.id;
    let words = spoken.map(|spoken| spoken.words);
    let person = Audience::Person(after.person);
    let edit = (Audience::Team, Notice::CardEdit { ticket });
    match &event.what {
        EventKind::Opened { .. } => {
            let card = (Audience::Team, Notice::NewTicket { ticket });
            let rest = words.into_iter().flat_map(beyond_the_card).map(|part| {
                (
                    Audience::Team,
                    Notice::PersonWrote {
                        ticket,
                        message: MessageNo(1),
                        part,
                    },
                )
            });
            std::iter::once(card)
                .chain(rest)
                .chain([(person, Notice::Created { ticket })])
                .collect()
        }
        EventKind::PersonWrote { message, .. } => {
            let parts = words
                .map(MessageContent::parts)
                .unwrap_or_default()
                .into_iter();
            let told = parts.map(|part| {
                (
                    Audience::Team,
                    Notice::PersonWrote {
                        ticket,
                        message: *message,
                        part,
                    },
                )
            });
            told.chain([
                (
                    person,
                    Notice::Receipt {
                        ticket,
                        message: *message,
                    },
                ),
                edit,
            ])
            .collect()
        }
        EventKind::AnswerAccepted { message, .. } => {
            let mark = Notice::Mark {
                ticket,
                message: *message,
                mark: ReceiptMark::OnItsWay,
            };
            let answer = answer(*message, after, words);
            answer.chain([(Audience::Team, mark)]).collect()
        }
        // Nothing here is for the person, and nothing may ever be.
        EventKind::Noted { message } => {
            let mark = Notice::Mark {
                ticket,
                message: *message,
                mark: ReceiptMark::Noted,
            };
            vec![(Audience::Team, mark), edit]
        }
        EventKind::Edited { note: true, .. } => vec![edit],
        EventKind::Edited { message, .. } => {
            let message = *message;
            let told = parts_since(message, spoken).into_iter();
            let told = told.map(|part| match event.by {
                By::Agent(_) => {
                    let edited = Notice::AnswerEdited {
                        ticket,
                        message,
                        part,
                    };
                    (person, edited)
                }
                By::Person(_) | By::Desk => {
                    let edited = Notice::PersonEdited {
                        ticket,
                        message,
                        part,
                    };
                    (Audience::Team, edited)
                }
            });
            told.chain([edit]).collect()
        }
        EventKind::AnswerSentAgain { message } => answer(*message, after, words).collect(),
        EventKind::AnswerDelivered { message } => {
            let mark = Notice::Mark {
                ticket,
                message: *message,
                mark: ReceiptMark::Taken,
            };
            vec![(Audience::Team, mark), edit]
        }
        EventKind::AnswerFailed {
            message,
            why,
            because,
            ..
        } => {
            vec![
                (
                    Audience::Team,
                    Notice::AnswerFailed {
                        ticket,
                        message: *message,
                        why: *why,
                        again: after.sent_again(*message),
                        because: *because,
                    },
                ),
                edit,
            ]
        }
        // The card shows no clock that these move, and an edit that changes nothing costs the group's budget all the same.
        EventKind::Warned { episode } => {
            let warning = Notice::Warning {
                ticket,
                episode: *episode,
            };
            let told = policy.tells_warnings().then_some((Audience::Team, warning));
            told.into_iter().collect()
        }
        EventKind::Breached { episode, deadline } => {
            vec![(
                Audience::Team,
                Notice::Alert {
                    ticket,
                    episode: *episode,
                    nth: 0,
                    due: Some(*deadline),
                },
            )]
        }
        EventKind::Reminded { episode, nth } => {
            vec![(
                Audience::Team,
                Notice::Alert {
                    ticket,
                    episode: *episode,
                    nth: *nth,
                    due: None,
                },
            )]
        }
        EventKind::Escalated {
            episode,
            step,
            after_seconds,
        } => vec![(
            Audience::Team,
            Notice::Escalation {
                ticket,
                episode: *episode,
                step: *step,
                after_seconds: *after_seconds,
            },
        )],
        EventKind::ResolutionBreached { .. } => {
            vec![(Audience::Team, Notice::ResolutionAlert { ticket })]
        }
        EventKind::SilenceWarned => vec![(
            person,
            Notice::SilenceWarning {
                ticket,
                version: after.version,
            },
        )],
        EventKind::Resolved {
            cause: Cause::Block,
        } => vec![edit],
        EventKind::Resolved { cause } => vec![
            (
                person,
                Notice::Closed {
                    ticket,
                    cause: *cause,
                },
            ),
            edit,
        ],
        EventKind::Viewed
        | EventKind::Assigned { .. }
        | EventKind::PriorityChanged { .. }
        | EventKind::Retitled => {
            vec![edit]
        }
        EventKind::BecameUnreachable | EventKind::BecameReachable { .. } => vec![edit],
        EventKind::SilenceWarningDelivered
        | EventKind::SilenceWarningLost { .. }
        | EventKind::SilenceBroken => {
            vec![]
        }
    }
}

/// An answer, in as many calls as it takes; sent again, only what did not arrive.
fn answer(
    message: MessageNo,
    after: &Ticket,
    words: Option<&MessageContent>,
) -> impl Iterator<Item = (Audience, Notice)> {
    let (ticket, person) = (after.id, Audience::Person(after.person));
    let again = after.sent_again(message);
    let parts = words.map(MessageContent::parts).unwrap_or_default();
    let parts = after.to_send(message, parts);
    let count = parts.len();
    parts.into_iter().enumerate().map(move |(n, part)| {
        let answer = Notice::Answer {
            ticket,
            message,
            part,
            last: n + 1 == count,
            again,
        };
        (person, answer)
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
fn parts_since(message: MessageNo, spoken: Option<EventContent<'_>>) -> Vec<Part> {
    let Some(EventContent { words, before }) = spoken else {
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

/// What of the first message the card can't show: media, and text after its first stretch.
fn beyond_the_card(words: &MessageContent) -> Vec<Part> {
    match words.media {
        Some(_) if !words.has_long_caption() => vec![Part::Original],
        _ => words.parts().split_off(1),
    }
}
