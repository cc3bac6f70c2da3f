//! What happened to a finding: when it was seen, what was said of it, what was written beside it.

use serde::Serialize;

use crate::store::{Comment, Judgement, Known};

/// Something that happened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Event {
    /// When.
    at: String,
    /// Who; empty for nobody in particular.
    who: String,
    /// What, in a few words each.
    what: Vec<String>,
    /// What they wrote.
    words: String,
    /// True if it is a comment.
    is_comment: bool,
}

/// Everything, the oldest first; `said` comes with the latest first.
pub(super) fn tell(said: &[Judgement], comments: &[Comment], known: Option<&Known>) -> Vec<Event> {
    let mut events = Vec::new();
    if let Some(known) = known {
        events.push(Event {
            at: known.first_seen.clone(),
            who: String::new(),
            what: vec![format!("found by scan {}", known.first_scan)],
            words: String::new(),
            is_comment: false,
        });
    }
    let mut before = Judgement::default();
    for judgement in said.iter().rev() {
        events.push(event(&before, judgement));
        before = judgement.clone();
    }
    events.extend(comments.iter().map(|comment| Event {
        at: comment.at.clone(),
        who: comment.who.clone(),
        what: vec!["wrote".to_owned()],
        words: comment.text.clone(),
        is_comment: true,
    }));
    events.sort_by(|one, other| one.at.cmp(&other.at));
    events
}

fn event(before: &Judgement, now: &Judgement) -> Event {
    let mut what = Vec::new();
    let is_first = now.version <= 1;
    if before.state != now.state || is_first && now.state != crate::store::State::Open {
        what.push(format!("{} → {}", before.state, now.state));
    }
    let mut tell = |name: &str, before: &str, now: &str, none: &str| {
        if before != now {
            let now = if now.is_empty() { none } else { now };
            what.push(format!("{name}: {now}"));
        }
    };
    tell("accepted until", &before.until, &now.until, "no day");
    tell("owner", &before.owner, &now.owner, "nobody");
    tell("due", &before.due, &now.due, "no day");
    tell("impact", &before.impact, &now.impact, "as rated");
    tell(
        "likelihood",
        &before.likelihood,
        &now.likelihood,
        "as rated",
    );
    let mut words = Vec::new();
    if before.reason != now.reason && !now.reason.is_empty() {
        words.push(now.reason.as_str());
    }
    if before.rating_reason != now.rating_reason && !now.rating_reason.is_empty() {
        words.push(now.rating_reason.as_str());
    }
    if what.is_empty() && words.is_empty() {
        what.push("looked at the code as it is now".to_owned());
    }
    Event {
        at: now.at.clone(),
        who: now.who.clone(),
        what,
        words: words.join("\n"),
        is_comment: false,
    }
}
