//! `bellhop check --impact`: the effect that the settings would have on the open tickets from now on.

use super::CheckReport;
use crate::{
    app::preflight::{Finding, fault},
    config::Settings,
    domain::{
        Instant,
        language::Language,
        sla::{Impact, PolicyHistory},
    },
    store::{Store, changed_policy},
    view,
};
use std::sync::Arc;

impl CheckReport {
    /// Adds a line: the effect of these settings on the open tickets, compared with the newest stored policy. `opened` is
    /// the outcome of opening the store, which is closed afterwards.
    pub async fn add_impact(
        &mut self,
        settings: &Settings,
        opened: anyhow::Result<Option<Arc<dyn Store>>>,
        now: Instant,
    ) {
        let finding = match opened {
            // Its own line in the report has the reason.
            Err(_) => Finding::Unknown("the database is at fault"),
            Ok(None) => Finding::Well("no desk was ever at work on this database".into()),
            Ok(Some(store)) => {
                let finding = find_impact(settings, &*store, now).await;
                store.close().await;
                finding.unwrap_or_else(|error| {
                    fault(
                        format!("{error:#}"),
                        "start the desk, which brings the database up to date, and ask beside it",
                    )
                })
            }
        };
        self.add("impact", finding);
    }
}

async fn find_impact(
    settings: &Settings,
    store: &dyn Store,
    now: Instant,
) -> anyhow::Result<Finding> {
    let stored = store.policies().await?;
    let Some(changed) = changed_policy(&stored, &settings.policy(), now) else {
        return Ok(Finding::Well(
            "the clocks go by these settings already".into(),
        ));
    };
    let Some(policies) = PolicyHistory::from_versions(stored) else {
        return Ok(Finding::Well(
            "no desk was ever at work on this database".into(),
        ));
    };
    let open = store.unresolved().await?;
    let impact = Impact::of(&changed.policy, &policies, &open, changed.since);
    // Bellhop's own texts: faults in the operator's have a line of their own.
    let wording = view::Wording::load(None)?;
    let text = view::impact(&wording, Language::En, &impact);
    Ok(Finding::Well(text.replace('\n', "; ")))
}
