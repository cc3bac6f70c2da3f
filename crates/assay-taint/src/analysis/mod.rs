//! The analysis of one function: abstract interpretation of its control-flow graph.
//!
//! Blocks are visited in reverse post-order until nothing changes. Values, cells and facts are those
//! of [`crate::state`]; instructions are in [`step`], reads and writes in [`access`], calls in [`call`],
//! [`library`] and [`native`], and what a condition says in [`guard`].

mod access;
mod apply;
mod arguments;
mod call;
mod checked;
mod classes;
mod condense;
mod containers;
mod dispatch;
mod dynamic;
mod entries;
mod exceptions;
mod export;
mod files;
mod fill;
mod generators;
mod graph;
mod guard;
mod inputs;
mod instances;
mod iterate;
mod judge;
mod keep;
mod library;
mod log;
mod method;
mod native;
mod operators;
mod pages;
mod records;
mod regex;
mod render;
mod shared;
mod sinks;
mod special;
mod spelling;
mod split;
mod step;
mod store;
mod strings;
mod unroll;

use std::cell::RefCell;
use std::sync::Arc;

use assay_python::ir::{self, BlockId, End, FunctionKind, Reg};
use assay_python::{ClassRef, FunctionRef, Name};
use assay_source::{Range, Span};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

pub(crate) use self::dispatch::Variant;
pub(crate) use self::exceptions::Exceptions;
pub(crate) use self::generators::listens;
pub(crate) use self::graph::Plan;
pub(crate) use self::judge::{asks_little, judged_parameters, looks_at_extension};
use self::unroll::{Schedule, Targets, Turn};
use crate::engine::{Engine, shows_places};
use crate::state::{Cell, CellKind, Roots, State};
use crate::summary::{Bounds, Pending, Seed, Summary, SummaryDraft};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{
    AccessPath, Aspect, CellId, Identity, Key, Label, Mask, Object, Origin, Root, Value,
};

/// How deep analyses of callees for particular arguments may nest.
const NESTING: u32 = 4;

/// How many instructions analyses of callees may take on behalf of a function that is analysed for itself.
/// Each level of nesting has a quarter of that of the one above.
const CALLEE_STEPS: u32 = 4_000;

/// How many calls may be under way in one instruction, each for the other.
const CALLING: u32 = 32;

/// What a function is analysed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A module body, before any function is known: calls of project functions are put off.
    Static,
    /// Everything.
    Full,
}

/// Why a value has an identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum IdentityKey {
    /// It came in at this path.
    Root(AccessPath),
    /// It is read from a library object.
    Symbol(SymbolId),
    /// It is a part of another value.
    Part(Identity, Key),
    /// It is what a pure library call gives for these constants.
    Call(SymbolId, Identity, Vec<String>),
    /// It is what a register holds where ways meet at a block.
    Merged(u32, u32),
    /// It stands for the characters of this constant.
    Text(Arc<str>),
    /// It was made by the instruction at this place, with a number for instructions that make several.
    Made(Range, u32),
}

/// The analysis of one function.
pub(crate) struct Analysis<'e> {
    engine: &'e Engine<'e>,
    function: FunctionRef,
    ir: &'e ir::Function,
    mode: Mode,
    nesting: u32,
    /// The nesting at which the analysis was begun.
    made_at: u32,
    /// What is known of the input in this analysis.
    seeds: &'e [(AccessPath, Seed)],
    /// Analyses made for particular arguments on behalf of this one.
    specials: u32,
    /// Instructions executed.
    cost: u32,
    /// Instructions executed by analyses of callees on its behalf, whether made now or known before.
    callee_cost: u32,
    /// How many reads along paths are under way.
    following: u32,
    /// How many calls are under way.
    calling: u32,
    state: State,
    /// Cells by the place and number that made them.
    cell_ids: FxHashMap<(Range, u32), CellId>,
    cell_count: u32,
    roots: Roots,
    /// Allocations of the current instruction.
    made: u32,
    /// Which round of a loop this is whose rounds are told apart, from 1 on.
    round: u32,
    identities: FxHashMap<IdentityKey, Identity>,
    identity_keys: Vec<IdentityKey>,
    /// Texts that were made of a value.
    wholes: FxHashMap<Identity, SmallVec<[Identity; 2]>>,
    /// The containers that texts of JSON were made of.
    dumped: FxHashMap<Identity, Value>,
    /// The place of the current instruction.
    place: Range,
    /// Set when the current instruction does not return.
    dead: bool,
    draft: SummaryDraft,
    environment: Option<CellId>,
    receiver_names: Option<FxHashMap<Reg, Arc<str>>>,
    /// The registers that may hold something: the others are empty.
    touched: Vec<u32>,
    /// At which other nestings the answer would be the same.
    bounds: Bounds,
    /// What parameters bring, where nothing is known of it.
    inputs: FxHashMap<AccessPath, Value>,
    /// The block that is visited, and where its exceptions go.
    block: BlockId,
    handler: Option<BlockId>,
    exceptions: Exceptions,
    /// Constructors that were asked what they put into fields.
    consulted: RefCell<Vec<FunctionRef>>,
}

impl<'e> Analysis<'e> {
    /// Analyses a function and gives its summary.
    pub(crate) fn summary(
        engine: &'e Engine<'e>,
        function: FunctionRef,
        seeds: &'e [(AccessPath, Seed)],
        nesting: u32,
    ) -> Summary {
        let mut analysis = Self::new(engine, function, seeds, Mode::Full, nesting);
        analysis.run();
        let mut summary = analysis.finish();
        summary.places = shows_places(seeds, &summary);
        summary
    }

    /// The same of a module body, and the state at its end.
    pub(crate) fn summary_of_body(
        engine: &'e Engine<'e>,
        function: FunctionRef,
    ) -> (Summary, State) {
        let mut analysis = Self::new(engine, function, &[], Mode::Full, 0);
        analysis.run();
        let state = analysis.draft.exit.clone().unwrap_or_default();
        (analysis.finish(), state)
    }

    /// Runs a module body for its names only, and gives the state at its end.
    pub(crate) fn statically(
        engine: &'e Engine<'e>,
        function: FunctionRef,
    ) -> (State, SummaryDraft) {
        let mut analysis = Self::new(engine, function, &[], Mode::Static, 0);
        analysis.run();
        let state = analysis.draft.exit.take().unwrap_or_default();
        (state, analysis.draft)
    }

    fn new(
        engine: &'e Engine<'e>,
        function: FunctionRef,
        seeds: &'e [(AccessPath, Seed)],
        mode: Mode,
        nesting: u32,
    ) -> Self {
        Self {
            engine,
            function,
            ir: engine.program.function(function),
            mode,
            nesting,
            made_at: nesting,
            seeds,
            specials: 0,
            cost: 0,
            callee_cost: 0,
            following: 0,
            calling: 0,
            state: State::default(),
            cell_ids: FxHashMap::default(),
            cell_count: 0,
            roots: Roots::default(),
            made: 0,
            round: 0,
            identities: FxHashMap::default(),
            identity_keys: vec![IdentityKey::Made(Range::default(), 0)],
            wholes: FxHashMap::default(),
            dumped: FxHashMap::default(),
            place: Range::default(),
            dead: false,
            draft: SummaryDraft {
                record: engine.options.record,
                ..SummaryDraft::default()
            },
            environment: None,
            receiver_names: None,
            touched: Vec::new(),
            bounds: Bounds::default(),
            inputs: FxHashMap::default(),
            block: BlockId(0),
            handler: None,
            exceptions: Exceptions::default(),
            consulted: RefCell::default(),
        }
    }

    fn run(&mut self) {
        let count = self.ir.blocks.len();
        if count == 0 {
            return;
        }
        // Most registers are temporaries: only what is read later is kept between blocks.
        let Some(plan) = self.engine.plan(self.function) else {
            return;
        };
        let mut end_places: Vec<Option<Range>> = vec![None; count];
        let initial = self.initial().kept(plan.live(BlockId(0)));
        self.state.registers = vec![Value::Bottom; self.ir.registers as usize];
        let mut schedule = Schedule::new(plan, count, initial);
        let mut steps = 0_u32;
        if self.mode == Mode::Full {
            self.exceptions = self.engine.exceptions(self.function);
        }
        loop {
            let changed = self.exceptions.take_changed();
            schedule.add(&changed);
            let Some(id) = schedule.next() else {
                // What no clause took goes on to the next handler.
                self.hand_on();
                if self.exceptions.is_settled() {
                    break;
                }
                continue;
            };
            if schedule.entry(id).is_none() {
                continue;
            }
            steps += 1;
            // Work that never settles is cut: what is known stays.
            if schedule.visit(id) > 20 || steps > self.engine.options.steps_per_function {
                self.draft.coarse = true;
                continue;
            }
            if let Some(state) = schedule.entry(id) {
                self.begin(state, plan.live(id));
            }
            let Some(turn) = self.visit(plan, id, &mut end_places, &mut schedule) else {
                continue;
            };
            if !self.unroll(plan, &turn, &mut end_places, &mut schedule) {
                self.go_round(&turn, &mut schedule);
            }
        }
    }

    /// Runs a block, whose registers are there, and sends its state on; gives the loop that it is the head of.
    fn visit(
        &mut self,
        plan: &Plan,
        id: BlockId,
        end_places: &mut [Option<Range>],
        targets: &mut impl Targets,
    ) -> Option<Turn> {
        let block = self.ir.blocks.get(id.0 as usize)?;
        self.name_merged(id, plan.live(id));
        self.dead = false;
        (self.block, self.handler) = (id, block.handler);
        self.cost = self
            .cost
            .saturating_add(u32::try_from(block.instrs.len()).unwrap_or(0) + 1);
        if let Some(handler) = block.handler
            && !plan.is_told(id)
        {
            targets.send(handler, &self.state);
        }
        for instr in &block.instrs {
            self.execute(instr);
            if self.dead {
                break;
            }
        }
        if let Some(handler) = block.handler {
            targets.send(handler, &self.state);
        }
        if self.dead {
            return None;
        }
        // What the end of a block makes is the same thing at every visit, wherever the last one came from.
        if let Some(place) = end_places.get_mut(id.0 as usize) {
            self.place = *place.get_or_insert(self.place);
        }
        self.made = id.0.saturating_mul(16).saturating_add(1024);
        match &block.end {
            End::Jump(target) => targets.send(*target, &self.state),
            End::Branch {
                condition,
                then,
                otherwise,
            } => {
                let value = self.read(*condition);
                self.care(&value);
                let truth = value.truth();
                let behind = plan.live(*otherwise);
                let before = self.state.kept(behind);
                if truth != Some(false) && self.assume(&value, true) {
                    self.decide(*condition, &value, true);
                    targets.send(*then, &self.state);
                }
                self.restore(before, behind);
                if truth != Some(true) && self.assume(&value, false) {
                    self.decide(*condition, &value, false);
                    targets.send(*otherwise, &self.state);
                }
            }
            End::Next {
                dst,
                iterator,
                body,
                done,
            } => {
                return Some(Turn {
                    head: id,
                    source: self.read(*iterator),
                    dst: *dst,
                    body: *body,
                    done: *done,
                });
            }
            End::Return(reg, range) => {
                self.place = *range;
                self.made = 0;
                let value = self.read(*reg);
                // What `finally` held back was looked at where it was returned.
                if !self.is_held_back(*reg) {
                    self.check_returned(&value);
                }
                self.leave(value);
            }
            End::Raise(Some(reg)) => {
                let value = self.read(*reg);
                self.throw(&value);
            }
            End::Raise(None) => self.throw_again(id),
            End::Unreachable => {}
        }
        None
    }

    /// Begins a block in a state that keeps these registers.
    fn begin(&mut self, state: &State, live: &[u32]) {
        for register in self.touched.drain(..) {
            if let Some(slot) = self.state.registers.get_mut(register as usize) {
                *slot = Value::Bottom;
            }
        }
        for (register, value) in live.iter().zip(&state.registers) {
            if let Some(slot) = self.state.registers.get_mut(*register as usize) {
                slot.clone_from(value);
            }
        }
        self.touched.extend_from_slice(live);
        self.state.cells.clone_from(&state.cells);
        self.state.statics.clone_from(&state.statics);
        self.state.facts.clone_from(&state.facts);
    }

    /// Goes back to a state of which these registers were kept.
    fn restore(&mut self, state: State, live: &[u32]) {
        for (register, value) in live.iter().zip(state.registers) {
            if let Some(slot) = self.state.registers.get_mut(*register as usize) {
                *slot = value;
            }
        }
        self.state.cells = state.cells;
        self.state.statics = state.statics;
        self.state.facts = state.facts;
    }

    /// Where ways meet with different values, what comes of it is a value of its own, so that a check of it counts:
    /// `word = args.get("a") or form.get("a")`, then `if word not in ALLOWED: …`.
    fn name_merged(&mut self, block: BlockId, registers: &[u32]) {
        for register in registers {
            let Some(value) = self.state.registers.get(*register as usize) else {
                continue;
            };
            if value.objects().len() > 3 {
                let value = value.clone();
                let fewer = self.condensed(&value);
                if let Some(slot) = self.state.registers.get_mut(*register as usize) {
                    *slot = fewer;
                }
            }
            let Some(value) = self.state.registers.get(*register as usize) else {
                continue;
            };
            if value.identity() != 0 || value.labels().is_empty() {
                continue;
            }
            let value = value.clone();
            let key = IdentityKey::Merged(unroll::told_apart(block.0, self.round), *register);
            let identity = self.identity(key);
            self.state.forget(identity);
            self.forget_said(identity);
            if let Some(slot) = self.state.registers.get_mut(*register as usize) {
                *slot = value.identified(identity);
            }
        }
    }

    /// The state in which the function begins.
    fn initial(&mut self) -> State {
        let mut state = State {
            registers: vec![Value::Bottom; self.ir.registers as usize],
            ..State::default()
        };
        std::mem::swap(&mut self.state, &mut state);
        for index in 0..self.ir.params.len() {
            let Ok(number) = u16::try_from(index) else {
                break;
            };
            let value = self.root_value(&AccessPath::new(Root::Param(number)));
            if let Some(register) = self.state.registers.get_mut(index) {
                *register = value;
            }
        }
        std::mem::swap(&mut self.state, &mut state);
        state
    }

    pub(super) fn span(&self, range: Range) -> Span {
        Span {
            file: self.engine.file(self.function.module),
            range,
        }
    }

    pub(super) fn here(&self) -> Span {
        self.span(self.place)
    }

    fn identity(&mut self, key: IdentityKey) -> Identity {
        if let Some(known) = self.identities.get(&key) {
            return *known;
        }
        let fresh = Identity::try_from(self.identity_keys.len()).unwrap_or(0);
        self.identity_keys.push(key.clone());
        self.identities.insert(key, fresh);
        fresh
    }

    /// The path that an identity came in at.
    pub(super) fn identity_path(&self, identity: Identity) -> Option<&AccessPath> {
        match self.identity_keys.get(identity as usize)? {
            IdentityKey::Root(path) => Some(path),
            _ => None,
        }
    }

    /// The constant whose characters an identity stands for.
    pub(super) fn identity_text(&self, identity: Identity) -> Option<&str> {
        match self.identity_keys.get(identity as usize)? {
            IdentityKey::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A fresh identity for what the current instruction makes.
    pub(super) fn made_identity(&mut self) -> Identity {
        self.made += 1;
        let made = unroll::told_apart(self.made, self.round);
        let identity = self.identity(IdentityKey::Made(self.place, made));
        self.state.forget(identity);
        identity
    }

    /// Reads a register, with what the facts say of it.
    pub(super) fn read(&mut self, register: Reg) -> Value {
        let Some(value) = self.state.registers.get(register.0 as usize) else {
            return Value::Unknown;
        };
        let value = value.clone();
        if value
            .objects()
            .iter()
            .any(|object| matches!(object, Object::Deferred(_)))
        {
            return self.force(&value);
        }
        self.with_facts(value)
    }

    /// The value, its labels cleaned for what is known of it here.
    pub(super) fn with_facts(&self, value: Value) -> Value {
        let mask = self.state.fact(value.identity());
        if mask == 0 || value.labels().is_empty() {
            return value;
        }
        cleaned(&value, mask)
    }

    /// Writes a register.
    pub(super) fn write(&mut self, register: Reg, value: Value) {
        let value = match self.local_name(register) {
            Some(name) if !value.labels().is_empty() => {
                let name = self.engine.program.global(self.function.module, name);
                self.check_name(Ok(name), &value);
                let what = What::Assigned(name);
                self.stepped(&value, &what)
            }
            _ => value,
        };
        if let Some(slot) = self.state.registers.get_mut(register.0 as usize) {
            *slot = value;
            self.touched.push(register.0);
        }
    }

    fn local_name(&self, register: Reg) -> Option<ir::Name> {
        let index = register.0 as usize;
        self.ir.locals.get(index).copied()
    }

    /// The value with one more step on each trace.
    pub(super) fn stepped(&self, value: &Value, what: &What) -> Value {
        if value.labels().is_empty() {
            return value.clone();
        }
        let mut data = value.to_data();
        let here = self.here();
        for label in &mut data.labels {
            label.trace = label.trace.step(here, what.clone());
        }
        data.into()
    }

    /// A cell for the current instruction, emptied if it existed.
    pub(super) fn allocate(&mut self, cell: Cell) -> Value {
        let id = self.allocate_id();
        self.put_cell(id, cell);
        Value::object(Object::Cell(id))
    }

    pub(super) fn allocate_id(&mut self) -> CellId {
        self.made += 1;
        let key = (self.place, unroll::told_apart(self.made, self.round));
        if let Some(id) = self.cell_ids.get(&key) {
            return *id;
        }
        let id = CellId(self.cell_count);
        self.cell_count += 1;
        self.cell_ids.insert(key, id);
        id
    }

    pub(super) fn put_cell(&mut self, id: CellId, cell: Cell) {
        self.state.cells.put(id, Arc::new(cell));
    }

    /// The cell that holds changes to what came in at a path, made if need be.
    pub(super) fn root_cell(&mut self, path: &AccessPath) -> CellId {
        if let Some(id) = self.find_root(path) {
            return id;
        }
        let id = match self.roots.get(path) {
            Some(id) => *id,
            None => {
                let id = CellId(self.cell_count);
                self.cell_count += 1;
                self.roots.insert(path.clone(), id);
                id
            }
        };
        let mut cell = Cell::new(CellKind::Root(path.clone()));
        cell.many = path.keys.contains(&Key::Any);
        self.put_cell(id, cell);
        id
    }

    /// The cell that holds changes to what came in at a path, if there are any here.
    pub(super) fn find_root(&self, path: &AccessPath) -> Option<CellId> {
        let id = *self.roots.get(path)?;
        self.state.cells.get(id).map(|_| id)
    }

    pub(super) fn cell(&self, id: CellId) -> Option<&Arc<Cell>> {
        self.state.cell(id, &self.engine.cells)
    }

    pub(super) fn cell_mut(&mut self, id: CellId) -> Option<&mut Cell> {
        self.state.cell_mut(id, &self.engine.cells)
    }

    /// The labels of a value and of everything inside it.
    pub(super) fn deep(&self, value: &Value) -> SmallVec<[Label; 1]> {
        if matches!(value, Value::Unknown | Value::Bottom) {
            return SmallVec::new();
        }
        self.state
            .deep_labels(value, &self.engine.cells, &self.roots)
    }

    /// Remembers that a decision depends on what came in at the value's paths.
    pub(super) fn care(&mut self, value: &Value) {
        let Some(data) = value.data() else { return };
        if !data.open && data.objects.is_empty() {
            return;
        }
        for label in &data.labels {
            if let Origin::Root(path) = &label.origin {
                self.draft.care(path);
            }
        }
    }

    /// The environment cell of this activation.
    pub(super) fn environment(&mut self) -> CellId {
        if let Some(id) = self.environment
            && self.state.cells.get(id).is_some()
        {
            return id;
        }
        let id = match self.environment {
            Some(id) => id,
            None => {
                let id = CellId(self.cell_count);
                self.cell_count += 1;
                self.environment = Some(id);
                id
            }
        };
        let mut cell = Cell::new(CellKind::Environment(self.function));
        if self.ir.parent.is_some() && !self.at_module_level() {
            cell.fields.insert(Key::Env, Value::Bottom);
            self.put_cell(id, cell);
            let outer = self.root_value(&AccessPath::new(Root::Env));
            if let Some(cell) = self.cell_mut(id) {
                cell.fields.insert(Key::Env, outer);
            }
        } else {
            self.put_cell(id, cell);
        }
        id
    }

    /// True if no function encloses this one.
    pub(super) fn at_module_level(&self) -> bool {
        let mut parent = self.ir.parent;
        while let Some(id) = parent {
            let function = self.engine.program.function(FunctionRef {
                module: self.function.module,
                function: id,
            });
            match function.kind {
                FunctionKind::Module => return true,
                FunctionKind::ClassBody => parent = function.parent,
                FunctionKind::Def | FunctionKind::AsyncDef | FunctionKind::Lambda => return false,
            }
        }
        true
    }

    /// Remembers that the answer rests on what a class's constructor puts into fields.
    fn consult(&self, class: ClassRef) {
        if let Some(constructor) = self.engine.constructor(class) {
            let mut consulted = self.consulted.borrow_mut();
            if !consulted.contains(&constructor) {
                consulted.push(constructor);
            }
        }
    }

    /// The class whose method this is.
    pub(super) fn method_class(&self) -> Option<ClassRef> {
        let class = self.ir.class?;
        if matches!(self.ir.kind, FunctionKind::ClassBody) {
            return None;
        }
        Some(ClassRef {
            module: self.function.module,
            class,
        })
    }

    /// A name of the program.
    pub(super) fn global_name(&self, name: ir::Name) -> Name {
        self.engine.program.global(self.function.module, name)
    }

    /// True for the register that holds the value of a `return` while `finally` runs.
    pub(super) fn is_held_back(&self, register: Reg) -> bool {
        self.local_name(register).is_some_and(|name| {
            let name = self.engine.program.global(self.function.module, name);
            &*self.engine.symbols.name_text(name) == "<return>"
        })
    }

    /// Leaves the function with a value.
    fn leave(&mut self, value: Value) {
        let keeps_names = !self.ir.exports.is_empty();
        let state = State {
            registers: if keeps_names {
                self.state.registers.clone()
            } else {
                Vec::new()
            },
            cells: self.state.cells.clone(),
            statics: self.state.statics.clone(),
            facts: self.state.facts.clone(),
        };
        let first = self.first_verdict(&value);
        self.draft.leave(value, first.as_ref(), &state);
    }

    /// Records that a label reaches a sink: a flow if it began at a source, else for the callers.
    pub(super) fn reach(&mut self, pending: Pending, origin: &Origin) {
        match origin {
            Origin::Source(..) => self.draft.found(pending, origin.clone()),
            Origin::Root(path) => self.draft.pend(pending, path.clone()),
        }
    }

    pub(super) fn add_aspect(&self, value: Value, of: &Value, aspect: Aspect) -> Value {
        let base = match of.data().and_then(|data| data.aspect) {
            Some((identity, Aspect::Folded)) => identity,
            _ => of.identity(),
        };
        value.with_aspect(base, aspect)
    }
}

/// The same value, harmless for more kinds.
pub(super) fn cleaned(value: &Value, mask: Mask) -> Value {
    if value
        .labels()
        .iter()
        .all(|label| label.cleaned & mask == mask)
    {
        return value.clone();
    }
    let mut data = value.to_data();
    for label in &mut data.labels {
        label.cleaned |= mask;
    }
    data.into()
}
