//! What Telegram does wrong, drawn from the dice.

use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};
use simulator::{Fault, FaultKind};

/// What the desk calls while it works; `None` is any call.
const METHODS: [Option<&str>; 7] = [
    None,
    Some("sendMessage"),
    Some("sendMessage"),
    Some("copyMessage"),
    Some("editMessageText"),
    Some("getUpdates"),
    Some("answerCallbackQuery"),
];

/// One fault for a call to come.
pub(crate) fn draw(dice: &mut StdRng) -> Fault {
    let kind = match dice.random_range(0..8) {
        0 => FaultKind::BadGateway,
        1 => FaultKind::Restart,
        2 | 3 => FaultKind::Dropped,
        4 => FaultKind::Flood {
            retry_after: dice.random_range(1..4),
        },
        _ => FaultKind::AnswerLost,
    };
    Fault {
        method: METHODS.choose(dice).copied().flatten().map(str::to_owned),
        chat_id: None,
        nth: dice.random_range(1..4),
        times: dice.random_range(1..3),
        kind,
    }
}
