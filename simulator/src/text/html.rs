//! Telegram's HTML, read as TDLib's `parse_html` reads it, errors included.
//!
//! It is no HTML: an unknown tag or a stray `<` refuses the text, an unknown `&entity;` stays as it is. The error texts and
//! their byte offsets are TDLib's; offsets of tags are those of their `<`.

use super::{Entity, link, shape};

/// Reads a text with `parse_mode` HTML: the plain text and its entities, sorted, not yet cleaned or normalised (see
/// [`super::fix`]).
///
/// # Errors
///
/// TDLib's text, such as `Unmatched end tag at byte offset 5, expected "</b>", found "</i>"`; the Bot API puts
/// `can't parse entities: ` before it.
pub fn parse_html(text: &str) -> Result<(String, Vec<Entity>), String> {
    let mut parser = Parser {
        input: text,
        at: 0,
        output: String::new(),
        units: 0,
        open: Vec::new(),
        done: Vec::new(),
    };
    let mut lone_surrogate = false;
    while let Some(c) = parser.peek() {
        match c {
            '<' if parser.input[parser.at + 1..].starts_with('/') => parser.end_tag()?,
            '<' => parser.start_tag()?,
            '&' => match decode(&text[parser.at..]) {
                Some((code, length)) => {
                    lone_surrogate |= char::from_u32(code).is_none();
                    parser.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    parser.at += length;
                }
                None => parser.copy(c),
            },
            _ => parser.copy(c),
        }
    }
    if let Some(tag) = parser.open.last() {
        return Err(format!(
            r#"Can't find end tag corresponding to start tag "{}""#,
            tag.name
        ));
    }
    if lone_surrogate {
        let why = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units";
        return Err(why.to_owned());
    }
    let mut entities = parser.done;
    for entity in &mut entities {
        // The language of code outside of a <pre> is not kept.
        if entity.kind == "code" {
            entity.language = None;
        }
    }
    shape::sort(&mut entities);
    Ok((parser.output, entities))
}

/// A tag that waits for its end.
struct Tag {
    name: String,
    /// What the attribute that matters says: address, language, sticker, format of a date, `1` for an expandable quote.
    argument: String,
    /// Where the text inside begins: UTF-16 units for the entity, bytes to read it back.
    units: i64,
    byte: usize,
}

struct Parser<'a> {
    input: &'a str,
    at: usize,
    output: String,
    /// The length of the output in UTF-16 units.
    units: i64,
    open: Vec<Tag>,
    done: Vec<Entity>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.input[self.at..].chars().next()
    }

    fn is(&self, c: char) -> bool {
        self.peek() == Some(c)
    }

    /// Moves on while the character fits and gives what was passed.
    fn pass(&mut self, fits: impl Fn(char) -> bool) -> &str {
        let begin = self.at;
        let rest = &self.input[begin..];
        self.at += rest.find(|c| !fits(c)).unwrap_or(rest.len());
        &self.input[begin..self.at]
    }

    fn push(&mut self, c: char) {
        self.output.push(c);
        self.units += c.len_utf16() as i64;
    }

    fn copy(&mut self, c: char) {
        self.push(c);
        self.at += c.len_utf8();
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let name = self.pass(|c| !is_space(c) && c != '>').to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !is_known(&name) {
            return Err(format!(
                r#"Unsupported start tag "{name}" at byte offset {begin}"#
            ));
        }
        let mut argument = String::new();
        while !self.is('>') {
            if let Some((key, value)) = self.attribute(&name, begin)? {
                let value = match (name.as_str(), key.as_str()) {
                    ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format") => {
                        Some(value.as_str())
                    }
                    ("code", "class") => value.strip_prefix("language-"),
                    ("span", "class") => value.strip_prefix("tg-"),
                    ("blockquote", "expandable") => Some("1"),
                    _ => None,
                };
                argument = value.map_or(argument, str::to_owned);
            }
        }
        self.at += 1;
        if name == "span" && argument != "spoiler" {
            return Err(format!(
                r#"Tag "span" must have class "tg-spoiler" at byte offset {begin}"#
            ));
        }
        self.open.push(Tag {
            name,
            argument,
            units: self.units,
            byte: self.output.len(),
        });
        Ok(())
    }

    /// Reads the next attribute; `None` when only blanks were left before the `>`.
    fn attribute(&mut self, tag: &str, begin: usize) -> Result<Option<(String, String)>, String> {
        self.pass(is_space);
        if self.is('>') {
            return Ok(None);
        }
        let key = self
            .pass(|c| !is_space(c) && !"=>/\"'".contains(c))
            .to_owned();
        if key.is_empty() {
            return Err(format!(
                r#"Empty attribute name in the tag "{tag}" at byte offset {begin}"#
            ));
        }
        self.pass(is_space);
        let unclosed_tag = format!(r#"Unclosed start tag "{tag}" at byte offset {begin}"#);
        if self.peek().is_none() {
            return Err(unclosed_tag);
        }
        if !self.is('=') {
            return Ok(Some((key, String::new())));
        }
        self.at += 1;
        self.pass(is_space);
        let value = match self.peek() {
            None => return Err(unclosed_tag),
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(_) => self.token()?,
        };
        match self.peek() {
            None => Err(format!("Unclosed start tag at byte offset {begin}")),
            Some(_) => Ok(Some((key, value))),
        }
    }

    /// A bare value, which is not case-sensitive.
    fn token(&mut self) -> Result<String, String> {
        let begin = self.at;
        let value = self
            .pass(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
            .to_ascii_lowercase();
        match self.peek() {
            Some(c) if !is_space(c) && c != '>' => Err(format!(
                "Unexpected end of name token at byte offset {begin}"
            )),
            _ => Ok(value),
        }
    }

    fn quoted(&mut self, quote: char) -> String {
        self.at += 1;
        let mut value = String::new();
        while let Some(c) = self.peek() {
            if c == quote {
                self.at += 1;
                break;
            }
            match decode(&self.input[self.at..]) {
                Some((code, length)) => {
                    value.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    self.at += length;
                }
                None => {
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        value
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(tag) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += 2;
        let name = self.pass(|c| !is_space(c) && c != '>').to_ascii_lowercase();
        self.pass(is_space);
        if !self.is('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !name.is_empty() && name != tag.name {
            let expected = tag.name;
            return Err(format!(
                r#"Unmatched end tag at byte offset {begin}, expected "</{expected}>", found "</{name}>""#
            ));
        }
        if self.units > tag.units {
            self.close(tag)?;
        }
        Ok(())
    }

    /// Makes the entity of a tag that holds some text.
    fn close(&mut self, tag: Tag) -> Result<(), String> {
        let mut entity = Entity::new("", tag.units, self.units - tag.units);
        let argument = Some(tag.argument).filter(|argument| !argument.is_empty());
        let twin = self
            .done
            .last_mut()
            .filter(|last| last.offset == entity.offset && last.length == entity.length);
        entity.kind = match tag.name.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "u" | "ins" => "underline",
            "s" | "strike" | "del" => "strikethrough",
            "tg-spoiler" | "span" => "spoiler",
            "blockquote" if argument.is_some() => "expandable_blockquote",
            "blockquote" => "blockquote",
            "pre" => match twin {
                Some(code) if code.kind == "code" && code.language.is_some() => {
                    code.kind = "pre".to_owned();
                    return Ok(());
                }
                _ => "pre",
            },
            "code" => match twin {
                Some(pre) if pre.kind == "pre" && pre.language.is_none() && argument.is_some() => {
                    pre.language = argument;
                    return Ok(());
                }
                _ => {
                    entity.language = argument;
                    "code"
                }
            },
            "tg-emoji" => {
                let id = argument
                    .and_then(|id| id.parse::<i64>().ok())
                    .filter(|id| *id != 0);
                let id = id.ok_or("Invalid custom emoji identifier specified")?;
                entity.custom_emoji_id = Some(id.to_string());
                "custom_emoji"
            }
            "tg-time" => {
                let format = argument.unwrap_or_default();
                let relative = format.eq_ignore_ascii_case("r");
                // The text of a date stays; its entity is not modelled.
                return if relative || format.chars().all(|c| "tTdDwW".contains(c)) {
                    Ok(())
                } else {
                    Err("Invalid date format used".to_owned())
                };
            }
            _ => {
                let address = argument.unwrap_or_else(|| self.output[tag.byte..].to_owned());
                if let Some(id) = link::user_id(&address) {
                    entity.user_id = Some(id);
                    "text_mention"
                } else if let Ok(url) = link::check(&address) {
                    entity.url = Some(url);
                    "text_link"
                } else {
                    return Ok(());
                }
            }
        }
        .to_owned();
        self.done.push(entity);
        Ok(())
    }
}

fn is_known(tag: &str) -> bool {
    const TAGS: [&str; 17] = [
        "a",
        "b",
        "strong",
        "i",
        "em",
        "s",
        "strike",
        "del",
        "u",
        "ins",
        "tg-spoiler",
        "tg-emoji",
        "tg-time",
        "span",
        "pre",
        "code",
        "blockquote",
    ];
    TAGS.contains(&tag)
}

/// TDLib's notion of a blank inside of a tag.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\0' | '\u{b}')
}

/// The code point of the `&…;` at the beginning and its length in bytes; the `;` may be missing. `None` for anything else.
fn decode(text: &str) -> Option<(u32, usize)> {
    let body = text.strip_prefix('&')?;
    let run = |text: &str, fits: fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
    let (code, length) = if let Some(number) = body.strip_prefix('#') {
        let (digits, base, prefix) = match number.strip_prefix('x') {
            Some(hex) => (&hex[..run(hex, |c| c.is_ascii_hexdigit())], 16, 3),
            None => (&number[..run(number, |c| c.is_ascii_digit())], 10, 2),
        };
        let length = prefix + digits.len();
        let code = u32::from_str_radix(digits, base).ok()?;
        if code == 0 || code >= 0x10_ffff || length >= 10 {
            return None;
        }
        (code, length)
    } else {
        let name = &body[..run(body, |c| c.is_ascii_alphabetic())];
        let code = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (u32::from(code), 1 + name.len())
    };
    Some((code, length + usize::from(text[length..].starts_with(';'))))
}
