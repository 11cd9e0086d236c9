//! The private chat: what a person presses.
//!
//! Every button's data may come from anybody, so whose ticket it is is asked before anything is done or shown; a
//! stranger reads the same words as the owner of a button that is too old.

use super::super::{
    Failure, GatewayEnv,
    draft::{ButtonPress, TurnDraft},
};
use crate::{
    actors::ticket::{Turn, TurnError},
    domain::{
        command::{Command, Refusal},
        dialogue::PrivateInput,
        ids::{By, *},
        message::MessageContent,
        notice::PersonNotice,
        read_model::TicketDetails,
    },
    store::MessageRole,
    telegram::callback::ButtonAction,
    view::{self, Toast},
};

impl GatewayEnv {
    /// A person pressed a button.
    pub(in crate::actors::gateway) async fn on_private_button(
        &self,
        mut draft: TurnDraft,
        pressed: ButtonPress,
    ) -> Result<(), Failure> {
        let person = PersonId(pressed.by.id);
        let language = pressed.by.language();
        draft.work.people.push(pressed.by.clone());
        let toast = match ButtonAction::read(&pressed.data) {
            Some(press) => {
                self.press_in_private(draft, person, &pressed, press)
                    .await?
            }
            None => {
                // Whatever they press, they are there: the silence of their ticket ends with it.
                self.commit_and_break_silence(draft, person).await?;
                Some(Toast::Stale)
            }
        };
        self.toast(&pressed.callback, language, toast);
        Ok(())
    }

    async fn press_in_private(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        pressed: &ButtonPress,
        press: ButtonAction,
    ) -> Result<Option<Toast>, Failure> {
        let now = self.clock.now();
        let turned = self.turned_page(person.0, pressed.message).await?;
        match press {
            ButtonAction::Support => {
                draft.tell_person(person, PersonNotice::Support);
            }
            ButtonAction::Create => return self.create(draft, person).await,
            ButtonAction::Cancel => {
                self.step_dialogue(draft, person, PrivateInput::Cancel, now)
                    .await?;
                return Ok(None);
            }
            ButtonAction::PersonTickets(page) => {
                draft
                    .tell_person(person, PersonNotice::Tickets { page })
                    .edits = turned
            }
            ButtonAction::PersonReply(ticket)
            | ButtonAction::Conversation(ticket, _)
            | ButtonAction::Attachment(ticket, _)
            | ButtonAction::PersonClose(ticket)
            | ButtonAction::PersonCloseYes(ticket)
            | ButtonAction::PersonCloseNo(ticket)
            | ButtonAction::StillNeedHelp(ticket)
            | ButtonAction::Solved(ticket) => {
                // A button names a ticket, but data comes from whoever sends it: it must be their own.
                let Some(shown) = self
                    .shown(ticket)
                    .await?
                    .filter(|shown| shown.ticket.person == person)
                else {
                    self.commit_and_break_silence(draft, person).await?;
                    return Ok(Some(Toast::Stale));
                };
                return self
                    .press_on_own_ticket(draft, shown, pressed, press, turned)
                    .await;
            }
            // Buttons of the group, which nobody has in a private chat.
            _ => {
                self.commit_and_break_silence(draft, person).await?;
                return Ok(Some(Toast::Stale));
            }
        }
        self.commit_and_break_silence(draft, person).await?;
        Ok(None)
    }

    async fn press_on_own_ticket(
        &self,
        mut draft: TurnDraft,
        shown: TicketDetails,
        pressed: &ButtonPress,
        press: ButtonAction,
        turned: Option<i64>,
    ) -> Result<Option<Toast>, Failure> {
        let (ticket, person) = (shown.ticket.id, shown.ticket.person);
        let (now, over) = (self.clock.now(), shown.ticket.is_resolved());
        match press {
            ButtonAction::Conversation(_, page) => {
                draft
                    .tell_person(person, PersonNotice::Conversation { ticket, page })
                    .edits = turned
            }
            ButtonAction::Attachment(_, message) => {
                draft.tell_person(person, PersonNotice::Attachment { ticket, message });
            }
            // Reading stays possible after the end; everything else that follows needs an open ticket.
            ButtonAction::StillNeedHelp(_) if over => return self.create(draft, person).await,
            _ if over => {
                self.commit_and_break_silence(draft, person).await?;
                return Ok(Some(Toast::AlreadyResolved));
            }
            ButtonAction::PersonReply(_) => {
                self.step_dialogue(draft, person, PrivateInput::Reply(ticket), now)
                    .await?;
                return Ok(None);
            }
            ButtonAction::PersonClose(_) => {
                draft.tell_person(person, PersonNotice::ConfirmClose { ticket });
            }
            // The button of a warning that is over: the ticket went on since, so it is asked once.
            ButtonAction::Solved(_) if !shown.ticket.is_warned() => {
                draft.tell_person(person, PersonNotice::ConfirmClose { ticket });
            }
            ButtonAction::PersonCloseNo(_) => {
                draft
                    .tell_person(person, PersonNotice::KeptOpen { ticket })
                    .edits = pressed.message
            }
            ButtonAction::PersonCloseYes(_) | ButtonAction::Solved(_) => {
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
            ButtonAction::StillNeedHelp(_) => {
                // It stands in the conversation like any message, so that the team reads why the ticket goes on.
                let words =
                    MessageContent::text(view::still_need_help(&self.desk, pressed.by.language()));
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
        self.commit_and_break_silence(draft, person).await?;
        Ok(None)
    }

    /// A turn that a press asked for: done, or refused with a toast.
    pub(in crate::actors::gateway) async fn toasted(
        &self,
        draft: TurnDraft,
        turn: Result<Turn, TurnError>,
        done: Toast,
    ) -> Result<Option<Toast>, Failure> {
        let refused = match turn {
            Ok(_) => return Ok(Some(done)),
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => Toast::AlreadyResolved,
            Err(TurnError::Refused(_) | TurnError::Unknown(_)) => Toast::Stale,
            Err(error) => return Err(error.into()),
        };
        // The turn was refused and committed nothing: the update itself must still be done.
        self.finish(draft).await?;
        Ok(Some(refused))
    }

    /// **Create Ticket**: blocked, an active ticket, or the title is asked.
    async fn create(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
    ) -> Result<Option<Toast>, Failure> {
        let now = self.clock.now();
        let blocked = self
            .records
            .read(move |s| async move { s.blocked(person, now).await })
            .await?;
        // They asked just now, so they are told again, unlike somebody who merely writes.
        if blocked.is_some() {
            draft.work.told_blocked = Some(person);
            draft.tell_person(person, PersonNotice::YouAreBlocked);
            self.commit_and_break_silence(draft, person).await?;
        } else if let Some(ticket) = self.active(person).await? {
            draft.tell_person(person, PersonNotice::ActiveTicket { ticket });
            self.commit_and_break_silence(draft, person).await?;
        } else if self.desk.mode == view::Mode::Contact {
            // A button from the time when there were tickets.
            draft.tell_person(person, PersonNotice::Contact);
            self.commit_and_break_silence(draft, person).await?;
        } else {
            self.step_dialogue(draft, person, PrivateInput::Create, now)
                .await?;
        }
        Ok(None)
    }

    pub(in crate::actors::gateway) async fn shown(
        &self,
        ticket: TicketId,
    ) -> Result<Option<TicketDetails>, Failure> {
        Ok(self
            .records
            .read(move |s| async move { s.shown(ticket).await })
            .await?)
    }

    /// The message with the button, when it is a page that is turned in place.
    pub(in crate::actors::gateway) async fn turned_page(
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
            // A message that is no page, such as a card or an answer, must not be overwritten by one.
            .filter(|sent| sent.role == MessageRole::Page)
            .map(|sent| sent.message))
    }
}
