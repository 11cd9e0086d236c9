//! Which right a refusal names (`telegram.md` 3.1; those with underscores are the server's own, passed through).

use crate::domain::{message::MediaKind, right::Right};

/// The right that a refusal says the bot lacks in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Write at all: a text is refused for the same.
    Write,
    /// Send what needs this right.
    Send(Right),
}

/// The right that a refusal is about, by words that it holds, in lower case. The first that fits wins.
const NAMED: &[(Lack, &[&str])] = &[
    (
        Lack::Write,
        &[
            "send text messages",
            // Telegram takes these wherever it takes texts.
            "send contacts",
            "send locations",
            "send live locations",
            "send venues",
            "chat_send_plain",
            "have no write access",
            "chat_write_forbidden",
            "chat_restricted",
            "chat_guest_send_forbidden",
        ],
    ),
    (
        Lack::Send(Right::Photos),
        &["send photos", "chat_send_photos"],
    ),
    (
        Lack::Send(Right::VideoNotes),
        &["send video notes", "chat_send_roundvideos"],
    ),
    (
        Lack::Send(Right::Videos),
        &["send videos", "chat_send_videos"],
    ),
    (
        Lack::Send(Right::VoiceNotes),
        &["send voice notes", "chat_send_voices"],
    ),
    (
        Lack::Send(Right::Audios),
        &["send audios", "send music", "chat_send_audios"],
    ),
    (
        Lack::Send(Right::Documents),
        &["send documents", "chat_send_docs"],
    ),
    (Lack::Send(Right::Polls), &["send polls", "chat_send_poll"]),
    (
        Lack::Send(Right::Stickers),
        &[
            "send stickers",
            "send animations",
            "send dice",
            "send games",
            "chat_send_stickers",
            "chat_send_gifs",
            "chat_send_game",
            "chat_send_inline",
        ],
    ),
    (
        Lack::Send(Right::Media),
        &["not enough rights to send", "chat_send_"],
    ),
];

/// Reads a refusal for want of a right, in Telegram's words.
pub fn lack(said: &str) -> Lack {
    let said = said.to_lowercase();
    let known = NAMED
        .iter()
        .find(|(_, texts)| texts.iter().any(|text| said.contains(text)));
    known.map_or(Lack::Send(Right::Unnamed), |(lack, _)| *lack)
}

/// The right by which an attachment goes out; `None` for what goes out wherever texts do, and for what nobody here knows.
pub fn needed(kind: MediaKind) -> Option<Right> {
    Some(match kind {
        MediaKind::Photo => Right::Photos,
        MediaKind::Video => Right::Videos,
        MediaKind::Animation | MediaKind::Sticker => Right::Stickers,
        MediaKind::Audio => Right::Audios,
        MediaKind::Document => Right::Documents,
        MediaKind::Voice => Right::VoiceNotes,
        MediaKind::VideoNote => Right::VideoNotes,
        MediaKind::Location | MediaKind::Contact | MediaKind::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refusal_names() {
        let send = Lack::Send;
        let table = [
            (
                "not enough rights to send text messages to the chat",
                Lack::Write,
            ),
            (
                "not enough rights to send locations to the chat",
                Lack::Write,
            ),
            ("have no write access to the chat", Lack::Write),
            ("CHAT_WRITE_FORBIDDEN", Lack::Write),
            ("CHAT_SEND_PLAIN_FORBIDDEN", Lack::Write),
            (
                "not enough rights to send photos to the chat",
                send(Right::Photos),
            ),
            ("CHAT_SEND_PHOTOS_FORBIDDEN", send(Right::Photos)),
            (
                "not enough rights to send videos to the chat",
                send(Right::Videos),
            ),
            (
                "not enough rights to send video notes to the chat",
                send(Right::VideoNotes),
            ),
            ("CHAT_SEND_ROUNDVIDEOS_FORBIDDEN", send(Right::VideoNotes)),
            (
                "not enough rights to send voice notes to the chat",
                send(Right::VoiceNotes),
            ),
            (
                "not enough rights to send music to the chat",
                send(Right::Audios),
            ),
            (
                "not enough rights to send documents to the chat",
                send(Right::Documents),
            ),
            ("CHAT_SEND_DOCS_FORBIDDEN", send(Right::Documents)),
            ("CHAT_SEND_POLL_FORBIDDEN", send(Right::Polls)),
            (
                "not enough rights to send animations to the chat",
                send(Right::Stickers),
            ),
            ("CHAT_SEND_GIFS_FORBIDDEN", send(Right::Stickers)),
            ("CHAT_SEND_MEDIA_FORBIDDEN", send(Right::Media)),
            (
                "not enough rights to send paid media to the chat",
                send(Right::Media),
            ),
            (
                "need administrator rights in the channel chat",
                send(Right::Unnamed),
            ),
            ("CHAT_ADMIN_REQUIRED", send(Right::Unnamed)),
        ];
        for (said, means) in table {
            assert_eq!(lack(&format!("Bad Request: {said}")), means, "{said}");
        }
    }
}
