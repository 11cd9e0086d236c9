//! The team's group: what its members write.
//!
//! An answer is what an agent sends *as a reply* to one of our messages about a ticket; everything else is talk among the
//! team and goes nowhere. So an answer can never reach another ticket's person. Who is of the team is asked each time
//! ([`membership`](super::super::membership)); where a command ends and an answer begins is decided in
//! [`team_command`](crate::domain::team_command).
//!
//! Invariant: what replies to a message that asks for a note is a note or nothing, whatever became of that message's record,
//! of the ticket, and of the desk in between. Invariant: what begins with `//` is sent to nobody.

use super::super::{
    Failure, GatewayEnv,
    draft::{TurnDraft, command},
    membership::SenderStanding,
};
use crate::{
    domain::{
        dialogue::{self, GroupDialogue},
        ids::*,
        message::MessageContent,
        notice::{NotHeard, TeamNotice},
        team_command::{BlockedName, TeamCommand, is_remark},
    },
    store::{MessageRole, SentMessage},
    telegram::inbound::{Referred, ReplyTarget, Sender},
    view::{self, NOTE_SIGN},
};

/// A message in the group.
pub(in crate::actors::gateway) struct GroupMessage {
    pub(in crate::actors::gateway) thread: Option<i64>,
    pub(in crate::actors::gateway) by: Sender,
    pub(in crate::actors::gateway) message: i64,
    pub(in crate::actors::gateway) words: MessageContent,
    pub(in crate::actors::gateway) replies_to: Option<ReplyTarget>,
    pub(in crate::actors::gateway) refers_to: Option<Box<Referred>>,
}

/// The message that another in the group replies to, with all that is known of it.
struct RepliedMessage {
    message: i64,
    /// True for a message of the bot.
    ours: bool,
    /// The record of it, if it is ours and that is not lost.
    sent: Option<SentMessage>,
    /// The dialogue that it belongs to, while that lasts.
    form: Option<GroupDialogue>,
    /// The ticket that it is about.
    ticket: Option<TicketId>,
    first_line: String,
}

impl RepliedMessage {
    /// True for a prompt: a reply to it is taken as it stands.
    fn is_prompt(&self) -> bool {
        let asks = self.sent.is_some_and(|sent| sent.asked.is_some());
        asks || matches!(self.form, Some(GroupDialogue::Block(_)))
    }

    /// True if a reply to it is a note.
    fn is_for_note(&self) -> bool {
        match self.sent {
            Some(sent) => sent.role == MessageRole::Note,
            // The record may be lost, or the message older than it: then its first line decides.
            None => self.first_line.starts_with(NOTE_SIGN),
        }
    }
}

impl GatewayEnv {
    /// Somebody wrote in the group.
    pub(in crate::actors::gateway) async fn on_group_message(
        &self,
        mut draft: TurnDraft,
        mut said: GroupMessage,
    ) -> Result<(), Failure> {
        let asked = said
            .words
            .is_text()
            .then(|| command(&said.words.text, &self.me))
            .flatten();
        let replied = match &said.replies_to {
            Some(to) => Some(self.find_reply_target(to).await?),
            None => None,
        };
        // A reply to a message that is neither ours nor a ticket's is talk.
        let replied = replied.filter(|replied| replied.ours || replied.ticket.is_some());
        if asked.is_none() && replied.is_none() {
            // Talk among the team.
            return self.finish(draft).await;
        }
        let agent = AgentId(said.by.profile.id);
        let ticket = replied.as_ref().and_then(|replied| replied.ticket);
        let prompted = replied.as_ref().is_some_and(RepliedMessage::is_prompt);
        let asked = asked
            // A prompt takes what stands there, a slash included.
            .filter(|_| !prompted)
            .and_then(|(name, arguments)| TeamCommand::read(&name, &arguments, agent, ticket));
        // Asked after the reading, so that talk among the team costs Telegram no question.
        match self.standing(&said.by).await? {
            SenderStanding::Agent => {}
            SenderStanding::NotHeard(why) => {
                // People who talk to other bots with commands are not answered by this one.
                let may_be_agent = matches!(why, NotHeard::AsGroup | NotHeard::Unknown);
                if replied.is_some() || asked.is_some() && may_be_agent {
                    self.tell_not_heard(&mut draft, &said.by, why, said.thread, said.message);
                }
                return self.finish(draft).await;
            }
            SenderStanding::Bot => return self.finish(draft).await,
        }
        draft.work.people.push(said.by.profile.clone());
        if let Some(ticket) = ticket {
            let meant = self
                .meant_by_agent(ticket, said.refers_to.as_deref())
                .await?;
            said.words.in_reply_to = meant.map(Box::new);
        }
        if let Some(ticket) = ticket
            && is_remark(&said.words.text)
        {
            return self.note(draft, &said, ticket).await;
        }
        match (asked, replied) {
            (Some(command), _) => self.commanded(draft, &said, command).await,
            (None, Some(replied)) => self.replied(draft, &said, replied).await,
            (None, None) => self.finish(draft).await,
        }
    }

    async fn commanded(
        &self,
        mut draft: TurnDraft,
        said: &GroupMessage,
        command: TeamCommand,
    ) -> Result<(), Failure> {
        let (agent, thread) = (AgentId(said.by.profile.id), said.thread);
        let telling = match command {
            TeamCommand::Tickets(filter) => TeamNotice::Tickets { filter, page: 0 },
            TeamCommand::Ticket(ticket) => {
                let viewed = self.view(draft, ticket, agent, thread, None).await;
                return viewed.map(drop);
            }
            TeamCommand::Block(ticket) => {
                let asked_in = Some(said.message);
                let begun = self.begin_block(draft, ticket, thread, asked_in).await;
                return begun.map(drop);
            }
            TeamCommand::Sla(ticket) => match self.shown(ticket).await? {
                Some(_) => TeamNotice::Clocks { ticket },
                None => TeamNotice::NoSuchTicket { ticket },
            },
            TeamCommand::Blocked => TeamNotice::BlockedList { page: 0 },
            TeamCommand::Unblock(name) => match self.named(name).await? {
                Some(person) => return self.unblock(draft, person, agent, thread).await,
                None => TeamNotice::NotBlocked,
            },
            TeamCommand::Help => TeamNotice::Help,
            TeamCommand::Usage(command) => TeamNotice::Usage { command },
        };
        draft.tell_team(thread, telling).replies_to = Some(said.message);
        self.finish(draft).await
    }

    /// The person whose block is to be lifted.
    async fn named(&self, name: BlockedName) -> Result<Option<PersonId>, Failure> {
        Ok(match name {
            BlockedName::PersonOf(ticket) => {
                let shown = self.shown(ticket).await?;
                shown.map(|shown| shown.ticket.person)
            }
            BlockedName::Id(person) => Some(person),
            BlockedName::Username(username) => {
                let found = self
                    .records
                    .read(move |s| async move { s.profile_named(&username).await })
                    .await?;
                found.map(|profile| PersonId(profile.id))
            }
            BlockedName::Unreadable => None,
        })
    }

    /// All that is known of a message that another replies to.
    async fn find_reply_target(&self, to: &ReplyTarget) -> Result<RepliedMessage, Failure> {
        let (group, message) = (self.team.group(), to.message);
        let sent = self
            .records
            .read(move |s| async move { s.sent(group, message).await })
            .await?;
        // The bot may have sent it before its record was committed, or in a version without one.
        let ours = sent.is_some() || to.from == Some(self.me.id);
        let ticket = match sent.and_then(|sent| sent.ticket) {
            Some(ticket) => Some(ticket),
            // Words of a person, copied by us, can hold a number too; only our own heading counts.
            None if ours => self.ticket_named_in(&to.first_line).await?,
            None => None,
        };
        let form = match sent.and_then(|sent| sent.anchor) {
            Some(anchor) => self.form(anchor).await?,
            None => None,
        };
        Ok(RepliedMessage {
            message,
            ours,
            sent,
            form,
            ticket,
            first_line: to.first_line.clone(),
        })
    }

    /// A reply of an agent: to which of our messages decides what it is.
    async fn replied(
        &self,
        mut draft: TurnDraft,
        said: &GroupMessage,
        to: RepliedMessage,
    ) -> Result<(), Failure> {
        if let Some(anchor) = to.sent.and_then(|sent| sent.anchor) {
            match to.form {
                Some(GroupDialogue::Block(form)) if form.takes_words() => {
                    let shown_in = to.message;
                    return self
                        .type_into_form(draft, anchor, form, shown_in, said)
                        .await;
                }
                // A reply to the question itself is another answer, which asks for itself.
                Some(GroupDialogue::ConfirmAnswer { .. }) => {}
                // What is typed into a form that is over, or waits for a press, is meant for nobody, least of all for the
                // person.
                Some(GroupDialogue::Block(_)) | None => {
                    draft
                        .tell_team(said.thread, TeamNotice::CannotRoute)
                        .replies_to = Some(said.message);
                    return self.finish(draft).await;
                }
            }
        }
        let prompt_of = to.sent.and_then(|sent| sent.asked);
        match to.ticket {
            Some(ticket) if to.is_for_note() => self.note(draft, said, ticket).await,
            Some(ticket) => self.answer(draft, said, ticket, prompt_of).await,
            None => {
                draft
                    .tell_team(said.thread, TeamNotice::CannotRoute)
                    .replies_to = Some(said.message);
                self.finish(draft).await
            }
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
        // The number alone proves nothing: the line must be one that the desk writes about this ticket.
        let ours = shown.is_some_and(|shown| view::names_ticket(line, &shown, &self.desk));
        Ok(ours.then_some(ticket))
    }

    /// A dialogue of the group that is still alive.
    pub(in crate::actors::gateway) async fn form(
        &self,
        anchor: UpdateId,
    ) -> Result<Option<GroupDialogue>, Failure> {
        let stored = self
            .records
            .read(move |s| async move { s.group_dialogue(anchor).await })
            .await?;
        Ok(stored
            .filter(|(_, since)| self.clock.now() - *since < dialogue::LIFETIME)
            .map(|(state, _)| state))
    }
}
