//! YAML as a tree in which every key and value knows its bytes.
//!
//! Aliases are written out and `<<` is merged, both up to a limit. JSON is read as YAML, which it nearly is.

use std::collections::BTreeMap;

use assay_source::Range;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::Piece;
use crate::limits;

/// A value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its bytes; those of a list or mapping reach from its first to its last value.
    pub(crate) range: Range,
    /// What it is.
    pub(crate) value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text, number, boolean or nothing, as it is written.
    Scalar {
        /// The text.
        text: String,
        /// True if it stands in quotes or in a block, so that it is surely a text.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in order.
    Map(Vec<(Piece, Node)>),
}

impl Node {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Piece, &Node)> {
        self.entries()
            .iter()
            .find(|(name, _)| name.text == key)
            .map(|(name, value)| (name, value))
    }

    /// The value at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a mapping; none of anything else.
    pub(crate) fn entries(&self) -> &[(Piece, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar { .. } | Value::List(_) => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar { .. } | Value::Map(_) => &[],
        }
    }

    /// The text of a scalar; `None` for nothing (`~`, `null` or empty) and for lists and mappings.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, quoted } => {
                let is_nothing = !quoted && matches!(text.as_str(), "" | "~" | "null");
                (!is_nothing).then_some(text)
            }
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// A scalar with its place.
    pub(crate) fn piece(&self) -> Option<Piece> {
        Some(Piece {
            text: self.text()?.to_owned(),
            range: self.range,
        })
    }

    /// True for `true`, `yes` and `on`.
    pub(crate) fn is_true(&self) -> bool {
        self.text().is_some_and(|text| {
            ["true", "yes", "on"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word))
        })
    }

    fn size(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Value::Map(entries) => {
                1 + entries
                    .iter()
                    .map(|(_, value)| 1 + value.size())
                    .sum::<usize>()
            }
        }
    }
}

/// Why a text is no YAML that we read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong.
    pub(crate) message: String,
    /// Where.
    pub(crate) range: Range,
}

/// The documents of a text; what stands before a fault is kept.
pub(crate) fn parse(text: &str) -> (Vec<Node>, Option<Fault>) {
    let offsets = Offsets::new(text);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let fault = match event {
            Ok((event, span)) => builder.add(event, offsets.range(span)).err(),
            Err(error) => Some(Fault {
                message: error.info().to_owned(),
                range: offsets.at(error.marker().index()),
            }),
        };
        if fault.is_some() {
            return (builder.documents, fault);
        }
    }
    (builder.documents, None)
}

/// Bytes by character, because the parser counts characters.
enum Offsets {
    Same(usize),
    Table(Vec<u32>),
}

impl Offsets {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Same(text.len());
        }
        let ends = text.char_indices().map(|(at, _)| at);
        let all = ends.chain([text.len()]);
        Self::Table(
            all.map(|at| u32::try_from(at).unwrap_or(u32::MAX))
                .collect(),
        )
    }

    fn byte(&self, character: usize) -> u32 {
        match self {
            Self::Same(length) => u32::try_from(character.min(*length)).unwrap_or(u32::MAX),
            Self::Table(table) => table
                .get(character)
                .or(table.last())
                .copied()
                .unwrap_or_default(),
        }
    }

    fn range(&self, span: Span) -> Range {
        let start = self.byte(span.start.index());
        Range::new(start, self.byte(span.end.index()).max(start))
    }

    fn at(&self, character: usize) -> Range {
        let at = self.byte(character);
        Range::new(at, at)
    }
}

/// A list or mapping that is not finished.
struct Open {
    anchor: usize,
    range: Range,
    /// The key that waits for its value, inside a mapping.
    key: Option<Piece>,
    value: Value,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
}

impl Builder {
    fn add(&mut self, event: Event<'_>, range: Range) -> Result<(), Fault> {
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.unwrap_or(Node {
                    range,
                    value: Value::List(Vec::new()),
                });
                self.put(0, node)
            }
            Event::Scalar(text, style, anchor, _) => {
                let quoted = style != ScalarStyle::Plain;
                let text = text.into_owned();
                let value = Value::Scalar { text, quoted };
                self.put(anchor, Node { range, value })
            }
            Event::SequenceStart(anchor, _) => self.start(anchor, range, Value::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.start(anchor, range, Value::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Ok(());
                };
                let value = match open.value {
                    Value::Map(entries) => Value::Map(merged(entries)),
                    value @ (Value::Scalar { .. } | Value::List(_)) => value,
                };
                let end = last_byte(&value).unwrap_or(range.end);
                let range = Range::new(open.range.start, end.max(open.range.start));
                self.put(open.anchor, Node { range, value })
            }
        }
    }

    fn start(&mut self, anchor: usize, range: Range, value: Value) -> Result<(), Fault> {
        if self.open.len() >= limits::YAML_DEPTH {
            return Err(Fault {
                message: "nested too deeply".to_owned(),
                range,
            });
        }
        self.open.push(Open {
            anchor,
            range,
            key: None,
            value,
        });
        Ok(())
    }

    fn put(&mut self, anchor: usize, node: Node) -> Result<(), Fault> {
        // Those of a list or mapping were counted when its parts were.
        self.nodes += if matches!(node.value, Value::Scalar { .. }) {
            1
        } else {
            node.size()
        };
        if self.nodes > limits::YAML_NODES * limits::YAML_DEPTH {
            return Err(Fault {
                message: "too many values".to_owned(),
                range: node.range,
            });
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open {
                value: Value::List(items),
                ..
            }) => items.push(node),
            Some(Open {
                value: Value::Map(entries),
                key,
                ..
            }) => match key.take() {
                None => {
                    *key = Some(Piece {
                        text: match node.value {
                            Value::Scalar { text, .. } => text,
                            Value::List(_) | Value::Map(_) => String::new(),
                        },
                        range: node.range,
                    });
                }
                Some(name) => entries.push((name, node)),
            },
            Some(Open {
                value: Value::Scalar { .. },
                ..
            }) => {}
        }
        Ok(())
    }
}

/// The entries with those of `<<` behind their own.
fn merged(mut entries: Vec<(Piece, Node)>) -> Vec<(Piece, Node)> {
    let Some(at) = entries.iter().position(|(key, _)| key.text == "<<") else {
        return entries;
    };
    let (_, from) = entries.remove(at);
    let sources = match &from.value {
        Value::Map(_) => std::slice::from_ref(&from),
        Value::List(items) => items,
        Value::Scalar { .. } => &[],
    };
    for (key, value) in sources.iter().flat_map(Node::entries) {
        if !entries.iter().any(|(own, _)| own.text == key.text) {
            entries.push((key.clone(), value.clone()));
        }
    }
    entries
}

fn last_byte(value: &Value) -> Option<u32> {
    match value {
        Value::Scalar { .. } => None,
        Value::List(items) => items.iter().map(|item| item.range.end).max(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| value.range.end.max(key.range.end))
            .max(),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "# ä\nservices:\n  web: &a\n    image: \"shop:1\"\n    ports: [80, 443]\n  job:\n    <<: *a\n    user: root\n";
        let (documents, fault) = parse(text);
        assert_eq!(fault, None);
        let web = documents[0].at(&["services", "web"]).expect("a service");
        let image = web.get("image").expect("an image");
        let place = image.range.start as usize..image.range.end as usize;
        assert_eq!(text.get(place), Some("\"shop:1\""));
        assert_eq!(web.get("ports").map(|ports| ports.items().len()), Some(2));
        let job = documents[0].at(&["services", "job"]).expect("a service");
        assert_eq!(job.get("image").and_then(Node::text), Some("shop:1"));
        assert_eq!(job.get("user").and_then(Node::text), Some("root"));
    }

    #[test]
    fn what_is_no_yaml_is_a_fault() {
        for text in ["a: [1", "a: b: c", "\t- x: {", "{{ x }}: {% y %}"] {
            assert!(parse(text).1.is_some(), "{text}");
        }
    }

    #[test]
    fn bombs_end() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for number in 1..20 {
            let last = number - 1;
            let _ = writeln!(
                text,
                "a{number}: &a{number} [*a{last}, *a{last}, *a{last}, *a{last}, *a{last}, *a{last}]"
            );
        }
        assert!(parse(&text).1.is_some());
        assert!(parse(&"[".repeat(5000)).1.is_some());
    }
}
