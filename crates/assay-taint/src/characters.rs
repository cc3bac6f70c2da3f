//! Which characters a text surely lacks, and how it surely does not begin.
//!
//! ```python
//! log.info(name.replace("\r", "").replace("\n", ""))     # two steps, harmless together
//! ```
//!
//! The lower half of a [`Mask`] holds sink kinds; the upper half holds one bit for each character that
//! `kinds.toml` mentions, and some for beginnings. Joins keep what both sides have, as for kinds,
//! so removals and refusals add up along a path whatever form they take.

use assay_models::{Kinds, Needs};
use smallvec::SmallVec;

use crate::value::Mask;

/// The first bit for characters.
const FIRST: u32 = 64;

/// The first bit that is taken by anything else.
const LAST: u32 = 115;

/// As a path, the text is the last part behind a folder: without a slash it names an entry of it, or is `..`.
pub(crate) const LAST_PART: Mask = 1 << 115;
/// The path has to be that of a file, which `..` never is.
pub(crate) const OF_FILE: Mask = 1 << 116;
/// Whatever surrounds the text in a path makes it harmless as long as it has no slash: what is glued to it,
/// or the parts that follow.
pub(crate) const PINNED: Mask = 1 << 117;
/// What says where in a path a text stands, and of what path.
pub(crate) const PLACES: Mask = LAST_PART | OF_FILE | PINNED;

/// Every apostrophe of the text stands there twice, as SQL wants it inside a quoted text.
const DOUBLED: Mask = 1 << 118;

/// The text begins with a slash.
pub(crate) const BEGINS_SLASH: Mask = 1 << 127;
/// The text does not begin with two slashes.
pub(crate) const NOT_TWO_SLASHES: Mask = 1 << 126;
/// The text does not begin with a slash and a backslash.
pub(crate) const NOT_SLASH_BACKSLASH: Mask = 1 << 125;
/// As a URL, the text names no host.
pub(crate) const NO_HOST: Mask = 1 << 124;
/// As a URL, the text names no scheme.
pub(crate) const NO_SCHEME: Mask = 1 << 123;

/// The text begins with neither a slash nor a backslash.
const NO_LEADING_SLASH: Mask = 1 << 122;

/// The text does not hold `..`, so that as a path it leads downwards only.
const NO_PARENT: Mask = 1 << 120;
/// The text does not begin with a slash, so that as a path it starts where another one ends.
const NOT_ABSOLUTE: Mask = 1 << 119;

/// A function of the project has judged the value, in a way that is not understood.
pub(crate) const JUDGED: Mask = 1 << 121;

/// The characters that kinds mention, and what each kind needs.
#[derive(Debug, Default)]
pub(crate) struct Characters {
    absent: Vec<(char, Mask)>,
    beginnings: Vec<(char, Mask)>,
    /// For each kind: what must be absent; 0 if no removal is enough.
    removals: Vec<Mask>,
    /// For each kind: the ways to lack each bad beginning.
    starts: Vec<SmallVec<[Mask; 4]>>,
    /// For each kind: the characters it must not begin with.
    start_texts: Vec<String>,
    /// For each kind in which a quoted text ends at its quote: what else can end it.
    quoted: Vec<Option<String>>,
    relative: Mask,
    start_kinds: Mask,
    /// The kinds for which a text without letters is harmless.
    lettered: Mask,
    /// The kinds of paths.
    paths: Mask,
    /// The kinds for which a line feed at the end does harm.
    lines: Mask,
    /// The kinds of languages in which an apostrophe is written twice inside a quoted text.
    doubling: Mask,
}

impl Characters {
    /// The characters that these kinds mention.
    pub(crate) fn of(kinds: &Kinds) -> Self {
        let mut characters = Self::default();
        let mut next = FIRST;
        for facts in kinds.sinks() {
            for text in [&facts.dangerous, &facts.removal, &facts.start]
                .into_iter()
                .flatten()
            {
                for character in text.chars() {
                    if characters.absence(character) == 0 && next < LAST {
                        characters.absent.push((character, 1 << next));
                        next += 1;
                    }
                }
            }
        }
        for facts in kinds.sinks() {
            for character in facts.start.iter().flat_map(|text| text.chars()) {
                if !characters
                    .beginnings
                    .iter()
                    .any(|(known, _)| *known == character)
                    && next < LAST
                {
                    characters.beginnings.push((character, 1 << next));
                    next += 1;
                }
            }
        }
        for (index, facts) in (0_u32..).zip(kinds.sinks()) {
            let wanted = facts.removal.as_ref().or(facts.dangerous.as_ref());
            let mut removal = 0;
            for character in wanted.iter().flat_map(|text| text.chars()) {
                // A character without a bit can never be shown to be absent; the bit of no kind stands for it.
                removal |= match characters.absence(character) {
                    0 => 1 << 63,
                    bit => bit,
                };
            }
            characters.removals.push(removal);
            let mut ways = SmallVec::new();
            for character in facts.start.iter().flat_map(|text| text.chars()) {
                ways.push(characters.absence(character) | characters.beginning(character));
            }
            characters.starts.push(ways);
            characters
                .start_texts
                .push(facts.start.as_deref().unwrap_or_default().to_owned());
            characters
                .quoted
                .push(facts.quoted.as_deref().map(str::to_owned));
            if facts.start.is_some() {
                characters.start_kinds |= 1 << (index & 63);
            }
            if facts.pins_host {
                characters.relative |= 1 << (index & 63);
            }
            if facts.needs == Some(Needs::Letters) {
                characters.lettered |= 1 << (index & 63);
            }
            if &*facts.name == "sql" {
                characters.doubling |= 1 << (index & 63);
            }
            if matches!(&*facts.name, "path" | "path-write") {
                characters.paths |= 1 << (index & 63);
            }
            if facts
                .removal
                .as_ref()
                .is_some_and(|text| text.contains('\n'))
            {
                characters.lines |= 1 << (index & 63);
            }
        }
        characters
    }

    fn absence(&self, character: char) -> Mask {
        self.absent
            .iter()
            .find(|(known, _)| *known == character)
            .map_or(0, |(_, bit)| *bit)
    }

    fn beginning(&self, character: char) -> Mask {
        self.beginnings
            .iter()
            .find(|(known, _)| *known == character)
            .map_or(0, |(_, bit)| *bit)
    }

    /// True if what a text lacks makes it harmless for a kind.
    pub(crate) fn satisfied(&self, lacks: Mask, sink: u8) -> bool {
        if lacks >> FIRST == 0 {
            return false;
        }
        let at = usize::from(sink);
        let removal = self.removals.get(at).copied().unwrap_or(0);
        if removal != 0 && lacks & removal == removal {
            return true;
        }
        if self
            .starts
            .get(at)
            .is_some_and(|ways| !ways.is_empty() && ways.iter().all(|way| lacks & way != 0))
        {
            return true;
        }
        let bit = 1 << (sink & 63);
        let below = NO_PARENT | NOT_ABSOLUTE;
        let file = LAST_PART | OF_FILE;
        let is_pinned = lacks & PINNED != 0 || lacks & file == file;
        if self.paths & bit != 0 && (lacks & below == below || is_pinned && self.lacks_slash(lacks))
        {
            return true;
        }
        self.relative & bit != 0 && self.is_relative(lacks)
    }

    /// The kinds for which a text that lacks these things is harmless behind other text: a path without `..`
    /// stays in the folder that stands before it.
    pub(crate) fn harmless_behind(&self, lacks: Mask) -> Mask {
        if lacks & (NO_PARENT | self.absence('.')) == 0 {
            return 0;
        }
        self.paths
    }

    /// The kinds for which a text that lacks these things is harmless even if one line feed may stand at its end:
    /// `$` of a pattern lets it in, and no more can follow it.
    pub(crate) fn harmless_but_for_line_end(&self, lacks: Mask) -> Mask {
        let lacks = lacks | self.absence('\n');
        (0_u8..)
            .zip(&self.removals)
            .filter(|(sink, _)| {
                self.lines & (1 << (sink & 63)) == 0 && self.satisfied(lacks, *sink)
            })
            .fold(0, |mask, (sink, _)| mask | 1 << (sink & 63))
    }

    /// True if a URL that lacks these things leads nowhere else.
    fn is_relative(&self, lacks: Mask) -> bool {
        let backslash = self.absence('\\') | NOT_SLASH_BACKSLASH;
        let path = BEGINS_SLASH | NOT_TWO_SLASHES;
        let parsed = NO_HOST | NO_SCHEME;
        (lacks & path == path && lacks & backslash != 0) || lacks & parsed == parsed
    }

    /// What is known of a text that has no slash.
    pub(crate) fn slashless(&self) -> Mask {
        self.absence('/')
    }

    /// True if a text surely has no slash.
    fn lacks_slash(&self, lacks: Mask) -> bool {
        lacks & self.slashless() != 0
    }

    /// What is known of a part of a path that others follow: those of the program name what is used,
    /// those of anybody else do not.
    pub(crate) fn followed(lacks: Mask, behind: bool, by_program: bool) -> Mask {
        let behind = behind || lacks & LAST_PART != 0;
        let pinned = if behind && by_program { PINNED } else { 0 };
        lacks & !LAST_PART | pinned
    }

    /// What is known of a text that holds no character for which `holds` is true.
    pub(crate) fn without(&self, lacks: impl Fn(char) -> bool) -> Mask {
        let mut letters = ('a'..='z').chain('A'..='Z').chain(['_', 'ä']);
        let wordless = if letters.all(&lacks) {
            self.lettered
        } else {
            0
        };
        self.absent
            .iter()
            .filter(|(character, _)| lacks(*character))
            .fold(wordless, |mask, (_, bit)| mask | bit)
    }

    /// The facts about characters that a text added in between makes void.
    pub(crate) fn mentioned(&self, text: &str) -> Mask {
        self.without(|character| text.contains(character))
    }

    /// What is known of a text that does not contain `text`: nothing, unless that is a single character.
    pub(crate) fn mentioned_alone(&self, text: &str) -> Mask {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(character), None) => self.absence(character),
            (Some('.'), Some('.')) if chars.next().is_none() => NO_PARENT,
            _ => 0,
        }
    }

    /// What is known of a text of which `"../" in text` is false.
    pub(crate) fn not_holding(&self, text: &str) -> Mask {
        if text == "../" {
            return NO_PARENT;
        }
        self.mentioned_alone(text)
    }

    /// What is known of a text in which every `removed` became `with`.
    pub(crate) fn replaced(&self, removed: &str, with: &str) -> Mask {
        if (removed, with) == ("'", "''") {
            return DOUBLED;
        }
        if with.contains(removed) && !(removed == "&" && with == "&amp;") {
            return 0;
        }
        self.mentioned_alone(removed)
    }

    /// The facts that no longer hold once `with` stands in a text here and there.
    /// What an escape is written with (`&lt;`) does no harm.
    pub(crate) fn reintroduced(&self, with: &str) -> Mask {
        let single = with.chars().nth(1).is_none();
        self.without(|character| with.contains(character) && (single || character.is_control()))
    }

    /// What is known of a text whose leading `stripped` characters were taken away.
    pub(crate) fn stripped(&self, stripped: &str) -> Mask {
        let slashes = match (stripped.contains('/'), stripped.contains('\\')) {
            (true, true) => NO_LEADING_SLASH | NOT_ABSOLUTE,
            (true, false) => NOT_ABSOLUTE,
            (false, _) => 0,
        };
        self.beginnings
            .iter()
            .filter(|(c, _)| stripped.contains(*c))
            .fold(slashes, |mask, (_, bit)| mask | bit)
    }

    /// What is known of a text that stands behind `prefix`.
    pub(crate) fn behind(&self, prefix: &str, lacks: Mask) -> Mask {
        if prefix == "/" && lacks & NO_LEADING_SLASH != 0 {
            return BEGINS_SLASH | NOT_TWO_SLASHES | NOT_SLASH_BACKSLASH;
        }
        0
    }

    /// All that is known of how texts begin: void once something else stands in front.
    pub(crate) fn all_beginnings(&self) -> Mask {
        self.beginnings.iter().fold(
            BEGINS_SLASH
                | NOT_TWO_SLASHES
                | NOT_SLASH_BACKSLASH
                | NO_HOST
                | NO_SCHEME
                | NO_LEADING_SLASH
                | NO_PARENT
                | NOT_ABSOLUTE,
            |mask, (_, bit)| mask | bit,
        )
    }

    /// What is known of a text written as Python would quote it.
    pub(crate) fn quoted(&self) -> Mask {
        self.without(|character| {
            character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
        })
    }

    /// What is known of a text that does not begin with `prefix`.
    pub(crate) fn not_beginning(&self, prefix: &str) -> Mask {
        let mut chars = prefix.chars();
        match (chars.next(), chars.next()) {
            (Some('/'), Some('/')) if chars.next().is_none() => NOT_TWO_SLASHES,
            (Some('/'), Some('\\')) if chars.next().is_none() => NOT_SLASH_BACKSLASH,
            (Some('/'), None) => NOT_TWO_SLASHES | NOT_SLASH_BACKSLASH | NOT_ABSOLUTE,
            (Some(character), None) => self.beginning(character),
            _ => 0,
        }
    }

    /// What is known of a text that begins with no character for which `lacks` is true.
    pub(crate) fn not_starting(&self, lacks: impl Fn(char) -> bool) -> Mask {
        let relative = if lacks('/') { NOT_ABSOLUTE } else { 0 };
        self.beginnings
            .iter()
            .filter(|(character, _)| lacks(*character))
            .fold(relative, |mask, (_, bit)| mask | bit)
    }

    /// True if a text lacks what would end a host or hide it as a user's name: as a part of one it stays a part.
    pub(crate) fn stays_in_host(&self, lacks: Mask) -> bool {
        "/\\?#@:"
            .chars()
            .all(|character| lacks & self.absence(character) != 0)
    }

    /// The quote that is open at the end of a text.
    pub(crate) fn inside_quotes(&self, text: &str) -> Option<char> {
        text.chars()
            .fold(None, |open, character| match (open, character) {
                (None, '\'' | '"') => Some(character),
                (Some(quote), _) if quote == character => None,
                _ => open,
            })
    }

    /// The kinds for which a text without the quote that surrounds it, and without backslashes if those count, is harmless.
    pub(crate) fn harmless_inside(&self, lacks: Mask, quote: Option<char>) -> Mask {
        let Some(quote) = quote else { return 0 };
        let absent = |character: char| lacks & self.absence(character) != 0;
        if quote == '\'' && lacks & DOUBLED != 0 {
            return self.doubling;
        }
        if !absent(quote) {
            return 0;
        }
        (0_u32..)
            .zip(&self.quoted)
            .fold(0, |mask, (index, escapes)| match escapes {
                Some(escapes) if escapes.chars().all(absent) => mask | 1 << (index & 63),
                _ => mask,
            })
    }

    /// The kinds for which only the beginning counts, and what can be known of beginnings.
    pub(crate) fn start_kinds(&self) -> Mask {
        self.beginnings
            .iter()
            .fold(self.start_kinds, |mask, (_, bit)| mask | bit)
    }

    /// The kinds for which whatever follows `prefix` is harmless, because only the beginning counts.
    pub(crate) fn fixed_start(&self, prefix: &str) -> Mask {
        let mut mask = 0;
        if let Some(first) = prefix.chars().next() {
            mask |= self
                .beginnings
                .iter()
                .filter(|(c, _)| *c != first)
                .fold(0, |mask, (_, bit)| mask | bit);
        }
        for (index, start) in (0_u32..).zip(&self.start_texts) {
            if !start.is_empty() && !prefix.trim_start_matches(|c| start.contains(c)).is_empty() {
                mask |= 1 << (index & 63);
            }
        }
        mask
    }
}
