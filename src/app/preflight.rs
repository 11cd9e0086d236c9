//! The check of the team's group: at the start of a run, and for `bellhop check`.

use crate::{
    config::Settings,
    telegram::{CallError, Group, Rights, Telegram},
};

/// The result of looking at one thing that the desk needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// As it should be; the text describes it.
    Well(String),
    Fault {
        problem: String,
        remedy: String,
    },
    /// Works, but not as safely as it should.
    Warning {
        problem: String,
        remedy: String,
    },
    /// Not looked at, because of this.
    Unknown(&'static str),
}

/// A fault that keeps the desk from its team, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GroupFault {
    /// The settings name a chat that can't be a team's group.
    Mistake(String),
    /// The bot is not in the group or may not write there; that can be mended while the desk serves people.
    OutOfReach(String),
}

/// Asks Telegram why the desk can't work in the team's group. Returns `None` if it can, and also if Telegram does not
/// answer or the group has another number now: the desk copes with both.
pub(crate) async fn find_group_fault(
    settings: &Settings,
    telegram: &dyn Telegram,
) -> Option<GroupFault> {
    let id = settings.admin.group_id;
    // Topics are no condition of a start: without them the team's messages go to the group itself.
    let (findings, out) = match (telegram.group(id).await, telegram.rights(id).await) {
        (Ok(group), Ok(rights)) => (
            vec![
                check_group(id, &group, &rights, false),
                check_rights(&rights, false),
            ],
            group.kind == "supergroup",
        ),
        (Err(error), _) | (_, Err(error)) => match error {
            // The notifier retries the first two, and learns a new number from its first call.
            CallError::Unavailable(_) | CallError::Flood(_) | CallError::Migrated(_) => {
                return None;
            }
            error => {
                // Telegram knows no such chat, or the bot never was there: most likely the number is wrong.
                let unknown = error.to_string().contains("chat not found");
                (vec![group_unreachable(id, error)], !unknown)
            }
        },
    };
    findings.into_iter().find_map(|finding| match finding {
        Finding::Fault { problem, remedy } => {
            let describe = |then: &str| {
                format!(
                    "The team's group can't be used: {problem}. What to do: {remedy}; then {then}"
                )
            };
            Some(match out {
                true => GroupFault::OutOfReach(describe("the desk tells it what waits")),
                false => GroupFault::Mistake(describe("try `bellhop check`")),
            })
        }
        Finding::Well(_) | Finding::Warning { .. } | Finding::Unknown(_) => None,
    })
}

pub(crate) fn fault(problem: impl ToString, remedy: impl Into<String>) -> Finding {
    Finding::Fault {
        problem: problem.to_string(),
        remedy: remedy.into(),
    }
}

pub(crate) fn check_group(id: i64, group: &Group, rights: &Rights, forum_needed: bool) -> Finding {
    if group.kind != "supergroup" {
        return fault(
            format!("{id} is a {}, not a supergroup", group.kind),
            "name the team's group in admin.group_id; an ordinary group becomes a supergroup, with a new number, when \
             topics are switched on in its settings",
        );
    }
    if !rights.member {
        return fault(
            format!("the bot is not in {id}"),
            "add the bot to the group",
        );
    }
    if forum_needed && !group.forum {
        return fault(
            format!("{id} has no topics, though admin.tickets_topic_id is set"),
            "switch topics on in the group's settings, or leave admin.tickets_topic_id out",
        );
    }
    let topics = if group.forum {
        "with topics"
    } else {
        "without topics"
    };
    Finding::Well(format!("{id}, a supergroup {topics}"))
}

pub(crate) fn group_unreachable(id: i64, error: CallError) -> Finding {
    let remedy = match &error {
        CallError::Migrated(new) => format!("set admin.group_id = {new}"),
        CallError::Unavailable(_) | CallError::Flood(_) => "try again in a minute".into(),
        _ => "add the bot to the group, and see that admin.group_id is its number (a supergroup's begins with -100)"
            .into(),
    };
    fault(format!("{id}: {error}"), remedy)
}

/// Judges the bot's rights in the group. An ordinary member sees replies to it and can write; only an administrator is sure to hear who is a member
/// (Bot API, `getChatMember`) and sees every command.
pub(crate) fn check_rights(rights: &Rights, asks_for_members: bool) -> Finding {
    match rights {
        Rights { can_send: false, .. } => fault(
            "the bot may not write in the group",
            "let members send messages in the group's permissions, or make the bot an administrator",
        ),
        Rights { administrator: true, .. } => Finding::Well("administrator, may write".into()),
        _ if asks_for_members => Finding::Well(
            "may write; make the bot an administrator, so that Telegram always tells it who is in the team".into(),
        ),
        _ => Finding::Well("may write".into()),
    }
}
