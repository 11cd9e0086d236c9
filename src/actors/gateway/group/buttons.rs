//! The team's group: what its members press.
//!
//! Old buttons, double presses and presses by two people at once do no harm: the state decides, the presser is told.

use super::super::{
    Failure, GatewayEnv,
    draft::{ButtonPress, TurnDraft},
    membership::SenderStanding,
};
use crate::{
    actors::notifier::rights::TryWithheld,
    domain::{
        block::{BlockInput, Reason},
        command::Command,
        ids::{By, *},
        notice::{Notice, TeamNotice},
        read_model::Profile,
    },
    store::MessageRole,
    telegram::callback::ButtonAction,
    view::Toast,
};

/// A choice among buttons: its command, the outcome as told, and the toast.
struct Decided(Command, TeamNotice, Toast);

/// The input of a button to the block form with this anchor; no input for a preset reason that there is no longer.
fn block_input(press: &ButtonAction) -> Option<(UpdateId, Option<BlockInput>)> {
    Some(match *press {
        ButtonAction::BlockFor(anchor, duration) => (anchor, Some(BlockInput::Duration(duration))),
        ButtonAction::BlockCustom(anchor) => (anchor, Some(BlockInput::Custom)),
        ButtonAction::BlockReason(anchor, nth) => {
            let reason = Reason::preset(usize::from(nth));
            (anchor, reason.map(BlockInput::Reason))
        }
        ButtonAction::BlockConfirm(anchor) => (anchor, Some(BlockInput::Confirm)),
        ButtonAction::BlockCancel(anchor) => (anchor, Some(BlockInput::Cancel)),
        _ => return None,
    })
}

impl GatewayEnv {
    /// Somebody pressed a button. Whoever is not of the team learns that, and nothing else.
    pub(in crate::actors::gateway) async fn on_group_button(
        &self,
        mut draft: TurnDraft,
        pressed: ButtonPress,
    ) -> Result<(), Failure> {
        let language = Some(self.desk.team_language);
        if let SenderStanding::NotHeard(why) = self.standing_of(pressed.by.id).await? {
            self.tell_hidden_members(&mut draft, why);
            return self
                .answer_press(draft, &pressed.callback, language, Some(why.into()))
                .await;
        }
        let press = ButtonAction::read(&pressed.data);
        let Some(press) = press.filter(|_| pressed.message.is_some()) else {
            return self
                .answer_press(draft, &pressed.callback, language, Some(Toast::Stale))
                .await;
        };
        draft.work.people.push(pressed.by.clone());
        let late = TurnDraft::new(draft.update);
        let toast = match self.press_in_group(draft, &pressed, press).await {
            Err(Failure::AlreadyEnded) => self.toast_only(late, Toast::Stale).await?,
            pressed => pressed?,
        };
        self.toast(&pressed.callback, language, toast);
        Ok(())
    }

    async fn press_in_group(
        &self,
        mut draft: TurnDraft,
        pressed: &ButtonPress,
        press: ButtonAction,
    ) -> Result<Option<Toast>, Failure> {
        let agent = AgentId(pressed.by.id);
        let by = By::Agent(agent);
        let (thread, here) = (pressed.thread, pressed.message);
        if let Some(ticket) = press.needs_open_ticket()
            && let Some(toast) = self.open_for(ticket).await?
        {
            return self.toast_only(draft, toast).await;
        }
        if let Some(prompt) = self.prompt(&press, agent).await? {
            draft.tell_team(thread, prompt).replies_to = here;
            self.finish(draft).await?;
            return Ok(None);
        }
        if let Some((anchor, input)) = block_input(&press) {
            return match input {
                Some(input) => self.press_form(draft, anchor, input, pressed).await,
                None => self.toast_only(draft, Toast::Stale).await,
            };
        }
        match press {
            ButtonAction::View(ticket) => self.view(draft, ticket, agent, thread, here).await,
            ButtonAction::Attachment(ticket, message) => {
                self.show_attachment(draft, ticket, message, pressed).await
            }
            ButtonAction::AnswerSend(anchor) => {
                self.decide_answer(draft, anchor, pressed, true).await
            }
            ButtonAction::AnswerDrop(anchor) => {
                self.decide_answer(draft, anchor, pressed, false).await
            }
            ButtonAction::SendAgain(ticket, message) => {
                self.send_again(draft, ticket, message, by).await
            }
            ButtonAction::CloseYes(ticket) => {
                let closed_by = Some(agent);
                let closed = TeamNotice::CloseDecided { ticket, closed_by };
                let decided = Decided(Command::Close, closed, Toast::Closed);
                self.decide(draft, ticket, by, decided, pressed).await
            }
            ButtonAction::CloseNo(ticket) => {
                let closed_by = None;
                let kept = TeamNotice::CloseDecided { ticket, closed_by };
                draft.tell_team(thread, kept).edits = here;
                self.done(draft, None).await
            }
            ButtonAction::AssignMe(ticket) => {
                let command = Command::Assign { to: Some(agent) };
                let turn = self.execute(ticket, command, by, draft.work.clone()).await;
                self.toasted(draft, turn, Toast::Assigned).await
            }
            ButtonAction::AssignTo(ticket, to) => self.assign(draft, ticket, to, by, pressed).await,
            ButtonAction::PriorityTo(ticket, priority) => {
                let set = TeamNotice::PrioritySet { ticket, priority };
                let command = Command::SetPriority { priority };
                let decided = Decided(command, set, Toast::PrioritySet);
                self.decide(draft, ticket, by, decided, pressed).await
            }
            ButtonAction::Tickets(filter, page) => {
                let list = TeamNotice::Tickets { filter, page };
                self.turn_to(draft, list, pressed).await
            }
            ButtonAction::Blocked(page) => {
                let list = TeamNotice::BlockedList { page };
                self.turn_to(draft, list, pressed).await
            }
            ButtonAction::Block(ticket) => {
                let begun = self.begin_block(draft, ticket, thread, here).await?;
                Ok((!begun).then_some(Toast::Stale))
            }
            ButtonAction::Unblock(person) => {
                self.unblock(draft, person, agent, thread).await?;
                Ok(None)
            }
            ButtonAction::Retry(update) => {
                draft.work.retried.push(update);
                self.done(draft, Some(Toast::Retried)).await
            }
            ButtonAction::TryRight(right) => {
                self.finish(draft).await?;
                self.withheld.do_send(TryWithheld { right: Some(right) });
                Ok(Some(Toast::Retried))
            }
            // Buttons of the private chat, which nobody has in the group.
            _ => self.toast_only(draft, Toast::Stale).await,
        }
    }

    /// The question that a button leads to, as a reply to the message that has the button.
    async fn prompt(
        &self,
        press: &ButtonAction,
        agent: AgentId,
    ) -> Result<Option<TeamNotice>, Failure> {
        Ok(Some(match *press {
            ButtonAction::Answer(ticket) => {
                let agent = self.shown_as(agent).await?;
                TeamNotice::AskAnswer { ticket, agent }
            }
            ButtonAction::Note(ticket) => {
                let agent = self.shown_as(agent).await?;
                TeamNotice::AskNote { ticket, agent }
            }
            ButtonAction::Close(ticket) => TeamNotice::ConfirmClose { ticket },
            ButtonAction::Assign(ticket) => TeamNotice::AssignChoice { ticket },
            ButtonAction::Priority(ticket) => TeamNotice::PriorityChoice { ticket },
            _ => return Ok(None),
        }))
    }

    /// Has the ticket carry out a choice; the message that offered it says the outcome from then on. A refusal is told by
    /// a toast alone, and commits nothing but the update itself.
    async fn decide(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        by: By,
        Decided(command, outcome, toast): Decided,
        pressed: &ButtonPress,
    ) -> Result<Option<Toast>, Failure> {
        let plain = TurnDraft::new(draft.update);
        draft.tell_team(pressed.thread, outcome).edits = pressed.message;
        let turn = self.execute(ticket, command, by, draft.work).await;
        self.toasted(plain, turn, toast).await
    }

    async fn assign(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        to: Option<AgentId>,
        by: By,
        pressed: &ButtonPress,
    ) -> Result<Option<Toast>, Failure> {
        if let Some(to) = to {
            // They may have left the group since the choice was shown.
            if !self.is_team(to.0).await? {
                return self.toast_only(draft, Toast::Stale).await;
            }
            draft.work.people.extend(self.administrator(to).await);
        }
        let assigned = TeamNotice::Assigned { ticket, to };
        let decided = Decided(Command::Assign { to }, assigned, Toast::Assigned);
        self.decide(draft, ticket, by, decided, pressed).await
    }

    /// Sends an attachment of the conversation once more; a text is in the card, and has no button.
    async fn show_attachment(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        message: MessageNo,
        pressed: &ButtonPress,
    ) -> Result<Option<Toast>, Failure> {
        let kept = self
            .records
            .read(move |s| async move { s.message(ticket, message).await })
            .await?;
        let Some(kept) = kept.filter(|kept| !kept.words.is_text()) else {
            return self.toast_only(draft, Toast::Stale).await;
        };
        let again = TeamNotice::Attachment {
            ticket,
            message,
            note: kept.note,
        };
        draft.tell_team(pressed.thread, again).replies_to = pressed.message;
        self.done(draft, None).await
    }

    /// Shows a page of a list, in place of the one that has the button if that can still be edited.
    async fn turn_to(
        &self,
        mut draft: TurnDraft,
        list: TeamNotice,
        pressed: &ButtonPress,
    ) -> Result<Option<Toast>, Failure> {
        let turned = self.turned_page(self.team.group(), pressed.message).await?;
        draft.tell_team(pressed.thread, list).edits = turned;
        self.done(draft, None).await
    }

    async fn done(&self, draft: TurnDraft, toast: Option<Toast>) -> Result<Option<Toast>, Failure> {
        self.finish(draft).await?;
        Ok(toast)
    }

    /// The agent as whom somebody who pressed will write: an anonymous administrator presses as a person and writes as the
    /// group, and their name must not stand there.
    async fn shown_as(&self, agent: AgentId) -> Result<AgentId, Failure> {
        let anonymous = self.is_anonymous(agent.0).await?;
        Ok(if anonymous { AgentId::ANONYMOUS } else { agent })
    }

    /// An administrator's name: they need not have said anything yet. Without it they are *a member of the team*.
    async fn administrator(&self, agent: AgentId) -> Option<Profile> {
        let all = self.telegram.administrators(self.team.group()).await.ok()?;
        all.into_iter().find(|profile| profile.id == agent.0)
    }

    pub(in crate::actors::gateway) async fn toast_only(
        &self,
        draft: TurnDraft,
        toast: Toast,
    ) -> Result<Option<Toast>, Failure> {
        self.finish(draft).await?;
        Ok(Some(toast))
    }

    /// Nothing when the ticket can be worked on, else what the presser is told.
    async fn open_for(&self, ticket: TicketId) -> Result<Option<Toast>, Failure> {
        Ok(match self.shown(ticket).await? {
            Some(shown) if shown.ticket.is_resolved() => Some(Toast::AlreadyResolved),
            Some(_) => None,
            None => Some(Toast::Stale),
        })
    }

    /// **View Ticket**, on the card or elsewhere, and `/ticket 126`. Elsewhere a fresh card is sent, which becomes the
    /// card; the old one shrinks to a line with a link to it.
    pub(in crate::actors::gateway) async fn view(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        agent: AgentId,
        thread: Option<i64>,
        pressed: Option<i64>,
    ) -> Result<Option<Toast>, Failure> {
        let Some(shown) = self.shown(ticket).await? else {
            if pressed.is_some() {
                return self.toast_only(draft, Toast::Stale).await;
            }
            draft.tell_team(thread, TeamNotice::NoSuchTicket { ticket });
            self.finish(draft).await?;
            return Ok(None);
        };
        let group = self.team.group();
        let card = self
            .records
            .read(move |s| async move { s.card(group, ticket).await })
            .await?;
        match card.filter(|card| card.role == MessageRole::Card) {
            // On the card: its edit shows it, but for a resolved one, which stays folded.
            Some(card) if Some(card.message) == pressed && !shown.ticket.is_resolved() => {
                draft.tell(Notice::ToTeam(TeamNotice::CardEdit { ticket }));
            }
            // Which one is the old card then, is known when the new one stands.
            _ => {
                draft.tell_team(thread, TeamNotice::Card { ticket });
                draft.tell_team(thread, TeamNotice::OldCard { ticket });
            }
        }
        self.execute(ticket, Command::View, By::Agent(agent), draft.work)
            .await?;
        Ok(None)
    }
}
