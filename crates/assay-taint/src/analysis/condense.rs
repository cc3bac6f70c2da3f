//! Alternatives that look alike become one.
//!
//! A value that may be one of many tuples of the same shape is as well described by one tuple
//! whose positions are joined, each for itself. Without this a value would soon refer to more objects
//! than it keeps, and then nothing would be known of its parts.

use smallvec::SmallVec;

use super::Analysis;
use crate::state::{Cell, CellKind};
use crate::value::{CellId, Object, Value};

/// How many tuples of the same shape are told apart.
const ALIKE: usize = 3;

/// How many other containers of the same kind are told apart: they may still change, each for itself.
const SIMILAR: usize = 8;

impl Analysis<'_> {
    /// The same value, with fewer alternatives where they are alike.
    pub(super) fn condensed(&mut self, value: &Value) -> Value {
        if value.objects().len() <= ALIKE {
            return value.clone();
        }
        let mut groups: SmallVec<[(CellId, SmallVec<[CellId; 8]>); 4]> = SmallVec::new();
        for object in value.objects() {
            let Some(id) = Self::own_cell(object).filter(|id| !id.is_static()) else {
                continue;
            };
            let known = groups.iter_mut().find(|(first, _)| {
                matches!((self.cell(*first), self.cell(id)), (Some(a), Some(b)) if is_alike(a, b))
            });
            match known {
                Some((_, others)) => others.push(id),
                None => groups.push((id, SmallVec::new())),
            }
        }
        let mut gone: SmallVec<[CellId; 8]> = SmallVec::new();
        for (first, others) in groups {
            let Some(cell) = self.cell(first).cloned() else {
                continue;
            };
            let most = if cell.kind == CellKind::Tuple {
                ALIKE
            } else {
                SIMILAR
            };
            if others.len() < most {
                continue;
            }
            let mut whole = cell.as_ref().clone();
            for other in &others {
                if let Some(other) = self.cell(*other) {
                    whole = whole.join(other);
                }
            }
            self.put_cell(first, whole);
            gone.extend(others);
        }
        if gone.is_empty() {
            return value.clone();
        }
        let mut data = value.to_data();
        let is_gone = |object: &Object| matches!(object, Object::Cell(id) if gone.contains(id));
        data.objects.retain(|object| !is_gone(object));
        data.into()
    }
}

/// True for containers of the same kind that hold something at the same keys.
fn is_alike(a: &Cell, b: &Cell) -> bool {
    let plain = match a.kind {
        CellKind::Tuple | CellKind::List | CellKind::Dict | CellKind::Instance(_) => true,
        CellKind::Set
        | CellKind::Generator
        | CellKind::Library(_)
        | CellKind::Environment(_)
        | CellKind::Root(_) => false,
    };
    plain && a.kind == b.kind && a.length == b.length && a.fields.keys().eq(b.fields.keys())
}
