//! What holds at one point of a function: registers, cells, and facts about values.

mod cells;
mod fields;

pub(crate) use cells::Cells;
use fields::Fields;

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_python::ir::Const;
use assay_python::{ClassRef, FunctionRef};
use rustc_hash::FxHashMap;

use crate::place::Rows;
use crate::symbols::SymbolId;
use crate::value::{AccessPath, CellId, Identity, Key, Label, Mask, Object, Value, add_labels};

/// The cells that hold changes to what came in, by path.
pub(crate) type Roots = FxHashMap<AccessPath, CellId>;

/// How many keys a cell keeps apart.
const KEYS: usize = 256;

/// What kind of thing a cell is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CellKind {
    List,
    Tuple,
    Set,
    Dict,
    Generator,
    /// An instance of a class of the project.
    Instance(ClassRef),
    /// An instance of a library's class that keeps state.
    Library(SymbolId),
    /// The variables that a function's inner functions use.
    Environment(FunctionRef),
    /// Changes to what came in at a path.
    Root(AccessPath),
}

/// A container or object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) kind: CellKind,
    /// What is at known keys.
    pub(crate) fields: Fields,
    /// What is at the other keys. `Bottom`: there are no other keys.
    pub(crate) rest: Value,
    /// For sequences: positions are exact, and there are this many.
    pub(crate) length: Option<u32>,
    /// True if the cell stands for several objects, so that writes only add.
    pub(crate) many: bool,
    /// True for a copy of something shared, so that it may hold more than is known.
    pub(crate) copied: bool,
    /// For queries and cursors: whose rows they give.
    pub(crate) rows: Option<Arc<Rows>>,
}

impl Cell {
    pub(crate) fn new(kind: CellKind) -> Self {
        Self {
            kind,
            fields: Fields::default(),
            rest: Value::Bottom,
            length: None,
            many: false,
            copied: false,
            rows: None,
        }
    }

    /// A list or tuple with these elements.
    pub(crate) fn sequence(kind: CellKind, elements: Vec<Value>) -> Self {
        let mut cell = Self::new(kind);
        cell.length = u32::try_from(elements.len()).ok();
        if elements.len() > KEYS {
            cell.length = None;
            for element in &elements {
                cell.rest = cell.rest.join(element);
            }
            return cell;
        }
        for (index, element) in (0..).zip(elements) {
            cell.fields.insert(Key::Index(index), element);
        }
        cell
    }

    /// True for containers whose elements have positions.
    pub(crate) fn is_sequence(&self) -> bool {
        matches!(self.kind, CellKind::List | CellKind::Tuple)
    }

    /// The elements in order, if all positions are known.
    pub(crate) fn elements(&self) -> Option<Vec<Value>> {
        let length = self.length?;
        (0..i64::from(length))
            .map(|index| self.fields.get(&Key::Index(index)).cloned())
            .collect()
    }

    /// The keys of a mapping, if all are known.
    pub(crate) fn constant_keys(&self) -> Option<Vec<Value>> {
        self.fields.keys().map(constant_of).collect()
    }

    /// Everything inside, joined.
    pub(crate) fn everything(&self) -> Value {
        let mut all = self.rest.clone();
        for (key, value) in &self.fields {
            // The keys of a mapping are not in it, nor is what makes its values; what a generator returns is no element.
            if !matches!(key, Key::Receiver | Key::Env)
                || !matches!(self.kind, CellKind::Dict | CellKind::Generator)
            {
                all = all.join(value);
            }
        }
        all
    }

    /// What is at a key. `Bottom` if surely nothing.
    pub(crate) fn get(&self, key: &Key) -> Value {
        if let Key::Index(index) = key
            && *index < 0
            && self.is_sequence()
            && self.length.is_none()
            && !self.fields.contains_key(key)
        {
            return self.everything();
        }
        match self.fields.get(&self.normal(key)) {
            Some(value) if self.many => value.join(&self.rest),
            Some(value) => value.clone(),
            // What stands under keys that nobody knows may stand under another.
            None if self.rest != Value::Bottom && matches!(key, Key::Text(_)) => {
                self.rest.join(&Value::Unknown)
            }
            None => self.rest.clone(),
        }
    }

    /// True if something of its own is kept at a key.
    pub(crate) fn holds(&self, key: &Key) -> bool {
        self.fields.contains_key(&self.normal(key))
    }

    /// Negative positions count from the end.
    fn normal(&self, key: &Key) -> Key {
        match (key, self.length) {
            (Key::Index(index), Some(length)) if *index < 0 && self.is_sequence() => {
                Key::Index(index.saturating_add(i64::from(length)))
            }
            _ => key.clone(),
        }
    }

    /// Writes at a key.
    pub(crate) fn set(&mut self, key: &Key, value: Value) {
        let key = self.normal(key);
        if self.many {
            let room = self.fields.len() < KEYS;
            if let Some(old) = self.fields.get_mut(&key) {
                *old = old.join(&value);
            } else if room {
                let joined = self.rest.join(&value);
                self.fields.insert(key, joined);
            } else {
                self.rest = self.rest.join(&value);
            }
        } else if self.fields.len() < KEYS || self.fields.contains_key(&key) {
            self.fields.insert(key, value);
        } else {
            self.rest = self.rest.join(&value);
        }
    }

    /// Writes at a key that is not known.
    pub(crate) fn set_any(&mut self, value: &Value) {
        for old in self.fields.values_mut() {
            *old = old.join(value);
        }
        self.rest = self.rest.join(value);
    }

    /// Adds an element behind the others, however many there are.
    pub(crate) fn push(&mut self, value: &Value) {
        match (self.length, self.many) {
            (Some(length), false) if (length as usize) < KEYS => {
                self.fields
                    .insert(Key::Index(i64::from(length)), value.clone());
                self.length = Some(length + 1);
            }
            (None, false) if !self.fields.contains_key(&Key::Index(-1)) => {
                self.rest = self.rest.join(value);
            }
            _ => {
                self.blur();
                self.rest = self.rest.join(value);
            }
        }
    }

    /// What differs from the round before is no longer followed exactly.
    fn widen(&mut self, before: &Self) {
        if self.length != before.length {
            self.blur();
        }
        for (key, value) in &mut self.fields {
            if before.fields.get(key) != Some(value) {
                *value = value.widened();
            }
        }
        if self.rest != before.rest && self.rest != Value::Bottom {
            self.rest = self.rest.widened();
        }
    }

    /// Positions are no longer known.
    pub(crate) fn blur(&mut self) {
        self.rest = self.everything();
        self.fields.clear();
        self.length = None;
    }

    /// Joins another cell into this one where they agree on their shape; `None` if they do not.
    /// Only what differs is looked at, and the cell is copied only if it changes.
    fn join_fields(this: &mut Arc<Self>, other: &Self, widen: bool) -> Option<bool> {
        if this.is_sequence() && this.length != other.length
            || this.fields.len() + other.fields.len() > KEYS
        {
            return None;
        }
        let library = matches!(this.kind, CellKind::Library(_));
        let alone = |value: &Value| {
            let value = if library {
                value.join(&Value::Unknown)
            } else {
                value.clone()
            };
            value.join(&other.rest)
        };
        let mut changes: Vec<(Key, Value)> = Vec::new();
        let mut theirs = other.fields.iter().peekable();
        for (key, mine) in &this.fields {
            while let Some((more, value)) = theirs.next_if(|(more, _)| *more < key) {
                changes.push((more.clone(), this.added(value)));
            }
            let joined = match theirs.next_if(|(more, _)| *more == key) {
                Some((_, value)) if mine.is_same(value) => continue,
                Some((_, value)) => mine.join(value),
                None => alone(mine),
            };
            if joined != *mine {
                changes.push((key.clone(), joined));
            }
        }
        changes.extend(theirs.map(|(key, value)| (key.clone(), this.added(value))));
        let rest = this.rest.join(&other.rest);
        let more = rest != this.rest;
        let same_rows = this.rows.is_none() || this.rows == other.rows;
        if changes.is_empty()
            && !more
            && this.many >= other.many
            && this.copied >= other.copied
            && same_rows
        {
            return Some(false);
        }
        let cell = Arc::make_mut(this);
        for (key, value) in changes {
            let value = if widen { value.widened() } else { value };
            cell.fields.insert(key, value);
        }
        if more {
            cell.rest = if widen { rest.widened() } else { rest };
        }
        cell.many |= other.many;
        cell.copied |= other.copied;
        if !same_rows {
            cell.rows = None;
        }
        Some(true)
    }

    /// What is at a key that only the other side has.
    /// It may be missing here, which raises: what is there is what counts.
    fn added(&self, value: &Value) -> Value {
        if matches!(self.kind, CellKind::Library(_)) {
            value.join(&Value::Unknown)
        } else {
            self.rest.join(value)
        }
    }

    pub(crate) fn join(&self, other: &Self) -> Self {
        let mut cell = self.clone();
        cell.many |= other.many;
        cell.copied |= other.copied;
        if cell.rows != other.rows {
            cell.rows = None;
        }
        if self.length != other.length && self.is_sequence() {
            // Lists of different lengths agree on how they begin.
            cell.length = None;
            cell.rest = self.rest.join(&other.rest);
            let known = |index: i64| {
                Some((
                    self.fields.get(&Key::Index(index))?,
                    other.fields.get(&Key::Index(index))?,
                ))
            };
            let mut shared = 0;
            while let Some((mine, theirs)) = known(shared) {
                cell.fields.insert(Key::Index(shared), mine.join(theirs));
                shared += 1;
            }
            for (key, value) in self.fields.iter().chain(&other.fields) {
                if !matches!(key, Key::Index(index) if *index < shared) {
                    cell.fields.remove(key);
                    cell.rest = cell.rest.join(value);
                }
            }
            return cell;
        }
        // What was said of a library object on one way only does not surely hold.
        let library = matches!(self.kind, CellKind::Library(_));
        if library {
            for (key, value) in &mut cell.fields {
                if !other.fields.contains_key(key) {
                    *value = value.join(&Value::Unknown);
                }
            }
        }
        for (key, value) in &other.fields {
            let joined = match self.fields.get(key) {
                Some(mine) => mine.join(value),
                None if library => value.join(&Value::Unknown),
                // A key that only one side has may be missing, which raises: what is there is what counts.
                None => self.rest.join(value),
            };
            cell.fields.insert(key.clone(), joined);
        }
        if other.rest != Value::Bottom {
            for (key, value) in &mut cell.fields {
                if !other.fields.contains_key(key) {
                    *value = value.join(&other.rest);
                }
            }
        }
        cell.rest = self.rest.join(&other.rest);
        if cell.fields.len() > KEYS {
            cell.blur();
        }
        cell
    }
}

/// The constant that a key of a mapping is.
pub(crate) fn constant_of(key: &Key) -> Option<Value> {
    match key {
        Key::Text(text) if !text.starts_with('\0') => Some(Value::text(text)),
        Key::Index(at) => Some(Value::constant(Const::Int(*at), None)),
        _ => None,
    }
}

/// What holds at one point.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) registers: Vec<Value>,
    /// Cells of this function.
    pub(crate) cells: Cells,
    /// Changed copies of cells that module bodies made.
    pub(crate) statics: Arc<BTreeMap<CellId, Arc<Cell>>>,
    /// Values that are harmless for some kinds here, sorted by identity.
    pub(crate) facts: Vec<(Identity, Mask)>,
}

impl State {
    /// What of the state counts where only these registers are read.
    pub(crate) fn kept(&self, live: &[u32]) -> Self {
        Self {
            registers: self.live(live).cloned().collect(),
            cells: self.cells.clone(),
            statics: Arc::clone(&self.statics),
            facts: self.facts.clone(),
        }
    }

    fn live<'a>(&'a self, live: &'a [u32]) -> impl Iterator<Item = &'a Value> {
        const NOTHING: &Value = &Value::Bottom;
        live.iter()
            .map(|register| self.registers.get(*register as usize).unwrap_or(NOTHING))
    }

    /// Joins another state into this one, which holds nothing but these registers of it:
    /// see [`Self::kept`]. True if that changed anything.
    /// With `widen`, what changes is no longer followed exactly, so that loops settle.
    pub(crate) fn join_kept(&mut self, other: &Self, live: &[u32], widen: bool) -> bool {
        let registers = std::mem::take(&mut self.registers);
        let (registers, changed) = self.join_registers(registers, other.live(live), other, widen);
        self.registers = registers;
        self.join_rest(other, widen) | changed
    }

    /// Joins another state into this one; true if that changed anything.
    pub(crate) fn join(&mut self, other: &Self) -> bool {
        let registers = std::mem::take(&mut self.registers);
        let (registers, changed) =
            self.join_registers(registers, other.registers.iter(), other, false);
        self.registers = registers;
        self.join_rest(other, false) | changed
    }

    fn join_registers<'a>(
        &self,
        mut registers: Vec<Value>,
        others: impl Iterator<Item = &'a Value>,
        other: &Self,
        widen: bool,
    ) -> (Vec<Value>, bool) {
        let mut changed = false;
        for (mine, theirs) in registers.iter_mut().zip(others) {
            if !mine.is_same(theirs) {
                let joined = if mine.identity() == theirs.identity() {
                    mine.join(theirs)
                } else {
                    // What was known of each is kept with its taints, for the identities are lost.
                    with_fact(mine, fact_of(&self.facts, mine.identity()))
                        .join(&with_fact(theirs, other.fact(theirs.identity())))
                };
                let joined = flagged(joined, (mine, &self.facts), (theirs, &other.facts));
                if joined != *mine {
                    *mine = if widen { joined.widened() } else { joined };
                    changed = true;
                }
            }
        }
        (registers, changed)
    }

    fn join_rest(&mut self, other: &Self, widen: bool) -> bool {
        let mut changed = self.cells.join(&other.cells, widen);
        if !Arc::ptr_eq(&self.statics, &other.statics) {
            for (id, theirs) in &*other.statics {
                let known = self.statics.get(id);
                if known.is_some_and(|known| Arc::ptr_eq(known, theirs)) {
                    continue;
                }
                let mut mine = known.cloned();
                if join_cell(&mut mine, Some(theirs), widen)
                    && let Some(cell) = mine
                {
                    Arc::make_mut(&mut self.statics).insert(*id, cell);
                    changed = true;
                }
            }
        }
        let before = self.facts.len();
        self.facts.retain_mut(|(identity, mask)| {
            let theirs = other.fact(*identity);
            if *mask & theirs != *mask {
                changed = true;
            }
            *mask &= theirs;
            *mask != 0
        });
        changed | (before != self.facts.len())
    }

    /// The kinds that a value is known to be harmless for here.
    pub(crate) fn fact(&self, identity: Identity) -> Mask {
        fact_of(&self.facts, identity)
    }

    /// Remembers that a value is harmless for some kinds.
    pub(crate) fn learn(&mut self, identity: Identity, mask: Mask) {
        if identity == 0 || mask == 0 {
            return;
        }
        match self.facts.binary_search_by_key(&identity, |fact| fact.0) {
            Ok(at) => {
                if let Some(fact) = self.facts.get_mut(at) {
                    fact.1 |= mask;
                }
            }
            Err(at) => self.facts.insert(at, (identity, mask)),
        }
    }

    /// Forgets what was known of an identity, since it now stands for a new value.
    pub(crate) fn forget(&mut self, identity: Identity) {
        if let Ok(at) = self.facts.binary_search_by_key(&identity, |fact| fact.0) {
            self.facts.remove(at);
        }
    }

    /// The labels of a value and of everything inside it.
    pub(crate) fn deep_labels(
        &self,
        value: &Value,
        statics: &[Arc<Cell>],
        roots: &Roots,
    ) -> smallvec::SmallVec<[Label; 1]> {
        let mut labels = smallvec::SmallVec::new();
        let mut seen = Vec::new();
        self.collect(value, (statics, roots), &mut labels, &mut seen, 0);
        labels
    }

    fn collect(
        &self,
        value: &Value,
        world: (&[Arc<Cell>], &Roots),
        labels: &mut smallvec::SmallVec<[Label; 1]>,
        seen: &mut Vec<CellId>,
        depth: u32,
    ) {
        let known = self.fact(value.identity());
        if known == 0 {
            add_labels(labels, value.labels());
        } else {
            for label in value.labels() {
                let mut label = label.clone();
                label.cleaned |= known;
                add_labels(labels, std::slice::from_ref(&label));
            }
        }
        if depth > 6 {
            return;
        }
        for object in value.objects() {
            let (Object::Cell(_) | Object::Root(_) | Object::Bound(_)) = object else {
                continue;
            };
            if let Object::Bound(bound) = object {
                self.collect(&bound.receiver, world, labels, seen, depth + 1);
                continue;
            }
            let Some(id) = self.cell_of(object, world.1) else {
                continue;
            };
            if seen.contains(&id) || seen.len() > 64 {
                continue;
            }
            seen.push(id);
            if let Some(cell) = self.cell(id, world.0) {
                if matches!(cell.kind, CellKind::Environment(_)) {
                    continue;
                }
                let apart = cell.kind == CellKind::Generator;
                for (key, value) in &cell.fields {
                    if !apart || !matches!(key, Key::Receiver | Key::Env) {
                        self.collect(value, world, labels, seen, depth + 1);
                    }
                }
                self.collect(&cell.rest, world, labels, seen, depth + 1);
            }
        }
    }

    /// The cell behind an object: its own, or the changes to what came in.
    pub(crate) fn cell_of(&self, object: &Object, roots: &Roots) -> Option<CellId> {
        match object {
            Object::Cell(id) => Some(*id),
            Object::Root(path) => {
                let id = *roots.get(path)?;
                self.cells.get(id).map(|_| id)
            }
            _ => None,
        }
    }

    /// A cell as it is here.
    pub(crate) fn cell<'a>(
        &'a self,
        id: CellId,
        statics: &'a [Arc<Cell>],
    ) -> Option<&'a Arc<Cell>> {
        if id.is_static() {
            return self
                .statics
                .get(&id)
                .or_else(|| statics.get((id.0 - CellId::STATIC) as usize));
        }
        self.cells.get(id)
    }

    /// A cell to change; static ones are copied first, and stand for state that others change too.
    pub(crate) fn cell_mut<'a>(
        &'a mut self,
        id: CellId,
        statics: &[Arc<Cell>],
    ) -> Option<&'a mut Cell> {
        if id.is_static() {
            let cell = match Arc::make_mut(&mut self.statics).entry(id) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    let shared = statics.get((id.0 - CellId::STATIC) as usize)?;
                    let copy = entry.insert(Arc::clone(shared));
                    Arc::make_mut(copy).many = true;
                    copy
                }
            };
            return Some(Arc::make_mut(cell));
        }
        self.cells.get_mut(id)
    }
}

fn fact_of(facts: &[(Identity, Mask)], identity: Identity) -> Mask {
    if identity == 0 || facts.is_empty() {
        return 0;
    }
    match facts.binary_search_by_key(&identity, |fact| fact.0) {
        Ok(at) => facts.get(at).map_or(0, |fact| fact.1),
        Err(_) => 0,
    }
}

/// A flag that was set where something was checked (`ok = False` / `if …: ok = True`) says so,
/// as does a message (`error = None` / `if …: error = "…"`).
fn flagged(
    joined: Value,
    mine: (&Value, &[(Identity, Mask)]),
    theirs: (&Value, &[(Identity, Mask)]),
) -> Value {
    const FACTS: usize = 8;
    let plain = |value: &Value| {
        value.sure_constants()?;
        value.truth()
    };
    let (Some(a), Some(b)) = (plain(mine.0), plain(theirs.0)) else {
        return joined;
    };
    if a == b
        || (mine.1.is_empty() && theirs.1.is_empty())
        || mine.1.len() > FACTS
        || theirs.1.len() > FACTS
    {
        return joined;
    }
    let (when_true, when_false) = if a {
        (mine.1, theirs.1)
    } else {
        (theirs.1, mine.1)
    };
    let mut predicate = joined
        .data()
        .and_then(|data| data.predicate.as_deref().cloned())
        .unwrap_or_default();
    predicate.if_true.extend(when_true.iter().copied());
    predicate.if_false.extend(when_false.iter().copied());
    joined.with_predicate(predicate)
}

/// The value, its labels cleaned for some kinds.
fn with_fact(value: &Value, mask: Mask) -> Value {
    if mask == 0 || value.labels().is_empty() {
        return value.clone();
    }
    let mut data = value.to_data();
    for label in &mut data.labels {
        label.cleaned |= mask;
    }
    data.into()
}

fn join_cell(mine: &mut Option<Arc<Cell>>, theirs: Option<&Arc<Cell>>, widen: bool) -> bool {
    let Some(theirs) = theirs else { return false };
    match mine {
        None => {
            *mine = Some(Arc::clone(theirs));
            true
        }
        Some(cell) => {
            if Arc::ptr_eq(cell, theirs) {
                return false;
            }
            if let Some(changed) = Cell::join_fields(cell, theirs, widen) {
                return changed;
            }
            if cell == theirs {
                return false;
            }
            let mut joined = cell.join(theirs);
            if joined == **cell {
                return false;
            }
            if widen {
                joined.widen(cell);
            }
            *cell = Arc::new(joined);
            true
        }
    }
}
