//! What the desk of a test logs: taken down line by line as the binary would write it, at `trace`, and searched when the
//! desk ends, for what may stand in no log. A test need not ask for it.
//!
//! One log hears all tests, and keeps each thread's lines apart: a test has a thread of its own, and its desk is on it.
//! With `BELLHOP_TEST_LOG` in the environment it is shown instead, and nothing is searched.

use bellhop::{config::LogFormat, logging};
use crash_tests::log_leaks::{Secrets, TALKATIVE};
use simulator::Simulator;
use std::{cell::RefCell, io, sync::Once};
use tracing_subscriber::util::SubscriberInitExt as _;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the lines of the thread that it is on.
struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From now on what is logged is taken down; the first of all tests starts it.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| match std::env::var("BELLHOP_TEST_LOG") {
        Ok(filter) => {
            let shown = tracing_subscriber::fmt().with_test_writer();
            shown.with_env_filter(filter).init();
        }
        Err(_) => {
            let (log, _) = logging::subscriber(LogFormat::Text, TALKATIVE, false, || Lines);
            log.init();
        }
    });
}

/// What was logged on this thread, since its last desk ended.
pub(crate) fn so_far() -> String {
    LINES.with_borrow(|lines| String::from_utf8_lossy(lines).into_owned())
}

/// The lines that tell what somebody in this world wrote or is called, or a secret. The log begins anew.
pub(crate) fn told(sim: &Simulator, database: &str) -> Vec<String> {
    let log = so_far();
    LINES.with_borrow_mut(Vec::clear);
    Secrets::of(sim, database).told_in(&log)
}
