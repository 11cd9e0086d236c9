//! The rule of the texts, as a table.

use super::*;

#[test]
fn the_first_letter_is_lowered_unless_the_text_is_a_server_code() {
    for (message, description) in [
        ("Message is too long", "Bad Request: message is too long"),
        ("TOPIC_CLOSED", "Bad Request: TOPIC_CLOSED"),
        (
            "message text is empty",
            "Bad Request: message text is empty",
        ),
        ("A_B", "Bad Request: A_B"),
        ("", "Bad Request: "),
    ] {
        assert_eq!(Failure::bad(message).description, description);
    }
}

#[test]
fn a_flood_says_its_seconds_three_times() {
    let answer = ApiAnswer::from(Failure::flood(7));
    assert_eq!(answer.status, 429);
    assert_eq!(answer.retry_after, Some(7));
    assert_eq!(
        answer.body,
        json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}})
    );
}
