//! Texts of SARIF: messages that cannot hold links or placeholders, and the help of a rule.

use assay_finding::RuleFacts;
use assay_source::printable;

use super::log::Text;

/// A message whose text means itself, and is safe to print.
///
/// SARIF reads `{0}` as a placeholder, which doubled braces are not,
/// and `[text](1)` as a link, which it is no more with a backslash before the bracket.
pub(super) fn message(text: &str) -> Text {
    let text = text.lines().map(printable).collect::<Vec<_>>().join("\n");
    Text {
        text: text
            .replace('{', "{{")
            .replace('}', "}}")
            .replace("](", r"\]("),
    }
}

/// The help of a rule, as text and as Markdown.
pub(super) fn help(facts: &RuleFacts) -> (String, String) {
    let mut text = format!(
        "{}\n\n{}.\n",
        facts.summary,
        facts.fix.trim_end_matches('.')
    );
    let mut markdown = format!(
        "{}\n\n**Fix:** {}.\n",
        facts.help.trim_end(),
        facts.fix.trim_end_matches('.')
    );
    if !facts.references.is_empty() {
        text.push('\n');
        markdown.push_str("\n## References\n\n");
    }
    for reference in &facts.references {
        text.extend([reference, "\n"]);
        markdown.extend(["- <", reference, ">\n"]);
    }
    (text, markdown)
}
