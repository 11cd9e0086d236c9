//! A strict Telegram Bot API on this machine.
