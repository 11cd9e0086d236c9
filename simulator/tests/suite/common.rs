//! What all areas' tests share: a world, a clock that stands still until it is moved, and calls whose every answer is
//! held against the schema.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Map, Value};
use simulator::{ApiAnswer, Control, DEMO_TOKEN, Simulator, WorldFile, schema};

/// The forum of the default world.
pub(crate) const FORUM: i64 = -1_001_000_000_001;
/// Its topic.
pub(crate) const TICKETS: i64 = 5;
/// The people of the default world.
pub(crate) const ANN: i64 = 1001;
pub(crate) const BORIS: i64 = 1002;
pub(crate) const DORA: i64 = 2001;
pub(crate) const EMIL: i64 = 2002;
pub(crate) const FAY: i64 = 2003;
pub(crate) const BOT: i64 = 123_456;

/// 2026-01-05 10:00:00 UTC.
pub(crate) const START: i64 = 1_767_607_200_000;

/// A world under test.
pub(crate) struct Bench {
    pub(crate) sim: Simulator,
    clock: Arc<AtomicI64>,
}

impl Bench {
    /// The default world, in which Ann has pressed Start and the bot has seen it.
    pub(crate) fn new() -> Self {
        let bench = Self::of(WorldFile::demo());
        bench.act(serde_json::json!({"action": "start", "user": ANN}));
        bench.updates();
        bench
    }

    pub(crate) fn of(world: WorldFile) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let hand = clock.clone();
        Self {
            sim: Simulator::with_clock(world, move || hand.load(Ordering::SeqCst)),
            clock,
        }
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// A call; whatever it answers must be what the schema says.
    pub(crate) fn call(&self, method: &str, params: Value) -> ApiAnswer {
        let Value::Object(params) = params else {
            panic!("parameters are an object")
        };
        self.call_map(method, params)
    }

    pub(crate) fn call_map(&self, method: &str, params: Map<String, Value>) -> ApiAnswer {
        let answer = self.sim.call(DEMO_TOKEN, method, params);
        if let Some(result) = answer.result() {
            let faults = schema::check_answer(method, result);
            assert!(
                faults.is_empty(),
                "{method} answered {result:#}\nwhich is wrong: {faults:#?}"
            );
        }
        answer
    }

    /// A call that succeeds.
    pub(crate) fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params.clone());
        answer
            .result()
            .cloned()
            .unwrap_or_else(|| panic!("{method} {params} was refused: {}", answer.body))
    }

    /// A call that is refused, in these words.
    pub(crate) fn refused(&self, method: &str, params: Value, description: &str) {
        let answer = self.call(method, params.clone());
        assert_eq!(answer.description(), Some(description), "{method} {params}");
        assert_eq!(
            answer.body["error_code"], answer.status,
            "{method} {params}"
        );
    }

    /// An action that succeeds.
    pub(crate) fn act(&self, action: Value) -> Value {
        let parsed: Control = serde_json::from_value(action.clone())
            .unwrap_or_else(|fault| panic!("{action}: {fault}"));
        self.sim
            .control(parsed)
            .unwrap_or_else(|why| panic!("{action}: {why}"))
    }

    /// An action that nobody could do.
    pub(crate) fn impossible(&self, action: Value) -> String {
        let parsed: Control = serde_json::from_value(action.clone())
            .unwrap_or_else(|fault| panic!("{action}: {fault}"));
        self.sim.control(parsed).expect_err("nobody could do that")
    }

    /// The updates that wait, which are acknowledged with it.
    pub(crate) fn updates(&self) -> Vec<Value> {
        let answer = self.ok("getUpdates", serde_json::json!({"offset": 1}));
        let batch = answer.as_array().expect("a list").clone();
        if let Some(last) = batch.last() {
            let offset = last["update_id"].as_i64().expect("an id") + 1;
            self.ok("getUpdates", serde_json::json!({"offset": offset}));
        }
        batch
    }

    /// Ann writes in private; answers the message's id.
    pub(crate) fn ann_writes(&self, text: &str) -> i64 {
        self.act(serde_json::json!({"action": "write", "user": ANN, "text": text}))["message_id"]
            .as_i64()
            .expect("an id")
    }
}
