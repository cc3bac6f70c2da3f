//! Where outputs stand.

use insta::assert_snapshot;

use super::template;
use crate::html::Contexts;

/// The contexts of each output, a line each.
fn check(text: &str) -> String {
    let template = template(text);
    assert!(template.problems.is_empty(), "{:?}", template.problems);
    let found = Contexts::of(&template);
    let line = |contexts: &Vec<_>| format!("{contexts:?}\n").replace(['[', ']'], "");
    found.outputs.iter().map(line).collect()
}

#[test]
fn elements_and_their_content() {
    assert_snapshot!(check(
        "<!doctype {{ a }}><title>{{ b }}</title><!-- {{ c }} --><{{ d }}><p>{{ e }}</p><textarea><b>{{ f }}</textarea>\
         <style>{{ g }}</style>{{ h }}"
    ), @r#"
    Markup
    Rcdata
    Comment
    TagName
    Text
    Rcdata
    Style
    Text
    "#);
}

#[test]
fn attributes() {
    assert_snapshot!(check(
        "<p {{ a }} class=\"x {{ b }}\" title='{{ c }}' alt={{ d }} style=\"{{ e }}\" data-{{ f }}=\"{{ g }}\" {{ h }}>\
         <iframe srcdoc=\"{{ i }}\"></iframe>{{ j }}"
    ), @r#"
    AttributeName
    Attribute { quote: Double }
    Attribute { quote: Single }
    Attribute { quote: None }
    StyleAttribute { quote: Double }
    AttributeName
    Attribute { quote: Double }
    AttributeName
    Srcdoc { quote: Double }
    Text
    "#);
}

#[test]
fn urls() {
    assert_snapshot!(check(
        "<a href=\"{{ a }}{{ b }}\"><a href='/x/{{ c }}?q={{ d }}#{{ e }}'><a href=\"https://{{ f }}/{{ g }}\">\
         <a href=javascript:{{ h }}><img src={{ i }}><script src=\"{{ j }}\"></script><form action=\"?{{ k }}\">\
         <a href=\"mailto:{{ l }}\"><meta http-equiv=\"refresh\" content=\"0; url={{ m }}\"><meta content=\"{{ n }}\">\
         <use xlink:href=\"#{{ o }}\"><a href=\" {{ p }}\">"
    ), @r#"
    Url { quote: Double, role: Navigation, position: Start }
    Url { quote: Double, role: Navigation, position: AfterOutput }
    Url { quote: Single, role: Navigation, position: Path }
    Url { quote: Single, role: Navigation, position: Query }
    Url { quote: Single, role: Navigation, position: Fragment }
    Url { quote: Double, role: Navigation, position: Host }
    Url { quote: Double, role: Navigation, position: Path }
    Url { quote: None, role: Navigation, position: Script }
    Url { quote: None, role: Resource, position: Start }
    Url { quote: Double, role: Script, position: Start }
    Url { quote: Double, role: Navigation, position: Query }
    Url { quote: Double, role: Navigation, position: Opaque }
    Url { quote: Double, role: Navigation, position: Start }
    Attribute { quote: Double }
    Url { quote: Double, role: Resource, position: Fragment }
    Url { quote: Double, role: Navigation, position: Start }
    "#);
}

#[test]
fn scripts() {
    assert_snapshot!(check(
        "<script>var a = {{ a }}; b = '{{ b }}'; c = \"it's {{ c }}\"; d = `x${f({a: {{ d }} })} {{ e }}`; // {{ f }}\n\
         /* {{ g }} */ h = /['\"]{{ h }}/.test(x) / 2; i = {{ i }}</script>{{ j }}\
         <script type=\"application/json\">{{ k }}</script><script type='text/x-template'>{{ l }}</script>\
         <script type=module>\"{{ m }}\"</script>"
    ), @r#"
    Script { part: Code }
    Script { part: SingleQuoted }
    Script { part: DoubleQuoted }
    Script { part: Code }
    Script { part: Template }
    Script { part: Comment }
    Script { part: Comment }
    Script { part: Pattern }
    Script { part: Code }
    Text
    Json
    Inert
    Script { part: DoubleQuoted }
    "#);
}

#[test]
fn event_handlers() {
    assert_snapshot!(check("<p onclick=\"go('{{ a }}', {{ b }})\" onload={{ c }}>"), @r#"
    EventHandler { quote: Double, part: SingleQuoted }
    EventHandler { quote: Double, part: Code }
    EventHandler { quote: None, part: Code }
    "#);
}

#[test]
fn branches_are_joined() {
    assert_snapshot!(check(
        "<p {% if a %}class=\"{{ a }}\"{% else %}hidden{% endif %}>{{ b }}\
         {% if c %}<script>{% endif %}{{ d }}"
    ), @r#"
    Attribute { quote: Double }
    Text
    Text, Script { part: Code }
    "#);
}

#[test]
fn a_loop_may_begin_where_it_ended() {
    assert_snapshot!(check("<p title={% for a in b %}'{{ a }}{% endfor %}"), @r#"
    AttributeName, Attribute { quote: Single }
    "#);
}

#[test]
fn macros_stand_where_they_are_called() {
    assert_snapshot!(check(
        "{% macro a(x) %}{{ x }}{% endmacro %}{% macro b(x) %}{{ a(x) }}{% endmacro %}<p title=\"{{ b(1) }}\">{{ c }}"
    ), @r#"
    Attribute { quote: Double }
    Attribute { quote: Double }
    Attribute { quote: Double }
    Text
    "#);
}

#[test]
fn a_macro_that_nobody_calls_stands_in_text() {
    assert_snapshot!(check("<script>{% macro a(x) %}{{ x }}{% endmacro %}</script>"), @r#"
    Text
    "#);
}

#[test]
fn sections_of_xml_are_text() {
    assert_snapshot!(check("<?xml version=\"1.0\"?><d><![CDATA[{{ a }}]]></d><b c=\"{{ d }}\"/>"), @r#"
    Text
    Attribute { quote: Double }
    "#);
}
