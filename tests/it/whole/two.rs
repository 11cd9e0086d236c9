//! Two processes on one PostgreSQL: one leads, the other stands by, and takes over when the first is killed, hangs, is cut
//! off or is stopped. What people write meanwhile is worked once; whoever was deposed writes and sends nothing more.

use super::{
    peer::{LEADS, Peer, STANDS_BY},
    process::DeskProcess,
};
use crate::common::{
    Kind,
    desk::{ANN, CHLOE, DORA, GROUP},
    fresh, own_server,
    wire::Wire,
};
use sea_orm::ConnectionTrait as _;
use simulator::{Control, Fault, FaultKind, ShownMessage, WorldFile};

/// A desk on PostgreSQL, without a desk; `None` when the tests are limited to SQLite.
async fn desk(settings: &str) -> Option<DeskProcess> {
    let database = fresh(Kind::Postgres).await?;
    Some(DeskProcess::build(database, WorldFile::demo(), settings).await)
}

#[tokio::test]
async fn a_standby_takes_over_from_a_leader_that_is_killed() {
    let Some(desk) = desk("").await else { return };
    let first = Peer::leading(&desk).await;
    first.says(&desk, &[LEADS]).await;
    let mut second = Peer::standing_by(&desk).await;

    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    // What was being sent at a kill may come twice, so it is done before.
    desk.rests().await;
    first.kill();
    desk.writes(ANN, "Still nothing.");
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    second.logs(&desk, "This process leads the desk").await;

    // The first one, started again, is the standby now, and ends as one.
    let mut first = Peer::standing_by(&desk).await;
    assert_eq!(first.stops(&desk).await, Some(0));
    desk.writes(ANN, "It is now.");
    desk.sees(GROUP, "It is now.").await;
    desk.rests().await;
    assert_eq!(second.stops(&desk).await, Some(0));

    for (chat, text) in [
        (GROUP, "📋 Ticket #1: Router"),
        (GROUP, "User replied to #1\nStill nothing."),
        (GROUP, "User replied to #1\nIt is now."),
        (ANN, "Ticket #1 created"),
        (ANN, "Is it plugged in?"),
    ] {
        assert_eq!(desk.count(chat, text), 1, "{text}");
    }
    let stored = "SELECT text FROM messages ORDER BY no";
    let said = desk.rows(stored).await;
    let mut in_between = said[1..3].to_vec();
    in_between.sort();
    assert_eq!(said[0], "The router does not start.");
    assert_eq!(in_between, ["Is it plugged in?", "Still nothing."]);
    assert_eq!(said[3..], ["It is now."]);
}

/// When the leader is stopped it holds an answer that it is about to send, an update is on its way to it, and a
/// transaction of its own is open.
#[tokio::test]
async fn a_leader_that_hangs_is_deposed_and_does_nothing_more() {
    let Some(desk) = desk("").await else { return };
    let mut first = Peer::leading(&desk).await;
    let second = Peer::standing_by(&desk).await;
    let card = a_ticket(&desk).await;
    answer_that_waits(&desk, &first, &card, 2).await;
    first.signal("STOP");
    desk.writes(ANN, "Still nothing.");

    let holder = desk.rows("SELECT holder FROM leadership").await.remove(0);
    let stopped = desk.session(&holder).await;
    stopped
        .execute_unprepared("BEGIN; SELECT epoch FROM leadership FOR KEY SHARE")
        .await
        .expect("it has the row");

    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    second.logs(&desk, "the leader gives no sign of life").await;
    desk.rests().await;
    let events = desk.rows(EVENTS).await;

    first.signal("CONT");
    ends_as_deposed(&desk, &mut first).await;
    nothing_was_done_twice(&desk, &events).await;
}

/// The leader can't reach the database any more, the standby can. Meanwhile the answer's pause ends.
#[tokio::test]
async fn a_leader_that_is_cut_off_from_the_database_is_deposed_and_does_nothing_more() {
    let Some(database) = fresh(Kind::Postgres).await else {
        return;
    };
    let wire = Wire::to(&database).await;
    let desk = DeskProcess::build(database, WorldFile::demo(), "").await;
    let mut first = Peer::behind(&desk, &wire);
    first.opens(&desk).await;
    let second = Peer::standing_by(&desk).await;
    let card = a_ticket(&desk).await;
    answer_that_waits(&desk, &first, &card, 6).await;
    wire.drops_packets();
    desk.writes(ANN, "Still nothing.");
    first.logs(&desk, "this process is not sure to lead").await;

    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    desk.rests().await;
    let events = desk.rows(EVENTS).await;

    wire.flows();
    ends_as_deposed(&desk, &mut first).await;
    nothing_was_done_twice(&desk, &events).await;
}

/// The session that has the lock is ended, and no other one: whichever process has the lock then, the other does nothing.
#[tokio::test]
async fn a_leader_whose_lock_is_taken_from_it_is_sure_of_nothing_at_once() {
    let Some(desk) = desk("").await else { return };
    let mut first = Peer::leading(&desk).await;
    let second = Peer::standing_by(&desk).await;
    let card = a_ticket(&desk).await;
    answer_that_waits(&desk, &first, &card, 1).await;
    let end = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_stat_activity, leadership \
         WHERE application_name = holder || '/lock'";
    assert_eq!(desk.rows(end).await, ["true"]);
    first.logs(&desk, "this process is not sure to lead").await;
    desk.writes(ANN, "Still nothing.");
    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    if second.said().ends_with(&format!("{LEADS}\n")) {
        ends_as_deposed(&desk, &mut first).await;
    } else {
        first.logs(&desk, "this process leads on").await;
    }
    desk.rests().await;
    let events = desk.rows(EVENTS).await;
    nothing_was_done_twice(&desk, &events).await;
}

/// The leader leads on; the standby goes on standing by, and is as good as before.
#[tokio::test]
async fn postgresql_is_started_again_under_both() {
    let Some((mut server, database)) = own_server() else {
        return;
    };
    let desk = DeskProcess::build(database, WorldFile::demo(), "").await;
    let first = Peer::leading(&desk).await;
    let second = Peer::standing_by(&desk).await;
    let card = a_ticket(&desk).await;
    server.kill();
    desk.writes(ANN, "Still nothing.");
    desk.replies(DORA, &card, "Is it plugged in?");
    second
        .logs(&desk, "the database can't be asked who leads")
        .await;
    server.start_again();
    first.logs(&desk, "this process leads on").await;
    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    desk.rests().await;
    second.says(&desk, &[STANDS_BY]).await;
    first.kill();
    desk.starts(CHLOE);
    desk.sees(CHLOE, "🎫 Support").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    desk.rests().await;
    told_once(&desk);
}

/// What has happened to the tickets, in number.
const EVENTS: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM events";

/// Ann's ticket, and all that is told about it.
async fn a_ticket(desk: &DeskProcess) -> ShownMessage {
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    card
}

/// An answer to Ann that the leader is about to send: Telegram asks it to wait for so long.
async fn answer_that_waits(desk: &DeskProcess, leader: &Peer, card: &ShownMessage, seconds: u32) {
    desk.control(Control::Fault(Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: FaultKind::Flood {
            retry_after: seconds,
        },
    }));
    desk.replies(DORA, card, "Is it plugged in?");
    leader.logs(desk, "Telegram asks to wait").await;
}

/// The process ends by itself, and says why.
async fn ends_as_deposed(desk: &DeskProcess, first: &mut Peer) {
    assert_eq!(first.ends(desk).await, Some(1));
    let last_words = "bellhop: another process leads this desk now; nothing is lost. Start this one again, and it \
         stands by\n";
    first.logs(desk, last_words).await;
    assert!(!first.log().contains("a panic"), "{}", first.log());
}

/// Nothing more has happened than these events, and each thing was told once, by the one attempt that was not refused.
async fn nothing_was_done_twice(desk: &DeskProcess, events: &[String]) {
    // Somebody else's turn, so that whatever the first one sent would be there.
    desk.starts(CHLOE);
    desk.sees(CHLOE, "🎫 Support").await;
    desk.rests().await;
    assert_eq!(desk.rows(EVENTS).await, events);
    told_once(desk);
    let attempts = desk.sim.journal();
    let attempts = attempts
        .iter()
        .filter(|line| line.method.eq_ignore_ascii_case("sendMessage"))
        .filter(|line| line.params["text"].to_string().contains("plugged in"));
    // The one that was refused, and the one that was not.
    assert_eq!(attempts.count(), 2);
}

fn told_once(desk: &DeskProcess) {
    for (chat, text) in [
        (GROUP, "📋 Ticket #1: Router"),
        (GROUP, "User replied to #1\nStill nothing."),
        (ANN, "Is it plugged in?"),
    ] {
        assert_eq!(desk.count(chat, text), 1, "{text}");
    }
}

#[tokio::test]
async fn a_leader_that_is_stopped_hands_over() {
    let Some(desk) = desk("").await else { return };
    let mut first = Peer::leading(&desk).await;
    let second = Peer::standing_by(&desk).await;
    desk.asks_for_a_ticket(ANN).await;
    assert_eq!(first.stops(&desk).await, Some(0));
    desk.writes(ANN, "Router");
    desk.sees(ANN, "Now describe the problem").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    desk.rests().await;
    assert_eq!(desk.count(ANN, "What is it about?"), 1);
    assert_eq!(desk.count(ANN, "Now describe the problem"), 1);
}

#[tokio::test]
async fn of_two_that_start_at_once_on_an_empty_database_one_leads() {
    let Some(desk) = desk("").await else { return };
    let mut peers = [Peer::start(&desk, &[]), Peer::start(&desk, &[])];
    desk.until("one leads, one stands by", |_| {
        let mut said: Vec<_> = peers.iter().map(Peer::said).collect();
        said.sort();
        (said == [format!("{STANDS_BY}\n"), format!("{LEADS}\n")]).then_some(())
    })
    .await;
    desk.starts(ANN);
    desk.sees(ANN, "🎫 Support").await;
    desk.rests().await;
    for peer in &mut peers {
        assert_eq!(peer.stops(&desk).await, Some(0));
    }
    assert_eq!(desk.sim.chat(ANN, None, None).len(), 2);
}

#[tokio::test]
async fn a_check_beside_a_leader_changes_nothing() {
    let Some(desk) = desk("").await else { return };
    let mut leader = Peer::leading(&desk).await;
    let epoch = "SELECT CAST(epoch AS TEXT) || ' ' || holder FROM leadership";
    let before = desk.rows(epoch).await;
    let checked = desk.runs(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert_eq!(desk.rows(epoch).await, before);
    leader.says(&desk, &[LEADS]).await;
    assert_eq!(leader.stops(&desk).await, Some(0));
}

#[tokio::test]
async fn a_standby_answers_a_webhook_with_503_until_it_leads() {
    let ports = [free_port(), free_port()];
    let settings = "telegram.updates = \"webhook\"";
    let Some(desk) = desk(settings).await else {
        return;
    };
    let at = |port: u16| {
        let listen = format!("127.0.0.1:{port}");
        let public = format!("http://{listen}");
        let env = [
            ("BELLHOP__TELEGRAM__WEBHOOK__LISTEN", listen.as_str()),
            ("BELLHOP__TELEGRAM__WEBHOOK__PUBLIC_URL", public.as_str()),
        ];
        Peer::start(&desk, &env)
    };
    let first = at(ports[0]);
    first.opens(&desk).await;
    let second = at(ports[1]);
    second.says(&desk, &[STANDS_BY]).await;
    let posted = async |port: u16| {
        let url = format!("http://127.0.0.1:{port}/telegram");
        let answer = reqwest::Client::new().post(url).body("{}").send().await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!((posted(ports[0]).await, posted(ports[1]).await), (401, 503));

    desk.rests().await;
    first.kill();
    desk.starts(ANN);
    desk.sees(ANN, "🎫 Support").await;
    second.says(&desk, &[STANDS_BY, LEADS]).await;
    assert_eq!(posted(ports[1]).await, 401);
}

/// A port that was free a moment ago: the bot must be told where Telegram shall post to.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
