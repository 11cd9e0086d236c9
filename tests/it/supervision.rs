//! Supervision: what actix does by itself, and what the desk's own supervisor makes of it.
//!
//! The first part holds each fact of actix 0.13 that the design rests on (`architecture.md`, *Supervision*), so that a
//! new version which changes one fails here and not in production. What only costs time (a poll walks all timers, extra
//! arbiters gain nothing) is not measured here.

mod actix_facts;
mod handles;

use actix::prelude::*;
use bellhop::actors::supervisor::{self, ExitReason, RestartPolicy};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use tokio::time::Instant;

/// What a test has the actor do.
#[derive(Message, Clone, Copy, Debug)]
#[rtype(result = "usize")]
enum Do {
    /// Counts this message, and says how many there were.
    Count,
    Panic,
    PanicInATimer,
    PanicInASpawnedFuture,
    PanicInAWaitedFuture,
    PanicInTheStateItself,
    Stop,
}

/// What is seen of an actor from outside.
#[derive(Clone, Default)]
struct Seen {
    /// When it was restarted.
    restarts: Rc<RefCell<Vec<Instant>>>,
    /// When it began to work, at first and after each restart.
    starts: Rc<RefCell<Vec<Instant>>>,
    /// How it ended, each time that was told.
    endings: Rc<RefCell<Vec<ExitReason>>>,
    /// How many restarts shall panic.
    breaks: Rc<Cell<u32>>,
}

struct Fragile {
    counted: usize,
    seen: Seen,
}

impl Actor for Fragile {
    type Context = Context<Self>;

    fn started(&mut self, _: &mut Context<Self>) {
        self.seen.starts.borrow_mut().push(now());
    }
}

impl Supervised for Fragile {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.seen.restarts.borrow_mut().push(now());
        let breaks = self.seen.breaks.get();
        if breaks > 0 {
            self.seen.breaks.set(breaks - 1);
            panic!("a restart");
        }
    }
}

impl Handler<Do> for Fragile {
    type Result = usize;

    fn handle(&mut self, what: Do, ctx: &mut Context<Self>) -> usize {
        let soon = Duration::from_millis(10);
        match what {
            Do::Count => {}
            Do::Panic => panic!("a handler"),
            Do::PanicInATimer => drop(ctx.run_later(soon, |_, _| panic!("a timer"))),
            Do::PanicInASpawnedFuture => {
                let later = async move { tokio::time::sleep(soon).await }.into_actor(self);
                ctx.spawn(later.map(|(), _, _| panic!("a spawned future")));
            }
            Do::PanicInAWaitedFuture => {
                let later = async move { tokio::time::sleep(soon).await }.into_actor(self);
                ctx.wait(later.map(|(), _, _| panic!("a waited future")));
            }
            Do::PanicInTheStateItself => {
                self.counted += 1_000;
                panic!("half-way");
            }
            Do::Stop => ctx.stop(),
        }
        self.counted += 1;
        self.counted
    }
}

fn now() -> Instant {
    bellhop::clock::monotonic()
}

fn fragile(patience: RestartPolicy) -> (Addr<Fragile>, Seen) {
    let seen = Seen::default();
    let endings = seen.endings.clone();
    let actor = Fragile {
        counted: 0,
        seen: seen.clone(),
    };
    let ended = move |ending| endings.borrow_mut().push(ending);
    let address = supervisor::start("fragile".into(), patience, ended, |_| actor);
    (address, seen)
}

async fn pass(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Address, mailbox and fields survive a panic wherever it happens; timers and futures do not.
#[actix::test]
async fn a_panic_anywhere_is_survived() {
    tokio::time::pause();
    for panic in [
        Do::Panic,
        Do::PanicInATimer,
        Do::PanicInASpawnedFuture,
        Do::PanicInAWaitedFuture,
    ] {
        let (actor, seen) = fragile(RestartPolicy::default());
        assert_eq!(actor.send(Do::Count).await, Ok(1), "{panic:?}");
        actor.do_send(panic);
        pass(30).await;
        assert!(actor.connected(), "{panic:?}");
        let known = actor.send(Do::Count).await.expect("an answer");
        assert!(known >= 2, "{panic:?}: the fields are the same");
        assert_eq!(seen.restarts.borrow().len(), 1, "{panic:?}");
        assert_eq!(
            seen.starts.borrow().len(),
            2,
            "{panic:?}: started is called after restarting"
        );
        assert!(seen.endings.borrow().is_empty(), "{panic:?}");
    }
}

/// Fields are as the panic left them: that is why a ticket treats its own as suspect.
#[actix::test]
async fn the_fields_are_as_the_panic_left_them() {
    tokio::time::pause();
    let (actor, _) = fragile(RestartPolicy::default());
    assert!(actor.send(Do::PanicInTheStateItself).await.is_err());
    assert_eq!(actor.send(Do::Count).await, Ok(1_001));
}

/// Only the message that panicked is lost, and its sender is told at once; those behind it wait for the rest to be over.
#[actix::test]
async fn the_message_that_panicked_is_answered_with_an_error() {
    tokio::time::pause();
    let (actor, _) = fragile(RestartPolicy::default());
    let before = actor.send(Do::Count);
    let panics = actor.send(Do::Panic);
    let behind = actor.send(Do::Count);
    let sent = now();
    let (before, panics) = tokio::join!(before, panics);
    assert_eq!(now(), sent, "at once");
    let behind = behind.await;
    assert_eq!(before, Ok(1));
    assert!(matches!(panics, Err(MailboxError::Closed)), "{panics:?}");
    assert_eq!(behind, Ok(2));
}

#[actix::test]
async fn a_panic_while_restarting_is_one_more_panic() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    seen.breaks.set(2);
    actor.do_send(Do::Panic);
    assert_eq!(actor.send(Do::Count).await, Ok(1));
    assert_eq!(seen.restarts.borrow().len(), 3);

    seen.breaks.set(2);
    actor.do_send(Do::Panic);
    pass(10_000).await;
    let gave_up = ExitReason::GaveUp {
        last: "a restart".into(),
    };
    assert_eq!(*seen.endings.borrow(), [gave_up], "that was the fifth");
}

/// 50 ms, then twice as long after each panic of the window.
#[actix::test]
async fn the_rest_doubles() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    let mut rests = Vec::new();
    for _ in 0..4 {
        let panicked = now();
        assert!(actor.send(Do::Panic).await.is_err());
        actor.send(Do::Count).await.expect("an answer");
        let goes_on = *seen.starts.borrow().last().expect("a start");
        rests.push((goes_on - panicked).as_millis());
    }
    // A timer fires within the millisecond after its deadline.
    for (rest, wanted) in rests.iter().zip([50, 100, 200, 400]) {
        assert!((wanted..=wanted + 1).contains(rest), "{rests:?}");
    }
}

#[actix::test]
async fn the_fifth_panic_within_a_minute_ends_it() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    for n in 1..=4 {
        assert!(actor.send(Do::Panic).await.is_err());
        assert_eq!(actor.send(Do::Count).await, Ok(n));
    }
    let last = actor.send(Do::Panic);
    let behind = actor.send(Do::Count);
    let (last, behind) = tokio::join!(last, behind);
    assert!(last.is_err() && behind.is_err(), "nobody waits for ever");
    pass(100).await;
    let gave_up = ExitReason::GaveUp {
        last: "a handler".into(),
    };
    assert_eq!(*seen.endings.borrow(), [gave_up], "told once");
    assert!(!actor.connected());
    assert_eq!(seen.restarts.borrow().len(), 4);
}

/// At most four panics in any minute: for ever.
#[actix::test]
async fn panics_that_are_spread_out_are_survived() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    for _ in 0..50 {
        assert!(actor.send(Do::Panic).await.is_err());
        actor.send(Do::Count).await.expect("an answer");
        pass(16_000).await;
    }
    assert!(seen.endings.borrow().is_empty());
}

/// The minute slides: it does not matter when the first of the panics was.
#[actix::test]
async fn five_panics_in_any_minute_are_too_many() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    for wait in [50_000, 1_000, 1_000, 9_000, 1_000] {
        assert!(actor.send(Do::Panic).await.is_err());
        pass(wait).await;
        assert!(seen.endings.borrow().is_empty());
    }
    assert!(actor.send(Do::Panic).await.is_err());
    pass(100).await;
    assert_eq!(seen.endings.borrow().len(), 1);
}

#[actix::test]
async fn a_real_stop_is_a_real_stop() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    assert_eq!(actor.send(Do::Stop).await, Ok(1));
    pass(10_000).await;
    assert!(!actor.connected());
    assert_eq!(*seen.endings.borrow(), [ExitReason::Stopped]);
    assert!(seen.restarts.borrow().is_empty());
}

#[actix::test]
async fn an_actor_that_nobody_knows_any_more_ends() {
    tokio::time::pause();
    let (actor, seen) = fragile(RestartPolicy::default());
    actor.do_send(Do::Count);
    drop(actor);
    pass(10).await;
    assert_eq!(*seen.endings.borrow(), [ExitReason::Stopped]);

    let (actor, seen) = fragile(RestartPolicy::default());
    actor.do_send(Do::Panic);
    pass(10).await;
    drop(actor);
    pass(100).await;
    assert_eq!(
        *seen.endings.borrow(),
        [ExitReason::Stopped],
        "while it rested"
    );
}

#[actix::test]
async fn a_thousand_actors_that_panic_at_once_recover() {
    tokio::time::pause();
    let actors: Vec<_> = (0..1_000)
        .map(|_| fragile(RestartPolicy::default()))
        .collect();
    actors
        .iter()
        .for_each(|(actor, _)| actor.do_send(Do::Panic));
    let began = now();
    for (actor, _) in &actors {
        assert_eq!(actor.send(Do::Count).await, Ok(1));
    }
    assert!(now() - began < Duration::from_millis(100));
    assert!(
        actors
            .iter()
            .all(|(_, seen)| seen.restarts.borrow().len() == 1)
    );
}
