//! What the documents promise, word by word.

use super::{reader::visible, world::*};
use crate::{
    domain::{
        calendar::Calendar,
        event::Cause,
        ids::*,
        language::Language,
        message::{Entity, MediaKind, Part},
        notice::{ListFilter, Notice, PersonNotice, TeamNotice},
        read_model::{Page, TicketSummary},
        sla::NextResponse,
        ticket::{Priority, ReplyClock, Status},
    },
    telegram::Call,
    view::{ViewData, ViewSettings, render},
};
use chrono::TimeDelta;

fn alert_after(waiting: TimeDelta, facts: &mut ViewData) -> String {
    if let Some(waiting_now) = facts.shown.as_mut().and_then(|s| s.ticket.waiting.as_mut()) {
        waiting_now.since = now() - waiting;
    }
    let alert = Notice::ToTeam(TeamNotice::Alert {
        ticket: TICKET,
        episode: 1,
        nth: 0,
        due: None,
    });
    let call = to_team(alert, facts).expect("the alert is true");
    assert_eq!(labels(&call), [["View Ticket"]]);
    html(&call).to_owned()
}

#[test]
fn the_alert_has_its_six_lines() {
    let alert = alert_after(TimeDelta::minutes(15), &mut facts());
    assert_eq!(
        alert,
        "⚠️ SLA Breach!\nTicket #126\nTitle: VPN not connecting\nUser: @peter\nWaiting: 15 minutes"
    );
}

#[test]
fn the_alert_says_how_long_in_whole_minutes_and_in_both_languages() {
    let table = [
        (45, "45 seconds", "45 секунд"),
        (61, "1 minute", "1 минута"),
        (2 * 60 + 59, "2 minutes", "2 минуты"),
        (5 * 60, "5 minutes", "5 минут"),
        (21 * 60, "21 minutes", "21 минута"),
        (119 * 60 + 59, "119 minutes", "119 минут"),
        (120 * 60, "2 hours", "2 часа"),
        (125 * 60, "2 hours 5 minutes", "2 часа 5 минут"),
        (47 * 3600, "47 hours", "47 часов"),
        (49 * 3600, "2 days 1 hour", "2 дня 1 час"),
        (5 * 86_400 + 30, "5 days", "5 дней"),
    ];
    for (seconds, english, russian) in table {
        let mut facts = facts();
        let length = TimeDelta::seconds(seconds);
        let said = alert_after(length, &mut facts);
        assert_eq!(said.lines().last(), Some(&*format!("Waiting: {english}")));
        facts.language = Language::Ru;
        let alert = Notice::ToTeam(TeamNotice::Alert {
            ticket: TICKET,
            episode: 1,
            nth: 3,
            due: None,
        });
        let call = to_team(alert, &facts).expect("it is true in any language");
        let last = html(&call).lines().last();
        assert_eq!(last, Some(&*format!("Ожидание: {russian}")));
    }
}

#[test]
fn who_opens_a_ticket_while_the_desk_is_closed_is_told_when_it_opens() {
    // 2026-03-14, a Saturday, 10:30.
    let hours = |written: &[&str], holidays: &[&str]| {
        let day: Vec<_> = ["09:00-17:00"]
            .map(|text| text.parse().expect("hours"))
            .into();
        let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|name| {
            if written.contains(&name) {
                day.clone()
            } else {
                vec![]
            }
        });
        let holidays = holidays
            .iter()
            .map(|day| day.parse().expect("a day"))
            .collect();
        Calendar::new(chrono_tz::America::New_York, week, holidays).ok()
    };
    for (hours, english, russian) in [
        (None, None, None),
        (
            hours(&["mon"], &[]),
            Some("We are not here right now: we are back Monday 13:00."),
            Some("Сейчас мы не работаем: вернёмся в понедельник в 13:00."),
        ),
        (
            hours(&["sat"], &[]),
            Some("We are not here right now: we are back today 13:00."),
            Some("Сейчас мы не работаем: вернёмся сегодня в 13:00."),
        ),
        (
            hours(&["mon"], &["03-16"]),
            Some("We are not here right now: we are back 2026-03-23 13:00."),
            Some("Сейчас мы не работаем: вернёмся 23.03.2026 13:00."),
        ),
    ] {
        let mut facts = facts();
        facts.policy.hours = hours;
        for (language, expected) in [(Language::En, english), (Language::Ru, russian)] {
            facts.language = language;
            let call = render(&CREATED, place(person()), None, &facts, &desk()).expect("told");
            let lines: Vec<&str> = html(&call).lines().collect();
            let said = lines.iter().find(|line| line.contains("13:00"));
            assert_eq!(said.copied(), expected);
        }
    }
}

const CREATED: Notice = Notice::ToPerson(OWNER, PersonNotice::Created { ticket: TICKET });

#[test]
fn somebody_without_a_username_is_named_with_a_link() {
    let mut facts = facts();
    if let Some(shown) = &mut facts.shown {
        shown.person = profile(PERSON, "<Peter>", None);
    }
    let alert = alert_after(TimeDelta::minutes(15), &mut facts);
    assert!(alert.contains("\nUser: <a href=\"tg://user?id=7001\">&lt;Peter&gt;</a>\n"));
}

fn conversation(facts: &ViewData, desk: &ViewSettings, page: u32) -> Call {
    let notice = Notice::ToPerson(
        OWNER,
        PersonNotice::Conversation {
            ticket: TICKET,
            page,
        },
    );
    render(&notice, place(person()), None, facts, desk).expect("a conversation is shown")
}

#[test]
fn the_conversation_view_stands_as_in_the_document() {
    let call = conversation(&facts(), &desk(), 0);
    let expected = "📋 Ticket #126: VPN not connecting\n\
        Status: 🟡 In Progress | Priority: Normal\n\
        \n\
        👤 User (10:00):\n\
        I cannot connect to the VPN...\n\
        👨‍💼 Support (10:05):\n\
        Please try restarting the app...";
    assert_eq!(html(&call), expected);
    assert_eq!(labels(&call), [["Reply", "Close Ticket"]]);
}

#[test]
fn a_resolved_conversation_can_only_be_read() {
    let mut facts = facts();
    if let Some(shown) = &mut facts.shown {
        shown.ticket.status = Status::Resolved;
        shown.ticket.resolved = Some((at(10, 29), Cause::Team));
    }
    let call = conversation(&facts, &desk(), 0);
    assert!(html(&call).contains("Status: ✅ Resolved | Priority: Normal"));
    assert!(labels(&call).is_empty());
}

#[test]
fn times_are_in_the_desks_zone_with_the_date_when_it_is_not_today() {
    let mut facts = facts();
    facts.conversation = vec![
        said(1, None, at(-3, 0), "yesterday there, today here"),
        said(2, None, at(-4, 0), "yesterday in both"),
    ];
    let mut desk = desk();
    let english = html(&conversation(&facts, &desk, 0)).to_owned();
    assert!(english.contains("👤 User (2026-03-13 21:00):\nyesterday there"));
    desk.time_zone = chrono_tz::Europe::Moscow;
    let moscow = html(&conversation(&facts, &desk, 0)).to_owned();
    assert!(moscow.contains("👤 User (00:00):\nyesterday there"));
    assert!(moscow.contains("👤 User (2026-03-13 23:00):\nyesterday in both"));
    facts.language = Language::Ru;
    let russian = html(&conversation(&facts, &desk, 0)).to_owned();
    assert!(russian.contains("👤 Пользователь (13.03.2026 23:00):"));
}

#[test]
fn media_stand_as_signs_with_a_button_each() {
    let mut facts = facts();
    facts.conversation = vec![
        with_media(
            said(1, None, at(10, 0), "the error"),
            MediaKind::Photo,
            None,
        ),
        with_media(said(2, Some(ANNA), at(10, 5), ""), MediaKind::Voice, None),
    ];
    let call = conversation(&facts, &desk(), 0);
    let expected = "👤 User (10:00):\n📷 the error\n👨‍💼 Support (10:05):\n🎤";
    assert!(html(&call).ends_with(expected));
    let written = written(Some(&call));
    assert!(written.contains("[📷 10:00 → file:126:1] [🎤 10:05 → file:126:2]\n[Reply"));
}

#[test]
fn agents_are_named_only_when_the_settings_say_so() {
    let mut named = desk();
    named.show_agent_names = true;
    let conversation = conversation(&facts(), &named, 0);
    assert!(html(&conversation).contains("👨‍💼 Support · Anna (10:05):"));
    let mut facts = facts();
    facts.said = facts.conversation.get(1).cloned();
    let answer = Notice::ToPerson(
        OWNER,
        PersonNotice::Answer {
            ticket: TICKET,
            message: MessageNo(2),
            part: Part::Text(0),
            last: true,
            again: 0,
        },
    );
    let call = render(&answer, place(person()), None, &facts, &named).expect("an answer");
    let first = html(&call).lines().next();
    assert_eq!(first, Some("<b>Support replied to ticket #126</b> · Anna"));
}

fn list(facts: &ViewData, page: u32) -> Call {
    let filter = ListFilter::Active;
    to_team(Notice::ToTeam(TeamNotice::Tickets { filter, page }), facts).expect("a list is shown")
}

#[test]
fn the_list_stands_as_in_the_document() {
    let call = list(&facts(), 0);
    let expected = "<b>🎫 Active Tickets</b>\n\
        \n\
        🔴 #125 - Payment not received (45 min)\n\
        🟡 #124 - Speed issues (20 min)\n\
        🟢 #123 - Connection help (5 min)\n\
        🔵 #122 - Awaiting user response\n\
        🔴 SLA Breached | 🟡 Warning | 🟢 OK | 🔵 Awaiting";
    assert_eq!(html(&call), expected);
    assert_eq!(labels(&call), [["#125", "#124", "#123", "#122"]]);
}

#[test]
fn colours_go_by_the_policy_that_holds_now() {
    use Status::*;
    let table: [(Status, Option<i64>, bool, &str); 10] = [
        (Open, Some(0), false, "🟢 #1 - T (0 min)"),
        (Open, Some(14), false, "🟢 #1 - T (14 min)"),
        (Open, Some(15), false, "🟡 #1 - T (15 min)"),
        (InProgress, Some(29), false, "🟡 #1 - T (29 min)"),
        (InProgress, Some(30), false, "🔴 #1 - T (30 min)"),
        (InProgress, Some(5), true, "🔴 #1 - T (5 min)"),
        (InProgress, Some(125), true, "🔴 #1 - T (2 h 5 min)"),
        (InProgress, Some(3 * 1440 + 61), true, "🔴 #1 - T (3 d 1 h)"),
        (InProgress, None, false, "🟢 #1 - T"),
        (Resolved, None, false, "✅ #1 - T"),
    ];
    for (status, waits, breached, expected) in table {
        let mut facts = facts();
        let row = TicketSummary {
            breached,
            ..listed(1, "T", status, waits)
        };
        facts.tickets = Some(Page {
            rows: vec![row],
            total: 1,
        });
        let call = list(&facts, 0);
        assert_eq!(html(&call).lines().nth(2), Some(expected));
    }
}

#[test]
fn colours_go_by_priority_by_clock_and_by_working_hours() {
    let mut facts = facts();
    let reply = facts.policy.reply.as_mut().expect("it is on");
    reply.by_priority = [(Priority::Urgent, 600)].into();
    reply.next_response = NextResponse::Off;
    // 2026-03-14 is a Saturday: the desk opened at ten, half an hour ago.
    let day = vec!["10:00-18:00".parse().expect("an interval")];
    let week = std::array::from_fn(|_| day.clone());
    facts.policy.hours = Calendar::new(chrono_tz::UTC, week, vec![]).ok();
    let table = [
        (Priority::Normal, ReplyClock::First, 14, "🟢"),
        (Priority::Normal, ReplyClock::First, 15, "🟡"),
        // Ten hours, of which the desk worked half an hour.
        (Priority::Normal, ReplyClock::First, 600, "🔴"),
        (Priority::Urgent, ReplyClock::First, 4, "🟢"),
        (Priority::Urgent, ReplyClock::First, 5, "🟡"),
        (Priority::Urgent, ReplyClock::First, 10, "🔴"),
        (Priority::Urgent, ReplyClock::Next, 600, "🟢"),
    ];
    for (priority, clock, waits, expected) in table {
        let row = TicketSummary {
            priority,
            clock,
            ..listed(1, "T", Status::Open, Some(waits))
        };
        facts.tickets = Some(Page {
            rows: vec![row],
            total: 1,
        });
        let call = list(&facts, 0);
        let line = html(&call).lines().nth(2).unwrap_or_default();
        assert!(
            line.starts_with(expected),
            "{priority:?} {clock:?} {waits}: {line}"
        );
    }
}

#[test]
fn without_the_reply_clock_only_what_is_breached_is_red() {
    let mut facts = facts();
    facts.policy.reply = None;
    let call = list(&facts, 0);
    assert!(html(&call).contains("🟢 #125 - Payment not received (45 min)"));
}

#[test]
fn lists_turn_their_pages_and_say_when_they_are_empty() {
    let mut facts = facts();
    facts.tickets = Some(Page {
        rows: (0..10)
            .map(|n| listed(100 - n, "T", Status::Open, None))
            .collect(),
        total: 25,
    });
    assert_eq!(
        labels(&list(&facts, 1)),
        [
            vec!["#100", "#99", "#98", "#97"],
            vec!["#96", "#95", "#94", "#93"],
            vec!["#92", "#91"],
            vec!["◀ Previous", "Next ▶"]
        ]
    );
    assert_eq!(labels(&list(&facts, 2))[3], ["◀ Previous"]);
    facts.tickets = Some(Page {
        rows: vec![],
        total: 0,
    });
    let empty = list(&facts, 0);
    assert_eq!(html(&empty), "<b>🎫 Active Tickets</b>\n\nThere are none.");
    assert!(labels(&empty).is_empty());
}

#[test]
fn a_long_title_is_shortened_in_a_list_and_whole_in_the_card() {
    let long = "ñ".repeat(100);
    let mut facts = facts();
    facts.tickets = Some(Page {
        rows: vec![listed(1, &long, Status::Open, None)],
        total: 1,
    });
    let line = format!("🟢 #1 - {}…", "ñ".repeat(60));
    assert_eq!(html(&list(&facts, 0)).lines().nth(2), Some(&*line));
    if let Some(shown) = &mut facts.shown {
        shown.title = long.clone();
    }
    let card = to_team(
        Notice::ToTeam(TeamNotice::NewTicket { ticket: TICKET }),
        &facts,
    )
    .expect("a card");
    assert!(html(&card).contains(&long));
}

#[test]
fn words_are_relayed_with_their_formatting() {
    let mut facts = facts();
    let mut words = said(3, None, at(10, 20), "see 👉 here & now");
    words.words.entities = vec![Entity {
        kind: "text_link".into(),
        offset: 7,
        length: 4,
        url: Some("https://example.com/?a=1&b=\"2\"".into()),
        language: None,
    }];
    facts.said = Some(words);
    let wrote = Notice::ToTeam(TeamNotice::PersonWrote {
        ticket: TICKET,
        message: MessageNo(3),
        part: Part::Text(0),
    });
    let call = to_team(wrote, &facts).expect("words are relayed");
    assert_eq!(
        html(&call),
        "<b>User replied to #126</b>\nsee 👉 <a href=\"https://example.com/?a=1&amp;b=&quot;2&quot;\">here</a> \
         &amp; now"
    );
    assert_eq!(
        visible(html(&call)),
        "User replied to #126\nsee 👉 here & now"
    );
}

#[test]
fn the_card_follows_the_ticket() {
    let mut facts = facts();
    let edit = |facts: &ViewData| {
        to_team(
            Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET }),
            facts,
        )
        .expect("a card")
    };
    let mut set = |status, resolved| {
        if let Some(shown) = &mut facts.shown {
            shown.ticket.status = status;
            shown.ticket.resolved = resolved;
        }
        edit(&facts)
    };
    let open = set(Status::Open, None);
    assert!(html(&open).starts_with("🆕 <b>New ticket #126</b>\nTitle: "));
    assert_eq!(labels(&open), [["View Ticket", "Assign to me"]]);
    let viewed = set(Status::InProgress, None);
    assert_eq!(
        labels(&viewed),
        [
            vec!["Reply", "Close Ticket"],
            vec!["Assign", "Block User"],
            vec!["Priority", "Note"]
        ]
    );
    let table = [
        (Cause::Person, "Closed by the user after 25 minutes"),
        (Cause::Team, "Closed by the team after 25 minutes"),
        (
            Cause::Silence,
            "Closed after 48 h of silence, 25 minutes after it was opened",
        ),
        (
            Cause::Block,
            "Closed after 25 minutes: the user was blocked",
        ),
    ];
    for (cause, line) in table {
        let closed = set(Status::Resolved, Some((at(10, 25), cause)));
        assert!(matches!(
            closed,
            Call::Edit {
                message: 900,
                chat: GROUP,
                ..
            }
        ));
        assert!(html(&closed).contains("Status: ✅ Resolved"));
        assert!(html(&closed).ends_with(line));
        assert_eq!(labels(&closed), [["View Ticket"]]);
    }
}
