//! The engine's log, asked by place: what is called, read and registered there.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use assay_models::{Models, RoleTarget};
use assay_python::ir::{Function, FunctionId, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Program};
use assay_source::{Project, Span};
use assay_taint::{ClassFacts, Edge, Event, Fact, Played, Solution, What};

/// The one instruction that gives each register its value: its block, and where in that.
type Definitions = Vec<Option<(u32, u32)>>;

/// Everything that is known of a program, by place.
pub(crate) struct Log<'a> {
    pub(crate) project: &'a Project,
    pub(crate) program: &'a Program,
    pub(crate) solution: &'a Solution,
    /// The role of names of libraries that are handed on without being called: `login_required` in a list.
    named: BTreeMap<String, (String, String)>,
    /// Where the events of each function stand in the solution.
    events: HashMap<FunctionRef, Range<usize>>,
    /// The same for the calls in it.
    edges: HashMap<FunctionRef, Range<usize>>,
    /// By module and function, as far as somebody asked.
    definitions: Vec<Vec<OnceLock<Definitions>>>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(
        project: &'a Project,
        program: &'a Program,
        models: &Models,
        solution: &'a Solution,
    ) -> Self {
        let mut named = BTreeMap::new();
        for role in models.packages().iter().flat_map(|package| &package.roles) {
            if let RoleTarget::Call(path) = &role.target
                && let Some(facts) = models.kinds().role_facts(role.role)
            {
                let of = role.of.as_deref().unwrap_or("").to_owned();
                named.insert(path.to_string(), (facts.name.to_string(), of));
            }
        }
        let none_yet = |count| std::iter::repeat_with(OnceLock::new).take(count).collect();
        let modules = program.modules.iter();
        Self {
            definitions: modules
                .map(|module| none_yet(module.functions.len()))
                .collect(),
            project,
            program,
            solution,
            named,
            events: parts(&solution.events, |event| event.function),
            edges: parts(&solution.edges, |edge| edge.caller),
        }
    }

    /// The role that calling a name of a library plays.
    pub(crate) fn role_of(&self, name: &str) -> Option<(&str, &str)> {
        let (role, of) = self
            .named
            .get(name)
            .or_else(|| self.named.get(name.strip_suffix("()")?))?;
        Some((role, of))
    }

    /// All events of a function.
    pub(crate) fn events_of(&self, function: FunctionRef) -> &'a [Event] {
        let range = self.events.get(&function).cloned();
        range
            .and_then(|range| self.solution.events.get(range))
            .unwrap_or_default()
    }

    /// The events at a place of a function.
    pub(crate) fn events_at(&self, function: FunctionRef, span: Span) -> &'a [Event] {
        part(self.events_of(function), |event| event.span.cmp(&span))
    }

    /// The roles that are played at a place of a function.
    pub(crate) fn roles_at(
        &self,
        function: FunctionRef,
        span: Span,
    ) -> impl Iterator<Item = (&'a Event, &'a Played)> + use<'a> {
        self.events_at(function, span).iter().filter_map(played)
    }

    /// Every place where a role is played.
    pub(crate) fn played(&self, role: &str) -> impl Iterator<Item = (&'a Event, &'a Played)> {
        let events = self.solution.events.iter().filter_map(played);
        events.filter(move |(_, played)| played.role == role)
    }

    /// The functions that a function calls.
    pub(crate) fn edges_of(&self, caller: FunctionRef) -> &'a [Edge] {
        let range = self.edges.get(&caller).cloned();
        range
            .and_then(|range| self.solution.edges.get(range))
            .unwrap_or_default()
    }

    /// The functions that are called at a place.
    pub(crate) fn edges_at(&self, caller: FunctionRef, span: Span) -> &'a [Edge] {
        part(self.edges_of(caller), |edge| edge.span.cmp(&span))
    }

    /// True if a call there never comes back.
    pub(crate) fn is_exit(&self, span: Span) -> bool {
        self.solution.exits.binary_search(&span).is_ok()
    }

    /// What is known of a class.
    pub(crate) fn class(&self, class: ClassRef) -> Option<&'a ClassFacts> {
        let classes = &self.solution.classes;
        let at = classes
            .binary_search_by(|facts| facts.class.cmp(&class))
            .ok()?;
        classes.get(at)
    }

    /// A member of a class or of the nearest of its bases that has it, and the class that does.
    pub(crate) fn member(&self, class: ClassRef, name: &str) -> Option<(ClassRef, &'a Fact)> {
        let facts = self.class(class)?;
        facts.mro.iter().find_map(|base| {
            let members = &self.class(*base)?.members;
            let found = members.iter().find(|(known, _)| known == name);
            found.map(|(_, fact)| (*base, fact))
        })
    }

    /// The function of a reference; none if it does not exist.
    pub(crate) fn function(&self, function: FunctionRef) -> Option<&'a Function> {
        let module = self.program.modules.get(function.module.0 as usize)?;
        module.functions.get(function.function.0 as usize)
    }

    /// The text of a name of a function's module.
    pub(crate) fn text(&self, module: ModuleId, name: assay_python::ir::Name) -> &'a str {
        let names = self.program.modules.get(module.0 as usize);
        let text = names.and_then(|module| module.names.get(name.0 as usize));
        text.map_or("", |text| text)
    }

    /// A place of a function.
    pub(crate) fn span(&self, module: ModuleId, range: assay_source::Range) -> Span {
        Span {
            file: self.program.module(module).file,
            range,
        }
    }

    /// The name of a function, in its definition.
    pub(crate) fn place_of(&self, function: FunctionRef) -> Option<Span> {
        let ir = self.function(function)?;
        Some(self.span(function.module, ir.name_range))
    }

    /// What a function is called: `login_required`, `Item.get`.
    pub(crate) fn name_of(&self, function: FunctionRef) -> &'a str {
        self.function(function)
            .map_or("", |function| &function.qualname)
    }

    /// The function around a function, unless that is a module.
    pub(crate) fn parent(&self, function: FunctionRef) -> Option<FunctionRef> {
        let parent = self.function(function)?.parent?;
        (parent != FunctionId(0)).then_some(FunctionRef {
            module: function.module,
            function: parent,
        })
    }

    /// The one instruction that gives a register its value, and its place.
    pub(crate) fn definition(
        &self,
        function: FunctionRef,
        register: Reg,
    ) -> Option<(&'a Op, Span)> {
        let ir = self.function(function)?;
        let module = self.definitions.get(function.module.0 as usize)?;
        let known = module.get(function.function.0 as usize)?;
        let definitions = known.get_or_init(|| definitions(ir));
        let (block, at) = definitions.get(register.0 as usize).copied().flatten()?;
        let instruction = ir.blocks.get(block as usize)?.instrs.get(at as usize)?;
        let span = self.span(function.module, instruction.range);
        Some((&instruction.op, span))
    }
}

fn definitions(function: &Function) -> Definitions {
    let mut found = vec![None; function.registers as usize];
    let mut several = vec![false; found.len()];
    for (block, code) in (0..).zip(&function.blocks) {
        for (at, instruction) in (0..).zip(&code.instrs) {
            let Some(Reg(register)) = instruction.op.destination() else {
                continue;
            };
            let register = register as usize;
            if let (Some(slot), Some(several)) =
                (found.get_mut(register), several.get_mut(register))
            {
                *several |= slot.is_some();
                *slot = (!*several).then_some((block, at));
            }
        }
    }
    found
}

/// The role of an event, if it has one.
pub(crate) fn played(event: &Event) -> Option<(&Event, &Played)> {
    match &event.what {
        What::Role(played) => Some((event, played)),
        What::Source(_) | What::Sink(_) => None,
    }
}

/// The part of a sorted list that is equal to something.
fn part<T>(list: &[T], compare: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let start = list.partition_point(|item| compare(item).is_lt());
    let rest = list.get(start..).unwrap_or_default();
    let length = rest.iter().take_while(|item| compare(item).is_eq()).count();
    rest.get(..length).unwrap_or_default()
}

/// Where the items of each function stand in a list that is sorted by function.
fn parts<T>(list: &[T], of: impl Fn(&T) -> FunctionRef) -> HashMap<FunctionRef, Range<usize>> {
    let mut parts = HashMap::new();
    let mut start = 0;
    for same in list.chunk_by(|left, right| of(left) == of(right)) {
        let end = start + same.len();
        if let Some(first) = same.first() {
            parts.insert(of(first), start..end);
        }
        start = end;
    }
    parts
}
