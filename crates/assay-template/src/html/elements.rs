//! The tags of a template with their attributes, for rules about the page itself.
//!
//! The text is read once from beginning to end, as if every branch were taken.
//! So a tag that stands in two branches occurs twice, and an attribute that stands in one branch is there.

use assay_source::Range;

use super::state::{Event, State};
use crate::tree::{Node, NodeKind, OutputId, Template};

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name in lower case.
    pub name: String,
    /// True for `</name>`.
    pub is_end: bool,
    /// From `<` to `>`.
    pub range: Range,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in lower case; a zero byte stands for something put out.
    pub name: String,
    /// What its value is made of.
    pub value: Vec<ValuePart>,
    /// From its name to the end of its value.
    pub range: Range,
}

/// A part of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValuePart {
    /// Literal text.
    Text(Range),
    /// Something put out.
    Output(OutputId),
}

impl Element {
    /// The attribute with this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// True if attributes may be there that the text does not show.
    pub fn has_unknown_attributes(&self) -> bool {
        self.attributes
            .iter()
            .any(|attribute| attribute.name.contains('\0'))
    }
}

impl Attribute {
    /// The value, if it is only literal text.
    pub fn literal<'t>(&self, template: &'t Template) -> Option<&'t str> {
        match self.value.as_slice() {
            [] => Some(""),
            [ValuePart::Text(range)] => Some(template.slice(*range)),
            _ => None,
        }
    }

    /// The literal text with which the value begins.
    pub fn beginning<'t>(&self, template: &'t Template) -> &'t str {
        match self.value.first() {
            Some(ValuePart::Text(range)) => template.slice(*range),
            Some(ValuePart::Output(_)) | None => "",
        }
    }
}

/// All tags of a template in document order.
pub fn elements(template: &Template) -> Vec<Element> {
    let mut collector = Collector {
        template,
        state: State::default(),
        elements: Vec::new(),
        open: None,
    };
    collector.nodes(&template.nodes);
    collector.elements
}

struct Collector<'t> {
    template: &'t Template,
    state: State,
    elements: Vec<Element>,
    open: Option<Element>,
}

impl Collector<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let NodeKind::Output { id, .. } = &node.kind {
                self.output(*id);
            } else if matches!(node.kind, NodeKind::Text) {
                self.text(node.range);
            }
            for body in node.bodies() {
                self.nodes(body);
            }
        }
    }

    fn output(&mut self, id: OutputId) {
        let in_value = self.state.is_in_value();
        self.state.output();
        if let Some(attribute) = self
            .open
            .as_mut()
            .and_then(|open| open.attributes.last_mut())
            .filter(|_| in_value)
        {
            attribute.value.push(ValuePart::Output(id));
        }
    }

    fn text(&mut self, range: Range) {
        let text = self.template.slice(range);
        let (open, elements) = (&mut self.open, &mut self.elements);
        self.state.read(text.as_bytes(), range.start, &mut |event| {
            collect(open, elements, event);
        });
    }
}

fn collect(open: &mut Option<Element>, elements: &mut Vec<Element>, event: Event) {
    match (event, open.as_mut()) {
        (Event::TagStart(offset, is_end), _) => {
            let range = Range::new(offset, offset);
            *open = Some(Element {
                name: String::new(),
                is_end,
                range,
                attributes: Vec::new(),
            });
        }
        (Event::TagName(name), Some(element)) => element.name = name,
        (Event::Attribute(name, end), Some(element)) => {
            let length = u32::try_from(name.len()).unwrap_or_default();
            let range = Range::new(end.saturating_sub(length), end);
            element.attributes.push(Attribute {
                name,
                value: Vec::new(),
                range,
            });
        }
        (Event::ValueByte(offset), Some(element)) => {
            if let Some(attribute) = element.attributes.last_mut() {
                match attribute.value.last_mut() {
                    Some(ValuePart::Text(range)) if range.end == offset => range.end = offset + 1,
                    _ => attribute
                        .value
                        .push(ValuePart::Text(Range::new(offset, offset + 1))),
                }
            }
        }
        (Event::ValueEnd(offset), Some(element)) => {
            if let Some(attribute) = element.attributes.last_mut() {
                attribute.range.end = offset;
            }
        }
        (Event::TagEnd(offset), Some(element)) => {
            element.range.end = offset;
            elements.extend(open.take());
        }
        (_, None) => {}
    }
}
