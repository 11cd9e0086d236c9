//! Opening a database to ask it something while a desk may be at work on it.

use super::{
    data::{Opened, Options},
    error::{ConnectError, address, file, unmigrated},
    migrate::usable_version,
    sqlite::pool,
};
use crate::store::{Store as _, sql::SqlStore};
use migration::Version;
use sea_orm::{
    DatabaseConnection,
    sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions},
};
use secrecy::{ExposeSecret, SecretString};

impl SqlStore {
    /// The store at `url`, for whoever only asks: without the lock of a file, without bringing tables up to date, and
    /// without creating anything. `None` when no desk was ever at work there. A file of SQLite refuses every turn.
    ///
    /// # Errors
    /// A [`ConnectError`].
    pub async fn beside(
        url: &SecretString,
        options: Options,
    ) -> Result<Option<SqlStore>, ConnectError> {
        let text = url.expose_secret();
        let opened = match text.starts_with("sqlite:") {
            true => sqlite(text, options).await?,
            false => Some(Opened::at(url, options).await?),
        };
        let Some(opened) = opened else {
            return Ok(None);
        };
        let version = migration::version(&opened.read).await;
        let store = opened.as_it_is();
        if version.map_err(unmigrated)? == Version::New {
            store.close().await;
            return Ok(None);
        }
        Ok(Some(store))
    }
}

async fn sqlite(url: &str, options: Options) -> Result<Option<Opened>, ConnectError> {
    let sqlite: SqliteConnectOptions = url.parse().map_err(address)?;
    let path = sqlite.get_filename().to_owned();
    // That no desk was ever there is an answer and no error.
    if !path.exists() {
        return Ok(None);
    }
    let sqlite = sqlite
        // Whatever the address says: whoever only asks leaves no empty database behind.
        .create_if_missing(false)
        .read_only(true)
        .disable_statement_logging();
    let pool = pool(1).connect_with(sqlite).await;
    let db = DatabaseConnection::from(pool.map_err(|e| file(&path, &e))?);
    usable_version(&db).await?;
    Ok(Some(Opened {
        write: db.clone(),
        read: db,
        options,
        lock: None,
        file: None,
        server: None,
    }))
}
