//! What the bot says about itself: commands, names, descriptions, the menu button.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::World;
use super::access::Need;
use super::calls::Outcome;
use crate::answer::{ApiAnswer, Failure};
use crate::params::{Params, text_of};

/// Everything that depends on nothing but the bot.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    /// By scope and language.
    commands: BTreeMap<(String, String), Vec<Value>>,
    /// By field and language.
    texts: BTreeMap<(String, String), String>,
    menu_button: Option<Value>,
    rights: BTreeMap<bool, Value>,
}

impl World {
    pub(crate) fn get_me(&self) -> Outcome {
        let mut me = self.user_json(self.bot.id);
        if let Some(name) = self.profile.texts.get(&("name".to_owned(), String::new())) {
            me["first_name"] = json!(name);
        }
        for (field, value) in [
            ("can_join_groups", true),
            (
                "can_read_all_group_messages",
                self.file.bot.can_read_all_group_messages,
            ),
            ("supports_inline_queries", false),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
            ("has_topics_enabled", self.file.bot.has_topics_enabled),
            ("allows_users_to_create_topics", false),
            ("can_manage_bots", false),
        ] {
            me[field] = json!(value);
        }
        Ok(ApiAnswer::done(me))
    }

    pub(crate) fn set_my_commands(&mut self, params: &Params) -> Outcome {
        let list = match params.json("commands") {
            None => Vec::new(),
            Some(Ok(Value::Array(list))) => list,
            Some(Ok(_)) => return Err(Failure::bad("expected an Array of BotCommand")),
            Some(Err(())) => return Err(Failure::bad("can't parse commands JSON object")),
        };
        let mut clean = Vec::new();
        for entry in &list {
            clean.push(command(entry)?);
        }
        let scope = self.command_scope(params)?;
        if clean.len() > 100 {
            self.ledger.lint(
                self.now,
                format!("{} commands were set; Telegram keeps 100", clean.len()),
            );
            return Err(Failure::bad("BOT_COMMANDS_TOO_MUCH"));
        }
        self.profile.commands.insert(scope, clean);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn get_my_commands(&mut self, params: &Params) -> Outcome {
        let scope = self.command_scope(params)?;
        Ok(ApiAnswer::done(json!(
            self.profile
                .commands
                .get(&scope)
                .cloned()
                .unwrap_or_default()
        )))
    }

    pub(crate) fn delete_my_commands(&mut self, params: &Params) -> Outcome {
        let scope = self.command_scope(params)?;
        self.profile.commands.remove(&scope);
        Ok(ApiAnswer::done(json!(true)))
    }

    /// All commands that are set, by scope and language; the page of a demo shows them.
    pub(crate) fn all_commands(&self) -> Value {
        let all = self.profile.commands.iter();
        all.map(|((scope, language), list)| json!({"scope": scope, "language_code": language, "commands": list})).collect()
    }

    fn command_scope(&mut self, params: &Params) -> Result<(String, String), Failure> {
        let language = params.text("language_code").to_owned();
        if !language.is_empty()
            && (language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()))
        {
            return Err(Failure::bad("invalid language code specified"));
        }
        let refuse = |why: &str| Failure::bad(format!("can't parse BotCommandScope: {why}"));
        let scope = match params.json("scope") {
            None => return Ok(("default".to_owned(), language)),
            Some(Ok(scope @ Value::Object(_))) => scope,
            Some(Ok(_)) => return Err(refuse("BotCommandScope must be an Object")),
            Some(Err(())) => return Err(Failure::bad("can't parse BotCommandScope JSON object")),
        };
        let kind = text_of(&scope, "type");
        let mut name = kind.to_owned();
        match kind {
            "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {}
            "chat" | "chat_administrators" | "chat_member" => {
                let Some(chat) = scope.get("chat_id") else {
                    return Err(refuse("Can't find field \"chat_id\""));
                };
                let own = Params::new(
                    serde_json::Map::from_iter([("chat_id".to_owned(), chat.clone())]),
                    BTreeMap::new(),
                );
                name = format!("{kind} {}", self.chat_for(&own, "chat_id", Need::Read)?);
                if kind == "chat_member" {
                    let user = scope
                        .get("user_id")
                        .and_then(crate::params::as_int)
                        .unwrap_or(0);
                    if user <= 0 {
                        return Err(refuse("Can't find field \"user_id\""));
                    }
                    name = format!("{name} {user}");
                }
            }
            "" => return Err(refuse("Can't find field \"type\"")),
            _ => return Err(refuse("BotCommandScope has unsupported type")),
        }
        Ok((name, language))
    }

    /// setMyName, setMyDescription, setMyShortDescription; `field` is the parameter.
    pub(crate) fn set_my_text(&mut self, params: &Params, field: &str) -> Outcome {
        let most = match field {
            "name" => 64,
            "description" => 512,
            _ => 120,
        };
        let text = params.text(field).trim().to_owned();
        if text.chars().count() > most {
            return Err(Failure::bad(format!(
                "BOT_{}_TOO_LONG",
                field.to_ascii_uppercase()
            )));
        }
        let key = (field.to_owned(), params.text("language_code").to_owned());
        if text.is_empty() {
            self.profile.texts.remove(&key)
        } else {
            self.profile.texts.insert(key, text)
        };
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn get_my_text(&self, params: &Params, field: &str) -> Outcome {
        let at = |language: &str| {
            self.profile
                .texts
                .get(&(field.to_owned(), language.to_owned()))
        };
        let default = if field == "name" {
            self.bot.first_name.clone()
        } else {
            String::new()
        };
        let text = at(params.text("language_code"))
            .or_else(|| at(""))
            .cloned()
            .unwrap_or(default);
        Ok(ApiAnswer::done(json!({field: text})))
    }

    pub(crate) fn set_chat_menu_button(&mut self, params: &Params) -> Outcome {
        let button = match params.json("menu_button") {
            None => json!({"type": "default"}),
            Some(Ok(button))
                if ["default", "commands", "web_app"].contains(&text_of(&button, "type")) =>
            {
                button
            }
            Some(_) => {
                return Err(Failure::bad(
                    "can't parse MenuButton: MenuButton has unsupported type",
                ));
            }
        };
        if params.has("chat_id") {
            let id = self.private(params)?;
            self.private_chat(id).menu_button = Some(button);
        } else {
            self.profile.menu_button = Some(button);
        }
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn get_chat_menu_button(&mut self, params: &Params) -> Outcome {
        let own = match params.has("chat_id") {
            true => {
                let id = self.private(params)?;
                self.private_chat(id).menu_button.clone()
            }
            false => None,
        };
        let button = own.or_else(|| self.profile.menu_button.clone());
        Ok(ApiAnswer::done(
            button.unwrap_or_else(|| json!({"type": "commands"})),
        ))
    }

    fn private(&mut self, params: &Params) -> Result<i64, Failure> {
        let id = self
            .chat_for(params, "chat_id", Need::Read)
            .map_err(|_| Failure::bad("private chat not found"))?;
        if id > 0 {
            Ok(id)
        } else {
            Err(Failure::bad("private chat not found"))
        }
    }

    pub(crate) fn set_default_rights(&mut self, params: &Params) -> Outcome {
        let rights = match params.json("rights") {
            None => json!({}),
            Some(Ok(rights @ Value::Object(_))) => rights,
            Some(_) => return Err(Failure::bad("can't parse administrator rights JSON object")),
        };
        self.profile
            .rights
            .insert(params.flag("for_channels"), rights);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn get_default_rights(&self, params: &Params) -> Outcome {
        let given = self
            .profile
            .rights
            .get(&params.flag("for_channels"))
            .cloned()
            .unwrap_or_default();
        let mut rights = json!({"is_anonymous": given.get("is_anonymous") == Some(&json!(true))});
        for name in super::members::ADMIN_RIGHTS {
            rights[name] = json!(given.get(name) == Some(&json!(true)));
        }
        Ok(ApiAnswer::done(rights))
    }
}

fn command(entry: &Value) -> Result<Value, Failure> {
    if !entry.is_object() {
        return Err(Failure::bad("can't parse BotCommand: expected an Object"));
    }
    let name = text_of(entry, "command").trim().trim_start_matches('/');
    let description = text_of(entry, "description").trim();
    let refusal = if name.is_empty() {
        "command must be non-empty"
    } else if name.chars().count() > 32 {
        "command length must not exceed 32"
    } else if description.is_empty() {
        "command description must be non-empty"
    } else if description.chars().count() > 256 {
        "command description length must not exceed 256"
    } else if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    {
        "BOT_COMMAND_INVALID"
    } else {
        return Ok(json!({"command": name, "description": description}));
    };
    Err(Failure::bad(refusal))
}
