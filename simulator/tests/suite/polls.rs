//! Long polls over a real port: what ends them.

use serde_json::{Value, json};

use crate::common::ANN;
use crate::http::Site;

#[tokio::test]
async fn a_long_poll_ends_when_something_comes_or_another_begins() {
    let site = Site::open().await;
    let url = site.url("getUpdates");
    let poll = |web: &reqwest::Client| web.post(&url).json(&json!({"timeout": 30})).send();
    let mut changes = site.sim.changes();
    let older = tokio::spawn(poll(&site.web));
    changes.changed().await.expect("the first poll has begun");
    let newer = tokio::spawn(poll(&site.web));
    let ended: Value = older
        .await
        .expect("no panic")
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(ended["error_code"], 409);
    assert_eq!(
        ended["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    site.act("start", json!({"user": ANN})).await;
    let got: Value = newer
        .await
        .expect("no panic")
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    // What came ended it: at the end of its time a poll answers nothing.
    assert_eq!(got["result"][0]["message"]["text"], "/start");
    site.close().await;
}

#[tokio::test]
async fn a_waiting_poll_ends_when_a_webhook_is_set() {
    let site = Site::open().await;
    let mut changes = site.sim.changes();
    let poll = tokio::spawn(
        site.web
            .post(site.url("getUpdates"))
            .json(&json!({"timeout": 30}))
            .send(),
    );
    changes.changed().await.expect("the poll has begun");
    site.call("setWebhook", json!({"url": "https://example.org/x"}))
        .await;
    let ended: Value = poll
        .await
        .expect("no panic")
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(
        ended["description"],
        "Conflict: terminated by setWebhook request"
    );
    site.close().await;
}

#[tokio::test]
async fn a_waiting_poll_is_answered_when_the_server_closes() {
    let site = Site::open().await;
    let mut changes = site.sim.changes();
    let poll = tokio::spawn(
        site.web
            .post(site.url("getUpdates"))
            .json(&json!({"timeout": 30}))
            .send(),
    );
    changes.changed().await.expect("the poll has begun");
    site.close().await;
    let got: Value = poll
        .await
        .expect("no panic")
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(got, json!({"ok": true, "result": []}));
}
