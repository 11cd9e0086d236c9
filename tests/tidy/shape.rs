//! The shape of the code in `src/`: no circles of imports, no long functions, contents only in `mod.rs`, and documentation
//! that says something.

use crate::{
    holds,
    imports::{File, circles, files_of, is_code},
    name,
};
use std::path::Path;

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files_of(&root).expect("the sources can be read")
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let files = files();
    let broken = circles(&files).into_iter().map(|circle| circle.join(", "));
    holds(
        "No files of src/ import each other in a circle",
        broken.collect(),
    );
}

const LONGEST_FUNCTION: usize = 100;

/// Functions that are one single `match`: a table is the right form for a table.
const TABLES: &[&str] = &[
    "domain/dialogue/steps.rs: step",
    "domain/notice/from_event.rs: notices_for",
    "domain/ticket/apply.rs: apply",
    "domain/ticket/decide.rs: decide_looked_at",
    "view/team.rs: message",
];

/// The functions of a file with their lengths, by indentation: from the `fn` to the brace that closes at its column.
fn functions(file: &File) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, line) in file.lines.iter().enumerate() {
        let Some((_, rest)) = line.split_once("fn ").filter(|_| is_code(line)) else {
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = file.lines[at..].iter().position(|line| *line == end);
        found.extend(length.map(|length| (format!("{}: {}", file.path, name(rest)), length + 1)));
    }
    found
}

#[test]
fn no_function_is_longer_than_a_screen_or_two() {
    let files = files();
    let all: Vec<(String, usize)> = files.iter().flat_map(functions).collect();
    let long = all.iter().filter(|(_, length)| *length > LONGEST_FUNCTION);
    let unlisted = long
        .clone()
        .filter(|(name, _)| !TABLES.contains(&name.as_str()));
    let mut broken: Vec<String> = unlisted
        .map(|(name, length)| format!("{name}: {length}"))
        .collect();
    let needless = TABLES
        .iter()
        .filter(|table| !long.clone().any(|(name, _)| name == **table));
    broken.extend(needless.map(|table| format!("{table}: listed, and not that long")));
    holds(
        &format!(
            "No function has more than {LONGEST_FUNCTION} lines, but those listed, each a single match"
        ),
        broken,
    );
}

/// The functions with a body and the `impl` blocks, but those for `Message`, of a `mod.rs`.
fn logic(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in file
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_code(line))
    {
        let place = format!("{}:{}", file.path, at + 1);
        let message = line.contains("Message for ");
        if line.starts_with("impl") && !message {
            found.push(format!("{place}: {}", line.trim_end_matches(" {")));
        }
        let declares = line.trim_start().split(' ').any(|word| word == "fn");
        let signature = file.lines[at..]
            .iter()
            .find_map(|line| line.chars().rev().find(|c| "{;".contains(*c)));
        if declares && signature == Some('{') {
            found.push(format!("{place}: {}", line.trim()));
        }
    }
    found
}

#[test]
fn mod_rs_holds_contents_and_messages_only() {
    let files = files();
    let rooms = files.iter().filter(|file| file.path.ends_with("mod.rs"));
    holds(
        "A mod.rs declares no impl but of Message, and no function with a body: the contents, messages and rules of the room",
        rooms.flat_map(logic).collect(),
    );
}

/// The words of a doc comment that begins on this line, if one does.
fn doc_at(file: &File, at: usize) -> Option<Vec<&str>> {
    let is_doc = |line: &&String| line.trim_start().starts_with("///");
    let begins = is_doc(&&file.lines[at]) && !file.lines[..at].last().as_ref().is_some_and(is_doc);
    let lines = file.lines[at..].iter().take_while(is_doc);
    begins.then(|| {
        lines
            .flat_map(|line| line.trim_start().trim_start_matches('/').split_whitespace())
            .collect()
    })
}

#[test]
fn a_doc_comment_says_more_than_a_name() {
    let files = files();
    let mut broken = Vec::new();
    for file in &files {
        for at in 0..file.lines.len() {
            if let Some(words) = doc_at(file, at).filter(|words| words.len() <= 3) {
                broken.push(format!("{}:{}: {}", file.path, at + 1, words.join(" ")));
            }
        }
    }
    holds(
        "A doc comment has more than three words; a name that says it all needs none",
        broken,
    );
}

#[test]
fn what_other_files_use_is_documented() {
    let files = files();
    let mut broken = Vec::new();
    for file in &files {
        for (at, line) in file.lines.iter().enumerate() {
            let Some(item) = line.strip_prefix("pub ") else {
                continue;
            };
            let kinds = [
                "fn ",
                "async fn ",
                "struct ",
                "enum ",
                "trait ",
                "type ",
                "const ",
            ];
            let before = file.lines[..at].iter().rev();
            let mut before =
                before.skip_while(|line| !line.trim_start().starts_with("///") && !line.is_empty());
            let documented = before.next().is_some_and(|line| line.starts_with("///"));
            if kinds.iter().any(|kind| item.starts_with(kind)) && !documented {
                broken.push(format!("{}:{}: {line}", file.path, at + 1));
            }
        }
    }
    holds(
        "Every public item of a module has a sentence of its own",
        broken,
    );
}
