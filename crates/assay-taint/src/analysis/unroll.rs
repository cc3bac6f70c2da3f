//! In which order the blocks of a function are visited, and loops over elements that are all known.
//!
//! ```python
//! {key: value for key, value in {"a": "x", "b": name}.items() if key != "b"}
//! ```
//!
//! A small loop over a few known elements is run once for each of them, one after the other:
//! what its body decides, keeps and makes in one round is told apart from the others.
//! All other loops go round until nothing changes.

use std::collections::BTreeSet;

use assay_python::ir::{BlockId, Reg};
use assay_source::Range;

use super::Analysis;
use super::graph::{Plan, Region};
use crate::state::{CellKind, State};
use crate::value::{Object, Value};

/// How often a block is entered before what still changes is widened.
const WIDEN: u32 = 5;

/// How many elements a loop may have whose rounds are told apart.
const ROUNDS: usize = 8;

/// How many instructions all rounds of such a loop may take.
const STEPS: usize = 256;

/// Where the state at the end of a block goes.
pub(super) trait Targets {
    /// Adds a state to what is known where a block begins.
    fn send(&mut self, target: BlockId, state: &State);
}

/// The blocks that wait, and the states in which they begin.
pub(super) struct Schedule<'p> {
    plan: &'p Plan,
    entries: Vec<Option<State>>,
    visits: Vec<u32>,
    work: BTreeSet<(u32, BlockId)>,
}

impl<'p> Schedule<'p> {
    /// The first block begins in this state.
    pub(super) fn new(plan: &'p Plan, count: usize, initial: State) -> Self {
        let mut entries: Vec<Option<State>> = vec![None; count];
        if let Some(first) = entries.first_mut() {
            *first = Some(initial);
        }
        Self {
            plan,
            entries,
            visits: vec![0; count],
            work: BTreeSet::from([(0, BlockId(0))]),
        }
    }

    /// These blocks wait, too.
    pub(super) fn add(&mut self, blocks: &[BlockId]) {
        let ranked = blocks.iter().map(|block| (self.plan.rank(*block), *block));
        self.work.extend(ranked);
    }

    /// The next block, in order.
    pub(super) fn next(&mut self) -> Option<BlockId> {
        self.work.pop_first().map(|(_, block)| block)
    }

    /// The state in which a block begins.
    pub(super) fn entry(&self, block: BlockId) -> Option<&State> {
        self.entries.get(block.0 as usize)?.as_ref()
    }

    /// Counts a visit of a block.
    pub(super) fn visit(&mut self, block: BlockId) -> u32 {
        match self.visits.get_mut(block.0 as usize) {
            Some(visits) => {
                *visits += 1;
                *visits
            }
            None => 0,
        }
    }
}

impl Targets for Schedule<'_> {
    fn send(&mut self, target: BlockId, state: &State) {
        let Some(entry) = self.entries.get_mut(target.0 as usize) else {
            return;
        };
        let live = self.plan.live(target);
        let widen = self
            .visits
            .get(target.0 as usize)
            .is_some_and(|visits| *visits > WIDEN);
        let changed = match entry {
            None => {
                *entry = Some(state.kept(live));
                true
            }
            Some(known) => known.join_kept(state, live, widen),
        };
        if changed {
            self.work.insert((self.plan.rank(target), target));
        }
    }
}

/// One round of a loop: states of its own blocks stay in it.
struct Round<'r, 's, 'p> {
    head: BlockId,
    region: &'r Region,
    entries: Vec<Option<State>>,
    /// What comes back to the head.
    back: Option<State>,
    schedule: &'s mut Schedule<'p>,
}

impl Targets for Round<'_, '_, '_> {
    fn send(&mut self, target: BlockId, state: &State) {
        let entry = if target == self.head {
            &mut self.back
        } else {
            let at = self.region.blocks.iter().position(|block| *block == target);
            match at.and_then(|at| self.entries.get_mut(at)) {
                Some(entry) => entry,
                None => return self.schedule.send(target, state),
            }
        };
        let live = self.schedule.plan.live(target);
        match entry {
            None => *entry = Some(state.kept(live)),
            Some(known) => {
                known.join_kept(state, live, false);
            }
        }
    }
}

/// The head of a loop has been reached.
pub(super) struct Turn {
    pub(super) head: BlockId,
    pub(super) source: Value,
    pub(super) dst: Reg,
    pub(super) body: BlockId,
    pub(super) done: BlockId,
}

/// A number that is another one in each round.
pub(super) fn told_apart(number: u32, round: u32) -> u32 {
    number.wrapping_add(round << 20)
}

impl Analysis<'_> {
    /// Goes into a loop whose rounds are not told apart, and behind it.
    pub(super) fn go_round(&mut self, turn: &Turn, schedule: &mut Schedule<'_>) {
        // The end of a block has no place: what it makes is told apart by the block.
        self.place = self.ir.range;
        self.made = turn.head.0.saturating_mul(64);
        let (element, may_run, may_end) = self.next_element(&turn.source);
        if may_end {
            schedule.send(turn.done, &self.state);
        }
        if may_run {
            self.write(turn.dst, element);
            schedule.send(turn.body, &self.state);
        }
    }

    /// Runs a loop over known elements, one after the other; false if it is not such a loop.
    pub(super) fn unroll(
        &mut self,
        plan: &Plan,
        turn: &Turn,
        end_places: &mut [Option<Range>],
        schedule: &mut Schedule<'_>,
    ) -> bool {
        let Some(region) = plan.region(self.ir, turn.head) else {
            return false;
        };
        let Some(elements) = self.known_elements(&turn.source) else {
            return false;
        };
        if elements.is_empty()
            || elements.len() > ROUNDS
            || elements.len() * region.instructions > STEPS
        {
            return false;
        }
        let mut round = Round {
            head: turn.head,
            region,
            entries: Vec::new(),
            back: Some(self.state.kept(plan.live(turn.head))),
            schedule,
        };
        for (number, element) in (1..).zip(elements) {
            let Some(state) = round.back.take() else {
                break;
            };
            self.begin(&state, plan.live(turn.head));
            self.round = number;
            self.place = self.ir.range;
            self.made = turn.head.0.saturating_mul(64);
            let element = self.force(&element);
            let element = if element.labels().is_empty() || element.identity() != 0 {
                element
            } else {
                let identity = self.made_identity();
                element.identified(identity)
            };
            self.write(turn.dst, element);
            round.entries = vec![None; region.blocks.len()];
            round.send(turn.body, &self.state);
            for (at, block) in region.blocks.iter().enumerate() {
                let Some(state) = round.entries.get_mut(at).and_then(Option::take) else {
                    continue;
                };
                self.begin(&state, plan.live(*block));
                self.visit(plan, *block, end_places, &mut round);
            }
        }
        self.round = 0;
        if let Some(state) = round.back.take() {
            self.begin(&state, plan.live(turn.head));
            schedule.send(turn.done, &self.state);
        }
        true
    }

    /// The elements of a loop in order, if all are known.
    fn known_elements(&self, value: &Value) -> Option<Vec<Value>> {
        let [Object::Cell(id)] = value.objects() else {
            return None;
        };
        let cell = self.cell(*id)?;
        if cell.many || !value.labels().is_empty() {
            return None;
        }
        if cell.kind == CellKind::Dict {
            let plain = cell.rest == Value::Bottom && !cell.copied;
            return plain.then(|| cell.constant_keys()).flatten();
        }
        self.elements(value)
    }

    /// True in a round of a loop that is told apart from the others.
    pub(super) fn in_round(&self) -> bool {
        self.round > 0
    }

    /// The numbers that a small `range(…)` gives.
    pub(super) fn small_range(&self, args: &[Value]) -> Option<Vec<Value>> {
        let number = |value: &Value| match value.sure_constant()? {
            assay_python::ir::Const::Int(number) => Some(*number),
            _ => None,
        };
        let (from, to) = match args {
            [to] => (0, number(to)?),
            [from, to] => (number(from)?, number(to)?),
            _ => return None,
        };
        let count = usize::try_from(to.saturating_sub(from)).ok()?;
        let constant = |at| Value::constant(assay_python::ir::Const::Int(at), None);
        (count <= ROUNDS).then(|| (from..to).map(constant).collect())
    }
}
