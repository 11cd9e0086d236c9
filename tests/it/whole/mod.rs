//! The whole: the real binary as a process of its own, against the simulator over real HTTP and on real time, on a file
//! of SQLite and on PostgreSQL.
//!
//! What is held here is what only a process can show: that it comes back from `kill -9`, that its exit codes and its
//! log are right, that what it needs is in the binary. The breadth of the flow is walked on paused time
//! (`common/desk.rs`), where a day takes no time.
//!
//! Nothing waits for luck: every wait is for something to be seen, and the one time limit fails with the chats and the
//! log of the process.

mod demo;
mod edits;
mod faults;
mod intake;
mod kills;
mod outages;
mod output;
mod peer;
mod process;
mod restarts;
mod secrecy;
mod sequence;
mod settings;
mod stops;
mod two;
mod upgrade;

/// Each function as two tests: on a fresh file of SQLite, and on a fresh database of PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                if let Some(database) = crate::common::fresh(crate::common::Kind::File).await {
                    super::$test(database).await;
                }
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                if let Some(database) = crate::common::fresh(crate::common::Kind::Postgres).await {
                    super::$test(database).await;
                }
            })*
        }
    };
}
use on_both;
