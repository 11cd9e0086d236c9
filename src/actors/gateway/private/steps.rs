//! The private chat: one step of a person's dialogue, and what it brings about.

use super::super::{Failure, GatewayEnv, draft::TurnDraft, expiry, throttle::LimitedAction};
use crate::{
    actors::{notifier::OutboxWritten, registry::OpenTicket, ticket::TurnError},
    domain::{
        Instant,
        command::{Command, Refusal},
        dialogue::{self, Dialogue, PrivateDialogue, PrivateEffect, PrivateInput},
        ids::{By, *},
        message::MessageContent,
        notice::PersonNotice,
        ticket::NewTicket,
    },
    store::{DialogueWrite, StoreError, UnitOfWork},
    view,
};

impl GatewayEnv {
    /// The state of the dialogue with a person; and the state that has ended by itself, if nobody was told of that
    /// yet.
    pub(in crate::actors::gateway) async fn dialogue(
        &self,
        person: PersonId,
    ) -> Result<(PrivateDialogue, Option<(PrivateDialogue, Instant)>), Failure> {
        let stored = self
            .records
            .read(move |s| async move { s.private_dialogue(person).await })
            .await?;
        Ok(match stored {
            Some((state, since)) if dialogue::has_ended(since, self.clock.now()) => {
                (PrivateDialogue::Idle, Some((state, since)))
            }
            Some((state, _)) => (state, None),
            None => (PrivateDialogue::Idle, None),
        })
    }

    /// One step of the person's dialogue, and what it brings about.
    pub(in crate::actors::gateway) async fn step_dialogue(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        input: PrivateInput,
        at: Instant,
    ) -> Result<(), Failure> {
        let (state, ended) = self.dialogue(person).await?;
        if let Some((state, since)) = ended {
            // Whoever looks first tells of the end; the key of its rows lets only one of them through.
            let told = expiry::rows_for_end(&Dialogue::Private(person, state), since);
            draft.work.outbox.extend(told);
        }
        let held = state.holds_words();
        let active = self.active(person).await?;
        let step = state.step(input, active, self.lengths());
        self.bring_about(draft, person, held, step, at).await
    }

    /// Carries out the effects of a step; `held` is true if words were kept before it.
    pub(in crate::actors::gateway) async fn bring_about(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        held: bool,
        (next, effects): (PrivateDialogue, Vec<PrivateEffect>),
        at: Instant,
    ) -> Result<(), Failure> {
        let keeps = DialogueWrite::Private(person, self.kept(next, held));
        draft.work.dialogues.push(keeps);
        let mut writes = Vec::new();
        for effect in effects {
            let notice = match effect {
                PrivateEffect::Open {
                    title,
                    title_from,
                    words,
                } => {
                    draft.work.title_from = title_from.map(|origin| origin.message);
                    // An opening carries the whole draft: dialogue, notices and ticket are one transaction.
                    return self.open(draft, person, title, words, at).await;
                }
                PrivateEffect::Write { ticket, words } => {
                    writes.push((ticket, words));
                    continue;
                }
                PrivateEffect::Notice(notice) => notice,
            };
            // The offer that stood there has buttons for words that are kept no longer.
            if held && notice == PersonNotice::Cancelled {
                draft.tell_person(person, PersonNotice::OldOffer { standing: false });
            }
            let offers = notice.is_offer();
            draft.tell_person(person, notice);
            // Only the newest offer stands: older ones are taken away below it.
            if offers {
                draft.tell_person(person, PersonNotice::OldOffer { standing: true });
            }
        }
        match writes.pop() {
            Some(newest) => self.write_all(draft, person, writes, newest, at).await,
            None => self.commit_and_break_silence(draft, person).await,
        }
    }

    /// The state that is stored. Where there are no tickets, nothing is offered, so nothing is kept beyond what was kept
    /// before.
    fn kept(&self, next: PrivateDialogue, held: bool) -> PrivateDialogue {
        match next {
            PrivateDialogue::Offered { .. } if !held && self.desk.mode == view::Mode::Contact => {
                PrivateDialogue::Idle
            }
            next => next,
        }
    }

    /// Adds what was kept, then what was just said. Each kept message leaves the dialogue in the transaction that adds
    /// it, so that none is added twice, whatever crashes in between.
    async fn write_all(
        &self,
        draft: TurnDraft,
        person: PersonId,
        kept: Vec<(TicketId, MessageContent)>,
        (ticket, words): (TicketId, MessageContent),
        at: Instant,
    ) -> Result<(), Failure> {
        let mut kept = kept.into_iter();
        while let Some((ticket, words)) = kept.next() {
            // Each message is a turn of its own, so the rest must survive a crash between two of them.
            let left: Vec<MessageContent> = kept
                .as_slice()
                .iter()
                .map(|(_, words)| words.clone())
                .collect();
            let state = if left.is_empty() {
                PrivateDialogue::Idle
            } else {
                PrivateDialogue::Offered { kept: left }
            };
            let also = UnitOfWork {
                dialogues: vec![DialogueWrite::Private(person, state)],
                ..Default::default()
            };
            let command = Command::Write { words, sent_at: at };
            self.execute(ticket, command, By::Person(person), also)
                .await?;
        }
        self.write(draft, person, ticket, words, at).await
    }

    /// Opens a ticket. Somebody who has one already (a second opening that lost the race) writes to that.
    async fn open(
        &self,
        draft: TurnDraft,
        person: PersonId,
        title: String,
        words: Vec<MessageContent>,
        at: Instant,
    ) -> Result<(), Failure> {
        self.check_limit(LimitedAction::Opening, person, draft.update, at)?;
        let open = OpenTicket {
            ticket: NewTicket {
                person,
                title: title.clone(),
                messages: words.clone(),
                sent_at: at,
            },
            also: draft.work.clone(),
        };
        match self.registry.send(open).await? {
            // Or it was opened in a previous run, or with its answer lost.
            Ok(_) | Err(TurnError::Store(StoreError::AlreadyDone(_))) => {
                self.poke.do_send(OutboxWritten::default());
                Ok(())
            }
            // Since they were asked for it: they are told as everybody who is blocked and writes.
            Err(TurnError::Store(StoreError::Blocked)) => {
                let mut draft = TurnDraft::new(draft.update);
                self.is_told_blocked(&mut draft, person).await?;
                self.finish(draft).await
            }
            // The other opening won between the question and the commit: the words go to that ticket, in their order.
            Err(TurnError::HasOpenTicket(ticket)) => {
                let mut words: Vec<_> = words.into_iter().map(|words| (ticket, words)).collect();
                let last = words.pop().unwrap_or((ticket, MessageContent::text(title)));
                self.write_all(draft, person, words, last, at).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Adds a message to a ticket; words that come too late for it are kept and offered as a new one.
    async fn write(
        &self,
        mut draft: TurnDraft,
        person: PersonId,
        ticket: TicketId,
        words: MessageContent,
        at: Instant,
    ) -> Result<(), Failure> {
        let command = Command::Write {
            words: words.clone(),
            sent_at: at,
        };
        match self
            .execute(ticket, command, By::Person(person), draft.work.clone())
            .await
        {
            Ok(_) => Ok(()),
            // The ticket was closed while they wrote: nothing of theirs is dropped, it becomes the start of a new one.
            Err(TurnError::Refused(Refusal::AlreadyResolved)) => {
                let (next, _) = PrivateDialogue::Idle.offer(words);
                let keeps = DialogueWrite::Private(person, self.kept(next, false));
                draft.work.dialogues = vec![keeps];
                draft.tell_person(person, PersonNotice::OfferAfterResolved { ticket });
                draft.tell_person(person, PersonNotice::OldOffer { standing: true });
                self.finish(draft).await
            }
            Err(error) => Err(error.into()),
        }
    }
}
