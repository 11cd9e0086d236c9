//! The team's place in Telegram, as all actors share it.

use crate::store::UnitOfWork;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

/// The team's place: its group, whose number changes when Telegram upgrades it, and its topic, until that is gone.
#[derive(Debug, Clone)]
pub struct Team {
    /// The number that the settings name: the same group, by the number that it had then.
    pub named: i64,
    group: Arc<AtomicI64>,
    /// The Tickets topic that the settings name, and whether it is gone.
    topic: Option<i64>,
    topic_gone: Arc<AtomicBool>,
    /// True if the last call to the group was refused because the bot is not in it, or may not write there.
    out_of_reach: Arc<AtomicBool>,
}

impl Team {
    /// The team in the group that the settings name, which has the number `group` by now, and in this topic, which may
    /// be gone.
    pub fn new(named: i64, group: i64, topic: Option<i64>, gone: bool) -> Self {
        Team {
            named,
            group: Arc::new(AtomicI64::new(group)),
            topic,
            topic_gone: Arc::new(AtomicBool::new(gone)),
            out_of_reach: Arc::default(),
        }
    }

    /// The topic that tickets go to; `None` is General.
    pub fn topic(&self) -> Option<i64> {
        self.topic.filter(|topic| !self.has_lost(*topic))
    }

    /// True for the topic that the settings name for tickets.
    pub fn is_named(&self, topic: i64) -> bool {
        self.topic == Some(topic)
    }

    /// True for that topic once it is gone.
    pub fn has_lost(&self, topic: i64) -> bool {
        self.is_named(topic) && self.topic_gone.load(Ordering::Relaxed)
    }

    /// The Tickets topic is gone, for as long as the settings name no other. That it holds after a restart, somebody else
    /// stores ([`UnitOfWork::topic_gone`]).
    pub fn lose_topic(&self) {
        self.topic_gone.store(true, Ordering::Relaxed);
    }

    /// The group takes nothing from the bot; `true` when that is news.
    pub fn loses_contact(&self) -> bool {
        !self.out_of_reach.swap(true, Ordering::Relaxed)
    }

    /// The group took something.
    pub fn is_reached(&self) {
        if self.out_of_reach.swap(false, Ordering::Relaxed) {
            tracing::info!("the team can be told again");
        }
    }

    /// The group, as the Bot API numbers it now.
    pub fn group(&self) -> i64 {
        self.group.load(Ordering::Relaxed)
    }

    /// True for the team's group, by its present number or an earlier one.
    pub fn is_group(&self, chat: i64) -> bool {
        chat == self.group() || chat == self.named
    }

    /// Telegram upgraded the group. What is to be stored, so that this holds after a restart.
    pub fn moved_to(&self, group: i64) -> UnitOfWork {
        tracing::warn!(
            admin.group_id = group,
            "the group was upgraded: put its new number into the settings"
        );
        self.group.store(group, Ordering::Relaxed);
        UnitOfWork {
            group_moved: Some((self.named, group)),
            ..Default::default()
        }
    }
}
