//! What a line of an example claims: `# finding`, `# source`, `# known-miss`, `# known-noise`.
//!
//! In other files the same words stand in `<!-- finding -->`, `{# finding #}`, `// finding` or `; finding`.
//! Files that are not Python are read without their markers, so a marker may stand behind a line
//! whose format knows no comment there: a value in JSON, an instruction for a container.
//! A claim of findings may name other rules: `# finding: weak-hash, debug-enabled`.
//! Readers of the page do not see the markers; [`without`] takes them away.

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// A rule reports here; `None` is the rule whose page this is.
    Finding(Option<String>),
    /// The trace begins here.
    Source,
    /// The rule ought to report here, and does not yet.
    KnownMiss(Option<String>),
    /// The rule reports here, and ought not to.
    KnownNoise(Option<String>),
}

/// How comments begin, with how they end; the longest first.
const COMMENTS: [(&str, &str); 5] = [
    ("<!--", "-->"),
    ("{#", "#}"),
    ("//", ""),
    ("#", ""),
    (";", ""),
];

/// The claims of one line.
pub fn claims(line: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    for_each_marker(line, |marker| {
        if let Ok(words) = marker {
            claims.extend(read(words).unwrap_or_default());
        }
    });
    claims
}

/// Code without its markers, and without the space before them.
pub fn without(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    for line in code.lines() {
        let mut kept = String::with_capacity(line.len());
        let mut found = false;
        for_each_marker(line, |marker| match marker {
            Ok(_) => {
                found = true;
                kept.truncate(kept.trim_end().len());
            }
            Err(other) => kept.push_str(other),
        });
        text.push_str(if found { kept.trim_end() } else { line });
        text.push('\n');
    }
    text
}

/// Visits the line in pieces: the words of each marker (`Ok`) and the text around them (`Err`).
fn for_each_marker<'a>(line: &'a str, mut visit: impl FnMut(Result<&'a str, &'a str>)) {
    let mut rest = line;
    while let Some((before, comment, end)) = next_comment(rest) {
        let (words, after) = if end.is_empty() {
            let next = comment.find('#').unwrap_or(comment.len());
            comment.split_at_checked(next).unwrap_or((comment, ""))
        } else {
            comment.split_once(end).unwrap_or((comment, ""))
        };
        if read(words.trim()).is_some() {
            visit(Err(before));
            visit(Ok(words.trim()));
            rest = after;
        } else {
            // Not a marker: goes on behind the sign that opened it.
            let seen = rest.len() - comment.len();
            let (text, after) = rest.split_at_checked(seen).unwrap_or((rest, ""));
            visit(Err(text));
            rest = after;
        }
    }
    visit(Err(rest));
}

/// The text before the next comment sign, the text after it, and how the comment ends.
fn next_comment(text: &str) -> Option<(&str, &str, &'static str)> {
    COMMENTS
        .into_iter()
        .filter_map(|(open, end)| {
            text.split_once(open)
                .map(|(before, after)| (before, after, end))
        })
        .min_by_key(|(before, ..)| before.len())
}

/// Reads `finding: a, b`; `None` if it is no marker.
fn read(words: &str) -> Option<Vec<Claim>> {
    let (word, rules) = match words.split_once(':') {
        Some((word, rules)) => (word.trim(), rules.split(',').map(str::trim).collect()),
        None => (words, Vec::new()),
    };
    let is_rule = |rule: &&str| !rule.is_empty() && !rule.contains(char::is_whitespace);
    if !rules.iter().all(is_rule) {
        return None;
    }
    let each = |claim: fn(Option<String>) -> Claim| {
        if rules.is_empty() {
            vec![claim(None)]
        } else {
            rules
                .iter()
                .map(|rule| claim(Some((*rule).to_owned())))
                .collect()
        }
    };
    match word {
        "finding" => Some(each(Claim::Finding)),
        "known-miss" => Some(each(Claim::KnownMiss)),
        "known-noise" => Some(each(Claim::KnownNoise)),
        "source" if rules.is_empty() => Some(vec![Claim::Source]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_carry_several_claims() {
        let line =
            "db.execute(request.args['q'])  # source  # finding  # finding: weak-hash, other";
        let named = |rule: &str| Claim::Finding(Some(rule.to_owned()));
        assert_eq!(
            claims(line),
            [
                Claim::Source,
                Claim::Finding(None),
                named("weak-hash"),
                named("other")
            ]
        );
    }

    #[test]
    fn markers_stand_in_template_comments_too() {
        assert_eq!(
            claims("<p>{{ name }}</p> <!-- finding -->"),
            [Claim::Finding(None)]
        );
        assert_eq!(
            claims("{{ name }} {# known-miss #}</p>"),
            [Claim::KnownMiss(None)]
        );
    }

    #[test]
    fn markers_stand_behind_lines_that_know_no_comments() {
        for line in [
            "\"a\": 1,  // finding",
            "a = 1 ; finding",
            "USER root  # finding",
        ] {
            assert_eq!(claims(line), [Claim::Finding(None)], "{line}");
        }
        assert_eq!(
            without("listen 80;  # finding\nb = 1 ; finding\n"),
            "listen 80;\nb = 1\n"
        );
    }

    #[test]
    fn other_comments_claim_nothing() {
        for line in [
            "x = 1  # source of truth",
            "x = 1  # a finding",
            "# findings",
            "url = 'https://a/#finding-x'",
        ] {
            assert_eq!(claims(line), [], "{line}");
        }
    }

    #[test]
    fn readers_see_no_markers() {
        assert_eq!(
            without("a()  # finding\n    b = 1  # why\n"),
            "a()\n    b = 1  # why\n"
        );
        assert_eq!(without("a()  # why  # finding\n"), "a()  # why\n");
        assert_eq!(without("<p>{{ a }} {# finding #}</p>"), "<p>{{ a }}</p>\n");
    }
}
