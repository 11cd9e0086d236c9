//! `kill -9` at moments drawn from a seed, people and agents writing all the while, Telegram faulty: see the crate
//! `crash_tests`, whose program does the same for as long as one likes.

use super::on_both;
use crate::common::Database;
use secrecy::ExposeSecret as _;

on_both!(twenty_kills_lose_and_double_nothing);

async fn twenty_kills_lose_and_double_nothing(database: Database) {
    let plan = crash_tests::Plan {
        kills: 20,
        seed: 1,
        database: database.url.expose_secret().to_owned(),
        bellhop: env!("CARGO_BIN_EXE_bellhop").into(),
    };
    let outcome = crash_tests::run(&plan)
        .await
        .expect("the desk comes to rest");
    let crash_tests::Outcome {
        figures,
        broken,
        evidence,
    } = outcome;
    assert_eq!(broken, [""; 0], "{figures}\n\n{evidence}");
    let broken_promises = [
        figures.lost,
        figures.twice,
        figures.out_of_order,
        figures.second_tickets,
        figures.words_in_the_log,
    ];
    assert_eq!((figures.kills, broken_promises), (20, [0; 5]), "{figures}");
    // Else there was nothing to lose.
    let faults = figures.faults.values().sum();
    let at_stake = [figures.messages, figures.answers, figures.tickets, faults];
    assert!(!at_stake.contains(&0), "{figures}");
}
