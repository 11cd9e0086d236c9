//! What a ticket's card means to the other rows: which of them wait for one, and what becomes of the cards when the
//! topic that they stood in is gone, or somebody deleted one.
//!
//! A row that replies to the card needs one. There is none when a digest told of the ticket, or the group's number
//! changed since; and there is none any more when the Tickets topic was deleted, because its messages go with it. Then the
//! card is sent first, each call when its turn comes. Reactions need no card: the edit that comes behind each of them
//! brings it, at a card's own priority.

use super::NotifierEnv;
use crate::{
    actors::outgoing_named,
    domain::{
        notice::{Audience, Notice, TeamNotice},
        read_model::TicketDetails,
        ticket::Status,
    },
    store::{NewOutboxRow, OutboxRow, StoreError, UnitOfWork},
    telegram::Destination,
    view,
};

/// The need of a row for its ticket's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Whenever there is none.
    Always,
    /// Only where there was one, and only while the row is true.
    IfLost,
}

impl NotifierEnv {
    /// The card that must be there before a row that replies to it: a row like it, to be sent at once. `None` when there
    /// is a card, and for a resolved ticket, which needs none.
    pub(super) async fn card_for(&self, row: &OutboxRow) -> Result<Option<OutboxRow>, StoreError> {
        let (ticket, need) = match row.row.notice {
            Notice::ToTeam(TeamNotice::PersonWrote { ticket, .. }) => (ticket, Need::Always),
            Notice::ToTeam(
                TeamNotice::Warning { ticket, .. }
                | TeamNotice::Alert { ticket, .. }
                | TeamNotice::Escalation { ticket, .. }
                | TeamNotice::ResolutionAlert { ticket },
            ) => (ticket, Need::IfLost),
            _ => return Ok(None),
        };
        let group = self.team.group();
        let asked = self.records.read(move |store| async move {
            if store.card(group, ticket).await?.is_some() {
                return Ok(None);
            }
            if need == Need::IfLost && !store.lost_its_card(group, ticket).await? {
                return Ok(None);
            }
            store.shown(ticket).await
        });
        let notice = match asked.await?.map(|shown| shown.ticket.status) {
            Some(Status::Open) => Notice::ToTeam(TeamNotice::NewTicket { ticket }),
            Some(Status::InProgress | Status::AwaitingUser) => {
                Notice::ToTeam(TeamNotice::Card { ticket })
            }
            Some(Status::Resolved) | None => return Ok(None),
        };
        if need == Need::IfLost && !self.is_true(row).await? {
            return Ok(None);
        }
        let mut first = row.clone();
        first.row.notice = notice;
        Ok(Some(first))
    }

    /// True for a row that replies to its ticket's card, which must be there: nobody edits the card of an untouched
    /// ticket, so these rows are how the desk finds out that somebody deleted it.
    pub(super) fn replies_to_card(
        &self,
        row: &OutboxRow,
        facts: &view::ViewData,
        to: Destination,
    ) -> bool {
        let of_card = matches!(
            row.row.notice,
            Notice::ToTeam(
                TeamNotice::PersonWrote { .. }
                    | TeamNotice::Warning { .. }
                    | TeamNotice::Alert { .. }
                    | TeamNotice::Escalation { .. }
                    | TeamNotice::ResolutionAlert { .. }
            )
        );
        of_card
            && row.row.to() == Audience::Team
            && to.reply_to.is_some()
            && to.reply_to == facts.card
    }

    /// Somebody deleted a card. Returns when that is durable; then the row that replied to it has the card sent first.
    pub(super) async fn lose_card(&self, row: &OutboxRow, to: Destination) {
        tracing::info!(outbox.row = row.id, "the card is gone: it is sent again");
        self.settle(UnitOfWork {
            card_gone: to.reply_to.map(|card| (to.chat, card)),
            ..Default::default()
        })
        .await;
    }

    /// True if there is still something to say.
    async fn is_true(&self, row: &OutboxRow) -> Result<bool, StoreError> {
        let facts = self.facts(row).await?;
        let place = self.place(row, &facts);
        let call = view::render(&row.row.notice, place, row.row.edits, &facts, &self.desk);
        Ok(call.is_some())
    }

    /// The Tickets topic is gone: that is written down, the cards in it are no cards any more, and the team is told, once
    /// for ever. Returns when that is durable; afterwards everything goes to General.
    pub(super) async fn lose_topic(&self, topic: i64) {
        tracing::warn!(
            admin.tickets_topic_id = topic,
            "the topic for tickets is gone: they go to General from now on"
        );
        let group = self.team.group();
        let key = format!("topic {group} {topic} gone");
        let told = Notice::ToTeam(TeamNotice::TopicGone { topic });
        self.settle(UnitOfWork {
            topic_gone: Some((group, topic)),
            outbox: vec![NewOutboxRow {
                thread: Some(0),
                ..outgoing_named(key, told)
            }],
            ..Default::default()
        })
        .await;
        self.team.lose_topic();
    }
}

/// True if a call would say nothing new. The card of an untouched ticket shows nothing that can change but its
/// assignee, its title and the words of its first message, and Telegram counts an edit without a change like any
/// other. A ticket is not new to a group that has its card: somebody asked for it before its turn had come.
pub(super) fn changes_nothing(notice: &Notice, facts: &view::ViewData) -> bool {
    let edited = facts
        .conversation
        .first()
        .is_some_and(|first| first.edits > 0);
    let untouched = |shown: &TicketDetails| {
        let ticket = &shown.ticket;
        let touched = edited || ticket.retitled || ticket.assignee.is_some();
        ticket.status == Status::Open && !touched
    };
    if let Notice::ToTeam(TeamNotice::NewTicket { .. }) = notice {
        return facts.card.is_some();
    }
    let edit =
        matches!(notice, Notice::ToTeam(TeamNotice::CardEdit { .. })) && facts.card.is_some();
    edit && facts.shown.as_ref().is_some_and(untouched)
}
