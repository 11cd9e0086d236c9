//! The terminal: answers on standard output, faults on standard error.

use std::io::Write as _;

/// Prints for whoever asked. A closed pipe is no reason to panic, as `println!` would.
pub fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

/// Prints what went wrong.
pub(super) fn print_error(text: &str) {
    let _ = writeln!(std::io::stderr(), "bellhop: {}", text.trim_end());
}
