//! How single values are read: durations, addresses, and texts that may be empty.

use crate::domain::sla::NextResponse;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt::Display, str::FromStr, time::Duration};

/// A duration in whole seconds, of the units that cannot be mistaken: `humantime` would also take `1M` for a month.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    read::<D>(&String::deserialize(deserializer)?)
}

/// A duration, or nothing for an empty text or `off`.
pub(super) fn duration_or_off<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "" | "off" => Ok(None),
        text => read::<D>(text).map(Some),
    }
}

/// A duration, `off`, or an empty text: the same as another setting.
pub(super) fn duration_off_or_same<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<NextResponse, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "" => Ok(NextResponse::AsFirst),
        "off" => Ok(NextResponse::Off),
        text => read::<D>(text).map(|within| NextResponse::Within(whole_seconds(within))),
    }
}

/// A duration, or nothing for an empty text: the same as another setting.
pub(super) fn duration_or_same<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "" => Ok(None),
        text => read::<D>(text).map(Some),
    }
}

fn read<'de, D: Deserializer<'de>>(text: &str) -> Result<Duration, D::Error> {
    let plain = |c: char| c.is_ascii_digit() || "smhd ".contains(c);
    if !text.chars().all(plain) {
        return Err(D::Error::custom("not in s, m, h and d"));
    }
    let duration = humantime::parse_duration(text).map_err(D::Error::custom)?;
    // The clocks of the domain count whole seconds; less would silently become zero.
    if duration.subsec_nanos() != 0 {
        return Err(D::Error::custom("not in whole seconds"));
    }
    Ok(duration)
}

/// Something that is written as text.
pub(super) fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)
}

/// Something that is written as text, or nothing for an empty one.
pub(super) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    match String::deserialize(deserializer)?.as_str() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(D::Error::custom),
    }
}

/// A secret, or nothing for an empty one.
pub(super) fn optional_secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SecretString>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}

/// The seconds of a duration, as the domain counts them.
pub(super) fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
