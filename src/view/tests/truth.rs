//! What is no longer true says nothing; nobody reads of another's ticket; a view reads what it said it needs.

use super::{
    every::{every, facts_for},
    world::*,
};
use crate::{
    domain::{
        event::Cause,
        ids::*,
        language::Language,
        notice::{Notice, PersonNotice, TeamNotice},
        sla::NextResponse,
        ticket::{PendingAnswer, ReplyClock, Status, Ticket},
    },
    telegram::Call,
    view::{ViewData, needs, render},
};

const ALERT: Notice = Notice::ToTeam(TeamNotice::Alert {
    ticket: TICKET,
    episode: 1,
    nth: 1,
    due: None,
});

const WARNING: Notice = Notice::ToPerson(
    OWNER,
    PersonNotice::SilenceWarning {
        ticket: TICKET,
        version: 9,
    },
);

fn changed(notice: &Notice, change: impl Fn(&mut Ticket)) -> ViewData {
    let mut facts = facts_for(notice, Language::En);
    if let Some(shown) = &mut facts.shown {
        change(&mut shown.ticket);
    }
    facts
}

type Case = (&'static str, fn(&mut Ticket));

#[test]
fn an_alert_is_told_only_while_its_stretch_goes_on() {
    let over: [Case; 5] = [
        ("answered", |t| t.waiting = None),
        ("of a clock that is turned off", |t| {
            t.waiting.as_mut().unwrap().clock = ReplyClock::Next;
        }),
        ("another stretch", |t| {
            t.waiting.as_mut().unwrap().episode = 2;
        }),
        ("not breached any more", |t| {
            t.waiting.as_mut().unwrap().breached = None;
        }),
        ("resolved", |t| t.status = Status::Resolved),
    ];
    assert!(to_team(ALERT, &facts()).is_some());
    for (name, change) in over {
        let mut facts = changed(&ALERT, change);
        let reply = facts.policy.reply.as_mut().expect("the clocks are on");
        reply.next_response = NextResponse::Off;
        assert_eq!(to_team(ALERT, &facts), None, "{name}");
    }
    let mut looked = changed(&ALERT, |t| t.viewed = Some(at(10, 20)));
    assert!(to_team(ALERT, &looked).is_some());
    let reply = looked.policy.reply.as_mut().expect("the clocks are on");
    reply.stop_when_viewed = true;
    assert_eq!(to_team(ALERT, &looked), None, "a look stops this clock");
    let mut unknown = facts();
    unknown.shown = None;
    assert_eq!(to_team(ALERT, &unknown), None);
}

#[test]
fn an_escalation_calls_whom_the_settings_name_now_while_its_stretch_goes_on() {
    let escalation = |after_seconds| {
        Notice::ToTeam(TeamNotice::Escalation {
            ticket: TICKET,
            episode: 1,
            after_seconds,
        })
    };
    let facts = facts_for(&escalation(3600), Language::En);
    let call = to_team(escalation(3600), &facts).expect("it is true");
    let alert = to_team(ALERT, &facts).expect("it is true");
    assert_eq!(html(&call), format!("{}\n🔔 @lead @boss", html(&alert)));
    assert_eq!(
        to_team(escalation(7200), &facts),
        None,
        "there is no such step any more"
    );
    let answered = changed(&escalation(3600), |t| t.waiting = None);
    assert_eq!(to_team(escalation(3600), &answered), None);
}

#[test]
fn a_warning_is_told_only_before_the_breach_and_while_it_is_wanted() {
    let warning = || {
        Notice::ToTeam(TeamNotice::Warning {
            ticket: TICKET,
            episode: 1,
        })
    };
    let over: [Case; 4] = [
        ("answered", |t| t.waiting = None),
        ("another stretch", |t| {
            t.waiting.as_mut().unwrap().episode = 2;
        }),
        ("breached", |t| {
            t.waiting.as_mut().unwrap().breached = Some(at(10, 30));
        }),
        ("resolved", |t| t.status = Status::Resolved),
    ];
    assert!(to_team(warning(), &changed(&warning(), |_| {})).is_some());
    for (name, change) in over {
        let facts = changed(&warning(), change);
        assert_eq!(to_team(warning(), &facts), None, "{name}");
    }
    let mut unwanted = changed(&warning(), |_| {});
    if let Some(reply) = &mut unwanted.policy.reply {
        reply.tell_warnings = false;
    }
    assert_eq!(to_team(warning(), &unwanted), None);
}

#[test]
fn the_resolution_alert_is_told_only_while_the_ticket_is_open() {
    let alert = || Notice::ToTeam(TeamNotice::ResolutionAlert { ticket: TICKET });
    assert!(to_team(alert(), &facts()).is_some());
    let resolved = changed(&alert(), |t| t.status = Status::Resolved);
    assert_eq!(to_team(alert(), &resolved), None);
}

#[test]
fn a_silence_warning_is_told_only_while_the_warned_silence_goes_on() {
    let over: [Case; 6] = [
        ("the person wrote", |t| {
            t.status = Status::InProgress;
            t.silence = None;
        }),
        ("resolved", |t| t.status = Status::Resolved),
        ("a new silence", |t| {
            t.silence.as_mut().unwrap().warning = None;
        }),
        ("a new silence, warned of anew", |t| {
            t.silence.as_mut().unwrap().warning = Some(12);
        }),
        ("an answer is on its way", |t| {
            t.pending = vec![PendingAnswer {
                message: MessageNo(3),
                answers: MessageNo(1),
                again: 0,
                lost: vec![],
            }];
        }),
        ("out of reach", |t| t.unreachable = Some(at(10, 0))),
    ];
    assert!(to_person(WARNING, &changed(&WARNING, |_| {})).is_some());
    for (name, change) in over {
        assert_eq!(
            to_person(WARNING, &changed(&WARNING, change)),
            None,
            "{name}"
        );
    }
    let mut off = changed(&WARNING, |_| {});
    off.policy.auto_close = None;
    assert_eq!(to_person(WARNING, &off), None);
}

#[test]
fn a_late_silence_warning_still_leaves_its_whole_time() {
    let mut facts = changed(&WARNING, |_| {});
    facts.now += chrono::TimeDelta::hours(5);
    let call = to_person(WARNING, &facts).expect("it is true");
    assert!(html(&call).ends_with("It will be closed today 21:30, in 6 hours, unless you write."));
}

#[test]
fn what_has_no_object_says_nothing() {
    let mut facts = facts();
    facts.card = None;
    facts.blocked = None;
    assert_eq!(
        to_team(
            Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET }),
            &facts
        ),
        None
    );
    let moved = TeamNotice::OldCard { ticket: TICKET };
    assert_eq!(to_team(Notice::ToTeam(moved.clone()), &facts), None);
    assert_eq!(
        to_person(Notice::ToPerson(OWNER, PersonNotice::Blocked), &facts),
        None
    );
    let by_block = Notice::ToPerson(
        OWNER,
        PersonNotice::Closed {
            ticket: TICKET,
            cause: Cause::Block,
        },
    );
    assert_eq!(to_person(by_block, &facts), None);
    facts.card = Some(900);
    let place = place(crate::domain::notice::Audience::Team);
    let moved = Notice::ToTeam(moved);
    assert_eq!(render(&moved, place, Some(900), &facts, &desk()), None);
    let edit = render(&moved, place, Some(800), &facts, &desk());
    assert!(matches!(edit, Some(Call::Edit { message: 800, .. })));
}

#[test]
fn a_card_that_is_lost_comes_once_more_while_its_ticket_goes_on() {
    let edit = || Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET });
    let lost = |status| {
        let mut facts = changed(&edit(), |t| t.status = status);
        (facts.card, facts.lost_card) = (None, true);
        to_team(edit(), &facts)
    };
    for status in [Status::Open, Status::InProgress, Status::AwaitingUser] {
        assert!(
            matches!(lost(status), Some(Call::Text { .. })),
            "{status:?}"
        );
    }
    assert_eq!(lost(Status::Resolved), None);
}

#[test]
fn somebody_who_is_not_blocked_any_more_is_told_so() {
    let mut facts = facts();
    facts.blocked = None;
    let call = to_person(Notice::ToPerson(OWNER, PersonNotice::YouAreBlocked), &facts)
        .expect("they asked");
    assert!(html(&call).starts_with("You are not blocked any more."));
}

#[test]
fn nobody_reads_of_anothers_ticket() {
    for notice in every() {
        if notice.audience() != person() || notice.ticket().is_none() {
            continue;
        }
        let mut facts = facts_for(&notice, Language::En);
        let shown = needs(&notice).shown;
        assert!(shown.is_some() || notice_names_no_more_than_the_number(&notice));
        if let Some(shown) = &mut facts.shown {
            shown.ticket.person = PersonId(8002);
        }
        assert_eq!(
            render(&notice, place(notice.audience()), None, &facts, &desk()),
            None
        );
    }
}

fn notice_names_no_more_than_the_number(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::ToPerson(OWNER, PersonNotice::OfferAfterResolved { .. })
    )
}

/// The facts without what the notice did not ask for.
fn only_needed(notice: &Notice, facts: &ViewData) -> ViewData {
    let needs = needs(notice);
    let mut less = facts.clone();
    less.shown = less.shown.filter(|_| needs.shown.is_some());
    less.said = less.said.filter(|_| needs.said.is_some());
    if needs.conversation.is_none() {
        less.conversation.clear();
    }
    less.names.retain(|id, _| needs.names.contains(id));
    less.tickets = less.tickets.filter(|_| needs.tickets.is_some());
    less.these.retain(|row| needs.these.contains(&row.id));
    less.blocked = less.blocked.filter(|_| needs.blocked.is_some());
    less.all_blocked = less.all_blocked.filter(|_| needs.all_blocked.is_some());
    if !needs.agents {
        less.agents.clear();
    }
    less.usual = less.usual.filter(|_| needs.usual);
    less.card = less.card.filter(|_| needs.card.is_some());
    less
}

#[test]
fn a_view_reads_nothing_that_it_did_not_ask_for() {
    for notice in every() {
        let facts = facts_for(&notice, Language::En);
        let less = only_needed(&notice, &facts);
        assert_eq!(
            render(&notice, place(notice.audience()), None, &less, &desk()),
            render(&notice, place(notice.audience()), None, &facts, &desk()),
            "{notice:?}"
        );
    }
}

#[test]
fn what_rewrites_a_message_is_an_edit_unless_it_asks_for_a_reply() {
    let group = place(crate::domain::notice::Audience::Team);
    let closed = Notice::ToTeam(TeamNotice::CloseDecided {
        ticket: TICKET,
        closed_by: Some(ANNA),
    });
    let call = render(&closed, group, Some(55), &facts(), &desk());
    assert!(matches!(call, Some(Call::Edit { message: 55, .. })));
    let ask = Notice::ToTeam(TeamNotice::AskAnswer {
        ticket: TICKET,
        agent: ANNA,
    });
    let call = render(&ask, group, Some(55), &facts(), &desk());
    assert!(matches!(call, Some(Call::Text { .. })));
}
