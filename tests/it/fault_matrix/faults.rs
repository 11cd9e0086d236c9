//! What goes wrong: how each fault is made to happen once, in the midst of an operation, and what may come of it.

use super::*;
use crate::common::trouble::Goes;
use bellhop::{actors, store::UnitOfWork, telegram::Call};
use simulator::{Control, FaultKind};
use std::time::Duration;

/// How long the desk is given to get over it: longer than any rest of a lane or pause that Telegram asks for here.
pub(super) const RECOVERS: Duration = Duration::from_secs(15);

/// How long after that it is looked at: every sweep has come by.
pub(super) const SETTLES: Duration = Duration::from_secs(120);

/// A fault.
pub(super) struct Fault {
    pub(super) name: &'static str,
    kind: Kind,
}

/// How it is made to happen.
enum Kind {
    /// To the transaction of the operation.
    Turn(Goes),
    /// In the ticket's turn, or its look at the clock.
    TicketPanics,
    /// In the desk, over the call.
    CallPanics,
    /// To the process, before it began.
    Crash,
    /// To the process, when Telegram has done what it was asked and the desk does not know.
    CrashUnderCall,
    /// To the process, in order.
    Restart,
    /// To the call.
    Call(fn(&Operation) -> FaultKind),
}

/// What may come of it.
pub(super) enum Outcome {
    /// All is as if nothing had happened, but for so many messages that stand twice, and none three times.
    Same { repeats: usize },
    /// All is as if nothing had happened, and the team is told once that the bot was out of its group.
    SameAndTold,
    /// Telegram does not take this one message, ever: nothing that somebody wrote is lost, and nothing waits.
    OneMessageLess,
}

macro_rules! faults {
    ($($name:ident: $kind:expr;)*) => {
        $(#[expect(non_upper_case_globals, reason = "it is the name of a test, too")]
        pub(super) const $name: Fault = Fault { name: stringify!($name), kind: $kind };)*
    };
}
faults! {
    the_database_is_away: Kind::Turn(Goes::Away);
    the_database_does_it_and_says_nothing: Kind::Turn(Goes::Unheard);
    the_database_refuses_it_once: Kind::Turn(Goes::Refused);
    the_writer_panics: Kind::Turn(Goes::Panics);
    the_turn_panics: Kind::TicketPanics;
    the_call_panics: Kind::CallPanics;
    killed_before_it_is_worked: Kind::Crash;
    killed_under_the_call: Kind::CrashUnderCall;
    stopped_and_started: Kind::Restart;
    telegram_answers_a_page_of_html: Kind::Call(|_| FaultKind::BadGateway);
    telegram_restarts: Kind::Call(|_| FaultKind::Restart);
    the_connection_breaks_before: Kind::Call(|_| FaultKind::Dropped);
    the_answer_is_lost: Kind::Call(|_| FaultKind::AnswerLost);
    telegram_asks_to_wait: Kind::Call(|_| FaultKind::Flood { retry_after: 5 });
    telegram_forbids_it: Kind::Call(forbidden);
    telegram_refuses_it: Kind::Call(|_| FaultKind::Error {
        code: 400,
        description: "Bad Request: a reason that nobody knows".into(),
    });
}

fn forbidden(operation: &Operation) -> FaultKind {
    let description = if operation.is_for_the_team() {
        "Forbidden: bot is not a member of the supergroup chat"
    } else {
        "Forbidden: bot was blocked by the user"
    };
    FaultKind::Error {
        code: 403,
        description: description.into(),
    }
}

impl Fault {
    /// Why it can't hit an operation; `None` when it can.
    pub(super) fn cannot_hit(&self, operation: &Operation) -> Option<&'static str> {
        match self.kind {
            Kind::TicketPanics if !operation.turn => Some("no ticket that is awake takes a turn"),
            Kind::CallPanics | Kind::CrashUnderCall | Kind::Call(_) if operation.call.is_none() => {
                Some("nothing is said about it")
            }
            Kind::CrashUnderCall if operation.name == "send a quiz" => {
                Some("its heading goes out first")
            }
            Kind::CallPanics if operation.is_a_toast() => Some("it is made outside of all rows"),
            _ => None,
        }
    }

    /// What may come of it.
    pub(super) fn outcome(&self, operation: &Operation) -> Outcome {
        match self.kind {
            // One to Ann and one to the team may be under way at once.
            Kind::CrashUnderCall => Outcome::Same { repeats: 2 },
            Kind::Call(kind) => match kind(operation) {
                FaultKind::AnswerLost => Outcome::Same { repeats: 1 },
                // A toast is said once or never: it waits in no lane.
                FaultKind::Error { .. } if !operation.is_a_toast() => {
                    let waits = operation.is_for_the_team() && is_forbidden(&kind(operation));
                    match waits {
                        true => Outcome::SameAndTold,
                        false => Outcome::OneMessageLess,
                    }
                }
                _ => Outcome::Same { repeats: 0 },
            },
            _ => Outcome::Same { repeats: 0 },
        }
    }

    /// What a desk must be built with so that it can happen.
    pub(super) fn setup(&self, fired: &Arc<AtomicBool>) -> Setup {
        let Kind::TicketPanics = self.kind else {
            return Setup::default();
        };
        let armed = fired.clone();
        let strike = move || {
            let first = ARMED.with(|it| it.replace(false));
            if first {
                armed.store(true, Ordering::SeqCst);
                panic!("it breaks on purpose");
            }
        };
        let (turn, clock) = (strike.clone(), strike);
        Setup {
            faults: actors::TestFaults {
                turn: Some(Arc::new(move |_, _| turn())),
                clock: Some(Arc::new(move |_| clock())),
                ..Default::default()
            },
            ..Default::default()
        }
    }

    /// The operation happens, and the fault with it.
    pub(super) async fn strikes(
        &self,
        desk: &Desk,
        operation: &Operation,
        fired: &Arc<AtomicBool>,
    ) {
        let fires = {
            let fired = fired.clone();
            move || !fired.swap(true, Ordering::SeqCst)
        };
        match &self.kind {
            Kind::Turn(goes) => {
                let (goes, timed) = (*goes, operation.is_timed());
                desk.trouble.with_turns(move |work| {
                    let hit = is_the_turn(work, timed) && fires();
                    hit.then_some(goes)
                });
                operation.happens(desk).await;
            }
            Kind::TicketPanics => {
                ARMED.with(|it| it.set(true));
                operation.happens(desk).await;
            }
            Kind::CallPanics => {
                desk.trouble
                    .with_calls(move |call| !matches!(call, Call::Toast { .. }) && fires());
                operation.happens(desk).await;
            }
            Kind::Crash => {
                if operation.is_timed() {
                    desk.crash().await;
                    operation.happens(desk).await;
                } else {
                    operation.happens(desk).await;
                    assert!(desk.fetch().await, "it is in the inbox");
                    desk.crash().await;
                }
                fires();
            }
            Kind::CrashUnderCall => {
                let before = desk.sim.journal().len();
                desk.trouble.answers_are_held(true);
                operation.happens(desk).await;
                desk.struggle(Duration::from_secs(1)).await;
                let (method, chat) = operation.call.expect("it has one");
                let done = desk.sim.journal().into_iter().skip(before);
                let under_way = |line: &simulator::JournalLine| {
                    line.method.eq_ignore_ascii_case(method)
                        && (chat.is_none() || line.chat_id == chat)
                };
                if done.filter(under_way).count() == 1 {
                    fires();
                }
                // Both at once: nothing runs in between.
                desk.trouble.answers_are_held(false);
                desk.crash().await;
            }
            Kind::Restart => {
                if operation.is_timed() {
                    desk.restart().await;
                    operation.happens(desk).await;
                } else {
                    operation.happens(desk).await;
                    desk.restart().await;
                }
                fires();
            }
            Kind::Call(kind) => {
                let (method, chat) = operation.call.expect("it has one");
                let set = desk.sim.control(Control::Fault(simulator::Fault {
                    method: Some(method.to_owned()),
                    chat_id: chat,
                    nth: 1,
                    times: 1,
                    kind: kind(operation),
                }));
                set.expect("it is set");
                operation.happens(desk).await;
                desk.struggle(Duration::from_secs(1)).await;
                let mut journal = desk.sim.journal().into_iter();
                if journal.any(|line| line.note.is_some()) {
                    fires();
                }
            }
        }
    }
}

thread_local! {
    /// Whether the next turn of a ticket breaks. A desk is on one thread, and the faults that it is built with are there
    /// before the operation begins.
    static ARMED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether a turn is that of the operation: of its update, or of the ticket whose time has come.
fn is_the_turn(work: &UnitOfWork, timed: bool) -> bool {
    if timed {
        work.ticket.is_some()
    } else {
        work.inbox.is_some()
    }
}

fn is_forbidden(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::Error { code: 403, .. })
}
