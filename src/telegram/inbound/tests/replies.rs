//! What a message of the group replies to, when that stands in another topic.

use super::*;

#[test]
fn a_reply_across_topics_names_a_message_of_the_same_chat() {
    let here = -1_001_234_567_890_i64;
    let bot = json!({"type": "user", "date": 1, "sender_user": {"id": 700, "is_bot": true, "first_name": "Desk"}});
    let cases = [
        (
            "to a message of the bot in another topic",
            json!({"origin": bot, "chat": {"id": here, "type": "supergroup"}, "message_id": 40}),
            r#"601 Bob wrote 77 in -1001234567890/9: "hi" to 40 of Some(700) """#,
        ),
        (
            "to one of a member who is hidden",
            json!({"origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Ann"},
                "chat": {"id": here, "type": "supergroup"}, "message_id": 41}),
            r#"601 Bob wrote 77 in -1001234567890/9: "hi" to 41 of None """#,
        ),
        (
            "to a message of another chat, whose numbers mean nothing here",
            json!({"origin": bot, "chat": {"id": -100_777, "type": "supergroup"}, "message_id": 40}),
            r#"601 Bob wrote 77 in -1001234567890/9: "hi""#,
        ),
        (
            "to one of a private chat, which has no number",
            json!({"origin": bot}),
            r#"601 Bob wrote 77 in -1001234567890/9: "hi""#,
        ),
    ];
    for (name, external, expected) in cases {
        let fields = json!({
            "text": "hi", "message_thread_id": 9, "is_topic_message": true, "external_reply": external,
        });
        assert_eq!(told(&group(fields)), expected, "{name}");
    }
}
