//! The rules of formatted text as tables; what holds for any text is in `properties`.
//!
//! Entities are written as `kind offset+length=argument`, one list per row, so that a table reads like the answer of the server.

mod html;
mod properties;

use serde_json::json;

use super::*;

/// `bold 0+4, text_link 5+3=http://x.org/`
fn brief(entities: &[Entity]) -> String {
    let one = |e: &Entity| {
        let user = e.user_id.map(|id| id.to_string());
        let argument = e
            .url
            .as_ref()
            .or(e.language.as_ref())
            .or(e.custom_emoji_id.as_ref())
            .or(user.as_ref());
        let argument = argument
            .map(|argument| format!("={argument}"))
            .unwrap_or_default();
        format!("{} {}+{}{argument}", e.kind, e.offset, e.length)
    };
    entities.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The inverse of [`brief`], for kinds without an argument or with an address.
fn list(brief: &str) -> Vec<Entity> {
    let parts = brief.split(", ").filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (kind, place) = part.split_once(' ').expect("kind and place");
            let (place, argument) = place
                .split_once('=')
                .map_or((place, None), |(p, a)| (p, Some(a)));
            let (offset, length) = place.split_once('+').expect("offset and length");
            let number = |text: &str| text.parse().expect("a number");
            let mut entity = Entity::new(kind, number(offset), number(length));
            match kind {
                "text_link" => entity.url = argument.map(str::to_owned),
                "pre" => entity.language = argument.map(str::to_owned),
                _ => {}
            }
            entity
        })
        .collect()
}

#[test]
fn fixing_cleans_the_text_and_moves_the_entities() {
    for (text, given, fixed, entities) in [
        ("  hi  ", "", "hi", ""),
        ("\n a \n", "bold 2+1", "a", "bold 0+1"),
        ("  a", "bold 1+2", " a", "bold 0+2"),
        ("a  ", "bold 0+3", "a", "bold 0+1"),
        ("a\t\u{1}b", "", "a  b", ""),
        ("a\r\nb", "bold 3+1", "a\nb", "bold 2+1"),
        ("a\u{202e}b", "italic 0+3", "ab", "italic 0+2"),
        ("a\u{200e}\u{200f}b", "", "a\u{200c}\u{200f}b", ""),
        ("ab", "bold 0+1, bold 1+1", "ab", "bold 0+2"),
        ("abcd", "bold 0+3, bold 2+2", "abcd", "bold 0+4"),
        (
            "abcd",
            "bold 0+3, italic 1+3",
            "abcd",
            "bold 0+1, italic 1+3, bold 1+2",
        ),
        (
            "abcd",
            "bold 0+4, text_link 1+2=u",
            "abcd",
            "bold 0+1, text_link 1+2=u, bold 1+2, bold 3+1",
        ),
        (
            "abcd",
            "bold 0+4, code 1+2",
            "abcd",
            "bold 0+1, code 1+2, bold 3+1",
        ),
        (
            "abcd",
            "text_link 0+3=u, code 1+2",
            "abcd",
            "text_link 0+3=u",
        ),
        (
            "abcd",
            "blockquote 0+2, text_link 1+2=u",
            "abcd",
            "blockquote 0+2",
        ),
        (
            "abcd",
            "blockquote 0+3, blockquote 2+2",
            "abcd",
            "blockquote 0+3",
        ),
        (
            "abcd",
            "blockquote 0+4, pre 1+2=rust, bold 0+4",
            "abcd",
            "blockquote 0+4, bold 0+1, pre 1+2=rust, bold 3+1",
        ),
        ("😀", "bold 1+1", "😀", ""),
        ("ab", "bold 1+5, bold -1+2, bold 0+0", "ab", ""),
        ("x", "sparkle 0+1", "x", "sparkle 0+1"),
    ] {
        let (text_now, found) = fix(text.to_owned(), list(given)).expect(text);
        assert_eq!(
            (text_now.as_str(), brief(&found).as_str()),
            (fixed, entities),
            "{text:?} with {given}"
        );
    }
    for empty in [
        "",
        " ",
        "\n\t\r\n",
        "\u{200b}\u{feff}",
        "\u{2800}\u{3000}",
        "\u{202e}",
    ] {
        assert_eq!(fix(empty.to_owned(), list("bold 0+1")), None, "{empty:?}");
        assert_eq!(clean(empty), None, "{empty:?}");
    }
    assert_eq!(clean(" x\u{0}y "), Some("x y".to_owned()));
}

#[test]
fn telegram_finds_commands_mentions_and_addresses() {
    for (text, entities) in [
        ("/start abc", "bot_command 0+6"),
        ("/start@desk_bot go", "bot_command 0+15"),
        ("see /help, /a/b and x/y 1/2", "bot_command 4+5"),
        ("/привет </x>", ""),
        ("ask @ann_b or @abc, not a@bbbb", "mention 4+6"),
        ("@gif", "mention 0+4"),
        (
            "#tag #тег #12 a#b #a#b #x@chat",
            "hashtag 0+4, hashtag 5+4, hashtag 23+7",
        ),
        ("$USD $usd $TOOLONGNAME $1INCH", "cashtag 0+4, cashtag 23+6"),
        ("call +1 (212) 555-0123.", "phone_number 5+17"),
        ("+7 +123456", ""),
        ("mail do-not.reply@telegram.org now", "email 5+25"),
        ("mailto:a@b.com", "email 7+7"),
        ("see https://telegram.org/faq?x=(1), ok", "url 4+30"),
        ("(http://localhost.test:8080/a_(b)).", "url 1+32"),
        (
            "example.com, README.md end.Then file.txt 1.5 10.0.0.1",
            "url 0+11, url 13+9, url 45+8",
        ),
        (
            "ftp://a.bc sftp://a.bc a.b..com www.a.com.",
            "url 0+10, url 32+9",
        ),
        ("tg://resolve?domain=x!", "url 0+21"),
        ("https://user:pw@a.com:80/x", "url 0+26"),
        ("😀 сайт.рф", "url 3+7"),
        ("http://@ :// . .. .a a. @. /", ""),
    ] {
        assert_eq!(brief(&auto_entities(text, &[])), entities, "{text}");
    }
    for (text, given, entities) in [
        ("/a /b", "code 0+2", "code 0+2, bot_command 3+2"),
        ("/a @name", "pre 0+8", "pre 0+8"),
        ("go a.com", "text_link 0+8=u", "text_link 0+8=u"),
        ("/start", "bold 0+6", "bot_command 0+6, bold 0+6"),
        (
            "x /start y",
            "bold 0+10",
            "bold 0+2, bot_command 2+6, bold 2+6, bold 8+2",
        ),
        ("/start", "blockquote 0+3", "blockquote 0+3"),
        (
            "/start x",
            "blockquote 0+8",
            "blockquote 0+8, bot_command 0+6",
        ),
    ] {
        assert_eq!(
            brief(&auto_entities(text, &list(given))),
            entities,
            "{text} with {given}"
        );
    }
}

#[test]
fn entities_of_a_call_are_checked_strictly() {
    let read = |value| from_entities("ab😀", &value);
    for (value, entities) in [
        (json!(null), ""),
        (json!("text"), ""),
        (json!([]), ""),
        (
            json!([{"type": "bold", "offset": 1, "length": 3}, {"type": "italic", "offset": "0", "length": 1}]),
            "italic 0+1, bold 1+3",
        ),
        (
            json!([{"type": "url", "offset": 90, "length": 3}, {"type": "bot_command", "offset": 0, "length": 1}]),
            "",
        ),
        (
            json!([{"type": "text_link", "offset": 0, "length": 1, "url": "EXAMPLE.com"}]),
            "text_link 0+1=http://example.com/",
        ),
        (
            json!([{"type": "text_link", "offset": 0, "length": 1, "url": "tg://user?id=7"}]),
            "text_mention 0+1=7",
        ),
        (
            json!([{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7}}]),
            "text_mention 0+1=7",
        ),
        (
            json!([{"type": "pre", "offset": 0, "length": 1, "language": "c"}]),
            "pre 0+1=c",
        ),
        (
            json!([{"type": "custom_emoji", "offset": 2, "length": 2, "custom_emoji_id": "12"}]),
            "custom_emoji 2+2=12",
        ),
        (json!([{"type": "bold", "offset": 0, "length": 0}]), ""),
    ] {
        assert_eq!(
            brief(&read(value.clone()).expect("accepted")),
            entities,
            "{value}"
        );
    }
    for (value, error) in [
        (json!([1]), "Can't parse MessageEntity: expected an Object"),
        (
            json!([{"type": "bold", "length": 1}]),
            "Can't parse MessageEntity: Can't find field \"offset\"",
        ),
        (
            json!([{"offset": 0, "length": 1}]),
            "Can't parse MessageEntity: Can't find field \"type\"",
        ),
        (
            json!([{"type": "sparkle", "offset": 0, "length": 1}]),
            "Can't parse MessageEntity: Unsupported type specified",
        ),
        (
            json!([{"type": "text_link", "offset": 0, "length": 1}]),
            "Can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            json!([{"type": "text_link", "offset": 0, "length": 1, "url": "nodot"}]),
            "Entity URL 'nodot' is invalid: Wrong HTTP URL",
        ),
        (
            json!([{"type": "text_link", "offset": 0, "length": 1, "url": "ftp://a.com"}]),
            "Entity URL 'ftp://a.com' is invalid: Unsupported URL protocol",
        ),
        (
            json!([{"type": "bold", "offset": 0, "length": 100}]),
            "Entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        (
            json!([{"type": "bold", "offset": 9, "length": 1}]),
            "Entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            json!([{"type": "bold", "offset": 3, "length": 1}]),
            "Entity begins in a middle of a UTF-16 symbol at byte offset 6",
        ),
        (
            json!([{"type": "bold", "offset": 0, "length": 3}]),
            "Entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 6",
        ),
        (
            json!([{"type": "bold", "offset": -1, "length": 3}]),
            "Receive an entity with incorrect offset -1",
        ),
    ] {
        assert_eq!(read(value.clone()).expect_err("refused"), error, "{value}");
    }
}

#[test]
fn an_entity_is_written_as_the_bot_api_has_it() {
    assert_eq!(
        Entity::new("bold", 1, 2).to_json(),
        json!({"type": "bold", "offset": 1, "length": 2})
    );
    let mention = Entity {
        user_id: Some(5),
        ..Entity::new("text_mention", 0, 3)
    };
    assert_eq!(
        mention.to_json(),
        json!({"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 5}})
    );
}

#[test]
fn lengths_are_in_their_units() {
    for (text, units, points) in [
        ("", 0, 0),
        ("abc", 3, 3),
        ("яя", 2, 2),
        ("😀", 2, 1),
        ("👨‍👩‍👧", 8, 5),
    ] {
        assert_eq!(
            (utf16_len(text), code_points(text)),
            (units, points),
            "{text}"
        );
    }
}
