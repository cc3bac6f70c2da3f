//! The rules: what Assay looks for.
//!
//! A rule is a folder `<family>/<id>/` beside this crate's sources: `rule.md` holds its facts, its lesson and
//! its examples, `cases.md` its edge cases, `check.rs` its code if data is not enough.
//! `build.rs` gathers the folders; adding one needs no edit here, unless it has code.
//!
//! ```
//! let rules = assay_rules::all();
//! assert!(rules.iter().all(|rule| !rule.facts.title.is_empty()));
//! ```

mod checks;
mod deployed;

use std::sync::LazyLock;

use assay_scan::RuleSet;

pub use checks::CHECKS;

/// Every `rule.md` and `cases.md`, by path and text.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// What other tools call what our rules look for.
const ELSEWHERE: &str = include_str!("../elsewhere.toml");

fn elsewhere(rules: RuleSet) -> RuleSet {
    match rules.with_elsewhere(ELSEWHERE) {
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
