//! What is asked of Telegram, and what is made of its answers.

use super::*;

const GROUP: i64 = -1_001_234_567_890;

#[tokio::test]
async fn updates_come_as_they_are() {
    // Spacing, the order of fields, large numbers, unknown kinds, and more depth than serde's values can hold.
    let deep = format!(
        r#"{{"update_id":3,"x":{}{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    let raw = [
        r#"{ "update_id": 1, "message": {"text":"a\u00e9", "big": 123456789012345678901234567890} }"#,
        r#"{"update_id":2,"hologram":null}"#,
        &deep,
    ];
    let body = format!(r#"{{"ok":true,"result":[{}],"new":1}}"#, raw.join(" , "));
    let (server, bot) = Server::answering([(200, body), ok(json!([]))]).await;

    let got = bot.updates(None, Duration::from_secs(30)).await;
    assert_eq!(got, Ok(raw.map(str::to_owned).to_vec()));
    let got = bot
        .updates(Some(UpdateId(4)), Duration::from_secs(300))
        .await;
    assert_eq!(got, Ok(Vec::new()));

    let wanted = json!([
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member"
    ]);
    let asked = |parameters| ("getupdates".to_owned(), parameters);
    assert_eq!(
        server.asked(),
        [
            asked(json!({"timeout": 30, "allowed_updates": wanted})),
            asked(json!({"offset": 4, "timeout": 50, "allowed_updates": wanted})),
        ]
    );
}

#[tokio::test]
async fn members() {
    let inside = |administrator| {
        Ok(Membership::Inside {
            administrator,
            anonymous: false,
        })
    };
    let anonymous = Ok(Membership::Inside {
        administrator: true,
        anonymous: true,
    });
    let cases = [
        (
            ok(json!({"status": "creator", "user": {"id": 601}})),
            inside(true),
        ),
        (
            ok(json!({"status": "administrator", "is_anonymous": true})),
            anonymous,
        ),
        (
            ok(json!({"status": "administrator", "new": {}})),
            inside(true),
        ),
        (ok(json!({"status": "member", "tag": "x"})), inside(false)),
        (
            ok(json!({"status": "restricted", "is_member": true})),
            inside(false),
        ),
        (
            ok(json!({"status": "restricted", "is_member": false})),
            Ok(Membership::Outside),
        ),
        (ok(json!({"status": "left"})), Ok(Membership::Outside)),
        (
            ok(json!({"status": "kicked", "until_date": 0})),
            Ok(Membership::Outside),
        ),
        (ok(json!({"status": "ghost"})), Ok(Membership::Outside)),
        (
            refusal(400, "Bad Request: user not found", Value::Null),
            Ok(Membership::Outside),
        ),
        (
            refusal(400, "Bad Request: PARTICIPANT_ID_INVALID", Value::Null),
            Ok(Membership::Outside),
        ),
        (
            refusal(400, "Bad Request: chat not found", Value::Null),
            Err(CallError::ChatGone("Bad Request: chat not found".into())),
        ),
    ];
    for (answer, expected) in cases {
        let shown = answer.1.clone();
        let (server, bot) = Server::answering([answer]).await;
        assert_eq!(bot.member(GROUP, 601).await, expected, "{shown}");
        let parameters = json!({"chat_id": GROUP, "user_id": 601});
        assert_eq!(server.asked(), [("getchatmember".to_owned(), parameters)]);
    }
    let (server, bot) = Server::answering([]).await;
    assert_eq!(bot.member(GROUP, -100_888).await, Ok(Membership::Outside));
    assert_eq!(server.asked(), []);
}

#[tokio::test]
async fn people_and_the_group() {
    let admins = json!([
        {"status": "administrator", "user": {"id": 700, "is_bot": true, "first_name": "Desk"}},
        {"status": "creator", "is_anonymous": true, "user": {"id": 601, "is_bot": false, "first_name": "Bob", "last_name": "Q"}},
        {"status": "administrator", "user": {"id": 602, "first_name": "Eve", "username": "eve"}},
        {"status": "administrator", "user": {}},
        7,
    ]);
    let chat =
        json!({"id": GROUP, "type": "supergroup", "is_forum": true, "accepted_gift_types": {}});
    let (server, bot) = Server::answering([
        ok(admins),
        ok(json!({"id": 700, "is_bot": true, "first_name": "Desk", "username": "desk_bot", "new": 1})),
        ok(json!({})),
        ok(chat),
        ok(json!({"id": 501, "type": "private"})),
    ])
    .await;

    let admins = bot.administrators(GROUP).await.expect("administrators");
    let admins: Vec<_> = admins.iter().map(|p| (p.id, p.name.as_str())).collect();
    assert_eq!(admins, [(601, "Bob Q"), (602, "Eve")]);
    let me = bot.me().await.expect("the bot");
    assert_eq!(
        (me.id, me.name.as_str(), me.username.as_deref()),
        (700, "Desk", Some("desk_bot"))
    );
    let nobody = CallError::Unavailable("the answer names nobody".into());
    assert_eq!(bot.me().await, Err(nobody));
    let group = bot.group(GROUP).await.expect("the group");
    assert_eq!((group.kind.as_str(), group.forum), ("supergroup", true));
    let private = bot.group(501).await.expect("a chat");
    assert_eq!((private.kind.as_str(), private.forum), ("private", false));

    let methods: Vec<String> = server
        .asked()
        .into_iter()
        .map(|(method, _)| method)
        .collect();
    assert_eq!(
        methods,
        [
            "getchatadministrators",
            "getme",
            "getme",
            "getchat",
            "getchat"
        ]
    );
}

#[tokio::test]
async fn rights() {
    let rights = |member, administrator, can_send, can_manage_topics| Rights {
        member,
        administrator,
        can_send,
        can_manage_topics,
    };
    let everybody = json!({"id": GROUP, "permissions": {"can_send_messages": true, "can_manage_topics": false}});
    let cases = [
        (
            vec![json!({"status": "creator"})],
            rights(true, true, true, true),
        ),
        (
            vec![json!({"status": "administrator", "can_manage_topics": true})],
            rights(true, true, true, true),
        ),
        (
            vec![json!({"status": "administrator"})],
            rights(true, true, true, false),
        ),
        (
            vec![json!({"status": "member"}), everybody],
            rights(true, false, true, false),
        ),
        (
            vec![json!({"status": "member"}), json!({"id": GROUP})],
            rights(true, false, false, false),
        ),
        (
            vec![
                json!({"status": "restricted", "is_member": true, "can_send_messages": true, "can_manage_topics": true}),
            ],
            rights(true, false, true, true),
        ),
        (
            vec![json!({"status": "restricted", "is_member": false, "can_send_messages": true})],
            Rights::default(),
        ),
        (vec![json!({"status": "left"})], Rights::default()),
    ];
    for (answers, expected) in cases {
        let shown = format!("{answers:?}");
        let (server, bot) = Server::answering(answers.into_iter().map(ok)).await;
        assert_eq!(bot.rights(GROUP).await, Ok(expected), "{shown}");
        let parameters = json!({"chat_id": GROUP, "user_id": 700});
        assert_eq!(server.asked()[0], ("getchatmember".to_owned(), parameters));
    }
}

#[tokio::test]
async fn the_small_ones() {
    let (server, bot) = Server::answering((0..6).map(|_| ok(json!(true)))).await;
    bot.probe_topic(GROUP, Some(5)).await.expect("a topic");
    bot.probe_topic(GROUP, None).await.expect("General");
    let commands = vec![("start".to_owned(), "Begin".to_owned())];
    bot.set_commands(Some("ru"), commands.clone())
        .await
        .expect("commands");
    bot.set_commands(None, commands).await.expect("commands");
    bot.set_webhook("https://example.com/telegram", "s3cret")
        .await
        .expect("a webhook");
    bot.delete_webhook().await.expect("no webhook");

    let scope = json!({"type": "all_private_chats"});
    let commands = json!([{"command": "start", "description": "Begin"}]);
    let expected = [
        (
            "sendchataction",
            json!({"chat_id": GROUP, "message_thread_id": 5, "action": "typing"}),
        ),
        (
            "sendchataction",
            json!({"chat_id": GROUP, "action": "typing"}),
        ),
        (
            "setmycommands",
            json!({"commands": commands, "scope": scope, "language_code": "ru"}),
        ),
        (
            "setmycommands",
            json!({"commands": commands, "scope": scope}),
        ),
        (
            "setwebhook",
            json!({"url": "https://example.com/telegram", "secret_token": "s3cret",
                "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"]}),
        ),
        ("deletewebhook", json!({"drop_pending_updates": false})),
    ];
    assert_eq!(
        server.asked(),
        expected.map(|(method, body)| (method.to_owned(), body))
    );

    let error = bot.set_webhook("no address", "x").await;
    let text = "bad webhook address: relative URL without a base";
    assert_eq!(error, Err(CallError::Refused(text.into())));
}
