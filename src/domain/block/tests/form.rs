//! The form behind **Block User**: every step and input.

use super::super::{
    BlockEffect as E, BlockInput as I,
    BlockStep::{Confirm, Duration, TypeDuration},
    *,
};
use crate::domain::{dialogue::GroupDialogue, message::MessageContent, test_support::s};
use chrono_tz::Tz;

const TICKET: TicketId = TicketId(126);
const ONE_DAY: BlockDuration = BlockDuration::For(86_400);

fn form(step: BlockStep) -> BlockForm {
    BlockForm {
        ticket: TICKET,
        step,
        typed: None,
    }
}

fn spam() -> Reason {
    Reason::Preset(Preset::Spam)
}

fn typed(text: &str) -> I {
    I::Typed(text.into())
}

#[test]
fn each_input_at_each_step() {
    let show = |step| E::Show(form(step));
    let stale = |step| E::Stale(form(step));
    let reason = || BlockStep::Reason(ONE_DAY);
    let confirm = || Confirm(ONE_DAY, spam());
    let why = |text: &str| Reason::Typed(text.into());
    let week = || BlockStep::Reason(BlockDuration::For(604_800));
    for (step, input, expected) in [
        (Duration, I::Duration(ONE_DAY), show(reason())),
        (Duration, I::Custom, show(TypeDuration)),
        (Duration, I::Reason(spam()), stale(Duration)),
        (Duration, typed("1w"), show(week())),
        (Duration, typed("soon"), E::NotADuration(form(Duration))),
        (Duration, I::Confirm, stale(Duration)),
        (Duration, I::Cancel, E::Cancelled),
        (TypeDuration, I::Duration(ONE_DAY), show(reason())),
        (TypeDuration, I::Custom, stale(TypeDuration)),
        (TypeDuration, I::Reason(spam()), stale(TypeDuration)),
        (TypeDuration, typed("1w"), show(week())),
        (TypeDuration, typed(""), E::NotADuration(form(TypeDuration))),
        (TypeDuration, I::Confirm, stale(TypeDuration)),
        (TypeDuration, I::Cancel, E::Cancelled),
        (reason(), I::Duration(ONE_DAY), stale(reason())),
        (reason(), I::Custom, stale(reason())),
        (reason(), I::Reason(spam()), show(confirm())),
        (
            reason(),
            typed(" rude \n"),
            show(Confirm(ONE_DAY, why("rude"))),
        ),
        (reason(), typed(" \u{200B} "), E::NotAReason(form(reason()))),
        (reason(), I::Confirm, stale(reason())),
        (reason(), I::Cancel, E::Cancelled),
        (confirm(), I::Duration(ONE_DAY), stale(confirm())),
        (confirm(), I::Custom, stale(confirm())),
        (confirm(), I::Reason(spam()), stale(confirm())),
        (confirm(), typed("rude"), stale(confirm())),
        (confirm(), I::Confirm, E::Block(ONE_DAY, spam())),
        (confirm(), I::Cancel, E::Cancelled),
    ] {
        let case = format!("{step:?} and {input:?}");
        assert_eq!(form(step).step(input, s(0), Tz::UTC), expected, "{case}");
    }
}

#[test]
fn a_form_begins_with_the_duration() {
    assert_eq!(BlockForm::new(TICKET), form(Duration));
}

#[test]
fn a_typed_date_is_one_of_the_teams_zone() {
    let effect = form(TypeDuration).step(typed("2026-03-05"), s(0), Tz::Asia__Riyadh);
    let until = BlockDuration::Until("2026-03-05T21:00:00Z".parse().expect("an instant"));
    assert_eq!(effect, E::Show(form(BlockStep::Reason(until))));
}

#[test]
fn a_typed_reason_has_200_characters_less_the_space_around() {
    let fits = format!("  {}  ", "ж".repeat(200));
    let shown = Confirm(ONE_DAY, Reason::Typed("ж".repeat(200)));
    let step = |text: &str| form(BlockStep::Reason(ONE_DAY)).step(typed(text), s(0), Tz::UTC);
    assert_eq!(step(&fits), E::Show(form(shown)));
    let long = "ж".repeat(201);
    assert_eq!(step(&long), E::NotAReason(form(BlockStep::Reason(ONE_DAY))));
}

#[test]
fn a_dialogue_of_the_group_survives_the_store() {
    let until = BlockDuration::Until(s(60));
    let forms = [
        Duration,
        TypeDuration,
        BlockStep::Reason(ONE_DAY),
        BlockStep::Reason(until),
        Confirm(BlockDuration::Permanent, spam()),
        Confirm(ONE_DAY, Reason::Typed("rude".into())),
    ];
    let answer = GroupDialogue::ConfirmAnswer {
        ticket: TICKET,
        agent: AgentId::ANONYMOUS,
        words: MessageContent::text("please restart"),
        prompt_of: None,
    };
    let dialogues = forms.map(|step| GroupDialogue::Block(form(step)));
    for dialogue in dialogues.into_iter().chain([answer]) {
        let json = serde_json::to_string(&dialogue).expect("a dialogue is JSON");
        let read = serde_json::from_str::<GroupDialogue>(&json).ok();
        assert_eq!(read, Some(dialogue), "{json}");
    }
}

/// The zone and the moment of every attempt.
fn when() -> (crate::domain::Instant, chrono_tz::Tz) {
    (chrono::DateTime::UNIX_EPOCH, chrono_tz::UTC)
}

/// The form after `text` was typed into it as message 7, and after that message was changed to `edited`.
fn retyped(step: BlockStep, text: &str, edited: &str) -> BlockEffect {
    let typed = match form(step).type_in(7, 70, text.into(), when()) {
        BlockEffect::Show(form)
        | BlockEffect::NotADuration(form)
        | BlockEffect::NotAReason(form) => form,
        effect => panic!("{effect:?}"),
    };
    typed.retype(edited.into(), when())
}

#[test]
fn an_edit_of_what_was_typed_is_another_attempt() {
    let steps = |effect| match effect {
        BlockEffect::Show(form) => ("shows", form.step),
        BlockEffect::NotADuration(form) => ("no duration", form.step),
        BlockEffect::NotAReason(form) => ("no reason", form.step),
        effect => panic!("{effect:?}"),
    };
    let hours = |n: i64| BlockDuration::For(n * 3600);
    for (step, text, edited, expect) in [
        (
            BlockStep::TypeDuration,
            "1h",
            "2h",
            ("shows", BlockStep::Reason(hours(2))),
        ),
        (
            BlockStep::TypeDuration,
            "1h",
            "soon",
            ("no duration", BlockStep::TypeDuration),
        ),
        (
            BlockStep::TypeDuration,
            "soon",
            "2h",
            ("shows", BlockStep::Reason(hours(2))),
        ),
        (
            BlockStep::Reason(hours(1)),
            "rude",
            "very rude",
            (
                "shows",
                BlockStep::Confirm(hours(1), Reason::Typed("very rude".into())),
            ),
        ),
        (
            BlockStep::Reason(hours(1)),
            "rude",
            " ",
            ("no reason", BlockStep::Reason(hours(1))),
        ),
        (
            BlockStep::Reason(hours(1)),
            " ",
            "rude",
            (
                "shows",
                BlockStep::Confirm(hours(1), Reason::Typed("rude".into())),
            ),
        ),
    ] {
        assert_eq!(
            steps(retyped(step, text, edited)),
            expect,
            "{text:?} to {edited:?}"
        );
    }
}

#[test]
fn an_edit_of_a_typed_duration_keeps_the_reason_chosen_since() {
    let (at, zone) = when();
    let typed = form(BlockStep::TypeDuration).type_in(7, 70, "1h".into(), (at, zone));
    let BlockEffect::Show(typed) = typed else {
        panic!("{typed:?}");
    };
    let BlockEffect::Show(chosen) = typed.step(BlockInput::Reason(spam()), at, zone) else {
        panic!("a reason can be chosen");
    };
    let BlockEffect::Show(form) = chosen.retype("2h".into(), (at, zone)) else {
        panic!("the duration can be changed");
    };
    let two_hours = BlockDuration::For(2 * 3600);
    assert_eq!(form.step, BlockStep::Confirm(two_hours, spam()));
}

/// What was refused belongs to its question: once that is answered by a button, an edit of it says nothing any more.
#[test]
fn an_edit_of_what_was_refused_changes_no_later_step() {
    let refused = |step, text: &str| match form(step).type_in(7, 70, text.into(), when()) {
        BlockEffect::NotADuration(form) | BlockEffect::NotAReason(form) => form,
        effect => panic!("{effect:?}"),
    };
    let (now, zone) = when();
    for (step, text, press, edited) in [
        (BlockStep::Reason(ONE_DAY), " ", I::Reason(spam()), "2h"),
        (
            BlockStep::TypeDuration,
            "soon",
            I::Duration(ONE_DAY),
            "rude",
        ),
    ] {
        let pressed = refused(step, text).step(press, now, zone);
        let BlockEffect::Show(form) = pressed else {
            panic!("{pressed:?}");
        };
        let after = form.clone().retype(edited.into(), when());
        assert_eq!(after, BlockEffect::Stale(form), "{text:?} to {edited:?}");
    }
}
