//! Faults that wait for their call.

use crate::control::{Fault, FaultKind};

/// The faults that are set, and whether everything is down.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Waiting>,
    pub(crate) down: bool,
}

#[derive(Debug)]
struct Waiting {
    fault: Fault,
    /// How many matching calls were seen.
    seen: u32,
}

impl Faults {
    /// Sets one more; says how many are set now.
    pub(crate) fn set(&mut self, fault: Fault) -> usize {
        self.waiting.push(Waiting { fault, seen: 0 });
        self.waiting.len()
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.down = false;
    }

    /// What happens to this call. Each call is counted by all faults that match it; the first one due hits.
    pub(crate) fn strike(&mut self, method: &str, chat_id: Option<i64>) -> Option<FaultKind> {
        let mut hit = None;
        for waiting in &mut self.waiting {
            let fault = &waiting.fault;
            let matches = fault
                .method
                .as_ref()
                .is_none_or(|name| name.eq_ignore_ascii_case(method))
                && fault.chat_id.is_none_or(|id| chat_id == Some(id));
            if !matches {
                continue;
            }
            waiting.seen += 1;
            let first = fault.nth.max(1);
            if hit.is_none()
                && waiting.seen >= first
                && waiting.seen < first.saturating_add(fault.times)
            {
                hit = Some(fault.kind.clone());
            }
        }
        self.waiting.retain(|waiting| {
            waiting.seen + 1 < waiting.fault.nth.max(1).saturating_add(waiting.fault.times)
        });
        hit
    }
}
