//! How updates come in: each once, whoever else polls, by polling or by webhook.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, GROUP},
};
use serde_json::{Map, Value, json};
use simulator::{Control, WorldFile};

on_both!(
    an_update_that_comes_again_changes_nothing,
    another_poller_is_reported_and_waited_out,
    by_webhook,
);

/// Telegram hands out updates again that were not acknowledged: here all of them, after a start, by their old numbers.
async fn an_update_that_comes_again_changes_nothing(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    desk.opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    let worked =
        "SELECT CAST(update_id AS TEXT) FROM inbox WHERE state = 'done' ORDER BY update_id";
    let numbers = desk.rows(worked).await;
    let first: i64 = numbers[0].parse().expect("a number");
    let before = [
        desk.sim.chat(ANN, None, None),
        desk.sim.chat(GROUP, None, None),
    ];
    desk.kill();

    desk.control(Control::Renumber { from: first });
    let again = |text: &str| {
        let update = json!({"message": {
            "message_id": 90, "date": 1_780_000_000,
            "chat": {"id": ANN, "type": "private", "first_name": "Ann"},
            "from": {"id": ANN, "is_bot": false, "first_name": "Ann", "username": "ann", "language_code": "en"},
            "text": text,
        }});
        let Value::Object(update) = update else {
            unreachable!("it is an object")
        };
        desk.control(Control::Update { update });
    };
    for _ in &numbers {
        again("The router does not start.");
    }
    desk.start().await;
    // What is new is worked, so what came before it was looked at.
    desk.writes(ANN, "Something new");
    desk.sees(GROUP, "Something new").await;
    desk.rests().await;
    let stored = "SELECT text FROM messages ORDER BY no";
    desk.holds(stored, &["The router does not start.", "Something new"])
        .await;
    assert_eq!(desk.count(ANN, "created"), 1);
    assert_eq!(desk.count(GROUP, "New ticket"), 1);
    assert_eq!(desk.count(GROUP, "User replied"), 1);
    let kept = desk.sim.chat(GROUP, None, None).len();
    assert!(kept > before[1].len());
}

async fn another_poller_is_reported_and_waited_out(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    let poll = |timeout: u64| {
        let url = format!(
            "{}/bot{}/getUpdates?timeout={timeout}&limit=1",
            desk.api, desk.token
        );
        async move {
            let answer = reqwest::get(url).await.expect("an answer");
            answer.json::<Value>().await.expect("JSON")
        }
    };
    // The other one's long poll ends ours, and ours would end it in turn: it comes back until ours has said so.
    let reported =
        "another process takes this bot's updates, or a webhook is set: stop the other one";
    while !desk.log().contains(reported) {
        poll(1).await;
    }
    assert!(!desk.log().contains("panic"), "{}", desk.log());
    desk.starts(ANN);
    desk.sees(ANN, "🎫 Support").await;
    desk.logs("updates come again").await;
    desk.stop().await;
}

async fn by_webhook(database: Database) {
    // A port that was free a moment ago: the bot must be told where Telegram shall post to.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let hook = listener.local_addr().expect("an address");
    drop(listener);
    let settings = format!(
        "telegram.updates = \"webhook\"\ntelegram.webhook.listen = \"{hook}\"\n\
         telegram.webhook.public_url = \"http://{hook}\""
    );
    let mut desk = DeskProcess::build(database, WorldFile::demo(), &settings).await;
    desk.start().await;

    let info = desk.sim.call(&desk.token, "getWebhookInfo", Map::new());
    assert_eq!(
        info.body["result"]["url"],
        format!("http://{hook}/telegram")
    );
    let wanted = [
        "callback_query",
        "edited_message",
        "message",
        "my_chat_member",
    ];
    assert_eq!(info.body["result"]["allowed_updates"], json!(wanted));

    // The same path behind it, and each update was kept before Telegram was told 200.
    desk.opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    let done = "SELECT CAST(COUNT(*) AS TEXT) FROM inbox WHERE state = 'done'";
    desk.holds(done, &["5"]).await;

    // Whoever does not know the secret is not listened to.
    let web = reqwest::Client::new();
    let forged = json!({"update_id": 900, "message": {"message_id": 1, "date": 1,
        "chat": {"id": ANN, "type": "private"}, "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
        "text": "Forged words"}});
    for secret in [None, Some(""), Some("wrong")] {
        let post = web.post(format!("http://{hook}/telegram")).json(&forged);
        let post = match secret {
            Some(secret) => post.header("X-Telegram-Bot-Api-Secret-Token", secret),
            None => post,
        };
        let answer = post.send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{secret:?}");
    }
    desk.holds(done, &["5"]).await;

    // The made-up secret is kept: after a restart the same one holds, and what came meanwhile is posted again.
    desk.kill();
    desk.writes(ANN, "Still nothing.");
    desk.start().await;
    desk.sees(GROUP, "Still nothing.").await;
    let secrets = "SELECT CAST(COUNT(*) AS TEXT) FROM kept";
    desk.holds(secrets, &["1"]).await;
    desk.stop().await;
}
