//! Which method is which: from a name and its parameters to the work.

use serde_json::json;

use super::World;
use super::topics::TopicTurn;
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

/// How a call ends.
pub(crate) type Outcome = Result<ApiAnswer, Failure>;

impl World {
    /// Carries out one call. `getUpdates` answers at once; waiting is the business of whoever calls.
    pub(crate) fn call(&mut self, now: i64, method: &str, params: &Params) -> ApiAnswer {
        self.now = now;
        self.carry_out(method, params)
            .unwrap_or_else(ApiAnswer::from)
    }

    fn carry_out(&mut self, method: &str, params: &Params) -> Outcome {
        let method = method.to_ascii_lowercase();
        match method.as_str() {
            "getme" => self.get_me(),
            "getupdates" => self.get_updates(params),
            "setwebhook" => self.set_webhook(params),
            "deletewebhook" => self.delete_webhook(params),
            "getwebhookinfo" => self.get_webhook_info(),
            "logout" | "close" => Ok(ApiAnswer::done(json!(true))),

            "sendmessage" => self.send_message(params),
            "sendphoto" => self.send_media(params, "photo"),
            "sendaudio" => self.send_media(params, "audio"),
            "senddocument" => self.send_media(params, "document"),
            "sendvideo" => self.send_media(params, "video"),
            "sendanimation" => self.send_media(params, "animation"),
            "sendvoice" => self.send_media(params, "voice"),
            "sendvideonote" => self.send_media(params, "video_note"),
            "sendsticker" => self.send_media(params, "sticker"),
            "sendlocation" => self.send_plain(params, "location"),
            "sendvenue" => self.send_plain(params, "venue"),
            "sendcontact" => self.send_plain(params, "contact"),
            "sendpoll" => self.send_plain(params, "poll"),
            "senddice" => self.send_plain(params, "dice"),
            "sendmediagroup" => self.send_media_group(params),
            "sendchataction" => self.send_chat_action(params),

            "copymessage" => self.copy_message(params),
            "copymessages" => self.pass_on_several(params, false),
            "forwardmessage" => self.forward_message(params),
            "forwardmessages" => self.pass_on_several(params, true),
            "editmessagetext" => self.edit_message_text(params),
            "editmessagecaption" => self.edit_message_caption(params),
            "editmessagemedia" => self.edit_message_media(params),
            "editmessagereplymarkup" => self.edit_message_reply_markup(params),
            "stoppoll" => self.stop_poll(params),
            "deletemessage" => self.delete_message(params),
            "deletemessages" => self.delete_messages(params),
            "answercallbackquery" => self.answer_callback_query(params),
            "setmessagereaction" => self.set_message_reaction(params),

            "getchat" => self.get_chat(params),
            "getchatmember" => self.get_chat_member(params),
            "getchatadministrators" => self.get_chat_administrators(params),
            "getchatmembercount" | "getchatmemberscount" => self.get_chat_member_count(params),
            "leavechat" => self.leave_chat(params),
            "banchatmember" | "unbanchatmember" | "restrictchatmember" | "promotechatmember" => {
                self.change_member(params, &method)
            }
            "pinchatmessage" => self.pin_chat_message(params),
            "unpinchatmessage" => self.unpin_chat_message(params),
            "unpinallchatmessages" => self.unpin_all_chat_messages(params),
            "setchattitle" | "setchatdescription" => self.change_chat_info(params, &method),

            "createforumtopic" => self.create_forum_topic(params),
            "editforumtopic" => self.edit_forum_topic(params),
            "closeforumtopic" => self.turn_forum_topic(params, TopicTurn::Close),
            "reopenforumtopic" => self.turn_forum_topic(params, TopicTurn::Reopen),
            "deleteforumtopic" => self.delete_forum_topic(params),
            "unpinallforumtopicmessages" => self.unpin_topic_messages(params),
            "editgeneralforumtopic"
            | "closegeneralforumtopic"
            | "reopengeneralforumtopic"
            | "hidegeneralforumtopic"
            | "unhidegeneralforumtopic"
            | "unpinallgeneralforumtopicmessages" => self.general_topic(params, &method),
            "getforumtopiciconstickers" => Ok(ApiAnswer::done(json!([]))),

            "setmycommands" => self.set_my_commands(params),
            "getmycommands" => self.get_my_commands(params),
            "deletemycommands" => self.delete_my_commands(params),
            "setmyname" => self.set_my_text(params, "name"),
            "getmyname" => self.get_my_text(params, "name"),
            "setmydescription" => self.set_my_text(params, "description"),
            "getmydescription" => self.get_my_text(params, "description"),
            "setmyshortdescription" => self.set_my_text(params, "short_description"),
            "getmyshortdescription" => self.get_my_text(params, "short_description"),
            "setchatmenubutton" => self.set_chat_menu_button(params),
            "getchatmenubutton" => self.get_chat_menu_button(params),
            "setmydefaultadministratorrights" => self.set_default_rights(params),
            "getmydefaultadministratorrights" => self.get_default_rights(params),
            "getfile" => self.get_file(params),
            _ => Err(Failure::verbatim(404, "Not Found: method not found")),
        }
    }

    /// Whether the token is this world's bot's; a refusal otherwise.
    pub(crate) fn check_token(&self, token: &str) -> Result<(), Failure> {
        if token == self.token {
            return Ok(());
        }
        Err(if super::token_is_well_formed(token) {
            Failure::verbatim(401, "Unauthorized")
        } else {
            Failure::verbatim(404, "Not Found")
        })
    }
}
