//! The control-flow graph: in which order blocks are visited, and which registers outlive a block.

use assay_python::ir::{self, End, Reg};
use smallvec::SmallVec;

use crate::state::State;
use crate::value::Value;

/// The registers that a block reads before it writes them, and those that outlive the body.
pub(super) fn crossing(function: &ir::Function) -> Vec<u32> {
    let mut needed = vec![false; function.registers as usize];
    let mut written = vec![u32::MAX; function.registers as usize];
    for (index, block) in (0_u32..).zip(&function.blocks) {
        let mut read = |register: Reg, written: &[u32]| {
            let at = register.0 as usize;
            if written.get(at) != Some(&index)
                && let Some(slot) = needed.get_mut(at)
            {
                *slot = true;
            }
        };
        for instr in &block.instrs {
            instr.op.for_each_read(|register| read(register, &written));
            instr.op.for_each_written(|register| {
                if let Some(slot) = written.get_mut(register.0 as usize) {
                    *slot = index;
                }
            });
        }
        block.end.for_each_read(|register| read(register, &written));
    }
    for (_, register) in &function.exports {
        if let Some(slot) = needed.get_mut(register.0 as usize) {
            *slot = true;
        }
    }
    (0..)
        .zip(needed)
        .filter(|(_, needed)| *needed)
        .map(|(register, _)| register)
        .collect()
}

pub(super) fn compact(registers: &[Value], crossing: &[u32]) -> Vec<Value> {
    crossing
        .iter()
        .map(|register| {
            registers
                .get(*register as usize)
                .cloned()
                .unwrap_or_default()
        })
        .collect()
}

pub(super) fn expand(state: &State, crossing: &[u32], count: usize) -> State {
    let mut registers = vec![Value::Bottom; count];
    for (register, value) in crossing.iter().zip(&state.registers) {
        if let Some(slot) = registers.get_mut(*register as usize) {
            *slot = value.clone();
        }
    }
    State {
        registers,
        cells: state.cells.clone(),
        statics: state.statics.clone(),
        facts: state.facts.clone(),
    }
}

/// The rank of each block in reverse post-order from the entry.
pub(super) fn reverse_post_order(function: &ir::Function) -> Vec<u32> {
    let count = function.blocks.len();
    let mut rank = vec![u32::MAX; count];
    let mut seen = vec![false; count];
    let mut post = Vec::with_capacity(count);
    let mut stack = vec![(0_usize, 0_usize)];
    if let Some(first) = seen.first_mut() {
        *first = true;
    }
    while let Some((block, next)) = stack.pop() {
        let successors = successors(function, block);
        match successors.get(next) {
            Some(&successor) => {
                stack.push((block, next + 1));
                if let Some(seen) = seen.get_mut(successor)
                    && !*seen
                {
                    *seen = true;
                    stack.push((successor, 0));
                }
            }
            None => post.push(block),
        }
    }
    for (index, block) in (0..).zip(post.iter().rev()) {
        if let Some(rank) = rank.get_mut(*block) {
            *rank = index;
        }
    }
    rank
}

pub(super) fn successors(function: &ir::Function, block: usize) -> SmallVec<[usize; 3]> {
    let mut successors = SmallVec::new();
    let Some(block) = function.blocks.get(block) else {
        return successors;
    };
    match &block.end {
        End::Jump(target) => successors.push(target.0 as usize),
        End::Branch {
            then, otherwise, ..
        } => {
            successors.push(otherwise.0 as usize);
            successors.push(then.0 as usize);
        }
        End::Next { body, done, .. } => {
            successors.push(done.0 as usize);
            successors.push(body.0 as usize);
        }
        End::Return(..) | End::Raise(_) | End::Unreachable => {}
    }
    if let Some(handler) = block.handler {
        successors.push(handler.0 as usize);
    }
    successors
}
