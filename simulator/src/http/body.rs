//! The parameters of a call out of an HTTP request: query string, form, multipart, JSON.

use std::collections::BTreeMap;

use axum::RequestExt;
use axum::body::{Body, to_bytes};
use axum::extract::Multipart;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use crate::answer::Failure;
use crate::params::{Params, Upload};

/// The front end's limit on a whole body, a little above what one file may have.
const MAX_BODY: usize = 60_000_000;

/// Reads all parameters. What stands in the body wins over the query string.
pub(super) async fn read(request: Request<Body>) -> Result<Params, Failure> {
    let mut raw = Map::new();
    let mut files = BTreeMap::new();
    if let Some(query) = request.uri().query() {
        pairs(query.as_bytes(), &mut raw);
    }
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or("").to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        parts(request, &mut raw, &mut files).await?;
        return Ok(Params::new(raw, files));
    }
    let body = to_bytes(request.into_body(), MAX_BODY)
        .await
        .map_err(|_| too_large())?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        pairs(&body, &mut raw);
    } else if kind.starts_with("application/json") && !body.is_empty() {
        match serde_json::from_slice(&body) {
            Ok(Value::Object(map)) => raw.extend(map),
            Ok(Value::String(text)) => {
                raw.insert("content".to_owned(), json!(text));
            }
            _ => return Err(Failure::bad("JSON object expected")),
        }
    }
    Ok(Params::new(raw, files))
}

fn pairs(text: &[u8], raw: &mut Map<String, Value>) {
    for (name, value) in form_urlencoded::parse(text) {
        raw.insert(name.into_owned(), json!(value));
    }
}

async fn parts(
    request: Request<Body>,
    raw: &mut Map<String, Value>,
    files: &mut BTreeMap<String, Upload>,
) -> Result<(), Failure> {
    let broken = || Failure::bad("can't parse the multipart body");
    let mut multipart: Multipart = request.extract().await.map_err(|_| broken())?;
    let mut total = 0;
    while let Some(part) = multipart.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or("").to_owned();
        let file = part.file_name().map(str::to_owned);
        let mime = part.content_type().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| too_large())?;
        total += bytes.len();
        if total > MAX_BODY {
            return Err(too_large());
        }
        match file {
            Some(file) => {
                files.insert(
                    name,
                    Upload {
                        name: file,
                        mime,
                        bytes: bytes.to_vec(),
                    },
                );
            }
            None => {
                raw.insert(name, json!(String::from_utf8_lossy(&bytes)));
            }
        }
    }
    Ok(())
}

fn too_large() -> Failure {
    Failure::verbatim(413, "Request Entity Too Large")
}
