//! Every button's data comes back as the press that it was, and nothing else is a press.

use super::*;
use proptest::prelude::*;

/// Every press, with these numbers in it. A press that is added must be added here.
fn presses(number: i64, small: u32, at: DateTime<Utc>) -> Vec<ButtonAction> {
    use ButtonAction::*;
    let (ticket, update, agent) = (TicketId(number), UpdateId(number), AgentId(number));
    let filters = [
        ListFilter::Active,
        ListFilter::Mine(agent),
        ListFilter::Open,
        ListFilter::Awaiting,
        ListFilter::All,
    ];
    let mut presses = vec![
        Support,
        Create,
        Cancel,
        PersonReply(ticket),
        Conversation(ticket, small),
        Attachment(ticket, MessageNo(small)),
        PersonClose(ticket),
        PersonCloseYes(ticket),
        PersonCloseNo(ticket),
        StillNeedHelp(ticket),
        Solved(ticket),
        PersonTickets(small),
        View(ticket),
        Answer(ticket),
        AnswerSend(update),
        AnswerDrop(update),
        SendAgain(ticket, MessageNo(small)),
        Close(ticket),
        CloseYes(ticket),
        CloseNo(ticket),
        AssignMe(ticket),
        Assign(ticket),
        AssignTo(ticket, None),
        Priority(ticket),
        PriorityTo(ticket, crate::domain::ticket::Priority::Low),
        PriorityTo(ticket, crate::domain::ticket::Priority::Normal),
        PriorityTo(ticket, crate::domain::ticket::Priority::High),
        PriorityTo(ticket, crate::domain::ticket::Priority::Urgent),
        Note(ticket),
        Block(ticket),
        BlockFor(update, BlockDuration::For(number)),
        BlockFor(update, BlockDuration::Until(at)),
        BlockFor(update, BlockDuration::Permanent),
        BlockCustom(update),
        BlockReason(update, small.min(255) as u8),
        BlockConfirm(update),
        BlockCancel(update),
        Blocked(small),
        Unblock(PersonId(number)),
        Retry(update),
        TryRight(crate::domain::right::Right::Photos),
    ];
    // Nobody has the id 0: it stands for *to nobody*.
    if number != 0 {
        presses.push(AssignTo(ticket, Some(agent)));
    }
    presses.extend(filters.map(|filter| Tickets(filter, small)));
    presses
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("an instant")
}

/// Telegram takes 1 to 64 bytes (Bot API, `InlineKeyboardButton.callback_data`).
#[test]
fn every_press_comes_back_and_fits() {
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let cases = [
        (0, 0, instant(0)),
        (1, 1, instant(1_790_000_000)),
        (i64::MAX, u32::MAX, instant(last.timestamp())),
        (i64::MIN, u32::MAX, instant(first.timestamp())),
    ];
    for (number, small, at) in cases {
        for press in presses(number, small, at) {
            let data = press.data();
            assert!(
                (1..=64).contains(&data.len()),
                "{data} has {} bytes",
                data.len()
            );
            assert_eq!(ButtonAction::read(&data), Some(press), "{data}");
        }
    }
}

#[test]
fn no_two_presses_look_alike() {
    let presses = presses(7, 3, instant(7));
    let mut data: Vec<String> = presses.iter().map(ButtonAction::data).collect();
    data.sort();
    data.dedup();
    assert_eq!(data.len(), presses.len());
}

#[test]
fn what_is_no_press() {
    let cases = [
        "",
        ":",
        "view",
        "view:",
        "view:x",
        "view:007",
        "view:+7",
        "view: 7",
        "view:7 ",
        "view:7:",
        "view:7:8",
        "VIEW:7",
        "view:9223372036854775808",
        "view:7\u{0}",
        "view:٧",
        "support:",
        "support:1",
        "conv:7",
        "conv:7:-1",
        "conv:7:4294967296",
        "bwhy:7:256",
        "list:mine:7",
        "list:open:7:0",
        "list:every:0:0",
        "list:active:0:00",
        "to:7",
        "to:7:-0",
        "bfor:7",
        "buntil:7:x",
        "buntil:7:99999999999999999",
        "bever:7:0",
        "right:",
        "right:telepathy",
        "noop",
        "🎫",
    ];
    for data in cases {
        assert_eq!(ButtonAction::read(data), None, "{data:?}");
    }
}

proptest! {
    #[test]
    fn no_data_makes_it_panic(data in ".{0,80}") {
        let _ = ButtonAction::read(&data);
    }

    /// Data that looks like a button's is a press only in the one spelling that the button has.
    #[test]
    fn each_press_has_one_spelling(
        name in prop::sample::select(presses(1, 1, instant(1)).iter().map(ButtonAction::data).collect::<Vec<_>>()),
        rest in prop::collection::vec("[-+0-9 a-z]{0,20}", 0..4),
    ) {
        let name = name.split(':').next().unwrap_or_default().to_owned();
        let data = std::iter::once(name).chain(rest).collect::<Vec<_>>().join(":");
        if let Some(press) = ButtonAction::read(&data) {
            prop_assert_eq!(press.data(), data);
        }
    }

    #[test]
    fn any_numbers_come_back(number: i64, small: u32, at in -8_000_000_000_000_i64..8_000_000_000_000) {
        for press in presses(number, small, instant(at)) {
            let data = press.data();
            prop_assert!(data.len() <= 64);
            prop_assert_eq!(ButtonAction::read(&data), Some(press));
        }
    }
}

/// The buttons of a card that only ask or drop a question do nothing on a resolved ticket; what asks the ticket itself is
/// refused by it.
#[test]
fn what_only_asks_needs_a_ticket_that_is_open() {
    use ButtonAction::*;
    let ticket = TicketId(126);
    for asks in [
        Answer(ticket),
        Note(ticket),
        Close(ticket),
        CloseNo(ticket),
        Assign(ticket),
        Priority(ticket),
    ] {
        assert_eq!(asks.needs_open_ticket(), Some(ticket), "{asks:?}");
    }
    for acts in [
        View(ticket),
        CloseYes(ticket),
        AssignMe(ticket),
        AssignTo(ticket, None),
        Block(ticket),
    ] {
        assert_eq!(acts.needs_open_ticket(), None, "{acts:?}");
    }
}
