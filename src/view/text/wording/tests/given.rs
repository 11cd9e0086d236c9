//! What the views give to texts, written down by [`Wording::say`](super::Wording::say): the table of variables that hold
//! HTML must be true.

use super::super::{Arg, check};
use crate::{
    domain::language::Language,
    view::{
        render,
        tests::{
            every::{every, facts_for},
            world,
        },
    },
};
use std::{cell::RefCell, collections::BTreeSet};

thread_local! {
    static GIVEN: RefCell<BTreeSet<(String, String)>> = RefCell::default();
}

/// Keeps which variables hold HTML with tags, for the test on this thread.
pub(in super::super) fn record(_key: &str, args: &[(&'static str, Arg)]) {
    let tags = |html: &str| {
        let tag = |rest: &str| rest.split([' ', '>']).next().unwrap_or_default().to_owned();
        html.split('<').skip(1).map(tag).collect::<Vec<_>>()
    };
    GIVEN.with_borrow_mut(|given| {
        for (name, arg) in args {
            if let Arg::Html(html) = arg {
                given.extend(
                    tags(html.as_str())
                        .into_iter()
                        .map(|tag| ((*name).to_owned(), tag)),
                );
            }
        }
    });
}

#[test]
fn the_variables_that_hold_html_are_known() {
    for language in Language::ALL {
        for notice in every() {
            let mut facts = facts_for(&notice, language);
            if let Some(shown) = &mut facts.shown {
                shown.person.username = None;
            }
            for profile in facts.names.values_mut() {
                profile.username = None;
            }
            render(
                &notice,
                world::place(notice.audience()),
                None,
                &facts,
                &world::desk(),
            );
        }
    }
    let given: BTreeSet<(String, String)> = GIVEN.take();
    let table = |names: &[&str], tags: [&str; 2]| {
        let rows = names.iter().flat_map(|name| tags.map(|tag| (*name, tag)));
        rows.map(|(name, tag)| (name.to_owned(), tag.to_owned()))
            .collect::<Vec<_>>()
    };
    let known: BTreeSet<(String, String)> = table(&check::LINKED, ["a", "/a"])
        .into_iter()
        .chain(table(&check::CODED, ["code", "/code"]))
        .collect();
    assert_eq!(given, known);
}
