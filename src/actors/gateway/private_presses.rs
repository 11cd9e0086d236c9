//! The private chat: what a person presses.
//!
//! Every button's data may come from anybody, so whose ticket it is is asked before anything is done or shown; a
//! stranger reads the same words as the owner of a button that is too old.

use super::{
    Failure, GatewayEnv,
    draft::{Draft, Pressed},
};
use crate::{
    actors::ticket::{Turn, TurnError},
    domain::{
        command::{By, Command, Refusal},
        dialogue::PrivateInput,
        ids::*,
        notice::Saying,
        record::Shown,
        words::Words,
    },
    store::Role,
    telegram::{
        callback::Press,
        view::{self, Toast},
    },
};

impl GatewayEnv {
    /// A person pressed a button.
    pub(super) async fn pressed_in_private(
        &self,
        mut draft: Draft,
        pressed: Pressed,
    ) -> Result<(), Failure> {
        let person = PersonId(pressed.by.id);
        let language = pressed.by.language();
        draft.work.people.push(pressed.by.clone());
        let toast = match Press::read(&pressed.data) {
            Some(press) => {
                self.press_in_private(draft, person, &pressed, press)
                    .await?
            }
            None => {
                self.finish_theirs(draft, person).await?;
                Some(Toast::Stale)
            }
        };
        self.toast(&pressed.callback, language, toast);
        Ok(())
    }

    async fn press_in_private(
        &self,
        mut draft: Draft,
        person: PersonId,
        pressed: &Pressed,
        press: Press,
    ) -> Result<Option<Toast>, Failure> {
        let now = self.clock.now();
        let turned = self.turned_page(person.0, pressed.message).await?;
        match press {
            Press::Support => {
                draft.say(person, Saying::Support);
            }
            Press::Create => return self.create(draft, person).await,
            Press::Cancel => {
                self.converse(draft, person, PrivateInput::Cancel, now)
                    .await?;
                return Ok(None);
            }
            Press::PersonTickets(page) => {
                draft.say(person, Saying::Tickets { page }).edits = turned
            }
            Press::PersonReply(ticket)
            | Press::Conversation(ticket, _)
            | Press::Attachment(ticket, _)
            | Press::PersonClose(ticket)
            | Press::PersonCloseYes(ticket)
            | Press::PersonCloseNo(ticket)
            | Press::StillNeedHelp(ticket)
            | Press::Solved(ticket) => {
                let Some(shown) = self
                    .shown(ticket)
                    .await?
                    .filter(|shown| shown.ticket.person == person)
                else {
                    self.finish_theirs(draft, person).await?;
                    return Ok(Some(Toast::Stale));
                };
                return self
                    .press_on_own_ticket(draft, shown, pressed, press, turned)
                    .await;
            }
            // Buttons of the group, which nobody has in a private chat.
            _ => {
                self.finish_theirs(draft, person).await?;
                return Ok(Some(Toast::Stale));
            }
        }
        self.finish_theirs(draft, person).await?;
        Ok(None)
    }

    async fn press_on_own_ticket(
        &self,
        mut draft: Draft,
        shown: Shown,
        pressed: &Pressed,
        press: Press,
        turned: Option<i64>,
    ) -> Result<Option<Toast>, Failure> {
        let (ticket, person) = (shown.ticket.id, shown.ticket.person);
        let (now, over) = (self.clock.now(), shown.ticket.is_resolved());
        match press {
            Press::Conversation(_, page) => {
                draft
                    .say(person, Saying::Conversation { ticket, page })
                    .edits = turned
            }
            Press::Attachment(_, message) => {
                draft.say(person, Saying::Attachment { ticket, message });
            }
            Press::StillNeedHelp(_) if over => return self.create(draft, person).await,
            _ if over => {
                self.finish_theirs(draft, person).await?;
                return Ok(Some(Toast::AlreadyResolved));
            }
            Press::PersonReply(_) => {
                self.converse(draft, person, PrivateInput::Reply(ticket), now)
                    .await?;
                return Ok(None);
            }
            Press::PersonClose(_) => {
                draft.say(person, Saying::ConfirmClose { ticket });
            }
            // The button of a warning that is over: the ticket went on since, so it is asked once.
            Press::Solved(_) if !shown.ticket.is_warned() => {
                draft.say(person, Saying::ConfirmClose { ticket });
            }
            Press::PersonCloseNo(_) => {
                draft.say(person, Saying::KeptOpen { ticket }).edits = pressed.message
            }
            Press::PersonCloseYes(_) | Press::Solved(_) => {
                let closed = self
                    .execute(
                        ticket,
                        Command::Close,
                        By::Person(person),
                        draft.work.clone(),
                    )
                    .await;
                return self.toasted(draft, closed, Toast::Closed).await;
            }
            Press::StillNeedHelp(_) => {
                let words = Words::text(view::still_need_help(&self.desk, pressed.by.language()));
                let command = Command::Write {
                    words,
                    sent_at: now,
                };
                let written = self
                    .execute(ticket, command, By::Person(person), draft.work.clone())
                    .await;
                return self.toasted(draft, written, Toast::TeamTold).await;
            }
            _ => {}
        }
        self.finish_theirs(draft, person).await?;
        Ok(None)
    }

    /// A turn that a press asked for: done, or refused with a toast.
    pub(super) async fn toasted(
        &self,
        draft: Draft,
        turn: Result<Turn, TurnError>,
        done: Toast,
    ) -> Result<Option<Toast>, Failure> {
        let refused = match turn {
            Ok(_) => return Ok(Some(done)),
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => Toast::AlreadyResolved,
            Err(TurnError::Refused(_) | TurnError::Unknown(_)) => Toast::Stale,
            Err(error) => return Err(error.into()),
        };
        self.finish(draft).await?;
        Ok(Some(refused))
    }

    /// **Create Ticket**: blocked, an active ticket, or the title is asked.
    async fn create(&self, mut draft: Draft, person: PersonId) -> Result<Option<Toast>, Failure> {
        let now = self.clock.now();
        let blocked = self
            .records
            .read(move |s| async move { s.blocked(person, now).await })
            .await?;
        if blocked.is_some() {
            draft.work.told_blocked = Some(person);
            draft.say(person, Saying::YouAreBlocked);
            self.finish_theirs(draft, person).await?;
        } else if let Some(ticket) = self.active(person).await? {
            draft.say(person, Saying::ActiveTicket { ticket });
            self.finish_theirs(draft, person).await?;
        } else if self.desk.mode == view::Mode::Contact {
            // A button from the time when there were tickets.
            draft.say(person, Saying::Contact);
            self.finish_theirs(draft, person).await?;
        } else {
            self.converse(draft, person, PrivateInput::Create, now)
                .await?;
        }
        Ok(None)
    }

    pub(super) async fn shown(&self, ticket: TicketId) -> Result<Option<Shown>, Failure> {
        Ok(self
            .records
            .read(move |s| async move { s.shown(ticket).await })
            .await?)
    }

    /// The message with the button, when it is a page that is turned in place.
    pub(super) async fn turned_page(
        &self,
        chat: i64,
        message: Option<i64>,
    ) -> Result<Option<i64>, Failure> {
        let Some(message) = message else {
            return Ok(None);
        };
        let sent = self
            .records
            .read(move |s| async move { s.sent(chat, message).await })
            .await?;
        Ok(sent
            .filter(|sent| sent.role == Role::Page)
            .map(|sent| sent.message))
    }
}
