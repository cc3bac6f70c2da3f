//! What each address asks for. One table, so that it can be read as a whole.
//!
//! Whatever is not named may be looked at by everybody who is known, and changed by reviewers.

use crate::store::Role;

/// Addresses that only some may look at, by how they begin.
const READING: &[(&str, Role)] = &[
    ("/audit", Role::Admin),
    ("/export", Role::Admin),
    ("/people", Role::Admin),
];

/// Forms that others than reviewers may send, by how their address begins; the first that fits counts.
const WRITING: &[(&str, Role)] = &[
    ("/logout", Role::Reader),
    ("/password", Role::Reader),
    ("/theme", Role::Reader),
    ("/comment/", Role::Developer),
    ("/lessons/", Role::Developer),
    ("/assign/", Role::Developer),
    ("/audit", Role::Admin),
    ("/import", Role::Admin),
    ("/people", Role::Admin),
];

/// What somebody has to be at least.
pub(crate) fn needed(is_reading: bool, path: &str) -> Role {
    let (table, other) = if is_reading {
        (READING, Role::Reader)
    } else {
        (WRITING, Role::Reviewer)
    };
    let row = table.iter().find(|(begin, _)| path.starts_with(begin));
    row.map_or(other, |(_, role)| *role)
}
