//! What an edit does to a ticket: next to nothing (`sla.md` rules 12 and 13).

use crate::domain::{
    command::{Command, Refusal::NotYours},
    event::EventKind::{self, BecameReachable, SilenceBroken},
    ids::{By, *},
    message::{Media, MediaKind, MessageContent, TicketMessage},
    test_support::*,
};

/// An edit of what is stored, so often edited before.
fn edit_again(of: TicketMessage, edits: u32, words: MessageContent) -> Command {
    Command::Edit {
        of: Box::new(TicketMessage { edits, ..of }),
        words,
    }
}

/// The value afterwards is the one before, but for the count of events: no clock starts, stops or moves.
#[test]
fn an_edit_changes_nothing_of_a_ticket_whose_person_waits() {
    for mut story in [
        Story::opened(),
        Story::viewed(),
        Story::viewed().and_due(min(15)).and_due(min(30)),
        Story::answered().and(min(4), OWNER, write(min(4))),
    ] {
        let mut before = story.ticket.clone();
        assert_eq!(story.ask(h(1), OWNER, edit(1)), Ok(vec![edited(1)]));
        before.version += 1;
        assert_eq!(story.ticket, before);
    }
}

/// The team spoke last: it stays Awaiting User, and whoever edits is not closed for silence.
#[test]
fn an_edit_breaks_the_silence_and_reopens_nothing() {
    let mut story = Story::answered();
    let what = story.ask(h(10), OWNER, edit(1));
    assert_eq!(what, Ok(vec![SilenceBroken, edited(1)]));
    let mut pressed = Story::answered().and(h(10), OWNER, Command::BreakSilence);
    pressed.ticket.version += 1;
    assert_eq!(story.ticket, pressed.ticket, "as any other doing of theirs");
}

#[test]
fn an_edit_of_somebody_out_of_reach_brings_them_back() {
    let mut story = Story::viewed().and(min(2), By::Desk, Command::PersonLeft);
    let back = BecameReachable { since: None };
    let what = story.ask(min(5), OWNER, edit(1));
    assert_eq!(what, Ok(vec![back, edited(1)]));
}

/// Neither what an agent changes in an answer nor in a note is anything the person did, or an answer.
#[test]
fn an_edit_of_the_teams_changes_nothing() {
    let note = TicketMessage {
        note: true,
        agent: Some(ANNA),
        ..said(2, "called in May")
    };
    let noted = EventKind::Edited {
        message: MessageNo(2),
        nth: 1,
        note: true,
    };
    let of_the_note = edit_again(note, 0, MessageContent::text("called in June"));
    for (command, what) in [(edit_of_an_answer(2), edited(2)), (of_the_note, noted)] {
        for mut story in [
            Story::viewed(),
            Story::viewed().and(min(2), BY_ANNA, answer()),
            Story::answered(),
            Story::viewed().and(min(2), By::Desk, Command::PersonLeft),
        ] {
            let mut before = story.ticket.clone();
            let asked = story.ask(h(1), BY_ANNA, command.clone());
            assert_eq!(asked, Ok(vec![what.clone()]));
            before.version += 1;
            assert_eq!(story.ticket, before);
        }
    }
}

/// The number names the version that it put an end to.
#[test]
fn edits_are_counted() {
    let mut story = Story::viewed();
    for nth in 1..4 {
        let of = said(1, "before");
        let what = story.ask(
            min(2),
            OWNER,
            edit_again(of, nth - 1, MessageContent::text("after")),
        );
        let message = MessageNo(1);
        let note = false;
        assert_eq!(what, Ok(vec![EventKind::Edited { message, nth, note }]));
    }
}

/// Text, formatting and attachment make what a message says; the rest does not.
#[test]
fn what_counts_as_an_edit() {
    let text = || MessageContent::text("hello");
    let photo = |file: &str| MessageContent {
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: Some(file.into()),
            in_words: None,
        }),
        ..text()
    };
    let bold = |length| {
        let entity = format!(r#"{{"type": "bold", "offset": 0, "length": {length}}}"#);
        MessageContent {
            entities: vec![serde_json::from_str(&entity).expect("an entity")],
            ..text()
        }
    };
    let sent = MessageContent {
        sent_at: Some(s(7)),
        origin: Some(crate::domain::message::Origin {
            chat: 7,
            message: 8,
        }),
        ..text()
    };
    for (before, after, is_one) in [
        (text(), text(), false),
        (text(), sent, false),
        (text(), MessageContent::text("Hello"), true),
        (text(), bold(5), true),
        (bold(5), bold(4), true),
        (text(), photo("one"), true),
        (photo("one"), photo("one"), false),
        (photo("one"), photo("two"), true),
    ] {
        let of = TicketMessage {
            words: before,
            ..said(1, "")
        };
        let words = after;
        let what = Story::viewed().ask(
            min(2),
            OWNER,
            Command::Edit {
                of: Box::new(of),
                words,
            },
        );
        assert_eq!(what.map(|what| what.len()), Ok(usize::from(is_one)));
    }
}

/// Each side changes its own messages, of this ticket.
#[test]
fn an_edit_of_somebody_elses_is_refused() {
    let elsewhere = |of: TicketMessage| {
        let ticket = TicketId(TICKET.0 + 1);
        edit_again(
            TicketMessage { ticket, ..of },
            0,
            MessageContent::text("after"),
        )
    };
    let answer = TicketMessage {
        agent: Some(ANNA),
        ..said(2, "before")
    };
    for (by, command) in [
        (By::Person(STRANGER), edit(1)),
        (OWNER, edit_of_an_answer(2)),
        (BY_ANNA, edit(1)),
        (OWNER, elsewhere(said(1, "before"))),
        (BY_ANNA, elsewhere(answer)),
    ] {
        assert_eq!(Story::answered().ask(h(1), by, command), Err(NotYours));
    }
}
