//! The control-flow graph: in which order blocks are visited, and which registers outlive a block.

use std::sync::OnceLock;

use assay_python::ir::{self, BlockId, End, Reg};
use smallvec::SmallVec;

/// How many blocks a loop may have whose rounds are told apart.
const BLOCKS: usize = 16;

/// How the blocks of a function are visited. It is the same in each analysis of the function.
pub(crate) struct Plan {
    /// The rank of each block in reverse post-order from the entry.
    ranks: Vec<u32>,
    /// The live registers of all blocks, one block behind the other.
    live: Vec<u32>,
    /// Where those of each block end.
    ends: Vec<u32>,
    /// The blocks whose handlers know how they begin from the ends of the blocks before.
    told: Vec<bool>,
    /// The loops whose rounds can be told apart, by their heads; worked out when somebody asks.
    regions: OnceLock<Vec<(BlockId, Region)>>,
}

/// The blocks of a small loop without loops inside, in order.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) blocks: Vec<BlockId>,
    pub(super) instructions: usize,
}

impl Plan {
    pub(crate) fn of(function: &ir::Function) -> Self {
        let ranks = reverse_post_order(function);
        let (live, ends) = live(function, &ranks);
        let told = told(function);
        Self {
            ranks,
            live,
            ends,
            told,
            regions: OnceLock::new(),
        }
    }

    /// The body of the loop with this head, if its rounds can be told apart.
    pub(super) fn region(&self, function: &ir::Function, head: BlockId) -> Option<&Region> {
        let regions = self.regions.get_or_init(|| {
            let blocks = (0..).map(BlockId).zip(&function.blocks);
            let heads = blocks.filter(|(_, block)| matches!(block.end, End::Next { .. }));
            let mut before: Vec<SmallVec<[usize; 2]>> =
                vec![SmallVec::new(); function.blocks.len()];
            for block in 0..function.blocks.len() {
                for successor in successors(function, block) {
                    if let Some(before) = before.get_mut(successor) {
                        before.push(block);
                    }
                }
            }
            heads
                .filter_map(|(head, _)| Some((head, self.region_of(function, head, &before)?)))
                .collect()
        });
        let (_, region) = regions.iter().find(|(known, _)| *known == head)?;
        Some(region)
    }

    fn region_of(
        &self,
        function: &ir::Function,
        head: BlockId,
        before: &[SmallVec<[usize; 2]>],
    ) -> Option<Region> {
        let rank = |block: usize| self.ranks.get(block).copied().unwrap_or(u32::MAX);
        let start = head.0 as usize;
        let mut found: Vec<usize> = Vec::new();
        let mut queue: Vec<usize> = Vec::new();
        let back = |block: &&usize| rank(**block) >= rank(start) && rank(**block) != u32::MAX;
        queue.extend(before.get(start)?.iter().filter(back));
        while let Some(block) = queue.pop() {
            if block == start || found.contains(&block) || rank(block) == u32::MAX {
                continue;
            }
            if found.len() >= BLOCKS {
                return None;
            }
            found.push(block);
            queue.extend(before.get(block)?);
        }
        found.sort_by_key(|block| rank(*block));
        let mut instructions = 0;
        for block in &found {
            let code = function.blocks.get(*block)?;
            instructions += code.instrs.len() + 1;
            let goes_back = successors(function, *block)
                .iter()
                .any(|next| *next != start && rank(*next) <= rank(*block));
            if goes_back || matches!(code.end, End::Next { .. }) || code.handler == Some(head) {
                return None;
            }
        }
        let number = |block: usize| u32::try_from(block).ok().map(BlockId);
        Some(Region {
            blocks: found.into_iter().map(number).collect::<Option<_>>()?,
            instructions,
        })
    }

    /// True if the handler of a block has seen every state in which the block may begin.
    pub(super) fn is_told(&self, block: BlockId) -> bool {
        self.told.get(block.0 as usize).copied().unwrap_or(false)
    }

    /// When a block is visited among those that wait.
    pub(super) fn rank(&self, block: BlockId) -> u32 {
        self.ranks
            .get(block.0 as usize)
            .copied()
            .unwrap_or(u32::MAX)
    }

    /// The registers that are read after a block's beginning before they are written, in order.
    pub(super) fn live(&self, block: BlockId) -> &[u32] {
        let at = block.0 as usize;
        let end = |at: usize| self.ends.get(at).copied().unwrap_or(0) as usize;
        let start = at.checked_sub(1).map_or(0, end);
        self.live.get(start..end(at)).unwrap_or_default()
    }
}

/// The registers that a block reads before it writes them, and those that outlive the body.
fn crossing(function: &ir::Function) -> Vec<u32> {
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

/// The live registers of all blocks, and where those of each block end.
fn live(function: &ir::Function, order: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let crossing = crossing(function);
    let mut number = vec![usize::MAX; function.registers as usize];
    for (at, register) in crossing.iter().enumerate() {
        if let Some(slot) = number.get_mut(*register as usize) {
            *slot = at;
        }
    }
    let words = crossing.len().div_ceil(64);
    let count = function.blocks.len();
    let mut live = vec![0_u64; words * count];
    let mut kept = vec![u64::MAX; words * count];
    for (block, (read, kept)) in function.blocks.iter().zip(
        live.chunks_mut(words.max(1))
            .zip(kept.chunks_mut(words.max(1))),
    ) {
        needs(function, block, &number, read, kept);
    }
    // Against the way of the data, until nothing changes.
    let mut back: Vec<usize> = (0..count).collect();
    back.sort_by_key(|block| std::cmp::Reverse(order.get(*block).copied().unwrap_or(u32::MAX)));
    let mut after = vec![0_u64; words];
    let mut changed = words > 0;
    while changed {
        changed = false;
        for block in &back {
            after.fill(0);
            for successor in successors(function, *block) {
                let from = live.iter().skip(successor * words).take(words);
                for (word, more) in after.iter_mut().zip(from) {
                    *word |= more;
                }
            }
            // What the handler reads has to be there all along.
            let handler = function.blocks.get(*block).and_then(|block| block.handler);
            let mut caught: SmallVec<[u64; 8]> = SmallVec::from_elem(0, words);
            if let Some(handler) = handler {
                let from = live.iter().skip(handler.0 as usize * words).take(words);
                for (word, more) in caught.iter_mut().zip(from) {
                    *word |= more;
                }
            }
            let kept = kept.iter().skip(block * words);
            let slots = live.iter_mut().skip(block * words).take(words);
            for (((slot, kept), after), caught) in slots.zip(kept).zip(&after).zip(&caught) {
                let more = *slot | after & kept | caught;
                changed |= more != *slot;
                *slot = more;
            }
        }
    }
    let mut registers = Vec::new();
    let mut ends = Vec::with_capacity(count);
    for block in 0..count {
        let bits = live.get(block * words..(block + 1) * words).unwrap_or(&[]);
        let is_live = |at: usize| {
            bits.get(at / 64)
                .is_some_and(|word| word & (1 << (at % 64)) != 0)
        };
        let crossing = crossing.iter().enumerate();
        registers.extend(
            crossing
                .filter(|(at, _)| is_live(*at))
                .map(|(_, register)| *register),
        );
        ends.push(u32::try_from(registers.len()).unwrap_or(u32::MAX));
    }
    registers.shrink_to_fit();
    (registers, ends)
}

/// What a block reads before it writes it, and what it leaves alone.
fn needs(
    function: &ir::Function,
    block: &ir::Block,
    number: &[usize],
    read: &mut [u64],
    kept: &mut [u64],
) {
    let place = |register: Reg| {
        let at = number.get(register.0 as usize).copied()?;
        (at != usize::MAX).then_some((at / 64, 1_u64 << (at % 64)))
    };
    let mut see = |register: Reg, kept: &[u64]| {
        if let Some((word, bit)) = place(register)
            && kept.get(word).is_some_and(|kept| kept & bit != 0)
            && let Some(read) = read.get_mut(word)
        {
            *read |= bit;
        }
    };
    for instr in &block.instrs {
        instr.op.for_each_read(|register| see(register, kept));
        instr.op.for_each_written(|register| {
            if let Some((word, bit)) = place(register)
                && let Some(kept) = kept.get_mut(word)
            {
                *kept &= !bit;
            }
        });
    }
    block.end.for_each_read(|register| see(register, kept));
    if matches!(block.end, End::Return(..)) {
        for (_, register) in &function.exports {
            see(*register, kept);
        }
    }
}

/// The blocks into which only jumps and branches of blocks with the same handler lead:
/// those handed over how they end, and a branch only takes away from what may be.
fn told(function: &ir::Function) -> Vec<bool> {
    let mut told: Vec<bool> = function
        .blocks
        .iter()
        .map(|b| b.handler.is_some())
        .collect();
    let mut strange = |target: BlockId| {
        if let Some(slot) = told.get_mut(target.0 as usize) {
            *slot = false;
        }
    };
    let handler = |block: BlockId| function.blocks.get(block.0 as usize)?.handler;
    strange(BlockId(0));
    for block in &function.blocks {
        block.handler.into_iter().for_each(&mut strange);
        match &block.end {
            End::Jump(target) if handler(*target) != block.handler => strange(*target),
            End::Branch {
                then, otherwise, ..
            } => {
                for target in [then, otherwise] {
                    if handler(*target) != block.handler {
                        strange(*target);
                    }
                }
            }
            // What comes out of an iteration is new.
            End::Next { body, done, .. } => {
                [body, done].into_iter().copied().for_each(&mut strange);
            }
            End::Jump(_) | End::Return(..) | End::Raise(_) | End::Unreachable => {}
        }
    }
    told
}

/// The rank of each block in reverse post-order from the entry.
fn reverse_post_order(function: &ir::Function) -> Vec<u32> {
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
