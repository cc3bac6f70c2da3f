//! What each instruction does to the state.

use std::sync::Arc;

use assay_python::ir::{self, Instr, Op, Part, Reg, SequenceKind};
use assay_python::{ClassRef, FunctionRef};

use super::{Analysis, IdentityKey};
use crate::state::{Cell, CellKind};
use crate::value::{
    AccessPath, Aspect, Bound, CellId, Key, Method, Object, Predicate, Root, Value,
};

impl Analysis<'_> {
    /// Runs one instruction.
    pub(super) fn execute(&mut self, instr: &Instr) {
        self.place = instr.range;
        self.made = 0;
        match &instr.op {
            Op::Const { dst, value } => {
                let span = self.here();
                self.write(*dst, Value::constant(value.clone(), Some(span)));
            }
            Op::Copy { dst, src } => {
                let value = self.read(*src);
                if self.is_held_back(*dst) {
                    self.check_returned(&value);
                }
                self.write(*dst, value);
            }
            Op::Unknown { dst } => self.write(*dst, Value::Unknown),
            Op::LoadGlobal { dst, name } => {
                let value = self.load_global(*name);
                self.log_named(&value);
                self.write(*dst, value);
            }
            Op::StoreGlobal { name, src } => {
                let value = self.read(*src);
                let name = self.global_name(*name);
                let path = AccessPath::new(Root::Global(self.function.module, name));
                let cell = self.root_cell(&path);
                if let Some(cell) = self.cell_mut(cell) {
                    cell.set(&Key::Any, value);
                }
            }
            Op::LoadEnv { dst, depth, name } => {
                let value = self.load_environment(*depth, *name);
                self.log_named(&value);
                self.write(*dst, value);
            }
            Op::StoreEnv { depth, name, src } => {
                let value = self.read(*src);
                let key = Key::Attr(self.global_name(*name));
                let target = self.environment_at(*depth);
                self.store(&target, &key, &value);
            }
            Op::Delete { reg } => {
                if let Some(slot) = self.state.registers.get_mut(reg.0 as usize) {
                    *slot = Value::Bottom;
                }
            }
            Op::Import {
                dst,
                import,
                bind_top,
            } => {
                let value = self.engine.import(self.function.module, *import, *bind_top);
                let value = match value.objects() {
                    [Object::Symbol(symbol)] => self.symbol_value(*symbol),
                    _ => self.force(&value),
                };
                self.write(*dst, value);
            }
            Op::Attr { dst, object, name } => {
                let value = self.read(*object);
                let name = self.global_name(*name);
                let result = self.attribute(&value, name);
                self.log_named(&result);
                let result = self.told_by_name(result, Ok(name), |named| named.attributes);
                let result = self.without_exception(result, name);
                self.write(*dst, result);
            }
            Op::SetAttr { object, name, src } => {
                let target = self.read(*object);
                let value = self.read(*src);
                let name = self.global_name(*name);
                self.check_name(Ok(name), &value);
                self.store_checked(&target, &Key::Attr(name), None, &value);
            }
            Op::DelAttr { .. } => {}
            Op::Item { dst, object, key } => {
                let value = self.read(*object);
                let key = self.read(*key);
                let mut result = self.item(&value, &key);
                if let Some(key) = key.sure_text() {
                    result = self.told_by_name(result, Err(key), |named| named.items);
                }
                self.write(*dst, result);
            }
            Op::SetItem { object, key, src } => {
                let target = self.read(*object);
                let key = self.read(*key);
                let value = self.read(*src);
                if let Some(key) = key.sure_text() {
                    self.check_name(Err(key), &value);
                }
                self.store_item(&target, &key, &value);
            }
            Op::DelItem { object, key } => {
                let target = self.read(*object);
                let key = self.read(*key);
                self.delete_item(&target, &key);
            }
            Op::Slice {
                dst,
                object,
                lower,
                upper,
                step,
            } => {
                let value = self.read(*object);
                let bounds = [*lower, *upper, *step].map(|reg| reg.map(|reg| self.read(reg)));
                let result = self.slice(&value, &bounds);
                self.write(*dst, result);
            }
            Op::SetSlice { object, src } => {
                let target = self.read(*object);
                let value = self.read(*src);
                let element = self.element(&value);
                self.store_any(&target, &element);
            }
            Op::Call {
                dst,
                callee,
                args,
                kind,
            } => {
                let callee = self.read(*callee);
                let args = self.arguments(args);
                if *kind == ir::CallKind::Decorator {
                    // `@given("q")` is the place of two calls: what each makes is told apart.
                    self.made = 512;
                }
                let result = self.call(&callee, &args, *kind);
                self.write(*dst, result);
            }
            Op::CallMethod {
                dst,
                object,
                name,
                args,
                kind,
                ..
            } => {
                let receiver = self.read(*object);
                let args = self.arguments(args);
                let name = self.global_name(*name);
                let mut result = self.call_method(&receiver, Some(*object), name, &args, *kind);
                if matches!(
                    &*self.engine.symbols.name_text(name),
                    "get" | "pop" | "getlist"
                ) && let Some(key) = args.positional.first().and_then(Value::sure_text)
                {
                    result = self.told_by_name(result, Err(key), |named| named.items);
                    let mut data = result.to_data();
                    data.labels = self.without_scalars(data.labels, &receiver);
                    result = data.into();
                }
                self.write(*dst, result);
            }
            Op::Binary {
                dst,
                op,
                left,
                right,
                in_place,
            } => {
                let (a, b) = (self.read(*left), self.read(*right));
                let result = self.binary(*op, &a, &b, *in_place);
                self.write(*dst, result);
            }
            Op::Compare {
                dst,
                op,
                left,
                right,
            } => {
                let (a, b) = (self.read(*left), self.read(*right));
                let result = self.compare(*op, &a, &b);
                self.write(*dst, result);
            }
            Op::Unary { dst, op, operand } => {
                let value = self.read(*operand);
                let result = self.unary(*op, &value);
                self.write(*dst, result);
            }
            Op::Logical {
                dst,
                and,
                left,
                right,
            } => {
                let (left, right) = (self.read(*left), self.read(*right));
                let result = logical(*and, &left, &right);
                self.write(*dst, result);
            }
            Op::Format { dst, parts } => {
                let result = self.format_parts(parts);
                self.write(*dst, result);
            }
            Op::Sequence {
                dst,
                kind,
                elements,
            } => {
                let result = self.display(*kind, elements);
                self.write(*dst, result);
            }
            Op::Dict { dst, entries } => {
                let result = self.dictionary(entries);
                self.write(*dst, result);
            }
            Op::Append {
                container,
                key,
                value,
            } => self.append_element(*container, *key, *value),
            Op::Iter { dst, src } => {
                let value = self.read(*src);
                self.write(*dst, value);
            }
            Op::Unpack { targets, star, src } => {
                let value = self.read(*src);
                self.unpack(targets, *star, &value);
            }
            Op::MakeFunction {
                dst,
                function,
                defaults,
            } => {
                let value = self.make_function(*function, defaults);
                self.write(*dst, value);
            }
            Op::MakeClass {
                dst,
                class,
                bases,
                keywords,
            } => {
                let bases: Vec<Value> = bases.iter().map(|base| self.read(*base)).collect();
                let class = ClassRef {
                    module: self.function.module,
                    class: *class,
                };
                self.make_class(class, bases, keywords);
                self.write(*dst, Value::object(Object::Class(class)));
            }
            Op::Await { dst, src } => {
                let value = self.read(*src);
                self.write(*dst, value);
            }
            Op::Yield { dst, src } => {
                let value = self.read(*src);
                let value = self.with_facts(value);
                self.draft.yielded = self.draft.yielded.join(&value);
                let sent = self.sent();
                self.write(*dst, sent);
            }
            Op::YieldFrom { dst, src } => {
                let value = self.read(*src);
                let element = self.element(&value);
                self.draft.yielded = self.draft.yielded.join(&element);
                let returned = self.delegate(&value);
                self.write(*dst, returned);
            }
            Op::Enter { dst, src } => {
                let value = self.read(*src);
                self.made = 768;
                let result = self.enter(&value);
                self.write(*dst, result);
            }
            Op::Exit { src } => {
                let value = self.read(*src);
                // It stands where the call stands that made the manager: what each makes is told apart.
                self.made = 1024;
                let name = self.engine.symbols.names.exit;
                if self.has_method(&value, name) {
                    let none = Value::constant(ir::Const::None, None);
                    let dead = self.dead;
                    self.call_dunder(&value, name, &[none.clone(), none.clone(), none]);
                    self.dead = dead;
                }
            }
            Op::Catch { dst, types } => {
                let types = types.map(|types| self.read(types));
                let result = self.caught(types.as_ref());
                let taken = self.taken(types.as_ref());
                self.write(*dst, result.join(&taken));
            }
            Op::Test { dst, subject, test } => {
                let subject = self.read(*subject);
                let result = self.pattern_test(&subject, test);
                self.write(*dst, result);
            }
            Op::Annotate { reg, annotation } => {
                let value = self.read(*reg);
                let (objects, _, _) = self.engine.annotation(self.function.module, annotation);
                if value.objects().is_empty()
                    && value.sure_constants().is_none()
                    && !objects.is_empty()
                {
                    let mut data = value.to_data();
                    data.objects.extend(objects);
                    if let Some(slot) = self.state.registers.get_mut(reg.0 as usize) {
                        *slot = data.into();
                    }
                }
            }
            Op::Assert { .. } => {}
        }
    }

    fn load_global(&mut self, name: ir::Name) -> Value {
        let module = self.function.module;
        let name = self.global_name(name);
        // A name that this activation assigned is known better than the module's.
        let path = AccessPath::new(Root::Global(module, name));
        if let Some(cell) = self.find_root(&path)
            && let Some(cell) = self.cell(cell)
        {
            return cell.get(&Key::Any);
        }
        let value = self.engine.global(module, name);
        let mut value = self.force(&value);
        if self.engine.is_reassigned(module, name) {
            let mut data = value.to_data();
            data.open = true;
            let label = self.root_label(&path);
            data.labels.push(label);
            value = data.into();
        }
        value
    }

    /// The environment that is `depth` functions up.
    fn environment_at(&mut self, depth: u32) -> Value {
        if depth == 0 && self.owns_environment() {
            return Value::object(Object::Cell(self.environment()));
        }
        let hops = if self.owns_environment() {
            depth.saturating_sub(1)
        } else {
            depth
        };
        let mut path = AccessPath::new(Root::Env);
        for _ in 0..hops {
            match path.then(&Key::Env) {
                Some(longer) => path = longer,
                None => return Value::Unknown,
            }
        }
        self.root_value(&path)
    }

    /// True if environment depth 0 means this function's own variables.
    fn owns_environment(&self) -> bool {
        !matches!(self.ir.kind, ir::FunctionKind::ClassBody)
    }

    fn load_environment(&mut self, depth: u32, name: ir::Name) -> Value {
        let key = Key::Attr(self.global_name(name));
        let environment = self.environment_at(depth);
        let value = self.member(&environment, &key);
        let value = self.force(&value);
        let untold = value.constants().is_empty()
            && (value.objects().iter()).all(|object| matches!(object, Object::Root(_)));
        if !untold {
            return value;
        }
        let holder = match environment.objects() {
            [Object::Cell(id)] => Some(*id),
            [Object::Root(path)] => Some(self.root_cell(&path.clone())),
            _ => None,
        };
        match (self.engine).captured(self.function, depth, name, holder) {
            Some(value) => match value.objects() {
                [Object::Symbol(symbol)] => self.symbol_value(*symbol),
                _ => self.force(&value),
            },
            None => value,
        }
    }

    fn make_function(&mut self, function: ir::FunctionId, defaults: &[(u32, Reg)]) -> Value {
        let function = FunctionRef {
            module: self.function.module,
            function,
        };
        let nested = !matches!(
            self.ir.kind,
            ir::FunctionKind::Module | ir::FunctionKind::ClassBody
        ) || !self.at_module_level();
        let environment = if matches!(self.ir.kind, ir::FunctionKind::ClassBody) {
            // A class body inside a function lends its enclosing function's environment.
            None
        } else if nested {
            Some(self.environment())
        } else {
            None
        };
        let mut held = Vec::new();
        for (index, register) in defaults {
            let value = self.read(*register);
            if let Some(cell) = environment {
                // In each round of a loop there is a function of its own.
                let key = Key::Default(function, *index);
                let known = self.cell(cell).and_then(|cell| cell.fields.get(&key));
                let param = self
                    .engine
                    .program
                    .function(function)
                    .params
                    .get(*index as usize);
                if self.in_round()
                    && known.is_some_and(|known| *known != value)
                    && let Some(param) = param
                {
                    held.push((self.global_name(param.name), value));
                } else if let Some(cell) = self.cell_mut(cell) {
                    cell.fields.insert(Key::Default(function, *index), value);
                }
            } else {
                self.draft.defaults.push((function, *index, value));
            }
        }
        self.draft.made.push(function);
        let made = Value::object(Object::Function(function, environment));
        if held.is_empty() {
            return made;
        }
        Value::object(Object::Bound(Arc::new(Bound {
            receiver: made,
            method: Method::Partial(Vec::new(), held),
        })))
    }

    fn format_parts(&mut self, parts: &[Part]) -> Value {
        let mut pieces = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Text(text) => pieces.push(Value::text(text)),
                Part::Value {
                    value,
                    spec,
                    conversion,
                    ..
                } => {
                    let mut value = self.read(*value);
                    if matches!(conversion, Some('r' | 'a')) {
                        value = self.quoted(&value);
                    }
                    let numeric = spec.as_deref().is_some_and(|spec| {
                        matches!(
                            spec.chars().last(),
                            Some('d' | 'x' | 'X' | 'f' | 'e' | 'g' | 'b' | 'o' | 'n' | '%')
                        )
                    });
                    pieces.push(self.piece(&value, numeric));
                }
            }
        }
        self.concatenate(&pieces)
    }

    fn display(&mut self, kind: SequenceKind, elements: &[ir::Element]) -> Value {
        let cell_kind = match kind {
            SequenceKind::List => CellKind::List,
            SequenceKind::Tuple => CellKind::Tuple,
            SequenceKind::Set => CellKind::Set,
            SequenceKind::Generator => CellKind::Generator,
        };
        let mut values = Vec::with_capacity(elements.len());
        let mut exact = true;
        for element in elements {
            let value = self.read(element.value);
            if element.star {
                match self.elements(&value) {
                    Some(inner) => values.extend(inner),
                    None => {
                        exact = false;
                        values.push(self.element(&value));
                    }
                }
            } else {
                values.push(self.with_facts(value));
            }
        }
        let mut cell = Cell::sequence(cell_kind, values);
        if !exact || matches!(kind, SequenceKind::Set) {
            cell.blur();
        }
        self.allocate(cell)
    }

    fn dictionary(&mut self, entries: &[(Option<Reg>, Reg)]) -> Value {
        let mut cell = Cell::new(CellKind::Dict);
        for (key, value) in entries {
            let value = self.read(*value);
            match key {
                Some(key) => {
                    let key = self.read(*key);
                    self.put_entry(&mut cell, &key, &value);
                }
                None => self.merge_mapping(&mut cell, &value),
            }
        }
        self.allocate(cell)
    }

    fn append_element(&mut self, container: Reg, key: Option<Reg>, value: Reg) {
        let target = self.read(container);
        let value = self.read(value);
        if let Some(key) = key {
            let key = self.read(key);
            self.store_item(&target, &key, &value);
        } else if self.in_round()
            && let [Object::Cell(id)] = target.objects()
            && (self.cell(*id)).is_some_and(|cell| cell.is_sequence() && !cell.many)
        {
            let value = self.with_facts(value);
            if let Some(cell) = self.cell_mut(*id) {
                cell.push(&value);
            }
        } else {
            self.store_any(&target, &value);
        }
    }

    fn unpack(&mut self, targets: &[Reg], star: Option<u32>, value: &Value) {
        if let Some(elements) = self.elements(value) {
            let fixed = targets.len() - usize::from(star.is_some());
            if elements.len() >= fixed {
                let extra = elements.len() - fixed;
                let mut rest = elements.into_iter();
                for (index, target) in targets.iter().enumerate() {
                    if star.is_some_and(|star| star as usize == index) {
                        let taken: Vec<Value> = rest.by_ref().take(extra).collect();
                        let list = self.allocate(Cell::sequence(CellKind::List, taken));
                        self.write(*target, list);
                    } else if let Some(element) = rest.next() {
                        let element = self.known_again(element);
                        self.write(*target, element);
                    }
                }
                return;
            }
        }
        for (index, target) in targets.iter().enumerate() {
            if star.is_some_and(|star| star as usize == index) {
                let element = self.moved(value);
                let mut cell = Cell::new(CellKind::List);
                cell.rest = element;
                let list = self.allocate(cell);
                self.write(*target, list);
            } else {
                let exact = star.is_none_or(|star| index < star as usize);
                let element = match i64::try_from(index) {
                    Ok(index) if exact => self.member(value, &Key::Index(index)),
                    _ => self.element(value),
                };
                let element = self.known_again(element);
                self.write(*target, element);
            }
        }
    }

    /// A tainted value gets an identity, so that a check of it can be remembered.
    fn known_again(&mut self, value: Value) -> Value {
        if value.identity() != 0 || value.labels().is_empty() {
            return value;
        }
        let identity = self.made_identity();
        value.identified(identity)
    }

    fn enter(&mut self, value: &Value) -> Value {
        let mut result = Value::Bottom;
        for object in value.objects() {
            let entered = match object {
                Object::Cell(id) => match self.cell(*id).map(|cell| cell.kind.clone()) {
                    Some(CellKind::Generator) => self.element(value),
                    Some(CellKind::Instance(_)) => {
                        let name = self.engine.symbols.names.enter;
                        let receiver = Value::object(object.clone());
                        self.call_dunder(&receiver, name, &[]).unwrap_or(receiver)
                    }
                    _ => Value::object(object.clone()),
                },
                Object::Symbol(symbol) => match self.engine.symbols.entered(*symbol) {
                    Some(entered) => Value::object(Object::Symbol(entered)),
                    None => Value::object(object.clone()),
                },
                _ => Value::object(object.clone()),
            };
            result = result.join(&entered);
        }
        if value.objects().is_empty() {
            return value.clone();
        }
        result.and_labels(value.labels())
    }

    fn caught(&mut self, types: Option<&Value>) -> Value {
        let span = self.here();
        let mut value = Value::Unknown;
        if let Some(types) = types {
            for object in types.objects() {
                if let Object::Class(class) = object {
                    let mut cell = Cell::new(CellKind::Instance(*class));
                    cell.rest = Value::Unknown;
                    cell.many = true;
                    value = self.allocate(cell);
                }
            }
        }
        let harmless = types.is_some_and(|types| self.speaks_to_clients(types, 0));
        if let Some(label) = self.engine.symbols.exception_label(span)
            && !harmless
        {
            value = value.and_labels(&[label]);
        }
        value
    }

    /// True for classes of exceptions whose text is meant to be read by whoever sent the request: those of the
    /// project itself, those that validators raise, and those that only repeat what was sent.
    fn speaks_to_clients(&self, types: &Value, depth: u32) -> bool {
        let objects = types.objects();
        !objects.is_empty()
            && depth < 3
            && objects.iter().all(|object| match object {
                Object::Class(_) => true,
                Object::Symbol(symbol) => is_for_clients(&self.engine.symbols.text(*symbol)),
                Object::External(path) => is_for_clients(path),
                Object::Cell(id) => self
                    .cell(*id)
                    .is_some_and(|cell| self.speaks_to_clients(&cell.everything(), depth + 1)),
                _ => false,
            })
    }

    /// Adds what the name tells under which a value was found.
    pub(super) fn told_by_name(
        &mut self,
        value: Value,
        name: Result<assay_python::Name, &str>,
        counts: fn(&assay_models::Named) -> bool,
    ) -> Value {
        let here = self.here();
        let labels = self.engine.symbols.named_labels(name, here, counts);
        // A constant is no secret that somebody typed, and a function none at all.
        let is_code = value.objects().iter().any(|object| {
            matches!(
                object,
                Object::Function(..) | Object::Class(_) | Object::Module(_) | Object::Bound(_)
            )
        });
        if labels.is_empty() || is_code || value.sure_constants().is_some() {
            return value;
        }
        value.and_labels(&labels)
    }

    /// Parts of an exception that say nothing of the inside: `error.code`.
    fn without_exception(&self, value: Value, name: assay_python::Name) -> Value {
        let Some(exception) = self.engine.symbols.exception else {
            return value;
        };
        let is_one = |label: &crate::value::Label| matches!(label.origin, crate::value::Origin::Source(_, kind, _) if kind == exception);
        if !value.labels().iter().any(is_one)
            || !HARMLESS_PARTS.contains(&&*self.engine.symbols.name_text(name))
        {
            return value;
        }
        let mut data = value.to_data();
        data.labels.retain(|label| !is_one(label));
        data.into()
    }

    /// The labels of `value`, with what an explicit identity says.
    pub(super) fn part_identity(&mut self, of: &Value, key: &Key) -> u32 {
        match of.identity() {
            0 => self.made_identity(),
            identity => self.identity(IdentityKey::Part(identity, key.clone())),
        }
    }

    /// Marks the value as the same text but for case and white space.
    pub(super) fn folded(&self, value: Value, of: &Value) -> Value {
        self.add_aspect(value, of, Aspect::Folded)
    }

    pub(super) fn own_cell(object: &Object) -> Option<CellId> {
        match object {
            Object::Cell(id) => Some(*id),
            _ => None,
        }
    }
}

/// Attributes of exceptions that are numbers, names of classes, or texts for clients.
const HARMLESS_PARTS: [&str; 16] = [
    "__class__",
    "__name__",
    "code",
    "colno",
    "data",
    "description",
    "errno",
    "error_code",
    "get_response",
    "lineno",
    "messages",
    "name",
    "pos",
    "response",
    "status",
    "status_code",
];

/// True for a library's exception whose text repeats what was sent, or is written for whoever sent it.
fn is_for_clients(path: &str) -> bool {
    const NAMES: [&str; 14] = [
        "ValueError",
        "KeyError",
        "IndexError",
        "LookupError",
        "UnicodeDecodeError",
        "JSONDecodeError",
        "Invalid",
        "MultipleInvalid",
        "SignatureExpired",
        "BadSignature",
        "HTTPException",
        "TimeoutError",
        "TypeError",
        "NoResultFound",
    ];
    let name = path.rsplit('.').next().unwrap_or(path);
    NAMES.contains(&name)
        || name.contains("Validation")
        || path.starts_with("werkzeug.exceptions.")
        || path.starts_with("jwt.")
        || path.starts_with("itsdangerous.")
}

/// `left and right` (`left or right`) where both were evaluated.
fn logical(and: bool, left: &Value, right: &Value) -> Value {
    // `text or "a"` is the text unless that is nothing: a check of it is one of the text.
    let is_constant = right.labels().is_empty() && right.sure_constants().is_some();
    if !and && left.identity() != 0 && is_constant {
        return right.identified(left.identity());
    }
    let Some(before) = left.data().and_then(|data| data.predicate.clone()) else {
        return right.clone();
    };
    let mut predicate: Predicate = right
        .data()
        .and_then(|data| data.predicate.as_deref().cloned())
        .unwrap_or_default();
    if and {
        predicate.if_true.extend(before.if_true.iter().copied());
        predicate
            .every_true
            .extend(before.every_true.iter().copied());
    } else {
        predicate.if_false.extend(before.if_false.iter().copied());
        predicate
            .every_false
            .extend(before.every_false.iter().copied());
    }
    right.with_predicate(predicate)
}
