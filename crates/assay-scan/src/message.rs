//! The text of a finding: a rule's message with its parts filled in.

use assay_source::capital;

/// The parts that a message may name.
pub(crate) const PARTS: [&str; 3] = ["source", "sink", "name"];

/// What fills the parts in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts<'a> {
    /// `{source}`: what the value is, as a noun phrase.
    pub(crate) source: &'a str,
    /// `{sink}`: what is called or written.
    pub(crate) sink: &'a str,
    /// `{name}`: the name that matched.
    pub(crate) name: &'a str,
}

/// Fills in the parts; the text begins with a capital unless it begins with a name.
pub(crate) fn fill(template: &str, parts: Parts<'_>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (part, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(match part {
            "source" => parts.source,
            "sink" => parts.sink,
            "name" => parts.name,
            _ => "",
        });
        rest = after;
    }
    text.push_str(rest);
    if template.starts_with("{source}") {
        capital(&text)
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_filled_in() {
        let parts = Parts {
            source: "the query string",
            sink: "db.execute",
            name: "db.execute",
        };
        assert_eq!(
            fill("{source} reaches `{sink}`", parts),
            "The query string reaches `db.execute`"
        );
        assert_eq!(fill("`{name}` is weak", parts), "`db.execute` is weak");
        assert_eq!(fill("{name} is weak", parts), "db.execute is weak");
        assert_eq!(fill("nothing", parts), "nothing");
    }

    #[test]
    fn a_filled_in_part_is_not_read_again() {
        let parts = Parts {
            source: "{sink}",
            sink: "x",
            name: "",
        };
        assert_eq!(fill("a {source}", parts), "a {sink}");
    }
}
