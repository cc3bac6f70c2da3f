//! Summaries: making one at the end of an analysis, and applying one at a call.

use std::sync::Arc;

use assay_python::FunctionRef;
use assay_python::ir::Const;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::export::Exporter;
use super::files::OUTSIDE;
use super::generators::SENT;
use super::sinks::is_itself;
use super::{Analysis, cleaned};
use crate::characters::PLACES;
use crate::engine::Available;
use crate::state::{Cell, CellKind};
use crate::summary::{Kept, Pending, Summary};
use crate::trace::Trace;
use crate::value::{
    ALL, AccessPath, Bound, CellId, Doubt, Identity, Key, Label, Mask, Method, Object, Origin,
    Root, Value, add_labels, types,
};

/// What goes into a call.
pub(super) struct Actuals<'a> {
    pub(super) function: FunctionRef,
    pub(super) values: &'a [Value],
    pub(super) environment: Option<CellId>,
    /// What is sent into a generator.
    pub(super) sent: Option<Value>,
}

impl Analysis<'_> {
    /// Calls a function with a value for each parameter.
    pub(super) fn apply(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        values: Vec<Value>,
    ) -> Value {
        let listens = self.engine.listens(function);
        let result = self.apply_with(function, environment, &values, None);
        if listens {
            self.remember_call(function, environment, values, &result);
        }
        result
    }

    /// The same, with what is sent into a generator.
    pub(super) fn apply_with(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        values: &[Value],
        sent: Option<Value>,
    ) -> Value {
        let generic = match self.engine.summary(function) {
            Available::Ready(summary) => summary,
            Available::NotYet => {
                self.draft.provisional = true;
                return Value::Bottom;
            }
        };
        let actuals = Actuals {
            function,
            values,
            environment,
            sent,
        };
        let summary = self.specialised(&actuals, generic);
        let result = self.apply_summary(&actuals, &summary);
        self.log_edge(function);
        result
    }

    /// What comes in at a path in this call.
    pub(super) fn actual(&mut self, actuals: &Actuals<'_>, path: &AccessPath) -> Value {
        let start = match path.root {
            Root::Param(SENT) => actuals.sent.clone().unwrap_or(Value::Unknown),
            Root::Param(number) => actuals
                .values
                .get(number as usize)
                .cloned()
                .unwrap_or(Value::Unknown),
            Root::Env => match actuals.environment {
                Some(id) => match self.cell(id).map(|cell| cell.kind.clone()) {
                    Some(CellKind::Root(path)) => self.root_value(&path),
                    _ => Value::object(Object::Cell(id)),
                },
                None => Value::Unknown,
            },
            Root::Static(id) => {
                let own = Value::object(Object::Cell(id));
                if path.keys.is_empty() {
                    return own.and_labels(&[self.root_label(path)]);
                }
                // Other functions may have changed it: that is worked out at the end.
                let mut value = self.follow(&own, &path.keys);
                value = value.and_labels(&[self.root_label(path)]);
                return value;
            }
            Root::Global(..) => {
                let value = match self.find_root(&AccessPath::new(path.root)) {
                    Some(id) => self
                        .cell(id)
                        .map(|cell| cell.get(&Key::Any))
                        .unwrap_or_default(),
                    None => Value::Bottom,
                };
                let original = self.root_value(&AccessPath::new(path.root));
                original.join(&value)
            }
        };
        // Input of this function that goes on unchanged, as `self` does: the path is just longer.
        if let [Object::Root(outer)] = start.objects()
            && !path.keys.is_empty()
            && outer.keys.len() + path.keys.len() <= crate::value::PATH_KEYS
            && self.find_root(outer).is_none()
            && !start.data().is_some_and(|data| data.open)
        {
            let longer = outer.followed(&path.keys);
            return self.root_value(&longer);
        }
        let value = self.follow(&start, &path.keys);
        self.force(&value)
    }

    fn apply_summary(&mut self, actuals: &Actuals<'_>, summary: &Arc<Summary>) -> Value {
        let call = self.here();
        // Cells that the callee made exist once for each call here.
        let mut map: Vec<CellId> = Vec::with_capacity(summary.cells.len());
        for cell in &summary.cells {
            let id = match &cell.kind {
                CellKind::Root(path) => {
                    let actual = self.actual(actuals, path);
                    self.cells_of(&actual)
                        .first()
                        .copied()
                        .unwrap_or_else(|| self.allocate_id())
                }
                _ => self.allocate_id(),
            };
            map.push(id);
        }
        let mut paths: FxHashMap<AccessPath, Value> = FxHashMap::default();
        for (cell, id) in summary.cells.iter().zip(map.clone()) {
            if matches!(cell.kind, CellKind::Root(_)) {
                continue;
            }
            let mut made = Cell::new(cell.kind.clone());
            made.length = cell.length;
            made.many = cell.many;
            made.copied = cell.copied;
            made.rows.clone_from(&cell.rows);
            for (key, value) in &cell.fields {
                let value = self.translate(actuals, &map, &mut paths, value);
                made.fields.insert(key.clone(), value);
            }
            made.rest = self.translate(actuals, &map, &mut paths, &cell.rest);
            self.put_cell(id, made);
        }
        for (path, pending) in &summary.pending {
            // State that outlives the call is joined once, at the end. What this function put there is known.
            let shared = path.is_shared();
            let put_here = || {
                matches!(path.root, Root::Global(..))
                    && self.find_root(&AccessPath::new(path.root)).is_some()
            };
            if shared && !put_here() {
                continue;
            }
            let actual = self.lookup(actuals, &mut paths, path);
            let bit: crate::value::Mask = 1 << (pending.kind & 63);
            let is_path = self.engine.symbols.path_kinds & bit != 0;
            if is_path && pending.itself && self.is_stream(&actual) {
                continue;
            }
            let labels = self.deep(&actual);
            for label in &labels {
                if !self.engine.symbols.harms_in(label, pending)
                    || shared && matches!(label.origin, Origin::Root(_))
                {
                    continue;
                }
                let carried = Pending {
                    trace: label
                        .trace
                        .call(call, actuals.function, pending.trace.clone()),
                    doubt: together(label, pending.doubt, &pending.trace),
                    itself: pending.itself && is_itself(&actual, &label.origin),
                    places: pending.places | label.cleaned & PLACES,
                    ..pending.clone()
                };
                self.reach(carried, &label.origin);
            }
        }
        for kept in &summary.kept {
            let Origin::Root(path) = &kept.label.origin else {
                continue;
            };
            if path.is_shared() {
                continue;
            }
            let actual = self.lookup(actuals, &mut paths, path);
            for mut label in self.deep(&actual) {
                label.cleaned |= kept.label.cleaned;
                label.doubt = label.doubt.max(kept.label.doubt);
                let inside = kept.label.trace.clone();
                label.trace = label.trace.call(call, actuals.function, inside);
                self.draft.keep(Kept {
                    label,
                    ..kept.clone()
                });
            }
        }
        if summary.raised != Value::Bottom {
            let raised = self.translate(actuals, &map, &mut paths, &summary.raised);
            self.throw(&raised);
        }
        let result = self.translate(actuals, &map, &mut paths, &summary.result);
        let mut updates = Vec::new();
        for (path, cell) in &summary.changes {
            if path.is_shared()
                && path.root != Root::Static(OUTSIDE)
                && !carries_input(summary, cell, 0)
            {
                continue;
            }
            let fields: Vec<(Key, Value)> = cell
                .fields
                .iter()
                .map(|(key, value)| {
                    (
                        key.clone(),
                        self.translate(actuals, &map, &mut paths, value),
                    )
                })
                .collect();
            let rest = self.translate(actuals, &map, &mut paths, &cell.rest);
            updates.push((path.clone(), fields, rest));
        }
        for (path, fields, rest) in updates {
            if let Root::Static(_) | Root::Global(..) = path.root
                && path.keys.is_empty()
            {
                let id = match path.root {
                    Root::Static(id) => id,
                    _ => self.root_cell(&path),
                };
                if let Some(cell) = self.cell_mut(id) {
                    for (key, value) in fields {
                        cell.set(&key, value);
                    }
                    if rest != Value::Bottom {
                        cell.set_any(&rest);
                    }
                }
                continue;
            }
            let target = self.actual(actuals, &path);
            let plain = !path.keys.contains(&Key::Any);
            for (key, value) in fields {
                if plain {
                    // The callee does not know that it is a row.
                    if matches!(key, Key::Attr(_)) {
                        self.keep_member(&target, &key, None, &value);
                    }
                    self.store(&target, &key, &value);
                } else {
                    self.store_any(&target, &value);
                }
            }
            if rest != Value::Bottom {
                self.store_any(&target, &rest);
            }
        }
        for (path, mask) in &summary.ensures {
            let identity = self.lookup(actuals, &mut paths, path).identity();
            self.state.learn(identity, *mask);
        }
        for number in &summary.judges {
            let path = AccessPath::new(Root::Param(*number));
            let identity = self.lookup(actuals, &mut paths, &path).identity();
            self.judge(identity);
        }
        if !summary.returns {
            self.dead = true;
        }
        self.with_conditions(actuals, summary, &mut paths, result)
    }

    /// The result, with what its truth says of the arguments.
    fn with_conditions(
        &mut self,
        actuals: &Actuals<'_>,
        summary: &Summary,
        paths: &mut FxHashMap<AccessPath, Value>,
        mut result: Value,
    ) -> Value {
        if summary.first_decides {
            return self.with_first_item(actuals, summary, paths, &result);
        }
        if !summary.if_true.is_empty() || !summary.if_false.is_empty() {
            let mut predicate = crate::value::Predicate::default();
            for (path, mask) in &summary.if_true {
                let value = self.lookup(actuals, paths, path);
                predicate.if_true.extend(self.subject_facts(&value, *mask));
            }
            for (path, mask) in &summary.if_false {
                let value = self.lookup(actuals, paths, path);
                predicate.if_false.extend(self.subject_facts(&value, *mask));
            }
            if result.truth().is_none() {
                result = result.with_predicate(predicate);
            }
        }
        let (verdict, complaint) = (is_verdict(&result), is_complaint(&result));
        if (verdict || complaint) && !self.engine.asks_little(actuals.function) {
            // A check that we may not understand: whoever wrote it thought the value good.
            let mut predicate = result
                .data()
                .and_then(|data| data.predicate.as_deref().cloned())
                .unwrap_or_default();
            for value in actuals
                .values
                .iter()
                .filter(|value| !value.labels().is_empty())
            {
                let facts = self.subject_facts(value, crate::characters::JUDGED);
                if complaint {
                    predicate.if_false.extend(facts);
                } else {
                    predicate.if_true.extend(facts);
                }
            }
            result = result.with_predicate(predicate);
        }
        if let Some((path, aspect)) = &summary.aspect {
            let value = self.lookup(actuals, paths, path);
            result = result.with_aspect(value.identity(), *aspect);
        }
        if result.identity() == 0 && !result.labels().is_empty() {
            let identity = self.made_identity();
            result = result.identified(identity);
        }
        result
    }

    /// A tuple whose first item decides, as in `return False, "no such file"`: it says what the function found out.
    fn with_first_item(
        &mut self,
        actuals: &Actuals<'_>,
        summary: &Summary,
        paths: &mut FxHashMap<AccessPath, Value>,
        result: &Value,
    ) -> Value {
        let Some(items) = self.tuple_items(result) else {
            return result.clone();
        };
        let mut predicate = crate::value::Predicate::default();
        for (path, mask) in &summary.if_true {
            let value = self.lookup(actuals, paths, path);
            predicate.if_true.extend(self.subject_facts(&value, *mask));
        }
        for (path, mask) in &summary.if_false {
            let value = self.lookup(actuals, paths, path);
            predicate.if_false.extend(self.subject_facts(&value, *mask));
        }
        for value in actuals.values {
            if !value.labels().is_empty() {
                let facts = self.subject_facts(value, crate::characters::JUDGED);
                predicate.if_true.extend(facts);
            }
        }
        let mut items = items;
        if let Some(first) = items.first_mut() {
            *first = Value::of_type(types::NUMBER).with_predicate(predicate);
        }
        self.allocate(Cell::sequence(CellKind::Tuple, items))
    }

    /// The items of a tuple, joined where it may be one of several of the same length.
    fn tuple_items(&self, value: &Value) -> Option<Vec<Value>> {
        let mut all: Option<Vec<Value>> = None;
        for object in value.objects() {
            let Object::Cell(id) = object else {
                return None;
            };
            let cell = self.cell(*id)?;
            if cell.kind != CellKind::Tuple || cell.many {
                return None;
            }
            let items = cell.elements()?;
            all = Some(match all {
                None => items,
                Some(known) if known.len() == items.len() => {
                    known.iter().zip(&items).map(|(a, b)| a.join(b)).collect()
                }
                Some(_) => return None,
            });
        }
        all
    }

    /// What a returned tuple says with its first item, if that is a plain yes or no.
    pub(super) fn first_verdict(&self, value: &Value) -> Option<Value> {
        let items = self.tuple_items(value)?;
        let first = items.first().filter(|_| items.len() > 1)?;
        let boolean = first
            .constants()
            .iter()
            .all(|(constant, _)| matches!(constant, Const::Bool(_)));
        let plain = first.types() == types::NUMBER || first.sure_constants().is_some();
        (boolean && plain && first.labels().is_empty()).then(|| first.clone())
    }

    fn lookup(
        &mut self,
        actuals: &Actuals<'_>,
        paths: &mut FxHashMap<AccessPath, Value>,
        path: &AccessPath,
    ) -> Value {
        if let Some(value) = paths.get(path) {
            return value.clone();
        }
        let value = self.actual(actuals, path);
        let value = self.with_facts(value);
        paths.insert(path.clone(), value.clone());
        value
    }

    fn cells_of(&mut self, value: &Value) -> Vec<CellId> {
        let mut cells = Vec::new();
        for object in value.objects() {
            match object {
                Object::Cell(id) => cells.push(*id),
                Object::Root(path) => cells.push(self.root_cell(path)),
                _ => {}
            }
        }
        cells
    }

    /// A value of the callee in terms of this function.
    fn translate(
        &mut self,
        actuals: &Actuals<'_>,
        map: &[CellId],
        paths: &mut FxHashMap<AccessPath, Value>,
        value: &Value,
    ) -> Value {
        let Some(data) = value.data() else {
            return value.clone();
        };
        if data.objects.is_empty() && data.labels.is_empty() {
            if data.identity != 0 || data.predicate.is_some() || data.aspect.is_some() {
                let mut data = data.clone();
                data.identity = 0;
                data.predicate = None;
                data.aspect = None;
                return data.into();
            }
            return value.clone();
        }
        let call = self.here();
        let mut whole = Value::Bottom;
        let mut kept = crate::value::Data {
            constants: data.constants.clone(),
            open: data.open,
            types: data.types,
            prefix: data.prefix.clone(),
            ..crate::value::Data::default()
        };
        let mut labels: SmallVec<[Label; 1]> = SmallVec::new();
        let map_cell = |id: CellId| {
            if id.is_static() {
                Some(id)
            } else {
                map.get(id.0 as usize).copied()
            }
        };
        for object in &data.objects {
            match object {
                Object::Root(path) => {
                    let actual = self.lookup(actuals, paths, path);
                    let mask = inside_of(data, path)
                        .map(|label| label.cleaned)
                        .reduce(|all, mask| all & mask)
                        .unwrap_or(0);
                    let actual = if mask == 0 {
                        actual
                    } else {
                        cleaned(&actual, mask)
                    };
                    let actual = self.through(&actual, actuals.function, data, path);
                    whole = whole.join(&actual);
                }
                Object::Cell(id) => match map_cell(*id) {
                    Some(id) => kept.objects.push(Object::Cell(id)),
                    None => kept.open = true,
                },
                Object::Function(function, environment) => {
                    kept.objects
                        .push(Object::Function(*function, environment.and_then(map_cell)));
                }
                Object::Bound(bound) => {
                    let receiver = self.translate(actuals, map, paths, &bound.receiver);
                    let method = match &bound.method {
                        Method::Function(function, environment) => {
                            Method::Function(*function, environment.and_then(map_cell))
                        }
                        Method::Native(name) => Method::Native(*name),
                        Method::Partial(args, keywords) => {
                            let args = args
                                .iter()
                                .map(|arg| self.translate(actuals, map, paths, arg))
                                .collect();
                            let keywords = keywords
                                .iter()
                                .map(|(name, value)| {
                                    (*name, self.translate(actuals, map, paths, value))
                                })
                                .collect();
                            Method::Partial(args, keywords)
                        }
                    };
                    kept.objects
                        .push(Object::Bound(Arc::new(Bound { receiver, method })));
                }
                Object::Super(class, receiver) => {
                    let receiver = self.translate(actuals, map, paths, receiver);
                    kept.objects.push(Object::Super(*class, Arc::new(receiver)));
                }
                Object::Wrapped(wrap, inner) => {
                    let inner = self.translate(actuals, map, paths, inner);
                    kept.objects.push(Object::Wrapped(*wrap, Arc::new(inner)));
                }
                other => kept.objects.push(other.clone()),
            }
        }
        for label in &data.labels {
            match &label.origin {
                Origin::Source(..) => add_labels(&mut labels, std::slice::from_ref(label)),
                Origin::Root(path) => {
                    let identity = data
                        .objects
                        .iter()
                        .any(|o| matches!(o, Object::Root(at) if at == path));
                    if identity {
                        continue;
                    }
                    let actual = self.lookup(actuals, paths, path);
                    for mut outer in self.deep(&actual) {
                        outer.cleaned |= label.cleaned;
                        outer.doubt = together(&outer, label.doubt, &label.trace);
                        outer.trace = outer
                            .trace
                            .call(call, actuals.function, label.trace.clone());
                        add_labels(&mut labels, &[outer]);
                    }
                }
            }
        }
        kept.labels = labels;
        let nothing = kept.objects.is_empty()
            && kept.constants.is_empty()
            && kept.labels.is_empty()
            && !kept.open;
        if nothing {
            return whole;
        }
        let kept: Value = kept.into();
        if whole == Value::Bottom {
            kept
        } else {
            whole.join(&kept)
        }
    }

    /// An argument that comes back as it is: its labels went through the call.
    fn through(
        &self,
        actual: &Value,
        function: FunctionRef,
        data: &crate::value::Data,
        path: &AccessPath,
    ) -> Value {
        if actual.labels().is_empty() {
            return actual.clone();
        }
        let Some(inside) = inside_of(data, path).next() else {
            return actual.clone();
        };
        // What is less sure may be less clean.
        let doubt = (inside_of(data, path).map(Label::doubt)).fold(inside.doubt, Ord::max);
        let call = self.here();
        let mut changed = actual.to_data();
        for label in &mut changed.labels {
            label.trace = label.trace.call(call, function, inside.trace.clone());
            label.doubt = label.doubt.max(doubt);
        }
        changed.into()
    }

    /// The summary of what was analysed.
    pub(super) fn finish(mut self) -> Summary {
        let exit = self.draft.exit.take();
        let returns = exit.is_some() || self.ir.is_generator;
        let exit = exit.unwrap_or_default();
        let mut result = std::mem::take(&mut self.draft.result);
        self.state = exit;
        self.forget_own_files();
        if self.ir.is_generator {
            let mut cell = Cell::new(CellKind::Generator);
            cell.rest = std::mem::take(&mut self.draft.yielded);
            if result.sure_constant() != Some(&Const::None) {
                cell.fields.insert(Key::Env, result);
            }
            if cell.rest == Value::Bottom {
                cell.rest = Value::Unknown;
            }
            self.made = 0;
            self.place = self.ir.range;
            result = self.allocate(cell);
        }
        let result = self.condensed(&result);
        for (id, cell) in self.exceptions.take_cells() {
            if self.state.cells.get(id).is_none() {
                self.state.cells.put(id, cell);
            }
        }
        let raised = std::mem::take(&mut self.draft.raised);
        let mut exporter = Exporter::default();
        let to_path = |analysis: &Self, facts: &[(Identity, Mask)]| -> Vec<(AccessPath, Mask)> {
            facts
                .iter()
                .filter_map(|(identity, mask)| {
                    Some((analysis.identity_path(*identity)?.clone(), *mask))
                })
                .collect()
        };
        let ensures = to_path(&self, &self.state.facts);
        let if_true = to_path(&self, self.draft.if_true.as_deref().unwrap_or(&[]));
        let if_false = to_path(&self, self.draft.if_false.as_deref().unwrap_or(&[]));
        let aspect = result
            .data()
            .and_then(|data| data.aspect)
            .and_then(|(identity, aspect)| Some((self.identity_path(identity)?.clone(), aspect)));
        let judges = self.engine.judged_parameters(self.function).to_vec();
        let exported = Self::with_judgement(exporter.value(&result), &judges);
        let raised = exporter.value(&raised);
        let mut changes = Vec::new();
        for cell in self.state.cells.iter().flatten() {
            if let CellKind::Root(path) = &cell.kind
                && (!cell.fields.is_empty() || cell.rest != Value::Bottom)
            {
                changes.push((path.clone(), exporter.cell(cell)));
            }
        }
        for (id, cell) in &*self.state.statics {
            changes.push((AccessPath::new(Root::Static(*id)), exporter.cell(cell)));
        }
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut cells = Vec::new();
        while let Some(id) = exporter.queue.pop_front() {
            let cell = self.state.cells.get(id).cloned();
            cells.push(match cell {
                Some(cell) => exporter.cell(&cell),
                None => Arc::new(Cell::new(CellKind::List)),
            });
        }
        let mut draft = self.draft;
        draft.cares.sort();
        Summary {
            result: exported,
            raised,
            cells,
            changes,
            kept: draft.kept,
            written: draft.written,
            pending: draft.pending,
            flows: draft.flows,
            returned: draft.returned,
            seen: draft.seen,
            literals: draft.literals,
            cares: draft.cares,
            ensures,
            judges,
            if_true,
            if_false,
            first_decides: draft.first_decides == Some(true),
            aspect,
            returns,
            used: draft.used,
            registered: draft.registered,
            class_routes: draft.class_routes,
            unmodelled: draft.unmodelled,
            reached: draft.reached,
            log: draft.log,
            cost: self.cost.saturating_add(self.callee_cost),
            coarse: draft.coarse,
            provisional: draft.provisional,
            bounds: self.bounds,
            places: false,
            consulted: self.consulted.into_inner(),
        }
    }
}

/// What a summary says of the input at a path, the surest first.
fn inside_of<'d>(
    data: &'d crate::value::Data,
    path: &'d AccessPath,
) -> impl Iterator<Item = &'d Label> {
    data.labels
        .iter()
        .filter(move |label| matches!(&label.origin, Origin::Root(at) if at == path))
}

/// True for what is surely a yes or a no, but not which. In `name and name in NAMES` an empty name is a no.
fn is_verdict(value: &Value) -> bool {
    let booleans = value
        .constants()
        .iter()
        .all(|(constant, _)| matches!(constant, Const::Bool(_)));
    let known = value.types() == types::NUMBER || !value.constants().is_empty();
    booleans
        && known
        && value.truth().is_none()
        && (value.labels().iter()).all(|label| label.cleaned & ALL == ALL)
        && value.objects().is_empty()
}

/// True for what is `None` or else a text that says what is wrong.
fn is_complaint(value: &Value) -> bool {
    let none = value
        .constants()
        .iter()
        .any(|(constant, _)| *constant == Const::None);
    let texts = value
        .constants()
        .iter()
        .all(|(constant, _)| match constant {
            Const::None => true,
            Const::Str(text) => text.contains(' '),
            _ => false,
        });
    none && texts
        && value.constants().len() + usize::from(value.types() & types::STR != 0) > 1
        && value.objects().is_empty()
}

/// True if something of a function's input is stored in a cell, so that it depends on the caller.
fn carries_input(summary: &Summary, cell: &Cell, depth: u32) -> bool {
    cell.fields
        .values()
        .chain(std::iter::once(&cell.rest))
        .any(|value| {
            let labels = value
                .labels()
                .iter()
                .any(|label| matches!(&label.origin, Origin::Root(path) if !path.is_shared()));
            labels
                || depth < 3
                    && value.objects().iter().any(|object| match object {
                        Object::Cell(id) => summary
                            .cells
                            .get(id.0 as usize)
                            .is_some_and(|cell| carries_input(summary, cell, depth + 1)),
                        _ => false,
                    })
        })
}

/// How sure a taint is behind a call. What one unresolved method makes of what another one made is anybody's guess.
fn together(label: &Label, inside: Doubt, way: &Trace) -> Doubt {
    let doubt = label.doubt();
    if doubt == Doubt::Unmodelled
        && inside == Doubt::Unmodelled
        && label.trace.is_guessed()
        && way.is_guessed()
    {
        return Doubt::Guessed;
    }
    doubt.max(inside)
}
