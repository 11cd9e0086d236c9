//! The server: which path is what, long polls, and answers on the wire.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::wire::{ConnectionCutter, CuttableListener};
use super::{body, control, guard, page, webhook};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;
use crate::simulator::Simulator;

/// What every handler needs.
#[derive(Clone)]
pub(super) struct AppState {
    pub(super) sim: Simulator,
    /// Cancelled when the server stops; whoever waits, stops waiting.
    pub(super) closing: CancellationToken,
    /// Whether only this machine can reach the server.
    pub(super) local: bool,
}

impl Simulator {
    /// Serves HTTP until `shutdown` is done. Long polls are answered then, connections are finished.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let closing = CancellationToken::new();
        let office = AppState {
            sim: self.clone(),
            closing: closing.clone(),
            local: listener.local_addr()?.ip().is_loopback(),
        };
        let app = Router::new()
            .nest("/sim", control::routes())
            .merge(page::routes())
            // The Bot API is behind its token instead.
            .route_layer(from_fn_with_state(office.clone(), guard::check))
            .fallback(telegram)
            .layer(DefaultBodyLimit::disable())
            .with_state(office)
            .into_make_service_with_connect_info::<ConnectionCutter>();
        let post = tokio::spawn(webhook::run(self, closing.clone()));
        let close = closing.clone();
        let stop = async move {
            shutdown.await;
            close.cancel();
        };
        let served = axum::serve(CuttableListener(listener), app)
            .with_graceful_shutdown(stop)
            .await;
        closing.cancel();
        if let Err(fault) = post.await {
            tracing::error!(error = %fault, "posting to the webhook ended badly");
        }
        served
    }
}

/// Everything that is not under `/sim/`.
async fn telegram(
    State(office): State<AppState>,
    ConnectInfo(switch): ConnectInfo<ConnectionCutter>,
    request: Request<Body>,
) -> Response {
    // Some clients escape the token's colon and the slashes of a file's path.
    let path = percent_encoding::percent_decode_str(request.uri().path())
        .decode_utf8_lossy()
        .into_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return file(&office, rest);
    }
    let Some((token, method)) = path
        .strip_prefix("/bot")
        .and_then(|rest| rest.split_once('/'))
    else {
        return on_wire(Failure::verbatim(404, "Not Found").into(), &switch);
    };
    let params = match body::read(request).await {
        Ok(params) => params,
        Err(refusal) => return on_wire(refusal.into(), &switch),
    };
    let method = if method.is_empty() {
        params.text("method").to_owned()
    } else {
        method.to_owned()
    };
    let answer = if method.eq_ignore_ascii_case("getUpdates") {
        poll(&office, token, &params).await
    } else {
        office.sim.call_params(token, &method, &params)
    };
    on_wire(answer, &switch)
}

/// A long poll: answers as soon as there is something, when its time is up, or when another poll ends it.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a poll waits is measured by tokio's clock"
)]
async fn poll(office: &AppState, token: &str, params: &Params) -> ApiAnswer {
    let mut changes = office.sim.changes();
    let (gate, first) = match office.sim.open_poll(token, params) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let seconds = u64::try_from(params.int("timeout").clamp(0, 50)).unwrap_or(0);
    let nothing = first.result() == Some(&Value::Array(Vec::new()));
    if !nothing || seconds == 0 {
        return first;
    }
    let until = Instant::now() + Duration::from_secs(seconds);
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return first },
            () = sleep_until(until) => return first,
            () = office.closing.cancelled() => return first,
        }
        if let Some(answer) = office.sim.look_again(gate, params) {
            return answer;
        }
    }
}

fn file(office: &AppState, rest: &str) -> Response {
    let not_found = || (StatusCode::NOT_FOUND, "Not Found").into_response();
    let Some((token, path)) = rest.split_once('/') else {
        return not_found();
    };
    if office.sim.check_token(token).is_err() {
        return not_found();
    }
    office.sim.file(path).map_or_else(not_found, |bytes| {
        Body::from(bytes.to_vec()).into_response()
    })
}

/// An answer as bytes on the connection, or the connection cut.
fn on_wire(answer: ApiAnswer, switch: &ConnectionCutter) -> Response {
    if answer.status == 0 {
        switch.cut();
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match answer.body {
        Value::String(page) => {
            (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        body => (
            status,
            [(header::CONTENT_TYPE, "application/json")],
            body.to_string(),
        )
            .into_response(),
    };
    if let Some(seconds) = answer.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
