//! What one Bot API call comes back with: the envelope, and the failures in it.
//!
//! The texts are Telegram's own, because bots decide by them. They are put together here by the rule of the real
//! server (telegram.md 3.0), so that each refusal elsewhere is written as the server's source writes it.
//!
//! Invariant: no other file puts a prefix before an error text.

use serde_json::{Map, Value, json};

/// The answer to one call, before it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiAnswer {
    /// HTTP status, equal to `error_code` of a refusal. 0 means that no answer arrived: the connection was lost.
    pub status: u16,
    /// The whole envelope (`ok`, `result`, `description`, …). A bare JSON string is an HTML page of the front end;
    /// null goes with status 0.
    pub body: Value,
    /// Seconds to wait, of a 429; over HTTP it is repeated in the `Retry-After` header.
    pub retry_after: Option<u32>,
}

impl ApiAnswer {
    /// The `result`, if the call succeeded.
    pub fn result(&self) -> Option<&Value> {
        if self.body.get("ok") == Some(&Value::Bool(true)) {
            self.body.get("result")
        } else {
            None
        }
    }

    /// The `description`, which refusals always have and a few successes too.
    pub fn description(&self) -> Option<&str> {
        self.body.get("description").and_then(Value::as_str)
    }

    /// A call that was carried out.
    pub(crate) fn done(result: Value) -> Self {
        Self {
            status: 200,
            body: json!({"ok": true, "result": result}),
            retry_after: None,
        }
    }

    /// A call that was carried out and says something about it (`Webhook was set`).
    pub(crate) fn done_saying(result: Value, description: &str) -> Self {
        Self {
            status: 200,
            body: json!({"ok": true, "result": result, "description": description}),
            retry_after: None,
        }
    }

    /// No answer: the connection broke before or after the work was done.
    pub(crate) fn lost() -> Self {
        Self {
            status: 0,
            body: Value::Null,
            retry_after: None,
        }
    }

    /// The front end's own page, which is not JSON.
    pub(crate) fn bad_gateway() -> Self {
        let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
                    </center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";
        Self {
            status: 502,
            body: Value::String(page.to_owned()),
            retry_after: None,
        }
    }
}

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) retry_after: Option<u32>,
    pub(crate) migrate_to: Option<i64>,
}

impl Failure {
    fn new(code: u16, description: String) -> Self {
        Self {
            code,
            description,
            retry_after: None,
            migrate_to: None,
        }
    }

    /// 400 `Bad Request: …`; the first letter is lowered as the real server does.
    pub(crate) fn bad(message: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", lowered(message.as_ref())))
    }

    /// 403 `Forbidden: …`.
    pub(crate) fn forbidden(message: impl AsRef<str>) -> Self {
        Self::new(403, format!("Forbidden: {}", lowered(message.as_ref())))
    }

    /// 409 `Conflict: …`.
    pub(crate) fn conflict(message: impl AsRef<str>) -> Self {
        Self::new(409, format!("Conflict: {}", lowered(message.as_ref())))
    }

    /// Any code with a text that is passed through as it stands.
    pub(crate) fn verbatim(code: u16, description: impl Into<String>) -> Self {
        Self::new(code, description.into())
    }

    /// 429, with the seconds to wait.
    pub(crate) fn flood(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    /// 400 for a group that became a supergroup.
    pub(crate) fn migrated(to: i64) -> Self {
        Self {
            migrate_to: Some(to),
            ..Self::bad("group chat was upgraded to a supergroup chat")
        }
    }
}

impl From<Failure> for ApiAnswer {
    fn from(failure: Failure) -> Self {
        let mut body =
            json!({"ok": false, "error_code": failure.code, "description": failure.description});
        let mut parameters = Map::new();
        if let Some(seconds) = failure.retry_after {
            parameters.insert("retry_after".to_owned(), json!(seconds));
        }
        if let Some(chat) = failure.migrate_to {
            parameters.insert("migrate_to_chat_id".to_owned(), json!(chat));
        }
        if !parameters.is_empty() {
            body["parameters"] = Value::Object(parameters);
        }
        Self {
            status: failure.code,
            body,
            retry_after: failure.retry_after,
        }
    }
}

/// Lowers the first letter unless the second character is `_` or A-Z, as in `TOPIC_CLOSED` (telegram.md 3.0).
fn lowered(message: &str) -> String {
    let mut chars = message.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    match chars.next() {
        Some(second) if second == '_' || second.is_ascii_uppercase() => message.to_owned(),
        _ => first.to_ascii_lowercase().to_string() + &message[first.len_utf8()..],
    }
}

#[cfg(test)]
mod tests;
