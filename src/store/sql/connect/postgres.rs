//! Opening PostgreSQL, over a network that may fall silent: nothing is refused then, nothing is closed, and no answer
//! comes.
//!
//! A connection is asked whether it is_writable when it is taken and when it is given back, and one that does not say so in
//! time is replaced: who was left without an answer gives it back in the middle of a statement, and it would take its
//! place among the few for as long as the system waits for lost packets, or for ever. The server in turn is told to end
//! a session whose client is gone, because a transaction that nobody ends holds its rows against everybody, its own desk
//! among them.

use super::{
    data::{Opened, Options},
    error::{ConnectError, address},
};
use crate::store::sql::postgres_session::orphans_end;
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        self, ConnectOptions as _, Connection as _,
        error::Error as SqlxError,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
    },
};
use std::time::Duration;
use tokio::time::timeout;

/// The number of connections in the pool.
const CONNECTIONS: u32 = 8;

/// The share of the patience within which a connection must say that it is_writable, which costs the server nothing.
const PROBE_SHARE: u32 = 5;

/// Opens the database at `url`.
///
/// # Errors
/// A [`ConnectError`].
pub(super) async fn open(url: &str, settings: Options) -> Result<Opened, ConnectError> {
    // sqlx fills in what is missing; that it is an address at all is checked here, because sqlx may quote a part of it.
    url::Url::parse(url).map_err(|e| ConnectError::Address(e.to_string()))?;
    let options: PgConnectOptions = url.parse().map_err(address)?;
    // Nobody else's sessions have this name: whoever takes over ends the ones that have it.
    let me = format!("bellhop-{:016x}", rand::random::<u64>());
    let options = options.application_name(&me).disable_statement_logging();
    // The pool would go on trying a refused connection until its time is over; this one says at once what is wrong.
    let patience = settings.patience;
    let first = timeout(patience, PgConnection::connect_with(&options)).await;
    match first {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(error)) => return Err(postgres_error(&options, &error)),
        Err(_) => return Err(unreachable(&options, format!("no answer in {patience:?}"))),
    }
    let pool = pool(&options, patience).await;
    let pool = pool.map_err(|error| postgres_error(&options, &error))?;
    Ok(Opened {
        write: pool.clone(),
        read: pool,
        options: settings,
        lock: None,
        file: None,
        server: Some((options, me)),
    })
}

async fn pool(
    options: &PgConnectOptions,
    patience: Duration,
) -> Result<DatabaseConnection, SqlxError> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(patience)
        .idle_timeout(None)
        .max_lifetime(None)
        // The question below asks more than sqlx's test, and has a time limit of its own.
        .test_before_acquire(false)
        .before_acquire(move |connection, _| {
            Box::pin(is_writable(connection, patience / PROBE_SHARE))
        })
        .after_release(move |connection, _| Box::pin(answers(connection, patience / PROBE_SHARE)))
        .after_connect(move |connection, _| Box::pin(orphans_end(connection, patience)));
    Ok(pool.connect_with(options.clone()).await?.into())
}

/// True if the server that answers can be written to. After a failover it may be one that only follows another, while
/// a new connection would lead to that other.
async fn is_writable(connection: &mut PgConnection, limit: Duration) -> Result<bool, SqlxError> {
    let question = "SELECT current_setting('transaction_read_only') = 'off'";
    let answer = sqlx::query_scalar(question).fetch_one(connection);
    Ok(matches!(timeout(limit, answer).await, Ok(Ok(true))))
}

/// True if the server answers; answers that were left unread before are read first.
async fn answers(connection: &mut PgConnection, limit: Duration) -> Result<bool, SqlxError> {
    Ok(matches!(
        timeout(limit, connection.ping()).await,
        Ok(Ok(()))
    ))
}

pub(super) fn at(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

fn unreachable(options: &PgConnectOptions, why: String) -> ConnectError {
    ConnectError::Unreachable {
        at: at(options),
        why,
    }
}

fn postgres_error(options: &PgConnectOptions, error: &SqlxError) -> ConnectError {
    let user = options.get_username().to_owned();
    match error {
        SqlxError::Database(e) => match e.code().unwrap_or_default().as_ref() {
            // A wrong password, or a login that the server does not let in from here.
            "28P01" | "28000" => ConnectError::LoginRefused {
                at: at(options),
                user,
            },
            "3D000" => ConnectError::NoDatabase {
                at: at(options),
                // Where no database is named, PostgreSQL takes the one named after the user.
                name: options.get_database().unwrap_or(&user).to_owned(),
            },
            _ => unreachable(options, e.message().to_owned()),
        },
        SqlxError::Io(e) => unreachable(options, e.to_string()),
        SqlxError::Tls(e) => unreachable(options, e.to_string()),
        _ => unreachable(options, "the connection failed".into()),
    }
}
