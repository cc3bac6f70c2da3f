//! A file with a bit of everything.

use super::module;
use crate::dump;

const MIXED: &str = include_str!("mixed.py");

#[test]
fn a_mixed_file_is_lowered_without_problems() {
    let module = module(MIXED);
    assert_eq!(module.problems, Vec::new());
    assert!(!module.partial);
    let qualnames: Vec<&str> = module
        .functions
        .iter()
        .map(|function| &*function.qualname)
        .collect();
    assert_eq!(
        qualnames,
        [
            "<module>",
            "Stock",
            "Stock.__init__",
            "Stock.total",
            "Stock.find",
            "Stock.find.<locals>.<lambda>",
            "Stock.load",
            "Stock.load.<locals>.retry",
            "Stock.load.<locals>.retry.<locals>.wrapper",
            "Stock.Item",
            "Stock.Item.__repr__",
            "Stock.Item.price",
            "parse",
            "stream",
            "main",
            "main.<locals>.count",
        ]
    );
    assert_eq!(module.classes.len(), 2);
    assert_eq!(module.imports.len(), 9);
}

#[test]
fn lowering_twice_gives_the_same() {
    assert_eq!(dump(&module(MIXED)), dump(&module(MIXED)));
}
