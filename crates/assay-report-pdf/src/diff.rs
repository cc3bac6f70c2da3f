//! Two pieces of code as one, with the lines that go and those that come.

/// Longer code is shown whole, once before and once after.
const LINES: usize = 200;

/// A line, and ` `, `-` or `+`.
pub(crate) type Change<'a> = (&'static str, &'a str);

/// The lines of both, in order, as few of them changed as can be.
pub(crate) fn lines<'a>(before: &'a str, after: &'a str) -> Vec<Change<'a>> {
    let old: Vec<&str> = before.trim_end().lines().collect();
    let new: Vec<&str> = after.trim_end().lines().collect();
    if old.len() > LINES || new.len() > LINES {
        let gone = old.into_iter().map(|line| ("-", line));
        return gone
            .chain(new.into_iter().map(|line| ("+", line)))
            .collect();
    }
    // How many lines the rests have in common, from each pair of lines on.
    let width = new.len() + 1;
    let mut common = vec![0_usize; (old.len() + 1) * width];
    let value = |common: &[usize], at: usize, to: usize| {
        common.get(at * width + to).copied().unwrap_or_default()
    };
    for (at, one) in old.iter().enumerate().rev() {
        for (to, other) in new.iter().enumerate().rev() {
            let best = if one == other {
                value(&common, at + 1, to + 1) + 1
            } else {
                value(&common, at + 1, to).max(value(&common, at, to + 1))
            };
            if let Some(cell) = common.get_mut(at * width + to) {
                *cell = best;
            }
        }
    }
    let (mut at, mut to) = (0, 0);
    let mut changes = Vec::new();
    loop {
        match (old.get(at), new.get(to)) {
            (Some(one), Some(other)) if one == other => {
                changes.push((" ", *one));
                at += 1;
                to += 1;
            }
            (Some(one), other)
                if other.is_none() || value(&common, at + 1, to) >= value(&common, at, to + 1) =>
            {
                changes.push(("-", *one));
                at += 1;
            }
            (_, Some(other)) => {
                changes.push(("+", *other));
                to += 1;
            }
            _ => return changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_stays_is_told_from_what_changes() {
        assert_eq!(
            lines("a\nb\nc\n", "a\nd\nc\ne\n"),
            [(" ", "a"), ("-", "b"), ("+", "d"), (" ", "c"), ("+", "e")]
        );
        assert_eq!(lines("", "a"), [("+", "a")]);
        assert!(lines("", "").is_empty());
    }
}
