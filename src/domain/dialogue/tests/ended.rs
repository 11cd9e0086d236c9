//! Dialogues with which nobody went on.

use super::{
    super::{Dialogue, GroupDialogue, PrivateDialogue, has_ended},
    private::{asked, kept, text, titled},
};
use crate::domain::{
    block::BlockForm,
    ids::*,
    message::{MessageContent, Origin},
    notice::{Notice, PersonNotice, TeamNotice},
    test_support::{h, s},
};

#[test]
fn a_dialogue_ends_after_a_day() {
    assert!(!has_ended(s(0), s(24 * 3600 - 1)));
    assert!(has_ended(s(0), h(24)));
}

#[test]
fn whoever_wrote_is_told_that_it_is_kept_no_longer() {
    let ann = PersonId(7);
    let told = |state: PrivateDialogue| Dialogue::Private(ann, state).farewell();
    let hi = || kept(&["hi"]);
    for state in [
        PrivateDialogue::Offered { kept: hi() },
        asked(hi()),
        titled("Printer", vec![]),
    ] {
        let farewell = told(state).expect("words are told of");
        assert_eq!(
            farewell.notices.last(),
            Some(&Notice::ToPerson(ann, PersonNotice::OfferEnded))
        );
    }
    let ticket = TicketId(126);
    for state in [
        PrivateDialogue::Idle,
        asked(vec![]),
        PrivateDialogue::Reply { ticket },
    ] {
        assert_eq!(told(state), None, "a question alone");
    }
}

#[test]
fn an_answer_that_nobody_confirmed_is_told_as_not_sent() {
    let (ticket, agent) = (TicketId(126), AgentId(8));
    let words = MessageContent {
        origin: Some(Origin {
            chat: -100,
            message: 55,
        }),
        ..text("hello")
    };
    let json = serde_json::json!({
        "state": "confirm_answer", "ticket": ticket, "agent": agent, "words": words,
    });
    let answer: GroupDialogue = serde_json::from_value(json).expect("an answer");
    let farewell = Dialogue::Group(UpdateId(1), answer)
        .farewell()
        .expect("it is told");
    assert_eq!(farewell.replies_to, Some(55));
    assert_eq!(
        farewell.notices,
        [Notice::ToTeam(TeamNotice::AnswerExpired { ticket })]
    );
    let form = GroupDialogue::Block(BlockForm::new(ticket));
    assert_eq!(Dialogue::Group(UpdateId(1), form).farewell(), None);
}
