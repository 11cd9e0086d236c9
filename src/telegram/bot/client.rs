//! The bot itself: how a request is posted, and which request each question of the port is.

use super::{BadBot, WANTED, calls, errors, results, updates};
use crate::{
    domain::{ids::UpdateId, read_model::Profile},
    telegram::{Call, CallError, Group, Membership, Rights, Telegram},
};
use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use teloxide::{
    Bot,
    net::default_reqwest_settings,
    payloads::{
        DeleteWebhook, DeleteWebhookSetters, GetChat, GetChatAdministrators, GetChatMember, GetMe,
        SendChatAction, SetMyCommands, SetMyCommandsSetters, SetWebhook, SetWebhookSetters,
    },
    requests::Payload,
    types::{BotCommand, BotCommandScope, ChatAction, ChatId, UserId},
};
use url::Url;

/// The bot, over HTTP.
#[derive(Clone)]
pub struct TeloxideBot {
    pub(super) bot: Bot,
    /// The bot's user id, which a token begins with.
    id: u64,
    /// The time that one request may take, beyond what it asks Telegram to wait.
    pub(super) timeout: Duration,
}

impl TeloxideBot {
    /// A bot that has not asked Telegram anything yet. `timeout` is for one request, connecting included (which may
    /// take 5 s of it).
    ///
    /// # Errors
    /// When the token or the address has not the form of one, or there is no TLS to be had.
    pub fn new(token: &SecretString, api_url: &Url, timeout: Duration) -> Result<Self, BadBot> {
        // A token of another form would go into the address of every request, and from there into errors.
        let id = id_of_token(token.expose_secret()).ok_or(BadBot::Token)?;
        let bad_url = || {
            // Scheme and host only: a path or a password in the address may be a secret.
            BadBot::ApiUrl(format!(
                "{}://{}",
                api_url.scheme(),
                api_url.host_str().unwrap_or_default()
            ))
        };
        if !matches!(api_url.scheme(), "http" | "https") || !api_url.has_host() {
            return Err(bad_url());
        }
        let mut base = api_url.clone();
        // Segments are appended: `https://host/prefix/` must not become `/prefix//bot…`.
        base.path_segments_mut()
            .map_err(|()| bad_url())?
            .pop_if_empty();
        let client = default_reqwest_settings()
            .timeout(timeout)
            // The Bot API redirects nobody, and whoever does must not be handed the token in a path.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| BadBot::Client(error.without_url().to_string()))?;
        let bot = Bot::with_client(token.expose_secret(), client).set_api_url(base);
        Ok(TeloxideBot { bot, id, timeout })
    }

    /// Makes a request and hands out its result as it is.
    pub(super) async fn ask<P>(&self, payload: P) -> Result<Value, CallError>
    where
        P: Payload + Serialize,
    {
        /// An answer that is none of a refusal (`telegram.md` 3.0).
        #[derive(Deserialize)]
        struct Done {
            result: Value,
        }
        let body = self.post(P::NAME, &payload, self.timeout).await?;
        // Read as JSON and not as teloxide's type, so that a field that is new refuses nothing.
        match serde_json::from_str::<Done>(&body) {
            Ok(done) => Ok(done.result),
            Err(_) => Err(errors::of_answer(&body)),
        }
    }

    /// Posts parameters to a method, and hands out whatever is answered, by whomever.
    pub(super) async fn post(
        &self,
        method: &str,
        parameters: &impl Serialize,
        timeout: Duration,
    ) -> Result<String, CallError> {
        let mut url = self.bot.api_url();
        // Set here and not by a format string: the segments are escaped.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend([&format!("bot{}", self.bot.token()), method]);
        }
        let posted = self.bot.client().post(url).timeout(timeout);
        let answer = posted.json(parameters).send().await;
        // The error of the network names the address, and the token is in it: it is taken out there.
        let answer = answer.map_err(|error| errors::of_network(&error))?;
        let body = answer.text().await;
        body.map_err(|error| errors::of_network(&error))
    }
}

/// The bot's id, if this has the form of a token: it stands in a path, so no other characters are let in.
fn id_of_token(token: &str) -> Option<u64> {
    let (id, secret) = token.split_once(':')?;
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let secret_like = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let good = digits && !secret.is_empty() && secret.bytes().all(secret_like);
    id.parse().ok().filter(|_| good)
}

/// A bot shows its id; the token stays where it is (`{:?}` of teloxide's `Bot` prints it).
impl std::fmt::Debug for TeloxideBot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TeloxideBot")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Telegram for TeloxideBot {
    async fn deliver(&self, call: &Call) -> Result<Option<i64>, CallError> {
        calls::deliver(self, call, calls::ReplyRequirement::MayBeGone).await
    }

    async fn deliver_as_reply(
        &self,
        call: &Call,
        quote: Option<&str>,
    ) -> Result<Option<i64>, CallError> {
        calls::deliver(self, call, calls::ReplyRequirement::MustBeThere { quote }).await
    }

    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn updates(
        &self,
        offset: Option<UpdateId>,
        wait: Duration,
    ) -> Result<Vec<String>, CallError> {
        updates::updates(self, offset, wait).await
    }

    async fn member(&self, chat: i64, user: i64) -> Result<Membership, CallError> {
        // Users have positive ids; whoever has none is in no chat.
        let Ok(user) = u64::try_from(user) else {
            return Ok(Membership::Outside);
        };
        match self
            .ask(GetChatMember::new(ChatId(chat), UserId(user)))
            .await
        {
            Ok(member) => Ok(results::membership(&member)),
            // Telegram answers an error, and no status, for somebody who was never there.
            Err(CallError::Refused(text)) if results::says_never_there(&text) => {
                Ok(Membership::Outside)
            }
            Err(error) => Err(error),
        }
    }

    async fn administrators(&self, chat: i64) -> Result<Vec<Profile>, CallError> {
        let members = self.ask(GetChatAdministrators::new(ChatId(chat))).await?;
        Ok(results::humans(&members))
    }

    async fn me(&self) -> Result<Profile, CallError> {
        let me = self.ask(GetMe::new()).await?;
        results::profile(&me)
    }

    async fn group(&self, chat: i64) -> Result<Group, CallError> {
        let chat = self.ask(GetChat::new(ChatId(chat))).await?;
        Ok(results::group(&chat))
    }

    async fn rights(&self, chat: i64) -> Result<Rights, CallError> {
        let member = self
            .ask(GetChatMember::new(ChatId(chat), UserId(self.id)))
            .await?;
        // A plain member may do what the chat lets everybody do.
        let everybody = if member["status"] == "member" {
            self.ask(GetChat::new(ChatId(chat))).await?["permissions"].take()
        } else {
            Value::Null
        };
        Ok(results::rights(&member, &everybody))
    }

    async fn probe_topic(&self, chat: i64, thread: Option<i64>) -> Result<(), CallError> {
        let mut action = SendChatAction::new(ChatId(chat), ChatAction::Typing);
        action.message_thread_id = thread.map(calls::thread).transpose()?;
        self.ask(action).await.map(drop)
    }

    async fn set_commands(
        &self,
        language: Option<&str>,
        commands: Vec<(String, String)>,
    ) -> Result<(), CallError> {
        let commands = commands
            .into_iter()
            .map(|(command, description)| BotCommand::new(command, description));
        // Only private chats: in the group the commands are the team's, which `/help` tells.
        let mut set = SetMyCommands::new(commands).scope(BotCommandScope::AllPrivateChats);
        set.language_code = language.map(str::to_owned);
        self.ask(set).await.map(drop)
    }

    async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), CallError> {
        let url = Url::parse(url)
            .map_err(|error| CallError::Refused(format!("bad webhook address: {error}")))?;
        let set = SetWebhook::new(url)
            .allowed_updates(WANTED)
            .secret_token(secret);
        self.ask(set).await.map(drop)
    }

    async fn delete_webhook(&self) -> Result<(), CallError> {
        // What came while the webhook was set is still to be fetched.
        let delete = DeleteWebhook::new().drop_pending_updates(false);
        self.ask(delete).await.map(drop)
    }
}
