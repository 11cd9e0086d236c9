//! Whether a file of SQLite is still where it was.
//!
//! SQLite has its files open and goes on writing to them when somebody deletes them, moves them or puts others in their
//! place; whoever opens the database next, the next start first of all, finds nothing of it. So each commit is followed
//! by a look.

use super::error::ConnectError;
use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// The file and its log of writes, and what was there when the store was opened.
#[derive(Debug)]
pub(in crate::store::sql) struct FileIdentity([(PathBuf, Identity); 2]);

/// The identity of a file, as against another of the same name later: the device and the number on it.
type Identity = (u64, u64);

impl FileIdentity {
    /// That of the database at `path`, which has been read from.
    ///
    /// # Errors
    /// [`ConnectError::File`], when the files are not there.
    pub(super) fn of(path: &Path) -> Result<FileIdentity, ConnectError> {
        let place = || {
            // Behind a symlink the log is where the file itself is.
            let file = fs::canonicalize(path)?;
            let mut log = file.clone().into_os_string();
            log.push("-wal");
            let known = |path: PathBuf| Ok::<_, io::Error>((path.clone(), identity(&path)?));
            Ok::<_, io::Error>(FileIdentity([known(file)?, known(log.into())?]))
        };
        place().map_err(|error| ConnectError::File {
            file: path.to_owned(),
            why: error.to_string(),
        })
    }

    /// True if the same files are still there.
    pub(in crate::store::sql) fn holds(&self) -> bool {
        let FileIdentity(files) = self;
        files
            .iter()
            .all(|(path, known)| identity(path).is_ok_and(|now| now == *known))
    }
}

fn identity(path: &Path) -> io::Result<Identity> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}
