//! Text of the project as text of a page: on one line, nothing in it unseen, and with places where it may be broken.

use assay_source::printable;
use typst::text::Font;

/// Marks a place where a long word may be broken; the pages replace it. [`printable`] leaves none in text of the project.
pub(crate) const BREAK: char = '\u{200b}';

/// Words as long as this are offered places to break.
const LONG: usize = 18;

/// The characters that can be shown.
pub(crate) struct Letters<'a> {
    fonts: &'a [Font],
}

impl<'a> Letters<'a> {
    pub(crate) const fn of(fonts: &'a [Font]) -> Self {
        Self { fonts }
    }

    /// Text on one line.
    pub(crate) fn line(&self, text: &str) -> String {
        breakable(&self.seen(&text.replace(['\n', '\r', '\t'], " ")))
    }

    /// The same without places to break, for titles and the like.
    pub(crate) fn seen(&self, text: &str) -> String {
        let mut seen = String::with_capacity(text.len());
        for character in text.chars() {
            match self.escaped(character) {
                Some(escaped) => seen.push_str(&escaped),
                None => seen.push(character),
            }
        }
        seen
    }

    /// How a character is written that does not show itself, or that no font has.
    pub(crate) fn escaped(&self, character: char) -> Option<String> {
        if matches!(character, ' '..='~') {
            return None;
        }
        let shown = printable(character.encode_utf8(&mut [0; 4]));
        if shown.chars().eq([character]) && self.has(character) {
            None
        } else {
            Some(character.escape_unicode().to_string())
        }
    }

    fn has(&self, character: char) -> bool {
        let in_font = |font: &Font| font.info().coverage.contains(u32::from(character));
        self.fonts.iter().any(in_font)
    }
}

/// Offers places to break in long words: behind punctuation, and wherever there is none for long.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        if word.chars().count() < LONG {
            out.push_str(word);
            continue;
        }
        let mut run = 0;
        for character in word.chars() {
            out.push(character);
            run += 1;
            let ends = matches!(
                character,
                '/' | '\\' | '.' | '_' | '-' | ',' | ':' | ';' | '=' | '&' | '?' | ')' | '|' | '@'
            );
            if (ends && run > 3) || run >= LONG {
                out.push(BREAK);
                run = 0;
            }
        }
        // Nothing is broken before a space.
        if out.ends_with([' ', BREAK]) {
            let end = out.trim_end_matches([' ', BREAK]).len();
            let space = word.ends_with(' ');
            out.truncate(end);
            if space {
                out.push(' ');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written() {
        let fonts = crate::world::fonts();
        let letters = Letters::of(&fonts);
        assert_eq!(letters.line("a\nb\u{202e}"), "a b\\u{202e}");
        assert_eq!(letters.line("größe 名"), "größe \\u{540d}");
        assert_eq!(letters.line("\u{200b}"), "\\u{200b}");
    }

    #[test]
    fn long_words_may_be_broken_and_short_ones_not() {
        assert_eq!(breakable("a short one"), "a short one");
        assert_eq!(
            breakable("at application/views.py:12 there"),
            "at application/\u{200b}views.\u{200b}py:12 there"
        );
        let long = breakable(&"x".repeat(100));
        assert_eq!(long.matches(BREAK).count(), 5);
    }
}
