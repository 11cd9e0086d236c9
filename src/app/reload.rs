//! Edits of the settings while the desk runs: each takes effect at once, wholly or not at all.
//!
//! Parse and validate first; then one transaction with the version of the policy, dated at the edit, and the notice to
//! the team; then the actors. While the store is away the desk goes on as it was, and the edit is tried again. A faulty
//! edit changes nothing: the log and the team are told the fault, once.
//!
//! Invariant: neither log nor notice holds a value of the settings, except a faulty one that is not secret.

use super::{
    parts::RunningDesk,
    settings_watcher,
    startup::{register_commands, view_settings},
};
use crate::{
    actors::{
        gateway::{self, GatewayActor},
        notifier::{NotifierActor, OutboxWritten, view_data::DeskChanged},
        persistence::StoreHandle,
        registry::{PolicyChanged, RegistryActor, SweepEvery},
    },
    clock::Clock,
    config::{Settings, SettingsDiff, SettingsError, SettingsErrors},
    domain::{
        Instant,
        notice::{Notice, TeamNotice},
        sla::{Impact, PolicyHistory},
    },
    logging,
    store::{NewOutboxRow, StoreError, UnitOfWork, changed_policy},
    telegram::Telegram,
    view,
};
use actix::prelude::*;
use arc_swap::ArcSwap;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    signal::unix::Signal,
    sync::{Notify, watch::Sender},
};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The delay before an edit that the store could not take is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Follows the settings of a running desk.
pub struct Reload {
    records: StoreHandle,
    registry: Addr<RegistryActor>,
    gateway: Addr<GatewayActor>,
    notifier: Addr<NotifierActor>,
    policies: Arc<ArcSwap<PolicyHistory>>,
    telegram: Arc<dyn Telegram>,
    clock: Clock,
    /// The settings that the desk was started with: keys that need a restart hold as they stand here.
    started: Settings,
    /// The last settings that were valid.
    current: Settings,
    /// The faults that were told last, until the settings are right again.
    refused: Vec<String>,
    /// The folder of the wording that the settings named last, be its texts right or faulty: it is watched.
    wording: Sender<Option<PathBuf>>,
}

/// The outcome of reading the settings.
enum ReadSettings {
    Right {
        settings: Box<Settings>,
        desk: Arc<view::ViewSettings>,
    },
    /// The faults, a line each.
    Faulty(Vec<String>),
}

/// Returns the settings and texts as they are now, for a process that stood by since it read them.
///
/// Returns those given if the new ones are faulty, or differ in a key that needs a restart: [`Reload`] handles such an
/// edit once the desk runs.
pub(super) fn newest(
    settings: Settings,
    desk: Arc<view::ViewSettings>,
) -> (Settings, Arc<view::ViewSettings>) {
    let newer = settings.load_again().ok().filter(|newer| {
        let edit = SettingsDiff::between(&settings, &settings, newer);
        edit.after_restart.is_empty()
    });
    match newer.map(|newer| (view_settings(&newer), newer)) {
        Some((Ok(desk), newer)) => (newer, Arc::new(desk)),
        _ => (settings, desk),
    }
}

/// Starts to watch the settings, and to apply their edits, until `stop`.
pub(super) fn begin(
    settings: Settings,
    desk: &RunningDesk,
    clock: Clock,
    telegram: Arc<dyn Telegram>,
    hangup: Signal,
    stop: CancellationToken,
) {
    let edited = Arc::new(Notify::new());
    let path = settings.sources.path().to_owned();
    let source = settings.clone();
    let reload = Reload::of(desk, settings, clock, telegram);
    let wording = reload.wording.subscribe();
    actix_rt::spawn(settings_watcher::watch(
        path,
        wording,
        hangup,
        edited.clone(),
        stop.clone(),
    ));
    actix_rt::spawn(reload.follow(edited, move || source.load_again(), stop));
}

impl Reload {
    /// Returns the follower of a desk that was started with these settings.
    pub fn of(
        desk: &RunningDesk,
        settings: Settings,
        clock: Clock,
        telegram: Arc<dyn Telegram>,
    ) -> Reload {
        Reload {
            records: StoreHandle::new(desk.persistence.clone()),
            registry: desk.registry.clone(),
            gateway: desk.gateway.clone(),
            notifier: desk.notifier.clone(),
            policies: desk.policies.clone(),
            telegram,
            clock,
            started: settings.clone(),
            wording: Sender::new(settings.desk.wording.clone()),
            current: settings,
            refused: Vec::new(),
        }
    }

    /// Reads the settings at each `edited` and applies them, until `stop`.
    pub async fn follow(
        mut self,
        edited: Arc<Notify>,
        read: impl Fn() -> Result<Settings, SettingsErrors>,
        stop: CancellationToken,
    ) {
        // What was read and is not stored yet, and when it was read: an edit dates from then.
        let mut unsaved: Option<(ReadSettings, Instant)> = None;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = edited.notified() => unsaved = Some((self.validate(read()), self.clock.now())),
                () = tokio::time::sleep(AGAIN), if unsaved.is_some() => {}
            }
            let Some((reading, at)) = &unsaved else {
                continue;
            };
            match self.process(reading, *at).await {
                // Kept with its instant: a breach that the edit brings must not be dated when the store came back.
                Err(error @ StoreError::Unavailable(_)) => {
                    tracing::warn!(%error, "the edit of the settings is not stored yet");
                }
                Err(error) => {
                    tracing::error!(%error, "the edit of the settings can't be stored");
                    unsaved = None;
                }
                Ok(()) => unsaved = None,
            }
        }
    }

    fn validate(&self, read: Result<Settings, SettingsErrors>) -> ReadSettings {
        let wording = |fault: &view::WordingFault| SettingsError {
            key: "desk.wording".to_owned(),
            found: None,
            origin: None,
            problem: fault.to_string(),
        };
        let right = read
            .map_err(|faults| {
                faults
                    .iter()
                    .map(SettingsError::to_string)
                    .collect::<Vec<_>>()
            })
            .and_then(|settings| {
                let folder = settings.desk.wording.clone();
                // Before the texts are checked: their folder must be watched for the fix when they are faulty.
                self.wording.send_if_modified(|watched| {
                    let moved = *watched != folder;
                    *watched = folder;
                    moved
                });
                match view_settings(&settings) {
                    Ok(desk) => Ok((settings, desk)),
                    Err(faults) => Err(faults.iter().map(|f| wording(f).to_string()).collect()),
                }
            });
        match right {
            Ok((settings, desk)) => ReadSettings::Right {
                settings: Box::new(settings),
                desk: Arc::new(desk),
            },
            Err(faults) => {
                // An editor may save a faulty file several times; the same faults are logged once.
                for fault in faults.iter().filter(|_| faults != self.refused) {
                    tracing::error!(%fault, "an edit of the settings is refused");
                }
                ReadSettings::Faulty(faults)
            }
        }
    }

    async fn process(&mut self, reading: &ReadSettings, at: Instant) -> Result<(), StoreError> {
        match reading {
            ReadSettings::Right { settings, desk } => self.apply(settings, desk, at).await,
            ReadSettings::Faulty(faults) if *faults == self.refused => Ok(()),
            ReadSettings::Faulty(faults) => {
                let faults = faults.clone();
                let notice = TeamNotice::SettingsRefused {
                    faults: faults.clone(),
                };
                self.commit(UnitOfWork::default(), notice, at).await?;
                self.refused = faults;
                Ok(())
            }
        }
    }

    /// Applies valid settings that were edited at this instant.
    async fn apply(
        &mut self,
        settings: &Settings,
        desk: &Arc<view::ViewSettings>,
        at: Instant,
    ) -> Result<(), StoreError> {
        let edit = SettingsDiff::between(&self.started, &self.current, settings);
        let stored = self
            .records
            .read(|store| async move { store.policies().await });
        let mut versions = stored.await?;
        let changed = changed_policy(&versions, &settings.policy(), at);
        if !edit.is_empty() || changed.is_some() {
            let impact = match (&changed, PolicyHistory::from_versions(versions.clone())) {
                (Some(changed), Some(policies)) => {
                    let open = self
                        .records
                        .read(|store| async move { store.unresolved().await });
                    let open = open.await?;
                    Some(Impact::of(&changed.policy, &policies, &open, changed.since))
                }
                _ => None,
            };
            let work = UnitOfWork {
                policy: changed.clone(),
                ..Default::default()
            };
            self.commit(work, settings_changed(&edit, impact), at)
                .await?;
            tracing::info!(
                at_once = ?edit.at_once,
                after_restart = ?edit.after_restart,
                impact = ?impact,
                "the settings were edited"
            );
        }
        if edit.is_empty() {
            tracing::debug!("the settings were read again, and are as they were");
        }
        // From here on the edit is durable; the actors may be told.
        versions.extend(changed);
        if let Some(policies) = PolicyHistory::from_versions(versions) {
            self.policies.store(Arc::new(policies));
        }
        self.gateway.do_send(gateway::SettingsChanged {
            desk: desk.clone(),
            agents: settings.admin.agents.clone(),
            limits: settings.limits,
            retention: settings.retention,
        });
        self.notifier.do_send(DeskChanged(desk.clone()));
        if edit.at_once.contains(&"sla.check_interval") {
            self.registry
                .do_send(SweepEvery(settings.sla.check_interval));
        }
        if edit.at_once.contains(&"log.filter") {
            logging::refilter(&settings.log.filter);
        }
        // After the policies were swapped: tickets re-arm by what they find there.
        self.registry.do_send(PolicyChanged);
        self.notifier.do_send(OutboxWritten::default());
        let commands = ["desk.default_language", "desk.wording"];
        if commands.iter().any(|key| edit.at_once.contains(key)) {
            let (desk, telegram) = (desk.clone(), self.telegram.clone());
            // Not awaited: Telegram may be slow or away, and the commands are a convenience.
            actix_rt::spawn(async move { register_commands(&desk, &*telegram).await });
        }
        self.current = settings.clone();
        self.refused.clear();
        Ok(())
    }

    /// Commits together with a notice to the team.
    async fn commit(
        &self,
        work: UnitOfWork,
        notice: TeamNotice,
        at: Instant,
    ) -> Result<(), StoreError> {
        // The key is the edit's instant: a commit that is tried again after a lost answer adds no second notice.
        let row = NewOutboxRow {
            key: format!("settings {}", at.timestamp_millis()),
            notice: Notice::ToTeam(notice),
            edits: None,
            replies_to: None,
            thread: None,
        };
        let work = UnitOfWork {
            outbox: vec![row],
            ..work
        };
        self.records.commit(work).await?;
        self.notifier.do_send(OutboxWritten::default());
        Ok(())
    }
}

fn settings_changed(edit: &SettingsDiff, impact: Option<Impact>) -> TeamNotice {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    TeamNotice::SettingsChanged {
        at_once: owned(&edit.at_once),
        after_restart: owned(&edit.after_restart),
        impact,
    }
}
