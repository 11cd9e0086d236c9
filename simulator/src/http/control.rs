//! `/sim/`: what people do, over HTTP.
//!
//! `POST /sim/<action>` takes the fields of the action as a JSON object; reading actions work by GET with a query string
//! too. An answer is `{"ok":true,"result":…}`; a refusal is 400 with `{"ok":false,"error":"…"}`.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Query, State};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep_until};

use super::events::events;
use super::server::AppState;
use crate::control::Control;
use crate::params::{Upload, as_int};
use crate::transcript::transcript;
use crate::world::ShownMessage;

/// Actions that change nothing.
const READING: [&str; 9] = [
    "chat", "text", "find", "wait", "world", "journal", "lint", "answer", "keeper",
];
/// Pictures that a browser may show in the page.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const MAX_BODY: usize = 60_000_000;
/// How long `wait` waits when nobody says.
const PATIENCE_MS: i64 = 10_000;
const MAX_PATIENCE_MS: i64 = 600_000;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/file/{id}", get(file))
        .route("/events", get(events))
        .route("/upload", axum::routing::post(upload))
        .route("/{action}", get(read).post(act))
}

async fn act(State(office): State<AppState>, Path(action): Path<String>, body: Bytes) -> Response {
    let fields = match body.is_empty() {
        true => Map::new(),
        false => match serde_json::from_slice(&body) {
            Ok(Value::Object(map)) => map,
            Ok(_) => return refused("a JSON object is expected".to_owned()),
            Err(fault) => return refused(format!("this is no JSON: {fault}")),
        },
    };
    run(&office, &action, fields).await
}

async fn read(
    State(office): State<AppState>,
    Path(action): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    if !READING.contains(&action.as_str()) {
        return refused(format!("{action} must be POSTed"));
    }
    let text = ["contains", "query_id"];
    let fields = given.into_iter().map(|(name, value)| {
        let number = value
            .parse::<i64>()
            .ok()
            .filter(|_| !text.contains(&name.as_str()));
        let value = number.map_or_else(|| json!(value), |number| json!(number));
        (name, value)
    });
    run(&office, &action, fields.collect()).await
}

async fn run(office: &AppState, action: &str, mut fields: Map<String, Value>) -> Response {
    if action == "wait" {
        return wait(office, fields).await;
    }
    let as_text = action == "text";
    let action = if as_text { "chat" } else { action };
    fields.insert("action".to_owned(), json!(action));
    match serde_json::from_value::<Control>(Value::Object(fields)) {
        Err(fault) => refused(fault.to_string()),
        Ok(action) => match office.sim.control(action) {
            Err(why) => refused(why),
            Ok(chat) if as_text => text(chat),
            Ok(result) => done(result),
        },
    }
}

/// A chat as a page for eyes, instead of JSON.
fn text(chat: Value) -> Response {
    match serde_json::from_value::<Vec<ShownMessage>>(chat) {
        Ok(messages) => transcript(&messages).into_response(),
        Err(fault) => refused(fault.to_string()),
    }
}

/// Answers when a message with the text is there: at once if it is already.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a poll waits is measured by tokio's clock"
)]
async fn wait(office: &AppState, mut fields: Map<String, Value>) -> Response {
    let patience = fields
        .remove("timeout_ms")
        .as_ref()
        .and_then(as_int)
        .unwrap_or(PATIENCE_MS)
        .clamp(0, MAX_PATIENCE_MS);
    let until = Instant::now() + Duration::from_millis(u64::try_from(patience).unwrap_or(0));
    fields.insert("action".to_owned(), json!("find"));
    let find: Control = match serde_json::from_value(Value::Object(fields)) {
        Ok(find) => find,
        Err(fault) => return refused(fault.to_string()),
    };
    let mut changes = office.sim.changes();
    loop {
        // A look is no change, or it would wake itself up for ever.
        match office.sim.look(&find) {
            Err(why) => return refused(why),
            Ok(Value::Null) => {}
            Ok(found) => return done(found),
        }
        let late = tokio::select! {
            changed = changes.changed() => changed.is_err(),
            () = sleep_until(until) => true,
            () = office.closing.cancelled() => true,
        };
        if late {
            return too_late(office, &find, patience);
        }
    }
}

/// Says what is there instead of the text that was waited for.
fn too_late(office: &AppState, find: &Control, patience: i64) -> Response {
    let Control::Find {
        chat,
        contains,
        thread,
        ..
    } = find
    else {
        return refused(String::new());
    };
    let shown = office.sim.chat(*chat, *thread, None);
    let last: Vec<&str> = shown
        .iter()
        .rev()
        .take(5)
        .rev()
        .map(|message| message.text.as_str())
        .collect();
    let error = format!("{contains:?} did not appear in chat {chat} within {patience} ms");
    answer(
        StatusCode::REQUEST_TIMEOUT,
        json!({"ok": false, "error": error, "last": last}),
    )
}

/// `POST /sim/upload?kind=document&name=notes.txt` with the bytes as the body: a file for `write`.
async fn upload(
    State(office): State<AppState>,
    Query(given): Query<Vec<(String, String)>>,
    request: Request<Body>,
) -> Response {
    let field = |wanted: &str| {
        given
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.clone())
    };
    let mime = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        // What curl says of a body when it was told nothing.
        .filter(|kind| !kind.starts_with("application/x-www-form-urlencoded"))
        .map(str::to_owned);
    let Ok(bytes) = to_bytes(request.into_body(), MAX_BODY).await else {
        return refused("the file is too large".to_owned());
    };
    let upload = Upload {
        name: field("name").unwrap_or_default(),
        mime,
        bytes: bytes.to_vec(),
    };
    done(office.sim.upload(
        &field("kind").unwrap_or_else(|| "document".to_owned()),
        upload,
    ))
}

async fn file(State(office): State<AppState>, Path(id): Path<String>) -> Response {
    let Some(bytes) = office.sim.file(&id) else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let claimed = office.sim.file_type(&id).unwrap_or_default();
    // Anybody may have sent it: only what can't hold a script is shown in place.
    let shown = SHOWN.contains(&claimed.as_str())
        || claimed.starts_with("video/")
        || claimed.starts_with("audio/");
    let (kind, place) = match shown {
        true => (claimed.as_str(), "inline"),
        false => ("application/octet-stream", "attachment"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, place),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from(bytes.to_vec())).into_response()
}

fn done(result: Value) -> Response {
    answer(StatusCode::OK, json!({"ok": true, "result": result}))
}

fn refused(error: String) -> Response {
    answer(
        StatusCode::BAD_REQUEST,
        json!({"ok": false, "error": error}),
    )
}

/// A line of JSON: with an end, for terminals.
fn answer(status: StatusCode, body: Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, format!("{body}\n")).into_response()
}
