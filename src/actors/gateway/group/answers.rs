//! The team's group: answers and notes on their way to a ticket, and answers that wait for a yes.
//!
//! An answer waits when sending it at once may be a mistake: somebody else has just answered, or it replies to somebody
//! else's prompt. Its author alone decides. While it waits its edits are followed.

use super::super::{
    Failure, GatewayEnv,
    draft::{ButtonPress, TurnDraft},
    group::GroupMessage,
};
use crate::{
    actors::ticket::TurnError,
    domain::{
        command::{Command, Refusal},
        dialogue::GroupDialogue,
        ids::{By, *},
        message::MessageContent,
        notice::TeamNotice,
        team_command::is_remark,
    },
    store::DialogueWrite,
    view::Toast,
};

impl GatewayEnv {
    /// An agent answered. `prompt_of` is whose prompt it replies to, if it does to one.
    pub(in crate::actors::gateway) async fn answer(
        &self,
        mut draft: TurnDraft,
        said: &GroupMessage,
        ticket: TicketId,
        prompt_of: Option<AgentId>,
    ) -> Result<(), Failure> {
        let agent = AgentId(said.by.profile.id);
        let anchor = draft.update;
        // The prompt was for somebody else: this may be meant for another ticket, and a sent answer can't be taken
        // back.
        if let Some(of) = prompt_of.filter(|of| *of != agent)
            && self.is_open(ticket).await?
        {
            let asked = TeamNotice::PromptOfAnother { ticket, of, anchor };
            return self.ask_first(draft, said, ticket, Some(of), asked).await;
        }
        let command = Command::Answer {
            words: said.words.clone(),
            confirmed: false,
        };
        let refused = match self
            .execute(ticket, command, By::Agent(agent), draft.work.clone())
            .await
        {
            Ok(_) => return Ok(()),
            Err(TurnError::Refused(Refusal::SomebodyJustAnswered { by, .. })) => {
                let asked = TeamNotice::JustAnswered { ticket, by, anchor };
                return self.ask_first(draft, said, ticket, None, asked).await;
            }
            Err(TurnError::Refused(_)) => TeamNotice::NotSent { ticket },
            Err(TurnError::Unknown(_)) => TeamNotice::CannotRoute,
            Err(error) => return Err(error.into()),
        };
        draft.tell_team(said.thread, refused).replies_to = Some(said.message);
        self.finish(draft).await
    }

    async fn is_open(&self, ticket: TicketId) -> Result<bool, Failure> {
        let shown = self.shown(ticket).await?;
        Ok(shown.is_some_and(|shown| !shown.ticket.is_resolved()))
    }

    /// Keeps an answer until its author has decided.
    async fn ask_first(
        &self,
        mut draft: TurnDraft,
        said: &GroupMessage,
        ticket: TicketId,
        prompt_of: Option<AgentId>,
        asked: TeamNotice,
    ) -> Result<(), Failure> {
        // Nothing may be sent that nobody asked to be sent: the words wait for a press of their author.
        let kept = GroupDialogue::ConfirmAnswer {
            ticket,
            agent: AgentId(said.by.profile.id),
            words: said.words.clone(),
            prompt_of,
        };
        let kept = DialogueWrite::Group(draft.update, Some(kept));
        draft.work.dialogues.push(kept);
        draft.tell_team(said.thread, asked).replies_to = Some(said.message);
        self.finish(draft).await
    }

    /// Keeps what an agent wrote with the ticket. Nothing here tells its person anything.
    pub(in crate::actors::gateway) async fn note(
        &self,
        mut draft: TurnDraft,
        said: &GroupMessage,
        ticket: TicketId,
    ) -> Result<(), Failure> {
        let by = By::Agent(AgentId(said.by.profile.id));
        let words = said.words.clone();
        let command = Command::Note { words };
        let refused = match self.execute(ticket, command, by, draft.work.clone()).await {
            Ok(_) => return Ok(()),
            Err(TurnError::Refused(_)) => TeamNotice::NotNoted { ticket },
            Err(TurnError::Unknown(_)) => TeamNotice::CannotRoute,
            Err(error) => return Err(error.into()),
        };
        draft.tell_team(said.thread, refused).replies_to = Some(said.message);
        self.finish(draft).await
    }

    /// **Send anyway**, **Send** or **Drop**, by the agent who wrote the answer.
    pub(in crate::actors::gateway) async fn decide_answer(
        &self,
        mut draft: TurnDraft,
        anchor: UpdateId,
        pressed: &ButtonPress,
        send: bool,
    ) -> Result<Option<Toast>, Failure> {
        let Some(GroupDialogue::ConfirmAnswer {
            ticket,
            agent,
            words,
            prompt_of,
        }) = self.form(anchor).await?
        else {
            return self.toast_only(draft, Toast::Stale).await;
        };
        // An anonymous administrator presses as a person and writes as the group.
        let own = match agent.is_anonymous() {
            true => self.is_anonymous(pressed.by.id).await?,
            false => agent.0 == pressed.by.id,
        };
        if !own {
            return self.toast_only(draft, Toast::NotYours).await;
        }
        let over = DialogueWrite::Group(anchor, None);
        if !send {
            draft.work.dialogues.push(over);
            let dropped = TeamNotice::AnswerDecided {
                ticket,
                sent: false,
            };
            draft.tell_team(pressed.thread, dropped).edits = pressed.message;
            self.finish(draft).await?;
            return Ok(None);
        }
        let plain = draft.clone();
        // The dialogue ends in the transaction of the answer, so that two presses send it once.
        draft.work.dialogues.push(over);
        let (command, decided) = sent_as(ticket, words.clone(), prompt_of);
        draft.tell_team(pressed.thread, decided).edits = pressed.message;
        let by = By::Agent(agent);
        // The draft of the refused turn says that it was sent; a plain one takes its place.
        let mut instead = plain;
        let (telling, toast) = match self.execute(ticket, command, by, draft.work).await {
            Ok(_) => return Ok(None),
            // Whose prompt it is was one question; this is another.
            Err(TurnError::Refused(Refusal::SomebodyJustAnswered { by, .. })) => {
                let kept = GroupDialogue::ConfirmAnswer {
                    ticket,
                    agent,
                    words,
                    prompt_of: None,
                };
                let kept = DialogueWrite::Group(anchor, Some(kept));
                instead.work.dialogues.push(kept);
                (TeamNotice::JustAnswered { ticket, by, anchor }, None)
            }
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => {
                let over = DialogueWrite::Group(anchor, None);
                instead.work.dialogues.push(over);
                (TeamNotice::NotSent { ticket }, Some(Toast::AlreadyResolved))
            }
            Err(error) => return Err(error.into()),
        };
        instead.tell_team(pressed.thread, telling).edits = pressed.message;
        self.finish(instead).await?;
        Ok(toast)
    }

    /// **Retry** on an answer that Telegram refused: its words go out once more. A second press finds it on its way.
    pub(in crate::actors::gateway) async fn send_again(
        &self,
        draft: TurnDraft,
        ticket: TicketId,
        message: MessageNo,
        by: By,
    ) -> Result<Option<Toast>, Failure> {
        let said = self
            .records
            .read(move |s| async move { s.message(ticket, message).await })
            .await?;
        // Erased meanwhile, or never there: data comes from whoever sends it.
        let Some(words) = said.map(|said| said.words) else {
            return self.toast_only(draft, Toast::Stale).await;
        };
        let plain = TurnDraft::new(draft.update);
        let command = Command::SendAgain { message, words };
        let turn = self.execute(ticket, command, by, draft.work).await;
        let done = match &turn {
            Ok(turn) if !turn.happened => Toast::Stale,
            _ => Toast::Retried,
        };
        self.toasted(plain, turn, done).await
    }
}

/// The command for a kept answer that its author sends, and the notice about it. An answer that was edited into a
/// remark goes to nobody; one that waited because of a prompt must still be asked about if somebody has just answered.
fn sent_as(
    ticket: TicketId,
    words: MessageContent,
    prompt_of: Option<AgentId>,
) -> (Command, TeamNotice) {
    let sent = !is_remark(&words.text);
    let command = match sent {
        true => Command::Answer {
            words,
            confirmed: prompt_of.is_none(),
        },
        false => Command::Note { words },
    };
    (command, TeamNotice::AnswerDecided { ticket, sent })
}
