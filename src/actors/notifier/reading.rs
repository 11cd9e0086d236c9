//! How far one side of the outbox was read: each urgency by itself, so far ahead, so that what is urgent is always read,
//! however much of the rest waits.
//!
//! Within one urgency rows are read, and leave, in the order in which they were written. Of two urgencies one may have to
//! stay behind the other in a lane: what ends somebody's ticket behind the answers before it, the edit of a copy behind
//! the words that it is a copy of. Of such a one no row is read that is newer than what was read of the other.
//!
//! Pure: the pump asks the outbox, and says what was there.

use crate::{
    domain::notice::Urgency,
    store::{OutboxRow, OutboxSide, Wanted},
};

/// The number of rows of an urgency that are read at once, and the number in memory above which no more are read.
const READ: u64 = 500;
const IN_MEMORY: usize = 2_000;

/// The state of reading one side of the outbox.
pub(super) struct SideReader {
    side: OutboxSide,
    read: [ReadCursor; Urgency::ALL.len()],
    pub(super) reading: bool,
    /// True after a failure: it is read again when the timer rings, or more comes.
    failed: bool,
    /// True if the next reading begins at the start: rows that were passed over wait again.
    pub(super) again: bool,
}

#[derive(Clone, Copy)]
struct ReadCursor {
    /// The last row read.
    cursor: i64,
    /// True if there may be more rows than were read.
    more: bool,
}

/// Of this urgency nothing goes out before what was written before it of the other, in the same lane.
fn stays_behind(side: OutboxSide, urgency: Urgency) -> Option<Urgency> {
    match (side, urgency) {
        (OutboxSide::Team, Urgency::CardEdit) | (OutboxSide::People, Urgency::Alert) => {
            Some(Urgency::Words)
        }
        _ => None,
    }
}

impl SideReader {
    /// Nothing was read yet.
    pub(super) fn new(side: OutboxSide) -> Self {
        let read = ReadCursor {
            cursor: 0,
            more: true,
        };
        SideReader {
            side,
            read: [read; Urgency::ALL.len()],
            reading: false,
            failed: false,
            again: false,
        }
    }

    /// More rows may be there, or those that could not be read can be.
    pub(super) fn more(&mut self) {
        self.failed = false;
        self.read.iter_mut().for_each(|read| read.more = true);
    }

    /// Whatever was being read will not be heard of.
    pub(super) fn restarted(&mut self) {
        self.reading = false;
        self.more();
    }

    /// The ranges to read next, given the number of rows of each urgency in memory.
    pub(super) fn wanted(&self, in_memory: impl Fn(Urgency) -> usize) -> Vec<Wanted> {
        let room = |urgency: Urgency| in_memory(urgency) < IN_MEMORY;
        let reads = |urgency: Urgency| {
            let more = self.read[urgency as usize].more;
            let other = stays_behind(self.side, urgency);
            more && room(urgency) && other.is_none_or(room)
        };
        // What the one must stay behind is read with it: a row that it must not overtake may just have come.
        let with = |urgency: Urgency| {
            let other = |behind: &Urgency| stays_behind(self.side, *behind) == Some(urgency);
            Urgency::ALL.into_iter().filter(other).any(reads)
        };
        let wanted = Urgency::ALL
            .into_iter()
            .filter(|urgency| !self.failed && (reads(*urgency) || with(*urgency)));
        // From the start: rows that were held and passed over wait again.
        let after = |urgency| match self.again {
            true => 0,
            false => self.read[urgency as usize].cursor,
        };
        wanted
            .map(|urgency| Wanted {
                urgency,
                after: after(urgency),
                limit: READ,
            })
            .collect()
    }

    /// This is being read.
    pub(super) fn begins(&mut self, wanted: &[Wanted]) {
        self.reading = true;
        if std::mem::take(&mut self.again) {
            self.read.iter_mut().for_each(|read| read.cursor = 0);
            self.more();
        }
        for wanted in wanted {
            // Before the answer is there: rows that come while it is under way set it again.
            self.read[wanted.urgency as usize].more = false;
        }
    }

    /// Notes that a reading failed.
    pub(super) fn fails(&mut self) {
        self.more();
        (self.reading, self.failed) = (false, true);
    }

    /// It is time to try again what could not be read.
    pub(super) fn tries_again(&mut self) {
        self.failed = false;
    }

    /// Notes the end of a reading, and returns the rows that may be enqueued.
    pub(super) fn ends(&mut self, wanted: &[Wanted], rows: Vec<OutboxRow>) -> Vec<OutboxRow> {
        self.reading = false;
        let mut until = [None; Urgency::ALL.len()];
        let of = |urgency: Urgency| {
            let rows = rows.iter();
            rows.filter(move |row| row.row.notice.urgency() == urgency)
        };
        for wanted in wanted {
            // A full answer ends at its last row; behind that there may be others that were not read.
            if of(wanted.urgency).count() as u64 == wanted.limit {
                let last = of(wanted.urgency).next_back().map(|row| row.id);
                until[wanted.urgency as usize] = last;
                self.read[wanted.urgency as usize].more = true;
            }
        }
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            let urgency = row.row.notice.urgency();
            let other = stays_behind(self.side, urgency);
            let last = other.and_then(|other| until[other as usize]);
            let read = &mut self.read[urgency as usize];
            // It stands behind a row that was not read yet, so it is left for the next reading.
            if last.is_some_and(|last| row.id > last) {
                read.more = true;
            } else {
                read.cursor = row.id;
                taken.push(row);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests;
