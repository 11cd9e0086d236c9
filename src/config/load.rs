//! From files and variables to [`Settings`], gathering every fault on the way.
//!
//! The typing stops at the first value that does not fit; so that value is noted, replaced by its default, and the
//! typing begun again, until all fits. What was noted so is not judged a second time by its meaning.

use super::{
    check,
    error::{SettingsError, SettingsErrors},
    keys,
    layers::{self, MergedSettings},
    settings::{DEFAULT_PATH, Settings},
};
use secrecy::{ExposeSecret, SecretString};
use serde_path_to_error::Segment;
use std::{io::ErrorKind, path::Path};
use toml::{Table, Value};

/// More than this of a value is not shown.
const LONGEST_SHOWN: usize = 60;

impl Settings {
    /// Reads the settings: `path`, which must be there, or else `./config.toml`, which may be missing; and the
    /// variables of `env` that begin with `BELLHOP__`, which come before it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn load(
        path: Option<&Path>,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsErrors> {
        // Kept for `load_again`: the rest of the environment may hold the secrets of others.
        let env: Vec<_> = env.filter(|(name, _)| layers::is_ours(name)).collect();
        let file = read(path)?;
        let mut settings = merged(file.clone(), env.iter().cloned())?;
        // All of them alike: any may hold the token or a password.
        let secret = |(name, value)| (name, SecretString::from(value));
        settings.sources.file = file.map(|(name, _)| name.into());
        settings.sources.named = path.map(Path::to_owned);
        settings.sources.variables = env.into_iter().map(secret).collect();
        Ok(settings)
    }

    /// Reads the settings again, from where [`Settings::load`] read these.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn load_again(&self) -> Result<Settings, SettingsErrors> {
        let variables = self.sources.variables.iter();
        let env = variables.map(|(name, value)| (name.clone(), value.expose_secret().to_owned()));
        Settings::load(self.sources.named.as_deref(), env)
    }

    /// Reads the settings out of `text`, as if it were a file, and `env`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn parse(
        text: &str,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsErrors> {
        merged(Some(("config.toml".into(), text.into())), env)
    }
}

/// The file's name and text; `None` when none was named and the usual one is not there.
fn read(path: Option<&Path>) -> Result<Option<(String, String)>, SettingsErrors> {
    let named = path.is_some();
    let path = path.unwrap_or(Path::new(DEFAULT_PATH));
    let problem = match std::fs::read_to_string(path) {
        Ok(text) => return Ok(Some((path.display().to_string(), text))),
        // Without a file the environment and the defaults may be all there is, as in a container.
        Err(e) if e.kind() == ErrorKind::NotFound && !named => return Ok(None),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            "there is no such file; name one that is there by --config".into()
        }
        Err(e) => format!("can't be read: {e}"),
    };
    Err(SettingsError::plain(path.display().to_string(), problem).into())
}

/// The settings, merged, typed and checked.
fn merged(
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
        // These have their default now, which is not what was written: a second fault would mislead.
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
            _ if keys::find(&key).is_some() => {}
            Value::Table(inner) if keys::is_table(&key) => {
                faults.extend(unknown(layers, inner, &key));
            }
            // A value in the place of a table: the typing reports it, with what is allowed.
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
        // No progress: the next round would stop at the same value, for ever.
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
    let check = |key: &keys::Key| {
        let problem = (key.check)(settings).err()?;
        Some(fault(layers, key.name, &problem))
    };
    keys::KEYS.iter().filter_map(check).collect()
}

/// Takes the token from its file if it is in one, and checks its shape.
fn token(settings: &mut Settings, layers: &MergedSettings) -> Option<SettingsError> {
    let telegram = &mut settings.telegram;
    let in_place = !telegram.token.expose_secret().is_empty();
    let key = match &telegram.token_file {
        // The two may differ, and nobody could say which of them holds.
        Some(_) if in_place => {
            return Some(fault(
                layers,
                "telegram.token_file",
                "set beside telegram.token, of which one is enough",
            ));
        }
        Some(path) => {
            match std::fs::read_to_string(path) {
                // Editors and `echo` end a file with a line feed, which is no part of the token.
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
        "" if key == "telegram.token" => Some(SettingsError::plain(
            key,
            "not set; make a bot with @BotFather in Telegram and put the token it gives into the variable \
             BELLHOP__TELEGRAM__TOKEN, or into a file named by telegram.token_file",
        )),
        token if !check::is_token(token) => Some(fault(layers, key, "holds no token")),
        _ => None,
    }
}

fn fault(layers: &MergedSettings, name: &str, problem: &str) -> SettingsError {
    let key = keys::find(name);
    let found = layers.found(name).map(|value| match key {
        // A table, or something in its place: nobody knows what stands in there.
        None => format!("({}, hidden)", value.type_str()),
        Some(key) if key.is_secret || check::holds_secret(&value.to_string()) => "(hidden)".into(),
        Some(_) => shortened(value.to_string()),
    });
    let allowed = key.map_or("a table of settings", |key| key.allowed);
    SettingsError {
        key: name.into(),
        found,
        origin: Some(layers.origin(name)),
        problem: format!("{problem}; allowed: {allowed}"),
    }
}

fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST_SHOWN {
        return text;
    }
    // By characters, as a cut between bytes may fall inside of one.
    let start: String = text.chars().take(LONGEST_SHOWN).collect();
    format!("{start}…")
}
