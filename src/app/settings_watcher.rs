//! The watch for edits of the settings: on their folder, on that of the wording, and for SIGHUP.
//!
//! The folder, not the file: editors write a new file and rename it over the old one, and Kubernetes replaces a symlink
//! that stands before the file's own. Where the file is a symlink, the folder that it leads to is watched too.
//!
//! An event in a folder is only a hint to look: a file counts as edited when its text differs, and reads the same twice, so
//! that a half-written file is never used. A folder that can't be watched is named in the log; an edit there takes effect
//! after a SIGHUP.

use crate::domain::language::Language;
use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    signal::unix::Signal,
    sync::{Notify, watch},
};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The time for which a text must stay unchanged to count.
const SETTLES: Duration = Duration::from_millis(200);

/// Notifies `edited` when the file at `path` or a text in `wording`'s folder may have been edited, and at each `hangup`,
/// until `stop`.
pub(super) async fn watch(
    path: PathBuf,
    mut wording: watch::Receiver<Option<PathBuf>>,
    mut hangup: Signal,
    edited: Arc<Notify>,
    stop: CancellationToken,
) {
    let touched = Arc::new(Notify::new());
    let mut watched = Watched::begin(touched.clone());
    let mut files = files(&path, &mut wording);
    // Watched first, read second: an edit between the two must be an event.
    watched.follow(&files);
    // The file may have been edited while the desk started.
    edited.notify_one();
    let mut seen = texts(&files).await;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(()) = hangup.recv() => {
                tracing::info!("SIGHUP: the settings are read again");
                edited.notify_one();
            }
            Ok(()) = wording.changed() => {
                files = self::files(&path, &mut wording);
                watched.follow(&files);
                // What was written there since it was read is seen now.
                touched.notify_one();
            }
            () = touched.notified() => {
                let now = settled(&files).await;
                if now != seen {
                    seen = now;
                    edited.notify_one();
                }
                // The settings' symlink may lead elsewhere now.
                watched.follow(&files);
            }
        }
    }
}

/// Returns the files that are compared: that of the settings, and those of the wording.
fn files(settings: &Path, wording: &mut watch::Receiver<Option<PathBuf>>) -> Vec<PathBuf> {
    let wording = wording.borrow_and_update();
    let texts = wording.iter().flat_map(|folder| {
        Language::ALL.map(|language| folder.join(format!("{}.ftl", language.code())))
    });
    std::iter::once(settings.to_owned()).chain(texts).collect()
}

/// Waits until nobody writes to the files any more, and returns their texts.
async fn settled(files: &[PathBuf]) -> Vec<Option<Vec<u8>>> {
    let mut last = texts(files).await;
    loop {
        tokio::time::sleep(SETTLES).await;
        let now = texts(files).await;
        if now == last {
            return now;
        }
        last = now;
    }
}

/// Reads the files; `None` for one that can't be read.
async fn texts(files: &[PathBuf]) -> Vec<Option<Vec<u8>>> {
    let mut texts = Vec::with_capacity(files.len());
    for file in files {
        texts.push(tokio::fs::read(file).await.ok());
    }
    texts
}

/// The watched folders. Dropping it ends the watch.
struct Watched {
    /// `None` when the system can't watch.
    watcher: Option<RecommendedWatcher>,
    /// The folders asked for, including those that can't be watched: that is tried and logged once.
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Starts with no folder; `touched` is notified of each event.
    fn begin(touched: Arc<Notify>) -> Watched {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // What was missed, or is not understood, may have been an edit.
            if event.is_ok_and(|event| !may_be_an_edit(&event.kind)) {
                return;
            }
            touched.notify_one();
        });
        if let Err(error) = &watcher {
            tracing::warn!(%error, "no folder can be watched: an edit of the settings holds after a SIGHUP");
        }
        Watched {
            watcher: watcher.ok(),
            folders: BTreeSet::new(),
        }
    }

    /// Replaces the watched folders by those of these files and of their symlinks' targets.
    fn follow(&mut self, files: &[PathBuf]) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let wanted: BTreeSet<PathBuf> = files.iter().flat_map(|file| folders(file)).collect();
        for folder in self.folders.difference(&wanted) {
            // It often is no longer there, or never could be watched.
            let _ = watcher.unwatch(folder);
        }
        for folder in wanted.difference(&self.folders) {
            if let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive) {
                tracing::warn!(
                    folder = %folder.display(),
                    %error,
                    "a folder of the settings can't be watched: an edit there holds after a SIGHUP"
                );
            }
        }
        self.folders = wanted;
    }
}

/// Returns the folder of a file and, for a symlink, that of its target; each by its real path, if it has one.
fn folders(file: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let own = folder(file);
    let own = std::fs::canonicalize(own).unwrap_or_else(|_| own.to_owned());
    let target = std::fs::canonicalize(file).ok();
    let target = target.as_deref().map(folder).map(Path::to_owned);
    std::iter::once(own).chain(target)
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Returns false for reads: otherwise every look at a file would cause the next.
fn may_be_an_edit(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => *kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}
