//! Updates posted to a webhook: the secret, the order per chat, repetition until they are taken.

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};

use crate::common::{ANN, BORIS};
use crate::http::Site;

/// A bot's side of the webhook: what it got, and what it says next.
#[derive(Clone)]
struct Hook {
    got: mpsc::UnboundedSender<(String, Value)>,
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
    /// A message is not answered before a press has come.
    pressed: Option<Arc<Notify>>,
}

async fn take(
    State(hook): State<Hook>,
    headers: HeaderMap,
    Json(update): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let secret = headers
        .get("x-telegram-bot-api-secret-token")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    if let Some(pressed) = &hook.pressed {
        match update.get("callback_query") {
            Some(_) => pressed.notify_one(),
            None => pressed.notified().await,
        }
    }
    hook.got
        .send((secret.to_owned(), update))
        .expect("the test listens");
    let (status, body) = hook
        .answers
        .lock()
        .expect("no panic")
        .pop()
        .unwrap_or((200, Value::Null));
    (StatusCode::from_u16(status).expect("a status"), Json(body))
}

#[tokio::test]
async fn updates_are_posted_until_they_are_taken() {
    let site = Site::open().await;
    let (got, mut taken) = mpsc::unbounded_channel();
    // Answers from the last to the first: one refusal, then a call in the reply.
    let reply = json!({"method": "sendMessage", "chat_id": ANN, "text": "from the reply"});
    let answers = Arc::new(Mutex::new(vec![(200, reply), (500, Value::Null)]));
    let app = axum::Router::new()
        .route("/hook", post(take))
        .with_state(Hook {
            got,
            answers,
            pressed: None,
        });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let bot = tokio::spawn(async move { axum::serve(listener, app).await });

    let set = site
        .call("setWebhook", json!({"url": url, "secret_token": "s3cret"}))
        .await;
    assert_eq!(set["description"], "Webhook was set");
    site.act("start", json!({"user": ANN})).await;
    let mut next = async || taken.recv().await.expect("an update");
    let (first, again) = (next().await, next().await);
    assert_eq!(first, again, "repeated after the refusal");
    assert_eq!(
        (first.0.as_str(), &first.1["message"]["text"]),
        ("s3cret", &json!("/start"))
    );
    let found = site
        .act("wait", json!({"chat": ANN, "contains": "from the reply"}))
        .await;
    assert_eq!(found["result"]["by_bot"], true);

    site.act("write", json!({"user": ANN, "text": "one"})).await;
    site.act("write", json!({"user": ANN, "text": "two"})).await;
    assert_eq!(
        [
            next().await.1["message"]["text"].clone(),
            next().await.1["message"]["text"].clone()
        ],
        ["one", "two"]
    );
    site.act("start", json!({"user": BORIS})).await;
    assert_eq!(next().await.1["message"]["from"]["id"], BORIS);
    let info = site.call("getWebhookInfo", json!({})).await;
    assert!(
        info["result"]["last_error_message"]
            .as_str()
            .is_some_and(|text| text.contains("500")),
        "{info}"
    );

    let polled = site.call("getUpdates", json!({})).await;
    assert_eq!(polled["error_code"], 409);
    assert_eq!(
        site.call("deleteWebhook", json!({})).await["description"],
        "Webhook was deleted"
    );
    bot.abort();
    site.close().await;
}

#[tokio::test]
async fn a_press_overtakes_a_message_that_is_still_being_worked_on() {
    let site = Site::open().await;
    let (got, mut taken) = mpsc::unbounded_channel();
    let hook = Hook {
        got,
        answers: Arc::default(),
        pressed: Some(Arc::new(Notify::new())),
    };
    let app = axum::Router::new()
        .route("/hook", post(take))
        .with_state(hook);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let bot = tokio::spawn(async move { axum::serve(listener, app).await });
    site.call("setWebhook", json!({"url": url})).await;
    site.act("start", json!({"user": ANN})).await;
    site.act("press", json!({"user": ANN, "message_id": 1, "data": "x"}))
        .await;
    let first = taken.recv().await.expect("an update").1;
    let second = taken.recv().await.expect("an update").1;
    // The message was posted first and is answered last; were there one queue, nothing would ever come.
    let mut kinds = [
        first.get("message").is_some(),
        second.get("message").is_some(),
    ];
    kinds.sort_unstable();
    assert_eq!(kinds, [false, true]);
    bot.abort();
    site.close().await;
}
