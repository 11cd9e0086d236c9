//! How the command line is read.

use super::arguments::{Arguments, CliCommand};
use clap::Parser as _;
use std::path::PathBuf;

fn parsed(line: &str) -> Result<(Option<CliCommand>, Option<PathBuf>), clap::error::ErrorKind> {
    Arguments::try_parse_from(line.split_whitespace())
        .map(|arguments| (arguments.command, arguments.config))
        .map_err(|error| error.kind())
}

#[test]
fn the_command_line() {
    let demo = |folder: Option<&str>, listen: Option<&str>, no_browser| CliCommand::Demo {
        folder: folder.map(PathBuf::from),
        listen: listen.map(|listen| listen.parse().expect("an address")),
        no_browser,
    };
    let desk = Some(PathBuf::from("desk.toml"));
    assert_eq!(parsed("bellhop"), Ok((None, None)));
    assert_eq!(
        parsed("bellhop --config desk.toml"),
        Ok((None, desk.clone()))
    );
    assert_eq!(
        parsed("bellhop --config desk.toml run"),
        Ok((Some(CliCommand::Run), desk.clone()))
    );
    assert_eq!(
        parsed("bellhop check --config desk.toml"),
        Ok((Some(CliCommand::Check { impact: false }), desk))
    );
    assert_eq!(
        parsed("bellhop check --impact"),
        Ok((Some(CliCommand::Check { impact: true }), None))
    );
    assert_eq!(
        parsed("bellhop demo"),
        Ok((Some(demo(None, None, false)), None))
    );
    assert_eq!(
        parsed("bellhop demo --folder d --listen 127.0.0.1:0 --no-browser"),
        Ok((Some(demo(Some("d"), Some("127.0.0.1:0"), true)), None))
    );
    assert_eq!(
        parsed("bellhop walk"),
        Err(clap::error::ErrorKind::InvalidSubcommand)
    );
    assert_eq!(
        parsed("bellhop --help"),
        Err(clap::error::ErrorKind::DisplayHelp)
    );
}
