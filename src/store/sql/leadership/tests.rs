//! When a leader counts as silent.

use super::*;

fn leader(epoch: i64, heartbeats: i64) -> Option<Leader> {
    Some(Leader {
        epoch,
        holder: format!("process {epoch}"),
        heartbeats,
    })
}

#[tokio::test(start_paused = true)]
async fn silence_is_counted_from_when_a_row_was_seen_first() {
    let began = sleep(Duration::ZERO).deadline();
    let mut monitor = HeartbeatMonitor::default();
    for (second, row, silent) in [
        // What was before is not known, however old the row is.
        (0, leader(1, 7), 0),
        (3, leader(1, 7), 3),
        (5, leader(1, 7), 5),
        // A sign of life.
        (6, leader(1, 8), 0),
        (9, leader(1, 8), 3),
        // Somebody else, whose count happens to be the same.
        (10, leader(2, 8), 0),
        (12, leader(2, 8), 2),
        // The tables are not there: nobody can be silent.
        (13, None, 0),
        (30, None, 0),
        (31, leader(2, 8), 0),
        (39, leader(2, 8), 8),
    ] {
        let now = began + Duration::from_secs(second);
        let counted = monitor.silent(row.as_ref(), now).as_secs();
        assert_eq!(counted, silent, "at {second} s");
    }
}
