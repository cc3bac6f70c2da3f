//! One test for each rule folder, written by `build.rs`: what `harness::check` demands.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod harness;

include!(concat!(env!("OUT_DIR"), "/tests.rs"));

#[test]
fn the_prelude_is_clean() {
    harness::check_prelude();
}

#[test]
fn the_index_is_fresh() {
    harness::check_index();
}

#[test]
fn every_rule_loads() {
    assert_eq!(
        assay_rules::all().len(),
        assay_rules::PAGES
            .iter()
            .filter(|(path, _)| path.ends_with("/rule.md"))
            .count()
    );
}
