//! A future that an actor has called back stays called back over a panic, by its number alone, and numbers begin anew
//! after it: the first futures of an actor's next life may be taken for it.
//!
//! actix 0.13 calls a future back at the end of a poll, not at once. So whoever is restarted under
//! [`supervisor`] begins nothing in `restarting` and `started`, but has itself told to by its mailbox, which is served
//! after what was called back is gone.

use super::{now, pass};
use actix::prelude::*;
use bellhop::actors::supervisor::{self, RestartPolicy};
use std::{cell::RefCell, rc::Rc, time::Duration};
use tokio::time::Instant;

/// How an actor begins.
#[derive(Clone, Copy)]
enum Begins {
    AtOnce,
    ByMail,
}

/// Rings a second after it began.
struct Alarm {
    begins: Begins,
    timer: Option<SpawnHandle>,
    rang: Rc<RefCell<Vec<Instant>>>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Begin;

/// Calls the timer back, and panics.
#[derive(Message)]
#[rtype(result = "()")]
struct Break;

impl Alarm {
    fn begin(&mut self, ctx: &mut Context<Self>) {
        let ring = |this: &mut Self, _: &mut _| this.rang.borrow_mut().push(now());
        self.timer = Some(ctx.run_later(Duration::from_secs(1), ring));
    }
}

impl Actor for Alarm {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        match self.begins {
            Begins::AtOnce => self.begin(ctx),
            Begins::ByMail => ctx.address().do_send(Begin),
        }
    }
}

impl Supervised for Alarm {}

impl Handler<Begin> for Alarm {
    type Result = ();

    fn handle(&mut self, _: Begin, ctx: &mut Context<Self>) {
        self.begin(ctx);
    }
}

impl Handler<Break> for Alarm {
    type Result = ();

    fn handle(&mut self, _: Break, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        panic!("on purpose");
    }
}

/// How often an alarm rings that panics right after it called its timer back.
async fn rings(begins: Begins) -> usize {
    tokio::time::pause();
    let rang = Rc::default();
    let alarm = Alarm {
        begins,
        timer: None,
        rang: Rc::clone(&rang),
    };
    let alarm = supervisor::start("alarm".into(), RestartPolicy::default(), |_| {}, |_| alarm);
    pass(10).await;
    assert!(alarm.send(Break).await.is_err());
    pass(10_000).await;
    rang.borrow().len()
}

#[actix::test]
async fn what_begins_at_once_is_lost() {
    assert_eq!(rings(Begins::AtOnce).await, 0);
}

#[actix::test]
async fn what_begins_by_mail_is_not() {
    assert_eq!(rings(Begins::ByMail).await, 1);
}
