//! Telegram upgrades the team's group, which has another number from then on, whatever the settings say.

use super::*;

const UPGRADED: i64 = -1_009_000_000_009;

/// Ann's ticket is in the group that was; then that is upgraded.
async fn upgraded() -> Desk {
    let desk = anns_ticket().await;
    let migrate = Control::Migrate {
        chat: GROUP,
        to: UPGRADED,
    };
    desk.control(migrate).await;
    desk
}

/// The desk goes on in the group by its new number; the card stayed behind, so the words bring another.
#[actix::test]
async fn the_desk_goes_on_in_the_upgraded_group() {
    let desk = upgraded().await;
    desk.ann().writes("It says 404 now.").await;
    let card = desk.find(UPGRADED, "New ticket #1");
    let words = desk.find(UPGRADED, "User replied to #1\nIt says 404 now.");
    assert_eq!(words.reply_to, Some(card.id));
}

/// The number is kept: the settings still name the old one, and nobody writes there again.
#[actix::test]
async fn the_new_number_survives_a_restart() {
    let desk = upgraded().await;
    let before = desk.sim.journal().len();
    desk.restart().await;
    desk.ann().writes("It says 404 now.").await;
    desk.find(UPGRADED, "It says 404 now.");
    assert_eq!(desk.calls(before, SEND, GROUP).len(), 0);
    assert_eq!(desk.store.group_now(GROUP).await, Ok(UPGRADED));
}

/// Nobody told the desk: it learns by a call to the old number, and loses nothing.
#[actix::test]
async fn a_call_to_the_old_number_tells_of_the_new_one() {
    let desk = anns_ticket().await;
    let migrate = Control::Migrate {
        chat: GROUP,
        to: UPGRADED,
    };
    // The words come before the news of the group, which is younger.
    desk.sim
        .control(says(ANN, "It says 404 now."))
        .expect("Ann writes");
    desk.fetch().await;
    desk.sim.control(migrate).expect("it is upgraded");
    desk.pass(minutes(1)).await;
    let told: usize = [GROUP, UPGRADED]
        .iter()
        .map(|chat| desk.count(*chat, "It says 404 now."))
        .sum();
    assert_eq!(told, 1);
    desk.restart().await;
    desk.ann().writes("And the light is red.").await;
    assert_eq!(desk.count(UPGRADED, "And the light is red."), 1);
}
