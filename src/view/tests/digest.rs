//! What is alike, told together: exact texts, what is left out, and that it always fits.

use super::{every::check, reader::visible, world::*};
use crate::{
    domain::{
        ids::TicketId,
        language::Language,
        notice::{Notice, TeamNotice},
        read_model::{Page, TicketSummary},
        ticket::{ReplyClock, Status},
    },
    telegram::Call,
    view::ViewData,
};
use chrono::TimeDelta;

/// Tickets from #1 on, the first waiting longest, each breached.
fn tickets(count: i64, title: &str) -> Vec<TicketSummary> {
    let ticket = |id| TicketSummary {
        breached: true,
        ..listed(id, title, Status::Open, Some(200 - id))
    };
    (1..=count).map(ticket).collect()
}

fn told(these: Vec<TicketSummary>, telling: fn(Vec<TicketId>) -> TeamNotice) -> Option<Call> {
    worded(telling, ViewData { these, ..facts() })
}

fn worded(telling: fn(Vec<TicketId>) -> TeamNotice, facts: ViewData) -> Option<Call> {
    let ids = facts.these.iter().map(|row| row.id).collect();
    to_team(Notice::ToTeam(telling(ids)), &facts)
}

fn new(tickets: Vec<TicketId>) -> TeamNotice {
    TeamNotice::NewTickets { tickets }
}

fn overdue(tickets: Vec<TicketId>) -> TeamNotice {
    TeamNotice::Overdue { tickets }
}

fn heading(call: &Call) -> String {
    visible(html(call))
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn how_many_there_are_in_both_languages() {
    let table = [
        (1, "1 new ticket", "1 новое обращение"),
        (12, "12 new tickets", "12 новых обращений"),
        (23, "23 new tickets", "23 новых обращения"),
    ];
    for (count, english, russian) in table {
        for (language, expected) in [(Language::En, english), (Language::Ru, russian)] {
            let these = tickets(count, "VPN");
            let facts = ViewData {
                language,
                these,
                ..facts()
            };
            let call = worded(new, facts).expect("there are some");
            assert_eq!(heading(&call), expected);
        }
    }
    let table = [
        (
            1,
            "1 ticket is over its SLA",
            "1 обращение ждёт ответа дольше SLA",
        ),
        (
            37,
            "37 tickets are over their SLA",
            "37 обращений ждут ответа дольше SLA",
        ),
        (
            42,
            "42 tickets are over their SLA",
            "42 обращения ждут ответа дольше SLA",
        ),
    ];
    for (count, english, russian) in table {
        for (language, expected) in [(Language::En, english), (Language::Ru, russian)] {
            let these = tickets(count, "VPN");
            let facts = ViewData {
                language,
                these,
                ..facts()
            };
            let call = worded(overdue, facts).expect("there are some");
            assert_eq!(heading(&call), expected);
        }
    }
}

#[test]
fn a_line_and_a_button_for_each() {
    let call = told(tickets(5, "<VPN> & more"), overdue).expect("there are some");
    assert_eq!(
        written(Some(&call)),
        "<b>5 tickets are over their SLA</b>\n\n\
         🔴 #1 - &lt;VPN&gt; &amp; more (3 h 19 min)\n\
         🔴 #2 - &lt;VPN&gt; &amp; more (3 h 18 min)\n\
         🔴 #3 - &lt;VPN&gt; &amp; more (3 h 17 min)\n\
         🔴 #4 - &lt;VPN&gt; &amp; more (3 h 16 min)\n\
         🔴 #5 - &lt;VPN&gt; &amp; more (3 h 15 min)\n\
         [#1 → view:1] [#2 → view:2] [#3 → view:3] [#4 → view:4]\n\
         [#5 → view:5]\n"
    );
}

/// A reply to a digest can be no answer: its first line names no ticket.
#[test]
fn the_first_line_names_no_ticket() {
    for telling in [new, overdue] {
        let call = told(tickets(3, "#7"), telling).expect("there are some");
        assert!(!heading(&call).contains('#'));
    }
}

#[test]
fn what_is_not_so_any_more_is_left_out() {
    type Change = fn(&mut TicketSummary);
    let table: [(&str, Change, bool, bool); 6] = [
        ("as it was", |_| {}, true, true),
        ("looked at", |t| t.status = Status::InProgress, false, true),
        (
            "answered",
            |t| {
                t.status = Status::AwaitingUser;
                (t.waiting_since, t.breached) = (None, false);
            },
            false,
            false,
        ),
        (
            "closed by its person",
            |t| {
                t.status = Status::Resolved;
                (t.waiting_since, t.breached) = (None, false);
            },
            true,
            false,
        ),
        ("waiting anew", |t| t.breached = false, true, false),
        (
            "of a clock turned off",
            |t| t.clock = ReplyClock::Next,
            true,
            false,
        ),
    ];
    for (name, change, is_new, is_overdue) in table {
        for (telling, expected) in [(new as fn(_) -> _, is_new), (overdue, is_overdue)] {
            let mut facts = facts();
            facts.these = tickets(1, "VPN");
            change(&mut facts.these[0]);
            let reply = facts.policy.reply.as_mut().expect("the clocks are on");
            reply.next_response = crate::domain::sla::NextResponse::Off;
            assert_eq!(worded(telling, facts).is_some(), expected, "{name}");
        }
    }
    let mut facts = facts();
    facts.these = tickets(3, "VPN");
    facts.these[1].status = Status::InProgress;
    let reply = facts.policy.reply.as_mut().expect("the clocks are on");
    reply.stop_when_viewed = true;
    let call = worded(overdue, facts).expect("there are two");
    assert_eq!(labels(&call), [["#1", "#3"]], "a look stops its clock");
}

/// Whatever the titles, it fits; how many there are is said, and the rest is to be had by a command.
#[test]
fn as_many_are_listed_as_fit() {
    let long = "W".repeat(128);
    let table = [("VPN", 96), ("", 96), (&*long, 47), ("<&>\"", 96)];
    for (title, expected) in table {
        let mut these = tickets(1_000, title);
        for row in &mut these {
            row.waiting_since = Some(now() - TimeDelta::days(1));
        }
        let call = told(these, new).expect("there are some");
        check(&call);
        assert_eq!(heading(&call), "1000 new tickets");
        let text = visible(html(&call));
        assert!(text.chars().count() <= 4096, "{}", text.chars().count());
        assert!(html(&call).len() <= 32_768);
        let listed = labels(&call).iter().map(Vec::len).sum::<usize>();
        assert_eq!(listed, expected, "{title}");
        let lines = text.lines().filter(|line| line.starts_with('🔴')).count();
        assert_eq!(lines, listed);
        let rest = format!("… and {} more: /tickets", 1_000 - listed);
        assert_eq!(text.lines().last(), Some(&*rest));
    }
}

/// The team reads why tickets come to General, whether any are open or not; of many the longest waiting are listed.
#[test]
fn a_topic_that_is_gone_is_told_with_what_is_open() {
    let gone = |open: i64| {
        let mut facts = facts();
        let rows = tickets(open.min(96), "VPN");
        let total = u64::try_from(open).expect("no less than none");
        facts.tickets = Some(Page { rows, total });
        let told = to_team(Notice::ToTeam(TeamNotice::TopicGone { topic: 5 }), &facts);
        let call = told.expect("it is always told");
        check(&call);
        let text = visible(html(&call));
        let end = text.lines().last().unwrap_or_default().to_owned();
        (labels(&call).iter().map(Vec::len).sum::<usize>(), end)
    };
    let remedy = "To give them a topic again, make one, put its number into admin.tickets_topic_id and restart the bot.";
    assert_eq!(gone(0), (0, remedy.to_owned()));
    let (buttons, last) = gone(3);
    assert_eq!(
        (buttons, last.starts_with("🔴 #3 - VPN")),
        (3, true),
        "{last}"
    );
    assert_eq!(gone(500), (96, "… and 404 more: /tickets".to_owned()));
}
