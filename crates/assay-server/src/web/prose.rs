//! The prose of lessons as paragraphs, lists and words; templates escape each piece, so that no text becomes markup.
//!
//! It knows what lessons use of Markdown: paragraphs, lists, `code`, `*emphasis*`, `**strong**` and links to `https`.
//! Whatever else stands in a text is shown as it is.

use serde::Serialize;

/// A paragraph, or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Block {
    /// `paragraph`, `list` or `numbers`.
    pub(crate) kind: &'static str,
    /// The items of a list; a paragraph has one.
    pub(crate) items: Vec<Vec<Span>>,
}

/// Some words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Span {
    /// `text`, `code`, `strong`, `emphasis` or `link`.
    pub(crate) kind: &'static str,
    /// The words.
    pub(crate) text: String,
    /// Where a link leads.
    pub(crate) address: String,
}

/// The blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<(&'static str, Vec<String>)> = Vec::new();
    // True if a line goes on with what stands above it.
    let mut is_open = false;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            is_open = false;
            continue;
        }
        let last = blocks.last_mut();
        match (item(words), last) {
            (Some((kind, words)), Some((known, items))) if *known == kind => {
                items.push(words.to_owned());
            }
            (Some((kind, words)), _) => blocks.push((kind, vec![words.to_owned()])),
            (None, Some((_, items))) if is_open => {
                if let Some(item) = items.last_mut() {
                    item.push(' ');
                    item.push_str(words);
                }
            }
            (None, _) => blocks.push(("paragraph", vec![words.to_owned()])),
        }
        is_open = true;
    }
    let block = |(kind, items): (&'static str, Vec<String>)| Block {
        kind,
        items: items.iter().map(|item| spans(item)).collect(),
    };
    blocks.into_iter().map(block).collect()
}

/// The sort and the words of an item of a list.
fn item(line: &str) -> Option<(&'static str, &str)> {
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(("list", words));
    }
    let (number, words) = line.split_once(". ")?;
    let is_number =
        !number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(("numbers", words))
}

/// The words of a line.
pub(crate) fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((span, behind)) = marked(rest, plain.chars().next_back()) {
            end(&mut plain, &mut spans);
            spans.push(span);
            rest = behind;
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    end(&mut plain, &mut spans);
    spans
}

/// A message: what stands between back quotes is code, and nothing else is more than words.
///
/// Messages quote the project, which must not bring links and loud words of its own.
pub(crate) fn said(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('`') {
        plain.push_str(before);
        match behind.split_once('`') {
            Some((inside, behind)) if !inside.is_empty() && !inside.contains('\n') => {
                end(&mut plain, &mut spans);
                spans.push(span("code", inside));
                rest = behind;
            }
            _ => {
                plain.push('`');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    end(&mut plain, &mut spans);
    spans
}

fn end(plain: &mut String, spans: &mut Vec<Span>) {
    if !plain.is_empty() {
        spans.push(span("text", &std::mem::take(plain)));
    }
}

fn span(kind: &'static str, text: &str) -> Span {
    Span {
        kind,
        text: printable(text),
        address: String::new(),
    }
}

/// Text without what terminals and readers could be tricked by; lines stay lines.
pub(crate) fn printable(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(assay_source::printable).collect();
    lines.join("\n")
}

/// What begins here and is no plain text, with what stands behind it.
fn marked(text: &str, before: Option<char>) -> Option<(Span, &str)> {
    let between = |mark: &str| {
        let (inside, behind) = text.strip_prefix(mark)?.split_once(mark)?;
        (!inside.trim().is_empty()).then_some((inside, behind))
    };
    if let Some((inside, behind)) = between("`") {
        return Some((span("code", inside), behind));
    }
    if let Some((inside, behind)) = between("**") {
        return Some((span("strong", inside), behind));
    }
    let is_word = before.is_some_and(char::is_alphanumeric);
    if let Some((inside, behind)) =
        between("*").filter(|(inside, _)| !is_word && !inside.starts_with([' ', '*']))
    {
        return Some((span("emphasis", inside), behind));
    }
    let (words, behind) = text.strip_prefix('[')?.split_once("](")?;
    let (address, behind) = behind.split_once(')')?;
    // Nothing but pages of the web is linked: other schemes run scripts or open programs.
    let is_page = address.starts_with("https://") && !address.contains(char::is_whitespace);
    (is_page && !words.contains('[')).then(|| {
        let link = Span {
            address: address.to_owned(),
            ..span("link", words)
        };
        (link, behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&'static str, String)> {
        spans(text)
            .into_iter()
            .map(|span| (span.kind, span.text))
            .collect()
    }

    #[test]
    fn words_have_their_kind() {
        let expected = [
            ("text", "Use "),
            ("code", "a*b*c"),
            ("text", " "),
            ("emphasis", "here"),
            ("text", "."),
        ];
        let expected: Vec<_> = expected.map(|(kind, text)| (kind, text.to_owned())).into();
        assert_eq!(told("Use `a*b*c` *here*."), expected);
        assert_eq!(told("2 * 3 * 4"), [("text", "2 * 3 * 4".to_owned())]);
        assert_eq!(told("a `b"), [("text", "a `b".to_owned())]);
    }

    #[test]
    fn a_message_has_code_and_nothing_louder() {
        let told = |text: &str| -> Vec<_> {
            said(text)
                .into_iter()
                .map(|span| (span.kind, span.text))
                .collect()
        };
        let own = |pairs: &[(&'static str, &str)]| -> Vec<_> {
            pairs
                .iter()
                .map(|(kind, text)| (*kind, (*text).to_owned()))
                .collect()
        };
        assert_eq!(
            told("`a*b` of **x** [y](https://example.org)"),
            own(&[
                ("code", "a*b"),
                ("text", " of **x** [y](https://example.org)")
            ])
        );
        assert_eq!(told("one ` two"), own(&[("text", "one ` two")]));
        assert_eq!(told("``"), own(&[("text", "``")]));
        assert_eq!(told("a\nb `c`"), own(&[("text", "a\nb "), ("code", "c")]));
    }

    #[test]
    fn only_pages_are_linked() {
        let link = spans("see [this](https://example.org/a) now");
        assert_eq!(
            link.get(1).map(|span| (span.kind, span.address.as_str())),
            Some(("link", "https://example.org/a"))
        );
        for text in [
            "[a](javascript:alert(1))",
            "[a](//example.org)",
            "[a](https://e x)",
        ] {
            assert!(spans(text).iter().all(|span| span.kind != "link"), "{text}");
        }
    }

    #[test]
    fn lists_and_paragraphs_are_told_apart() {
        let blocks = blocks("One\ngoes on.\n\n- a\n  more\n- b\n\nTwo.\n1. x\n2. y\n");
        let told: Vec<_> = blocks
            .iter()
            .map(|block| (block.kind, block.items.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("paragraph", 1),
                ("list", 2),
                ("paragraph", 1),
                ("numbers", 2)
            ]
        );
    }
}
