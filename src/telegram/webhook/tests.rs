//! The webhook over a real port.

use super::*;
use std::sync::Mutex;

const SECRET: &str = "s3cret_-X";
const UPDATE: &str = r#"{"update_id":1,"message":{"text":"héllo"}}"#;

/// A webhook that keeps what it is sent, unless it is to fail. Its address, and what it kept.
async fn listening(secret: &str, result: Result<(), NotKept>) -> (String, Arc<Mutex<Vec<String>>>) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = kept.clone();
    let routes = router(secret.into(), move |json| {
        let keep = keep.clone();
        Box::pin(async move {
            keep.lock().expect("kept").push(json);
            result
        })
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, kept)
}

fn post(
    url: String,
    secret: Option<&str>,
    body: impl Into<reqwest::Body>,
) -> reqwest::RequestBuilder {
    let request = reqwest::Client::new().post(url).body(body);
    match secret {
        Some(secret) => request.header(SECRET_HEADER, secret),
        None => request,
    }
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.expect("an answer").status().as_u16()
}

fn kept(kept: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut *kept.lock().expect("kept"))
}

#[tokio::test]
async fn an_update_is_kept_and_acknowledged() {
    let (address, got) = listening(SECRET, Ok(())).await;
    let answer = status(post(format!("{address}/telegram"), Some(SECRET), UPDATE)).await;
    assert_eq!((answer, kept(&got)), (200, vec![UPDATE.to_owned()]));
}

#[tokio::test]
async fn an_update_that_is_not_kept_comes_again() {
    let (address, got) = listening(SECRET, Err(NotKept)).await;
    let answer = status(post(format!("{address}/telegram"), Some(SECRET), UPDATE)).await;
    assert_eq!((answer, kept(&got).len()), (503, 1));
}

/// The answer must not overtake the commit.
#[tokio::test]
async fn nothing_is_acknowledged_before_it_is_kept() {
    let (commit, committed) = tokio::sync::oneshot::channel::<()>();
    let (begin, begun) = tokio::sync::oneshot::channel::<()>();
    let ends = Mutex::new(Some((begin, committed)));
    let routes = router(SECRET.into(), move |_| {
        let ends = ends.lock().expect("ends").take();
        Box::pin(async move {
            let (begin, committed) = ends.ok_or(NotKept)?;
            begin.send(()).map_err(|()| NotKept)?;
            committed.await.map_err(|_| NotKept)
        })
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = format!(
        "http://{}/telegram",
        listener.local_addr().expect("an address")
    );
    tokio::spawn(async move { axum::serve(listener, routes).await });

    let answer = tokio::spawn(status(post(url, Some(SECRET), UPDATE)));
    begun.await.expect("the sink was called");
    assert!(!answer.is_finished(), "no answer yet");
    commit.send(()).expect("the sink waits");
    assert_eq!(answer.await.expect("an answer"), 200);
}

#[tokio::test]
async fn strangers_get_nowhere() {
    let (address, got) = listening(SECRET, Ok(())).await;
    let url = || format!("{address}/telegram");
    for wrong in [
        None,
        Some(""),
        Some("s3cret_-"),
        Some("s3cret_-XX"),
        Some("S3CRET_-X"),
        Some("s3cret_-Y"),
    ] {
        assert_eq!(status(post(url(), wrong, UPDATE)).await, 401, "{wrong:?}");
    }
    // Their bodies are not read, however large.
    assert_eq!(status(post(url(), None, vec![b'x'; 1024])).await, 401);
    assert_eq!(
        status(post(format!("{address}/"), Some(SECRET), UPDATE)).await,
        404
    );
    let get = reqwest::Client::new()
        .get(url())
        .header(SECRET_HEADER, SECRET);
    assert_eq!(status(get).await, 405);
    assert_eq!(kept(&got), Vec::<String>::new());
}

#[tokio::test]
async fn without_a_secret_nobody_is_let_in() {
    let (address, got) = listening("", Ok(())).await;
    for given in [None, Some("")] {
        assert_eq!(
            status(post(format!("{address}/telegram"), given, UPDATE)).await,
            401
        );
    }
    assert_eq!(kept(&got), Vec::<String>::new());
}

#[tokio::test]
async fn bodies_that_no_update_has() {
    let (address, got) = listening(SECRET, Ok(())).await;
    let url = || format!("{address}/telegram");
    assert_eq!(
        status(post(url(), Some(SECRET), vec![0xff, 0xfe])).await,
        400
    );
    // Some of it is still on its way when the answer comes: 413, or a connection that is closed on the sender.
    let large = post(url(), Some(SECRET), vec![b'x'; LARGEST_BODY + 1])
        .send()
        .await;
    let refused = large.map_or(true, |answer| answer.status() == 413);
    assert!(refused, "too large");
    assert_eq!(kept(&got), Vec::<String>::new());
    let largest = vec![b'x'; LARGEST_BODY];
    assert_eq!(status(post(url(), Some(SECRET), largest)).await, 200);
    assert_eq!(kept(&got).len(), 1);
}
