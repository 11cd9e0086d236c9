//! What `bellhop check` says: the whole report for each thing that can be at fault.

use super::{checks::*, *};
use crate::{
    config::Settings,
    domain::{ids::UpdateId, read_model::Profile},
    telegram::{Call, CallError, Group, Membership, Rights, Telegram},
};
use async_trait::async_trait;
use std::time::Duration;

/// A Telegram that answers what it is told to, and refuses to be asked anything that `check` must not ask.
struct Fake {
    me: Result<(), CallError>,
    group: Result<Group, CallError>,
    rights: Result<Rights, CallError>,
    topic: Result<(), CallError>,
}

impl Default for Fake {
    fn default() -> Self {
        Fake {
            me: Ok(()),
            group: Ok(group("supergroup", true)),
            rights: Ok(ADMINISTRATOR),
            topic: Ok(()),
        }
    }
}

const ADMINISTRATOR: Rights = Rights {
    member: true,
    administrator: true,
    can_send: true,
    can_manage_topics: false,
};

fn group(kind: &str, forum: bool) -> Group {
    Group {
        kind: kind.into(),
        forum,
    }
}

#[async_trait]
impl Telegram for Fake {
    async fn deliver(&self, _: &Call) -> Result<Option<i64>, CallError> {
        unreachable!("a check sends nothing")
    }
    async fn deliver_as_reply(
        &self,
        call: &Call,
        _: Option<&str>,
    ) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.deliver(call).await
    }

    async fn updates(&self, _: Option<UpdateId>, _: Duration) -> Result<Vec<String>, CallError> {
        unreachable!("a check takes no updates")
    }
    async fn member(&self, _: i64, _: i64) -> Result<Membership, CallError> {
        unreachable!("a check asks for nobody")
    }
    async fn administrators(&self, _: i64) -> Result<Vec<Profile>, CallError> {
        unreachable!("a check asks for nobody")
    }
    async fn me(&self) -> Result<Profile, CallError> {
        self.me.clone().map(|()| Profile {
            id: 7,
            name: "Acme".into(),
            username: Some("acme_bot".into()),
            language_code: None,
            topic: None,
        })
    }
    async fn group(&self, _: i64) -> Result<Group, CallError> {
        self.group.clone()
    }
    async fn rights(&self, _: i64) -> Result<Rights, CallError> {
        self.rights.clone()
    }
    async fn probe_topic(&self, _: i64, _: Option<i64>) -> Result<(), CallError> {
        self.topic.clone()
    }
    async fn set_commands(
        &self,
        _: Option<&str>,
        _: Vec<(String, String)>,
    ) -> Result<(), CallError> {
        unreachable!("a check changes nothing")
    }
    async fn set_webhook(&self, _: &str, _: &str) -> Result<(), CallError> {
        unreachable!("a check changes nothing")
    }
    async fn delete_webhook(&self) -> Result<(), CallError> {
        unreachable!("a check changes nothing")
    }
}

/// The password of a proxy before the Bot API is a secret, like all others.
#[tokio::test]
async fn an_address_with_a_password_is_told_without_it() {
    let telegram = Fake {
        me: Err(CallError::Unavailable("connection refused".into())),
        ..Fake::default()
    };
    let text =
        format!("{SETTINGS}\ntelegram.api_url = \"https://desk:hunter2@api.example:8081/bot-api\"");
    let report = check(&settings(&text), Ok(DatabaseCheck::Opens), Ok(&telegram)).await;
    let told = report.to_string();
    assert!(
        told.contains("whether https://api.example:8081/bot-api (telegram.api_url) can be reached"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
}

const SETTINGS: &str = "
    telegram.token = \"123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr\"
    admin.group_id = -100
    admin.tickets_topic_id = 5";

fn settings(text: &str) -> Settings {
    Settings::parse(text, std::iter::empty()).unwrap_or_else(|faults| panic!("{faults}"))
}

async fn report(telegram: Fake) -> CheckReport {
    check(&settings(SETTINGS), Ok(DatabaseCheck::Opens), Ok(&telegram)).await
}

/// The lines from the token on, for a Telegram at fault.
async fn told(telegram: Fake) -> String {
    let report = report(telegram).await;
    assert!(!report.is_well());
    let text = report.to_string();
    let lines: Vec<&str> = text.lines().skip(3).collect();
    lines.join("\n")
}

#[tokio::test]
async fn all_is_well() {
    let report = report(Fake::default()).await;
    assert!(report.is_well());
    assert_eq!(
        report.to_string(),
        "\
✓ settings   the defaults
✓ mode       people are offered tickets and @support; updates come by polling
✓ database   SQLite
✓ token      of @acme_bot
✓ group      -100, a supergroup with topics
✓ topic      5
✓ rights     administrator, may write
"
    );
}

#[test]
fn faulty_settings_leave_the_rest_unknown() {
    let faults = Settings::parse("sla.enabled = 1\nadmin.group_id = 5", std::iter::empty())
        .map(|_| ())
        .expect_err("faults");
    let report = settings_refused(&faults);
    assert!(!report.is_well());
    assert_eq!(
        report.to_string(),
        "\
✗ settings   sla.enabled = 1 (config.toml): not understood; allowed: true or false → mend it; config.toml in Bellhop's source explains every setting
✗ settings   telegram.token: not set; make a bot with @BotFather in Telegram and put the token it gives into the variable BELLHOP__TELEGRAM__TOKEN, or into a file named by telegram.token_file → mend it; config.toml in Bellhop's source explains every setting
✗ settings   admin.group_id = 5 (config.toml): not a group's number; allowed: the number of the team's supergroup, negative, such as -1001234567890 → mend it; config.toml in Bellhop's source explains every setting
- mode       not checked: the settings are at fault
- database   not checked: the settings are at fault
- token      not checked: the settings are at fault
- group      not checked: the settings are at fault
- topic      not checked: the settings are at fault
- rights     not checked: the settings are at fault
"
    );
}

#[tokio::test]
async fn an_unreachable_database_does_not_keep_telegram_from_being_asked() {
    let sqlite = check(
        &settings(SETTINGS),
        Err(anyhow::anyhow!("unable to open database file")),
        Ok(&Fake::default()),
    )
    .await;
    assert!(!sqlite.is_well());
    let text = sqlite.to_string();
    assert!(
        text.contains(
            "✗ database   unable to open database file → see whether the folder named by database.url is there and may be \
             written, and no other desk runs on it\n✓ token      of @acme_bot\n"
        ),
        "{text}"
    );
    let postgres = format!("{SETTINGS}\ndatabase.url = \"postgres://me:hunter2@db/desk\"");
    let postgres = check(
        &settings(&postgres),
        Err(anyhow::anyhow!("connection refused")),
        Ok(&Fake::default()),
    )
    .await;
    let text = postgres.to_string();
    assert!(
        text.contains(
            "✗ database   connection refused → see whether the server runs, and database.url names its host, database, \
             user and password\n"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn a_refused_token() {
    let telegram = Fake {
        me: Err(CallError::Unauthorized("Unauthorized".into())),
        ..Fake::default()
    };
    assert_eq!(
        told(telegram).await,
        "\
✗ token      Telegram refuses the token: Unauthorized → copy it again from @BotFather, or have a new one made there by /token
- group      not checked: the token is not known to work
- topic      not checked: the token is not known to work
- rights     not checked: the token is not known to work"
    );
}

#[tokio::test]
async fn a_telegram_that_is_not_there() {
    let telegram = Fake {
        me: Err(CallError::Unavailable("connection refused".into())),
        ..Fake::default()
    };
    let told = told(telegram).await;
    assert_eq!(
        told.lines().next(),
        Some(
            "✗ token      Telegram can't be reached: connection refused → see whether https://api.telegram.org/ \
             (telegram.api_url) can be reached from here"
        )
    );
}

#[tokio::test]
async fn a_group_that_will_not_do() {
    let gone = CallError::ChatGone("Bad Request: chat not found".into());
    let outside = Rights {
        member: false,
        ..ADMINISTRATOR
    };
    let cases = [
        (
            Err(gone),
            Ok(ADMINISTRATOR),
            "✗ group      -100: the chat can't be reached: Bad Request: chat not found → add the bot to the group, and see \
             that admin.group_id is its number (a supergroup's begins with -100)",
        ),
        (
            Err(CallError::Migrated(-1007)),
            Ok(ADMINISTRATOR),
            "✗ group      -100: the group moved to -1007 → set admin.group_id = -1007",
        ),
        (
            Ok(group("group", false)),
            Ok(ADMINISTRATOR),
            "✗ group      -100 is a group, not a supergroup → name the team's group in admin.group_id; an ordinary group \
             becomes a supergroup, with a new number, when topics are switched on in its settings",
        ),
        (
            Ok(group("supergroup", false)),
            Ok(ADMINISTRATOR),
            "✗ group      -100 has no topics, though admin.tickets_topic_id is set → switch topics on in the group's \
             settings, or leave admin.tickets_topic_id out",
        ),
        (
            Ok(group("supergroup", true)),
            Ok(outside),
            "✗ group      the bot is not in -100 → add the bot to the group",
        ),
    ];
    for (group, rights, first) in cases {
        let telegram = Fake {
            group,
            rights,
            ..Fake::default()
        };
        assert_eq!(
            told(telegram).await,
            format!(
                "✓ token      of @acme_bot\n{first}\n- topic      not checked: the group is at fault\n- rights     not \
                 checked: the group is at fault"
            )
        );
    }
}

#[tokio::test]
async fn a_topic_that_is_gone_or_closed() {
    let cases = [
        (
            CallError::ThreadGone("Bad Request: message thread not found".into()),
            "✗ topic      5: the topic is gone: Bad Request: message thread not found → set admin.tickets_topic_id to the \
             number of a topic that is there: the middle one of the three in the link to a message of it, \
             t.me/c/GROUP/TOPIC/MESSAGE",
        ),
        (
            CallError::TopicClosed("Bad Request: TOPIC_CLOSED".into()),
            "✗ topic      5: the topic is closed: Bad Request: TOPIC_CLOSED → reopen it, or let the bot manage topics",
        ),
    ];
    for (error, line) in cases {
        let telegram = Fake {
            topic: Err(error),
            ..Fake::default()
        };
        let told = told(telegram).await;
        assert_eq!(told.lines().nth(2), Some(line));
        assert_eq!(
            told.lines().nth(3),
            Some("✓ rights     administrator, may write")
        );
    }
}

#[tokio::test]
async fn a_group_where_the_bot_may_not_write() {
    let mute = Rights {
        administrator: false,
        can_send: false,
        ..ADMINISTRATOR
    };
    let telegram = Fake {
        rights: Ok(mute),
        ..Fake::default()
    };
    assert_eq!(
        told(telegram).await.lines().last(),
        Some(
            "✗ rights     the bot may not write in the group → let members send messages in the group's permissions, or \
             make the bot an administrator"
        )
    );
}

#[tokio::test]
async fn an_ordinary_member_is_well_but_told_what_is_better() {
    let member = Rights {
        administrator: false,
        ..ADMINISTRATOR
    };
    let report = report(Fake {
        rights: Ok(member),
        ..Fake::default()
    })
    .await;
    assert!(report.is_well());
    assert!(report.to_string().ends_with(
        "✓ rights     may write; make the bot an administrator, so that Telegram always tells it who is in the team\n"
    ));
}

/// A way over a network at which nobody makes sure that it is the server is told, and stops nothing.
#[tokio::test]
async fn a_way_to_postgresql_that_nobody_verifies_is_told() {
    let warning = |at: &str, mode: &str| {
        format!(
            "! database   nobody makes sure that it is the server who answers at {at} (sslmode={mode}): who is between can \
             read and change all of it → put sslmode=verify-full into database.url, and sslrootcert=PATH for an authority \
             of your own"
        )
    };
    let exposed = [
        (
            "postgres://desk:sesame@db.example/desk",
            "db.example:5432",
            "prefer",
        ),
        (
            "postgres://desk:sesame@10.0.0.7:6432/desk?sslmode=require",
            "10.0.0.7:6432",
            "require",
        ),
        (
            "postgresql://db.example/desk?sslmode=disable",
            "db.example:5432",
            "disable",
        ),
    ];
    let safe = [
        "postgres://desk:sesame@db.example/desk?sslmode=verify-full",
        "postgres://desk:sesame@db.example/desk?sslmode=verify-ca&sslrootcert=/etc/ca.pem",
        "postgres://desk@localhost/desk",
        "postgres://desk@127.0.0.1:5433/desk",
        "postgres://desk@[::1]/desk",
        "postgres://desk@%2Fvar%2Frun%2Fpostgresql/desk",
        "postgres:///desk?host=/var/run/postgresql",
        "sqlite::memory:",
    ];
    let rows = exposed
        .map(|(url, at, mode)| (url, Some(warning(at, mode))))
        .into_iter()
        .chain(safe.map(|url| (url, None)));
    for (url, expected) in rows {
        let settings = settings(&format!("{SETTINGS}\ndatabase.url = {url:?}"));
        let report = check(&settings, Ok(DatabaseCheck::Opens), Ok(&Fake::default())).await;
        let told = report.to_string();
        let warned = told.lines().find(|line| line.starts_with('!'));
        assert_eq!(warned, expected.as_deref(), "{url}");
        assert!(report.is_well() && !told.contains("sesame"), "{told}");
    }
}
