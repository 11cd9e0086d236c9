//! The handle: one world, shared by whoever drives it.
//!
//! It adds to the world what a pure value can't have: the clock, the lock, the wish to be told of changes, the journal's
//! file. Calls are carried out one after the other and never wait; only `http/` waits, on the two counters here.
//!
//! Invariant: the lock is never held across an await.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use tokio::sync::watch;

use crate::answer::{ApiAnswer, Failure};
use crate::bot_process::{BotOp, BotProcess};
use crate::control::{Control, FaultKind};
use crate::journal::JournalLine;
use crate::params::{Params, Upload};
use crate::world::{PollGate, SensitiveTexts, ShownMessage, WebhookParcel, World};
use crate::world_file::WorldFile;

/// `Control::Advance` moves no further at once: a year.
const MAX_ADVANCE_MS: i64 = 365 * 24 * 3600 * 1000;

/// A local Telegram. Clones are handles to the same one.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    world: Mutex<World>,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Milliseconds that `Control::Advance` moved the clock.
    ahead: AtomicI64,
    /// How many updates were ever queued.
    updates: watch::Sender<u64>,
    /// How many calls and actions there were.
    changes: watch::Sender<u64>,
    journal: Mutex<Option<File>>,
    /// Who keeps the bot's process, if anybody told us.
    keeper: OnceLock<Arc<dyn BotProcess>>,
}

impl Simulator {
    /// A world on the machine's own clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks what time it is"
    )]
    pub fn new(world: WorldFile) -> Self {
        Self::with_clock(world, || {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }

    /// A world on a clock that gives Unix milliseconds, such as a test's.
    pub fn with_clock(world: WorldFile, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let world = World::new(world, clock());
        Self {
            shared: Arc::new(Shared {
                world: Mutex::new(world),
                clock: Box::new(clock),
                ahead: AtomicI64::new(0),
                updates: watch::Sender::new(0),
                changes: watch::Sender::new(0),
                journal: Mutex::new(None),
                keeper: OnceLock::new(),
            }),
        }
    }

    /// Also writes the journal to a file, a line for each call.
    pub fn journal_to(&self, file: File) {
        *self
            .shared
            .journal
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    /// Names who keeps the bot's process; the first one stays.
    pub fn kept_by(&self, keeper: Arc<dyn BotProcess>) {
        let _ = self.shared.keeper.set(keeper);
    }

    /// One call of the Bot API. `getUpdates` answers at once, whatever its timeout.
    pub fn call(&self, token: &str, method: &str, params: Map<String, Value>) -> ApiAnswer {
        self.call_with_files(token, method, params, BTreeMap::new())
    }

    /// One call with uploaded files, by the names of their parts.
    pub fn call_with_files(
        &self,
        token: &str,
        method: &str,
        params: Map<String, Value>,
        files: BTreeMap<String, Upload>,
    ) -> ApiAnswer {
        self.call_params(token, method, &Params::new(params, files))
    }

    pub(crate) fn call_params(&self, token: &str, method: &str, params: &Params) -> ApiAnswer {
        self.on_call(token, method, params, |world, now| {
            world.call(now, method, params)
        })
    }

    /// Everything around a call: the token, faults, the journal, telling those who wait.
    fn on_call(
        &self,
        token: &str,
        method: &str,
        params: &Params,
        work: impl FnOnce(&mut World, i64) -> ApiAnswer,
    ) -> ApiAnswer {
        let now = self.now();
        let mut world = self.world();
        if let Err(refusal) = world.check_token(token) {
            return refusal.into();
        }
        let fault = world.faults.strike(method, World::named_chat(params));
        let note = fault.as_ref().map(|fault| format!("fault: {fault:?}"));
        let answer = if world.faults.down {
            ApiAnswer::bad_gateway()
        } else {
            with_fault(&mut world, now, params, fault, work)
        };
        let idle_poll = method.eq_ignore_ascii_case("getUpdates")
            && answer.result() == Some(&Value::Array(Vec::new()));
        if !idle_poll {
            let line = world.record(method, params, &answer, note);
            self.write_journal(line);
        }
        self.announce(world);
        answer
    }

    /// Begins a poll that may wait: the first look, and the gate to look again with.
    pub(crate) fn open_poll(
        &self,
        token: &str,
        params: &Params,
    ) -> Result<(PollGate, ApiAnswer), ApiAnswer> {
        let mut gate = None;
        let answer = self.on_call(token, "getUpdates", params, |world, now| {
            world
                .open_poll(now, params)
                .map_or_else(ApiAnswer::from, |opened| {
                    gate = Some(opened);
                    world
                        .take_updates(now, opened, params)
                        .unwrap_or_else(ApiAnswer::from)
                })
        });
        match gate {
            Some(gate) if answer.status == 200 => Ok((gate, answer)),
            _ => Err(answer),
        }
    }

    /// Looks again for a poll that waits: an answer when there is one, such as 409 when another poll began.
    pub(crate) fn look_again(&self, gate: PollGate, params: &Params) -> Option<ApiAnswer> {
        let now = self.now();
        let mut world = self.world();
        let answer = match world.check_gate(gate) {
            Err(ended) => ended.into(),
            Ok(()) if world.faults.down => ApiAnswer::bad_gateway(),
            Ok(()) => world
                .take_updates(now, gate, params)
                .unwrap_or_else(ApiAnswer::from),
        };
        if answer.result() == Some(&Value::Array(Vec::new())) {
            return None;
        }
        let line = world.record("getUpdates", params, &answer, None);
        self.write_journal(line);
        Some(answer)
    }

    /// Does what people do, or changes what goes wrong.
    ///
    /// # Errors
    /// Why nobody could do that.
    pub fn control(&self, action: Control) -> Result<Value, String> {
        if let Control::Advance { ms } = action {
            if !(0..=MAX_ADVANCE_MS).contains(&ms) {
                return Err("the clock moves forward, by a year at most".to_owned());
            }
            self.shared.ahead.fetch_add(ms, Ordering::SeqCst);
            if let Some(keeper) = self.shared.keeper.get() {
                keeper.clock_moved(ms);
            }
            self.announce(self.world());
            return Ok(Value::Null);
        }
        if let Control::Bot { op } = action {
            return self.handle_bot(op);
        }
        if action.is_a_look() {
            return self.look(&action);
        }
        let now = self.now();
        let mut world = self.world();
        let done = world.control(now, action);
        self.announce(world);
        done
    }

    /// An action that changes nothing; those who wait for changes are not woken by it.
    pub(crate) fn look(&self, action: &Control) -> Result<Value, String> {
        if matches!(action, Control::Keeper) {
            let keeper = self.shared.keeper.get();
            return Ok(keeper.map_or(
                Value::Null,
                |keeper| json!({"running": keeper.is_running(), "tour": keeper.tour()}),
            ));
        }
        let now = self.now();
        self.world().control(now, action.clone())
    }

    fn handle_bot(&self, op: BotOp) -> Result<Value, String> {
        let keeper = self.shared.keeper.get();
        let keeper = keeper.ok_or("nobody keeps the bot: it was started by other means")?;
        match op {
            BotOp::Kill => keeper.kill()?,
            BotOp::Start => keeper.start()?,
            BotOp::StartOver => {
                keeper.kill()?;
                keeper.forget()?;
                let now = self.now();
                self.world().control(now, Control::Reset)?;
                keeper.start()?;
            }
        }
        self.announce(self.world());
        Ok(Value::Null)
    }

    /// Whether the bot's process is there; none when nobody keeps it.
    pub(crate) fn bot_runs(&self) -> Option<bool> {
        self.shared.keeper.get().map(|keeper| keeper.is_running())
    }

    /// For whoever watches: the chats' editions, the journal after its first `seen` lines (none when it is shorter than
    /// that, because the world began anew), whether all is down and how many faults wait.
    pub(crate) fn since(&self, seen: usize) -> Since {
        let world = self.world();
        let lines = world.ledger.journal.get(seen..).map(<[_]>::to_vec);
        let trouble = (world.faults.down, world.faults.waiting());
        (world.editions(), lines, trouble)
    }

    /// Keeps a file for `Control::Write` to send, as the given kind of media; answers a `File`.
    pub fn upload(&self, kind: &str, upload: Upload) -> Value {
        let now = self.now();
        self.world().upload(now, kind, upload)
    }

    /// The bytes of a file, by its `file_path` or its `file_id`.
    pub fn file(&self, path_or_id: &str) -> Option<Arc<Vec<u8>>> {
        let world = self.world();
        world
            .file_at(path_or_id)
            .or_else(|| world.stored_file(path_or_id).map(|file| file.bytes.clone()))
    }

    /// What a file says it is: its content type, by its `file_id`.
    pub(crate) fn file_type(&self, id: &str) -> Option<String> {
        let world = self.world();
        world.stored_file(id).map(|file| file.mime.clone())
    }

    /// Changes whenever an update is queued: await `changed()` on it instead of asking again and again.
    pub fn updates_waiting(&self) -> watch::Receiver<u64> {
        self.shared.updates.subscribe()
    }

    /// Changes whenever anything may have happened.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// All calls so far, but for polls that found nothing.
    pub fn journal(&self) -> Vec<JournalLine> {
        self.world().ledger.journal.clone()
    }

    /// What people and the bot's owner have trusted the bot with so far; no log of the bot's may hold any of it.
    pub fn confided(&self) -> SensitiveTexts {
        self.world().confided()
    }

    /// What Telegram takes without a word although it is a mistake (telegram.md 3.5).
    pub fn lint(&self) -> Vec<String> {
        self.world().lint()
    }

    /// A chat, oldest message first: of one topic, or all (General alone is topic 1). Empty when the viewer can't see it.
    pub fn chat(
        &self,
        chat_id: i64,
        thread: Option<i64>,
        viewer: Option<i64>,
    ) -> Vec<ShownMessage> {
        let world = self.world();
        if viewer.is_some_and(|viewer| world.check_present(chat_id, viewer).is_err()) {
            return Vec::new();
        }
        world.shown(chat_id, thread)
    }

    /// The clock's time, in Unix milliseconds.
    pub fn now(&self) -> i64 {
        (self.shared.clock)() + self.shared.ahead.load(Ordering::SeqCst)
    }

    pub(crate) fn check_token(&self, token: &str) -> Result<(), Failure> {
        self.world().check_token(token)
    }

    /// The bot's token, for calls that the server makes in its name.
    pub(crate) fn token(&self) -> String {
        self.world().token().to_owned()
    }

    /// The updates to be posted now, given the queues that are busy.
    pub(crate) fn webhook_parcels(&self, in_flight: &BTreeSet<i64>) -> Vec<WebhookParcel> {
        let now = self.now();
        self.world().webhook_parcels(now, in_flight)
    }

    /// Whether an update is still to be posted.
    pub(crate) fn parcel_is_wanted(&self, parcel: &WebhookParcel) -> bool {
        let now = self.now();
        self.world().parcel_is_wanted(now, parcel)
    }

    /// An update was taken, or what went wrong.
    pub(crate) fn settle_parcel(&self, update_id: i64, fault: Option<String>) {
        let now = self.now();
        self.world().settle_parcel(now, update_id, fault);
    }

    /// The world itself. A panic while it was locked is a bug of the simulator that the tests look for; the state is kept.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.shared
            .world
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self, world: MutexGuard<'_, World>) {
        let pushed = world.updates_pushed();
        drop(world);
        self.shared
            .updates
            .send_if_modified(|count| std::mem::replace(count, pushed) != pushed);
        self.shared.changes.send_modify(|count| *count += 1);
    }

    fn write_journal(&self, line: &JournalLine) {
        let mut file = self
            .shared
            .journal
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(open) = file.as_mut() else { return };
        let written = serde_json::to_writer(&mut *open, line)
            .map_err(std::io::Error::from)
            .and_then(|()| open.write_all(b"\n"));
        if let Err(fault) = written {
            tracing::error!(error = %fault, "the journal can't be written; it ends here");
            *file = None;
        }
    }
}

/// See `Simulator::since`.
type Since = (BTreeMap<i64, u64>, Option<Vec<JournalLine>>, (bool, usize));

/// Carries a call out as the fault allows.
fn with_fault(
    world: &mut World,
    now: i64,
    params: &Params,
    fault: Option<FaultKind>,
    work: impl FnOnce(&mut World, i64) -> ApiAnswer,
) -> ApiAnswer {
    match fault {
        None => work(world, now),
        Some(FaultKind::Flood { retry_after }) => Failure::flood(retry_after).into(),
        Some(FaultKind::Restart) => Failure::verbatim(500, "Internal Server Error: restart").into(),
        Some(FaultKind::BadGateway) => ApiAnswer::bad_gateway(),
        Some(FaultKind::Dropped) => ApiAnswer::lost(),
        Some(FaultKind::Error { code, description }) => Failure::verbatim(code, description).into(),
        Some(FaultKind::AnswerLost) => {
            work(world, now);
            ApiAnswer::lost()
        }
        Some(FaultKind::TopicPruned) => {
            if let Some(chat) = World::named_chat(params) {
                world.prune_topic(chat, params.int("message_thread_id"), true);
            }
            work(world, now)
        }
    }
}
