//! Thousands of people who wait: what a busy desk finds in its store when it starts.

use bellhop::{
    domain::{
        Instant,
        event::{Event, EventKind},
        ids::{By, *},
        message::{MessageContent, TicketMessage},
        read_model::Profile,
        ticket::Ticket,
    },
    store::{Store, TicketWrite, UnitOfWork},
};
use chrono::TimeDelta;

/// How many of them are stored in one transaction.
const AT_ONCE: usize = 1_000;

/// Tickets 1 to `count`, each of a person of its own. The first message of ticket n was written at `wrote(n)`, and the
/// warning was recorded a quarter of an hour later, so that the breach is what comes next.
pub(crate) async fn waits(store: &dyn Store, count: i64, wrote: impl Fn(i64) -> Instant) {
    let works: Vec<UnitOfWork> = (1..=count).map(|n| opened(n, wrote(n))).collect();
    for works in works.chunks(AT_ONCE) {
        for result in store.commit(works.to_vec()).await {
            result.expect("it is stored");
        }
    }
}

fn opened(number: i64, wrote: Instant) -> UnitOfWork {
    let (ticket, person) = (TicketId(number), PersonId(1_000_000 + number));
    let opened = Ticket::open(person, wrote, wrote);
    let warned = Event {
        at: wrote + TimeDelta::minutes(15),
        by: By::Desk,
        what: EventKind::Warned { episode: 1 },
    };
    let mut after = Ticket::opened(ticket, &opened).expect("it is an opening");
    after.apply(&warned);
    let said = TicketMessage {
        ticket,
        no: MessageNo(1),
        agent: None,
        note: false,
        at: wrote,
        words: MessageContent::text("It does not work."),
        edits: 0,
    };
    UnitOfWork {
        people: vec![Profile {
            id: person.0,
            name: format!("Person {number}"),
            username: None,
            language_code: None,
            topic: None,
        }],
        ticket: Some(TicketWrite {
            after,
            title: Some(format!("Question {number}")),
            events: vec![opened, warned],
            messages: vec![said],
        }),
        ..UnitOfWork::default()
    }
}
