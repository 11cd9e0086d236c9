//! A chat as plain text, for eyes: in a terminal, in a failing test.

use crate::world::ShownMessage;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The messages one below the other: the time of day (UTC) and who wrote, then their lines, the inline buttons row by
/// row as `[Button] [Button]`, and the reactions. What happened in the chat, such as a topic's creation, is left out.
pub fn transcript(messages: &[ShownMessage]) -> String {
    let said = messages.iter().filter(|message| message.service.is_none());
    said.map(|message| entry(message, messages)).collect()
}

fn entry(message: &ShownMessage, all: &[ShownMessage]) -> String {
    let replied = message
        .reply_to
        .and_then(|id| all.iter().find(|other| other.id == id))
        .map(|other| format!(" (to {}: {})", other.from, beginning(&other.text)));
    let edited = if message.edited { " (edited)" } else { "" };
    let media = message.media.iter().map(|kind| format!("<{kind}>"));
    let text = message.text.lines().map(str::to_owned);
    let buttons = message.buttons.iter().map(|row| {
        let row: Vec<String> = row.iter().map(|button| format!("[{button}]")).collect();
        row.join(" ")
    });
    let reactions = (!message.reactions.is_empty()).then(|| message.reactions.join(" "));
    let heading = format!(
        "{} {}{}{edited}:\n",
        time_of_day(message.date),
        message.from,
        replied.unwrap_or_default()
    );
    let lines = media.chain(text).chain(buttons).chain(reactions);
    heading
        + &lines
            .map(|line| format!("    {line}").trim_end().to_owned() + "\n")
            .collect::<String>()
}

/// The first characters of the first line.
fn beginning(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(30)
        .collect()
}

fn time_of_day(millis: i64) -> String {
    let seconds = millis.rem_euclid(DAY) / 1000;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
