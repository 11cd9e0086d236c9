//! Commands of a person, with and without words behind them.

use super::super::Asked;
use crate::domain::{
    ids::TicketId,
    message::{Entity, MessageContent},
};

fn read(text: &str) -> Option<(Asked, Option<String>)> {
    let name = text.trim_start_matches('/').split_whitespace().next();
    let (asked, behind) = Asked::read(name?, &MessageContent::text(text))?;
    Some((asked, behind.map(|words| words.text)))
}

#[test]
fn what_stands_behind_a_command_is_what_they_wrote() {
    let token = "a".repeat(64);
    let linked = |payload: &str| Asked::Start(Some(payload.to_owned()));
    for (text, asked, behind) in [
        ("/start", Asked::Start(None), None),
        ("/start support", Asked::Start(None), None),
        ("/start ticket", Asked::Start(None), None),
        ("/start spring-sale_2026", linked("spring-sale_2026"), None),
        (&format!("/start {token}"), linked(&token), None),
        (
            &format!("/start {token}a"),
            Asked::Start(None),
            Some(&*format!("{token}a")),
        ),
        ("/start my VPN", Asked::Start(None), Some("my VPN")),
        ("/start счёт", Asked::Start(None), Some("счёт")),
        ("/help", Asked::Help, None),
        ("/help me", Asked::Help, Some("me")),
        (
            "/support\nmy invoice\nis wrong",
            Asked::Support,
            Some("my invoice\nis wrong"),
        ),
        ("/support  \u{200B} ", Asked::Support, None),
        ("/ticket", Asked::Ticket, None),
        ("/ticket 126", Asked::TicketOf(TicketId(126)), Some("126")),
        ("/ticket #126", Asked::TicketOf(TicketId(126)), Some("#126")),
        ("/ticket 126 is odd", Asked::Ticket, Some("126 is odd")),
        ("/tickets please", Asked::Tickets, Some("please")),
        ("/cancel", Asked::Cancel, None),
        ("/cancel my plan", Asked::Cancel, Some("my plan")),
    ] {
        let expected = Some((asked, behind.map(str::to_owned)));
        assert_eq!(read(text), expected, "{text:?}");
    }
    assert_eq!(read("/refund my money"), None, "no command of theirs");
}

#[test]
fn formatting_stays_where_it_stood() {
    let entity = |kind: &str, offset, length| Entity {
        kind: kind.into(),
        offset,
        length,
        url: None,
        language: None,
    };
    let words = MessageContent {
        entities: vec![
            entity("bot_command", 0, 8),
            entity("bold", 4, 9),
            entity("italic", 12, 4),
        ],
        ..MessageContent::text("/support 🎉 very good")
    };
    let behind = words.behind_first_word().expect("words");
    assert_eq!(behind.text, "🎉 very good");
    let kept = [entity("bold", 0, 4), entity("italic", 3, 4)];
    assert_eq!(behind.entities, kept);
}
