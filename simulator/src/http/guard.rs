//! Who may drive the world: nobody but this machine, and no page of another site.
//!
//! Whoever reaches `/sim/` can do everything. A site that makes its own name lead to 127.0.0.1 is caught by the `Host`
//! header, one that sends forms across by `Origin`; programs such as curl send neither a foreign name nor an origin.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::server::AppState;

/// Lets a request pass, or answers 403.
pub(super) async fn check(
    State(office): State<AppState>,
    request: Request<Body>,
    next: Next,
) -> Response {
    match refusal(request.headers(), office.local) {
        None => next.run(request).await,
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
    }
}

/// Why a request with these headers is refused. `local` when the server can only be reached from this machine.
fn refusal(headers: &HeaderMap, local: bool) -> Option<&'static str> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    if local && !is_loopback(host) {
        return Some("this simulation answers to 127.0.0.1 and localhost only");
    }
    let foreign = headers.contains_key(header::ORIGIN)
        && text(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://")) != Some(host);
    foreign.then_some("this simulation takes nothing from other sites")
}

/// Whether a `Host` names this machine, with any port.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
