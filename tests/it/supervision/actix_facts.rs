//! Facts of actix 0.13 that the design rests on, a test for each.

use super::{now, pass};
use actix::prelude::*;
use std::{
    cell::{Cell, RefCell},
    process::Command,
    rc::Rc,
    time::Duration,
};

/// What an actor did, in order.
type Log = Rc<RefCell<Vec<String>>>;

#[derive(Message)]
#[rtype(result = "()")]
struct Note(&'static str);

#[derive(Message)]
#[rtype(result = "()")]
struct Fail;

/// Takes a second in a future of its own.
#[derive(Message)]
#[rtype(result = "()")]
struct Slowly(&'static str);

/// The same, and nothing else meanwhile.
#[derive(Message)]
#[rtype(result = "()")]
struct Alone(&'static str);

/// Notes something after so many milliseconds.
#[derive(Message)]
#[rtype(result = "()")]
struct Later(u64, &'static str);

#[derive(Default)]
struct Plain {
    log: Log,
    /// How often it stops itself as soon as it is started.
    stops: u32,
    capacity: Option<usize>,
}

impl Plain {
    fn note(&self, what: impl Into<String>) {
        self.log.borrow_mut().push(what.into());
    }
}

impl Actor for Plain {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.note("started");
        if let Some(capacity) = self.capacity {
            ctx.set_mailbox_capacity(capacity);
        }
        if self.stops > 0 {
            self.stops -= 1;
            ctx.stop();
        }
    }

    fn stopped(&mut self, _: &mut Context<Self>) {
        self.note("stopped");
        assert!(
            std::env::var(ABORT).is_err() || !std::thread::panicking(),
            "a second panic"
        );
    }
}

impl Supervised for Plain {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.note("restarting");
    }
}

impl Handler<Note> for Plain {
    type Result = ();

    fn handle(&mut self, Note(what): Note, ctx: &mut Context<Self>) {
        self.note(what);
        if what == "stop" {
            ctx.stop();
        }
    }
}

impl Handler<Fail> for Plain {
    type Result = ();

    fn handle(&mut self, _: Fail, _: &mut Context<Self>) {
        panic!("on purpose");
    }
}

impl Handler<Slowly> for Plain {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, Slowly(what): Slowly, _: &mut Context<Self>) -> Self::Result {
        self.note(format!("{what} begins"));
        let second = async { pass(1_000).await }.into_actor(self);
        Box::pin(second.map(move |(), this, _| this.note(format!("{what} ends"))))
    }
}

impl Handler<Alone> for Plain {
    type Result = AtomicResponse<Self, ()>;

    fn handle(&mut self, Alone(what): Alone, _: &mut Context<Self>) -> Self::Result {
        self.note(format!("{what} begins"));
        let second = async { pass(1_000).await }.into_actor(self);
        AtomicResponse::new(Box::pin(
            second.map(move |(), this, _| this.note(format!("{what} ends"))),
        ))
    }
}

impl Handler<Later> for Plain {
    type Result = ();

    fn handle(&mut self, Later(ms, what): Later, ctx: &mut Context<Self>) {
        ctx.run_later(Duration::from_millis(ms), move |this, _| this.note(what));
    }
}

fn plain() -> (Addr<Plain>, Log) {
    let actor = Plain::default();
    let log = actor.log.clone();
    (actor.start(), log)
}

#[actix::test]
async fn a_panic_closes_the_address_and_do_send_says_nothing() {
    let (actor, log) = plain();
    assert!(actor.send(Fail).await.is_err());
    assert!(!actor.connected());
    actor.do_send(Note("lost"));
    tokio::task::yield_now().await;
    assert_eq!(*log.borrow(), ["started", "stopped"]);
}

/// For ever, with the same fields, at once; and never after a panic.
#[actix::test]
async fn actixs_supervisor_restarts_what_stopped_and_not_what_panicked() {
    let actor = Plain::default();
    let log = actor.log.clone();
    let address = actix::Supervisor::start(|_| actor);
    for _ in 0..10 {
        address.send(Note("stop")).await.expect("an answer");
    }
    address.send(Note("here")).await.expect("still there");
    assert_eq!(
        log.borrow().iter().filter(|l| *l == "restarting").count(),
        10
    );

    assert!(address.send(Fail).await.is_err());
    assert!(address.send(Note("gone")).await.is_err());
    assert!(!address.connected());
}

/// Nobody else runs meanwhile: this one stops stopping itself after a thousand times, or the test would never end.
#[actix::test]
async fn stopping_in_started_under_actixs_supervisor_spins() {
    let actor = Plain {
        stops: 1_000,
        ..Default::default()
    };
    let log = actor.log.clone();
    let others = Rc::new(Cell::new(0));
    let address = actix::Supervisor::start(|_| actor);
    let counted = others.clone();
    let other = actix_rt::spawn(async move {
        while counted.get() < 10 {
            counted.set(counted.get() + 1);
            tokio::task::yield_now().await;
        }
    });
    tokio::task::yield_now().await;
    assert!(others.get() <= 1, "others ran {} times", others.get());
    assert_eq!(
        log.borrow().iter().filter(|l| *l == "restarting").count(),
        1_000
    );
    other.await.expect("the others run in the end");
    assert!(address.connected());
}

#[actix::test]
async fn an_armed_timer_keeps_an_actor_that_nobody_knows() {
    tokio::time::pause();
    let (actor, log) = plain();
    actor.send(Later(60_000, "rang")).await.expect("an answer");
    drop(actor);
    pass(59_000).await;
    assert_eq!(*log.borrow(), ["started"]);
    pass(2_000).await;
    assert_eq!(*log.borrow(), ["started", "rang", "stopped"]);
}

#[actix::test]
async fn only_send_and_try_send_respect_the_mailboxs_capacity() {
    let actor = Plain {
        capacity: Some(1),
        ..Default::default()
    };
    let log = actor.log.clone();
    let address = actor.start();
    tokio::task::yield_now().await;
    for _ in 0..100 {
        address.do_send(Note("pushed"));
    }
    // A sender learns of a full mailbox by the message that it still gets in.
    assert!(address.try_send(Note("one more")).is_ok());
    let refused = address.try_send(Note("refused"));
    assert!(matches!(refused, Err(SendError::Full(_))), "{refused:?}");
    address.send(Note("waited")).await.expect("an answer");
    assert_eq!(log.borrow().iter().filter(|l| *l == "pushed").count(), 100);
    assert_eq!(log.borrow().last().map(String::as_str), Some("waited"));
}

#[actix::test]
async fn a_send_that_is_dropped_is_not_carried_out() {
    let (actor, log) = plain();
    drop(actor.send(Note("dropped")));
    actor.send(Note("sent")).await.expect("an answer");
    assert_eq!(*log.borrow(), ["started", "sent"]);
}

#[actix::test]
async fn a_turn_of_its_own_freezes_timers_too() {
    tokio::time::pause();
    let (actor, log) = plain();
    actor.do_send(Later(500, "rang"));
    actor.do_send(Alone("a turn"));
    pass(999).await;
    assert_eq!(*log.borrow(), ["started", "a turn begins"]);
    pass(2).await;
    assert_eq!(
        *log.borrow(),
        ["started", "a turn begins", "a turn ends", "rang"]
    );
}

#[actix::test]
async fn response_act_futures_interleave_and_atomic_responses_do_not() {
    tokio::time::pause();
    let (actor, log) = plain();
    let began = now();
    let both = tokio::join!(actor.send(Slowly("one")), actor.send(Slowly("two")));
    both.0.and(both.1).expect("answers");
    assert!(now() - began < Duration::from_millis(1_100));
    assert_eq!(log.borrow()[1..3], ["one begins", "two begins"]);

    let (actor, log) = plain();
    let both = tokio::join!(actor.send(Alone("one")), actor.send(Alone("two")));
    both.0.and(both.1).expect("answers");
    assert_eq!(
        log.borrow()[1..],
        ["one begins", "one ends", "two begins", "two ends"]
    );
}

/// A stop loses what waits in the mailbox, and whoever sent it is told. So a ticket that is over stops by a note to
/// itself, which comes after what waits.
#[actix::test]
async fn a_stop_loses_what_waits_behind_it() {
    let (actor, log) = plain();
    let both = tokio::join!(actor.send(Note("stop")), actor.send(Note("behind")));
    assert!(both.0.is_ok() && both.1.is_err());
    assert_eq!(*log.borrow(), ["started", "stop", "stopped"]);
}

/// Set in the process that shall abort.
const ABORT: &str = "BELLHOP_TEST_ABORT";

/// In a process of its own, which this ends.
#[test]
fn a_panic_in_stopped_while_unwinding_aborts_the_process() {
    let this = std::env::current_exe().expect("this test");
    let output = Command::new(this)
        .args(["--exact", "supervision::actix_facts::aborts", "--nocapture"])
        .env(ABORT, "1")
        .output()
        .expect("a process");
    use std::os::unix::process::ExitStatusExt as _;
    let signal = output.status.signal();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(signal, Some(6), "SIGABRT: {said}");
}

/// The process that aborts; elsewhere it does nothing.
#[actix::test]
async fn aborts() {
    if std::env::var(ABORT).is_err() {
        return;
    }
    let (actor, _) = plain();
    let _ = actor.send(Fail).await;
}
