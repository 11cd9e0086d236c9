//! The team's group: keeping somebody out, and letting them in again.
//!
//! The form goes on in its own message. It belongs to that message and not to who began it: an anonymous administrator
//! presses as a person and writes as the group.

use super::super::{
    Failure, GatewayEnv,
    draft::{ButtonPress, TurnDraft},
    group::GroupMessage,
};
use crate::{
    actors::registry::BlockPerson,
    domain::{
        block::{Block, BlockDuration, BlockEffect, BlockForm, BlockInput, Reason},
        dialogue::GroupDialogue,
        ids::*,
        notice::{FormFault, Notice, PersonNotice, TeamNotice},
    },
    store::DialogueWrite,
    view::Toast,
};

/// One step of the form: what it brings about, and where that is shown.
struct FormStep {
    anchor: UpdateId,
    ticket: TicketId,
    effect: BlockEffect,
    by: AgentId,
    shown_in: Option<i64>,
    thread: Option<i64>,
}

impl GatewayEnv {
    /// **Block User**, or `/block 126`.
    pub(in crate::actors::gateway) async fn begin_block(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        thread: Option<i64>,
        replies_to: Option<i64>,
    ) -> Result<bool, Failure> {
        let known = self.shown(ticket).await?.is_some();
        if known {
            // The update's number is the form's name: a second press on the same button begins another form.
            let (anchor, form) = (draft.update, BlockForm::new(ticket));
            draft.work.dialogues.push(DialogueWrite::Group(
                anchor,
                Some(GroupDialogue::Block(form.clone())),
            ));
            let telling = TeamNotice::BlockForm {
                anchor,
                form,
                fault: None,
            };
            draft.tell_team(thread, telling).replies_to = replies_to;
        } else {
            draft
                .tell_team(thread, TeamNotice::NoSuchTicket { ticket })
                .replies_to = replies_to;
        }
        self.finish(draft).await?;
        Ok(known)
    }

    pub(in crate::actors::gateway) async fn press_form(
        &self,
        draft: TurnDraft,
        anchor: UpdateId,
        input: BlockInput,
        pressed: &ButtonPress,
    ) -> Result<Option<Toast>, Failure> {
        // The button outlived its form: Telegram keeps the message, the desk the form for a day.
        let Some(GroupDialogue::Block(form)) = self.form(anchor).await? else {
            return self.toast_only(draft, Toast::Stale).await;
        };
        let ticket = form.ticket;
        let step = FormStep {
            anchor,
            ticket,
            effect: form.step(input, self.clock.now(), self.desk.time_zone),
            by: AgentId(pressed.by.id),
            shown_in: pressed.message,
            thread: pressed.thread,
        };
        self.fill_block(draft, step).await
    }

    /// An agent typed something into the form.
    pub(in crate::actors::gateway) async fn type_into_form(
        &self,
        draft: TurnDraft,
        anchor: UpdateId,
        form: BlockForm,
        shown_in: i64,
        said: &GroupMessage,
    ) -> Result<(), Failure> {
        let (ticket, text) = (form.ticket, said.words.text.clone());
        let at = (self.clock.now(), self.desk.time_zone);
        let step = FormStep {
            anchor,
            ticket,
            effect: form.type_in(said.message, shown_in, text, at),
            by: AgentId(said.by.profile.id),
            shown_in: Some(shown_in),
            thread: said.thread,
        };
        self.fill_block(draft, step).await.map(drop)
    }

    /// An agent changed what they typed into the form.
    pub(in crate::actors::gateway) async fn retype_into_form(
        &self,
        draft: TurnDraft,
        anchor: UpdateId,
        form: BlockForm,
        text: String,
        by: AgentId,
        thread: Option<i64>,
    ) -> Result<(), Failure> {
        let (ticket, typed) = (form.ticket, form.typed);
        let step = FormStep {
            anchor,
            ticket,
            effect: form.retype(text, (self.clock.now(), self.desk.time_zone)),
            by,
            shown_in: typed.map(|typed| typed.shown_in),
            thread,
        };
        self.fill_block(draft, step).await.map(drop)
    }

    /// One step of the block form, shown in its message.
    async fn fill_block(
        &self,
        mut draft: TurnDraft,
        step: FormStep,
    ) -> Result<Option<Toast>, Failure> {
        let FormStep {
            anchor,
            ticket,
            effect,
            by,
            shown_in,
            thread,
        } = step;
        let (form, fault) = match effect {
            BlockEffect::Show(form) => (Some(form), None),
            BlockEffect::NotADuration(form) => (Some(form), Some(FormFault::Duration)),
            BlockEffect::NotAReason(form) => (Some(form), Some(FormFault::Reason)),
            BlockEffect::Stale(_) => return self.toast_only(draft, Toast::Stale).await,
            BlockEffect::Cancelled => (None, None),
            BlockEffect::Block(duration, reason) => {
                draft
                    .work
                    .dialogues
                    .push(DialogueWrite::Group(anchor, None));
                draft
                    .tell_team(thread, TeamNotice::BlockDone { ticket, by })
                    .edits = shown_in;
                return self.block(draft, ticket, duration, reason, by).await;
            }
        };
        let stored = form.clone().map(GroupDialogue::Block);
        draft
            .work
            .dialogues
            .push(DialogueWrite::Group(anchor, stored));
        let telling = match form {
            Some(form) => TeamNotice::BlockForm {
                anchor,
                form,
                fault,
            },
            None => TeamNotice::BlockCancelled { ticket },
        };
        draft.tell_team(thread, telling).edits = shown_in;
        self.finish(draft).await?;
        Ok(None)
    }

    async fn block(
        &self,
        mut draft: TurnDraft,
        ticket: TicketId,
        duration: BlockDuration,
        reason: Reason,
        by: AgentId,
    ) -> Result<Option<Toast>, Failure> {
        let Some(shown) = self.shown(ticket).await? else {
            return self.toast_only(draft, Toast::Stale).await;
        };
        let (person, now) = (shown.ticket.person, self.clock.now());
        let block = Block {
            person,
            by,
            since: now,
            until: duration.end(now),
            reason,
        };
        draft.tell(Notice::ToPerson(person, PersonNotice::Blocked));
        // The registry ends the person's ticket in the same transaction, so that no message slips in between.
        self.registry
            .send(BlockPerson {
                block,
                also: draft.work,
            })
            .await??;
        Ok(None)
    }

    /// **Unblock**, or `/unblock @name`.
    pub(in crate::actors::gateway) async fn unblock(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        by: AgentId,
        thread: Option<i64>,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let blocked = self
            .records
            .read(move |s| async move { s.blocked(person, now).await })
            .await?;
        // Somebody else may lift the block between this question and the commit: then this draft is told instead.
        let mut late = TurnDraft {
            update: draft.update,
            work: draft.work.clone(),
        };
        late.tell_team(thread, TeamNotice::NotBlocked);
        if blocked.is_none() {
            return self.finish(late).await;
        }
        draft.work.unblock = Some((person, by));
        draft.tell(Notice::ToPerson(person, PersonNotice::Unblocked));
        draft.tell_team(thread, TeamNotice::Unblocked { person, by });
        match self.finish(draft).await {
            Err(Failure::AlreadyEnded) => self.finish(late).await,
            done => done,
        }
    }
}
