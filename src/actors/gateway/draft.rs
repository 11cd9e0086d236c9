//! A turn being prepared: everything that belongs in an update's transaction, and what its presser reads.

use super::{Failure, GatewayEnv};
use crate::{
    actors::{notifier::SendToast, outgoing_named},
    domain::{
        ids::*,
        language::Language,
        notice::{Notice, PersonNotice, TeamNotice},
        read_model::Profile,
    },
    store::{InboxOutcome, NewOutboxRow, UnitOfWork},
    view,
};

/// A turn in the making. Its update is done when it is committed.
#[derive(Clone)]
pub(super) struct TurnDraft {
    pub(super) update: UpdateId,
    pub(super) work: UnitOfWork,
}

/// A press, as it came.
pub(super) struct ButtonPress {
    pub(super) by: Profile,
    pub(super) callback: String,
    pub(super) message: Option<i64>,
    pub(super) thread: Option<i64>,
    pub(super) data: String,
}

impl TurnDraft {
    pub(super) fn new(update: UpdateId) -> Self {
        TurnDraft {
            update,
            work: UnitOfWork {
                inbox: Some((update, InboxOutcome::Done)),
                ..Default::default()
            },
        }
    }

    /// Tells somebody something because of this update; the row may be completed.
    pub(super) fn tell(&mut self, notice: Notice) -> &mut NewOutboxRow {
        let at = self.work.outbox.len();
        let key = format!("u{} {at}", self.update.0);
        self.work.outbox.push(outgoing_named(key, notice));
        &mut self.work.outbox[at]
    }

    /// Says something to a person.
    pub(super) fn tell_person(
        &mut self,
        person: PersonId,
        saying: PersonNotice,
    ) -> &mut NewOutboxRow {
        self.tell(Notice::ToPerson(person, saying))
    }

    /// Says something in the group, in the topic where it was asked: 0 is General.
    pub(super) fn tell_team(
        &mut self,
        thread: Option<i64>,
        telling: TeamNotice,
    ) -> &mut NewOutboxRow {
        let row = self.tell(Notice::ToTeam(telling));
        row.thread = Some(thread.unwrap_or(0));
        row
    }
}

impl GatewayEnv {
    /// Commits the draft, then answers the press.
    pub(super) async fn answer_press(
        &self,
        draft: TurnDraft,
        callback: &str,
        language: Option<Language>,
        toast: Option<view::Toast>,
    ) -> Result<(), Failure> {
        self.finish(draft).await?;
        self.toast(callback, language, toast);
        Ok(())
    }

    /// Answers a press, in the presser's language.
    pub(super) fn toast(
        &self,
        callback: &str,
        language: Option<Language>,
        toast: Option<view::Toast>,
    ) {
        let language = language.unwrap_or(self.desk.default_language);
        let text = toast.map(|toast| toast.text(&self.desk.wording, language));
        self.toast.do_send(SendToast {
            callback: callback.to_owned(),
            text,
        });
    }
}

/// A command at the beginning of a text: its name in lower case and what follows. `/name@bot` is for that bot alone.
pub(super) fn command(text: &str, me: &Profile) -> Option<(String, String)> {
    let rest = text.trim_start().strip_prefix('/')?;
    let (name, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let name = match name.split_once('@') {
        Some((name, bot))
            if me
                .username
                .as_deref()
                .is_some_and(|me| me.eq_ignore_ascii_case(bot)) =>
        {
            name
        }
        Some(_) => return None,
        None => name,
    };
    Some((name.to_ascii_lowercase(), arguments.trim().to_owned()))
}
