//! Whether an answer turns the sender away: a redirect, a status of 300 to 499, words such as "denied".

use assay_python::FunctionRef;
use assay_python::ir::{Const, Op, Reg};
use assay_taint::What;

use super::machine::Machine;
use super::words;

/// How deep an expression is searched.
const DEPTH: u32 = 4;

/// How many calls are followed.
const CALLS: u32 = 2;

impl Machine<'_> {
    /// True if somewhere a function leaves by a call that never comes back, or answers with a refusal.
    pub(super) fn may_deny(&self, function: FunctionRef) -> bool {
        let Some(ir) = self.log.function(function) else {
            return false;
        };
        ir.blocks.iter().any(|block| {
            let mut instructions = block.instrs.iter();
            let leaves =
                instructions.any(|one| self.log.is_exit(self.log.span(function.module, one.range)));
            let denies = match &block.end {
                assay_python::ir::End::Return(register, _) => self.denies(function, *register, 0),
                _ => false,
            };
            leaves || denies
        })
    }

    /// True if what a function returns in a register turns the sender away.
    pub(super) fn denies(&self, function: FunctionRef, register: Reg, calls: u32) -> bool {
        let mut work = vec![(register, 0)];
        let mut seen = 0;
        let Some(ir) = self.log.function(function) else {
            return false;
        };
        while let Some((register, depth)) = work.pop() {
            seen += 1;
            if depth > DEPTH || seen > 48 {
                continue;
            }
            for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
                if instruction.op.destination() != Some(register) {
                    continue;
                }
                if self.denies_by(function, &instruction.op, instruction.range, calls) {
                    return true;
                }
                instruction
                    .op
                    .for_each_read(|read| work.push((read, depth + 1)));
            }
        }
        false
    }

    fn denies_by(
        &self,
        function: FunctionRef,
        op: &Op,
        range: assay_source::Range,
        calls: u32,
    ) -> bool {
        let name = match op {
            Op::Const {
                value: Const::Int(status),
                ..
            } => return (300..=499).contains(status),
            Op::Const {
                value: Const::Str(text),
                ..
            } => return text.len() < 200 && words::is_denial(text),
            Op::CallMethod { name, .. } | Op::LoadGlobal { name, .. } | Op::Attr { name, .. } => {
                Some(self.log.text(function.module, *name))
            }
            Op::Call { .. } => None,
            _ => return false,
        };
        if name.is_some_and(words::is_denial) {
            return true;
        }
        let span = self.log.span(function.module, range);
        let tells = self
            .log
            .events_at(function, span)
            .iter()
            .any(|event| match &event.what {
                What::Sink(kind) => kind == "redirect",
                What::Role(played) => played.role == "denial",
                What::Source(_) => false,
            });
        if tells {
            return true;
        }
        let edges = self.log.edges_at(function, span);
        calls < CALLS
            && !edges.is_empty()
            && edges.iter().all(|edge| {
                let returns = self
                    .log
                    .function(edge.callee)
                    .into_iter()
                    .flat_map(|ir| &ir.blocks);
                let mut registers = returns.filter_map(|block| match &block.end {
                    assay_python::ir::End::Return(register, _) => Some(*register),
                    _ => None,
                });
                registers.all(|register| self.denies(edge.callee, register, calls + 1))
            })
    }
}
