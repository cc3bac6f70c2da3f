//! Running a function in thought as a sender of whom nothing is known.
//!
//! What only known senders have (an entry of the session, the current user, a token) is missing for this sender:
//! it is false and equal to nothing. Branches that hang on it go one way, everything else may go both ways.
//! What cannot be reached then is guarded. A second run goes the other way at those branches, as a known sender would:
//! it tells what lies behind the guard, and which further checks stand there.
//!
//! Registers are joined over all blocks that are reached, until nothing changes; so a name that is set in one branch
//! and tested later is understood without keeping a state for each block.

use std::collections::BTreeMap;
use std::rc::Rc;

use assay_python::FunctionRef;
use assay_python::ir::{Block, BlockId, Const, End, Function, Name, Op, Reg};
use assay_source::Span;

use super::Step;
use super::machine::Machine;
use super::value::{Mark, Value};

/// How often the blocks of a function are gone through before its values count as unknown.
const ROUNDS: usize = 12;

/// How many questions may be asked in one condition.
const FURTHER: usize = 4;

/// How many answers of one function are kept for different arguments and requests.
const ANSWERS: usize = 16;

/// How many blocks are looked at to see whether a side leaves.
const REGION: usize = 24;

/// Exceptions that no refusal is.
const UNRELATED: [&str; 10] = [
    "ArithmeticError",
    "AttributeError",
    "FileNotFoundError",
    "ImportError",
    "IndexError",
    "OSError",
    "TypeError",
    "UnicodeDecodeError",
    "UnicodeError",
    "ValueError",
];

/// The request that is answered, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    pub(crate) method: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) blueprint: Option<String>,
    pub(crate) path: Option<String>,
    /// The names of the variable parts of the URL.
    pub(crate) parameters: Vec<String>,
    /// What decorators have marked the view with.
    pub(crate) marks: Vec<String>,
}

/// A place where the sender decides what happens.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) span: Span,
    pub(super) mark: Mark,
    /// How one gets there from the function that is asked about, if through others.
    pub(super) chain: Vec<Step>,
}

/// What a function does for a sender.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// What comes back.
    pub(super) value: Option<Value>,
    /// The blocks with a `return` that are reached, and what it returns.
    pub(super) returns: Vec<(u32, Reg)>,
    /// How many blocks are reached.
    pub(super) reach: usize,
    /// True if one of them gives nothing back.
    pub(super) passes: bool,
    /// True if the function that is wrapped is called.
    pub(super) goal: bool,
    /// Where the sender decided.
    pub(super) checks: Vec<Check>,
    /// Where an unknown sender is turned away, if it comes to that.
    pub(super) refusals: Vec<Check>,
    /// Queries that ask for what belongs to the sender.
    pub(super) owners: Vec<Check>,
    /// What is remembered for the rest of the request.
    pub(super) stores: Vec<(String, Value)>,
    /// True if it asks which request it is.
    pub(super) reads_request: bool,
    /// True if something on the way was not looked into.
    pub(super) is_cut: bool,
}

/// What came of a question.
pub(super) struct Answer {
    /// The arguments, as far as they say something.
    arguments: Vec<Value>,
    /// The request, if somebody asked which it is.
    request: Option<Rc<Request>>,
    outcome: Rc<Outcome>,
}

impl Answer {
    fn is_to(&self, arguments: &[Value], request: &Request) -> bool {
        self.arguments == arguments
            && (self.request.as_deref()).is_none_or(|asked| asked == request)
    }
}

/// Values of a function while it runs.
pub(super) struct Frame<'a> {
    pub(super) function: FunctionRef,
    pub(super) ir: &'a Function,
    pub(super) registers: Vec<Value>,
    pub(super) variables: BTreeMap<Name, Value>,
    pub(super) request: Rc<Request>,
    pub(super) is_known: bool,
    pub(super) depth: u32,
    /// Keys of the session that the function writes itself.
    pub(super) written: Vec<std::sync::Arc<str>>,
    pub(super) outcome: Outcome,
    changed: bool,
}

impl Frame<'_> {
    pub(super) fn get(&self, register: Reg) -> Value {
        let value = self.registers.get(register.0 as usize);
        value.cloned().unwrap_or(Value::Unknown)
    }

    /// What the function itself has remembered for the rest of the request.
    pub(super) fn stored(&self, name: &str) -> Option<Value> {
        let own = self
            .outcome
            .stores
            .iter()
            .filter(|(known, _)| known == name);
        own.map(|(_, value)| value.clone())
            .reduce(|one, other| one.join(&other))
    }

    /// A variable part of the URL: some text that nobody knows, or nothing.
    pub(super) fn parameter(&self, name: &str) -> Value {
        if self.request.parameters.iter().any(|known| known == name) {
            Value::Constant(Const::Str("…".into()))
        } else {
            Value::Constant(Const::None)
        }
    }

    pub(super) fn put(&mut self, register: Reg, value: &Value) {
        let Some(slot) = self.registers.get_mut(register.0 as usize) else {
            return;
        };
        let joined = slot.clone().join(value);
        if joined != *slot {
            *slot = joined;
            self.changed = true;
        }
    }

    fn put_variable(&mut self, name: Name, value: &Value) {
        let slot = self.variables.entry(name).or_insert(Value::Bottom);
        let joined = slot.clone().join(value);
        if joined != *slot {
            *slot = joined;
            self.changed = true;
        }
    }
}

/// What an instruction did.
pub(super) enum Done {
    /// It gave this value.
    Value(Value),
    /// The sender does not get past it.
    Left,
}

impl<'a> Machine<'a> {
    /// Runs a function; `arguments` are the values of its first parameters.
    pub(super) fn run(
        &mut self,
        function: FunctionRef,
        arguments: &[Value],
        request: &Rc<Request>,
        is_known: bool,
        depth: u32,
    ) -> Rc<Outcome> {
        let said = arguments.iter().rposition(|value| *value != Value::Unknown);
        let said = arguments.get(..said.map_or(0, |last| last + 1));
        let said = said.unwrap_or_default();
        let this = self.this.filter(|this| self.is_of(function, *this));
        let key = (function, is_known, this);
        let mut answers = self.memo.get(&key).into_iter().flatten();
        if let Some(known) = answers.find(|answer| answer.is_to(said, request))
            && !(known.outcome.is_cut && depth == 0)
        {
            if self.unsettled_memo.contains(&key) {
                self.unsettled += 1;
            }
            return Rc::clone(&known.outcome);
        }
        let Some(ir) = self.log.function(function) else {
            return Rc::new(Outcome::default());
        };
        if self.active.contains(&function) {
            return Rc::new(Outcome {
                value: Some(Value::Unknown),
                returns: vec![(0, Reg(u32::MAX))],
                is_cut: true,
                ..Outcome::default()
            });
        }
        self.active.push(function);
        let unsettled = self.unsettled;
        let mut registers = vec![Value::Bottom; ir.registers as usize];
        for (index, slot) in registers.iter_mut().take(ir.params.len()).enumerate() {
            *slot = arguments.get(index).cloned().unwrap_or(Value::Unknown);
        }
        let mut frame = Frame {
            function,
            ir,
            registers,
            variables: BTreeMap::new(),
            request: Rc::clone(request),
            is_known,
            depth,
            written: self.session_writes(function, ir),
            outcome: Outcome::default(),
            changed: false,
        };
        let mut reached = vec![false; ir.blocks.len()];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        for round in 0..ROUNDS {
            frame.changed = false;
            frame.outcome = Outcome::default();
            self.round(&mut frame, &mut reached);
            if !frame.changed {
                break;
            }
            if round + 2 == ROUNDS {
                frame.registers.fill(Value::Unknown);
            }
        }
        self.active.pop();
        frame.outcome.reach = reached.iter().filter(|reached| **reached).count();
        let outcome = Rc::new(frame.outcome);
        if self.unsettled == unsettled {
            self.unsettled_memo.remove(&key);
        } else {
            self.unsettled_memo.insert(key);
        }
        let answers = self.memo.entry(key).or_default();
        answers.retain(|answer| !answer.is_to(said, request));
        if answers.len() >= ANSWERS {
            answers.remove(0);
        }
        answers.push(Answer {
            arguments: said.to_vec(),
            request: outcome.reads_request.then(|| Rc::clone(request)),
            outcome: Rc::clone(&outcome),
        });
        outcome
    }

    fn round(&mut self, frame: &mut Frame<'a>, reached: &mut [bool]) {
        let ir = frame.ir;
        for (index, block) in ir.blocks.iter().enumerate() {
            if reached.get(index) != Some(&true) {
                continue;
            }
            let reach =
                |reached: &mut [bool], frame: &mut Frame<'a>, block: assay_python::ir::BlockId| {
                    if let Some(slot) = reached.get_mut(block.0 as usize)
                        && !*slot
                    {
                        *slot = true;
                        frame.changed = true;
                    }
                };
            let mut raises = false;
            let mut left = false;
            for instruction in &block.instrs {
                self.steps = self.steps.saturating_add(1);
                let span = self.log.span(frame.function.module, instruction.range);
                let refusals = frame.outcome.refusals.len();
                match self.step(frame, &instruction.op, span) {
                    Done::Left => {
                        left = true;
                        // Who is caught and goes on was not turned away.
                        if let Some(handler) = block.handler
                            && self.catches(frame.function, handler, &instruction.op, span)
                        {
                            raises = true;
                            if !self.leaves(frame, handler, false) {
                                frame.outcome.refusals.truncate(refusals);
                            }
                        }
                        break;
                    }
                    Done::Value(value) => match &instruction.op {
                        Op::Unpack { targets, .. } => unpack(frame, targets, &value),
                        Op::StoreEnv { depth: 0, name, .. } => frame.put_variable(*name, &value),
                        op => {
                            if let Some(register) = op.destination() {
                                frame.put(register, &value);
                            }
                        }
                    },
                }
                raises |= may_raise(&instruction.op);
            }
            if let Some(handler) = block.handler
                && (raises || (!left && matches!(block.end, End::Raise(_))))
            {
                reach(reached, frame, handler);
            }
            if left {
                continue;
            }
            match &block.end {
                End::Jump(next) => reach(reached, frame, *next),
                End::Branch {
                    condition,
                    then,
                    otherwise,
                } => {
                    let value = frame.get(*condition);
                    let span = block.instrs.last().map(|instruction| instruction.range);
                    let side = match &value {
                        Value::Depends(mark) => self.leaning(frame, mark, span, *then, *otherwise),
                        value => {
                            let side = self.side(frame, value, span);
                            self.note_refusal(frame, value, side, *then, *otherwise);
                            side
                        }
                    };
                    if side != Some(false) {
                        reach(reached, frame, *then);
                    }
                    if side != Some(true) {
                        reach(reached, frame, *otherwise);
                    }
                }
                End::Next {
                    dst,
                    iterator,
                    body,
                    done,
                } => {
                    let value = frame.get(*iterator);
                    let span = block.instrs.last().map(|instruction| instruction.range);
                    let is_missing = matches!(value, Value::Missing(_));
                    let side = if is_missing {
                        self.side(frame, &value, span)
                    } else {
                        None
                    };
                    if side != Some(false) {
                        frame.put(*dst, &if is_missing { value } else { Value::Unknown });
                        reach(reached, frame, *body);
                    }
                    reach(reached, frame, *done);
                }
                End::Return(register, _) => {
                    let value = frame.get(*register);
                    if matches!(
                        value,
                        Value::Constant(assay_python::ir::Const::None)
                            | Value::Missing(_)
                            | Value::Decided(false, _)
                    ) {
                        frame.outcome.passes = true;
                    }
                    let before = frame.outcome.value.take().unwrap_or(Value::Bottom);
                    frame.outcome.value = Some(before.join(&value));
                    let index = u32::try_from(index).unwrap_or(u32::MAX);
                    frame.outcome.returns.push((index, *register));
                }
                End::Raise(_) | End::Unreachable => {}
            }
        }
    }

    /// The side that is taken where an unknown sender may go both ways: the one that leaves, if exactly one does.
    fn leaning(
        &self,
        frame: &mut Frame<'a>,
        mark: &Mark,
        range: Option<assay_source::Range>,
        then: BlockId,
        otherwise: BlockId,
    ) -> Option<bool> {
        let leaves = self.way_out(frame, then, otherwise)?;
        let span = range.map_or(mark.span, |range| {
            self.log.span(frame.function.module, range)
        });
        let check = Check {
            span,
            mark: mark.clone(),
            chain: Vec::new(),
        };
        frame.outcome.refusals.push(check.clone());
        if mark.is_optional {
            return None;
        }
        frame.outcome.checks.push(check);
        Some(leaves != frame.is_known)
    }

    /// Remembers that the way on of an unknown sender leads out, and that of others does not.
    fn note_refusal(
        &self,
        frame: &mut Frame<'a>,
        value: &Value,
        side: Option<bool>,
        then: BlockId,
        otherwise: BlockId,
    ) {
        if frame.is_known {
            return;
        }
        let (Some(truth), true) = (side, value.mark().is_some()) else {
            return;
        };
        let is_sure = self.way_out(frame, then, otherwise) == side;
        if (is_sure || self.may_leave(frame, truth, then, otherwise))
            && let Some(mut check) = frame.outcome.checks.last().cloned()
        {
            check.mark.is_optional |= !is_sure;
            frame.outcome.refusals.push(check);
        }
    }

    /// True if the side that is taken asks further questions, and leads out or back to the other side by the answers:
    /// `if not known and not in_setup: abort(403)`.
    fn may_leave(&self, frame: &Frame<'a>, truth: bool, then: BlockId, otherwise: BlockId) -> bool {
        let (mut at, other) = if truth {
            (then, otherwise)
        } else {
            (otherwise, then)
        };
        for _ in 0..FURTHER {
            let Some(block) = frame.ir.blocks.get(at.0 as usize) else {
                return false;
            };
            let (first, second) = match &block.end {
                End::Branch {
                    condition,
                    then,
                    otherwise,
                } => match frame.get(*condition).truth() {
                    None => (*then, *otherwise),
                    // The answer is known: there is one way on.
                    Some(true) => (*then, *then),
                    Some(false) => (*otherwise, *otherwise),
                },
                End::Jump(next) => {
                    at = *next;
                    continue;
                }
                _ => return false,
            };
            let on = if first == second && !self.same(frame, first, other) {
                first
            } else if first == second {
                return false;
            } else if self.same(frame, first, other) {
                second
            } else if self.same(frame, second, other) {
                first
            } else {
                return false;
            };
            if self.leaves(frame, on, true) || self.leaves(frame, on, false) {
                return true;
            }
            at = on;
        }
        false
    }

    /// True if two blocks are one, but for jumps.
    fn same(&self, frame: &Frame<'a>, one: BlockId, other: BlockId) -> bool {
        let end = |mut at: BlockId| {
            for _ in 0..FURTHER {
                match frame.ir.blocks.get(at.0 as usize) {
                    Some(block) if block.instrs.is_empty() => match block.end {
                        End::Jump(next) => at = next,
                        _ => break,
                    },
                    _ => break,
                }
            }
            at
        };
        end(one) == end(other)
    }

    /// The side of a branch that leads out, if exactly one does; an error counts for more than a redirect.
    fn way_out(&self, frame: &Frame<'a>, then: BlockId, otherwise: BlockId) -> Option<bool> {
        [false, true].into_iter().find_map(|is_hard| {
            let (first, second) = (
                self.leaves(frame, then, is_hard),
                self.leaves(frame, otherwise, is_hard),
            );
            (first != second).then_some(first)
        })
    }

    /// True if a handler may catch what is raised where the sender is turned away.
    fn catches(&self, function: FunctionRef, handler: BlockId, op: &Op, span: Span) -> bool {
        let Some(block) = frame_block(self.log.function(function), handler) else {
            return true;
        };
        let types = block
            .instrs
            .iter()
            .find_map(|instruction| match &instruction.op {
                Op::Catch { types, .. } => Some(*types),
                _ => None,
            });
        // What code of the project raises may be of any kind.
        if !self.log.edges_at(function, span).is_empty() {
            return true;
        }
        let Some(Some(types)) = types else {
            return true;
        };
        let items = match self.log.definition(function, types) {
            Some((Op::Sequence { elements, .. }, _)) => {
                elements.iter().map(|element| element.value).collect()
            }
            _ => vec![types],
        };
        let by_item = matches!(op, Op::Item { .. });
        items.into_iter().any(|item| {
            let name = match self.log.definition(function, item) {
                Some((Op::LoadGlobal { name, .. }, _)) => self.log.text(function.module, *name),
                _ => return true,
            };
            match name {
                "KeyError" | "LookupError" => by_item,
                name => !UNRELATED.contains(&name),
            }
        })
    }

    /// True if a block holds a call that never comes back.
    fn exits(&self, function: FunctionRef, number: BlockId, block: &Block) -> bool {
        let key = (function, number);
        if let Some(known) = self.exits.borrow().get(&key) {
            return *known;
        }
        let exits = block.instrs.iter().any(|instruction| {
            let span = self.log.span(function.module, instruction.range);
            let edges = self.log.edges_at(function, span);
            self.log.is_exit(span) || (!edges.is_empty() && edges.iter().all(|edge| edge.leaves))
        });
        self.exits.borrow_mut().insert(key, exits);
        exits
    }

    /// True if all ways on from a block raise or, unless only that counts, turn the sender away.
    fn leaves(&self, frame: &Frame<'a>, from: BlockId, is_hard: bool) -> bool {
        let mut seen = vec![from];
        let mut at = 0;
        while let Some(number) = seen.get(at).copied() {
            at += 1;
            if at > REGION {
                return false;
            }
            let Some(block) = frame.ir.blocks.get(number.0 as usize) else {
                return false;
            };
            if self.exits(frame.function, number, block) {
                continue;
            }
            match &block.end {
                End::Jump(next) => push(&mut seen, *next),
                End::Branch {
                    then, otherwise, ..
                } => {
                    push(&mut seen, *then);
                    push(&mut seen, *otherwise);
                }
                End::Next { body, done, .. } => {
                    push(&mut seen, *body);
                    push(&mut seen, *done);
                }
                End::Return(register, _) => {
                    if is_hard || !self.denies(frame.function, *register, 0) {
                        return false;
                    }
                }
                End::Raise(_) | End::Unreachable => {}
            }
        }
        true
    }

    /// The side of a branch that is taken, if only one is.
    fn side(
        &self,
        frame: &mut Frame<'a>,
        value: &Value,
        range: Option<assay_source::Range>,
    ) -> Option<bool> {
        let truth = value.truth()?;
        let Some(mark) = value.mark() else {
            return Some(truth);
        };
        let span = range.map_or(mark.span, |range| {
            self.log.span(frame.function.module, range)
        });
        frame.outcome.checks.push(Check {
            span,
            mark: mark.clone(),
            chain: Vec::new(),
        });
        Some(truth != frame.is_known)
    }
}

fn frame_block(ir: Option<&Function>, block: BlockId) -> Option<&Block> {
    ir?.blocks.get(block.0 as usize)
}

fn unpack(frame: &mut Frame<'_>, targets: &[Reg], value: &Value) {
    for (index, target) in targets.iter().enumerate() {
        let item = match value {
            Value::Tuple(items) => items.get(index).cloned().unwrap_or(Value::Unknown),
            Value::Missing(_) | Value::Bottom => value.clone(),
            _ => Value::Unknown,
        };
        frame.put(*target, &item);
    }
}

/// True if an instruction may raise something that a handler catches.
fn may_raise(op: &Op) -> bool {
    matches!(
        op,
        Op::Call { .. }
            | Op::CallMethod { .. }
            | Op::Item { .. }
            | Op::Attr { .. }
            | Op::Unpack { .. }
            | Op::Binary { .. }
            | Op::Await { .. }
            | Op::Enter { .. }
            | Op::Import { .. }
    )
}

fn push(seen: &mut Vec<BlockId>, block: BlockId) {
    if !seen.contains(&block) {
        seen.push(block);
    }
}
