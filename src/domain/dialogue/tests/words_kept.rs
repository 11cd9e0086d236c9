//! Nobody's words are lost: whatever somebody says is in an effect, in the state, or was refused by an effect that
//! tells them so; only **Cancel** drops what was kept.

use super::{
    super::{KEPT, PrivateDialogue, PrivateEffect as E, PrivateInput as I},
    private::{LENGTHS, asked, kept, text, titled},
};
use crate::domain::{
    ids::TicketId,
    message::{MessageContent, Origin},
    notice::PersonNotice as N,
};
use proptest::prelude::*;

/// Everything that stands in a state, a title included.
fn in_state(state: &PrivateDialogue) -> Vec<String> {
    let texts = |kept: &[MessageContent]| kept.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
    match state {
        PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => vec![],
        PrivateDialogue::Offered { kept } | PrivateDialogue::Title { kept, .. } => texts(kept),
        PrivateDialogue::Body { title, kept, .. } => [vec![title.clone()], texts(kept)].concat(),
    }
}

/// Everything that an effect carries away.
fn in_effects(effects: &[E]) -> Vec<String> {
    let carried = effects.iter().flat_map(|effect| match effect {
        E::Open { title, words, .. } => {
            let texts = words.iter().map(|w| w.text.clone()).collect();
            [vec![title.clone()], texts].concat()
        }
        E::Write { words, .. } => vec![words.text.clone()],
        _ => vec![],
    });
    carried.collect()
}

fn refuses(effects: &[E]) -> bool {
    matches!(
        effects,
        [E::Notice(N::TitleTooShort)
            | E::Notice(N::TitleTooLong)
            | E::Notice(N::TitleNotText)
            | E::Notice(N::BodyTooShort)
            | E::Notice(N::BodyTooLong)
            | E::Notice(N::OfferFull)]
    )
}

#[derive(Debug, Clone)]
enum Did {
    Create,
    Reply,
    Cancel,
    Say(usize),
}

fn did() -> impl Strategy<Value = Did> {
    prop_oneof![
        2 => Just(Did::Create),
        1 => Just(Did::Reply),
        1 => Just(Did::Cancel),
        8 => prop_oneof![Just(1_usize), 3_usize..130, Just(4100)].prop_map(Did::Say),
    ]
}

proptest! {
    #[test]
    fn nobodys_words_are_lost(story in prop::collection::vec((did(), any::<bool>()), 0..60)) {
        let mut state = PrivateDialogue::Idle;
        for (n, (did, active)) in story.into_iter().enumerate() {
            let active = active.then_some(TicketId(126));
            let mut before = in_state(&state);
            let (input, said) = match did {
                Did::Create => (I::Create, None),
                Did::Reply => (I::Reply(TicketId(126)), None),
                Did::Cancel => (I::Cancel, None),
                Did::Say(length) => {
                    let said = format!("{n}{}", "x".repeat(length));
                    (I::Said(text(&said)), Some(said))
                }
            };
            let cancels = input == I::Cancel;
            let (next, effects) = state.step(input, active, &LENGTHS);
            prop_assert!(!effects.is_empty(), "every step is answered");
            let mut after = [in_state(&next), in_effects(&effects)].concat();
            if cancels {
                prop_assert_eq!(&next, &PrivateDialogue::Idle);
            } else {
                before.extend(said.filter(|_| !refuses(&effects)));
                before.sort();
                after.sort();
                prop_assert_eq!(after, before);
            }
            state = next;
        }
    }
}

#[test]
fn what_does_not_fit_any_more_is_refused_visibly() {
    let mut state = PrivateDialogue::Idle;
    for n in 0..KEPT {
        let (next, effects) = state.step(I::Said(text(&format!("{n}"))), None, &LENGTHS);
        assert_eq!(effects, [E::Notice(N::Offer)]);
        state = next;
    }
    let before = state.clone();
    let (state, effects) = state.step(I::Said(text("one more")), None, &LENGTHS);
    assert_eq!((state, effects), (before, vec![E::Notice(N::OfferFull)]));
}

#[test]
fn words_for_a_ticket_that_was_just_resolved_are_kept_and_offered() {
    let (state, effects) = PrivateDialogue::Idle.offer(text("still not working"));
    assert_eq!(effects, [E::Notice(N::Offer)]);
    let still = kept(&["still not working"]);
    assert_eq!(state, PrivateDialogue::Offered { kept: still });
    let reply = PrivateDialogue::Reply {
        ticket: TicketId(126),
    };
    let (state, _) = reply.offer(text("hello"));
    assert_eq!(
        state,
        PrivateDialogue::Offered {
            kept: kept(&["hello"])
        }
    );
}

/// By the original, wherever it is kept; words of a button have no original.
#[test]
fn words_kept_are_changed_where_they_are_kept() {
    let words = |message: i64, said: &str| MessageContent {
        origin: Some(Origin { chat: 7, message }),
        ..text(said)
    };
    let kept = || vec![text("a button"), words(1, "one"), words(2, "two")];
    let (title, after) = (
        "Title".to_owned(),
        vec![text("a button"), words(1, "one"), words(2, "other")],
    );
    for (state, changed) in [
        (
            PrivateDialogue::Offered { kept: kept() },
            PrivateDialogue::Offered {
                kept: after.clone(),
            },
        ),
        (asked(kept()), asked(after.clone())),
        (titled(&title, kept()), titled(&title, after)),
    ] {
        assert_eq!(
            state.clone().edited(&words(2, "other"), &LENGTHS),
            Some((changed, vec![]))
        );
        for nothing in [words(2, "two"), words(3, "other"), text("other")] {
            assert_eq!(
                state.clone().edited(&nothing, &LENGTHS),
                None,
                "{nothing:?}"
            );
        }
    }
    let ticket = TicketId(126);
    for state in [PrivateDialogue::Idle, PrivateDialogue::Reply { ticket }] {
        assert_eq!(state.edited(&words(1, "other"), &LENGTHS), None);
    }
}
