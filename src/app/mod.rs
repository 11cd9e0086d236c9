//! The composition root: puts the desk together, runs it, and takes it apart in order.
//!
//! Start: settings → log → database → leadership, or standing by until it is free → migrations → persistence → notifier →
//! registry (loads open tickets, arms timers) → gateway last. Stop: the gateway finishes its turns → tickets drain → the
//! notifier finishes what it is sending → persistence empties and closes → another process may lead. Nothing in inbox or
//! outbox is dropped: it goes on at the next start, or where the next leader is.
//!
//! A process that finds another one leading ends with an error, whatever it was doing: what it holds in memory is no
//! longer true, and the service manager starts it again, to stand by.

use crate::{
    actors::{
        TestFaults,
        gateway::{FinishTurns, GatewayActor, GatewayEnv, Members, Throttle},
        notifier::{FinishSending, NotifierActor, NotifierEnv, contact, rights::Missing},
        persistence::{Drain, PersistenceActor, StoreHandle},
        registry::{DeactivateAll, PolicyChanged, RegistryActor},
        supervisor::{self, ExitReason, RestartPolicy},
        ticket::{Grace, TicketEnv},
    },
    cli::{
        self,
        check::{self, GroupFault},
    },
    clock::{self, Clock},
    config::Settings,
    domain::{notice::TeamNotice, read_model::Profile, sla::PolicyHistory},
    store::{
        Store,
        sql::{ConnectError, Opened, Options},
    },
    telegram::{Telegram, bot::TeloxideBot},
    view,
};
use actix::prelude::*;
use actix_rt::task::JoinHandle;
use anyhow::{Context as _, anyhow, bail};
use arc_swap::ArcSwap;
use chrono::TimeDelta;
use futures::FutureExt as _;
use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::Notify,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// The time that one call to Telegram may take.
const CALL_LIMIT: Duration = Duration::from_secs(30);

mod intake;
mod leadership;
mod prepare;
pub mod reload;
mod settings_watcher;

use intake::{
    WebhookListener, begin_intake, identify_bot, load_team, register_commands, wait_for_signals,
};
use prepare::{policies, view_desk};

/// The latest end of each stage of a stop, from its beginning: all of it takes less than 5 s. A turn takes
/// milliseconds; most of the time is Telegram's, for rows that are being sent.
const TURNS_END: Duration = Duration::from_millis(1_000);
const SENDING_ENDS: Duration = Duration::from_millis(3_500);
const WRITING_ENDS: Duration = Duration::from_millis(4_000);
const CLOSED: Duration = Duration::from_millis(4_500);

/// The parts that a desk is made of.
pub struct DeskParts {
    pub store: Arc<dyn Store>,
    pub telegram: Arc<dyn Telegram>,
    pub clock: Clock,
    pub me: Profile,
    pub faults: TestFaults,
}

/// A desk at work.
pub struct RunningDesk {
    pub gateway: Addr<GatewayActor>,
    pub registry: Addr<RegistryActor>,
    pub notifier: Addr<NotifierActor>,
    pub persistence: Addr<PersistenceActor>,
    /// Cancelled when one of the four gave up: the process must end.
    pub broken: CancellationToken,
    store: Arc<dyn Store>,
    policies: Arc<ArcSwap<PolicyHistory>>,
    grace: Grace,
}

/// Runs the desk until it is told to stop.
///
/// # Errors
/// When the desk can't start, or one of its actors gave up; the message says what to do.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let signals = actix_rt::spawn(wait_for_signals(stop.clone()));
    let outcome = run_on(settings, Clock::System, Arc::default(), cli::print, stop).await;
    signals.abort();
    outcome
}

/// Runs the desk on the clock given until it is told to stop, by a signal or by `stop`. Whoever sets the clock says so
/// by `clock_set`: the tickets re-arm at once then, instead of at the next sweep.
///
/// # Errors
/// See [`run`].
pub async fn run_led(
    settings: Settings,
    clock: Clock,
    clock_set: Arc<Notify>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let signals = actix_rt::spawn(wait_for_signals(stop.clone()));
    let outcome = run_on(settings, clock, clock_set, |_| {}, stop).await;
    signals.abort();
    outcome
}

/// Runs the desk until `stop`.
///
/// # Errors
/// See [`run`].
pub async fn run_until(settings: Settings, stop: CancellationToken) -> anyhow::Result<()> {
    run_on(settings, Clock::System, Arc::default(), |_| {}, stop).await
}

async fn run_on(
    settings: Settings,
    clock: Clock,
    clock_set: Arc<Notify>,
    say: fn(&str),
    stop: CancellationToken,
) -> anyhow::Result<()> {
    // From here on SIGHUP ends nothing: the settings are read again once the desk runs.
    let hangup = signal(SignalKind::hangup())?;
    let desk = Arc::new(view_desk(&settings)?);
    let telegram = telegram(&settings)?;
    let opened = open(&settings, clock.clone()).await?;
    let Some(me) = identify_bot(&*telegram, &stop).await? else {
        return Ok(());
    };
    let out = match check::group_at_fault(&settings, &*telegram).await {
        Some(GroupFault::Mistake(fault)) => bail!(fault),
        Some(GroupFault::OutOfReach(fault)) => Some(fault),
        None => None,
    };
    let door = WebhookListener::hold(&settings)?;
    let Some((store, lease)) = leadership::lead(opened, say, &stop).await? else {
        return Ok(());
    };
    // Whatever it is doing then: what it holds is no longer true.
    let (deposed, ends) = (lease.clone(), stop.clone());
    actix_rt::spawn(async move {
        deposed.lost().await;
        ends.cancel();
    });
    let (settings, view) = reload::newest(settings, desk);
    let store: Arc<dyn Store> = Arc::new(store);
    let telegram = leadership::LeaderOnlyTelegram::new(telegram, lease.clone());
    let telegram: Arc<dyn Telegram> = Arc::new(telegram);
    tracing::info!(
        bot = me.username.as_deref().unwrap_or_default(),
        "the desk starts"
    );

    let parts = DeskParts {
        store: store.clone(),
        telegram: telegram.clone(),
        clock: clock.clone(),
        me,
        faults: TestFaults::default(),
    };
    let desk = start_saying(&settings, view.clone(), parts).await?;
    if let Some(fault) = out {
        tracing::error!(fault, "people are served, and the team is not told");
        let records = StoreHandle::new(desk.persistence.clone());
        let poke = desk.notifier.clone().recipient();
        let since = clock.now();
        let was_out = TeamNotice::WasOut { since };
        let told = contact::tell_when_back(&records, was_out, since, Some(poke)).await;
        told.context("what the team must be told can't be stored")?;
    }
    let intake = begin_intake(
        &settings,
        &store,
        telegram.clone(),
        &desk,
        door,
        stop.clone(),
    )
    .await?;
    register_commands(&view, &*telegram).await;
    reload::begin(
        settings,
        &desk,
        clock.clone(),
        telegram,
        hangup,
        stop.clone(),
    );
    tracing::info!("the desk is open");

    let broken = desk.broken.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = broken.cancelled() => break,
            () = clock_set.notified() => {
                desk.grace.clock_was_set(&clock);
                desk.registry.do_send(PolicyChanged);
            }
        }
    }
    stop.cancel();
    desk.stop(intake).await;
    if lease.lost().now_or_never().is_some() {
        bail!(
            "another process leads this desk now; nothing is lost. Start this one again, and it stands by"
        );
    }
    if broken.is_cancelled() {
        bail!(
            "a part of the desk failed again and again; the log says which. Nothing is lost: start it again"
        );
    }
    tracing::info!("the desk is closed");
    Ok(())
}

async fn open(settings: &Settings, clock: Clock) -> Result<Opened, ConnectError> {
    Opened::at(&settings.database.url, Options::new(move || clock.now())).await
}

/// Connects to the database as it is, to ask and not to write: a desk may be at work on it.
///
/// # Errors
/// What is wrong with it, and what to do; never the address, which holds a password.
pub async fn connect(settings: &Settings, clock: Clock) -> anyhow::Result<Arc<dyn Store>> {
    Ok(Arc::new(open(settings, clock).await?.as_it_is()))
}

/// The way to Telegram that the settings name; asks nothing yet.
///
/// # Errors
/// When the token has not the shape of one.
pub fn telegram(settings: &Settings) -> anyhow::Result<Arc<dyn Telegram>> {
    Ok(Arc::new(TeloxideBot::new(
        &settings.telegram.token,
        &settings.telegram.api_url,
        CALL_LIMIT,
    )?))
}

/// Starts the cast over the parts given, everything but the intake.
///
/// # Errors
/// When the store can't be read, or the wording is faulty.
pub async fn start(settings: &Settings, parts: DeskParts) -> anyhow::Result<RunningDesk> {
    start_saying(settings, Arc::new(view_desk(settings)?), parts).await
}

async fn start_saying(
    settings: &Settings,
    desk: Arc<view::ViewSettings>,
    parts: DeskParts,
) -> anyhow::Result<RunningDesk> {
    let DeskParts {
        store,
        telegram,
        clock,
        me,
        faults,
    } = parts;
    let policies = policies(settings, &*store, &clock).await?;
    let tickets = store
        .unresolved()
        .await
        .context("the open tickets can't be loaded")?;
    let last = store
        .last_ticket()
        .await
        .context("the tickets can't be counted")?;
    let now = clock.now();
    let sent = store
        .sent_since(now - TimeDelta::seconds(60))
        .await
        .context("the outbox can't be read")?;
    let sent = sent
        .into_iter()
        .map(|(to, at)| (to, (now - at).to_std().unwrap_or_default()))
        .collect();

    let missing = store
        .missing_rights()
        .await
        .context("the outbox can't be read")?;
    let missing = Missing::new(missing, crate::clock::monotonic());

    let team = load_team(settings, &*store).await?;
    let broken = CancellationToken::new();
    let ended = |named: &'static str| {
        let broken = broken.clone();
        move |ending: ExitReason| {
            if let ExitReason::GaveUp { .. } = ending {
                tracing::error!(actor = named, "gave up");
                broken.cancel();
            }
        }
    };

    let writer = PersistenceActor::new(store.clone());
    let persistence = supervisor::start(
        "persistence".into(),
        RestartPolicy::default(),
        ended("persistence"),
        |_| writer,
    );
    let records = StoreHandle::new(persistence.clone());

    let grace = Grace::from_now(&clock);
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
                desk: desk.clone(),
                reports: registry.recipient(),
                resting: Default::default(),
                missing: Rc::new(RefCell::new(missing)),
            };
            let actor = NotifierActor::new(env, sent);
            let address = supervisor::start(
                "notifier".into(),
                RestartPolicy::default(),
                ended("notifier"),
                |_| actor,
            );
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
        ended("registry"),
    );
    let notifier = notifier.ok_or_else(|| anyhow!("the notifier did not start"))?;

    let env = GatewayEnv {
        records,
        registry: registry.clone(),
        poke: notifier.clone().recipient(),
        toast: notifier.clone().recipient(),
        telegram,
        clock,
        team,
        agents: settings.admin.agents.clone(),
        desk,
        me,
        members: Rc::new(RefCell::new(Members::new(crate::clock::monotonic()))),
        resting: Default::default(),
        limits: Rc::new(RefCell::new(Throttle::new(
            settings.limits,
            crate::clock::monotonic(),
        ))),
        retention: settings.retention,
        longer: Default::default(),
        takes_longer: notifier.clone().recipient(),
        withheld: notifier.clone().recipient(),
    };
    let gateway = GatewayActor::new(env);
    let gateway = supervisor::start(
        "gateway".into(),
        RestartPolicy::default(),
        ended("gateway"),
        |_| gateway,
    );
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

impl RunningDesk {
    /// Takes the desk apart, the intake first, each stage within its time.
    pub async fn stop(self, intake: JoinHandle<()>) {
        let began = clock::monotonic();
        let _ = timeout_at(began + TURNS_END, intake).await;
        let store = self.store.clone();
        self.finish(began).await;
        let _ = timeout_at(began + CLOSED, store.close()).await;
    }

    /// Takes the desk apart that starts again over the same connections.
    pub async fn stop_but_keep_the_store(self) {
        self.finish(clock::monotonic()).await;
    }

    async fn finish(self, began: Instant) {
        let _ = timeout_at(began + TURNS_END, self.gateway.send(FinishTurns)).await;
        let _ = timeout_at(began + TURNS_END, self.registry.send(DeactivateAll)).await;
        let _ = timeout_at(began + SENDING_ENDS, self.notifier.send(FinishSending)).await;
        // What was just delivered is recorded by its tickets, which woke once more for it.
        let _ = timeout_at(began + WRITING_ENDS, self.registry.send(DeactivateAll)).await;
        let _ = timeout_at(began + WRITING_ENDS, self.persistence.send(Drain)).await;
    }
}
