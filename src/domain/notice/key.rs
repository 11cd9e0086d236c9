//! Questions that every notice answers, whoever is told: its ticket, its urgency, its key.

use super::{Audience, Notice, PersonNotice, TeamNotice, Urgency};
use crate::domain::{
    ids::{MessageNo, TicketId},
    message::Part,
};

impl Notice {
    /// The side that is told.
    pub fn audience(&self) -> Audience {
        match self {
            Notice::ToPerson(person, _) => Audience::Person(*person),
            Notice::ToTeam(_) => Audience::Team,
        }
    }

    /// The ticket that it is about, if there is one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Notice::ToPerson(_, notice) => notice.ticket(),
            Notice::ToTeam(notice) => notice.ticket(),
        }
    }

    /// Its place among the notices that wait.
    pub fn urgency(&self) -> Urgency {
        match self {
            Notice::ToPerson(_, notice) => notice.urgency(),
            Notice::ToTeam(notice) => notice.urgency(),
        }
    }

    /// The part of somebody's message that this brings to the other side, or brings up to date there.
    pub fn copied_part(&self) -> Option<(MessageNo, Part)> {
        match self {
            Notice::ToPerson(_, notice) => notice.copied_part(),
            Notice::ToTeam(notice) => notice.copied_part(),
        }
    }

    /// True for a notice that brings a copy of a message up to the message's newest edit.
    pub fn is_edit_of_copy(&self) -> bool {
        use PersonNotice::AnswerEdited;
        use TeamNotice::PersonEdited;
        matches!(
            self,
            Notice::ToPerson(_, AnswerEdited { .. }) | Notice::ToTeam(PersonEdited { .. })
        )
    }

    /// True for what somebody did in the chat asked for, as against what an event of the ticket caused.
    pub fn was_asked_for(&self) -> bool {
        // These are as urgent as replies, but it is an event that causes them.
        let by_event = matches!(
            self,
            Notice::ToPerson(_, PersonNotice::Created { .. })
                | Notice::ToTeam(TeamNotice::Mark { .. })
        );
        self.urgency() == Urgency::Asked && !by_event
    }

    /// True for an attachment of the conversation, sent once more because somebody asked for it.
    pub fn is_attachment(&self) -> bool {
        matches!(
            self,
            Notice::ToPerson(_, PersonNotice::Attachment { .. })
                | Notice::ToTeam(TeamNotice::Attachment { .. })
        )
    }

    /// A name that no other notice of this ticket ever has, so that nothing is told twice, whatever crashes; `None`
    /// for what is keyed by the update that asked for it.
    pub fn key(&self, version: i64) -> Option<String> {
        match self {
            Notice::ToPerson(_, notice) => person_key(notice, version),
            Notice::ToTeam(notice) => team_key(notice, version),
        }
    }
}

fn person_key(notice: &PersonNotice, version: i64) -> Option<String> {
    use PersonNotice::*;
    let ticket = notice.ticket()?;
    Some(match notice {
        Created { .. } => format!("{ticket} created"),
        Answer {
            message,
            part,
            again,
            ..
        } => {
            let (part, again) = (part_name(*part), repetition(*again));
            format!("{ticket} answer {} {part}{again}", message.0)
        }
        // With the version: each edit is told anew, and none of them twice.
        AnswerEdited { message, part, .. } => {
            let part = part_name(*part);
            format!("{ticket} answer {} {part} edit {version}", message.0)
        }
        Receipt { message, .. } => format!("{ticket} receipt {}", message.0),
        NotSeen { message, .. } => format!("{ticket} not seen {}", message.0),
        Closed { .. } => format!("{ticket} closed"),
        SilenceWarning { version, .. } => format!("{ticket} silence {version}"),
        // What is left replies to something that the person did, and one update is worked once.
        _ => return None,
    })
}

fn team_key(notice: &TeamNotice, version: i64) -> Option<String> {
    use TeamNotice::*;
    let ticket = notice.ticket()?;
    Some(match notice {
        NewTicket { .. } => format!("{ticket} card"),
        PersonWrote { message, part, .. } => {
            format!("{ticket} wrote {} {}", message.0, part_name(*part))
        }
        PersonEdited { message, part, .. } => {
            let part = part_name(*part);
            format!("{ticket} wrote {} {part} edit {version}", message.0)
        }
        CardEdit { .. } => format!("{ticket} edit {version}"),
        Warning { episode, .. } => format!("{ticket} reply clock {episode} warning"),
        Alert { episode, nth, .. } => format!("{ticket} reply clock {episode} {nth}"),
        // By the delay: the number of a step moves when the settings gain one before it.
        Escalation {
            episode,
            after_seconds,
            ..
        } => format!("{ticket} reply clock {episode} after {after_seconds}"),
        ResolutionAlert { .. } => format!("{ticket} resolution clock"),
        Mark { message, mark, .. } => format!("{ticket} mark {} {mark:?}", message.0),
        AnswerFailed {
            message,
            why,
            again,
            ..
        } => {
            let again = repetition(*again);
            format!("{ticket} failed {} {why:?}{again}", message.0)
        }
        _ => return None,
    })
}

fn repetition(again: u32) -> String {
    match again {
        0 => String::new(),
        again => format!(" again {again}"),
    }
}

fn part_name(part: Part) -> String {
    match part {
        Part::Text(n) => format!("text{n}"),
        Part::Captioned => "captioned".into(),
        Part::Heading => "heading".into(),
        Part::Original => "original".into(),
    }
}
