//! Tokens that services mark, known by `providers.toml`: one search for all marks, then the pattern of each that is met.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use assay_taint::Confidence;
use regex::Regex;
use serde::Deserialize;

use super::value::entropy;

/// The longest token that any pattern allows, in bytes.
const LONGEST: usize = 6500;

/// How often the marks are met in one text before the rest of it counts as data.
const MARKS: usize = 20_000;

/// A token in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The secret part, in bytes of the text.
    pub(super) range: Range<usize>,
    /// What it is, as in "a GitHub token".
    pub(super) name: &'static str,
    /// Where the service says how to revoke it.
    pub(super) rotate: &'static str,
    /// How sure that is.
    pub(super) confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[expect(dead_code, reason = "names the entry for those who edit the file")]
    id: String,
    name: String,
    marks: Vec<String>,
    #[serde(default)]
    before: usize,
    pattern: String,
    check: Option<Check>,
    rotate: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Check {
    Crc,
    Jwt,
    Discord,
}

struct Provider {
    entry: Entry,
    /// Made when the first mark is met: most projects have few, and some patterns are large.
    pattern: OnceLock<Option<Regex>>,
}

struct Providers {
    all: Vec<Provider>,
    marks: AhoCorasick,
    /// Whose each mark is.
    owners: Vec<usize>,
}

static PROVIDERS: LazyLock<Option<Providers>> =
    LazyLock::new(|| read(include_str!("providers.toml")));

fn read(text: &str) -> Option<Providers> {
    let file: File = toml::from_str(text).ok()?;
    let mut all = Vec::new();
    let mut marks = Vec::new();
    let mut owners = Vec::new();
    for entry in file.provider {
        marks.extend(entry.marks.iter().cloned());
        owners.extend(entry.marks.iter().map(|_| all.len()));
        let pattern = OnceLock::new();
        all.push(Provider { entry, pattern });
    }
    let marks = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        // Every byte of the project goes through it.
        .kind(Some(AhoCorasickKind::DFA))
        .build(&marks)
        .ok()?;
    Some(Providers { all, marks, owners })
}

/// The tokens of a text, in order; of those that overlap the first.
pub(super) fn find(text: &str) -> Vec<Found> {
    let Some(providers) = &*PROVIDERS else {
        return Vec::new();
    };
    let mut found: Vec<Found> = Vec::new();
    for mark in providers.marks.find_overlapping_iter(text).take(MARKS) {
        let owner = providers.owners.get(mark.pattern().as_usize());
        let Some(provider) = owner.and_then(|owner| providers.all.get(*owner)) else {
            continue;
        };
        if found
            .last()
            .is_some_and(|last| last.range.contains(&mark.start()))
        {
            continue;
        }
        found.extend(provider.at(text, mark.start()));
    }
    found.sort_by_key(|found| (found.range.start, found.range.end));
    found.dedup_by(|next, last| next.range.start < last.range.end);
    found
}

impl Provider {
    fn pattern(&self) -> Option<&Regex> {
        let make = || Regex::new(&format!("^(?:{})", self.entry.pattern)).ok();
        self.pattern.get_or_init(make).as_ref()
    }

    fn at(&'static self, text: &str, mark: usize) -> Option<Found> {
        let (first, last) = if self.entry.before == 0 {
            (mark, mark)
        } else {
            // The token begins somewhere before its mark, where a word begins.
            let from = text.floor_char_boundary(mark.saturating_sub(self.entry.before));
            let head = text.get(from..mark)?;
            let start = head
                .rfind(|character: char| !is_token(character))
                .map_or(from, |at| text.ceil_char_boundary(from + at + 1));
            (start, mark)
        };
        let end = text.floor_char_boundary(first.saturating_add(LONGEST));
        let captures = self.pattern()?.captures(text.get(first..end)?)?;
        let whole = captures.get(0)?;
        if first + whole.end() <= last || !stands_alone(text, first, first + whole.end()) {
            return None;
        }
        let secret = captures.get(1).unwrap_or(whole);
        if is_documentation(secret.as_str()) {
            return None;
        }
        Some(Found {
            range: first + secret.start()..first + secret.end(),
            name: &self.entry.name,
            rotate: &self.entry.rotate,
            confidence: self.confidence(secret.as_str())?,
        })
    }

    /// How sure a token is; `None` if it cannot be one.
    fn confidence(&self, token: &str) -> Option<Confidence> {
        match self.entry.check {
            None => Some(Confidence::High),
            Some(Check::Crc) if has_checksum(token) => Some(Confidence::High),
            Some(Check::Crc) => Some(Confidence::Medium),
            Some(Check::Jwt) => says_algorithm(token).then_some(Confidence::High),
            Some(Check::Discord) => is_number(token).then_some(Confidence::High),
        }
    }
}

/// A token is no part of a longer word.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    let is_word =
        |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    !is_word(before) && !is_word(after)
}

fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '~')
}

/// Services print such tokens in their manuals, and people in theirs: with a word, a row of signs, little variety.
fn is_documentation(token: &str) -> bool {
    let upper = token.to_ascii_uppercase();
    let words = [
        "EXAMPLE",
        "XXXXXX",
        "YOUR",
        "PLACEHOLDER",
        "REDACTED",
        "123456789",
        "ABCDEFGH",
        "000000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "DEADBEEF",
        "CHANGEME",
        "DUMMY",
    ];
    words.iter().any(|word| upper.contains(word)) || token.contains("...") || entropy(token) < 2.5
}

/// GitHub and npm: the last six characters are the CRC-32 of those before, in base 62.
fn has_checksum(token: &str) -> bool {
    let Some((_, body)) = token.split_once('_') else {
        return false;
    };
    let Some((random, sum)) = body
        .len()
        .checked_sub(6)
        .and_then(|at| body.split_at_checked(at))
    else {
        return false;
    };
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let value = sum.bytes().try_fold(0_u64, |value, byte| {
        let digit = digits.iter().position(|digit| *digit == byte)?;
        Some(value * 62 + digit as u64)
    });
    value == Some(u64::from(crc32(random.as_bytes())))
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}

/// The header of a signed token names its algorithm.
fn says_algorithm(token: &str) -> bool {
    let header = decode(token.split('.').next().unwrap_or_default());
    let has = |word: &[u8]| header.windows(word.len()).any(|part| part == word);
    has(b"\"alg\"") && !has(b"\"none\"")
}

/// The first part of a bot's token is the number of its account.
fn is_number(token: &str) -> bool {
    let number = decode(token.split('.').next().unwrap_or_default());
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

/// Base 64 of either alphabet; what is no digit of it ends it.
fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        buffer = (buffer << 6 | u32::from(digit)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xFF) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text that looks random and is the same each time.
    fn random(length: usize, alphabet: &str) -> String {
        let alphabet = alphabet.as_bytes();
        let mut state = 88_172_645_463_325_252_u64;
        (0..length)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = usize::try_from(state % alphabet.len() as u64).expect("a small number");
                char::from(alphabet[at])
            })
            .collect()
    }

    #[test]
    fn every_provider_is_read() {
        let providers = PROVIDERS.as_ref().expect("the file is right");
        assert!(providers.all.len() >= 60, "{}", providers.all.len());
        for provider in &providers.all {
            assert!(provider.entry.rotate.starts_with("https://"));
            assert!(provider.entry.marks.iter().all(|mark| mark.len() >= 2));
            assert!(provider.pattern().is_some(), "{}", provider.entry.pattern);
        }
    }

    #[test]
    fn tokens_are_found_where_they_stand() {
        let letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let hex = "0123456789abcdef";
        // Put together here, so that nobody takes this file for a leak.
        let tokens = [
            (
                format!("AKIA{}", random(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
                "an access key of Amazon Web Services",
            ),
            (format!("glpat-{}", random(20, letters)), "a GitLab token"),
            (
                format!(
                    "sk-proj-{}T3BlbkFJ{}",
                    random(74, letters),
                    random(74, letters)
                ),
                "an API key of OpenAI",
            ),
            (
                format!("{}:AA{}", random(10, "123456789"), random(33, letters)),
                "a bot token of Telegram",
            ),
            (
                format!("{}-us12", random(32, hex)),
                "an API key of Mailchimp",
            ),
            (format!("shpat_{}", random(32, hex)), "a token of Shopify"),
        ];
        for (token, name) in tokens {
            let text = format!("# ä\nTOKEN: \"{token}\"\n");
            let found = find(&text);
            assert_eq!(found.len(), 1, "{token}");
            assert_eq!(text.get(found[0].range.clone()), Some(token.as_str()));
            assert_eq!(found[0].name, name);
            assert_eq!(find(&format!("x{token}y")), [], "{token}");
        }
    }

    #[test]
    fn names_in_front_tell_what_a_plain_value_is() {
        let text = format!("TWILIO_AUTH_TOKEN = '{}'", random(32, "0123456789abcdef"));
        assert_eq!(find(&text)[0].name, "a token of Twilio");
        assert_eq!(find("twilio_account = 'shop'"), []);
    }

    #[test]
    fn examples_are_no_tokens() {
        for text in [
            format!("AKIA{}", "IOSFODNN7EXAMPLE"),
            format!("ghp_{}", "x".repeat(36)),
            format!("sk_live_{}", "1234567890abcdefghij"),
            format!(
                "eyJ{}.eyJ{}.{}",
                random(20, "abcdef"),
                random(20, "abcdef"),
                random(30, "abcdef")
            ),
        ] {
            assert_eq!(find(&text), [], "{text}");
        }
    }

    #[test]
    fn a_checksum_that_does_not_fit_is_less_sure() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let text = format!("ghp_{}", random(36, "abcdefghijklmnopqrstuvwxyz0123456789"));
        assert_eq!(find(&text)[0].confidence, Confidence::Medium);
    }

    #[test]
    fn long_texts_of_marks_end() {
        assert_eq!(find(&"eyJ".repeat(200_000)), []);
        assert_eq!(find(&"T3BlbkFJ".repeat(100_000)), []);
    }
}
