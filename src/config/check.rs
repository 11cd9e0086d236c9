//! The meaning of the settings, beyond their types.
//!
//! A check gets a key's value and, because some go by another key, all settings. It says in a few words what is wrong;
//! what would be right is added from the table of keys.

use super::{
    settings::{Settings, Updates},
    sla::EscalationStep,
};
use crate::domain::{calendar::Interval, mode::Mode, sla::NextResponse};
use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

/// The shortest time that can be set.
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// An hour, the unit of many limits.
pub(super) const HOUR: Duration = Duration::from_secs(3600);
/// 365 days: long enough for a desk, short enough for every calculation.
pub(super) const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// The most working years that anything may take.
pub(super) const MOST_YEARS: u32 = 10;

/// The outcome of a check: nothing, or what is wrong.
pub(super) type Checked = Result<(), String>;

fn ensure(holds: bool, problem: &str) -> Checked {
    if holds { Ok(()) } else { Err(problem.into()) }
}

pub(super) fn range<T: Copy + Into<i64>>(
    least: i64,
    most: i64,
) -> impl Fn(&T, &Settings) -> Checked {
    move |number, _| {
        let number = (*number).into();
        ensure(number >= least, &format!("lower than {least}"))?;
        ensure(number <= most, &format!("greater than {most}"))
    }
}

pub(super) fn between(
    shortest: Duration,
    longest: Duration,
) -> impl Fn(&Duration, &Settings) -> Checked {
    move |duration, _| {
        ensure(*duration >= shortest, "too short")?;
        ensure(*duration <= longest, "too long")
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

/// True if `value` looks like a secret that was put into the wrong place: it holds a bot's token, or an address with a
/// password.
pub(super) fn holds_secret(value: &str) -> bool {
    let has_token = value
        .split(|c: char| !(is_token_character(c) || c == ':'))
        // In an address of the Bot API the token follows upon "bot", without a separator.
        .map(|word| word.trim_start_matches(|c: char| !c.is_ascii_digit()))
        .any(is_token);
    // An address with a name and no password looks the same; to hide one too many does no harm.
    let has_password = value
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('@'));
    has_token || has_password
}

pub(super) fn http(url: &Url, _: &Settings) -> Checked {
    ensure(
        matches!(url.scheme(), "http" | "https") && url.has_host(),
        "not an http address",
    )
}

pub(super) fn public_url(url: &Option<Url>, all: &Settings) -> Checked {
    let Some(url) = url else {
        return ensure(
            all.telegram.updates == Updates::Polling,
            "not set, though telegram.updates = \"webhook\" needs it",
        );
    };
    ensure(
        // Telegram posts to https only; plain http is for the simulator on the same machine.
        url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)),
        "not an https address",
    )?;
    // /telegram is appended to this address: behind a query or a fragment it would be no part of the path.
    ensure(
        url.query().is_none() && url.fragment().is_none(),
        "has a ? or a #, behind which no path can follow",
    )
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
pub(super) fn secret_token(secret: &Option<SecretString>, _: &Settings) -> Checked {
    let Some(secret) = secret else { return Ok(()) };
    let text = secret.expose_secret();
    ensure(
        text.len() <= 256 && text.chars().all(is_token_character),
        "not of that form",
    )
}

pub(super) fn contact(contact: &str, all: &Settings) -> Checked {
    if contact.is_empty() {
        return ensure(
            all.desk.mode == Mode::Tickets,
            "not set, though desk.mode offers the contact",
        );
    }
    ensure(is_name(contact), "not a Telegram name")
}

/// `@` and a name, as Telegram allows them.
fn is_name(text: &str) -> bool {
    let name = text.strip_prefix('@').unwrap_or_default();
    (4..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub(super) fn lengths(most: usize) -> impl Fn(&(usize, usize), &Settings) -> Checked {
    move |(least, longest), _| {
        ensure(least <= longest, "the least is more than the most")?;
        // The least is 1, because Telegram takes no empty message.
        ensure(*least >= 1 && *longest <= most, "out of bounds")
    }
}

pub(super) fn folder(path: &Option<PathBuf>, _: &Settings) -> Checked {
    let is_there = path.as_ref().is_none_or(|path| path.is_dir());
    ensure(is_there, "there is no such folder")
}

pub(super) fn group_id(id: &i64, _: &Settings) -> Checked {
    ensure(*id != 0, "not set")?;
    // Telegram numbers people upwards from 1 and groups downwards from -1.
    ensure(*id < 0, "not a group's number")
}

pub(super) fn topic_id(id: &Option<i64>, _: &Settings) -> Checked {
    // General's own number, 1, is refused by the Bot API: it is addressed by naming no topic. Others are numbers of
    // messages, which have 32 bits.
    let is_topic = id.is_none_or(|id| (2..=i64::from(i32::MAX)).contains(&id));
    ensure(is_topic, "not the number of a topic")
}

pub(super) fn user_ids(ids: &[i64], all: &Settings) -> Checked {
    ids.iter().try_for_each(|id| range(1, i64::MAX)(id, all))
}

/// A time that the team works to: of a second to a year, and reached.
pub(super) fn working_time(duration: &Duration, all: &Settings) -> Checked {
    between(SECOND, YEAR)(duration, all)?;
    // A time that is hardly ever reached is a mistake, and to look for its end costs much (docs/sla.md).
    let yearly = all.sla.hours.yearly();
    ensure(
        yearly.is_none_or(|yearly| *duration <= yearly * MOST_YEARS),
        "more than ten years of sla.hours",
    )
}

pub(super) fn working_time_if_set(duration: &Option<Duration>, all: &Settings) -> Checked {
    duration.map_or(Ok(()), |duration| working_time(&duration, all))
}

pub(super) fn next_response(next: &NextResponse, all: &Settings) -> Checked {
    match next {
        NextResponse::AsFirst | NextResponse::Off => Ok(()),
        NextResponse::Within(seconds) => {
            working_time(&Duration::from_secs(seconds.unsigned_abs()), all)
        }
    }
}

/// The week must have working time if anything of it is set. Reported at its first day, whichever is meant.
pub(super) fn has_working_time(_: &[Interval], all: &Settings) -> Checked {
    let calendar = all.sla.hours.calendar(chrono_tz::UTC);
    ensure(
        !matches!(calendar, Some(Err(_))),
        "no day of sla.hours has any working time, though it is set",
    )
}

pub(super) fn escalation(steps: &[EscalationStep], all: &Settings) -> Checked {
    for step in steps {
        working_time(&step.after, all)?;
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

pub(super) fn warn_before(duration: &Duration, all: &Settings) -> Checked {
    let after = all.auto_close.after;
    let written = humantime::format_duration(after);
    let problem = format!("not shorter than auto_close.after, {written}");
    ensure(*duration < after, &problem)
}

pub(super) fn database_url(url: &SecretString, _: &Settings) -> Checked {
    let schemes = ["sqlite:", "postgres:", "postgresql:"];
    let url = url.expose_secret();
    ensure(
        // No more than the kind: whoever opens it judges the rest, which may hold a password.
        schemes.iter().any(|scheme| url.starts_with(scheme)),
        "neither SQLite nor PostgreSQL",
    )
}

pub(super) fn filter(filter: &str, _: &Settings) -> Checked {
    ensure(EnvFilter::try_new(filter).is_ok(), "not a filter")
}
