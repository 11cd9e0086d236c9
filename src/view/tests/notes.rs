//! What the team notes beside a conversation: it stands in the team's views with its author and time, and to a person it
//! is as if there were none.

use super::{
    every::{every, facts_for},
    reader::visible,
    world::*,
};
use crate::{
    domain::{
        ids::*,
        language::Language,
        message::{MediaKind, Part, TicketMessage},
        notice::{Notice, PersonNotice, ReceiptMark, TeamNotice},
    },
    telegram::Call,
    view::{NOTE_SIGN, ViewData, ViewSettings, Wording, fallback, last_resort, render},
};
use proptest::prelude::*;

/// What no person may ever read.
const MARKER: &str = "had-the-same-in-May";

fn note(no: u32, text: &str) -> TicketMessage {
    TicketMessage {
        note: true,
        ..said(no, Some(ANNA), at(10, 7), text)
    }
}

fn card() -> Notice {
    Notice::ToTeam(TeamNotice::Card { ticket: TICKET })
}

/// Everything that a person can be sent, the pages of the conversation and each of its attachments included.
fn to_the_person() -> Vec<Notice> {
    let ticket = TICKET;
    let pages =
        (0..4).map(|page| Notice::ToPerson(OWNER, PersonNotice::Conversation { ticket, page }));
    let attachments = (1..=30).map(|no| {
        Notice::ToPerson(
            OWNER,
            PersonNotice::Attachment {
                ticket,
                message: MessageNo(no),
            },
        )
    });
    let every = every()
        .into_iter()
        .filter(|notice| notice.audience() == person());
    every.chain(pages).chain(attachments).collect()
}

/// The call, and what takes its place when Telegram refuses it.
fn calls(notice: &Notice, facts: &ViewData, desk: &ViewSettings) -> [Option<Call>; 3] {
    let place = place(person());
    [
        render(notice, place, None, facts, desk),
        fallback(notice, place, facts, desk),
        last_resort(notice, place, facts, desk),
    ]
}

#[test]
fn the_card_shows_a_note_with_its_author_and_time() {
    let mut facts = facts();
    let photo = with_media(note(4, "his router"), MediaKind::Photo, Some("PHOTO"));
    facts.conversation.extend([note(3, MARKER), photo]);
    for (language, lines) in [
        (
            Language::En,
            "📝 Note · @anna (10:07):\nhad-the-same-in-May\n📝 Note · @anna (10:07):\n📷 his router",
        ),
        (
            Language::Ru,
            "📝 Заметка · @anna (10:07):\nhad-the-same-in-May\n📝 Заметка · @anna (10:07):\n📷 his router",
        ),
    ] {
        facts.language = language;
        for notice in [
            card(),
            Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET }),
        ] {
            let call = to_team(notice, &facts).expect("a card");
            let seen = visible(html(&call));
            assert!(seen.ends_with(lines), "{seen}");
        }
    }
    assert_eq!(
        labels(&to_team(card(), &facts).expect("a card"))[3],
        ["Приоритет", "Заметка"]
    );
}

#[test]
fn an_anonymous_administrators_note_is_theirs() {
    let mut facts = facts();
    facts.conversation.push(TicketMessage {
        agent: Some(AgentId::ANONYMOUS),
        ..note(3, MARKER)
    });
    let call = to_team(card(), &facts).expect("a card");
    let seen = visible(html(&call));
    let line = "📝 Note · an anonymous administrator (10:07):\nhad-the-same-in-May";
    assert!(seen.ends_with(line), "{seen}");
}

/// Whatever a notice names: even one that names the note as an answer relays nothing of it.
#[test]
fn no_notice_relays_a_note() {
    let photo = with_media(note(2, MARKER), MediaKind::Photo, Some("PHOTO"));
    let sticker = with_media(note(2, ""), MediaKind::Sticker, Some("STICKER"));
    for note in [note(2, MARKER), photo, sticker] {
        let facts = ViewData {
            said: Some(note),
            ..facts()
        };
        let (ticket, message, last) = (TICKET, MessageNo(2), true);
        for part in [
            Part::Text(0),
            Part::Captioned,
            Part::Heading,
            Part::Original,
        ] {
            let answer = Notice::ToPerson(
                OWNER,
                PersonNotice::Answer {
                    ticket,
                    message,
                    part,
                    last,
                    again: 0,
                },
            );
            assert_eq!(calls(&answer, &facts, &desk()), [None, None, None]);
        }
        let attachment = Notice::ToPerson(OWNER, PersonNotice::Attachment { ticket, message });
        assert_eq!(calls(&attachment, &facts, &desk()), [None, None, None]);
    }
}

/// To the team that asks for it, and to nobody else; what replies to it is a note, as it says.
#[test]
fn an_attachment_of_a_note_is_for_the_team_alone() {
    let photo = with_media(note(2, "his router"), MediaKind::Photo, Some("PHOTO"));
    let sticker = with_media(note(2, ""), MediaKind::Sticker, Some("STICKER"));
    let attachment = Notice::ToTeam(TeamNotice::Attachment {
        ticket: TICKET,
        message: MessageNo(2),
        note: true,
    });
    for note in [photo, sticker] {
        let captioned = note.words.text.len();
        let facts = ViewData {
            said: Some(note),
            ..facts()
        };
        assert_eq!(calls(&attachment, &facts, &desk()), [None, None, None]);
        let call = to_team(attachment.clone(), &facts).expect("a copy");
        let Call::Copy { caption, .. } = call else {
            panic!("{call:?}");
        };
        let headed = "📝 <b>Ticket #126</b> (10:07)\nhis router";
        assert_eq!(caption.as_deref(), (captioned > 0).then_some(headed));
    }
}

/// The prompt's record may be lost: what marks it as one is no text that an operator can change.
#[test]
fn what_a_note_may_reply_to_begins_with_its_sign_whatever_the_texts_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = "ask-note = Note for { $ticket }\nask-note-named = { $agent }: { $ticket }\nnoted = \
         #126 { $ticket }\n";
    std::fs::write(folder.path().join("en.ftl"), texts).expect("a file");
    let other = ViewSettings {
        wording: Wording::load(Some(folder.path())).expect("texts"),
        ..desk()
    };
    let group = place(crate::domain::notice::Audience::Team);
    let ask = |agent| {
        Notice::ToTeam(TeamNotice::AskNote {
            ticket: TICKET,
            agent,
        })
    };
    let noted = Notice::ToTeam(TeamNotice::Mark {
        ticket: TICKET,
        message: MessageNo(2),
        mark: ReceiptMark::Noted,
    });
    for (desk, lines) in [
        (
            desk(),
            [
                "📝 Ticket #126: @anna, reply to this message with the note. The user never sees it.",
                "📝 Ticket #126: reply to this message with the note. The user never sees it.",
                "📝 Ticket #126: the note is kept.",
            ],
        ),
        (
            other,
            ["📝 @anna: #126", "📝 Note for #126", "📝 #126 #126"],
        ),
    ] {
        let calls = [
            render(&ask(ANNA), group, None, &facts(), &desk),
            render(&ask(AgentId::ANONYMOUS), group, None, &facts(), &desk),
            fallback(&noted, group, &facts(), &desk),
        ];
        for (call, line) in calls.into_iter().zip(lines) {
            let seen = visible(html(&call.expect("a message")));
            assert_eq!(seen, line);
            assert!(seen.starts_with(NOTE_SIGN));
        }
    }
}

/// Nothing else that the desk says to the team looks like one, or answers to it would be kept as notes.
#[test]
fn nothing_else_begins_with_the_sign_of_a_note() {
    for language in Language::ALL {
        for notice in every() {
            let facts = facts_for(&notice, language);
            let call = render(&notice, place(notice.audience()), None, &facts, &desk())
                .expect("it is true");
            let asks = matches!(notice, Notice::ToTeam(TeamNotice::AskNote { .. }));
            assert_eq!(html(&call).starts_with(NOTE_SIGN), asks, "{notice:?}");
        }
    }
}

/// A conversation in which some are notes, all of them with the marker, numbered from 1.
fn conversation() -> impl Strategy<Value = Vec<TicketMessage>> {
    let message = (0..4_u8, any::<bool>(), 1..1500_usize);
    prop::collection::vec(message, 0..30).prop_map(|messages| {
        let numbered = (1_u32..).zip(messages);
        numbered
            .map(|(no, (whose, media, length))| {
                let words = "w ".repeat(length);
                let message = match whose {
                    0 => said(no, None, at(10, 0), &words),
                    1 => said(no, Some(ANNA), at(10, 5), &words),
                    _ => note(no, &format!("{MARKER} {words}")),
                };
                if media {
                    with_media(message, MediaKind::Photo, Some(MARKER))
                } else {
                    message
                }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Not a word of a note, and no sign of one either: the same pages, the same buttons.
    #[test]
    fn to_a_person_it_is_as_if_there_were_no_notes(conversation in conversation(), named in any::<bool>()) {
        let desk = ViewSettings { show_agent_names: named, ..desk() };
        for notice in to_the_person() {
            let mut with = facts_for(&notice, Language::En);
            if let Notice::ToPerson(OWNER, PersonNotice::Attachment { message, .. }) = &notice {
                with.said = conversation.iter().find(|said| said.no == *message).cloned();
            }
            let mut without = with.clone();
            without.said = without.said.filter(|said| !said.note);
            without.conversation = conversation.iter().filter(|said| !said.note).cloned().collect();
            with.conversation = conversation.clone();
            if let Some(shown) = &mut with.shown {
                shown.ticket.messages = 1 + conversation.len() as u32;
            }
            prop_assert_eq!(calls(&notice, &with, &desk), calls(&notice, &without, &desk), "{:?}", notice);
        }
    }
}
