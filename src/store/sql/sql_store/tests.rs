//! What can be shown on the writer's own connection only.

use super::*;
use crate::domain::notice::{Notice, TeamNotice};
use crate::store::sql::Options;
use sea_orm::ConnectionTrait as _;

/// Turns that tell the team something, each by its key.
fn told(keys: std::ops::Range<u32>) -> UnitOfWork {
    let row = |key: u32| NewOutboxRow {
        key: format!("a key that takes some room in the file: {key}"),
        notice: Notice::ToTeam(TeamNotice::Help),
        edits: None,
        replies_to: None,
        thread: None,
    };
    UnitOfWork {
        outbox: keys.map(row).collect(),
        ..Default::default()
    }
}

/// SQLite itself says that there is no room, in the middle of a group: nothing of it holds, and none of its turns is to
/// blame. There is room again, and all of it holds.
#[tokio::test]
async fn a_full_disk_is_no_turns_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/bellhop.db?mode=rwc", folder.path().display());
    let now = Instant::from_timestamp_millis(0).expect("an instant");
    let store = SqlStore::connect(&url.into(), Options::new(move || now)).await;
    let store = store.expect("it opens");
    let pages = async |most: &str| {
        let limited = store.write.db.execute_unprepared(most).await;
        limited.expect("it is limited");
    };
    pages("PRAGMA max_page_count = 1").await;
    let group = || vec![told(0..1), told(1..2000), told(2000..2001)];
    let full = || Err(StoreError::Unavailable("code 13".into()));
    assert_eq!(store.commit(group()).await, [full(), full(), full()]);
    assert_eq!(
        store.outbox(OutboxSide::Team, Wanted::each(0, 1)).await,
        Ok(vec![])
    );
    pages("PRAGMA max_page_count = 100000").await;
    assert_eq!(store.commit(group()).await, [Ok(()), Ok(()), Ok(())]);
    let rows = store.outbox(OutboxSide::Team, Wanted::each(0, 3000)).await;
    assert_eq!(rows.map(|rows| rows.len()), Ok(2001));
    store.close().await;
}
