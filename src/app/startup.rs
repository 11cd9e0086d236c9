//! The steps before any actor runs: the bot, its team, its commands, the policies, and the views' settings.

use crate::{
    actors::Team,
    clock::Clock,
    config::Settings,
    domain::{language::Language, read_model::Profile, sla::PolicyHistory},
    store::{Store, UnitOfWork, changed_policy},
    telegram::{CallError, Telegram},
    view,
};
use anyhow::{Context as _, bail};
use arc_swap::ArcSwap;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Asks Telegram for the bot's own account until it answers; `None` if stopped meanwhile.
///
/// # Errors
/// If Telegram refuses the token.
pub(super) async fn identify_bot(
    telegram: &dyn Telegram,
    stop: &CancellationToken,
) -> anyhow::Result<Option<Profile>> {
    for failures in 0_u32.. {
        let answer = tokio::select! {
            answer = telegram.me() => answer,
            () = stop.cancelled() => return Ok(None),
        };
        match answer {
            Ok(me) => return Ok(Some(me)),
            Err(CallError::Unauthorized(reason)) => bail!(
                "Telegram refuses the token ({reason}). Ask @BotFather for the bot's token, put it into telegram.token, \
                 and try `bellhop check`"
            ),
            // The network may come up after this process, when both start with the machine.
            Err(error) => tracing::warn!(%error, "Telegram does not answer; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1 << failures.min(5))) => {}
            () = stop.cancelled() => return Ok(None),
        }
    }
    Ok(None)
}

/// Loads the team's place: the group that the settings name, by its present number, and their topic, unless it was
/// deleted.
pub(super) async fn load_team(settings: &Settings, store: &dyn Store) -> anyhow::Result<Team> {
    let named = settings.admin.group_id;
    let group = store.group_now(named).await;
    let group = group.context("the group's number can't be read")?;
    if group != named {
        tracing::warn!(
            admin.group_id = group,
            "the group was upgraded: put its new number into the settings"
        );
    }
    let topic = settings.admin.tickets_topic_id;
    // An upgraded group has another number in everything stored since, but the operator's file still has the old one.
    let gone = match topic {
        Some(topic) => store.topic_is_gone(group, topic).await,
        None => Ok(false),
    };
    let gone = gone.context("whether the topic is gone can't be read")?;
    if gone {
        tracing::warn!(
            admin.tickets_topic_id = topic,
            "the topic for tickets is gone: put the number of another into the settings"
        );
    }
    Ok(Team::new(named, group, topic, gone))
}

/// Registers the commands of private chats. A failure is only logged: commands work without being listed.
pub(super) async fn register_commands(views: &view::ViewSettings, telegram: &dyn Telegram) {
    // The entry without a language code is for clients in any language that has no texts.
    let default = (None, views.default_language);
    for (code, language) in
        std::iter::once(default).chain(Language::ALL.map(|l| (Some(l.code()), l)))
    {
        if let Err(error) = telegram
            .set_commands(code, view::commands(&views.wording, language))
            .await
        {
            tracing::warn!(%error, "the commands are not registered");
            return;
        }
    }
}

/// Loads every version of the policy, and stores today's as a new one if it differs from the last.
pub(super) async fn load_policies(
    settings: &Settings,
    store: &dyn Store,
    clock: &Clock,
) -> anyhow::Result<Arc<ArcSwap<PolicyHistory>>> {
    let policy = settings.policy();
    let mut versions = store
        .policies()
        .await
        .context("the policies can't be read")?;
    if let Some(changed) = changed_policy(&versions, &policy, clock.now()) {
        // Stored before any actor runs: a deadline must never be computed with a policy that has no date.
        let work = UnitOfWork {
            policy: Some(changed.clone()),
            ..Default::default()
        };
        store
            .commit(vec![work])
            .await
            .into_iter()
            .collect::<Result<(), _>>()
            .context("the policy can't be stored")?;
        versions.push(changed);
    }
    let history =
        PolicyHistory::from_versions(versions).unwrap_or_else(|| PolicyHistory::always(policy));
    Ok(Arc::new(ArcSwap::from_pointee(history)))
}

/// Builds what the views need of the settings, among it the texts.
///
/// # Errors
/// Every fault of a text in the operator's folder.
pub(super) fn view_settings(
    settings: &Settings,
) -> Result<view::ViewSettings, view::WordingFaults> {
    Ok(view::ViewSettings {
        wording: view::Wording::load(settings.desk.wording.as_deref())?,
        time_zone: settings.desk.time_zone,
        mode: settings.desk.mode,
        contact: settings.desk.contact.clone(),
        lengths: settings.lengths(),
        team_language: settings.admin.language,
        default_language: settings.desk.default_language,
        show_agent_names: settings.desk.show_agent_names,
    })
}
