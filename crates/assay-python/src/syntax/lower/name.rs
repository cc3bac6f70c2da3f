//! Where names live: registers, environments, the module.

use assay_source::Range;
use ruff_python_ast::AtomicNodeIndex;

use crate::ir::{Name, Op, Reg};
use crate::syntax::scope::{Flags, ScopeId, ScopeNode, noted_name};

use super::Lowerer;

/// Where the current function finds a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a register.
    Local(Reg),
    /// In an environment: how many functions out, and under which name.
    Env(u32, Name),
    /// In the module, or among the builtins.
    Global(Name),
}

/// What is known of a name in the current function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The function that this is about.
    pub(super) stamp: u32,
    pub(super) place: Place,
    /// True if it may change in the midst of an expression, so that reads must copy.
    pub(super) rebound: bool,
    /// True once a statement has bound it.
    pub(super) stored: bool,
    /// Where the text first binds it.
    pub(super) first: u32,
    /// True for a variable of the function itself, not of a comprehension in it.
    pub(super) own: bool,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            stamp: 0,
            place: Place::Global(Name(0)),
            rebound: false,
            stored: false,
            first: 0,
            own: false,
        }
    }
}

impl<'m> Lowerer<'m, '_> {
    /// What is known of a name.
    fn slot(&mut self, name: Name) -> Slot {
        let index = name.0 as usize;
        if let Some(slot) = self.table.get(index)
            && slot.stamp == self.state.stamp
        {
            return *slot;
        }
        let slot = Slot {
            stamp: self.state.stamp,
            place: self.outer_place(name),
            ..Slot::default()
        };
        if index >= self.table.len() {
            self.table.resize(index + 1, Slot::default());
        }
        if let Some(entry) = self.table.get_mut(index) {
            *entry = slot;
        }
        slot
    }

    /// Replaces what is known of a name; gives what was known before.
    pub(super) fn replace_slot(&mut self, name: Name, slot: Slot) -> Slot {
        let before = self.slot(name);
        if let Some(entry) = self.table.get_mut(name.0 as usize) {
            *entry = slot;
        }
        before
    }

    /// Where a name that is not the function's own is found.
    fn outer_place(&mut self, name: Name) -> Place {
        let Some(current) = self.scope(self.state.scope) else {
            return Place::Global(name);
        };
        if current
            .variable(name)
            .is_some_and(|variable| variable.flags.has(Flags::GLOBAL))
        {
            return Place::Global(name);
        }
        let mut depth = u32::from(current.has_environment());
        let mut next = current.parent;
        while let Some(id) = next
            && let Some(scope) = self.scope(id)
        {
            next = scope.parent;
            let variable = scope.variable(name).map(|variable| variable.flags);
            match scope.node {
                ScopeNode::Module(_) => break,
                ScopeNode::Class(_) => {}
                ScopeNode::Comprehension => {
                    if variable.is_some_and(Flags::is_captured) {
                        return self.comprehension_place(id, name, depth);
                    }
                }
                ScopeNode::Function(_) | ScopeNode::Lambda(_) => {
                    if let Some(flags) = variable {
                        if flags.has(Flags::GLOBAL) {
                            break;
                        }
                        if flags.is_captured() {
                            return Place::Env(depth, name);
                        }
                        if flags.is_own() {
                            // The scope walk saw no use of it from here: nothing can be read.
                            break;
                        }
                    }
                    depth += 1;
                }
            }
        }
        Place::Global(name)
    }

    /// Where the variable of a comprehension lives that an inner function uses.
    ///
    /// It has no environment of its own, so it takes a place in the one around it, or in the module,
    /// under a name that nothing else has.
    pub(super) fn comprehension_place(&mut self, id: ScopeId, name: Name, depth: u32) -> Place {
        let unique = format!("{}@{}", self.names.text(name), id.0);
        let unique = self.names.intern(&unique);
        let mut next = Some(id);
        while let Some(id) = next
            && let Some(scope) = self.scope(id)
        {
            if scope.has_environment() {
                return Place::Env(depth, unique);
            }
            next = scope.parent;
        }
        Place::Global(unique)
    }

    /// Where a name is read now.
    ///
    /// ```python
    /// class Shop:
    ///     limit = limit       # the first read is of the module's `limit`
    /// ```
    fn place_to_read(&mut self, name: Name) -> (Place, bool) {
        let slot = self.slot(name);
        let early =
            self.state.is_body && slot.own && !slot.stored && slot.first >= self.state.loop_end;
        // The body of a comprehension does not see the names of the class around it.
        let hidden = self.state.is_class && slot.own && self.state.comprehensions > 0;
        if early || hidden {
            return (self.outer_place(name), false);
        }
        (slot.place, slot.rebound)
    }

    /// Reads a name.
    pub(super) fn read(&mut self, name: Name, range: Range) -> Reg {
        match self.place_to_read(name) {
            (Place::Local(reg), false) => reg,
            (Place::Local(src), true) => {
                let dst = self.temp();
                self.emit(Op::Copy { dst, src }, range);
                dst
            }
            (Place::Env(depth, name), _) => {
                let dst = self.temp();
                self.emit(Op::LoadEnv { dst, depth, name }, range);
                dst
            }
            (Place::Global(name), _) => {
                let dst = self.temp();
                self.emit(Op::LoadGlobal { dst, name }, range);
                dst
            }
        }
    }

    /// Reads a name that has been noted in the tree.
    pub(super) fn read_noted(&mut self, node: &AtomicNodeIndex, range: Range) -> Reg {
        match noted_name(node) {
            Some(name) => self.read(name, range),
            None => self.unknown(range),
        }
    }

    /// The register of a name that lives in one, to write a result there directly.
    pub(super) fn register_of(&mut self, name: Name) -> Option<Reg> {
        match self.slot(name).place {
            Place::Local(reg) => Some(reg),
            Place::Env(..) | Place::Global(_) => None,
        }
    }

    /// Says that a name is bound from here on.
    pub(super) fn mark_stored(&mut self, name: Name) {
        let stamp = self.state.stamp;
        if let Some(slot) = self.table.get_mut(name.0 as usize)
            && slot.stamp == stamp
        {
            slot.stored = true;
        }
    }

    /// Binds a name to a value.
    pub(super) fn store(&mut self, name: Name, src: Reg, range: Range) {
        match self.slot(name).place {
            Place::Local(dst) => self.copy_into(dst, src, range),
            Place::Env(depth, name) => self.emit(Op::StoreEnv { depth, name, src }, range),
            Place::Global(name) => self.emit(Op::StoreGlobal { name, src }, range),
        }
        self.mark_stored(name);
    }

    /// Binds a name that has been noted in the tree, if it was.
    pub(super) fn store_noted(&mut self, node: &AtomicNodeIndex, src: Reg, range: Range) {
        if let Some(name) = noted_name(node) {
            self.store(name, src, range);
        }
    }

    /// Deletes a name, as far as that shows.
    pub(super) fn delete_noted(&mut self, node: &AtomicNodeIndex, range: Range) {
        if let Some(name) = noted_name(node)
            && let Place::Local(reg) = self.slot(name).place
        {
            self.emit(Op::Delete { reg }, range);
        }
    }

    /// Gives registers to the variables of a comprehension, before any temporary exists.
    pub(super) fn comprehension_locals(&mut self, id: ScopeId) {
        let first = u32::try_from(self.state.locals.len()).unwrap_or(u32::MAX);
        if let Some(entry) = self.comprehension_registers.get_mut(id.0 as usize) {
            *entry = first;
        }
        let Some(scope) = self.scope(id) else {
            return;
        };
        for variable in &scope.variables {
            self.new_local(variable.name);
            if variable.flags.is_captured()
                && let Place::Env(_, unique) = self.comprehension_place(id, variable.name, 0)
                && self.in_environment()
            {
                self.state.captured.push(unique);
            }
        }
    }

    fn in_environment(&self) -> bool {
        self.current_scope()
            .is_some_and(super::Scope::has_environment)
    }

    /// The scope of the current function.
    pub(super) fn current_scope(&self) -> Option<&'m super::Scope<'_>> {
        self.scope(self.state.scope)
    }
}
