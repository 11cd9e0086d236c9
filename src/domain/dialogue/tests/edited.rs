//! What somebody sent as an answer to a question, and changed: the title, and what was refused.

use super::{
    super::{
        PrivateDialogue::{self, *},
        PrivateEffect as E, PrivateInput as I,
    },
    private::{LENGTHS, asked, kept, photo, text, titled},
};
use crate::domain::{
    message::{MessageContent, Origin},
    notice::PersonNotice as N,
    test_support::s,
};

fn words(message: i64, said: &str) -> MessageContent {
    MessageContent {
        origin: Some(Origin { chat: 7, message }),
        sent_at: Some(s(message)),
        ..text(said)
    }
}

fn said(state: PrivateDialogue, words: MessageContent) -> (PrivateDialogue, Vec<E>) {
    state.step(I::Said(words), None, &LENGTHS)
}

fn title(state: &PrivateDialogue) -> Option<&str> {
    match state {
        Body { title, .. } => Some(title),
        _ => None,
    }
}

#[test]
fn a_refused_title_that_is_edited_is_a_new_attempt() {
    let (state, told) = said(asked(vec![]), words(1, "ab"));
    assert_eq!(told, [E::Notice(N::TitleTooShort)]);
    let (state, told) = said(state, words(9, &"a".repeat(200)));
    assert_eq!(told, [E::Notice(N::TitleTooLong)]);
    // Each of them can still be the title.
    let (state, told) = state.edited(&words(1, "a"), &LENGTHS).expect("an attempt");
    assert_eq!(told, [E::Notice(N::TitleTooShort)]);
    assert_eq!(state.clone().edited(&words(5, "Printer"), &LENGTHS), None);
    let (state, told) = state
        .edited(&words(9, "Printer"), &LENGTHS)
        .expect("an attempt");
    assert_eq!(
        (title(&state), told),
        (Some("Printer"), vec![E::Notice(N::AskBody)])
    );
}

#[test]
fn an_edit_of_the_title_changes_it() {
    let (state, _) = said(asked(kept(&["hi"])), words(1, "Printer"));
    let same = state.clone().edited(&words(1, " Printer "), &LENGTHS);
    assert_eq!(same, None);
    let (state, told) = state
        .edited(&words(1, "My printer"), &LENGTHS)
        .expect("a change");
    assert_eq!((title(&state), told), (Some("My printer"), vec![]));
    // What is no title is said to be none, and the title is asked again.
    let (state, told) = state.edited(&words(1, "P"), &LENGTHS).expect("a change");
    assert_eq!(
        (title(&state), told),
        (None, vec![E::Notice(N::TitleTooShort)])
    );
    let (state, told) = state
        .edited(&words(1, "Printers"), &LENGTHS)
        .expect("an attempt");
    assert_eq!(
        (title(&state), told),
        (Some("Printers"), vec![E::Notice(N::AskBody)])
    );
    let (_, told) = said(state, words(20, "They print nothing but stars"));
    let [
        E::Open {
            title,
            title_from,
            words: all,
        },
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((title.as_str(), all.len()), ("Printers", 2));
    assert_eq!(*title_from, words(1, "").origin);
}

#[test]
fn a_refused_message_that_is_edited_is_a_new_attempt() {
    for refused in [words(1, "stars"), words(1, &"a".repeat(4096))] {
        let (state, told) = said(titled("Printer", vec![]), refused);
        assert!(matches!(
            told[..],
            [E::Notice(N::BodyTooShort) | E::Notice(N::BodyTooLong)]
        ));
        let whole = words(1, "It prints nothing but stars");
        let (state, told) = state.edited(&whole, &LENGTHS).expect("an attempt");
        assert_eq!(state, Idle);
        assert!(matches!(&told[..], [E::Open { words, .. }] if *words == [whole]));
    }
}

#[test]
fn a_title_that_becomes_words_can_be_edited_there() {
    let (state, _) = said(asked(vec![]), words(1, "Printer"));
    let ticket = crate::domain::ids::TicketId(126);
    let (state, _) = state.step(I::Reply(ticket), None, &LENGTHS);
    let (state, _) = state
        .edited(&words(1, "Plotter"), &LENGTHS)
        .expect("a change");
    assert!(matches!(state, Offered { kept } if kept[0].text == "Plotter"));
}

/// One text, in pieces: refused once, and no piece is taken for something else.
#[test]
fn the_rest_of_a_text_that_was_refused_is_refused_with_it() {
    let piece = |at: i64, length: usize| MessageContent {
        sent_at: Some(s(at)),
        ..words(at * 10, &"a ".repeat(length / 2))
    };
    for state in [asked(vec![]), titled("Printer", vec![])] {
        let (state, told) = said(state, piece(0, 4096));
        assert!(matches!(
            told[..],
            [E::Notice(N::TitleTooLong) | E::Notice(N::BodyTooLong)]
        ));
        let (state, told) = said(state, piece(1, 4096));
        assert_eq!(told, [], "the next piece");
        let (state, told) = said(state, piece(3, 40));
        assert_eq!(told, [], "the last piece");
        // It was short, so nothing of it follows: this is something new, and so are media.
        let (_, told) = said(state, piece(4, 40));
        assert!(
            matches!(told[..], [E::Notice(N::AskBody) | E::Open { .. }]),
            "{told:?}"
        );
    }
    let (state, _) = said(titled("Printer", vec![]), piece(0, 4096));
    let (_, told) = said(
        state,
        MessageContent {
            sent_at: Some(s(1)),
            ..photo("")
        },
    );
    assert!(
        matches!(told[..], [E::Open { .. }]),
        "a photo is no piece of a text"
    );
    // A title too long that no app splits.
    let (state, _) = said(asked(vec![]), piece(0, 300));
    let (_, told) = said(state, piece(1, 40));
    assert_eq!(told, [E::Notice(N::AskBody)]);
}
