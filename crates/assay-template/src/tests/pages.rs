//! The tags of a template.

use std::fmt::Write;

use insta::assert_snapshot;

use super::template;
use crate::html::{ValuePart, elements};

fn check(text: &str) -> String {
    let template = template(text);
    let mut lines = String::new();
    for element in elements(&template) {
        let attributes: Vec<String> = element
            .attributes
            .iter()
            .map(|attribute| {
                let value: Vec<String> = attribute
                    .value
                    .iter()
                    .map(|part| match part {
                        ValuePart::Text(range) => template.slice(*range).to_owned(),
                        ValuePart::Output(id) => format!("#{}", id.0),
                    })
                    .collect();
                format!(" {:?}={}", attribute.name, value.concat())
            })
            .collect();
        let end = if element.is_end { "/" } else { "" };
        let _ = writeln!(
            lines,
            "{end}{}{} | {}",
            element.name,
            attributes.concat(),
            template.slice(element.range)
        );
    }
    lines
}

#[test]
fn tags_have_attributes() {
    assert_snapshot!(check(
        "<form method=post action=\"/a/{{ b }}\"><input name=\"x\" disabled/><script src='//c/d.js' {{ e }}></script></form>"
    ), @r#"
    form "method"=post "action"=/a/#0 | <form method=post action="/a/{{ b }}">
    input "name"=x "disabled"= | <input name="x" disabled/>
    script "src"=//c/d.js "\0"= | <script src='//c/d.js' {{ e }}>
    /script | </script>
    /form | </form>
    "#);
}

#[test]
fn attributes_of_branches_are_there() {
    assert_snapshot!(check("<a {% if b %}href=\"{{ b }}\"{% else %}hidden{% endif %}>"), @r#"
    a "href"=#0 "hidden"= | <a {% if b %}href="{{ b }}"{% else %}hidden{% endif %}>
    "#);
}
