//! Patterns, and what they let through.

use super::*;

const SQL: &str = "'\"`;-/*\\()= ";

#[track_caller]
fn accepts(pattern: &str, flags: Flags, mode: Mode) -> String {
    let set = language(pattern, flags, mode).unwrap_or_else(|| panic!("no answer for {pattern}"));
    let mut text: String = (0..128_u8)
        .map(char::from)
        .filter(|character| set.all.contains(*character))
        .collect();
    if set.all.other {
        text.push('…');
    }
    if set.trailing_newline {
        text.push('$');
    }
    text
}

#[track_caller]
fn check(pattern: &str, mode: Mode, expected: &str) {
    assert_eq!(accepts(pattern, Flags::ASCII, mode), expected, "{pattern}");
}

#[track_caller]
fn is_anything(pattern: &str, flags: Flags, mode: Mode) {
    let set = language(pattern, flags, mode).unwrap_or_else(|| panic!("no answer for {pattern}"));
    assert_eq!(set.all, Chars::ANY, "{pattern}");
}

#[test]
fn a_full_match_holds_only_what_the_pattern_names() {
    check("[a-c]+", Mode::FullMatch, "abc");
    check("a|b|[0-2]x?", Mode::FullMatch, "012abx");
    check("", Mode::FullMatch, "");
    check(r"\d{2,4}-\d+", Mode::FullMatch, "-0123456789");
    check(r"(?:a(?:b(c)))d*?e++", Mode::FullMatch, "abcde");
    check("a{0}b", Mode::FullMatch, "b");
    check("a{,2}{", Mode::FullMatch, "a{");
    check("x{a}", Mode::FullMatch, "ax{}");
    check("[]a^-]", Mode::FullMatch, "-]^a");
    check("[a-]", Mode::FullMatch, "-a");
    check(r"[\]\\\x41\102\b]", Mode::FullMatch, "\u{8}AB\\]");
    check(r"\101\0[\60]", Mode::FullMatch, "\u{0}0A");
}

#[test]
fn a_match_without_end_holds_anything() {
    is_anything("[a-c]+", Flags::default(), Mode::Match);
    is_anything("^[a-c]+", Flags::default(), Mode::Match);
    is_anything("^[a-c]+$|x", Flags::default(), Mode::Match);
    is_anything("([a-c]$)?", Flags::default(), Mode::Match);
    check(r"[a-c]+\Z", Mode::Match, "abc");
    check(r"(?:[a-c]+\Z|x\Z)", Mode::Match, "abcx");
}

#[test]
fn a_dollar_lets_one_line_feed_in() {
    check("^[a-c]+$", Mode::Match, "abc$");
    check("^[a-c]+$", Mode::FullMatch, "abc");
    let set = language("^[a-c]+$", Flags::default(), Mode::Match).unwrap();
    assert!(!set.excludes("\n"));
    assert!(set.excludes_before_line_end("\n"));
    assert!(set.excludes(SQL));
}

#[test]
fn with_multiline_an_anchor_is_no_anchor() {
    is_anything("^[a-c]+$", Flags::MULTILINE, Mode::Match);
    is_anything("(?m)^[a-c]+$", Flags::default(), Mode::Match);
    check(r"(?m)\A[a-c]+\Z", Mode::Search, "abc");
}

#[test]
fn a_search_needs_both_anchors() {
    is_anything(r"[a-c]+\Z", Flags::default(), Mode::Search);
    is_anything("^[a-c]+", Flags::default(), Mode::Search);
    is_anything("^a|b$", Flags::default(), Mode::Search);
    check(r"\A[a-c]+\Z", Mode::Search, "abc");
    check("^(?:[a-c]+)$", Mode::Search, "abc$");
}

#[test]
fn categories_hold_more_than_ascii_unless_told() {
    assert_eq!(
        accepts(r"\d", Flags::default(), Mode::FullMatch),
        "0123456789…"
    );
    assert_eq!(
        accepts(r"[\s]", Flags::default(), Mode::FullMatch),
        "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f …"
    );
    assert_eq!(
        accepts(r"\s", Flags::ASCII, Mode::FullMatch),
        "\t\n\x0b\x0c\r "
    );
    assert_eq!(
        accepts(r"(?a:\d)[^\W\d_A-Za-z]", Flags::ASCII, Mode::FullMatch),
        "0123456789…"
    );
    let word = language(r"\w+", Flags::default(), Mode::FullMatch).unwrap();
    assert!(word.excludes(SQL));
    assert!(!word.excludes("ä"));
    assert!(
        !language(r"\W+", Flags::default(), Mode::FullMatch)
            .unwrap()
            .excludes("'")
    );
}

#[test]
fn a_negated_class_holds_everything_else() {
    let set = language("[^'\\\"]*", Flags::default(), Mode::FullMatch).unwrap();
    assert!(set.excludes("'\""));
    assert!(!set.excludes(";"));
    assert!(!set.excludes("\n"));
    let cased = language("[^a]*", Flags::IGNORECASE, Mode::FullMatch).unwrap();
    assert!(cased.excludes("aA"));
}

#[test]
fn ignoring_case_adds_the_other_case() {
    assert_eq!(
        accepts("[a-c]X", Flags(2 | 256), Mode::FullMatch),
        "ABCXabcx"
    );
    assert_eq!(accepts("(?i)k", Flags::default(), Mode::FullMatch), "Kk…");
    assert_eq!(
        accepts("(?i:a)b(?-i:c)", Flags::default(), Mode::FullMatch),
        "Aabc"
    );
}

#[test]
fn a_dot_is_anything_but_a_line_feed() {
    let set = language(".*", Flags::default(), Mode::FullMatch).unwrap();
    assert!(set.excludes("\n"));
    assert!(!set.excludes("'"));
    assert!(
        !language(".*", Flags::DOTALL, Mode::FullMatch)
            .unwrap()
            .excludes("\n")
    );
}

#[test]
fn a_verbose_pattern_has_white_space_and_comments() {
    assert_eq!(
        accepts("(?x) a b # c\n [ d] +", Flags::default(), Mode::FullMatch),
        " abd"
    );
    check("a(?#comment)b", Mode::FullMatch, "ab");
}

#[test]
fn a_back_reference_adds_nothing_new() {
    check(r"(a|b)\1", Mode::FullMatch, "ab");
    check(r"(?P<q>[xy])z(?P=q)", Mode::FullMatch, "xyz");
    // What a lookahead saw, the reference repeats.
    check(r"(?=(x))\1", Mode::FullMatch, "x");
}

#[test]
fn lookarounds_are_passed_over() {
    check(r"(?=.*x)[ab]+(?<!b)", Mode::FullMatch, "ab");
    check(r"(a)(?(1)b|c)", Mode::FullMatch, "abc");
}

#[test]
fn the_beginning_is_known() {
    let set = language("/[^/\\\\]", Flags::default(), Mode::Match).unwrap();
    assert!(set.starts_only_with("/"));
    assert!(set.can_start_with("/a"));
    assert!(!set.can_start_with("//"));
    assert!(!set.can_start_with("/\\"));
    assert!(!set.can_start_with("http:"));
    assert!(
        !language("/?a", Flags::default(), Mode::Match)
            .unwrap()
            .starts_only_with("/")
    );
    assert!(
        language("/?a", Flags::default(), Mode::Match)
            .unwrap()
            .can_start_with("a")
    );
    assert!(
        language("/", Flags::default(), Mode::Search)
            .unwrap()
            .can_start_with("h")
    );
    assert!(
        !language("/*", Flags::default(), Mode::FullMatch)
            .unwrap()
            .starts_only_with("/")
    );
}

#[test]
fn a_single_character_can_be_forbidden_to_come_next() {
    let set = language(r"^/(?![/\\])", Flags::default(), Mode::Match).unwrap();
    assert!(set.can_start_with("/a"));
    assert!(!set.can_start_with("//"));
    assert!(!set.can_start_with("/\\"));
    let set = language(r"(?!/)x*.+", Flags::default(), Mode::FullMatch).unwrap();
    assert!(!set.can_start_with("/"));
    // It says nothing of what comes after the next character.
    let set = language("(?!/)x*/", Flags::default(), Mode::Match).unwrap();
    assert!(set.can_start_with("x/"));
    assert!(!set.can_start_with("/"));
    let set = language("(?i)(?![é])[is]", Flags::default(), Mode::Match).unwrap();
    assert!(set.can_start_with("i"));
    // A longer lookahead forbids only some continuations.
    let set = language(r"/(?!/b)", Flags::default(), Mode::Match).unwrap();
    assert!(set.can_start_with("//"));
    // The lookahead in an optional group may not hold.
    let set = language(r"/(?:(?!/))?", Flags::default(), Mode::Match).unwrap();
    assert!(set.can_start_with("//"));
}

#[test]
fn what_is_not_certain_has_no_answer() {
    for pattern in [
        "(",
        ")",
        "a)",
        "[",
        "[]",
        "[b-a]",
        "*",
        "a**",
        "a{2}{3}",
        "a{3,2}",
        r"\",
        r"\q",
        r"\N{DIGIT ONE}",
        r"\x4",
        r"\400",
        "a(?i)b",
        "(?L)a",
        "(?P<n",
        "(?<name>a)",
        r"[\d-z]",
        "(?z:a)",
    ] {
        assert_eq!(
            language(pattern, Flags::default(), Mode::FullMatch),
            None,
            "{pattern}"
        );
    }
    assert_eq!(language("a", Flags::LOCALE, Mode::FullMatch), None);
    assert_eq!(
        language(&"(".repeat(1000), Flags::default(), Mode::FullMatch),
        None
    );
    assert_eq!(
        language(&"a".repeat(5000), Flags::default(), Mode::FullMatch),
        None
    );
}

#[test]
fn fixed_domains_at_the_end_are_seen() {
    let closes = |pattern| super::closes_with_domain(pattern, Flags::default());
    assert!(closes(r"[a-z0-9-]+\.parcels\.example"));
    assert!(closes(r"^[a-z]+\.eu\.parcels\.example$"));
    assert!(!closes(r"[a-z]+\.example"));
    assert!(!closes(r"[a-z]+.parcels.example"));
    assert!(!closes(r"[a-z]+\.parcels\.example?"));
    assert!(!closes(r"[a-z.]+|[a-z]+\.parcels\.example"));
    assert!(!closes(r"[a-z]+\\.parcels\\.example"));
}

#[test]
fn fixed_hosts_at_the_beginning_are_seen() {
    let begins = |pattern| super::begins_with_host(pattern, Flags::default());
    assert!(begins(r"https://parcels\.example/"));
    assert!(begins(r"^https?://[a-z0-9-]+\.parcels\.example(/|$)"));
    assert!(!begins(r"https://parcels\.example"));
    assert!(!begins(r"https://parcels.example/"));
    assert!(!begins(r"https://.*\.parcels\.example/"));
    assert!(!begins(r".*://parcels\.example/"));
    assert!(!begins(r"https://[a-z]+\.example/"));
    assert!(!begins(r"https://[a-z@]+\.parcels\.example/"));
}
