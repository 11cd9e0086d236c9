//! What Telegram answers, by the fields that the desk uses.

use crate::{
    domain::read_model::Profile,
    telegram::{CallError, Group, Membership, Rights, inbound},
};
use serde_json::Value;

/// A `ChatMember`. A status that nobody knows is outside: nobody becomes an agent by it.
pub(super) fn membership(member: &Value) -> Membership {
    let inside = |administrator| Membership::Inside {
        administrator,
        anonymous: administrator && member["is_anonymous"] == true,
    };
    match member["status"].as_str() {
        Some("creator" | "administrator") => inside(true),
        Some("member") => inside(false),
        // `restricted` is a status of people who have left as well; `is_member` tells them apart.
        Some("restricted") if member["is_member"] == true => inside(false),
        _ => Membership::Outside,
    }
}

/// True if a refusal says that Telegram never saw the user in the chat.
pub(super) fn says_never_there(refusal: &str) -> bool {
    let refusal = refusal.to_lowercase();
    [
        "user not found",
        "member not found",
        "participant_id_invalid",
        "user_id_invalid",
        "invalid user_id",
    ]
    .iter()
    .any(|text| refusal.contains(text))
}

/// Those of a list of `ChatMember` who are people.
pub(super) fn humans(members: &Value) -> Vec<Profile> {
    let members = members.as_array().map(Vec::as_slice).unwrap_or_default();
    members
        .iter()
        .map(|member| &member["user"])
        .filter(|user| user["is_bot"] != true)
        // One entry that can't be read must not hide the others.
        .filter_map(|user| profile(user).ok())
        .collect()
}

/// Reads a `User` (Bot API).
pub(super) fn profile(user: &Value) -> Result<Profile, CallError> {
    let profile = inbound::profile(user);
    // A profile without a number would be everybody's: the answer is as good as none.
    if profile.id == 0 {
        return Err(CallError::Unavailable("the answer names nobody".into()));
    }
    Ok(profile)
}

/// Reads a `ChatFullInfo` (Bot API).
pub(super) fn group(chat: &Value) -> Group {
    Group {
        kind: chat["type"].as_str().unwrap_or_default().to_owned(),
        forum: chat["is_forum"] == true,
    }
}

/// The bot's rights, from its own `ChatMember` and, for a plain member, the chat's `permissions`.
pub(super) fn rights(member: &Value, everybody: &Value) -> Rights {
    let all = Rights {
        member: true,
        administrator: true,
        can_send: true,
        can_manage_topics: true,
    };
    let allowed = |by: &Value| Rights {
        member: true,
        administrator: false,
        can_send: by["can_send_messages"] == true,
        can_manage_topics: by["can_manage_topics"] == true,
    };
    match member["status"].as_str() {
        Some("creator") => all,
        // An administrator may always send; managing topics is a right of its own.
        Some("administrator") => Rights {
            can_manage_topics: member["can_manage_topics"] == true,
            ..all
        },
        Some("member") => allowed(everybody),
        Some("restricted") if member["is_member"] == true => allowed(member),
        _ => Rights::default(),
    }
}
