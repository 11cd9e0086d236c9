//! Presses on inline buttons, honest and forged.

use serde_json::{Value, json};

use super::Done;
use crate::control::Press;
use crate::params::text_of;
use crate::world::World;
use crate::world::state::{Post, Query};

impl World {
    pub(crate) fn press(&mut self, press: Press) -> Done {
        let user = press.user;
        let chat = press.chat.unwrap_or(user);
        self.known_mut(user)?;
        self.check_present(chat, user)?;
        let data = match &press.data {
            Some(data) => data.clone(),
            None => {
                let button = self.button(chat, &press)?;
                if let Some(url) = button.get("url") {
                    return Ok(json!({"url": url}));
                }
                if let Some(copy) = button.get("copy_text") {
                    return Ok(json!({"copied": text_of(copy, "text")}));
                }
                text_of(&button, "callback_data").to_owned()
            }
        };
        let message = match press.message_id {
            Some(id) => id,
            None => self
                .newest_with_buttons(chat, &press)
                .ok_or_else(|| format!("no message in chat {chat} has buttons"))?,
        };
        let shown = match self.chat(chat).and_then(|chat| chat.posts.get(&message)) {
            Some(post) => self.post_json(post),
            None => json!({"chat": self.chat_json(chat), "message_id": message, "date": 0}),
        };
        let id = self.random_digits();
        let instance = (chat.wrapping_mul(7_919_777).unsigned_abs() | 1).to_string();
        let body = json!({
            "id": id, "from": self.user_json(user), "message": shown, "chat_instance": instance, "data": data,
        });
        self.queries.insert(
            id.clone(),
            Query {
                user,
                pressed: self.now,
                answered: None,
            },
        );
        self.push_update("callback_query", body, user + (3 << 33));
        Ok(json!({"query_id": id, "data": data}))
    }

    fn newest_with_buttons(&self, chat: i64, press: &Press) -> Option<i64> {
        let posts = self.chat(chat)?.posts.values().rev();
        posts
            .filter(|post| post.markup.is_some())
            .find(|post| press.data.is_some() || pick(post, press).is_ok())
            .map(|post| post.id)
    }

    fn button(&self, chat: i64, press: &Press) -> Result<Value, String> {
        let id = match press.message_id {
            Some(id) => id,
            None => self.newest_with_buttons(chat, press).ok_or_else(|| {
                format!(
                    "no message in chat {chat} has the button {:?}",
                    press.button.as_deref().unwrap_or("")
                )
            })?,
        };
        let post = self
            .chat(chat)
            .and_then(|chat| chat.posts.get(&id))
            .ok_or_else(|| format!("there is no message {id}"))?;
        pick(post, press)
    }

    pub(crate) fn query_answer(&self, id: &str) -> Done {
        let query = self
            .queries
            .get(id)
            .ok_or_else(|| format!("there is no press {id}"))?;
        Ok(match &query.answered {
            None => json!({"answered": false}),
            Some(answer) => json!({
                "answered": true, "text": answer.text, "show_alert": answer.alert, "after_ms": answer.at - query.pressed,
            }),
        })
    }
}

/// The button that a press means, on this message.
fn pick(post: &Post, press: &Press) -> Result<Value, String> {
    let rows = post
        .markup
        .as_ref()
        .and_then(|markup| markup.get("inline_keyboard"))
        .and_then(Value::as_array);
    let buttons: Vec<&Value> = rows
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .collect();
    let shown = || {
        buttons
            .iter()
            .map(|button| text_of(button, "text"))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    if let Some(index) = press.index {
        return buttons
            .get(index)
            .map(|button| (*button).clone())
            .ok_or_else(|| format!("no button {index} among: {}", shown()));
    }
    let wanted = press.button.as_deref().unwrap_or("");
    if let Some(exact) = buttons
        .iter()
        .find(|button| text_of(button, "text") == wanted)
    {
        return Ok((**exact).clone());
    }
    let mut partial = buttons
        .iter()
        .filter(|button| text_of(button, "text").contains(wanted));
    match (partial.next(), partial.next()) {
        (Some(button), None) => Ok((*button).clone()),
        (None, _) => Err(format!("no button {wanted:?} among: {}", shown())),
        (Some(_), Some(_)) => Err(format!(
            "{wanted:?} is on more than one button: {}",
            shown()
        )),
    }
}
