//! The demo's desk as a process: started, killed, forgotten, and told what time it is.
//!
//! The process is this binary again, with the hidden command of [`super::child`]. Its standard input is the leash: a line on
//! it moves its clock, its end ends the process, so that no desk outlives its demo, however that ends.

use simulator::BotProcess;
use std::{
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// The time that a desk may take to finish what it is doing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The interval at which that is checked.
const LOOK: Duration = Duration::from_millis(50);

/// The desk's process, running or not.
pub(super) struct DeskProcess {
    binary: PathBuf,
    settings: PathBuf,
    folder: PathBuf,
    /// The offset of the clock, in milliseconds: a new process begins there.
    ahead: AtomicI64,
    child: Mutex<Option<Child>>,
}

impl DeskProcess {
    /// Returns a desk, not yet started, with the settings at this path and its database in this folder.
    pub(super) fn new(settings: PathBuf, folder: PathBuf) -> std::io::Result<DeskProcess> {
        Ok(DeskProcess {
            binary: std::env::current_exe()?,
            settings,
            folder,
            ahead: AtomicI64::new(0),
            child: Mutex::new(None),
        })
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the exit status of the process once, if it ended without being asked.
    pub(super) fn ended_by_itself(&self) -> Option<ExitStatus> {
        let mut child = self.child();
        let status = child.as_mut()?.try_wait().ok()??;
        *child = None;
        Some(status)
    }

    /// Lets the process finish its work, and kills it when that takes too long.
    pub(super) async fn stop(&self) {
        let Some(mut child) = self.child().take() else {
            return;
        };
        // The end of its input asks the desk to stop in order.
        drop(child.stdin.take());
        let ended = async {
            while matches!(child.try_wait(), Ok(None)) {
                tokio::time::sleep(LOOK).await;
            }
        };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for DeskProcess {
    fn drop(&mut self) {
        if let Some(mut child) = self.child().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn is_alive(child: &mut Option<Child>) -> bool {
    child
        .as_mut()
        .is_some_and(|child| matches!(child.try_wait(), Ok(None)))
}

impl BotProcess for DeskProcess {
    fn clock_moved(&self, ms: i64) {
        // Under the lock: a process that is just started must not learn of it twice.
        let mut child = self.child();
        self.ahead.fetch_add(ms, Ordering::SeqCst);
        if let Some(leash) = child.as_mut().and_then(|child| child.stdin.as_mut()) {
            // A desk that is just dying learns the time when it starts again.
            let _ = writeln!(leash, "{ms}");
        }
    }

    fn kill(&self) -> Result<(), String> {
        let Some(mut child) = self.child().take() else {
            return Ok(());
        };
        // Waited for, so that its lock on the database is free before the next one starts.
        child
            .kill()
            .and_then(|()| child.wait())
            .map(drop)
            .map_err(|error| format!("the desk can't be killed: {error}"))
    }

    fn start(&self) -> Result<(), String> {
        let mut child = self.child();
        if is_alive(&mut child) {
            return Ok(());
        }
        let mut command = Command::new(&self.binary);
        command.arg("--config").arg(&self.settings).arg("demo-desk");
        command
            .arg("--ahead")
            .arg(self.ahead.load(Ordering::SeqCst).to_string());
        // The demo's desk has the demo's settings, whatever else this machine runs.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BELLHOP__") {
                command.env_remove(name);
            }
        }
        let started = command.stdin(Stdio::piped()).spawn();
        let started = started.map_err(|error| format!("the desk can't be started: {error}"))?;
        *child = Some(started);
        Ok(())
    }

    fn forget(&self) -> Result<(), String> {
        // With its journals: a WAL that is left behind must not meet the next database of that name.
        for name in ["bellhop.db", "bellhop.db-wal", "bellhop.db-shm"] {
            let path = self.folder.join(name);
            match std::fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{} can't be removed: {error}", path.display())),
            }
        }
        Ok(())
    }

    fn is_running(&self) -> bool {
        is_alive(&mut self.child())
    }

    fn tour(&self) -> serde_json::Value {
        // A tour that can't be read is none; the tests play it to its end.
        serde_json::from_str(include_str!("tour.json")).unwrap_or_default()
    }
}
