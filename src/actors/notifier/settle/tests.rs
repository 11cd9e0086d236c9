//! The reports that a ticket must have.

use super::*;
use crate::domain::ids::TicketId;

/// Otherwise its silence waits for ever for a warning that nobody will deliver.
#[test]
fn a_ticket_must_know_whatever_becomes_of_its_auto_close_warning() {
    let ticket = TicketId(126);
    let warning = Notice::ToPerson(
        PersonId(1),
        PersonNotice::SilenceWarning { ticket, version: 9 },
    );
    for outcome in [
        DeliveryOutcome::Taken,
        DeliveryOutcome::NotTrue,
        DeliveryOutcome::Lost(DeliveryFailure::Refused, None),
        DeliveryOutcome::Lost(DeliveryFailure::Unreachable, None),
    ] {
        assert!(must_know(&warning, outcome), "{outcome:?}");
    }
    assert!(!must_know(
        &Notice::ToTeam(TeamNotice::CardEdit { ticket }),
        DeliveryOutcome::NotTrue
    ));
}
