//! The settings of every session on PostgreSQL, those of the pool and the one that holds the lock.

use sea_orm::sqlx::{self, error::Error as SqlxError, postgres::PgConnection};
use std::time::Duration;

/// The settings of a session, as far as the server knows them: end it when it idles too long within a transaction (in
/// milliseconds), and when its client's machine has not been heard for 11 s. That is longer than a leader is sure to
/// lead (`leadership.rs`).
const SESSION_SETTINGS: &str = "SELECT set_config(name, value, false) FROM pg_settings JOIN (VALUES \
     ('idle_in_transaction_session_timeout', $1), ('tcp_user_timeout', '11000'), \
     ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3')) \
     AS wanted (setting_name, value) ON name = setting_name";

/// Has the server end this session when its client is gone, and when it rests within a transaction for so long.
pub(super) async fn orphans_end(
    connection: &mut PgConnection,
    rest: Duration,
) -> Result<(), SqlxError> {
    let settings = sqlx::query(SESSION_SETTINGS).bind(rest.as_millis().to_string());
    settings.execute(connection).await.map(drop)
}
