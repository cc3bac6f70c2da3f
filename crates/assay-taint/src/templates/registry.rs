//! What the Python code adds to templates: filters, global functions, context processors, folders, escaping.
//!
//! Templates become functions before the engine runs, so this is read off the instructions:
//! which function a decorator such as `template_filter` stands above, which one is put into `jinja_env.filters`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assay_python::ir::{ArgKind, CallKind, Const, Function, FunctionId, Op, Reg};
use assay_python::{FunctionRef, ModuleId, Program, Resolved};

/// What templates may use beside their variables.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// Filters by name.
    pub(crate) filters: BTreeMap<Arc<str>, BTreeSet<FunctionRef>>,
    /// Functions that every template has.
    pub(crate) globals: BTreeMap<Arc<str>, BTreeSet<FunctionRef>>,
    /// Functions whose result is added to the variables, and the names that they give.
    pub(crate) processors: BTreeMap<FunctionRef, BTreeSet<Arc<str>>>,
    /// Folders of templates, beside `templates`.
    pub(crate) folders: BTreeSet<Arc<str>>,
    /// Templates that are texts, by their text, with the names that a loader gives them.
    pub(crate) texts: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// True if the application makes environments of its own.
    pub(crate) environments: bool,
    /// True if escaping is switched off for the whole application.
    pub(crate) escaping_off: bool,
    /// True if the application says itself what is escaped.
    pub(crate) escaping_configured: bool,
}

/// Through how many names a dictionary is handed on.
const HANDED_ON: u32 = 6;

/// What a registration makes of a function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Filter,
    Global,
    Processor,
    Other,
}

/// Reads the registrations of a program.
pub(super) fn read(program: &Program) -> Registry {
    let mut registry = Registry::default();
    for (module, ir) in program.modules() {
        let of_interest = ir.names.iter().any(|name| {
            role_of_call(name) != Role::Other
                || matches!(
                    &**name,
                    "filters"
                        | "globals"
                        | "template_folder"
                        | "autoescape"
                        | "select_autoescape"
                        | "select_jinja_autoescape"
                        | "jinja_options"
                        | "FileSystemLoader"
                        | "PackageLoader"
                        | "DictLoader"
                )
        });
        registry.environments |=
            ir.imports
                .iter()
                .any(|import| import.module.starts_with("jinja2"))
                && ir.names.iter().any(|name| {
                    matches!(&**name, "Environment" | "SandboxedEnvironment" | "Template")
                });
        if !of_interest {
            continue;
        }
        for (index, function) in (0..).zip(&ir.functions) {
            Reader::of(program, module, function).read(
                &mut registry,
                FunctionRef {
                    module,
                    function: FunctionId(index),
                },
            );
        }
    }
    registry
}

fn role_of_call(name: &str) -> Role {
    match name {
        "template_filter"
        | "app_template_filter"
        | "add_template_filter"
        | "add_app_template_filter" => Role::Filter,
        "template_global"
        | "app_template_global"
        | "add_template_global"
        | "add_app_template_global" => Role::Global,
        "context_processor" | "app_context_processor" => Role::Processor,
        _ => Role::Other,
    }
}

struct Reader<'p> {
    program: &'p Program,
    module: ModuleId,
    function: &'p Function,
    defined: BTreeMap<Reg, &'p Op>,
}

impl<'p> Reader<'p> {
    fn of(program: &'p Program, module: ModuleId, function: &'p Function) -> Self {
        let mut reader = Self {
            program,
            module,
            function,
            defined: BTreeMap::new(),
        };
        for op in reader.instrs() {
            op.for_each_written(|register| {
                reader.defined.entry(register).or_insert(op);
            });
        }
        reader
    }

    fn instrs(&self) -> impl Iterator<Item = &'p Op> + use<'p> {
        let function = self.function;
        function
            .blocks
            .iter()
            .flat_map(|block| &block.instrs)
            .map(|instr| &instr.op)
    }

    fn name(&self, name: assay_python::ir::Name) -> &'p str {
        let names = &self.program.module(self.module).names;
        names.get(name.0 as usize).map_or("", |name| &**name)
    }

    fn text(&self, register: Reg) -> Option<&'p Arc<str>> {
        match self.defined.get(&register)? {
            Op::Const {
                value: Const::Str(text),
                ..
            } => Some(text),
            _ => None,
        }
    }

    /// The function that a register holds.
    fn held(&self, register: Reg, depth: u32) -> Option<FunctionRef> {
        if depth > 8 {
            return None;
        }
        match self.defined.get(&register)? {
            Op::MakeFunction { function, .. } => Some(FunctionRef {
                module: self.module,
                function: *function,
            }),
            Op::Copy { src, .. } => self.held(*src, depth + 1),
            Op::Call {
                args,
                kind: CallKind::Decorator,
                ..
            } => self.held(args.first()?.value, depth + 1),
            Op::LoadGlobal { name, .. } => self.bound(self.module, self.name(*name), depth),
            Op::Import {
                import,
                bind_top: false,
                ..
            } => self.imported(self.module, *import, depth),
            Op::Attr { object, name, .. } => {
                let module = self.module_of(*object)?;
                self.bound(module, self.name(*name), depth)
            }
            _ => None,
        }
    }

    /// What is put into a table of an environment becomes this.
    fn role_of_table(&self, register: Reg) -> Option<Role> {
        match self.defined.get(&register)? {
            Op::Attr { name, .. } => match self.name(*name) {
                "filters" => Some(Role::Filter),
                "globals" => Some(Role::Global),
                _ => None,
            },
            _ => None,
        }
    }

    /// The functions of all dictionaries that the function walks through.
    fn walked(&self) -> Vec<(Arc<str>, FunctionRef)> {
        let tables = self.instrs().filter_map(|op| match op {
            Op::CallMethod { name, object, .. } if self.name(*name) == "items" => Some(*object),
            _ => None,
        });
        tables.flat_map(|table| self.table(table, 0)).collect()
    }

    /// The functions of all lists and tuples that the function writes down: `for function in (price, day): …`.
    fn listed(&self) -> Vec<FunctionRef> {
        let lists = self.instrs().filter_map(|op| match op {
            Op::Sequence { elements, .. } => Some(elements),
            _ => None,
        });
        lists
            .flatten()
            .filter_map(|element| self.held(element.value, 0))
            .collect()
    }

    /// The functions of a dictionary that a register holds, by their keys.
    fn table(&self, register: Reg, depth: u32) -> Vec<(Arc<str>, FunctionRef)> {
        match self.defined.get(&register) {
            Some(Op::Dict { entries, .. }) => entries
                .iter()
                .filter_map(|(key, value)| {
                    let key = Arc::clone(self.text((*key)?)?);
                    Some((key, self.held(*value, 0)?))
                })
                .collect(),
            Some(Op::Copy { src, .. }) if depth < HANDED_ON => self.table(*src, depth + 1),
            Some(Op::LoadGlobal { name, .. }) => {
                self.global_table(self.module, self.name(*name), depth)
            }
            Some(Op::Import {
                import,
                bind_top: false,
                ..
            }) => self.imported_table(self.module, *import, depth),
            Some(Op::Attr { object, name, .. }) => self
                .module_of(*object)
                .map(|module| self.global_table(module, self.name(*name), depth))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn imported_table(
        &self,
        module: ModuleId,
        import: u32,
        depth: u32,
    ) -> Vec<(Arc<str>, FunctionRef)> {
        match self.program.import(module, import) {
            Resolved::Member(module, name) => {
                self.global_table(*module, self.program.name_of(*name), depth)
            }
            _ => Vec::new(),
        }
    }

    /// The same of a dictionary that a module has under a name.
    fn global_table(
        &self,
        module: ModuleId,
        name: &str,
        depth: u32,
    ) -> Vec<(Arc<str>, FunctionRef)> {
        let ir = self.program.module(module);
        let Some(body) = ir.functions.first().filter(|_| depth < HANDED_ON) else {
            return Vec::new();
        };
        let reader = Reader::of(self.program, module, body);
        let bound = body
            .exports
            .iter()
            .find_map(|(known, register)| (reader.name(*known) == name).then_some(*register));
        bound.map_or_else(Vec::new, |register| reader.table(register, depth + 1))
    }

    /// The module that a register holds.
    fn module_of(&self, register: Reg) -> Option<ModuleId> {
        match self.defined.get(&register)? {
            Op::LoadGlobal { name, .. } => self.imported_module(self.name(*name)),
            Op::Import {
                import, bind_top, ..
            } => {
                let resolved = if *bind_top {
                    self.program.import_top(self.module, *import)
                } else {
                    self.program.import(self.module, *import)
                };
                match resolved {
                    Resolved::Module(module) => Some(*module),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn imported_module(&self, name: &str) -> Option<ModuleId> {
        let module = self.program.module(self.module);
        let body = module.functions.first()?;
        let found = body
            .blocks
            .iter()
            .flat_map(|block| &block.instrs)
            .find_map(|instr| match &instr.op {
                Op::Import { import, .. } => {
                    let written = module.imports.get(*import as usize)?;
                    (written.name.as_deref() == Some(name)).then_some(*import)
                }
                _ => None,
            })?;
        match self.program.import(self.module, found) {
            Resolved::Module(module) => Some(*module),
            _ => None,
        }
    }

    fn imported(&self, module: ModuleId, import: u32, depth: u32) -> Option<FunctionRef> {
        match self.program.import(module, import) {
            Resolved::Member(module, name) => {
                self.bound(*module, self.program.name_of(*name), depth + 1)
            }
            _ => None,
        }
    }

    /// The function that a module has under a name.
    fn bound(&self, module: ModuleId, name: &str, depth: u32) -> Option<FunctionRef> {
        let ir = self.program.module(module);
        let own = (0..).zip(&ir.functions).find(|(_, function)| {
            function.parent == Some(FunctionId(0))
                && function.class.is_none()
                && ir
                    .names
                    .get(function.name.0 as usize)
                    .is_some_and(|known| &**known == name)
        });
        if let Some((index, _)) = own {
            return Some(FunctionRef {
                module,
                function: FunctionId(index),
            });
        }
        if depth > 4 {
            return None;
        }
        let import = (0..)
            .zip(&ir.imports)
            .find(|(_, import)| import.name.as_deref() == Some(name))?
            .0;
        self.imported(module, import, depth + 1)
    }

    fn read(&self, registry: &mut Registry, _own: FunctionRef) {
        for op in self.instrs() {
            match op {
                Op::Call {
                    callee,
                    args,
                    kind: CallKind::Decorator,
                    ..
                } => {
                    let Some(target) = args.first().and_then(|arg| self.held(arg.value, 0)) else {
                        continue;
                    };
                    match self.defined.get(callee) {
                        Some(Op::Attr { name, .. }) => {
                            self.add(registry, role_of_call(self.name(*name)), None, target);
                        }
                        Some(Op::CallMethod { name, args, .. }) => {
                            let given = args.first().and_then(|arg| self.text(arg.value));
                            self.add(registry, role_of_call(self.name(*name)), given, target);
                        }
                        _ => {}
                    }
                }
                Op::CallMethod {
                    name, args, object, ..
                } => {
                    self.method(registry, self.name(*name), args, *object);
                    self.load(registry, self.name(*name), args);
                }
                Op::Call { callee, args, .. } => {
                    self.keywords(registry, args);
                    self.loader(registry, *callee, args);
                }
                Op::SetItem { object, key, src } => {
                    let Some(role) = self.role_of_table(*object) else {
                        continue;
                    };
                    if let Some(key) = self.text(*key) {
                        if let Some(target) = self.held(*src, 0) {
                            self.add(registry, role, Some(key), target);
                        }
                        continue;
                    }
                    // `for name, function in FILTERS.items(): env.filters[name] = function`
                    for (key, target) in self.walked() {
                        self.add(registry, role, Some(&key), target);
                    }
                    // `for function in FUNCTIONS: env.filters[function.__name__] = function`
                    if self.held(*src, 0).is_none() {
                        for target in self.listed() {
                            self.add(registry, role, None, target);
                        }
                    }
                }
                Op::SetAttr { name, src, .. } => {
                    let name = self.name(*name);
                    if name == "autoescape" {
                        let off = matches!(
                            self.defined.get(src),
                            Some(Op::Const {
                                value: Const::Bool(false),
                                ..
                            })
                        );
                        registry.escaping_off |= off;
                        registry.escaping_configured |= !off;
                    }
                    registry.escaping_configured |=
                        matches!(name, "select_jinja_autoescape" | "jinja_options");
                }
                Op::LoadGlobal { name, .. } => {
                    registry.escaping_configured |= self.name(*name) == "select_autoescape";
                }
                _ => {}
            }
        }
        let name = self.name(self.function.name);
        registry.escaping_configured |= name == "select_jinja_autoescape";
    }

    fn keywords(&self, registry: &mut Registry, args: &[assay_python::ir::Arg]) {
        for arg in args {
            if let ArgKind::Keyword(name) = arg.kind
                && self.name(name) == "template_folder"
                && let Some(folder) = self.text(arg.value)
            {
                let folder = folder.trim_matches(['.', '/']);
                if !folder.is_empty() {
                    registry.folders.insert(folder.into());
                }
            }
        }
    }

    /// Where an environment looks for templates.
    fn loader(&self, registry: &mut Registry, callee: Reg, args: &[assay_python::ir::Arg]) {
        match self.defined.get(&callee) {
            Some(Op::LoadGlobal { name, .. } | Op::Attr { name, .. }) => {
                self.load(registry, self.name(*name), args);
            }
            Some(Op::Import { import, .. }) => {
                let module = self.program.module(self.module);
                let import = module.imports.get(*import as usize);
                if let Some(name) = import.and_then(|import| import.name.as_deref()) {
                    self.load(registry, name, args);
                }
            }
            _ => {}
        }
    }

    fn load(&self, registry: &mut Registry, name: &str, args: &[assay_python::ir::Arg]) {
        match name {
            "FileSystemLoader" | "PackageLoader" => {
                for arg in args.iter().skip(usize::from(name == "PackageLoader")) {
                    self.folders(registry, arg.value, 0);
                }
            }
            "DictLoader" => {
                let Some(Op::Dict { entries, .. }) =
                    args.first().and_then(|arg| self.defined.get(&arg.value))
                else {
                    return;
                };
                for (key, value) in entries {
                    if let (Some(key), Some(text)) =
                        (key.and_then(|key| self.text(key)), self.text(*value))
                    {
                        let names = registry.texts.entry(Arc::clone(text)).or_default();
                        names.insert(Arc::clone(key));
                    }
                }
            }
            _ => {}
        }
    }

    /// The folders that an expression names: texts in it, alone, in a list or joined to a path.
    fn folders(&self, registry: &mut Registry, register: Reg, depth: u32) {
        if depth > 4 {
            return;
        }
        if let Some(text) = self.text(register) {
            let folder = text.trim_matches(['.', '/']);
            if !folder.is_empty() {
                registry.folders.insert(folder.into());
            }
            return;
        }
        match self.defined.get(&register) {
            Some(Op::Copy { src, .. }) => self.folders(registry, *src, depth + 1),
            Some(Op::Sequence { elements, .. }) => {
                for element in elements {
                    self.folders(registry, element.value, depth + 1);
                }
            }
            Some(Op::Binary { right, .. }) => self.folders(registry, *right, depth + 1),
            Some(Op::Call { args, .. } | Op::CallMethod { args, .. }) => {
                if let Some(last) = args.last() {
                    self.folders(registry, last.value, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn method(
        &self,
        registry: &mut Registry,
        name: &str,
        args: &[assay_python::ir::Arg],
        object: Reg,
    ) {
        self.keywords(registry, args);
        let held = |at: usize| args.get(at).and_then(|arg| self.held(arg.value, 0));
        match name {
            "add_template_filter"
            | "add_app_template_filter"
            | "add_template_global"
            | "add_app_template_global"
            | "context_processor"
            | "app_context_processor" => {
                if let Some(target) = held(0) {
                    let given = args.get(1).and_then(|arg| self.text(arg.value));
                    self.add(registry, role_of_call(name), given, target);
                } else {
                    for target in self.listed() {
                        self.add(registry, role_of_call(name), None, target);
                    }
                }
            }
            "update" => {
                let Some(role) = self.role_of_table(object) else {
                    return;
                };
                for arg in args {
                    match arg.kind {
                        ArgKind::Keyword(key) => {
                            if let Some(target) = self.held(arg.value, 0) {
                                self.add(registry, role, Some(&self.name(key).into()), target);
                            }
                        }
                        _ => {
                            for (key, target) in self.table(arg.value, 0) {
                                self.add(registry, role, Some(&key), target);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn add(
        &self,
        registry: &mut Registry,
        role: Role,
        given: Option<&Arc<str>>,
        target: FunctionRef,
    ) {
        let names = &self.program.module(target.module).names;
        let own = names.get(self.program.function(target).name.0 as usize);
        let Some(name) = given.or(own).map(Arc::clone) else {
            return;
        };
        match role {
            Role::Filter => {
                registry.filters.entry(name).or_default().insert(target);
            }
            Role::Global => {
                registry.globals.entry(name).or_default().insert(target);
            }
            Role::Processor => {
                let keys = keys_of(self.program, target);
                registry.processors.insert(target, keys);
            }
            Role::Other => {}
        }
    }
}

/// The names that a context processor gives: constant keys of what it makes.
fn keys_of(program: &Program, function: FunctionRef) -> BTreeSet<Arc<str>> {
    let module = program.module(function.module);
    let ir = program.function(function);
    let mut texts: BTreeMap<Reg, &Arc<str>> = BTreeMap::new();
    let mut keys = BTreeSet::new();
    for instr in ir.blocks.iter().flat_map(|block| &block.instrs) {
        match &instr.op {
            Op::Const {
                dst,
                value: Const::Str(text),
            } => {
                texts.insert(*dst, text);
            }
            Op::Dict { entries, .. } => {
                keys.extend(
                    entries
                        .iter()
                        .filter_map(|(key, _)| texts.get(key.as_ref()?).copied().cloned()),
                );
            }
            Op::SetItem { key, .. } => keys.extend(texts.get(key).copied().cloned()),
            Op::Call { args, .. } => {
                for arg in args {
                    if let ArgKind::Keyword(name) = arg.kind {
                        keys.extend(module.names.get(name.0 as usize).cloned());
                    }
                }
            }
            _ => {}
        }
    }
    keys
}
