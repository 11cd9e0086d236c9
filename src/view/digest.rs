//! Digests: similar notices combined, `12 new tickets`, `37 tickets are over their SLA` (`architecture.md`, *Out*),
//! and the open tickets when the topic of their cards is gone.
//!
//! Tickets for which a notice is no longer true when it is sent are left out of list and count. As many are listed as
//! fit into a message; the total is always stated.

use super::{
    data::RenderedMessage,
    list,
    query::DIGEST_ROWS,
    text::{html::Html, renderer::Renderer, wording::Arg},
};
use crate::domain::{
    read_model::TicketSummary,
    ticket::{ReplyClock, Status},
};

/// Characters and bytes of a message that we use; Telegram takes 4096 after parsing and 32768 before (`telegram.md`
/// 3.1).
const ROOM: (usize, usize) = (4000, 30_000);

/// New tickets that nobody on the team has seen: the others have their card already.
pub(super) fn new_tickets(out: Renderer<'_>) -> Option<RenderedMessage> {
    // Resolved ones as well: their person may have closed them before anybody looked.
    let unseen = |row: &&TicketSummary| matches!(row.status, Status::Open | Status::Resolved);
    these(out, "digest-new", out.facts.these.iter().filter(unseen))
}

/// Tickets past their deadline whose person is still waiting, longest wait first.
pub(super) fn overdue(out: Renderer<'_>) -> Option<RenderedMessage> {
    let policy = &out.facts.policy;
    // With `sla.stop_when_viewed` a look ended the first clock, breached or not.
    let stops = policy.reply.as_ref().is_some_and(|r| r.stop_when_viewed);
    let over = |row: &&TicketSummary| {
        // Whoever is not Open any more was looked at.
        let stopped = stops && row.clock == ReplyClock::First && row.status != Status::Open;
        let waits = row.breached && row.waiting_since.is_some() && row.status != Status::Resolved;
        let runs = policy.response_within(row.clock, row.priority).is_some();
        waits && runs && !stopped
    };
    these(out, "digest-overdue", out.facts.these.iter().filter(over))
}

/// Explains that tickets go to General from now on, and lists those that are open: their cards went with the topic.
/// Always sent.
pub(super) fn topic_gone(out: Renderer<'_>, topic: i64) -> Option<RenderedMessage> {
    let why = out.say("topic-gone", &[("topic", Arg::from(topic))]);
    let open = out.facts.tickets.as_ref()?;
    if open.rows.is_empty() {
        return Some(RenderedMessage::plain(why));
    }
    let total = usize::try_from(open.total).unwrap_or(usize::MAX);
    let count = counted(out, "topic-gone-open", total);
    let heading = [why, Html::default(), count].into_iter().collect();
    Some(list_of(out, heading, &open.rows, total))
}

fn these<'a>(
    out: Renderer<'_>,
    key: &str,
    rows: impl Iterator<Item = &'a TicketSummary>,
) -> Option<RenderedMessage> {
    let rows: Vec<TicketSummary> = rows.cloned().collect();
    let list = || list_of(out, counted(out, key, rows.len()), &rows, rows.len());
    (!rows.is_empty()).then(list)
}

fn counted(out: Renderer<'_>, key: &str, count: usize) -> Html {
    out.say(key, &[("count", Arg::from(count as i64))])
}

/// As many of the rows as a message holds, each with a button that opens it; `total` is how many there are.
fn list_of(
    out: Renderer<'_>,
    heading: Html,
    rows: &[TicketSummary],
    total: usize,
) -> RenderedMessage {
    // There is room for the last line as well, which says how many are left out.
    let last = counted(out, "digest-more", total);
    let size = |html: &Html| (html.visible_length() + 1, html.as_str().len() + 1);
    let mut used = [&heading, &last].map(size).into_iter().fold((1, 1), add);
    let mut lines = Vec::new();
    for row in rows.iter().take(DIGEST_ROWS) {
        let line = list::line(out, row);
        used = add(used, size(&line));
        // The first that does not fit ends the list; a shorter one further down would break the order.
        if used.0 > ROOM.0 || used.1 > ROOM.1 {
            break;
        }
        lines.push(line);
    }
    let buttons = list::open_buttons(&rows[..lines.len()]);
    let left_out = total.saturating_sub(lines.len());
    let more = (left_out > 0).then(|| counted(out, "digest-more", left_out));
    let html = [heading, Html::default()]
        .into_iter()
        .chain(lines)
        .chain(more);
    RenderedMessage::plain(html.collect()).with(buttons)
}

fn add(a: (usize, usize), b: (usize, usize)) -> (usize, usize) {
    (a.0 + b.0, a.1 + b.1)
}
