//! Writing down what an application registers, configures and uses; see [`crate::log`].

use assay_models::{self as models, Base, Reference};
use assay_python::FunctionRef;

use super::call::Args;
use super::{Analysis, Mode};
use crate::engine::Engine;
use crate::log::{Fact, Logged, LoggedRole, LoggedWhat};
use crate::state::CellKind;
use crate::symbols::SymbolId;
use crate::value::{Key, Object, Origin, Value};

/// How deep facts look into containers and objects.
const DEPTH: u32 = 3;

/// How many items of a container are told.
const ITEMS: usize = 256;

impl<'e> Analysis<'e> {
    /// Writes down a call of something with a role.
    pub(super) fn log_call(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) {
        let engine = self.engine;
        for (id, role) in &engine.symbols.info(symbol).roles {
            if matches!(role.target, models::RoleTarget::Call(_)) {
                self.log_role(*id, role, symbol, receiver, args);
            }
        }
    }

    /// Writes down a read of something with a role, or of a source.
    pub(super) fn log_read(&mut self, symbol: SymbolId) {
        let engine = self.engine;
        let info = engine.symbols.info(symbol);
        for (id, role) in &info.roles {
            if matches!(role.target, models::RoleTarget::Read(_)) {
                self.log_role(*id, role, symbol, &Value::Unknown, &Args::default());
            }
        }
        if let Some(source) = &info.read {
            self.log_use(symbol, LoggedWhat::Source(source.kind));
        }
    }

    /// Writes down a read of something with a role that has come here under a name of the project.
    pub(super) fn log_named(&mut self, value: &Value) {
        let [Object::Symbol(symbol)] = value.objects() else {
            return;
        };
        let engine = self.engine;
        for (id, role) in &engine.symbols.info(*symbol).roles {
            if matches!(role.target, models::RoleTarget::Read(_)) {
                self.log_role(*id, role, *symbol, &Value::Unknown, &Args::default());
            }
        }
    }

    /// Writes down an assignment to something with a role.
    pub(super) fn log_write(&mut self, place: SymbolId, target: &Value, args: &Args) {
        let engine = self.engine;
        for (id, role) in &engine.symbols.info(place).roles {
            if matches!(role.target, models::RoleTarget::Write(_)) {
                self.log_role(*id, role, place, target, args);
            }
        }
    }

    /// Writes down that a source or sink is used.
    pub(super) fn log_use(&mut self, symbol: SymbolId, what: LoggedWhat) {
        let span = self.here();
        let round = self.round;
        self.draft.log.event(Logged {
            span,
            round,
            symbol,
            what,
        });
    }

    /// Writes down a call of a function of the project.
    pub(super) fn log_edge(&mut self, callee: FunctionRef) {
        let (span, leaves) = (self.here(), self.dead);
        self.draft.log.edge(span, callee, leaves);
    }

    /// Writes down a call that does not come back.
    pub(super) fn log_exit(&mut self) {
        let span = self.here();
        if !self.draft.log.exits.contains(&span) {
            self.draft.log.exits.push(span);
        }
    }

    fn log_role(
        &mut self,
        entry: crate::symbols::EntryId,
        role: &models::Role,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) {
        if !self.conditions(&role.conditions, receiver, args) {
            return;
        }
        self.draft.reached(entry, self.here());
        // What is kept is joined here, and is nothing that others ask for.
        if self.engine.symbols.keeping.has(role.role) {
            return;
        }
        let mut arguments = Vec::new();
        for (name, references) in &role.args {
            for reference in references {
                if matches!(reference.base, Base::Keywords) {
                    let mut all = Fact::default();
                    for (key, value) in &args.keywords {
                        self.care(value);
                        let key = self.engine.symbols.name_text(*key).to_string();
                        let fact = self.fact(value, DEPTH);
                        all.items.push((key, fact));
                    }
                    arguments.push((name.to_string(), all));
                    continue;
                }
                for value in self.argument(reference, receiver, args) {
                    // Whoever calls this function may know what it is.
                    self.care(&value);
                    let fact = self.fact(&value, DEPTH);
                    arguments.push((name.to_string(), fact));
                }
            }
        }
        if matches!(role.target, models::RoleTarget::Write(_)) {
            for (name, value) in &args.keywords {
                let name = self.engine.symbols.name_text(*name).to_string();
                self.care(value);
                let fact = self.fact(value, DEPTH);
                arguments.push((name, fact));
            }
        }
        let mut inner = Vec::new();
        for (name, references) in &role.inner {
            for reference in references {
                if let Some(value) = self.inner_argument(reference, receiver) {
                    let fact = self.fact(&value, DEPTH);
                    inner.push((name.to_string(), fact));
                }
            }
        }
        // Of `app.route("/x")(view)` the application counts, not the decorator.
        let owner = match receiver.objects() {
            [Object::Cell(id)] => self
                .cell(*id)
                .filter(|cell| !matches!(cell.kind, CellKind::Instance(_)))
                .and_then(|cell| cell.fields.get(&Key::Receiver).cloned()),
            _ => None,
        };
        let receiver = self.fact(owner.as_ref().unwrap_or(receiver), 0);
        let what = LoggedWhat::Role(Box::new(LoggedRole {
            entry,
            receiver,
            arguments,
            inner,
        }));
        self.log_use(symbol, what);
    }

    /// An argument of the call that gave what is called now.
    fn inner_argument(&self, reference: &Reference, receiver: &Value) -> Option<Value> {
        let key = match &reference.base {
            Base::Position(at) => Key::Index(i64::from(*at)),
            Base::Keyword(name) => Key::Attr(self.engine.symbols.name(name)?),
            _ => return None,
        };
        match receiver.objects() {
            [Object::Cell(id)] => self.cell(*id)?.fields.get(&key).cloned(),
            _ => None,
        }
    }

    /// What is known of values that module and class bodies left.
    pub(crate) fn facts_of(
        engine: &'e Engine<'e>,
        function: FunctionRef,
        values: Vec<(String, Value)>,
    ) -> Vec<(String, Fact)> {
        let mut analysis = Self::new(engine, function, &[], Mode::Full, 0);
        values
            .into_iter()
            .map(|(name, value)| {
                let fact = analysis.fact(&value, DEPTH);
                (name, fact)
            })
            .collect()
    }

    /// What is known of a value, for those who were not here.
    pub(super) fn fact(&mut self, value: &Value, depth: u32) -> Fact {
        let value = self.force(value);
        let Some(data) = value.data() else {
            return Fact {
                open: true,
                ..Fact::default()
            };
        };
        let symbols = &self.engine.symbols;
        let mut fact = Fact {
            constants: data.constants.to_vec(),
            open: data.open,
            prefix: data.prefix.as_deref().map(str::to_owned),
            ..Fact::default()
        };
        for label in &data.labels {
            if let Origin::Source(span, kind, _) = &label.origin {
                let kind = symbols
                    .models
                    .kinds()
                    .source_name(models::SourceKind(*kind));
                fact.sources.push((kind.to_owned(), *span));
                fact.open = true;
            }
        }
        for object in &data.objects {
            match object {
                Object::Symbol(symbol) => {
                    fact.names
                        .push((symbols.text(*symbol), symbols.site_of(*symbol)));
                }
                Object::External(path) => fact.names.push((path.to_string(), None)),
                Object::Class(class) => fact.classes.push(*class),
                Object::Module(module) => fact.modules.push(*module),
                Object::Cell(id) => {
                    let Some(cell) = self.cell(*id).cloned() else {
                        fact.open = true;
                        continue;
                    };
                    match &cell.kind {
                        CellKind::Library(symbol) => {
                            fact.names
                                .push((symbols.text(*symbol), symbols.site_of(*symbol)));
                        }
                        CellKind::Instance(class) => {
                            fact.instances.push(*class);
                            if let Some(base) = self.engine.library_base(*class) {
                                let site = cell.fields.get(&Key::Receiver);
                                let site = site.and_then(|site| match site.objects() {
                                    [Object::Symbol(site)] => symbols.site_of(*site),
                                    _ => None,
                                });
                                fact.names.push((symbols.text(base), site));
                            }
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        continue;
                    }
                    let fields: Vec<(Key, Value)> = cell
                        .fields
                        .iter()
                        .take(ITEMS)
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect();
                    for (key, value) in fields {
                        let Some(key) = self.key_text(&key) else {
                            continue;
                        };
                        let item = self.fact(&value, depth - 1);
                        fact.items.push((key, item));
                    }
                }
                Object::Function(..) | Object::Bound(_) => {}
                Object::Root(path) => match self.root_class(path) {
                    Some(class) => {
                        fact.instances.push(class);
                        if let Some(base) = self.engine.library_base(class) {
                            fact.names.push((symbols.text(base), None));
                        }
                    }
                    None => fact.open = true,
                },
                Object::Namespace(_)
                | Object::Super(..)
                | Object::Wrapped(..)
                | Object::Deferred(_) => fact.open = true,
            }
        }
        fact.functions = self.functions_in(&value);
        fact
    }

    fn key_text(&self, key: &Key) -> Option<String> {
        Some(match key {
            Key::Attr(name) => format!(".{}", self.engine.symbols.name_text(*name)),
            Key::Text(text) => text.to_string(),
            Key::Index(at) => at.to_string(),
            Key::Any => "*".to_owned(),
            Key::Env | Key::Receiver | Key::Default(..) => return None,
        })
    }

    /// The symbol of an object that a call makes, told apart from those that other calls make.
    pub(super) fn made_here(&self, made: SymbolId) -> SymbolId {
        self.engine.symbols.site(made, self.here()).unwrap_or(made)
    }
}
