//! Where in the code: the expression that gives a name or an item its value, and the conditions around it.

use assay_python::ir::{BlockId, End, Function, Instr, Module, Op, Reg};
use assay_python::{FunctionRef, Program};
use assay_source::{Project, Range, Span};

use super::Condition;

/// More blocks than this and conditions are not looked at.
const BLOCKS: usize = 600;

/// The function behind a reference.
pub(super) fn function(program: &Program, id: FunctionRef) -> Option<(&Module, &Function)> {
    let module = program.modules.get(id.module.0 as usize)?;
    Some((module, module.functions.get(id.function.0 as usize)?))
}

/// The expression that a name has at the end of a module or class body.
pub(super) fn bound(program: &Program, body: FunctionRef, name: &str) -> Option<Span> {
    let (module, ir) = function(program, body)?;
    let is_name = |id: assay_python::ir::Name| {
        module
            .names
            .get(id.0 as usize)
            .is_some_and(|text| &**text == name)
    };
    let (_, register) = ir.exports.iter().find(|(id, _)| is_name(*id))?;
    let range = last_writer(ir, *register)?;
    Some(Span {
        file: module.file,
        range,
    })
}

/// The expression that an assignment to an item or attribute writes, the target of which stands at `target`.
pub(super) fn assigned(program: &Program, at: FunctionRef, target: Range) -> Option<Span> {
    let (module, ir) = function(program, at)?;
    let source = instructions(ir).find_map(|instr| match instr.op {
        Op::SetItem { src, .. } | Op::SetAttr { src, .. } if instr.range == target => Some(src),
        _ => None,
    })?;
    let range = last_writer(ir, source)?;
    Some(Span {
        file: module.file,
        range,
    })
}

/// The expression of an argument of the call at `call`: by keyword, or by position.
pub(super) fn argument(
    program: &Program,
    at: FunctionRef,
    call: Range,
    keyword: &str,
    position: Option<usize>,
) -> Option<Span> {
    use assay_python::ir::ArgKind;
    let (module, ir) = function(program, at)?;
    let args = instructions(ir).find_map(|instr| match &instr.op {
        Op::Call { args, .. } | Op::CallMethod { args, .. } if instr.range == call => Some(args),
        _ => None,
    })?;
    let named = |kind: ArgKind| matches!(kind, ArgKind::Keyword(name) if module.names.get(name.0 as usize).is_some_and(|text| &**text == keyword));
    let by_name = args.iter().find(|arg| named(arg.kind));
    let by_place = || {
        args.iter()
            .filter(|arg| arg.kind == ArgKind::Positional)
            .nth(position?)
    };
    let range = by_name.or_else(by_place)?.range;
    Some(Span {
        file: module.file,
        range,
    })
}

fn instructions(ir: &Function) -> impl Iterator<Item = &Instr> {
    ir.blocks.iter().flat_map(|block| &block.instrs)
}

fn last_writer(ir: &Function, register: Reg) -> Option<Range> {
    let writers = instructions(ir).filter(|instr| instr.op.destination() == Some(register));
    writers.last().map(|instr| instr.range)
}

fn local_name<'a>(module: &'a Module, ir: &Function, register: Reg) -> Option<&'a str> {
    let name = ir.locals.get(register.0 as usize)?;
    Some(module.names.get(name.0 as usize)?)
}

/// The block that holds the instruction with this range.
pub(super) fn block_of(ir: &Function, range: Range) -> Option<usize> {
    ir.blocks
        .iter()
        .position(|block| block.instrs.iter().any(|instr| instr.range == range))
}

/// What decides whether a block runs.
#[derive(Default)]
pub(super) struct Around {
    /// The innermost condition.
    pub(super) condition: Option<Condition>,
    /// Where its answer is.
    register: Option<Reg>,
    /// True if it runs only where conditions are false: the last `else`.
    pub(super) is_otherwise: bool,
}

/// The conditions around a place.
pub(super) fn around(
    project: &Project,
    program: &Program,
    at: FunctionRef,
    range: Range,
) -> Around {
    let Some((module, ir)) = function(program, at) else {
        return Around::default();
    };
    let Some(here) = block_of(ir, range) else {
        return Around::default();
    };
    if ir.blocks.len() > BLOCKS {
        return Around::default();
    }
    let mut around = Around::default();
    let mut sides = (0, 0);
    for block in &ir.blocks {
        let End::Branch {
            condition,
            then,
            otherwise,
        } = block.end
        else {
            continue;
        };
        let (yes, no) = (reach(ir, then), reach(ir, otherwise));
        let is_in = |side: &[bool]| side.get(here).copied().unwrap_or(false);
        let returns = |side: &[bool]| {
            ir.blocks
                .iter()
                .zip(side)
                .any(|(block, reached)| *reached && matches!(block.end, End::Return(..)))
        };
        let other = match (is_in(&yes), is_in(&no)) {
            (true, false) => {
                sides.0 += 1;
                &no
            }
            (false, true) => {
                sides.1 += 1;
                &yes
            }
            (true, true) | (false, false) => continue,
        };
        if !returns(other) {
            continue;
        }
        // A parameter stands there by its name alone.
        let text = match last_writer(ir, condition) {
            Some(written) => project.file(module.file).slice(written),
            None => local_name(module, ir, condition).unwrap_or_default(),
        };
        around.condition = Some(Condition {
            text: text.to_owned(),
            is_about_environment: is_about_environment(text),
        });
        around.register = Some(condition);
    }
    around.is_otherwise = sides.0 == 0 && sides.1 > 0;
    around
}

/// The answer to the condition under which a place runs, if that asks for debugging: `if args.debug`.
///
/// What runs unless something is said, as under `if not debug`, is asked for by nobody.
pub fn asked_debugging(
    project: &Project,
    program: &Program,
    at: FunctionRef,
    range: Range,
) -> Option<Reg> {
    let around = around(project, program, at, range);
    let text = around.condition?.text.to_ascii_lowercase();
    let denies = text.contains("!=") || text.starts_with("not ");
    (text.contains("debug") && !around.is_otherwise && !denies)
        .then_some(around.register)
        .flatten()
}

/// True if neither of two blocks can follow the other.
pub(super) fn exclude(ir: &Function, one: usize, other: usize) -> bool {
    let id = |block: usize| BlockId(u32::try_from(block).unwrap_or(u32::MAX));
    one != other
        && !reach(ir, id(one)).get(other).copied().unwrap_or(true)
        && !reach(ir, id(other)).get(one).copied().unwrap_or(true)
}

fn reach(ir: &Function, from: BlockId) -> Vec<bool> {
    let mut reached = vec![false; ir.blocks.len()];
    let mut todo = vec![from];
    while let Some(block) = todo.pop() {
        let at = block.0 as usize;
        match reached.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            Some(_) | None => continue,
        }
        let Some(block) = ir.blocks.get(at) else {
            continue;
        };
        match block.end {
            End::Jump(next) => todo.push(next),
            End::Branch {
                then, otherwise, ..
            } => todo.extend([then, otherwise]),
            End::Next { body, done, .. } => todo.extend([body, done]),
            End::Return(..) | End::Raise(_) | End::Unreachable => {}
        }
    }
    reached
}

/// True if a condition asks in which environment the application runs.
fn is_about_environment(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    [
        "debug", "dev", "test", "prod", "env", "local", "stage", "argv", "https", "ssl",
    ]
    .iter()
    .any(|word| text.contains(word))
}
