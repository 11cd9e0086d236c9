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
        match press {
            ButtonAction::View(ticket) => {
                return self.view(draft, ticket, agent, thread, here).await;
            }
            ButtonAction::Answer(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    let agent = self.shown_as(agent).await?;
                    draft
                        .tell_team(thread, TeamNotice::AskAnswer { ticket, agent })
                        .replies_to = here
                }
            },
            ButtonAction::Note(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    let agent = self.shown_as(agent).await?;
                    draft
                        .tell_team(thread, TeamNotice::AskNote { ticket, agent })
                        .replies_to = here
                }
            },
            ButtonAction::Attachment(ticket, message) => {
                let said = self
                    .records
                    .read(move |s| async move { s.message(ticket, message).await })
                    .await?;
                let Some(said) = said.filter(|said| !said.words.is_text()) else {
                    return self.toast_only(draft, Toast::Stale).await;
                };
                let again = TeamNotice::Attachment {
                    ticket,
                    message,
                    note: said.note,
                };
                draft.tell_team(thread, again).replies_to = here;
            }
            ButtonAction::AnswerSend(anchor) => {
                return self.decide_answer(draft, anchor, pressed, true).await;
            }
            ButtonAction::AnswerDrop(anchor) => {
                return self.decide_answer(draft, anchor, pressed, false).await;
            }
            ButtonAction::SendAgain(ticket, message) => {
                return self.send_again(draft, ticket, message, by).await;
            }
            ButtonAction::Close(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    draft
                        .tell_team(thread, TeamNotice::ConfirmClose { ticket })
                        .replies_to = here
                }
            },
            ButtonAction::CloseYes(ticket) => {
                let plain = TurnDraft::new(draft.update);
                draft
                    .tell_team(
                        thread,
                        TeamNotice::CloseDecided {
                            ticket,
                            closed_by: Some(agent),
                        },
                    )
                    .edits = here;
                let closed = self.execute(ticket, Command::Close, by, draft.work).await;
                return self.toasted(plain, closed, Toast::Closed).await;
            }
            ButtonAction::CloseNo(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    let kept = TeamNotice::CloseDecided {
                        ticket,
                        closed_by: None,
                    };
                    draft.tell_team(thread, kept).edits = here
                }
            },
            ButtonAction::AssignMe(ticket) => {
                let turn = self
                    .execute(
                        ticket,
                        Command::Assign { to: Some(agent) },
                        by,
                        draft.work.clone(),
                    )
                    .await;
                return self.toasted(draft, turn, Toast::Assigned).await;
            }
            ButtonAction::Assign(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    draft
                        .tell_team(thread, TeamNotice::AssignChoice { ticket })
                        .replies_to = here
                }
            },
            ButtonAction::AssignTo(ticket, to) => {
                if let Some(to) = to {
                    if !self.is_team(to.0).await? {
                        return self.toast_only(draft, Toast::Stale).await;
                    }
                    draft.work.people.extend(self.administrator(to).await);
                }
                let plain = TurnDraft::new(draft.update);
                draft
                    .tell_team(thread, TeamNotice::Assigned { ticket, to })
                    .edits = here;
                let turn = self
                    .execute(ticket, Command::Assign { to }, by, draft.work)
                    .await;
                return self.toasted(plain, turn, Toast::Assigned).await;
            }
            ButtonAction::Priority(ticket) => match self.open_for(ticket).await? {
                Some(toast) => return self.toast_only(draft, toast).await,
                None => {
                    draft
                        .tell_team(thread, TeamNotice::PriorityChoice { ticket })
                        .replies_to = here
                }
            },
            ButtonAction::PriorityTo(ticket, priority) => {
                let plain = TurnDraft::new(draft.update);
                draft
                    .tell_team(thread, TeamNotice::PrioritySet { ticket, priority })
                    .edits = here;
                let command = Command::SetPriority { priority };
                let turn = self.execute(ticket, command, by, draft.work).await;
                return self.toasted(plain, turn, Toast::PrioritySet).await;
            }
            ButtonAction::Tickets(filter, page) => {
                let turned = self.turned_page(self.team.group(), here).await?;
                draft
                    .tell_team(thread, TeamNotice::Tickets { filter, page })
                    .edits = turned;
            }
            ButtonAction::Blocked(page) => {
                let turned = self.turned_page(self.team.group(), here).await?;
                draft
                    .tell_team(thread, TeamNotice::BlockedList { page })
                    .edits = turned;
            }
            ButtonAction::Block(ticket) => {
                let begun = self.begin_block(draft, ticket, thread, here).await?;
                return Ok((!begun).then_some(Toast::Stale));
            }
            ButtonAction::BlockFor(anchor, duration) => {
                return self
                    .press_form(draft, anchor, BlockInput::Duration(duration), pressed)
                    .await;
            }
            ButtonAction::BlockCustom(anchor) => {
                return self
                    .press_form(draft, anchor, BlockInput::Custom, pressed)
                    .await;
            }
            ButtonAction::BlockReason(anchor, nth) => match Reason::preset(usize::from(nth)) {
                Some(reason) => {
                    return self
                        .press_form(draft, anchor, BlockInput::Reason(reason), pressed)
                        .await;
                }
                None => return self.toast_only(draft, Toast::Stale).await,
            },
            ButtonAction::BlockConfirm(anchor) => {
                return self
                    .press_form(draft, anchor, BlockInput::Confirm, pressed)
                    .await;
            }
            ButtonAction::BlockCancel(anchor) => {
                return self
                    .press_form(draft, anchor, BlockInput::Cancel, pressed)
                    .await;
            }
            ButtonAction::Unblock(person) => {
                self.unblock(draft, person, agent, thread).await?;
                return Ok(None);
            }
            ButtonAction::Retry(update) => {
                draft.work.retried.push(update);
                self.finish(draft).await?;
                return Ok(Some(Toast::Retried));
            }
            ButtonAction::TryRight(right) => {
                self.finish(draft).await?;
                self.withheld.do_send(TryWithheld { right: Some(right) });
                return Ok(Some(Toast::Retried));
            }
            // Buttons of the private chat, which nobody has in the group.
            _ => return self.toast_only(draft, Toast::Stale).await,
        }
        self.finish(draft).await?;
        Ok(None)
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
