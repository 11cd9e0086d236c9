//! From files and variables to [`Settings`], gathering every fault on the way.
//!
//! The typing stops at the first value that does not fit; so that value is noted, replaced by its default, and the
//! typing begun again, until all fits. What was noted so is not judged a second time by its meaning.

use super::{
    Settings, check,
    error::{SettingsError, SettingsErrors},
    keys,
    layers::MergedSettings,
};
use garde::Validate;
use secrecy::{ExposeSecret, SecretString};
use serde_path_to_error::Segment;
use std::{io::ErrorKind, path::Path};
use toml::{Table, Value};

/// The path of the settings when nobody names one.
pub(super) const DEFAULT_PATH: &str = "config.toml";

/// More than this of a value is not shown.
const LONGEST_SHOWN: usize = 60;

/// The file's name and text; `None` when none was named and the usual one is not there.
pub(super) fn file(path: Option<&Path>) -> Result<Option<(String, String)>, SettingsErrors> {
    let named = path.is_some();
    let path = path.unwrap_or(Path::new(DEFAULT_PATH));
    let problem = match std::fs::read_to_string(path) {
        Ok(text) => return Ok(Some((path.display().to_string(), text))),
        Err(e) if e.kind() == ErrorKind::NotFound && !named => return Ok(None),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            "there is no such file; name one that is there by --config".into()
        }
        Err(e) => format!("can't be read: {e}"),
    };
    Err(SettingsErrors(vec![SettingsError {
        key: path.display().to_string(),
        found: None,
        origin: None,
        problem,
    }]))
}

/// The settings, merged, typed and checked.
pub(super) fn settings(
    file: Option<(String, String)>,
    env: impl Iterator<Item = (String, String)>,
) -> Result<Settings, SettingsErrors> {
    let mut layers = MergedSettings::merge(file, env)?;
    let mut faults = unknown(&layers, &layers.tree, "");
    let (settings, unfit) = typed(&mut layers);
    let judged: Vec<String> = unfit.iter().map(|fault| fault.key.clone()).collect();
    faults.extend(unfit);
    let Some(mut settings) = settings else {
        return Err(SettingsErrors(faults));
    };
    let meaning = token(&mut settings, &layers)
        .into_iter()
        .chain(meaning(&settings, &layers))
        .filter(|fault| !judged.contains(&fault.key));
    faults.extend(meaning);
    if !faults.is_empty() {
        return Err(SettingsErrors(faults));
    }
    settings.sources.environment = layers.variables();
    Ok(settings)
}

/// The keys that are no settings, with what was likely meant; their values are not shown, they may be misspelt secrets.
fn unknown(layers: &MergedSettings, table: &Table, path: &str) -> Vec<SettingsError> {
    let mut faults = Vec::new();
    for (name, value) in table {
        let key = match path {
            "" => name.clone(),
            path => format!("{path}.{name}"),
        };
        match value {
            _ if keys::is_known(&key) => {}
            Value::Table(inner) if keys::is_table(&key) => {
                faults.extend(unknown(layers, inner, &key));
            }
            _ if keys::is_table(&key) => {}
            _ => {
                let meant = keys::nearest(&key)
                    .map(|meant| format!("; did you mean {meant}?"))
                    .unwrap_or_default();
                faults.push(SettingsError {
                    found: None,
                    origin: Some(layers.origin(&key)),
                    problem: format!("there is no such setting{meant}"),
                    key,
                });
            }
        }
    }
    faults
}

/// The settings, with defaults where a value did not fit its type, and those values. `None` only if the defaults
/// themselves do not fit.
fn typed(layers: &mut MergedSettings) -> (Option<Settings>, Vec<SettingsError>) {
    let mut faults = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize(layers.tree.clone()) {
            Ok(settings) => return (Some(settings), faults),
            Err(error) => error,
        };
        let key = key_of(error.path());
        faults.push(fault(layers, &key, "not understood"));
        if !layers.reset(&key) {
            return (None, faults);
        }
    }
}

/// The dotted key, up to the first index: a list is judged as a whole.
fn key_of(path: &serde_path_to_error::Path) -> String {
    let names: Vec<&str> = path
        .iter()
        .map_while(|segment| match segment {
            Segment::Map { key } => Some(key.as_str()),
            Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    names.join(".")
}

fn meaning(settings: &Settings, layers: &MergedSettings) -> Vec<SettingsError> {
    let Err(report) = settings.validate() else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for (path, error) in report.iter() {
        let path = path.to_string();
        let key = path.split('[').next().unwrap_or(&path);
        faults.push(fault(layers, key, error.message()));
    }
    faults
}

/// Takes the token from its file if it is in one, and checks its shape.
fn token(settings: &mut Settings, layers: &MergedSettings) -> Option<SettingsError> {
    let telegram = &mut settings.telegram;
    let in_place = !telegram.token.expose_secret().is_empty();
    let key = match &telegram.token_file {
        Some(_) if in_place => {
            return Some(fault(
                layers,
                "telegram.token_file",
                "set beside telegram.token, of which one is enough",
            ));
        }
        Some(path) => {
            match std::fs::read_to_string(path) {
                Ok(text) => telegram.token = SecretString::from(text.trim().to_owned()),
                Err(e) => {
                    let problem = format!("can't be read ({e})");
                    return Some(fault(layers, "telegram.token_file", &problem));
                }
            }
            "telegram.token_file"
        }
        None => "telegram.token",
    };
    match telegram.token.expose_secret() {
        "" if key == "telegram.token" => Some(SettingsError {
            key: key.into(),
            found: None,
            origin: None,
            problem: "not set; make a bot with @BotFather in Telegram and put the token it gives into the variable \
                      BELLHOP__TELEGRAM__TOKEN, or into a file named by telegram.token_file"
                .into(),
        }),
        token if !check::is_token(token) => Some(fault(layers, key, "holds no token")),
        _ => None,
    }
}

fn fault(layers: &MergedSettings, key: &str, problem: &str) -> SettingsError {
    let found = layers.found(key).map(|value| match value {
        _ if keys::is_hidden(key) => "(hidden)".into(),
        _ if !keys::is_known(key) => format!("({}, hidden)", value.type_str()),
        value if keys::is_secretive(&value.to_string()) => "(hidden)".into(),
        value => shortened(value.to_string()),
    });
    SettingsError {
        key: key.into(),
        found,
        origin: Some(layers.origin(key)),
        problem: format!("{problem}; allowed: {}", keys::allowed(key)),
    }
}

fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST_SHOWN {
        return text;
    }
    let start: String = text.chars().take(LONGEST_SHOWN).collect();
    format!("{start}…")
}
