//! The symbol table of the scope walk: a stack, since scopes nest.
//!
//! `top` finds the innermost entry of a name without hashing.
//! The entries of the innermost scope are always the last ones.

use crate::ir::Name;

use super::{Flags, Variable};

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Entry {
    name: Name,
    scope: u32,
    flags: Flags,
    first: u32,
    /// The entry of the same name in a scope around.
    previous: u32,
}

/// The table.
#[derive(Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
    top: Vec<u32>,
}

impl Table {
    /// Where the entries of a scope that begins now will start.
    pub(super) fn mark(&self) -> usize {
        self.entries.len()
    }

    /// Adds what is known of a name in the innermost scope.
    pub(super) fn add(&mut self, scope: u32, name: Name, flags: Flags, offset: u32) {
        let index = name.0 as usize;
        if index >= self.top.len() {
            self.top.resize(index + 1, NONE);
        }
        let Some(top) = self.top.get_mut(index) else {
            return;
        };
        if let Some(entry) = self.entries.get_mut(*top as usize)
            && entry.scope == scope
        {
            if flags.has(Flags::BOUND) && !entry.flags.has(Flags::BOUND) {
                entry.first = offset;
            }
            if flags.has(Flags::USED) && !entry.flags.has(Flags::BOUND) {
                entry.flags = entry.flags.and(Flags::EARLY);
            }
            entry.flags = entry.flags.and(flags);
            return;
        }
        let flags = if flags.has(Flags::USED) && !flags.has(Flags::BOUND) {
            flags.and(Flags::EARLY)
        } else {
            flags
        };
        let previous = *top;
        *top = u32::try_from(self.entries.len()).unwrap_or(NONE);
        self.entries.push(Entry {
            name,
            scope,
            flags,
            first: offset,
            previous,
        });
    }

    /// Ends the innermost scope: what it knew, in order of first appearance.
    pub(super) fn end(&mut self, mark: usize, ended: &mut Vec<Variable>) {
        ended.clear();
        for entry in self.entries.drain(mark.min(self.entries.len())..) {
            if let Some(top) = self.top.get_mut(entry.name.0 as usize) {
                *top = entry.previous;
            }
            ended.push(Variable {
                name: entry.name,
                flags: entry.flags,
                first: entry.first,
            });
        }
    }
}
