//! Every notice there is, in both languages, as a snapshot; each also as data and length allow.

use super::world::*;
use crate::{
    domain::{
        block::{BlockDuration, BlockStep, Preset, Reason},
        command::{DeliveryFailure, RefusedFor},
        event::Cause,
        ids::*,
        language::Language,
        message::{MediaKind, Part},
        notice::{FormFault, ListFilter, Notice, PersonNotice, ReceiptMark, TeamNotice, UsageOf},
        right::Right,
        sla::{Escalation, Impact, Moved},
        ticket::{Priority, Silence, Status},
        title::TitleFault,
    },
    telegram::{ButtonKind, Call, Markup},
    view::{ViewData, render},
};

const NO: MessageNo = MessageNo(1);
const ANCHOR: UpdateId = UpdateId(777);

/// One of each.
pub(in crate::view) fn every() -> Vec<Notice> {
    let ticket = TICKET;
    let answer = |part, last| {
        Notice::ToPerson(
            OWNER,
            PersonNotice::Answer {
                ticket,
                message: NO,
                part,
                last,
                again: 0,
            },
        )
    };
    let wrote = |part| {
        Notice::ToTeam(TeamNotice::PersonWrote {
            ticket,
            message: NO,
            part,
        })
    };
    let closed = |cause| Notice::ToPerson(OWNER, PersonNotice::Closed { ticket, cause });
    let mark = |mark| {
        Notice::ToTeam(TeamNotice::Mark {
            ticket,
            message: NO,
            mark,
        })
    };
    let failed = |why| {
        Notice::ToTeam(TeamNotice::AnswerFailed {
            ticket,
            message: NO,
            why,
            again: 0,
            because: None,
        })
    };
    let refused = |because| {
        Notice::ToTeam(TeamNotice::AnswerFailed {
            ticket,
            message: NO,
            why: DeliveryFailure::Refused,
            again: 0,
            because: Some(because),
        })
    };
    let to_person = [
        Notice::ToPerson(OWNER, PersonNotice::Created { ticket }),
        answer(Part::Text(0), true),
        answer(Part::Captioned, true),
        answer(Part::Heading, false),
        answer(Part::Original, true),
        Notice::ToPerson(
            OWNER,
            PersonNotice::Receipt {
                ticket,
                message: NO,
            },
        ),
        Notice::ToPerson(
            OWNER,
            PersonNotice::NotSeen {
                ticket,
                message: NO,
            },
        ),
        closed(Cause::Person),
        closed(Cause::Team),
        closed(Cause::Silence),
        Notice::ToPerson(OWNER, PersonNotice::SilenceWarning { ticket, version: 9 }),
        Notice::ToPerson(OWNER, PersonNotice::Blocked),
        Notice::ToPerson(OWNER, PersonNotice::Unblocked),
    ];
    let to_team = [
        Notice::ToTeam(TeamNotice::NewTicket { ticket }),
        wrote(Part::Text(0)),
        wrote(Part::Captioned),
        wrote(Part::Heading),
        wrote(Part::Original),
        Notice::ToTeam(TeamNotice::CardEdit { ticket }),
        Notice::ToTeam(TeamNotice::Warning { ticket, episode: 1 }),
        Notice::ToTeam(TeamNotice::Alert {
            ticket,
            episode: 1,
            nth: 0,
            due: None,
        }),
        Notice::ToTeam(TeamNotice::Escalation {
            ticket,
            episode: 1,
            after_seconds: 3600,
        }),
        Notice::ToTeam(TeamNotice::ResolutionAlert { ticket }),
        mark(ReceiptMark::OnItsWay),
        mark(ReceiptMark::Taken),
        mark(ReceiptMark::Noted),
        failed(DeliveryFailure::Unreachable),
        failed(DeliveryFailure::Refused),
        refused(RefusedFor::NotCopied),
        refused(RefusedFor::Protected),
        refused(RefusedFor::Gone),
        refused(RefusedFor::NoVoice),
        refused(RefusedFor::Kind),
        refused(RefusedFor::TooLong),
    ];
    let to_person = to_person.into_iter().chain(
        sayings()
            .into_iter()
            .map(|notice| Notice::ToPerson(OWNER, notice)),
    );
    let to_team = to_team
        .into_iter()
        .chain(tellings().into_iter().map(Notice::ToTeam));
    to_person.chain(to_team).collect()
}

fn sayings() -> Vec<PersonNotice> {
    use PersonNotice::*;
    let ticket = TICKET;
    vec![
        Greeting,
        Support,
        Contact,
        AskTitle,
        TitleTooShort,
        TitleTooLong,
        TitleNotText,
        AskBody,
        BodyTooShort,
        BodyTooLong,
        AskReply { ticket },
        ActiveTicket { ticket },
        Offer,
        OfferEnded,
        TitleStays {
            ticket,
            why: TitleFault::TooShort,
        },
        TitleStays {
            ticket,
            why: TitleFault::TooLong,
        },
        TitleStays {
            ticket,
            why: TitleFault::NotText,
        },
        OfferAfterResolved { ticket },
        EditTooLate { ticket },
        OfferFull,
        Conversation { ticket, page: 0 },
        Attachment {
            ticket,
            message: NO,
        },
        ConfirmClose { ticket },
        KeptOpen { ticket },
        NoTicket,
        Tickets { page: 0 },
        Cancelled,
        NothingToCancel,
        YouAreBlocked,
        SlowDown,
        NotTaken,
        TakenAgain,
    ]
}

fn tellings() -> Vec<TeamNotice> {
    use TeamNotice::*;
    let ticket = TICKET;
    let form = |step, fault| BlockForm {
        anchor: ANCHOR,
        form: crate::domain::block::BlockForm {
            ticket,
            step,
            typed: None,
        },
        fault,
    };
    let week = BlockDuration::For(7 * 86_400);
    let list = |filter| Tickets { filter, page: 0 };
    vec![
        Card { ticket },
        OldCard { ticket },
        Attachment {
            ticket,
            message: MessageNo(1),
            note: false,
        },
        AskAnswer {
            ticket,
            agent: ANNA,
        },
        AskAnswer {
            ticket,
            agent: AgentId::ANONYMOUS,
        },
        AskNote {
            ticket,
            agent: ANNA,
        },
        AskNote {
            ticket,
            agent: AgentId::ANONYMOUS,
        },
        NotNoted { ticket },
        JustAnswered {
            ticket,
            by: ANNA,
            anchor: ANCHOR,
        },
        PromptOfAnother {
            ticket,
            of: ANNA,
            anchor: ANCHOR,
        },
        PromptOfAnother {
            ticket,
            of: AgentId::ANONYMOUS,
            anchor: ANCHOR,
        },
        AnswerStays { ticket },
        AnswerDecided { ticket, sent: true },
        AnswerDecided {
            ticket,
            sent: false,
        },
        NotSent { ticket },
        AnswerExpired { ticket },
        CannotRoute,
        NotHeard {
            why: crate::domain::notice::NotHeard::AsGroup,
        },
        NotHeard {
            why: crate::domain::notice::NotHeard::AsChannel,
        },
        NotHeard {
            why: crate::domain::notice::NotHeard::NotAnAgent,
        },
        NotHeard {
            why: crate::domain::notice::NotHeard::Unknown,
        },
        MembersHidden,
        ConfirmClose { ticket },
        CloseDecided {
            ticket,
            closed_by: Some(ANNA),
        },
        CloseDecided {
            ticket,
            closed_by: Some(AgentId::ANONYMOUS),
        },
        CloseDecided {
            ticket,
            closed_by: None,
        },
        AssignChoice { ticket },
        Assigned {
            ticket,
            to: Some(ANNA),
        },
        Assigned { ticket, to: None },
        PriorityChoice { ticket },
        PrioritySet {
            ticket,
            priority: Priority::Urgent,
        },
        Clocks { ticket },
        list(ListFilter::Active),
        list(ListFilter::Mine(ANNA)),
        list(ListFilter::Open),
        list(ListFilter::Awaiting),
        list(ListFilter::All),
        NewTickets {
            tickets: [122, 123, 124, 125].map(TicketId).into(),
        },
        Overdue {
            tickets: [122, 123, 124, 125].map(TicketId).into(),
        },
        form(BlockStep::Duration, None),
        form(BlockStep::TypeDuration, None),
        form(BlockStep::TypeDuration, Some(FormFault::Duration)),
        form(BlockStep::Reason(week), None),
        form(
            BlockStep::Reason(BlockDuration::Until(at(24, 0))),
            Some(FormFault::Reason),
        ),
        form(
            BlockStep::Confirm(BlockDuration::Permanent, Reason::Preset(Preset::Abuse)),
            None,
        ),
        form(
            BlockStep::Confirm(week, Reason::Typed("<rude> & loud".into())),
            None,
        ),
        BlockCancelled { ticket },
        BlockDone { ticket, by: ANNA },
        BlockedList { page: 0 },
        Unblocked {
            person: PersonId(PERSON),
            by: ANNA,
        },
        NotBlocked,
        NoSuchTicket { ticket },
        Usage {
            command: UsageOf::Ticket,
        },
        Usage {
            command: UsageOf::Block,
        },
        Usage {
            command: UsageOf::Unblock,
        },
        Usage {
            command: UsageOf::Sla,
        },
        Help,
        SetAside { update: ANCHOR },
        WasOut { since: at(9, 15) },
        WasMute { since: at(9, 15) },
        RightMissing {
            right: Right::Photos,
        },
        Parked { ticket },
        TopicGone { topic: 5 },
        SettingsChanged {
            at_once: vec!["sla.response_within".into(), "auto_close.after".into()],
            after_restart: vec!["database.url".into()],
            impact: Some(Impact {
                over: 14,
                alerts: moved(3, 20, 0, 0),
                closings: moved(2, 1, 0, 0),
            }),
        },
        SettingsChanged {
            at_once: vec!["sla.enabled".into()],
            after_restart: vec![],
            impact: Some(Impact {
                over: 1,
                alerts: moved(1, 0, 5, 4),
                closings: moved(0, 0, 2, 3),
            }),
        },
        SettingsChanged {
            at_once: vec!["sla.max_reminders".into()],
            after_restart: vec![],
            impact: Some(Impact::default()),
        },
        SettingsChanged {
            at_once: vec![],
            after_restart: vec!["telegram.api_url".into(), "log.format".into()],
            impact: None,
        },
        SettingsRefused {
            faults: vec![
                "sla.respones_within (desk.toml): there is no such setting; did you mean sla.response_within?".into(),
                "desk.mode = \"<both>\" (desk.toml): not understood; allowed: \"tickets\", \"contact\" or \"both\"".into(),
            ],
        },
        SettingsRefused {
            faults: (1..=12).map(|n| format!("desk.key_{n}: a fault")).collect(),
        },
        EditRefused { ticket },
        NotShown { ticket },
    ]
}

fn moved(earlier: i64, later: i64, dropped: i64, added: i64) -> Moved {
    Moved {
        earlier,
        later,
        dropped,
        added,
    }
}

/// The world, changed where a notice would not be true in it.
pub(in crate::view) fn facts_for(notice: &Notice, language: Language) -> ViewData {
    let mut facts = facts();
    facts.language = language;
    if let (Notice::ToPerson(OWNER, PersonNotice::SilenceWarning { .. }), Some(shown)) =
        (notice, &mut facts.shown)
    {
        shown.ticket.status = Status::AwaitingUser;
        shown.ticket.waiting = None;
        shown.ticket.silence = Some(Silence {
            since: at(10, 30) - chrono::TimeDelta::hours(42),
            warned: Some(at(10, 30)),
            warning: Some(9),
            warning_delivered: None,
            warning_refused: None,
        });
    }
    if let (Notice::ToTeam(TeamNotice::Warning { .. }), Some(shown), Some(reply)) =
        (notice, &mut facts.shown, &mut facts.policy.reply)
    {
        reply.tell_warnings = true;
        if let Some(waiting) = &mut shown.ticket.waiting {
            waiting.breached = None;
        }
    }
    if let (Notice::ToTeam(TeamNotice::Escalation { .. }), Some(reply)) =
        (notice, &mut facts.policy.reply)
    {
        reply.escalation = vec![Escalation {
            after_seconds: 3600,
            mention: vec!["@lead".into(), "@boss".into()],
        }];
    }
    if let Notice::ToTeam(TeamNotice::Attachment { .. }) = notice {
        let said = facts.said.take();
        facts.said = said.map(|said| with_media(said, MediaKind::Photo, Some("PHOTO")));
    }
    if let Notice::ToPerson(OWNER, PersonNotice::Answer { .. }) = notice {
        facts.said = facts.conversation.get(1).cloned();
    }
    facts
}

/// The tag that the notice is stored with.
fn name(notice: &Notice) -> String {
    let json = match notice {
        Notice::ToPerson(_, notice) => serde_json::to_value(notice),
        Notice::ToTeam(notice) => serde_json::to_value(notice),
    };
    json.unwrap()["notice"].as_str().unwrap().to_owned()
}

fn transcript(language: Language) -> String {
    every()
        .into_iter()
        .map(|notice| {
            let facts = facts_for(&notice, language);
            let call = render(&notice, place(notice.audience()), None, &facts, &desk());
            format!("--- {}\n{}", name(&notice), written(call.as_ref()))
        })
        .collect()
}

#[test]
fn every_notice_in_english() {
    insta::assert_snapshot!(transcript(Language::En));
}

#[test]
fn every_notice_in_russian() {
    insta::assert_snapshot!(transcript(Language::Ru));
}

#[test]
fn every_notice_says_something_whole_within_telegrams_limits() {
    for language in Language::ALL {
        for notice in every() {
            let facts = facts_for(&notice, language);
            let call = render(&notice, place(notice.audience()), None, &facts, &desk());
            let call = call.unwrap_or_else(|| panic!("{} says nothing", name(&notice)));
            let written = written(Some(&call));
            assert!(!written.contains('⟨'), "a text is missing: {written}");
            assert!(!written.contains("{$"), "a place is not filled: {written}");
            check(&call);
        }
    }
}

/// Data of at most 64 bytes, labels that are not empty, placeholders of 1 to 64 characters, an edit without
/// force-reply.
pub(super) fn check(call: &Call) {
    match markup(call) {
        Markup::None => {}
        Markup::ForceReply(placeholder) => {
            assert!((1..=64).contains(&placeholder.chars().count()));
            assert!(!matches!(call, Call::Edit { .. }));
        }
        Markup::Buttons(rows) => {
            assert!(!rows.is_empty() && rows.iter().flatten().count() <= 100);
            for button in rows.iter().flatten() {
                assert!(!button.label.trim().is_empty());
                if let ButtonKind::Press(press) = &button.does {
                    assert!(press.data().len() <= 64);
                }
            }
            assert!(rows.iter().all(|row| (1..=8).contains(&row.len())));
        }
    }
}
