//! The calls that change what people see, as teloxide's payloads.

use super::TeloxideBot;
use crate::{
    domain::message::MediaKind,
    telegram::{ButtonKind, Call, CallError, Destination, Markup},
};
use teloxide::{
    payloads::{
        AnswerCallbackQuery, CopyMessage, DeleteMessage, EditMessageCaption, EditMessageText,
        SendAnimation, SendAudio, SendDocument, SendMessage, SendPhoto, SendSticker, SendVideo,
        SendVideoNote, SendVoice, SetMessageReaction,
    },
    types::{
        CallbackQueryId, ChatId, FileId, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup,
        InputFile, LinkPreviewOptions, MessageId, ParseMode, ReactionType, ReplyMarkup,
        ReplyParameters, ThreadId,
    },
};
use url::Url;

const NO_PREVIEW: LinkPreviewOptions = LinkPreviewOptions {
    is_disabled: true,
    url: None,
    prefer_small_media: false,
    prefer_large_media: false,
    show_above_text: false,
};

/// Fills in what all sending payloads have alike, and asks. The number of the new message; `None` when the answer has
/// none, because what was sent must not be sent again over that.
macro_rules! send {
    ($bot:expr, $payload:expr, $to:expr, $markup:expr) => {{
        let mut payload = $payload;
        payload.message_thread_id = $to.thread.map(thread).transpose()?;
        payload.reply_parameters = $bot.reply($to)?;
        payload.reply_markup = reply_markup($markup)?;
        let sent = $bot.ask(payload).await?;
        Ok(sent["message_id"].as_i64())
    }};
}

/// A file, with a caption.
macro_rules! send_captioned {
    ($bot:expr, $method:ident, $file:expr, $caption:expr, $to:expr, $markup:expr) => {{
        let mut payload = $method::new(ChatId($to.chat), $file);
        payload.parse_mode = $caption.as_ref().map(|_| ParseMode::Html);
        payload.caption = $caption.clone();
        send!($bot, payload, $to, $markup)
    }};
}

/// The requirement of a call on the message that it replies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReplyRequirement<'a> {
    /// The call is made without it when it is gone.
    MayBeGone,
    /// Telegram refuses the call when it is gone, or does not hold the quotation (HTML).
    MustBeThere { quote: Option<&'a str> },
}

pub(super) async fn deliver(
    bot: &TeloxideBot,
    call: &Call,
    replied: ReplyRequirement<'_>,
) -> Result<Option<i64>, CallError> {
    let bot = ReplyingBot { bot, replied };
    match call {
        Call::Text { to, html, markup } => {
            let mut text = SendMessage::new(ChatId(to.chat), html);
            text.parse_mode = Some(ParseMode::Html);
            text.link_preview_options = Some(NO_PREVIEW);
            send!(bot, text, to, markup)
        }
        Call::Copy {
            to,
            from,
            caption,
            markup,
        } => {
            let original = number(from.message)?;
            let mut copy = CopyMessage::new(ChatId(to.chat), ChatId(from.chat), original);
            // Without a parse mode no caption goes along at all, so that the original's stays as it is.
            copy.parse_mode = caption.as_ref().map(|_| ParseMode::Html);
            copy.caption = caption.clone();
            send!(bot, copy, to, markup)
        }
        Call::File {
            to,
            kind,
            file_id,
            caption,
            markup,
        } => {
            // By its name at Telegram: the bytes are never here.
            let file = InputFile::file_id(FileId(file_id.clone()));
            use MediaKind::*;
            match kind {
                Photo => send_captioned!(bot, SendPhoto, file, caption, to, markup),
                Video => send_captioned!(bot, SendVideo, file, caption, to, markup),
                Animation => send_captioned!(bot, SendAnimation, file, caption, to, markup),
                Audio => send_captioned!(bot, SendAudio, file, caption, to, markup),
                Document => send_captioned!(bot, SendDocument, file, caption, to, markup),
                Voice => send_captioned!(bot, SendVoice, file, caption, to, markup),
                VideoNote => send!(bot, SendVideoNote::new(ChatId(to.chat), file), to, markup),
                Sticker => send!(bot, SendSticker::new(ChatId(to.chat), file), to, markup),
                // Nothing to send: the line in words takes its place.
                Location | Contact | Other => Err(CallError::CannotDo(
                    "this kind of message has no file".into(),
                )),
            }
        }
        Call::Edit {
            chat,
            message,
            html,
            markup,
        } => {
            let mut edit = EditMessageText::new(ChatId(*chat), number(*message)?, html);
            edit.parse_mode = Some(ParseMode::Html);
            edit.link_preview_options = Some(NO_PREVIEW);
            edit.reply_markup = buttons(markup)?;
            // An edit answers with the message, whose number is known.
            bot.ask(edit).await.map(|_| None)
        }
        Call::EditCaption {
            chat,
            message,
            caption,
            markup,
        } => {
            let mut edit = EditMessageCaption::new(ChatId(*chat), number(*message)?);
            edit.caption = Some(caption.clone());
            edit.parse_mode = Some(ParseMode::Html);
            edit.reply_markup = buttons(markup)?;
            bot.ask(edit).await.map(|_| None)
        }
        Call::Delete { chat, message } => {
            let delete = DeleteMessage::new(ChatId(*chat), number(*message)?);
            bot.ask(delete).await.map(|_| None)
        }
        Call::React {
            chat,
            message,
            emoji,
        } => {
            let mut react = SetMessageReaction::new(ChatId(*chat), number(*message)?);
            react.reaction = Some(vec![ReactionType::Emoji {
                emoji: (*emoji).to_owned(),
            }]);
            bot.ask(react).await.map(|_| None)
        }
        Call::Toast { callback, text } => {
            let mut answer = AnswerCallbackQuery::new(CallbackQueryId(callback.clone()));
            answer.text = text.clone();
            bot.ask(answer).await.map(|_| None)
        }
    }
}

/// Telegram's numbers of messages have 32 bits; a larger one is no message's.
fn number(message: i64) -> Result<MessageId, CallError> {
    match message.try_into() {
        Ok(number) => Ok(MessageId(number)),
        // A number that the Bot API can't have is that of no message, which is what Telegram would say.
        Err(_) => Err(CallError::MessageGone(
            "no message has such a number".into(),
        )),
    }
}

/// A topic's number is that of the message that made it.
pub(super) fn thread(thread: i64) -> Result<ThreadId, CallError> {
    match thread.try_into() {
        Ok(number) => Ok(ThreadId(MessageId(number))),
        Err(_) => Err(CallError::ThreadGone("no topic has such a number".into())),
    }
}

/// The bot for one call.
struct ReplyingBot<'a> {
    bot: &'a TeloxideBot,
    replied: ReplyRequirement<'a>,
}

impl std::ops::Deref for ReplyingBot<'_> {
    type Target = TeloxideBot;

    fn deref(&self) -> &TeloxideBot {
        self.bot
    }
}

impl ReplyingBot<'_> {
    fn reply(&self, to: &Destination) -> Result<Option<ReplyParameters>, CallError> {
        let replied = to
            .reply_to
            .map(number)
            .transpose()?
            .map(ReplyParameters::new);
        Ok(replied.map(|replied| match self.replied {
            // Somebody may have deleted it meanwhile; the words matter more than what they reply to.
            ReplyRequirement::MayBeGone => replied.allow_sending_without_reply(),
            ReplyRequirement::MustBeThere { quote } => ReplyParameters {
                quote: quote.map(str::to_owned),
                quote_parse_mode: quote.map(|_| "HTML".to_owned()),
                ..replied
            },
        }))
    }
}

fn reply_markup(markup: &Markup) -> Result<Option<ReplyMarkup>, CallError> {
    Ok(match markup {
        Markup::None => None,
        Markup::Buttons(rows) => Some(ReplyMarkup::InlineKeyboard(keyboard(rows)?)),
        Markup::ForceReply(placeholder) => {
            // Selective: only those who are mentioned see the input field open.
            let force = ForceReply::new()
                .input_field_placeholder(placeholder.clone())
                .selective();
            Some(ReplyMarkup::ForceReply(force))
        }
    })
}

/// The markup below an edited message: left out, the buttons go; an edit can't open an input field.
fn buttons(markup: &Markup) -> Result<Option<InlineKeyboardMarkup>, CallError> {
    match markup {
        Markup::Buttons(rows) => keyboard(rows).map(Some),
        Markup::None | Markup::ForceReply(_) => Ok(None),
    }
}

fn keyboard(rows: &[Vec<crate::telegram::Button>]) -> Result<InlineKeyboardMarkup, CallError> {
    let button = |button: &crate::telegram::Button| {
        Ok(match &button.does {
            ButtonKind::Press(press) => InlineKeyboardButton::callback(&button.label, press.data()),
            ButtonKind::Open(address) => {
                let address = Url::parse(address)
                    .map_err(|_| CallError::Refused("a button's address can't be read".into()))?;
                InlineKeyboardButton::url(&button.label, address)
            }
        })
    };
    let rows: Result<Vec<Vec<_>>, CallError> = rows
        .iter()
        .map(|row| row.iter().map(button).collect())
        .collect();
    Ok(InlineKeyboardMarkup::new(rows?))
}
