//! Whatever comes, reading does not panic and no odd field hides a message.

use super::*;
use proptest::prelude::*;

/// The names that reading asks for, and one that it does not.
const NAMES: &[&str] = &[
    "update_id",
    "message",
    "callback_query",
    "my_chat_member",
    "edited_message",
    "message_id",
    "chat",
    "from",
    "id",
    "type",
    "date",
    "text",
    "caption",
    "entities",
    "caption_entities",
    "offset",
    "length",
    "url",
    "photo",
    "width",
    "height",
    "file_id",
    "live_photo",
    "document",
    "reply_to_message",
    "forum_topic_created",
    "is_topic_message",
    "message_thread_id",
    "sender_chat",
    "migrate_to_chat_id",
    "new_chat_member",
    "status",
    "data",
    "first_name",
    "odd",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["private", "supergroup", "kicked", "member", "bold"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 80, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(prop::sample::select(NAMES), inner, 0..9).prop_map(
                |fields| fields
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            ),
        ]
    })
}

/// A real message with one of its fields, however deep, replaced.
fn mutated() -> impl Strategy<Value = Value> {
    let real = group(json!({
        "text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "message_thread_id": 5, "is_topic_message": true,
        "reply_to_message": {"message_id": 40, "from": {"id": 700}, "text": "🎫 #126"},
        "photo": [{"file_id": "p", "width": 1, "height": 1}],
    }));
    let path = prop::collection::vec(any::<prop::sample::Index>(), 1..6);
    (path, any_json()).prop_map(move |(path, value)| {
        let mut update = real.clone();
        replace(&mut update, &path, value);
        update
    })
}

fn replace(at: &mut Value, path: &[prop::sample::Index], value: Value) {
    match (path, at) {
        ([step, path @ ..], Value::Object(fields)) if !fields.is_empty() => {
            let nth = step.index(fields.len());
            replace(fields.values_mut().nth(nth).expect("a field"), path, value);
        }
        ([step, path @ ..], Value::Array(items)) if !items.is_empty() => {
            let nth = step.index(items.len());
            replace(&mut items[nth], path, value);
        }
        (_, at) => *at = value,
    }
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(update in prop_oneof![any_json(), mutated()]) {
        let json = update.to_string();
        let read = read(&json);
        if let Ok(inbound) = &read {
            prop_assert_eq!(address(&json).map(|address| address.id), Ok(inbound.id));
        }
    }

    #[test]
    fn no_text_makes_it_panic(json in ".{0,200}") {
        let _ = (read(&json), address(&json));
    }

    /// Whatever else stands in a message, its number, chat and date make it somebody's.
    #[test]
    fn an_odd_field_never_hides_a_message(field in prop::sample::select(vec![
        "text", "entities", "caption", "caption_entities", "photo", "live_photo", "document", "sticker", "venue",
        "reply_to_message", "sender_chat", "media_group_id", "message_thread_id", "is_topic_message", "from", "odd",
    ]), value in any_json()) {
        let mut fields = serde_json::Map::new();
        fields.insert(field.into(), value);
        let json = private(Value::Object(fields)).to_string();
        let wrote = matches!(read(&json), Ok(InboundUpdate { what: UpdateKind::Wrote { message: 11, .. }, .. }));
        prop_assert!(wrote, "{}", json);
    }
}
