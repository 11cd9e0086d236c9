//! What a message replies to or quotes, where its copy goes: a copy of that, or the original.

use crate::{
    domain::{
        ids::MessageNo,
        message::{Entity, Part, Quote, TicketMessage, length, stretches},
        notice::Notice,
    },
    store::{SentMessage, Store, StoreError},
    telegram::{Call, CallError},
    view::{self, Meant, quotation},
};

/// The longest quotation, after its formatting was taken out (Bot API, `ReplyParameters.quote`).
const QUOTE: usize = 1024;

/// The message that a reply means, in the chat to which its copy goes: the team's group, or its person's. `None` when
/// it is not there.
pub(super) async fn meant(
    store: &dyn Store,
    chat: i64,
    said: &TicketMessage,
) -> Result<Option<Meant>, StoreError> {
    let Some(reply) = &said.words.in_reply_to else {
        return Ok(None);
    };
    let Some((ticket, no)) = reply.message.filter(|(ticket, _)| *ticket == said.ticket) else {
        return Ok(None);
    };
    let target = store.message(ticket, no).await?;
    let Some(target) = target.filter(|target| !target.note) else {
        return Ok(None);
    };
    let quote = reply.quote.as_ref();
    let original = target.words.origin.filter(|origin| origin.chat == chat);
    if quote.is_some_and(|quote| !is_quotable(quote, &target, original.is_some())) {
        return Ok(None);
    }
    let message = match original {
        Some(original) => Some(original.message),
        None => {
            let copies = store.copies(chat, ticket, no).await?;
            // The card shows the beginning of the first message, and everything of that ticket replies to it.
            let card = match no {
                MessageNo(1) if said.agent.is_none() && quote.is_some() => {
                    store.card(chat, ticket).await?
                }
                _ => None,
            };
            let holds = copies.iter().find(|copy| holds(copy, &target, quote));
            let shown = holds.or(card.as_ref()).or(copies.last());
            shown.map(|sent| sent.message)
        }
    };
    Ok(message.map(|message| Meant {
        message,
        quote: quote.map(quotation),
    }))
}

/// True if Telegram finds a quotation in a message. It compares custom emoji too, which a bot can't write; our copies
/// have none.
fn is_quotable(quote: &Quote, target: &TicketMessage, is_original: bool) -> bool {
    let custom = |entity: &Entity| entity.kind == "custom_emoji";
    let custom = is_original && target.words.entities.iter().any(custom);
    length(&quote.text) <= QUOTE && !custom
}

/// True if a copy shows the part that is quoted.
fn holds(copy: &SentMessage, target: &TicketMessage, quote: Option<&Quote>) -> bool {
    let text = &target.words.text;
    let stretch = match copy.shows.map(|shows| shows.part) {
        Some(Part::Text(n)) => stretches(text).get(usize::from(n)).cloned(),
        Some(Part::Captioned) => Some(0..text.len()),
        Some(Part::Original) if !target.words.has_long_caption() => Some(0..text.len()),
        _ => None,
    };
    let stretch = stretch.and_then(|range| text.get(range));
    quote.is_some_and(|quote| stretch.is_some_and(|text| text.contains(&quote.text)))
}

/// True if a call replies to the message that the words of a notice mean.
pub(super) fn replies_to_meant(notice: &Notice, call: &Call, facts: &view::ViewData) -> bool {
    let (Call::Text { to, .. } | Call::Copy { to, .. } | Call::File { to, .. }) = call else {
        return false;
    };
    let meant = facts.meant.as_ref().map(|meant| meant.message);
    view::replies_to_meant(notice) && meant.is_some() && to.reply_to == meant
}

/// True for a refusal of the call's content, which may be for what it replies to or quotes.
pub(super) fn is_refusal(error: &CallError) -> bool {
    matches!(
        error,
        CallError::MessageGone(_) | CallError::CannotDo(_) | CallError::Refused(_)
    )
}

/// True if an error about a missing message is about the one that a call replies to.
pub(super) fn is_of_reply(said: &str) -> bool {
    let said = said.to_lowercase();
    said.contains("to be replied") || said.contains("reply_message_id")
}
