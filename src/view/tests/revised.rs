//! What an edit makes of our copies: each part that a message has or had, and each state in which its copy may be.

use super::{reader::visible, world::*};
use crate::{
    domain::{
        ids::*,
        message::{MediaKind, MessageContent, Part, ShownPart, TicketMessage},
        notice::{Audience, Notice, PersonNotice, TeamNotice},
        ticket::Status,
    },
    telegram::Call,
    view::{SentCopy, ViewData, fallback, from_file, render, shows},
};

/// Our copies have these numbers.
const COPY: i64 = 900;

fn edited_by_the_person(part: Part) -> Notice {
    Notice::ToTeam(TeamNotice::PersonEdited {
        ticket: TICKET,
        message: MessageNo(3),
        part,
    })
}

fn edited_by_an_agent(part: Part) -> Notice {
    Notice::ToPerson(
        OWNER,
        PersonNotice::AnswerEdited {
            ticket: TICKET,
            message: MessageNo(3),
            part,
        },
    )
}

fn photo(file: &str, caption: &str) -> MessageContent {
    with_media(said(3, None, now(), caption), MediaKind::Photo, Some(file)).words
}

fn text(text: &str) -> MessageContent {
    said(3, None, now(), text).words
}

/// Message 3 was `before` and was edited once; our copies show these parts of it, as it was after so many edits.
fn facts_of(
    agent: Option<AgentId>,
    before: &MessageContent,
    after: &MessageContent,
    copies: &[(Part, u32)],
) -> ViewData {
    let copy = |(n, (part, edits)): (usize, &(Part, u32))| SentCopy {
        message: COPY + n as i64,
        shows: ShownPart {
            no: MessageNo(3),
            part: *part,
            edits: *edits,
            says_what_is_meant: false,
        },
    };
    ViewData {
        said: Some(TicketMessage {
            words: after.clone(),
            edits: 1,
            ..said(3, agent, at(10, 20), "")
        }),
        earlier: vec![before.clone()],
        copies: copies.iter().enumerate().map(copy).collect(),
        ..facts()
    }
}

/// What the team reads of a part, with how it comes about.
fn told(
    before: &MessageContent,
    after: &MessageContent,
    copies: &[(Part, u32)],
    part: Part,
) -> String {
    let facts = facts_of(None, before, after, copies);
    written(to_team(edited_by_the_person(part), &facts).as_ref())
}

const HEADING: &str = "<b>User replied to #126</b> · <i>edited</i>";

#[test]
fn a_copy_is_changed_where_it_stands() {
    use Part::{Captioned, Heading, Original, Text};
    let (short, long) = (text("It <b> works"), text(&"w".repeat(3501)));
    let longer = "c".repeat(1000);
    let room = photo("one", &longer);
    let headed = |text: &str| format!("(edits 900)\n{HEADING}\n{text}\n");
    let captioned = |text: &str| format!("(edits the caption of 900)\n{text}\n");
    for (before, after, part, expected) in [
        (
            text("Not"),
            short.clone(),
            Text(0),
            headed("It &lt;b&gt; works"),
        ),
        (
            short.clone(),
            long.clone(),
            Text(0),
            headed(&"w".repeat(3500)),
        ),
        (
            text(&"v".repeat(3502)),
            long.clone(),
            Text(1),
            "(edits 900)\nw\n".into(),
        ),
        (long, short.clone(), Text(1), "(edits 900)\n…\n".into()),
        (
            photo("one", "Red"),
            photo("one", "Green"),
            Captioned,
            captioned(&format!("{HEADING}\nGreen")),
        ),
        (
            photo("one", "Red"),
            photo("one", ""),
            Captioned,
            captioned(HEADING),
        ),
        (
            room.clone(),
            photo("one", &format!("{longer}!")),
            Original,
            captioned(&format!("{longer}!")),
        ),
        (
            room.clone(),
            photo("one", &format!("{longer}!")),
            Heading,
            format!("(edits 900)\n{HEADING}\n"),
        ),
        // The caption grew too long to stand below a heading: the rest comes by itself.
        (
            photo("one", "Red"),
            room.clone(),
            Captioned,
            captioned(&format!("{HEADING}\n…")),
        ),
        (room.clone(), photo("one", "Red"), Heading, headed("…")),
        (room, photo("one", "Red"), Original, captioned("…")),
        // A photo was added to a text.
        (short, photo("one", "Red"), Text(0), headed("…")),
    ] {
        assert_eq!(
            told(&before, &after, &[(part, 0)], part),
            expected,
            "{part:?}"
        );
    }
}

/// As a reply to the copy before, where the original now shows it.
#[test]
fn another_photo_comes_as_a_copy_of_its_own() {
    let (before, after) = (photo("one", "Red"), photo("two", "Green"));
    let facts = facts_of(None, &before, &after, &[(Part::Captioned, 0)]);
    let call = to_team(edited_by_the_person(Part::Captioned), &facts).expect("a call");
    let copied = format!("(copy of 503 in {PERSON})\n{HEADING}\nGreen\n");
    assert_eq!(written(Some(&call)), copied);
    let Call::Copy { to, .. } = call else {
        panic!("it is a copy");
    };
    assert_eq!(to.reply_to, Some(COPY));
}

#[test]
fn a_part_that_has_no_copy_is_sent() {
    let (before, after) = (text("short"), text(&"w".repeat(3501)));
    let only_the_first = [(Part::Text(0), 0)];
    assert_eq!(told(&before, &after, &only_the_first, Part::Text(1)), "w\n");
    let nothing_known = told(&before, &text("Green"), &[], Part::Text(0));
    assert_eq!(nothing_known, format!("{HEADING}\nGreen\n"));
}

#[test]
fn what_needs_no_call() {
    use Part::{Captioned, Original, Text};
    let (one, two) = (text("one"), text("two"));
    let (red, green) = (photo("one", "Red"), photo("one", "Green"));
    let sticker = with_media(said(3, None, now(), ""), MediaKind::Sticker, Some("s")).words;
    for (before, after, copies, part, case) in [
        (
            &one,
            &two,
            vec![(Text(0), 1)],
            Text(0),
            "it shows the newest words",
        ),
        (
            &one,
            &two,
            vec![],
            Text(1),
            "it is there no more, and never was",
        ),
        (
            &one,
            &two,
            vec![(Text(0), 1), (Text(0), 0)],
            Text(0),
            "the newer copy does",
        ),
        (
            &red,
            &green,
            vec![(Captioned, 1)],
            Captioned,
            "the caption too",
        ),
        (
            &sticker,
            &red,
            vec![(Original, 0)],
            Original,
            "a sticker has no caption to empty",
        ),
    ] {
        assert_eq!(told(before, after, &copies, part), "(nothing)\n", "{case}");
    }
}

/// The buttons below an answer stay below its last part.
#[test]
fn an_answer_is_changed_in_the_persons_chat() {
    let part = Part::Text(0);
    let answer = |copies: &[(Part, u32)]| {
        let facts = facts_of(
            Some(ANNA),
            &text("Restart the ap."),
            &text("Restart the app."),
            copies,
        );
        written(to_person(edited_by_an_agent(part), &facts).as_ref())
    };
    assert_eq!(
        answer(&[(part, 0)]),
        "(edits 900)\n\
         <b>Support replied to ticket #126</b> · <i>edited</i>\n\
         Restart the app.\n\
         [Reply → re:126] [View Conversation → conv:126:0]\n\
         [Close Ticket → pclose:126]\n"
    );
    assert_eq!(
        answer(&[]),
        "(nothing)\n",
        "it is still to come, with these words"
    );
    let before = text("short");
    let facts = facts_of(Some(ANNA), &before, &text(&"w".repeat(3501)), &[(part, 0)]);
    let rest = to_person(edited_by_an_agent(Part::Text(1)), &facts).expect("a call");
    assert_eq!((html(&rest), labels(&rest).len()), ("w", 2));
    let first = to_person(edited_by_an_agent(part), &facts).expect("a call");
    assert_eq!(labels(&first).len(), 0);
}

#[test]
fn an_answer_bears_its_name_where_people_may_read_it() {
    let part = Part::Text(0);
    let facts = facts_of(Some(ANNA), &text("one"), &text("two"), &[(part, 0)]);
    let mut desk = desk();
    desk.show_agent_names = true;
    let call = render(
        &edited_by_an_agent(part),
        place(person()),
        None,
        &facts,
        &desk,
    );
    let call = call.expect("a call");
    assert_eq!(
        visible(html(&call)),
        "Support replied to ticket #126 · Anna · edited\ntwo"
    );
}

/// Nobody reads another person's answer, and nobody a note.
#[test]
fn an_edit_reaches_nobody_else() {
    let part = Part::Text(0);
    let mut facts = facts_of(Some(ANNA), &text("one"), &text("two"), &[(part, 0)]);
    let stranger = Audience::Person(PersonId(PERSON + 1));
    let call = render(
        &edited_by_an_agent(part),
        place(stranger),
        None,
        &facts,
        &desk(),
    );
    assert_eq!(call, None);
    if let Some(said) = &mut facts.said {
        said.note = true;
    }
    assert_eq!(to_person(edited_by_an_agent(part), &facts), None);
}

/// A copy that can't be changed, because somebody deleted it or Telegram will not, comes anew; what was only to be
/// emptied does not.
#[test]
fn what_takes_the_place_of_a_refused_edit() {
    let place = place(Audience::Team);
    let other = |before: &MessageContent, after: &MessageContent, part: Part| {
        let facts = facts_of(None, before, after, &[(part, 0)]);
        let notice = edited_by_the_person(part);
        let first = fallback(&notice, place, &facts, &desk());
        let second = from_file(&notice, place, &facts, &desk());
        [first, second].map(|call| written(call.as_ref()))
    };
    let new = format!("{HEADING}\ntwo\n");
    assert_eq!(
        other(&text("one"), &text("two"), Part::Text(0)),
        [new.clone(), new]
    );
    let copied = format!("(copy of 503 in {PERSON})\n{HEADING}\nGreen\n");
    let file = format!("(Photo one)\n{HEADING}\nGreen\n");
    let photos = other(
        &photo("one", "Red"),
        &photo("one", "Green"),
        Part::Captioned,
    );
    assert_eq!(photos, [copied, file]);
    let nothing = || "(nothing)\n".to_owned();
    let emptied = other(&text(&"w".repeat(3501)), &text("two"), Part::Text(1));
    assert_eq!(emptied, [nothing(), nothing()]);
}

/// What is remembered of the message that tells a notice.
#[test]
fn what_a_copy_shows() {
    let facts = facts_of(None, &text("one"), &text("two"), &[]);
    let part = Part::Text(0);
    let (ticket, no) = (TICKET, MessageNo(3));
    let shown = ShownPart {
        no,
        part,
        edits: 1,
        says_what_is_meant: false,
    };
    let wrote = Notice::ToTeam(TeamNotice::PersonWrote {
        ticket,
        message: no,
        part,
    });
    assert_eq!(shows(&wrote, &facts), Some(shown));
    assert_eq!(shows(&edited_by_the_person(part), &facts), Some(shown));
    assert_eq!(
        shows(&Notice::ToTeam(TeamNotice::CardEdit { ticket }), &facts),
        None
    );
}

/// Where a message stands in a conversation, and on the card that nobody unfolded, it says so.
#[test]
fn the_conversation_and_the_card_say_it() {
    let mut facts = facts();
    facts.conversation[0].edits = 2;
    facts.said = facts.conversation.first().cloned();
    let opened =
        to_team(Notice::ToTeam(TeamNotice::Card { ticket: TICKET }), &facts).expect("a card");
    let seen = visible(html(&opened));
    assert!(
        seen.contains("👤 User (10:00, edited):\nI cannot connect"),
        "{seen}"
    );
    assert!(seen.contains("👨‍💼 Support (10:05):\n"), "{seen}");
    if let Some(shown) = &mut facts.shown {
        shown.ticket.status = Status::Open;
    }
    let ticket = TICKET;
    for (notice, said) in [
        (
            Notice::ToTeam(TeamNotice::CardEdit { ticket }),
            "\n✏️ edited",
        ),
        (Notice::ToTeam(TeamNotice::NewTicket { ticket }), ""),
    ] {
        let folded = to_team(notice, &facts).expect("a card");
        let seen = visible(html(&folded));
        let end = format!("Priority: Normal{said}\n\nI cannot connect to the VPN...");
        assert!(seen.ends_with(&end), "{seen}");
    }
}
