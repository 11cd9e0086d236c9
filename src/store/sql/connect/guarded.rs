//! Who else can read what people wrote: the files of SQLite, and the way to PostgreSQL.
//!
//! What is made here is for its owner alone, whatever the umask, before anything is written to it. SQLite makes its log
//! of writes (`-wal`, `-shm`) with the mode of the database itself, each time anew. What was there before is left as it is
//! and told by `bellhop check`: somebody may have opened it on purpose, for a backup.

use sea_orm::sqlx::{
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{self, DirBuilder, File, Permissions},
    io,
    net::IpAddr,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// The owner reads and writes, nobody else does anything.
const OWNERS_FILE: u32 = 0o600;

/// The same of a folder.
const OWNERS_FOLDER: u32 = 0o700;

/// The permissions of the file's group and of everybody else.
const OTHERS: u32 = 0o077;

/// A way for others to read, or to write, what is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exposure {
    /// Files of SQLite that are open to others of this machine.
    Files(Vec<PathBuf>),
    /// A way over a network to PostgreSQL at which nobody makes sure that it is the server.
    Network {
        at: String,
        /// The `sslmode` that holds.
        mode: String,
    },
}

impl Exposure {
    /// That of the database at `url`, as it is now; `None` when there is none, or the address can't be read.
    pub fn of(url: &SecretString) -> Option<Exposure> {
        let url = url.expose_secret();
        if url.starts_with("sqlite:") {
            let options: SqliteConnectOptions = url.parse().ok()?;
            let open = open_files(options.get_filename());
            return (!open.is_empty()).then_some(Exposure::Files(open));
        }
        let options: PgConnectOptions = url.parse().ok()?;
        // `require` encrypts, but takes any certificate: whoever stands in between reads along.
        let verified = matches!(
            options.get_ssl_mode(),
            PgSslMode::VerifyCa | PgSslMode::VerifyFull
        );
        let local = options.get_socket().is_some() || is_local(options.get_host());
        (!verified && !local).then(|| Exposure::Network {
            at: super::postgres::at(&options),
            mode: mode(options.get_ssl_mode()).to_owned(),
        })
    }
}

/// Makes a folder and those above it that are missing.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(OWNERS_FOLDER)
        .create(path)
}

/// Opens a file for writing, making it if it is missing.
pub(super) fn file(path: &Path) -> io::Result<File> {
    let missing = !path.exists();
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(OWNERS_FILE)
        .open(path)?;
    // The umask may have taken something from the owner as well; a file that was there keeps what it has.
    if missing {
        file.set_permissions(Permissions::from_mode(OWNERS_FILE))?;
    }
    Ok(file)
}

fn open_files(database: &Path) -> Vec<PathBuf> {
    // Behind a symlink the logs are where the file itself is.
    let database = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let beside = |suffix: &str| {
        let mut path = database.clone().into_os_string();
        path.push(suffix);
        PathBuf::from(path)
    };
    ["", "-wal", "-shm"]
        .map(beside)
        .into_iter()
        .filter(|path| {
            let mode = fs::metadata(path).map(|file| file.permissions().mode());
            mode.is_ok_and(|mode| mode & OTHERS != 0)
        })
        .collect()
}

/// True if a host is this machine: its name, one of its own addresses, or the folder of a socket.
fn is_local(host: &str) -> bool {
    // In a URL, an address of IPv6 stands in brackets.
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.starts_with('/') || host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
}

fn mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}
