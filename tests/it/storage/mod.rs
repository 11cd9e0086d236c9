//! What the store promises, on SQLite in memory, SQLite in a file, and PostgreSQL.
//!
//! One function for each promise; `on_each_database!` makes three tests of it. A promise gets an empty store and a clock
//! that only the test moves.

mod fixture;
mod inbox;
mod lead;
mod network;
mod opening;
mod outages;
mod outbox;
mod people;
mod plans;
mod retention;
mod room;
mod tickets;
mod turns;

/// Makes `name::{memory, file, postgres}` of each promise `module::name`.
macro_rules! on_each_database {
    ($($module:ident: $($name:ident),+;)+) => {$(
        mod $module {
            $(mod $name {
                use crate::{common::Kind, storage::fixture};
                use super::super::super::$module as promises;
                #[tokio::test]
                async fn memory() {
                    fixture::run(Kind::Memory, promises::$name).await;
                }
                #[tokio::test]
                async fn file() {
                    fixture::run(Kind::File, promises::$name).await;
                }
                #[tokio::test]
                async fn postgres() {
                    fixture::run(Kind::Postgres, promises::$name).await;
                }
            })+
        }
    )+};
}

mod promise {
    on_each_database! {
        turns:
            an_opening_reads_back_as_written,
            a_turn_is_all_or_nothing,
            an_update_is_done_once,
            a_ticket_moves_on_from_the_version_expected_only,
            a_ticket_number_is_given_once,
            a_person_has_one_unresolved_ticket,
            a_group_is_applied_in_order,
            a_bad_turn_fails_alone,
            a_refusal_names_no_value,
            every_nul_becomes_a_sign_of_the_same_length,
            more_rows_than_a_statement_takes,
            a_paused_clock_that_is_moved_by_hand_does_no_harm,
            nothing_is_written_after_the_end;
        inbox:
            updates_wait_in_order_by_lane,
            a_long_lane_hides_no_other,
            a_redelivered_update_changes_nothing,
            failures_are_counted_and_rows_set_aside,
            what_waits_behind_the_most_is_turned_away,
            what_is_done_is_forgotten_in_time,
            what_is_set_aside_is_reworded;
        plans:
            each_query_goes_through_an_index;
        retention:
            what_a_resolved_ticket_told_is_forgotten_in_time,
            a_block_that_ended_is_forgotten_in_time,
            what_is_forgotten_goes_in_steps;
        outbox:
            rows_wait_in_the_order_of_their_turns,
            each_urgency_is_read_by_itself,
            a_key_is_told_once,
            each_end_of_a_row,
            what_no_ticket_was_told_is_known,
            what_lacks_a_right_is_kept_and_tried_again,
            what_was_sent_rebuilds_the_budgets,
            messages_of_ours_lead_back_to_their_tickets,
            copies_tell_what_they_show,
            the_newest_number_of_a_group_counts,
            with_a_topic_go_the_cards_of_open_tickets;
        people:
            the_newest_name_counts,
            a_username_is_found_whatever_its_case_and_belongs_to_one,
            dialogues_are_kept_by_person_and_by_anchor,
            dialogues_end_only_as_they_were_read,
            a_block_holds_until_its_end,
            nobody_who_is_blocked_opens_a_ticket,
            the_blocked_are_listed_newest_first,
            policies_come_back_in_order,
            a_value_is_kept_once;
        tickets:
            lists_have_their_order,
            tickets_come_by_their_numbers,
            unresolved_tickets_are_rebuilt,
            first_answers_tell_how_long_one_takes,
            a_note_reads_back_as_one,
            an_edit_keeps_what_was_said_before,
            a_message_is_found_by_its_original,
            a_missing_ticket_is_none;
        opening:
            migrations_go_up_down_and_up,
            an_open_database_opens_again_as_it_was,
            a_database_from_before_the_squash_is_adopted_with_its_rows,
            an_adoption_that_fails_changes_nothing,
            any_other_list_is_refused_untouched,
            a_newer_database_is_refused_untouched;
    }
}
