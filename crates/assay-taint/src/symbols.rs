//! The names that models and watches mention, as a tree, with what is said of each.
//!
//! `flask.request.args` is three steps down from the root. A node may behave as another one
//! (`alias`): steps that it lacks are looked for there. Names that nobody mentions have no node.

mod build;
mod named;
mod sites;

pub(crate) use build::speaks_of_result;

use std::sync::Arc;

use assay_models::{self as models, Models, Path, Step};
use assay_python::Name;
use assay_source::Span;
use rustc_hash::FxHashMap;

use crate::characters::Characters;
use crate::native::{Builtin, Names};
use crate::place::Noun;
use crate::solution::{Verb, Watch, WatchTarget};
use crate::summary::Pending;
use crate::trace::Trace;
use crate::value::{Doubt, Label, Mask, Origin, types};

/// How many kinds of sources names may tell.
const NAMED_KINDS: usize = 8;

/// A node of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SymbolId(pub(crate) u32);

/// A step between nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Edge {
    Attr(Name),
    Call,
    Item(Option<Name>),
    AnyAttr,
}

/// An entry of a model, by package, verb and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntryId {
    pub(crate) package: u32,
    pub(crate) verb: Verb,
    pub(crate) entry: u32,
}

/// An entry and its number.
pub(crate) type Numbered<'m, T> = (EntryId, &'m T);

/// A source that is read.
#[derive(Clone, Debug)]
pub(crate) struct ReadSource {
    pub(crate) id: EntryId,
    pub(crate) kind: u8,
    pub(crate) text: Arc<str>,
    pub(crate) safe: Mask,
    /// The arguments of the call that made the object, whose functions check what is read.
    pub(crate) checks: Vec<models::Reference>,
}

/// The roles that say where values are kept between requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keeping {
    /// Says whose rows a query gives.
    pub(crate) rows: Option<models::RoleKind>,
    /// Keeps values.
    pub(crate) keep: Option<models::RoleKind>,
    /// Gives what was kept under a key.
    pub(crate) kept: Option<models::RoleKind>,
    /// Copies the fields of a form into an object.
    pub(crate) fill: Option<models::RoleKind>,
    /// A class whose objects are rows.
    pub(crate) table: Option<models::RoleKind>,
    /// A type or a field that holds no text.
    pub(crate) number: Option<models::RoleKind>,
}

impl Keeping {
    /// True for a role that only the joining of what is written and read asks for.
    pub(crate) fn has(self, role: models::RoleKind) -> bool {
        [self.rows, self.keep, self.kept, self.fill].contains(&Some(role))
    }
}

/// What is said of a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Info<'m> {
    pub(crate) read: Option<ReadSource>,
    pub(crate) sources: Vec<Numbered<'m, models::Source>>,
    pub(crate) sinks: Vec<Numbered<'m, models::Sink>>,
    pub(crate) writes: Vec<Numbered<'m, models::Sink>>,
    pub(crate) passes: Vec<Numbered<'m, models::Pass>>,
    pub(crate) cleans: Vec<Numbered<'m, models::Clean>>,
    pub(crate) guards: Vec<Numbered<'m, models::Guard>>,
    pub(crate) exits: Vec<Numbered<'m, models::Exit>>,
    pub(crate) renders: Vec<Numbered<'m, models::Render>>,
    pub(crate) callbacks: Vec<Numbered<'m, models::Callback>>,
    pub(crate) stores: Vec<Numbered<'m, models::Store>>,
    pub(crate) loads: Vec<Numbered<'m, models::Load>>,
    pub(crate) entries: Vec<Numbered<'m, models::Entry>>,
    pub(crate) responses: Vec<Numbered<'m, models::Response>>,
    pub(crate) constant: Option<Numbered<'m, models::NamedConstant>>,
    pub(crate) aliases: Vec<EntryId>,
    pub(crate) roles: Vec<Numbered<'m, models::Role>>,
    pub(crate) call_watches: Vec<u32>,
    pub(crate) write_watches: Vec<u32>,
    /// True if a part of it is checked by what the call that made it was given.
    pub(crate) checked: bool,
    /// True if instances keep state that matters.
    pub(crate) stateful: bool,
    /// True if anything is said of calling it.
    pub(crate) modelled: bool,
    pub(crate) builtin: Option<Builtin>,
}

impl Info<'_> {
    /// True if what is called here needs the arguments of the call that gave it, as `route("/x")(view)` does.
    pub(crate) fn keeps_arguments(&self) -> bool {
        let checked = self.checked || !self.entries.is_empty();
        checked || self.roles.iter().any(|(_, role)| !role.inner.is_empty())
    }
}

struct Node<'m> {
    parent: Option<SymbolId>,
    edge: Option<Edge>,
    children: FxHashMap<Edge, SymbolId>,
    is: Vec<SymbolId>,
    /// `X()` where nothing says what calling `X` gives: made so that instances have a name.
    info: Info<'m>,
}

/// All names that models and watches mention.
pub(crate) struct Symbols<'m> {
    nodes: Vec<Node<'m>>,
    roots: FxHashMap<Name, SymbolId>,
    name_ids: FxHashMap<Arc<str>, Name>,
    name_texts: Vec<Arc<str>>,
    pub(crate) names: Names,
    pub(crate) models: &'m Models,
    pub(crate) watches: &'m [Watch],
    /// Sink kinds for which numbers are harmless.
    pub(crate) numeric: Mask,
    /// Sink kinds for which texts are harmless.
    pub(crate) textual: Mask,
    /// Sink kinds that a fixed host makes harmless.
    pub(crate) url_kinds: Mask,
    /// Sink kinds that a fixed scheme makes harmless.
    pub(crate) scheme_kinds: Mask,
    pub(crate) path_kinds: Mask,
    /// Sink kinds for which it counts how a text begins: no absolute path begins with a dash.
    pub(crate) option_kinds: Mask,
    /// The kind of a page that a client is sent.
    pub(crate) page_kinds: Mask,
    /// The names of attributes.
    pub(crate) attribute_kinds: Mask,
    /// Sink kinds that only structures (dictionaries, lists) reach.
    pub(crate) structure_kinds: Mask,
    /// The characters that kinds ask for.
    pub(crate) characters: Characters,
    pub(crate) exception: Option<u8>,
    /// The kind of what any answer to a client carries.
    pub(crate) answer: Option<u8>,
    /// The kinds of sources that names tell, and for each name of the program which it tells.
    named: Vec<u8>,
    named_names: Vec<u8>,
    /// The sink kinds that names tell, and for each name of the program which of them it does, as a set.
    named_sinks: Vec<u8>,
    sink_names: Vec<u8>,
    /// The kind of the host that the client claims to visit.
    pub(crate) own_host: Option<u8>,
    /// The roles that say where values are kept between requests.
    pub(crate) keeping: Keeping,
    /// `builtins.str()`, if models speak of its methods.
    pub(crate) text_class: Option<SymbolId>,
    /// `builtins.dict()`: what nobody takes for a page.
    pub(crate) mapping_class: Option<SymbolId>,
    /// Open files and uploads: who reads them opens nothing.
    streams: Vec<SymbolId>,
    /// `types.FunctionType()`: what libraries add to functions of the project.
    pub(crate) function_class: Option<SymbolId>,
    /// The headers of response objects.
    pub(crate) header_parts: Vec<SymbolId>,
    /// Entries for methods of classes that inherit from a node's class.
    pub(crate) method_entries: Vec<(SymbolId, EntryId, &'m models::Entry)>,
    /// Sinks by method name for receivers that are not known.
    pub(crate) unknown_sinks: FxHashMap<Name, Vec<Numbered<'m, models::Sink>>>,
    /// Methods that give a decorator for handlers, by their name alone.
    pub(crate) registrars: FxHashMap<Name, SymbolId>,
    /// Sources by method name for receivers that are not known.
    pub(crate) unknown_sources: FxHashMap<Name, Vec<Numbered<'m, models::Source>>>,
    /// Objects that are told apart by the place that makes them: what is made, where, and its own node.
    sites: FxHashMap<(SymbolId, Span), SymbolId>,
    /// The first node of each place.
    sites_by_place: FxHashMap<Span, SymbolId>,
    /// The same the other way round.
    site_places: FxHashMap<SymbolId, Span>,
}

/// What calls that give open files give.
const STREAMS: &[&str] = &[
    "io.IOBase()",
    "io.BytesIO()",
    "io.StringIO()",
    "builtins.open()",
    "werkzeug.datastructures.FileStorage()",
];

impl<'m> Symbols<'m> {
    pub(crate) fn new(
        program_names: &[Arc<str>],
        models: &'m Models,
        watches: &'m [Watch],
    ) -> Self {
        let mut name_ids: FxHashMap<Arc<str>, Name> = FxHashMap::default();
        for (index, name) in (0..).zip(program_names) {
            name_ids.insert(Arc::clone(name), Name(index));
        }
        let kinds = models.kinds();
        let mask_of = |names: &[&str]| -> Mask {
            names
                .iter()
                .filter_map(|name| kinds.sink(name))
                .fold(0, |mask, kind| mask | Mask::from(kind.only().0))
        };
        let mut symbols = Self {
            nodes: Vec::new(),
            roots: FxHashMap::default(),
            name_ids,
            name_texts: program_names.to_vec(),
            names: Names::default(),
            models,
            watches,
            numeric: kinds.numeric().0.into(),
            textual: kinds.textual().0.into(),
            url_kinds: (0_u8..)
                .zip(kinds.sinks())
                .filter(|(_, facts)| facts.pins_host)
                .fold(0, |mask, (index, _)| mask | 1 << (index & 63)),
            scheme_kinds: mask_of(&["page-url"]),
            path_kinds: mask_of(&["path", "path-write"]),
            option_kinds: mask_of(&["argument"]),
            page_kinds: mask_of(&["html"]),
            attribute_kinds: mask_of(&["attribute"]),
            structure_kinds: mask_of(&["nosql"]),
            characters: Characters::of(kinds),
            exception: kinds.source("exception").map(|kind| kind.0),
            answer: kinds.sink("answer").map(|kind| kind.0),
            named: (0_u8..)
                .zip(kinds.sources())
                .filter(|(_, facts)| !facts.named.words.is_empty())
                .map(|(kind, _)| kind)
                .take(NAMED_KINDS)
                .collect(),
            named_names: Vec::new(),
            named_sinks: (0_u8..)
                .zip(kinds.sinks())
                .filter(|(_, facts)| !facts.named.words.is_empty())
                .map(|(kind, _)| kind)
                .take(NAMED_KINDS)
                .collect(),
            sink_names: Vec::new(),
            own_host: kinds.source("remote-host").map(|kind| kind.0),
            keeping: Keeping {
                rows: kinds.role("rows"),
                keep: kinds.role("keep"),
                kept: kinds.role("kept"),
                fill: kinds.role("fill"),
                table: kinds.role("table"),
                number: kinds.role("number"),
            },
            text_class: None,
            mapping_class: None,
            streams: Vec::new(),
            function_class: None,
            header_parts: Vec::new(),
            method_entries: Vec::new(),
            unknown_sinks: FxHashMap::default(),
            registrars: FxHashMap::default(),
            unknown_sources: FxHashMap::default(),
            sites: FxHashMap::default(),
            sites_by_place: FxHashMap::default(),
            site_places: FxHashMap::default(),
        };
        (symbols.named_names, symbols.sink_names) = symbols.told_by(program_names);
        symbols.names =
            Names::new(|text| symbols_intern(&mut symbols.name_ids, &mut symbols.name_texts, text));
        for (package, model) in (0..).zip(models.packages()) {
            symbols.add_package(package, model);
        }
        for (path, builtin) in crate::native::BUILTINS {
            if let Ok(path) = path.parse::<Path>()
                && let Some(node) = symbols.insert(&path)
            {
                symbols.info_mut(node).builtin = Some(*builtin);
            }
        }
        for (name, _) in crate::native::EXCEPTIONS {
            if let Ok(path) = format!("builtins.{name}").parse::<Path>()
                && let Some(node) = symbols.insert(&path)
            {
                symbols.info_mut(node).builtin = Some(Builtin::Exception);
            }
        }
        for (index, watch) in (0..).zip(watches) {
            let (WatchTarget::Call(path) | WatchTarget::Write(path)) = &watch.target;
            let Some(node) = symbols.insert(path) else {
                continue;
            };
            let info = symbols.info_mut(node);
            match &watch.target {
                WatchTarget::Call(_) => info.call_watches.push(index),
                WatchTarget::Write(_) => info.write_watches.push(index),
            }
            symbols.mention(watch.when.iter().chain(&watch.unless), node);
        }
        symbols.lend();
        symbols.inherit();
        symbols.find_registrars();
        let class = |symbols: &Self, text: &str| {
            text.parse::<Path>()
                .ok()
                .and_then(|path| symbols.path(&path))
        };
        symbols.text_class = class(&symbols, "builtins.str()");
        symbols.mapping_class = class(&symbols, "builtins.dict()");
        symbols.function_class = class(&symbols, "types.FunctionType()");
        symbols.streams = STREAMS
            .iter()
            .filter_map(|text| class(&symbols, text))
            .collect();
        symbols
    }

    /// True for an open file or an upload, which is no name of a file.
    pub(crate) fn is_stream(&self, node: SymbolId) -> bool {
        (self.streams.iter()).any(|stream| self.is_a(node, *stream))
    }

    fn info_mut(&mut self, node: SymbolId) -> &mut Info<'m> {
        let at = (node.0 as usize).min(self.nodes.len().saturating_sub(1));
        #[expect(
            clippy::indexing_slicing,
            reason = "the index is clamped, and a node was inserted before"
        )]
        let node = &mut self.nodes[at];
        &mut node.info
    }

    fn intern(&mut self, text: &str) -> Name {
        symbols_intern(&mut self.name_ids, &mut self.name_texts, text)
    }

    fn insert(&mut self, path: &Path) -> Option<SymbolId> {
        if path.has_unknown_receiver() {
            return None;
        }
        let root = self.intern(&path.root);
        let mut node = match self.roots.get(&root) {
            Some(node) => *node,
            None => {
                let node = self.add_node(None, Some(Edge::Attr(root)));
                self.roots.insert(root, node);
                node
            }
        };
        for step in &path.steps {
            let edge = self.edge(step);
            node = self.child_or_insert(node, edge)?;
        }
        Some(node)
    }

    fn edge(&mut self, step: &Step) -> Edge {
        match step {
            Step::Attr(name) => Edge::Attr(self.intern(name)),
            Step::Call => Edge::Call,
            Step::AnyAttr => Edge::AnyAttr,
            Step::Index(_) | Step::From(_) => Edge::Item(None),
            Step::Item(None) => Edge::Item(None),
            Step::Item(Some(key)) => Edge::Item(Some(self.intern(key))),
        }
    }

    fn child_or_insert(&mut self, parent: SymbolId, edge: Edge) -> Option<SymbolId> {
        if let Some(child) = self.nodes.get(parent.0 as usize)?.children.get(&edge) {
            return Some(*child);
        }
        let child = self.add_node(Some(parent), Some(edge));
        self.nodes
            .get_mut(parent.0 as usize)?
            .children
            .insert(edge, child);
        Some(child)
    }

    fn add_node(&mut self, parent: Option<SymbolId>, edge: Option<Edge>) -> SymbolId {
        let id = SymbolId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            parent,
            edge,
            children: FxHashMap::default(),
            is: Vec::new(),
            info: Info::default(),
        });
        id
    }

    fn method_name(&mut self, path: &Path) -> Option<Name> {
        match path.steps.as_slice() {
            [Step::Attr(name)] => Some(self.intern(name)),
            _ => None,
        }
    }

    fn child(&self, node: SymbolId, edge: Edge, depth: u32) -> Option<SymbolId> {
        let node = self.nodes.get(node.0 as usize)?;
        if let Some(child) = node.children.get(&edge) {
            return Some(*child);
        }
        if depth > 8 {
            return None;
        }
        node.is
            .iter()
            .find_map(|is| self.child(*is, edge, depth + 1))
    }

    /// The aliases through which a step from `node` comes to `child`; none if the step is its own.
    pub(crate) fn aliases_between(&self, node: SymbolId, child: SymbolId) -> Vec<EntryId> {
        let Some(owner) = self
            .nodes
            .get(child.0 as usize)
            .and_then(|child| child.parent)
        else {
            return Vec::new();
        };
        let mut ways = vec![(node, Vec::new())];
        let mut at = 0;
        while let Some((current, way)) = ways.get(at).cloned() {
            at += 1;
            if current == owner {
                return way;
            }
            let Some(node) = self.nodes.get(current.0 as usize) else {
                continue;
            };
            for (at, is) in node.is.iter().enumerate() {
                if ways.len() < 32 && ways.iter().all(|(seen, _)| seen != is) {
                    let mut longer = way.clone();
                    longer.extend(node.info.aliases.get(at));
                    ways.push((*is, longer));
                }
            }
        }
        Vec::new()
    }

    /// The aliases that a node is one of, and those of what it behaves as.
    pub(crate) fn aliases_of(&self, node: SymbolId) -> Vec<EntryId> {
        let mut nodes = vec![node];
        let mut aliases = Vec::new();
        let mut at = 0;
        while let Some(node) = nodes
            .get(at)
            .and_then(|node| self.nodes.get(node.0 as usize))
        {
            at += 1;
            aliases.extend(&node.info.aliases);
            for is in &node.is {
                if nodes.len() < 32 && !nodes.contains(is) {
                    nodes.push(*is);
                }
            }
        }
        aliases
    }

    /// `node.name`.
    pub(crate) fn attribute(&self, node: SymbolId, name: Name) -> Option<SymbolId> {
        self.child(node, Edge::Attr(name), 0)
            .or_else(|| self.child(node, Edge::AnyAttr, 0))
    }

    /// `node()`.
    pub(crate) fn called(&self, node: SymbolId) -> Option<SymbolId> {
        self.child(node, Edge::Call, 0)
    }

    /// `node[key]`, else `node[]`.
    pub(crate) fn item(&self, node: SymbolId, key: Option<&str>) -> Option<SymbolId> {
        if let Some(name) = key.and_then(|key| self.name(key))
            && let Some(child) = self.child(node, Edge::Item(Some(name)), 0)
        {
            return Some(child);
        }
        self.child(node, Edge::Item(None), 0)
    }

    /// What entering a context manager gives, if a model says so.
    pub(crate) fn entered(&self, node: SymbolId) -> Option<SymbolId> {
        let enter = self.attribute(node, self.names.enter)?;
        self.called(enter)
    }

    /// The name of one of Python's exceptions.
    pub(crate) fn exception_name(&self, node: SymbolId) -> Option<&'static str> {
        if self.info(node).builtin != Some(Builtin::Exception) {
            return None;
        }
        let text = self.text(node);
        let name = text.strip_prefix("builtins.").unwrap_or(&text);
        let mut known = crate::native::EXCEPTIONS.iter().map(|(known, _)| *known);
        known.find(|known| *known == name)
    }

    /// The node of a dotted path, such as an import has.
    pub(crate) fn dotted(&self, path: &str) -> Option<SymbolId> {
        let mut parts = path.split('.');
        let root = self.name(parts.next()?)?;
        let mut node = *self.roots.get(&root)?;
        for part in parts {
            node = self.attribute(node, self.name(part)?)?;
        }
        Some(node)
    }

    /// The node of a model path.
    pub(crate) fn path(&self, path: &Path) -> Option<SymbolId> {
        let mut node = *self.roots.get(&self.name(&path.root)?)?;
        for step in &path.steps {
            node = match step {
                Step::Attr(name) => self.attribute(node, self.name(name)?)?,
                Step::Call => self.called(node)?,
                Step::AnyAttr => self.child(node, Edge::AnyAttr, 0)?,
                Step::Index(_) | Step::From(_) => self.item(node, None)?,
                Step::Item(key) => self.item(node, key.as_deref())?,
            };
        }
        Some(node)
    }

    /// True if one name is the other, or behaves as it.
    pub(crate) fn is_a(&self, node: SymbolId, other: SymbolId) -> bool {
        let mut seen = vec![node];
        let mut at = 0;
        while let Some(current) = seen.get(at).copied() {
            at += 1;
            if current == other {
                return true;
            }
            if let Some(node) = self.nodes.get(current.0 as usize) {
                // `Sub()` is an instance of whatever `Sub` behaves as.
                for is in &node.is {
                    if !seen.contains(is) && seen.len() < 32 {
                        seen.push(*is);
                    }
                }
                if node.edge == Some(Edge::Call)
                    && let Some(parent) = node.parent
                    && let Some(parent) = self.nodes.get(parent.0 as usize)
                {
                    for is in &parent.is {
                        if let Some(called) = self.called(*is)
                            && !seen.contains(&called)
                            && seen.len() < 32
                        {
                            seen.push(called);
                        }
                    }
                }
            }
        }
        false
    }

    pub(crate) fn info(&self, node: SymbolId) -> &Info<'m> {
        let at = (node.0 as usize).min(self.nodes.len().saturating_sub(1));
        #[expect(
            clippy::indexing_slicing,
            reason = "ids are only made by adding nodes; the index is clamped"
        )]
        let node = &self.nodes[at];
        &node.info
    }

    /// The types of which an entry's result must be, for those that say so.
    pub(crate) fn result_types(&self, conditions: &models::Conditions) -> Vec<SymbolId> {
        let mut types = Vec::new();
        for condition in conditions
            .when
            .iter()
            .filter(|condition| speaks_of_result(condition))
        {
            if let models::Test::Type(path) = &condition.test
                && let Some(node) = self.path(path)
            {
                types.push(self.called(node).unwrap_or(node));
            }
        }
        types
    }

    /// The name with this text, if anything has it.
    pub(crate) fn name(&self, text: &str) -> Option<Name> {
        self.name_ids.get(text).copied()
    }

    pub(crate) fn name_text(&self, name: Name) -> Arc<str> {
        self.name_texts
            .get(name.0 as usize)
            .cloned()
            .unwrap_or_else(|| Arc::from("?"))
    }

    /// The path of a node as text.
    pub(crate) fn text(&self, node: SymbolId) -> String {
        let mut edges = Vec::new();
        let mut current = Some(node);
        while let Some(id) = current {
            let Some(node) = self.nodes.get(id.0 as usize) else {
                break;
            };
            if let Some(edge) = node.edge {
                edges.push(edge);
            }
            current = node.parent;
        }
        let mut text = String::new();
        for edge in edges.iter().rev() {
            match edge {
                Edge::Attr(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(&self.name_text(*name));
                }
                Edge::Call => text.push_str("()"),
                Edge::AnyAttr => text.push_str(".*"),
                Edge::Item(None) => text.push_str("[]"),
                Edge::Item(Some(key)) => {
                    text.push_str("[\"");
                    text.push_str(&self.name_text(*key));
                    text.push_str("\"]");
                }
            }
        }
        text.strip_prefix("builtins.")
            .map(str::to_owned)
            .unwrap_or(text)
    }

    /// The label that a source gives.
    pub(crate) fn source_label(&self, source: &ReadSource, here: Span) -> Label {
        Label {
            origin: Origin::Source(here, source.kind, Noun::plain(&source.text)),
            cleaned: source.safe,
            trace: Trace::source(here, &source.text),
            doubt: Doubt::None,
        }
    }

    /// True if a value with this label does harm at this kind of sink.
    /// What is random stays so, and a secret stays secret, however it is cleaned.
    pub(crate) fn harms(&self, label: &Label, sink: u8) -> bool {
        if label.cleaned & (1 << (sink & 63)) == 0
            && !self.characters.satisfied(label.cleaned, sink)
        {
            return true;
        }
        match label.origin {
            Origin::Source(_, kind, _) => self
                .models
                .kinds()
                .source_facts(models::SourceKind(kind))
                .is_some_and(|facts| facts.lasting),
            Origin::Root(_) => false,
        }
    }

    /// True if a value with this label does harm where input that stands so in a path reaches a sink.
    pub(crate) fn harms_in(&self, label: &Label, pending: &Pending) -> bool {
        if pending.places == 0 {
            return self.harms(label, pending.kind);
        }
        let mut label = label.clone();
        label.cleaned |= pending.places;
        self.harms(&label, pending.kind)
    }

    /// True for a taint that is one text or number, not something with parts.
    pub(crate) fn is_scalar(&self, label: &Label) -> bool {
        match label.origin {
            Origin::Source(_, kind, _) => self
                .models
                .kinds()
                .source_facts(models::SourceKind(kind))
                .is_some_and(|facts| facts.scalar),
            Origin::Root(_) => false,
        }
    }

    /// The label of a caught exception.
    pub(crate) fn exception_label(&self, here: Span) -> Option<Label> {
        let text: Arc<str> = Arc::from("the text of an exception");
        Some(Label {
            origin: Origin::Source(here, self.exception?, Noun::plain(&text)),
            cleaned: 0,
            trace: Trace::source(here, &text),
            doubt: Doubt::None,
        })
    }

    /// The built-in type that a name stands for; 0 if none.
    pub(crate) fn builtin_type(&self, node: SymbolId) -> u8 {
        match self.info(node).builtin {
            Some(Builtin::Int | Builtin::Float | Builtin::Bool | Builtin::Complex) => types::NUMBER,
            Some(Builtin::Str) => types::STR,
            Some(Builtin::Bytes) => types::BYTES,
            Some(Builtin::List | Builtin::Tuple | Builtin::Set) => types::LIST,
            Some(Builtin::Dict) => types::DICT,
            _ => 0,
        }
    }
}

fn symbols_intern(
    ids: &mut FxHashMap<Arc<str>, Name>,
    texts: &mut Vec<Arc<str>>,
    text: &str,
) -> Name {
    if let Some(name) = ids.get(text) {
        return *name;
    }
    let name = Name(u32::try_from(texts.len()).unwrap_or(u32::MAX));
    let text: Arc<str> = Arc::from(text);
    texts.push(Arc::clone(&text));
    ids.insert(text, name);
    name
}
