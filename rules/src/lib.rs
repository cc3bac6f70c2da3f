//! The rules: what Assay looks for.
//!
//! A rule is a folder `<family>/<id>/` beside this crate's sources: `rule.md` holds its facts, its lesson and
//! its examples, `cases.md` its edge cases, `check.rs` its code if data is not enough.
//! `inspection/` holds what people are asked when they inspect an application, one file for each topic.
//! `build.rs` gathers the folders; adding one needs no edit here, unless it has code.
//!
//! ```
//! let rules = assay_rules::all();
//! assert!(rules.iter().all(|rule| !rule.facts.title.is_empty()));
//! ```

mod checks;
mod deployed;

use std::sync::LazyLock;

use assay_finding::Lesson;
use assay_scan::RuleSet;
use assay_scan::inspect::Checklist;
use assay_scan::rule::Body;

pub use checks::CHECKS;

/// Every `rule.md` and `cases.md`, by path and text.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Every topic of the inspection, by path and text.
const TOPICS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/topics.rs"));

/// What other tools call what our rules look for.
const ELSEWHERE: &str = include_str!("../elsewhere.toml");

/// The numbers under which the plugins of the Python package tell rules.
const CODES: &str = include_str!("../../python/assay/codes.txt");

/// What the plugins call rules, as a table of the form of [`ELSEWHERE`]. A rule that is no more keeps its number.
fn plugin_names(rules: &RuleSet) -> String {
    let codes = CODES.lines().filter_map(|line| line.split_once(' '));
    let codes = codes.filter_map(|(number, rule)| Some((number.parse::<u32>().ok()?, rule)));
    let codes = codes.filter(|(_, rule)| rules.get(rule).is_ok());
    let mut table = "[plugin]\n".to_owned();
    for (number, rule) in codes {
        let (hundreds, rest) = (75 + number / 100, number % 100);
        for name in [
            format!("ASA{number:03}"),
            format!("W{hundreds}{rest:02}"),
            format!("assay-{rule}"),
        ] {
            table.push_str(&name);
            table.push_str(" = [\"");
            table.push_str(rule);
            table.push_str("\"]\n");
        }
    }
    table
}

fn elsewhere(rules: RuleSet) -> RuleSet {
    let plugins = plugin_names(&rules);
    let named = rules.with_elsewhere(ELSEWHERE);
    match named.and_then(|rules| rules.with_elsewhere(&plugins)) {
        Ok(rules) => rules,
        #[expect(clippy::panic, reason = "a broken table of ours is our bug")]
        Err(error) => panic!("elsewhere.toml: {error}"),
    }
}

/// Every rule, read once.
///
/// # Panics
/// If a page of this crate is wrong, which its tests exclude.
pub fn all() -> &'static RuleSet {
    static RULES: LazyLock<RuleSet> =
        LazyLock::new(
            || match RuleSet::with_checks(PAGES.iter().copied(), CHECKS) {
                Ok(rules) => elsewhere(rules),
                #[expect(clippy::panic, reason = "a broken rule of ours is our bug")]
                Err(errors) => panic!(
                    "{}",
                    errors
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("\n")
                ),
            },
        );
    &RULES
}

/// What people are asked when they inspect an application, read once.
///
/// # Panics
/// If a topic of this crate is wrong, which its tests exclude.
pub fn checklist() -> &'static Checklist {
    static CHECKLIST: LazyLock<Checklist> =
        LazyLock::new(|| match Checklist::parse(TOPICS.iter().copied()) {
            Ok(checklist) => checklist,
            #[expect(clippy::panic, reason = "a broken topic of ours is our bug")]
            Err(errors) => panic!(
                "{}",
                errors
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n")
            ),
        });
    &CHECKLIST
}

/// What a rule teaches, with exercises; `None` if there is no rule of this id among ours.
pub fn lesson(id: &str) -> Option<Lesson> {
    let rule = all().get(id).ok()?;
    let path = rule.path.replace("rule.md", "cases.md");
    let page = PAGES.iter().find(|(name, _)| *name == path);
    let cases = page.and_then(|(path, text)| Body::parse(path, text).ok());
    Some(rule.teach(cases.as_ref()))
}

/// What all rules teach, by id.
pub fn lessons() -> Vec<Lesson> {
    let rules = all().iter();
    rules.filter_map(|rule| lesson(&rule.facts.id)).collect()
}
