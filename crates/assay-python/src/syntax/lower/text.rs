//! f-strings and t-strings.

use std::sync::Arc;

use ruff_python_ast::{
    ConversionFlag, ExprFString, ExprTString, FStringPart, InterpolatedElement,
    InterpolatedStringElement, InterpolatedStringFormatSpec,
};

use assay_source::Range;

use crate::ir::{Const, Op, Part, Reg};
use crate::syntax::limits::ELEMENTS;
use crate::syntax::range_of;

use super::Lowerer;

impl<'a> Lowerer<'_, 'a> {
    /// An f-string, with the plain strings beside it.
    pub(super) fn f_string(&mut self, node: &'a ExprFString, hint: Option<Reg>) -> Reg {
        let mut parts = Parts::default();
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => parts.text.push_str(literal.as_str()),
                FStringPart::FString(string) => self.elements(&string.elements, &mut parts),
            }
        }
        self.format(parts, range_of(node), hint)
    }

    /// A t-string: to us the same, for what becomes of its parts is decided elsewhere.
    pub(super) fn t_string(&mut self, node: &'a ExprTString, hint: Option<Reg>) -> Reg {
        let mut parts = Parts::default();
        for string in &node.value {
            self.elements(&string.elements, &mut parts);
        }
        self.format(parts, range_of(node), hint)
    }

    fn elements(&mut self, elements: &'a [InterpolatedStringElement], parts: &mut Parts) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => parts.text.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(hole) => self.hole(hole, parts),
            }
        }
    }

    fn hole(&mut self, hole: &'a InterpolatedElement, parts: &mut Parts) {
        let range = range_of(&*hole.expression);
        if let Some(debug) = &hole.debug_text {
            parts.text.push_str(debug.as_str());
        }
        let value = self.expression(&hole.expression);
        let spec = hole.format_spec.as_deref().and_then(|spec| self.spec(spec));
        let conversion = match hole.conversion {
            // `f"{x=}"` shows the representation, unless it says how to format.
            ConversionFlag::None => {
                (hole.debug_text.is_some() && hole.format_spec.is_none()).then_some('r')
            }
            ConversionFlag::Str => Some('s'),
            ConversionFlag::Ascii => Some('a'),
            ConversionFlag::Repr => Some('r'),
        };
        parts.count += 1;
        if parts.count <= ELEMENTS {
            parts.end_text();
            parts.list.push(Part::Value {
                value,
                conversion,
                spec,
                range,
            });
        }
    }

    /// The text of a format specification; its holes are evaluated for what they do.
    fn spec(&mut self, spec: &'a InterpolatedStringFormatSpec) -> Option<Arc<str>> {
        let mut text = String::new();
        let mut has_holes = false;
        for element in &spec.elements {
            match element {
                InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(hole) => {
                    has_holes = true;
                    self.expression(&hole.expression);
                    if let Some(spec) = &hole.format_spec {
                        self.spec(spec);
                    }
                }
            }
        }
        (!has_holes).then(|| Arc::from(text))
    }

    fn format(&mut self, mut parts: Parts, range: Range, hint: Option<Reg>) -> Reg {
        if parts.count > ELEMENTS {
            self.too_many(range, "the f-string", parts.count);
        }
        let dst = self.destination(hint);
        if parts.list.is_empty() {
            let value = Const::Str(Arc::from(parts.text));
            self.emit(Op::Const { dst, value }, range);
        } else {
            parts.end_text();
            let parts = parts.list.into_boxed_slice();
            self.emit(Op::Format { dst, parts }, range);
        }
        dst
    }
}

/// The parts of an f-string; texts side by side become one.
#[derive(Default)]
struct Parts {
    list: Vec<Part>,
    text: String,
    count: usize,
}

impl Parts {
    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.list
                .push(Part::Text(Arc::from(std::mem::take(&mut self.text))));
        }
    }
}
