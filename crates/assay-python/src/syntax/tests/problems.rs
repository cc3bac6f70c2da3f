//! What is said of text that does not parse.

use assay_source::ProblemKind;

use super::module;

/// The messages of a text's problems.
fn messages(text: &str) -> Vec<String> {
    module(text)
        .problems
        .into_iter()
        .map(|problem| problem.message)
        .collect()
}

#[test]
fn what_parses_around_an_error_is_kept() {
    let module = module("a = 1\nb = = 2\ndef f(x):\n    return g(x)\n");
    assert!(module.partial);
    let qualnames: Vec<&str> = module
        .functions
        .iter()
        .map(|function| &*function.qualname)
        .collect();
    assert_eq!(qualnames, ["<module>", "f"]);
    let problem = module.problems.first().unwrap();
    assert_eq!(problem.kind, ProblemKind::Syntax);
    assert_eq!(problem.range.map(|range| range.start), Some(10));
}

#[test]
fn a_valid_file_is_whole() {
    let module = module("a = 1\n");
    assert!(!module.partial);
    assert_eq!(module.lines, 1);
}

#[test]
fn problems_are_few() {
    assert_eq!(messages(&"= = =\n".repeat(1_000)).len(), 20);
}

#[test]
fn python_2_is_recognised() {
    for (text, what) in [
        ("print \"a\"\n", "a print statement"),
        ("if a: print b\n", "a print statement"),
        ("exec \"a = 1\"\n", "an exec statement"),
        ("raise Error, \"a\"\n", "raise with a comma"),
        ("a = `b`\n", "backticks"),
        ("a = b <> c\n", "the operator <>"),
        (
            "try:\n  a()\nexcept Error, e:\n  b(e)\n",
            "except with a comma",
        ),
    ] {
        let messages = messages(text);
        let first = messages.first().map_or("", |message| message);
        assert!(
            first.contains(&format!("looks like Python 2 ({what})")),
            "{text:?}: {messages:?}"
        );
    }
}

#[test]
fn an_error_in_python_3_does_not_look_old() {
    for text in [
        "a = = b\n",
        "print(a b)\n",
        "def f(:\n  pass\n",
        "executed more\n",
    ] {
        let messages = messages(text);
        assert!(
            !messages.iter().any(|message| message.contains("Python 2")),
            "{text:?}: {messages:?}"
        );
    }
}

#[test]
fn the_exception_of_python_2_is_bound() {
    let module = module("try:\n  a()\nexcept (B, C), e:\n  d(e)\n");
    assert!(module.partial);
    assert!(module.to_string().contains("e = catch"), "{module}");
}

#[test]
fn two_classes_after_except_are_not_old() {
    assert_eq!(
        messages("try:\n  a()\nexcept B, C:\n  d()\n"),
        Vec::<String>::new()
    );
}

#[test]
fn control_characters_of_the_file_do_not_reach_messages() {
    assert!(
        messages("a = \u{1b}[31m\0\n")
            .iter()
            .all(|message| !message.contains(char::is_control))
    );
}
