//! What every analysis shares: the program, the models, module variables, classes and summaries.

mod captured;
mod classes;
mod holders;
mod kinds;
mod registries;
mod specials;

use std::sync::{Arc, Mutex, OnceLock};

use assay_python::ir::{FunctionKind, Op, TypeExpr};
use assay_python::{ClassRef, FunctionRef, GlobalResolution, ModuleId, Name, Program, Resolved};
use assay_source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};

use self::captured::Captured;
use self::holders::Holders;
use self::specials::Specials;
pub(crate) use self::specials::shows_places;
use crate::analysis::{
    Analysis, Exceptions, Plan, Variant, asks_little, judged_parameters, listens,
    looks_at_extension,
};
use crate::solution::Options;
use crate::state::{Cell, CellKind};
use crate::summary::{Seed, Summary};
use crate::symbols::{SymbolId, Symbols};
use crate::value::{AccessPath, CellId, Key, Mask, Object, Root, Value, Wrap, map_cells};

/// How many methods of one name may be meant by a call on an unknown receiver.
const NAMESAKES: usize = 1;

/// What a class has under a name.
#[derive(Clone, Debug)]
pub(crate) enum Member {
    /// Something of the project.
    Value(Value),
    /// Something of a library's class that it inherits from.
    Symbol(SymbolId),
}

/// Whether a function's summary is there yet.
pub(crate) enum Available {
    Ready(Arc<Summary>),
    NotYet,
}

/// What is known of a class.
#[derive(Debug, Default)]
pub(crate) struct ClassInfo {
    bases: Vec<ClassRef>,
    pub(crate) libraries: Vec<SymbolId>,
    pub(crate) mro: Vec<ClassRef>,
    pub(crate) members: FxHashMap<Name, Value>,
    setters: Vec<(Name, FunctionRef)>,
    subclasses: Vec<ClassRef>,
    /// The class of the class, if the project defines it.
    metaclass: Option<ClassRef>,
    /// True if its `super()` leads elsewhere in some class that inherits from it.
    cooperative: bool,
}

/// What the instructions of a function say, whatever goes in; worked out when somebody asks.
#[derive(Default)]
struct Known {
    plan: OnceLock<Plan>,
    exceptions: OnceLock<Exceptions>,
    judged: OnceLock<Vec<u16>>,
    little: OnceLock<bool>,
    listens: OnceLock<bool>,
}

/// What every analysis shares.
pub(crate) struct Engine<'a> {
    pub(crate) program: &'a Program,
    pub(crate) symbols: Symbols<'a>,
    pub(crate) options: &'a Options,
    /// Sink kinds for which constants are of interest.
    pub(crate) literal_kinds: Mask,
    /// The cells that module bodies made.
    pub(crate) cells: Vec<Arc<Cell>>,
    globals: Vec<FxHashMap<Name, Value>>,
    reassigned: FxHashSet<(ModuleId, Name)>,
    /// Every attribute that is assigned anywhere.
    set_attributes: FxHashSet<Name>,
    /// Attributes that functions assign to classes.
    class_attributes: FxHashSet<Name>,
    /// The classes of the program, in order.
    class_order: Vec<ClassRef>,
    /// Those of them that a class statement names as its metaclass, in order.
    metaclasses: Vec<ClassRef>,
    defaults: FxHashMap<(FunctionRef, u32), Value>,
    /// What stands for a function where the first argument is of some class.
    variants: FxHashMap<FunctionRef, Vec<Variant>>,
    pub(crate) classes: FxHashMap<ClassRef, ClassInfo>,
    pub(crate) methods: FxHashMap<Name, Vec<FunctionRef>>,
    static_methods: FxHashSet<FunctionRef>,
    /// What frameworks hand to functions that module bodies register.
    handed: FxHashMap<FunctionRef, Vec<SymbolId>>,
    /// The errors that frameworks hand to handlers that module bodies register.
    handled: FxHashMap<FunctionRef, ClassRef>,
    known: Vec<Vec<Known>>,
    summaries: Vec<Vec<Option<Arc<Summary>>>>,
    specials: FxHashMap<FunctionRef, Mutex<Specials>>,
    /// The functions some of whose `specials` rest on unfinished callees.
    unfinished: Mutex<FxHashSet<FunctionRef>>,
    captured: Captured,
    holders: Holders,
}

impl<'a> Engine<'a> {
    pub(crate) fn new(program: &'a Program, symbols: Symbols<'a>, options: &'a Options) -> Self {
        let kinds = symbols.models.kinds();
        let literal_kinds = options
            .literals
            .iter()
            .filter_map(|name| kinds.sink(name))
            .fold(0, |mask, kind| {
                mask | crate::value::Mask::from(kind.only().0)
            });
        let mut engine = Self {
            program,
            symbols,
            options,
            literal_kinds,
            // The first cell is what is outside of the program.
            cells: vec![Arc::new(Cell::new(CellKind::Dict))],
            globals: vec![FxHashMap::default(); program.modules.len()],
            reassigned: FxHashSet::default(),
            set_attributes: FxHashSet::default(),
            class_attributes: FxHashSet::default(),
            class_order: Vec::new(),
            metaclasses: Vec::new(),
            defaults: FxHashMap::default(),
            variants: FxHashMap::default(),
            classes: FxHashMap::default(),
            methods: FxHashMap::default(),
            static_methods: FxHashSet::default(),
            handed: FxHashMap::default(),
            handled: FxHashMap::default(),
            known: Vec::new(),
            summaries: Vec::new(),
            specials: FxHashMap::default(),
            unfinished: Mutex::default(),
            captured: Captured::default(),
            holders: Holders::default(),
        };
        engine.scan();
        engine.run_modules();
        engine.link_classes();
        engine.find_held();
        engine.fill_registries();
        engine
    }

    /// What the instructions alone say.
    fn scan(&mut self) {
        for (module, ir) in self.program.modules() {
            self.summaries.push(vec![None; ir.functions.len()]);
            let known = std::iter::repeat_with(Known::default);
            self.known.push(known.take(ir.functions.len()).collect());
            for (index, function) in (0..).zip(&ir.functions) {
                let reference = FunctionRef {
                    module,
                    function: assay_python::ir::FunctionId(index),
                };
                self.specials.insert(reference, Mutex::default());
                self.captured.scan(self.program, reference, function);
                self.holders.scan(self.program, reference, function);
                self.note_class_attributes(module, function);
                for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
                    if let Op::StoreGlobal { name, .. } = &instr.op {
                        self.reassigned
                            .insert((module, self.program.global(module, *name)));
                    }
                    if let Op::SetAttr { name, .. } = &instr.op {
                        self.set_attributes
                            .insert(self.program.global(module, *name));
                    }
                }
            }
        }
    }

    /// Runs module and class bodies for the names that they bind.
    fn run_modules(&mut self) {
        let order = self.module_order();
        let mut position = vec![0_usize; order.len()];
        for (at, module) in order.iter().enumerate() {
            if let Some(slot) = position.get_mut(module.0 as usize) {
                *slot = at;
            }
        }
        for module in &order {
            self.run_module(*module);
        }
        // Modules that import each other saw names that were not bound yet.
        for module in &order {
            let place = |module: &ModuleId| position.get(module.0 as usize).copied().unwrap_or(0);
            let late = self
                .imported(*module)
                .iter()
                .any(|other| place(other) > place(module));
            if late {
                self.run_module(*module);
            }
        }
    }

    fn imported(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut modules = Vec::new();
        let count = u32::try_from(self.program.module(module).imports.len()).unwrap_or(0);
        for import in 0..count {
            match self.program.import(module, import) {
                Resolved::Module(other) | Resolved::Member(other, _) => modules.push(*other),
                // A template has nothing to run when it is imported.
                Resolved::Function(_) | Resolved::Namespace(_) | Resolved::External(_) => {}
            }
        }
        modules
    }

    /// Modules so that what is imported comes first, as far as there are no cycles.
    fn module_order(&self) -> Vec<ModuleId> {
        let count = self.program.modules.len();
        let mut order = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        for (start, _) in self.program.modules() {
            let mut stack = vec![(start, 0_usize)];
            match seen.get_mut(start.0 as usize) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            while let Some((module, next)) = stack.pop() {
                match self.imported(module).get(next) {
                    Some(other) => {
                        stack.push((module, next + 1));
                        if let Some(seen) = seen.get_mut(other.0 as usize)
                            && !*seen
                        {
                            *seen = true;
                            stack.push((*other, 0));
                        }
                    }
                    None => order.push(module),
                }
            }
        }
        order
    }

    fn run_module(&mut self, module: ModuleId) {
        let ir = self.program.module(module);
        self.run_body(FunctionRef {
            module,
            function: assay_python::ir::FunctionId(0),
        });
        let makers: Vec<FunctionRef> = (1..)
            .zip(ir.functions.iter().skip(1))
            .filter(|(_, function)| {
                !matches!(function.kind, FunctionKind::ClassBody)
                    && function
                        .blocks
                        .iter()
                        .flat_map(|block| &block.instrs)
                        .any(|instr| matches!(instr.op, Op::MakeClass { .. }))
            })
            .map(|(index, _)| FunctionRef {
                module,
                function: assay_python::ir::FunctionId(index),
            })
            .collect();
        for function in makers {
            self.run_body(function);
        }
        for function in self.registrars(module) {
            let (_, draft) = Analysis::statically(self, function);
            self.hand(draft.registered);
        }
        let count = u32::try_from(ir.classes.len()).unwrap_or(0);
        for class in 0..count {
            let class = ClassRef {
                module,
                class: assay_python::ir::ClassId(class),
            };
            let body = self.program.class(class).body;
            self.run_body(FunctionRef {
                module,
                function: body,
            });
        }
    }

    /// Functions that decorate functions inside, as application factories do.
    fn registrars(&self, module: ModuleId) -> Vec<FunctionRef> {
        let ir = self.program.module(module);
        (1..)
            .zip(ir.functions.iter().skip(1))
            .filter(|(_, function)| matches!(function.kind, FunctionKind::Def))
            .filter(|(_, function)| {
                function
                    .blocks
                    .iter()
                    .flat_map(|block| &block.instrs)
                    .any(|instr| {
                        let (Op::Call { kind, .. } | Op::CallMethod { kind, .. }) = &instr.op
                        else {
                            return false;
                        };
                        matches!(kind, assay_python::ir::CallKind::Decorator)
                    })
            })
            .map(|(index, _)| FunctionRef {
                module,
                function: assay_python::ir::FunctionId(index),
            })
            .collect()
    }

    /// Remembers what frameworks hand to the functions that were registered.
    fn hand(&mut self, registered: Vec<crate::summary::Registered>) {
        for registered in registered {
            if let [Object::Class(class)] = registered.asked.objects() {
                self.handled.insert(registered.function, *class);
            }
            if !registered.types.is_empty() {
                self.handed.insert(registered.function, registered.types);
            }
        }
    }

    fn run_body(&mut self, function: FunctionRef) {
        let ir = self.program.function(function);
        let (state, draft) = Analysis::statically(self, function);
        let base = CellId::STATIC + u32::try_from(self.cells.len()).unwrap_or(0);
        let mut renumber = |id: CellId| {
            if id.is_static() {
                Some(id)
            } else {
                Some(CellId(base + id.0))
            }
        };
        for cell in state.cells.iter() {
            let made = match cell {
                Some(cell) => {
                    let mut made = Cell::new(cell.kind.clone());
                    made.length = cell.length;
                    made.many = cell.many;
                    made.copied = cell.copied;
                    made.fields = cell
                        .fields
                        .iter()
                        .map(|(key, value)| (key.clone(), settled(value, &mut renumber)))
                        .collect();
                    made.rest = settled(&cell.rest, &mut renumber);
                    made
                }
                None => Cell::new(CellKind::List),
            };
            self.cells.push(Arc::new(made));
        }
        let mut names = FxHashMap::default();
        for (name, register) in &ir.exports {
            let Some(value) = state.registers.get(register.0 as usize) else {
                continue;
            };
            if *value == Value::Bottom {
                continue;
            }
            let name = self.program.global(function.module, *name);
            names.insert(name, settled(value, &mut renumber));
        }
        for (function, index, value) in draft.defaults {
            self.defaults
                .insert((function, index), settled(&value, &mut renumber));
        }
        self.hand(draft.registered);
        for (general, variant) in draft.variants {
            let known = self.variants.entry(general).or_default();
            if known.iter().all(|other| other.function != variant.function) {
                known.push(variant);
            }
        }
        for (class, bases, metaclass) in draft.classes {
            let info = self.classes.entry(class).or_default();
            info.metaclass = match metaclass.as_ref().map(Value::objects) {
                Some([Object::Class(metaclass)]) => Some(*metaclass),
                _ => None,
            };
            info.bases.clear();
            info.libraries.clear();
            for base in &bases {
                for object in base.objects() {
                    match object {
                        Object::Class(base) if *base != class && !info.bases.contains(base) => {
                            info.bases.push(*base);
                        }
                        Object::Symbol(symbol) if !info.libraries.contains(symbol) => {
                            info.libraries.push(*symbol);
                        }
                        _ => {}
                    }
                }
            }
        }
        match (ir.kind, ir.class) {
            (FunctionKind::Module, _) => {
                if let Some(slot) = self.globals.get_mut(function.module.0 as usize) {
                    *slot = names;
                }
            }
            (FunctionKind::ClassBody, Some(class)) => {
                let class = ClassRef {
                    module: function.module,
                    class,
                };
                let program = self.program;
                let info = self.classes.entry(class).or_default();
                info.members = names;
                info.setters = draft
                    .setters
                    .iter()
                    .map(|setter| {
                        (
                            program.global(setter.module, program.function(*setter).name),
                            *setter,
                        )
                    })
                    .collect();
            }
            _ => {}
        }
    }

    pub(crate) fn file(&self, module: ModuleId) -> FileId {
        self.program.module(module).file
    }

    /// A module variable, or a built-in name.
    pub(crate) fn global(&self, module: ModuleId, name: Name) -> Value {
        if let Some(value) = self
            .globals
            .get(module.0 as usize)
            .and_then(|names| names.get(&name))
        {
            return value.clone();
        }
        match self.program.resolve_global(module, name) {
            GlobalResolution::FromStar(resolved) => resolved
                .iter()
                .fold(Value::Bottom, |all, one| all.join(&self.resolved(one))),
            GlobalResolution::Defined => Value::Unknown,
            GlobalResolution::Builtin | GlobalResolution::Unknown => {
                let text = self.symbols.name_text(name);
                match self.symbols.dotted(&format!("builtins.{text}")) {
                    Some(symbol) => Value::object(Object::Symbol(symbol)),
                    None => Value::Unknown,
                }
            }
        }
    }

    /// What an import statement binds.
    pub(crate) fn import(&self, module: ModuleId, import: u32, bind_top: bool) -> Value {
        let resolved = if bind_top {
            self.program.import_top(module, import)
        } else {
            self.program.import(module, import)
        };
        self.resolved(resolved)
    }

    /// What `import_module` gives for a name.
    pub(crate) fn named_module(&self, path: &str) -> Value {
        match self.program.module_named(path) {
            Some(module) => Value::object(Object::Module(module)),
            None => self.resolved(&Resolved::External(Arc::from(path))),
        }
    }

    fn resolved(&self, resolved: &Resolved) -> Value {
        match resolved {
            Resolved::Module(module) => Value::object(Object::Module(*module)),
            Resolved::Namespace(path) => Value::object(Object::Namespace(Arc::clone(path))),
            Resolved::Member(module, name) => self.module_attribute(*module, *name),
            Resolved::Function(function) => Value::object(Object::Function(*function, None)),
            Resolved::External(path) => match self.symbols.dotted(path) {
                Some(symbol) => Value::object(Object::Symbol(symbol)),
                None => Value::object(Object::External(Arc::clone(path))),
            },
        }
    }

    /// The variables that a module's body leaves.
    pub(crate) fn globals_of(&self, module: ModuleId) -> Option<&FxHashMap<Name, Value>> {
        self.globals.get(module.0 as usize)
    }

    /// `module.name` from outside.
    pub(crate) fn module_attribute(&self, module: ModuleId, name: Name) -> Value {
        if name.0 as usize >= self.program.names.len() {
            return Value::Unknown;
        }
        match self.program.resolve_member(module, name) {
            Some(Resolved::Member(module, name)) => self
                .globals
                .get(module.0 as usize)
                .and_then(|names| names.get(&name))
                .cloned()
                .unwrap_or(Value::Unknown),
            Some(other) => self.resolved(&other),
            None => Value::Unknown,
        }
    }

    pub(crate) fn namespace_attribute(&self, path: &str, name: Name) -> Value {
        if name.0 as usize >= self.program.names.len() {
            return Value::Unknown;
        }
        match self.program.namespace_member(path, name) {
            Some(resolved) => self.resolved(&resolved),
            None => Value::Unknown,
        }
    }

    /// True if some object's attribute of this name is assigned.
    pub(crate) fn is_set_attribute(&self, name: Name) -> bool {
        self.set_attributes.contains(&name)
    }

    /// True if a function assigns this module variable.
    pub(crate) fn is_reassigned(&self, module: ModuleId, name: Name) -> bool {
        self.reassigned.contains(&(module, name))
    }

    /// The class of the error that a framework hands to a handler.
    pub(crate) fn handled_class(&self, function: FunctionRef) -> Option<ClassRef> {
        self.handled.get(&function).copied()
    }

    /// The default of a parameter of a function that a module or class body made.
    pub(crate) fn default(&self, function: FunctionRef, index: u32) -> Value {
        self.defaults
            .get(&(function, index))
            .cloned()
            .unwrap_or(Value::Unknown)
    }

    /// What stands for a function where the first argument is of some class.
    pub(crate) fn variants(&self, function: FunctionRef) -> &[Variant] {
        self.variants.get(&function).map_or(&[], Vec::as_slice)
    }

    /// What an annotation names: library objects, or a class of the project; and whether it is a number.
    pub(crate) fn annotation(
        &self,
        module: ModuleId,
        annotation: &TypeExpr,
    ) -> (Vec<Object>, Option<ClassRef>, bool) {
        match annotation {
            TypeExpr::Path(names) => {
                let mut names = names.iter().map(|name| self.program.global(module, *name));
                let Some(first) = names.next() else {
                    return (Vec::new(), None, false);
                };
                let mut value = self.global(module, first);
                for name in names {
                    let mut next = Value::Bottom;
                    for object in value.objects() {
                        let part = match object {
                            Object::Module(module) => self.module_attribute(*module, name),
                            Object::Symbol(symbol) => match self.symbols.attribute(*symbol, name) {
                                Some(symbol) => Value::object(Object::Symbol(symbol)),
                                None => Value::Unknown,
                            },
                            _ => Value::Unknown,
                        };
                        next = next.join(&part);
                    }
                    value = next;
                }
                let mut objects = Vec::new();
                let mut class = None;
                for object in value.objects() {
                    match object {
                        Object::Class(of) => class = Some(*of),
                        Object::Symbol(symbol) => {
                            objects.extend(self.symbols.called(*symbol).map(Object::Symbol));
                        }
                        _ => {}
                    }
                }
                (objects, class, false)
            }
            TypeExpr::Generic(base, _) => self.annotation(module, base),
            TypeExpr::Union(members) => members
                .iter()
                .map(|member| self.annotation(module, member))
                .find(|(objects, class, _)| !objects.is_empty() || class.is_some())
                .unwrap_or_default(),
            TypeExpr::Literal | TypeExpr::Other => (Vec::new(), None, false),
        }
    }

    /// What a framework hands to a function as this parameter.
    pub(crate) fn handed(&self, function: FunctionRef, parameter: u16) -> Option<SymbolId> {
        self.handed.get(&function)?.get(parameter as usize).copied()
    }

    /// The functions and classes of a module, for a look-up by a name that is not known.
    pub(crate) fn callables_of_module(&self, module: ModuleId) -> Vec<Value> {
        let Some(names) = self.globals.get(module.0 as usize) else {
            return Vec::new();
        };
        callables(names)
    }

    /// How the blocks of a function are visited.
    pub(crate) fn plan(&self, function: FunctionRef) -> Option<&Plan> {
        let make = || Plan::of(self.program.function(function));
        Some(self.known(function)?.plan.get_or_init(make))
    }

    /// The handlers of a function, at which nothing has arrived yet.
    pub(crate) fn exceptions(&self, function: FunctionRef) -> Exceptions {
        let make = || Exceptions::of(self.program.function(function));
        let known = self.known(function);
        known.map_or_else(Exceptions::default, |known| {
            known.exceptions.get_or_init(make).clone()
        })
    }

    /// The parameters over which a function raises, for reasons of its own.
    pub(crate) fn judged_parameters(&self, function: FunctionRef) -> &[u16] {
        let make = || judged_parameters(self.program.function(function), self.names(function));
        self.known(function)
            .map_or(&[], |known| known.judged.get_or_init(make))
    }

    /// True if the verdict of a function is no reason to trust what it was asked about.
    pub(crate) fn asks_little(&self, function: FunctionRef) -> bool {
        let make = || {
            let (ir, names) = (self.program.function(function), self.names(function));
            looks_at_extension(ir, names) || asks_little(ir, names)
        };
        self.known(function)
            .is_some_and(|known| *known.little.get_or_init(make))
    }

    /// True for an object that an application puts its own attributes on, by the role that its model gives it.
    pub(crate) fn is_context(&self, symbol: SymbolId) -> bool {
        let role = self.symbols.models.kinds().role("context");
        (self.symbols.info(symbol).roles.iter()).any(|(_, entry)| Some(entry.role) == role)
    }

    /// True for a generator that does something with what is sent to it.
    pub(crate) fn listens(&self, function: FunctionRef) -> bool {
        let ir = self.program.function(function);
        ir.is_generator
            && self
                .known(function)
                .is_some_and(|known| *known.listens.get_or_init(|| listens(ir)))
    }

    fn known(&self, function: FunctionRef) -> Option<&Known> {
        let module = self.known.get(function.module.0 as usize)?;
        module.get(function.function.0 as usize)
    }

    fn names(&self, function: FunctionRef) -> &[Arc<str>] {
        &self.program.module(function.module).names
    }

    /// Gives back what solving took. With many summaries that takes a while, and nobody has to wait for it.
    pub(crate) fn give_back(self) {
        let kept = (self.specials, self.summaries, self.cells, self.globals);
        rayon::spawn(move || drop(kept));
    }

    /// The general summary of a function.
    pub(crate) fn summary(&self, function: FunctionRef) -> Available {
        let summary = self
            .summaries
            .get(function.module.0 as usize)
            .and_then(|module| module.get(function.function.0 as usize));
        match summary {
            Some(Some(summary)) => Available::Ready(Arc::clone(summary)),
            Some(None) | None => Available::NotYet,
        }
    }

    /// Keeps a summary; true if callers would see a difference.
    pub(crate) fn keep(&mut self, function: FunctionRef, summary: Summary) -> bool {
        let slot = self
            .summaries
            .get_mut(function.module.0 as usize)
            .and_then(|module| module.get_mut(function.function.0 as usize));
        let Some(slot) = slot else { return false };
        let changed = slot.as_ref().is_none_or(|known| !known.same(&summary));
        *slot = Some(Arc::new(summary));
        changed
    }

    /// Forgets what was worked out for particular arguments and rests on unfinished callees.
    #[expect(clippy::iter_over_hash_type, reason = "each is looked at by itself")]
    pub(crate) fn forget_unfinished(&mut self) {
        let unfinished = self.unfinished.get_mut().map(std::mem::take);
        for function in unfinished.unwrap_or_default() {
            let specials = self.specials.get_mut(&function);
            if let Some(Ok(specials)) = specials.map(Mutex::get_mut) {
                specials.forget_unfinished();
            }
        }
    }

    /// The summary of a function for what is known of its arguments.
    pub(crate) fn special(
        &self,
        function: FunctionRef,
        seeds: &[(AccessPath, Seed)],
        nesting: u32,
    ) -> Arc<Summary> {
        let Some(table) = self.specials.get(&function) else {
            return Arc::new(Summary::default());
        };
        let hash = specials::hash(seeds);
        if let Ok(table) = table.lock()
            && let Some(summary) = table.find(hash, seeds, nesting)
        {
            return summary;
        }
        let summary = Arc::new(Analysis::summary(self, function, seeds, nesting));
        if summary.provisional
            && let Ok(mut unfinished) = self.unfinished.lock()
        {
            unfinished.insert(function);
        }
        if let Ok(mut table) = table.lock() {
            if let Some(known) = table.find(hash, seeds, nesting) {
                return known;
            }
            table.add(hash, seeds, nesting, &summary);
        }
        summary
    }
}

/// Values that a module body leaves: without what only counted while it ran.
fn settled(value: &Value, renumber: &mut dyn FnMut(CellId) -> Option<CellId>) -> Value {
    let value = map_cells(value, renumber);
    if value.labels().is_empty() {
        return value;
    }
    let mut data = value.to_data();
    data.labels
        .retain(|label| matches!(label.origin, crate::value::Origin::Source(..)));
    data.into()
}

fn callables(names: &FxHashMap<Name, Value>) -> Vec<Value> {
    let mut found: Vec<(Name, Value)> = names
        .iter()
        .filter(|(_, value)| {
            value
                .objects()
                .iter()
                .any(|object| matches!(object, Object::Function(..) | Object::Class(_)))
        })
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    found.sort_by_key(|(name, _)| *name);
    found.truncate(16);
    found.into_iter().map(|(_, value)| value).collect()
}
