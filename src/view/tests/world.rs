//! The small world that the views' tests speak of: one ticket, its two sides, and how a call is written down.

use crate::{
    domain::{
        Instant,
        block::{Block, Preset, Reason},
        command::WarningFailure,
        ids::*,
        language::Language,
        message::{Media, MediaKind, MessageContent, Origin, TicketMessage},
        notice::{Audience, Notice},
        read_model::{BlockedPerson, Page, Profile, TicketDetails, TicketSummary},
        sla::{AutoClose, ClockEvent, DeadlineKind, Policy, ReplyPolicy, TimelineEntry},
        ticket::{Episode, Priority, ReplyClock, Status, Ticket},
        title::Lengths,
    },
    telegram::{Button, ButtonKind, Call, Destination, Markup},
    view::{Mode, ViewData, ViewSettings, Wording, render},
};
use chrono::TimeDelta;
use std::fmt::Write;

/// The person whose ticket it is.
pub(in crate::view) const OWNER: PersonId = PersonId(PERSON);
pub(super) const PERSON: i64 = 7001;
pub(super) const ANNA: AgentId = AgentId(42);
pub(super) const GROUP: i64 = -1001234567890;
pub(super) const TICKET: TicketId = TicketId(126);

/// `10:30` on the fourteenth of March: the time at which everything is worded.
pub(super) fn now() -> Instant {
    at(10, 30)
}

/// A time of that day.
pub(super) fn at(hour: i64, minute: i64) -> Instant {
    let midnight = "2026-03-14T00:00:00Z".parse::<Instant>().unwrap();
    midnight + TimeDelta::minutes(hour * 60 + minute)
}

pub(super) fn profile(id: i64, name: &str, username: Option<&str>) -> Profile {
    Profile {
        id,
        name: name.into(),
        username: username.map(str::to_owned),
        language_code: None,
        topic: None,
    }
}

pub(in crate::view) fn desk() -> ViewSettings {
    ViewSettings {
        wording: Wording::load(None).unwrap(),
        time_zone: chrono_tz::UTC,
        mode: Mode::Both,
        contact: "@support".into(),
        lengths: Lengths {
            title: (3, 128),
            message: (10, 4000),
        },
        team_language: Language::En,
        default_language: Language::En,
        show_agent_names: false,
    }
}

pub(super) fn policy() -> Policy {
    Policy {
        reply: Some(ReplyPolicy::new(1800, 50, 900)),
        auto_close: Some(AutoClose {
            after_seconds: 48 * 3600,
            warn_before_seconds: 6 * 3600,
        }),
        hours: None,
    }
}

/// A ticket opened at 10:00, In Progress, whose person waits since.
pub(super) fn ticket() -> Ticket {
    let mut ticket = Ticket::opened(
        TICKET,
        &Ticket::open(PersonId(PERSON), at(10, 0), at(10, 0)),
    )
    .expect("it is an opening");
    ticket.status = Status::InProgress;
    ticket
}

pub(super) fn shown(ticket: Ticket) -> TicketDetails {
    TicketDetails {
        ticket,
        title: "VPN not connecting".into(),
        came_by: None,
        person: profile(PERSON, "Peter", Some("peter")),
        assignee: None,
    }
}

pub(super) fn said(no: u32, agent: Option<AgentId>, at: Instant, text: &str) -> TicketMessage {
    TicketMessage {
        ticket: TICKET,
        no: MessageNo(no),
        agent,
        note: false,
        at,
        words: MessageContent {
            origin: Some(Origin {
                chat: if agent.is_some() { GROUP } else { PERSON },
                message: 500 + i64::from(no),
            }),
            ..MessageContent::text(text)
        },
        edits: 0,
    }
}

pub(super) fn with_media(
    mut said: TicketMessage,
    kind: MediaKind,
    file_id: Option<&str>,
) -> TicketMessage {
    said.words.media = Some(Media {
        kind,
        file_id: file_id.map(str::to_owned),
        in_words: None,
    });
    said
}

pub(super) fn blocked(until: Option<Instant>, reason: Reason) -> BlockedPerson {
    BlockedPerson {
        block: Block {
            person: PersonId(PERSON),
            by: ANNA,
            since: at(10, 20),
            until,
            reason,
        },
        person: profile(PERSON, "Peter", Some("peter")),
        told: false,
    }
}

pub(super) fn listed(id: i64, title: &str, status: Status, waits: Option<i64>) -> TicketSummary {
    TicketSummary {
        id: TicketId(id),
        title: title.into(),
        status,
        priority: Priority::Normal,
        clock: ReplyClock::First,
        waiting_since: waits.map(|minutes| now() - TimeDelta::minutes(minutes)),
        breached: false,
        opened_at: at(8, 0),
    }
}

/// The list of `behaviour.md`: with 30 minutes to answer, warned of at half.
pub(super) fn list() -> Page<TicketSummary> {
    Page {
        rows: vec![
            listed(125, "Payment not received", Status::InProgress, Some(45)),
            listed(124, "Speed issues", Status::InProgress, Some(20)),
            listed(123, "Connection help", Status::Open, Some(5)),
            listed(122, "Slow", Status::AwaitingUser, None),
        ],
        total: 4,
    }
}

/// Everything that any view reads.
pub(super) fn facts() -> ViewData {
    let mut ticket = ticket();
    ticket.waiting = Some(Episode {
        episode: 1,
        clock: ReplyClock::First,
        since: at(10, 15),
        warned: None,
        breached: Some(at(10, 30)),
        told: None,
        reminders: 0,
        escalated: None,
    });
    let conversation = vec![
        said(1, None, at(10, 0), "I cannot connect to the VPN..."),
        said(2, Some(ANNA), at(10, 5), "Please try restarting the app..."),
    ];
    ViewData {
        now: now(),
        language: Language::En,
        topic: None,
        policy: policy(),
        shown: Some(shown(ticket)),
        said: conversation.first().cloned(),
        earlier: Vec::new(),
        copies: Vec::new(),
        meant: None,
        conversation,
        names: [profile(ANNA.0, "Anna", Some("anna"))]
            .map(|p| (p.id, p))
            .into(),
        tickets: Some(list()),
        these: {
            let mut rows = list().rows;
            rows[0].breached = true;
            rows
        },
        blocked: Some(blocked(
            Some(at(10, 20) + TimeDelta::days(7)),
            Reason::Preset(Preset::Spam),
        )),
        all_blocked: Some(Page {
            rows: vec![
                blocked(None, Reason::Typed("threats & insults".into())),
                blocked(Some(at(22, 0)), Reason::Preset(Preset::Spam)),
            ],
            total: 2,
        }),
        agents: vec![
            profile(ANNA.0, "Anna", Some("anna")),
            profile(43, "Boris", None),
        ],
        usual: Some(300),
        card: Some(900),
        lost_card: false,
        old_card: None,
        old_offer: None,
        clocks: explained(),
        silence: Some(TimeDelta::hours(48)),
    }
}

/// Where a notice goes in this world.
pub(in crate::view) fn place(to: Audience) -> Destination {
    match to {
        Audience::Person(person) => Destination {
            chat: person.0,
            thread: None,
            reply_to: None,
        },
        Audience::Team => Destination {
            chat: GROUP,
            thread: Some(5),
            reply_to: None,
        },
    }
}

pub(super) fn person() -> Audience {
    Audience::Person(OWNER)
}

pub(super) fn to_person(notice: Notice, facts: &ViewData) -> Option<Call> {
    render(&notice, place(person()), None, facts, &desk())
}

pub(super) fn to_team(notice: Notice, facts: &ViewData) -> Option<Call> {
    render(&notice, place(Audience::Team), None, facts, &desk())
}

/// The HTML of a call: text or caption.
pub(super) fn html(call: &Call) -> &str {
    match call {
        Call::Text { html, .. } | Call::Edit { html, .. } => html,
        Call::Copy { caption, .. } | Call::File { caption, .. } => {
            caption.as_deref().unwrap_or_default()
        }
        Call::EditCaption { caption, .. } => caption,
        Call::React { .. } | Call::Delete { .. } | Call::Toast { .. } => "",
    }
}

/// What hangs below a call.
pub(super) fn markup(call: &Call) -> &Markup {
    match call {
        Call::Text { markup, .. }
        | Call::Edit { markup, .. }
        | Call::EditCaption { markup, .. }
        | Call::Copy { markup, .. }
        | Call::File { markup, .. } => markup,
        Call::React { .. } | Call::Delete { .. } | Call::Toast { .. } => &Markup::None,
    }
}

/// The labels of the buttons, row by row.
pub(super) fn labels(call: &Call) -> Vec<Vec<&str>> {
    match markup(call) {
        Markup::Buttons(rows) => rows
            .iter()
            .map(|row| row.iter().map(|button| button.label.as_str()).collect())
            .collect(),
        Markup::None | Markup::ForceReply(_) => Vec::new(),
    }
}

/// A call as its reader sees it, with what each button carries.
pub(super) fn written(call: Option<&Call>) -> String {
    let Some(call) = call else {
        return "(nothing)\n".into();
    };
    let mut text = match call {
        Call::Text { .. } => String::new(),
        Call::Edit { message, .. } => format!("(edits {message})\n"),
        Call::EditCaption { message, .. } => format!("(edits the caption of {message})\n"),
        Call::Delete { message, .. } => format!("(deletes {message})\n"),
        Call::Copy { from, .. } => format!("(copy of {} in {})\n", from.message, from.chat),
        Call::File { kind, file_id, .. } => format!("({kind:?} {file_id})\n"),
        Call::React {
            chat,
            message,
            emoji,
        } => format!("({emoji} on {message} in {chat})\n"),
        Call::Toast { text, .. } => format!("(toast {text:?})\n"),
    };
    if !html(call).is_empty() {
        writeln!(text, "{}", html(call)).unwrap();
    }
    match markup(call) {
        Markup::None => {}
        Markup::ForceReply(placeholder) => writeln!(text, "[…reply: {placeholder}]").unwrap(),
        Markup::Buttons(rows) => {
            for row in rows {
                let row: Vec<String> = row.iter().map(button).collect();
                writeln!(text, "{}", row.join(" ")).unwrap();
            }
        }
    }
    text
}

fn button(button: &Button) -> String {
    let does = match &button.does {
        ButtonKind::Press(press) => press.data(),
        ButtonKind::Open(url) => url.clone(),
    };
    format!("[{} → {does}]", button.label)
}

/// A line of each kind about the clocks.
fn explained() -> Vec<TimelineEntry> {
    let (clock, elapsed) = (ReplyClock::First, TimeDelta::minutes(20));
    let message = MessageNo(1);
    let next = ReplyClock::Next;
    let lines = vec![
        ClockEvent::Settings { version: 3 },
        ClockEvent::Waits { clock, message },
        ClockEvent::Viewed { stops: false },
        ClockEvent::Viewed { stops: true },
        ClockEvent::Priority(Priority::Urgent),
        ClockEvent::Warned,
        ClockEvent::Breached {
            deadline: at(10, 15),
        },
        ClockEvent::Reminded { nth: 1 },
        ClockEvent::Escalated { step: 1 },
        ClockEvent::Answered {
            clock,
            elapsed,
            breached: true,
        },
        ClockEvent::Silent,
        ClockEvent::SilenceWarned,
        ClockEvent::SilenceWarningDelivered,
        ClockEvent::SilenceWarningLost {
            why: WarningFailure::NotTrue,
        },
        ClockEvent::SilenceWarningLost {
            why: WarningFailure::Refused,
        },
        ClockEvent::SilenceCancelled,
        ClockEvent::SilenceBroken,
        ClockEvent::SilenceBegunAnew,
        ClockEvent::Answered {
            clock: next,
            elapsed,
            breached: false,
        },
        ClockEvent::Cancelled {
            clock: next,
            elapsed,
        },
        ClockEvent::Reachable,
        ClockEvent::ResolutionBreached {
            deadline: at(10, 16),
        },
        ClockEvent::Resolved {
            cause: crate::domain::event::Cause::Team,
            silence: None,
            unreachable: false,
            worked: elapsed,
        },
        ClockEvent::Resolved {
            cause: crate::domain::event::Cause::Silence,
            silence: Some(TimeDelta::minutes(90)),
            unreachable: false,
            worked: elapsed,
        },
        ClockEvent::Runs {
            clock: next,
            elapsed,
            within: Some(TimeDelta::minutes(30)),
        },
        ClockEvent::Runs {
            clock: next,
            elapsed,
            within: None,
        },
        ClockEvent::Stopped {
            clock: ReplyClock::First,
            elapsed: TimeDelta::minutes(5),
        },
        ClockEvent::Closed { until: at(33, 0) },
        ClockEvent::Next(DeadlineKind::Warning),
        ClockEvent::Next(DeadlineKind::Breach),
        ClockEvent::Next(DeadlineKind::Reminder),
        ClockEvent::Next(DeadlineKind::Escalation {
            step: 2,
            after_seconds: 7200,
        }),
        ClockEvent::Next(DeadlineKind::ResolutionBreach),
        ClockEvent::Next(DeadlineKind::UnreachableClose),
        ClockEvent::Next(DeadlineKind::SilenceWarning),
        ClockEvent::Next(DeadlineKind::SilenceClose),
    ];
    let line = |what| TimelineEntry {
        at: at(10, 20),
        what,
    };
    lines.into_iter().map(line).collect()
}
