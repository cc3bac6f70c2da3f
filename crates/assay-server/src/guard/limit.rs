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
const WINDOW: Duration = Duration::from_mins(15);
/// More is not remembered; then the oldest go.
const REMEMBERED: usize = 10_000;

/// A name, or nothing for any; and a place, or nothing for any.
type Key = (String, Option<IpAddr>);

/// Counts wrong tries.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    wrong: Mutex<BTreeMap<Key, (u32, Instant)>>,
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

    /// Takes back the count of a try that was right; wrong ones of the same place still count for other names.
    pub(crate) fn forgive(&self, name: &str, from: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let [(own, _), others @ ..] = keys(name, from);
        wrong.remove(&own);
        for (key, _) in others {
            if let Some((count, _)) = wrong.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        }
    }
}

fn keys(name: &str, from: IpAddr) -> [(Key, u32); 3] {
    let name = name.chars().take(64).collect::<String>().to_lowercase();
    [
        ((name.clone(), Some(from)), SAME),
        ((name, None), MANY),
        ((String::new(), Some(from)), MANY),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn five_wrong_tries_are_enough() {
        let limiter = Limiter::default();
        for _ in 0..5 {
            assert!(!limiter.is_full("ann", HERE));
            limiter.count("ann", HERE);
        }
        assert!(limiter.is_full("ann", HERE) && limiter.is_full("Ann", HERE));
        // Somebody elsewhere cannot lock her out so quickly.
        assert!(!limiter.is_full("ann", THERE) && !limiter.is_full("bob", HERE));
    }

    #[test]
    fn logging_in_oneself_does_not_forgive_what_was_tried_for_others() {
        let limiter = Limiter::default();
        for other in 0..30 {
            limiter.count(&format!("victim{other}"), HERE);
            limiter.count("eve", HERE);
            limiter.forgive("eve", HERE);
        }
        assert!(limiter.is_full("anybody", HERE));
    }

    #[test]
    fn a_team_behind_one_address_may_log_in() {
        let limiter = Limiter::default();
        for person in 0..200 {
            let name = format!("person{person}");
            assert!(!limiter.is_full(&name, HERE));
            limiter.count(&name, HERE);
            limiter.forgive(&name, HERE);
        }
    }
}
