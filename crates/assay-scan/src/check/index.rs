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
    /// Register, block, instruction; sorted. The end of a block stands behind its instructions.
    places: Vec<(Reg, usize, usize)>,
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
        let mut places = Vec::new();
        for (number, block) in function.blocks.iter().enumerate() {
            for (position, instruction) in block.instrs.iter().enumerate() {
                instruction
                    .op
                    .for_each_written(|register| places.push((register, number, position)));
            }
            if let End::Next { dst, .. } = block.end {
                places.push((dst, number, block.instrs.len()));
            }
        }
        places.sort_unstable();
        Self { places }
    }

    /// What writes a register, in order; `None` for the end of a block.
    pub(crate) fn of_register<'a>(
        &self,
        function: &'a ir::Function,
        register: Reg,
    ) -> impl Iterator<Item = Option<&'a ir::Instr>> + use<'a, '_> {
        let first = self.places.partition_point(|(other, ..)| *other < register);
        let rest = self.places.get(first..).unwrap_or_default();
        let own = rest
            .iter()
            .take_while(move |(other, ..)| *other == register);
        own.map(|(_, block, position)| function.blocks.get(*block)?.instrs.get(*position))
    }
}
