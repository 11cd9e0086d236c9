//! Lists of tickets: the team's, with its colours, and a person's own (`ticket-flow.md`, *Admin Ticket List View*).

use super::{
    data::RenderedMessage,
    query::{PAGE, PERSON_PAGE},
    text::{
        html::Html,
        renderer::{Renderer, clip, isolated, press_button},
    },
};
use crate::{
    domain::{
        notice::ListFilter,
        read_model::{Page, TicketSummary},
        ticket::Status,
    },
    telegram::{Button, callback::ButtonAction},
};
use chrono::TimeDelta;

/// Room for a title in a line, in graphemes and in characters.
const TITLE: (usize, usize) = (60, 200);

const IN_A_ROW: usize = 4;

/// **🎫 Active Tickets**, or another choice of them.
pub(super) fn team(out: Renderer<'_>, filter: ListFilter, page: u32) -> Option<RenderedMessage> {
    let tickets = out.facts.tickets.as_ref()?;
    let heading = match filter {
        ListFilter::Active => out.say("list-active", &[]),
        ListFilter::Mine(agent) => out.say("list-mine", &[("agent", out.agent(agent).into())]),
        ListFilter::Open => out.say("list-open", &[]),
        ListFilter::Awaiting => out.say("list-awaiting", &[]),
        ListFilter::All => out.say("list-all", &[]),
    };
    let lines: Vec<Html> = if tickets.rows.is_empty() {
        vec![out.say("list-empty", &[])]
    } else {
        let legend = out.say("list-legend", &[]);
        let rows = tickets.rows.iter().map(|row| line(out, row));
        rows.chain([legend]).collect()
    };
    let html = [heading, Html::default()]
        .into_iter()
        .chain(lines)
        .collect();
    let mut rows = open_buttons(&tickets.rows);
    rows.push(page_buttons(out, tickets, page, PAGE, |page| {
        ButtonAction::Tickets(filter, page)
    }));
    Some(RenderedMessage::plain(html).with(rows))
}

/// A button for each ticket, which opens it.
pub(super) fn open_buttons(tickets: &[TicketSummary]) -> Vec<Vec<Button>> {
    let button = |row: &TicketSummary| press_button(row.id.to_string(), ButtonAction::View(row.id));
    let buttons: Vec<Button> = tickets.iter().map(button).collect();
    buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).collect()
}

/// A person's own tickets, each a button that opens its conversation.
pub(super) fn person(out: Renderer<'_>, page: u32) -> Option<RenderedMessage> {
    let tickets = out.facts.tickets.as_ref()?;
    let key = if tickets.rows.is_empty() {
        "my-tickets-empty"
    } else {
        "my-tickets"
    };
    let mut rows: Vec<Vec<Button>> = tickets
        .rows
        .iter()
        .map(|row| {
            let title = isolated(&clip(&row.title, TITLE.0, TITLE.1));
            // A label is plain text: nothing is escaped in it.
            let label = format!("{} {} · {title}", sign(row.status), row.id);
            vec![press_button(label, ButtonAction::Conversation(row.id, 0))]
        })
        .collect();
    rows.push(page_buttons(
        out,
        tickets,
        page,
        PERSON_PAGE,
        ButtonAction::PersonTickets,
    ));
    Some(out.message(key, &[]).with(rows))
}

/// The buttons that turn the pages of a list.
pub(super) fn page_buttons<T>(
    out: Renderer<'_>,
    rows: &Page<T>,
    page: u32,
    size: u64,
    press: impl Fn(u32) -> ButtonAction,
) -> Vec<Button> {
    let before = (page > 0).then(|| out.button("button-previous", press(page - 1)));
    // In u64: a forged page number must not overflow.
    let more = (u64::from(page) + 1) * size < rows.total;
    let after = more.then(|| out.button("button-next", press(page + 1)));
    before.into_iter().chain(after).collect()
}

/// A ticket in a line: its colour, number, title, and how long its person waits.
pub(super) fn line(out: Renderer<'_>, row: &TicketSummary) -> Html {
    let ticket = ("ticket", row.id.into());
    let title = Html::escaped(&isolated(&clip(&row.title, TITLE.0, TITLE.1)));
    let sign = Html::escaped(match row.status {
        Status::AwaitingUser => return out.say("list-line-awaiting", &[ticket]),
        Status::Resolved => "✅",
        Status::Open | Status::InProgress => colour(out, row),
    });
    let mut args = vec![ticket, ("title", title.into()), ("sign", sign.into())];
    match row.waiting_since {
        Some(since) if row.status != Status::Resolved => {
            let duration = out.short_duration(out.facts.now - since);
            args.push(("duration", duration.into()));
            out.say("list-line-waiting", &args)
        }
        _ => out.say("list-line", &args),
    }
}

/// 🔴 breached, 🟡 in the warning period, 🟢 neither, by the policy in force now.
fn colour(out: Renderer<'_>, row: &TicketSummary) -> &'static str {
    let policy = &out.facts.policy;
    let since = row.waiting_since;
    let waited = since.map(|since| policy.elapsed(since, out.facts.now));
    let passed = |after: Option<TimeDelta>| match (waited, after) {
        (Some(waited), Some(after)) => waited >= after,
        _ => false,
    };
    // Reckoned as well as recorded: the ticket's timer may be late, and the settings may have changed.
    if row.breached || passed(policy.response_within(row.clock, row.priority)) {
        "🔴"
    } else if passed(policy.warn_after(row.clock, row.priority)) {
        "🟡"
    } else {
        "🟢"
    }
}

fn sign(status: Status) -> &'static str {
    match status {
        Status::Open => "🟢",
        Status::InProgress => "🟡",
        Status::AwaitingUser => "🔵",
        Status::Resolved => "✅",
    }
}
