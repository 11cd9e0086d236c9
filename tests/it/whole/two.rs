//! Two processes on one PostgreSQL: one leads, the other stands by, and takes over when the first is killed, hangs, is cut
//! off or is stopped. What people write meanwhile is worked once; whoever was deposed writes and sends nothing more.

use super::{
    house::House,
    peer::{LEADS, Peer, STANDS_BY},
};
use crate::common::{
    Kind,
    desk::{ANN, CHLOE, DORA, GROUP},
    fresh, own_server,
    wire::Wire,
};
use sea_orm::ConnectionTrait as _;
use simulator::{Control, Fault, FaultKind, ShownMessage, WorldFile};

/// A house on PostgreSQL, without a desk; `None` when the tests are limited to SQLite.
async fn house(settings: &str) -> Option<House> {
    let database = fresh(Kind::Postgres).await?;
    Some(House::build(database, WorldFile::demo(), settings).await)
}

#[tokio::test]
async fn a_standby_takes_over_from_a_leader_that_is_killed() {
    let Some(house) = house("").await else { return };
    let first = Peer::leading(&house).await;
    first.says(&house, &[LEADS]).await;
    let mut second = Peer::standing_by(&house).await;

    let card = house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    // What was being sent at a kill may come twice, so it is done before.
    house.rests().await;
    first.kill();
    house.writes(ANN, "Still nothing.");
    house.replies(DORA, &card, "Is it plugged in?");
    house.sees(GROUP, "Still nothing.").await;
    house.sees(ANN, "Is it plugged in?").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    second.logs(&house, "This process leads the desk").await;

    // The first one, started again, is the standby now, and ends as one.
    let mut first = Peer::standing_by(&house).await;
    assert_eq!(first.stops(&house).await, Some(0));
    house.writes(ANN, "It is now.");
    house.sees(GROUP, "It is now.").await;
    house.rests().await;
    assert_eq!(second.stops(&house).await, Some(0));

    for (chat, text) in [
        (GROUP, "📋 Ticket #1: Router"),
        (GROUP, "User replied to #1\nStill nothing."),
        (GROUP, "User replied to #1\nIt is now."),
        (ANN, "Ticket #1 created"),
        (ANN, "Is it plugged in?"),
    ] {
        assert_eq!(house.count(chat, text), 1, "{text}");
    }
    let stored = "SELECT text FROM messages ORDER BY no";
    let said = house.rows(stored).await;
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
    let Some(house) = house("").await else { return };
    let mut first = Peer::leading(&house).await;
    let second = Peer::standing_by(&house).await;
    let card = a_ticket(&house).await;
    answer_that_waits(&house, &first, &card, 2).await;
    first.signal("STOP");
    house.writes(ANN, "Still nothing.");

    let holder = house.rows("SELECT holder FROM leadership").await.remove(0);
    let stopped = house.session(&holder).await;
    stopped
        .execute_unprepared("BEGIN; SELECT epoch FROM leadership FOR KEY SHARE")
        .await
        .expect("it has the row");

    house.sees(GROUP, "Still nothing.").await;
    house.sees(ANN, "Is it plugged in?").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    second
        .logs(&house, "the leader gives no sign of life")
        .await;
    house.rests().await;
    let events = house.rows(EVENTS).await;

    first.signal("CONT");
    ends_as_deposed(&house, &mut first).await;
    nothing_was_done_twice(&house, &events).await;
}

/// The leader can't reach the database any more, the standby can. Meanwhile the answer's pause ends.
#[tokio::test]
async fn a_leader_that_is_cut_off_from_the_database_is_deposed_and_does_nothing_more() {
    let Some(database) = fresh(Kind::Postgres).await else {
        return;
    };
    let wire = Wire::to(&database).await;
    let house = House::build(database, WorldFile::demo(), "").await;
    let mut first = Peer::behind(&house, &wire);
    first.opens(&house).await;
    let second = Peer::standing_by(&house).await;
    let card = a_ticket(&house).await;
    answer_that_waits(&house, &first, &card, 6).await;
    wire.drops_packets();
    house.writes(ANN, "Still nothing.");
    first.logs(&house, "this process is not sure to lead").await;

    house.sees(GROUP, "Still nothing.").await;
    house.sees(ANN, "Is it plugged in?").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    house.rests().await;
    let events = house.rows(EVENTS).await;

    wire.flows();
    ends_as_deposed(&house, &mut first).await;
    nothing_was_done_twice(&house, &events).await;
}

/// The session that has the lock is ended, and no other one: whichever process has the lock then, the other does nothing.
#[tokio::test]
async fn a_leader_whose_lock_is_taken_from_it_is_sure_of_nothing_at_once() {
    let Some(house) = house("").await else { return };
    let mut first = Peer::leading(&house).await;
    let second = Peer::standing_by(&house).await;
    let card = a_ticket(&house).await;
    answer_that_waits(&house, &first, &card, 1).await;
    let end = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_stat_activity, leadership \
         WHERE application_name = holder || '/lock'";
    assert_eq!(house.rows(end).await, ["true"]);
    first.logs(&house, "this process is not sure to lead").await;
    house.writes(ANN, "Still nothing.");
    house.sees(GROUP, "Still nothing.").await;
    house.sees(ANN, "Is it plugged in?").await;
    if second.said().ends_with(&format!("{LEADS}\n")) {
        ends_as_deposed(&house, &mut first).await;
    } else {
        first.logs(&house, "this process leads on").await;
    }
    house.rests().await;
    let events = house.rows(EVENTS).await;
    nothing_was_done_twice(&house, &events).await;
}

/// The leader leads on; the standby goes on standing by, and is as good as before.
#[tokio::test]
async fn postgresql_is_started_again_under_both() {
    let Some((mut server, database)) = own_server() else {
        return;
    };
    let house = House::build(database, WorldFile::demo(), "").await;
    let first = Peer::leading(&house).await;
    let second = Peer::standing_by(&house).await;
    let card = a_ticket(&house).await;
    server.kill();
    house.writes(ANN, "Still nothing.");
    house.replies(DORA, &card, "Is it plugged in?");
    second
        .logs(&house, "the database can't be asked who leads")
        .await;
    server.start_again();
    first.logs(&house, "this process leads on").await;
    house.sees(GROUP, "Still nothing.").await;
    house.sees(ANN, "Is it plugged in?").await;
    house.rests().await;
    second.says(&house, &[STANDS_BY]).await;
    first.kill();
    house.starts(CHLOE);
    house.sees(CHLOE, "🎫 Support").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    house.rests().await;
    told_once(&house);
}

/// What has happened to the tickets, in number.
const EVENTS: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM events";

/// Ann's ticket, and all that is told about it.
async fn a_ticket(house: &House) -> ShownMessage {
    let card = house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    house.rests().await;
    card
}

/// An answer to Ann that the leader is about to send: Telegram asks it to wait for so long.
async fn answer_that_waits(house: &House, leader: &Peer, card: &ShownMessage, seconds: u32) {
    house.control(Control::Fault(Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: FaultKind::Flood {
            retry_after: seconds,
        },
    }));
    house.replies(DORA, card, "Is it plugged in?");
    leader.logs(house, "Telegram asks to wait").await;
}

/// The process ends by itself, and says why.
async fn ends_as_deposed(house: &House, first: &mut Peer) {
    assert_eq!(first.ends(house).await, Some(1));
    let last_words = "bellhop: another process leads this desk now; nothing is lost. Start this one again, and it \
         stands by\n";
    first.logs(house, last_words).await;
    assert!(!first.log().contains("a panic"), "{}", first.log());
}

/// Nothing more has happened than these events, and each thing was told once, by the one attempt that was not refused.
async fn nothing_was_done_twice(house: &House, events: &[String]) {
    // Somebody else's turn, so that whatever the first one sent would be there.
    house.starts(CHLOE);
    house.sees(CHLOE, "🎫 Support").await;
    house.rests().await;
    assert_eq!(house.rows(EVENTS).await, events);
    told_once(house);
    let attempts = house.sim.journal();
    let attempts = attempts
        .iter()
        .filter(|line| line.method.eq_ignore_ascii_case("sendMessage"))
        .filter(|line| line.params["text"].to_string().contains("plugged in"));
    // The one that was refused, and the one that was not.
    assert_eq!(attempts.count(), 2);
}

fn told_once(house: &House) {
    for (chat, text) in [
        (GROUP, "📋 Ticket #1: Router"),
        (GROUP, "User replied to #1\nStill nothing."),
        (ANN, "Is it plugged in?"),
    ] {
        assert_eq!(house.count(chat, text), 1, "{text}");
    }
}

#[tokio::test]
async fn a_leader_that_is_stopped_hands_over() {
    let Some(house) = house("").await else { return };
    let mut first = Peer::leading(&house).await;
    let second = Peer::standing_by(&house).await;
    house.asks_for_a_ticket(ANN).await;
    assert_eq!(first.stops(&house).await, Some(0));
    house.writes(ANN, "Router");
    house.sees(ANN, "Now describe the problem").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    house.rests().await;
    assert_eq!(house.count(ANN, "What is it about?"), 1);
    assert_eq!(house.count(ANN, "Now describe the problem"), 1);
}

#[tokio::test]
async fn of_two_that_start_at_once_on_an_empty_database_one_leads() {
    let Some(house) = house("").await else { return };
    let mut peers = [Peer::start(&house, &[]), Peer::start(&house, &[])];
    house
        .until("one leads, one stands by", |_| {
            let mut said: Vec<_> = peers.iter().map(Peer::said).collect();
            said.sort();
            (said == [format!("{STANDS_BY}\n"), format!("{LEADS}\n")]).then_some(())
        })
        .await;
    house.starts(ANN);
    house.sees(ANN, "🎫 Support").await;
    house.rests().await;
    for peer in &mut peers {
        assert_eq!(peer.stops(&house).await, Some(0));
    }
    assert_eq!(house.sim.chat(ANN, None, None).len(), 2);
}

#[tokio::test]
async fn a_check_beside_a_leader_changes_nothing() {
    let Some(house) = house("").await else { return };
    let mut leader = Peer::leading(&house).await;
    let epoch = "SELECT CAST(epoch AS TEXT) || ' ' || holder FROM leadership";
    let before = house.rows(epoch).await;
    let checked = house.runs(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert_eq!(house.rows(epoch).await, before);
    leader.says(&house, &[LEADS]).await;
    assert_eq!(leader.stops(&house).await, Some(0));
}

#[tokio::test]
async fn a_standby_answers_a_webhook_with_503_until_it_leads() {
    let ports = [free_port(), free_port()];
    let settings = "telegram.updates = \"webhook\"";
    let Some(house) = house(settings).await else {
        return;
    };
    let at = |port: u16| {
        let listen = format!("127.0.0.1:{port}");
        let public = format!("http://{listen}");
        let env = [
            ("BELLHOP__TELEGRAM__WEBHOOK__LISTEN", listen.as_str()),
            ("BELLHOP__TELEGRAM__WEBHOOK__PUBLIC_URL", public.as_str()),
        ];
        Peer::start(&house, &env)
    };
    let first = at(ports[0]);
    first.opens(&house).await;
    let second = at(ports[1]);
    second.says(&house, &[STANDS_BY]).await;
    let posted = async |port: u16| {
        let url = format!("http://127.0.0.1:{port}/telegram");
        let answer = reqwest::Client::new().post(url).body("{}").send().await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!((posted(ports[0]).await, posted(ports[1]).await), (401, 503));

    house.rests().await;
    first.kill();
    house.starts(ANN);
    house.sees(ANN, "🎫 Support").await;
    second.says(&house, &[STANDS_BY, LEADS]).await;
    assert_eq!(posted(ports[1]).await, 401);
}

/// A port that was free a moment ago: the bot must be told where Telegram shall post to.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
