//! What is read of an outbox, as tables.

use super::*;
use crate::{
    actors::notifier::lanes::tests::*,
    domain::{
        event::Cause,
        ids::{MessageNo, PersonId, TicketId},
        message::Part,
        notice::{Notice, PersonNotice, TeamNotice},
    },
};

/// What an outbox with these rows answers.
fn read(rows: &[OutboxRow], wanted: &[Wanted]) -> Vec<OutboxRow> {
    let mut all: Vec<OutboxRow> = Vec::new();
    for wanted in wanted {
        let of = rows
            .iter()
            .filter(|row| row.row.notice.urgency() == wanted.urgency && row.id > wanted.after);
        all.extend(of.take(wanted.limit as usize).cloned());
    }
    all.sort_by_key(|row| row.id);
    all
}

/// The rows taken in until no more is wanted, when none of them ever leaves; and how often that took a reading.
fn all_read(reading: &mut SideReader, rows: &[OutboxRow]) -> (Vec<OutboxRow>, usize) {
    let (mut taken, mut readings) = (Vec::<OutboxRow>::new(), 0);
    loop {
        let of = |urgency| {
            let rows = taken.iter();
            rows.filter(|row| row.row.notice.urgency() == urgency)
                .count()
        };
        let wanted = reading.wanted(of);
        if wanted.is_empty() {
            return (taken, readings);
        }
        reading.begins(&wanted);
        taken.extend(reading.ends(&wanted, read(rows, &wanted)));
        readings += 1;
        assert!(readings < 100, "it comes to an end");
    }
}

fn help(id: i64) -> OutboxRow {
    row(id, TEAM, Notice::ToTeam(TeamNotice::Help))
}

fn answer(id: i64) -> OutboxRow {
    let answer = Notice::ToPerson(
        PersonId(1),
        PersonNotice::Answer {
            ticket: TicketId(1),
            message: MessageNo(2),
            part: Part::Text(0),
            last: true,
            again: 0,
        },
    );
    row(id, ANN, answer)
}

fn closed(id: i64) -> OutboxRow {
    let closed = Notice::ToPerson(
        PersonId(1),
        PersonNotice::Closed {
            ticket: TicketId(1),
            cause: Cause::Team,
        },
    );
    row(id, ANN, closed)
}

fn ids(rows: &[OutboxRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn what_is_urgent_is_read_however_much_of_the_rest_waits() {
    let mut rows: Vec<_> = (1..=6_500).map(|n| row(n, TEAM, words(n))).collect();
    rows.extend([help(6_501), row(6_502, TEAM, alert(7)), help(6_503)]);
    let mut reading = SideReader::new(OutboxSide::Team);
    let (taken, readings) = all_read(&mut reading, &rows);
    let urgent: Vec<_> = taken.iter().filter(|row| row.id > 6_500).cloned().collect();
    assert_eq!(ids(&urgent), [6_501, 6_502, 6_503]);
    assert_eq!(taken.len(), IN_MEMORY + 3, "and memory stays bounded");
    assert_eq!(readings, 4);

    rows.push(help(6_504));
    reading.more();
    let wanted = reading.wanted(|urgency| match urgency {
        Urgency::Words => IN_MEMORY,
        _ => 0,
    });
    assert_eq!(ids(&read(&rows, &wanted)), [6_504]);
}

/// Whatever ends a ticket comes behind its answers, also when more of these wait than are read.
#[test]
fn an_end_is_not_read_before_the_answers_before_it() {
    let rows: Vec<_> = (1..=3_000)
        .map(|n| if n % 10 == 0 { closed(n) } else { answer(n) })
        .collect();
    let mut reading = SideReader::new(OutboxSide::People);
    let (taken, _) = all_read(&mut reading, &rows);
    let last = |urgency| {
        let mut of = taken
            .iter()
            .filter(|row| row.row.notice.urgency() == urgency);
        of.next_back().expect("some are read").id
    };
    assert_eq!(last(Urgency::Words), 2_222);
    assert_eq!(last(Urgency::Alert), 2_220, "no further than the answers");

    // When there is room again, both go on.
    let (more, _) = all_read(&mut reading, &rows);
    let mut all = [ids(&taken), ids(&more)].concat();
    all.sort_unstable();
    assert_eq!(all, (1..=3_000).collect::<Vec<_>>(), "each row once");
}

#[test]
fn an_edit_of_a_copy_is_not_read_before_the_words() {
    let mut rows: Vec<_> = (1..=600).map(|n| row(n, TEAM, words(n))).collect();
    rows.push(row(601, TEAM, edit(600)));
    let mut reading = SideReader::new(OutboxSide::Team);
    let wanted = reading.wanted(|_| 0);
    reading.begins(&wanted);
    let taken = reading.ends(&wanted, read(&rows, &wanted));
    assert_eq!(taken.len(), 500);
    let (rest, _) = all_read(&mut reading, &rows);
    assert_eq!(ids(&rest), (501..=601).collect::<Vec<_>>());
}

/// The words came while the end was the only thing that was looked for.
#[test]
fn what_must_stay_behind_is_read_together_with_what_it_stays_behind() {
    let mut reading = SideReader::new(OutboxSide::People);
    assert_eq!(all_read(&mut reading, &[]), (vec![], 1));
    reading.read[Urgency::Alert as usize].more = true;
    let wanted = reading.wanted(|_| 0);
    let urgencies: Vec<_> = wanted.iter().map(|wanted| wanted.urgency).collect();
    assert_eq!(urgencies, [Urgency::Words, Urgency::Alert]);
}

#[test]
fn what_was_passed_is_read_from_the_start() {
    let prompt = |id| {
        row(
            id,
            ANN,
            Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
        )
    };
    let mut reading = SideReader::new(OutboxSide::People);
    let both = [prompt(2), answer(3)];
    assert_eq!(ids(&all_read(&mut reading, &both).0), [2, 3]);
    let released = [answer(1), prompt(2), answer(3)];
    reading.more();
    assert_eq!(ids(&all_read(&mut reading, &released).0), [0; 0]);
    reading.again = true;
    reading.more();
    assert_eq!(ids(&all_read(&mut reading, &released).0), [1, 2, 3]);
}
