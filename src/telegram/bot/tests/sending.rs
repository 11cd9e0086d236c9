//! What goes out for each call.

use super::*;

const GROUP: i64 = -1_001_234_567_890;

/// Asserts what one call asks, and hands out its result.
async fn check(call: Call, answer: Value, method: &str, parameters: Value) -> Option<i64> {
    let (server, bot) = Server::answering([ok(answer)]).await;
    let number = bot.deliver(&call).await.expect("done");
    assert_eq!(server.asked(), [(method.to_owned(), parameters)]);
    number
}

fn buttons() -> Markup {
    let press = |label: &str, press| Button {
        label: label.into(),
        does: ButtonKind::Press(press),
    };
    Markup::Buttons(vec![
        vec![
            press("View", ButtonAction::View(TicketId(126))),
            press("Close", ButtonAction::Close(TicketId(126))),
        ],
        vec![Button {
            label: "Contact".into(),
            does: ButtonKind::Open("https://t.me/support".into()),
        }],
    ])
}

fn buttons_json() -> Value {
    json!({"inline_keyboard": [
        [{"text": "View", "callback_data": "view:126"}, {"text": "Close", "callback_data": "close:126"}],
        [{"text": "Contact", "url": "https://t.me/support"}],
    ]})
}

#[tokio::test]
async fn a_plain_text() {
    let number = check(
        Call::Text {
            to: place(),
            html: "<b>Hi</b>".into(),
            markup: Markup::None,
        },
        json!({"message_id": 41, "chat": {"id": GROUP}, "date": 1, "text": "Hi",
            "entities": [{"type": "hologram", "offset": 0, "length": 2}], "something_new": {"x": [1]}}),
        "sendmessage",
        json!({"chat_id": GROUP, "text": "<b>Hi</b>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}}),
    )
    .await;
    assert_eq!(number, Some(41));
}

#[tokio::test]
async fn a_text_in_a_topic_as_a_reply_with_buttons() {
    let number = check(
        Call::Text {
            to: Destination {
                thread: Some(5),
                reply_to: Some(40),
                ..place()
            },
            html: "Hi".into(),
            markup: buttons(),
        },
        // The message was sent; that its number is missing must not look like a failure.
        json!({}),
        "sendmessage",
        json!({"chat_id": GROUP, "message_thread_id": 5, "text": "Hi", "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": true},
            "reply_parameters": {"message_id": 40, "allow_sending_without_reply": true},
            "reply_markup": buttons_json()}),
    )
    .await;
    assert_eq!(number, None);
}

#[tokio::test]
async fn a_prompt_that_opens_the_input_field() {
    check(
        Call::Text {
            to: place(),
            html: "Title?".into(),
            markup: Markup::ForceReply("Printer on fire".into()),
        },
        json!({"message_id": 1}),
        "sendmessage",
        json!({"chat_id": GROUP, "text": "Title?", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true},
            "reply_markup": {"force_reply": true, "input_field_placeholder": "Printer on fire", "selective": true}}),
    )
    .await;
}

#[tokio::test]
async fn copies() {
    let copy = |caption: Option<&str>, markup| Call::Copy {
        to: Destination {
            thread: Some(5),
            reply_to: Some(40),
            ..place()
        },
        from: Origin {
            chat: 501,
            message: 11,
        },
        caption: caption.map(str::to_owned),
        markup,
    };
    let number = check(
        copy(Some("<b>#126</b>"), buttons()),
        json!({"message_id": 42}),
        "copymessage",
        json!({"chat_id": GROUP, "message_thread_id": 5, "from_chat_id": 501, "message_id": 11,
            "caption": "<b>#126</b>", "parse_mode": "HTML",
            "reply_parameters": {"message_id": 40, "allow_sending_without_reply": true},
            "reply_markup": buttons_json()}),
    )
    .await;
    assert_eq!(number, Some(42));
    check(
        copy(None, Markup::None),
        json!({"message_id": 43}),
        "copymessage",
        json!({"chat_id": GROUP, "message_thread_id": 5, "from_chat_id": 501, "message_id": 11,
            "reply_parameters": {"message_id": 40, "allow_sending_without_reply": true}}),
    )
    .await;
}

#[tokio::test]
async fn files() {
    use MediaKind::*;
    let cases = [
        (Photo, "sendphoto", "photo", true),
        (Video, "sendvideo", "video", true),
        (Animation, "sendanimation", "animation", true),
        (Audio, "sendaudio", "audio", true),
        (Document, "senddocument", "document", true),
        (Voice, "sendvoice", "voice", true),
        (VideoNote, "sendvideonote", "video_note", false),
        (Sticker, "sendsticker", "sticker", false),
    ];
    for (kind, method, field, captioned) in cases {
        assert_eq!(kind.takes_caption(), captioned, "{kind:?}");
        let call = |caption: Option<&str>| Call::File {
            to: Destination {
                thread: Some(5),
                ..place()
            },
            kind,
            file_id: "AgAC-1".into(),
            caption: caption.map(str::to_owned),
            markup: Markup::None,
        };
        let bare = json!({"chat_id": GROUP, "message_thread_id": 5, field: "AgAC-1"});
        let mut full = bare.clone();
        if captioned {
            full["caption"] = "<i>c</i>".into();
            full["parse_mode"] = "HTML".into();
        }
        let number = check(
            call(Some("<i>c</i>")),
            json!({"message_id": 7}),
            method,
            full,
        )
        .await;
        assert_eq!(number, Some(7), "{kind:?}");
        check(call(None), json!({"message_id": 7}), method, bare).await;
    }
    for kind in [Location, Contact, Other] {
        let (server, bot) = Server::answering([]).await;
        let call = Call::File {
            to: place(),
            kind,
            file_id: "x".into(),
            caption: None,
            markup: Markup::None,
        };
        let error = bot.deliver(&call).await.expect_err("there is no file");
        assert_eq!(
            error,
            CallError::CannotDo("this kind of message has no file".into())
        );
        assert_eq!(server.asked(), [], "{kind:?}");
    }
}

#[tokio::test]
async fn edits() {
    let edit = |markup| Call::Edit {
        chat: GROUP,
        message: 40,
        html: "Closed".into(),
        markup,
    };
    let plain = json!({"chat_id": GROUP, "message_id": 40, "text": "Closed", "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": true}});
    let mut buttoned = plain.clone();
    buttoned["reply_markup"] = buttons_json();
    for (markup, parameters) in [(Markup::None, plain), (buttons(), buttoned)] {
        let answer = json!({"message_id": 40});
        let number = check(edit(markup), answer, "editmessagetext", parameters).await;
        assert_eq!(number, None);
    }
}

#[tokio::test]
async fn edits_of_captions() {
    let edit = |markup| Call::EditCaption {
        chat: GROUP,
        message: 40,
        caption: "<b>Closed</b>".into(),
        markup,
    };
    let plain = json!({"chat_id": GROUP, "message_id": 40, "caption": "<b>Closed</b>", "parse_mode": "HTML"});
    let mut buttoned = plain.clone();
    buttoned["reply_markup"] = buttons_json();
    for (markup, parameters) in [(Markup::None, plain), (buttons(), buttoned)] {
        let answer = json!({"message_id": 40});
        let number = check(edit(markup), answer, "editmessagecaption", parameters).await;
        assert_eq!(number, None);
    }
}

#[tokio::test]
async fn reactions_and_toasts() {
    let react = Call::React {
        chat: 501,
        message: 11,
        emoji: "👀",
    };
    check(
        react,
        json!(true),
        "setmessagereaction",
        json!({"chat_id": 501, "message_id": 11, "reaction": [{"type": "emoji", "emoji": "👀"}]}),
    )
    .await;
    let toast = |text: Option<&str>| Call::Toast {
        callback: "4382".into(),
        text: text.map(str::to_owned),
    };
    let method = "answercallbackquery";
    let silent = json!({"callback_query_id": "4382"});
    check(toast(None), json!(true), method, silent).await;
    let said = json!({"callback_query_id": "4382", "text": "Taken"});
    check(toast(Some("Taken")), json!(true), method, said).await;
}

#[tokio::test]
async fn what_can_be_no_message_is_not_asked_for() {
    let (server, bot) = Server::answering([]).await;
    let far = 1 << 40;
    let to = Destination {
        thread: Some(far),
        ..place()
    };
    let cases = [
        (
            Call::Edit {
                chat: 1,
                message: far,
                html: "x".into(),
                markup: Markup::None,
            },
            CallError::MessageGone("no message has such a number".into()),
        ),
        (
            Call::Text {
                to,
                html: "x".into(),
                markup: Markup::None,
            },
            CallError::ThreadGone("no topic has such a number".into()),
        ),
        (
            Call::Text {
                to: place(),
                html: "x".into(),
                markup: Markup::Buttons(vec![vec![Button {
                    label: "x".into(),
                    does: ButtonKind::Open("no address".into()),
                }]]),
            },
            CallError::Refused("a button's address can't be read".into()),
        ),
    ];
    for (call, expected) in cases {
        assert_eq!(bot.deliver(&call).await, Err(expected));
    }
    assert_eq!(server.asked(), []);
}
