//! The cells of a state, in chunks that states share until one of them writes.
//!
//! A state is copied where ways part and compared where they meet, and little changes in between:
//! a copy is a handful of pointers, and what two states share needs no comparison.

use std::sync::Arc;

use super::{Cell, join_cell};
use crate::value::CellId;

/// How many cells are shared or copied together.
const CHUNK: usize = 16;

type Chunk = [Option<Arc<Cell>>; CHUNK];

/// The cells of a function by number; a number has none before its cell is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells(Vec<Arc<Chunk>>);

impl Cells {
    /// The cell of a number.
    pub(crate) fn get(&self, id: CellId) -> Option<&Arc<Cell>> {
        let at = id.0 as usize;
        self.0.get(at / CHUNK)?.get(at % CHUNK)?.as_ref()
    }

    /// The cell of a number, to change it.
    pub(crate) fn get_mut(&mut self, id: CellId) -> Option<&mut Cell> {
        let at = id.0 as usize;
        let chunk = self.0.get_mut(at / CHUNK)?;
        chunk.get(at % CHUNK)?.as_ref()?;
        Arc::make_mut(chunk)
            .get_mut(at % CHUNK)?
            .as_mut()
            .map(Arc::make_mut)
    }

    /// Puts a cell at a number.
    pub(crate) fn put(&mut self, id: CellId, cell: Arc<Cell>) {
        let at = id.0 as usize;
        if self.0.len() <= at / CHUNK {
            self.0.resize_with(at / CHUNK + 1, Arc::default);
        }
        if let Some(chunk) = self.0.get_mut(at / CHUNK)
            && let Some(slot) = Arc::make_mut(chunk).get_mut(at % CHUNK)
        {
            *slot = Some(cell);
        }
    }

    /// Every number in order, with its cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<&Arc<Cell>>> {
        self.0
            .iter()
            .flat_map(|chunk| chunk.iter().map(Option::as_ref))
    }

    /// Joins the cells of another state into these; true if that changed anything.
    pub(super) fn join(&mut self, other: &Self, widen: bool) -> bool {
        let mut changed = false;
        for (at, theirs) in other.0.iter().enumerate() {
            let Some(mine) = self.0.get_mut(at) else {
                self.0.push(Arc::clone(theirs));
                changed |= theirs.iter().any(Option::is_some);
                continue;
            };
            if Arc::ptr_eq(mine, theirs) {
                continue;
            }
            for slot in 0..CHUNK {
                let Some(Some(cell)) = theirs.get(slot) else {
                    continue;
                };
                let known = mine.get(slot).and_then(Option::as_ref);
                if known.is_some_and(|known| Arc::ptr_eq(known, cell)) {
                    continue;
                }
                let mut joined = known.cloned();
                if join_cell(&mut joined, Some(cell), widen)
                    && let Some(place) = Arc::make_mut(mine).get_mut(slot)
                {
                    *place = joined;
                    changed = true;
                }
            }
        }
        changed
    }
}
