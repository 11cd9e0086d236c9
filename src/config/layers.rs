//! The layers of the settings, merged into one tree that remembers where each value is from.
//!
//! The `config` crate lays the environment over the file over the defaults. The tree that comes out is TOML again, so
//! that a value can be shown in a fault as it would be written, and typed strictly: what the environment says is text,
//! and becomes a number, a flag or a list here if the default of its key is one.

use super::error::{SettingsError, SettingsErrors};
use config::{Environment, File, FileFormat, Source, ValueKind};
use std::collections::{BTreeMap, HashMap};
use toml::{Table, Value};

/// The commented file in the root, compiled in.
pub(super) const DEFAULTS: &str = include_str!("../../config.toml");

const PREFIX: &str = "BELLHOP";
const SEPARATOR: &str = "__";

/// The merged settings, not yet typed.
pub(super) struct MergedSettings {
    pub(super) tree: Table,
    pub(super) defaults: Table,
    /// The file's name and content.
    file: Option<(String, Table)>,
    /// The key that each variable of the environment sets, and the variable's name.
    environment: BTreeMap<String, String>,
}

impl MergedSettings {
    /// Merges the defaults, the file (its name and text) and those variables of the environment that are Bellhop's.
    pub(super) fn merge(
        file: Option<(String, String)>,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<MergedSettings, SettingsErrors> {
        // Parsed here as well as by `config`: its errors quote the file, and may so show a secret.
        let defaults = toml::from_str(DEFAULTS).map_err(|e| syntax("config.toml", DEFAULTS, &e))?;
        let parsed = match &file {
            Some((name, text)) => {
                let table = toml::from_str(text).map_err(|e| syntax(name, text, &e))?;
                Some((name.clone(), table))
            }
            None => None,
        };
        let env: HashMap<String, String> = env
            // Compose files pass on a variable that is not set as an empty one.
            .filter(|(name, value)| is_ours(name) && !value.is_empty())
            .collect();
        let environment: BTreeMap<String, String> = env
            .keys()
            .map(|name| (key_of(name), name.clone()))
            .collect();
        let variables = Environment::with_prefix(PREFIX)
            .separator(SEPARATOR)
            .source(Some(env));
        let mut builder = config::Config::builder().add_source(toml_source(DEFAULTS));
        if let Some((_, text)) = &file {
            builder = builder.add_source(toml_source(text));
        }
        let merged = builder
            .add_source(variables)
            .build()
            .and_then(|merged| merged.collect())
            // The error itself may quote the file, and so show a secret.
            .map_err(|_| unreadable(file.as_ref().map(|(name, _)| name)))?;
        let mut layers = MergedSettings {
            tree: Table::new(),
            defaults,
            file: parsed,
            environment,
        };
        layers.tree = layers.table(merged, "");
        Ok(layers)
    }

    /// The source of the value of `key`, for an error.
    pub(super) fn origin(&self, key: &str) -> String {
        // The environment comes before the file, also where it sets a key below this one or the table above.
        let variable = self
            .environment
            .iter()
            .find(|(set, _)| set.as_str() == key || is_below(key, set) || is_below(set, key));
        if let Some((_, name)) = variable {
            return name.clone();
        }
        match &self.file {
            Some((name, table)) if find(table, key).is_some() => name.clone(),
            _ => "default".into(),
        }
    }

    /// The number of keys that the environment sets.
    pub(super) fn variables(&self) -> usize {
        self.environment.len()
    }

    /// The value of `key`, as it would be written.
    pub(super) fn found(&self, key: &str) -> Option<&Value> {
        find(&self.tree, key)
    }

    /// Puts the default of `key` in its place, or nothing if it has none. Whether that changed anything.
    pub(super) fn reset(&mut self, key: &str) -> bool {
        let default = find(&self.defaults, key).cloned();
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let table = table
            .split('.')
            .filter(|part| !part.is_empty())
            .try_fold(&mut self.tree, |table, part| {
                table.get_mut(part).and_then(Value::as_table_mut)
            });
        let Some(table) = table else { return false };
        let before = match default.clone() {
            Some(default) => table.insert(name.into(), default),
            None => table.remove(name),
        };
        // It was the default already: then the fault is elsewhere, and another round would find it again.
        before != default
    }

    fn table(&self, map: HashMap<String, config::Value>, path: &str) -> Table {
        map.into_iter()
            .filter_map(|(name, value)| {
                let key = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                Some((name, self.value(value, &key)?))
            })
            .collect()
    }

    fn value(&self, value: config::Value, key: &str) -> Option<Value> {
        // Only what is all text by nature is given another type: in a file, a number in quotes is a mistake.
        let from_environment = self.environment.contains_key(key);
        Some(match value.kind {
            ValueKind::Nil => return None,
            ValueKind::Boolean(flag) => Value::Boolean(flag),
            ValueKind::I64(number) => Value::Integer(number),
            // TOML has 64 bits. A number beyond fits no setting, and is reported as text that is not understood.
            ValueKind::I128(number) => Value::String(number.to_string()),
            ValueKind::U64(number) => Value::String(number.to_string()),
            ValueKind::U128(number) => Value::String(number.to_string()),
            ValueKind::Float(number) => Value::Float(number),
            ValueKind::String(text) if from_environment => typed(text, find(&self.defaults, key)),
            ValueKind::String(text) => Value::String(text),
            ValueKind::Table(map) => Value::Table(self.table(map, key)),
            ValueKind::Array(list) => Value::Array(
                list.into_iter()
                    .filter_map(|value| self.value(value, key))
                    .collect(),
            ),
        })
    }
}

fn toml_source(text: &str) -> impl Source + Send + Sync + 'static + use<> {
    File::from_str(text, FileFormat::Toml)
}

/// True if a variable of the environment is Bellhop's.
pub(super) fn is_ours(variable: &str) -> bool {
    variable
        .strip_prefix(PREFIX)
        .is_some_and(|rest| rest.starts_with(SEPARATOR))
}

/// The key of a variable: `BELLHOP__SLA__RESPONSE_WITHIN` sets `sla.response_within`.
fn key_of(variable: &str) -> String {
    let name = &variable[PREFIX.len() + SEPARATOR.len()..];
    name.to_lowercase().replace(SEPARATOR, ".")
}

/// Gives the text of a variable the type that the default of its key has, if it can. A key without a default is a
/// number.
fn typed(text: String, default: Option<&Value>) -> Value {
    let literal = match default {
        Some(Value::String(_)) => return Value::String(text),
        // A list of numbers needs no brackets: 1001,1002.
        Some(Value::Array(_)) if !text.trim_start().starts_with('[') => format!("[{text}]"),
        _ => text.clone(),
    };
    let parsed = toml::from_str::<Table>(&format!("value = {literal}"));
    if let Some(value) = parsed.ok().and_then(|mut table| table.remove("value")) {
        return value;
    }
    match default {
        // A list of texts needs no quotation marks: 09:00-13:00,14:00-18:00.
        Some(Value::Array(_)) => Value::Array(
            text.split(',')
                .map(|part| Value::String(part.trim().into()))
                .collect(),
        ),
        _ => Value::String(text),
    }
}

fn is_below(key: &str, table: &str) -> bool {
    key.strip_prefix(table)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The value of a dotted key.
fn find<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        Some((first, rest)) => find(table.get(first)?.as_table()?, rest),
        None => table.get(key),
    }
}

/// The line is told, its text is not: it may be the one with the token.
fn syntax(name: &str, text: &str, error: &toml::de::Error) -> SettingsErrors {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| format!("line {}: ", before.matches('\n').count() + 1));
    let message = error.message().replace('\n', "; ");
    let problem = format!("not valid TOML: {}{message}", line.unwrap_or_default());
    SettingsError::plain(name, problem).into()
}

/// The error for a value that the first reading let pass and `config` did not; its own words could quote the file.
fn unreadable(name: Option<&String>) -> SettingsErrors {
    let name = name.map_or("the settings", String::as_str);
    SettingsError::plain(
        name,
        "holds a value that can't be read, such as a number out of all bounds",
    )
    .into()
}
