//! Who is in a group, what they may do, and what the bot hears of it.

use serde_json::json;

use crate::common::{ANN, BORIS, BOT, Bench, DORA, EMIL, FAY, FORUM};

#[test]
fn members_are_shown_with_what_they_may() {
    let bench = Bench::new();
    let status = |user: i64| {
        bench.ok("getChatMember", json!({"chat_id": FORUM, "user_id": user}))["status"].clone()
    };
    assert_eq!(status(DORA), "creator");
    assert_eq!(status(EMIL), "administrator");
    assert_eq!(status(FAY), "member");
    assert_eq!(status(ANN), "left");
    let bot = bench.ok("getChatMember", json!({"chat_id": FORUM, "user_id": BOT}));
    assert_eq!(
        (&bot["can_manage_topics"], &bot["can_promote_members"]),
        (&json!(true), &json!(false))
    );
    bench.refused(
        "getChatMember",
        json!({"chat_id": FORUM, "user_id": 424_242}),
        "Bad Request: user not found",
    );
    bench.refused(
        "getChatMember",
        json!({"chat_id": FORUM}),
        "Bad Request: invalid user_id specified",
    );
    let admins = bench.ok("getChatAdministrators", json!({"chat_id": FORUM}));
    let ids: Vec<_> = admins
        .as_array()
        .expect("a list")
        .iter()
        .map(|admin| admin["user"]["id"].clone())
        .collect();
    assert_eq!(ids, [json!(DORA), json!(EMIL), json!(BOT)]);
    assert_eq!(bench.ok("getChatMemberCount", json!({"chat_id": FORUM})), 4);
    let chat = bench.ok("getChat", json!({"chat_id": FORUM}));
    assert_eq!(
        (&chat["is_forum"], &chat["title"]),
        (&json!(true), &json!("Support team"))
    );
    bench.ok("getChat", json!({"chat_id": ANN}));
}

#[test]
fn out_of_the_group_the_bot_is_told_how() {
    let bench = Bench::new();
    let send = json!({"chat_id": FORUM, "text": "hello"});
    for (status, description) in [
        (
            "left",
            "Forbidden: bot is not a member of the supergroup chat",
        ),
        (
            "kicked",
            "Forbidden: bot was kicked from the supergroup chat",
        ),
    ] {
        bench.act(
            json!({"action": "member", "chat": FORUM, "user": BOT, "status": status, "by": DORA}),
        );
        bench.refused("sendMessage", send.clone(), description);
        let change = &bench.updates()[0]["my_chat_member"];
        assert_eq!(change["new_chat_member"]["status"], status);
        assert_eq!(change["from"]["id"], DORA);
    }
    bench.act(json!({"action": "member", "chat": FORUM, "user": BOT, "status": "restricted", "rights": []}));
    bench.refused(
        "sendMessage",
        send.clone(),
        "Bad Request: not enough rights to send text messages to the chat",
    );
    bench.act(json!({"action": "destroy", "chat": FORUM}));
    bench.refused("sendMessage", send, "Forbidden: the group chat was deleted");
}

#[test]
fn what_a_group_forbids_its_members_an_administrator_may() {
    let bench = Bench::new();
    bench.impossible(json!({"action": "permissions", "chat": FORUM, "denied": ["can_fly"]}));
    bench.act(json!({"action": "permissions", "chat": FORUM, "denied": ["can_send_photos"]}));
    let written = bench.act(json!({"action": "write", "user": ANN, "media": "photo"}));
    let copy = json!({"chat_id": FORUM, "from_chat_id": ANN, "message_id": written["message_id"]});
    let place = |status: &str, rights: &[&str]| {
        bench.act(json!({"action": "member", "chat": FORUM, "user": BOT, "status": status, "rights": rights, "by": DORA}));
        assert_eq!(bench.updates().len(), 1);
    };
    bench.updates();
    bench.ok("copyMessage", copy.clone());
    place("member", &[]);
    let refused = "Bad Request: not enough rights to send photos to the chat";
    bench.refused("copyMessage", copy.clone(), refused);
    bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "x"}));
    bench.act(json!({"action": "permissions", "chat": FORUM, "denied": []}));
    assert_eq!(bench.updates(), [json!(null); 0], "nobody is told");
    bench.ok("copyMessage", copy);
}

#[test]
fn a_person_blocks_and_comes_back() {
    let bench = Bench::new();
    bench.act(json!({"action": "block", "user": ANN}));
    bench.refused(
        "sendMessage",
        json!({"chat_id": ANN, "text": "x"}),
        "Forbidden: bot was blocked by the user",
    );
    bench.impossible(json!({"action": "write", "user": ANN, "text": "x"}));
    bench.act(json!({"action": "start", "user": ANN}));
    let updates = bench.updates();
    let statuses: Vec<_> = updates
        .iter()
        .map(|update| update["my_chat_member"]["new_chat_member"]["status"].clone())
        .collect();
    assert_eq!(statuses, [json!("kicked"), json!("member"), json!(null)]);
    assert_eq!(
        updates[0]["my_chat_member"]["new_chat_member"]["until_date"],
        0
    );
    bench.ok("sendMessage", json!({"chat_id": ANN, "text": "x"}));
    bench.act(json!({"action": "deactivate", "user": ANN}));
    bench.refused(
        "sendMessage",
        json!({"chat_id": ANN, "text": "x"}),
        "Forbidden: user is deactivated",
    );
}

#[test]
fn comings_and_goings_are_said_in_the_group() {
    let bench = Bench::new();
    bench.ok(
        "getUpdates",
        json!({"allowed_updates": ["message", "chat_member"]}),
    );
    bench.act(
        json!({"action": "member", "chat": FORUM, "user": BORIS, "status": "member", "by": DORA}),
    );
    bench.act(json!({"action": "member", "chat": FORUM, "user": BORIS, "status": "left"}));
    let updates = bench.updates();
    assert_eq!(
        updates[0]["chat_member"]["new_chat_member"]["status"],
        "member"
    );
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["id"], BORIS);
    assert_eq!(updates[3]["message"]["left_chat_member"]["id"], BORIS);
}

#[test]
fn the_bot_restricts_those_it_may() {
    let bench = Bench::new();
    let at = |user: i64| json!({"chat_id": FORUM, "user_id": user});
    bench.ok(
        "restrictChatMember",
        json!({"chat_id": FORUM, "user_id": FAY, "permissions": {"can_send_messages": false}}),
    );
    bench.ok("getChatMember", at(FAY));
    assert!(
        bench
            .impossible(json!({"action": "write", "user": FAY, "chat": FORUM, "text": "x"}))
            .contains("may not send")
    );
    bench.ok("banChatMember", at(FAY));
    bench.ok("unbanChatMember", at(FAY));
    bench.refused(
        "banChatMember",
        at(DORA),
        "Bad Request: can't remove chat owner",
    );
    bench.refused(
        "banChatMember",
        at(EMIL),
        "Bad Request: user is an administrator of the chat",
    );
    bench.refused(
        "promoteChatMember",
        at(FAY),
        "Bad Request: not enough rights to restrict/unrestrict chat member",
    );
    bench.ok("leaveChat", json!({"chat_id": FORUM}));
}

#[test]
fn anonymous_administrators_write_as_the_group_and_press_as_themselves() {
    let bench = Bench::new();
    let markup = json!({"inline_keyboard": [[{"text": "View", "callback_data": "v"}]]});
    let card = bench.ok(
        "sendMessage",
        json!({"chat_id": FORUM, "text": "card", "reply_markup": markup}),
    )["message_id"]
        .clone();
    bench.act(json!({"action": "write", "user": EMIL, "chat": FORUM, "text": "answer", "reply_to": card, "as_anonymous": true}));
    bench.act(json!({"action": "press", "user": EMIL, "chat": FORUM, "button": "View"}));
    let updates = bench.updates();
    let message = &updates[0]["message"];
    assert_eq!(
        message["from"],
        json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"})
    );
    assert_eq!(message["sender_chat"]["id"], FORUM);
    assert_eq!(updates[1]["callback_query"]["from"]["id"], EMIL);
}

#[test]
fn a_group_that_grows_says_where_it_went() {
    let mut world = simulator::WorldFile::demo();
    world.chats[0].kind = "group".to_owned();
    world.chats[0].is_forum = false;
    world.chats[0].topics.clear();
    let bench = Bench::of(world);
    bench.act(json!({"action": "migrate", "chat": FORUM, "to": -1_009_999_999_999_i64}));
    let answer = bench.call("sendMessage", json!({"chat_id": FORUM, "text": "hello"}));
    assert_eq!(
        answer.description(),
        Some("Bad Request: group chat was upgraded to a supergroup chat")
    );
    assert_eq!(
        answer.body["parameters"]["migrate_to_chat_id"],
        -1_009_999_999_999_i64
    );
    let updates = bench.updates();
    assert_eq!(
        updates[0]["message"]["migrate_to_chat_id"],
        -1_009_999_999_999_i64
    );
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], FORUM);
    bench.ok(
        "sendMessage",
        json!({"chat_id": -1_009_999_999_999_i64, "text": "hello"}),
    );
}
