//! The talk with a person: every state and input.

use super::super::{
    PrivateDialogue::{self, *},
    PrivateEffect as E, PrivateInput as I, *,
};
use crate::domain::{
    ids::*, message::MessageContent, notice::PersonNotice as N, test_support::s, title::Lengths,
};

pub(super) const LENGTHS: Lengths = Lengths {
    title: (3, 128),
    message: (10, 4000),
};

const ACTIVE: TicketId = TicketId(126);
const OLD: TicketId = TicketId(99);

pub(super) fn text(text: &str) -> MessageContent {
    MessageContent::text(text)
}

pub(super) fn photo(caption: &str) -> MessageContent {
    use crate::domain::message::{Media, MediaKind};
    MessageContent {
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: None,
            in_words: None,
        }),
        ..MessageContent::text(caption)
    }
}

/// The title is asked.
pub(super) fn asked(kept: Vec<MessageContent>) -> PrivateDialogue {
    let refused = Refused::default();
    Title { kept, refused }
}

/// The message is asked, for this title.
pub(super) fn titled(title: impl Into<String>, kept: Vec<MessageContent>) -> PrivateDialogue {
    Body {
        title: title.into(),
        title_from: None,
        kept,
        refused: Refused::default(),
    }
}

pub(super) fn kept(texts: &[&str]) -> Vec<MessageContent> {
    texts.iter().map(|t| text(t)).collect()
}

fn title() -> String {
    "VPN not connecting".into()
}

fn write(ticket: TicketId, words: MessageContent) -> E {
    E::Write { ticket, words }
}

#[test]
fn each_input_in_each_state_without_an_active_ticket() {
    let hello = || I::Said(text("hello"));
    let long = "I get error code 403";
    let offered = || Offered {
        kept: kept(&["hi"]),
    };
    let in_title = || asked(kept(&["hi"]));
    let body = || titled(title(), kept(&["hi"]));
    let reply = || Reply { ticket: OLD };
    for (state, input, then, effects) in [
        (Idle, I::Create, asked(vec![]), vec![E::Notice(N::AskTitle)]),
        (
            Idle,
            I::Reply(OLD),
            reply(),
            vec![E::Notice(N::AskReply { ticket: OLD })],
        ),
        (
            Idle,
            hello(),
            Offered {
                kept: kept(&["hello"]),
            },
            vec![E::Notice(N::Offer)],
        ),
        (Idle, I::Cancel, Idle, vec![E::Notice(N::NothingToCancel)]),
        (
            offered(),
            I::Create,
            in_title(),
            vec![E::Notice(N::AskTitle)],
        ),
        (
            offered(),
            I::Reply(OLD),
            offered(),
            vec![E::Notice(N::AskReply { ticket: OLD })],
        ),
        (
            offered(),
            hello(),
            Offered {
                kept: kept(&["hi", "hello"]),
            },
            vec![E::Notice(N::Offer)],
        ),
        (offered(), I::Cancel, Idle, vec![E::Notice(N::Cancelled)]),
        (
            in_title(),
            I::Create,
            in_title(),
            vec![E::Notice(N::AskTitle)],
        ),
        (
            in_title(),
            I::Reply(OLD),
            offered(),
            vec![E::Notice(N::AskReply { ticket: OLD })],
        ),
        (
            asked(vec![]),
            I::Reply(OLD),
            reply(),
            vec![E::Notice(N::AskReply { ticket: OLD })],
        ),
        (
            in_title(),
            I::Said(text("VPN not connecting")),
            body(),
            vec![E::Notice(N::AskBody)],
        ),
        (
            in_title(),
            I::Said(text("ab")),
            in_title(),
            vec![E::Notice(N::TitleTooShort)],
        ),
        (
            in_title(),
            I::Said(photo("abc")),
            in_title(),
            vec![E::Notice(N::TitleNotText)],
        ),
        (in_title(), I::Cancel, Idle, vec![E::Notice(N::Cancelled)]),
        // A second press of the old button keeps the title that was typed.
        (body(), I::Create, body(), vec![E::Notice(N::AskBody)]),
        (
            body(),
            I::Reply(OLD),
            Offered {
                kept: kept(&["VPN not connecting", "hi"]),
            },
            vec![E::Notice(N::AskReply { ticket: OLD })],
        ),
        (
            body(),
            I::Said(text(long)),
            Idle,
            vec![E::Open {
                title_from: None,
                title: title(),
                words: kept(&["hi", long]),
            }],
        ),
        (
            body(),
            I::Said(photo("")),
            Idle,
            vec![E::Open {
                title_from: None,
                title: title(),
                words: vec![text("hi"), photo("")],
            }],
        ),
        (body(), hello(), body(), vec![E::Notice(N::BodyTooShort)]),
        (
            body(),
            I::Said(text(&"a".repeat(4001))),
            body(),
            vec![E::Notice(N::BodyTooLong)],
        ),
        (
            body(),
            I::Said(photo(&"a".repeat(4001))),
            body(),
            vec![E::Notice(N::BodyTooLong)],
        ),
        (body(), I::Cancel, Idle, vec![E::Notice(N::Cancelled)]),
        (
            reply(),
            I::Create,
            asked(vec![]),
            vec![E::Notice(N::AskTitle)],
        ),
        (
            reply(),
            I::Reply(ACTIVE),
            Reply { ticket: ACTIVE },
            vec![E::Notice(N::AskReply { ticket: ACTIVE })],
        ),
        (reply(), hello(), Idle, vec![write(OLD, text("hello"))]),
        (
            reply(),
            I::Said(photo("")),
            Idle,
            vec![write(OLD, photo(""))],
        ),
        (reply(), I::Cancel, Idle, vec![E::Notice(N::Cancelled)]),
    ] {
        let case = format!("{state:?} and {input:?}");
        assert_eq!(state.step(input, None, &LENGTHS), (then, effects), "{case}");
    }
}

#[test]
fn words_that_nothing_asked_for_go_to_the_active_ticket() {
    let said = || I::Said(text("ok"));
    let active = Some(ACTIVE);
    assert_eq!(
        Idle.step(said(), active, &LENGTHS),
        (Idle, vec![write(ACTIVE, text("ok"))])
    );
    let offered = Offered {
        kept: kept(&["one", "two"]),
    };
    let all = ["one", "two", "ok"].map(|t| write(ACTIVE, text(t)));
    assert_eq!(offered.step(said(), active, &LENGTHS), (Idle, all.to_vec()));
    let reply = Reply { ticket: OLD };
    assert_eq!(
        reply.step(said(), active, &LENGTHS),
        (Idle, vec![write(OLD, text("ok"))]),
        "an asked reply goes where it was asked for"
    );
}

#[test]
fn what_was_kept_follows_a_reply_to_the_active_ticket() {
    let offered = Offered {
        kept: kept(&["one"]),
    };
    let (state, _) = offered.step(I::Reply(ACTIVE), Some(ACTIVE), &LENGTHS);
    let (state, effects) = state.step(I::Said(text("two")), Some(ACTIVE), &LENGTHS);
    assert_eq!(state, Idle);
    let all = ["one", "two"].map(|t| write(ACTIVE, text(t)));
    assert_eq!(effects, all);
}

#[test]
fn the_edges_of_a_message() {
    let ask = || titled(title(), vec![]);
    for (length, opens) in [
        (0, false),
        (9, false),
        (10, true),
        (4000, true),
        (4001, false),
    ] {
        let (state, effects) = ask().step(I::Said(text(&"a".repeat(length))), None, &LENGTHS);
        let opened = matches!(effects[..], [E::Open { .. }]);
        assert_eq!((opened, state == Idle), (opens, opens), "{length}");
    }
}

/// Telegram's apps split what is longer than a message. Its end alone would be a ticket without a beginning.
#[test]
fn what_is_split_off_a_message_too_long_is_too_long_with_it() {
    let at = |instant, length: usize| MessageContent {
        sent_at: Some(instant),
        ..text(&"a".repeat(length))
    };
    let opens = |messages: &[MessageContent]| {
        let mut state = titled(title(), vec![]);
        let mut opened = Vec::new();
        for words in messages {
            let (next, effects) = state.step(I::Said(words.clone()), None, &LENGTHS);
            state = next;
            opened.push(matches!(effects[..], [E::Open { .. }]));
        }
        opened
    };
    assert_eq!(opens(&[at(s(0), 4096), at(s(0), 50)]), [false, false]);
    assert_eq!(opens(&[at(s(0), 4096), at(s(3), 5)]), [false, false]);
    let pieces = [at(s(0), 4096), at(s(2), 4096), at(s(4), 50)];
    assert_eq!(opens(&pieces), [false; 3]);
    // Nobody writes another one so soon.
    assert_eq!(opens(&[at(s(0), 4096), at(s(4), 50)]), [false, true]);
    // A message too short is whole.
    assert_eq!(opens(&[at(s(0), 5), at(s(0), 50)]), [false, true]);
}

#[test]
fn five_messages_at_once_while_the_message_is_asked_make_one_ticket_and_four_more() {
    let mut state = titled(title(), vec![]);
    let mut active = None;
    let mut effects = Vec::new();
    for n in 1..=5 {
        let said = I::Said(text(&format!("message number {n}")));
        let (next, mut told) = state.step(said, active, &LENGTHS);
        state = next;
        active = Some(ACTIVE);
        effects.append(&mut told);
    }
    let message = |n| text(&format!("message number {n}"));
    let mut expected = vec![E::Open {
        title_from: None,
        title: title(),
        words: vec![message(1)],
    }];
    expected.extend((2..=5).map(|n| write(ACTIVE, message(n))));
    assert_eq!(effects, expected);
    assert_eq!(state, Idle);
}

#[test]
fn five_messages_at_once_before_any_ticket_make_one_ticket_with_five() {
    let texts = ["hello", "is anybody there", "my VPN", "does not", "connect"];
    let mut state = Idle;
    for said in texts {
        let (next, told) = state.step(I::Said(text(said)), None, &LENGTHS);
        assert_eq!(told, [E::Notice(N::Offer)]);
        state = next;
    }
    let (state, _) = state.step(I::Create, None, &LENGTHS);
    let (state, told) = state.step(I::Said(text("VPN")), None, &LENGTHS);
    let opened = E::Open {
        title_from: None,
        title: "VPN".into(),
        words: kept(&texts),
    };
    assert_eq!((state, told), (Idle, vec![opened]));
}

#[test]
fn a_state_survives_the_store() {
    for state in [
        Idle,
        Offered {
            kept: kept(&["hi"]),
        },
        asked(vec![]),
        titled("<b>x</b> & <script>", vec![photo("caption")]),
        Reply { ticket: OLD },
    ] {
        let json = serde_json::to_string(&state).expect("a state is JSON");
        assert_eq!(
            serde_json::from_str::<PrivateDialogue>(&json).ok(),
            Some(state),
            "{json}"
        );
    }
}
