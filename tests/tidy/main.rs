//! What the source looks like: the rules that the compiler does not hold.
//!
//! The floors of the house (`src/lib.rs`) are only real while nothing reaches across them, and a rule that nobody checks
//! is a wish. Each test here is one rule; its failure names the file, the line and the rule. Comments are not judged:
//! they may speak of whatever explains the code.

mod imports;
mod shape;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of the workspace.
struct Source {
    /// From the root, with `/`.
    path: String,
    /// Its lines, comments taken out.
    code: Vec<String>,
    /// How it opens.
    first_line: String,
}

impl Source {
    /// Whether it is a test itself: those may be long, and may unwrap.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name == "tests.rs" || self.path.split('/').any(|folder| folder == "tests")
    }

    /// Its lines with their numbers, up to the tests that it holds itself.
    fn production(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.numbered();
        lines.take_while(|(number, line)| {
            let next = self.code.get(*number).map_or("", |next| next.trim());
            !(line.trim() == "#[cfg(test)]" && next.starts_with("mod ") && next.ends_with('{'))
        })
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.iter().enumerate();
        lines.map(|(index, line)| (index + 1, line.as_str()))
    }

    /// The modules of this crate that it names after `crate::`, also in a list (`crate::{domain::…, store}`), with the
    /// line of each.
    fn modules(&self) -> Vec<(usize, String)> {
        let text = self.code.join("\n");
        let mut found = Vec::new();
        for (at, _) in text.match_indices("crate::") {
            let own = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = &text[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => first_names(list),
                None => vec![(0, name(rest))],
            };
            let line_of = |offset: usize| text[..at + offset].matches('\n').count() + 1;
            let named = names
                .into_iter()
                .map(|(offset, name)| (line_of(offset), name));
            found.extend(named.filter(|_| own));
        }
        found
    }
}

/// The identifier that `text` begins with.
pub(crate) fn name(text: &str) -> String {
    let letters = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_');
    letters.collect()
}

/// The first name of each entry of a list in braces, whose opening brace was taken, with its distance from `crate::`.
fn first_names(list: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut depth = 1;
    let mut awaited = true;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => awaited = true,
            c if awaited && !c.is_whitespace() => {
                names.push(("crate::{".len() + at, name(&list[at..])));
                awaited = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// All sources of the workspace.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "migration", "simulator", "crash_tests"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let sources: Vec<Source> = files.iter().map(|file| read(root, file)).collect();
    assert!(sources.len() > 20, "the sources are not where they were");
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let path = file.strip_prefix(root).unwrap_or(file);
    Source {
        path: path.to_string_lossy().replace('\\', "/"),
        code: text.lines().map(without_comment).collect(),
        first_line: text.lines().next().unwrap_or_default().into(),
    }
}

/// The line up to its comment. (`://` opens none.)
fn without_comment(line: &str) -> String {
    if line.trim_start().starts_with("//") {
        return String::new();
    }
    line.split(" // ").next().unwrap_or(line).into()
}

/// Whether `code` names `word`, not as a part of a longer name in front.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// Fails, naming each place, if a rule is broken anywhere.
#[track_caller]
pub(crate) fn holds(rule: &str, broken: Vec<String>) {
    assert!(
        broken.is_empty(),
        "\n{rule}\nis broken by\n  {}\n",
        broken.join("\n  ")
    );
}

/// One floor, or a room on it.
struct Floor {
    /// The paths that it holds begin with one of these.
    paths: &'static [&'static str],
    /// What of this crate it may name; `None`: everything.
    may_use: Option<&'static [&'static str]>,
    /// The libraries that it never names.
    never: &'static [&'static str],
}

/// `architecture.md`, *Floors*.
const FLOORS: &[Floor] = &[
    Floor {
        paths: &["src/domain/"],
        may_use: Some(&["domain"]),
        never: &[
            "actix", "teloxide", "sea_orm", "sqlx", "tokio", "reqwest", "axum", "anyhow",
        ],
    },
    Floor {
        paths: &["src/clock.rs"],
        may_use: Some(&["domain"]),
        never: &["actix", "teloxide", "sea_orm", "sqlx", "anyhow"],
    },
    Floor {
        paths: &["src/config/"],
        may_use: Some(&["domain", "config"]),
        never: &["actix", "teloxide", "sea_orm", "sqlx", "anyhow"],
    },
    Floor {
        // Its tests write as other libraries do.
        paths: &["src/logging.rs"],
        may_use: Some(&["config"]),
        never: &["actix", "sea_orm", "anyhow"],
    },
    Floor {
        paths: &["src/store/"],
        may_use: Some(&["domain", "store"]),
        never: &["actix", "teloxide", "anyhow"],
    },
    Floor {
        paths: &["src/telegram/"],
        may_use: Some(&["domain", "telegram"]),
        never: &["actix", "sea_orm", "sqlx", "anyhow"],
    },
    Floor {
        paths: &["src/view/"],
        may_use: Some(&["domain", "telegram", "view"]),
        never: &["actix", "teloxide", "sea_orm", "sqlx", "tokio", "anyhow"],
    },
    Floor {
        paths: &["src/actors/"],
        may_use: Some(&[
            "domain", "clock", "config", "store", "telegram", "view", "actors",
        ]),
        never: &["teloxide", "sea_orm", "sqlx", "anyhow"],
    },
    Floor {
        paths: &["src/app/", "src/cli/", "src/main.rs", "src/lib.rs"],
        may_use: None,
        never: &[],
    },
];

#[test]
fn every_floor_uses_only_what_is_below_it() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path.starts_with("src/")) {
        let floor = FLOORS
            .iter()
            .find(|floor| floor.paths.iter().any(|path| source.path.starts_with(path)));
        let Some(floor) = floor else {
            broken.push(format!("{}: it stands on no floor", source.path));
            continue;
        };
        for (line, module) in source.modules() {
            let known = floor
                .may_use
                .is_none_or(|known| known.contains(&module.as_str()));
            if !known {
                broken.push(format!("{}:{line}: it names crate::{module}", source.path));
            }
        }
        for (line, code) in source.numbered() {
            for library in floor.never.iter().filter(|library| names(code, library)) {
                broken.push(format!("{}:{line}: it names {library}", source.path));
            }
        }
    }
    holds("Arrows point down only (src/lib.rs)", broken);
}

/// What asks what time it is, or sleeps the thread.
const CLOCKS: [&str; 5] = [
    "Utc::now",
    "Local::now",
    "Instant::now",
    "SystemTime::now",
    "thread::sleep",
];

#[test]
fn only_the_clock_asks_what_time_it_is() {
    let mut broken = Vec::new();
    for source in sources() {
        if !source.path.starts_with("src/") || source.path == "src/clock.rs" {
            continue;
        }
        for (line, code) in source.numbered() {
            for clock in CLOCKS.iter().filter(|clock| names(code, clock)) {
                broken.push(format!("{}:{line}: it calls {clock}", source.path));
            }
        }
    }
    holds(
        "Only src/clock.rs asks what time it is: take Clock::now or clock::monotonic",
        broken,
    );
}

#[test]
fn every_file_opens_with_what_it_is() {
    let broken = sources()
        .iter()
        .filter(|source| !source.first_line.starts_with("//! "))
        .map(|source| format!("{}:1", source.path))
        .collect();
    holds(
        "Every file opens with `//!`: what it is, then why it is shaped so",
        broken,
    );
}

/// Files should have about 400 lines; this leaves some room.
const LONGEST: usize = 450;

#[test]
fn every_file_can_be_read_in_one_sitting() {
    let broken = sources()
        .iter()
        .filter(|source| !source.is_test() && source.code.len() > LONGEST)
        .map(|source| format!("{}:{}: its last line", source.path, source.code.len()))
        .collect();
    holds(
        &format!("No file but a test has more than {LONGEST} lines"),
        broken,
    );
}

/// What must not be in any file, and what to do instead. Written apart, so that this file does not hold them.
const BANNED: &[(&str, &str)] = &[
    (concat!("todo", "!"), "finish it, or open an issue"),
    (concat!("unimplemented", "!"), "finish it, or open an issue"),
    (concat!("dbg", "!("), "use tracing"),
    (
        concat!("#[al", "low("),
        "write #[expect(…, reason = \"…\")]",
    ),
    (
        concat!("#![al", "low("),
        "write #![expect(…, reason = \"…\")]",
    ),
];

#[test]
fn no_file_holds_what_is_unfinished_or_silenced() {
    let mut broken = Vec::new();
    for source in sources() {
        for (line, code) in source.numbered() {
            for (banned, instead) in BANNED.iter().filter(|(banned, _)| code.contains(banned)) {
                broken.push(format!("{}:{line}: {banned}: {instead}", source.path));
            }
        }
    }
    holds(
        "Nothing is left unfinished, no lint is silenced without its reason",
        broken,
    );
}

#[test]
fn no_actor_panics_by_its_own_hand() {
    let mut broken = Vec::new();
    for source in sources() {
        if !source.path.starts_with("src/actors/") || source.is_test() {
            continue;
        }
        for (line, code) in source.production() {
            for panics in [".unwrap()", ".expect(", "panic!("] {
                if code.contains(panics) {
                    broken.push(format!("{}:{line}: {panics}", source.path));
                }
            }
        }
    }
    holds(
        "No actor unwraps: an error is handled, or is an answer",
        broken,
    );
}

#[test]
fn no_type_takes_a_word_of_actix_or_teloxide() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path.starts_with("src/")) {
        for (line, code) in source.numbered() {
            // What is indented is a name within a trait or a function: actix asks for `type Context`.
            let code = code.trim_start_matches("pub ");
            let declared = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|kind| code.strip_prefix(kind))
                .map(name);
            let taken = ["Message", "Update", "Context", "Request", "Response"];
            if let Some(name) = declared.filter(|name| taken.contains(&name.as_str())) {
                broken.push(format!("{}:{line}: {name}", source.path));
            }
        }
    }
    holds(
        "No type is called Message, Update, Context, Request or Response",
        broken,
    );
}

#[test]
fn the_reading_of_sources_sees_what_it_should() {
    let source = Source {
        path: "src/x.rs".into(),
        first_line: String::new(),
        code: "use crate::{\n    clock,\n    domain::{ids::*, sla},\n    store::Store,\n};\nlet a = crate::config::x();"
            .lines()
            .map(without_comment)
            .collect(),
    };
    let seen = source.modules();
    let named: Vec<(usize, &str)> = seen
        .iter()
        .map(|(line, name)| (*line, name.as_str()))
        .collect();
    assert_eq!(
        named,
        [(2, "clock"), (3, "domain"), (4, "store"), (6, "config")]
    );
    assert_eq!(without_comment("    // tokio"), "");
    assert_eq!(
        without_comment("let a = \"http://b\"; // tokio"),
        "let a = \"http://b\";"
    );
    assert!(names("use actix_rt::x", "actix") && !names("my_actix", "actix"));
}

/// What a line declares: the name of a type, also of one that is hidden in its module.
fn declared(line: &str) -> Option<String> {
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ").map_or(rest, |(_, rest)| rest),
        Some(rest) => rest.trim_start(),
        None => line,
    };
    let kinds = ["struct ", "enum ", "trait ", "type "];
    kinds
        .iter()
        .find_map(|kind| line.strip_prefix(kind))
        .map(name)
}

#[test]
fn no_type_name_stands_twice() {
    assert_eq!(
        declared("pub(super) struct Line<'a> {"),
        Some("Line".to_owned())
    );
    assert_eq!(declared("    type Context = Context<Self>;"), None);
    let mut seen = std::collections::BTreeMap::<String, Vec<String>>::new();
    for source in sources() {
        // Each table has a type of its own by the same name: SeaORM asks for it.
        let outside =
            !source.path.starts_with("src/") || source.path.starts_with("src/store/entity/");
        if outside || source.is_test() {
            continue;
        }
        for (line, code) in source.production() {
            if let Some(name) = declared(code) {
                let at = format!("{}:{line}", source.path);
                seen.entry(name).or_default().push(at);
            }
        }
    }
    let twice = seen.into_iter().filter(|(_, places)| places.len() > 1);
    let broken = twice
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    holds("No type name is declared twice in src/", broken);
}
