//! The nearest of some names to a misspelt one, for messages.

/// The candidate with the fewest edits, if there are few enough that it may have been meant.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|name| {
            let distance = distance(&wanted, &name.to_lowercase());
            // A part of a name is often all that somebody remembers.
            let is_part = wanted.len() >= 3 && name.contains(&wanted);
            (distance <= limit || is_part).then_some((!is_part, distance, name))
        })
        .min()
        .map(|(_, _, name)| name.to_owned())
}

/// How many characters must be changed, added, left out or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(64).collect();
    let other: Vec<char> = other.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, b) in other.iter().enumerate() {
            let get = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = get(&last, column) + usize::from(a != b);
            let mut best = changed
                .min(get(&last, column + 1) + 1)
                .min(get(&next, column) + 1);
            let swapped = row > 0
                && column > 0
                && one.get(row - 1) == Some(b)
                && other.get(column - 1) == Some(a);
            if swapped {
                best = best.min(get(&before, column - 1) + 1);
            }
            next.push(best);
        }
        before = last;
        last = next;
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        let names = ["sql-injection", "open-redirect", "weak-hash"];
        assert_eq!(
            nearest("sql-injecton", names).as_deref(),
            Some("sql-injection")
        );
        assert_eq!(
            nearest("SQL-Injection", names).as_deref(),
            Some("sql-injection")
        );
        assert_eq!(nearest("redirect", names).as_deref(), Some("open-redirect"));
        assert_eq!(nearest("waek-hash", names).as_deref(), Some("weak-hash"));
    }

    #[test]
    fn something_else_is_not_guessed() {
        assert_eq!(nearest("zebra", ["sql-injection", "open-redirect"]), None);
        assert_eq!(nearest("", ["sql-injection"]), None);
    }

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
