//! The same over a real port: ways of passing parameters, lost connections, people under `/sim/`.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use simulator::{DEMO_TOKEN, Simulator, WorldFile, schema};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::common::{ANN, FORUM};

/// A simulator on a port of its own, which ends with the test.
pub(crate) struct Site {
    pub(crate) sim: Simulator,
    pub(crate) base: String,
    pub(crate) web: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Site {
    pub(crate) async fn open() -> Self {
        let sim = Simulator::new(WorldFile::demo());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let server = tokio::spawn(sim.clone().serve(listener, shutdown));
        let web = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            sim,
            base,
            web,
            stop: Some(stop),
            server,
        }
    }

    pub(crate) fn url(&self, method: &str) -> String {
        format!("{}/bot{DEMO_TOKEN}/{method}", self.base)
    }

    /// A call with a JSON body.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let answer = self
            .web
            .post(self.url(method))
            .json(&params)
            .send()
            .await
            .expect("an answer");
        let body: Value = answer.json().await.expect("JSON");
        if body["ok"] == true {
            assert_eq!(
                schema::check_answer(method, &body["result"]),
                Vec::<String>::new(),
                "{body:#}"
            );
        }
        body
    }

    /// An action under `/sim/`.
    pub(crate) async fn act(&self, action: &str, fields: Value) -> Value {
        let answer = self
            .web
            .post(format!("{}/sim/{action}", self.base))
            .json(&fields)
            .send()
            .await
            .expect("an answer");
        answer.json().await.expect("JSON")
    }

    pub(crate) async fn close(mut self) {
        drop(self.stop.take());
        self.server.await.expect("no panic").expect("served well");
    }
}

#[tokio::test]
async fn parameters_come_in_four_ways() {
    let site = Site::open().await;
    site.act("start", json!({"user": ANN})).await;
    let markup = json!({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]});
    let url = site.url("SENDMESSAGE");
    let fields = [
        ("chat_id", ANN.to_string()),
        ("text", "hello & welcome".to_owned()),
        ("reply_markup", markup.to_string()),
    ];
    let form = fields.iter().fold(Form::new(), |form, (name, value)| {
        form.text(*name, value.clone())
    });
    let ways = [
        site.web.get(&url).query(&fields),
        site.web.post(&url).form(&fields),
        site.web.post(&url).multipart(form),
        site.web
            .post(&url)
            .json(&json!({"chat_id": ANN, "text": "hello & welcome", "reply_markup": markup})),
        site.web
            .post(site.url(""))
            .query(&fields)
            .form(&[("method", "sendMessage")]),
    ];
    for way in ways {
        let answer = way.send().await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], "application/json");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body["result"]["text"], "hello & welcome", "{body}");
        assert_eq!(body["result"]["reply_markup"], markup);
    }
    let wrong = site
        .web
        .post(&url)
        .header("content-type", "application/json")
        .body("[")
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        wrong.json::<Value>().await.expect("JSON")["description"],
        "Bad Request: JSON object expected"
    );
    site.close().await;
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let site = Site::open().await;
    site.act("start", json!({"user": ANN})).await;
    let part = Part::bytes(b"hello".to_vec())
        .file_name("notes.txt")
        .mime_str("text/plain")
        .expect("a type");
    let form = Form::new()
        .text("chat_id", ANN.to_string())
        .part("document", part);
    let sent: Value = site
        .web
        .post(site.url("sendDocument"))
        .multipart(form)
        .send()
        .await
        .expect("sent")
        .json()
        .await
        .expect("JSON");
    let file = site
        .call(
            "getFile",
            json!({"file_id": sent["result"]["document"]["file_id"]}),
        )
        .await;
    let path = file["result"]["file_path"].as_str().expect("a path");
    let fetched = site
        .web
        .get(format!("{}/file/bot{DEMO_TOKEN}/{path}", site.base))
        .send()
        .await
        .expect("fetched");
    assert_eq!(fetched.bytes().await.expect("bytes").as_ref(), b"hello");
    let escaped = format!(
        "{}/file/bot{DEMO_TOKEN}/{}",
        site.base,
        path.replace('/', "%2F")
    );
    assert_eq!(
        site.web
            .get(escaped)
            .send()
            .await
            .expect("fetched")
            .status(),
        200
    );
    let stranger = site
        .web
        .get(format!("{}/file/bot1:abc/{path}", site.base))
        .send()
        .await
        .expect("an answer");
    assert_eq!(stranger.status(), 404);
    let kept = site
        .web
        .post(format!("{}/sim/upload?kind=photo&name=cat.jpg", site.base))
        .body("cat")
        .send()
        .await
        .expect("kept");
    let kept: Value = kept.json().await.expect("JSON");
    let wrote = site
        .act(
            "write",
            json!({"user": ANN, "media": "photo", "file": {"file_id": kept["result"]["file_id"]}}),
        )
        .await;
    assert_eq!(wrote["ok"], true, "{wrote}");
    site.close().await;
}

#[tokio::test]
async fn an_answer_gets_lost_after_the_work_was_done() {
    let site = Site::open().await;
    site.act("start", json!({"user": ANN})).await;
    for (kind, said) in [("answer_lost", true), ("dropped", false)] {
        site.act(
            "fault",
            json!({"method": "sendMessage", "kind": {"type": kind}}),
        )
        .await;
        let params = json!({"chat_id": ANN, "text": kind});
        let sent = site
            .web
            .post(site.url("sendMessage"))
            .json(&params)
            .send()
            .await;
        assert!(sent.is_err(), "{kind}: {sent:?}");
        assert_eq!(
            site.sim
                .chat(ANN, None, None)
                .iter()
                .any(|message| message.text == kind),
            said
        );
    }
    site.act("fault", json!({"kind": {"type": "bad_gateway"}}))
        .await;
    let page = site
        .web
        .get(site.url("getMe"))
        .send()
        .await
        .expect("a page");
    assert_eq!(
        (
            page.status().as_u16(),
            page.headers()["content-type"].to_str().expect("text")
        ),
        (502, "text/html")
    );
    site.act(
        "fault",
        json!({"kind": {"type": "flood", "retry_after": 7}}),
    )
    .await;
    let flood = site
        .web
        .get(site.url("getMe"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (
            flood.status().as_u16(),
            flood.headers()["retry-after"].to_str().expect("text")
        ),
        (429, "7")
    );
    site.close().await;
}

#[tokio::test]
async fn people_are_driven_and_watched_over_http() {
    let site = Site::open().await;
    site.act("start", json!({"user": ANN})).await;
    let late = site
        .web
        .get(format!(
            "{}/sim/wait?chat={ANN}&contains=Hi&timeout_ms=1",
            site.base
        ))
        .send()
        .await
        .expect("an answer");
    assert_eq!(late.status(), 408);
    assert_eq!(
        late.json::<Value>().await.expect("JSON")["last"],
        json!(["/start"])
    );
    let waiting = tokio::spawn(
        site.web
            .post(format!("{}/sim/wait", site.base))
            .json(&json!({"chat": ANN, "contains": "Hi", "timeout_ms": 20_000}))
            .send(),
    );
    let sent = site
        .call("sendMessage", json!({"chat_id": ANN, "text": "Hi Ann"}))
        .await;
    let found: Value = waiting
        .await
        .expect("no panic")
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(found["result"]["id"], sent["result"]["message_id"]);
    let chat = site
        .web
        .get(format!(
            "{}/sim/chat?chat={FORUM}&thread=5&viewer=2003",
            site.base
        ))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        chat.json::<Value>().await.expect("JSON")["result"][0]["service"],
        "forum_topic_created"
    );
    let stranger = site
        .web
        .get(format!("{}/sim/chat?chat={FORUM}&viewer={ANN}", site.base))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        stranger.json::<Value>().await.expect("JSON")["error"],
        "user 1001 is not in chat -1001000000001"
    );
    assert_eq!(
        site.web
            .get(format!("{}/sim/reset", site.base))
            .send()
            .await
            .expect("an answer")
            .status(),
        400
    );
    assert!(
        site.act("dance", json!({})).await["error"]
            .as_str()
            .is_some_and(|why| why.contains("unknown variant `dance`"))
    );
    assert_eq!(
        site.act("world", json!({})).await["result"]["users"][0]["first_name"],
        "Ann"
    );
    site.close().await;
}

#[tokio::test]
async fn a_chat_is_read_as_text_and_replied_to_by_text() {
    let site = Site::open().await;
    let markup = json!({"inline_keyboard": [[{"text": "View", "callback_data": "v"}, {"text": "Close", "callback_data": "c"}]]});
    let card = json!({"chat_id": FORUM, "message_thread_id": 5, "text": "Ticket #1\nslow", "reply_markup": markup});
    let card = site.call("sendMessage", card).await;
    let by_text =
        json!({"user": 2001, "chat": FORUM, "reply_to_text": "Ticket #1", "text": "on it"});
    assert_eq!(site.act("write", by_text).await["ok"], true);
    let shown = site.sim.chat(FORUM, Some(5), None);
    let newest = shown.last().expect("a message");
    assert_eq!(
        (newest.reply_to, newest.thread),
        (card["result"]["message_id"].as_i64(), Some(5))
    );

    let read = |query: String| {
        site.web
            .get(format!("{}/sim/text?{query}", site.base))
            .send()
    };
    let page = read(format!("chat={FORUM}&thread=5"))
        .await
        .expect("a page");
    assert_eq!(page.headers()["content-type"], "text/plain; charset=utf-8");
    let page = page.text().await.expect("text");
    let lines: Vec<&str> = page.lines().collect();
    assert_eq!(lines.len(), 6, "{page}");
    assert!(lines[0].ends_with(" Bellhop:"), "{page}");
    assert_eq!(
        lines[1..4],
        ["    Ticket #1", "    slow", "    [View] [Close]"]
    );
    assert!(
        lines[4].ends_with(" Dora (to Bellhop: Ticket #1):"),
        "{page}"
    );
    assert_eq!(lines[5], "    on it");

    let nowhere = json!({"user": 2001, "chat": FORUM, "reply_to_text": "Ticket #9", "text": "?"});
    assert_eq!(
        site.act("write", nowhere).await["error"],
        "chat -1001000000001 has no message with \"Ticket #9\""
    );
    let twice =
        json!({"user": 2001, "chat": FORUM, "reply_to": 1, "reply_to_text": "x", "text": "?"});
    assert_eq!(
        site.act("write", twice).await["error"],
        "reply_to and reply_to_text can't both be given"
    );
    assert_eq!(
        read("chat=7".to_owned()).await.expect("a page").status(),
        400
    );
    site.close().await;
}

#[tokio::test]
async fn other_paths_and_tokens_are_not_found() {
    let site = Site::open().await;
    for (path, status) in [
        ("/", 404),
        ("/bot", 404),
        ("/bot1:abc/getMe", 401),
        ("/botx/getMe", 404),
    ] {
        let answer = site
            .web
            .get(format!("{}{path}", site.base))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
    let escaped = format!("{}/bot{}/getMe", site.base, DEMO_TOKEN.replace(':', "%3A"));
    assert_eq!(
        site.web
            .get(escaped)
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
    site.close().await;
}
