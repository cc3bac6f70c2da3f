//! Any text as a Python pattern: reading it ends, and a mode that accepts more never excludes more.

#![no_main]

#[path = "../../crates/assay-taint/src/pattern/mod.rs"]
#[allow(dead_code, reason = "only the way in is used")]
mod pattern;

use libfuzzer_sys::fuzz_target;
use pattern::{Flags, Mode, language};

fuzz_target!(|bytes: &[u8]| {
    let Some((flags, rest)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let flags = Flags(u32::from(u16::from_le_bytes(*flags)));
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let answers =
        [Mode::FullMatch, Mode::Match, Mode::Search].map(|mode| language(text, flags, mode));
    let [Some(full), Some(anchored), Some(search)] = answers else {
        assert_eq!(
            answers, [None; 3],
            "the mode decides what is accepted, not what is valid"
        );
        return;
    };
    for character in (0..=127_u8).map(char::from).chain(['é']) {
        let mut buffer = [0; 4];
        let one = &*character.encode_utf8(&mut buffer);
        assert!(full.excludes(one) || !anchored.excludes(one));
        assert!(anchored.excludes(one) || !search.excludes(one));
        assert!(!full.can_start_with(one) || anchored.can_start_with(one));
        assert!(!anchored.can_start_with(one) || search.can_start_with(one));
        assert!(!full.excludes(one) || !full.can_start_with(one));
        assert!(!full.starts_only_with(one) || !full.can_start_with("\u{e9}"));
    }
});
