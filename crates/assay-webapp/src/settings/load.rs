//! Classes, modules and files that settings are loaded from.

use std::collections::BTreeMap;

use assay_python::ir::{Const, Op};
use assay_python::program::ModuleId;
use assay_python::{ClassRef, FunctionRef, Program};
use assay_source::{FileId, FileKind, Project, Range, Span};
use assay_taint::{ClassFacts, Fact, GlobalFacts, Solution};

use super::environment::name_of;
use super::keys::is_switch;
use super::value::{Reader, Value, statement};
use super::{Decision, Road, is_test, key, place};

/// Knows what can be loaded.
pub(super) struct Loader<'a> {
    project: &'a Project,
    program: &'a Program,
    classes: BTreeMap<ClassRef, &'a ClassFacts>,
    globals: BTreeMap<ModuleId, Vec<&'a GlobalFacts>>,
}

/// A class or a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Class(ClassRef),
    Module(ModuleId),
}

/// One that may be loaded.
pub(super) struct Loaded {
    pub(super) object: Object,
    /// The environment that it makes.
    pub(super) name: String,
    /// The name of the class or module.
    written: String,
    pub(super) span: Span,
    /// True if it is the constant beside an unknown name.
    pub(super) is_default: bool,
}

impl<'a> Loader<'a> {
    pub(super) fn new(project: &'a Project, program: &'a Program, solution: &'a Solution) -> Self {
        let mut globals: BTreeMap<ModuleId, Vec<&GlobalFacts>> = BTreeMap::new();
        for facts in &solution.settings {
            globals.entry(facts.module).or_default().push(facts);
        }
        let classes = solution
            .classes
            .iter()
            .map(|facts| (facts.class, facts))
            .collect();
        Self {
            project,
            program,
            classes,
            globals,
        }
    }

    /// What `from_object` may be given; nothing from tests.
    pub(super) fn objects(&self, fact: &Fact) -> Vec<Loaded> {
        let mut objects: Vec<(Object, bool)> = Vec::new();
        let classes = fact.classes.iter().chain(&fact.instances);
        objects.extend(classes.map(|class| (Object::Class(*class), false)));
        objects.extend(
            fact.modules
                .iter()
                .map(|module| (Object::Module(*module), false)),
        );
        let named = fact.texts().filter_map(|text| self.named(text));
        objects.extend(named.map(|object| (object, fact.open)));
        // `config[name]`: whatever the dictionary holds.
        for (_, item) in &fact.items {
            objects.extend(
                item.classes
                    .iter()
                    .map(|class| (Object::Class(*class), false)),
            );
        }
        objects.sort_unstable();
        objects.dedup_by_key(|(object, _)| *object);
        let mut loaded: Vec<Loaded> = objects
            .into_iter()
            .filter_map(|(object, is_default)| self.loaded(object, is_default))
            .collect();
        // The others that an unknown name may mean stand beside the one that is known.
        if loaded.iter().any(|one| one.is_default) {
            let known: Vec<Object> = loaded.iter().map(|one| one.object).collect();
            let more = self
                .candidates()
                .into_iter()
                .filter(|one| !known.contains(&one.object));
            loaded.extend(more);
        }
        loaded
    }

    /// Classes that look like settings of an environment, where it is not known which are loaded.
    pub(super) fn candidates(&self) -> Vec<Loaded> {
        let is_candidate = |facts: &&&ClassFacts| {
            let known = facts
                .members
                .iter()
                .filter(|(name, _)| key(name).is_some())
                .count();
            let name = self.class_name(facts.class).to_ascii_lowercase();
            let sounds = name.contains("config") || name.contains("settings");
            known > 0 && sounds && !is_test(&self.project.file(self.file_of(facts.class)).path)
        };
        let candidates: Vec<&&ClassFacts> = self.classes.values().filter(is_candidate).collect();
        let is_base = |class: ClassRef| {
            candidates
                .iter()
                .any(|other| other.class != class && other.mro.contains(&class))
        };
        candidates
            .iter()
            .filter(|facts| !is_base(facts.class))
            .filter_map(|facts| self.loaded(Object::Class(facts.class), false))
            .collect()
    }

    fn class_name(&self, class: ClassRef) -> &'a str {
        &self.program.class(class).qualname
    }

    fn file_of(&self, class: ClassRef) -> FileId {
        self.program.module(class.module).file
    }

    fn loaded(&self, object: Object, is_default: bool) -> Option<Loaded> {
        let (written, span) = match object {
            Object::Class(class) => {
                let range = self.program.class(class).name_range;
                let span = Span {
                    file: self.file_of(class),
                    range,
                };
                (self.class_name(class).to_owned(), span)
            }
            Object::Module(module) => {
                let file = self.program.module(module).file;
                (
                    self.program.module_name(module).to_owned(),
                    Span {
                        file,
                        range: Range::default(),
                    },
                )
            }
        };
        if is_test(&self.project.file(span.file).path) {
            return None;
        }
        Some(Loaded {
            object,
            name: name_of(&written),
            written,
            span,
            is_default,
        })
    }

    /// `"shop.config.Production"` or `"shop.config"`.
    fn named(&self, text: &str) -> Option<Object> {
        let text = text.replace(':', ".");
        if let Some(module) = self.program.module_named(&text) {
            return Some(Object::Module(module));
        }
        let (module, class) = text.rsplit_once('.')?;
        let module = self.program.module_named(module)?;
        let classes = self.classes.keys().copied();
        let found = classes
            .filter(|known| known.module == module)
            .find(|known| self.class_name(*known) == class);
        found.map(Object::Class)
    }

    /// True if a dictionary calls the class the default: `"default": DevelopmentConfig`.
    pub(super) fn is_named_default(&self, load: Span, object: &Loaded) -> bool {
        let last = object.written.rsplit('.').next().unwrap_or_default();
        let says = |file: FileId| {
            let text = &self.project.file(file).text;
            ["\"default\":", "'default':", "default="]
                .iter()
                .any(|mark| {
                    text.match_indices(mark).any(|(at, _)| {
                        let rest = text.get(at + mark.len()..).unwrap_or_default().trim_start();
                        let name: String = rest
                            .chars()
                            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
                            .collect();
                        name.rsplit('.').next() == Some(last)
                    })
                })
        };
        says(object.span.file) || (load.file != object.span.file && says(load.file))
    }

    /// The settings of a class, those of its bases first, or of a module.
    pub(super) fn of_object(&self, reader: &Reader<'_>, object: Object) -> Vec<Decision> {
        match object {
            Object::Class(class) => {
                let Some(facts) = self.classes.get(&class) else {
                    return Vec::new();
                };
                let bases = facts
                    .mro
                    .iter()
                    .rev()
                    .filter_map(|class| self.classes.get(class));
                bases
                    .flat_map(|facts| self.of_class(reader, facts))
                    .collect()
            }
            Object::Module(module) => self.of_module(reader, module),
        }
    }

    fn of_class(&self, reader: &Reader<'_>, facts: &ClassFacts) -> Vec<Decision> {
        let body = FunctionRef {
            module: facts.class.module,
            function: self.program.class(facts.class).body,
        };
        let members = facts.members.iter().filter(|(name, _)| is_key(name));
        members
            .filter_map(|(name, fact)| self.decision(reader, name, fact, body))
            .collect()
    }

    fn of_module(&self, reader: &Reader<'_>, module: ModuleId) -> Vec<Decision> {
        let body = FunctionRef {
            module,
            function: assay_python::ir::FunctionId(0),
        };
        let globals = self.globals.get(&module).into_iter().flatten();
        globals
            .filter(|facts| is_key(&facts.name))
            .filter_map(|facts| self.decision(reader, &facts.name, &facts.fact, body))
            .collect()
    }

    fn decision(
        &self,
        reader: &Reader<'_>,
        name: &str,
        fact: &Fact,
        body: FunctionRef,
    ) -> Option<Decision> {
        let written = place::bound(self.program, body, name);
        let literal = fact.constants.first().and_then(|(_, span)| *span);
        let read = reader.read(fact, written);
        let span = written
            .map(|written| statement(self.project, written))
            .or(literal)?;
        Some(Decision {
            key: name.to_owned(),
            value: read.value,
            span,
            function: Some(body),
            road: Road::Object,
            condition: None,
            any_text_is_true: read.any_text_is_true && is_switch(name),
        })
    }

    /// The one file of the project that `from_pyfile` may mean.
    pub(super) fn file_named(&self, name: &str) -> Option<FileId> {
        let name = name.trim_start_matches("../").trim_start_matches("./");
        let is_it = |path: &str| {
            path == name
                || path
                    .strip_suffix(name)
                    .is_some_and(|rest| rest.ends_with('/'))
        };
        let mut files = self
            .project
            .files
            .iter()
            .filter(|file| is_it(&file.path) && !is_test(&file.path));
        let file = files.next()?;
        files.next().is_none().then_some(file.id)
    }

    /// The settings of a Python file, whatever it is called: those that are constants where it was not linked.
    pub(super) fn of_file(&self, reader: &Reader<'_>, id: FileId) -> Vec<Decision> {
        let file = self.project.file(id);
        if file.kind == FileKind::Python {
            let module = self.program.modules().find(|(_, module)| module.file == id);
            let mut decisions =
                module.map_or_else(Vec::new, |(module, _)| self.of_module(reader, module));
            for decision in &mut decisions {
                decision.road = Road::File;
            }
            return decisions;
        }
        let is_python = matches!(
            file.path.rsplit('.').next(),
            Some("cfg" | "conf" | "config" | "py" | "ini")
        );
        if !is_python {
            return Vec::new();
        }
        let module = assay_python::lower(file);
        let Some(body) = module.functions.first() else {
            return Vec::new();
        };
        let mut decisions = Vec::new();
        for (name, register) in &body.exports {
            let Some(name) = module.names.get(name.0 as usize) else {
                continue;
            };
            if !is_key(name) {
                continue;
            }
            let instrs = body.blocks.iter().flat_map(|block| &block.instrs);
            let mut instrs = instrs;
            let writer = instrs.rfind(|instr| instr.op.destination() == Some(*register));
            let Some(writer) = writer else { continue };
            let value = match &writer.op {
                Op::Const {
                    value: Const::Ellipsis,
                    ..
                } => Value::Computed,
                Op::Const { value, .. } => Value::Known(value.clone()),
                _ => Value::Computed,
            };
            decisions.push(Decision {
                key: name.to_string(),
                value,
                span: statement(self.project, file.span(writer.range)),
                function: None,
                road: Road::File,
                condition: None,
                any_text_is_true: false,
            });
        }
        decisions.sort_by(|one, other| one.key.cmp(&other.key));
        decisions
    }
}

/// True for names that Flask takes for settings.
pub(super) fn is_key(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
