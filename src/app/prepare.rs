//! What a start makes of the settings before any actor runs: the policies through time, and what the views go by.

use crate::{
    clock::Clock,
    config::{ModeSetting, Settings},
    domain::sla::PolicyHistory,
    store::{Store, UnitOfWork, changed_policy},
    view,
};
use anyhow::Context as _;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// The policies through time, with today's settings at their end.
pub(super) async fn policies(
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

/// The settings that the views need.
pub(super) fn view_desk(settings: &Settings) -> Result<view::ViewSettings, view::WordingFaults> {
    Ok(view::ViewSettings {
        wording: view::Wording::load(settings.desk.wording.as_deref())?,
        time_zone: settings.desk.time_zone,
        mode: match settings.desk.mode {
            ModeSetting::Tickets => view::Mode::Tickets,
            ModeSetting::Contact => view::Mode::Contact,
            ModeSetting::Both => view::Mode::Both,
        },
        contact: settings.desk.contact.clone(),
        lengths: settings.lengths(),
        team_language: settings.admin.language,
        default_language: settings.desk.default_language,
        show_agent_names: settings.desk.show_agent_names,
    })
}
