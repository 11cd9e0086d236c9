//! The page, its events, and whoever keeps the bot.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use simulator::{BotProcess, Control};

use crate::common::ANN;
use crate::http::Site;

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere() {
    let site = Site::open().await;
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ];
    for (path, kind) in kinds {
        let answer = site.web.get(format!("{}{path}", site.base)).send();
        let answer = answer.await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let header = |name: &str| {
            let value = answer.headers().get(name).expect("a header");
            value.to_str().expect("text").to_owned()
        };
        assert_eq!(header("content-type"), kind);
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(
            header("content-security-policy")
                .starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
            "{path}"
        );
    }
    site.close().await;
}

#[tokio::test]
async fn other_names_and_other_sites_are_refused() {
    let site = Site::open().await;
    for path in ["/", "/page.js", "/sim/world"] {
        let asked = site.web.get(format!("{}{path}", site.base));
        let asked = asked.header("Host", "example.org").send().await;
        assert_eq!(asked.expect("an answer").status(), 403, "{path}");
    }
    let asked = site.web.post(format!("{}/sim/reset", site.base));
    let asked = asked.header("Origin", "http://example.org").send().await;
    assert_eq!(asked.expect("an answer").status(), 403);
    site.close().await;
}

#[tokio::test]
async fn what_somebody_sent_runs_nowhere() {
    let site = Site::open().await;
    for (kind, mime, served, place) in [
        ("photo", "image/png", "image/png", "inline"),
        (
            "photo",
            "image/svg+xml",
            "application/octet-stream",
            "attachment",
        ),
        (
            "document",
            "text/html",
            "application/octet-stream",
            "attachment",
        ),
    ] {
        let url = format!("{}/sim/upload?kind={kind}&name=x", site.base);
        let kept = site.web.post(url).header("Content-Type", mime).body("<b>");
        let kept: Value = kept.send().await.expect("kept").json().await.expect("JSON");
        let id = kept["result"]["file_id"].as_str().expect("an id");
        let file = site.web.get(format!("{}/sim/file/{id}", site.base)).send();
        let file = file.await.expect("a file");
        assert_eq!(file.headers()["content-type"], served, "{mime}");
        assert_eq!(file.headers()["content-disposition"], place, "{mime}");
    }
    site.close().await;
}

/// The next event of a stream.
async fn event(stream: &mut reqwest::Response) -> Value {
    loop {
        let chunk = stream.chunk().await.expect("a stream").expect("an event");
        let text = String::from_utf8(chunk.to_vec()).expect("text");
        if let Some(data) = text.strip_prefix("data: ") {
            return serde_json::from_str(data.trim_end()).expect("JSON");
        }
    }
}

#[tokio::test]
async fn events_tell_which_chats_changed() {
    let site = Site::open().await;
    let stream = site.web.get(format!("{}/sim/events", site.base)).send();
    let mut stream = stream.await.expect("a stream");
    let first = event(&mut stream).await;
    assert_eq!(first["begin"], true);
    assert_eq!(first["running"], Value::Null);
    assert_eq!(first["chats"], json!([crate::common::FORUM]));

    let start = Control::Start {
        user: ANN,
        payload: None,
    };
    site.sim.control(start).expect("started");
    let second = event(&mut stream).await;
    assert_eq!(
        (&second["begin"], &second["chats"]),
        (&json!(false), &json!([ANN]))
    );
    assert_eq!(second["journal"], json!([]));

    site.call("sendMessage", json!({"chat_id": ANN, "text": "Hello"}))
        .await;
    let third = event(&mut stream).await;
    assert_eq!(third["chats"], json!([ANN]));
    assert_eq!(third["journal"][0]["method"], "sendMessage");

    site.sim.control(Control::Down { on: true }).expect("down");
    assert_eq!(event(&mut stream).await["trouble"], json!([true, 0]));

    site.sim.control(Control::Reset).expect("reset");
    let anew = event(&mut stream).await;
    assert_eq!(anew["begin"], true);
    assert_eq!(anew["journal"], json!([]));
    drop(stream);
    site.close().await;
}

/// Writes down what it is asked for.
#[derive(Default)]
struct Notes {
    runs: AtomicBool,
    asked: Mutex<Vec<String>>,
}

impl Notes {
    fn note(&self, what: impl Into<String>) {
        self.asked.lock().expect("no panic").push(what.into());
    }
}

impl BotProcess for Notes {
    fn clock_moved(&self, ms: i64) {
        self.note(format!("clock {ms}"));
    }

    fn kill(&self) -> Result<(), String> {
        self.runs.store(false, Ordering::SeqCst);
        self.note("kill");
        Ok(())
    }

    fn start(&self) -> Result<(), String> {
        self.runs.store(true, Ordering::SeqCst);
        self.note("start");
        Ok(())
    }

    fn forget(&self) -> Result<(), String> {
        self.note("forget");
        Ok(())
    }

    fn is_running(&self) -> bool {
        self.runs.load(Ordering::SeqCst)
    }

    fn tour(&self) -> Value {
        json!([{"say": "Look"}])
    }
}

#[tokio::test]
async fn a_keeper_does_to_the_bot_what_the_page_asks() {
    let site = Site::open().await;
    assert_eq!(site.act("keeper", json!({})).await["result"], Value::Null);
    let refused = site.act("bot", json!({"op": "kill"})).await;
    assert_eq!(
        refused["error"],
        "nobody keeps the bot: it was started by other means"
    );

    let notes = std::sync::Arc::new(Notes::default());
    site.sim.kept_by(notes.clone());
    assert_eq!(
        site.act("keeper", json!({})).await["result"],
        json!({"running": false, "tour": [{"say": "Look"}]})
    );
    site.act("start", json!({"user": ANN})).await;
    site.act("bot", json!({"op": "start"})).await;
    site.act("advance", json!({"ms": 300_000})).await;
    site.act("bot", json!({"op": "start_over"})).await;
    site.act("bot", json!({"op": "kill"})).await;
    let asked = notes.asked.lock().expect("no panic").clone();
    assert_eq!(
        asked,
        ["start", "clock 300000", "kill", "forget", "start", "kill"]
    );
    assert!(site.sim.chat(ANN, None, None).is_empty());
    site.close().await;
}
