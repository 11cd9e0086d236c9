//! A ticket that fails again and again: parked, tried less and less often, told once.
//!
//! Each step of the time ends when nobody has anything left to do, so the instants do not depend on the machine.

use super::*;

const PARKED: &str = "Ticket #1 fails again and again";

/// So often the desk looks for tickets that are to be tried again.
const SWEEP: Duration = Duration::from_secs(1);

/// How soon a ticket looks at its clock that is woken: after a second; and how finely these tests let time pass.
const LOOK: Duration = Duration::from_millis(1_500);
const GRAIN: Duration = Duration::from_millis(250);

/// Whether Ann's ticket breaks when it looks at its clock, and when it looked while it did.
#[derive(Clone, Default)]
struct Breaks {
    breaks: Arc<AtomicBool>,
    looked: Arc<Mutex<Vec<tokio::time::Instant>>>,
}

impl Breaks {
    fn faults(&self) -> TestFaults {
        let Breaks { breaks, looked } = self.clone();
        let clock = move |id: TicketId| {
            if id.0 == 1 && breaks.load(Ordering::SeqCst) {
                let now = bellhop::clock::monotonic();
                looked.lock().expect("no poison").push(now);
                panic!("a look at the clock breaks on purpose");
            }
        };
        TestFaults {
            clock: Some(Arc::new(clock)),
            ..Default::default()
        }
    }

    fn set(&self, breaks: bool) {
        self.breaks.store(breaks, Ordering::SeqCst);
    }

    /// When it looked, since this was asked last.
    fn looked(&self) -> Vec<tokio::time::Instant> {
        self.looked.lock().expect("no poison").drain(..).collect()
    }

    /// It begins to look within so long, fails five times and is parked: when that was.
    async fn is_parked(&self, desk: &Desk, within: Duration) -> tokio::time::Instant {
        let began = bellhop::clock::monotonic();
        // Seconds and rests, each twice as long as the one before, lie between the looks.
        for _ in 0..40 {
            desk.pass_exactly(GRAIN).await;
        }
        let looked = self.looked();
        assert_eq!(looked.len(), 5, "{looked:?}");
        assert!(looked[0] - began <= within, "{looked:?} since {began:?}");
        looked[4]
    }

    /// It rests for so long since it was parked, and then is tried again: when it is parked again.
    async fn rests(
        &self,
        desk: &Desk,
        parked: tokio::time::Instant,
        rest: Duration,
    ) -> tokio::time::Instant {
        let until = parked + rest - Duration::from_millis(1);
        desk.pass_exactly(until - bellhop::clock::monotonic()).await;
        assert_eq!(self.looked(), [], "before its time");
        self.is_parked(desk, SWEEP + LOOK).await
    }
}

/// A desk at which Ann's and Chloe's tickets wait, and Ann's has just come to its first deadline, and breaks: when it was
/// parked.
async fn parked_at_its_warning(breaks: &Breaks) -> (Desk, tokio::time::Instant) {
    let desk = Desk::with(Setup {
        settings: vec![("SLA__CHECK_INTERVAL", "1s".into())],
        faults: breaks.faults(),
        ..Default::default()
    })
    .await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    let warning = desk.deadline(1).await - TimeDelta::minutes(15);
    desk.pass_until(warning - TimeDelta::milliseconds(1)).await;
    breaks.set(true);
    let parked = breaks.is_parked(&desk, GRAIN).await;
    assert_eq!(desk.count(GROUP, PARKED), 1);
    (desk, parked)
}

/// The sweep tries it again after 1, 5, 15 and 60 minutes, then every 60; a command wakes it at once.
#[actix::test]
async fn a_ticket_that_fails_again_and_again_is_tried_less_and_less_often() {
    let breaks = Breaks::default();
    let (desk, mut parked) = parked_at_its_warning(&breaks).await;
    for rest in [1, 5, 15, 60, 60] {
        parked = breaks.rests(&desk, parked, minutes(rest)).await;
    }
    assert_eq!(desk.count(GROUP, PARKED), 1, "told once");

    breaks.set(false);
    desk.ann().writes("Are you there?").await;
    assert_eq!(desk.count(GROUP, "Are you there?"), 1);
    assert_eq!(
        desk.count(GROUP, "SLA Breach!\nTicket #1\n"),
        1,
        "its clock runs again"
    );
}

/// Nobody writes to it, and it is well when it is tried again: when it fails a day later, that is another failure.
#[actix::test]
async fn a_ticket_that_recovers_by_itself_begins_anew() {
    let breaks = Breaks::default();
    let (desk, parked) = parked_at_its_warning(&breaks).await;
    let parked = breaks.rests(&desk, parked, minutes(1)).await;
    breaks.set(false);
    let until = parked + minutes(5);
    desk.pass_exactly(until - bellhop::clock::monotonic()).await;
    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline - TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.count(GROUP, PARKED), 1);

    breaks.set(true);
    let parked = breaks.is_parked(&desk, GRAIN).await;
    assert_eq!(desk.count(GROUP, PARKED), 2, "told once more");
    breaks.rests(&desk, parked, minutes(1)).await;
}
