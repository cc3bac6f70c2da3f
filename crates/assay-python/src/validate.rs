//! Checks the promises of the intermediate representation, in tests and in debug builds.

use crate::ir::{BlockId, End, Function, FunctionKind, Module, Name, Op, Reg};

/// Checks a module: every function, and every index into its lists.
///
/// # Errors
///
/// The first broken promise.
pub fn validate_module(module: &Module) -> Result<(), String> {
    for (index, function) in module.functions.iter().enumerate() {
        validate(function)
            .and_then(|()| indices(module, function, index))
            .map_err(|problem| format!("function {index} `{}`: {problem}", function.qualname))?;
    }
    for class in &module.classes {
        let body = module.functions.get(class.body.0 as usize);
        if body.is_none_or(|body| body.kind != FunctionKind::ClassBody) {
            return Err(format!("class `{}` has no body", class.qualname));
        }
    }
    Ok(())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "operations that hold only registers are checked elsewhere"
)]
fn indices(module: &Module, function: &Function, index: usize) -> Result<(), String> {
    let name = |name: Name| {
        if (name.0 as usize) < module.names.len() {
            Ok(())
        } else {
            Err(format!("no name {}", name.0))
        }
    };
    function.locals.iter().copied().try_for_each(name)?;
    function.captured.iter().copied().try_for_each(name)?;
    if function
        .parent
        .is_some_and(|parent| parent.0 as usize >= index)
    {
        return Err("its parent comes after it".to_owned());
    }
    for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
        match &instr.op {
            Op::LoadGlobal { name: n, .. }
            | Op::StoreGlobal { name: n, .. }
            | Op::Attr { name: n, .. }
            | Op::SetAttr { name: n, .. }
            | Op::DelAttr { name: n, .. }
            | Op::CallMethod { name: n, .. } => name(*n)?,
            Op::LoadEnv { depth, name: n, .. } | Op::StoreEnv { depth, name: n, .. } => {
                name(*n)?;
                environment(module, function, index, *depth, *n)?;
            }
            Op::Import { import, .. } if *import as usize >= module.imports.len() => {
                return Err(format!("no import {import}"));
            }
            Op::MakeFunction { function: made, .. } => {
                let made = module
                    .functions
                    .get(made.0 as usize)
                    .ok_or("no such function")?;
                if made.parent.is_none_or(|parent| parent.0 as usize != index) {
                    return Err(format!("makes `{}`, which is not its own", made.qualname));
                }
            }
            Op::MakeClass { class, .. } if class.0 as usize >= module.classes.len() => {
                return Err(format!("no class {}", class.0));
            }
            _ => {}
        }
        if instr.range.start > instr.range.end {
            return Err(format!(
                "a range that ends before it begins: {:?}",
                instr.range
            ));
        }
    }
    Ok(())
}

/// The function that an environment access means has captured the name.
fn environment(
    module: &Module,
    function: &Function,
    index: usize,
    depth: u32,
    name: Name,
) -> Result<(), String> {
    let mut left = depth;
    let mut current = Some((index, function));
    while let Some((_, candidate)) = current {
        let has_environment = matches!(
            candidate.kind,
            FunctionKind::Def | FunctionKind::AsyncDef | FunctionKind::Lambda
        );
        if has_environment {
            if left == 0 {
                return if candidate.captured.contains(&name) {
                    Ok(())
                } else {
                    Err(format!(
                        "`{}` has not captured name {}",
                        candidate.qualname, name.0
                    ))
                };
            }
            left -= 1;
        }
        current = candidate
            .parent
            .and_then(|parent| Some((parent.0 as usize, module.functions.get(parent.0 as usize)?)));
    }
    Err(format!("no environment at depth {depth}"))
}

/// Checks one function: blocks and registers exist,
/// and each temporary is written before it is read on every path from the entry.
///
/// # Errors
///
/// The first broken promise.
pub fn validate(function: &Function) -> Result<(), String> {
    if function.blocks.is_empty() {
        return Err("no blocks".to_owned());
    }
    if function.params.len() > function.locals.len()
        || function.locals.len() > function.registers as usize
    {
        return Err("fewer registers than names".to_owned());
    }
    let same = |(param, local): (&crate::ir::Param, &Name)| param.name == *local;
    if !function.params.iter().zip(&function.locals).all(same) {
        return Err("the first registers are not the parameters".to_owned());
    }
    for block in &function.blocks {
        for target in successors(&block.end)
            .into_iter()
            .flatten()
            .chain(block.handler)
        {
            if target.0 as usize >= function.blocks.len() {
                return Err(format!("no block {}", target.0));
            }
        }
    }
    let mut problem = Ok(());
    for_each_register(function, |reg| {
        if reg.0 >= function.registers {
            problem = Err(format!("no register {}", reg.0));
        }
    });
    problem?;
    written_before_read(function)
}

const fn successors(end: &End) -> [Option<BlockId>; 2] {
    match end {
        End::Jump(target) => [Some(*target), None],
        End::Branch {
            then, otherwise, ..
        } => [Some(*then), Some(*otherwise)],
        End::Next { body, done, .. } => [Some(*body), Some(*done)],
        End::Return(..) | End::Raise(_) | End::Unreachable => [None, None],
    }
}

fn for_each_register(function: &Function, mut visit: impl FnMut(Reg)) {
    for block in &function.blocks {
        for instr in &block.instrs {
            instr.op.for_each_read(&mut visit);
            instr.op.for_each_written(&mut visit);
        }
        block.end.for_each_read(&mut visit);
        if let End::Next { dst, .. } = block.end {
            visit(dst);
        }
    }
    function.exports.iter().for_each(|&(_, reg)| visit(reg));
}

/// The temporaries that are read in another block than the one that writes them, numbered.
fn crossing(function: &Function) -> Vec<Option<usize>> {
    let first = function.locals.len();
    let mut home: Vec<Option<usize>> = vec![None; function.registers as usize];
    let mut crosses = vec![false; function.registers as usize];
    let mut note = |reg: Reg, index: usize, writes: bool| {
        if let (Some(home), Some(crosses)) = (
            home.get_mut(reg.0 as usize),
            crosses.get_mut(reg.0 as usize),
        ) {
            if writes && home.is_none() {
                *home = Some(index);
            }
            *crosses |= *home != Some(index);
        }
    };
    for (index, block) in function.blocks.iter().enumerate() {
        for instr in &block.instrs {
            instr.op.for_each_read(|reg| note(reg, index, false));
            instr.op.for_each_written(|reg| note(reg, index, true));
        }
        block.end.for_each_read(|reg| note(reg, index, false));
        if let End::Next { dst, .. } = block.end {
            // Written on the way to the body.
            note(dst, usize::MAX, true);
        }
    }
    let mut count = 0;
    crosses
        .iter()
        .enumerate()
        .map(|(reg, &crosses)| {
            (crosses && reg >= first).then(|| {
                count += 1;
                count - 1
            })
        })
        .collect()
}

/// A set of crossing temporaries.
type Bits = Vec<u64>;

fn set(bits: &mut Bits, index: usize) {
    if let Some(word) = bits.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
}

fn has(bits: &Bits, index: usize) -> bool {
    bits.get(index / 64)
        .is_some_and(|word| word & (1 << (index % 64)) != 0)
}

/// Keeps in `into` what is also in `from`; true if that changed it.
fn meet(into: &mut Bits, from: &Bits) -> bool {
    let mut changed = false;
    for (into, from) in into.iter_mut().zip(from) {
        let met = *into & *from;
        changed |= met != *into;
        *into = met;
    }
    changed
}

fn written_before_read(function: &Function) -> Result<(), String> {
    let numbers = crossing(function);
    let number = |reg: Reg| numbers.get(reg.0 as usize).copied().flatten();
    let words = numbers.iter().flatten().count().div_ceil(64);
    let mut entry: Vec<Option<Bits>> = vec![None; function.blocks.len()];
    if let Some(first) = entry.first_mut() {
        *first = Some(vec![0; words]);
    }
    let mut work = vec![0_usize];
    while let Some(index) = work.pop() {
        let (Some(block), Some(Some(state))) = (function.blocks.get(index), entry.get(index))
        else {
            continue;
        };
        let before = state.clone();
        let mut after = state.clone();
        for instr in &block.instrs {
            instr.op.for_each_written(|reg| {
                if let Some(number) = number(reg) {
                    set(&mut after, number);
                }
            });
        }
        let mut flow = |target: BlockId, state: &Bits| {
            if let Some(slot) = entry.get_mut(target.0 as usize) {
                let changed = if let Some(known) = slot {
                    meet(known, state)
                } else {
                    *slot = Some(state.clone());
                    true
                };
                if changed {
                    work.push(target.0 as usize);
                }
            }
        };
        if let Some(handler) = block.handler {
            flow(handler, &before);
        }
        if let End::Next {
            dst, body, done, ..
        } = block.end
        {
            flow(done, &after);
            if let Some(number) = number(dst) {
                set(&mut after, number);
            }
            flow(body, &after);
        } else {
            for target in successors(&block.end).into_iter().flatten() {
                flow(target, &after);
            }
        }
    }
    read_in_order(function, &entry, number)
}

fn read_in_order(
    function: &Function,
    entry: &[Option<Bits>],
    number: impl Fn(Reg) -> Option<usize>,
) -> Result<(), String> {
    let first = function.locals.len();
    // The block that has last written each temporary that stays inside one block.
    let mut written = vec![usize::MAX; function.registers as usize];
    for (index, (block, state)) in function.blocks.iter().zip(entry).enumerate() {
        let Some(state) = state else {
            continue;
        };
        let mut state = state.clone();
        let mut problem = Ok(());
        for instr in &block.instrs {
            instr.op.for_each_read(|reg| {
                let ready = (reg.0 as usize) < first
                    || match number(reg) {
                        Some(number) => has(&state, number),
                        None => written.get(reg.0 as usize) == Some(&index),
                    };
                if !ready && problem.is_ok() {
                    problem = Err(format!(
                        "block {index} reads %{} before it is written: {:?}",
                        reg.0, instr.op
                    ));
                }
            });
            instr.op.for_each_written(|reg| {
                if let Some(number) = number(reg) {
                    set(&mut state, number);
                }
                if let Some(written) = written.get_mut(reg.0 as usize) {
                    *written = index;
                }
            });
        }
        block.end.for_each_read(|reg| {
            let ready = (reg.0 as usize) < first
                || match number(reg) {
                    Some(number) => has(&state, number),
                    None => written.get(reg.0 as usize) == Some(&index),
                };
            if !ready && problem.is_ok() {
                problem = Err(format!(
                    "the end of block {index} reads %{} before it is written",
                    reg.0
                ));
            }
        });
        problem?;
    }
    Ok(())
}
