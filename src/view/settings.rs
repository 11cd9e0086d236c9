//! What became of an edit of the settings, told to the team and to whoever asks beforehand.

use super::{
    data::RenderedMessage,
    text::{
        html::Html,
        renderer::{Renderer, clip},
        wording::{Arg, Wording},
    },
};
use crate::domain::{
    language::Language,
    sla::{Impact, Moved},
};

/// Faults shown at most, and characters of each; a message holds 4096.
const FAULTS: usize = 10;
const FAULT: usize = 350;

/// Lists the keys in effect from now on, their impact on the open tickets, and the keys that wait for a restart.
pub(super) fn changed(
    out: Renderer<'_>,
    at_once: &[String],
    after_restart: &[String],
    after: Option<&Impact>,
) -> RenderedMessage {
    let heading = match at_once {
        [] => out.say("settings-edited", &[]),
        keys => out.say("settings-changed", &[("keys", codes(keys).into())]),
    };
    let moves = after.map(|after| Html::ours(impact(&out.desk.wording, out.facts.language, after)));
    let restart = (!after_restart.is_empty()).then(|| {
        let count = Arg::from(after_restart.len() as i64);
        let keys = codes(after_restart).into();
        out.say("settings-restart", &[("count", count), ("keys", keys)])
    });
    let lines = std::iter::once(heading).chain(moves).chain(restart);
    RenderedMessage::plain(lines.collect())
}

/// The reasons for which an edit was refused.
pub(super) fn refused(out: Renderer<'_>, faults: &[String]) -> RenderedMessage {
    let line = |fault: &String| {
        let fault = Html::escaped(&clip(fault, usize::MAX, FAULT));
        out.say("settings-fault", &[("fault", fault.into())])
    };
    // The log has all of them; a message holds only so many.
    let more = faults.len().saturating_sub(FAULTS);
    let more =
        (more > 0).then(|| out.say("settings-faults-more", &[("count", (more as i64).into())]));
    let lines = std::iter::once(out.say("settings-refused", &[]))
        .chain(faults.iter().take(FAULTS).map(line))
        .chain(more);
    RenderedMessage::plain(lines.collect())
}

/// The impact of an edit on the open tickets, in plain text: a line for their alerts, and one for closing by silence if
/// that changes.
pub fn impact(wording: &Wording, language: Language, impact: &Impact) -> String {
    let moved = |moved: &Moved| {
        [
            ("earlier", moved.earlier.into()),
            ("later", moved.later.into()),
            ("dropped", moved.dropped.into()),
            ("added", moved.added.into()),
        ]
    };
    let (none, nothing) = (Impact::default(), Moved::default());
    if *impact == none {
        return wording.say(language, "settings-impact-none", &[]);
    }
    let mut args = vec![("over", Arg::from(impact.over))];
    args.extend(moved(&impact.alerts));
    let alerts = wording.say(language, "settings-impact", &args);
    if impact.closings == nothing {
        return alerts;
    }
    let closings = wording.say(
        language,
        "settings-impact-closings",
        &moved(&impact.closings),
    );
    format!("{alerts}\n{closings}")
}

/// Keys as they are written in the file; a client would take some for addresses of the web.
fn codes(keys: &[String]) -> Html {
    let code = |key: &String| format!("<code>{}</code>", Html::escaped(key));
    let codes: Vec<String> = keys.iter().map(code).collect();
    Html::ours(codes.join(", "))
}
