//! What a template's text becomes.

use insta::assert_snapshot;

use super::dump::dump;
use super::template;
use crate::{Options, parse};
use assay_source::FileId;

fn check(text: &str) -> String {
    dump(&template(text))
}

#[test]
fn outputs_and_text_alternate() {
    assert_snapshot!(check("<p>{{ name }}</p>{# not shown #}!"), @r#"
    "<p>"
    #0 name
    "</p>"
    "!"
    "#);
}

#[test]
fn precedence_is_that_of_jinja() {
    assert_snapshot!(check(
        "{{ a + b * c ~ d|upper }}{{ not a in b }}{{ a not in b and c or d }}{{ -a|abs }}{{ a if b else c if d }}\
         {{ 1 < a <= 2 }}{{ 2 ** 3 // 4 % 5 - 6 / 7 }}"
    ), @r#"
    #0 (a Add ((b Multiply c) ~ d|upper()))
    #1 (not (a in b))
    #2 (((a not in b) and c) or d)
    #3 (-a)|abs()
    #4 (a if b else (c if d))
    #5 (1 < a <= 2)
    #6 ((((2 Power 3) FloorDivide 4) Modulo 5) Subtract (6 Divide 7))
    "#);
}

#[test]
fn calls_subscripts_and_filters_follow_each_other() {
    assert_snapshot!(check(
        "{{ a.b['c'].d(1, x=2, *e, **f)|join(', ')|first }}{{ a[1:2] }}{{ a[::2] }}{{ a[:-1] }}{{ a.0.1 }}{{ a[1, 2] }}"
    ), @r#"
    #0 a.b["c"].d(1, x=2, *e, **f)|join(", ")|first()
    #1 a[1:2:]
    #2 a[::2]
    #3 a[:(-1):]
    #4 a[0][1]
    #5 a[tuple(1, 2)]
    "#);
}

#[test]
fn tests_take_arguments_with_and_without_parentheses() {
    assert_snapshot!(check(
        "{{ a is defined }}{{ a is not none and b }}{{ a is divisibleby 3 }}{{ a is in [1] }}{{ a is sameas(b) }}{{ a is odd if b else c }}"
    ), @r#"
    #0 (a is defined())
    #1 ((a is not none()) and b)
    #2 (a is divisibleby(3))
    #3 (a is in([1]))
    #4 (a is sameas(b))
    #5 ((a is odd()) if b else c)
    "#);
}

#[test]
fn literals_are_decoded() {
    assert_snapshot!(check(
        r#"{{ "a\n\x41" 'b\'' }}{{ 1_000 }}{{ 0x1f }}{{ 1.5e3 }}{{ 99999999999999999999 }}{{ {"a": {"b": 1}} }}{{ (1,) }}{{ () }}{{ [True, none,] }}"#
    ), @r#"
    #0 "a\nAb'"
    #1 1000
    #2 31
    #3 number 1.5e3
    #4 number 99999999999999999999
    #5 {"a": {"b": 1}}
    #6 tuple(1)
    #7 tuple()
    #8 [true, none]
    "#);
}

#[test]
fn white_space_control_trims_text() {
    assert_snapshot!(check("a {%- if b -%} c {%+ endif +%} d {{- e -}} f {#- g -#} h"), @r#"
    "a"
    if b
      "c "
    " d"
    #0 e
    "f"
    "h"
    "#);
}

#[test]
fn raw_is_text() {
    assert_snapshot!(check("{% raw %}{{ a }}{% if %}{% endraw %}b{%- raw -%} c {%- endraw -%} d"), @r#"
    "{{ a }}{% if %}"
    "b"
    "c"
    "d"
    "#);
}

#[test]
fn statements_have_their_parts() {
    assert_snapshot!(check(
        "{% extends 'a' if b else c %}\
         {% include ['a', 'b'] ignore missing without context %}\
         {% import 'm' as m with context %}\
         {% from 'm' import a, b as c with context %}\
         {% macro f(a, b=1) %}x{% endmacro %}\
         {% call(row) f(1) %}y{% endcall %}\
         {% block a scoped required %}{% endblock a %}\
         {% set a, b = 1, 2 %}{% set ns.x = 3 %}\
         {% set c | upper | trim %}z{% endset %}\
         {% filter upper|escape %}w{% endfilter %}\
         {% with a = 1, b = 2 %}v{% endwith %}\
         {% autoescape false %}u{% endautoescape %}\
         {% trans n=items|length, who %}t{% pluralize n %}s{% endtrans %}\
         {% do a.append(1) %}{% print a %}{% debug %}"
    ), @r#"
    extends ("a" if b else c)
    include ["a", "b"] missing=true context=false
    import "m" as m context=true
    from "m" import a, b as c context=true
    macro f(a, b=1)
      "x"
    #0 call(row) f(1)
      "y"
    block a scoped=true required=true
    set tuple(a, b) = tuple(1, 2)
    set ns.x = 3
    set c …|upper()|trim()
      "z"
    #1 filter …|upper()|escape()
      "w"
    with a = 1, b = 2
      "v"
    autoescape false
      "u"
    trans n = items|length(), who
      "t"
    pluralize
      "s"
    do a.append(1)
    #2 a
    debug
    "#);
}

#[test]
fn loops_and_conditions_have_branches() {
    assert_snapshot!(check(
        "{% for k, v in d.items() if v recursive %}{{ loop(v) }}{% break %}{% continue %}{% else %}none{% endfor %}\
         {% if a: %}1{% elif b %}2{% elif c %}3{% else %}4{% endif %}"
    ), @r#"
    for tuple(k, v) in d.items() if v recursive
      #0 loop(v)
      break
      continue
    else
      "none"
    if a
      "1"
    if b
      "2"
    if c
      "3"
    else
      "4"
    "#);
}

#[test]
fn other_delimiters_and_line_statements_are_read() {
    let options = Options {
        block_start: "((*".into(),
        block_end: "*))".into(),
        variable_start: "(((".into(),
        variable_end: ")))".into(),
        comment_start: "((=".into(),
        comment_end: "=))".into(),
        line_statement: Some("%%".into()),
        line_comment: Some("##".into()),
    };
    let text = "((= c =))\\a{((( f((1)) )))}\n  %% for x in [1,\n 2]\n((* if y *))b((* endif *)) ## note\n%% endfor\n";
    assert_snapshot!(dump(&parse(FileId(0), text, &options)), @r#"
    "\\a{"
    #0 f(1)
    "}\n  "
    for x in [1, 2]
      if y
        "b"
      " "
      "\n"
    "#);
}

#[test]
fn what_is_not_understood_leaves_the_rest() {
    assert_snapshot!(check(
        "{% if a b %}1{% else %}2{% endif %}{{ a b }}{{ ( }}{{ ) }}{{ 'a }}{% cache 300 %}3{% endcache %}{% endfor %}{{ ? }}{{ a }}"
    ), @r#"
    if unknown
      "1"
    else
      "2"
    #0 unknown
    #1 unknown
    #2 unknown
    #3 unknown
    unknown cache
    "3"
    unknown endcache
    #4 unknown
    #5 a
    ! the end of the tag is expected at "b"
    ! the end of the output is expected at "b"
    ! a bracket that is not closed at "}"
    ! a bracket that was not opened at ")"
    ! a text without a closing quote at "'"
    ! an end without a beginning at "{% endfor %}"
    ! a character that no expression has at "?"
    "#);
}

#[test]
fn what_does_not_end_ends_with_the_text() {
    assert_snapshot!(check("{% block a %}{% for b in c %}{{ d }}{% endblock %}{% if e %}{{ f"), @r#"
    block a scoped=false required=false
      for b in c
        #0 d
    if e
      #1 unknown
    ! a statement without an end at "{% for b in c %}"
    ! a tag without an end at ""
    ! a statement without an end at "{% if e %}"
    "#);
    assert_snapshot!(check("a{# b"), @r#"
    "a"
    ! a comment without an end at "{# b"
    "#);
    assert_snapshot!(check("{% raw %}a"), @r#"
    "a"
    ! `raw` without `endraw` at "a"
    "#);
}
