//! *User Blocking*: the form with all its branches, what it does, and how it ends.

use super::*;
use bellhop::{
    actors::registry::BlockPerson,
    domain::{
        block::{Block, Preset, Reason},
        event::Cause,
        ids::*,
        ticket::Status,
    },
    store::UnitOfWork,
};
use simulator::{Control, Press, Writing};

/// Dora, asked for how long to block Ann.
async fn asked_how_long() -> Desk {
    let desk = looked_at().await;
    desk.dora().clicks("Block User").await;
    desk
}

/// Ann is blocked by Dora for a day, as spam.
async fn blocked() -> Desk {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 day").await;
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    desk
}

/// A forged press of Dora's with the data of a form's button; what she is told.
async fn presses_data(desk: &Desk, data: &str) -> Option<String> {
    let press = Press {
        chat: Some(GROUP),
        data: Some(data.into()),
        ..Default::default()
    };
    desk.dora().does_press(press).await
}

#[actix::test]
async fn click_block_user_asks_the_duration() {
    let desk = asked_how_long().await;
    let form = desk.find(GROUP, "block @ann");
    insta::assert_snapshot!(transcript(&[form]), @r"
        10:01:00 Bellhop:
            🚫 Ticket #1: block @ann
            For how long?
            [1 hour] [1 day]
            [7 days] [30 days]
            [Custom] [Permanent]
            [Cancel]
    ");
    desk.behaved();
}

#[actix::test]
async fn temporary_set_end_date_enter_reason_confirm_block() {
    let desk = asked_how_long().await;
    desk.dora().clicks("7 days").await;
    insta::assert_snapshot!(transcript(&[desk.find(GROUP, "block @ann")]), @r"
        10:01:00 Bellhop (edited):
            🚫 Ticket #1: block @ann
            Duration: 7 days
            Why? Choose, or reply to this message with the reason. The user will read it.
            [Spam] [Abuse] [Off topic]
            [Cancel]
    ");
    desk.dora().clicks("Abuse").await;
    insta::assert_snapshot!(transcript(&[desk.find(GROUP, "block @ann")]), @r"
        10:01:00 Bellhop (edited):
            🚫 Ticket #1: block @ann?
            Duration: 7 days
            Reason: Abuse
            [Confirm] [Cancel]
    ");
    assert_eq!(desk.count(ANN, "You have been blocked"), 0);
    desk.dora().clicks("Confirm").await;
    insta::assert_snapshot!(transcript(&[desk.find(GROUP, "is blocked")]), @r"
        10:01:00 Bellhop (edited):
            🚫 Ticket #1: @ann is blocked until 2026-11-30 10:01.
            Reason: Abuse
            Blocked by: @dora
            [Unblock]
    ");
    insta::assert_snapshot!(transcript(&[desk.find(ANN, "You have been blocked")]), @r"
        10:01:30 Bellhop:
            🚫 You have been blocked until 2026-11-30 10:01.
            Reason: Abuse
    ");
    desk.behaved();
}

#[actix::test]
async fn permanent_set_permanent_block() {
    let desk = asked_how_long().await;
    desk.dora().clicks("Permanent").await;
    desk.dora().clicks("Off topic").await;
    desk.dora().clicks("Confirm").await;
    assert_eq!(
        desk.find(ANN, "blocked").text,
        "🚫 You have been blocked permanently.\nReason: Off topic"
    );
    desk.pass(hours(24 * 365)).await;
    desk.ann().presses("🎫 Create Ticket").await;
    assert_eq!(
        desk.find(ANN, "You are blocked").text,
        "🚫 You are blocked permanently.\nReason: Off topic"
    );
    desk.behaved();
}

#[actix::test]
async fn close_active_tickets_and_tell_the_person_of_the_block_alone() {
    let desk = blocked().await;
    let ticket = desk.ticket(1).await;
    assert_eq!(ticket.status, Status::Resolved);
    assert_eq!(ticket.resolved.map(|(_, cause)| cause), Some(Cause::Block));
    assert_eq!(desk.count(ANN, "You have been blocked"), 1);
    assert_eq!(desk.count(ANN, "has been resolved"), 0);
    desk.find(GROUP, "the user was blocked");
    desk.behaved();
}

#[actix::test]
async fn record_admin_activity() {
    let desk = blocked().await;
    let events = desk.store.events(bellhop::domain::ids::TicketId(1)).await;
    let last = events.expect("events").pop().expect("an event");
    assert_eq!(
        last.by,
        bellhop::domain::ids::By::Agent(bellhop::domain::ids::AgentId(DORA))
    );
    let closed = bellhop::domain::event::EventKind::Resolved {
        cause: Cause::Block,
    };
    assert_eq!(last.what, closed);
    desk.find(GROUP, "Blocked by: @dora");
}

/// What Ann reads when the duration was typed so and confirmed at 10:01:40.
async fn typed(duration: &str) -> String {
    let desk = asked_how_long().await;
    desk.dora().clicks("Custom").await;
    desk.find(
        GROUP,
        "Reply to this message with a time such as 90m, 12h, 2d, 1w, or with the last day",
    );
    desk.dora()
        .replies("Reply to this message with a time", duration)
        .await;
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    desk.behaved();
    desk.find(ANN, "You have been blocked").text
}

#[actix::test]
async fn set_end_date_by_days() {
    assert!(typed(" 2d ").await.contains("until 2026-11-25 10:01."));
}

#[actix::test]
async fn set_end_date_by_date() {
    assert!(
        typed("2026-12-24")
            .await
            .contains("until 2026-12-25 00:00.")
    );
}

#[actix::test]
async fn ninety_minutes() {
    let desk = asked_how_long().await;
    desk.dora().clicks("Custom").await;
    desk.dora()
        .replies("Reply to this message with a time", "90m")
        .await;
    let form = desk.find(GROUP, "block @ann");
    assert!(form.text.contains("Duration: 90 minutes"), "{}", form.text);
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    // Confirmed at 10:01:40.
    assert_eq!(
        desk.find(ANN, "You have been blocked").text,
        "🚫 You have been blocked until 2026-11-23 11:31.\nReason: Spam"
    );
    desk.behaved();
}

#[actix::test]
async fn what_is_no_duration_is_told_and_asked_again() {
    let desk = asked_how_long().await;
    desk.dora().clicks("Custom").await;
    for typed in ["soon", "0m", "2020-01-01", "11w11", "9999999999d"] {
        desk.dora()
            .replies("Reply to this message with a time", typed)
            .await;
        desk.find(GROUP, "That is no time I can read");
    }
    desk.dora()
        .replies("Reply to this message with a time", "1w")
        .await;
    desk.find(GROUP, "Duration: 7 days");
    desk.behaved();
}

#[actix::test]
async fn a_duration_is_typed_where_buttons_are_offered() {
    let desk = asked_how_long().await;
    desk.dora().replies("For how long?", "12h").await;
    desk.find(GROUP, "Duration: 12 hours");
    desk.behaved();
}

#[actix::test]
async fn a_reason_is_typed() {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 hour").await;
    desk.dora().replies("Why?", "<b>Rude</b> & loud").await;
    desk.find(GROUP, "Reason: <b>Rude</b> & loud");
    desk.emil().clicks("Confirm").await;
    assert!(
        desk.find(ANN, "You have been blocked")
            .text
            .ends_with("Reason: <b>Rude</b> & loud")
    );
    desk.find(GROUP, "Blocked by: @emil");
    desk.behaved();
}

#[actix::test]
async fn too_long_a_reason_is_told_and_asked_again() {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 hour").await;
    desk.dora().replies("Why?", &"x".repeat(201)).await;
    desk.find(
        GROUP,
        "A reason has at least one character, and at most 200.",
    );
    let photo = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "Why?").id),
        media: Some("photo".into()),
        ..Default::default()
    };
    desk.dora().does_write(photo).await;
    desk.find(GROUP, "A reason has at least one character");
    desk.dora().replies("Why?", &"x".repeat(200)).await;
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "You have been blocked");
    desk.behaved();
}

#[actix::test]
async fn cancel_the_form() {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 hour").await;
    desk.dora().clicks("Cancel").await;
    let form = desk.find(GROUP, "Ticket #1: nobody was blocked.");
    assert!(form.buttons.is_empty());
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn stale_buttons_of_the_form_do_nothing() {
    let desk = asked_how_long().await;
    let form = desk.find(GROUP, "For how long?").id;
    let press = |index| Press {
        user: DORA,
        chat: Some(GROUP),
        message_id: Some(form),
        index: Some(index),
        ..Default::default()
    };
    let hour = desk.control(Control::Press(press(0))).await["data"].clone();
    let hour = hour.as_str().expect("data").to_owned();
    // The duration is known; its button again, and a confirmation out of turn.
    let stale = Some("This button is no longer valid.".to_owned());
    assert_eq!(presses_data(&desk, &hour).await, stale);
    let anchor = hour.split(':').nth(1).expect("an anchor").to_owned();
    assert_eq!(presses_data(&desk, &format!("byes:{anchor}")).await, stale);
    assert_eq!(
        presses_data(&desk, &format!("bwhy:{anchor}:7")).await,
        stale
    );
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    for data in ["byes", "bno", "bever", "bcustom"] {
        assert_eq!(
            presses_data(&desk, &format!("{data}:{anchor}")).await,
            stale
        );
    }
    assert_eq!(desk.count(ANN, "You have been blocked"), 1);
}

/// When the form asks for no words, what is typed into it is meant for nobody, and that is said.
#[actix::test]
async fn what_is_typed_where_only_buttons_are_left_is_told() {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 hour").await;
    desk.dora().clicks("Spam").await;
    let typed = desk.dora().replies("Reason: Spam", "Rather abuse").await;
    let told = desk.find(GROUP, "I can't tell which ticket");
    assert_eq!(told.reply_to, Some(typed));
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "Reason: Spam");
    desk.behaved();
}

#[actix::test]
async fn two_confirm_at_once() {
    let desk = asked_how_long().await;
    desk.dora().clicks("1 day").await;
    desk.dora().clicks("Spam").await;
    let form = desk.find(GROUP, "Reason: Spam").id;
    for user in [DORA, EMIL] {
        let press = Press {
            user,
            chat: Some(GROUP),
            message_id: Some(form),
            button: Some("Confirm".into()),
            ..Default::default()
        };
        let pressed = desk.sim.control(Control::Press(press));
        pressed.expect("the button is there");
    }
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "You have been blocked"), 1);
    assert_eq!(desk.count(GROUP, "Blocked by"), 1);
    desk.behaved();
}

#[actix::test]
async fn an_old_form_is_forgotten() {
    let desk = asked_how_long().await;
    desk.pass(hours(24)).await;
    let toast = desk.dora().clicks("1 hour").await;
    assert_eq!(toast.as_deref(), Some("This button is no longer valid."));
}

#[actix::test]
async fn user_blocked_show_you_are_blocked() {
    let desk = blocked().await;
    desk.ann().presses("🎫 Create Ticket").await;
    assert_eq!(
        desk.find(ANN, "You are blocked").text,
        "🚫 You are blocked until 2026-11-24 10:01.\nReason: Spam"
    );
    assert_eq!(desk.count(ANN, "Send a short title"), 1, "the one before");
    desk.behaved();
}

#[actix::test]
async fn a_blocked_persons_words_reach_nobody_and_they_are_told_once() {
    let desk = blocked().await;
    let before = desk.messages(GROUP).len();
    for n in 0..5 {
        desk.ann().writes(&format!("Let me in {n}")).await;
    }
    assert_eq!(desk.messages(GROUP).len(), before);
    assert!(desk.count(ANN, "You are blocked") <= 1);
    desk.behaved();
}

#[actix::test]
async fn a_blocked_person_presses_old_buttons() {
    let desk = blocked().await;
    for data in [
        "support", "mine:0", "conv:1:0", "re:1", "pclose:1", "pyes:1", "still:1", "create",
    ] {
        let press = Press {
            data: Some(data.into()),
            ..Default::default()
        };
        desk.ann().does_press(press).await;
    }
    desk.ann().writes("I try it all the same").await;
    assert_eq!(desk.count(GROUP, "New ticket"), 0, "the card is unfolded");
    assert_eq!(desk.count(GROUP, "I try it"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_block_ends_by_itself() {
    let desk = blocked().await;
    desk.pass(hours(24) - std::time::Duration::from_secs(20))
        .await;
    desk.ann().presses("🎫 Create Ticket").await;
    assert_eq!(desk.count(ANN, "You are blocked"), 1);
    desk.pass(minutes(1)).await;
    desk.ann().opens_a_ticket("I am back", WORDS).await;
    desk.find(GROUP, "New ticket #2");
    desk.dora().says("/blocked").await;
    desk.find(GROUP, "Nobody is blocked.");
    desk.behaved();
}

#[actix::test]
async fn blocked_lists_who_is_blocked_and_unblocks_by_button() {
    let desk = blocked().await;
    desk.dora().says("/blocked").await;
    let list = desk.find(GROUP, "🚫 Blocked\n");
    insta::assert_snapshot!(transcript(&[list]), @r"
        10:01:40 Bellhop:
            🚫 Blocked

            • @ann until 2026-11-24 10:01: Spam
            [Unblock Ann]
    ");
    desk.emil().clicks("Unblock Ann").await;
    desk.find(
        GROUP,
        "@ann is not blocked any more; the block was lifted by @emil.",
    );
    desk.find(ANN, "You are not blocked any more.");
    desk.emil().clicks("Unblock Ann").await;
    desk.find(GROUP, "Nobody of that name or number is blocked.");
    assert_eq!(desk.count(ANN, "You are not blocked any more."), 1);
    desk.ann().opens_a_ticket("I am back", WORDS).await;
    desk.find(GROUP, "New ticket #2");
    desk.behaved();
}

#[actix::test]
async fn two_unblock_at_once() {
    let desk = blocked().await;
    // Then both are known to be of the team, and neither is slower.
    desk.emil().says("/help").await;
    desk.dora().says("/help").await;
    let form = desk.find(GROUP, "Blocked by").id;
    for user in [DORA, EMIL] {
        let press = Press {
            user,
            chat: Some(GROUP),
            message_id: Some(form),
            button: Some("Unblock".into()),
            ..Default::default()
        };
        let pressed = desk.sim.control(Control::Press(press));
        pressed.expect("the button is there");
    }
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "You are not blocked any more."), 1);
    assert_eq!(desk.count(GROUP, "the block was lifted by"), 1);
    assert_eq!(desk.count(GROUP, "Nobody of that name"), 1);
    desk.behaved();
}

/// Dora unblocks Ann by the name given.
async fn unblocks(name: &str) {
    let desk = blocked().await;
    desk.dora().says(&format!("/unblock {name}")).await;
    desk.find(ANN, "You are not blocked any more.");
    desk.behaved();
}

#[actix::test]
async fn unblock_by_name() {
    unblocks("@ann").await;
}

#[actix::test]
async fn unblock_by_name_in_other_letters() {
    unblocks("@ANN").await;
}

#[actix::test]
async fn unblock_by_number() {
    unblocks("1001").await;
}

#[actix::test]
async fn block_by_command_from_an_old_ticket() {
    let desk = resolved().await;
    desk.dora().says("/block 1").await;
    desk.dora().clicks("30 days").await;
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "You have been blocked until 2026-12-23");
    desk.dora().says("/block 99").await;
    desk.find(GROUP, "There is no ticket #99.");
    desk.behaved();
}

#[actix::test]
async fn words_kept_before_a_block_open_nothing() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().presses("Reply").await;
    desk.dora().clicks("View Ticket").await;
    desk.dora().clicks("Block User").await;
    desk.dora().clicks("1 hour").await;
    desk.dora().clicks("Spam").await;
    desk.dora().clicks("Confirm").await;
    desk.ann().writes("This was meant as a reply").await;
    assert_eq!(desk.count(GROUP, "This was meant"), 0);
    desk.behaved();
}

/// However the block and the opening fall together, nobody is blocked and has a ticket all the same.
#[actix::test]
async fn blocked_in_the_moment_of_opening() {
    for rounds in 0..24 {
        let desk = Desk::open().await;
        desk.ann().starts().await;
        desk.ann().presses("🎫 Support").await;
        desk.ann().presses("🎫 Create Ticket").await;
        desk.ann().writes(TITLE).await;
        desk.gets(ANN, WORDS);
        desk.fetch().await;
        for _ in 0..4 * rounds {
            tokio::task::yield_now().await;
        }
        let registry = desk.running(|r| r.registry.clone());
        let block = Block {
            person: PersonId(ANN),
            by: AgentId(DORA),
            since: desk.clock.now(),
            until: None,
            reason: Reason::Preset(Preset::Spam),
        };
        registry.do_send(BlockPerson {
            block,
            also: UnitOfWork::default(),
        });
        desk.settle().await;
        let open = desk.store.unresolved_ids().await;
        assert_eq!(open, Ok(vec![]), "after {rounds} rounds");
        let blocked = desk.store.blocked(PersonId(ANN), desk.clock.now()).await;
        assert!(blocked.expect("a store").is_some());
        drop(desk);
        // The next desk stops it again.
        tokio::time::resume();
    }
}
