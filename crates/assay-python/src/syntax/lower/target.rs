//! What values are assigned to: names, attributes, items, slices and patterns of them.

use assay_source::Range;
use ruff_python_ast::Expr;

use crate::ir::{Op, Reg};
use crate::syntax::range_of;
use crate::syntax::scope::noted_name;

use super::Lowerer;

impl<'a> Lowerer<'_, 'a> {
    /// The register in which a target keeps its value, if a result can be written there directly.
    pub(super) fn target_register(&mut self, target: &Expr) -> Option<Reg> {
        match target {
            Expr::Name(name) => {
                noted_name(&name.node_index).and_then(|name| self.register_of(name))
            }
            _ => None,
        }
    }

    /// Assigns a value that may already be in the target's register.
    pub(super) fn assign(&mut self, target: &'a Expr, src: Reg) {
        let range = range_of(target);
        match target {
            Expr::Name(name) => self.store_noted(&name.node_index, src, range),
            Expr::Attribute(node) => {
                let object = self.expression(&node.value);
                let name = self.intern(node.attr.as_str());
                self.emit(Op::SetAttr { object, name, src }, range);
            }
            Expr::Subscript(node) => {
                let object = self.expression(&node.value);
                if let Expr::Slice(slice) = &*node.slice {
                    self.slice_bounds(slice);
                    self.emit(Op::SetSlice { object, src }, range);
                } else {
                    let key = self.expression(&node.slice);
                    self.emit(Op::SetItem { object, key, src }, range);
                }
            }
            Expr::Tuple(node) => self.unpack(&node.elts, src, range),
            Expr::List(node) => self.unpack(&node.elts, src, range),
            Expr::Starred(node) => self.assign(&node.value, src),
            // Not something that can be assigned to: evaluated for what it does.
            _ => {
                self.expression(target);
            }
        }
    }

    /// `a, (b, c), *d = src`: simple names are written at once, the rest through temporaries.
    fn unpack(&mut self, elements: &'a [Expr], src: Reg, range: Range) {
        let mut star = None;
        let mut targets = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            let element = match element {
                Expr::Starred(starred) => {
                    star = u32::try_from(index).ok();
                    &starred.value
                }
                other => other,
            };
            let register = self.target_register(element);
            targets.push(self.destination(register));
        }
        self.emit(
            Op::Unpack {
                targets: targets.clone().into_boxed_slice(),
                star,
                src,
            },
            range,
        );
        for (element, register) in elements.iter().zip(targets) {
            self.assign(element, register);
        }
    }

    /// `del target`.
    pub(super) fn delete(&mut self, target: &'a Expr) {
        let range = range_of(target);
        match target {
            Expr::Name(name) => self.delete_noted(&name.node_index, range),
            Expr::Attribute(node) => {
                let object = self.expression(&node.value);
                let name = self.intern(node.attr.as_str());
                self.emit(Op::DelAttr { object, name }, range);
            }
            Expr::Subscript(node) => {
                let object = self.expression(&node.value);
                let key = self.expression(&node.slice);
                self.emit(Op::DelItem { object, key }, range);
            }
            Expr::Tuple(node) => {
                for target in &node.elts {
                    self.delete(target);
                }
            }
            Expr::List(node) => {
                for target in &node.elts {
                    self.delete(target);
                }
            }
            _ => {
                self.expression(target);
            }
        }
    }
}
