//! The team's group: what its members write.
//!
//! An answer is what an agent sends *as a reply* to one of our messages about a ticket; everything else is talk among the
//! team and goes nowhere. So an answer can never reach another ticket's person. Who is of the team is asked each time,
//! on this side.
//!
//! Invariant: what replies to a message that asks for a note is a note or nothing, whatever became of that message's record,
//! of the ticket, and of the desk in between.

use super::{
    Failure, GatewayEnv, REMEMBERED,
    draft::{Draft, command},
};
use crate::{
    actors::ticket::TurnError,
    domain::{
        command::{By, Command, Refusal},
        dialogue::{self, BlockInput, Group},
        ids::*,
        notice::{ListFilter, Telling, UsageOf},
        words::Words,
    },
    store::{DialogueWrite, Role},
    telegram::{
        CallError, Membership,
        inbound::{Doer, RepliesTo},
        view::{self, NOTE_SIGN},
    },
};

/// A message in the group.
pub(super) struct SaidInGroup {
    pub(super) thread: Option<i64>,
    pub(super) by: Doer,
    pub(super) message: i64,
    pub(super) words: Words,
    pub(super) replies_to: Option<RepliesTo>,
}

impl GatewayEnv {
    /// Whether a message is the team's: a member's own, or an administrator's who writes as the group. Posts of
    /// channels, linked ones too, and of bots are nobody's (`behaviour.md`).
    pub(super) async fn is_teams(&self, by: &Doer) -> Result<bool, Failure> {
        match by.sender_chat {
            Some(chat) => Ok(self.team.is_group(chat) && self.agents.is_empty()),
            None if by.is_bot => Ok(false),
            None => self.is_team(by.profile.id).await,
        }
    }

    /// Whether an administrator replies to the bot as the group, where `admin.agents` names who may: who they are can't be
    /// told, and they must know that nothing of it goes out.
    fn lacks_a_name(&self, said: &SaidInGroup) -> bool {
        let as_the_group = said.by.sender_chat.is_some_and(|c| self.team.is_group(c));
        let to_us = said.replies_to.as_ref().and_then(|to| to.from) == Some(self.me.id);
        as_the_group && to_us && !self.agents.is_empty()
    }

    /// Whether a user is of the team: by `admin.agents`, else by membership, remembered for 60 s.
    pub(super) async fn is_team(&self, user: i64) -> Result<bool, Failure> {
        if !self.agents.is_empty() {
            return Ok(self.agents.contains(&user));
        }
        let now = crate::clock::monotonic();
        if let Some((member, asked)) = self.members.borrow().get(&user)
            && now - *asked < REMEMBERED
        {
            return Ok(*member);
        }
        let member = match self.telegram.member(self.team.group(), user).await {
            Ok(membership) => matches!(membership, Membership::Inside { .. }),
            // It is asked again there.
            Err(error @ CallError::Migrated(group)) => {
                self.records.commit(self.team.moved_to(group)).await?;
                return Err(Failure::Later(error.to_string()));
            }
            // A question that was not answered is no answer, and is not remembered.
            Err(
                error @ (CallError::Unavailable(_)
                | CallError::Flood(_)
                | CallError::Unauthorized(_)),
            ) => {
                return Err(Failure::Later(error.to_string()));
            }
            Err(error) => {
                tracing::warn!(%error, "whether somebody is of the team can't be told: they are not");
                return Ok(false);
            }
        };
        let mut members = self.members.borrow_mut();
        if members.len() > 10_000 {
            members.clear();
        }
        members.insert(user, (member, now));
        Ok(member)
    }

    /// A member wrote.
    pub(super) async fn wrote_in_group(
        &self,
        mut draft: Draft,
        said: SaidInGroup,
    ) -> Result<(), Failure> {
        let asked = said
            .words
            .is_text()
            .then(|| command(&said.words.text, &self.me))
            .flatten();
        if asked.is_none() && said.replies_to.is_none() {
            return self.finish(draft).await;
        }
        if !self.is_teams(&said.by).await? {
            if self.lacks_a_name(&said) {
                draft.tell_team(said.thread, Telling::NameNeeded).replies_to = Some(said.message);
            }
            return self.finish(draft).await;
        }
        draft.work.people.push(said.by.profile.clone());
        if let Some((name, arguments)) = asked {
            return self.commanded(draft, &said, &name, &arguments).await;
        }
        self.maybe_replied(draft, &said).await
    }

    async fn maybe_replied(&self, draft: Draft, said: &SaidInGroup) -> Result<(), Failure> {
        match &said.replies_to {
            Some(replied) => self.replied(draft, said, replied.clone()).await,
            None => self.finish(draft).await,
        }
    }

    async fn commanded(
        &self,
        mut draft: Draft,
        said: &SaidInGroup,
        name: &str,
        arguments: &str,
    ) -> Result<(), Failure> {
        let agent = AgentId(said.by.profile.id);
        let ticket = || {
            arguments
                .trim_start_matches('#')
                .parse::<i64>()
                .ok()
                .map(TicketId)
        };
        let telling = match name {
            "tickets" => {
                let filter = match arguments {
                    "mine" => ListFilter::Mine(agent),
                    "open" => ListFilter::Open,
                    "awaiting" => ListFilter::Awaiting,
                    "all" => ListFilter::All,
                    _ => ListFilter::Active,
                };
                Telling::Tickets { filter, page: 0 }
            }
            "ticket" => match ticket() {
                Some(ticket) => {
                    return self
                        .view(draft, ticket, agent, said.thread, None)
                        .await
                        .map(drop);
                }
                None => Telling::Usage {
                    command: UsageOf::Ticket,
                },
            },
            "block" => match ticket() {
                Some(ticket) => {
                    return self
                        .begin_block(draft, ticket, said.thread, Some(said.message))
                        .await
                        .map(drop);
                }
                None => Telling::Usage {
                    command: UsageOf::Block,
                },
            },
            "sla" => match ticket() {
                Some(ticket) if self.shown(ticket).await?.is_some() => Telling::Clocks { ticket },
                Some(ticket) => Telling::NoSuchTicket { ticket },
                None => Telling::Usage {
                    command: UsageOf::Sla,
                },
            },
            "blocked" => Telling::BlockedList { page: 0 },
            "unblock" => match self.named(arguments).await? {
                Some(person) => return self.unblock(draft, person, agent, said.thread).await,
                None if arguments.is_empty() => Telling::Usage {
                    command: UsageOf::Unblock,
                },
                None => Telling::NotBlocked,
            },
            "help" | "start" => Telling::Help,
            // No command of ours: an answer may begin with a slash.
            _ => return self.maybe_replied(draft, said).await,
        };
        draft.tell_team(said.thread, telling).replies_to = Some(said.message);
        self.finish(draft).await
    }

    /// A person by `@name` or by number.
    async fn named(&self, name: &str) -> Result<Option<PersonId>, Failure> {
        if let Ok(id) = name.parse::<i64>() {
            return Ok(Some(PersonId(id)));
        }
        let Some(username) = name.strip_prefix('@').map(str::to_owned) else {
            return Ok(None);
        };
        let found = self
            .records
            .read(move |s| async move { s.profile_named(&username).await })
            .await?;
        Ok(found.map(|profile| PersonId(profile.id)))
    }

    /// A reply of a member: to which of our messages decides what it is.
    async fn replied(
        &self,
        mut draft: Draft,
        said: &SaidInGroup,
        to: RepliesTo,
    ) -> Result<(), Failure> {
        let (group, message) = (self.team.group(), to.message);
        let sent = self
            .records
            .read(move |s| async move { s.sent(group, message).await })
            .await?;
        if let Some(anchor) = sent.and_then(|sent| sent.anchor) {
            match self.form(anchor).await? {
                Some(Group::Block(form)) if form.takes_words() => {
                    let input = BlockInput::Typed(said.words.text.clone());
                    let by = AgentId(said.by.profile.id);
                    return self
                        .fill_block(draft, anchor, form, input, by, Some(message), said.thread)
                        .await
                        .map(drop);
                }
                Some(Group::ConfirmAnswer { .. }) => {}
                // What is typed into a form that is over, or waits for a press, is meant for nobody, least of all for the
                // person.
                Some(Group::Block(_)) | None => {
                    draft
                        .tell_team(said.thread, Telling::CannotRoute)
                        .replies_to = Some(said.message);
                    return self.finish(draft).await;
                }
            }
        }
        let ours = to.from == Some(self.me.id);
        let ticket = match sent.and_then(|sent| sent.ticket) {
            Some(ticket) => Some(ticket),
            None if ours => self.ticket_named_in(&to.first_line).await?,
            None => None,
        };
        let for_note = match sent {
            Some(sent) => sent.role == Role::Note,
            None => to.first_line.starts_with(NOTE_SIGN),
        };
        match ticket {
            Some(ticket) if for_note => self.note(draft, said, ticket).await,
            Some(ticket) => self.answer(draft, said, ticket).await,
            None if ours => {
                draft
                    .tell_team(said.thread, Telling::CannotRoute)
                    .replies_to = Some(said.message);
                self.finish(draft).await
            }
            // Talk among the team.
            None => self.finish(draft).await,
        }
    }

    /// The ticket of a `#126` in the first line of one of our messages, if there is such a ticket and the line is ours.
    async fn ticket_named_in(&self, line: &str) -> Result<Option<TicketId>, Failure> {
        let digits = line.split_once('#').map(|(_, rest)| {
            rest.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
        });
        let Some(ticket) = digits.and_then(|digits| digits.parse().ok()).map(TicketId) else {
            return Ok(None);
        };
        let shown = self.shown(ticket).await?;
        let ours = shown.is_some_and(|shown| view::names_ticket(line, &shown, &self.desk));
        Ok(ours.then_some(ticket))
    }

    async fn answer(
        &self,
        mut draft: Draft,
        said: &SaidInGroup,
        ticket: TicketId,
    ) -> Result<(), Failure> {
        let agent = AgentId(said.by.profile.id);
        let command = Command::Answer {
            words: said.words.clone(),
            confirmed: false,
        };
        match self
            .execute(ticket, command, By::Agent(agent), draft.work.clone())
            .await
        {
            Ok(_) => Ok(()),
            Err(TurnError::Refused(Refusal::SomebodyJustAnswered { by, .. })) => {
                let anchor = draft.update;
                let words = said.words.clone();
                let kept = Group::ConfirmAnswer {
                    ticket,
                    agent,
                    words,
                };
                draft
                    .work
                    .dialogues
                    .push(DialogueWrite::Group(anchor, Some(kept)));
                draft
                    .tell_team(said.thread, Telling::JustAnswered { ticket, by, anchor })
                    .replies_to = Some(said.message);
                self.finish(draft).await
            }
            Err(TurnError::Refused(_)) => {
                draft
                    .tell_team(said.thread, Telling::NotSent { ticket })
                    .replies_to = Some(said.message);
                self.finish(draft).await
            }
            Err(TurnError::Unknown(_)) => {
                draft
                    .tell_team(said.thread, Telling::CannotRoute)
                    .replies_to = Some(said.message);
                self.finish(draft).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps what an agent wrote with the ticket. Nothing here tells its person anything.
    async fn note(
        &self,
        mut draft: Draft,
        said: &SaidInGroup,
        ticket: TicketId,
    ) -> Result<(), Failure> {
        let by = By::Agent(AgentId(said.by.profile.id));
        let words = said.words.clone();
        let command = Command::Note { words };
        let refused = match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => return Ok(()),
            Err(TurnError::Refused(_)) => Telling::NotNoted { ticket },
            Err(TurnError::Unknown(_)) => Telling::CannotRoute,
            Err(error) => return Err(error.into()),
        };
        draft.tell_team(said.thread, refused).replies_to = Some(said.message);
        self.finish(draft).await
    }

    /// A dialogue of the group that is still alive.
    pub(super) async fn form(&self, anchor: UpdateId) -> Result<Option<Group>, Failure> {
        let stored = self
            .records
            .read(move |s| async move { s.group_dialogue(anchor).await })
            .await?;
        Ok(stored
            .filter(|(_, since)| self.clock.now() - *since < dialogue::LIFETIME)
            .map(|(state, _)| state))
    }
}
