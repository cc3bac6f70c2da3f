//! Values that exceptions carry: what is raised, which clause takes it, and what is in it.
//!
//! ```python
//! try:
//!     raise Refused(name)            # arrives at the clauses of this `try`
//! except Refused as error:
//!     return error.name              # taken by this one
//! ```
//!
//! Only exceptions that carry input or taints are followed. They are kept for each handler, not in the state:
//! what is raised is hardly ever changed before it is caught.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_python::ClassRef;
use assay_python::ir::{self, BlockId, Op};
use smallvec::SmallVec;

use super::call::Args;
use super::graph::successors;
use super::{Analysis, Mode};
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::value::{CellId, Key, Object, Value};

/// How many blocks behind a handler are looked at for its clauses.
const BEHIND: usize = 64;

/// How many cells of exceptions that leave a function are kept.
const KEPT: usize = 16;

/// What is raised in a function.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exceptions {
    /// What may arrive at each handler.
    arriving: BTreeMap<BlockId, Value>,
    /// Which of that its clauses take.
    taken: BTreeMap<BlockId, SmallVec<[CellId; 4]>>,
    /// For blocks behind a handler: which one, and whether a clause of it has begun.
    behind: Arc<BTreeMap<BlockId, (BlockId, bool)>>,
    /// The blocks in which the clauses of a handler begin.
    clauses: Arc<BTreeMap<BlockId, SmallVec<[BlockId; 2]>>>,
    /// Clauses at which more arrives than when they were last visited.
    changed: Vec<BlockId>,
    /// True if something has arrived since it was last asked what goes on to outer handlers.
    unsettled: bool,
    /// Visited blocks that raise again what they were given.
    again: Vec<BlockId>,
    /// Cells of what leaves the function.
    cells: BTreeMap<CellId, Arc<Cell>>,
}

impl Exceptions {
    /// Which clauses belong to which handler; nothing is raised yet.
    pub(crate) fn of(function: &ir::Function) -> Self {
        let mut behind = BTreeMap::new();
        let mut clauses: BTreeMap<BlockId, SmallVec<[BlockId; 2]>> = BTreeMap::new();
        let mut handlers: Vec<BlockId> = function
            .blocks
            .iter()
            .filter_map(|block| block.handler)
            .collect();
        handlers.sort_unstable();
        handlers.dedup();
        for handler in handlers {
            let mut queue = vec![(handler, false)];
            let mut at = 0;
            while let Some((block, begun)) = queue.get(at).copied() {
                at += 1;
                let index = block.0 as usize;
                let Some(code) = function.blocks.get(index) else {
                    continue;
                };
                let catches = |instr: &ir::Instr| matches!(instr.op, Op::Catch { .. });
                if !begun && code.instrs.iter().any(catches) {
                    clauses.entry(handler).or_default().push(block);
                }
                let begun = begun || code.instrs.iter().any(catches);
                behind.entry(block).or_insert((handler, begun));
                for next in successors(function, index) {
                    let next = BlockId(u32::try_from(next).unwrap_or(u32::MAX));
                    let known = queue.iter().any(|(block, _)| *block == next);
                    if !known && Some(next) != code.handler && queue.len() < BEHIND {
                        queue.push((next, begun));
                    }
                }
            }
        }
        Self {
            behind: Arc::new(behind),
            clauses: Arc::new(clauses),
            ..Self::default()
        }
    }

    /// Clauses that have to be visited again.
    pub(super) fn take_changed(&mut self) -> Vec<BlockId> {
        std::mem::take(&mut self.changed)
    }

    /// True if nothing has arrived since it was last asked what goes on to outer handlers.
    pub(super) fn is_settled(&self) -> bool {
        !self.unsettled
    }

    /// The cells of what leaves the function.
    pub(super) fn take_cells(&mut self) -> BTreeMap<CellId, Arc<Cell>> {
        std::mem::take(&mut self.cells)
    }
}

impl Analysis<'_> {
    /// `raise value`, here or in a function that is called here.
    pub(super) fn throw(&mut self, value: &Value) {
        if self.mode == Mode::Static || self.deep(value).is_empty() {
            return;
        }
        let value = self.with_facts(value.clone());
        self.arrive(self.handler, &value);
    }

    fn arrive(&mut self, handler: Option<BlockId>, value: &Value) {
        let mut data = value.to_data();
        data.identity = 0;
        data.predicate = None;
        data.aspect = None;
        let value: Value = data.into();
        let Some(handler) = handler else {
            self.keep_cells(&value);
            self.draft.raised = self.draft.raised.join(&value);
            return;
        };
        let known = self.exceptions.arriving.entry(handler).or_default();
        let joined = known.join(&value);
        if joined != *known {
            *known = joined;
            if let Some(clauses) = self.exceptions.clauses.get(&handler) {
                self.exceptions.changed.extend_from_slice(clauses);
            }
            self.exceptions.unsettled = true;
        }
    }

    /// Keeps what an exception that leaves the function refers to: no way out of the function holds it.
    fn keep_cells(&mut self, value: &Value) {
        let mut queue: Vec<CellId> = value.objects().iter().filter_map(Self::own_cell).collect();
        while let Some(id) = queue.pop() {
            if id.is_static() || self.exceptions.cells.len() >= KEPT {
                continue;
            }
            let Some(cell) = self.state.cells.get(id).cloned() else {
                continue;
            };
            let kept = match self.exceptions.cells.get(&id) {
                Some(known) if **known == *cell => continue,
                Some(known) => Arc::new(known.join(&cell)),
                None => cell,
            };
            let inside = kept.fields.values().chain([&kept.rest]);
            queue.extend(inside.flat_map(Value::objects).filter_map(Self::own_cell));
            self.exceptions.cells.insert(id, kept);
        }
    }

    /// Notes that a visited block raises again what it was given.
    pub(super) fn throw_again(&mut self, block: BlockId) {
        if !self.exceptions.again.contains(&block) {
            self.exceptions.again.push(block);
        }
    }

    /// Hands on what was caught and raised again, or not caught by any clause.
    pub(super) fn hand_on(&mut self) {
        self.exceptions.unsettled = false;
        for block in self.exceptions.again.clone() {
            let Some((handler, begun)) = self.exceptions.behind.get(&block).copied() else {
                continue;
            };
            let Some(arriving) = self.exceptions.arriving.get(&handler).cloned() else {
                continue;
            };
            let taken = self.exceptions.taken.get(&handler).cloned();
            let taken = taken.unwrap_or_default();
            let mut data = arriving.to_data();
            data.objects.retain(|object| {
                let is_taken = matches!(object, Object::Cell(id) if taken.contains(id));
                is_taken == begun
            });
            if data.objects.is_empty() && (begun || !data.open) {
                continue;
            }
            let outer = self
                .ir
                .blocks
                .get(block.0 as usize)
                .and_then(|block| block.handler);
            self.arrive(outer, &data.into());
        }
    }

    /// What an `except` clause for these types takes of what arrives.
    pub(super) fn taken(&mut self, types: Option<&Value>) -> Value {
        let Some((handler, _)) = self.exceptions.behind.get(&self.block).copied() else {
            return Value::Bottom;
        };
        let Some(arriving) = self.exceptions.arriving.get(&handler).cloned() else {
            return Value::Bottom;
        };
        let mut result = Value::Bottom;
        for object in arriving.objects() {
            if self.is_caught(object, types, 0) {
                if let Object::Cell(id) = object {
                    let taken = self.exceptions.taken.entry(handler).or_default();
                    if !taken.contains(id) {
                        taken.push(*id);
                    }
                }
                result = result.join(&Value::object(object.clone()));
            }
        }
        let whole = !arriving.labels().is_empty() && self.catches_all(types, 0);
        if whole {
            result = result.join(&Value::Unknown).and_labels(arriving.labels());
        }
        result
    }

    fn catches_all(&self, types: Option<&Value>, depth: u32) -> bool {
        let Some(types) = types else { return true };
        depth < 2
            && types.objects().iter().any(|object| match object {
                Object::Symbol(symbol) => matches!(
                    self.engine.symbols.exception_name(*symbol),
                    Some("Exception" | "BaseException")
                ),
                Object::Cell(id) => self
                    .cell(*id)
                    .is_some_and(|cell| self.catches_all(Some(&cell.everything()), depth + 1)),
                _ => false,
            })
    }

    fn is_caught(&self, raised: &Object, types: Option<&Value>, depth: u32) -> bool {
        if self.catches_all(types, depth) {
            return true;
        }
        let kind = match raised {
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(kind) => kind.clone(),
                None => return false,
            },
            _ => return false,
        };
        let wanted = types.map(Value::objects).unwrap_or_default();
        wanted.iter().any(|object| match object {
            Object::Cell(id) if depth < 2 => self
                .cell(*id)
                .is_some_and(|cell| self.is_caught(raised, Some(&cell.everything()), depth + 1)),
            _ => self.engine.is_kind_of(&kind, object, None),
        })
    }

    /// A call of one of Python's exception classes: the arguments are its `args`.
    pub(super) fn exception(&mut self, class: SymbolId, args: &Args) -> Value {
        let given = self.exception_args(args);
        let mut cell = Cell::new(CellKind::Library(class));
        for (key, value) in given {
            cell.fields.insert(key, value);
        }
        self.allocate(cell)
    }

    /// `abort(404, text)` raises an exception that carries the text to error handlers.
    pub(super) fn abort(&mut self, name: &str, args: &Args) {
        if name.rsplit('.').next() != Some("abort") || self.mode == Mode::Static {
            return;
        }
        let symbols = &self.engine.symbols;
        let (Some(class), Some(code), Some(description)) = (
            symbols
                .dotted("werkzeug.exceptions.HTTPException")
                .and_then(|class| symbols.called(class)),
            symbols.name("code"),
            symbols.name("description"),
        ) else {
            return;
        };
        let text = args.positional.get(1).or_else(|| args.keyword(description));
        let Some(text) = text.cloned() else { return };
        let text = self.with_facts(text);
        let mut cell = Cell::new(CellKind::Library(class));
        cell.fields.insert(Key::Attr(description), text);
        if let Some(status) = args.positional.first() {
            cell.fields.insert(Key::Attr(code), status.clone());
        }
        let raised = self.allocate(cell);
        self.throw(&raised);
    }

    /// The fields that every exception has.
    fn exception_args(&mut self, args: &Args) -> Vec<(Key, Value)> {
        let mut values: Vec<Value> = args
            .positional
            .iter()
            .map(|v| self.with_facts(v.clone()))
            .collect();
        values.extend(args.star.clone());
        let Some(name) = self.engine.symbols.name("args") else {
            return Vec::new();
        };
        let given = self.allocate(Cell::sequence(CellKind::Tuple, values));
        vec![(Key::Attr(name), given)]
    }

    /// The constructor of an exception class that has none of its own, for an instance of a class of the project.
    pub(super) fn construct_exception(&mut self, instance: &Value, args: &Args) {
        for (key, value) in self.exception_args(args) {
            self.store(instance, &key, &value);
        }
    }

    /// True for a class of exceptions.
    pub(super) fn is_exception(&self, class: ClassRef) -> bool {
        self.engine.libraries_of(class).any(|base| {
            self.engine.symbols.exception_name(base).is_some()
                || self.engine.symbols.text(base).ends_with("Exception")
        })
    }

    /// A number is made of a text: where it is none, the error repeats the text as Python would quote it.
    pub(super) fn refused(&mut self, value: &Value) {
        if self.handler.is_none() || self.mode == Mode::Static || value.labels().is_empty() {
            return;
        }
        let Some(class) = self.engine.symbols.dotted("builtins.ValueError") else {
            return;
        };
        let text = self.quoted(value);
        let error = self.exception(class, &Args::of(&[text]));
        self.throw(&error);
    }
}
