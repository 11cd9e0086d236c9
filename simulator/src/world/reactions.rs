//! Reactions, by the bot and by people.

use serde_json::{Value, json};

use super::World;
use super::access::Need;
use super::calls::Outcome;
use crate::answer::{ApiAnswer, Failure};
use crate::params::{Params, text_of};

/// What `ReactionTypeEmoji` may be (Bot API 10.1).
const EMOJI: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤\u{200d}🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨\u{200d}💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷\u{200d}♂",
    "🤷",
    "🤷\u{200d}♀",
    "😡",
];

/// An emoji of the list, with or without the variation selector that keyboards add.
pub(crate) fn known_emoji(emoji: &str) -> Option<&'static str> {
    let plain: String = emoji.chars().filter(|char| *char != '\u{fe0f}').collect();
    EMOJI.into_iter().find(|known| *known == plain)
}

impl World {
    pub(crate) fn set_message_reaction(&mut self, params: &Params) -> Outcome {
        let wanted = match params.json("reaction") {
            None => Vec::new(),
            Some(Ok(Value::Array(list))) => list,
            Some(_) => return Err(Failure::bad("can't parse reaction types JSON object")),
        };
        let mut clean = Vec::new();
        for reaction in &wanted {
            match text_of(reaction, "type") {
                "emoji" => {
                    let emoji = known_emoji(text_of(reaction, "emoji"))
                        .ok_or_else(|| Failure::bad("REACTION_INVALID"))?;
                    clean.push(json!({"type": "emoji", "emoji": emoji}));
                }
                // Custom and paid reactions are not for bots.
                "custom_emoji" | "paid" => return Err(Failure::bad("REACTION_INVALID")),
                _ => {
                    return Err(Failure::bad(
                        "can't parse ReactionType: invalid reaction type specified",
                    ));
                }
            }
        }
        let chat = self.chat_for(params, "chat_id", Need::Read)?;
        let id = params.int("message_id");
        let bot = self.bot.id;
        let found = self
            .chat(chat)
            .is_some_and(|chat| chat.posts.contains_key(&id));
        if !found {
            return Err(Failure::bad("message to react not found"));
        }
        if clean.len() > 1 {
            return Err(Failure::bad("REACTIONS_TOO_MANY"));
        }
        if let Some(post) = self.chat_mut(chat).and_then(|chat| chat.posts.get_mut(&id)) {
            if clean.is_empty() {
                post.reactions.remove(&bot);
            } else {
                post.reactions.insert(bot, clean);
            }
        }
        Ok(ApiAnswer::done(json!(true)))
    }

    /// answerCallbackQuery.
    pub(crate) fn answer_callback_query(&mut self, params: &Params) -> Outcome {
        const LIVES_MS: i64 = 15_000;
        const LATE_MS: i64 = 10_000;
        let now = self.now;
        let id = params.text("callback_query_id").to_owned();
        let text = params.text("text").to_owned();
        if text.chars().count() > 200 {
            return Err(Failure::bad("MESSAGE_TOO_LONG"));
        }
        let alert = params.flag("show_alert");
        let query = self
            .queries
            .get_mut(&id)
            .filter(|query| query.answered.is_none() && now - query.pressed <= LIVES_MS);
        let query = query.ok_or_else(|| {
            Failure::bad("query is too old and response timeout expired or query ID is invalid")
        })?;
        let waited = now - query.pressed;
        query.answered = Some(super::QueryAnswer {
            at: now,
            text,
            alert,
        });
        if waited > LATE_MS {
            self.ledger.lint(
                now,
                format!("callback query {id} was answered after {} s", waited / 1000),
            );
        }
        Ok(ApiAnswer::done(json!(true)))
    }
}
