//! Names and titles in lines of ours: those that run right to left turn nothing around them, and none makes a message
//! longer than Telegram takes, by whichever measure.

use super::{
    every::{every, facts_for},
    reader::visible,
    world::*,
};
use crate::{
    domain::{
        language::Language,
        notice::{Notice, PersonNotice, TeamNotice},
    },
    telegram::{Call, Markup},
    view::{ViewData, render, text::renderer::isolated},
};
use proptest::prelude::*;

/// The world, in which everybody has this name and every ticket this title.
fn named(notice: &Notice, name: &str) -> ViewData {
    let mut facts = facts_for(notice, Language::En);
    let rename = |profile: &mut crate::domain::read_model::Profile| {
        profile.name = name.to_owned();
        profile.username = None;
    };
    if let Some(shown) = &mut facts.shown {
        shown.title = name.to_owned();
        rename(&mut shown.person);
        shown.assignee.iter_mut().for_each(rename);
    }
    facts.names.values_mut().for_each(rename);
    facts.agents.iter_mut().for_each(rename);
    let lists = facts.tickets.iter_mut().flat_map(|page| &mut page.rows);
    for row in lists.chain(&mut facts.these) {
        row.title = name.to_owned();
    }
    if let Some(blocked) = &mut facts.all_blocked {
        blocked
            .rows
            .iter_mut()
            .for_each(|row| rename(&mut row.person));
    }
    facts
}

/// Every call, and each text in it that its reader sees: the message, and each button.
fn told(name: &str) -> Vec<(Call, Vec<String>)> {
    let mut told = Vec::new();
    for notice in every() {
        let facts = named(&notice, name);
        let Some(call) = render(&notice, place(notice.audience()), None, &facts, &desk()) else {
            continue;
        };
        let mut texts = Vec::new();
        if !matches!(call, Call::React { .. }) {
            texts.push(visible(html(&call)));
            if let Markup::Buttons(rows) = markup(&call) {
                texts.extend(rows.iter().flatten().map(|button| button.label.clone()));
            }
        }
        told.push((call, texts));
    }
    told
}

#[test]
fn a_name_that_runs_right_to_left_is_isolated_wherever_it_stands() {
    let name = "שרה (1)";
    let isolated = format!("\u{2068}{name}\u{2069}");
    let mut seen = 0;
    for (_, texts) in told(name) {
        for text in texts {
            let plain = text.matches(name).count();
            assert_eq!(plain, text.matches(&isolated).count(), "{text}");
            seen += plain;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn what_is_isolated_and_what_stays() {
    let table = [
        ("Connection Issues", "Connection Issues"),
        ("Привет 👋🏽", "Привет 👋🏽"),
        ("日本語", "日本語"),
        ("שלום", "\u{2068}שלום\u{2069}"),
        ("VPN שלום (1)", "\u{2068}VPN שלום (1)\u{2069}"),
        ("مرحبا", "\u{2068}مرحبا\u{2069}"),
        ("evil\u{202E}txt.exe", "eviltxt.exe"),
        ("\u{2067}open", "open"),
        ("\u{2069}\u{2069}ش", "\u{2068}ش\u{2069}"),
        ("mark\u{200F}", "\u{2068}mark\u{200F}\u{2069}"),
        ("", ""),
    ];
    for (name, expected) in table {
        assert_eq!(isolated(name), expected);
    }
}

/// Pieces that names are made of: both directions, marks that turn the direction, and characters of two UTF-16 units.
const PIECES: [&str; 16] = [
    "a",
    "Ж",
    "ש",
    "م",
    " ",
    "(1)",
    "<",
    "&",
    "🎫",
    "👨‍👩‍👧‍👦",
    "𠀋",
    "\u{202E}",
    "\u{202A}",
    "\u{2066}",
    "\u{2068}",
    "\u{2069}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_name_turns_what_stands_around_it(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 1..400)) {
        let name = pieces.concat();
        for (call, texts) in told(&name) {
            for text in &texts {
                let mut depth = 0;
                for c in text.chars() {
                    depth += match c {
                        '\u{2068}' => 1,
                        '\u{2069}' => -1,
                        '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}' => panic!("it turns: {text:?}"),
                        _ => 0,
                    };
                    prop_assert!((0..=1).contains(&depth), "{text:?}");
                }
                prop_assert_eq!(depth, 0, "{:?}", text);
            }
            let most = match call {
                Call::Copy { .. } | Call::File { .. } => 1024,
                _ => 4096,
            };
            let units = texts.first().map_or(0, |text| text.encode_utf16().count());
            prop_assert!(units <= most, "{} units", units);
        }
    }

    /// Whatever words a conversation has, its card and its pages fit.
    #[test]
    fn no_card_is_longer_than_telegram_takes(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..11]), 100..4_000),
        titled in prop::collection::vec(prop::sample::select(&PIECES[..11]), 1..400),
    ) {
        let words = pieces.concat();
        for notice in every() {
            let mut facts = named(&notice, &titled.concat());
            for said in facts.conversation.iter_mut().chain(&mut facts.said) {
                said.words.text = words.clone();
                said.words.entities.clear();
            }
            let relays = matches!(
                notice,
                Notice::ToTeam(TeamNotice::PersonWrote { .. }) | Notice::ToPerson(OWNER, PersonNotice::Answer { .. } | crate::domain::notice::PersonNotice::Attachment { .. })
            );
            if relays {
                continue;
            }
            let Some(call) = render(&notice, place(notice.audience()), None, &facts, &desk()) else {
                continue;
            };
            if matches!(call, Call::React { .. }) {
                continue;
            }
            let seen = visible(html(&call));
            prop_assert!(seen.encode_utf16().count() <= 4_096, "{:?}", notice);
            prop_assert!(html(&call).len() <= 32_768);
        }
    }
}
