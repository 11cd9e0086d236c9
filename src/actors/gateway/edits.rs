//! Messages that somebody changed after they sent them.
//!
//! An edit is found by the message's number alone: what belongs to a ticket is changed there, its title too, what is kept
//! for one that is not opened yet is changed where it is kept, what was set aside is tried again as it is now, what was
//! refused is another attempt, and anything else was talk. An edit that changes nothing of what is said,
//! or that comes twice, does nothing and counts for nothing.

use super::{
    Failure, GatewayEnv, draft::TurnDraft, membership::SenderStanding, throttle::LimitedAction,
};
use crate::{
    actors::ticket::TurnError,
    domain::{
        Instant,
        command::{Command, Refusal},
        dialogue::{self, GroupDialogue},
        ids::{By, *},
        message::{MessageContent, TicketMessage},
        notice::{PersonNotice, TeamNotice},
        read_model::Profile,
        team_command::is_remark,
        title::title_of,
    },
    store::{DialogueWrite, InboxRow},
    telegram::inbound::{self, Sender},
};

impl GatewayEnv {
    /// A person changed a message of theirs, which they had sent at `at`.
    pub(super) async fn on_private_edit(
        &self,
        mut draft: TurnDraft,
        by: Profile,
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        let (person, words) = (PersonId(by.id), self.their_words(words));
        let Some(of) = self.stored(&words).await? else {
            // Not in a ticket: it may be the message that a title was taken from, or one that is kept until there is a
            // ticket.
            return match self.titled(&words).await? {
                Some(of) => self.edited_title(draft, by, of, words, at).await,
                None => self.edited_kept(draft, by, words, at).await,
            };
        };
        // Telegram also sends an edit when a link's preview appears, or a live location moves.
        if of.words.says_the_same(&words) {
            return self.finish(draft).await;
        }
        // The edit counts like a message: otherwise it would be a way round the limits.
        self.check_limit(LimitedAction::Message, person, draft.update, at)?;
        draft.work.people.push(by);
        if self.is_told_blocked(&mut draft, person).await? {
            return self.finish(draft).await;
        }
        let ticket = of.ticket;
        let words = words.as_edit_of(&of.words);
        let (command, by) = (
            Command::Edit {
                of: Box::new(of),
                words,
            },
            By::Person(person),
        );
        match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => Ok(()),
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => {
                draft.tell_person(person, PersonNotice::EditTooLate { ticket });
                self.finish(draft).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A person changed the message that the title of their ticket was taken from.
    async fn edited_title(
        &self,
        mut draft: TurnDraft,
        by: Profile,
        (ticket, before): (TicketId, String),
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        let person = PersonId(by.id);
        let title = title_of(&words, self.lengths());
        // The spaces between the words are no part of a title.
        if title.as_ref() == Ok(&before) {
            return self.finish(draft).await;
        }
        self.check_limit(LimitedAction::Message, person, draft.update, at)?;
        draft.work.people.push(by);
        if self.is_told_blocked(&mut draft, person).await? {
            return self.finish(draft).await;
        }
        let title = match title {
            Ok(title) => title,
            Err(why) => {
                // The ticket keeps its title, but the person did something: their silence begins anew.
                draft.tell_person(person, PersonNotice::TitleStays { ticket, why });
                return self.commit_and_break_silence(draft, person).await;
            }
        };
        let (command, by) = (Command::Retitle { title }, By::Person(person));
        match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => Ok(()),
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => {
                draft.tell_person(person, PersonNotice::EditTooLate { ticket });
                self.finish(draft).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A person changed something that is in no ticket, or not yet.
    async fn edited_kept(
        &self,
        mut draft: TurnDraft,
        by: Profile,
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        let person = PersonId(by.id);
        let (state, _) = self.dialogue(person).await?;
        let held = state.holds_words();
        // The state has none of it: a message that went nowhere, or an answer to a question that was given long ago.
        let Some(step) = state.edited(&words, self.lengths()) else {
            return self.finish(draft).await;
        };
        draft.work.people.push(by);
        // A change that nobody is told of costs nobody anything.
        if !step.1.is_empty() {
            self.check_limit(LimitedAction::Message, person, draft.update, at)?;
            if self.is_told_blocked(&mut draft, person).await? {
                return self.finish(draft).await;
            }
        }
        // They say it now, whenever they wrote what it was before.
        let now = self.clock.now();
        self.bring_about(draft, person, held, step, now).await
    }

    /// An agent changed a message of theirs in the group: an answer, a note, or talk among the team.
    pub(super) async fn on_group_edit(
        &self,
        mut draft: TurnDraft,
        thread: Option<i64>,
        by: Sender,
        message: i64,
        words: MessageContent,
    ) -> Result<(), Failure> {
        let Some(of) = self.stored(&words).await? else {
            return self.edited_form(draft, thread, by, message, words).await;
        };
        if of.words.says_the_same(&words) {
            return self.finish(draft).await;
        }
        if !self.is_heard(&mut draft, &by, thread, message).await? {
            return self.finish(draft).await;
        }
        draft.work.people.push(by.profile.clone());
        let (ticket, note) = (of.ticket, of.note);
        // The user has the answer already; a remark among the team must not take its place.
        if !note && is_remark(&words.text) {
            let stays = TeamNotice::AnswerStays { ticket };
            draft.tell_team(thread, stays).replies_to = Some(message);
            return self.finish(draft).await;
        }
        let words = words.as_edit_of(&of.words);
        let command = Command::Edit {
            of: Box::new(of),
            words,
        };
        let by = By::Agent(AgentId(by.profile.id));
        let refused = match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => return Ok(()),
            Err(TurnError::Refused(_)) if note => TeamNotice::NotNoted { ticket },
            Err(TurnError::Refused(_)) => TeamNotice::NotSent { ticket },
            Err(error) => return Err(error.into()),
        };
        draft.tell_team(thread, refused).replies_to = Some(message);
        self.finish(draft).await
    }

    /// An agent changed words that wait in a dialogue of the group, or talk.
    async fn edited_form(
        &self,
        mut draft: TurnDraft,
        thread: Option<i64>,
        by: Sender,
        message: i64,
        words: MessageContent,
    ) -> Result<(), Failure> {
        let kept = self
            .records
            .read(move |s| async move { s.dialogue_keeping(message).await })
            .await?;
        let now = self.clock.now();
        // A dialogue that has outlived its time is over, whether the clean-up has come by or not.
        let kept = kept.filter(|(_, _, since)| now - *since < dialogue::LIFETIME);
        let Some((anchor, kept, _)) = kept else {
            return self.finish(draft).await;
        };
        if !self.is_heard(&mut draft, &by, thread, message).await? {
            return self.finish(draft).await;
        }
        draft.work.people.push(by.profile.clone());
        match kept {
            GroupDialogue::ConfirmAnswer {
                ticket,
                agent,
                words: before,
                prompt_of,
            } => {
                // Still a question: the answer waits on, with its new words.
                let kept = GroupDialogue::ConfirmAnswer {
                    ticket,
                    agent,
                    words: words.as_edit_of(&before),
                    prompt_of,
                };
                let kept = DialogueWrite::Group(anchor, Some(kept));
                draft.work.dialogues.push(kept);
                self.finish(draft).await
            }
            GroupDialogue::Block(form) => {
                let by = AgentId(by.profile.id);
                self.retype_into_form(draft, anchor, form, words.text, by, thread)
                    .await
            }
        }
    }

    /// True if the editor belongs to the team; anybody else is told that they are not heard.
    async fn is_heard(
        &self,
        draft: &mut TurnDraft,
        by: &Sender,
        thread: Option<i64>,
        message: i64,
    ) -> Result<bool, Failure> {
        let standing = self.standing(by).await?;
        if let SenderStanding::NotHeard(why) = standing {
            self.tell_not_heard(draft, by, why, thread, message);
        }
        Ok(standing == SenderStanding::Agent)
    }

    /// The ticket whose title was taken from the message that these words are an edit of, and that title.
    async fn titled(&self, words: &MessageContent) -> Result<Option<(TicketId, String)>, Failure> {
        let Some(origin) = words.origin else {
            return Ok(None);
        };
        let titled = self
            .records
            .read(move |s| async move { s.titled(origin).await });
        Ok(titled.await?)
    }

    /// The message of a ticket that these words are an edit of.
    async fn stored(&self, words: &MessageContent) -> Result<Option<TicketMessage>, Failure> {
        let Some(origin) = words.origin else {
            return Ok(None);
        };
        let said = self
            .records
            .read(move |s| async move { s.said_as(origin).await });
        Ok(said.await?)
    }

    /// Has what was set aside say what its message says now. Whether the message itself was: then nothing else holds it.
    pub(super) async fn edited_aside(
        &self,
        draft: &mut TurnDraft,
        row: &InboxRow,
    ) -> Result<bool, Failure> {
        let lane = row.lane;
        let aside = self
            .records
            .read(move |s| async move { s.set_aside(lane).await });
        let mut whole = false;
        for held in aside.await? {
            if let Some((json, original)) = inbound::reworded(&held.json, &row.json) {
                draft.work.reworded.push((held.id, json));
                whole |= original;
            }
        }
        Ok(whole)
    }
}
