//! What takes the place of a call that Telegram refused.

use super::world::*;
use crate::{
    domain::{
        ids::*,
        message::{Entity, InWords, MediaKind, Part, Thing, TicketMessage},
        notice::{Audience, Notice, PersonNotice, ReceiptMark, TeamNotice},
    },
    telegram::Call,
    view::{ViewData, fallback, last_resort, stands_in},
};

fn wrote(part: Part) -> Notice {
    Notice::ToTeam(TeamNotice::PersonWrote {
        ticket: TICKET,
        message: MessageNo(1),
        part,
    })
}

fn facts_with(said: TicketMessage) -> ViewData {
    ViewData {
        said: Some(said),
        ..facts()
    }
}

fn in_group(notice: Notice, facts: &ViewData) -> String {
    written(fallback(&notice, place(Audience::Team), facts, &desk()).as_ref())
}

fn at_last(notice: Notice, facts: &ViewData) -> String {
    written(last_resort(&notice, place(Audience::Team), facts, &desk()).as_ref())
}

fn photo(text: &str) -> ViewData {
    let said = said(1, None, at(10, 0), text);
    facts_with(with_media(said, MediaKind::Photo, Some("PHOTO")))
}

#[test]
fn media_whose_original_is_gone_go_as_files() {
    assert_eq!(
        in_group(wrote(Part::Captioned), &photo("look <here>")),
        "(Photo PHOTO)\n<b>User replied to #126</b>\nlook &lt;here&gt;\n"
    );
    assert_eq!(
        in_group(wrote(Part::Original), &photo("look")),
        "(Photo PHOTO)\nlook\n"
    );
    assert_eq!(
        in_group(wrote(Part::Original), &photo("")),
        "(Photo PHOTO)\n"
    );
}

#[test]
fn a_file_that_is_gone_too_leaves_a_line_and_its_text() {
    assert_eq!(
        at_last(wrote(Part::Captioned), &photo("look")),
        "<b>User replied to #126</b>\n📷 An attachment was here that can't be sent again.\nlook\n"
    );
    assert_eq!(
        at_last(wrote(Part::Original), &photo("")),
        "📷 An attachment was here that can't be sent again.\n"
    );
    assert_eq!(at_last(wrote(Part::Text(0)), &facts()), "(nothing)\n");
}

#[test]
fn kinds_without_a_file_go_as_text_and_long_captions_apart() {
    let place = with_media(said(1, None, at(10, 0), ""), MediaKind::Location, None);
    assert_eq!(
        in_group(wrote(Part::Original), &facts_with(place.clone())),
        "(nothing)\n"
    );
    assert_eq!(
        at_last(wrote(Part::Original), &facts_with(place)),
        "📍 An attachment was here that can't be sent again.\n"
    );
    // Its caption went as text before it.
    let long = "word ".repeat(300);
    assert_eq!(
        in_group(wrote(Part::Original), &photo(&long)),
        "(Photo PHOTO)\n"
    );
}

/// What an attachment says stands for it, in the reader's language, and with the reason where there is more to it.
#[test]
fn attachments_in_words() {
    let attached = |what, lines: &[&str]| {
        let mut said = with_media(said(1, None, at(10, 0), ""), MediaKind::Other, None);
        if let Some(media) = &mut said.words.media {
            media.in_words = Some(InWords {
                what,
                lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            });
        }
        facts_with(said)
    };
    for (what, lines, written, stands_for_less) in [
        (
            Thing::Quiz,
            &["Which <one>?", "This", "That"][..],
            "📊 Quiz: Which &lt;one&gt;?\n• This\n• That\n\
             <i>Telegram does not let me show it here; this is what it says.</i>\n",
            true,
        ),
        (
            Thing::Story,
            &[],
            "📖 Story\n<i>Telegram does not let me show it here.</i>\n",
            true,
        ),
        (
            Thing::Contact,
            &["Ann Lee", "+1 555"],
            "👤 Contact: Ann Lee\n+1 555\n",
            false,
        ),
        (Thing::Dice, &["🎯 6"], "🎲 Dice: 🎯 6\n", false),
    ] {
        let facts = attached(what, lines);
        let notice = wrote(Part::Original);
        let call = last_resort(&notice, place(Audience::Team), &facts, &desk());
        assert_eq!(super::world::written(call.as_ref()), written, "{what:?}");
        let call = call.expect("a line");
        assert_eq!(
            stands_in(&notice, &facts, &call),
            stands_for_less,
            "{what:?}"
        );
    }
    let checklist = attached(Thing::Checklist, &["x".repeat(100).as_str(); 31]);
    let call = last_resort(
        &wrote(Part::Original),
        place(Audience::Team),
        &checklist,
        &desk(),
    );
    let html = html(&call.expect("a line")).to_owned();
    assert!(html.chars().count() < 2_000 && html.contains('…'));
}

#[test]
fn media_without_an_original_go_as_files_at_once() {
    let mut facts = photo("look");
    if let Some(said) = &mut facts.said {
        said.words.origin = None;
    }
    let call = to_team(wrote(Part::Captioned), &facts);
    assert!(matches!(call, Some(Call::File { .. })));
}

#[test]
fn text_that_is_refused_goes_plain() {
    let mut words = said(1, None, at(10, 0), "bold & more");
    words.words.entities = vec![Entity {
        kind: "bold".into(),
        offset: 0,
        length: 4,
        url: None,
        language: None,
    }];
    let facts = facts_with(words);
    let call = to_team(wrote(Part::Text(0)), &facts).expect("words are relayed");
    assert!(html(&call).ends_with("<b>bold</b> &amp; more"));
    assert_eq!(
        in_group(wrote(Part::Text(0)), &facts),
        "<b>User replied to #126</b>\nbold &amp; more\n"
    );
}

#[test]
fn a_receipt_becomes_a_line_and_a_mark_of_delivery_nothing() {
    let receipt = Notice::ToPerson(
        OWNER,
        PersonNotice::Receipt {
            ticket: TICKET,
            message: MessageNo(1),
        },
    );
    let call = fallback(&receipt, place(person()), &facts(), &desk());
    assert_eq!(written(call.as_ref()), "👍 Added to ticket #126.\n");
    // Words that a button stands for have no message to react to.
    let mut pressed = facts();
    if let Some(said) = &mut pressed.said {
        said.words.origin = None;
    }
    let call = to_person(receipt, &pressed);
    assert_eq!(written(call.as_ref()), "👍 Added to ticket #126.\n");
    let mark = |mark| {
        Notice::ToTeam(TeamNotice::Mark {
            ticket: TICKET,
            message: MessageNo(1),
            mark,
        })
    };
    assert_eq!(in_group(mark(ReceiptMark::Taken), &facts()), "(nothing)\n");
    // Whoever wrote a note must know that it was taken as one.
    assert_eq!(
        in_group(mark(ReceiptMark::Noted), &facts()),
        "📝 Ticket #126: the note is kept.\n"
    );
}

#[test]
fn an_edit_that_is_refused_becomes_a_new_message() {
    let closed = Notice::ToTeam(TeamNotice::CloseDecided {
        ticket: TICKET,
        closed_by: None,
    });
    assert_eq!(in_group(closed, &facts()), "Ticket #126 stays open.\n");
    let moved = Notice::ToTeam(TeamNotice::OldCard { ticket: TICKET });
    assert_eq!(in_group(moved, &facts()), "(nothing)\n");
    let edit = Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET });
    let again = in_group(edit, &facts());
    assert!(again.starts_with("📋 Ticket #126"), "{again}");
}

#[test]
fn an_attachment_asked_for_again_goes_as_a_copy_then_as_a_file() {
    let ask = || {
        Notice::ToPerson(
            OWNER,
            PersonNotice::Attachment {
                ticket: TICKET,
                message: MessageNo(1),
            },
        )
    };
    let facts = photo("look");
    let copy = written(to_person(ask(), &facts).as_ref());
    assert_eq!(copy, "(copy of 501 in 7001)\n");
    let file = fallback(&ask(), place(person()), &facts, &desk());
    assert_eq!(written(file.as_ref()), "(Photo PHOTO)\nlook\n");
}
