//! What a Python regular expression lets through: the characters an accepted string can hold.
//!
//! ```python
//! if not re.fullmatch(r"[a-z_]+", column):
//!     abort(400)
//! db.execute(f"SELECT {column} FROM item")      # no character here can leave the name
//! ```
//!
//! The answer is never too small: every accepted string consists of the characters in the set,
//! and begins with those it says. It may be too large, for lookarounds are passed over
//! (but for a single character that must not come next), and so are lengths and order.
//! What cannot be read with certainty has no answer, and a guard without an answer guards nothing.
//!
//! The pattern is read once, from left to right, without building a tree or an automaton.

mod chars;
mod flags;
mod groups;
mod piece;
mod reader;
#[cfg(test)]
mod tests;

use chars::Chars;
pub(crate) use flags::Flags;
pub(crate) use groups::groups;
use piece::{AtEnd, Piece, Sequence};
use reader::Reader;

/// The longest pattern that is read, in bytes; people check input with shorter ones.
const PATTERN_BYTES: usize = 4096;

/// Which function of `re` is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `re.match`: from the beginning, not necessarily to the end.
    Match,
    /// `re.fullmatch`: all of the string.
    FullMatch,
    /// `re.search`: anywhere.
    Search,
}

/// The strings that a pattern accepts, as far as characters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CharSet {
    /// All characters of accepted strings.
    all: Chars,
    /// Those in first and second place.
    places: [Chars; 2],
    /// True if the empty string is accepted.
    empty: bool,
    /// True if a line feed may follow what the pattern describes, because `$` allows it.
    trailing_newline: bool,
}

impl CharSet {
    /// True if no accepted string holds any of these characters.
    pub(crate) fn excludes(&self, dangerous: &str) -> bool {
        self.excludes_before_line_end(dangerous)
            && !(self.trailing_newline && dangerous.contains('\n'))
    }

    /// True if no accepted string holds this character.
    pub(crate) fn lacks(&self, character: char) -> bool {
        self.excludes(character.encode_utf8(&mut [0; 4]))
    }

    /// The same, but the one line feed that `$` lets in at the end does not count.
    pub(crate) fn excludes_before_line_end(&self, dangerous: &str) -> bool {
        !dangerous
            .chars()
            .any(|character| self.all.contains(character))
    }

    /// True if a line feed at the end is all that one may hold beyond what the pattern describes.
    pub(crate) fn may_end_with_line(&self) -> bool {
        self.trailing_newline && self.excludes_before_line_end("\n")
    }

    /// True if an accepted string may begin with `text`. Only its first two characters are looked at.
    pub(crate) fn can_start_with(&self, text: &str) -> bool {
        text.chars()
            .zip(self.places)
            .all(|(character, place)| place.contains(character))
    }

    /// True if every accepted string is non-empty and begins with one of these characters.
    pub(crate) fn starts_only_with(&self, characters: &str) -> bool {
        let allowed = characters
            .chars()
            .map(Chars::of)
            .fold(Chars::NONE, Chars::or);
        let [first, _] = self.places;
        // Characters beyond ASCII are not told apart, so they cannot be what is allowed.
        !self.empty && !first.other && first.ascii & !allowed.ascii == 0
    }
}

/// The characters that a pattern of one character, or of a run of one kind of character, takes out of a text:
/// `[^a-z]`, `\\s+`, `'`. `None` for any other pattern: `a+b` leaves an `a` without a `b`.
pub(crate) fn single(pattern: &str, flags: Flags) -> Option<CharSet> {
    let body = pattern.strip_suffix('+').unwrap_or(pattern);
    let mut chars = body.chars();
    let alone = match (chars.next()?, chars.next()) {
        ('[', Some(first)) => {
            // Nothing but the class: its first closing bracket is the last character.
            let skipped = if first == '^' { 2 } else { 1 };
            let inside = body.get(skipped..)?;
            let mut escaped = false;
            let mut end = None;
            for (at, c) in inside.char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    ']' if at > 0 => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
            }
            end == Some(inside.len().saturating_sub(1))
        }
        ('\\', Some(_)) => chars.next().is_none(),
        (first, None) => !matches!(first, '.' | '^' | '$' | '*' | '+' | '?' | '(' | '|'),
        (_, Some(_)) => false,
    };
    if !alone || flags.has(Flags::VERBOSE) || matches!(body, "\\b" | "\\B" | "\\A" | "\\Z") {
        return None;
    }
    language(body, flags, Mode::FullMatch)
}

/// True if what the pattern matches to its end closes with a fixed domain: `[a-z]+\.example\.com`.
pub(crate) fn closes_with_domain(pattern: &str, flags: Flags) -> bool {
    if flags.has(Flags::VERBOSE) || pattern.contains('|') {
        return false;
    }
    let anchored = pattern.strip_suffix("\\Z");
    let anchored = anchored.or_else(|| pattern.strip_suffix('$'));
    let mut rest = anchored.unwrap_or(pattern);
    for label in 0.. {
        let before = rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        match before.strip_suffix("\\.") {
            Some(front) if before.len() < rest.len() && !front.ends_with('\\') => rest = front,
            _ => return label > 1,
        }
    }
    false
}

/// True if an address that begins with the pattern leads to a host that it spells out, or to one below such a domain:
/// `https://[a-z]+\.example\.com/`.
pub(crate) fn begins_with_host(pattern: &str, flags: Flags) -> bool {
    let anchored = pattern.strip_prefix("\\A");
    let anchored = anchored.or_else(|| pattern.strip_prefix('^'));
    let Some((scheme, rest)) = anchored.unwrap_or(pattern).split_once("://") else {
        return false;
    };
    let ends = ["(/|$)", "(?:/|$)", "(/|\\Z)", "(?:/|\\Z)", "/"];
    let end = ends.iter().filter_map(|end| rest.find(end)).min();
    let Some(host) = end.and_then(|end| rest.get(..end)) else {
        return false;
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_fixed = !host.is_empty() && host.replace("\\.", "").chars().all(is_plain);
    let stays = |host: CharSet| "/\\?#@:".chars().all(|c| host.lacks(c));
    !flags.has(Flags::VERBOSE)
        && scheme.chars().all(|c| c.is_ascii_alphabetic() || c == '?')
        && (is_fixed || closes_with_domain(host, flags))
        && language(host, flags, Mode::FullMatch).is_some_and(stays)
}

/// A superset of the characters that any string accepted by the pattern can hold.
/// For a pattern of bytes, set [`Flags::ASCII`].
/// `None` if the pattern is not valid, or says something we do not read with certainty.
pub(crate) fn language(pattern: &str, flags: Flags, mode: Mode) -> Option<CharSet> {
    if pattern.len() > PATTERN_BYTES || flags.has(Flags::LOCALE) {
        return None;
    }
    let mut reader = Reader::new(pattern, flags);
    reader.global_flags()?;
    let body = reader.alternatives()?;
    if !reader.is_done() {
        return None;
    }
    let anything = Piece::repeated(Piece::one(Chars::ANY), 0, None);
    let mut whole = Sequence::default();
    if mode == Mode::Search && !body.at_start {
        whole.push(anything);
    }
    let at_end = body.at_end;
    whole.push(body);
    let mut trailing_newline = false;
    match (mode, at_end) {
        (Mode::FullMatch, _) | (_, AtEnd::Exact) => {}
        (_, AtEnd::BeforeNewline) => {
            trailing_newline = true;
            // The line feed counts for places but is kept apart from what the pattern describes.
            let all = whole.piece.all;
            whole.push(Piece {
                empty: true,
                ..Piece::one(Chars::of('\n'))
            });
            whole.piece.all = all;
        }
        (_, AtEnd::No) => whole.push(anything),
    }
    let Piece {
        mut all,
        places,
        empty,
        ..
    } = whole.piece;
    all = all.or(reader.referenced());
    let reachable = if trailing_newline {
        all.or(Chars::of('\n'))
    } else {
        all
    };
    let places = places.map(|place| place.and(reachable));
    Some(CharSet {
        all,
        places,
        empty,
        trailing_newline,
    })
}
