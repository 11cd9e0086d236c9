//! What a message refers to: from where it was forwarded, and what it replies to or quotes.

use super::{
    ChatRef, content,
    json::{integer, profile, replied, string},
};
use crate::domain::message::{Quote, Source, SourceKind};
use serde_json::Value;

/// The message that another replies to or quotes, as far as Telegram shows it.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct Referred {
    /// Its number, when it stands in the same chat.
    pub message: Option<i64>,
    /// The part that was chosen by hand.
    pub quote: Option<Quote>,
    /// A line of what it says, when it stands in another chat; empty when nothing is shown.
    #[debug("…")]
    pub line: String,
    /// Its author, when it stands in another chat.
    pub source: Option<Source>,
}

/// The message that another one replies to or quotes. The quotation that Telegram adds by itself to a reply to another
/// chat counts for its line only (Bot API, `TextQuote.is_manual`).
pub(super) fn referred(message: &Value, spot: ChatRef) -> Option<Referred> {
    let quoted = quote(&message["quote"]);
    let quote = quoted
        .clone()
        .filter(|_| message["quote"]["is_manual"] == true);
    let reply = &message["reply_to_message"];
    if let Some(number) = replied(reply, spot.thread) {
        return Some(Referred {
            message: Some(number),
            quote,
            line: String::new(),
            source: None,
        });
    }
    let external = message
        .get("external_reply")
        .filter(|reply| reply.is_object())?;
    let here = integer(&external["chat"], "id") == Some(spot.chat);
    let line = match (&quoted, content::attached(external)) {
        (Some(quote), _) => quote.first_line(),
        (None, Some(media)) => media.kind.sign().to_owned(),
        (None, None) => String::new(),
    };
    Some(Referred {
        message: integer(external, "message_id").filter(|_| here),
        quote,
        line,
        source: source(&external["origin"]).filter(|_| !here),
    })
}

fn quote(quote: &Value) -> Option<Quote> {
    Some(Quote {
        text: string(quote, "text").filter(|text| !text.trim().is_empty())?,
        entities: content::entities(&quote["entities"]),
    })
}

/// The author of forwarded words (Bot API, `MessageOrigin`); `None` for anything that has not its form. An unknown
/// kind is somebody without a name.
pub(super) fn source(origin: &Value) -> Option<Source> {
    origin.is_object().then_some(())?;
    let user = &origin["sender_user"];
    let hidden = || string(origin, "sender_user_name");
    let from = [
        (SourceKind::Channel, &origin["chat"]),
        (SourceKind::Group, &origin["sender_chat"]),
    ];
    let from = from.into_iter().find(|(_, chat)| chat.is_object());
    let (kind, name) = match from {
        Some((kind, chat)) => (kind, profile(chat).name),
        None => {
            let name = hidden().unwrap_or_else(|| profile(user).name);
            (SourceKind::User, name)
        }
    };
    Some(Source {
        kind,
        name,
        signature: string(origin, "author_signature"),
        user: integer(user, "id"),
    })
}
