//! The files of a source folder, tests apart: their lines, and which of them import each other in a circle.
//!
//! Also used by `examples/measure_source.rs`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// A file of the folder, tests apart.
pub(crate) struct File {
    /// Its path below the folder.
    pub(crate) path: String,
    /// Its module, as a path from the crate.
    module: Vec<String>,
    pub(crate) lines: Vec<String>,
}

/// The files of a source folder in alphabetical order, each without the tests that it holds itself.
pub(crate) fn files_of(root: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    collect(root, root, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
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

pub(crate) fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

/// Circles of imports: groups of files that reach each other by their `use` items.
pub(crate) fn circles(files: &[File]) -> Vec<Vec<&str>> {
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
        let circle: BTreeSet<usize> = reached
            .iter()
            .copied()
            .filter(|to| reach[*to].contains(&at))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    let names =
        |circle: BTreeSet<usize>| circle.iter().map(|at| files[*at].path.as_str()).collect();
    circles.into_iter().map(names).collect()
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
