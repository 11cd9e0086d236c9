//! Calls that bypass the outbox: short answers to presses, which Telegram gives seconds, and that it takes longer, when
//! the outbox itself may be out of reach.

use super::NotifierActor;
use crate::{
    domain::{ids::PersonId, language::Language, notice::Audience},
    telegram::{Call, CallError, Destination, Markup},
    view,
};
use actix::prelude::*;

/// Sent by: the gateway. Answers a press, at once, outside of all lanes: Telegram gives it seconds.
#[derive(Message)]
#[rtype(result = "()")]
pub struct SendToast {
    pub callback: String,
    /// The text for the presser; `None` only stops the button's clock.
    pub text: Option<String>,
}

/// Sent by: the gateway. Tells somebody that it takes longer, by one call and within the budgets; whether Telegram took
/// it. It is not tried again here.
#[derive(Message)]
#[rtype(result = "bool")]
pub struct TakesLonger {
    pub person: PersonId,
    /// `None` for the desk's default.
    pub language: Option<Language>,
}

impl Handler<TakesLonger> for NotifierActor {
    type Result = ResponseActFuture<Self, bool>;

    fn handle(&mut self, asked: TakesLonger, _: &mut Context<Self>) -> Self::Result {
        let to = Audience::Person(asked.person);
        let now = crate::clock::monotonic();
        if self.stopping || !self.schedule.begins_aside(to, now) {
            return Box::pin(std::future::ready(false).into_actor(self));
        }
        let call = Call::Text {
            to: Destination {
                chat: asked.person.0,
                thread: None,
                reply_to: None,
            },
            html: view::takes_longer(&self.env.desk, asked.language),
            markup: Markup::None,
        };
        self.busy += 1;
        let telegram = self.env.telegram.clone();
        let told = async move { telegram.deliver_aside(&call).await };
        Box::pin(told.into_actor(self).map(move |told, this, _| {
            let now = crate::clock::monotonic();
            this.schedule.ended_aside(to, now);
            this.busy -= 1;
            if let Err(error) = &told {
                tracing::debug!(%error, "somebody is not told that it takes longer");
            }
            told.is_ok()
        }))
    }
}

impl Handler<SendToast> for NotifierActor {
    type Result = ();

    fn handle(&mut self, toast: SendToast, ctx: &mut Context<Self>) {
        let telegram = self.env.telegram.clone();
        let call = Call::Toast {
            callback: toast.callback,
            text: toast.text,
        };
        self.busy += 1;
        ctx.spawn(
            async move { telegram.deliver(&call).await }
                .into_actor(self)
                .map(|result, this, _| {
                    this.busy -= 1;
                    match result {
                        Ok(_) | Err(CallError::TooOld(_)) => {}
                        Err(error) => tracing::debug!(%error, "a press is not answered"),
                    }
                }),
        );
    }
}
