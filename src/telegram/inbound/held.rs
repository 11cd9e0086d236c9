//! An update that waits to be tried again, and the edit of its message that came in the meantime.

use super::json::integer;
use serde_json::Value;

/// An update that is held, as JSON, with what its message says since an edit, and whether it is the message itself rather
/// than an earlier edit of it. `None` when it is about another message.
pub fn reworded(held: &str, edit: &str) -> Option<(String, bool)> {
    let mut held: Value = serde_json::from_str(held).ok()?;
    let mut edit: Value = serde_json::from_str(edit).ok()?;
    let now = edit.get_mut("edited_message")?.take();
    for kind in ["message", "edited_message"] {
        let Some(before) = held.get_mut(kind) else {
            continue;
        };
        let named = |message: &Value| {
            let number = integer(message, "message_id")?;
            Some((integer(&message["chat"], "id")?, number))
        };
        let names = named(before)?;
        if named(&now) != Some(names) {
            return None;
        }
        *before = now;
        return Some((held.to_string(), kind == "message"));
    }
    None
}
