//! Overridden texts that can't be used are refused, all at once, each with file, line and reason.

use super::*;
use check::Use;
use proptest::prelude::*;

/// What is told of a file with this text, without the folder.
fn told(text: &str) -> Vec<String> {
    let folder = folder(&[("ru.ftl", text)]);
    let loaded = Wording::load(Some(folder.path()));
    let faults = loaded.err().map_or(Vec::new(), |faults| faults.0);
    let before = format!("{}/", folder.path().display());
    faults
        .iter()
        .map(|fault| fault.to_string().replacen(&before, "", 1))
        .collect()
}

#[test]
fn a_bad_override_is_told_with_file_and_line() {
    let table = [
        (
            "# mine\n\ncanceled = Dropped\n",
            "ru.ftl:3: the desk has no text named `canceled`",
        ),
        (
            "cancelled = Dropped\nreceipt = Added to { $number }\n",
            "ru.ftl:2: `receipt` is not given $number; it is given: $ticket",
        ),
        (
            "cancelled = { $who } dropped\n",
            "ru.ftl:1: `cancelled` is not given $who; it is given: none",
        ),
        (
            "closed = <b>Over\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: <b> is never closed",
        ),
        (
            "closed = <b><i>Over</b></i>\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: <i> is closed by </b>",
        ),
        (
            "closed = Over</b>\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: </b> closes nothing",
        ),
        (
            "closed = <p>Over</p>\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: Telegram knows no tag <p>; a bare < must be written &lt;",
        ),
        (
            "closed = 1 < 2\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: a bare < must be written &lt;",
        ),
        (
            "closed = <b>Over</b\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: </b is no tag: its > is missing",
        ),
        (
            "closed = <span>Over</span>\n",
            "ru.ftl:1: `closed` is no HTML that Telegram takes: <span> must be <span class=\"tg-spoiler\">",
        ),
        // A name may be a link, and a link can't stand within an attribute.
        (
            "card-user = <a href=\"{ $user }\">who</a>\n",
            "ru.ftl:1: `card-user` is no HTML that Telegram takes: an attribute of <a …> has no name",
        ),
        // Only two and the like open the tag.
        (
            "earlier-messages = { $count ->\n    [few] <b>{ $count }\n   *[other] { $count }\n }\n",
            "ru.ftl:1: `earlier-messages` is no HTML that Telegram takes: <b> is never closed",
        ),
        (
            "earlier-messages = { $count ->\n    [7] <b>seven\n   *[other] { $count }\n }\n",
            "ru.ftl:1: `earlier-messages` is no HTML that Telegram takes: <b> is never closed",
        ),
        (
            "-desk = { $case ->\n    [of] <i>desk\n   *[other] desk\n }\nclosed = { -desk(case: \"of\") }\n",
            "ru.ftl:5: `closed` is no HTML that Telegram takes: <i> is never closed",
        ),
        (
            "closed = { -brand } closed it\n",
            "ru.ftl:1: `closed` can't be filled in: Unknown term: -brand",
        ),
        (
            "closed = { receipt } { closed }\n",
            "ru.ftl:1: `closed` can't be filled in: Cyclical dependency detected",
        ),
        (
            "closed = { NUMBER($ticket) }\n",
            "ru.ftl:1: `closed` can't be filled in: Unknown function: NUMBER()",
        ),
        ("closed = { \"\" }\n", "ru.ftl:1: `closed` says nothing"),
        ("closed = <b> </b>\n", "ru.ftl:1: `closed` says nothing"),
        (
            "closed =\n    .title = Over\n",
            "ru.ftl:1: `closed` has no text",
        ),
        (
            "closed = Over\ncancelled = Dropped\nclosed = Done\n",
            "ru.ftl:1: `closed` stands there more than once",
        ),
        (
            "button-reply = { \"\" }\n",
            "ru.ftl:1: `button-reply` says nothing",
        ),
        (
            "button-reply = <b>Reply</b>\n",
            "ru.ftl:1: `button-reply` is plain text: a tag or an &…; would be shown as it is written",
        ),
        (
            "button-reply = Questions &amp; answers\n",
            "ru.ftl:1: `button-reply` is plain text: a tag or an &…; would be shown as it is written",
        ),
        (
            "button-reply =\n    Reply\n    now\n",
            "ru.ftl:1: `button-reply` has more than one line",
        ),
        (
            "priority-high = High & mighty\n",
            "ru.ftl:1: `priority-high` stands on buttons and in messages: <, > and & can't be used",
        ),
        (
            "cancelled = Dropped\nreceipt = Added to { $ticket\n",
            "ru.ftl:2: not a Fluent text: ",
        ),
    ];
    for (text, expected) in table {
        let told = told(text);
        let told = told.first().unwrap_or_else(|| panic!("nothing: {text}"));
        let whole = expected.ends_with(": ") && told.starts_with(expected) || told == expected;
        assert!(whole, "{told}\n{expected}");
    }
}

#[test]
fn a_text_of_every_kind_has_its_length() {
    let table = [
        ("button-reply", 64),
        ("ask-answer-placeholder", 64),
        ("priority-high", 64),
        ("toast-stale", 200),
        ("command-start", 256),
        ("still-need-help", 1_000),
        ("closed", 2_048),
    ];
    for (key, most) in table {
        let of = |length: usize| told(&format!("{key} = {}\n", "x".repeat(length)));
        assert_eq!(of(most), [""; 0], "{key}");
        let expected = format!(
            "ru.ftl:1: `{key}` is too long: {} characters, and {most} are allowed",
            most + 1
        );
        assert_eq!(of(most + 1), [expected], "{key}");
        // Two UTF-16 units each.
        assert!(!told(&format!("{key} = {}\n", "🎫".repeat(most / 2 + 1))).is_empty());
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let folder = folder(&[
        ("en.ftl", "greting = Hello\ngreeting = <b>Hello\n"),
        ("ru.ftl", "offer = {\ncancelled = { $x }\nbutton-drop = }\n"),
    ]);
    let faults = Wording::load(Some(folder.path())).err().expect("refused");
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let ends = |end: &str| lines.iter().any(|line| line.contains(end));
    assert!(ends("en.ftl:1: the desk has no text named `greting`"));
    assert!(ends("en.ftl:2: `greeting` is no HTML"));
    assert!(ends("ru.ftl:1: not a Fluent text"), "{lines:?}");
    assert!(ends("ru.ftl:3: not a Fluent text"), "{lines:?}");
    let told = faults.to_string();
    assert!(
        told.starts_with("The texts in desk.wording have 4 faults:\n  /"),
        "{told}"
    );
}

/// Whoever overrides every text with the built-in one has nothing to mend.
#[test]
fn the_built_in_texts_have_no_fault() {
    let folder = folder(&[("en.ftl", ENGLISH), ("ru.ftl", RUSSIAN)]);
    if let Err(faults) = Wording::load(Some(folder.path())) {
        panic!("{faults}");
    }
}

/// What an operator may well write.
#[test]
fn texts_may_use_what_telegram_knows() {
    let text = "-brand = <b>Acme & Sons</b>\n\
                greeting = { -brand } <i>welcomes</i> you &#8470; 1 > 0, <tg-spoiler>!</tg-spoiler>\n\
                support-contact = <a href='https://acme.example/?a=1&b=2'>{ $contact }</a> or { button-create }\n\
                clocks-waits = { $clock ->\n    [first] First\n   *[other] { $message }\n }\n\
                button-reply = Q & A <3\n";
    assert_eq!(told(text), [""; 0]);
}

/// Texts on buttons are plain, and no others are.
#[test]
fn every_text_is_checked_as_what_it_is_used_for() {
    for source in SOURCES {
        let named = |call: &str| {
            source
                .split(call)
                .skip(1)
                .filter_map(|after| after.trim_start().strip_prefix('"'))
                .map(|literal| literal.split('"').next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        for key in ["label(", "button("].iter().flat_map(|call| named(call)) {
            let plain = matches!(Use::of(&key), Use::Button | Use::Placeholder | Use::Word);
            assert!(plain, "{key}");
        }
        for key in ["say(", "told(", "about("]
            .iter()
            .flat_map(|call| named(call))
        {
            let html = matches!(
                Use::of(&key),
                Use::Message | Use::Heading | Use::Context | Use::Word
            );
            assert!(html, "{key}");
        }
    }
}

/// Scraps from which a text in HTML is made, right or wrong.
const SCRAPS: [&str; 40] = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<B>",
    "</B >",
    "</>",
    "<",
    ">",
    "&",
    "&lt;",
    "&lt",
    "&amp;",
    "&#65;",
    "&#x41",
    "&#0;",
    "&#99999999;",
    "&nbsp;",
    "<a href=\"https://a.example\">",
    "<a href='tg://user?id=1'>",
    "<a href=x.y>",
    "<a href=x/y>",
    "<a>",
    "</a>",
    "<span class=\"tg-spoiler\">",
    "<span>",
    "</span>",
    "<tg-emoji emoji-id=\"5\">",
    "<tg-emoji>",
    "</tg-emoji>",
    "<tg-time format=\"x\">",
    "<tg-time format='R'>",
    "</tg-time>",
    "<pre><code class=\"language-rust\">",
    "</code></pre>",
    "<blockquote expandable>",
    "</blockquote>",
    "text",
    " ",
    "\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// The simulator reads HTML as TDLib does, and was written for itself.
    #[test]
    fn html_is_read_as_telegram_reads_it(scraps in prop::collection::vec(prop::sample::select(&SCRAPS[..]), 0..8)) {
        let html = scraps.concat();
        let telegram = simulator::text::parse_html(&html).map(|(text, _)| text);
        prop_assert_eq!(markup::read(&html).ok(), telegram.ok(), "{}", html);
    }
}
