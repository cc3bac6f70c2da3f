//! Broken programs are reviewed like whole ones: no panic, no endless loop, and the same answer twice.
//!
//! Each round damages files of the sample applications (cuts, copies, swaps, strange characters, deep nesting)
//! and reviews them together. The rounds are numbered and repeat exactly; `FUZZ_ROUNDS` asks for more of them,
//! and `FUZZ_FROM` begins at the round that failed.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the checkout and fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assay_models::Models;
use assay_scan::Options;
use assay_source::Project;

/// Rounds of an ordinary run of the tests.
const ROUNDS: u64 = 300;

/// Files that are reviewed together.
const TOGETHER: usize = 4;

/// What is put into a file.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "\"",
    "'''",
    "f\"{",
    "\\",
    "\n",
    "\t",
    "    ",
    "#",
    "@",
    "*",
    "**",
    "=",
    ":=",
    "->",
    "...",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "é",
    "𝒳",
    "\r",
    "if ",
    "else:",
    "for x in x:",
    "while True: ",
    "def f(",
    "class C(C):",
    "lambda: ",
    "return",
    "yield from ",
    "await ",
    "async ",
    "try:",
    "finally:",
    "except* E:",
    "with a as a, ",
    "match x:\n case [*_, {**r}]: ",
    "import ",
    "from . import *",
    "global x; ",
    "nonlocal x; ",
    "del ",
    "del x[x]",
    "x = x",
    "x[x] = x",
    "x.x = x",
    "x(*x, **x)",
    "[x for x in x if x]",
    "type X = X\n",
    "0x",
    "1e999",
    "9999999999999999999",
    "'' % x",
    "x.format(x)",
    "eval(x)",
    "print \"x\"",
    "raise from x",
];

#[test]
fn broken_programs_are_reviewed_without_a_panic() {
    let seeds = seeds();
    let from = number("FUZZ_FROM").unwrap_or(0);
    let rounds = number("FUZZ_ROUNDS").unwrap_or(ROUNDS);
    for round in from..from + rounds {
        let mut dice = Dice::new(round);
        let texts: Vec<(String, String)> = (0..TOGETHER)
            .map(|_| {
                let (path, text) = dice.choose(&seeds);
                (path.clone(), damage(text, &mut dice))
            })
            .collect();
        check(&format!("round {round}"), &texts, round % 16 == 0);
    }
}

#[test]
fn deep_nesting_is_reviewed_without_a_panic() {
    let deep = |open: &str, close: &str| format!("{}1{}\n", open.repeat(3000), close.repeat(3000));
    let blocks = |head: &str| {
        (0..90).fold(String::new(), |text, depth| {
            text + &" ".repeat(depth) + head + "\n"
        })
    };
    let texts = [
        deep("(", ")"),
        deep("[", "]"),
        deep("f(", ")"),
        deep("not ", ""),
        deep("1 + ", ""),
        deep("lambda: ", ""),
        deep("x if x else ", ""),
        format!("x = a{}\n", ".b".repeat(3000)),
        format!("x = a{}\n", "[0]".repeat(3000)),
        format!("x = a{}\n", "()".repeat(3000)),
        format!("x = {}\n", "f'{".repeat(100)),
        format!("x = {}\n", vec!["a"; 3000].join(" and ")),
        format!("x = {}\n", vec!["a"; 3000].join(" < ")),
        "(".repeat(5000),
        blocks("if x:"),
        blocks("def f():"),
        blocks("class C:"),
        blocks("try:"),
        blocks("for x in x:"),
        blocks("with x:"),
    ];
    for (number, text) in texts.iter().enumerate() {
        check(
            &format!("nesting {number}"),
            &[("deep.py".to_owned(), text.clone())],
            false,
        );
    }
}

/// Reviews texts, and fails if Assay itself failed on one of them.
fn check(name: &str, texts: &[(String, String)], twice: bool) {
    let project = Project::from_texts(texts.iter().map(|(path, text)| (path, text.as_str())));
    let review = || {
        assay_scan::scan(
            &project,
            assay_rules::all(),
            Models::embedded(),
            &Options::default(),
            &(),
        )
    };
    let first = review();
    for problem in &first.coverage.problems {
        assert_ne!(
            problem.kind, "internal",
            "{name}: {}: {}",
            problem.path, problem.text
        );
    }
    if twice {
        assert_eq!(json(&first), json(&review()), "{name}: two reviews differ");
    }
}

fn json(review: &assay_finding::Review) -> String {
    let mut bytes = Vec::new();
    let options = assay_report::Options::default();
    assay_report::write(review, assay_report::Format::Json, &options, &mut bytes)
        .expect("memory can be written");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Cuts, copies, moves or puts something into a text, a few times.
fn damage(text: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(6) {
        let (start, end) = dice.range(characters.len());
        let part: Vec<char> = characters.get(start..end).unwrap_or_default().to_vec();
        let place = dice.below(characters.len() + 1);
        match dice.below(5) {
            0 => drop(characters.drain(start..end)),
            1 => drop(characters.splice(place..place, part)),
            2 => characters.truncate(place),
            _ => {
                let piece = dice.choose(PIECES).chars();
                drop(characters.splice(place..place, piece));
            }
        }
    }
    characters.into_iter().collect()
}

/// The Python files of the samples, by path.
fn seeds() -> Vec<(String, String)> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut seeds = Vec::new();
    let mut folders: Vec<PathBuf> = ["vulnerable-shop", "hardened-shop"]
        .map(|shop| examples.join(shop))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the samples can be read") {
            let path = entry.expect("the samples can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "py") {
                let text = fs::read_to_string(&path).expect("the samples are UTF-8");
                // Without the name of the sample, so that files of both meet as modules of one package.
                let short = path
                    .strip_prefix(&examples)
                    .expect("it is a sample")
                    .iter()
                    .skip(1)
                    .collect::<PathBuf>();
                seeds.push((short.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    seeds.sort();
    assert!(!seeds.is_empty(), "there are samples");
    seeds
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} must be a number, not `{text}`")),
    )
}

/// Numbers that look random and repeat: xorshift.
struct Dice(u64);

impl Dice {
    fn new(round: u64) -> Self {
        Self((round + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number below `limit`, or 0.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33)
            .unwrap_or(0)
            .checked_rem(limit)
            .unwrap_or(0)
    }

    /// A range inside a text of this length, short more often than long.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length + 1);
        let longest = if self.below(4) == 0 {
            length - start
        } else {
            (length - start).min(40)
        };
        (start, start + self.below(longest + 1))
    }

    fn choose<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let index = self.below(things.len());
        things.get(index).expect("the index is below the length")
    }
}
