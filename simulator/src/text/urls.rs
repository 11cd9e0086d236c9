//! Addresses of web pages and mailboxes in plain text, as TDLib's `find_urls` finds them: around every dot.
//!
//! Without a scheme an address needs a well-known last label, so that `main.txt` is none. TDLib knows about 1500 of them; the
//! list here has every country and the labels people use, which is enough for a desk's chats.

use super::find::{is_ascii_word, is_word};

/// An address and where it lies, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: (usize, usize),
    pub(super) email: bool,
}

const NEVER_LAST: &str = ".:;,('?!`";

pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for scheme in ["tg://", "ton://", "tonsite://"] {
        found.extend(own_links(text, scheme));
    }
    let mut from = 0;
    while let Some(dot) = text[from..].find('.').map(|place| from + place) {
        let next = match around(text, from, dot) {
            Ok((begin, end)) => {
                found.extend(judge(text, begin, end));
                run(text, end, |c| c == '.')
            }
            Err(next) => next,
        };
        from = next.max(dot + 1);
    }
    found
}

/// Links into the app itself, such as `tg://resolve?domain=x`.
fn own_links(text: &str, scheme: &str) -> Vec<Found> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (begin, _) in lower.match_indices(scheme) {
        let host = begin + scheme.len();
        let end = run(text, host, |c| is_ascii_word(c) || c == '-');
        if end > host {
            found.push(Found {
                range: (begin, path_end(text, end)),
                email: false,
            });
        }
    }
    found
}

/// The widest run around a dot that may be an address; else where to go on looking.
fn around(text: &str, from: usize, dot: usize) -> Result<(usize, usize), usize> {
    let mut begin = run_back(text, from, dot, is_host);
    let host_end = run(text, dot, |c| c == '@' || is_host(c));
    let has_at = text[dot..host_end].contains('@');
    if has_at {
        begin = run_back(text, from, begin, is_user);
    }
    let mut end = path_end(text, port_end(text, host_end));
    while end > dot + 1 && text[..end].ends_with('.') {
        end -= 1;
    }
    // Where to go on when this is no address: behind its last dot.
    let retry = text[..end].rfind('.').map_or(dot + 1, |last| last + 1);
    if begin > from && text[..begin].ends_with('@') {
        let user = run_back(text, from, begin - 1, is_user);
        if has_at || user == begin - 1 {
            return Err(retry);
        }
        begin = user;
    }
    if let Some(head) = text[from..begin].strip_suffix("://") {
        let scheme = head[run_back(head, 0, head.len(), is_scheme)..].to_ascii_lowercase();
        let known = ["https", "http", "ftp"]
            .into_iter()
            .find(|known| scheme.ends_with(known));
        match known {
            Some(known) if !matches!(scheme.as_str(), "shttp" | "tftp" | "sftp") => {
                begin -= known.len() + 3
            }
            _ => return Err(retry),
        }
    } else if text[from..begin]
        .chars()
        .next_back()
        .is_some_and(|c| is_word(c) || "/#@".contains(c))
    {
        return Err(retry);
    }
    Ok((begin, end))
}

/// Says whether a candidate is a mailbox, a page (perhaps a shorter one) or nothing.
fn judge(text: &str, begin: usize, end: usize) -> Option<Found> {
    let whole = &text[begin..end];
    if is_email(whole) {
        return Some(Found {
            range: (begin, end),
            email: true,
        });
    }
    if let Some(mailbox) = whole
        .strip_prefix("mailto:")
        .filter(|mailbox| is_email(mailbox))
    {
        return Some(Found {
            range: (end - mailbox.len(), end),
            email: true,
        });
    }
    let lower = whole.to_ascii_lowercase();
    let scheme = ["http://", "https://", "ftp://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme));
    let host_begin = scheme.map_or(0, str::len);
    let rest = &whole[host_begin..];
    let host_len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..host_len];
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    is_public_host(host, scheme.is_some()).then(|| {
        let path = begin + host_begin + host_len;
        Found {
            range: (begin, path + balanced(&text[path..end])),
            email: false,
        }
    })
}

/// The length of a path up to a closing bracket that was not opened in it, without punctuation at its end.
fn balanced(path: &str) -> usize {
    let mut depth = [0i32; 3];
    let mut length = path.len();
    for (at, c) in path.char_indices() {
        if let Some(kind) = "([{".find(c) {
            depth[kind] += 1;
        } else if let Some(kind) = ")]}".find(c) {
            depth[kind] -= 1;
            if depth[kind] < 0 {
                length = at;
                break;
            }
        }
    }
    path[..length]
        .trim_end_matches(|c| NEVER_LAST.contains(c))
        .len()
}

fn is_public_host(host: &str, has_scheme: bool) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    if labels.len() < 2
        || labels
            .iter()
            .any(|label| label.is_empty() || label.len() > 63 || label.ends_with('-'))
    {
        return false;
    }
    if labels
        .iter()
        .all(|label| label.bytes().all(|b| b.is_ascii_digit()))
    {
        let octet = |label: &&str| {
            label.len() <= 3
                && label.parse::<u8>().is_ok()
                && (!label.starts_with('0') || label.len() == 1)
        };
        return labels.len() == 4 && labels.iter().all(octet);
    }
    let (last, second) = (labels[labels.len() - 1], labels[labels.len() - 2]);
    if last.chars().count() < 2 || second.contains('_') {
        return false;
    }
    match last.strip_prefix("xn--") {
        Some(code) => code.len() > 1 && code.bytes().all(|b| b.is_ascii_alphanumeric()),
        None => !last.contains(['_', '-']) && (has_scheme || is_known_last(last)),
    }
}

fn is_known_last(label: &str) -> bool {
    let lower = label.to_lowercase();
    // `Example.Com` is an address; `end.Then` is a missing blank, so a capital followed by small letters is none.
    let capitalised = lower != label
        && lower.chars().next() != label.chars().next()
        && label.chars().skip(1).all(char::is_lowercase);
    !capitalised
        && (COUNTRIES.split(' ').any(|known| known == lower)
            || GENERIC.split(' ').any(|known| known == lower))
}

const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by \
    bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb \
    gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki \
    km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na \
    nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj \
    sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn \
    vu wf ws ye yt za zm zw рф рус бел бг мкд срб укр қаз ею";

const GENERIC: &str = "com org net edu gov mil int arpa info biz name pro aero coop museum jobs mobi travel tel cat asia post xxx \
    app dev page blog shop store online site website web tech cloud email chat bot games game club group team work works world \
    news media press live video audio photo photos pics art design studio agency digital network systems solutions services \
    support help service software company business center academy school university education training institute health care \
    clinic doctor dental hospital law legal finance financial bank money cash credit loan loans fund capital insurance estate \
    house homes land city town tours flights hotel hotels rent car cars auto bike taxi delivery express food cafe restaurant \
    bar pizza coffee wine beer fit fitness yoga sport run fan fans fun love life style fashion beauty hair baby kids family \
    gift gifts toys pet dog green eco bio energy solar farm garden zone space today date day time now new best top vip one \
    plus expert guru ninja rocks cool wiki guide review reviews report science social community forum foundation charity \
    church onion ton link click download host hosting domains xyz icu wtf lol moe moscow tatar москва онлайн сайт дети орг ком";

fn is_email(text: &str) -> bool {
    let is_part = |c: char| is_ascii_word(c) || c == '-';
    let Some((user, host)) = text.split_once('@') else {
        return false;
    };
    let parts: Vec<&str> = user.split(['.', '+']).collect();
    let (Some(last), heads) = (parts.last(), &parts[..parts.len() - 1]) else {
        return false;
    };
    if heads.len() > 10
        || heads.iter().any(|part| part.len() > 26)
        || !(1..=35).contains(&last.len())
    {
        return false;
    }
    if !parts.iter().all(|part| part.chars().all(is_part)) {
        return false;
    }
    let mut labels: Vec<&str> = host.split('.').collect();
    let top = labels.pop().unwrap_or_default();
    let solid = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    (1..=6).contains(&labels.len())
        && (2..=8).contains(&top.len())
        && top.chars().all(|c| c.is_ascii_alphabetic())
        && labels.iter().all(|label| {
            label.len() <= 30
                && label.chars().all(is_part)
                && solid(label.chars().next())
                && solid(label.chars().next_back())
        })
}

fn is_host(c: char) -> bool {
    if c < '\u{c0}' {
        is_ascii_word(c) || ".-~".contains(c)
    } else {
        is_address(c)
    }
}

fn is_user(c: char) -> bool {
    !"\n/[]{}()'`<>\"@«»".contains(c) && is_address(c)
}

fn is_path(c: char) -> bool {
    !"\n<>\"«»".contains(c) && is_address(c)
}

fn is_scheme(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '+' || c == '-'
    } else {
        !c.is_whitespace()
    }
}

fn is_address(c: char) -> bool {
    match c {
        '\u{2000}'..='\u{206f}' => matches!(c, '\u{200c}' | '\u{200d}' | '\u{2010}'..='\u{2015}'),
        _ => !c.is_whitespace(),
    }
}

fn port_end(text: &str, at: usize) -> usize {
    if !text[at..].starts_with(':') {
        return at;
    }
    let end = run(text, at + 1, |c| c.is_ascii_digit());
    let digits = text[at + 1..end].trim_start_matches('0');
    if digits.parse::<u16>().is_ok() {
        end
    } else {
        at
    }
}

fn path_end(text: &str, at: usize) -> usize {
    if !text[at..].starts_with(['/', '?', '#']) {
        return at;
    }
    let stop = run(text, at + 1, is_path);
    let end = at
        + 1
        + text[at + 1..stop]
            .trim_end_matches(|c| NEVER_LAST.contains(c))
            .len();
    if text[at..].starts_with('/') || end > at + 1 {
        end
    } else {
        at
    }
}

fn run(text: &str, at: usize, fits: impl Fn(char) -> bool) -> usize {
    text[at..]
        .find(|c| !fits(c))
        .map_or(text.len(), |length| at + length)
}

/// Where the run of fitting characters that ends at `at` begins, not before `from`.
fn run_back(text: &str, from: usize, at: usize, fits: impl Fn(char) -> bool) -> usize {
    let head = &text[from..at];
    from + head.trim_end_matches(fits).len()
}
