//! The walk over the tree that finds the scopes.

use std::sync::Arc;

use ruff_python_ast::{AtomicNodeIndex, Identifier, ModModule};
use ruff_text_size::Ranged;

use crate::ir::{ClassId, FunctionId, Import, Name};
use crate::syntax::limits::TREE_DEPTH;
use crate::syntax::names::{Interner, mangled};

use super::table::Table;
use super::{Flags, Scope, ScopeId, ScopeNode, Scopes, Variable, note};

/// Finds the scopes of a module.
pub(crate) fn collect(module: &ModModule) -> Scopes<'_> {
    let mut collector = Collector {
        names: Interner::default(),
        scopes: Vec::new(),
        functions: Vec::new(),
        classes: Vec::new(),
        imports: Vec::new(),
        table: Table::default(),
        current: ScopeId(0),
        private: None,
        depth: 0,
        too_deep: false,
        ended: Vec::new(),
    };
    let mark = collector.begin(ScopeNode::Module(module));
    collector.body(&module.body);
    collector.end(mark);
    Scopes {
        list: collector.scopes,
        functions: collector.functions,
        classes: collector.classes,
        imports: collector.imports,
        names: collector.names,
        too_deep: collector.too_deep,
    }
}

/// The state of the walk.
pub(super) struct Collector<'a> {
    pub(super) names: Interner,
    pub(super) scopes: Vec<Scope<'a>>,
    functions: Vec<ScopeId>,
    pub(super) classes: Vec<ScopeId>,
    pub(super) imports: Vec<Import>,
    table: Table,
    current: ScopeId,
    private: Option<Arc<str>>,
    depth: u32,
    too_deep: bool,
    /// What the scope that ended last knew; kept for its room.
    ended: Vec<Variable>,
}

/// What [`Collector::end`] needs to return to the scope around.
pub(super) struct Mark<'a> {
    node: ScopeNode<'a>,
    entries: usize,
    around: Option<ScopeId>,
    private: Option<Arc<str>>,
}

impl<'a> Collector<'a> {
    /// Enters a scope.
    pub(super) fn begin(&mut self, node: ScopeNode<'a>) -> Mark<'a> {
        let id = ScopeId(u32::try_from(self.scopes.len()).unwrap_or(u32::MAX));
        let around = (!self.scopes.is_empty()).then_some(self.current);
        let outer = around.and_then(|scope| self.scopes.get(scope.0 as usize));
        let function = match node {
            ScopeNode::Comprehension => outer.map_or(FunctionId(0), |scope| scope.function),
            _ => FunctionId(u32::try_from(self.functions.len()).unwrap_or(u32::MAX)),
        };
        let mark = Mark {
            node,
            entries: self.table.mark(),
            around,
            private: self.private.clone(),
        };
        let class = match node {
            ScopeNode::Class(class) => {
                self.private = Some(Arc::from(class.name.as_str()));
                self.classes.push(id);
                Some(ClassId(
                    u32::try_from(self.classes.len() - 1).unwrap_or(u32::MAX),
                ))
            }
            ScopeNode::Module(_) => None,
            ScopeNode::Function(_) | ScopeNode::Lambda(_) | ScopeNode::Comprehension => outer
                .and_then(|scope| match scope.node {
                    ScopeNode::Class(_) => scope.class,
                    _ => None,
                }),
        };
        if matches!(node, ScopeNode::Comprehension) {
            if let Some(host) = self
                .functions
                .get(function.0 as usize)
                .and_then(|host| self.scopes.get_mut(host.0 as usize))
            {
                host.comprehensions.push(id);
            }
        } else {
            self.functions.push(id);
        }
        self.scopes.push(Scope {
            node,
            parent: around,
            function,
            class,
            private: self.private.clone(),
            variables: Vec::new(),
            comprehensions: Vec::new(),
            is_generator: false,
            has_finally: false,
        });
        self.current = id;
        mark
    }

    /// Leaves a scope, and tells the one around what was used but not bound in it.
    pub(super) fn end(&mut self, mark: Mark<'a>) {
        let ended = self.current;
        let mut variables = std::mem::take(&mut self.ended);
        self.table.end(mark.entries, &mut variables);
        self.private = mark.private;
        let Some(around) = mark.around else {
            self.keep(ended, &variables);
            return;
        };
        self.current = around;
        let node = mark.node;
        let to_module = self
            .scopes
            .get(around.0 as usize)
            .is_some_and(|scope| matches!(scope.node, ScopeNode::Module(_)));
        for variable in &variables {
            if let Some(flags) = passed_outward(node, variable.flags)
                && (!to_module || flags.has_any(Flags::BOUND.and(Flags::OUTWARD)))
            {
                self.add_to(around, variable.name, flags, variable.first);
            }
        }
        self.keep(ended, &variables);
        self.ended = variables;
    }

    fn keep(&mut self, id: ScopeId, variables: &[Variable]) {
        let kept = Flags::BOUND.and(Flags::GLOBAL).and(Flags::NONLOCAL);
        let kept = variables
            .iter()
            .filter(|variable| variable.flags.has_any(kept));
        let mut variables: Vec<Variable> = kept.copied().collect();
        variables.sort_unstable_by_key(|variable| variable.name);
        if let Some(scope) = self.scopes.get_mut(id.0 as usize) {
            scope.variables = variables;
        }
    }

    /// Adds a name that an inner scope passes outward; `:=` passes through comprehensions.
    fn add_to(&mut self, scope: ScopeId, name: Name, flags: Flags, offset: u32) {
        let is_comprehension = self
            .scopes
            .get(scope.0 as usize)
            .is_some_and(|scope| matches!(scope.node, ScopeNode::Comprehension));
        let flags = if flags.has(Flags::OUTWARD) && !is_comprehension {
            flags.and(Flags::BOUND).and(Flags::REBOUND)
        } else {
            flags
        };
        self.table.add(scope.0, name, flags, offset);
    }

    /// The scope that the walk is in.
    pub(super) fn scope(&mut self) -> Option<&mut Scope<'a>> {
        self.scopes.get_mut(self.current.0 as usize)
    }

    /// The number of that scope.
    pub(super) const fn scope_id(&self) -> ScopeId {
        self.current
    }

    /// The function that the walk is in.
    pub(super) fn function(&self) -> FunctionId {
        self.scopes
            .get(self.current.0 as usize)
            .map_or(FunctionId(0), |scope| scope.function)
    }

    /// True in a `def` or `lambda`.
    pub(super) fn in_function(&self) -> bool {
        self.scopes
            .get(self.current.0 as usize)
            .is_some_and(Scope::has_environment)
    }

    /// The scope of that function.
    pub(super) fn function_scope(&mut self) -> Option<&mut Scope<'a>> {
        let scope = *self.functions.get(self.function().0 as usize)?;
        self.scopes.get_mut(scope.0 as usize)
    }

    /// The name for a text, as the class around sees it.
    pub(super) fn name(&mut self, text: &str) -> Name {
        match mangled(text, self.private.as_deref()) {
            Some(text) => self.names.intern(&text),
            None => self.names.intern(text),
        }
    }

    /// Keeps the name of an identifier in its node.
    pub(super) fn note_name(&mut self, text: &str, node: &AtomicNodeIndex) -> Name {
        let name = self.name(text);
        note(node, name.0);
        name
    }

    /// A name is read.
    pub(super) fn use_name(&mut self, text: &str, node: &AtomicNodeIndex, offset: u32) {
        // The parser leaves an empty name where it missed one.
        if !text.is_empty() {
            let name = self.note_name(text, node);
            self.table.add(self.current.0, name, Flags::USED, offset);
        }
    }

    /// A name is bound.
    pub(super) fn bind(&mut self, text: &str, node: &AtomicNodeIndex, offset: u32, more: Flags) {
        if !text.is_empty() {
            let name = self.note_name(text, node);
            self.table
                .add(self.current.0, name, Flags::BOUND.and(more), offset);
        }
    }

    /// An identifier is bound.
    pub(super) fn bind_identifier(&mut self, identifier: &Identifier, more: Flags) {
        let offset = identifier.range().start().to_u32();
        self.bind(identifier.as_str(), &identifier.node_index, offset, more);
    }

    /// A name is declared, or bound outward by `:=`.
    pub(super) fn declare(
        &mut self,
        text: &str,
        node: &AtomicNodeIndex,
        offset: u32,
        flags: Flags,
    ) {
        if !text.is_empty() {
            let name = self.note_name(text, node);
            self.table.add(self.current.0, name, flags, offset);
        }
    }

    /// Goes one level deeper, unless that is too deep.
    pub(super) fn deeper(&mut self, walk: impl FnOnce(&mut Self)) {
        if self.depth >= TREE_DEPTH {
            self.too_deep = true;
        }
        if self.too_deep {
            return;
        }
        self.depth += 1;
        walk(self);
        self.depth -= 1;
    }
}

/// What a scope tells the one around of a name.
fn passed_outward(node: ScopeNode<'_>, flags: Flags) -> Option<Flags> {
    if flags.has(Flags::GLOBAL) {
        return None;
    }
    match node {
        ScopeNode::Comprehension => {
            let mut passed = Flags::default();
            if flags.has(Flags::OUTWARD) {
                passed = passed.and(Flags::OUTWARD);
            }
            if !flags.has(Flags::BOUND) {
                for flag in [Flags::USED, Flags::INNER] {
                    if flags.has(flag) {
                        passed = passed.and(flag);
                    }
                }
            }
            (passed != Flags::default()).then_some(passed)
        }
        // The names of a class body are not seen from its functions,
        // and those it reads before it binds them come from around.
        ScopeNode::Class(_) => (flags.has_any(Flags::INNER.and(Flags::EARLY).and(Flags::NONLOCAL)))
            .then_some(Flags::INNER),
        ScopeNode::Function(_) | ScopeNode::Lambda(_) => (!flags.is_own()).then_some(Flags::INNER),
        ScopeNode::Module(_) => None,
    }
}
