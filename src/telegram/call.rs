//! The meaning of a call's error to the author of the words.

use super::CallError;
use crate::domain::command::RefusedFor;

impl CallError {
    /// Telegram's objection to a call, as far as the author of the words can do something about it.
    pub fn because(&self) -> Option<RefusedFor> {
        let (CallError::MessageGone(said)
        | CallError::FileGone(said)
        | CallError::CannotDo(said)
        | CallError::Refused(said)) = self
        else {
            return None;
        };
        let said = said.to_lowercase();
        let says = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
        Some(match self {
            _ if says(&["voice", "video message"]) && says(&["forbidden", "restricted"]) => {
                RefusedFor::NoVoice
            }
            _ if says(&["restricted receiving of", "not enough rights to send"]) => {
                RefusedFor::Kind
            }
            _ if says(&["protected", "forwards_restricted"]) => RefusedFor::Protected,
            _ if says(&["can't be copied", "can't be forwarded"]) => RefusedFor::NotCopied,
            _ if says(&["too long", "too_long"]) => RefusedFor::TooLong,
            CallError::MessageGone(_) | CallError::FileGone(_) => RefusedFor::Gone,
            _ => return None,
        })
    }
}
