//! Files, albums, copies and forwards.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use simulator::{DEMO_TOKEN, Upload, WorldFile, schema};

use crate::common::{ANN, BORIS, Bench, DORA, FORUM, TICKETS};

/// A call with one uploaded file.
fn with_file(bench: &Bench, method: &str, part: &str, params: Value) -> Value {
    let Value::Object(params) = params else {
        panic!("parameters are an object")
    };
    let upload = Upload {
        name: "notes.txt".to_owned(),
        mime: Some("text/plain".to_owned()),
        bytes: b"hello".to_vec(),
    };
    let answer = bench.sim.call_with_files(
        DEMO_TOKEN,
        method,
        params,
        BTreeMap::from([(part.to_owned(), upload)]),
    );
    let result = answer
        .result()
        .unwrap_or_else(|| panic!("{method}: {}", answer.body));
    assert_eq!(
        schema::check_answer(method, result),
        Vec::<String>::new(),
        "{method}: {result:#}"
    );
    result.clone()
}

#[test]
fn a_file_goes_up_once_and_comes_down_again() {
    let bench = Bench::new();
    let sent = with_file(
        &bench,
        "sendDocument",
        "document",
        json!({"chat_id": ANN, "caption": "<i>here</i>", "parse_mode": "HTML"}),
    );
    assert_eq!(sent["document"]["file_name"], "notes.txt");
    assert_eq!(sent["caption_entities"][0]["type"], "italic");
    let id = sent["document"]["file_id"].clone();
    let file = bench.ok("getFile", json!({"file_id": id}));
    let bytes = bench
        .sim
        .file(file["file_path"].as_str().expect("a path"))
        .expect("the file");
    assert_eq!(bytes.as_slice(), b"hello");
    assert_eq!(
        bench.ok("sendDocument", json!({"chat_id": ANN, "document": id}))["document"]["file_id"],
        id
    );
    bench.refused(
        "sendPhoto",
        json!({"chat_id": ANN, "photo": id}),
        "Bad Request: can't use file of type Document as Photo",
    );
    bench.refused(
        "sendPhoto",
        json!({"chat_id": ANN}),
        "Bad Request: there is no photo in the request",
    );
    bench.refused(
        "sendVideoNote",
        json!({"chat_id": ANN}),
        "Bad Request: there is no video note in the request",
    );
    bench.refused(
        "sendPhoto",
        json!({"chat_id": ANN, "photo": "xyz"}),
        "Bad Request: wrong file identifier/HTTP URL specified",
    );
    bench.refused(
        "sendPhoto",
        json!({"chat_id": ANN, "photo": "https://example.org/x.png"}),
        "Bad Request: failed to get HTTP URL content",
    );
    bench.refused(
        "getFile",
        json!({"file_id": "xyz"}),
        "Bad Request: invalid file_id",
    );
    let long = json!({"chat_id": ANN, "document": id, "caption": "x".repeat(1025)});
    bench.refused(
        "sendDocument",
        long,
        "Bad Request: message caption is too long",
    );
}

#[test]
fn every_kind_of_media_is_sent_edited_and_shown() {
    let bench = Bench::new();
    for (method, part) in [
        ("sendPhoto", "photo"),
        ("sendAudio", "audio"),
        ("sendDocument", "document"),
        ("sendVideo", "video"),
        ("sendAnimation", "animation"),
        ("sendVoice", "voice"),
        ("sendVideoNote", "video_note"),
        ("sendSticker", "sticker"),
    ] {
        let sent = with_file(&bench, method, part, json!({"chat_id": ANN}));
        assert!(sent.get(part).is_some(), "{method}");
        let shown = bench.sim.chat(ANN, None, None).pop().expect("a message");
        assert_eq!(shown.media.as_deref(), Some(part));
        assert!(shown.file_id.is_some(), "{method}");
        bench.refused(
            "editMessageText",
            json!({"chat_id": ANN, "message_id": sent["message_id"], "text": "x"}),
            "Bad Request: there is no text in the message to edit",
        );
    }
    bench.ok(
        "sendLocation",
        json!({"chat_id": ANN, "latitude": 1.5, "longitude": "2.5"}),
    );
    bench.ok(
        "sendVenue",
        json!({"chat_id": ANN, "latitude": 1, "longitude": 2, "title": "Desk", "address": "Lobby"}),
    );
    bench.ok(
        "sendContact",
        json!({"chat_id": ANN, "phone_number": "+1", "first_name": "Dora"}),
    );
    bench.ok("sendDice", json!({"chat_id": ANN}));
    let poll = bench.ok(
        "sendPoll",
        json!({"chat_id": ANN, "question": "?", "options": ["a", {"text": "b"}]}),
    );
    let closed = bench.ok(
        "stopPoll",
        json!({"chat_id": ANN, "message_id": poll["message_id"]}),
    );
    assert_eq!(closed["is_closed"], true);
}

#[test]
fn captions_and_media_are_edited() {
    let bench = Bench::new();
    let id = with_file(&bench, "sendPhoto", "photo", json!({"chat_id": ANN}))["message_id"].clone();
    let edited = bench.ok(
        "editMessageCaption",
        json!({"chat_id": ANN, "message_id": id, "caption": "new"}),
    );
    assert_eq!(edited["caption"], "new");
    let media =
        json!({"type": "document", "media": "attach://file0", "caption": "a file"}).to_string();
    let edited = with_file(
        &bench,
        "editMessageMedia",
        "file0",
        json!({"chat_id": ANN, "message_id": id, "media": media}),
    );
    assert_eq!(
        (&edited["caption"], edited.get("photo")),
        (&json!("a file"), None)
    );
    assert!(
        bench
            .sim
            .lint()
            .iter()
            .all(|line| !line.contains("unknown")),
        "{:#?}",
        bench.sim.lint()
    );
}

#[test]
fn an_album_is_many_messages() {
    let bench = Bench::new();
    let photo =
        with_file(&bench, "sendPhoto", "photo", json!({"chat_id": ANN}))["photo"][0]["file_id"]
            .clone();
    let document = with_file(&bench, "sendDocument", "document", json!({"chat_id": ANN}))["document"]["file_id"].clone();
    let item = |kind: &str, id: &Value| json!({"type": kind, "media": id, "caption": "x"});
    let group = |items: Vec<Value>| json!({"chat_id": ANN, "media": items});
    let sent = bench.ok(
        "sendMediaGroup",
        group(vec![item("photo", &photo), item("photo", &photo)]),
    );
    assert_eq!(sent.as_array().map(Vec::len), Some(2));
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);
    for (items, description) in [
        (vec![], "Bad Request: there are no messages to send"),
        (
            vec![item("photo", &photo); 11],
            "Bad Request: too many messages to send as an album",
        ),
        (
            vec![item("photo", &photo), item("document", &document)],
            "Bad Request: document can't be mixed with other media types",
        ),
        (
            vec![item("sticker", &photo)],
            "Bad Request: can't parse InputMedia: type \"sticker\" can't be used in sendMediaGroup",
        ),
    ] {
        bench.refused("sendMediaGroup", group(items), description);
    }
    let made = bench.act(json!({"action": "album", "user": ANN, "items": [{"media": "photo", "caption": "both"}, {"media": "video"}]}));
    let updates = bench.updates();
    assert_eq!(updates.len(), 2);
    for (update, id) in updates
        .iter()
        .zip(made["message_ids"].as_array().expect("ids"))
    {
        assert_eq!(update["message"]["media_group_id"], made["media_group_id"]);
        assert_eq!(&update["message"]["message_id"], id);
    }
    let copied = bench.ok(
        "copyMessages",
        json!({"chat_id": FORUM, "from_chat_id": ANN, "message_ids": made["message_ids"]}),
    );
    assert_eq!(copied.as_array().map(Vec::len), Some(2));
    let shown = bench.sim.chat(FORUM, None, None);
    assert!(
        shown[shown.len() - 1].album.is_some()
            && shown[shown.len() - 1].album == shown[shown.len() - 2].album
    );
}

#[test]
fn copies_change_captions_and_forwards_name_their_source() {
    let bench = Bench::new();
    let photo = bench.act(json!({"action": "write", "user": ANN, "media": "photo", "text": "look"}))["message_id"].clone();
    let from = |id: &Value| json!({"chat_id": FORUM, "message_thread_id": TICKETS, "from_chat_id": ANN, "message_id": id});
    let mut copy = from(&photo);
    copy["caption"] = json!("<b>Ann</b>: look");
    copy["parse_mode"] = json!("HTML");
    bench.ok("copyMessage", copy);
    let shown = bench
        .sim
        .chat(FORUM, Some(TICKETS), Some(DORA))
        .pop()
        .expect("a copy");
    assert_eq!(
        (shown.html.as_str(), shown.media.as_deref()),
        ("<b>Ann</b>: look", Some("photo"))
    );
    let forwarded = bench.ok("forwardMessage", from(&photo));
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], ANN);
    bench.refused(
        "copyMessage",
        from(&json!(777)),
        "Bad Request: message to copy not found",
    );
    bench.refused(
        "forwardMessage",
        from(&json!(777)),
        "Bad Request: message to forward not found",
    );
    bench.refused(
        "copyMessage",
        json!({"chat_id": FORUM, "message_id": 1}),
        "Bad Request: parameter \"from_chat_id\" is required",
    );
    let several = |ids: Value| json!({"chat_id": FORUM, "from_chat_id": ANN, "message_ids": ids});
    bench.refused(
        "copyMessages",
        several(json!([2, 1])),
        "Bad Request: message identifiers must be in a strictly increasing order",
    );
    bench.refused(
        "copyMessages",
        several(json!([777, 778])),
        "Bad Request: messages can't be forwarded",
    );
    bench.ok("forwardMessages", several(json!([photo, 777])));
    let topic = json!({"chat_id": ANN, "from_chat_id": FORUM, "message_id": TICKETS});
    bench.refused("copyMessage", topic, "Bad Request: message can't be copied");
    let guarded = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "secret", "protect_content": true}),
    )["message_id"]
        .clone();
    bench.refused(
        "forwardMessage",
        from(&guarded),
        "Bad Request: message has protected content and can't be forwarded",
    );
}

#[test]
fn people_send_files_large_and_small() {
    let bench = Bench::new();
    let upload = Upload {
        name: "log.txt".to_owned(),
        mime: None,
        bytes: b"it broke".to_vec(),
    };
    let kept = bench.sim.upload("document", upload);
    bench.act(json!({"action": "write", "user": ANN, "media": "document", "text": "the log", "file": {"file_id": kept["file_id"]}}));
    bench.act(json!({"action": "write", "user": ANN, "media": "video", "file": {"name": "film.mp4", "size": 30_000_000}}));
    for kind in [
        "photo",
        "voice",
        "video_note",
        "sticker",
        "audio",
        "animation",
        "location",
        "contact",
        "dice",
    ] {
        bench.act(json!({"action": "write", "user": ANN, "media": kind}));
    }
    let updates = bench.updates();
    assert_eq!(updates[0]["message"]["document"]["file_name"], "log.txt");
    let film = &updates[1]["message"]["video"]["file_id"];
    bench.refused(
        "getFile",
        json!({"file_id": film}),
        "Bad Request: file is too big",
    );
    assert_eq!(updates.len(), 11);
    let nothing: Map<String, Value> = Map::new();
    assert_eq!(
        bench
            .sim
            .call(DEMO_TOKEN, "sendDocument", nothing)
            .description(),
        Some("Bad Request: chat_id is empty")
    );
}

/// People with Premium write long captions. A copy keeps one as long as nothing of the bot's is attached to it.
#[test]
fn a_long_caption_is_kept_by_a_plain_copy_alone() {
    let mut world = WorldFile::demo();
    let ann = world.users.iter_mut().find(|user| user.id == ANN);
    ann.expect("Ann").is_premium = true;
    let bench = Bench::of(world);
    bench.act(json!({"action": "start", "user": ANN}));
    bench.act(json!({"action": "start", "user": BORIS}));
    let long = "x".repeat(4096);
    let photo = |user: i64, text: &str| json!({"action": "write", "user": user, "media": "photo", "text": text});
    let written = bench.act(photo(ANN, &long))["message_id"].clone();
    bench.impossible(photo(ANN, &format!("{long}x")));
    bench.impossible(photo(BORIS, &"x".repeat(1025)));
    let copy = json!({"chat_id": FORUM, "message_thread_id": TICKETS, "from_chat_id": ANN, "message_id": written});
    let with = |name: &str, value: Value| {
        let mut copy = copy.clone();
        copy[name] = value;
        copy
    };
    let newest = || {
        let chat = bench.sim.chat(FORUM, Some(TICKETS), Some(DORA));
        let newest = chat.last().expect("a copy");
        (newest.text.clone(), newest.media.clone())
    };
    bench.ok("copyMessage", copy.clone());
    assert_eq!(newest(), (long.clone(), Some("photo".to_owned())));
    let button = json!({"inline_keyboard": [[{"text": "Press", "callback_data": "x"}]]});
    let first = json!({"message_id": bench.ok("sendMessage", json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": "first"}))["message_id"]});
    for (name, value) in [
        ("caption", json!(long)),
        ("reply_markup", button.clone()),
        ("reply_parameters", first.clone()),
    ] {
        bench.refused(
            "copyMessage",
            with(name, value),
            "Bad Request: message caption is too long",
        );
    }
    let mut bare = with("caption", json!(""));
    bare["reply_markup"] = button;
    bare["reply_parameters"] = first;
    bench.ok("copyMessage", bare);
    assert_eq!(newest(), (String::new(), Some("photo".to_owned())));
}

/// Bot API, `copyMessage`.
#[test]
fn some_kinds_can_not_be_copied() {
    let bench = Bench::new();
    let options = json!([{"persistent_id": "0", "text": "a", "voter_count": 0}]);
    let poll = |kind: &str, more: Value| {
        let mut poll = json!({
            "id": "1", "question": "q", "options": options, "total_voter_count": 0, "is_closed": false,
            "is_anonymous": true, "type": kind, "allows_multiple_answers": false, "allows_revoting": true,
            "members_only": false,
        });
        poll.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        json!({ "poll": poll })
    };
    let copied = |extra: Value| {
        let written = bench.act(json!({"action": "write", "user": ANN, "extra": extra}));
        let copy =
            json!({"chat_id": FORUM, "from_chat_id": ANN, "message_id": written["message_id"]});
        bench.call("copyMessage", copy).result().is_some()
    };
    assert!(copied(poll("regular", json!({}))));
    assert!(copied(poll("quiz", json!({"correct_option_ids": [0]}))));
    assert!(!copied(poll("quiz", json!({}))));
    let story = json!({"chat": {"id": ANN, "type": "private", "first_name": "Ann"}, "id": 1});
    assert!(!copied(json!({ "story": story })));
    let tasks = json!([{"id": 1, "text": "one"}]);
    assert!(!copied(
        json!({"checklist": {"title": "to do", "tasks": tasks}})
    ));
}
