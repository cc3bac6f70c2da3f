//! Which instructions write a register, found once for each function that somebody asks about.

use std::sync::OnceLock;

use assay_python::Program;
use assay_python::ir::{self, End, Reg};
use assay_python::program::FunctionRef;

/// The writers of all registers of a program, filled in as they are asked for.
#[derive(Debug)]
pub(crate) struct Index {
    /// By module, by function.
    modules: Vec<Vec<OnceLock<Writers>>>,
}

/// Where the registers of one function are written.
#[derive(Debug)]
pub(crate) struct Writers {
    /// Block and instruction, by register and then by place. The end of a block stands behind its instructions.
    places: Vec<(u32, u32)>,
    /// By register: where its own begin.
    starts: Vec<u32>,
}

impl Index {
    pub(crate) fn new(program: &Program) -> Self {
        let functions =
            |module: &ir::Module| module.functions.iter().map(|_| OnceLock::new()).collect();
        Self {
            modules: program.modules.iter().map(functions).collect(),
        }
    }

    /// The writers of a function of the program that the index was made for.
    pub(crate) fn writers(&self, id: FunctionRef, function: &ir::Function) -> Option<&Writers> {
        let cell = self
            .modules
            .get(id.module.0 as usize)?
            .get(id.function.0 as usize)?;
        Some(cell.get_or_init(|| Writers::of(function)))
    }
}

impl Writers {
    fn of(function: &ir::Function) -> Self {
        let mut found: Vec<(Reg, u32, u32)> = Vec::new();
        for (number, block) in (0..).zip(&function.blocks) {
            let mut end = 0;
            for instruction in &block.instrs {
                instruction
                    .op
                    .for_each_written(|register| found.push((register, number, end)));
                end += 1;
            }
            if let End::Next { dst, .. } = block.end {
                found.push((dst, number, end));
            }
        }
        found.sort_unstable();
        let mut starts = Vec::new();
        for (at, (register, ..)) in (0..).zip(&found) {
            // A register that nothing writes begins where the next one does.
            starts.resize(starts.len().max(register.0 as usize + 1), at);
        }
        let places = found.into_iter().map(|(_, block, at)| (block, at));
        Self {
            places: places.collect(),
            starts,
        }
    }

    /// What writes a register, in order; `None` for the end of a block.
    pub(crate) fn of_register<'a>(
        &self,
        function: &'a ir::Function,
        register: Reg,
    ) -> impl Iterator<Item = Option<&'a ir::Instr>> + use<'a, '_> {
        let start = |register: usize| match self.starts.get(register) {
            Some(start) => *start as usize,
            None => self.places.len(),
        };
        let register = register.0 as usize;
        let own = self.places.get(start(register)..start(register + 1));
        own.unwrap_or_default().iter().map(|(block, position)| {
            let block = function.blocks.get(*block as usize)?;
            block.instrs.get(*position as usize)
        })
    }
}
