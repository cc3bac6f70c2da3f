//! Which exceptions a clause or handler takes.

use super::{CellKind, Engine, Object, SymbolId};
use crate::native::exception_base;

/// How many classes Python's own exceptions have above them at most.
const BASES: usize = 8;

impl Engine<'_> {
    /// True if what is raised is of a class that is asked for.
    ///
    /// `otherwise` is what something of a library counts as whose class nobody describes.
    pub(crate) fn is_kind_of(
        &self,
        raised: &CellKind,
        wanted: &Object,
        otherwise: Option<&'static str>,
    ) -> bool {
        match (wanted, raised) {
            (Object::Class(wanted), CellKind::Instance(raised)) => {
                self.is_subclass(*raised, *wanted)
            }
            (Object::Symbol(wanted), CellKind::Instance(raised)) => self
                .libraries_of(*raised)
                .any(|base| self.is_library_kind_of(base, *wanted, otherwise)),
            (Object::Symbol(wanted), CellKind::Library(raised)) => {
                self.is_library_kind_of(*raised, *wanted, otherwise)
            }
            _ => false,
        }
    }

    fn is_library_kind_of(
        &self,
        raised: SymbolId,
        wanted: SymbolId,
        otherwise: Option<&'static str>,
    ) -> bool {
        let symbols = &self.symbols;
        let made = symbols.called(wanted);
        if symbols.is_a(raised, wanted) || made.is_some_and(|made| symbols.is_a(raised, made)) {
            return true;
        }
        let (Some(mut name), Some(wanted)) = (
            symbols.exception_name(raised).or(otherwise),
            symbols.exception_name(wanted),
        ) else {
            return false;
        };
        for _ in 0..BASES {
            if name == wanted {
                return true;
            }
            match exception_base(name) {
                Some(base) => name = base,
                None => return false,
            }
        }
        false
    }
}
