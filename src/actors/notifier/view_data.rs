//! Loads what a notice is worded from, and takes in what it is worded with.

use super::{NotifierActor, NotifierEnv, meant::meant};
use crate::{
    domain::{
        notice::{Audience, ListFilter},
        read_model::{Profile, TicketDetails},
        sla,
        ticket::Status,
    },
    store::{ListOf, OutboxRow, SentMessage, StoreError},
    view::{self, SentCopy, TicketsOf, ViewData, ViewQuery, WhoseBlock},
};
use actix::prelude::*;
use chrono::TimeDelta;
use std::sync::Arc;

/// The first answers of how many tickets tell how long one usually takes, and how few are too few to say so.
const ANSWERS: u64 = 50;
const TOO_FEW: usize = 5;

/// The oldest offer that is taken away: Telegram lets a bot delete a message for 48 hours.
const DELETABLE: TimeDelta = TimeDelta::hours(47);

/// Sent by: the app, when the settings were edited. What is worded afterwards is worded with this.
#[derive(Message)]
#[rtype(result = "()")]
pub struct DeskChanged(pub Arc<view::ViewSettings>);

impl Handler<DeskChanged> for NotifierActor {
    type Result = ();

    fn handle(&mut self, DeskChanged(desk): DeskChanged, _: &mut Context<Self>) {
        self.env.desk = desk;
    }
}

impl NotifierEnv {
    /// Loads the present state of everything that the row's notice speaks of.
    pub(super) async fn facts(&self, row: &OutboxRow) -> Result<ViewData, StoreError> {
        let needs = view::needs(&row.row.notice);
        let now = self.clock.now();
        let group = self.team.group();
        let asked = needs.clone();
        let policies = self.policies.load_full();
        let policy = policies.newest().clone();
        let desk = self.desk.clone();
        let to = row.row.to();
        let chat = match to {
            Audience::Person(person) => person.0,
            Audience::Team => group,
        };
        let mut facts = self
            .records
            .read(move |store| async move {
                let mut facts = ViewData {
                    now,
                    language: desk.team_language,
                    topic: None,
                    policy,
                    shown: None,
                    said: None,
                    earlier: Vec::new(),
                    copies: Vec::new(),
                    meant: None,
                    conversation: Vec::new(),
                    names: Default::default(),
                    tickets: None,
                    these: Vec::new(),
                    blocked: None,
                    all_blocked: None,
                    agents: Vec::new(),
                    usual: None,
                    card: None,
                    lost_card: false,
                    old_card: None,
                    old_offer: None,
                    clocks: Vec::new(),
                    silence: None,
                };
                if let Audience::Person(person) = to {
                    let reader = store.profile(person.0).await?;
                    facts.language = reader
                        .as_ref()
                        .and_then(Profile::language)
                        .unwrap_or(desk.default_language);
                    facts.topic = reader.and_then(|reader| reader.topic);
                }
                if let Some(ticket) = asked.shown {
                    facts.shown = store.shown(ticket).await?;
                    let shown = facts.shown.as_ref();
                    facts.silence =
                        shown.and_then(|shown| policies.silence_that_closed(&shown.ticket));
                }
                if let Some((ticket, no)) = asked.said {
                    facts.said = store.message(ticket, no).await?;
                    let edited = facts.said.as_ref().is_some_and(|said| said.edits > 0);
                    if asked.copies || edited {
                        facts.earlier = store.earlier(ticket, no).await?;
                        let copies = store.copies(chat, ticket, no).await?;
                        facts.copies = copies.iter().filter_map(our_copy).collect();
                    }
                    if asked.meant
                        && let Some(said) = &facts.said
                    {
                        facts.meant = meant(&*store, chat, said).await?;
                    }
                }
                if let Some(ticket) = asked.conversation {
                    facts.conversation = store.conversation(ticket).await?;
                }
                if let Some(list) = asked.tickets {
                    facts.tickets =
                        Some(store.list(listed(list.of), list.offset, list.limit).await?);
                }
                if !asked.these.is_empty() {
                    facts.these = store.listed(asked.these.clone()).await?;
                }
                let blocked = match asked.blocked {
                    Some(WhoseBlock::Person(person)) => Some(person),
                    Some(WhoseBlock::PersonOf(_)) => facts.shown.as_ref().map(|s| s.ticket.person),
                    None => None,
                };
                if let Some(person) = blocked {
                    facts.blocked = store.blocked(person, now).await?;
                }
                if let Some(ticket) = asked.clocks {
                    let events = store.events(ticket).await?;
                    facts.clocks = sla::explain(ticket, &events, &policies, now);
                }
                if let Some(page) = asked.all_blocked {
                    let offset = u64::from(page) * view::PAGE;
                    facts.all_blocked = Some(store.all_blocked(now, offset, view::PAGE).await?);
                }
                if asked.usual {
                    facts.usual = usual(store.first_answers(ANSWERS).await?);
                }
                // Words of the team reply to the card, so its number is part of most of what is told there.
                let card = asked.card.or(asked.shown.filter(|_| to == Audience::Team));
                if let Some(ticket) = card {
                    facts.card = store.card(group, ticket).await?.map(|sent| sent.message);
                    facts.lost_card =
                        facts.card.is_none() && store.lost_its_card(group, ticket).await?;
                }
                if let Some(ticket) = asked.old_card {
                    let old = store.old_card(group, ticket).await?;
                    facts.old_card = old.map(|sent| sent.message);
                }
                if let Some(standing) = asked.old_offer {
                    let mut offers = store.offers(chat).await?.into_iter();
                    let old = offers.nth(usize::from(standing));
                    let old = old.filter(|offer| now - offer.at < DELETABLE);
                    facts.old_offer = old.map(|offer| offer.message);
                }
                for id in named(
                    &asked,
                    &facts,
                    desk.show_agent_names || to == Audience::Team,
                ) {
                    if let Some(profile) = store.profile(id).await? {
                        facts.names.insert(id, profile);
                    }
                }
                Ok(facts)
            })
            .await?;
        if needs.agents {
            facts.agents = self.agents(facts.shown.as_ref()).await;
        }
        Ok(facts)
    }

    /// To whom a ticket can be assigned: the group's administrators. When they can't be asked for, nobody is offered.
    async fn agents(&self, shown: Option<&TicketDetails>) -> Vec<Profile> {
        match self.telegram.administrators(self.team.group()).await {
            Ok(agents) => agents,
            Err(error) => {
                tracing::warn!(%error, "the administrators can't be asked for");
                shown
                    .and_then(|shown| shown.assignee.clone())
                    .into_iter()
                    .collect()
            }
        }
    }
}

fn our_copy(sent: &SentMessage) -> Option<SentCopy> {
    Some(SentCopy {
        message: sent.message,
        shows: sent.shows?,
    })
}

/// Everybody whose name the view may say, once each.
fn named(needs: &ViewQuery, facts: &ViewData, authors: bool) -> Vec<i64> {
    let written = facts
        .conversation
        .iter()
        .chain(&facts.said)
        .filter_map(|said| said.agent)
        .map(|agent| agent.0);
    let mut ids: Vec<i64> = needs
        .names
        .iter()
        .copied()
        .chain(written.filter(|_| needs.authors && authors))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn listed(of: TicketsOf) -> ListOf {
    match of {
        TicketsOf::Person(person) => ListOf::Of(person),
        TicketsOf::Team(ListFilter::Active) => ListOf::Unresolved,
        TicketsOf::Team(ListFilter::Mine(agent)) => ListOf::AssignedTo(agent),
        TicketsOf::Team(ListFilter::Open) => ListOf::In(Status::Open),
        TicketsOf::Team(ListFilter::Awaiting) => ListOf::In(Status::AwaitingUser),
        TicketsOf::Team(ListFilter::All) => ListOf::All,
    }
}

/// The median, when there is enough to say so.
fn usual(mut seconds: Vec<i64>) -> Option<i64> {
    if seconds.len() < TOO_FEW {
        return None;
    }
    seconds.sort_unstable();
    seconds.get(seconds.len() / 2).copied()
}
