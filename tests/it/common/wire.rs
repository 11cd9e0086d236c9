//! A wire to PostgreSQL that a test can break: a TCP port of its own before the server's socket. A wire that drops packets
//! refuses nothing and closes nothing: who speaks into it hears nothing, until it flows again or for ever.

use super::Database;
use secrecy::{ExposeSecret as _, SecretString};
use std::path::{Path, PathBuf};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
};

/// What becomes of the connections, which are numbered as they come.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Nothing passes, in either direction.
    silent: bool,
    /// Those before this one are silent for ever.
    lost: u64,
    /// Those before this one are cut.
    cut: u64,
    /// How many there were.
    known: u64,
}

/// The wire. It ends with its test.
pub(crate) struct Wire {
    url: SecretString,
    state: watch::Sender<State>,
}

impl Wire {
    /// One to the server of this database.
    pub(crate) async fn to(database: &Database) -> Wire {
        let mut url = url::Url::parse(database.url.expose_secret()).expect("an address");
        let host = url.query_pairs().find(|(name, _)| name == "host");
        let socket = Path::new(&*host.expect("a socket").1).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        url.set_query(None);
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(port)).expect("a port");
        let state = watch::Sender::new(State::default());
        tokio::spawn(carry_all(listener, socket, state.clone()));
        Wire {
            url: url.to_string().into(),
            state,
        }
    }

    /// The database's address at this end.
    pub(crate) fn url(&self) -> &SecretString {
        &self.url
    }

    /// From now on nothing passes.
    pub(crate) fn drops_packets(&self) {
        self.state.send_modify(|state| state.silent = true);
    }

    /// What was held back passes: the network was away for less time than systems wait for lost packets.
    pub(crate) fn flows(&self) {
        self.state.send_modify(|state| state.silent = false);
    }

    /// New connections pass, and the old ones never will: whatever stands in between has forgotten them.
    pub(crate) fn flows_for_new_connections(&self) {
        self.state.send_modify(|state| {
            state.silent = false;
            state.lost = state.known;
        });
    }

    /// The connections that there are end.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|state| state.cut = state.known);
    }
}

async fn carry_all(listener: TcpListener, socket: PathBuf, state: watch::Sender<State>) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            return;
        };
        let mut number = 0;
        state.send_modify(|state| {
            number = state.known;
            state.known += 1;
        });
        tokio::spawn(connection(
            client,
            socket.clone(),
            number,
            state.subscribe(),
        ));
    }
}

/// One connection: both directions, until it is cut.
async fn connection(
    client: TcpStream,
    socket: PathBuf,
    number: u64,
    mut state: watch::Receiver<State>,
) {
    let passes = state.clone();
    let carried = async {
        let mut reached = passes.clone();
        reached.wait_for(|state| !state.silent).await.ok()?;
        let server = UnixStream::connect(socket).await.ok()?;
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::join!(
            carry(from_client, to_server, number, passes.clone()),
            carry(from_server, to_client, number, passes),
        );
        Some(())
    };
    tokio::select! {
        _ = carried => {}
        _ = state.wait_for(|state| number < state.cut) => {}
    }
}

/// One direction: what was read is held back while nothing passes, and so is the end.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: u64,
    mut state: watch::Receiver<State>,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes).await.unwrap_or(0);
        let passes = state.wait_for(|state| !state.silent && number >= state.lost);
        if passes.await.is_err() || read == 0 || to.write_all(&bytes[..read]).await.is_err() {
            let _ = to.shutdown().await;
            return;
        }
    }
}
