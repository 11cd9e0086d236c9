//! The sentences beside notices: menus by mode, toasts, commands.

use super::world::*;
use crate::{
    domain::{
        language::Language,
        notice::{Notice, PersonNotice},
    },
    view::{Mode, Toast, commands, render, still_need_help},
};

#[test]
fn the_support_menu_goes_by_the_mode() {
    let ticket = "[🎫 Create Ticket → create]\n";
    let contact = "[💬 Contact Support → https://t.me/help_desk]\n";
    let table = [
        (Mode::Tickets, ticket.to_owned()),
        (Mode::Contact, contact.to_owned()),
        (Mode::Both, format!("{ticket}{contact}")),
    ];
    for (mode, buttons) in table {
        let mut desk = desk();
        desk.mode = mode;
        desk.contact = "help_desk".into();
        let notice = Notice::ToPerson(OWNER, PersonNotice::Support);
        let call = render(&notice, place(person()), None, &facts(), &desk);
        let written = written(call.as_ref());
        assert!(written.ends_with(&buttons), "{written}");
        assert_eq!(written.contains("@help_desk"), mode != Mode::Tickets);
    }
}

#[test]
fn words_are_not_offered_a_ticket_where_there_are_none() {
    let mut desk = desk();
    desk.mode = Mode::Contact;
    let offer = Notice::ToPerson(OWNER, PersonNotice::Offer);
    let call = render(&offer, place(person()), None, &facts(), &desk).expect("an answer");
    assert_eq!(labels(&call), [["💬 Contact Support"]]);
}

#[test]
fn modes_are_written_in_lower_case() {
    for (mode, written) in [
        (Mode::Tickets, "\"tickets\""),
        (Mode::Contact, "\"contact\""),
        (Mode::Both, "\"both\""),
    ] {
        assert_eq!(serde_json::to_string(&mode).unwrap(), written);
        assert_eq!(serde_json::from_str::<Mode>(written).unwrap(), mode);
    }
}

#[test]
fn limits_are_said_with_the_right_plural() {
    let table = [
        (1, "at least 1 character.", "не меньше 1 символа."),
        (3, "at least 3 characters.", "не меньше 3 символов."),
        (21, "at least 21 characters.", "не меньше 21 символа."),
    ];
    for (limit, english, russian) in table {
        let mut desk = desk();
        desk.lengths.title.0 = limit;
        for (language, expected) in [(Language::En, english), (Language::Ru, russian)] {
            let mut facts = facts();
            facts.language = language;
            let notice = Notice::ToPerson(OWNER, PersonNotice::TitleTooShort);
            let call = render(&notice, place(person()), None, &facts, &desk).expect("a fault");
            assert!(html(&call).contains(expected), "{}", html(&call));
        }
    }
}

#[test]
fn toasts_are_plain_short_and_there() {
    let desk = desk();
    for language in Language::ALL {
        for toast in Toast::ALL {
            let text = toast.text(&desk.wording, language);
            assert!((1..=200).contains(&text.chars().count()));
            assert!(!text.contains(['<', '&', '⟨']), "{text}");
        }
        assert!(!still_need_help(&desk, Some(language)).contains('⟨'));
    }
    assert_eq!(
        Toast::Stale.text(&desk.wording, Language::En),
        "This button is no longer valid."
    );
    assert_eq!(still_need_help(&desk, None), "I still need help.");
}

#[test]
fn commands_are_as_telegram_takes_them() {
    let desk = desk();
    for language in Language::ALL {
        let commands = commands(&desk.wording, language);
        let names: Vec<&str> = commands.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["start", "support", "ticket", "tickets", "cancel", "help"]
        );
        for (_, does) in &commands {
            assert!((1..=256).contains(&does.chars().count()) && !does.contains('⟨'));
        }
    }
}
