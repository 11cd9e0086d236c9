//! Loads what a notice is worded from, and takes in what it is worded with.

use super::{NotifierActor, NotifierEnv, meant::meant};
use crate::{
    domain::{
        Instant,
        ids::TicketId,
        notice::{Audience, ListFilter},
        read_model::{Profile, TicketDetails},
        sla,
        ticket::Status,
    },
    store::{ListOf, OutboxRow, SentMessage, Store, StoreError},
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
        let asked = view::needs(&row.row.notice);
        let agents = asked.agents;
        let policies = self.policies.load_full();
        let (now, desk, group) = (self.clock.now(), self.desk.clone(), self.team.group());
        let to = row.row.to();
        let chat = match to {
            Audience::Person(person) => person.0,
            Audience::Team => group,
        };
        let loaded = self.records.read(move |store| async move {
            let mut facts = nothing_loaded(now, &desk, policies.newest().clone());
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
                facts.silence = shown.and_then(|shown| policies.silence_that_closed(&shown.ticket));
            }
            load_words(&*store, &asked, chat, &mut facts).await?;
            load_lists(&*store, &asked, &mut facts).await?;
            if let Some(ticket) = asked.clocks {
                let events = store.events(ticket).await?;
                facts.clocks = sla::explain(ticket, &events, &policies, now);
            }
            if asked.usual {
                facts.usual = usual(store.first_answers(ANSWERS).await?);
            }
            // Words of the team reply to the card, so its number is part of most of what is told there.
            let card = asked.card.or(asked.shown.filter(|_| to == Audience::Team));
            load_cards(&*store, &asked, group, card, &mut facts).await?;
            load_old_offer(&*store, &asked, chat, &mut facts).await?;
            // Last, because whose names are needed depends on what was loaded.
            let authors = desk.show_agent_names || to == Audience::Team;
            for id in named(&asked, &facts, authors) {
                if let Some(profile) = store.profile(id).await? {
                    facts.names.insert(id, profile);
                }
            }
            Ok(facts)
        });
        let mut facts = loaded.await?;
        // Not within the reading of the store: Telegram may take long to answer.
        if agents {
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

/// The facts before anything was loaded, for the team's eyes.
fn nothing_loaded(now: Instant, desk: &view::ViewSettings, policy: sla::Policy) -> ViewData {
    ViewData {
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
    }
}

/// Loads the words that are told, with their copies in this chat and what they reply to there.
async fn load_words(
    store: &dyn Store,
    asked: &ViewQuery,
    chat: i64,
    facts: &mut ViewData,
) -> Result<(), StoreError> {
    if let Some((ticket, no)) = asked.said {
        facts.said = store.message(ticket, no).await?;
        // Words that were edited before they went out may have other parts than their rows were written for.
        let edited = facts.said.as_ref().is_some_and(|said| said.edits > 0);
        if asked.copies || edited {
            facts.earlier = store.earlier(ticket, no).await?;
            let copies = store.copies(chat, ticket, no).await?;
            facts.copies = copies.iter().filter_map(our_copy).collect();
        }
        if asked.meant
            && let Some(said) = &facts.said
        {
            facts.meant = meant(store, chat, said).await?;
        }
    }
    if let Some(ticket) = asked.conversation {
        facts.conversation = store.conversation(ticket).await?;
    }
    Ok(())
}

/// Loads the lists of tickets and of blocked people that are asked for.
async fn load_lists(
    store: &dyn Store,
    asked: &ViewQuery,
    facts: &mut ViewData,
) -> Result<(), StoreError> {
    if let Some(list) = &asked.tickets {
        facts.tickets = Some(store.list(listed(list.of), list.offset, list.limit).await?);
    }
    if !asked.these.is_empty() {
        facts.these = store.listed(asked.these.clone()).await?;
    }
    let blocked = match asked.blocked {
        Some(WhoseBlock::Person(person)) => Some(person),
        Some(WhoseBlock::PersonOf(_)) => facts.shown.as_ref().map(|shown| shown.ticket.person),
        None => None,
    };
    if let Some(person) = blocked {
        facts.blocked = store.blocked(person, facts.now).await?;
    }
    if let Some(page) = asked.all_blocked {
        let offset = u64::from(page) * view::PAGE;
        let page = store.all_blocked(facts.now, offset, view::PAGE).await?;
        facts.all_blocked = Some(page);
    }
    Ok(())
}

/// Loads the number of a ticket's card in the group, and of the one before it.
async fn load_cards(
    store: &dyn Store,
    asked: &ViewQuery,
    group: i64,
    card: Option<TicketId>,
    facts: &mut ViewData,
) -> Result<(), StoreError> {
    if let Some(ticket) = card {
        facts.card = store.card(group, ticket).await?.map(|sent| sent.message);
        // A ticket that never had a card and one whose card was deleted are told apart: only the latter gets it back.
        facts.lost_card = facts.card.is_none() && store.lost_its_card(group, ticket).await?;
    }
    if let Some(ticket) = asked.old_card {
        let old = store.old_card(group, ticket).await?;
        facts.old_card = old.map(|sent| sent.message);
    }
    Ok(())
}

/// Loads the offer that is to be taken away, while Telegram still lets a bot delete it.
async fn load_old_offer(
    store: &dyn Store,
    asked: &ViewQuery,
    chat: i64,
    facts: &mut ViewData,
) -> Result<(), StoreError> {
    if let Some(standing) = asked.old_offer {
        let old = store.offers(chat).await?;
        let old = old.into_iter().nth(usize::from(standing));
        let old = old.filter(|offer| facts.now - offer.at < DELETABLE);
        facts.old_offer = old.map(|offer| offer.message);
    }
    Ok(())
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
