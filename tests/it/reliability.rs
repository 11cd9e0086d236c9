//! The tables in `docs/reliability.md` name tests that exist.

use std::{fs, path::Path};

#[test]
fn every_test_of_the_table_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/reliability.md")).expect("the promises");
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let mut named = 0;
    for name in rows.flat_map(|row| row.split('`').skip(1).step_by(2)) {
        let Some((module, test)) = name.rsplit_once("::") else {
            continue;
        };
        let path = root.join("tests/it").join(module.replace("::", "/"));
        let source = fs::read_to_string(path.with_extension("rs"))
            .or_else(|_| fs::read_to_string(path.join("mod.rs")))
            .unwrap_or_else(|_| panic!("there is no {path:?}"));
        // In a list, a macro makes the test out of its name.
        let exists = source.contains(&format!("fn {test}("))
            || source.lines().any(|line| line.trim() == format!("{test},"));
        assert!(exists, "the table names `{name}`, which does not exist");
        named += 1;
    }
    assert!(named > 40, "the table is not where it was");
}
