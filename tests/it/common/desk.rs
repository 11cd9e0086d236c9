//! The desk on paused time, driven in plain sentences.
//!
//! It is the real cast over a real SQLite database in memory and a real simulator over real HTTP, with one thing made up:
//! the time, which stands still until [`Desk::pass`] moves it. A test says what people do and reads what they see; a
//! failing one shows the chats.
//!
//! What it logs is searched at its end (`log.rs`): nobody's words may stand there. With `BELLHOP_TEST_LOG=bellhop=debug` in
//! the environment a test shows what the desk logs.
//!
//! tokio advances paused time by itself when nothing is runnable, which would fire time-outs while a database or a socket
//! is at work; a parked blocking task stops that (`architecture.md`, *Time*).

use super::{
    log,
    trouble::{FaultyStore, FaultyTelegram, Trouble},
};
use actix::Addr;
use bellhop::{
    actors::{IsIdle, TestFaults, gateway::ReceiveUpdates},
    app::{self, DeskParts, RunningDesk, reload::Reload},
    clock::Clock,
    config::Settings,
    domain::{Instant, ids::TicketId},
    store::{
        Store,
        sql::{Options, SqlStore},
    },
    telegram::{Telegram, bot::TeloxideBot},
};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
pub(crate) use simulator::transcript;
use simulator::{Control, Press, ShownMessage, Simulator, WorldFile, Writing};
use std::{
    cell::RefCell,
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The team's group in the sample world, and its Tickets topic.
pub(crate) const GROUP: i64 = -1_001_000_000_001;
pub(crate) const TOPIC: i64 = 5;

/// Needs help; reads English.
pub(crate) const ANN: i64 = 1001;
/// Needs help; reads Russian, has no username.
pub(crate) const BORIS: i64 = 1002;
/// Needs help; reads English.
pub(crate) const CHLOE: i64 = 1003;
/// Owns the group.
pub(crate) const DORA: i64 = 2001;
/// Is an administrator of the group.
pub(crate) const EMIL: i64 = 2002;
/// Is a member of the group.
pub(crate) const FAY: i64 = 2003;

/// How long people take for each thing that they do. It keeps tests that are not about Telegram's limits away from them.
pub(crate) const A_WHILE: Duration = Duration::from_secs(10);

/// How often the desk is asked whether it is quiet before a test gives up on it.
const PATIENCE: usize = 20_000;

/// Where everything is kept.
const DATABASE: &str = "sqlite::memory:";

/// Stops tokio from advancing paused time by itself, for as long as it lives.
struct HeldTime(Option<std::sync::mpsc::Sender<()>>);

impl HeldTime {
    fn new() -> Self {
        let (release, held) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || {
            let _ = held.recv();
        });
        HeldTime(Some(release))
    }
}

impl Drop for HeldTime {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

/// A desk under test.
pub(crate) struct Desk {
    /// Telegram.
    pub(crate) sim: Simulator,
    /// The database.
    pub(crate) store: Arc<dyn Store>,
    /// What time it is.
    pub(crate) clock: Clock,
    /// What is wrong with the world.
    pub(crate) trouble: Trouble,
    /// What the environment says of the settings, and what their file says; told when it is edited.
    env: Vec<(String, String)>,
    file: Arc<Mutex<String>>,
    edited: Arc<Notify>,
    telegram: Arc<dyn Telegram>,
    running: RefCell<Option<RunningDesk>>,
    /// All actors and tasks of the desk's present life; when it is dropped, so are they.
    life: RefCell<Option<tokio::task::JoinHandle<()>>>,
    faults: TestFaults,
    offset: RefCell<Option<i64>>,
    token: String,
    _held: HeldTime,
}

/// Everything a test may set before the desk opens.
#[derive(Default)]
pub(crate) struct Setup {
    /// Settings by key, as the environment would give them: `("SLA__RESPONSE_WITHIN", "15m")`.
    pub(crate) settings: Vec<(&'static str, String)>,
    /// What breaks on purpose.
    pub(crate) faults: TestFaults,
    /// Another world than the sample.
    pub(crate) world: Option<WorldFile>,
    /// Leaves the Tickets topic out of the settings: everything goes to General.
    pub(crate) general: bool,
    /// Another moment to begin at than [`morning`].
    pub(crate) begins: Option<Instant>,
}

/// Monday, 23 November 2026, 10:00 UTC: when every test begins.
pub(crate) fn morning() -> Instant {
    DateTime::parse_from_rfc3339("2026-11-23T10:00:00Z")
        .expect("a date")
        .with_timezone(&Utc)
}

/// So many minutes.
pub(crate) fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

/// So many hours.
pub(crate) fn hours(n: u64) -> Duration {
    minutes(60 * n)
}

impl Desk {
    /// A desk with the settings that `config.toml` has by default.
    pub(crate) async fn open() -> Desk {
        Desk::with(Setup::default()).await
    }

    /// A desk with other settings.
    pub(crate) async fn set(settings: &[(&'static str, &str)]) -> Desk {
        let settings = settings
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        Desk::with(Setup {
            settings,
            ..Default::default()
        })
        .await
    }

    /// A desk as the test sets it up.
    pub(crate) async fn with(setup: Setup) -> Desk {
        tokio::time::pause();
        log::listen();
        let held = HeldTime::new();
        let clock = Clock::starting_at(setup.begins.unwrap_or_else(morning));
        let world = setup.world.unwrap_or_else(WorldFile::demo);
        let token = world.bot.token.clone();
        let sim = {
            let clock = clock.clone();
            Simulator::with_clock(world, move || clock.now().timestamp_millis())
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        actix_rt::spawn(sim.clone().serve(listener, std::future::pending()));

        let given = [
            ("TELEGRAM__TOKEN", token.clone()),
            ("TELEGRAM__API_URL", format!("http://{address}")),
            ("ADMIN__GROUP_ID", GROUP.to_string()),
            ("ADMIN__TICKETS_TOPIC_ID", TOPIC.to_string()),
        ];
        let topic = "ADMIN__TICKETS_TOPIC_ID";
        let env = given
            .into_iter()
            .filter(|(key, _)| !setup.general || *key != topic)
            .chain(setup.settings)
            .map(|(key, value)| (format!("BELLHOP__{key}"), value));
        let env: Vec<_> = env.collect();
        let settings = Settings::parse("", env.iter().cloned());
        let settings = settings.unwrap_or_else(|faults| panic!("{faults}"));
        let options = {
            let clock = clock.clone();
            Options::new(move || clock.now())
        };
        let store = SqlStore::connect(&SecretString::from(DATABASE), options).await;
        let store = store.expect("a database in memory");
        let bot = TeloxideBot::new(
            &settings.telegram.token,
            &settings.telegram.api_url,
            hours(1_000_000),
        );
        let bot = bot.expect("a bot");
        let desk = Desk {
            sim,
            store: Arc::new(store),
            clock,
            trouble: Trouble::default(),
            env,
            file: Arc::default(),
            edited: Arc::default(),
            telegram: Arc::new(bot),
            running: RefCell::new(None),
            life: RefCell::new(None),
            faults: setup.faults,
            offset: RefCell::new(None),
            token,
            _held: held,
        };
        desk.start().await;
        desk
    }

    async fn start(&self) {
        let me = self
            .telegram
            .me()
            .await
            .expect("the simulator knows the bot");
        let telegram: Arc<dyn Telegram> = Arc::new(FaultyTelegram {
            inner: self.telegram.clone(),
            trouble: self.trouble.clone(),
        });
        let parts = DeskParts {
            store: Arc::new(FaultyStore {
                inner: self.store.clone(),
                trouble: self.trouble.clone(),
            }),
            telegram: telegram.clone(),
            clock: self.clock.clone(),
            me,
            faults: self.faults.clone(),
        };
        let (env, file) = (self.env.clone(), self.file.clone());
        let read = move || Settings::parse(&file.lock().expect("no panic"), env.iter().cloned());
        let settings = read().unwrap_or_else(|faults| panic!("{faults}"));
        let life = tokio::task::LocalSet::new();
        let running = life.run_until(async {
            let running = app::start(&settings, parts).await.expect("the desk starts");
            let reload = Reload::of(&running, settings.clone(), self.clock.clone(), telegram);
            let following = reload.follow(self.edited.clone(), read, CancellationToken::new());
            actix_rt::spawn(following);
            running
        });
        self.running.replace(Some(running.await));
        self.life.replace(Some(tokio::task::spawn_local(life)));
        self.settle().await;
    }

    /// Somebody edits the file of the settings; this is what it says then. What the environment says comes before it.
    pub(crate) async fn edits(&self, file: &str) {
        *self.file.lock().expect("no panic") = file.to_owned();
        self.edited.notify_one();
        self.settle().await;
    }

    /// Stops the desk in order and starts it again over the same database.
    pub(crate) async fn restart(&self) {
        let running = self.running.take().expect("the desk runs");
        running.stop_but_keep_the_store().await;
        self.die().await;
        self.start().await;
    }

    /// Ends the desk where it stands, as a `kill -9` does, and starts it again over the same database.
    pub(crate) async fn crash(&self) {
        self.running.take();
        self.die().await;
        self.start().await;
    }

    async fn die(&self) {
        let life = self.life.take().expect("the desk lives");
        life.abort();
        let _ = life.await;
    }

    /// Stops the desk in order, and starts it again after so long, over the same database.
    pub(crate) async fn is_down_for(&self, time: Duration) {
        let running = self.running.take().expect("the desk runs");
        running.stop_but_keep_the_store().await;
        self.die().await;
        tokio::time::advance(time).await;
        self.start().await;
    }

    /// The actors at work.
    pub(crate) fn running<T>(&self, look: impl FnOnce(&RunningDesk) -> T) -> T {
        look(self.running.borrow().as_ref().expect("the desk runs"))
    }

    /// Brings every update to the desk and waits until nobody has anything left to do now.
    pub(crate) async fn settle(&self) {
        let mut quiet = 0;
        for _ in 0..PATIENCE {
            if self.fetch().await || !self.busy().await.is_empty() {
                quiet = 0;
            } else {
                quiet += 1;
            }
            // What was told to an actor is told within a few rounds; then it would not be quiet.
            if quiet == 5 {
                return;
            }
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            if quiet == 0 {
                rest().await;
            }
        }
        let busy = self.busy().await;
        panic!(
            "the desk does not come to rest: {busy:?}\n\n{}",
            self.everything()
        );
    }

    /// Who has something under way.
    async fn busy(&self) -> Vec<&'static str> {
        let (gateway, registry, notifier, persistence) = self.running(|r| {
            (
                r.gateway.clone(),
                r.registry.clone(),
                r.notifier.clone(),
                r.persistence.clone(),
            )
        });
        let quiet = [
            ("gateway", ask(&gateway).await),
            ("registry", ask(&registry).await),
            ("notifier", ask(&notifier).await),
            ("persistence", ask(&persistence).await),
        ];
        let busy = quiet.into_iter().filter(|(_, quiet)| !quiet);
        busy.map(|(name, _)| name).collect()
    }

    /// Takes what waits at Telegram into the inbox, and no further; whether there was anything.
    pub(crate) async fn fetch(&self) -> bool {
        let mut params = Map::new();
        let kinds = [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ];
        params.insert("allowed_updates".into(), json!(kinds));
        if let Some(offset) = *self.offset.borrow() {
            params.insert("offset".into(), json!(offset));
        }
        let answer = self.sim.call(&self.token, "getUpdates", params);
        let updates: Vec<Value> = answer.body["result"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let Some(last) = updates.last().and_then(|u| u["update_id"].as_i64()) else {
            return false;
        };
        let gateway = self.running(|r| r.gateway.clone());
        let stored = gateway
            .send(ReceiveUpdates(
                updates.iter().map(Value::to_string).collect(),
            ))
            .await;
        let stored = matches!(stored, Ok(Ok(_)));
        if stored {
            self.offset.replace(Some(last + 1));
        }
        stored
    }

    /// Lets so much time pass, in steps of a minute or a hundredth, and whatever is due in it happen.
    pub(crate) async fn pass(&self, time: Duration) {
        let step = minutes(1).max(time / 100);

        let mut left = time;
        while left > Duration::ZERO {
            let now = left.min(step);
            tokio::time::advance(now).await;
            self.settle().await;
            left -= now;
        }
    }

    /// Lets time pass at once, to the millisecond, and says what time it is then, since the test began.
    pub(crate) async fn pass_exactly(&self, time: Duration) -> TimeDelta {
        tokio::time::advance(time).await;
        self.settle().await;
        self.clock.now() - morning()
    }

    /// Lets time pass at once until a moment.
    pub(crate) async fn pass_until(&self, then: Instant) {
        let time = (then - self.clock.now()).to_std().expect("a later moment");
        tokio::time::advance(time).await;
        self.settle().await;
    }

    /// Lets time pass that the desk can't spend in peace, because parts of it are broken and rest, or wait for the world.
    pub(crate) async fn struggle(&self, time: Duration) {
        let mut left = time;
        while left > Duration::ZERO {
            let now = left.min(Duration::from_millis(250));
            tokio::time::advance(now).await;
            self.stir(|_| false, true).await;
            left -= now;
        }
    }

    /// Lets the desk do what it can without time passing, until something is so.
    pub(crate) async fn until(&self, what: &str, so: impl Fn(&Desk) -> bool) {
        for _ in 0..100 {
            if self.stir(&so, false).await {
                return;
            }
        }
        panic!("it never comes about that {what}\n\n{}", self.everything());
    }

    async fn stir(&self, so: impl Fn(&Desk) -> bool, until_quiet: bool) -> bool {
        let mut quiet = 0;
        for _ in 0..40 {
            if so(self) {
                return true;
            }
            let fetched = tokio::select! {
                biased;
                fetched = self.fetch() => fetched,
                () = some_rounds() => false,
            };
            some_rounds().await;
            if until_quiet && !fetched && self.busy().await.is_empty() {
                quiet += 1;
                if quiet == 5 {
                    break;
                }
                continue;
            }
            quiet = 0;
            rest().await;
        }
        so(self)
    }

    /// Somebody, to do something.
    pub(crate) fn person(&self, id: i64) -> Somebody<'_> {
        Somebody { desk: self, id }
    }

    /// Ann, to do something.
    pub(crate) fn ann(&self) -> Somebody<'_> {
        self.person(ANN)
    }

    /// Boris, to do something.
    pub(crate) fn boris(&self) -> Somebody<'_> {
        self.person(BORIS)
    }

    /// Chloe, to do something.
    pub(crate) fn chloe(&self) -> Somebody<'_> {
        self.person(CHLOE)
    }

    /// Dora, to do something.
    pub(crate) fn dora(&self) -> Somebody<'_> {
        self.person(DORA)
    }

    /// Emil, to do something.
    pub(crate) fn emil(&self) -> Somebody<'_> {
        self.person(EMIL)
    }

    /// Fay, to do something.
    pub(crate) fn fay(&self) -> Somebody<'_> {
        self.person(FAY)
    }

    /// Somebody writes in private, and nobody waits for what comes of it.
    pub(crate) fn gets(&self, user: i64, text: &str) {
        let writing = Writing {
            user,
            text: Some(text.into()),
            ..Default::default()
        };
        let written = self.sim.control(Control::Write(writing));
        written.expect("they may write");
    }

    /// Does something to the world; what came of it.
    pub(crate) async fn control(&self, action: Control) -> Value {
        let shown = format!("{action:?}");
        let result = self
            .sim
            .control(action)
            .unwrap_or_else(|why| panic!("{shown}: {why}\n\n{}", self.everything()));
        self.settle().await;
        result
    }

    /// The messages that stand in a chat.
    pub(crate) fn messages(&self, chat: i64) -> Vec<ShownMessage> {
        self.sim.chat(chat, None, None)
    }

    /// The newest message of a chat that holds a text.
    pub(crate) fn find(&self, chat: i64, text: &str) -> ShownMessage {
        let found = self
            .messages(chat)
            .into_iter()
            .rev()
            .find(|m| m.text.contains(text));
        found.unwrap_or_else(|| panic!("nobody said {text:?} in {chat}\n\n{}", self.everything()))
    }

    /// How many messages of a chat hold a text.
    pub(crate) fn count(&self, chat: i64, text: &str) -> usize {
        self.messages(chat)
            .iter()
            .filter(|m| m.text.contains(text))
            .count()
    }

    /// A chat as a transcript: who said what when, with buttons, replies and reactions.
    pub(crate) fn chat(&self, chat: i64) -> String {
        transcript(&self.messages(chat))
    }

    /// The ticket's status line, from its value.
    pub(crate) async fn ticket(&self, id: i64) -> bellhop::domain::ticket::Ticket {
        let shown = self.store.shown(TicketId(id)).await.expect("a store");
        shown
            .unwrap_or_else(|| panic!("there is no ticket {id}\n\n{}", self.everything()))
            .ticket
    }

    /// The calls that Telegram refused, as `method: description`.
    pub(crate) fn refusals(&self) -> Vec<String> {
        let journal = self.sim.journal();
        // That nothing changed is no mistake: two edits can meet in the same newest state.
        let harmless = "message is not modified";
        let refused = journal.iter().filter(|line| {
            let said = line.description.as_deref().unwrap_or_default();
            line.status != 200 && !said.contains(harmless)
        });
        refused
            .map(|line| format!("{}: {:?}", line.method, line.description))
            .collect()
    }

    /// Asserts that Telegram refused no call, and took none that is a mistake although it is taken.
    pub(crate) fn behaved(&self) {
        assert_eq!(self.refusals(), [""; 0], "\n\n{}", self.everything());
        // Short bursts are allowed: an answer in two parts is one. `flow::limits` watches over the rest.
        let lint = self.sim.lint().into_iter();
        let burst = "more than one message a second";
        let lint: Vec<_> = lint.filter(|line| !line.contains(burst)).collect();
        assert_eq!(lint, [""; 0], "\n\n{}", self.everything());
    }

    /// Every chat, for failures.
    pub(crate) fn everything(&self) -> String {
        let mut all = String::new();
        for (name, chat) in [
            ("Ann", ANN),
            ("Boris", BORIS),
            ("Chloe", CHLOE),
            ("the team", GROUP),
        ] {
            let messages = self.messages(chat);
            if !messages.is_empty() {
                let _ = writeln!(all, "---- {name} ----\n{}", transcript(&messages));
            }
        }
        all
    }
}

/// It has logged nobody's words; a failing test shows the chats.
impl Drop for Desk {
    fn drop(&mut self) {
        let told = log::told(&self.sim, DATABASE);
        if std::thread::panicking() {
            #[expect(clippy::print_stderr, reason = "it belongs to the failure's message")]
            {
                eprintln!("{}{}", self.everything(), told.join("\n"));
            }
        } else {
            assert_eq!(told, [""; 0]);
        }
    }
}

/// Somebody who does something. Each sentence takes [`A_WHILE`] and returns when the desk has done all that follows
/// from it; [`Desk::control`] takes no time.
pub(crate) struct Somebody<'a> {
    desk: &'a Desk,
    id: i64,
}

impl Somebody<'_> {
    /// Presses Start.
    pub(crate) async fn starts(&self) {
        self.does(Control::Start {
            user: self.id,
            payload: None,
        })
        .await;
    }

    async fn does(&self, action: Control) -> Value {
        let result = self.desk.control(action).await;
        self.desk.pass(A_WHILE).await;
        result
    }

    /// Writes to the bot in private.
    pub(crate) async fn writes(&self, text: &str) -> i64 {
        self.does_write(Writing {
            text: Some(text.into()),
            ..Default::default()
        })
        .await
    }

    /// Writes in the group's topic.
    pub(crate) async fn says(&self, text: &str) -> i64 {
        self.does_write(self.in_the_topic(text)).await
    }

    /// Replies in the group to the newest message of anybody that holds `to`.
    pub(crate) async fn replies(&self, to: &str, text: &str) -> i64 {
        let reply_to = Some(self.desk.find(GROUP, to).id);
        self.does_write(Writing {
            reply_to,
            ..self.in_the_topic(text)
        })
        .await
    }

    fn in_the_topic(&self, text: &str) -> Writing {
        Writing {
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some(text.into()),
            ..Default::default()
        }
    }

    /// Writes something out of the ordinary; the message's number.
    pub(crate) async fn does_write(&self, writing: Writing) -> i64 {
        let written = self
            .does(Control::Write(Writing {
                user: self.id,
                ..writing
            }))
            .await;
        written["message_id"].as_i64().unwrap_or_default()
    }

    /// Presses a button of the newest message of the private chat that has it; what the bot answers.
    pub(crate) async fn presses(&self, button: &str) -> Option<String> {
        self.does_press(Press {
            button: Some(button.into()),
            ..Default::default()
        })
        .await
    }

    /// Presses a button in the group; what the bot answers.
    pub(crate) async fn clicks(&self, button: &str) -> Option<String> {
        self.does_press(Press {
            chat: Some(GROUP),
            button: Some(button.into()),
            ..Default::default()
        })
        .await
    }

    /// Presses a button in the group on the newest message that holds `on`; what the bot answers.
    pub(crate) async fn clicks_on(&self, on: &str, button: &str) -> Option<String> {
        let message_id = Some(self.desk.find(GROUP, on).id);
        let press = Press {
            chat: Some(GROUP),
            message_id,
            button: Some(button.into()),
            ..Default::default()
        };
        self.does_press(press).await
    }

    /// Presses in any way, forged ones too; what the bot answers.
    pub(crate) async fn does_press(&self, press: Press) -> Option<String> {
        let pressed = self
            .does(Control::Press(Press {
                user: self.id,
                ..press
            }))
            .await;
        let query_id = pressed["query_id"].as_str()?.to_owned();
        let answer = self.desk.control(Control::Answer { query_id }).await;
        assert_eq!(
            answer["answered"],
            json!(true),
            "a press stays unanswered\n\n{}",
            self.desk.everything()
        );
        let text = answer["text"].as_str().filter(|text| !text.is_empty());
        text.map(str::to_owned)
    }

    /// Blocks the bot.
    pub(crate) async fn blocks_the_bot(&self) {
        self.does(Control::Block { user: self.id }).await;
    }

    /// Unblocks the bot.
    pub(crate) async fn unblocks_the_bot(&self) {
        self.does(Control::Unblock { user: self.id }).await;
    }

    /// Starts, and goes on until the title is asked for, in every language.
    pub(crate) async fn asks_for_a_ticket(&self) {
        self.starts().await;
        self.presses("🎫").await;
        self.presses("🎫").await;
    }

    /// Goes all the way from Start to a ticket.
    pub(crate) async fn opens_a_ticket(&self, title: &str, message: &str) {
        self.asks_for_a_ticket().await;
        self.writes(title).await;
        self.writes(message).await;
    }
}

async fn ask<A>(actor: &Addr<A>) -> bool
where
    A: actix::Actor<Context = actix::Context<A>> + actix::Handler<IsIdle>,
{
    // An actor that rests after a panic answers when time has passed.
    tokio::select! {
        biased;
        quiet = actor.send(IsIdle) => quiet.unwrap_or(false),
        () = some_rounds() => false,
    }
}

/// Lets whoever can run.
async fn some_rounds() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Gives the database's and the kernel's threads a moment; nothing depends on how long.
#[expect(
    clippy::disallowed_methods,
    reason = "real time, for threads that paused time does not move"
)]
async fn rest() {
    let _ = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_micros(200))).await;
}
