//! World files: what is read, and what a wrong one is told.

use simulator::{DEMO_TOKEN, Simulator, WorldFile};

const BOT: &str = "[bot]\ntoken = \"7:abc\"\nusername = \"b\"\nfirst_name = \"B\"\n";

#[test]
fn the_default_world_is_the_sample_file() {
    let world = WorldFile::demo();
    assert_eq!(world.bot.token, DEMO_TOKEN);
    assert_eq!(world.bot_id(), 123_456);
    assert_eq!((world.users.len(), world.chats.len()), (6, 1));
}

#[test]
fn a_small_world_is_enough() {
    let world = WorldFile::parse(&format!(
        "{BOT}[[users]]\nid = 1\nfirst_name = \"A\"\nstarted = true\n"
    ))
    .expect("a world");
    let sim = Simulator::new(world);
    let params = serde_json::json!({"chat_id": 1, "text": "hello"})
        .as_object()
        .cloned()
        .expect("an object");
    assert_eq!(sim.call("7:abc", "sendMessage", params).status, 200);
}

#[test]
fn a_wrong_world_is_refused_with_the_reason() {
    let user = "[[users]]\nid = 1\nfirst_name = \"A\"\n";
    let chat = "[[chats]]\nid = -5\ntitle = \"G\"\n";
    for (text, why) in [
        (
            BOT.replace("7:abc", "seven"),
            "bot.token must look like 123456:ABC…".to_owned(),
        ),
        (
            format!("{BOT}{user}{user}"),
            "the id 1 is given twice".to_owned(),
        ),
        (
            format!("{BOT}{}", user.replace("id = 1", "id = 7")),
            "users: 7 is no id for a person".to_owned(),
        ),
        (
            format!("{BOT}{chat}type = \"club\"\n"),
            "chats: -5 has a wrong id or type \"club\"".to_owned(),
        ),
        (
            format!(
                "{BOT}{chat}type = \"group\"\n[[chats.members]]\nuser = 9\nstatus = \"member\"\n"
            ),
            "chats: -5 has a member 9 who is not among the users".to_owned(),
        ),
        (
            format!(
                "{BOT}{user}{chat}type = \"group\"\n[[chats.members]]\nuser = 1\nstatus = \"boss\"\n"
            ),
            "chats: -5 has a member with the status \"boss\"".to_owned(),
        ),
        (
            format!("{BOT}{chat}type = \"group\"\n[[chats.topics]]\nid = 5\nname = \"T\"\n"),
            "chats: -5 has topics but is_forum is not set".to_owned(),
        ),
    ] {
        assert_eq!(WorldFile::parse(&text).expect_err(&text), why);
    }
    let misspelt = WorldFile::parse(&format!("{BOT}[[users]]\nid = 1\nname = \"A\"\n"))
        .expect_err("a misspelt key");
    assert!(misspelt.contains("unknown field `name`"), "{misspelt}");
}
