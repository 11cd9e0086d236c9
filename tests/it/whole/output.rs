//! What a process prints: taken in while it runs, and searched when it is gone, for what may stand in no log.

use crash_tests::log_leaks::Secrets;
use secrecy::{ExposeSecret as _, SecretString};
use simulator::Simulator;
use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Child, Output},
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

/// Whoever knows what may stand in no log of a desk.
#[derive(Clone)]
pub(super) struct Searcher {
    pub(super) sim: Simulator,
    pub(super) database: SecretString,
}

impl Searcher {
    /// The lines that tell what somebody wrote or is called, or a secret.
    pub(super) fn told_in(&self, output: &str) -> Vec<String> {
        Secrets::of(&self.sim, self.database.expose_secret()).told_in(output)
    }
}

/// What a process writes to its two streams, over all its lives.
pub(super) struct Printed {
    pub(super) out: Log,
    pub(super) log: Log,
    pub(super) searcher: Searcher,
    readers: Vec<JoinHandle<()>>,
}

impl Printed {
    pub(super) fn new(searcher: Searcher) -> Printed {
        Printed {
            out: Log::default(),
            log: Log::default(),
            searcher,
            readers: Vec::new(),
        }
    }

    /// Takes in what a new life of the process prints, on threads, until it ends.
    pub(super) fn follow(&mut self, process: &mut Child) {
        let (out, err) = (process.stdout.take(), process.stderr.take());
        self.readers.extend([
            self.out.follow(out.expect("its output")),
            self.log.follow(err.expect("its log")),
        ]);
    }

    /// The lines of what a process printed that may stand in no log. The process is gone.
    pub(super) fn told(&mut self) -> Vec<String> {
        for reader in self.readers.drain(..) {
            reader.join().expect("a reader does not panic");
        }
        let printed = [self.out.since(0), self.log.since(0)];
        self.searcher.told_in(&printed.concat())
    }
}

/// What was written to one stream.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Lines>>);

#[derive(Default)]
struct Lines {
    text: String,
    /// Where the newest life of the process begins.
    begin: usize,
}

impl Log {
    fn lines<T>(&self, work: impl FnOnce(&mut Lines) -> T) -> T {
        work(&mut self.0.lock().expect("nobody panics with it"))
    }

    /// Where the newest life of the process begins.
    pub(super) fn begin(&self) -> usize {
        self.lines(|lines| lines.begin)
    }

    pub(super) fn since(&self, begin: usize) -> String {
        self.lines(|lines| lines.text[begin..].to_owned())
    }

    /// Takes in what a new life of the process writes.
    fn follow(&self, stream: impl Read + Send + 'static) -> JoinHandle<()> {
        self.lines(|lines| lines.begin = lines.text.len());
        let log = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                log.lines(|lines| {
                    lines.text.push_str(&line);
                    lines.text.push('\n');
                });
            }
        })
    }
}

/// What a command printed to its two streams, and its exit code.
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Ran {
    pub(super) fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}
