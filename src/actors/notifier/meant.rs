//! What a message replies to or quotes, where its copy goes: a copy of that, or the original.

use crate::{
    domain::{
        ids::MessageNo,
        record::Said,
        words::{Part, Quote, length, stretches},
    },
    store::{Sent, Store, StoreError},
    telegram::{
        CallError, Place,
        view::{self, Meant, quotation},
    },
};

/// How long a quotation may be, after its formatting was taken out (Bot API, `ReplyParameters.quote`).
const QUOTE: usize = 1024;

/// What a message means, in the chat to which its copy goes: the team's group, or its person's. `None` when it is not there.
pub(super) async fn meant(
    store: &dyn Store,
    chat: i64,
    said: &Said,
) -> Result<Option<Meant>, StoreError> {
    let Some(reply) = &said.words.in_reply_to else {
        return Ok(None);
    };
    let Some((ticket, no)) = reply.message.filter(|(ticket, _)| *ticket == said.ticket) else {
        return Ok(None);
    };
    let target = store.said(ticket, no).await?;
    let Some(target) = target.filter(|target| !target.note) else {
        return Ok(None);
    };
    let message = match target.words.origin.filter(|origin| origin.chat == chat) {
        Some(origin) => Some(origin.message),
        None => {
            let copies = store.copies(chat, ticket, no).await?;
            let card = match no {
                MessageNo(1) if said.agent.is_none() => store.card(chat, ticket).await?,
                _ => None,
            };
            let copy = showing(&copies, &target, reply.quote.as_ref());
            copy.or(card.as_ref()).map(|sent| sent.message)
        }
    };
    let quote = reply.quote.as_ref();
    let quote = quote.filter(|quote| length(&quote.text) <= QUOTE);
    Ok(message.map(|message| Meant {
        message,
        quote: quote.map(quotation),
    }))
}

/// Which of the copies shows the part that is quoted, else the first of them.
fn showing<'a>(copies: &'a [Sent], target: &Said, quote: Option<&Quote>) -> Option<&'a Sent> {
    let text = &target.words.text;
    let stretches = stretches(text);
    let holds = |sent: &&Sent| {
        let stretch = match sent.shows.map(|shows| shows.part) {
            Some(Part::Text(n)) => stretches.get(usize::from(n)).cloned(),
            Some(Part::Captioned) => Some(0..text.len()),
            Some(Part::Original) if !target.words.has_long_caption() => Some(0..text.len()),
            _ => None,
        };
        let stretch = stretch.and_then(|range| text.get(range));
        quote.is_some_and(|quote| stretch.is_some_and(|text| text.contains(&quote.text)))
    };
    // The newest stands first.
    copies.iter().find(holds).or(copies.last())
}

/// Whether Telegram has something against the call as it is.
pub(super) fn is_refusal(error: &CallError) -> bool {
    matches!(
        error,
        CallError::MessageGone(_) | CallError::CannotDo(_) | CallError::Refused(_)
    )
}

/// Whether a message goes where it replies to what its words mean.
pub(super) fn is_meant(place: Place, facts: &view::Facts) -> bool {
    let meant = facts.meant.as_ref();
    meant.is_some_and(|meant| place.reply_to == Some(meant.message))
}
