//! What counts as a link in a `text_link`, and the form in which the server gives it back.
//!
//! The server does not keep the address as typed: the scheme and host are lowered, `http://` is added, an empty path becomes
//! `/`. A test that compares addresses has to expect this form, so the simulator gives it too.

/// The person of a `tg://user?id=N` link, which makes it a mention.
pub(super) fn user_id(link: &str) -> Option<i64> {
    let link = link.to_ascii_lowercase();
    let rest = link.strip_prefix("tg:")?;
    let rest = rest
        .strip_prefix("//")
        .unwrap_or(rest)
        .strip_prefix("user")?;
    let query = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('?')?;
    let query = query.split('#').next().unwrap_or(query);
    let value = query
        .split('&')
        .find_map(|pair| match pair.split_once('=') {
            Some(("id", value)) => Some(value),
            _ => None,
        })?;
    value.parse().ok().filter(|id| (1..1 << 40).contains(id))
}

/// The address as the server keeps it, or why it is refused (the text that follows `URL '…' is invalid: `).
pub(super) fn check(link: &str) -> Result<String, &'static str> {
    let lower = link.to_ascii_lowercase();
    for scheme in ["tg", "ton", "tonsite"] {
        if lower.starts_with(scheme) && lower[scheme.len()..].starts_with(':') {
            let rest = &link[scheme.len() + 1..];
            return check_own(scheme, rest.strip_prefix("//").unwrap_or(rest));
        }
    }
    let parts = Parts::of(link)?;
    if !parts.host.contains('.') && !parts.is_ipv6() {
        return Err("Wrong HTTP URL");
    }
    let (user, at) = if parts.user.is_empty() {
        ("", "")
    } else {
        (parts.user, "@")
    };
    let port = parts
        .port
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let scheme = if parts.secure { "https" } else { "http" };
    Ok(format!(
        "{scheme}://{user}{at}{}{port}{}",
        parts.host, parts.path
    ))
}

/// A link that opens something in the app itself.
fn check_own(scheme: &str, rest: &str) -> Result<String, &'static str> {
    let wrong = if scheme == "tg" {
        "Wrong tg URL"
    } else {
        "Wrong ton URL"
    };
    let parts = Parts::of(rest)?;
    let plain_http = rest.to_ascii_lowercase().starts_with("http://");
    if plain_http
        || parts.secure
        || !parts.user.is_empty()
        || parts.port.is_some()
        || parts.is_ipv6()
    {
        return Err(wrong);
    }
    let dot_allowed = scheme == "tonsite";
    if !parts
        .host
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c) || (dot_allowed && c == '.'))
    {
        return Err("Unallowed characters in URL host");
    }
    let path = parts
        .path
        .strip_prefix('/')
        .filter(|path| path.starts_with('?'))
        .unwrap_or(&parts.path);
    Ok(format!("{scheme}://{}{path}", parts.host))
}

struct Parts<'a> {
    secure: bool,
    user: &'a str,
    host: String,
    port: Option<u16>,
    path: String,
}

impl<'a> Parts<'a> {
    fn of(link: &'a str) -> Result<Self, &'static str> {
        let scheme_end = link
            .find([':', '/', '?', '#', '@', '[', ']'])
            .unwrap_or(link.len());
        let (secure, rest) = match link[scheme_end..].strip_prefix("://") {
            None => (false, link),
            Some(rest) => match link[..scheme_end].to_ascii_lowercase().as_str() {
                "http" => (false, rest),
                "https" => (true, rest),
                _ => return Err("Unsupported URL protocol"),
            },
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (authority, port) = match authority.rfind([':', ']', '@']) {
            Some(at) if at > 0 && authority[at..].starts_with(':') => {
                let port: u16 = authority[at + 1..].parse().unwrap_or(0);
                if port == 0 {
                    return Err("Wrong port number specified in the URL");
                }
                (&authority[..at], Some(port))
            }
            _ => (authority, None),
        };
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        if host.is_empty() {
            return Err("URL host is empty");
        }
        if host == "." {
            return Err("Host is invalid");
        }
        let host = host.to_ascii_lowercase();
        let ipv6 = host.starts_with('[') && host.ends_with(']') && host.len() > 2;
        let inner = if ipv6 {
            &host[1..host.len() - 1]
        } else {
            &host
        };
        if !inner.chars().all(|c| is_part(c) || (ipv6 && c == ':')) {
            return Err("Disallowed character in URL host");
        }
        if !user.chars().all(|c| is_part(c) || c == ':') {
            return Err("Disallowed character in URL userinfo");
        }
        Ok(Self {
            secure,
            user,
            host,
            port,
            path: encode_path(path),
        })
    }

    fn is_ipv6(&self) -> bool {
        self.host.starts_with('[')
    }
}

/// Characters allowed before the path; letters of any script are.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".-_!$,~*'();&+=%".contains(c) || !c.is_ascii()
}

fn encode_path(path: &str) -> String {
    let path = path.trim_end_matches([' ', '\t', '\r', '\n', '\0', '\u{b}']);
    let mut encoded = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        encoded.push('/');
    }
    for c in path.chars() {
        if c <= ' ' {
            encoded.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            encoded.push(c);
        }
    }
    encoded
}
