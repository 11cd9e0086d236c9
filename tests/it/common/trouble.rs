//! Trouble: a database and a Telegram that fail as a test wants them to, in front of the real ones.

use async_trait::async_trait;
use bellhop::{
    domain::{
        Instant, dialogue,
        event::Event,
        ids::*,
        message::{MessageContent, Origin, TicketMessage},
        notice::Audience,
        read_model::*,
        right::Right,
        sla::PolicyVersion,
        ticket::Ticket,
    },
    store::{
        InboxRow, ListOf, Old, OldDialogue, OutboxRow, OutboxSide, SentMessage, Store, StoreError,
        UnitOfWork, Wanted,
    },
    telegram::{Call, CallError, Group, Membership, Rights, Telegram},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

/// What goes wrong with a turn's transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goes {
    /// The database refuses this turn, and nothing holds.
    Refused,
    /// The database can't be reached; nothing of the whole group holds.
    Away,
    /// Everything holds, and the answer is lost.
    Unheard,
    /// The writer panics before anything holds.
    Panics,
}

type TurnFault = Box<dyn FnMut(&UnitOfWork) -> Option<Goes> + Send>;
type Heard = Box<dyn FnMut(&UnitOfWork) + Send>;
type CallFault = Box<dyn FnMut(&Call) -> bool + Send>;

/// What is wrong with the world. Clones are handles to the same.
#[derive(Clone)]
pub(crate) struct Trouble {
    turns: Arc<Mutex<Option<TurnFault>>>,
    calls: Arc<Mutex<Option<CallFault>>>,
    heard: Arc<Mutex<Option<Heard>>>,
    asked: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    withheld: Arc<Mutex<Option<&'static str>>>,
    delayed: Arc<watch::Sender<Option<&'static str>>>,
    down: Arc<AtomicBool>,
    held: Arc<watch::Sender<bool>>,
}

impl Default for Trouble {
    fn default() -> Self {
        Trouble {
            turns: Arc::default(),
            calls: Arc::default(),
            heard: Arc::default(),
            asked: Arc::default(),
            withheld: Arc::default(),
            delayed: Arc::new(watch::Sender::new(None)),
            down: Arc::default(),
            held: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl Trouble {
    /// The database is away, or back.
    pub(crate) fn database_is_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// From now on this is asked about each turn.
    pub(crate) fn with_turns(
        &self,
        fault: impl FnMut(&UnitOfWork) -> Option<Goes> + Send + 'static,
    ) {
        *self.turns.lock().expect("no panic") = Some(Box::new(fault));
    }

    /// The first turn that is such a one goes so; later ones are well.
    pub(crate) fn with_one_turn(
        &self,
        goes: Goes,
        such: impl Fn(&UnitOfWork) -> bool + Send + 'static,
    ) {
        let mut gone = false;
        self.with_turns(move |work| {
            let hit = !gone && such(work);
            gone |= hit;
            hit.then_some(goes)
        });
    }

    /// From now on every call that is such a one panics.
    pub(crate) fn with_calls(&self, panics: impl FnMut(&Call) -> bool + Send + 'static) {
        *self.calls.lock().expect("no panic") = Some(Box::new(panics));
    }

    /// Telegram does what it is asked but answers nothing, until this is taken back.
    pub(crate) fn answers_are_held(&self, held: bool) {
        self.held.send_replace(held);
    }

    /// From now on this hears of each turn that holds, once it does.
    pub(crate) fn hears_commits(&self, heard: impl FnMut(&UnitOfWork) + Send + 'static) {
        *self.heard.lock().expect("no panic") = Some(Box::new(heard));
    }

    /// How often the database was asked for what since it was last asked here.
    pub(crate) fn asked(&self) -> BTreeMap<&'static str, usize> {
        std::mem::take(&mut *self.asked.lock().expect("no panic"))
    }

    /// The database answers everything but this question.
    pub(crate) fn withholds(&self, asked: &'static str) {
        *self.withheld.lock().expect("no panic") = Some(asked);
    }

    /// The database answers this question when another is delayed, or none is.
    pub(crate) fn delays(&self, asked: Option<&'static str>) {
        self.delayed.send_replace(asked);
    }

    async fn delay(&self, asked: &'static str) {
        let mut delayed = self.delayed.subscribe();
        let _ = delayed.wait_for(|delayed| *delayed != Some(asked)).await;
    }

    /// Counts a question, and looks whether it is answered.
    fn ask(&self, asked: &'static str) -> Result<(), StoreError> {
        let mut counts = self.asked.lock().expect("no panic");
        *counts.entry(asked).or_default() += 1;
        if *self.withheld.lock().expect("no panic") == Some(asked) {
            return Err(away());
        }
        self.look()
    }

    /// The world is well again.
    pub(crate) fn is_over(&self) {
        self.database_is_down(false);
        *self.turns.lock().expect("no panic") = None;
        *self.calls.lock().expect("no panic") = None;
        self.answers_are_held(false);
    }

    fn look(&self) -> Result<(), StoreError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(away());
        }
        Ok(())
    }
}

fn away() -> StoreError {
    StoreError::Unavailable("a test took it away".into())
}

/// The real database, behind the trouble.
pub(crate) struct FaultyStore {
    /// The real one.
    pub(crate) inner: Arc<dyn Store>,
    /// What goes wrong.
    pub(crate) trouble: Trouble,
}

macro_rules! faulty_store {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Store for FaultyStore {
            async fn commit(&self, works: Vec<UnitOfWork>) -> Vec<Result<(), StoreError>> {
                if self.trouble.ask("commit").is_err() {
                    return vec![Err(away()); works.len()];
                }
                let goes: Vec<Option<Goes>> = match &mut *self.trouble.turns.lock().expect("no panic") {
                    Some(fault) => works.iter().map(fault).collect(),
                    None => vec![None; works.len()],
                };
                assert!(!goes.contains(&Some(Goes::Panics)), "the writer breaks on purpose");
                if goes.contains(&Some(Goes::Away)) {
                    return vec![Err(away()); works.len()];
                }
                let well = works.into_iter().zip(&goes).filter(|(_, g)| **g != Some(Goes::Refused));
                let well: Vec<UnitOfWork> = well.map(|(w, _)| w).collect();
                let listens = self.trouble.heard.lock().expect("no panic").is_some();
                let committed = if listens { well.clone() } else { Vec::new() };
                let results = self.inner.commit(well).await;
                if let Some(heard) = &mut *self.trouble.heard.lock().expect("no panic") {
                    let held = committed.iter().zip(&results).filter(|(_, result)| result.is_ok());
                    held.for_each(|(work, _)| heard(work));
                }
                let mut results = results.into_iter();
                let refused = || Err(StoreError::Refused("a test wants it so".into()));
                let all = goes.iter().map(|goes| match goes {
                    Some(Goes::Refused) => refused(),
                    _ => results.next().unwrap_or_else(refused),
                });
                let all: Vec<_> = all.collect();
                if goes.contains(&Some(Goes::Unheard)) {
                    return vec![Err(away()); all.len()];
                }
                all
            }

            $(async fn $name(&self, $($arg: $type),*) -> Result<$answer, StoreError> {
                self.trouble.ask(stringify!($name))?;
                let answer = self.inner.$name($($arg),*).await;
                self.trouble.delay(stringify!($name)).await;
                answer
            })*

            async fn close(&self) {
                self.inner.close().await;
            }
        }
    };
}

faulty_store! {
    fn inbox(except: Vec<i64>, per_lane: u64, limit: u64) -> Vec<InboxRow>;
    fn last_within(lane: i64, most: u64) -> Option<InboxRow>;
    fn outbox(side: OutboxSide, wanted: Vec<Wanted>) -> Vec<OutboxRow>;
    fn untold() -> Vec<OutboxRow>;
    fn missing_rights() -> Vec<Right>;
    fn sent_since(since: Instant) -> Vec<(Audience, Instant)>;
    fn set_aside(lane: i64) -> Vec<InboxRow>;
    fn forget(old: Old) -> bool;
    fn events(ticket: TicketId) -> Vec<Event>;
    fn unresolved() -> Vec<Ticket>;
    fn unresolved_ids() -> Vec<(TicketId, PersonId)>;
    fn last_ticket() -> Option<TicketId>;
    fn shown(ticket: TicketId) -> Option<TicketDetails>;
    fn list(of: ListOf, offset: u64, limit: u64) -> Page<TicketSummary>;
    fn listed(tickets: Vec<TicketId>) -> Vec<TicketSummary>;
    fn message(ticket: TicketId, no: MessageNo) -> Option<TicketMessage>;
    fn said_as(origin: Origin) -> Option<TicketMessage>;
    fn titled(origin: Origin) -> Option<(TicketId, String)>;
    fn earlier_titles(ticket: TicketId) -> Vec<String>;
    fn earlier(ticket: TicketId, no: MessageNo) -> Vec<MessageContent>;
    fn conversation(ticket: TicketId) -> Vec<TicketMessage>;
    fn first_answers(limit: u64) -> Vec<i64>;
    fn profile(id: i64) -> Option<Profile>;
    fn profile_named(username: &str) -> Option<Profile>;
    fn private_dialogue(person: PersonId) -> Option<(dialogue::PrivateDialogue, Instant)>;
    fn group_dialogue(anchor: UpdateId) -> Option<(dialogue::GroupDialogue, Instant)>;
    fn dialogue_keeping(message: i64) -> Option<(UpdateId, dialogue::GroupDialogue, Instant)>;
    fn old_dialogues(before: Instant, limit: u64) -> Vec<OldDialogue>;
    fn blocked(person: PersonId, now: Instant) -> Option<BlockedPerson>;
    fn all_blocked(now: Instant, offset: u64, limit: u64) -> Page<BlockedPerson>;
    fn sent(chat: i64, message: i64) -> Option<SentMessage>;
    fn offers(chat: i64) -> Vec<SentMessage>;
    fn copies(chat: i64, ticket: TicketId, no: MessageNo) -> Vec<SentMessage>;
    fn card(chat: i64, ticket: TicketId) -> Option<SentMessage>;
    fn old_card(chat: i64, ticket: TicketId) -> Option<SentMessage>;
    fn lost_its_card(chat: i64, ticket: TicketId) -> bool;
    fn policies() -> Vec<PolicyVersion>;
    fn get_or_insert_value(name: &str, value: &str) -> String;
    fn group_now(named: i64) -> i64;
    fn topic_is_gone(group: i64, topic: i64) -> bool;
}

/// The real way to Telegram, behind the trouble.
pub(crate) struct FaultyTelegram {
    /// The real one.
    pub(crate) inner: Arc<dyn Telegram>,
    /// What goes wrong.
    pub(crate) trouble: Trouble,
}

impl FaultyTelegram {
    /// Panics, if the test wants this call to.
    fn fault(&self, call: &Call) {
        let panics = match &mut *self.trouble.calls.lock().expect("no panic") {
            Some(fault) => fault(call),
            None => false,
        };
        assert!(!panics, "a call breaks on purpose");
    }

    /// Waits for as long as answers are held back.
    async fn released(&self) {
        let mut held = self.trouble.held.subscribe();
        let _ = held.wait_for(|held| !held).await;
    }
}

#[async_trait]
impl Telegram for FaultyTelegram {
    async fn deliver(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.fault(call);
        let answer = self.inner.deliver(call).await;
        self.released().await;
        answer
    }

    async fn deliver_as_reply(
        &self,
        call: &Call,
        quote: Option<&str>,
    ) -> Result<Option<i64>, CallError> {
        self.fault(call);
        let answer = self.inner.deliver_as_reply(call, quote).await;
        self.released().await;
        answer
    }

    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn updates(
        &self,
        offset: Option<UpdateId>,
        wait: Duration,
    ) -> Result<Vec<String>, CallError> {
        self.inner.updates(offset, wait).await
    }

    async fn member(&self, chat: i64, user: i64) -> Result<Membership, CallError> {
        self.inner.member(chat, user).await
    }

    async fn administrators(&self, chat: i64) -> Result<Vec<Profile>, CallError> {
        self.inner.administrators(chat).await
    }

    async fn me(&self) -> Result<Profile, CallError> {
        self.inner.me().await
    }

    async fn group(&self, chat: i64) -> Result<Group, CallError> {
        self.inner.group(chat).await
    }

    async fn rights(&self, chat: i64) -> Result<Rights, CallError> {
        self.inner.rights(chat).await
    }

    async fn probe_topic(&self, chat: i64, thread: Option<i64>) -> Result<(), CallError> {
        self.inner.probe_topic(chat, thread).await
    }

    async fn set_commands(
        &self,
        language: Option<&str>,
        commands: Vec<(String, String)>,
    ) -> Result<(), CallError> {
        self.inner.set_commands(language, commands).await
    }

    async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), CallError> {
        self.inner.set_webhook(url, secret).await
    }

    async fn delete_webhook(&self) -> Result<(), CallError> {
        self.inner.delete_webhook().await
    }
}
