//! Edits: the message as it is now, by the number that it always had.

use super::*;
use crate::domain::message::Origin;

/// The message's own number and time; what is no edit of anybody's words is nothing.
#[test]
fn what_somebody_changed() {
    let edited = |update: Value| json!({"update_id": 1, "edited_message": update["message"]});
    let at = json!({"edit_date": 1_790_000_100});
    let mut text = private(json!({"text": "Hello!"}));
    merge(&mut text["message"], at.clone());
    let photo = json!([{"file_id": "p", "width": 1, "height": 1}]);
    let mut captioned = group(json!({"photo": photo, "caption": "The light"}));
    merge(&mut captioned["message"], at);
    assert_eq!(
        told(&edited(text.clone())),
        "501 Ann Lee edited 11 in private 501: \"Hello!\""
    );
    assert_eq!(
        told(&edited(captioned.clone())),
        "601 Bob edited 77 in -1001234567890: \"The light\""
    );
    let Ok(InboundUpdate { what, .. }) = read(&edited(text).to_string()) else {
        panic!("it can be read");
    };
    let UpdateKind::Edited { at, words, .. } = what else {
        panic!("it is an edit");
    };
    assert_eq!(at.timestamp(), 1_790_000_000, "when it was sent");
    let origin = Origin {
        chat: 501,
        message: 11,
    };
    assert_eq!(words.origin, Some(origin));
    for what in [
        json!({"new_chat_title": "Help"}),
        json!({"migrate_to_chat_id": -1_009_i64}),
    ] {
        assert_eq!(told(&edited(group(what))), "nothing");
    }
}
