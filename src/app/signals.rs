//! The signals that end the desk.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first SIGINT or SIGTERM; exits the process with 130 at the second.
pub(super) async fn wait_for_signals(stop: CancellationToken) {
    let (Ok(mut interrupted), Ok(mut terminated)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return tracing::warn!("signals can't be heard");
    };
    for received in 1.. {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
        if received > 1 {
            // Safe at any moment: whatever is not committed is worked again at the next start.
            std::process::exit(130);
        }
        tracing::info!("stopping; once more ends at once");
        stop.cancel();
    }
}
