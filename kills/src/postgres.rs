//! A throw-away PostgreSQL for one test process, out of Debian's `postgresql` package.
//!
//! A shell is the server's keeper: it makes a cluster in a temporary folder, starts it on a unix socket there, says where
//! it is, and waits for the end of its standard input. That pipe ends with the test process, however it ends, so that
//! no server is left behind. PostgreSQL does not run as root: the keeper becomes the user `postgres` then.

use sea_orm::{ConnectionTrait, Database};
use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

const KEEPER: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d -t bellhop-pg.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$bin/initdb" -D "$dir/data" -U postgres -A trust -N -E UTF8 --locale=C >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
sed -i '1i local all needs_password scram-sha-256' "$dir/data/pg_hba.conf"
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=300 \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off >>"$dir/log" 2>&1 </dev/null &
server=$!
trap 'kill -QUIT $server 2>/dev/null; wait $server || true; rm -rf "$dir"' EXIT
until "$bin/psql" -qAtX -h "$dir" -U postgres -c 'SELECT 1' >/dev/null 2>&1; do
    kill -0 $server || { cat "$dir/log" >&2; exit 1; }
    sleep 0.05
done
echo "$dir"
cat >/dev/null
"#;

/// The server of this process.
struct Server {
    /// The folder of its socket.
    socket: String,
    /// The shell; when its input closes, it stops the server.
    _keeper: Child,
}

/// The address of a database on this process's server, which is started when it is asked for first.
pub fn url_of(user: &str, database: &str) -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let socket = &SERVER.get_or_init(start).socket;
    let socket: String = url::form_urlencoded::byte_serialize(socket.as_bytes()).collect();
    format!("postgres://{user}@localhost/{database}?host={socket}")
}

/// The address of a new, empty database.
pub async fn fresh_url() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("bellhop_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    execute(&format!("CREATE DATABASE {name}")).await;
    url_of("postgres", &name)
}

/// Runs one statement as the server's administrator.
pub async fn execute(statement: &str) {
    let admin = Database::connect(url_of("postgres", "postgres"))
        .await
        .expect("the test server takes connections");
    admin
        .execute_unprepared(statement)
        .await
        .expect("the test server obeys");
    admin.close().await.expect("the connection closes");
}

fn start() -> Server {
    let bin = programs().expect(
        "PostgreSQL is not installed: run `apt-get install postgresql`, or set BELLHOP_TEST_DATABASES=sqlite",
    );
    let mut keeper = if is_root() {
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid=postgres",
            "--regid=postgres",
            "--init-groups",
            "sh",
        ]);
        command
    } else {
        Command::new("sh")
    };
    let mut keeper = keeper
        .args(["-c", KEEPER, "keeper"])
        .arg(bin)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("a shell");
    let output = keeper.stdout.take().expect("the keeper's output");
    let mut socket = String::new();
    BufReader::new(output)
        .read_line(&mut socket)
        .expect("the keeper speaks");
    assert!(!socket.is_empty(), "PostgreSQL did not start: see above");
    Server {
        socket: socket.trim_end().to_owned(),
        _keeper: keeper,
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id -u");
    id.stdout.trim_ascii() == b"0"
}

/// The folder with PostgreSQL's server programs: the newest that Debian has installed, or what is on the path.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok();
    let versions = installed.into_iter().flatten().flatten().map(|e| e.path());
    let newest = versions
        .map(|version| version.join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest.or_else(|| std::env::split_paths(&path).find(|bin| bin.join("initdb").exists()))
}
