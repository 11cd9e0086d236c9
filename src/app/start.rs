//! The start of a desk's actors over its parts, in the order in which they need each other.

use super::{
    parts::{DeskParts, RunningDesk},
    startup::{load_policies, load_team, view_settings},
};
use crate::{
    actors::{
        gateway::{GatewayActor, GatewayEnv, Members, Throttle},
        notifier::{NotifierActor, NotifierEnv, rights::Missing},
        persistence::{PersistenceActor, StoreHandle},
        registry::RegistryActor,
        supervisor::{self, ExitReason, RestartPolicy},
        ticket::{Grace, TicketEnv},
    },
    clock::{self, Clock},
    config::Settings,
    domain::{ids::TicketId, notice::Audience, ticket::Ticket},
    store::Store,
    view::ViewSettings,
};
use actix::prelude::*;
use anyhow::{Context as _, anyhow};
use chrono::TimeDelta;
use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Starts all actors of a desk, but no intake.
///
/// # Errors
/// If the store can't be read, or the wording is faulty.
pub async fn start(settings: &Settings, parts: DeskParts) -> anyhow::Result<RunningDesk> {
    start_with_views(settings, Arc::new(view_settings(settings)?), parts).await
}

/// Starts like [`start`], with the views' settings already read.
pub(super) async fn start_with_views(
    settings: &Settings,
    views: Arc<ViewSettings>,
    parts: DeskParts,
) -> anyhow::Result<RunningDesk> {
    let DeskParts {
        store,
        telegram,
        clock,
        me,
        faults,
    } = parts;
    let policies = load_policies(settings, &*store, &clock).await?;
    let (tickets, last) = load_tickets(&*store).await?;
    let (sent, missing) = load_deliveries(&*store, &clock).await?;
    let team = load_team(settings, &*store).await?;
    let broken = CancellationToken::new();

    let writer = PersistenceActor::new(store.clone());
    let persistence = supervise("persistence", writer, &broken);
    let records = StoreHandle::new(persistence.clone());

    // Counted from here: after an outage people get time to answer before their tickets close by themselves.
    let grace = Grace::from_now(&clock);
    // The registry and the notifier need each other's address: the registry's context gives its own before it runs.
    let mut notifier = None;
    let check_interval = settings.sla.check_interval;
    let registry = RegistryActor::launch(
        tickets,
        last,
        check_interval,
        |registry| {
            let env = NotifierEnv {
                records: records.clone(),
                telegram: telegram.clone(),
                clock: clock.clone(),
                team: team.clone(),
                policies: policies.clone(),
                desk: views.clone(),
                reports: registry.recipient(),
                resting: Default::default(),
                missing: Rc::new(RefCell::new(missing)),
            };
            let actor = NotifierActor::new(env, sent);
            let address = supervise("notifier", actor, &broken);
            let tickets = TicketEnv {
                records: records.clone(),
                notifier: address.clone().recipient(),
                clock: clock.clone(),
                policies: policies.clone(),
                grace: grace.clone(),
                faults,
            };
            notifier = Some(address);
            tickets
        },
        on_exit("registry", &broken),
    );
    let notifier = notifier.ok_or_else(|| anyhow!("the notifier did not start"))?;

    // Last: from here on updates can be worked, and their turns need all the others.
    let env = GatewayEnv {
        records,
        registry: registry.clone(),
        poke: notifier.clone().recipient(),
        toast: notifier.clone().recipient(),
        telegram,
        clock,
        team,
        agents: settings.admin.agents.clone(),
        desk: views,
        me,
        members: Rc::new(RefCell::new(Members::new(clock::monotonic()))),
        resting: Default::default(),
        limits: Rc::new(RefCell::new(Throttle::new(
            settings.limits,
            clock::monotonic(),
        ))),
        retention: settings.retention,
        longer: Default::default(),
        takes_longer: notifier.clone().recipient(),
        withheld: notifier.clone().recipient(),
    };
    let gateway = supervise("gateway", GatewayActor::new(env), &broken);
    Ok(RunningDesk {
        gateway,
        registry,
        notifier,
        persistence,
        broken,
        store,
        policies,
        grace,
    })
}

async fn load_tickets(store: &dyn Store) -> anyhow::Result<(Vec<Ticket>, Option<TicketId>)> {
    let tickets = store.unresolved().await;
    let tickets = tickets.context("the open tickets can't be loaded")?;
    let last = store.last_ticket().await;
    Ok((tickets, last.context("the tickets can't be counted")?))
}

/// Loads what the notifier must know of the time before it: a process that just started must not send a chat more than
/// Telegram allows within a minute, nor ask again for rights that it lacked a moment ago.
async fn load_deliveries(
    store: &dyn Store,
    clock: &Clock,
) -> anyhow::Result<(Vec<(Audience, Duration)>, Missing)> {
    let now = clock.now();
    let sent = store.sent_since(now - TimeDelta::seconds(60)).await;
    let sent = sent.context("the outbox can't be read")?;
    let ages = sent
        .into_iter()
        .map(|(to, at)| (to, (now - at).to_std().unwrap_or_default()));
    let missing = store.missing_rights().await;
    let missing = missing.context("the outbox can't be read")?;
    Ok((ages.collect(), Missing::new(missing, clock::monotonic())))
}

fn supervise<A>(name: &'static str, actor: A, broken: &CancellationToken) -> Addr<A>
where
    A: Actor<Context = Context<A>> + Supervised,
{
    let ended = on_exit(name, broken);
    supervisor::start(name.into(), RestartPolicy::default(), ended, |_| actor)
}

/// Cancels `broken` if the actor gave up; a regular end is part of a stop.
fn on_exit(name: &'static str, broken: &CancellationToken) -> impl FnOnce(ExitReason) + use<> {
    let broken = broken.clone();
    move |reason| {
        if let ExitReason::GaveUp { .. } = reason {
            tracing::error!(actor = name, "gave up");
            broken.cancel();
        }
    }
}
