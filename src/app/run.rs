//! The life of a desk in this process, from the settings to the end.

use super::{
    leadership::{self, LeaderOnlyTelegram},
    parts::{DeskParts, RunningDesk, open, telegram},
    preflight::{GroupFault, find_group_fault},
    reload,
    signals::wait_for_signals,
    start::start_with_views,
    startup::{identify_bot, register_commands, view_settings},
    updates::{WebhookListener, begin_intake},
};
use crate::{
    actors::{TestFaults, notifier::contact, persistence::StoreHandle, registry::PolicyChanged},
    clock::Clock,
    config::Settings,
    domain::notice::TeamNotice,
    store::{Store, lease::Lease},
    telegram::Telegram,
};
use anyhow::{Context as _, bail};
use futures::FutureExt as _;
use std::sync::Arc;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

/// How [`run`] embeds the desk in its process. The default is the system's clock, no announcements, and no end but `stop`.
pub struct RunOptions {
    /// The clock that every deadline goes by.
    pub clock: Clock,
    /// Notified by whoever sets `clock`: the tickets re-arm at once then, instead of at the next sweep.
    pub clock_set: Arc<Notify>,
    /// Receives each change of leadership as a sentence.
    pub announce: fn(&str),
    /// True if SIGINT and SIGTERM end the desk.
    pub signals: bool,
    /// Ends the desk in order when cancelled.
    pub stop: CancellationToken,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            clock: Clock::System,
            clock_set: Arc::default(),
            announce: |_| {},
            signals: false,
            stop: CancellationToken::new(),
        }
    }
}

/// Runs the desk until it is stopped.
///
/// # Errors
/// If the desk can't start, another process took over, or one of its actors gave up; the message says what to do.
pub async fn run(settings: Settings, options: RunOptions) -> anyhow::Result<()> {
    let stop = options.stop.clone();
    let signals = options
        .signals
        .then(|| actix_rt::spawn(wait_for_signals(stop)));
    let outcome = run_until_stopped(settings, options).await;
    if let Some(signals) = signals {
        signals.abort();
    }
    outcome
}

async fn run_until_stopped(settings: Settings, options: RunOptions) -> anyhow::Result<()> {
    let RunOptions {
        clock,
        clock_set,
        announce,
        signals: _,
        stop,
    } = options;
    // Handled from here on, because the default action of SIGHUP ends a process; the settings are read again once the
    // desk runs.
    let hangup = signal(SignalKind::hangup())?;
    let views = Arc::new(view_settings(&settings)?);
    let telegram = telegram(&settings)?;
    let opened = open(&settings, clock.clone()).await?;
    let Some(me) = identify_bot(&*telegram, &stop).await? else {
        return Ok(());
    };
    // Before leading: a standby with faulty settings should fail now, not when it is needed.
    let out_of_reach = match find_group_fault(&settings, &*telegram).await {
        Some(GroupFault::Mistake(fault)) => bail!(fault),
        Some(GroupFault::OutOfReach(fault)) => Some(fault),
        None => None,
    };
    // Bound while standing by, too, and answered with 503: Telegram sends those updates again.
    let webhook = WebhookListener::bind(&settings)?;
    let Some((store, lease)) = leadership::lead(opened, announce, &stop).await? else {
        return Ok(());
    };
    stop_when_deposed(&lease, &stop);
    // After leading: this process may have stood by for days since it read them.
    let (settings, views) = reload::newest(settings, views);
    let store: Arc<dyn Store> = Arc::new(store);
    let telegram: Arc<dyn Telegram> = Arc::new(LeaderOnlyTelegram::new(telegram, lease.clone()));
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
    let desk = start_with_views(&settings, views.clone(), parts).await?;
    if let Some(fault) = out_of_reach {
        tracing::error!(fault, "people are served, and the team is not told");
        tell_team_when_back(&desk, &clock).await?;
    }
    let stop_intake = stop.clone();
    let intake = begin_intake(
        &settings,
        &store,
        telegram.clone(),
        &desk,
        webhook,
        stop_intake,
    )
    .await?;
    register_commands(&views, &*telegram).await;
    let clock_of_edits = clock.clone();
    reload::begin(
        settings,
        &desk,
        clock_of_edits,
        telegram,
        hangup,
        stop.clone(),
    );
    tracing::info!("the desk is open");

    wait_for_end(&desk, &clock, &clock_set, &stop).await;
    // A broken desk stops the intake and the watcher, too.
    stop.cancel();
    let broken = desk.broken.clone();
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

/// Ends the desk whatever it is doing when the lease is lost: its state in memory is stale from then on.
fn stop_when_deposed(lease: &Lease, stop: &CancellationToken) {
    let (lease, stop) = (lease.clone(), stop.clone());
    actix_rt::spawn(async move {
        lease.lost().await;
        stop.cancel();
    });
}

/// Stores a notice for the team, sent once the bot can write to the group again: since when it could not.
async fn tell_team_when_back(desk: &RunningDesk, clock: &Clock) -> anyhow::Result<()> {
    let records = StoreHandle::new(desk.persistence.clone());
    let poke = desk.notifier.clone().recipient();
    let since = clock.now();
    let notice = TeamNotice::WasOut { since };
    contact::tell_when_back(&records, notice, since, Some(poke))
        .await
        .context("what the team must be told can't be stored")
}

async fn wait_for_end(
    desk: &RunningDesk,
    clock: &Clock,
    clock_set: &Notify,
    stop: &CancellationToken,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = desk.broken.cancelled() => return,
            () = clock_set.notified() => {
                // A clock set on purpose missed nothing: without this, its jump counts as an outage, and nothing closes for a while.
                desk.grace.clock_was_set(clock);
                desk.registry.do_send(PolicyChanged);
            }
        }
    }
}
