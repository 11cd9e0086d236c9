//! The check of overridden texts: filled in with sample values, each must be acceptable to Telegram where it is used.
//!
//! Each text is filled in with every kind of value that its variables can have: names with and without a link, people's
//! text with characters that HTML reserves, and, where the text chooses by a variable, a number for each choice. A fault
//! that only some values bring about would otherwise be found by a person whose answer Telegram refuses.

use super::{
    super::renderer::{LINE, SOURCE},
    WordingFault, markup,
};
use crate::domain::{
    language::Language,
    message::{CAPTION_ROOM, CONTEXT_ROOM, TEXT_PART, visible_length},
};
use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle,
};
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The place at which a text is used, which decides what it may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// HTML, a message or a part of one.
    Message,
    /// HTML above somebody's words, which must have room below it, also in a caption.
    Heading,
    /// HTML between a heading and somebody's words: where these come from, or what they reply to.
    Context,
    /// Plain text on a button.
    Button,
    /// Words on a button and in messages: plain, and without a character that HTML reserves.
    Word,
    /// Plain text in the field in which a reply is typed.
    Placeholder,
    /// Plain text that is shown for a moment.
    Toast,
    /// Plain text in the list of commands.
    Command,
    /// Plain text that stands in a conversation as a person's words.
    Words,
}

/// The longest message with its variables filled in; the rest of the message needs room, too.
const MESSAGE: usize = 2_048;

/// The longest heading that leaves the words below it enough room in a message and in a caption (Telegram takes 4096
/// and 1024).
const HEADING: usize = {
    let (message, caption) = (4_096 - TEXT_PART, 1_024 - CAPTION_ROOM);
    (if message < caption { message } else { caption }) - 1
};

/// The longest context line; room for two of them is left below a heading.
const CONTEXT: usize = CONTEXT_ROOM / 2 - 1;

/// Fillings tried of one text at most; if there are more, its variables change one at a time.
const FILLINGS: usize = 10_000;

/// The keys of a choice that stand for numbers of a plural form.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The variables that hold HTML with a link: names of people and agents.
pub(super) const LINKED: [&str; 2] = ["user", "agent"];

/// The variables that hold HTML with code.
pub(super) const CODED: [&str; 1] = ["keys"];

impl Use {
    /// The place of the text `key`.
    pub(super) fn of(key: &str) -> Use {
        let begins = |with: &[&str]| with.iter().any(|with| key.starts_with(with));
        match key {
            "still-need-help" => Use::Words,
            // The time of an attachment stands on its button.
            "date-and-time" => Use::Word,
            _ if key.ends_with("-placeholder") => Use::Placeholder,
            _ if begins(&["button-"]) => Use::Button,
            _ if begins(&["toast-"]) => Use::Toast,
            _ if begins(&["command-"]) => Use::Command,
            "priority-low" | "priority-normal" | "priority-high" | "priority-urgent" => Use::Word,
            _ if begins(&["reason-"]) => Use::Word,
            _ if begins(&["answer-heading", "person-wrote"]) => Use::Heading,
            _ if begins(&["forwarded-", "in-reply-to-"]) => Use::Context,
            _ => Use::Message,
        }
    }

    /// The longest text allowed there, in characters or UTF-16 units, whichever are more.
    fn longest(self) -> usize {
        match self {
            Use::Message => MESSAGE,
            Use::Heading => HEADING,
            Use::Context => CONTEXT,
            // Telegram names no limit for the label of a button; phones show less than this.
            Use::Button | Use::Word | Use::Placeholder => 64,
            // Bot API, `answerCallbackQuery` and `BotCommand`.
            Use::Toast => 200,
            Use::Command => 256,
            Use::Words => 1_000,
        }
    }

    /// The fault of a text filled in like this; `None` if it has none.
    fn fault(self, filled: &str) -> Option<String> {
        let html = matches!(self, Use::Message | Use::Heading | Use::Context);
        let seen = match html {
            true => match markup::read(filled) {
                Ok(seen) => seen,
                Err(why) => return Some(format!("is no HTML that Telegram takes: {why}")),
            },
            false => filled.to_owned(),
        };
        let long = seen.chars().count().max(seen.encode_utf16().count());
        let one_line = matches!(
            self,
            Use::Button | Use::Word | Use::Placeholder | Use::Command
        );
        if visible_length(&seen) == 0 {
            Some("says nothing".to_owned())
        } else if long > self.longest() {
            let most = self.longest();
            Some(format!(
                "is too long: {long} characters, and {most} are allowed"
            ))
        } else if one_line && seen.trim().contains('\n') {
            Some("has more than one line".to_owned())
        } else if self == Use::Word && seen.contains(['<', '>', '&']) {
            Some("stands on buttons and in messages: <, > and & can't be used".to_owned())
        } else if !html && markup::looks_like_html(&seen) {
            Some("is plain text: a tag or an &…; would be shown as it is written".to_owned())
        } else {
            None
        }
    }
}

/// Everything that is wrong with the texts of `overrides`, a file of the operator's that overrides the built-in `own`.
pub(super) fn faults(
    path: &Path,
    language: Language,
    own: &FluentResource,
    overrides: &FluentResource,
) -> Vec<WordingFault> {
    let mut trial = bundle(language);
    trial.add_resource_overriding(own);
    trial.add_resource_overriding(overrides);
    let known = texts(own);
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for text in messages(overrides) {
        let key = text.id.name;
        let line = line_of(overrides.source(), key, !seen.insert(key));
        let Some((_, given)) = known.iter().find(|(name, _)| *name == key) else {
            faults.push(WordingFault::UnknownText {
                path: path.to_owned(),
                line,
                key: key.to_owned(),
            });
            continue;
        };
        // Fluent would take the last one and say nothing.
        let twice = messages(overrides)
            .filter(|other| other.id.name == key)
            .count()
            > 1;
        let whats = match &text.value {
            _ if twice => vec!["stands there more than once".to_owned()],
            None => vec!["has no text".to_owned()],
            Some(pattern) => text_faults(key, pattern, given, &trial, overrides),
        };
        faults.extend(whats.into_iter().map(|what| WordingFault::Unusable {
            path: path.to_owned(),
            line,
            key: key.to_owned(),
            what,
        }));
    }
    faults
}

/// An empty bundle of a language, set up as the desk uses it.
pub(super) fn bundle<R>(language: Language) -> FluentBundle<R> {
    // Plurals go by this tag; both codes are tags.
    let tag = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Fluent would put marks of direction around numbers and links, too; names and titles have overrides (`renderer`).
    bundle.set_use_isolating(false);
    bundle
}

/// Every text of a file with the variables that it uses, in the file's order.
pub(super) fn texts(resource: &FluentResource) -> Vec<(&str, BTreeSet<&str>)> {
    messages(resource)
        .map(|text| {
            let mut found = FoundVariables::default();
            if let Some(pattern) = &text.value {
                found.pattern(pattern);
            }
            (text.id.name, found.variables)
        })
        .collect()
}

fn messages(resource: &FluentResource) -> impl Iterator<Item = &Message<&str>> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(text) => Some(text),
        _ => None,
    })
}

fn text_faults(
    key: &str,
    pattern: &Pattern<&str>,
    given: &BTreeSet<&str>,
    trial: &FluentBundle<&FluentResource>,
    overrides: &FluentResource,
) -> Vec<String> {
    let mut found = FoundVariables::default();
    found.pattern(pattern);
    let unknown: Vec<String> = found
        .variables
        .difference(given)
        .map(|variable| {
            let given: Vec<String> = given.iter().map(|name| format!("${name}")).collect();
            let given = match given.is_empty() {
                true => "none".to_owned(),
                false => given.join(", "),
            };
            format!("is not given ${variable}; it is given: {given}")
        })
        .collect();
    // To fill it in would report the same once more.
    if !unknown.is_empty() {
        return unknown;
    }
    // A term may choose by a variable, too.
    let mut choices = FoundVariables::default();
    for entry in overrides.entries() {
        match entry {
            Entry::Message(text) => text.value.iter().for_each(|value| choices.pattern(value)),
            Entry::Term(term) => choices.pattern(&term.value),
            _ => {}
        }
    }
    let samples: Vec<(&str, Vec<FluentValue<'_>>)> = given
        .iter()
        .map(|variable| (*variable, samples(variable, &choices.chosen_by)))
        .collect();
    // The first fault is enough: mending it often mends the others.
    let fault = fillings(&samples).find_map(|args| {
        let mut errors = Vec::new();
        let filled =
            trial.format_pattern(trial.get_message(key)?.value()?, Some(&args), &mut errors);
        match errors.first() {
            Some(FluentError::ResolverError(error)) => Some(format!("can't be filled in: {error}")),
            Some(error) => Some(format!("can't be filled in: {error}")),
            None => Use::of(key).fault(&filled),
        }
    });
    fault.into_iter().collect()
}

/// Every combination of the samples; when these are too many, each variable's samples beside the first of the others.
fn fillings<'s>(
    samples: &'s [(&str, Vec<FluentValue<'_>>)],
) -> Box<dyn Iterator<Item = FluentArgs<'s>> + 's> {
    let filled = move |nth: &dyn Fn(usize) -> usize| {
        let mut args = FluentArgs::with_capacity(samples.len());
        for (at, (variable, values)) in samples.iter().enumerate() {
            args.set(*variable, values[nth(at)].clone());
        }
        args
    };
    // A product that overflows counts as too many.
    let all = samples
        .iter()
        .try_fold(1usize, |all, (_, values)| all.checked_mul(values.len()))
        .filter(|all| *all <= FILLINGS);
    match all {
        Some(all) => Box::new((0..all).map(move |filling| {
            // The place of each variable's value is a digit of the filling's number.
            let digit = |at: usize| {
                let below: usize = samples[..at].iter().map(|(_, v)| v.len()).product();
                filling / below % samples[at].1.len()
            };
            filled(&digit)
        })),
        None => Box::new((0..samples.len()).flat_map(move |moving| {
            (0..samples[moving].1.len())
                .map(move |nth| filled(&|at| if at == moving { nth } else { 0 }))
        })),
    }
}

/// Values that a variable may have. Where a text chooses by it, numbers of every plural form of the desk's languages, and
/// those that the text names.
fn samples(
    variable: &str,
    chosen_by: &BTreeMap<&str, BTreeSet<String>>,
) -> Vec<FluentValue<'static>> {
    let long = "N".repeat(64);
    let mut samples: Vec<FluentValue<'static>> = match variable {
        _ if LINKED.contains(&variable) => vec![
            "@sample_name".into(),
            format!("<a href=\"tg://user?id=1\">{long}</a>").into(),
        ],
        _ if CODED.contains(&variable) => vec!["<code>a.key</code>, <code>b.key</code>".into()],
        // Longer than any ticket's number will be for years.
        "ticket" => vec!["#1234567".into()],
        // With the sign that some of it is left out, and the marks around what runs right to left.
        "source" => vec!["N".repeat(SOURCE + 3).into()],
        "line" => vec!["N".repeat(LINE + 3).into()],
        "year" | "month" | "day" | "time" => vec!["12".into()],
        _ => vec!["&lt;A &amp; B&gt; &quot;C&quot;".into()],
    };
    if let Some(named) = chosen_by.get(variable) {
        samples.extend([0, 1, 2, 5, 11, 21].map(FluentValue::from));
        let named = named.iter().filter(|key| !PLURALS.contains(&key.as_str()));
        samples.extend(named.map(|key| match key.parse::<f64>() {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(key.clone()),
        }));
    }
    samples
}

/// The variables that a pattern uses, and the keys of the choices that it makes by them.
#[derive(Default)]
struct FoundVariables<'s> {
    variables: BTreeSet<&'s str>,
    chosen_by: BTreeMap<&'s str, BTreeSet<String>>,
}

impl<'s> FoundVariables<'s> {
    fn pattern(&mut self, pattern: &Pattern<&'s str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'s str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                if let InlineExpression::VariableReference { id } = selector {
                    let keys = variants.iter().map(|variant| match &variant.key {
                        VariantKey::Identifier { name } => (*name).to_owned(),
                        VariantKey::NumberLiteral { value } => (*value).to_owned(),
                    });
                    self.chosen_by.entry(id.name).or_default().extend(keys);
                }
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'s str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name);
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    self.inline(argument);
                }
            }
            _ => {}
        }
    }
}

/// The line on which a text begins, or its last repetition; the parser does not keep that.
fn line_of(source: &str, key: &str, repeated: bool) -> usize {
    let begins = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut lines = (1..).zip(source.lines()).filter(|(_, line)| begins(line));
    let line = if repeated { lines.last() } else { lines.next() };
    line.map_or(1, |(number, _)| number)
}
