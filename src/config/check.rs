//! What the settings must mean, beyond their types.
//!
//! Each check says in a few words what is wrong; what would be right is added from the table of keys.

use super::{EscalationStep, Hours, Limit, ModeSetting, Updates};
use crate::domain::calendar::Interval;
use secrecy::{ExposeSecret, SecretString};
use std::{path::Path, time::Duration};
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

/// An hour, the unit of many limits.
pub(super) const HOUR: Duration = Duration::from_secs(3600);
/// 365 days: long enough for a desk, short enough for every reckoning.
pub(super) const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// The most working years that anything may take.
const TEN: u32 = 10;

fn ensure(holds: bool, problem: &str) -> garde::Result {
    if holds {
        Ok(())
    } else {
        Err(garde::Error::new(problem))
    }
}

/// `digits:letters`, as @BotFather gives them: 8 to 10 digits and 35 letters now, with room for others.
pub(super) fn is_token(text: &str) -> bool {
    let Some((number, secret)) = text.split_once(':') else {
        return false;
    };
    (1..=20).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_digit())
        && (20..=64).contains(&secret.len())
        && secret.chars().all(is_token_character)
}

fn is_token_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

pub(super) fn http(url: &Url, _: &()) -> garde::Result {
    ensure(
        matches!(url.scheme(), "http" | "https") && url.has_host(),
        "not an http address",
    )
}

pub(super) fn public_url(updates: Updates) -> impl Fn(&Option<Url>, &Updates) -> garde::Result {
    move |url, _| match url {
        None => ensure(
            updates == Updates::Polling,
            "not set, though telegram.updates = \"webhook\" needs it",
        ),
        Some(url) => {
            ensure(
                url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)),
                "not an https address",
            )?;
            // Telegram posts to what /telegram behind it makes.
            ensure(
                url.query().is_none() && url.fragment().is_none(),
                "has a ? or a #, behind which no path can follow",
            )
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The Bot API's own rule for `secret_token` (`setWebhook`).
pub(super) fn secret_token(secret: &Option<SecretString>, _: &Updates) -> garde::Result {
    let Some(secret) = secret else { return Ok(()) };
    let text = secret.expose_secret();
    ensure(
        text.len() <= 256 && text.chars().all(is_token_character),
        "not of that form",
    )
}

pub(super) fn contact(mode: ModeSetting) -> impl Fn(&str, &()) -> garde::Result {
    move |contact, _| {
        if contact.is_empty() {
            return ensure(
                mode == ModeSetting::Tickets,
                "not set, though desk.mode offers the contact",
            );
        }
        ensure(is_name(contact), "not a Telegram name")
    }
}

/// `@` and a name, as Telegram allows them.
fn is_name(text: &str) -> bool {
    let name = text.strip_prefix('@').unwrap_or_default();
    (4..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub(super) fn lengths(most: usize) -> impl Fn(&(usize, usize), &()) -> garde::Result {
    move |(least, longest), _| {
        ensure(least <= longest, "the least is more than the most")?;
        ensure(*least >= 1 && *longest <= most, "out of bounds")
    }
}

pub(super) fn folder(path: &Path, _: &()) -> garde::Result {
    ensure(path.is_dir(), "there is no such folder")
}

pub(super) fn group_id(id: &i64, _: &()) -> garde::Result {
    ensure(*id != 0, "not set")?;
    ensure(*id < 0, "not a group's number")
}

/// General's own number, 1, is refused by the Bot API: it is addressed by naming no topic. Others are numbers of messages,
/// which have 32 bits.
pub(super) fn topic_id(id: &i64, _: &()) -> garde::Result {
    ensure(
        (2..=i64::from(i32::MAX)).contains(id),
        "not the number of a topic",
    )
}

pub(super) fn from_one_second_to(longest: Duration) -> impl Fn(&Duration, &()) -> garde::Result {
    move |duration, _| {
        ensure(*duration >= Duration::from_secs(1), "too short")?;
        ensure(*duration <= longest, "too long")
    }
}

/// Within an hour it is still asked what was sent lately, and to whom.
pub(super) fn from_one_hour_to_ten_years(duration: &Duration, _: &()) -> garde::Result {
    ensure(*duration >= Duration::from_secs(3600), "too short")?;
    ensure(*duration <= YEAR * TEN, "too long")
}

/// A time that is hardly ever reached is a mistake, and to look for its end costs much (`sla.md` rule 8).
pub(super) fn reached(hours: &Hours) -> impl Fn(&Duration, &()) -> garde::Result + use<> {
    let yearly = hours.yearly();
    move |duration, _| {
        ensure(
            yearly.is_none_or(|yearly| *duration <= yearly * TEN),
            "more than ten years of sla.hours",
        )
    }
}

/// A time that the team works to: [`from_one_second_to`] a year, and [`reached`].
pub(super) fn working_time(hours: &Hours) -> impl Fn(&Duration, &()) -> garde::Result + use<> {
    let reached = reached(hours);
    move |duration, _| {
        from_one_second_to(YEAR)(duration, &())?;
        reached(duration, &())
    }
}

/// [`working_time`], of one priority.
pub(super) fn own_time(duration: &Duration, hours: &Hours) -> garde::Result {
    working_time(hours)(duration, &())
}

/// [`working_time`], where it is a duration.
pub(super) fn limit(hours: &Hours) -> impl Fn(&Limit, &()) -> garde::Result + use<> {
    let working_time = working_time(hours);
    move |limit, _| match limit {
        Limit::Same | Limit::Off => Ok(()),
        Limit::Within(duration) => working_time(duration, &()),
    }
}

/// Told at the first day of the week, whichever is meant.
pub(super) fn has_working_time(
    hours: &Hours,
) -> impl Fn(&Vec<Interval>, &()) -> garde::Result + use<> {
    let closed = matches!(hours.calendar(chrono_tz::UTC), Some(Err(_)));
    move |_, _| {
        ensure(
            !closed,
            "no day of sla.hours has any working time, though it is set",
        )
    }
}

pub(super) fn escalation(
    hours: &Hours,
) -> impl Fn(&Vec<EscalationStep>, &()) -> garde::Result + use<> {
    let working_time = working_time(hours);
    move |steps, _| {
        for step in steps {
            working_time(&step.after, &())?;
            ensure(!step.mention.is_empty(), "a step calls nobody")?;
            ensure(
                step.mention.iter().all(|name| is_name(name)),
                "a step calls somebody who is no Telegram name",
            )?;
        }
        ensure(
            steps.is_sorted_by(|one, next| one.after < next.after),
            "a step does not come later than the one before it",
        )
    }
}

pub(super) fn shorter_than(after: Duration) -> impl Fn(&Duration, &()) -> garde::Result {
    move |duration, _| {
        ensure(
            *duration < after,
            &format!(
                "not shorter than auto_close.after, {}",
                humantime::format_duration(after)
            ),
        )
    }
}

pub(super) fn database_url(url: &SecretString, _: &()) -> garde::Result {
    let schemes = ["sqlite:", "postgres:", "postgresql:"];
    let url = url.expose_secret();
    ensure(
        schemes.iter().any(|scheme| url.starts_with(scheme)),
        "neither SQLite nor PostgreSQL",
    )
}

pub(super) fn filter(filter: &str, _: &()) -> garde::Result {
    ensure(EnvFilter::try_new(filter).is_ok(), "not a filter")
}
