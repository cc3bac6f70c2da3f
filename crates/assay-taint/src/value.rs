//! The abstract value: what a register may hold, what taints it, and how two of them join.
//!
//! Most values of most programs are boring; those are [`Value::Unknown`] and cost nothing.
//! Containers and objects are *cells* of the [`State`](crate::state::State), so that aliases agree;
//! a value only refers to them.

mod join;
mod renumber;

pub(crate) use join::intersect;
use join::{absorbs, join_data, opened};
pub(crate) use renumber::map_cells;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use assay_python::ir::Const;
use assay_python::{ClassRef, FunctionRef, ModuleId, Name};
use assay_source::Span;
use rustc_hash::FxHasher;
use smallvec::SmallVec;

use crate::place::Noun;
use crate::symbols::SymbolId;
use crate::trace::Trace;

/// A set of sink kinds, in the lower half; the upper half says which characters a text surely lacks
/// and how it surely does not begin (see [`crate::characters::Characters`]).
pub(crate) type Mask = u128;

/// Every sink kind.
pub(crate) const ALL: Mask = Mask::MAX;

/// How many different constants a value may hold before it counts as unknown.
const CONSTANTS: usize = 8;

/// How many origins a value keeps.
const LABELS: usize = 8;

/// How many objects a value may refer to.
const OBJECTS: usize = 12;

/// How many keys an access path may have.
pub(crate) const PATH_KEYS: usize = 4;

/// One step inside a container or object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// An attribute.
    Attr(Name),
    /// An item by constant string, or by the text of another constant.
    Text(Arc<str>),
    /// An item by constant integer, or a position.
    Index(i64),
    /// Any element.
    Any,
    /// The environment of a closure.
    Env,
    /// The receiver of a bound method.
    Receiver,
    /// The default of a parameter of an inner function.
    Default(FunctionRef, u32),
}

/// Where an access path begins: something that a function gets from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Root {
    /// A parameter.
    Param(u16),
    /// The environment of the enclosing function.
    Env,
    /// A container or object made by a module body.
    Static(CellId),
    /// A module variable that functions assign.
    Global(ModuleId, Name),
}

/// A root and the steps into it. Paths are copied much more often than made, so that copies share.
#[derive(Clone, Debug)]
pub(crate) struct AccessPath(Arc<Place>);

/// What an access path holds.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) root: Root,
    pub(crate) keys: SmallVec<[Key; 2]>,
    /// The hash of the others.
    hash: u64,
}

impl std::ops::Deref for AccessPath {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.0
    }
}

impl PartialEq for AccessPath {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || self.hash == other.hash && self.root == other.root && self.keys == other.keys
    }
}

impl Eq for AccessPath {}

impl PartialOrd for AccessPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AccessPath {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        (self.root, &self.keys).cmp(&(other.root, &other.keys))
    }
}

impl Hash for AccessPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl AccessPath {
    pub(crate) fn new(root: Root) -> Self {
        Self::of(root, SmallVec::new())
    }

    fn of(root: Root, keys: SmallVec<[Key; 2]>) -> Self {
        let mut hasher = FxHasher::default();
        root.hash(&mut hasher);
        keys.hash(&mut hasher);
        let hash = hasher.finish();
        Self(Arc::new(Place { root, keys, hash }))
    }

    /// True if it leads to state that outlives calls, the same for every caller.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.root, Root::Static(_) | Root::Global(..))
    }

    /// The path one step further, or `None` if it would become too long.
    pub(crate) fn then(&self, key: &Key) -> Option<Self> {
        if self.keys.len() >= PATH_KEYS {
            return None;
        }
        let mut keys = self.keys.clone();
        keys.push(key.clone());
        Some(Self::of(self.root, keys))
    }

    /// The path, and these steps behind it.
    pub(crate) fn followed(&self, steps: &[Key]) -> Self {
        let mut keys = self.keys.clone();
        keys.extend(steps.iter().cloned());
        Self::of(self.root, keys)
    }
}

/// A container or object. Cells from [`CellId::STATIC`] on belong to module bodies and are shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellId(pub(crate) u32);

impl CellId {
    /// The first id of cells made by module bodies.
    pub(crate) const STATIC: u32 = 1 << 24;

    pub(crate) fn is_static(self) -> bool {
        self.0 >= Self::STATIC
    }
}

/// Which value something is, so that a check of it can be remembered. 0 is none.
pub(crate) type Identity = u32;

/// A thing that a value may refer to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object {
    /// A container, an instance, an environment.
    Cell(CellId),
    /// Something of a library, as far as models know it.
    Symbol(SymbolId),
    /// Something of a library that no model mentions, by its dotted name.
    External(Arc<str>),
    /// A function of the project and the environment it closes over.
    Function(FunctionRef, Option<CellId>),
    /// A class of the project.
    Class(ClassRef),
    /// A module of the project.
    Module(ModuleId),
    /// A folder without `__init__`.
    Namespace(Arc<str>),
    /// A method and its receiver.
    Bound(Arc<Bound>),
    /// What `super()` gives: look-up starts after the class.
    Super(ClassRef, Arc<Value>),
    /// A function wrapped by `property`, `staticmethod` or `classmethod`.
    Wrapped(Wrap, Arc<Value>),
    /// What came in at an access path.
    Root(AccessPath),
    /// The result of a call that a module body makes, worked out when somebody reads it.
    Deferred(Arc<Deferred>),
}

/// A method and its receiver.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) receiver: Value,
    pub(crate) method: Method,
}

/// What a bound method runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Method {
    /// A function of the project, with its environment.
    Function(FunctionRef, Option<CellId>),
    /// A method of a built-in type.
    Native(Name),
    /// Whatever the value calls, with the receiver in front (`functools.partial`).
    Partial(Vec<Value>, Vec<(Name, Value)>),
}

/// Descriptors made by decorators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrap {
    Property,
    Static,
    Class,
}

/// A call of a project function by a module body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deferred {
    pub(crate) callee: Value,
    pub(crate) args: Vec<Value>,
    pub(crate) keywords: Vec<(Name, Value)>,
    pub(crate) decorator: bool,
    pub(crate) span: Span,
}

/// Where a taint began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A source: where, which kind, and what it gives.
    Source(Span, u8, Arc<Noun>),
    /// Whatever is, at any depth, at this path of the function's input.
    Root(AccessPath),
}

/// One taint of a value. There are very many: packed, one takes 64 bytes and needs no special place.
#[repr(C, packed(8))]
pub(crate) struct Label {
    pub(crate) origin: Origin,
    /// The sink kinds it is harmless for.
    pub(crate) cleaned: Mask,
    /// The steps so far.
    pub(crate) trace: Trace,
    /// 0 is sure; higher is less so.
    pub(crate) doubt: Doubt,
}

impl Clone for Label {
    fn clone(&self) -> Self {
        Self {
            origin: self.origin.clone(),
            cleaned: self.cleaned,
            trace: self.trace.clone(),
            doubt: self.doubt,
        }
    }
}

impl std::fmt::Debug for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (cleaned, doubt) = (self.cleaned, self.doubt);
        write!(f, "{:?} {cleaned:x} {doubt:?}", self.origin)
    }
}

impl Label {
    /// How sure the taint is; less so where the project itself found the value good.
    pub(crate) fn doubt(&self) -> Doubt {
        if self.cleaned & crate::characters::JUDGED == 0 {
            self.doubt
        } else {
            self.doubt.max(Doubt::Unmodelled)
        }
    }
}

impl PartialEq for Label {
    /// Traces do not count: the first one found is kept.
    fn eq(&self, other: &Self) -> bool {
        self.origin == other.origin && self.cleaned == other.cleaned && self.doubt == other.doubt
    }
}

/// Why a flow is less than sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    /// Every step is understood.
    None,
    /// Went through a library call that no model describes.
    Unmodelled,
    /// Went through state that lives between calls.
    Stored,
    /// Was put under a key that nobody knows and read under one that may have been there before,
    /// or went through one unresolved method after the other.
    Guessed,
    /// A method was chosen by its name alone.
    NameOnly,
}

/// What a value says about others when it is true or false: these identities are harmless for these kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Predicate {
    pub(crate) if_true: SmallVec<[(Identity, Mask); 2]>,
    pub(crate) if_false: SmallVec<[(Identity, Mask); 2]>,
    /// What holds if the value is true for every element of the iteration that its subject comes from, or false.
    pub(crate) every_true: SmallVec<[(Identity, Mask); 1]>,
    pub(crate) every_false: SmallVec<[(Identity, Mask); 1]>,
}

impl Predicate {
    /// True if it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.if_true.is_empty()
            && self.if_false.is_empty()
            && self.every_true.is_empty()
            && self.every_false.is_empty()
    }

    /// What the opposite value says.
    pub(crate) fn inverted(mut self) -> Self {
        std::mem::swap(&mut self.if_true, &mut self.if_false);
        std::mem::swap(&mut self.every_true, &mut self.every_false);
        self
    }
}

/// What part of another value this one is, for checks that speak about the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aspect {
    /// The same text but for case and white space.
    Folded,
    /// The parts of a URL.
    UrlParts,
    /// Its host or scheme and host.
    UrlHost,
    /// The path with links and dots resolved.
    Resolved,
    /// Its scheme.
    UrlScheme,
    /// How long it is.
    Length,
    /// One of its characters or items.
    Element,
    /// The names of a path, one by one.
    PathParts,
}

/// Built-in types, as far as known.
pub(crate) mod types {
    pub(crate) const STR: u8 = 1;
    pub(crate) const BYTES: u8 = 2;
    pub(crate) const NUMBER: u8 = 4;
    pub(crate) const NONE: u8 = 8;
    pub(crate) const LIST: u8 = 16;
    pub(crate) const DICT: u8 = 32;
    pub(crate) const OTHER: u8 = 64;
}

/// What a register may hold.
#[derive(Clone, Debug, Default)]
pub(crate) enum Value {
    /// Nothing yet: not assigned on this path.
    #[default]
    Bottom,
    /// Anything, and nothing is known of it.
    Unknown,
    /// Something is known.
    Known(Arc<Data>),
}

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    /// Constants it may be, each with the literal it came from.
    pub(crate) constants: SmallVec<[(Const, Option<Span>); 1]>,
    /// Objects it may be.
    pub(crate) objects: SmallVec<[Object; 1]>,
    /// True if it may be something else too.
    pub(crate) open: bool,
    /// Its taints, sorted by origin.
    pub(crate) labels: SmallVec<[Label; 1]>,
    /// Which value it is.
    pub(crate) identity: Identity,
    /// What it says as a condition.
    pub(crate) predicate: Option<Arc<Predicate>>,
    /// Which part of another value it is.
    pub(crate) aspect: Option<(Identity, Aspect)>,
    /// The built-in types it may have; 0 is unknown.
    pub(crate) types: u8,
    /// A string it surely begins with, if it is not constant.
    pub(crate) prefix: Option<Arc<str>>,
}

impl PartialEq for Data {
    /// The span of a literal does not count, nor does a trace.
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open
            && self.identity == other.identity
            && self.types == other.types
            && self.constants.len() == other.constants.len()
            && self
                .constants
                .iter()
                .zip(&other.constants)
                .all(|(a, b)| a.0 == b.0)
            && self.objects == other.objects
            && self.labels == other.labels
            && self.predicate == other.predicate
            && self.aspect == other.aspect
            && self.prefix == other.prefix
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bottom, Self::Bottom) | (Self::Unknown, Self::Unknown) => true,
            (Self::Known(a), Self::Known(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Bottom | Self::Unknown | Self::Known(_), _) => false,
        }
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        if data.open
            && data.constants.is_empty()
            && data.objects.is_empty()
            && data.labels.is_empty()
            && data.identity == 0
            && data.predicate.is_none()
            && data.types == 0
            && data.prefix.is_none()
            && data.aspect.is_none()
        {
            return Self::Unknown;
        }
        Self::Known(Arc::new(data))
    }
}

impl Value {
    /// Exactly this constant.
    pub(crate) fn constant(constant: Const, span: Option<Span>) -> Self {
        let types = type_of(&constant);
        let mut constants = SmallVec::new();
        constants.push((constant, span));
        Self::Known(Arc::new(Data {
            constants,
            types,
            ..Data::default()
        }))
    }

    /// A string constant without a place.
    pub(crate) fn text(text: &str) -> Self {
        Self::constant(Const::Str(Arc::from(text)), None)
    }

    /// Exactly this object.
    pub(crate) fn object(object: Object) -> Self {
        let mut objects = SmallVec::new();
        objects.push(object);
        Self::Known(Arc::new(Data {
            objects,
            ..Data::default()
        }))
    }

    /// Something unknown of these types.
    pub(crate) fn of_type(types: u8) -> Self {
        Self::Known(Arc::new(Data {
            open: true,
            types,
            ..Data::default()
        }))
    }

    /// Something unknown with these taints.
    pub(crate) fn labelled(labels: SmallVec<[Label; 1]>) -> Self {
        if labels.is_empty() {
            return Self::Unknown;
        }
        Self::Known(Arc::new(Data {
            open: true,
            labels,
            ..Data::default()
        }))
    }

    /// What is known, if anything.
    pub(crate) fn data(&self) -> Option<&Data> {
        match self {
            Self::Known(data) => Some(data),
            Self::Bottom | Self::Unknown => None,
        }
    }

    /// A copy to change.
    pub(crate) fn to_data(&self) -> Data {
        match self {
            Self::Known(data) => (**data).clone(),
            Self::Unknown => Data {
                open: true,
                ..Data::default()
            },
            Self::Bottom => Data::default(),
        }
    }

    /// The labels of the value itself.
    pub(crate) fn labels(&self) -> &[Label] {
        self.data().map_or(&[], |data| &data.labels)
    }

    /// The objects it may be.
    pub(crate) fn objects(&self) -> &[Object] {
        self.data().map_or(&[], |data| &data.objects)
    }

    /// The constants it may be.
    pub(crate) fn constants(&self) -> &[(Const, Option<Span>)] {
        self.data().map_or(&[], |data| &data.constants)
    }

    /// All constants, if it surely is one of them.
    pub(crate) fn sure_constants(&self) -> Option<&[(Const, Option<Span>)]> {
        let data = self.data()?;
        (!data.open && data.objects.is_empty() && !data.constants.is_empty())
            .then_some(&data.constants)
    }

    /// The one constant it surely is.
    pub(crate) fn sure_constant(&self) -> Option<&Const> {
        match self.sure_constants()? {
            [(constant, _)] => Some(constant),
            _ => None,
        }
    }

    /// The one string it surely is.
    pub(crate) fn sure_text(&self) -> Option<&Arc<str>> {
        match self.sure_constant()? {
            Const::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Which value it is.
    pub(crate) fn identity(&self) -> Identity {
        self.data().map_or(0, |data| data.identity)
    }

    /// The built-in types it may have; 0 is unknown.
    pub(crate) fn types(&self) -> u8 {
        self.data().map_or(0, |data| data.types)
    }

    /// The text it surely begins with.
    pub(crate) fn prefix(&self) -> Option<&str> {
        if let Some(text) = self.sure_text() {
            return Some(text);
        }
        self.data()?.prefix.as_deref()
    }

    /// The same value with more labels.
    pub(crate) fn and_labels(&self, more: &[Label]) -> Self {
        if more.is_empty() {
            return self.clone();
        }
        let mut data = self.to_data();
        add_labels(&mut data.labels, more);
        data.into()
    }

    /// The same value, known as `identity`.
    pub(crate) fn identified(&self, identity: Identity) -> Self {
        let mut data = self.to_data();
        data.identity = identity;
        data.into()
    }

    /// The same value with a predicate.
    pub(crate) fn with_predicate(&self, predicate: Predicate) -> Self {
        if predicate.is_empty() {
            return self.clone();
        }
        let mut data = self.to_data();
        data.predicate = Some(Arc::new(predicate));
        data.into()
    }

    /// The same value as an aspect of another.
    pub(crate) fn with_aspect(&self, of: Identity, aspect: Aspect) -> Self {
        if of == 0 {
            return self.clone();
        }
        let mut data = self.to_data();
        data.aspect = Some((of, aspect));
        data.into()
    }

    /// Whether it is surely true or surely false.
    pub(crate) fn truth(&self) -> Option<bool> {
        let data = self.data()?;
        if data.open {
            return None;
        }
        let mut answer = None;
        for (constant, _) in &data.constants {
            let this = truthy(constant);
            if answer.is_some_and(|before| before != this) {
                return None;
            }
            answer = Some(this);
        }
        for object in &data.objects {
            match object {
                Object::Function(..) | Object::Class(_) | Object::Module(_) | Object::Bound(_) => {
                    if answer == Some(false) {
                        return None;
                    }
                    answer = Some(true);
                }
                _ => return None,
            }
        }
        answer
    }

    /// The value without what could go on changing from round to round of a loop.
    pub(crate) fn widened(&self) -> Self {
        let mut data = self.to_data();
        data.constants.clear();
        data.open = true;
        data.identity = 0;
        data.predicate = None;
        data.aspect = None;
        data.types = 0;
        data.prefix = None;
        data.into()
    }

    /// True if both are one and the same, without looking inside.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bottom, Self::Bottom) | (Self::Unknown, Self::Unknown) => true,
            (Self::Known(a), Self::Known(b)) => Arc::ptr_eq(a, b),
            (Self::Bottom | Self::Unknown | Self::Known(_), _) => false,
        }
    }

    /// The least value above both.
    pub(crate) fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Bottom, value) | (value, Self::Bottom) => value.clone(),
            (Self::Unknown, Self::Unknown) => Self::Unknown,
            (Self::Known(a), Self::Known(b)) => {
                if Arc::ptr_eq(a, b) || absorbs(a, b) || a == b {
                    return self.clone();
                }
                join_data(a, b)
            }
            (Self::Known(a), Self::Unknown) => opened(a, self),
            (Self::Unknown, Self::Known(b)) => opened(b, other),
        }
    }
}

/// Adds labels, keeping them sorted by origin and doubt, and bounded.
pub(crate) fn add_labels(labels: &mut SmallVec<[Label; 1]>, more: &[Label]) {
    for label in more {
        add_label(labels, label);
    }
}

/// Adds one taint. Of one origin there is one for each degree of doubt, for what is sure may be cleaner:
///
/// ```python
/// meta = Meta(path=digest(name), title=name)
/// meta = whatever(meta)       # the path may be the name now, but nobody knows
/// ```
fn add_label(labels: &mut SmallVec<[Label; 1]>, label: &Label) {
    let start = labels.partition_point(|known| known.origin < label.origin);
    let doubt = label.doubt();
    let mut at = start;
    while let Some(known) = labels.get_mut(at).filter(|it| it.origin == label.origin) {
        let known_doubt = known.doubt();
        if known_doubt == doubt {
            known.cleaned &= label.cleaned;
            known.doubt = doubt;
            let cleaned = known.cleaned;
            // What is as dangerous and less sure says nothing more.
            let mut next = at + 1;
            while (labels.get(next)).is_some_and(|it| it.origin == label.origin) {
                if labels
                    .get(next)
                    .is_some_and(|it| cleaned & it.cleaned == cleaned)
                {
                    labels.remove(next);
                } else {
                    next += 1;
                }
            }
            return;
        }
        if known_doubt > doubt {
            if label.cleaned & known.cleaned == label.cleaned {
                labels.remove(at);
                continue;
            }
            break;
        }
        if known.cleaned & label.cleaned == known.cleaned {
            return;
        }
        at += 1;
    }
    // What surely is a taint comes before what may turn out to be one.
    if labels.len() >= LABELS && at < labels.len() {
        labels.pop();
    }
    if labels.len() < LABELS {
        labels.insert(at, label.clone());
    }
}

/// Whether Python takes a constant for true.
pub(crate) fn truthy(constant: &Const) -> bool {
    match constant {
        Const::None => false,
        Const::Ellipsis => true,
        Const::Bool(value) => *value,
        Const::Int(value) => *value != 0,
        Const::Number(text) => text.trim_matches(['0', '.', 'j']).chars().any(|c| c != '0'),
        Const::Str(text) => !text.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
    }
}

/// The built-in type of a constant.
pub(crate) fn type_of(constant: &Const) -> u8 {
    match constant {
        Const::None => types::NONE,
        Const::Ellipsis => types::OTHER,
        Const::Bool(_) | Const::Int(_) | Const::Number(_) => types::NUMBER,
        Const::Str(_) => types::STR,
        Const::Bytes(_) => types::BYTES,
    }
}

/// A constant as a key of a container.
pub(crate) fn key_of(constant: &Const) -> Key {
    match constant {
        Const::Str(text) => Key::Text(Arc::clone(text)),
        Const::Int(value) => Key::Index(*value),
        Const::Bool(value) => Key::Index(i64::from(*value)),
        Const::None => Key::Text(Arc::from("\0None")),
        Const::Ellipsis => Key::Text(Arc::from("\0Ellipsis")),
        Const::Number(text) => Key::Text(Arc::from(format!("\0{text}"))),
        Const::Bytes(bytes) => Key::Text(Arc::from(format!("\0b{bytes:?}"))),
    }
}
