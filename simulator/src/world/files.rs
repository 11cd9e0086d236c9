//! Files: uploaded by the bot, sent by people, and fetched again.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::calls::Outcome;
use crate::answer::{ApiAnswer, Failure};
use crate::params::{Params, Upload};

/// getFile refuses anything larger.
const MAX_DOWNLOAD: u64 = 20_000_000;
/// Uploads larger than this are refused by the front end.
const MAX_UPLOAD: usize = 50_000_000;

/// A file on Telegram's servers.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(crate) unique: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) mime: String,
    /// Bytes; a test may declare more than there are.
    pub(crate) size: u64,
    pub(crate) path: String,
    pub(crate) bytes: Arc<Vec<u8>>,
}

/// All files, by `file_id`.
#[derive(Debug, Default)]
pub(crate) struct FileStore {
    files: BTreeMap<String, StoredFile>,
}

impl World {
    /// Keeps a file; `declared` is a size to claim instead of the real one.
    pub(crate) fn store_file(
        &mut self,
        kind: &str,
        upload: Upload,
        declared: Option<u64>,
    ) -> StoredFile {
        let number = self.files.files.len() + 1;
        let (folder, ending, mime) = defaults(kind);
        let size = declared.unwrap_or(upload.bytes.len() as u64);
        let name = if upload.name.is_empty() {
            format!("file_{number}{ending}")
        } else {
            upload.name
        };
        let own_ending = name.rfind('.').map_or(ending, |at| &name[at..]);
        let stored = StoredFile {
            id: format!("SIM{kind}-{}-{number}", self.random_digits()),
            unique: format!("AQAD{number:08}"),
            kind: kind.to_owned(),
            mime: upload.mime.unwrap_or_else(|| mime.to_owned()),
            size,
            path: format!(
                "{folder}/file_{number}{}",
                if kind == "document" {
                    own_ending
                } else {
                    ending
                }
            ),
            bytes: Arc::new(upload.bytes),
            name,
        };
        self.files.files.insert(stored.id.clone(), stored.clone());
        stored
    }

    /// A file by its `file_id`.
    pub(crate) fn stored_file(&self, id: &str) -> Option<&StoredFile> {
        self.files.files.get(id)
    }

    /// The bytes at a path that getFile gave out.
    pub(crate) fn file_at(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        self.files
            .files
            .values()
            .find(|file| file.path == path)
            .map(|file| file.bytes.clone())
    }

    /// The file that a parameter means: an upload, an `attach://` name, or a `file_id`.
    pub(crate) fn file_for(
        &mut self,
        params: &Params,
        source: &str,
        kind: &str,
    ) -> Result<StoredFile, Failure> {
        let named = params.text(source);
        let part = named
            .strip_prefix("attach://")
            .unwrap_or(if named.is_empty() { source } else { "" });
        if let Some(upload) = params.files.get(part) {
            if upload.bytes.len() > MAX_UPLOAD {
                return Err(Failure::verbatim(413, "Request Entity Too Large"));
            }
            if upload.bytes.is_empty() {
                return Err(Failure::bad("file must be non-empty"));
            }
            return Ok(self.store_file(kind, upload.clone(), None));
        }
        if named.is_empty() || named.starts_with("attach://") {
            let what = kind.replace('_', " ");
            return Err(Failure::bad(format!("there is no {what} in the request")));
        }
        if named.starts_with("http://") || named.starts_with("https://") {
            // The world has no network; this is what Telegram says when it can't fetch the address.
            return Err(Failure::bad("failed to get HTTP URL content"));
        }
        self.stored_file(named)
            .cloned()
            .ok_or_else(|| Failure::bad("wrong file identifier/HTTP URL specified"))
    }

    pub(crate) fn get_file(&mut self, params: &Params) -> Outcome {
        if !params.has("file_id") {
            return Err(Failure::bad("file_id not specified"));
        }
        let file = self
            .stored_file(params.text("file_id"))
            .ok_or_else(|| Failure::bad("invalid file_id"))?;
        if file.size > MAX_DOWNLOAD {
            return Err(Failure::bad("file is too big"));
        }
        Ok(ApiAnswer::done(file_json(file)))
    }
}

/// A `File`.
pub(crate) fn file_json(file: &StoredFile) -> Value {
    json!({"file_id": file.id, "file_unique_id": file.unique, "file_size": file.size, "file_path": file.path})
}

/// Folder, ending and content type of files of a kind.
fn defaults(kind: &str) -> (&'static str, &'static str, &'static str) {
    match kind {
        "photo" | "live_photo" => ("photos", ".jpg", "image/jpeg"),
        "audio" => ("music", ".mp3", "audio/mpeg"),
        "video" => ("videos", ".mp4", "video/mp4"),
        "animation" => ("animations", ".mp4", "video/mp4"),
        "voice" => ("voice", ".oga", "audio/ogg"),
        "video_note" => ("video_notes", ".mp4", "video/mp4"),
        "sticker" => ("stickers", ".webp", "image/webp"),
        _ => ("documents", ".bin", "application/octet-stream"),
    }
}
