//! What an error of the database means to a turn: is it this row's fault, or can nobody write now?
//!
//! Only what the database says about the *row* is a refusal; whatever else goes wrong leaves the outcome unknown and is
//! [`StoreError::Unavailable`]. The texts are made of codes and names of constraints, because the databases' own
//! messages may quote what was to be stored.

use crate::store::StoreError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlxError};

#[cfg(test)]
mod tests;

/// The partial unique index: one unresolved ticket a person.
const ONE_UNRESOLVED: [&str; 2] = ["tickets_one_unresolved", "tickets.person_id"];

/// Codes of SQLite (their low byte) that speak of the row: 18 too big, 19 constraint, 20 mismatch.
const SQLITE_ROW: [i64; 3] = [18, 19, 20];

/// Classes of SQLSTATE that speak of the row or of the statement that brings it: 21 rows of one statement that are at odds,
/// 22 data, 23 constraint, 42 syntax or access, 44 a view's check, 54 longer than the server takes, P0 a trigger's own.
const POSTGRES_ROW: [&str; 7] = ["21", "22", "23", "42", "44", "54", "P0"];

/// Codes of those classes that speak of the database all the same, whatever the row: 42501 rights were taken away; a
/// table (42P01), a column (42703) or a function (42883) is not there.
const POSTGRES_AWAY: [&str; 4] = ["42501", "42P01", "42703", "42883"];

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::Conn(RuntimeErr::SqlxError(e))
            | DbErr::Exec(RuntimeErr::SqlxError(e))
            | DbErr::Query(RuntimeErr::SqlxError(e)) => of_sqlx(e),
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => closed(),
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => no_connection(),
            DbErr::Type(what) | DbErr::Json(what) => StoreError::Refused(what.clone()),
            DbErr::Conn(_) | DbErr::Exec(_) | DbErr::Query(_) => {
                StoreError::Unavailable("the connection failed".into())
            }
            _ => StoreError::Refused("a row does not have the form expected".into()),
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("it was closed".into())
}

/// Nothing was heard in the time that an answer may take.
pub(super) fn no_answer() -> StoreError {
    StoreError::Unavailable("no answer in time".into())
}

/// The file that the turn was written to is not the one that the next start would open.
pub(super) fn moved() -> StoreError {
    StoreError::Unavailable("its file was moved, deleted or replaced".into())
}

fn no_connection() -> StoreError {
    StoreError::Unavailable("no connection in time".into())
}

pub(super) fn of_sqlx(error: &SqlxError) -> StoreError {
    match error {
        SqlxError::Database(e) => {
            let code = e.code().unwrap_or_default();
            let (place, about_row) = match code.parse::<i64>() {
                // SQLite numbers its errors and names tables and columns in the message, never values.
                Ok(number) if code.len() != 5 => (
                    e.message().to_owned(),
                    SQLITE_ROW.contains(&(number & 0xff)),
                ),
                _ => {
                    let place = e.constraint().or(e.table()).unwrap_or("no constraint");
                    let about_row = POSTGRES_ROW.iter().any(|class| code.starts_with(class))
                        && !POSTGRES_AWAY.contains(&code.as_ref());
                    (place.to_owned(), about_row)
                }
            };
            // PostgreSQL names the index, SQLite the column.
            if e.is_unique_violation() && ONE_UNRESOLVED.iter().any(|name| place.contains(name)) {
                StoreError::HasOpenTicket
            } else if about_row {
                StoreError::Refused(format!("{place} (code {code})"))
            } else {
                StoreError::Unavailable(format!("code {code}"))
            }
        }
        SqlxError::Io(e) => StoreError::Unavailable(e.kind().to_string()),
        SqlxError::PoolTimedOut => no_connection(),
        SqlxError::PoolClosed => closed(),
        // What stands in the row stays as it is: to ask again later would not help.
        SqlxError::ColumnDecode { index, .. } => {
            StoreError::Refused(format!("column {index} can't be read"))
        }
        SqlxError::ColumnNotFound(name) => {
            StoreError::Refused(format!("there is no column {name}"))
        }
        SqlxError::Encode(_) | SqlxError::Decode(_) | SqlxError::InvalidArgument(_) => {
            StoreError::Refused("a value does not fit its column".into())
        }
        // In doubt it is nobody's fault: to try again loses nothing, and to set a message aside might.
        _ => StoreError::Unavailable("the connection failed".into()),
    }
}

/// True if the error is a unique constraint's.
pub(super) fn is_unique(error: &DbErr) -> bool {
    matches!(
        error.sql_err(),
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
    )
}
