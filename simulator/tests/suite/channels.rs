//! Channels, their discussion groups, and people who write as a channel.

use serde_json::json;
use simulator::WorldFile;

use crate::common::{BOT, Bench, DORA, FORUM};

const CHANNEL: i64 = -1_001_000_000_002;

fn bench() -> Bench {
    let mut world = WorldFile::demo();
    let channel = format!(
        "id = {CHANNEL}\ntype = \"channel\"\ntitle = \"News\"\nusername = \"news\"\nlinked_chat_id = {FORUM}\n\
         members = [{{ user = {BOT}, status = \"administrator\", rights = [\"can_post_messages\"] }}, \
         {{ user = {DORA}, status = \"creator\" }}]"
    );
    world.chats.push(toml::from_str(&channel).expect("a chat"));
    Bench::of(world)
}

#[test]
fn a_post_appears_in_the_discussion_group_from_telegram() {
    let bench = bench();
    let post = bench.act(
        json!({"action": "channel_post", "chat": CHANNEL, "text": "We moved", "signature": "Dora"}),
    );
    let updates = bench.updates();
    assert_eq!(updates.len(), 2);
    let forwarded = updates
        .iter()
        .find_map(|update| update.get("message"))
        .expect("the forward");
    assert_eq!(forwarded["from"]["id"], 777_000);
    assert_eq!(forwarded["sender_chat"]["id"], CHANNEL);
    assert_eq!(forwarded["is_automatic_forward"], true);
    assert_eq!(forwarded["forward_origin"]["type"], "channel");
    let posted = updates
        .iter()
        .find_map(|update| update.get("channel_post"))
        .expect("the post");
    assert_eq!(
        (&posted["message_id"], posted.get("from")),
        (&post["message_id"], None)
    );
    assert_eq!(posted["author_signature"], "Dora");
}

#[test]
fn somebody_writes_as_a_channel() {
    let bench = bench();
    bench.act(json!({"action": "write", "user": DORA, "chat": FORUM, "text": "hello", "as_channel": CHANNEL}));
    let message = &bench.updates()[0]["message"];
    assert_eq!(message["from"]["id"], 136_817_688);
    assert_eq!(message["sender_chat"]["title"], "News");
}

#[test]
fn the_bot_posts_by_name_if_it_may() {
    let bench = bench();
    let sent = bench.ok("sendMessage", json!({"chat_id": "@news", "text": "hello"}));
    assert_eq!(
        (sent.get("from"), &sent["sender_chat"]["id"]),
        (None, &json!(CHANNEL))
    );
    bench.act(json!({"action": "member", "chat": CHANNEL, "user": BOT, "status": "administrator", "by": DORA}));
    bench.refused(
        "sendMessage",
        json!({"chat_id": "@news", "text": "x"}),
        "Bad Request: need administrator rights in the channel chat",
    );
    bench.act(
        json!({"action": "member", "chat": CHANNEL, "user": BOT, "status": "left", "by": DORA}),
    );
    bench.refused(
        "sendMessage",
        json!({"chat_id": "@news", "text": "x"}),
        "Forbidden: bot is not a member of the channel chat",
    );
}
