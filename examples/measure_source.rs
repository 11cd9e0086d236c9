//! The house in numbers: lines by floor, long functions, type names declared twice, how doc comments begin, inline comments,
//! circles of imports between files.
//!
//! `cargo run --example measure_source` measures `src/`; another folder behind `--` is measured instead, such as the `src/` of an
//! earlier commit. It prints tables and judges nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// A file of the folder, tests apart.
struct File {
    /// Its path below the folder.
    path: String,
    /// Its module, as a path from the crate.
    module: Vec<String>,
    lines: Vec<String>,
}

fn main() -> io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "src".to_owned());
    let mut files = Vec::new();
    collect(Path::new(&root), Path::new(&root), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut out = io::stdout().lock();
    floors(&mut out, &files)?;
    functions(&mut out, &files)?;
    types(&mut out, &files)?;
    docs(&mut out, &files)?;
    circles(&mut out, &files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "tests" {
            collect(root, &path, files)?;
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let below = path.strip_prefix(root).unwrap_or(&path);
            let below = below.to_string_lossy().replace('\\', "/");
            let module = below.trim_end_matches(".rs").split('/');
            let module = module.filter(|part| !["mod", "lib", "main"].contains(part));
            files.push(File {
                module: module.map(str::to_owned).collect(),
                lines: production(&fs::read_to_string(&path)?),
                path: below,
            });
        }
    }
    Ok(())
}

/// The lines without the tests that a file holds itself, which stand at its end.
fn production(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].ends_with('{');
    let end = lines.windows(2).position(opens).unwrap_or(lines.len());
    lines[..end].iter().map(|line| (*line).to_owned()).collect()
}

fn is_doc(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("//!")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//") && !is_doc(line)
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

fn floors(out: &mut impl io::Write, files: &[File]) -> io::Result<()> {
    let mut floors: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for file in files {
        let floor = file.path.split(['/', '.']).next().unwrap_or_default();
        let count = |is: fn(&str) -> bool| file.lines.iter().filter(|line| is(line)).count();
        let counted = [
            1,
            file.lines.len(),
            count(is_code),
            count(is_doc),
            count(is_comment),
        ];
        for floor in [floor, "(all)"] {
            let sums = floors.entry(floor).or_default();
            sums.iter_mut().zip(counted).for_each(|(sum, n)| *sum += n);
        }
    }
    writeln!(out, "floor         files  lines   code    doc  inline")?;
    for (floor, [files, lines, code, doc, inline]) in &floors {
        writeln!(
            out,
            "{floor:<12} {files:>6} {lines:>6} {code:>6} {doc:>6} {inline:>7}"
        )?;
    }
    let [_, _, code, _, inline] = floors.get("(all)").copied().unwrap_or_default();
    let share = 100.0 * inline as f64 / code.max(1) as f64;
    writeln!(
        out,
        "inline comments per hundred lines of code: {share:.1}\n"
    )
}

/// Functions by indentation: from their `fn` to the brace that closes at the same column.
fn functions(out: &mut impl io::Write, files: &[File]) -> io::Result<()> {
    let mut long = Vec::new();
    for file in files {
        for (at, line) in file.lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let Some(name) = line.split("fn ").nth(1).filter(|_| is_code(line)) else {
                continue;
            };
            let name: String = name.chars().take_while(|c| is_of_name(*c)).collect();
            let end = format!("{}}}", " ".repeat(indent));
            let length = file.lines[at..].iter().position(|line| *line == end);
            if let Some(length) = length.filter(|length| *length >= 80) {
                long.push((length + 1, format!("{}: {name}", file.path)));
            }
        }
    }
    long.sort_by(|a, b| b.cmp(a));
    let over = long.iter().filter(|(length, _)| *length > 100).count();
    writeln!(
        out,
        "functions over 80 lines: {}, over 100: {over}",
        long.len()
    )?;
    for (length, place) in &long {
        writeln!(out, "  {length:>4} {place}")?;
    }
    writeln!(out)
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn types(out: &mut impl io::Write, files: &[File]) -> io::Result<()> {
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in files
        .iter()
        .filter(|f| !f.path.starts_with("store/entity/"))
    {
        for line in &file.lines {
            let line = match line.strip_prefix("pub") {
                Some(rest) if rest.starts_with('(') => {
                    rest.split_once(") ").map_or("", |(_, rest)| rest)
                }
                Some(rest) => rest.trim_start(),
                None => line,
            };
            let declared = ["struct ", "enum ", "trait ", "type "];
            let declared = declared.iter().find_map(|kind| line.strip_prefix(kind));
            if let Some(name) = declared {
                let name = name.chars().take_while(|c| is_of_name(*c)).collect();
                places.entry(name).or_default().push(&file.path);
            }
        }
    }
    let twice: Vec<_> = places.iter().filter(|(_, at)| at.len() > 1).collect();
    writeln!(
        out,
        "types: {}, names declared twice: {}",
        places.len(),
        twice.len()
    )?;
    for (name, at) in twice {
        writeln!(out, "  {name}: {}", at.join(", "))?;
    }
    writeln!(out)
}

/// Doc items: runs of `///`. How they begin, and how many have at most three words.
fn docs(out: &mut impl io::Write, files: &[File]) -> io::Result<()> {
    let asking = [
        "what", "which", "whether", "how", "when", "who", "whose", "whom", "where", "why",
    ];
    let (mut items, mut wh, mut short) = (0_u32, 0_u32, 0_u32);
    for file in files {
        let mut before = "";
        for (at, line) in file.lines.iter().enumerate() {
            let text = line.trim_start();
            if text.starts_with("///") && !before.starts_with("///") {
                let run = file.lines[at..].iter().map(|line| line.trim_start());
                let run = run.map_while(|line| line.strip_prefix("///"));
                let words: Vec<String> = run
                    .flat_map(|line| line.split_whitespace().map(str::to_lowercase))
                    .collect();
                items += 1;
                short += u32::from(words.len() <= 3);
                let first = words.first().map(|word| word.trim_matches(['*', '`', '[']));
                wh += u32::from(first.is_some_and(|first| asking.contains(&first)));
            }
            before = text;
        }
    }
    let share = |n: u32| 100.0 * f64::from(n) / f64::from(items.max(1));
    writeln!(
        out,
        "doc items: {items}, opening with what, which, whether, …: {:.1} %, of at most three words: {:.1} %\n",
        share(wh),
        share(short)
    )
}

/// Circles of imports: files that reach each other by what they name.
fn circles(out: &mut impl io::Write, files: &[File]) -> io::Result<()> {
    let modules: BTreeMap<&[String], usize> = files
        .iter()
        .enumerate()
        .filter(|(_, file)| !file.module.is_empty())
        .map(|(at, file)| (file.module.as_slice(), at))
        .collect();
    let mut arrows = vec![BTreeSet::new(); files.len()];
    for (from, file) in files.iter().enumerate() {
        for path in named(file) {
            // The longest beginning of the path that is a file of its own.
            let to = (1..=path.len())
                .rev()
                .find_map(|end| modules.get(&path[..end]));
            arrows[from].extend(to.filter(|to| **to != from));
        }
    }
    let reach: Vec<BTreeSet<usize>> = (0..files.len())
        .map(|from| {
            let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
            while let Some(at) = next.pop() {
                next.extend(arrows[at].iter().copied().filter(|to| seen.insert(*to)));
            }
            seen
        })
        .collect();
    let mut circles = BTreeSet::new();
    for (at, reached) in reach.iter().enumerate() {
        let circle: Vec<usize> = reached
            .iter()
            .copied()
            .filter(|to| reach[*to].contains(&at))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    writeln!(out, "circles of imports: {}", circles.len())?;
    for circle in circles {
        let names: Vec<&str> = circle.iter().map(|at| files[*at].path.as_str()).collect();
        writeln!(out, "  {}", names.join(", "))?;
    }
    Ok(())
}

/// The paths from the crate that the `use` items of a file name.
fn named(file: &File) -> Vec<Vec<String>> {
    let code = file.lines.iter().filter(|line| is_code(line));
    let code = code.map(String::as_str).collect::<Vec<_>>().join(" ");
    let mut paths = Vec::new();
    for item in code.split(';') {
        let item = item.trim_start_matches("} ").trim();
        let tree = item
            .strip_prefix("use ")
            .or_else(|| Some(item.split_once(" use ")?.1));
        if let Some(tree) = tree {
            flatten(tree, &[], &mut paths);
        }
    }
    let up = |path: Vec<String>| {
        let supers = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "super" => {
                let kept = file.module.len().checked_sub(supers)?;
                let rest = path[supers..].iter().cloned();
                Some(file.module[..kept].iter().cloned().chain(rest).collect())
            }
            _ => None,
        }
    };
    paths.into_iter().filter_map(up).collect()
}

/// A tree of `use`, as the paths of its leaves.
fn flatten(tree: &str, before: &[String], paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    if let Some((head, rest)) = tree.split_once('{').filter(|(head, _)| !head.contains(',')) {
        let head = head.trim_end_matches("::").split("::").map(str::trim);
        let head = head.filter(|part| !part.is_empty()).map(str::to_owned);
        let before: Vec<String> = before.iter().cloned().chain(head).collect();
        let (mut depth, mut start) = (0, 0);
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return flatten(&rest[start..at], &before, paths),
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    flatten(&rest[start..at], &before, paths);
                    start = at + 1;
                }
                _ => {}
            }
        }
    } else if !tree.is_empty() {
        let leaf = tree.split(" as ").next().unwrap_or(tree).split("::");
        let leaf = leaf.map(|part| part.trim().to_owned());
        let leaf = leaf.filter(|part| part != "*" && part != "self" && !part.is_empty());
        paths.push(before.iter().cloned().chain(leaf).collect());
    }
}
