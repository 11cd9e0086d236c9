//! What goes to Telegram while it is sure, in doubt, and known who leads.

use super::*;
use crate::store::lease::LeaseHolder;
use futures::FutureExt as _;
use std::sync::Mutex;
use tokio::time::{advance, sleep};

const HOLD: Duration = Duration::from_secs(25);
const SECOND: Duration = Duration::from_secs(1);

/// Writes down what it is asked; answers the updates with 409 while somebody else takes them.
#[derive(Default)]
struct Asked {
    told: Mutex<Vec<String>>,
    conflict: AtomicBool,
}

impl Asked {
    fn took(&self) -> Vec<String> {
        std::mem::take(&mut *self.told.lock().unwrap())
    }

    fn write(&self, line: String) {
        self.told.lock().unwrap().push(line);
    }
}

#[async_trait]
impl Telegram for Asked {
    async fn deliver(&self, _: &Call) -> Result<Option<i64>, CallError> {
        self.write("deliver".to_owned());
        Ok(None)
    }

    async fn deliver_as_reply(
        &self,
        call: &Call,
        _: Option<&str>,
    ) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn updates(&self, _: Option<UpdateId>, wait: Duration) -> Result<Vec<String>, CallError> {
        self.write(format!("updates, {} s", wait.as_secs()));
        match self.conflict.load(Ordering::Relaxed) {
            true => Err(CallError::Conflict("other getUpdates request".to_owned())),
            false => Ok(Vec::new()),
        }
    }

    async fn member(&self, _: i64, _: i64) -> Result<Membership, CallError> {
        unreachable!()
    }
    async fn administrators(&self, _: i64) -> Result<Vec<Profile>, CallError> {
        unreachable!()
    }
    async fn me(&self) -> Result<Profile, CallError> {
        unreachable!()
    }
    async fn group(&self, _: i64) -> Result<Group, CallError> {
        unreachable!()
    }
    async fn rights(&self, _: i64) -> Result<Rights, CallError> {
        unreachable!()
    }
    async fn probe_topic(&self, _: i64, _: Option<i64>) -> Result<(), CallError> {
        unreachable!()
    }
    async fn set_commands(
        &self,
        _: Option<&str>,
        _: Vec<(String, String)>,
    ) -> Result<(), CallError> {
        unreachable!()
    }
    async fn set_webhook(&self, _: &str, _: &str) -> Result<(), CallError> {
        unreachable!()
    }
    async fn delete_webhook(&self) -> Result<(), CallError> {
        unreachable!()
    }
}

/// A leader that is sure of itself for five seconds.
fn leader() -> (Arc<Asked>, LeaseHolder, Arc<LeaderOnlyTelegram>) {
    let asked = Arc::new(Asked::default());
    let (tenure, lease) = LeaseHolder::until(clock::monotonic() + 5 * SECOND, clock::monotonic);
    let leading = LeaderOnlyTelegram::new(asked.clone(), lease);
    (asked, tenure, Arc::new(leading))
}

fn call() -> Call {
    Call::Toast {
        callback: "1".to_owned(),
        text: None,
    }
}

#[tokio::test(start_paused = true)]
async fn in_doubt_it_looks_every_15_seconds_what_people_write() {
    let (asked, tenure, leading) = leader();
    leading.updates(None, HOLD).await.unwrap();
    assert_eq!(asked.took(), ["updates, 25 s"]);
    tenure.doubt();
    for _ in 0..3 {
        let looks = tokio::spawn({
            let leading = leading.clone();
            async move { leading.updates(None, HOLD).await }
        });
        sleep(14 * SECOND).await;
        assert!(!looks.is_finished());
        sleep(2 * SECOND).await;
        looks.await.unwrap().unwrap();
        assert_eq!(asked.took(), ["updates, 0 s"]);
    }
    tenure.renew(clock::monotonic() + 5 * SECOND);
    leading.updates(None, HOLD).await.unwrap();
    assert_eq!(asked.took(), ["updates, 25 s"]);
}

#[tokio::test(start_paused = true)]
async fn once_it_hears_that_somebody_else_takes_them_it_looks_no_more() {
    let (asked, tenure, leading) = leader();
    tenure.doubt();
    asked.conflict.store(true, Ordering::Relaxed);
    let looked = leading.updates(None, HOLD).await;
    assert!(matches!(looked, Err(CallError::Conflict(_))));
    assert_eq!(asked.took(), ["updates, 0 s"]);
    asked.conflict.store(false, Ordering::Relaxed);
    let looks = tokio::spawn({
        let leading = leading.clone();
        async move { leading.updates(None, HOLD).await }
    });
    sleep(3600 * SECOND).await;
    assert!(!looks.is_finished());
    assert_eq!(asked.took(), [""; 0]);
    tenure.renew(clock::monotonic() + 5 * SECOND);
    looks.await.unwrap().unwrap();
    assert_eq!(asked.took(), ["updates, 25 s"]);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_told_past_the_outbox_goes_out_in_doubt() {
    let (asked, tenure, leading) = leader();
    leading.deliver(&call()).await.unwrap();
    leading.deliver_aside(&call()).await.unwrap();
    assert_eq!(asked.took(), ["deliver"; 2]);
    advance(5 * SECOND).await;
    assert!(leading.deliver(&call()).now_or_never().is_none());
    leading.deliver_aside(&call()).await.unwrap();
    assert_eq!(asked.took(), ["deliver"]);
    tenure.lose();
    assert!(leading.deliver(&call()).await.is_err());
    assert!(leading.deliver_aside(&call()).await.is_err());
    assert!(leading.updates(None, HOLD).await.is_err());
    assert_eq!(asked.took(), [""; 0]);
}
