//! How often somebody may be wrong: passwords cannot be tried one after the other.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many wrong tries for one name from one place…
const SAME: u32 = 5;
/// … for one name from anywhere, or from one place for any name…
const MANY: u32 = 30;
/// … within this time.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// More is not remembered; then the oldest go.
const REMEMBERED: usize = 10_000;

/// Counts wrong tries.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    wrong: Mutex<BTreeMap<(String, Option<IpAddr>), (u32, Instant)>>,
}

impl Limiter {
    /// True if no further try is allowed for now.
    pub(crate) fn is_full(&self, name: &str, from: IpAddr) -> bool {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        keys(name, from).iter().any(|(key, most)| {
            wrong
                .get(key)
                .is_some_and(|(count, since)| count >= most && since.elapsed() < WINDOW)
        })
    }

    /// Counts a try before it is made, so that many at once count as many.
    pub(crate) fn count(&self, name: &str, from: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() >= REMEMBERED {
            wrong.retain(|_, (_, since)| since.elapsed() < WINDOW);
        }
        if wrong.len() >= REMEMBERED {
            wrong.pop_first();
        }
        for (key, _) in keys(name, from) {
            let (count, since) = wrong.entry(key).or_insert_with(|| (0, Instant::now()));
            if since.elapsed() >= WINDOW {
                (*count, *since) = (0, Instant::now());
            }
            *count = count.saturating_add(1);
        }
    }

    /// Forgets the tries of somebody who was right; what else came from there still counts.
    pub(crate) fn forgive(&self, name: &str, from: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let [(own, _), ..] = keys(name, from);
        wrong.remove(&own);
    }
}

fn keys(name: &str, from: IpAddr) -> [((String, Option<IpAddr>), u32); 3] {
    let name = name.chars().take(64).collect::<String>().to_lowercase();
    [
        ((name.clone(), Some(from)), SAME),
        ((name, None), MANY),
        ((String::new(), Some(from)), MANY),
    ]
}
