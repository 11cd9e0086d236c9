//! The private chat: what a person writes and presses.
//!
//! Every button's data may come from anybody, so whose ticket it is is asked before anything is done or shown; a
//! stranger reads the same words as the owner of a button that is too old.

use super::super::{
    Failure, GatewayEnv,
    draft::{TurnDraft, command},
};
use crate::{
    actors::{
        notifier::OutboxWritten,
        registry::{ActiveTicket, ToTicket},
        ticket::{Execute, Turn, TurnError},
    },
    domain::{
        Instant,
        command::Command,
        dialogue::{Asked, PrivateInput},
        ids::{By, *},
        message::MessageContent,
        notice::PersonNotice,
    },
    store::UnitOfWork,
};

impl GatewayEnv {
    /// Handles a message in a private chat.
    pub(in crate::actors::gateway) async fn on_private_message(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        let Some((asked, behind)) = self.asked(&words) else {
            return self.said_in_private(draft, person, words, at).await;
        };
        match asked {
            Asked::Start(came_by) => {
                // Whoever starts the bot can be reached.
                draft.work.released = Some(person);
                draft.work.came_by = came_by.map(|payload| (person, payload));
                match behind {
                    Some(words) => self.said_in_private(draft, person, words, at).await?,
                    None => {
                        draft.tell_person(person, PersonNotice::Greeting);
                        self.commit_and_break_silence(draft, person).await?;
                    }
                }
                // Rows that were held while they could not be reached are read from the start again.
                self.poke.do_send(OutboxWritten { rescan: true });
                return Ok(());
            }
            // A number that is not theirs is answered as if there were no such ticket: whether it exists is nobody's
            // business.
            Asked::TicketOf(ticket) if self.is_theirs(ticket, person).await? => {
                draft.tell_person(person, PersonNotice::Conversation { ticket, page: 0 });
                return self.commit_and_break_silence(draft, person).await;
            }
            Asked::Tickets => {
                draft.tell_person(person, PersonNotice::Tickets { page: 0 });
            }
            Asked::Cancel => {
                // Somebody who is blocked may still drop what is half done.
                let blocked = behind.is_some() && self.is_told_blocked(&mut draft, person).await?;
                let input = match behind {
                    Some(words) if !blocked => PrivateInput::CancelAndSay(words),
                    _ => PrivateInput::Cancel,
                };
                return self.step_dialogue(draft, person, input, at).await;
            }
            // Their words are answered instead.
            _ if behind.is_some() => {}
            Asked::Help => {
                draft.tell_person(person, PersonNotice::Greeting);
            }
            Asked::Support => {
                draft.tell_person(person, PersonNotice::Support);
            }
            Asked::Ticket | Asked::TicketOf(_) => {
                let saying = match self.active(person).await? {
                    Some(ticket) => PersonNotice::Conversation { ticket, page: 0 },
                    None => PersonNotice::NoTicket,
                };
                draft.tell_person(person, saying);
            }
        }
        match behind {
            Some(words) => self.said_in_private(draft, person, words, at).await,
            None => self.commit_and_break_silence(draft, person).await,
        }
    }

    /// The request in a person's words, if they are a command that people have, and the words behind it.
    fn asked(&self, words: &MessageContent) -> Option<(Asked, Option<MessageContent>)> {
        // A caption that begins with a slash is a caption.
        let text = words.is_text().then_some(&words.text)?;
        let (name, _) = command(text, &self.me)?;
        Asked::read(&name, words)
    }

    /// The words that a person says in a message: those behind a command, else all of it.
    pub(in crate::actors::gateway) fn their_words(&self, words: MessageContent) -> MessageContent {
        let behind = self.asked(&words).and_then(|(_, behind)| behind);
        behind.unwrap_or(words)
    }

    async fn is_theirs(&self, ticket: TicketId, person: PersonId) -> Result<bool, Failure> {
        let shown = self.shown(ticket).await?;
        Ok(shown.is_some_and(|shown| shown.ticket.person == person))
    }

    /// Words of a person that are no command.
    async fn said_in_private(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        if self.is_told_blocked(&mut draft, person).await? {
            return self.finish(draft).await;
        }
        self.step_dialogue(draft, person, PrivateInput::Said(words), at)
            .await
    }

    /// True if the person is blocked; they are told once, not each time they write.
    pub(in crate::actors::gateway) async fn is_told_blocked(
        &self,
        draft: &mut TurnDraft,
        person: PersonId,
    ) -> Result<bool, Failure> {
        let now = self.clock.now();
        let Some(blocked) = self
            .records
            .read(move |s| async move { s.blocked(person, now).await })
            .await?
        else {
            return Ok(false);
        };
        if !blocked.told {
            // Remembered in the same transaction, or a crash in between would tell them twice.
            draft.work.told_blocked = Some(person);
            draft.tell_person(person, PersonNotice::YouAreBlocked);
        }
        Ok(true)
    }

    pub(in crate::actors::gateway) async fn active(
        &self,
        person: PersonId,
    ) -> Result<Option<TicketId>, Failure> {
        Ok(self.registry.send(ActiveTicket(person)).await?)
    }

    /// One command for one ticket, with everything that belongs in its transaction.
    pub(in crate::actors::gateway) async fn execute(
        &self,
        ticket: TicketId,
        command: Command,
        by: By,
        also: UnitOfWork,
    ) -> Result<Turn, TurnError> {
        let asked = ToTicket {
            ticket,
            execute: Execute { command, by, also },
        };
        self.registry
            .send(asked)
            .await
            // The registry was restarted under the question; the turn may have happened, and the row is worked again
            // to find out.
            .unwrap_or(Err(TurnError::CutShort))
    }

    /// Commits what belongs to something that a person did, a message to their ticket excepted. Whatever it was, they are
    /// there: in the same transaction the silence of their ticket, if one runs, begins anew (`sla.md` rule 12).
    pub(in crate::actors::gateway) async fn commit_and_break_silence(
        &self,
        draft: TurnDraft,
        person: PersonId,
    ) -> Result<(), Failure> {
        let Some(ticket) = self.active(person).await? else {
            return self.finish(draft).await;
        };
        let (command, by) = (Command::BreakSilence, By::Person(person));
        match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => Ok(()),
            // The store's trouble is the turn's: the row waits and is tried again.
            Err(TurnError::Store(error)) => Err(error.into()),
            // It is over, or it fails by itself: what the person asked for is theirs all the same.
            Err(_) => self.finish(draft).await,
        }
    }

    /// The bot was blocked, or unblocked.
    pub(in crate::actors::gateway) async fn reachable(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        now: bool,
    ) -> Result<(), Failure> {
        draft.work.released = now.then_some(person);
        let Some(ticket) = self.active(person).await? else {
            // No ticket, no clock to stop: only what is held for them changes.
            self.finish(draft).await?;
            self.poke.do_send(OutboxWritten { rescan: true });
            return Ok(());
        };
        let command = if now {
            Command::PersonCameBack
        } else {
            Command::PersonLeft
        };
        self.execute(ticket, command, By::Desk, draft.work).await?;
        self.poke.do_send(OutboxWritten { rescan: true });
        Ok(())
    }
}
