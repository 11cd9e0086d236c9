//! What is made of refusals, of servers in between, and of the network.

use super::*;

fn hello() -> Call {
    Call::Text {
        to: place(),
        html: "Hello".into(),
        markup: Markup::None,
    }
}

fn not_telegrams() -> CallError {
    CallError::Unavailable("the answer is not in the form of the Bot API".into())
}

#[tokio::test]
async fn refusals() {
    let blocked = "Forbidden: bot was blocked by the user";
    let upgraded = "Bad Request: group chat was upgraded to a supergroup chat";
    let cases = [
        (
            refusal(403, blocked, Value::Null),
            CallError::Unreachable(blocked.into()),
        ),
        (
            refusal(
                429,
                "Too Many Requests: retry after 17",
                json!({"retry_after": 17}),
            ),
            CallError::Flood(Duration::from_secs(17)),
        ),
        (
            refusal(400, upgraded, json!({"migrate_to_chat_id": -1_009})),
            CallError::Migrated(-1_009),
        ),
        // Parameters that nobody knows, which teloxide's types refuse.
        (
            refusal(
                400,
                "Bad Request: TOPIC_DELETED",
                json!({"resurrect_after": 5}),
            ),
            CallError::ThreadGone("Bad Request: TOPIC_DELETED".into()),
        ),
        (
            refusal(401, "Unauthorized", Value::Null),
            CallError::Unauthorized("Unauthorized".into()),
        ),
        ((200, "{".into()), not_telegrams()),
        ((200, r#"{"ok":true}"#.into()), not_telegrams()),
        ((404, "<html>404</html>".into()), not_telegrams()),
    ];
    for (answer, expected) in cases {
        let shown = answer.1.clone();
        let (_, bot) = Server::answering([answer.clone(), answer]).await;
        assert_eq!(
            bot.deliver(&hello()).await,
            Err(expected.clone()),
            "{shown}"
        );
        let updates = bot.updates(None, Duration::ZERO).await;
        assert_eq!(updates, Err(expected), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_is_down() {
    let cases = [
        ((502, "<html>502</html>".to_owned()), not_telegrams()),
        (
            refusal(500, "Internal Server Error: restart", Value::Null),
            CallError::Unavailable("Internal Server Error: restart".into()),
        ),
    ];
    for (answer, expected) in cases {
        let (_, bot) = Server::answering([answer.clone(), answer]).await;
        assert_eq!(bot.deliver(&hello()).await, Err(expected.clone()));
        assert_eq!(bot.updates(None, Duration::ZERO).await, Err(expected));
    }
}

#[tokio::test]
async fn nobody_is_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let bot = bot_at(port);
    for error in [
        bot.deliver(&hello()).await.expect_err("nobody is there"),
        bot.updates(None, Duration::ZERO)
            .await
            .expect_err("nobody is there"),
    ] {
        let shown = error.to_string();
        // What follows is the operating system's text.
        let expected = "Telegram can't be reached: no connection: Connection refused";
        assert!(shown.starts_with(expected), "{shown}");
        assert!(
            !shown.contains(TOKEN) && !shown.contains("127.0.0.1"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn the_connection_is_dropped() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let bot = bot_at(listener.local_addr().expect("an address").port());
    tokio::spawn(async move {
        use tokio::io::AsyncReadExt;
        loop {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            // The request is read before the connection goes, as when an answer is lost.
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    for error in [
        bot.deliver(&hello()).await.expect_err("dropped"),
        bot.updates(None, Duration::ZERO)
            .await
            .expect_err("dropped"),
    ] {
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, CallError::Unavailable(_)), "{shown}");
        assert!(
            !shown.contains(TOKEN) && !shown.contains("127.0.0.1"),
            "{shown}"
        );
    }
}
