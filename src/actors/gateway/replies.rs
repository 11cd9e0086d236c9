//! What a message replies to or quotes: looked up among what was said.

use super::{Failure, GatewayEnv};
use crate::{
    domain::{
        ids::*,
        message::{InReplyTo, Origin, Quote},
        reply::meant,
    },
    telegram::inbound::Referred,
};

/// The message that another one replies to, as far as it was found.
struct FoundReply {
    /// True for a message of a ticket, or a copy of one.
    said_in_ticket: bool,
    meant: Option<InReplyTo>,
}

impl GatewayEnv {
    /// The message that a person's reply means, whatever chat it stands in.
    pub(super) async fn meant_by_person(
        &self,
        person: PersonId,
        referred: Option<Box<Referred>>,
    ) -> Result<Option<InReplyTo>, Failure> {
        let Some(referred) = referred else {
            return Ok(None);
        };
        if let Some(message) = referred.message {
            let ticket = self.active(person).await?;
            let found = self.find(person.0, message, ticket, &referred).await?;
            // Of what the desk itself said, only what they chose to quote is worth a line.
            if found.said_in_ticket || found.meant.is_some() || referred.quote.is_none() {
                return Ok(found.meant);
            }
        }
        let line = referred.quote.as_ref().map(Quote::first_line);
        let line = line.unwrap_or(referred.line);
        let tells = !line.is_empty() || referred.source.is_some();
        Ok(tells.then_some(InReplyTo {
            message: None,
            quote: referred.quote,
            line,
            source: referred.source,
        }))
    }

    /// The message that an agent's reply means, if it was said in this ticket: the person reads it.
    pub(super) async fn meant_by_agent(
        &self,
        ticket: TicketId,
        referred: Option<&Referred>,
    ) -> Result<Option<InReplyTo>, Failure> {
        let Some((referred, message)) =
            referred.and_then(|referred| Some((referred, referred.message?)))
        else {
            return Ok(None);
        };
        let group = self.team.group();
        let found = self.find(group, message, Some(ticket), referred).await?;
        // Words from another ticket, or from another chat, are not for this person to read.
        let of_it = |meant: &InReplyTo| meant.message.is_some_and(|(of, _)| of == ticket);
        Ok(found.meant.filter(of_it))
    }

    async fn find(
        &self,
        chat: i64,
        message: i64,
        ticket: Option<TicketId>,
        referred: &Referred,
    ) -> Result<FoundReply, Failure> {
        let quotes = referred.quote.is_some();
        let found = self.records.read(move |store| async move {
            let shown = match store.sent(chat, message).await? {
                Some(sent) => match sent.ticket.zip(sent.shows) {
                    Some((ticket, shows)) => store.message(ticket, shows.no).await?,
                    None => None,
                },
                // Not ours: then it is a message that came in, known by its place in Telegram.
                None => store.said_as(Origin { chat, message }).await?,
            };
            // The conversation is needed to find a quotation, or to know that nothing was said in between.
            let conversation = match ticket {
                Some(ticket) if quotes || shown.is_some() => store.conversation(ticket).await?,
                _ => Vec::new(),
            };
            Ok((shown, conversation))
        });
        let (shown, conversation) = found.await?;
        Ok(FoundReply {
            said_in_ticket: shown.is_some(),
            meant: meant(shown.as_ref(), referred.quote.clone(), &conversation),
        })
    }
}
