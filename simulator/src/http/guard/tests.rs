//! Which requests may drive the world.

use super::*;

/// Whether a request to a server on this machine with this `Host` and `Origin` passes.
fn passes(host: &str, origin: Option<&str>) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, host.parse().expect("a header"));
    if let Some(origin) = origin {
        headers.insert(header::ORIGIN, origin.parse().expect("a header"));
    }
    refusal(&headers, true).is_none()
}

#[test]
fn only_this_machine_drives_the_world() {
    let own = "http://127.0.0.1:8088";
    let cases = [
        ("127.0.0.1:8088", None, true),
        ("127.0.0.1:8088", Some(own), true),
        ("localhost:9300", None, true),
        ("LOCALHOST", None, true),
        ("[::1]:8088", Some("http://[::1]:8088"), true),
        ("", None, false),
        ("example.org:8088", None, false),
        ("127.0.0.1.example.org", None, false),
        ("localhost.example.org:8088", None, false),
        ("example.org:8088", Some("http://example.org:8088"), false),
        ("127.0.0.1:8088", Some("http://example.org"), false),
        ("127.0.0.1:8088", Some("http://127.0.0.1:9999"), false),
        ("127.0.0.1:8088", Some("null"), false),
    ];
    for (host, origin, expected) in cases {
        assert_eq!(passes(host, origin), expected, "{host} {origin:?}");
    }
}

#[test]
fn a_public_server_has_any_name_but_takes_nothing_from_other_sites() {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, "sim.lan:9300".parse().expect("a header"));
    assert_eq!(refusal(&headers, false), None);
    headers.insert(
        header::ORIGIN,
        "http://example.org".parse().expect("a header"),
    );
    assert!(refusal(&headers, false).is_some());
}
