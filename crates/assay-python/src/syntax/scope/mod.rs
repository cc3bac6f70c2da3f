//! Who owns each name: the scopes of a module, found before anything is lowered.
//!
//! Python decides at compile time whether a name is local, so all of a function must be read
//! before its first statement can be lowered.
//! The walk also writes what it finds into the tree's spare `node_index` fields:
//! the interned name of an identifier, the scope of a function, class, lambda or comprehension,
//! the number of an import. The lowering reads them there, without hashing the text again.

mod collect;
mod expression;
mod statement;
mod table;

use std::sync::Arc;

use ruff_python_ast::{
    AtomicNodeIndex, ExprLambda, ModModule, NodeIndex, StmtClassDef, StmtFunctionDef,
};

pub(crate) use collect::collect;

use crate::ir::{ClassId, FunctionId, Import, Name};

use super::names::Interner;

/// A scope, by its position in [`Scopes::list`]; outer scopes come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScopeId(pub(crate) u32);

/// All scopes of a module.
pub(crate) struct Scopes<'a> {
    /// The scopes, in order of appearance.
    pub(crate) list: Vec<Scope<'a>>,
    /// The scope of each function.
    pub(crate) functions: Vec<ScopeId>,
    /// The scope of each class.
    pub(crate) classes: Vec<ScopeId>,
    /// The imports, in order of appearance.
    pub(crate) imports: Vec<Import>,
    /// The names seen so far.
    pub(crate) names: Interner,
    /// True if the tree has more levels than may be walked; the scopes are then incomplete.
    pub(crate) too_deep: bool,
}

/// The syntax that makes a scope.
#[derive(Clone, Copy)]
pub(crate) enum ScopeNode<'a> {
    /// The module.
    Module(&'a ModModule),
    /// A class body.
    Class(&'a StmtClassDef),
    /// A `def`.
    Function(&'a StmtFunctionDef),
    /// A `lambda`.
    Lambda(&'a ExprLambda),
    /// A comprehension, which is no function of its own here.
    Comprehension,
}

/// One scope.
pub(crate) struct Scope<'a> {
    /// What makes it.
    pub(crate) node: ScopeNode<'a>,
    /// The scope around it.
    pub(crate) parent: Option<ScopeId>,
    /// The function it is, or for a comprehension the one it stands in.
    pub(crate) function: FunctionId,
    /// The class whose body it is, or that directly holds it.
    pub(crate) class: Option<ClassId>,
    /// For names that begin with two underscores: the name of the class around.
    pub(crate) private: Option<Arc<str>>,
    /// The names it binds or declares, sorted by [`Name`].
    pub(crate) variables: Vec<Variable>,
    /// The comprehensions directly in this function.
    pub(crate) comprehensions: Vec<ScopeId>,
    /// True if it has `yield`.
    pub(crate) is_generator: bool,
    /// True if it has a `finally`.
    pub(crate) has_finally: bool,
}

impl Scope<'_> {
    /// What it says of a name.
    pub(crate) fn variable(&self, name: Name) -> Option<&Variable> {
        let index = self
            .variables
            .binary_search_by_key(&name, |variable| variable.name)
            .ok()?;
        self.variables.get(index)
    }

    /// True for `def` and `lambda`, which have an environment.
    pub(crate) fn has_environment(&self) -> bool {
        matches!(self.node, ScopeNode::Function(_) | ScopeNode::Lambda(_))
    }
}

/// A name that a scope binds or declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    /// The name.
    pub(crate) name: Name,
    /// What is known of it.
    pub(crate) flags: Flags,
    /// Where it is first bound.
    pub(crate) first: u32,
}

/// What is known of a name in a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u16);

impl Flags {
    /// Assigned, imported, defined, deleted, captured by a pattern, or a parameter.
    pub(crate) const BOUND: Self = Self(1);
    /// Read.
    pub(crate) const USED: Self = Self(1 << 1);
    /// Declared `global`.
    pub(crate) const GLOBAL: Self = Self(1 << 2);
    /// Declared `nonlocal`.
    pub(crate) const NONLOCAL: Self = Self(1 << 3);
    /// Used by a function inside, so that it lives in the environment.
    pub(crate) const INNER: Self = Self(1 << 4);
    /// May change in the midst of an expression or pattern.
    pub(crate) const REBOUND: Self = Self(1 << 5);
    /// Read before the text binds it.
    pub(crate) const EARLY: Self = Self(1 << 6);
    /// Bound by `:=` inside a comprehension, for the scope around it.
    pub(crate) const OUTWARD: Self = Self(1 << 7);

    /// True if all of `other` is set.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True if some of `other` is set.
    pub(crate) const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if the name is a variable of its scope.
    pub(crate) const fn is_own(self) -> bool {
        self.has(Self::BOUND) && !self.has_any(Self(Self::GLOBAL.0 | Self::NONLOCAL.0))
    }

    /// True if it is a variable that a function inside uses.
    pub(crate) const fn is_captured(self) -> bool {
        self.is_own() && self.has(Self::INNER)
    }
}

/// Keeps a number in a node of the tree.
pub(crate) fn note(node: &AtomicNodeIndex, value: u32) {
    // The largest values mean "none"; a file would need four billion names to reach them.
    if value < u32::MAX - 8 {
        node.set(NodeIndex::from(value));
    }
}

/// The number kept in a node.
pub(crate) fn noted(node: &AtomicNodeIndex) -> Option<u32> {
    node.load().as_u32()
}

/// The name kept in an identifier or name.
pub(crate) fn noted_name(node: &AtomicNodeIndex) -> Option<Name> {
    noted(node).map(Name)
}
