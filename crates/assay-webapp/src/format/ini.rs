//! Files of sections with `key = value`: systemd, supervisor, uWSGI.

use super::{Piece, lines, range};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The section, without brackets; empty before the first.
    pub(crate) section: String,
    /// The key.
    pub(crate) key: Piece,
    /// The value; several lines are joined by spaces.
    pub(crate) value: Piece,
}

/// The entries of a text, in order. Lines that are none are passed over.
pub(crate) fn parse(text: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut goes_on = false;
    for (start, line) in lines(text) {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['#', ';']) {
            goes_on = false;
            continue;
        }
        if let Some(name) = body
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            name.trim().clone_into(&mut section);
            goes_on = false;
            continue;
        }
        let is_continued = goes_on || line.starts_with([' ', '\t']);
        goes_on = body.ends_with('\\');
        let body_start = start + line.len() - line.trim_start().len();
        let kept = body.trim_end_matches('\\').trim_end();
        let pair = kept.split_once('=');
        match (pair, found.last_mut()) {
            (_, Some(last))
                if is_continued && last.section == section && !is_indented_pair(line, kept) =>
            {
                // Spaces for what says nothing, so that places in the text stay places in the file.
                let length = body_start.saturating_sub(last.value.range.start as usize);
                let gap = length.saturating_sub(last.value.text.len()).max(1);
                last.value.text.extend(std::iter::repeat_n(' ', gap));
                last.value.text.push_str(kept);
                last.value.range.end = range(0, body_start + kept.len()).end;
            }
            (Some((key, value)), _) if !key.trim().is_empty() => {
                let key = key.trim_end();
                let value_start = body_start + kept.len() - value.trim_start().len();
                let value = without_comment(value.trim_start());
                found.push(Entry {
                    section: section.clone(),
                    key: Piece::of(text, body_start, body_start + key.len()),
                    value: Piece::of(text, value_start, value_start + value.len()),
                });
            }
            _ => {}
        }
    }
    found
}

/// A pair that somebody indented for looks: a plain key in front of the sign.
fn is_indented_pair(line: &str, kept: &str) -> bool {
    !line.trim_end().ends_with('\\')
        && kept.split_once('=').is_some_and(|(key, _)| {
            !key.is_empty()
                && key
                    .trim()
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                && key.trim().bytes().any(|byte| byte.is_ascii_lowercase())
        })
}

/// A comment begins at a sign after a space.
fn without_comment(value: &str) -> &str {
    let end = value
        .match_indices([';', '#'])
        .map(|(at, _)| at)
        .find(|at| {
            value
                .get(..*at)
                .is_some_and(|before| before.ends_with([' ', '\t']))
        });
    value
        .get(..end.unwrap_or(value.len()))
        .unwrap_or(value)
        .trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_sections_and_places() {
        let text = "[Service]\n# c\nUser = shop ; c\nExecStart=/bin/a \\\n  --b\n\n[program:web]\ncommand=x\nenvironment=A=\"1\",\n  B=\"2\"\n";
        let entries = parse(text);
        let shown: Vec<_> = entries
            .iter()
            .map(|entry| {
                (
                    entry.section.as_str(),
                    entry.key.text.as_str(),
                    entry.value.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("Service", "User", "shop"),
                ("Service", "ExecStart", "/bin/a     --b"),
                ("program:web", "command", "x"),
                ("program:web", "environment", "A=\"1\",   B=\"2\""),
            ]
        );
        let user = &entries[0].value.range;
        assert_eq!(
            text.get(user.start as usize..user.end as usize),
            Some("shop")
        );
    }
}
