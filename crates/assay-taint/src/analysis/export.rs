//! What leaves a function: its cells, with numbers of their own.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::state::Cell;
use crate::value::{CellId, Value, map_cells};

/// How many cells a summary carries.
const CELLS: usize = 32;

/// Renumbers the cells that leave a function.
#[derive(Default)]
pub(super) struct Exporter {
    map: FxHashMap<CellId, CellId>,
    pub(super) queue: VecDeque<CellId>,
    count: u32,
}

impl Exporter {
    fn id(&mut self, id: CellId) -> Option<CellId> {
        if id.is_static() {
            return Some(id);
        }
        if let Some(known) = self.map.get(&id) {
            return Some(*known);
        }
        if self.count as usize >= CELLS {
            return None;
        }
        let fresh = CellId(self.count);
        self.count += 1;
        self.map.insert(id, fresh);
        self.queue.push_back(id);
        Some(fresh)
    }

    pub(super) fn value(&mut self, value: &Value) -> Value {
        map_cells(value, &mut |id| self.id(id))
    }

    pub(super) fn cell(&mut self, cell: &Cell) -> Arc<Cell> {
        let mut out = Cell::new(cell.kind.clone());
        out.length = cell.length;
        out.many = cell.many;
        out.copied = cell.copied;
        out.rows.clone_from(&cell.rows);
        for (key, value) in &cell.fields {
            let value = self.value(value);
            out.fields.insert(key.clone(), value);
        }
        out.rest = self.value(&cell.rest);
        Arc::new(out)
    }
}
