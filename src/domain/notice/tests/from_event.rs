//! The notices that events cause: how messages fall into parts, which part is the last, what an edit brings up to date.
//! (The plain cases are asserted by what people see, in `tests/it/flow`.)

use super::super::{
    Notice::{ToPerson, ToTeam},
    *,
};
use crate::domain::{
    command::{Command, DeliveryFailure},
    event::{Cause, Event, EventKind},
    ids::{AgentId, By, MessageNo},
    message::{Media, MediaKind, MessageContent, Part, TicketMessage},
    sla::Policy,
    test_support::*,
};

const EDIT: Notice = ToTeam(TeamNotice::CardEdit { ticket: TICKET });

/// The notices of the newest event of a story.
fn newest(story: &Story, words: Option<&MessageContent>) -> Vec<Notice> {
    let event = story.events.last().expect("an event");
    notices_for(event, &story.ticket, words.map(spoken), &usual())
}

fn spoken(words: &MessageContent) -> EventContent<'_> {
    EventContent {
        words,
        before: None,
    }
}

/// The notices of an event by itself.
fn tells(what: EventKind) -> Vec<Notice> {
    let story = Story::viewed();
    let event = Event {
        at: s(0),
        by: By::Desk,
        what,
    };
    notices_for(&event, &story.ticket, None, &usual())
}

/// The usual settings, and warnings are told.
pub(super) fn told_warnings() -> Policy {
    let mut reply = reply(30, 50, 15);
    reply.tell_warnings = true;
    Policy {
        reply: Some(reply),
        ..usual()
    }
}

fn media(kind: MediaKind, caption: usize) -> MessageContent {
    MessageContent {
        media: Some(Media {
            kind,
            file_id: None,
            in_words: None,
        }),
        ..MessageContent::text("c".repeat(caption))
    }
}

fn to_team(message: u32, part: Part) -> Notice {
    let (ticket, message) = (TICKET, MessageNo(message));
    ToTeam(TeamNotice::PersonWrote {
        ticket,
        message,
        part,
    })
}

fn to_person(part: Part, last: bool) -> Notice {
    let (ticket, message) = (TICKET, MessageNo(2));
    let answer = PersonNotice::Answer {
        ticket,
        message,
        part,
        last,
        again: 0,
    };
    ToPerson(PERSON, answer)
}

#[test]
fn opened() {
    let card = || ToTeam(TeamNotice::NewTicket { ticket: TICKET });
    let created = || ToPerson(PERSON, PersonNotice::Created { ticket: TICKET });
    let story = Story::opened();
    for (words, rest) in [
        (MessageContent::text("I get error 403"), vec![]),
        (
            MessageContent::text("a".repeat(7001)),
            vec![to_team(1, Part::Text(1)), to_team(1, Part::Text(2))],
        ),
        (media(MediaKind::Photo, 5), vec![to_team(1, Part::Original)]),
        (
            media(MediaKind::Photo, 1000),
            vec![to_team(1, Part::Original)],
        ),
        (
            media(MediaKind::Sticker, 0),
            vec![to_team(1, Part::Original)],
        ),
    ] {
        let expected = [vec![card()], rest, vec![created()]].concat();
        assert_eq!(newest(&story, Some(&words)), expected, "{words:?}");
    }
    assert_eq!(newest(&story, None), [card(), created()]);
}

#[test]
fn person_wrote() {
    let story = Story::viewed().and(min(2), OWNER, write(min(2)));
    let (ticket, message) = (TICKET, MessageNo(2));
    let after = || {
        vec![
            ToPerson(PERSON, PersonNotice::Receipt { ticket, message }),
            EDIT,
        ]
    };
    for (words, parts) in [
        (MessageContent::text("hello"), vec![Part::Text(0)]),
        (
            MessageContent::text("a".repeat(3501)),
            vec![Part::Text(0), Part::Text(1)],
        ),
        (media(MediaKind::Voice, 5), vec![Part::Captioned]),
        (
            media(MediaKind::VideoNote, 0),
            vec![Part::Heading, Part::Original],
        ),
    ] {
        let parts = parts.into_iter().map(|part| to_team(2, part)).collect();
        let expected = [parts, after()].concat();
        assert_eq!(newest(&story, Some(&words)), expected, "{words:?}");
    }
}

#[test]
fn answer_accepted() {
    let story = Story::viewed().and(min(2), BY_ANNA, answer());
    let mark = ToTeam(TeamNotice::Mark {
        ticket: TICKET,
        message: MessageNo(2),
        mark: ReceiptMark::OnItsWay,
    });
    for (words, expected) in [
        (
            MessageContent::text("hello"),
            vec![to_person(Part::Text(0), true)],
        ),
        (
            MessageContent::text("a".repeat(3501)),
            vec![
                to_person(Part::Text(0), false),
                to_person(Part::Text(1), true),
            ],
        ),
        (
            media(MediaKind::Photo, 9),
            vec![to_person(Part::Captioned, true)],
        ),
        (
            media(MediaKind::Sticker, 0),
            vec![
                to_person(Part::Heading, false),
                to_person(Part::Original, true),
            ],
        ),
    ] {
        let expected = [expected, vec![mark.clone()]].concat();
        assert_eq!(newest(&story, Some(&words)), expected, "{words:?}");
    }
}

/// Whatever the note holds: the words are no part of it, and nobody but the team hears anything.
#[test]
fn noted() {
    let story = Story::viewed().and(min(2), BY_ANNA, note());
    let mark = ToTeam(TeamNotice::Mark {
        ticket: TICKET,
        message: MessageNo(2),
        mark: ReceiptMark::Noted,
    });
    for words in [
        None,
        Some(MessageContent::text("a".repeat(7001))),
        Some(media(MediaKind::Photo, 5)),
        Some(media(MediaKind::Sticker, 0)),
    ] {
        let told = newest(&story, words.as_ref());
        assert_eq!(told, [mark.clone(), EDIT], "{words:?}");
    }
}

/// A story whose newest event is an edit of a message.
fn edited(by: By, message: u32, agent: Option<AgentId>, note: bool) -> Story {
    let of = TicketMessage {
        agent,
        note,
        ..said(message, "before")
    };
    let words = MessageContent::text("after");
    Story::viewed().and(
        min(2),
        by,
        Command::Edit {
            of: Box::new(of),
            words,
        },
    )
}

/// Each part that the words have or had, once, and the card.
#[test]
fn edited_by_the_person() {
    let to_team = |message: u32, part| {
        let (ticket, message) = (TICKET, MessageNo(message));
        ToTeam(TeamNotice::PersonEdited {
            ticket,
            message,
            part,
        })
    };
    let (short, long) = (
        MessageContent::text("hello"),
        MessageContent::text("a".repeat(3501)),
    );
    let (photo, captioned) = (media(MediaKind::Photo, 1000), media(MediaKind::Photo, 5));
    let (zero, one) = (Part::Text(0), Part::Text(1));
    for (message, before, words, parts) in [
        (2, &short, &short, vec![zero]),
        (2, &short, &long, vec![zero, one]),
        (2, &long, &short, vec![zero, one]),
        (2, &short, &captioned, vec![Part::Captioned, zero]),
        (
            2,
            &captioned,
            &photo,
            vec![Part::Heading, Part::Original, Part::Captioned],
        ),
        // The card has the first stretch of the first message.
        (1, &short, &short, vec![]),
        (1, &short, &long, vec![one]),
        (1, &long, &short, vec![one]),
        (1, &photo, &captioned, vec![Part::Original]),
        (1, &short, &captioned, vec![Part::Original]),
    ] {
        let story = edited(OWNER, message, None, false);
        let event = story.events.last().expect("an event");
        let before = Some(before);
        let told = notices_for(
            event,
            &story.ticket,
            Some(EventContent { words, before }),
            &usual(),
        );
        let parts = parts.into_iter().map(|part| to_team(message, part));
        let expected: Vec<_> = parts.chain([EDIT]).collect();
        assert_eq!(told, expected, "{message} {before:?} {words:?}");
    }
}

/// An answer's goes to the person, a note's to nobody but the team.
#[test]
fn edited_by_an_agent() {
    let words = MessageContent::text("hello");
    let (ticket, message, part) = (TICKET, MessageNo(2), Part::Text(0));
    let to_person = PersonNotice::AnswerEdited {
        ticket,
        message,
        part,
    };
    let story = edited(BY_ANNA, 2, Some(ANNA), false);
    let expected = [ToPerson(PERSON, to_person), EDIT];
    assert_eq!(newest(&story, Some(&words)), expected);
    let story = edited(BY_ANNA, 2, Some(ANNA), true);
    assert_eq!(newest(&story, Some(&words)), [EDIT]);
}

/// Only what did not arrive goes out once more, the last of it as the last; of words that fall into other parts by now, all.
#[test]
fn a_part_of_an_answer_is_sent_again() {
    let long = MessageContent::text("a".repeat(10_000));
    assert_eq!(long.parts(), [0, 1, 2].map(Part::Text));
    let refused = |part| lost_part(2, part, DeliveryFailure::Refused);
    let sent_again = |lost: &[u16], words: &MessageContent| -> Vec<(Part, bool)> {
        let mut story = Story::viewed().and(min(2), BY_ANNA, answer());
        for part in lost {
            story = story.and(min(3), By::Desk, refused(Part::Text(*part)));
        }
        let story = story.and(min(4), BY_BORIS, send_again(2));
        let parts = newest(&story, Some(words)).into_iter();
        let part = |notice| match notice {
            ToPerson(_, PersonNotice::Answer { part, last, .. }) => (part, last),
            other => panic!("{other:?}"),
        };
        parts.map(part).collect()
    };
    let text = |n, last| (Part::Text(n), last);
    assert_eq!(sent_again(&[1], &long), [text(1, true)]);
    assert_eq!(sent_again(&[2, 0], &long), [text(0, false), text(2, true)]);
    assert_eq!(
        sent_again(&[0, 1, 2], &long),
        [text(0, false), text(1, false), text(2, true)]
    );
    assert_eq!(
        sent_again(&[1], &MessageContent::text("short")),
        [text(0, true)]
    );
}

/// The answer once more; what fails then is told once more.
#[test]
fn answer_sent_again() {
    let again = |n| {
        ToPerson(
            PERSON,
            PersonNotice::Answer {
                ticket: TICKET,
                message: MessageNo(2),
                part: Part::Text(0),
                last: true,
                again: n,
            },
        )
    };
    let words = MessageContent::text("hello");
    let mut story = Story::viewed().and(min(2), BY_ANNA, answer());
    for n in 1..=3 {
        let refused = lost(2, DeliveryFailure::Refused);
        story = story.and(min(3), By::Desk, refused);
        let failure = TeamNotice::AnswerFailed {
            ticket: TICKET,
            message: MessageNo(2),
            why: DeliveryFailure::Refused,
            again: n - 1,
            because: None,
        };
        assert_eq!(newest(&story, None), [ToTeam(failure), EDIT]);
        story = story.and(min(4), BY_BORIS, send_again(2));
        assert_eq!(newest(&story, Some(&words)), [again(n)]);
    }
}

#[test]
fn the_warning_before_the_end_is_named_by_its_version() {
    let story = Story::answered().and_due(h(43));
    let (ticket, version) = (TICKET, story.ticket.version);
    let warning = PersonNotice::SilenceWarning { ticket, version };
    assert_eq!(newest(&story, None), [ToPerson(PERSON, warning)]);
    let story = story.and(h(43), By::Desk, Command::SilenceWarningTaken);
    assert_eq!(newest(&story, None), []);
}

#[test]
fn a_warning_is_told_where_the_settings_say_so() {
    let story = Story::opened().and_due(min(15));
    let newest = story.events.last().expect("an event");
    let (ticket, episode) = (TICKET, 1);
    let warning = ToTeam(TeamNotice::Warning { ticket, episode });
    let told = |policy| notices_for(newest, &story.ticket, None, &policy);
    assert_eq!(told(told_warnings()), [warning]);
    assert_eq!(told(usual()), []);
}

/// A block tells the person by a notice of its own.
#[test]
fn resolved_by_a_block() {
    let cause = Cause::Block;
    assert_eq!(tells(EventKind::Resolved { cause }), [EDIT]);
}

#[test]
fn how_soon() {
    use PersonNotice::*;
    use TeamNotice::{Alert, Help, NewTicket, PersonEdited, Warning};
    let said = |notice| ToPerson(PERSON, notice);
    let ticket = TICKET;
    let message = MessageNo(2);
    let part = Part::Captioned;
    for (notice, expected) in [
        (said(Created { ticket }), Urgency::Asked),
        (said(AskTitle), Urgency::Asked),
        (ToTeam(Help), Urgency::Asked),
        (to_person(part, true), Urgency::Words),
        (to_team(2, part), Urgency::Words),
        (
            said(AnswerEdited {
                ticket,
                message,
                part,
            }),
            Urgency::Words,
        ),
        (
            ToTeam(PersonEdited {
                ticket,
                message,
                part,
            }),
            Urgency::CardEdit,
        ),
        (said(Receipt { ticket, message }), Urgency::Receipt),
        (
            ToTeam(Warning {
                ticket: TICKET,
                episode: 1,
            }),
            Urgency::Alert,
        ),
        (
            ToTeam(Alert {
                ticket,
                episode: 1,
                nth: 0,
                due: None,
            }),
            Urgency::Alert,
        ),
        (said(SilenceWarning { ticket, version: 1 }), Urgency::Alert),
        (said(Blocked), Urgency::Alert),
        (ToTeam(NewTicket { ticket }), Urgency::Card),
        (EDIT, Urgency::CardEdit),
    ] {
        assert_eq!(notice.urgency(), expected, "{notice:?}");
    }
    assert!(Urgency::Asked < Urgency::Words && Urgency::Words < Urgency::Alert);
    assert!(Urgency::Alert < Urgency::Card && Urgency::Card < Urgency::CardEdit);
    assert!(Urgency::CardEdit < Urgency::Receipt);
    let numbers = Urgency::ALL.map(|urgency| urgency as usize);
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "stored, so they stay");
}
