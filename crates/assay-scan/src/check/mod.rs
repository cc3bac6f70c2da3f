//! What a rule written in Rust sees: resolved calls and writes, functions, and constants behind registers.
//!
//! A check never sees the syntax tree. Names are resolved by the engine: a check asks for the names
//! that its rule lists under `watch`, and gets the calls that mean them whatever they are called locally.
//! The wording of a finding stays in the rule's page; a check only says where.

mod call;
mod index;
mod page;
mod parts;
mod path;
mod value;

use std::collections::BTreeSet;

use assay_models::Models;
use assay_python::Program;
use assay_python::ir::Op;
use assay_python::program::{FunctionRef, ModuleId};
use assay_source::Project;
use assay_taint::Step;
use assay_webapp::WebApp;

pub use assay_python::ir;
pub use assay_source::FileKind;
pub use assay_source::{Range, Span};
pub use assay_taint::Confidence;
pub use assay_webapp::deployment;
pub use assay_webapp::settings::Use;
/// The settings of the application.
pub mod settings {
    pub use assay_webapp::settings::*;
}
/// Routes and what stands before them.
pub mod routes {
    pub use assay_webapp::guards::*;
    pub use assay_webapp::routes::*;
}
pub use call::{Call, Write};
pub(crate) use index::Index;
pub(crate) use page::Pages;
pub use page::{Attribute, Element, MarkupFile, ValuePart};
pub use value::Value;

use crate::detect::SecretKind;
use crate::detect::secret::Secret;
use crate::reach::Reach;

/// The code of a rule.
pub type Check = fn(&Context<'_>, &mut Report<'_>);

/// What a check sees.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The files.
    pub project: &'a Project,
    /// The linked program.
    pub program: &'a Program,
    /// The application as a whole.
    pub app: &'a WebApp,
    /// What is known of libraries, and the vocabulary.
    pub models: &'a Models,
    pub(crate) index: &'a Index,
    pub(crate) pages: &'a Pages,
    pub(crate) hits: &'a [Seen<'a>],
    pub(crate) reach: &'a Reach,
    pub(crate) tests: &'a BTreeSet<ModuleId>,
    pub(crate) secrets: &'a [Secret],
}

/// A hit of a name that the rule watches.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// The watched name, as the rule writes it.
    pub(crate) watched: &'a str,
    pub(crate) is_call: bool,
    pub(crate) hit: &'a assay_taint::Hit,
}

/// A function of the program, for checks.
#[derive(Clone, Copy)]
pub struct Function<'a> {
    pub(crate) program: &'a Program,
    pub(crate) index: &'a Index,
    /// Which it is.
    pub id: FunctionRef,
    /// Its module.
    pub module: &'a ir::Module,
    /// Its intermediate representation.
    pub ir: &'a ir::Function,
}

/// Where a check puts its findings.
pub struct Report<'a> {
    pub(crate) places: &'a mut Vec<Reported>,
}

/// A finding of a check: sure, and without a path, unless it is said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub(crate) span: Span,
    pub(crate) name: String,
    /// The function around it; `None` where there is none, as in a template or a container file.
    pub(crate) function: Option<FunctionRef>,
    pub(crate) confidence: Confidence,
    pub(crate) reason: String,
    pub(crate) steps: Vec<Step>,
}

impl Reported {
    /// Says how sure the finding is, and why not surer.
    pub fn unsure(&mut self, confidence: Confidence, reason: &str) -> &mut Self {
        self.confidence = confidence;
        reason.clone_into(&mut self.reason);
        self
    }

    /// Adds a place that led here, in order.
    pub fn step(&mut self, span: Span, text: &str) -> &mut Self {
        self.steps.push(Step::plain(span, text));
        self
    }
}

impl<'a> Context<'a> {
    /// True if a token that is known by its name and its form stands within a range of a function.
    pub fn holds_token(&self, function: Function<'_>, range: Range) -> bool {
        let within = function.span(range);
        self.secrets.iter().any(|secret| {
            let span = secret.span;
            secret.kind == SecretKind::Token
                && span.file == within.file
                && within.range.start <= span.range.start
                && span.range.end <= within.range.end
        })
    }

    /// True if a name says that what it names is of this kind of source, such as `sensitive`.
    pub fn is_named(&self, kind: &str, name: &str) -> bool {
        let kinds = self.models.kinds();
        let facts = kinds.source(kind).and_then(|kind| kinds.source_facts(kind));
        facts.is_some_and(|facts| facts.named.means(name))
    }

    /// True if any file of the project imports this module or something in it.
    pub fn imports(&self, module: &str) -> bool {
        let all = self.program.modules.iter().flat_map(|all| &all.imports);
        all.into_iter().any(|import| {
            import.level == 0
                && import
                    .module
                    .strip_prefix(module)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The calls of a watched name, in order of place; not those in tests.
    pub fn calls(&self, name: &str) -> impl Iterator<Item = Call<'a>> {
        self.seen(name, true)
            .filter_map(|(function, hit)| Call::find(function, hit))
    }

    /// The assignments to a watched name, in order of place; not those in tests.
    pub fn writes(&self, name: &str) -> impl Iterator<Item = Write<'a>> {
        self.seen(name, false)
            .map(|(function, hit)| Write::find(function, hit))
    }

    /// Every function outside of tests, module and class bodies included.
    pub fn functions(&self) -> impl Iterator<Item = Function<'a>> {
        Function::all(self.program, self.index, self.tests)
    }

    /// The function behind a reference.
    pub fn function(&self, id: FunctionRef) -> Option<Function<'a>> {
        Function::of(self.program, self.index, id)
    }

    /// The routes of the application, by URL and method; not those that tests register.
    pub fn routes(&self) -> impl Iterator<Item = &'a routes::Route> + use<'a> {
        let tests = self.tests;
        let own = move |route: &&routes::Route| {
            !route.view.is_some_and(|view| tests.contains(&view.module))
        };
        self.app.routes.iter().filter(own)
    }

    /// True if a framework calls the function, or a function that a framework calls may call it.
    pub fn serves_requests(&self, function: Function<'_>) -> bool {
        self.reach.contains(function.id)
    }

    /// True if a framework calls the function itself, so that its parameters come from the request.
    pub fn is_entry(&self, function: Function<'_>) -> bool {
        self.reach.is_entry(function.id)
    }

    fn seen(
        &self,
        name: &str,
        is_call: bool,
    ) -> impl Iterator<Item = (Function<'a>, &'a assay_taint::Hit)> {
        let name = name.to_owned();
        let (program, index, tests) = (self.program, self.index, self.tests);
        let hits = self
            .hits
            .iter()
            .filter(move |seen| seen.is_call == is_call && seen.watched == name);
        hits.filter(move |seen| !tests.contains(&seen.hit.function.module))
            .filter_map(move |seen| {
                Some((Function::of(program, index, seen.hit.function)?, seen.hit))
            })
    }
}

impl<'a> Function<'a> {
    /// Every function outside of these modules, module and class bodies included.
    pub(crate) fn all(
        program: &'a Program,
        index: &'a Index,
        tests: &'a BTreeSet<ModuleId>,
    ) -> impl Iterator<Item = Self> {
        let modules = program
            .modules
            .iter()
            .zip(0_u32..)
            .map(|(module, id)| (module, ModuleId(id)));
        modules
            .filter(move |(_, id)| !tests.contains(id))
            .flat_map(move |(module, id)| {
                let functions = module.functions.iter().zip(0_u32..);
                functions.map(move |(ir, function)| {
                    let function = FunctionRef {
                        module: id,
                        function: ir::FunctionId(function),
                    };
                    Function {
                        program,
                        index,
                        id: function,
                        module,
                        ir,
                    }
                })
            })
    }

    /// The function behind a reference.
    pub(crate) fn of(program: &'a Program, index: &'a Index, id: FunctionRef) -> Option<Self> {
        let module = program.modules.get(id.module.0 as usize)?;
        let ir = module.functions.get(id.function.0 as usize)?;
        Some(Self {
            program,
            index,
            id,
            module,
            ir,
        })
    }

    /// What writes a register, in order; `None` for the head of a loop.
    pub(crate) fn writers(
        &self,
        register: ir::Reg,
    ) -> impl Iterator<Item = Option<&'a ir::Instr>> + use<'a> {
        let writers = self.index.writers(self.id, self.ir);
        let function = self.ir;
        writers
            .into_iter()
            .flat_map(move |writers| writers.of_register(function, register))
    }

    /// A name of its module.
    pub fn name(&self, name: ir::Name) -> &'a str {
        self.module
            .names
            .get(name.0 as usize)
            .map_or("", |name| name)
    }

    /// Its instructions, block by block.
    pub fn instructions(&self) -> impl Iterator<Item = &'a ir::Instr> + use<'a> {
        self.ir.blocks.iter().flat_map(|block| &block.instrs)
    }

    /// What is known of a register of it.
    pub fn value(&self, register: ir::Reg) -> Value<'a> {
        Value::of(*self, register)
    }

    /// A range of its file.
    pub fn span(&self, range: Range) -> Span {
        Span {
            file: self.module.file,
            range,
        }
    }

    /// The text of every name and attribute that goes into a register, as far as expressions reach.
    ///
    /// `assert user.is_admin and check(token)` gives `user`, `is_admin`, `check` and `token`.
    pub fn words(&self, register: ir::Reg) -> BTreeSet<&'a str> {
        value::words(*self, register)
    }

    /// The same for the expression alone: what its variables were made of does not count.
    pub fn near_words(&self, register: ir::Reg) -> BTreeSet<&'a str> {
        value::near_words(*self, register)
    }

    /// True if one register goes into another, as far as expressions reach.
    pub fn is_made_of(&self, register: ir::Reg, part: ir::Reg) -> bool {
        value::is_made_of(*self, register, part)
    }

    /// True if a parameter of the function goes into a register, as far as expressions reach.
    pub fn uses_parameter(&self, register: ir::Reg) -> bool {
        value::uses_parameter(*self, register)
    }

    /// True if something in the function reads a register.
    pub fn reads(&self, register: ir::Reg) -> bool {
        let mut found = false;
        let mut visit = |read: ir::Reg| found |= read == register;
        for block in &self.ir.blocks {
            for instruction in &block.instrs {
                instruction.op.for_each_read(&mut visit);
            }
            block.end.for_each_read(&mut visit);
        }
        found
    }

    /// The conditions of its `assert` statements, each with its statement's range.
    pub fn assertions(&self) -> impl Iterator<Item = (ir::Reg, Range)> + use<'a> {
        self.instructions().filter_map(|instruction| {
            if let Op::Assert { condition } = instruction.op {
                Some((condition, instruction.range))
            } else {
                None
            }
        })
    }
}

impl Report<'_> {
    /// Reports a call.
    pub fn at(&mut self, call: Call<'_>) -> &mut Reported {
        let span = call.function.span(call.range);
        self.push(span, call.name, Some(call.function.id))
    }

    /// Reports an assignment.
    pub fn at_write(&mut self, write: Write<'_>) -> &mut Reported {
        let span = write.function.span(write.range);
        self.push(span, write.name, Some(write.function.id))
    }

    /// Reports a range of a function; `name` is what `{name}` stands for in the message.
    pub fn at_range(&mut self, function: Function<'_>, range: Range, name: &str) -> &mut Reported {
        self.push(function.span(range), name, Some(function.id))
    }

    /// Reports a place that is in no Python function, such as a line of a template or a container file.
    ///
    /// The finding is known again by the text of its lines, so the place should cover what is wrong and no more.
    pub fn at_place(&mut self, span: Span, name: &str) -> &mut Reported {
        self.push(span, name, None)
    }

    fn push(&mut self, span: Span, name: &str, function: Option<FunctionRef>) -> &mut Reported {
        self.places.push_mut(Reported {
            span,
            name: name.to_owned(),
            function,
            confidence: Confidence::High,
            reason: String::new(),
            steps: Vec::new(),
        })
    }
}
