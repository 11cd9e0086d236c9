//! The log: where it goes, how it is written, and what may never be in it.
//!
//! It goes to the standard error. Libraries carry tokens and people's words (addresses of requests, statements, payloads),
//! so whatever the filter of the settings says, nobody but ourselves is heard below `warn`: their `debug` and `trace`
//! would print them.

use crate::config::LogFormat;
use std::{io::IsTerminal, sync::OnceLock};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry, reload,
    util::SubscriberInitExt,
};

/// The crates whose every line is written with this in mind.
const OURS: [&str; 3] = ["bellhop", "migration", "simulator"];

/// Changes what is logged while the log runs.
pub type Refilter = reload::Handle<EnvFilter, Registry>;

/// That of this process.
static REFILTER: OnceLock<Refilter> = OnceLock::new();

/// Starts the log of this process. A filter that is none (the settings have checked theirs) counts as `info`; a second
/// start changes nothing.
pub fn start(format: LogFormat, filter: &str) {
    let ansi = std::io::stderr().is_terminal();
    let (subscriber, refilter) = subscriber(format, filter, ansi, std::io::stderr);
    // The one error is that a log runs already, as in tests.
    if subscriber.try_init().is_ok() {
        let _ = REFILTER.set(refilter);
    }
}

/// From now on the log of this process has another filter; a filter that is none changes nothing.
pub fn refilter(filter: &str) {
    if let (Some(refilter), Ok(filter)) = (REFILTER.get(), EnvFilter::try_new(filter))
        && let Err(error) = refilter.reload(filter)
    {
        tracing::warn!(%error, "log.filter holds after a restart only");
    }
}

/// The log, written to `writer`, and how to filter it anew; `ansi` for colours. [`start`] writes that of the process; the
/// tests take theirs down to look for what may never be in it.
pub fn subscriber<W>(
    format: LogFormat,
    filter: &str,
    ansi: bool,
    writer: W,
) -> (impl Subscriber + Send + Sync, Refilter)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let asked = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let (asked, refilter) = reload::Layer::new(asked);
    let lines = fmt::layer().with_ansi(ansi).with_writer(writer);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // Filters of the whole, not of the one layer: such a filter remembers its last answer, and a library that only asks
    // whether it may log has it drop the next line of ours.
    let subscriber = registry()
        .with(asked)
        .with(filter_fn(may_be_logged))
        .with(lines);
    (subscriber, refilter)
}

fn may_be_logged(event: &Metadata<'_>) -> bool {
    let of_crate = event.target().split("::").next().unwrap_or_default();
    OURS.contains(&of_crate) || *event.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// The log, under `filter`, of the desk and of a library that is capped.
    fn logged(format: LogFormat, filter: &str) -> String {
        logged_after(format, filter, |_| {})
    }

    /// The same, when something was done to the filter before.
    fn logged_after(format: LogFormat, filter: &str, change: impl FnOnce(Refilter)) -> String {
        log_of(format, filter, |refilter| {
            change(refilter);
            tracing::debug!(target: "bellhop::actors", { ticket.id = 7 }, "ticket woke");
            tracing::trace!(target: "hyper_util::client", "GET /bot123:secret/getMe");
            tracing::debug!(target: "sqlx::query", "insert into messages");
            tracing::info!(target: "teloxide_core::net", "payload");
            tracing::debug!(target: "a_new_one", "whatever it is");
            tracing::trace!(target: "bellhopper", "not ours");
            tracing::warn!(target: "sqlx::query", "slow statement");
        })
    }

    fn log_of(format: LogFormat, filter: &str, work: impl FnOnce(Refilter)) -> String {
        let written = Arc::new(Mutex::new(Vec::new()));
        let shared = written.clone();
        let writer = move || Shared(shared.clone());
        let (subscriber, refilter) = subscriber(format, filter, false, writer);
        tracing::subscriber::with_default(subscriber, || work(refilter));
        let bytes = written
            .lock()
            .map(|bytes| bytes.clone())
            .unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if let Ok(mut all) = self.0.lock() {
                all.extend_from_slice(bytes);
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_that_carry_secrets_stay_at_warn_whatever_the_filter_says() {
        for filter in [
            "trace",
            "trace,hyper_util=trace,sqlx=trace,teloxide_core=trace,a_new_one=trace",
        ] {
            let log = logged(LogFormat::Text, filter);
            let lines: Vec<&str> = log.lines().collect();
            assert_eq!(lines.len(), 2, "{log}");
            assert!(
                lines[0].ends_with("DEBUG bellhop::actors: ticket woke ticket.id=7"),
                "{log}"
            );
            assert!(
                lines[1].ends_with("WARN sqlx::query: slow statement"),
                "{log}"
            );
        }
    }

    #[test]
    fn the_filter_of_the_settings_holds() {
        assert_eq!(logged(LogFormat::Text, "error"), "");
        let log = logged(LogFormat::Text, "warn,bellhop=debug");
        assert_eq!(log.lines().count(), 2, "{log}");
    }

    #[test]
    fn a_library_that_asks_whether_it_may_log_silences_nobody() {
        let log = log_of(LogFormat::Text, "info", |_| {
            for _ in 0..2 {
                assert!(!tracing::enabled!(target: "sqlx::query", Level::DEBUG));
                tracing::info!("this process leads");
            }
        });
        assert_eq!(log.lines().count(), 2, "{log}");
    }

    #[test]
    fn the_filter_changes_while_the_log_runs() {
        let log = logged_after(LogFormat::Text, "error", |refilter| {
            let filter = EnvFilter::new("trace,hyper=trace");
            refilter.reload(filter).expect("it changes");
        });
        let first = "DEBUG bellhop::actors: ticket woke ticket.id=7";
        let lines: Vec<&str> = log.lines().collect();
        // Libraries stay where they are capped.
        assert!(lines.len() == 2 && lines[0].ends_with(first), "{log}");
    }

    #[test]
    fn json_is_one_object_a_line() {
        let log = logged(LogFormat::Json, "debug");
        let first: serde_json::Value =
            serde_json::from_str(log.lines().next().unwrap_or_default()).expect("JSON");
        assert_eq!(first["level"], "DEBUG");
        assert_eq!(first["ticket.id"], 7);
        assert_eq!(first["message"], "ticket woke");
    }
}
