//! How updates come in: each once, whoever else polls, by polling or by webhook.

use super::{house::House, on_both};
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
    let mut house = House::open(database).await;
    house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    house.rests().await;
    let worked =
        "SELECT CAST(update_id AS TEXT) FROM inbox WHERE state = 'done' ORDER BY update_id";
    let numbers = house.rows(worked).await;
    let first: i64 = numbers[0].parse().expect("a number");
    let before = [
        house.sim.chat(ANN, None, None),
        house.sim.chat(GROUP, None, None),
    ];
    house.kill();

    house.control(Control::Renumber { from: first });
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
        house.control(Control::Update { update });
    };
    for _ in &numbers {
        again("The router does not start.");
    }
    house.start().await;
    // What is new is worked, so what came before it was looked at.
    house.writes(ANN, "Something new");
    house.sees(GROUP, "Something new").await;
    house.rests().await;
    let stored = "SELECT text FROM messages ORDER BY no";
    house
        .holds(stored, &["The router does not start.", "Something new"])
        .await;
    assert_eq!(house.count(ANN, "created"), 1);
    assert_eq!(house.count(GROUP, "New ticket"), 1);
    assert_eq!(house.count(GROUP, "User replied"), 1);
    let kept = house.sim.chat(GROUP, None, None).len();
    assert!(kept > before[1].len());
}

async fn another_poller_is_reported_and_waited_out(database: Database) {
    let mut house = House::open(database).await;
    let poll = |timeout: u64| {
        let url = format!(
            "{}/bot{}/getUpdates?timeout={timeout}&limit=1",
            house.api, house.token
        );
        async move {
            let answer = reqwest::get(url).await.expect("an answer");
            answer.json::<Value>().await.expect("JSON")
        }
    };
    // The other one's long poll ends ours, and ours would end it in turn: it comes back until ours has said so.
    let reported =
        "another process takes this bot's updates, or a webhook is set: stop the other one";
    while !house.log().contains(reported) {
        poll(1).await;
    }
    assert!(!house.log().contains("panic"), "{}", house.log());
    house.starts(ANN);
    house.sees(ANN, "🎫 Support").await;
    house.logs("updates come again").await;
    house.stop().await;
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
    let mut house = House::build(database, WorldFile::demo(), &settings).await;
    house.start().await;

    let info = house.sim.call(&house.token, "getWebhookInfo", Map::new());
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
    house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    house.rests().await;
    let done = "SELECT CAST(COUNT(*) AS TEXT) FROM inbox WHERE state = 'done'";
    house.holds(done, &["5"]).await;

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
    house.holds(done, &["5"]).await;

    // The made-up secret is kept: after a restart the same one holds, and what came meanwhile is posted again.
    house.kill();
    house.writes(ANN, "Still nothing.");
    house.start().await;
    house.sees(GROUP, "Still nothing.").await;
    let secrets = "SELECT CAST(COUNT(*) AS TEXT) FROM kept";
    house.holds(secrets, &["1"]).await;
    house.stop().await;
}
