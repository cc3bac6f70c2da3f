//! The built-in functions and names that the engine knows by heart.
//!
//! Python's own containers, texts and numbers are part of the language, not of a library:
//! what they do to values is code here, not data in a model.

use assay_python::Name;

/// A built-in function with meaning for values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    Abs, All, Any, Bool, Bytes, Callable, Chr, Classmethod, Complex, Copy, DefaultDict, Dict, Enumerate,
    Filter, Float, Format, Getattr, Hasattr, Id, Identity, Int, Isinstance, Iter, Len, List, Map, NamedTuple, PathJoin,
    Next, Ord, Partial, Print, Property, Range, Reduce, Repr, Reversed, Round, Set, Setattr, Sorted,
    Staticmethod, Str, Sum, MinMax, Super, Tuple, Type, Vars, Wraps, Zip, UrlParse, StrJoin, RegexMatch,
    RegexFullMatch, RegexSearch, RegexCompile, RegexSub, MakeTrans, CommonPath, Environ,
}

/// Where they live.
pub(crate) const BUILTINS: &[(&str, Builtin)] = &[
    ("builtins.abs", Builtin::Abs),
    ("builtins.all", Builtin::All),
    ("builtins.any", Builtin::Any),
    ("builtins.bool", Builtin::Bool),
    ("builtins.bytes", Builtin::Bytes),
    ("builtins.bytearray", Builtin::Bytes),
    ("builtins.callable", Builtin::Callable),
    ("builtins.chr", Builtin::Chr),
    ("builtins.classmethod", Builtin::Classmethod),
    ("builtins.complex", Builtin::Complex),
    ("builtins.dict", Builtin::Dict),
    ("builtins.enumerate", Builtin::Enumerate),
    ("builtins.filter", Builtin::Filter),
    ("builtins.float", Builtin::Float),
    ("builtins.format", Builtin::Format),
    ("builtins.frozenset", Builtin::Set),
    ("builtins.getattr", Builtin::Getattr),
    ("builtins.hasattr", Builtin::Hasattr),
    ("builtins.hash", Builtin::Id),
    ("builtins.id", Builtin::Id),
    ("builtins.int", Builtin::Int),
    ("builtins.isinstance", Builtin::Isinstance),
    ("builtins.iter", Builtin::Iter),
    ("builtins.len", Builtin::Len),
    ("builtins.list", Builtin::List),
    ("builtins.long", Builtin::Int),
    ("builtins.map", Builtin::Map),
    ("builtins.max", Builtin::MinMax),
    ("builtins.min", Builtin::MinMax),
    ("builtins.next", Builtin::Next),
    ("builtins.ord", Builtin::Ord),
    ("builtins.print", Builtin::Print),
    ("builtins.property", Builtin::Property),
    ("builtins.range", Builtin::Range),
    ("builtins.repr", Builtin::Repr),
    ("builtins.reversed", Builtin::Reversed),
    ("builtins.round", Builtin::Round),
    ("builtins.set", Builtin::Set),
    ("builtins.setattr", Builtin::Setattr),
    ("builtins.sorted", Builtin::Sorted),
    ("builtins.staticmethod", Builtin::Staticmethod),
    ("builtins.str", Builtin::Str),
    ("builtins.str.maketrans", Builtin::MakeTrans),
    ("builtins.sum", Builtin::Sum),
    ("builtins.super", Builtin::Super),
    ("builtins.tuple", Builtin::Tuple),
    ("builtins.type", Builtin::Type),
    ("builtins.unicode", Builtin::Str),
    ("builtins.vars", Builtin::Vars),
    ("builtins.xrange", Builtin::Range),
    ("builtins.zip", Builtin::Zip),
    ("collections.OrderedDict", Builtin::Dict),
    ("collections.defaultdict", Builtin::DefaultDict),
    ("collections.deque", Builtin::List),
    ("collections.namedtuple", Builtin::NamedTuple),
    ("os.path.join", Builtin::PathJoin),
    ("contextlib.contextmanager", Builtin::Identity),
    ("contextlib.asynccontextmanager", Builtin::Identity),
    ("copy.copy", Builtin::Copy),
    ("copy.deepcopy", Builtin::Copy),
    ("dataclasses.dataclass", Builtin::Identity),
    ("functools.cache", Builtin::Identity),
    ("functools.cached_property", Builtin::Property),
    ("werkzeug.utils.cached_property", Builtin::Property),
    ("functools.lru_cache", Builtin::Wraps),
    ("functools.partial", Builtin::Partial),
    ("functools.reduce", Builtin::Reduce),
    ("functools.wraps", Builtin::Wraps),
    ("itertools.chain", Builtin::StrJoin),
    ("os.path.commonpath", Builtin::CommonPath),
    ("re.compile", Builtin::RegexCompile),
    ("re.fullmatch", Builtin::RegexFullMatch),
    ("re.match", Builtin::RegexMatch),
    ("re.search", Builtin::RegexSearch),
    ("re.sub", Builtin::RegexSub),
    ("re.Pattern().sub", Builtin::RegexSub),
    ("re.Pattern().match", Builtin::RegexMatch),
    ("re.Pattern().fullmatch", Builtin::RegexFullMatch),
    ("re.Pattern().search", Builtin::RegexSearch),
    ("types.MappingProxyType", Builtin::Dict),
    ("typing.cast", Builtin::Environ),
    ("urllib.parse.urlparse", Builtin::UrlParse),
    ("urllib.parse.urlsplit", Builtin::UrlParse),
    ("urlparse.urlparse", Builtin::UrlParse),
    ("urlparse.urlsplit", Builtin::UrlParse),
    ("uuid.UUID", Builtin::Abs),
];

/// Names that the engine looks for.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) init: Name,
    pub(crate) call: Name,
    pub(crate) enter: Name,
    pub(crate) getattr: Name,
    pub(crate) getitem: Name,
    pub(crate) setitem: Name,
    pub(crate) iter: Name,
    pub(crate) str: Name,
    pub(crate) netloc: Name,
    pub(crate) hostname: Name,
    pub(crate) scheme: Name,
    pub(crate) parents: Name,
    pub(crate) post_init: Name,
    pub(crate) value: Name,
    pub(crate) key: Name,
}

impl Default for Names {
    fn default() -> Self {
        Self::new(|_| Name(u32::MAX))
    }
}

impl Names {
    pub(crate) fn new(mut intern: impl FnMut(&str) -> Name) -> Self {
        Self {
            init: intern("__init__"),
            call: intern("__call__"),
            enter: intern("__enter__"),
            getattr: intern("__getattr__"),
            getitem: intern("__getitem__"),
            setitem: intern("__setitem__"),
            iter: intern("__iter__"),
            str: intern("__str__"),
            netloc: intern("netloc"),
            hostname: intern("hostname"),
            scheme: intern("scheme"),
            parents: intern("parents"),
            post_init: intern("__post_init__"),
            value: intern("value"),
            key: intern("key"),
        }
    }

    /// True for the parts of a parsed URL that say where it leads.
    pub(crate) fn is_url_host(&self, name: Name) -> bool {
        name == self.netloc || name == self.hostname
    }
}
