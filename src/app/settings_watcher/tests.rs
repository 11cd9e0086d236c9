//! What is told of an edit when folders can't be watched, or are others than before. How files are edited in practice is
//! in `tests/it/whole/edits.rs`.

use super::*;
use std::{fs, process::Command};
use tokio::signal::unix::{SignalKind, signal};

/// How long an edit may take to be told: far longer than it does on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watching {
    edited: Arc<Notify>,
    wording: watch::Sender<Option<PathBuf>>,
    stop: CancellationToken,
}

impl Watching {
    /// Watches a file; what may have been edited before is told.
    async fn begin(path: &Path) -> Watching {
        let (wording, named) = watch::channel(None);
        let hangup = signal(SignalKind::hangup()).expect("a signal");
        let (edited, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let watched = watch(path.to_owned(), named, hangup, edited.clone(), stop.clone());
        tokio::spawn(watched);
        let watching = Watching {
            edited,
            wording,
            stop,
        };
        watching.is_told("at the start").await;
        watching
    }

    async fn is_told(&self, what: &str) {
        let told = tokio::time::timeout(PATIENCE, self.edited.notified()).await;
        assert!(told.is_ok(), "{what}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// As on a machine that has no watch left to give (`fs.inotify.max_user_watches`): here, because it is not there.
#[tokio::test]
async fn a_folder_that_cannot_be_watched_leaves_sighup() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("gone").join("config.toml");
    let watching = Watching::begin(&file).await;
    let own = std::process::id().to_string();
    let sent = Command::new("kill").args(["-HUP", &own]).status();
    assert!(sent.expect("kill").success());
    watching.is_told("SIGHUP").await;
}

#[tokio::test]
async fn the_wording_is_watched_where_the_settings_name_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    for name in ["settings", "first", "second"] {
        fs::create_dir(path(name)).expect("a folder");
    }
    fs::write(path("first/en.ftl"), "greeting = One.").expect("written");
    let watching = Watching::begin(&path("settings/config.toml")).await;

    watching.wording.send_replace(Some(path("first")));
    watching.is_told("there are other texts now").await;
    fs::write(path("first/en.ftl"), "greeting = Two.").expect("written");
    watching.is_told("a text was edited").await;
    fs::write(path("first/ru.ftl"), "greeting = Три.").expect("written");
    watching.is_told("a text was added").await;

    watching.wording.send_replace(Some(path("second")));
    watching.is_told("there are other texts once more").await;
    fs::write(path("second/en.ftl"), "greeting = Four.").expect("written");
    watching
        .is_told("a text was edited in the other folder")
        .await;
}
