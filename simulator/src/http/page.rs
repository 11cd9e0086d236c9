//! The page at `/`: phones and a group to look at and to play with. Its files are in `simulator/page/`.
//!
//! Everything it shows was typed by somebody, so the browser is told to run nothing but the page's own script and to
//! fetch nothing from elsewhere.

use axum::Router;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use axum::routing::get;

use super::server::AppState;

/// What the page may load and do.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<AppState> {
    let page = include_str!("../../page/index.html");
    let style = include_str!("../../page/page.css");
    let script = include_str!("../../page/page.js");
    let icon = include_str!("../../page/icon.svg");
    Router::new()
        .route("/", served("text/html; charset=utf-8", page))
        .route("/page.css", served("text/css; charset=utf-8", style))
        .route("/page.js", served("text/javascript; charset=utf-8", script))
        .route("/icon.svg", served("image/svg+xml", icon))
}

fn served(kind: &'static str, text: &'static str) -> axum::routing::MethodRouter<AppState> {
    get(move || async move {
        let headers: [(HeaderName, &str); 5] = [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (headers, text).into_response()
    })
}
