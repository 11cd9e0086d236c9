//! The webhook: its address and what is posted there. The posting itself is done in `http/webhook.rs`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::World;
use super::calls::Outcome;
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

/// Where updates are posted to.
pub(crate) struct Webhook {
    url: String,
    secret: String,
    max_connections: i64,
    ip: String,
    last_error: Option<(i64, String)>,
}

/// One update on its way to the webhook.
#[derive(Debug, Clone)]
pub(crate) struct WebhookParcel {
    pub(crate) update_id: i64,
    pub(crate) key: i64,
    pub(crate) url: String,
    pub(crate) secret: String,
    pub(crate) body: Value,
}

impl World {
    pub(crate) fn set_webhook(&mut self, params: &Params) -> Outcome {
        let url = params.text("url").trim().to_owned();
        if url.is_empty() {
            return self.delete_webhook(params);
        }
        if self
            .updates
            .webhook_set_at
            .is_some_and(|at| self.now - at < 1000)
        {
            return Err(Failure::flood(1));
        }
        check_webhook_url(&url)?;
        let secret = params.text("secret_token").to_owned();
        if secret.len() > 256 {
            return Err(Failure::bad("secret token is too long"));
        }
        if !secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        {
            return Err(Failure::bad("secret token contains unallowed characters"));
        }
        self.confide_secret(&secret);
        self.read_allowed(params)?;
        if params.flag("drop_pending_updates") {
            self.updates.entries.clear();
        }
        let max_connections = if params.has("max_connections") {
            params.int("max_connections").clamp(1, 100)
        } else {
            40
        };
        let same = self.updates.webhook.as_ref().is_some_and(|old| {
            old.url == url && old.secret == secret && old.max_connections == max_connections
        });
        let ip = params.text("ip_address").to_owned();
        self.updates.webhook = Some(Webhook {
            url,
            secret,
            max_connections,
            ip,
            last_error: None,
        });
        self.updates.webhook_set_at = Some(self.now);
        self.updates.generation += 1;
        self.updates.ended_by_webhook = true;
        Ok(ApiAnswer::done_saying(
            json!(true),
            if same {
                "Webhook is already set"
            } else {
                "Webhook was set"
            },
        ))
    }

    pub(crate) fn delete_webhook(&mut self, params: &Params) -> Outcome {
        if params.flag("drop_pending_updates") {
            self.updates.entries.clear();
        }
        let was = self.updates.webhook.take().is_some();
        Ok(ApiAnswer::done_saying(
            json!(true),
            if was {
                "Webhook was deleted"
            } else {
                "Webhook is already deleted"
            },
        ))
    }

    pub(crate) fn get_webhook_info(&mut self) -> Outcome {
        self.drop_expired();
        let mut info = json!({"url": "", "has_custom_certificate": false, "pending_update_count": self.updates.entries.len()});
        if let Some(webhook) = &self.updates.webhook {
            info["url"] = json!(webhook.url);
            info["max_connections"] = json!(webhook.max_connections);
            if !webhook.ip.is_empty() {
                info["ip_address"] = json!(webhook.ip);
            }
            if let Some((at, text)) = &webhook.last_error {
                info["last_error_date"] = json!(at);
                info["last_error_message"] = json!(text);
            }
        }
        if let Some(allowed) = &self.updates.allowed {
            info["allowed_updates"] = json!(allowed);
        }
        Ok(ApiAnswer::done(info))
    }

    /// The updates that may be posted now: the first of each key that is not in flight, up to the connections left.
    pub(crate) fn webhook_parcels(
        &mut self,
        now: i64,
        in_flight: &BTreeSet<i64>,
    ) -> Vec<WebhookParcel> {
        self.now = now;
        self.drop_expired();
        let Some(webhook) = &self.updates.webhook else {
            return Vec::new();
        };
        let room = usize::try_from(webhook.max_connections)
            .unwrap_or(1)
            .saturating_sub(in_flight.len());
        let mut busy = in_flight.clone();
        let free = self
            .updates
            .entries
            .iter()
            .filter(|entry| busy.insert(entry.key))
            .take(room);
        free.map(|entry| WebhookParcel {
            update_id: entry.id,
            key: entry.key,
            url: webhook.url.clone(),
            secret: webhook.secret.clone(),
            body: entry.body.clone(),
        })
        .collect()
    }

    /// Whether a parcel is still wanted: same webhook, not expired, not dropped.
    pub(crate) fn parcel_is_wanted(&mut self, now: i64, parcel: &WebhookParcel) -> bool {
        self.now = now;
        self.drop_expired();
        self.updates
            .webhook
            .as_ref()
            .is_some_and(|webhook| webhook.url == parcel.url && webhook.secret == parcel.secret)
            && self
                .updates
                .entries
                .iter()
                .any(|entry| entry.id == parcel.update_id)
    }

    /// The webhook took an update (`None`), or what went wrong.
    pub(crate) fn settle_parcel(&mut self, now: i64, update_id: i64, fault: Option<String>) {
        self.now = now;
        match fault {
            None => self.updates.entries.retain(|entry| entry.id != update_id),
            Some(text) => {
                let at = self.seconds();
                if let Some(webhook) = &mut self.updates.webhook {
                    webhook.last_error = Some((at, text));
                }
            }
        }
    }
}

/// The rules for webhook addresses, with one exception: addresses of this very machine may be http and on any port,
/// because a bot under test listens there.
fn check_webhook_url(url: &str) -> Result<(), Failure> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(Failure::bad(
            "bad webhook: An HTTPS URL must be provided for webhook",
        ));
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !authority.ends_with(']') => (host, port.parse::<u16>().ok()),
        _ => (authority, Some(443)),
    };
    if ["127.0.0.1", "localhost", "[::1]"].contains(&host) && ["http", "https"].contains(&scheme) {
        return Ok(());
    }
    if scheme != "https" {
        return Err(Failure::bad(
            "bad webhook: An HTTPS URL must be provided for webhook",
        ));
    }
    if host.is_empty() {
        return Err(Failure::bad("invalid webhook URL specified"));
    }
    if !port.is_some_and(|port| [80, 88, 443, 8443].contains(&port)) {
        return Err(Failure::bad(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ));
    }
    let private = ["10.", "192.168.", "127.", "169.254.", "0."]
        .iter()
        .any(|start| host.starts_with(start));
    if private
        && host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return Err(Failure::bad(format!(
            "bad webhook: IP address {host} is reserved"
        )));
    }
    Ok(())
}
