//! The sentences: Fluent files, compiled in, which a folder of the operator's may override text by text.
//!
//! What stands in a sentence's place holders is a number or [`Html`], so that nobody's words get into a message
//! unescaped. An override is checked when it is loaded, whole: a text that does not exist, or asks for a variable
//! that the desk does not give, would otherwise be found out by a person.

use super::html::Html;
use crate::domain::{ids::TicketId, language::Language};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

#[cfg(test)]
mod tests;

const ENGLISH: &str = include_str!("../../../locales/en.ftl");
const RUSSIAN: &str = include_str!("../../../locales/ru.ftl");

/// Why the texts can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// The folder or a file in it can't be read.
    #[error("{}: can't be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not Fluent.
    #[error("{}:{line}: not a Fluent text: {what}", path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What the parser says.
        what: String,
    },
    /// The desk has no text of that name.
    #[error("{}:{line}: the desk has no text named `{key}`", path.display())]
    UnknownText {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// The name.
        key: String,
    },
    /// The text uses a variable that the desk does not give it.
    #[error("{}:{line}: `{key}` is not given ${variable}; it is given: {given}", path.display())]
    UnknownVariable {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// The text's name.
        key: String,
        /// The variable.
        variable: String,
        /// Those that it may use.
        given: String,
    },
}

/// What stands in a place holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number: plurals go by it.
    Number(i64),
    /// Anything else, safe to send.
    Html(Html),
}

/// The texts of the desk in all its languages.
pub struct Wording {
    english: FluentBundle<FluentResource>,
    russian: FluentBundle<FluentResource>,
}

impl Wording {
    /// The built-in texts; those in `en.ftl` and `ru.ftl` of the folder `overrides`, where they exist, take the place
    /// of the built-in ones of the same name.
    ///
    /// # Errors
    /// A [`WordingError`] with file and line for the first text that can't be used.
    pub fn load(overrides: Option<&Path>) -> Result<Wording, WordingError> {
        if let Some(folder) = overrides {
            fs::read_dir(folder).map_err(|source| WordingError::Unreadable {
                path: folder.to_owned(),
                source,
            })?;
        }
        Ok(Wording {
            english: bundle(Language::En, overrides)?,
            russian: bundle(Language::Ru, overrides)?,
        })
    }

    /// The text `key`, filled in. A text that is missing shows its name: the tests see to it that none is.
    pub fn say(&self, language: Language, key: &str, args: &[(&'static str, Arg)]) -> String {
        let bundle = match language {
            Language::En => &self.english,
            Language::Ru => &self.russian,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            tracing::error!(text.key = key, "a text is missing");
            return format!("⟨{key}⟩");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(
                *name,
                match arg {
                    Arg::Number(number) => FluentValue::from(*number),
                    Arg::Html(html) => FluentValue::from(html.as_str()),
                },
            );
        }
        let mut faults = Vec::new();
        let said = bundle
            .format_pattern(pattern, Some(&values), &mut faults)
            .into_owned();
        if !faults.is_empty() {
            tracing::error!(text.key = key, "a text is not filled in wholly");
        }
        said
    }
}

/// Which variables each text of a language is given, by the built-in file: `(text, variables)`, in the file's order.
fn signatures(source: &FluentResource) -> Vec<(&str, BTreeSet<&str>)> {
    source
        .entries()
        .filter_map(|entry| match entry {
            Entry::Message(text) => {
                let mut variables = BTreeSet::new();
                if let Some(pattern) = &text.value {
                    variables_of(pattern, &mut variables);
                }
                Some((text.id.name, variables))
            }
            _ => None,
        })
        .collect()
}

fn variables_of<'s>(pattern: &Pattern<&'s str>, found: &mut BTreeSet<&'s str>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            variables_in(expression, found);
        }
    }
}

fn variables_in<'s>(expression: &Expression<&'s str>, found: &mut BTreeSet<&'s str>) {
    match expression {
        Expression::Inline(inline) => variables_inline(inline, found),
        Expression::Select { selector, variants } => {
            variables_inline(selector, found);
            for variant in variants {
                variables_of(&variant.value, found);
            }
        }
    }
}

fn variables_inline<'s>(inline: &InlineExpression<&'s str>, found: &mut BTreeSet<&'s str>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name);
        }
        InlineExpression::Placeable { expression } => variables_in(expression, found),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                variables_inline(argument, found);
            }
        }
        _ => {}
    }
}

fn built_in(language: Language) -> (&'static str, PathBuf) {
    let source = match language {
        Language::En => ENGLISH,
        Language::Ru => RUSSIAN,
    };
    (
        source,
        PathBuf::from(format!("locales/{}.ftl", language.code())),
    )
}

fn parse(source: String, path: &Path) -> Result<FluentResource, WordingError> {
    FluentResource::try_new(source).map_err(|(resource, faults)| {
        let fault = faults.first();
        // The parser often stumbles lines later; the text that it could not read is what the reader looks for.
        let at = fault.map_or(0, |f| f.slice.as_ref().map_or(f.pos.start, |s| s.start));
        WordingError::Syntax {
            path: path.to_owned(),
            line: line_at(resource.source(), at),
            what: fault.map_or_else(String::new, |f| f.kind.to_string()),
        }
    })
}

fn bundle(
    language: Language,
    overrides: Option<&Path>,
) -> Result<FluentBundle<FluentResource>, WordingError> {
    let (source, path) = built_in(language);
    let own = parse(source.to_owned(), &path)?;
    let theirs = match overrides {
        Some(folder) => overriding(&folder.join(format!("{}.ftl", language.code())), &own)?,
        None => None,
    };
    // Plurals go by this tag; both codes are tags.
    let tag = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks of direction around each place holder would stand in names, links and numbers.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(own);
    if let Some(theirs) = theirs {
        bundle.add_resource_overriding(theirs);
    }
    Ok(bundle)
}

/// The operator's file, checked against the built-in one; `None` when there is no such file.
fn overriding(path: &Path, own: &FluentResource) -> Result<Option<FluentResource>, WordingError> {
    let source = match fs::read_to_string(path) {
        Ok(source) => source,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(WordingError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    let theirs = parse(source, path)?;
    let known = signatures(own);
    for (key, variables) in signatures(&theirs) {
        let line = line_of(theirs.source(), key);
        let Some((_, given)) = known.iter().find(|(name, _)| *name == key) else {
            return Err(WordingError::UnknownText {
                path: path.to_owned(),
                line,
                key: key.to_owned(),
            });
        };
        if let Some(variable) = variables.difference(given).next() {
            let given: Vec<String> = given.iter().map(|name| format!("${name}")).collect();
            return Err(WordingError::UnknownVariable {
                path: path.to_owned(),
                line,
                key: key.to_owned(),
                variable: (*variable).to_owned(),
                given: if given.is_empty() {
                    "none".to_owned()
                } else {
                    given.join(", ")
                },
            });
        }
    }
    Ok(Some(theirs))
}

fn line_at(source: &str, byte: usize) -> usize {
    1 + source
        .bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// Where a text begins; the parser does not keep that.
fn line_of(source: &str, key: &str) -> usize {
    let begins = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    source.lines().position(begins).map_or(1, |line| line + 1)
}

impl From<i64> for Arg {
    fn from(number: i64) -> Arg {
        Arg::Number(number)
    }
}

impl From<Html> for Arg {
    fn from(html: Html) -> Arg {
        Arg::Html(html)
    }
}

impl From<TicketId> for Arg {
    fn from(ticket: TicketId) -> Arg {
        Arg::Html(Html::escaped(&ticket.to_string()))
    }
}
