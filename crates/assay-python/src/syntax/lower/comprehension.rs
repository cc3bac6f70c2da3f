//! Comprehensions: loops that append, written where they stand.

use ruff_python_ast::{AtomicNodeIndex, Comprehension, Expr};

use crate::ir::{BlockId, End, Name, Op, Reg, SequenceKind};
use crate::syntax::range_of;
use crate::syntax::scope::{ScopeId, noted};

use super::Lowerer;
use super::name::{Place, Slot};

/// The parts of a comprehension, whatever its brackets.
struct Parts<'a> {
    node: &'a AtomicNodeIndex,
    /// `None` for a dictionary.
    kind: Option<SequenceKind>,
    key: Option<&'a Expr>,
    element: &'a Expr,
    generators: &'a [Comprehension],
}

impl<'a> Parts<'a> {
    fn of(expression: &'a Expr) -> Option<Self> {
        Some(match expression {
            Expr::ListComp(node) => Self {
                node: &node.node_index,
                kind: Some(SequenceKind::List),
                key: None,
                element: &node.elt,
                generators: &node.generators,
            },
            Expr::SetComp(node) => Self {
                node: &node.node_index,
                kind: Some(SequenceKind::Set),
                key: None,
                element: &node.elt,
                generators: &node.generators,
            },
            Expr::Generator(node) => Self {
                node: &node.node_index,
                kind: Some(SequenceKind::Generator),
                key: None,
                element: &node.elt,
                generators: &node.generators,
            },
            Expr::DictComp(node) => Self {
                node: &node.node_index,
                kind: None,
                key: node.key.as_deref(),
                element: &node.value,
                generators: &node.generators,
            },
            _ => return None,
        })
    }
}

impl<'a> Lowerer<'_, 'a> {
    /// A comprehension; its variables are registers of their own and are not seen outside.
    pub(super) fn comprehension(&mut self, expression: &'a Expr) -> Reg {
        let range = range_of(expression);
        let Some(parts) = Parts::of(expression) else {
            return self.unknown(range);
        };
        let Some(first) = parts.generators.first() else {
            return self.unknown(range);
        };
        let Some(id) = noted(parts.node).map(ScopeId) else {
            return self.unknown(range);
        };
        let source = self.expression(&first.iter);
        let container = self.temp();
        self.emit(
            match parts.kind {
                Some(kind) => Op::Sequence {
                    dst: container,
                    kind,
                    elements: Box::default(),
                },
                None => Op::Dict {
                    dst: container,
                    entries: Box::default(),
                },
            },
            range,
        );
        let hidden = self.enter_comprehension(id);
        self.state.comprehensions += 1;
        let mut loops: Vec<(BlockId, BlockId)> = Vec::with_capacity(parts.generators.len());
        for (index, generator) in parts.generators.iter().enumerate() {
            let source = if index == 0 {
                source
            } else {
                self.expression(&generator.iter)
            };
            loops.push(self.generator(generator, source));
        }
        self.append(&parts, container);
        for (head, done) in loops.into_iter().rev() {
            self.jump(head);
            self.start(done);
        }
        self.state.comprehensions -= 1;
        self.leave_comprehension(hidden);
        container
    }

    /// One `for … in … if …`: its head, and where it goes when it is done.
    fn generator(&mut self, generator: &'a Comprehension, source: Reg) -> (BlockId, BlockId) {
        let iterator = self.temp();
        self.emit(
            Op::Iter {
                dst: iterator,
                src: source,
            },
            range_of(&generator.iter),
        );
        let head = self.new_block();
        let body = self.new_block();
        let done = self.new_block();
        self.start(head);
        let hint = self.target_register(&generator.target);
        let dst = self.destination(hint);
        self.end(End::Next {
            dst,
            iterator,
            body,
            done,
        });
        self.start(body);
        self.assign(&generator.target, dst);
        for test in &generator.ifs {
            let holds = self.new_block();
            self.condition(test, holds, head);
            self.start(holds);
        }
        (head, done)
    }

    fn append(&mut self, parts: &Parts<'a>, container: Reg) {
        let key = parts.key.map(|key| self.expression(key));
        let (element, star) = match parts.element {
            Expr::Starred(starred) => (&*starred.value, true),
            other => (other, false),
        };
        let value = self.expression(element);
        let range = range_of(element);
        // `[*row for row in rows]` and `{**row for row in rows}` add all that is in the element.
        if star || (parts.kind.is_none() && key.is_none()) {
            self.append_all(container, value, range, key);
            return;
        }
        self.emit(
            Op::Append {
                container,
                key,
                value,
            },
            range,
        );
    }

    fn append_all(
        &mut self,
        container: Reg,
        source: Reg,
        range: assay_source::Range,
        key: Option<Reg>,
    ) {
        let iterator = self.temp();
        self.emit(
            Op::Iter {
                dst: iterator,
                src: source,
            },
            range,
        );
        let head = self.new_block();
        let body = self.new_block();
        let done = self.new_block();
        self.start(head);
        let value = self.temp();
        self.end(End::Next {
            dst: value,
            iterator,
            body,
            done,
        });
        self.start(body);
        self.emit(
            Op::Append {
                container,
                key,
                value,
            },
            range,
        );
        self.jump(head);
        self.start(done);
    }

    /// Makes the variables of a comprehension visible; gives what they hide.
    fn enter_comprehension(&mut self, id: ScopeId) -> Vec<(Name, Slot)> {
        let Some(scope) = self.scope(id) else {
            return Vec::new();
        };
        let first = self
            .comprehension_registers
            .get(id.0 as usize)
            .copied()
            .unwrap_or_default();
        let mut hidden = Vec::with_capacity(scope.variables.len());
        for (variable, register) in scope.variables.iter().zip(first..) {
            let place = if variable.flags.is_captured() {
                self.comprehension_place(id, variable.name, 0)
            } else {
                Place::Local(Reg(register))
            };
            let slot = Slot {
                stamp: self.state.stamp,
                place,
                ..Slot::default()
            };
            hidden.push((variable.name, self.replace_slot(variable.name, slot)));
        }
        hidden
    }

    fn leave_comprehension(&mut self, hidden: Vec<(Name, Slot)>) {
        for (name, slot) in hidden {
            self.replace_slot(name, slot);
        }
    }
}
