//! Which finding of an earlier version a finding is: the same fingerprint, else the same text in another place.
//!
//! A fingerprint names the file and the function, so a file that was renamed or code that was moved has others.
//! What is left over on both sides is therefore matched by its text, as git finds renames and moved lines:
//! a flaw that vanished in one place and stands with the same words in another was moved.
//! Each finding is matched once, so a copy stays new: the original still stands where it stood.
//!
//! ```
//! use assay_finding::matching::{Mark, pair};
//!
//! let before = [Mark::new("f1", "sql-injection", "shop/a.py", "user", ["db.execute(q)"])];
//! let after = [
//!     Mark::new("f2", "sql-injection", "shop/people.py", "user", ["db.execute(q)"]),
//!     Mark::new("f3", "sql-injection", "shop/copy.py", "user", ["db.execute(q)"]),
//! ];
//! assert_eq!(pair(&before, &after), [Some(0), None]);
//! ```

use std::collections::{BTreeMap, VecDeque};

use crate::{Finding, fingerprint};

/// A text with fewer letters and digits says too little to be recognised in a place with another name;
/// `git blame -M` has the same measure.
const TELLING: usize = 20;

/// What a finding is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its rule.
    pub rule: String,
    /// The file.
    pub path: String,
    /// The qualified name of the function around it.
    pub function: String,
    /// What its source text is, without layout; see [`content`].
    pub content: String,
}

impl Mark {
    /// One with these texts: of the place, and of where the data comes from.
    pub fn new<'a>(
        fingerprint: &str,
        rule: &str,
        path: &str,
        function: &str,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            fingerprint: fingerprint.to_owned(),
            rule: rule.to_owned(),
            path: path.to_owned(),
            function: function.to_owned(),
            content: content(texts),
        }
    }

    /// That of a finding.
    pub fn of(finding: &Finding) -> Self {
        let source = finding.trace.first().map(|step| &step.place);
        let texts = std::iter::once(&finding.place).chain(source);
        Self::new(
            &finding.fingerprint,
            &finding.rule,
            &finding.place.path,
            &finding.function,
            texts.map(|place| place.excerpt.text.as_str()),
        )
    }

    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn own_name(&self) -> &str {
        self.function.rsplit('.').next().unwrap_or_default()
    }

    fn is_telling(&self) -> bool {
        !self.content.starts_with('-')
    }
}

/// Texts without their layout, as a hash; that of texts that say little begins with a dash.
pub fn content<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts
        .into_iter()
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let parts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let letters = parts
        .iter()
        .flat_map(|text| text.chars())
        .filter(|character| character.is_alphanumeric());
    let dash = if letters.take(TELLING).count() < TELLING {
        "-"
    } else {
        ""
    };
    let mut hash = fingerprint::hash(&parts);
    hash.truncate(16);
    format!("{dash}{hash}")
}

/// For each of `after`, which of `before` it is.
///
/// Surer measures go first, and each takes what it matches from both sides.
pub fn pair(before: &[Mark], after: &[Mark]) -> Vec<Option<usize>> {
    type Key<'a> = [&'a str; 4];
    type Measure = for<'a> fn(&'a Mark) -> Option<Key<'a>>;
    let measures: [Measure; 5] = [
        |mark| Some([&mark.fingerprint, "", "", ""]),
        // A folder was renamed.
        |mark| Some([&mark.rule, &mark.content, &mark.function, mark.file_name()]),
        // A file was renamed, or a function moved to another file.
        |mark| Some([&mark.rule, &mark.content, &mark.function, ""]),
        // A function or class was renamed, or code moved within its file.
        |mark| {
            let is_telling = mark.is_telling();
            is_telling.then(|| [&mark.rule, &mark.content, &mark.path, ""])
        },
        // A method moved to another class of another file.
        |mark| {
            let is_telling = mark.is_telling() && !mark.function.is_empty();
            is_telling.then(|| [&mark.rule, &mark.content, mark.own_name(), ""])
        },
    ];
    let mut pairs = vec![None; after.len()];
    let mut taken = vec![false; before.len()];
    for measure in measures {
        let mut known: BTreeMap<Key<'_>, VecDeque<usize>> = BTreeMap::new();
        for (at, mark) in before.iter().enumerate() {
            if taken.get(at) == Some(&false)
                && let Some(key) = measure(mark)
            {
                known.entry(key).or_default().push_back(at);
            }
        }
        if known.is_empty() {
            break;
        }
        for (pair, mark) in pairs.iter_mut().zip(after) {
            if pair.is_some() {
                continue;
            }
            let found = measure(mark)
                .and_then(|key| known.get_mut(&key))
                .and_then(VecDeque::pop_front);
            if let Some(at) = found {
                *pair = Some(at);
                if let Some(slot) = taken.get_mut(at) {
                    *slot = true;
                }
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "db.execute(f\"SELECT * FROM user WHERE name = '{name}'\")";

    fn mark(fingerprint: &str, path: &str, function: &str, text: &str) -> Mark {
        Mark::new(fingerprint, "sql-injection", path, function, [text])
    }

    fn check(before: &[Mark], after: &[Mark], expected: &[Option<usize>]) {
        assert_eq!(pair(before, after), expected);
    }

    #[test]
    fn a_copy_is_new_and_the_original_is_known() {
        let old = mark("1", "a.py", "f", LONG);
        check(
            std::slice::from_ref(&old),
            &[mark("2", "a.py", "g", LONG), old.clone()],
            &[None, Some(0)],
        );
        check(
            std::slice::from_ref(&old),
            &[old.clone(), mark("3", "b.py", "f", LONG)],
            &[Some(0), None],
        );
    }

    #[test]
    fn renamed_files_folders_functions_and_classes_are_known() {
        let old = [mark("1", "shop/a.py", "Cart.add", LONG)];
        for (path, function) in [
            ("shop/b.py", "Cart.add"),
            ("store/a.py", "Cart.add"),
            ("shop/a.py", "Cart.insert"),
            ("shop/a.py", "Basket.add"),
            ("shop/c.py", "Basket.add"),
        ] {
            check(&old, &[mark("2", path, function, LONG)], &[Some(0)]);
        }
        check(
            &old,
            &[mark("2", "shop/c.py", "Basket.insert", LONG)],
            &[None],
        );
    }

    #[test]
    fn the_nearest_place_is_taken_first() {
        let before = [mark("1", "one/a.py", "f", LONG)];
        let after = [
            mark("2", "one/z.py", "f", LONG),
            mark("3", "two/a.py", "f", LONG),
        ];
        check(&before, &after, &[None, Some(0)]);
    }

    #[test]
    fn a_text_that_says_little_is_not_recognised_elsewhere() {
        let old = [mark("1", "a.py", "f", "db.execute(q)")];
        check(&old, &[mark("2", "a.py", "g", "db.execute(q)")], &[None]);
        check(&old, &[mark("2", "b.py", "f", "db.execute(q)")], &[Some(0)]);
    }

    #[test]
    fn layout_does_not_matter_and_rules_do() {
        let old = [mark("1", "a.py", "f", LONG)];
        check(
            &old,
            &[mark("2", "b.py", "f", &format!("   {LONG}\n"))],
            &[Some(0)],
        );
        let other = Mark::new("2", "code-injection", "b.py", "f", [LONG]);
        check(&old, &[other], &[None]);
    }
}
