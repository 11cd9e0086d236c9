//! Whether the file of the settings was edited: its folder is watched, and SIGHUP listened to.
//!
//! The folder, not the file: editors write a new file and rename it over the old one, and Kubernetes replaces a symlink
//! that stands before the file's own. Where the file is a symlink, the folder that it leads to is watched too.
//!
//! What the folder tells is only a hint to look: the file counts as edited when its text is another, and reads the same
//! twice, so that nobody is caught in the middle of writing.

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{signal::unix::Signal, sync::Notify};
use tokio_util::sync::CancellationToken;

/// How long a text must stay as it is to count.
const SETTLES: Duration = Duration::from_millis(200);

/// Tells `edited` whenever the file at `path` may have been edited, and on `hangup`, until `stop`.
pub(super) async fn watch(
    path: PathBuf,
    mut hangup: Signal,
    edited: Arc<Notify>,
    stop: CancellationToken,
) {
    let touched = Arc::new(Notify::new());
    let mut folders = Folders::watched(&path, touched.clone());
    // The file may have been edited while the desk started.
    edited.notify_one();
    let mut seen = text(&path).await;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(()) = hangup.recv() => {
                tracing::info!("SIGHUP: the settings are read again");
                edited.notify_one();
            }
            () = touched.notified() => {
                let now = settled(&path).await;
                if now != seen {
                    seen = now;
                    edited.notify_one();
                }
                folders.follow(&path);
            }
        }
    }
}

/// The file's text when nobody writes to it any more; `None` when it can't be read.
async fn settled(path: &Path) -> Option<Vec<u8>> {
    let mut last = text(path).await;
    loop {
        tokio::time::sleep(SETTLES).await;
        let now = text(path).await;
        if now == last {
            return now;
        }
        last = now;
    }
}

async fn text(path: &Path) -> Option<Vec<u8>> {
    tokio::fs::read(path).await.ok()
}

/// The folders that are watched; they are no longer when this is dropped.
struct Folders {
    /// `None` when the system can't watch.
    watcher: Option<RecommendedWatcher>,
    /// The folder of the file that a symlink leads to.
    target: Option<PathBuf>,
}

impl Folders {
    /// The folder of the file at `path`, and the one that it leads to; `touched` is told when something happens there.
    /// When that can't be, it is logged, and SIGHUP is left.
    fn watched(path: &Path, touched: Arc<Notify>) -> Folders {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // What was missed, or is not understood, may have been an edit.
            if event.is_ok_and(|event| !may_be_an_edit(&event.kind)) {
                return;
            }
            touched.notify_one();
        });
        let watcher = watcher.and_then(|mut watcher| {
            watcher.watch(folder(path), RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        if let Err(error) = &watcher {
            tracing::warn!(
                %error,
                "the folder of the settings can't be watched: an edit holds after a SIGHUP"
            );
        }
        let mut folders = Folders {
            watcher: watcher.ok(),
            target: None,
        };
        folders.follow(path);
        folders
    }

    /// Watches the folder that the file's symlink leads to now, and no longer the one that it led to before.
    fn follow(&mut self, path: &Path) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let target = std::fs::canonicalize(path).ok();
        let target = target.as_deref().map(folder).map(Path::to_owned);
        if target == self.target || target.is_none() {
            return;
        }
        let own = std::fs::canonicalize(folder(path)).ok();
        if let Some(before) = self
            .target
            .take()
            .filter(|before| Some(before) != own.as_ref())
        {
            // It is usually gone.
            let _ = watcher.unwatch(&before);
        }
        if let Some(folder) = target.as_deref().filter(|_| target != own)
            && let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive)
        {
            tracing::warn!(%error, "the folder that the settings' symlink leads to can't be watched");
        }
        self.target = target;
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Reading is none, or every look would call for the next.
fn may_be_an_edit(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => *kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}
