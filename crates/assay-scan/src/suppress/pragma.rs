//! What a comment asks for: `assay: ignore[…]`, and the words that other tools have for the same.
//!
//! One comment may hold several, each behind a `#` of its own, as in `# noqa: S602  # nosec B602 - checked above`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use assay_finding::SuppressedBy;
use jiff::civil::Date;

use super::names::bandit_id;
use crate::rule::nearest;

/// Longer comments are cut.
const BYTES: usize = 4096;

/// More names than this are not read.
const NAMES: usize = 64;

/// What a comment asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pragma {
    pub(super) by: SuppressedBy,
    /// The names in it; `None` if it is about everything that its tool knows.
    pub(super) names: Option<Vec<String>>,
    pub(super) reason: String,
    pub(super) until: Option<Date>,
    pub(super) reach: Reach,
    /// What is wrong with it, so that it does not count.
    pub(super) fault: Option<String>,
}

/// How far a pragma reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The statement that it stands at.
    Statement,
    /// That, or the statement below if it stands on a line of its own.
    StatementOrNext,
    /// The statement on the next line.
    Next,
    /// The rest of the block, or all of it from its first line, as Pylint has it.
    Block,
    /// The end of what [`Reach::Block`] began.
    EndOfBlock,
    /// The whole file.
    File,
}

/// The words that every pragma begins with one of.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = ["assay:", "nosec", "nosem", "noqa", "nosonar", "pylint:"];
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(words).ok()
});

/// True if a text may hold a pragma at all: most do not, and are not looked at twice.
pub(super) fn may_hold(text: &str) -> bool {
    WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

/// What a comment asks for, in order; the text may begin with its `#`.
pub(super) fn pragmas(comment: &str) -> Vec<Pragma> {
    let end = comment.floor_char_boundary(BYTES);
    let comment = comment.get(..end).unwrap_or_default();
    if !may_hold(comment) {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(comment.match_indices('#').map(|(at, _)| at + 1));
    let mut found: Vec<(usize, usize, Word)> = Vec::new();
    for start in starts {
        let rest = comment.get(start..).unwrap_or_default();
        let inner = rest.trim_start_matches(['#', '!', ' ', '\t', '\n', '\r', '-']);
        let at = comment.len() - inner.len();
        if found.last().is_none_or(|(last, _, _)| at > *last)
            && let Some((word, length)) = word(inner)
        {
            found.push((at, length, word));
        }
    }
    // These two count wherever in the comment they stand.
    let has =
        |found: &[(usize, usize, Word)], wanted| found.iter().any(|(_, _, word)| *word == wanted);
    for (text, kind) in [("NOSONAR", Word::Nosonar), ("nosemgrep", Word::Nosemgrep)] {
        if !has(&found, kind)
            && let Some((at, _)) = comment.match_indices(text).next()
        {
            found.push((at, text.len(), kind));
        }
    }
    found.sort_by_key(|(at, _, _)| *at);
    let ends: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|(at, _, _)| *at)
        .chain([comment.len()])
        .collect();
    found
        .iter()
        .zip(ends)
        .filter_map(|((at, length, word), end)| {
            let behind = comment.get(at + length..end).unwrap_or_default();
            read(*word, behind.trim_end_matches([' ', '\t', '#']))
        })
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Assay,
    Nosec,
    Noqa,
    NoqaFile,
    Nosonar,
    Nosemgrep,
    Pylint,
}

/// The word that a text begins with, and its length.
fn word(text: &str) -> Option<(Word, usize)> {
    const WORDS: [(&str, Word); 9] = [
        ("assay:", Word::Assay),
        ("nosec", Word::Nosec),
        ("ruff: noqa", Word::NoqaFile),
        ("flake8: noqa", Word::NoqaFile),
        ("noqa", Word::Noqa),
        ("nosonar", Word::Nosonar),
        ("nosemgrep", Word::Nosemgrep),
        ("nosem", Word::Nosemgrep),
        ("pylint:", Word::Pylint),
    ];
    let (name, word) = WORDS.into_iter().find(|(name, _)| {
        let start = text.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let next = text.get(name.len()..).and_then(|rest| rest.chars().next());
    let ends =
        name.ends_with(':') || next.is_none_or(|next| !next.is_alphanumeric() && next != '_');
    ends.then_some((word, name.len()))
}

fn read(word: Word, behind: &str) -> Option<Pragma> {
    match word {
        Word::Assay => assay(behind),
        Word::Nosec => Some(nosec(behind)),
        Word::Noqa => noqa(behind, Reach::Statement),
        Word::NoqaFile => noqa(behind, Reach::File),
        Word::Nosonar => Some(nosonar(behind)),
        Word::Nosemgrep => Some(nosemgrep(behind)),
        Word::Pylint => pylint(behind),
    }
}

impl Pragma {
    fn of(by: SuppressedBy, names: Vec<String>, reason: &str) -> Self {
        Self {
            by,
            names: (!names.is_empty()).then_some(names),
            reason: reason_of(reason),
            until: None,
            reach: Reach::Statement,
            fault: None,
        }
    }

    fn reaching(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }
}

/// The words behind names, without what joins them to those.
fn reason_of(text: &str) -> String {
    let text = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '-' | '–' | '—' | ':' | ',' | ';' | '#')
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `ignore[rule, other] reason`, with `until=2027-01-31` among the words.
fn assay(behind: &str) -> Option<Pragma> {
    let behind = behind.trim_start();
    let length = behind
        .find(|character: char| !character.is_alphanumeric() && character != '-')
        .unwrap_or(behind.len());
    let (verb, rest) = behind.split_at_checked(length)?;
    let mut pragma = Pragma::of(SuppressedBy::Assay, Vec::new(), "");
    pragma.reach = Reach::StatementOrNext;
    if !verb.eq_ignore_ascii_case("ignore") {
        let others = [
            "disable", "suppress", "skip", "noqa", "nosec", "allow", "accept",
        ];
        let is_meant = others.contains(&verb.to_ascii_lowercase().as_str())
            || nearest(verb, ["ignore"]).is_some();
        // Prose may speak of this program.
        return is_meant.then(|| Pragma {
            fault: Some(format!(
                "`assay: {verb}` is not known, did you mean `assay: ignore[RULE] reason`?"
            )),
            ..pragma
        });
    }
    let listed = rest
        .trim_start()
        .strip_prefix('[')
        .and_then(|list| list.split_once(']'));
    let Some((list, words)) = listed else {
        pragma.fault = Some(
            "a suppression names its rules in brackets; write `assay: ignore[RULE] reason`"
                .to_owned(),
        );
        return Some(pragma);
    };
    let names = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let names: Vec<String> = names.take(NAMES).map(str::to_owned).collect();
    let mut reason = Vec::new();
    for word in words.split_whitespace() {
        match word
            .trim_matches(['(', ')', ',', ';'])
            .strip_prefix("until=")
        {
            Some(day) => match day.parse() {
                Ok(day) => pragma.until = Some(day),
                Err(_) => {
                    pragma.fault =
                        Some(format!("`{day}` is no day; write it like until=2027-01-31"));
                }
            },
            None => reason.push(word),
        }
    }
    pragma.reason = reason_of(&reason.join(" "));
    if pragma.fault.is_none() {
        pragma.fault = if names.is_empty() {
            Some("a suppression names its rules; write `assay: ignore[RULE] reason`".to_owned())
        } else if pragma.reason.is_empty() {
            Some(format!(
                "a suppression gives its reason; write `assay: ignore[{}] why this is no flaw`",
                names.join(", ")
            ))
        } else {
            None
        };
    }
    pragma.names = Some(names);
    Some(pragma)
}

/// `nosec`, `nosec B602`, `nosec: B602, assert_used reason`: what is no name of a test is the reason.
fn nosec(behind: &str) -> Pragma {
    let mut rest = behind.trim_start_matches([':', ' ', '\t']);
    let mut names = Vec::new();
    while names.len() < NAMES {
        let length = rest
            .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
            .unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let Some(id) = bandit_id(word) else { break };
        names.push(id);
        rest = behind.trim_start_matches([',', ' ', '\t']);
    }
    Pragma::of(SuppressedBy::Nosec, names, rest)
}

/// `noqa`, `noqa: S602,E501`.
fn noqa(behind: &str, reach: Reach) -> Option<Pragma> {
    let trimmed = behind.trim_start();
    let Some(list) = trimmed.strip_prefix(':') else {
        return Some(Pragma::of(SuppressedBy::Noqa, Vec::new(), behind).reaching(reach));
    };
    let mut rest = list.trim_start();
    let mut names = Vec::new();
    while names.len() < NAMES {
        let letters = rest.find(|character: char| !character.is_ascii_alphabetic());
        let letters = letters.unwrap_or(rest.len());
        let digits = rest.get(letters..).unwrap_or_default();
        let digits = digits
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(digits.len());
        let is_code = letters > 0 && letters <= 5 && (digits > 0 || letters <= 3);
        let (code, behind) = rest
            .split_at_checked(letters + digits)
            .unwrap_or((rest, ""));
        let is_upper = code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !is_code || (!is_upper && digits == 0) || behind.starts_with(char::is_alphanumeric) {
            break;
        }
        names.push(code.to_ascii_uppercase());
        rest = behind.trim_start_matches([',', ' ', '\t']);
    }
    // A colon without codes is a slip, and Flake8 takes it for no suppression of everything either.
    (!names.is_empty()).then(|| Pragma::of(SuppressedBy::Noqa, names, rest).reaching(reach))
}

/// `NOSONAR`, `NOSONAR(S2077, python:S5131)`.
fn nosonar(behind: &str) -> Pragma {
    let listed = behind
        .strip_prefix('(')
        .and_then(|list| list.split_once(')'));
    let (list, reason) = listed.unwrap_or(("", behind));
    let names = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    Pragma::of(
        SuppressedBy::Nosonar,
        names.take(NAMES).map(str::to_owned).collect(),
        reason,
    )
}

/// `nosemgrep`, `nosemgrep: python.flask.some-rule, other-rule`.
fn nosemgrep(behind: &str) -> Pragma {
    let Some(list) = behind.trim_start().strip_prefix(':') else {
        return Pragma::of(SuppressedBy::Nosemgrep, Vec::new(), behind)
            .reaching(Reach::StatementOrNext);
    };
    let (names, rest) = listed(list, |character| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
    });
    Pragma::of(SuppressedBy::Nosemgrep, names, rest).reaching(Reach::StatementOrNext)
}

/// `pylint: disable=exec-used, W0123`, and its brothers.
fn pylint(behind: &str) -> Option<Pragma> {
    let behind = behind.trim_start();
    if behind.starts_with("skip-file") {
        return Some(Pragma::of(SuppressedBy::Pylint, Vec::new(), "").reaching(Reach::File));
    }
    let (verb, list) = behind.split_once('=')?;
    let reach = match verb.trim() {
        "disable" | "disable-msg" => Reach::Block,
        "disable-next" => Reach::Next,
        "enable" | "enable-msg" => Reach::EndOfBlock,
        _ => return None,
    };
    let (names, rest) = listed(list, |character| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
    });
    let names = if names.iter().any(|name| name == "all") {
        Vec::new()
    } else {
        names
    };
    Some(Pragma::of(SuppressedBy::Pylint, names, rest).reaching(reach))
}

/// Names with commas between them, and what follows the last.
fn listed(list: &str, is_part: impl Fn(char) -> bool) -> (Vec<String>, &str) {
    let mut names = Vec::new();
    let mut rest = list.trim_start();
    while names.len() < NAMES {
        let length = rest
            .find(|character| !is_part(character))
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if name.is_empty() {
            break;
        }
        names.push(name.to_owned());
        match behind.trim_start().strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return (names, behind),
        }
    }
    (names, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(comment: &str, expected: &str) {
        let told = pragmas(comment).into_iter().map(|pragma| {
            let names = pragma
                .names
                .map_or_else(|| "*".to_owned(), |names| names.join("+"));
            let until = pragma
                .until
                .map_or_else(String::new, |day| format!(" until {day}"));
            let fault = if pragma.fault.is_some() { " FAULT" } else { "" };
            format!("{:?}[{names}] {}{until}{fault}", pragma.by, pragma.reason)
        });
        assert_eq!(told.collect::<Vec<_>>().join(" | "), expected, "{comment}");
    }

    #[test]
    fn our_own_need_rules_and_a_reason() {
        check(
            "# assay: ignore[sql-injection] a constant",
            "Assay[sql-injection] a constant",
        );
        check("#assay:ignore[a, b]: see #12", "Assay[a+b] see #12");
        check(
            "# assay: ignore[a] until=2027-01-31 soon gone",
            "Assay[a] soon gone until 2027-01-31",
        );
        check("# assay: ignore[a]", "Assay[a]  FAULT");
        check("# assay: ignore because", "Assay[*]  FAULT");
        check("# assay: ignore[] because", "Assay[] because FAULT");
        check(
            "# assay: ignore[a] until=soon because",
            "Assay[a] because FAULT",
        );
        check("# assay: ingore[a] because", "Assay[*]  FAULT");
        check("# assay: disable[a] because", "Assay[*]  FAULT");
        check("# assay: this is how we test gold", "");
    }

    #[test]
    fn words_of_other_tools_are_known() {
        check("# nosec", "Nosec[*] ");
        check("#nosec B602", "Nosec[B602] ");
        check(
            "# nosec: B101, assert_used the tests need it",
            "Nosec[B101+B101] the tests need it",
        );
        check("# nosec - reviewed by Ann", "Nosec[*] reviewed by Ann");
        check("# noqa", "Noqa[*] ");
        check("# noqa: S602,E501", "Noqa[S602+E501] ");
        check("# NOQA:S602 it is fine", "Noqa[S602] it is fine");
        check("# noqa : S602", "Noqa[S602] ");
        check("# noqa:", "");
        check("# NOSONAR", "Nosonar[*] ");
        check("# checked, NOSONAR (S1234)", "Nosonar[*] (S1234)");
        check(
            "# NOSONAR(python:S2077) no input",
            "Nosonar[python:S2077] no input",
        );
        check(
            "# nosemgrep: a.b.tainted-sql, other -- why",
            "Nosemgrep[a.b.tainted-sql+other] why",
        );
        check("# nosem", "Nosemgrep[*] ");
        check(
            "# pylint: disable=exec-used,W0123 # why",
            "Pylint[exec-used+W0123] why",
        );
        check("# pylint: disable=all", "Pylint[*] ");
        check("# flake8: noqa", "Noqa[*] ");
    }

    #[test]
    fn one_comment_may_hold_several() {
        check(
            "# noqa: S608  # nosec B608 - constant",
            "Noqa[S608]  | Nosec[B608] constant",
        );
        check(
            "# type: ignore # assay: ignore[a] b # nosec",
            "Assay[a] b | Nosec[*] ",
        );
    }

    #[test]
    fn other_words_are_no_pragmas() {
        for comment in [
            "# nosecrets here",
            "# noqaz",
            "# no sec",
            "# a nose",
            "# pylint: x",
            "",
        ] {
            check(comment, "");
        }
    }
}
