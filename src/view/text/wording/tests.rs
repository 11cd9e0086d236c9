//! Both languages say the same things, and every text that is asked for exists.

use super::{
    catalog::{ENGLISH, RUSSIAN, built_in, parse},
    *,
};
use crate::{
    domain::language::Language,
    view::{html::Html, tests::reader::visible},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

pub(super) mod given;
mod overrides;

/// The views' sources: a text that none of them names is of no use.
const SOURCES: [&str; 15] = [
    include_str!("../../block.rs"),
    include_str!("../../card.rs"),
    include_str!("../../sla_timeline.rs"),
    include_str!("../../context.rs"),
    include_str!("../../conversation.rs"),
    include_str!("../../digest.rs"),
    include_str!("../duration.rs"),
    include_str!("../../list.rs"),
    include_str!("../../render.rs"),
    include_str!("../renderer.rs"),
    include_str!("../../person.rs"),
    include_str!("../../relay.rs"),
    include_str!("../../settings.rs"),
    include_str!("../../team.rs"),
    include_str!("../../toast.rs"),
];

fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let (source, path) = built_in(language);
    let resource = parse(source.to_owned(), &path).expect("the built-in file is Fluent");
    check::texts(&resource)
        .into_iter()
        .map(|(key, variables)| {
            let variables = variables.into_iter().map(str::to_owned).collect();
            (key.to_owned(), variables)
        })
        .collect()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_variables() {
    let (english, russian) = (texts(Language::En), texts(Language::Ru));
    assert!(english.len() > 100);
    assert_eq!(english, russian);
}

#[test]
fn no_text_stands_twice() {
    for language in Language::ALL {
        let (source, path) = built_in(language);
        let resource = parse(source.to_owned(), &path).unwrap();
        assert_eq!(check::texts(&resource).len(), texts(language).len());
    }
}

#[test]
fn every_text_is_named_in_a_view_and_none_is_named_in_vain() {
    let texts = texts(Language::En);
    for key in texts.keys() {
        let named = format!("\"{key}\"");
        assert!(
            SOURCES.iter().any(|source| source.contains(&named)),
            "{key} is never said"
        );
    }
    // What stands right behind one of these is the name of a text.
    let calls = [
        "say(", "message(", "about(", "label(", "button(", "by(", "count(",
    ];
    for source in SOURCES {
        for call in calls {
            for after in source.split(call).skip(1) {
                let Some(literal) = after.trim_start().strip_prefix('"') else {
                    continue;
                };
                let key = literal.split('"').next().unwrap_or_default();
                assert!(texts.contains_key(key), "there is no text {key}");
            }
        }
    }
}

#[test]
fn every_text_is_whole_html() {
    for language in Language::ALL {
        let wording = Wording::load(None).unwrap();
        for (key, variables) in texts(language) {
            let said = |count: i64| {
                let args: Vec<(&'static str, Arg)> = variables
                    .iter()
                    .map(|name| (&*name.clone().leak(), Arg::Number(count)))
                    .collect();
                wording.say(language, &key, &args)
            };
            for count in [0, 1, 2, 5, 21] {
                let said = visible(&said(count));
                assert!(
                    !said.trim().is_empty() && !said.contains('{'),
                    "{key}: {said}"
                );
            }
        }
    }
}

#[test]
fn a_folder_overrides_text_by_text() {
    let folder = folder(&[(
        "en.ftl",
        "cancelled = Dropped it.\ncard-user = By { $user }\n",
    )]);
    let wording = Wording::load(Some(folder.path())).unwrap();
    assert_eq!(wording.say(Language::En, "cancelled", &[]), "Dropped it.");
    let user = [("user", Arg::from(Html::escaped("<p>")))];
    assert_eq!(
        wording.say(Language::En, "card-user", &user),
        "By &lt;p&gt;"
    );
    assert_eq!(
        wording.say(Language::En, "nothing-to-cancel", &[]),
        "There is nothing to cancel."
    );
    assert_eq!(wording.say(Language::Ru, "cancelled", &[]), "Отменено.");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = folder(&[]);
    let missing = folder.path().join("nowhere");
    let faults = Wording::load(Some(&missing)).err().expect("it is refused");
    assert!(matches!(faults.0[..], [WordingFault::Unreadable { .. }]));
}

#[test]
fn texts_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Wording>();
}
