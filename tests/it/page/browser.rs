//! The demo and a browser on it, and what a visitor can do there.
//!
//! Whatever is looked for is waited for, and looked for again when the page has drawn it anew meanwhile; only the patience
//! is a time.

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// Ann's phone.
pub(super) const ANN: &str = "//section[@aria-label=\"Ann's phone\"]";
/// Boris's phone.
pub(super) const BORIS: &str = "//section[@aria-label=\"Boris's phone\"]";
/// The team's group.
pub(super) const TEAM: &str = "//section[@aria-label='The team’s group']";

/// How long something may take to appear, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(50);

/// The newest message in a chat that holds a text.
pub(super) fn said(chat: &str, text: &str) -> String {
    format!(
        "({chat}//li[@data-id][contains(., \"{text}\")]//div[contains(@class, 'bubble')])[last()]"
    )
}

/// Anything in a chat that holds a text.
pub(super) fn within(chat: &str, text: &str) -> String {
    format!("({chat}//*[contains(text(), \"{text}\")])[last()]")
}

/// The newest inline button with a text.
pub(super) fn key(chat: &str, text: &str) -> String {
    format!("({chat}//button[contains(@class, 'key')][contains(., '{text}')])[last()]")
}

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and waits for a line on its output that tells where it listens.
fn start(command: &mut Command, telling: impl Fn(&str) -> Option<String>) -> (Process, String) {
    let program = command.get_program().to_string_lossy().into_owned();
    try_start(command, telling).unwrap_or_else(|| panic!("{program} did not tell where it listens"))
}

/// The same, or nothing where the program ends without telling.
fn try_start(
    command: &mut Command,
    telling: impl Fn(&str) -> Option<String>,
) -> Option<(Process, String)> {
    let program = command.get_program().to_string_lossy().into_owned();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| {
        panic!("{program} can't be started ({error}); apt-get install chromium chromium-driver")
    });
    let mut output = BufReader::new(child.stdout.take().expect("an output"));
    let process = Process(child);
    let mut line = String::new();
    let told = loop {
        line.clear();
        let read = output.read_line(&mut line).expect("a line");
        if read == 0 {
            return None;
        }
        if let Some(told) = telling(line.trim()) {
            break told;
        }
    };
    // What it says further is of no interest, but must go somewhere.
    std::thread::spawn(move || std::io::copy(&mut output.by_ref(), &mut std::io::sink()));
    Some((process, told))
}

/// Starts the browser's driver and tells its port.
///
/// It takes any free port of IPv4 and then wants the same one of IPv6: where another program had that, it ends.
fn start_driver() -> (Process, String) {
    let started = (0..5).find_map(|_| {
        let mut chromedriver = Command::new("chromedriver");
        chromedriver.arg("--port=0");
        try_start(&mut chromedriver, |line| {
            let rest = line.split("successfully on port ").nth(1)?;
            Some(rest.trim_end_matches('.').to_owned())
        })
    });
    started.expect("a driver that listens")
}

/// The demo's page in a browser.
pub(super) struct Page {
    client: Client,
    driver: String,
    base: String,
    _demo: Process,
    _chromedriver: Process,
    files: TempDir,
}

impl Page {
    /// Starts the demo, and a browser of this size on its page.
    pub(super) async fn open(width: u32, height: u32) -> Page {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_bellhop"));
        demo.args(["demo", "--no-browser", "--listen", "127.0.0.1:0"]);
        let (demo, base) = start(&mut demo, |line| {
            let at = line.find("http://127.0.0.1:")?;
            Some(line[at..].to_owned())
        });
        let (chromedriver, port) = start_driver();
        let driver = format!("http://127.0.0.1:{port}");
        let files = tempfile::tempdir().expect("a folder");
        let profile = format!("--user-data-dir={}", files.path().join("profile").display());
        let size = format!("--window-size={width},{height}");
        let capabilities = json!({
            "goog:chromeOptions": {"args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=en", profile, size,
            ]},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("an object was written")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver)
            .await
            .expect("a browser");
        client.goto(&base).await.expect("the page");
        let page = Page {
            client,
            driver,
            base,
            _demo: demo,
            _chromedriver: chromedriver,
            files,
        };
        page.see("//nav[@id='tabs']//button").await;
        page
    }

    /// Does something with what is looked for, as soon as it is there and lets it be done.
    async fn with<T>(&self, xpath: &str, act: impl AsyncFn(Element) -> Result<T, CmdError>) -> T {
        let patience = tokio::time::timeout(PATIENCE, async {
            loop {
                match self.client.find(Locator::XPath(xpath)).await {
                    Ok(found) => match act(found).await {
                        Ok(done) => return done,
                        // Drawn anew between look and deed, hidden, or still covered by something that goes away.
                        Err(CmdError::Standard(_)) => {}
                        Err(error) => panic!("{xpath}: {error}"),
                    },
                    Err(error) if error.is_no_such_element() => {}
                    Err(error) => panic!("{xpath}: {error}"),
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        match patience.await {
            Ok(done) => done,
            Err(_) => panic!("{xpath} is not there.\n{}", self.text().await),
        }
    }

    /// What stands on the page.
    async fn text(&self) -> String {
        let body = self
            .client
            .find(Locator::Css("body"))
            .await
            .expect("a page");
        body.text().await.expect("its text")
    }

    /// Waits until something is there.
    pub(super) async fn see(&self, xpath: &str) {
        self.with(xpath, async |_| Ok(())).await;
    }

    /// Waits until something is gone.
    pub(super) async fn gone(&self, xpath: &str) {
        let gone = tokio::time::timeout(PATIENCE, async {
            while self.client.find(Locator::XPath(xpath)).await.is_ok() {
                tokio::time::sleep(LOOK).await;
            }
        });
        gone.await.unwrap_or_else(|_| panic!("{xpath} does not go"));
    }

    /// Clicks on something.
    pub(super) async fn click(&self, xpath: &str) {
        self.with(xpath, async |found| found.click().await).await;
    }

    /// Types into something.
    pub(super) async fn types(&self, xpath: &str, text: &str) {
        self.with(xpath, async |found| found.send_keys(text).await)
            .await;
    }

    /// Writes in a chat and sends it by Enter.
    pub(super) async fn writes(&self, chat: &str, text: &str) {
        self.types(&format!("{chat}//textarea"), &format!("{text}\n"))
            .await;
    }

    /// Empties the field of a chat.
    pub(super) async fn clear(&self, chat: &str) {
        self.with(&format!("{chat}//textarea"), async |found| {
            found.clear().await
        })
        .await;
    }

    /// Chooses from the menu of a message.
    pub(super) async fn choose(&self, message: &str, item: &str) {
        self.click(message).await;
        self.click(&format!("//button[@role='menuitem'][.='{item}']"))
            .await;
    }

    /// Sends pictures with a text, through the page's file input.
    pub(super) async fn sends_files(&self, chat: &str, names: &[&str], text: &str) {
        let paths = names.iter().map(|name| {
            let path = self.files.path().join(name);
            std::fs::write(&path, PICTURE).expect("a picture");
            path.display().to_string()
        });
        let paths = paths.collect::<Vec<_>>().join("\n");
        self.types(&format!("{chat}//input[@type='file']"), &paths)
            .await;
        self.see(&format!(
            "{chat}//span[@class='chip-name'][.='{}']",
            names[0]
        ))
        .await;
        self.writes(chat, text).await;
    }

    /// Clicks on `button` again and again until `end` is there.
    pub(super) async fn hurry_to(&self, end: &str, button: &str) {
        let end = Locator::XPath(end);
        let arrived = tokio::time::timeout(PATIENCE * 4, async {
            while self.client.find(end).await.is_err() {
                if let Ok(found) = self.client.find(Locator::XPath(button)).await {
                    // It may be gone by now: the end is there then.
                    let _ = found.click().await;
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        if arrived.await.is_err() {
            panic!("it does not come to its end.\n{}", self.text().await);
        }
    }

    /// Gives the browser's window another size.
    pub(super) async fn resize(&self, width: u32, height: u32) {
        let resized = self.client.set_window_size(width, height).await;
        resized.expect("another size");
    }

    /// Takes a picture of the page, or of a part of it, in light and dark.
    pub(super) async fn both_looks(&self, folder: &Path, name: &str, part: Option<&str>) {
        for look in ["light", "dark"] {
            let script = "document.documentElement.dataset.theme = arguments[0]";
            self.client
                .execute(script, vec![json!(look)])
                .await
                .expect("a look");
            let picture = match part {
                None => self.client.screenshot().await.expect("a picture"),
                Some(part) => {
                    self.with(part, async |found| found.screenshot().await)
                        .await
                }
            };
            std::fs::write(folder.join(format!("{name}-{look}.png")), picture).expect("written");
        }
    }

    /// What the browser has logged; it is told once.
    async fn log(&self, kind: &str) -> Vec<Value> {
        let session = self.client.session_id().await.expect("a session");
        let url = format!("{}/session/{}/se/log", self.driver, session.expect("an id"));
        let web = reqwest::Client::builder().no_proxy().build();
        let asked = web
            .expect("a client")
            .post(url)
            .json(&json!({"type": kind}));
        let answer = asked.send().await.expect("an answer");
        let mut answer: Value = answer.json().await.expect("JSON");
        serde_json::from_value(answer["value"].take()).expect("a list")
    }

    /// Ends the browser, and looks at what it has to say first.
    pub(super) async fn close(self) {
        let errors = self.log("browser").await;
        assert_eq!(errors, Vec::<Value>::new(), "the console is not clean");
        let mut foreign = Vec::new();
        for entry in self.log("performance").await {
            let text = entry["message"].as_str().unwrap_or_default();
            let event: Value = serde_json::from_str(text).expect("an event");
            let asked = &event["message"]["params"];
            let url = asked["request"]["url"].as_str().unwrap_or_default();
            let by = asked["documentURL"].as_str().unwrap_or_default();
            // The browser's own first page is none of ours.
            let ours = event["message"]["method"] == "Network.requestWillBeSent"
                && !by.starts_with("chrome");
            let own = [self.base.as_str(), "data:", "blob:"]
                .iter()
                .any(|own| url.starts_with(own));
            if ours && !own {
                foreign.push(url.to_owned());
            }
        }
        assert_eq!(foreign, Vec::<String>::new(), "another host was asked");
        self.client.close().await.expect("closed");
    }
}

/// A picture of one blue pixel.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xd0, 0xee, 0xbf, 0x09,
    0x00, 0x02, 0x7c, 0x01, 0x94, 0xeb, 0xd3, 0xea, 0xad, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];
