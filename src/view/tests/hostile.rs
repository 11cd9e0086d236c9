//! Words that look like markup stay words; nothing is longer than Telegram takes; no word of a conversation is lost.

use super::{
    every::{check, every, facts_for},
    reader::visible,
    world::*,
};
use crate::{
    domain::{
        block::Reason,
        language::Language,
        message::{Entity, MediaKind, Part, TicketMessage},
        notice::{Notice, PersonNotice, TeamNotice},
        read_model::Profile,
    },
    telegram::Call,
    view::{ViewData, fallback, last_resort, render},
};
use proptest::prelude::*;

const TITLE: &str = "<b>x</b> & <script>";

fn hostile(mut facts: ViewData) -> ViewData {
    let evil = |profile: &mut Profile| {
        profile.name = TITLE.into();
        profile.username = None;
    };
    if let Some(shown) = &mut facts.shown {
        shown.title = TITLE.into();
        evil(&mut shown.person);
    }
    for said in facts.conversation.iter_mut().chain(&mut facts.said) {
        said.words.text = TITLE.into();
    }
    facts.names.values_mut().for_each(evil);
    facts.agents.iter_mut().for_each(evil);
    for row in facts.tickets.iter_mut().flat_map(|page| &mut page.rows) {
        row.title = TITLE.into();
    }
    let blocked = facts.all_blocked.iter_mut().flat_map(|page| &mut page.rows);
    for blocked in blocked.chain(&mut facts.blocked) {
        evil(&mut blocked.person);
        blocked.block.reason = Reason::Typed(TITLE.into());
    }
    facts
}

#[test]
fn hostile_words_stand_as_typed_in_every_view() {
    let mut seen = 0;
    for language in Language::ALL {
        for notice in every() {
            let facts = hostile(facts_for(&notice, language));
            let call = render(&notice, place(notice.audience()), None, &facts, &desk())
                .expect("it is true");
            // Whatever is not escaped would be an unknown tag to the reader.
            seen += visible(html(&call)).matches(TITLE).count();
            check(&call);
        }
    }
    assert!(seen > 60, "titles, names and words are shown: {seen}");
}

/// Names of characters that nobody sees are worn, and leave nothing to press or to read.
#[test]
fn whoever_has_no_visible_name_goes_by_a_number() {
    let mut facts = facts();
    let mut nameless = profile(PERSON, " \u{3164}\u{200B} ", None);
    if let Some(shown) = &mut facts.shown {
        shown.person = nameless.clone();
    }
    let card = to_team(
        Notice::ToTeam(TeamNotice::NewTicket { ticket: TICKET }),
        &facts,
    )
    .expect("a card");
    let user = format!("User: <a href=\"tg://user?id={PERSON}\">{PERSON}</a>");
    assert!(html(&card).contains(&user), "{}", html(&card));
    facts.agents = vec![nameless.clone()];
    nameless.username = Some("dora".into());
    facts.agents.push(nameless);
    let choice = Notice::ToTeam(TeamNotice::AssignChoice { ticket: TICKET });
    let choice = to_team(choice, &facts).expect("a choice");
    assert_eq!(labels(&choice)[1], [PERSON.to_string(), "@dora".to_owned()]);
}

#[test]
fn the_title_stands_as_typed_wherever_a_title_stands() {
    for notice in every() {
        let plain = facts_for(&notice, Language::En);
        let told = |facts: &ViewData| {
            let call = render(&notice, place(notice.audience()), None, facts, &desk())
                .expect("it is true");
            visible(html(&call))
        };
        let mut typed = plain.clone();
        if let Some(shown) = &mut typed.shown {
            shown.title = TITLE.into();
        }
        assert_eq!(
            told(&typed),
            told(&plain).replace("VPN not connecting", TITLE)
        );
    }
}

/// Text with what makes trouble: markup, pairs of UTF-16 units, joined emoji, combining marks, lines.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z ]{1,12}",
        2 => Just("<b>&\"'>".to_owned()),
        2 => Just("👨‍💼👍🏽".to_owned()),
        1 => Just("e\u{301}\u{302}\n".to_owned()),
        1 => Just("ы\n\n".to_owned()),
    ];
    prop::collection::vec(piece, 1..400).prop_map(|pieces| pieces.concat())
}

fn entities() -> impl Strategy<Value = Vec<Entity>> {
    let kind = prop::sample::select(vec![
        "bold",
        "italic",
        "code",
        "pre",
        "text_link",
        "blockquote",
        "spoiler",
        "mention",
        "new",
    ]);
    let entity = (kind, 0u32..6000, 0u32..6000).prop_map(|(kind, offset, length)| Entity {
        kind: kind.into(),
        offset,
        length,
        url: Some("https://example.com/<&>".into()),
        language: Some("rust".into()),
    });
    prop::collection::vec(entity, 0..12)
}

fn message() -> impl Strategy<Value = TicketMessage> {
    (text(), entities(), any::<bool>(), any::<bool>()).prop_map(|(text, entities, agent, media)| {
        let mut message = said(1, agent.then_some(ANNA), at(10, 0), &text);
        message.words.entities = entities;
        if media {
            message = with_media(message, MediaKind::Photo, Some("PHOTO"));
        }
        message
    })
}

/// Telegram counts characters after parsing, and bytes before.
fn fits(call: &Call) {
    let most = match call {
        Call::Copy { .. } | Call::File { .. } => 1024,
        _ => 4096,
    };
    let seen = visible(html(call)).chars().count();
    assert!(seen <= most, "{seen} characters");
    assert!(html(call).len() <= 32_768);
}

#[test]
fn however_many_and_long_the_faults_of_the_settings_they_fit() {
    let faults = vec!["<".repeat(2000); 200];
    let refused = Notice::ToTeam(TeamNotice::SettingsRefused { faults });
    fits(&to_team(refused, &facts()).expect("it is told"));
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_message_of_any_words_is_relayed_whole(message in message()) {
        let facts = ViewData { said: Some(message.clone()), ..facts() };
        let mut relayed = String::new();
        for part in message.words.parts() {
            for notice in [
                Notice::ToTeam(TeamNotice::PersonWrote { ticket: TICKET, message: message.no, part }),
                Notice::ToPerson(OWNER, PersonNotice::Answer { ticket: TICKET, message: message.no, part, last: true, again: 0 }),
            ] {
                let to = notice.audience();
                let call = render(&notice, place(notice.audience()), None, &facts, &desk());
                let call = call.expect("every part is a call");
                fits(&call);
                for other in [
                    fallback(&notice, place(to), &facts, &desk()),
                    last_resort(&notice, place(to), &facts, &desk()),
                ].into_iter().flatten() {
                    fits(&other);
                }
                if matches!(notice, Notice::ToPerson(OWNER, PersonNotice::Answer { .. })) {
                    relayed += &visible(html(&call));
                }
            }
        }
        let copied = message.words.parts().contains(&Part::Original);
        prop_assert!(copied || without_space(&relayed).ends_with(&without_space(&message.words.text)));
    }

    #[test]
    fn the_pages_of_a_conversation_hold_every_word(messages in prop::collection::vec(message(), 1..12)) {
        let mut facts = facts();
        facts.conversation = messages;
        let page = |page| {
            let notice = Notice::ToPerson(OWNER, PersonNotice::Conversation { ticket: TICKET, page });
            let call = render(&notice, place(person()), None, &facts, &desk()).expect("a page");
            fits(&call);
            check(&call);
            call
        };
        let has = |call: &Call, label| labels(call).iter().flatten().any(|l| *l == label);
        let mut pages = vec![page(0)];
        prop_assert!(!has(&pages[0], "Newer ▶"));
        while pages.last().is_some_and(|last| has(last, "◀ Older")) {
            pages.push(page(pages.len() as u32));
        }
        prop_assert_eq!(page(pages.len() as u32), pages[pages.len() - 1].clone());
        let all: String = pages.iter().rev().map(|call| {
            // Without header and speakers only the words are left.
            let seen = visible(html(call));
            let own = ["📋", "Status:", "👤 User (", "👨‍💼 Support ("];
            seen.lines().filter(|l| !own.iter().any(|o| l.starts_with(o))).map(without_space).collect::<String>()
        }).collect();
        let words: String = facts.conversation.iter().map(|said| {
            let sign = if said.words.media.is_some() { "📷" } else { "" };
            format!("{sign}{}", without_space(&said.words.text))
        }).collect();
        prop_assert_eq!(all, words);
    }

    #[test]
    fn the_card_always_fits(messages in prop::collection::vec(message(), 1..8), title in text()) {
        let mut facts = facts();
        facts.said = messages.first().cloned();
        facts.conversation = messages;
        if let Some(shown) = &mut facts.shown {
            shown.title = title.clone();
            shown.person.name = title.clone();
            shown.person.username = None;
        }
        for notice in [Notice::ToTeam(TeamNotice::NewTicket { ticket: TICKET }), Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET })] {
            let call = to_team(notice, &facts).expect("a card");
            fits(&call);
        }
    }
}
