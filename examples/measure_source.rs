//! The house in numbers: lines by floor, long functions, type names declared twice, how doc comments begin, inline comments,
//! circles of imports between files.
//!
//! `cargo run --example measure_source` measures `src/`; another folder behind `--` is measured instead, such as the `src/` of an
//! earlier commit. It prints tables and judges nothing.

use imports::{File, circles, files_of, is_code};
use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    path::Path,
};

#[path = "../tests/tidy/imports.rs"]
mod imports;

fn main() -> io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "src".to_owned());
    let files = files_of(Path::new(&root))?;
    let mut out = io::stdout().lock();
    floors(&mut out, &files)?;
    functions(&mut out, &files)?;
    types(&mut out, &files)?;
    docs(&mut out, &files)?;
    let circles = circles(&files);
    writeln!(out, "circles of imports: {}", circles.len())?;
    for circle in circles {
        writeln!(out, "  {}", circle.join(", "))?;
    }
    Ok(())
}

fn is_doc(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("//!")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//") && !is_doc(line)
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
