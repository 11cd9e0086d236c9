//! When a right is tried that the bot lacks, and what a refusal means, as tables.

use super::super::lanes::tests::{ANN, TEAM, row};
use super::*;
use crate::{
    domain::{
        ids::{MessageNo, PersonId, TicketId},
        message::{Origin, Part},
        notice::PersonNotice,
    },
    store::Withheld,
    telegram::{Destination, Markup},
};

fn wrote() -> Notice {
    Notice::ToTeam(TeamNotice::PersonWrote {
        ticket: TicketId(1),
        message: MessageNo(2),
        part: Part::Original,
    })
}

fn answer() -> Notice {
    let answer = PersonNotice::Answer {
        ticket: TicketId(1),
        message: MessageNo(2),
        part: Part::Original,
        last: true,
        again: 0,
    };
    Notice::ToPerson(PersonId(1), answer)
}

fn place() -> Destination {
    Destination {
        chat: -1,
        thread: None,
        reply_to: None,
    }
}

fn copy() -> Call {
    Call::Copy {
        to: place(),
        from: Origin {
            chat: 1,
            message: 1,
        },
        caption: None,
        markup: Markup::None,
    }
}

fn text() -> Call {
    Call::Text {
        to: place(),
        html: "…".into(),
        markup: Markup::None,
    }
}

#[test]
fn a_right_is_told_once_until_it_is_granted_and_tried_every_ten_minutes() {
    let now = crate::clock::monotonic();
    let after = |seconds| now + Duration::from_secs(seconds);
    let mut missing = Missing::new([Right::Videos], now);
    assert_eq!(missing.due(now), [Right::Videos], "at the start");
    assert_eq!(missing.due(now), []);
    assert!(missing.is_refused(Right::Photos, after(60)));
    assert!(!missing.is_refused(Right::Photos, after(70)));
    assert_eq!(missing.next(), Some(after(600)));
    assert_eq!(missing.due(after(600)), [Right::Videos]);
    assert_eq!(missing.due(after(670)), [Right::Photos]);
    assert_eq!(missing.due(after(1_199)), []);
    missing.asks(Some(Right::Photos), after(680));
    assert_eq!(missing.due(after(680)), [Right::Photos]);
    missing.asks(None, after(690));
    assert_eq!(missing.due(after(690)), [Right::Photos, Right::Videos]);
    assert!(missing.is_granted(Right::Photos));
    assert!(!missing.is_granted(Right::Photos));
    assert!(
        missing.is_refused(Right::Photos, after(700)),
        "it was taken away again"
    );
}

#[test]
fn what_a_refusal_means() {
    let photos = "Bad Request: not enough rights to send photos to the chat".to_owned();
    let write = "Bad Request: have no write access to the chat".to_owned();
    let since = chrono::DateTime::UNIX_EPOCH;
    let lacks = |said: &String| CallError::NoRights(said.clone());
    let withheld = OutboxRow {
        withheld: Some(Withheld {
            right: Right::Photos,
            since,
        }),
        ..row(1, TEAM, wrote())
    };
    let kept = RefusalMeaning::Withheld(Right::Photos, photos.clone());
    let cannot = RefusalMeaning::Is(CallError::CannotDo(photos.clone()));
    let react = Call::React {
        chat: -1,
        message: 1,
        emoji: "👌",
    };
    let later = |hours| since + TimeDelta::hours(hours);
    let new = row(1, TEAM, wrote());
    let table = [
        (&new, copy(), &photos, 0, kept.clone()),
        (&withheld, copy(), &photos, 23, kept),
        (&withheld, copy(), &photos, 24, cannot.clone()),
        (&row(1, ANN, answer()), copy(), &photos, 0, cannot.clone()),
        (&new, react, &photos, 0, cannot),
        (&new, copy(), &write, 0, RefusalMeaning::Is(lacks(&write))),
        (&new, text(), &write, 0, RefusalMeaning::Is(lacks(&write))),
        (
            &withheld,
            text(),
            &photos,
            24,
            RefusalMeaning::Is(lacks(&photos)),
        ),
    ];
    for (nth, (row, call, said, hours, means)) in table.into_iter().enumerate() {
        let now = later(hours);
        assert_eq!(refused(row, &call, lacks(said), now), means, "row {nth}");
    }
    let gone = CallError::MessageGone("Bad Request: message to copy not found".into());
    let means = refused(&new, &copy(), gone.clone(), since);
    assert_eq!(means, RefusalMeaning::Is(gone));
}
