//! A throw-away PostgreSQL for one test process, out of Debian's `postgresql` package.
//!
//! A shell is the server's keeper: it makes a cluster in a temporary folder, starts it on a unix socket there, says where
//! it is, and obeys orders from its standard input until that ends. That pipe ends with the test process, however it
//! ends, so that no server is left behind. PostgreSQL does not run as root: the keeper becomes the user `postgres` then.
//!
//! All tests share one server; a test that breaks its server has one of its own.

use sea_orm::{ConnectionTrait, Database};
use std::{
    io::{BufRead, BufReader, Write as _},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
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
start() {
    "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=300 \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=$2 >>"$dir/log" 2>&1 </dev/null &
    server=$!
    until "$bin/psql" -qAtX -h "$dir" -U postgres -c 'SELECT 1' >/dev/null 2>&1; do
        kill -0 $server 2>/dev/null || return 1
        sleep 0.05
    done
}
all() { echo $server $(cat /proc/$server/task/$server/children); }
trap 'kill -CONT $(all) 2>/dev/null; kill -QUIT $server 2>/dev/null; wait $server || true; rm -rf "$dir"' EXIT
# A signal alone would end this shell without what it does at its exit.
trap 'exit 1' TERM
start "$@" || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
while read -r order; do
    case $order in
    kill) kill -KILL $server; wait $server || true ;;
    # What is left of a killed server goes by itself, and has to be gone.
    start) until start "$@"; do sleep 0.05; done ;;
    # First the one that makes the others; of those one may just have ended.
    freeze) kill -STOP $server; kill -STOP $(all) 2>/dev/null || true ;;
    thaw) kill -CONT $(all) 2>/dev/null || true ;;
    esac
    echo "$order"
done
"#;

/// The server of this process.
struct Server {
    /// The folder of its socket.
    socket: String,
    /// The shell; when its input closes, it stops the server.
    keeper: Child,
    orders: ChildStdin,
    obeyed: BufReader<ChildStdout>,
}

/// A server of a test's own, which the test may break. What it has confirmed outlives its process.
pub struct OwnServer(Server);

impl OwnServer {
    /// Starts one.
    pub fn start() -> OwnServer {
        OwnServer(start("on"))
    }

    /// The address of its database, which is empty at first.
    pub fn url(&self) -> String {
        address(&self.0.socket, &administrator(), "postgres")
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.order("kill");
    }

    /// Starts it again; it takes connections when this returns.
    pub fn start_again(&mut self) {
        self.order("start");
    }

    /// It answers nothing any more, and refuses nothing.
    pub fn freeze(&mut self) {
        self.order("freeze");
    }

    /// It goes on.
    pub fn thaw(&mut self) {
        self.order("thaw");
    }

    fn order(&mut self, what: &str) {
        writeln!(self.0.orders, "{what}").expect("the keeper hears");
        let mut obeyed = String::new();
        let heard = self.0.obeyed.read_line(&mut obeyed);
        heard.expect("the keeper speaks");
        assert_eq!(obeyed.trim_end(), what);
    }
}

/// The server goes with its test, not with the process.
impl Drop for OwnServer {
    fn drop(&mut self) {
        let keeper = self.0.keeper.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &keeper]).status();
        let _ = self.0.keeper.wait();
    }
}

/// The administrator's password. The server trusts whoever reaches it; a log that holds this tells a password.
const PASSWORD: &str = "open-sesame-7391";

/// The address of a database on this process's server, which is started when it is asked for first. A password may stand
/// behind the user's name, after a colon.
pub fn url_of(user: &str, database: &str) -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    // What a crash would lose is no concern here, and the tests are many.
    let server = SERVER.get_or_init(|| start("off"));
    address(&server.socket, user, database)
}

fn address(socket: &str, user: &str, database: &str) -> String {
    let socket: String = url::form_urlencoded::byte_serialize(socket.as_bytes()).collect();
    format!("postgres://{user}@localhost/{database}?host={socket}")
}

/// The address of a new, empty database.
pub async fn fresh_url() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("bellhop_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    execute(&format!("CREATE DATABASE {name}")).await;
    url_of(&administrator(), &name)
}

fn administrator() -> String {
    format!("postgres:{PASSWORD}")
}

/// Runs one statement as the server's administrator.
pub async fn execute(statement: &str) {
    let admin = Database::connect(url_of(&administrator(), "postgres"))
        .await
        .expect("the test server takes connections");
    admin
        .execute_unprepared(statement)
        .await
        .expect("the test server obeys");
    admin.close().await.expect("the connection closes");
}

fn start(synchronous_commit: &str) -> Server {
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
        .arg(synchronous_commit)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("a shell");
    let orders = keeper.stdin.take().expect("the keeper's input");
    let output = keeper.stdout.take().expect("the keeper's output");
    let mut obeyed = BufReader::new(output);
    let mut socket = String::new();
    obeyed.read_line(&mut socket).expect("the keeper speaks");
    assert!(!socket.is_empty(), "PostgreSQL did not start: see above");
    Server {
        socket: socket.trim_end().to_owned(),
        keeper,
        orders,
        obeyed,
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
