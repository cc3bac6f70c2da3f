//! What identifies a finding from one version of a project to the next.
//!
//! A fingerprint is made of structure: the rule, the file, the function, and the text of sink and source
//! with everything left out that changes without meaning, such as lines, layout and the names of variables.
//! It survives moved lines, a renamed variable, another quote and a formatter;
//! it changes when the flaw moves to another function or file, or when the statement itself is rewritten.
//!
//! In a file that is not Python the lines themselves stand for the structure, without their layout.
//!
//! Findings that are equal by this measure are told apart by their order, in [`crate::Review::new`].
//!
//! The hash is SHA-256, cut to 128 bits: a baseline accepts findings by fingerprint, so that whoever
//! writes the reviewed code must not be able to make a new flaw with the fingerprint of an accepted one.
//!
//! ```
//! use assay_finding::fingerprint::Context;
//!
//! let before = Context { sink: "db.execute('SELECT ' + name)", ..Context::default() };
//! let after = Context { sink: "db.execute(\n    \"SELECT \" + wanted,\n)", ..Context::default() };
//! assert_eq!(before.fingerprint(), after.fingerprint());
//! ```

use sha2::{Digest, Sha256};

use crate::normalise::normalise;

/// Changed when the recipe changes, so that old and new fingerprints are never equal by accident.
const RECIPE: &str = "assay-1";

/// What goes into a fingerprint.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The file of the finding.
    pub path: &'a str,
    /// The qualified name of the function around it; empty at the top of a module.
    pub function: &'a str,
    /// The source text of the sink, or of whatever is reported.
    pub sink: &'a str,
    /// The source text of where the data comes from; empty if there is no flow.
    pub source: &'a str,
}

impl Context<'_> {
    /// The fingerprint: 32 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        hash(&[
            RECIPE,
            self.rule,
            self.path,
            self.function,
            &normalise(self.sink),
            &normalise(self.source),
        ])
    }

    /// The fingerprint of a finding in a file that is not Python, where [`Context::sink`] is the whole
    /// of the lines: only their layout does not count, because a word may be a value.
    pub fn fingerprint_of_lines(&self) -> String {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        hash(&[
            RECIPE,
            "lines",
            self.rule,
            self.path,
            &words(self.sink),
            &words(self.source),
        ])
    }
}

/// The fingerprint of the finding that is the `number`th repetition of another.
pub(crate) fn occurrence(fingerprint: &str, number: u32) -> String {
    hash(&[RECIPE, fingerprint, &number.to_string()])
}

pub(crate) fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length keeps `ab` + `c` and `a` + `bc` apart.
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    digest
        .iter()
        .take(16)
        .fold(String::with_capacity(32), |mut text, byte| {
            for half in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(half), 16));
            }
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let context = Context {
            rule: "r",
            path: "p",
            function: "f",
            sink: "a()",
            source: "b()",
        };
        let all = [
            context,
            Context {
                rule: "x",
                ..context
            },
            Context {
                path: "x",
                ..context
            },
            Context {
                function: "x",
                ..context
            },
            Context {
                sink: "x()",
                ..context
            },
            Context {
                source: "x()",
                ..context
            },
        ]
        .map(|context| context.fingerprint());
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn in_other_files_words_count_and_layout_does_not() {
        let of = |sink| Context {
            sink,
            ..Context::default()
        };
        let one = of("FROM python:3.7").fingerprint_of_lines();
        assert_eq!(one, of("  FROM  python:3.7\n").fingerprint_of_lines());
        assert_ne!(one, of("FROM pypy:3.7").fingerprint_of_lines());
    }

    #[test]
    fn the_recipe_is_stable() {
        let context = Context {
            rule: "sql-injection",
            path: "app.py",
            function: "user",
            sink: "db.execute(q)",
            source: "",
        };
        assert_eq!(context.fingerprint(), "3fcf57480947efa930bdf46b886160f5");
    }
}
