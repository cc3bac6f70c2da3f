//! Templates that nobody would write: reading them ends, and costs time in proportion to their length.

use super::template;
use crate::html::{Contexts, elements};

fn read(text: &str) -> usize {
    let template = template(text);
    let contexts = Contexts::of(&template);
    assert_eq!(contexts.outputs.len(), template.outputs as usize);
    elements(&template).len() + template.problems.len()
}

#[test]
fn deep_nesting_ends() {
    for (open, close) in [
        ("{% if a %}", "{% endif %}"),
        ("{% for a in b %}<a b='", "{% endfor %}"),
        ("{% macro a() %}", "{% endmacro %}"),
        ("{% block a %}", "{% endblock %}"),
        ("{% if a %}", ""),
        ("", "{% endif %}"),
    ] {
        read(&format!("{}x{}", open.repeat(10_000), close.repeat(10_000)));
    }
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a:", "}"),
        ("-", ""),
        ("not ", ""),
        ("a(", ")"),
        ("a if b else ", ""),
    ] {
        read(&format!(
            "{{{{ {}a{} }}}}",
            open.repeat(10_000),
            close.repeat(10_000)
        ));
    }
    for chain in [
        ".a", "|b", " + c", "[0]", "()", " is d", " if e", " ~ f", " and g",
    ] {
        read(&format!("{{{{ a{} }}}}", chain.repeat(10_000)));
    }
}

#[test]
fn what_never_ends_is_looked_for_once() {
    for piece in [
        "{{ '",
        "{{ (",
        "{# ",
        "{% raw %}",
        "{{ \"",
        "{% ",
        "{{",
        "<",
        "<a b=",
        "<script>",
        "<!--",
        "{% set a %}",
    ] {
        read(&piece.repeat(20_000));
    }
}

#[test]
fn loops_that_change_the_state_are_read_a_bounded_number_of_times() {
    let text = "{% for a in b %}<a b='{{ c }}\"".repeat(60) + &"{% endfor %}".repeat(60);
    read(&text.repeat(50));
}

#[test]
fn depth_is_told() {
    let text = format!("{{{{ {}a{} }}}}", "(".repeat(1_000), ")".repeat(1_000));
    let problems = template(&text).problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("too deeply"))
    );
}
