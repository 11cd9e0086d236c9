//! What answers the questions for the title and the message, and what is refused.

use super::private::{PrivateDialogue, PrivateEffect, Refused};
use crate::domain::{
    message::{MessageContent, Origin},
    notice::PersonNotice,
    title::{Lengths, TitleFault, title_of},
};

pub(super) fn title(
    kept: Vec<MessageContent>,
    refused: Refused,
    words: MessageContent,
    lengths: &Lengths,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    let title = match title_of(&words, lengths) {
        Ok(title) => title,
        Err(fault) => return no_title(kept, refused, &words, fault),
    };
    // An edit of that message has to change the title, not to count as words of their own.
    let title_from = words.origin;
    // They wrote before they pressed the button: to ask for a message now would be to ask twice.
    if enough(&kept, lengths) {
        let open = E::Open {
            title,
            title_from,
            words: kept,
        };
        return (PrivateDialogue::Idle, vec![open]);
    }
    let state = PrivateDialogue::Body {
        title,
        title_from,
        kept,
        refused: Refused::default(),
    };
    (state, vec![PersonNotice::AskBody.into()])
}

fn no_title(
    kept: Vec<MessageContent>,
    mut refused: Refused,
    words: &MessageContent,
    fault: TitleFault,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    // Remembered, since people mend a title by an edit as often as by a new message.
    refused.refuse(words);
    let told = match fault {
        TitleFault::TooShort => PersonNotice::TitleTooShort.into(),
        TitleFault::TooLong => PersonNotice::TitleTooLong.into(),
        TitleFault::NotText => PersonNotice::TitleNotText.into(),
    };
    (PrivateDialogue::Title { kept, refused }, vec![told])
}

/// They changed the message that the title was taken from. What is none any more is asked again.
pub(super) fn retitled(
    before: String,
    kept: Vec<MessageContent>,
    refused: Refused,
    words: &MessageContent,
    lengths: &Lengths,
) -> Option<(PrivateDialogue, Vec<PrivateEffect>)> {
    match title_of(words, lengths) {
        // Only formatting or line breaks changed, of which a title keeps nothing.
        Ok(title) if title == before => None,
        Ok(title) => {
            let title_from = words.origin;
            let state = PrivateDialogue::Body {
                title,
                title_from,
                kept,
                refused,
            };
            // Nothing is said: the question that stands, for the message, is still the right one.
            Some((state, vec![]))
        }
        Err(fault) => Some(no_title(kept, refused, words, fault)),
    }
}

/// True if the kept messages are enough to open a ticket with.
fn enough(kept: &[MessageContent], lengths: &Lengths) -> bool {
    // An attachment has no length to measure and says enough by itself. And where the shortest length is 0, the
    // sum over nothing would do: but a ticket has at least one message.
    kept.iter().any(|w| !w.is_text())
        || !kept.is_empty()
            && kept
                .iter()
                .map(MessageContent::visible_length)
                .sum::<usize>()
                >= lengths.message.0
}

pub(super) fn body(
    (title, title_from): (String, Option<Origin>),
    mut kept: Vec<MessageContent>,
    mut refused: Refused,
    words: MessageContent,
    lengths: &Lengths,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    // The upper limit holds for captions, too; the lower one does not, for an attachment needs no words.
    let length = words.visible_length();
    let fault = if length > lengths.message.1 {
        PersonNotice::BodyTooLong.into()
    } else if words.is_text() && length < lengths.message.0 {
        PersonNotice::BodyTooShort.into()
    } else {
        kept.push(words);
        let open = E::Open {
            title,
            title_from,
            words: kept,
        };
        return (PrivateDialogue::Idle, vec![open]);
    };
    // The end of a text alone would open a ticket whose beginning is missing.
    refused.refuse(&words);
    let state = PrivateDialogue::Body {
        title,
        title_from,
        kept,
        refused,
    };
    (state, vec![fault])
}
