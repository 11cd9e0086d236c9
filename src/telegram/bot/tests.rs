//! The bot against a server that says what it is told to, and keeps what it was asked.

use super::*;
use crate::{
    domain::{
        ids::{TicketId, UpdateId},
        message::{MediaKind, Origin},
    },
    telegram::{
        Button, ButtonKind, Call, CallError, Destination, Markup, Membership, Rights, Telegram,
        callback::ButtonAction,
    },
};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use url::Url;

mod asking;
mod failing;
mod sending;

const TOKEN: &str = "700:AAFakeFakeFakeFakeFakeFakeFakeFake_-";

/// A server on this machine. Answers are given in order; what it was asked is kept.
#[derive(Clone, Default)]
struct Server {
    answers: Arc<Mutex<VecDeque<(StatusCode, String)>>>,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Server {
    /// A server that will give these answers, and a bot that asks it.
    async fn answering(answers: impl IntoIterator<Item = (u16, String)>) -> (Server, TeloxideBot) {
        let server = Server::default();
        let answers = answers
            .into_iter()
            .map(|(status, body)| (StatusCode::from_u16(status).expect("a status"), body));
        server.answers.lock().expect("answers").extend(answers);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = server.clone();
        let router = axum::Router::new().fallback(move |uri: axum::http::Uri, body: String| {
            let state = state.clone();
            async move {
                let body = serde_json::from_str(&body).expect("requests are JSON");
                let mut asked = state.asked.lock().expect("asked");
                asked.push((uri.path().to_owned(), body));
                let next = state.answers.lock().expect("answers").pop_front();
                next.expect("as many answers as requests")
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        (server, bot_at(port))
    }

    /// What was asked, method and parameters; the path before the method has the token in it.
    fn asked(&self) -> Vec<(String, Value)> {
        let asked = std::mem::take(&mut *self.asked.lock().expect("asked"));
        asked
            .into_iter()
            .map(|(path, body)| {
                let method = path.strip_prefix(&format!("/bot{TOKEN}/"));
                (method.expect("the bot's path").to_lowercase(), body)
            })
            .collect()
    }
}

fn bot_at(port: u16) -> TeloxideBot {
    let url = format!("http://127.0.0.1:{port}").parse().expect("a URL");
    TeloxideBot::new(&TOKEN.into(), &url, Duration::from_secs(60)).expect("a bot")
}

fn ok(result: Value) -> (u16, String) {
    (200, json!({"ok": true, "result": result}).to_string())
}

fn refusal(code: u16, description: &str, parameters: Value) -> (u16, String) {
    let mut body = json!({"ok": false, "error_code": code, "description": description});
    if !parameters.is_null() {
        body["parameters"] = parameters;
    }
    (code, body.to_string())
}

fn place() -> Destination {
    Destination {
        chat: -1_001_234_567_890,
        thread: None,
        reply_to: None,
    }
}

#[test]
fn tokens() {
    let url: Url = "https://api.telegram.org".parse().expect("a URL");
    for bad in [
        "",
        "700",
        "700:",
        ":abc",
        "x7:abc",
        "700:a/b",
        "700:a b",
        "700:a?b",
        "-7:abc",
        "700:ä",
        "99999999999999999999:abc",
    ] {
        let error = TeloxideBot::new(&bad.into(), &url, Duration::from_secs(5)).expect_err(bad);
        assert!(matches!(error, BadBot::Token), "{bad}");
    }
    assert!(TeloxideBot::new(&"1:x".into(), &url, Duration::from_secs(5)).is_ok());
}

#[test]
fn addresses() {
    let made = |url: &str| {
        let url = url.parse().expect("a URL");
        TeloxideBot::new(&TOKEN.into(), &url, Duration::from_secs(5))
            .map(|bot| bot.bot.api_url().to_string())
            .map_err(|error| error.to_string())
    };
    let cases = [
        ("https://api.telegram.org", Ok("https://api.telegram.org/")),
        ("http://127.0.0.1:8081/", Ok("http://127.0.0.1:8081/")),
        ("https://example.com/tg/", Ok("https://example.com/tg")),
        (
            "ftp://user:secret@example.com/x",
            Err(
                "ftp://example.com is no address of a Bot API: it begins with https:// or http:// and a host",
            ),
        ),
        (
            "mailto:x@example.com",
            Err(
                "mailto:// is no address of a Bot API: it begins with https:// or http:// and a host",
            ),
        ),
    ];
    for (url, expected) in cases {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(made(url), expected, "{url}");
    }
}

#[test]
fn the_token_is_never_shown() {
    let bot = bot_at(9);
    assert_eq!(format!("{bot:?}"), "TeloxideBot { id: 700, .. }");
    assert_eq!(
        format!("{:?} {}", BadBot::Token, BadBot::Token)
            .matches(TOKEN)
            .count(),
        0
    );
}
