//! The team's commands, as an agent writes them in the group, and where a command ends and an answer begins.
//!
//! An answer may begin with a slash ("/start the bot again, then…"). So a reply to a message of ours about a ticket is a
//! command only where it is one of the team's, with arguments that fit; there, a command that needs a ticket and names none
//! means the ticket replied to. Everywhere else arguments that don't fit are explained.

use super::{
    ids::*,
    notice::{ListFilter, UsageOf},
};

/// A text of the team's that begins so is a remark among the team and never an answer (`behaviour.md`).
pub const REMARK: &str = "//";

/// Something that an agent asks of the desk by a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamCommand {
    /// `/tickets`, with the filter asked for.
    Tickets(ListFilter),
    Ticket(TicketId),
    Sla(TicketId),
    Block(TicketId),
    Blocked,
    Unblock(BlockedName),
    Help,
    /// A command of the team's with arguments that don't fit it.
    Usage(UsageOf),
}

/// Somebody whose block is to be lifted, as an agent names them.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum BlockedName {
    /// The person of a ticket: the one replied to.
    PersonOf(TicketId),
    /// A person by Telegram's number.
    Id(PersonId),
    /// A person by username, without the `@`.
    Username(#[debug("…")] String),
    /// Something that is neither.
    Unreadable,
}

impl TeamCommand {
    /// Reads the command `name`, in lower case and without its slash, with what follows it. `replied_to` is the ticket
    /// that the message replied to is about. `None` for what is no command: an answer, where it replies to a ticket.
    pub fn read(
        name: &str,
        arguments: &str,
        by: AgentId,
        replied_to: Option<TicketId>,
    ) -> Option<TeamCommand> {
        use TeamCommand::*;
        // Words where no argument fits: an answer if there is somebody to answer.
        let other = |command| Some(command).filter(|_| replied_to.is_none());
        let about = |command: fn(TicketId) -> TeamCommand, usage| match (arguments, replied_to) {
            ("", Some(ticket)) => Some(command(ticket)),
            (arguments, _) => match ticket(arguments) {
                Some(ticket) => Some(command(ticket)),
                None => other(Usage(usage)),
            },
        };
        match name {
            "tickets" => match arguments {
                "" => Some(Tickets(ListFilter::Active)),
                "mine" => Some(Tickets(ListFilter::Mine(by))),
                "open" => Some(Tickets(ListFilter::Open)),
                "awaiting" => Some(Tickets(ListFilter::Awaiting)),
                "all" => Some(Tickets(ListFilter::All)),
                _ => other(Tickets(ListFilter::Active)),
            },
            "ticket" => about(Ticket, UsageOf::Ticket),
            "sla" => about(Sla, UsageOf::Sla),
            "block" => about(Block, UsageOf::Block),
            "unblock" => match (arguments, replied_to) {
                ("", Some(ticket)) => Some(Unblock(BlockedName::PersonOf(ticket))),
                ("", None) => Some(Usage(UsageOf::Unblock)),
                (arguments, _) => match blocked_name(arguments) {
                    Some(name) => Some(Unblock(name)),
                    None => other(Unblock(BlockedName::Unreadable)),
                },
            },
            "blocked" if arguments.is_empty() => Some(Blocked),
            "blocked" => other(Blocked),
            "help" if arguments.is_empty() => Some(Help),
            // An agent who tells somebody to press /start does not ask for help.
            "help" | "start" => other(Help),
            _ => None,
        }
    }
}

/// True for an agent's remark among the team.
pub fn is_remark(text: &str) -> bool {
    text.trim_start().starts_with(REMARK)
}

/// A ticket by its number, with or without `#`.
fn ticket(arguments: &str) -> Option<TicketId> {
    let digits = arguments.strip_prefix('#').unwrap_or(arguments);
    // `parse` alone takes `+126`, too, and that is no number of a ticket.
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| number).map(TicketId)
}

/// Somebody by `@name` or by number, if this is one word of either kind.
fn blocked_name(arguments: &str) -> Option<BlockedName> {
    if let Ok(id) = arguments.parse() {
        return Some(BlockedName::Id(PersonId(id)));
    }
    let name = arguments.strip_prefix('@')?;
    let one_word = !name.is_empty() && !name.contains(char::is_whitespace);
    one_word.then(|| BlockedName::Username(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use TeamCommand::*;

    const ANN: AgentId = AgentId(7);

    fn check(text: &str, replied_to: Option<i64>, expect: Option<TeamCommand>) {
        let (name, arguments) = text.split_once(' ').unwrap_or((text, ""));
        let name = name.trim_start_matches('/');
        let read = TeamCommand::read(name, arguments, ANN, replied_to.map(TicketId));
        assert_eq!(read, expect, "{text} in reply to {replied_to:?}");
    }

    #[test]
    fn a_reply_about_a_ticket_is_a_command_only_where_its_arguments_fit() {
        let nine = Some(9);
        for (text, expect) in [
            ("/tickets", Some(Tickets(ListFilter::Active))),
            ("/tickets mine", Some(Tickets(ListFilter::Mine(ANN)))),
            ("/tickets are sold at the door", None),
            ("/ticket", Some(Ticket(TicketId(9)))),
            ("/ticket 126", Some(Ticket(TicketId(126)))),
            ("/ticket #126", Some(Ticket(TicketId(126)))),
            ("/ticket 126 is yours", None),
            ("/ticket +126", None),
            ("/sla", Some(Sla(TicketId(9)))),
            ("/sla 126", Some(Sla(TicketId(126)))),
            ("/sla is what we promise", None),
            ("/block", Some(Block(TicketId(9)))),
            ("/block 126", Some(Block(TicketId(126)))),
            ("/block the sender in your settings", None),
            ("/blocked", Some(Blocked)),
            ("/blocked senders are listed there", None),
            (
                "/unblock",
                Some(Unblock(BlockedName::PersonOf(TicketId(9)))),
            ),
            (
                "/unblock @ann",
                Some(Unblock(BlockedName::Username("ann".into()))),
            ),
            (
                "/unblock 1001",
                Some(Unblock(BlockedName::Id(PersonId(1001)))),
            ),
            ("/unblock @ann in your settings", None),
            ("/unblock the port", None),
            ("/help", Some(Help)),
            ("/help is a command", None),
            ("/start", None),
            ("/start the bot again, then write", None),
            ("/etc/hosts is the file", None),
        ] {
            check(text, nine, expect);
        }
    }

    #[test]
    fn elsewhere_arguments_that_do_not_fit_are_explained() {
        for (text, expect) in [
            ("/tickets whatever", Some(Tickets(ListFilter::Active))),
            ("/ticket", Some(Usage(UsageOf::Ticket))),
            ("/ticket twelve", Some(Usage(UsageOf::Ticket))),
            ("/sla", Some(Usage(UsageOf::Sla))),
            ("/block", Some(Usage(UsageOf::Block))),
            ("/unblock", Some(Usage(UsageOf::Unblock))),
            ("/unblock ann", Some(Unblock(BlockedName::Unreadable))),
            ("/blocked please", Some(Blocked)),
            ("/help me", Some(Help)),
            ("/start", Some(Help)),
            ("/whatever", None),
        ] {
            check(text, None, expect);
        }
    }

    #[test]
    fn a_remark_begins_with_two_slashes() {
        assert!(is_remark("// he is rude"));
        assert!(is_remark("  //he is rude"));
        assert!(!is_remark("/ he is rude"));
        assert!(!is_remark("see https://example.org"));
    }
}
