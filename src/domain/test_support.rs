//! What the tests of this floor begin with: people, instants, and a ticket whose story is told command by command.
//!
//! A story keeps every event, and holds at each step what must always hold: that an event is applied once, and that
//! replaying the events rebuilds the value.

use super::{
    Instant,
    command::{Command, DeliveryFailure, Refusal},
    event::{Event, EventKind},
    ids::{By, *},
    message::{MessageContent, Part, TicketMessage},
    sla::{AutoClose, NO_GRACE, Policy, PolicyHistory, ReplyPolicy},
    ticket::Ticket,
};
use chrono::TimeDelta;

pub(crate) const TICKET: TicketId = TicketId(126);
pub(crate) const PERSON: PersonId = PersonId(7);
pub(crate) const STRANGER: PersonId = PersonId(8);
pub(crate) const ANNA: AgentId = AgentId(101);
pub(crate) const BORIS: AgentId = AgentId(102);

pub(crate) const OWNER: By = By::Person(PERSON);
pub(crate) const BY_ANNA: By = By::Agent(ANNA);
pub(crate) const BY_BORIS: By = By::Agent(BORIS);

/// So many milliseconds after 2026-03-02 12:00 UTC, when every story begins.
pub(crate) fn ms(milliseconds: i64) -> Instant {
    let noon: Instant = "2026-03-02T12:00:00Z".parse().expect("an instant");
    noon + TimeDelta::milliseconds(milliseconds)
}

/// So many seconds after the beginning.
pub(crate) fn s(seconds: i64) -> Instant {
    ms(seconds * 1000)
}

/// So many minutes after the beginning.
pub(crate) fn min(minutes: i64) -> Instant {
    s(minutes * 60)
}

/// So many hours after the beginning.
pub(crate) fn h(hours: i64) -> Instant {
    min(hours * 60)
}

/// An answer in 30 minutes, a warning at half of that, a reminder each 15; closed after 48 hours, warned 6 before.
pub(crate) fn usual() -> Policy {
    Policy {
        reply: Some(reply(30, 50, 15)),
        auto_close: Some(AutoClose {
            after_seconds: 48 * 3600,
            warn_before_seconds: 6 * 3600,
        }),
        hours: None,
    }
}

/// A reply clock, in minutes.
pub(crate) fn reply(within: i64, warn_at_percent: u8, cooldown: i64) -> ReplyPolicy {
    ReplyPolicy::new(within * 60, warn_at_percent, cooldown * 60)
}

pub(crate) fn write(sent_at: Instant) -> Command {
    Command::Write {
        words: MessageContent::text("still not working"),
        sent_at,
    }
}

pub(crate) fn answer() -> Command {
    Command::Answer {
        words: MessageContent::text("please restart the app"),
        confirmed: false,
    }
}

pub(crate) fn answer_confirmed() -> Command {
    Command::Answer {
        words: MessageContent::text("please restart the app"),
        confirmed: true,
    }
}

pub(crate) fn note() -> Command {
    Command::Note {
        words: MessageContent::text("he had the same problem in May"),
    }
}

/// A message of the ticket, as it is stored: the person's.
pub(crate) fn said(message: u32, text: &str) -> TicketMessage {
    TicketMessage {
        ticket: TICKET,
        no: MessageNo(message),
        agent: None,
        note: false,
        at: s(0),
        words: MessageContent::text(text),
        edits: 0,
    }
}

/// The person changes a message of theirs.
pub(crate) fn edit(message: u32) -> Command {
    Command::Edit {
        of: Box::new(said(message, "not working")),
        words: MessageContent::text("still not working"),
    }
}

/// Anna changes an answer of hers.
pub(crate) fn edit_of_an_answer(message: u32) -> Command {
    let of = TicketMessage {
        agent: Some(ANNA),
        ..said(message, "please start the app")
    };
    Command::Edit {
        of: Box::new(of),
        words: MessageContent::text("please restart the app"),
    }
}

pub(crate) fn edited(message: u32) -> EventKind {
    EventKind::Edited {
        message: MessageNo(message),
        nth: 1,
        note: false,
    }
}

pub(crate) fn send_again(message: u32) -> Command {
    Command::SendAgain {
        message: MessageNo(message),
        words: MessageContent::text("please restart the app"),
    }
}

pub(crate) fn taken(message: u32) -> Command {
    taken_again(message, 0)
}

pub(crate) fn taken_again(message: u32, again: u32) -> Command {
    Command::AnswerTaken {
        message: MessageNo(message),
        again: Some(again),
    }
}

pub(crate) fn taken_whole(message: u32) -> Command {
    Command::AnswerTaken {
        message: MessageNo(message),
        again: None,
    }
}

pub(crate) fn lost(message: u32, why: DeliveryFailure) -> Command {
    lost_part(message, Part::Text(0), why)
}

pub(crate) fn lost_part(message: u32, part: Part, why: DeliveryFailure) -> Command {
    Command::AnswerLost {
        message: MessageNo(message),
        part,
        why,
        because: None,
    }
}

pub(crate) fn wrote(message: u32, sent_at: Instant) -> EventKind {
    EventKind::PersonWrote {
        message: MessageNo(message),
        sent_at,
    }
}

pub(crate) fn accepted(message: u32, answers: u32) -> EventKind {
    EventKind::AnswerAccepted {
        message: MessageNo(message),
        answers: MessageNo(answers),
    }
}

pub(crate) fn noted(message: u32) -> EventKind {
    EventKind::Noted {
        message: MessageNo(message),
    }
}

pub(crate) fn delivered(message: u32) -> EventKind {
    EventKind::AnswerDelivered {
        message: MessageNo(message),
    }
}

pub(crate) fn failed(message: u32, why: DeliveryFailure) -> EventKind {
    EventKind::AnswerFailed {
        message: MessageNo(message),
        why,
        part: (why == DeliveryFailure::Refused).then_some(Part::Text(0)),
        because: None,
    }
}

/// One ticket, its policies, and everything that happened.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) ticket: Ticket,
    pub(crate) events: Vec<Event>,
    pub(crate) policies: PolicyHistory,
}

impl Story {
    /// A ticket opened at the beginning, under the usual policy.
    pub(crate) fn opened() -> Story {
        Story::opened_under(usual())
    }

    /// A ticket opened at the beginning.
    pub(crate) fn opened_under(policy: Policy) -> Story {
        let first = Ticket::open(PERSON, s(0), s(0));
        Story {
            ticket: Ticket::opened(TICKET, &first).expect("the first event opens it"),
            events: vec![first],
            policies: PolicyHistory::always(policy),
        }
    }

    /// A ticket that Anna looked at after one minute.
    pub(crate) fn viewed() -> Story {
        Story::opened().and(min(1), BY_ANNA, Command::View)
    }

    /// A ticket that Anna answered after two minutes; Telegram took message 2 a second later.
    pub(crate) fn answered() -> Story {
        Story::viewed()
            .and(min(2), BY_ANNA, answer())
            .and(s(121), By::Desk, taken(2))
    }

    /// A ticket that its person closed after an answer.
    pub(crate) fn resolved() -> Story {
        Story::answered().and(min(3), OWNER, Command::Close)
    }

    /// Asks, and does what comes of it.
    pub(crate) fn ask(
        &mut self,
        at: Instant,
        by: By,
        command: Command,
    ) -> Result<Vec<EventKind>, Refusal> {
        let before = self.ticket.clone();
        let events = self.ticket.decide(&command, by, at)?;
        assert_eq!(before, self.ticket, "deciding changes nothing");
        for event in &events {
            assert_eq!((event.at, event.by), (at, by), "an event says when and who");
        }
        Ok(self.happened(events))
    }

    /// What must not be refused, as part of what is given.
    pub(crate) fn and(mut self, at: Instant, by: By, command: Command) -> Story {
        self.ask(at, by, command).expect("allowed here");
        self
    }

    /// The clock says `now`: everything that is due happens.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<EventKind> {
        let events = self.ticket.due(now, &self.policies, NO_GRACE);
        for event in &events {
            assert_eq!((event.at, event.by), (now, By::Desk), "the desk acts now");
        }
        let what = self.happened(events);
        let again = self.ticket.due(now, &self.policies, NO_GRACE);
        assert_eq!(again, [], "asking twice tells nothing the second time");
        let next = self.ticket.next_deadline(&self.policies, now, NO_GRACE);
        assert!(
            next.is_none_or(|d| d.at > now),
            "{next:?} is not after {now}"
        );
        what
    }

    /// The clock strikes, as part of what is given.
    pub(crate) fn and_due(mut self, now: Instant) -> Story {
        self.due(now);
        self
    }

    /// From `since` on, another policy holds.
    pub(crate) fn and_policy(mut self, since: Instant, policy: Policy) -> Story {
        self.policies.change(since, policy);
        self
    }

    fn happened(&mut self, events: Vec<Event>) -> Vec<EventKind> {
        for event in &events {
            self.ticket.apply(event);
        }
        self.events.extend(events.iter().cloned());
        assert_eq!(
            Ticket::replay(TICKET, &self.events).as_ref(),
            Some(&self.ticket),
            "replaying the events rebuilds the value"
        );
        events.into_iter().map(|e| e.what).collect()
    }
}
