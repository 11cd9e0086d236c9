//! The table in `tests/README.md` names tests that exist.

use std::{fs, path::Path};

#[test]
fn every_test_of_the_table_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let readme = fs::read_to_string(root.join("README.md")).expect("the table");
    let (_, table) = readme.split_once("## Which test").expect("its heading");
    let mut named = 0;
    for name in table.split('`').skip(1).step_by(2) {
        let (folder, name) = match name.strip_prefix("cases::") {
            Some(case) => ("it/cases", case),
            None => ("it/flow", name),
        };
        let Some((module, test)) = name.split_once("::").filter(|(m, _)| *m != "flow") else {
            continue;
        };
        let file = root.join(folder).join(module).with_extension("rs");
        let source = fs::read_to_string(&file).unwrap_or_else(|_| panic!("there is no {file:?}"));
        let exists = source.contains(&format!("async fn {test}()"));
        assert!(exists, "the table names `{name}`, which does not exist");
        named += 1;
    }
    assert!(named > 100, "the table is not where it was");
}
