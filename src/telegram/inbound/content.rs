//! What a message says: its text or caption with the formatting, and its attachment.
//!
//! The lists here are of what the desk knows. A kind of message that is on none of them is
//! [`MediaKind::Other`] and is relayed by copying the original, so that it reaches the other side before anybody
//! here has heard of it.

use super::{
    in_words::in_words,
    json::{integer, string},
};
use crate::domain::{
    Instant,
    message::{Entity, Media, MediaKind, MessageContent, Origin},
};
use serde_json::Value;

/// The fields that make a message a service message: something that happened in the chat, said by nobody
/// (Bot API 10.1, `Message`). They can't be copied.
const SERVICE: &[&str] = &[
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_added",
    "poll_option_deleted",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
];

/// The attachments whose file can be sent again by its id. The order matters: an animation comes with a `document`,
/// for the sake of old clients.
const FILES: &[(&str, MediaKind)] = &[
    ("animation", MediaKind::Animation),
    ("video", MediaKind::Video),
    ("audio", MediaKind::Audio),
    ("voice", MediaKind::Voice),
    ("video_note", MediaKind::VideoNote),
    ("sticker", MediaKind::Sticker),
    ("document", MediaKind::Document),
];

/// The attachments that are no file.
const BARE: &[(&str, MediaKind)] = &[
    ("venue", MediaKind::Location),
    ("location", MediaKind::Location),
    ("contact", MediaKind::Contact),
];

/// True for a service message, about something that happened in the chat.
pub(super) fn is_service(message: &Value) -> bool {
    SERVICE.iter().any(|field| message.get(field).is_some())
}

/// The content of a message.
pub(super) fn words(message: &Value, chat: i64, number: i64, at: Instant) -> MessageContent {
    let origin = Some(Origin {
        chat,
        message: number,
    });
    MessageContent {
        origin,
        sent_at: Some(at),
        ..said(message)
    }
}

/// The text or caption, and the attachment.
pub(super) fn said(message: &Value) -> MessageContent {
    if let Some(text) = string(message, "text") {
        return MessageContent {
            entities: entities(&message["entities"]),
            ..MessageContent::text(text)
        };
    }
    MessageContent {
        entities: entities(&message["caption_entities"]),
        media: Some(media(message)),
        ..MessageContent::text(string(message, "caption").unwrap_or_default())
    }
}

/// The attachment of something that may be text, of which the text is not shown.
pub(super) fn attached(message: &Value) -> Option<Media> {
    let media = media(message);
    let known = media.kind != MediaKind::Other || media.in_words.is_some();
    known.then_some(media)
}

fn media(message: &Value) -> Media {
    if let Some(photo) = message.get("photo") {
        return Media {
            kind: MediaKind::Photo,
            file_id: largest(photo),
            in_words: None,
        };
    }
    if let Some(live) = message.get("live_photo") {
        // Its own file is the moving one, which can't be sent as a photo; the still ones may be missing.
        return Media {
            kind: MediaKind::Photo,
            file_id: largest(&live["photo"]),
            in_words: None,
        };
    }
    // A GIF has a `document` beside its `animation`, for older apps: the more telling field comes first in the list.
    let file = FILES.iter().find_map(|(field, kind)| {
        message
            .get(field)
            .map(|file| (*kind, string(file, "file_id")))
    });
    let bare = || {
        let known = BARE.iter().find(|(field, _)| message.get(field).is_some());
        (known.map_or(MediaKind::Other, |(_, kind)| *kind), None)
    };
    let is_file = file.is_some();
    let (kind, file_id) = file.unwrap_or_else(bare);
    Media {
        kind,
        file_id,
        in_words: (!is_file).then(|| in_words(message)).flatten(),
    }
}

/// The file of the largest of a photo's sizes.
fn largest(sizes: &Value) -> Option<String> {
    // Telegram sends the same photo in several sizes; the largest is the original.
    let area = |size: &&Value| {
        let side = |name| integer(size, name).unwrap_or_default();
        side("width").saturating_mul(side("height"))
    };
    string(sizes.as_array()?.iter().max_by_key(area)?, "file_id")
}

/// The formatting. An entity that has not the form of one is left out; a kind that nobody knows stays.
pub(super) fn entities(list: &Value) -> Vec<Entity> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|entity| serde::Deserialize::deserialize(entity).ok())
        .collect()
}
