//! Who is who, what was asked of them, who is kept out; and what the desk keeps for itself.

use super::fixture::*;
use bellhop::{
    domain::{
        block::{Block, Preset, Reason},
        dialogue::{Dialogue, GroupDialogue, PrivateDialogue, Whose},
        ids::*,
        message::{MessageContent, Origin},
        read_model::{BlockedPerson, Profile},
        sla::{AutoClose, Policy, PolicyVersion, ReplyPolicy},
    },
    store::{DialogueWrite, Store, StoreError, UnitOfWork},
};

fn seen(people: &[Profile]) -> UnitOfWork {
    UnitOfWork {
        people: people.to_vec(),
        ..Default::default()
    }
}

pub(crate) async fn the_newest_name_counts(case: Case) {
    let renamed = Profile {
        name: "Anna Новая".into(),
        username: None,
        language_code: Some("ru".into()),
        ..profile(1)
    };
    case.commit(seen(&[profile(1), profile(2), renamed.clone()]))
        .await;
    assert!(case.store.profile(1).await.unwrap() == Some(renamed));
    case.commit(seen(&[profile(1)])).await;
    assert!(case.store.profile(1).await.unwrap() == Some(profile(1)));
    assert!(case.store.profile(3).await.unwrap().is_none());
}

pub(crate) async fn a_username_is_found_whatever_its_case_and_belongs_to_one(case: Case) {
    case.commit(seen(&[profile(1)])).await;
    for name in ["Person_1", "person_1", "PERSON_1"] {
        let found = case.store.profile_named(name).await.unwrap();
        assert!(found == Some(profile(1)), "{name}");
    }
    assert!(
        case.store
            .profile_named("person%1")
            .await
            .unwrap()
            .is_none()
    );
    let heir = Profile {
        username: Some("PERSON_1".into()),
        ..profile(2)
    };
    case.commit(seen(std::slice::from_ref(&heir))).await;
    assert!(case.store.profile_named("person_1").await.unwrap() == Some(heir));
    assert_eq!(case.store.profile(1).await.unwrap().unwrap().username, None);
}

/// Whoever goes on with one in the meantime keeps it, and nothing of its end holds.
pub(crate) async fn dialogues_end_only_as_they_were_read(case: Case) {
    let asks = |dialogue| UnitOfWork {
        dialogues: vec![dialogue],
        ..Default::default()
    };
    let reply = |ticket| PrivateDialogue::Reply {
        ticket: TicketId(ticket),
    };
    case.clock(1);
    for person in 1..=2 {
        case.commit(asks(DialogueWrite::Private(PersonId(person), reply(3))))
            .await;
    }
    let old = case.store.old_dialogues(at(1), 10).await.unwrap();
    let whose: Vec<Whose> = old.iter().map(|old| old.whose).collect();
    let people = [1, 2].map(|person| Whose::Person(PersonId(person)));
    assert_eq!(whose, people);
    let state = Some(Dialogue::Private(PersonId(1), reply(3)));
    assert_eq!((old[0].since, &old[0].state), (at(1), &state));
    assert_eq!(case.store.old_dialogues(at(0), 10).await, Ok(vec![]));
    case.clock(2);
    case.commit(asks(DialogueWrite::Private(PersonId(2), reply(4))))
        .await;
    let mut ends = Vec::new();
    for whose in people {
        let work = asks(DialogueWrite::Ended(whose, at(1)));
        ends.extend(case.store.commit(vec![work]).await);
    }
    assert_eq!(ends, [Ok(()), Err(StoreError::AlreadyEnded)]);
    assert_eq!(case.store.private_dialogue(PersonId(1)).await, Ok(None));
    let kept = case.store.private_dialogue(PersonId(2)).await;
    assert_eq!(kept, Ok(Some((reply(4), at(2)))));
}

pub(crate) async fn dialogues_are_kept_by_person_and_by_anchor(case: Case) {
    let private = |state| DialogueWrite::Private(PersonId(1), state);
    let group = |state| DialogueWrite::Group(UpdateId(1), state);
    let work = |dialogues| UnitOfWork {
        dialogues,
        ..Default::default()
    };
    let title = PrivateDialogue::Title {
        kept: vec![MessageContent::text("kept")],
        refused: Default::default(),
    };
    let answer = GroupDialogue::ConfirmAnswer {
        ticket: TicketId(126),
        agent: AgentId(900),
        words: MessageContent {
            origin: Some(Origin {
                chat: -100,
                message: 17,
            }),
            ..MessageContent::text("Hello.")
        },
        prompt_of: Some(AgentId(901)),
    };
    assert_eq!(case.store.private_dialogue(PersonId(1)).await, Ok(None));
    case.clock(1);
    case.commit(work(vec![
        private(PrivateDialogue::Reply {
            ticket: TicketId(3),
        }),
        group(Some(answer.clone())),
    ]))
    .await;
    case.clock(2);
    case.commit(work(vec![private(title.clone())])).await;
    let got = case.store.private_dialogue(PersonId(1)).await;
    assert_eq!(got, Ok(Some((title, at(2)))));
    let got = case.store.group_dialogue(UpdateId(1)).await;
    assert_eq!(got, Ok(Some((answer.clone(), at(1)))));
    let got = case.store.dialogue_keeping(17).await;
    assert_eq!(got, Ok(Some((UpdateId(1), answer, at(1)))));
    assert_eq!(case.store.dialogue_keeping(18).await, Ok(None));
    case.commit(work(vec![private(PrivateDialogue::Idle), group(None)]))
        .await;
    assert_eq!(case.store.private_dialogue(PersonId(1)).await, Ok(None));
    assert_eq!(case.store.group_dialogue(UpdateId(1)).await, Ok(None));
    assert_eq!(case.store.dialogue_keeping(17).await, Ok(None));
}

fn block(person: i64, since: i64, until: Option<i64>) -> Block {
    Block {
        person: PersonId(person),
        by: AgentId(900),
        since: at(since),
        until: until.map(at),
        reason: Reason::Typed("rude".into()),
    }
}

fn blocks(block: Block) -> UnitOfWork {
    UnitOfWork {
        people: vec![profile(block.person.0)],
        block: Some(block),
        ..Default::default()
    }
}

pub(crate) async fn a_block_holds_until_its_end(case: Case) {
    let blocked = |block: &Block, told| {
        Some(BlockedPerson {
            block: block.clone(),
            person: profile(1),
            told,
        })
    };
    let ask = async |seconds| case.store.blocked(PersonId(1), at(seconds)).await.unwrap();
    assert!(ask(0).await.is_none());
    let first = block(1, 0, Some(60));
    case.commit(blocks(first.clone())).await;
    assert!(ask(59).await == blocked(&first, false));
    assert!(ask(60).await.is_none());
    let told = || UnitOfWork {
        told_blocked: Some(PersonId(1)),
        ..Default::default()
    };
    case.commit(told()).await;
    assert!(ask(1).await == blocked(&first, true));
    let second = Block {
        reason: Reason::Preset(Preset::OffTopic),
        ..block(1, 100, None)
    };
    case.commit(blocks(second.clone())).await;
    assert!(ask(1_000_000_000).await == blocked(&second, false));
    case.commit(UnitOfWork {
        unblock: Some((PersonId(1), AgentId(7))),
        ..Default::default()
    })
    .await;
    assert!(ask(101).await.is_none());
    case.commit(told()).await;
    assert!(ask(101).await.is_none());
}

pub(crate) async fn the_blocked_are_listed_newest_first(case: Case) {
    for (person, until) in [(1, None), (2, Some(30)), (3, Some(31)), (4, None)] {
        case.commit(blocks(block(person, person, until))).await;
    }
    for (now, offset, expected, total) in [
        // No more is known than that there is another.
        (29, 0, vec![4, 3], 3),
        (29, 2, vec![2, 1], 4),
        (30, 0, vec![4, 3], 3),
        (31, 0, vec![4, 1], 2),
        (31, 2, vec![], 2),
    ] {
        let page = case.store.all_blocked(at(now), offset, 2).await.unwrap();
        let people: Vec<_> = page.rows.iter().map(|b| b.person.id).collect();
        assert_eq!((people, page.total), (expected, total), "{now} {offset}");
    }
}

pub(crate) async fn policies_come_back_in_order(case: Case) {
    let off = Policy::default();
    let on = Policy {
        reply: Some(ReplyPolicy::new(300, 80, 900)),
        auto_close: Some(AutoClose {
            after_seconds: 86_400,
            warn_before_seconds: 0,
        }),
        hours: None,
    };
    let version = |seconds, policy: &Policy| PolicyVersion {
        since: at(seconds),
        policy: policy.clone(),
    };
    for version in [version(5, &off), version(1, &on), version(9, &on)] {
        case.commit(UnitOfWork {
            policy: Some(version),
            ..Default::default()
        })
        .await;
    }
    assert_eq!(
        case.store.policies().await,
        Ok(vec![version(1, &on), version(5, &off), version(9, &on)])
    );
}

pub(crate) async fn a_value_is_kept_once(case: Case) {
    let kept = |value: &str| Ok(value.to_owned());
    assert_eq!(
        case.store.get_or_insert_value("secret", "first").await,
        kept("first")
    );
    assert_eq!(
        case.store.get_or_insert_value("secret", "second").await,
        kept("first")
    );
    assert_eq!(
        case.store.get_or_insert_value("other", "second").await,
        kept("second")
    );
}

pub(crate) async fn nobody_who_is_blocked_opens_a_ticket(case: Case) {
    let block = |until| UnitOfWork {
        people: vec![profile(1), profile(2)],
        block: Some(Block {
            person: PersonId(1),
            by: AgentId(2),
            since: at(0),
            until,
            reason: Reason::Preset(Preset::Spam),
        }),
        ..Default::default()
    };
    let opens = || of_ticket(opening(1, 1, 0));
    case.commit(block(Some(at(10)))).await;
    assert_eq!(case.try_commit(opens()).await, Err(StoreError::Blocked));
    // In one group, too, in which the block comes first.
    let group = vec![block(None), opens()];
    let results = case.store.commit(group).await;
    assert_eq!(results, [Ok(()), Err(StoreError::Blocked)]);
    case.commit(block(Some(at(10)))).await;
    case.clock(10);
    case.commit(opens()).await;
}
