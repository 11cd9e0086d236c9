//! The texts of both languages: loading them, with the operator's overrides, and filling them in.

use super::{super::html::Html, WordingFault, WordingFaults, check};
use crate::domain::{ids::TicketId, language::Language};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::parser::ParserError;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub(super) const ENGLISH: &str = include_str!("../../../../locales/en.ftl");
pub(super) const RUSSIAN: &str = include_str!("../../../../locales/ru.ftl");

/// The value of a placeable in a text.
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
    /// Everything that is wrong with them, each with file and line.
    pub fn load(overrides: Option<&Path>) -> Result<Wording, WordingFaults> {
        if let Some(folder) = overrides {
            // Either file may be missing; a missing folder is a mistake in the settings.
            fs::read_dir(folder).map_err(|fault| WordingFault::unreadable(folder, fault))?;
        }
        let [english, russian] = [Language::En, Language::Ru].map(|l| bundle(l, overrides));
        match (english, russian) {
            (Ok(english), Ok(russian)) => Ok(Wording { english, russian }),
            (english, russian) => {
                let faults = [english.err(), russian.err()].into_iter().flatten();
                Err(WordingFaults(faults.flat_map(|faults| faults.0).collect()))
            }
        }
    }

    /// The text `key`, filled in. A missing text shows its key; the tests make sure that none is missing.
    pub fn say(&self, language: Language, key: &str, args: &[(&'static str, Arg)]) -> String {
        #[cfg(test)]
        super::tests::given::record(key, args);
        let bundle = match language {
            Language::En => &self.english,
            Language::Ru => &self.russian,
        };
        // A person must still get a message; the log has the fault.
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
        let text = bundle
            .format_pattern(pattern, Some(&values), &mut faults)
            .into_owned();
        if !faults.is_empty() {
            tracing::error!(text.key = key, "a text is not filled in wholly");
        }
        text
    }
}

pub(super) fn built_in(language: Language) -> (&'static str, PathBuf) {
    let source = match language {
        Language::En => ENGLISH,
        Language::Ru => RUSSIAN,
    };
    (
        source,
        PathBuf::from(format!("locales/{}.ftl", language.code())),
    )
}

/// Parses a file of texts.
///
/// # Errors
/// Everything that the parser could not read.
pub(super) fn parse(source: String, path: &Path) -> Result<FluentResource, WordingFaults> {
    FluentResource::try_new(source).map_err(|(resource, faults)| {
        let fault = |fault: &ParserError| {
            // The parser often stumbles lines later; the text that it could not read is what the reader looks for.
            let at = fault.slice.as_ref().map_or(fault.pos.start, |s| s.start);
            WordingFault::Syntax {
                path: path.to_owned(),
                line: line_at(resource.source(), at),
                what: fault.kind.to_string(),
            }
        };
        WordingFaults(faults.iter().map(fault).collect())
    })
}

fn bundle(
    language: Language,
    overrides: Option<&Path>,
) -> Result<FluentBundle<FluentResource>, WordingFaults> {
    let (source, path) = built_in(language);
    let own = parse(source.to_owned(), &path)?;
    let overriding_texts = match overrides {
        Some(folder) => overriding(
            language,
            &folder.join(format!("{}.ftl", language.code())),
            &own,
        )?,
        None => None,
    };
    let mut bundle = check::bundle(language);
    // Of two texts of the same name the later one is used.
    bundle.add_resource_overriding(own);
    if let Some(overriding_texts) = overriding_texts {
        bundle.add_resource_overriding(overriding_texts);
    }
    Ok(bundle)
}

/// The operator's file, checked against the built-in one; `None` when there is no such file.
fn overriding(
    language: Language,
    path: &Path,
    own: &FluentResource,
) -> Result<Option<FluentResource>, WordingFaults> {
    let source = match fs::read_to_string(path) {
        Ok(source) => source,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(WordingFault::unreadable(path, fault).into()),
    };
    let overriding_texts = parse(source, path)?;
    let faults = check::faults(path, language, own, &overriding_texts);
    match faults.is_empty() {
        true => Ok(Some(overriding_texts)),
        false => Err(WordingFaults(faults)),
    }
}

fn line_at(source: &str, byte: usize) -> usize {
    1 + source
        .bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
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
