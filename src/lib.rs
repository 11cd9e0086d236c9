//! A support desk that lives in Telegram.
