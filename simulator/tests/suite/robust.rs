//! No parameters, however odd, make the simulator panic; and what it answers stays what the schema says.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use simulator::{Control, DEMO_TOKEN, Simulator, WorldFile, schema};

use crate::common::{ANN, DORA, FORUM, START};

const METHODS: [&str; 40] = [
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "getMe",
    "sendMessage",
    "sendPhoto",
    "sendLocation",
    "sendContact",
    "sendPoll",
    "sendDice",
    "sendMediaGroup",
    "sendChatAction",
    "copyMessage",
    "copyMessages",
    "forwardMessage",
    "forwardMessages",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "setMessageReaction",
    "getChat",
    "getChatMember",
    "restrictChatMember",
    "pinChatMessage",
    "unpinChatMessage",
    "createForumTopic",
    "editForumTopic",
    "closeForumTopic",
    "deleteForumTopic",
    "editGeneralForumTopic",
    "setMyCommands",
    "setChatMenuButton",
    "getFile",
    "setMyName",
    "promoteChatMember",
];
const NAMES: [&str; 28] = [
    "chat_id",
    "from_chat_id",
    "message_id",
    "message_ids",
    "message_thread_id",
    "text",
    "caption",
    "parse_mode",
    "entities",
    "reply_markup",
    "reply_parameters",
    "reaction",
    "media",
    "photo",
    "user_id",
    "name",
    "icon_color",
    "offset",
    "limit",
    "allowed_updates",
    "url",
    "commands",
    "scope",
    "permissions",
    "latitude",
    "options",
    "question",
    "menu_button",
];

/// Values that are right sometimes, nearly right often, and mad now and then.
fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(json!(ANN)),
        Just(json!(FORUM)),
        Just(json!(5)),
        Just(json!(1)),
        Just(json!("HTML")),
        Just(json!("<b>x</b> &amp; <a href=\"tg://user?id=1001\">y</a>")),
        Just(json!({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})),
        Just(json!({"message_id": 1, "quote": "s", "allow_sending_without_reply": true})),
        Just(json!([{"type": "emoji", "emoji": "👍"}])),
        Just(json!([{"type": "bold", "offset": -1, "length": 9_999_999}])),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|flag| json!(flag)),
        ".{0,40}".prop_map(|text| json!(text)),
        Just(Value::Null),
    ];
    plain.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::hash_map("[a-z_]{1,12}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn call() -> impl Strategy<Value = (&'static str, Map<String, Value>)> {
    let params = prop::collection::vec((prop::sample::select(&NAMES[..]), value()), 0..7);
    let common = prop_oneof![Just(json!(ANN)), Just(json!(FORUM))];
    (prop::sample::select(&METHODS[..]), params, common).prop_map(|(method, params, chat)| {
        let mut map = Map::from_iter([
            ("chat_id".to_owned(), chat.clone()),
            ("from_chat_id".to_owned(), chat),
            ("message_id".to_owned(), json!(1)),
            ("text".to_owned(), json!("hello")),
        ]);
        map.extend(
            params
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        (method, map)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_call_panics_and_every_answer_is_right(calls in prop::collection::vec(call(), 1..12)) {
        let sim = Simulator::with_clock(WorldFile::demo(), || START);
        sim.control(Control::Start { user: ANN, payload: None }).expect("Ann starts");
        for (method, params) in calls {
            let answer = sim.call(DEMO_TOKEN, method, params.clone());
            match answer.result() {
                Some(result) => prop_assert_eq!(schema::check_answer(method, result), Vec::<String>::new(), "{} {:?}", method, params),
                None => prop_assert!(answer.description().is_some_and(|text| !text.is_empty())),
            }
        }
        sim.chat(ANN, None, None);
        sim.chat(FORUM, Some(5), Some(DORA));
    }

    #[test]
    fn no_action_panics(action in value(), name in "[a-z_]{1,10}", user in value(), text in value()) {
        let sim = Simulator::with_clock(WorldFile::demo(), || START);
        for kind in ["start", "write", "press", "edit", "react", "topic", "member", "update", "chat", "find", "fault", "advance"] {
            let tried = json!({"action": kind, "user": user, "chat": FORUM, "text": text, "message_id": 5, name.clone(): action});
            if let Ok(parsed) = serde_json::from_value::<Control>(tried) {
                // Refusals are fine; only a panic is not.
                let _ = sim.control(parsed);
            }
        }
    }
}
