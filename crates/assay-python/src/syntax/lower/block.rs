//! Basic blocks: opened, filled, ended.
//!
//! After a `return` no block is open; the next instruction opens one that nothing reaches.

use assay_source::Range;

use crate::ir::{Block, BlockId, Const, End, Instr, Op, Reg};

use super::Lowerer;

/// The blocks of the function being written.
#[derive(Default)]
pub(super) struct Blocks {
    list: Vec<Block>,
    /// True for the blocks that something jumps to.
    referenced: Vec<bool>,
    open: Option<BlockId>,
    /// The blocks in the order in which they were opened, which is nearly that of the text.
    opened: Vec<BlockId>,
    /// The instructions of the open block.
    instrs: Vec<Instr>,
    /// Where control goes if an instruction raises.
    handler: Option<BlockId>,
}

impl Blocks {
    /// A new block, not opened yet.
    pub(super) fn new_block(&mut self) -> BlockId {
        let id = BlockId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Block {
            instrs: Vec::new(),
            end: End::Unreachable,
            handler: None,
        });
        self.referenced.push(false);
        id
    }

    fn refer(&mut self, id: BlockId) {
        if let Some(referenced) = self.referenced.get_mut(id.0 as usize) {
            *referenced = true;
        }
    }

    fn is_referenced(&self, id: BlockId) -> bool {
        self.referenced.get(id.0 as usize).copied().unwrap_or(false)
    }

    fn open(&mut self, id: BlockId) {
        self.open = Some(id);
        self.opened.push(id);
        if let Some(handler) = self.handler {
            self.refer(handler);
        }
    }

    fn close(&mut self, end: End) {
        let Some(id) = self.open.take() else {
            return;
        };
        match &end {
            End::Jump(target) => self.refer(*target),
            End::Branch {
                then, otherwise, ..
            } => {
                self.refer(*then);
                self.refer(*otherwise);
            }
            End::Next { body, done, .. } => {
                self.refer(*body);
                self.refer(*done);
            }
            End::Return(..) | End::Raise(_) | End::Unreachable => {}
        }
        let handler = self.handler;
        // Collected anew, so that a block keeps no spare room and the scratch list is used again.
        let instrs: Vec<Instr> = self.instrs.drain(..).collect();
        if let Some(block) = self.list.get_mut(id.0 as usize) {
            block.instrs = instrs;
            block.end = end;
            block.handler = handler;
        }
    }

    /// The finished blocks, without those that only lead on or that nothing reaches and that hold nothing.
    pub(super) fn finish(&mut self) -> Vec<Block> {
        let mut blocks = std::mem::take(&mut self.list);
        if blocks.len() == 1 {
            return blocks;
        }
        skip_empty(&mut blocks);
        let kept = join_lines(&mut blocks);
        in_order(blocks, &kept, &self.opened)
    }
}

/// Sends jumps to an empty block on to where it leads.
fn skip_empty(blocks: &mut [Block]) {
    let mut leads: Vec<BlockId> = blocks
        .iter()
        .zip(0..)
        .map(|(block, index)| match block.end {
            End::Jump(target) if block.instrs.is_empty() => target,
            _ => BlockId(index),
        })
        .collect();
    for index in 0..leads.len() {
        let Some(mut target) = leads.get(index).copied() else {
            continue;
        };
        // A loop of empty blocks has no end to find: stop anywhere in it.
        for _ in 0..HOPS {
            let next = leads.get(target.0 as usize).copied().unwrap_or(target);
            if next == target {
                break;
            }
            target = next;
        }
        if let Some(lead) = leads.get_mut(index) {
            *lead = target;
        }
    }
    for block in blocks {
        for_each_target(block, |target| {
            *target = leads.get(target.0 as usize).copied().unwrap_or(*target);
        });
    }
}

/// How many empty blocks one jump skips at most.
const HOPS: usize = 32;

/// Appends a block to the only one that leads to it; gives which blocks remain.
///
/// Inside `try` the blocks stay apart, for the sake of the states between them.
fn join_lines(blocks: &mut [Block]) -> Vec<bool> {
    let mut leading = vec![0_u32; blocks.len()];
    if let Some(entry) = leading.first_mut() {
        *entry = 1;
    }
    for block in blocks.iter_mut() {
        let is_nothing = block.instrs.is_empty() && matches!(block.end, End::Unreachable);
        for_each_target(block, |target| {
            if let (false, Some(count)) = (is_nothing, leading.get_mut(target.0 as usize)) {
                *count = count.saturating_add(1);
            }
        });
    }
    let mut kept: Vec<bool> = blocks
        .iter()
        .zip(&leading)
        .map(|(block, &count)| count > 0 || !block.instrs.is_empty())
        .collect();
    for index in 0..blocks.len() {
        while let Some(block) = blocks.get(index)
            && kept.get(index) == Some(&true)
            && block.handler.is_none()
            && let End::Jump(next) = block.end
            && next.0 as usize != index
            && leading.get(next.0 as usize) == Some(&1)
            && let Some(following) = blocks.get_mut(next.0 as usize)
            && following.handler.is_none()
        {
            let mut instrs = std::mem::take(&mut following.instrs);
            let end = std::mem::replace(&mut following.end, End::Unreachable);
            if let Some(kept) = kept.get_mut(next.0 as usize) {
                *kept = false;
            }
            if let Some(block) = blocks.get_mut(index) {
                block.instrs.append(&mut instrs);
                block.end = end;
            }
        }
    }
    kept
}

/// Puts the blocks that are kept into the order in which they were opened.
fn in_order(blocks: Vec<Block>, kept: &[bool], opened: &[BlockId]) -> Vec<Block> {
    let mut numbers = vec![BlockId(u32::MAX); blocks.len()];
    let mut slots: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(opened.len());
    for &id in opened {
        let index = id.0 as usize;
        if kept.get(index) == Some(&true)
            && let (Some(slot), Some(number)) = (slots.get_mut(index), numbers.get_mut(index))
            && let Some(block) = slot.take()
        {
            *number = BlockId(u32::try_from(ordered.len()).unwrap_or(u32::MAX));
            ordered.push(block);
        }
    }
    for block in &mut ordered {
        for_each_target(block, |target| {
            *target = numbers.get(target.0 as usize).copied().unwrap_or(*target);
        });
    }
    ordered
}

/// Every place that a block leads to.
fn for_each_target(block: &mut Block, mut visit: impl FnMut(&mut BlockId)) {
    match &mut block.end {
        End::Jump(target) => visit(target),
        End::Branch {
            then, otherwise, ..
        } => {
            visit(then);
            visit(otherwise);
        }
        End::Next { body, done, .. } => {
            visit(body);
            visit(done);
        }
        End::Return(..) | End::Raise(_) | End::Unreachable => {}
    }
    if let Some(handler) = &mut block.handler {
        visit(handler);
    }
}

impl Lowerer<'_, '_> {
    /// A new block, not opened yet.
    pub(super) fn new_block(&mut self) -> BlockId {
        self.state.blocks.new_block()
    }

    /// Opens a block; what was open before must have ended.
    pub(super) fn start(&mut self, id: BlockId) {
        self.jump(id);
        self.state.blocks.open(id);
    }

    /// Opens a block if something leads there; else what follows is unreachable.
    pub(super) fn start_if_reached(&mut self, id: BlockId) {
        self.jump(id);
        if self.state.blocks.is_referenced(id) {
            self.state.blocks.open(id);
        }
    }

    /// True if something leads to the block.
    pub(super) fn is_reached(&self, id: BlockId) -> bool {
        self.state.blocks.is_referenced(id)
    }

    /// True if a block is open, so that control can come here.
    pub(super) fn is_open(&self) -> bool {
        self.state.blocks.open.is_some()
    }

    /// Opens an unreachable block if none is open.
    fn ensure_open(&mut self) {
        if self.state.blocks.open.is_none() {
            let id = self.new_block();
            self.state.blocks.open(id);
        }
    }

    /// Adds an instruction.
    pub(super) fn emit(&mut self, op: Op, range: Range) {
        self.ensure_open();
        self.state.blocks.instrs.push(Instr { op, range });
    }

    /// Ends the open block, or opens one to end it.
    pub(super) fn end(&mut self, end: End) {
        self.ensure_open();
        self.state.blocks.close(end);
    }

    /// Ends the open block with a jump; does nothing if none is open.
    pub(super) fn jump(&mut self, target: BlockId) {
        self.state.blocks.close(End::Jump(target));
    }

    /// Ends the open block with a branch.
    pub(super) fn branch(&mut self, condition: Reg, then: BlockId, otherwise: BlockId) {
        self.end(End::Branch {
            condition,
            then,
            otherwise,
        });
    }

    /// A branch on something that is not known.
    pub(super) fn branch_unknown(&mut self, then: BlockId, otherwise: BlockId, range: Range) {
        let condition = self.unknown(range);
        self.branch(condition, then, otherwise);
    }

    /// Begins a new block if the open one holds something and an exception would be caught.
    pub(super) fn split_for_handler(&mut self) {
        let blocks = &self.state.blocks;
        if blocks.handler.is_some() && blocks.open.is_some() && !blocks.instrs.is_empty() {
            let next = self.new_block();
            self.start(next);
        }
    }

    /// Where exceptions go now.
    pub(super) fn handler(&self) -> Option<BlockId> {
        self.state.blocks.handler
    }

    /// Sends the exceptions of what follows elsewhere, beginning with a new block.
    pub(super) fn set_handler(&mut self, handler: Option<BlockId>) {
        if self.state.blocks.handler == handler {
            return;
        }
        let holds_something = self.is_open() && !self.state.blocks.instrs.is_empty();
        if holds_something {
            let next = self.new_block();
            self.jump(next);
            self.state.blocks.handler = handler;
            self.state.blocks.open(next);
            return;
        }
        self.state.blocks.handler = handler;
        if let (true, Some(handler)) = (self.is_open(), handler) {
            self.state.blocks.refer(handler);
        }
    }

    /// A value that nothing is known of.
    pub(super) fn unknown(&mut self, range: Range) -> Reg {
        let dst = self.temp();
        self.emit(Op::Unknown { dst }, range);
        dst
    }

    /// A constant.
    pub(super) fn constant(&mut self, value: Const, range: Range) -> Reg {
        let dst = self.temp();
        self.emit(Op::Const { dst, value }, range);
        dst
    }

    /// Copies into a register, unless the value is there already.
    pub(super) fn copy_into(&mut self, dst: Reg, src: Reg, range: Range) {
        if dst != src {
            self.emit(Op::Copy { dst, src }, range);
        }
    }
}
