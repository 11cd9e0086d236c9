//! Which language a tag means.

use super::Language::{self, *};

#[test]
fn the_language_of_a_tag() {
    for (tag, expected) in [
        ("en", Some(En)),
        ("en-US", Some(En)),
        ("en_GB", Some(En)),
        ("ru", Some(Ru)),
        ("RU-ru", Some(Ru)),
        ("rus", None),
        ("de", None),
        ("", None),
        ("-en", None),
    ] {
        assert_eq!(Language::of_tag(tag), expected, "{tag:?}");
    }
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.code()), Some(language));
    }
}
