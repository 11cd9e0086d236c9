//! Who has which unresolved ticket, found by either at once, however many there are.
//!
//! Invariant: a person with two tickets, or a ticket of two persons.

use crate::domain::ids::{PersonId, TicketId};
use std::collections::HashMap;

/// The unresolved ticket that each person has, or is just opening.
#[derive(Debug, Default)]
pub(super) struct Active {
    tickets: HashMap<PersonId, TicketId>,
    persons: HashMap<TicketId, PersonId>,
}

impl Active {
    /// The ticket of a person.
    pub(super) fn of(&self, person: PersonId) -> Option<TicketId> {
        self.tickets.get(&person).copied()
    }

    /// A person has this ticket from now on.
    pub(super) fn set(&mut self, person: PersonId, ticket: TicketId) {
        self.clear(ticket);
        if let Some(before) = self.tickets.insert(person, ticket) {
            self.persons.remove(&before);
        }
        self.persons.insert(ticket, person);
    }

    /// A person has this ticket, if none other is known.
    pub(super) fn set_if_none(&mut self, person: PersonId, ticket: TicketId) {
        if self.of(person).is_none() {
            self.set(person, ticket);
        }
    }

    /// Nobody has this ticket any more.
    pub(super) fn clear(&mut self, ticket: TicketId) {
        if let Some(person) = self.persons.remove(&ticket) {
            self.tickets.remove(&person);
        }
    }

    /// Forgets all but these.
    pub(super) fn retain(&mut self, kept: impl Fn(TicketId) -> bool) {
        self.tickets.retain(|_, ticket| kept(*ticket));
        self.persons.retain(|ticket, _| kept(*ticket));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PersonId = PersonId(1001);
    const CHLOE: PersonId = PersonId(1003);

    #[test]
    fn a_ticket_that_is_over_leaves_its_person_without_one() {
        let mut active = Active::default();
        active.set(ANN, TicketId(1));
        active.set(CHLOE, TicketId(2));
        active.clear(TicketId(1));
        active.clear(TicketId(7));
        assert_eq!(
            (active.of(ANN), active.of(CHLOE)),
            (None, Some(TicketId(2)))
        );
        active.set_if_none(ANN, TicketId(3));
        active.set_if_none(CHLOE, TicketId(4));
        assert_eq!(active.of(ANN), Some(TicketId(3)));
        assert_eq!(active.of(CHLOE), Some(TicketId(2)));
    }

    /// An opening that took another number: the end of the first is none of the second.
    #[test]
    fn the_end_of_a_ticket_before_takes_nothing_away() {
        let mut active = Active::default();
        active.set(ANN, TicketId(1));
        active.set(ANN, TicketId(2));
        active.clear(TicketId(1));
        assert_eq!(active.of(ANN), Some(TicketId(2)));
        active.set(CHLOE, TicketId(2));
        assert_eq!(
            (active.of(ANN), active.of(CHLOE)),
            (None, Some(TicketId(2)))
        );
        active.retain(|ticket| ticket != TicketId(2));
        assert_eq!(active.of(CHLOE), None);
        assert!(active.persons.is_empty() && active.tickets.is_empty());
    }
}
