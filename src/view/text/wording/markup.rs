//! HTML read as Telegram reads it, to find out before anything is sent whether Telegram would refuse it.
//!
//! It is no HTML: a tag that Telegram does not know or a bare `<` refuses the whole message, while an unknown `&name;`, a
//! bare `&` and a bare `>` stand as they are. The rules are those of TDLib's `parse_html`, which is behind every Bot API
//! server; `tests.rs` compares this reader with the simulator's.

/// The tags that Telegram knows.
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

/// The characters that have a name.
const NAMED: [(&str, char); 4] = [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"')];

/// The visible text of `html`.
///
/// # Errors
/// The reason for which Telegram would refuse it, as a sentence.
pub(super) fn read(html: &str) -> Result<String, String> {
    let mut reader = Reader {
        rest: html,
        seen: String::new(),
        open: Vec::new(),
    };
    while let Some(c) = reader.rest.chars().next() {
        match c {
            '<' if reader.rest.starts_with("</") => reader.end_tag()?,
            '<' => reader.start_tag()?,
            '&' => {
                let (decoded, length) = decode(reader.rest).unwrap_or(('&', 1));
                reader.seen.push(decoded);
                reader.rest = &reader.rest[length..];
            }
            c => {
                reader.seen.push(c);
                reader.rest = &reader.rest[c.len_utf8()..];
            }
        }
    }
    match reader.open.last() {
        Some(tag) => Err(format!("<{}> is never closed", tag.name)),
        None => Ok(reader.seen),
    }
}

/// True if plain text contains something that only HTML interprets: a tag of Telegram's, or a named character.
pub(super) fn looks_like_html(text: &str) -> bool {
    let tag = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name: &str = rest.split([' ', '>']).next().unwrap_or_default();
        rest.contains('>') && TAGS.contains(&name.to_ascii_lowercase().as_str())
    };
    let named = |rest: &str| {
        NAMED.iter().any(|(name, _)| {
            rest.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(';'))
        })
    };
    text.split('<').skip(1).any(tag) || text.split('&').skip(1).any(named)
}

struct Tag {
    name: String,
    /// The value of the attribute that matters.
    value: String,
    /// The length of the visible text before it.
    begins: usize,
}

struct Reader<'a> {
    rest: &'a str,
    seen: String,
    open: Vec<Tag>,
}

impl<'a> Reader<'a> {
    /// Consumes characters as long as they fit.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn consume(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn start_tag(&mut self) -> Result<(), String> {
        self.consume('<');
        let name = self.take(|c| !is_blank(c) && c != '>').to_ascii_lowercase();
        if name.is_empty() {
            return Err("a bare < must be written &lt;".to_owned());
        }
        if self.rest.is_empty() {
            return Err(format!("<{name} is no tag: its > is missing"));
        }
        if !TAGS.contains(&name.as_str()) {
            return Err(format!(
                "Telegram knows no tag <{name}>; a bare < must be written &lt;"
            ));
        }
        let mut value = String::new();
        loop {
            self.take(is_blank);
            if self.consume('>') {
                break;
            }
            if let Some(found) = self.attribute(&name)? {
                value = found;
            }
        }
        // Telegram allows a span for spoilers only.
        if name == "span" && value != "spoiler" {
            return Err("<span> must be <span class=\"tg-spoiler\">".to_owned());
        }
        let begins = self.seen.len();
        self.open.push(Tag {
            name,
            value,
            begins,
        });
        Ok(())
    }

    /// Reads an attribute; its value, when it is the one that matters for this tag.
    fn attribute(&mut self, tag: &str) -> Result<Option<String>, String> {
        let unclosed = || format!("the tag <{tag} …> has no >");
        let key = self.take(|c| !is_blank(c) && !"=>/\"'".contains(c));
        if key.is_empty() {
            return Err(match self.rest.is_empty() {
                true => unclosed(),
                false => format!("an attribute of <{tag} …> has no name"),
            });
        }
        self.take(is_blank);
        if self.rest.is_empty() {
            return Err(unclosed());
        }
        let value = if self.consume('=') {
            self.take(is_blank);
            match self.rest.chars().next() {
                None => return Err(unclosed()),
                Some(quote @ ('"' | '\'')) => self.quoted(quote),
                Some(_) => self.bare(tag)?,
            }
        } else {
            String::new()
        };
        if self.rest.is_empty() {
            return Err(unclosed());
        }
        Ok(match (tag, key) {
            ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format") => Some(value),
            ("span", "class") => value.strip_prefix("tg-").map(str::to_owned),
            _ => None,
        })
    }

    fn quoted(&mut self, quote: char) -> String {
        self.consume(quote);
        let mut value = String::new();
        while let Some(c) = self.rest.chars().next() {
            if self.consume(quote) {
                break;
            }
            let (decoded, length) = decode(self.rest).unwrap_or((c, c.len_utf8()));
            value.push(decoded);
            self.rest = &self.rest[length..];
        }
        value
    }

    fn bare(&mut self, tag: &str) -> Result<String, String> {
        let value = self.take(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        match self.rest.chars().next() {
            Some(c) if !is_blank(c) && c != '>' => Err(format!(
                "the value of an attribute of <{tag} …> must stand in quotation marks"
            )),
            _ => Ok(value.to_ascii_lowercase()),
        }
    }

    fn end_tag(&mut self) -> Result<(), String> {
        self.rest = &self.rest["</".len()..];
        let name = self.take(|c| !is_blank(c) && c != '>').to_ascii_lowercase();
        self.take(is_blank);
        let Some(tag) = self.open.pop() else {
            return Err(format!("</{name}> closes nothing"));
        };
        if !self.consume('>') {
            return Err(format!("</{name} is no tag: its > is missing"));
        }
        // `</>` closes whatever is open.
        if !name.is_empty() && name != tag.name {
            return Err(format!("<{}> is closed by </{name}>", tag.name));
        }
        let holds_text = self.seen.len() > tag.begins;
        let valid = match tag.name.as_str() {
            "tg-emoji" => tag.value.parse::<i64>().is_ok_and(|id| id != 0),
            "tg-time" => {
                let relative = tag.value.eq_ignore_ascii_case("r");
                relative || tag.value.chars().all(|c| "tTdDwW".contains(c))
            }
            _ => true,
        };
        // TDLib drops an entity without text before it looks at the attribute.
        match valid || !holds_text {
            true => Ok(()),
            false => Err(format!("the attribute of <{} …> is not valid", tag.name)),
        }
    }
}

/// True for a character that TDLib takes for a blank inside a tag.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\0' | '\u{b}')
}

/// The character that a reference at the beginning of `text` stands for, and the reference's length in bytes; `None`
/// if there is none.
fn decode(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let (c, length) = if let Some(number) = body.strip_prefix('#') {
        let (digits, base, before) = match number.strip_prefix('x') {
            Some(hex) => (hex, 16, "&#x".len()),
            None => (number, 10, "&#".len()),
        };
        let end = digits.find(|c: char| !c.is_digit(base));
        let digits = &digits[..end.unwrap_or(digits.len())];
        let code = u32::from_str_radix(digits, base).ok();
        let code = code.filter(|code| *code != 0 && digits.len() + before < 10)?;
        (char::from_u32(code)?, before + digits.len())
    } else {
        let end = body.find(|c: char| !c.is_ascii_alphabetic());
        let name = &body[..end.unwrap_or(body.len())];
        let (_, c) = NAMED.iter().find(|(known, _)| *known == name)?;
        (*c, 1 + name.len())
    };
    Some((c, length + usize::from(text[length..].starts_with(';'))))
}
