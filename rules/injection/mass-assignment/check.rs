//! Whatever a client sends becomes attributes or columns.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::{BTreeMap, BTreeSet};

use assay_scan::check::ir::{Arg, ArgKind, Block, BlockId, CmpOp, End, Op, ParamKind, Part, Reg};
use assay_scan::check::{Context, Function, Range, Report};

/// What holds everything that the client sent.
const BODIES: [&str; 6] = ["json", "get_json", "form", "values", "args", "to_dict"];

/// Words at the end of the names of classes that check what they are given.
const CHECKING: [&str; 12] = [
    "Schema", "Form", "Args", "Params", "Request", "Input", "Dto", "DTO", "Payload", "Query",
    "Error", "Options",
];

/// Reports constructors, `update` and queries that are given the whole body.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let spreading: BTreeSet<&str> = ctx
        .functions()
        .filter(|function| spreads(*function))
        .map(|function| function.name(function.ir.name))
        .collect();
    let writing: BTreeMap<&str, Spread> = ctx
        .functions()
        .filter_map(|function| Some((function.name(function.ir.name), writes_keys(function)?)))
        .collect();
    let checked = checked_classes(ctx);
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let found = match &instruction.op {
                Op::Call { callee, args, .. }
                    if function.callee_name(*callee) == Some("setattr") =>
                {
                    args.get(1)
                        .is_some_and(|key| is_key_of_body(function, key.value, instruction.range))
                }
                Op::Call { callee, args, .. } => {
                    let class = function.callee_name(*callee).unwrap_or_default();
                    gives_whole_body(function, args)
                        && (is_record(class) && !checked.contains(class)
                            || spreading.contains(class))
                }
                Op::CallMethod { name, args, .. } if spreading.contains(function.name(*name)) => {
                    gives_whole_body(function, args)
                }
                Op::CallMethod {
                    object, name, args, ..
                } if writing.contains_key(function.name(*name)) => {
                    let known = writing.get(function.name(*name));
                    known.is_some_and(|spread| spread.gets_body(function, args))
                        && is_object_of_project(function, *object, args)
                }
                Op::CallMethod {
                    object, name, args, ..
                } if function.name(*name) == "values" => {
                    let words = function.words(*object);
                    let writes = words.contains("insert") || words.contains("update");
                    let given = args.first();
                    let whole = given.is_some_and(|arg| is_whole_body(function, arg.value));
                    writes && (whole || gives_whole_body(function, args))
                }
                Op::CallMethod {
                    object, name, args, ..
                } if function.name(*name) == "update" => {
                    let [only] = &**args else { continue };
                    only.kind == ArgKind::Positional
                        && is_whole_body(function, only.value)
                        && holds_a_record(function, *object)
                }
                _ => false,
            };
            if found {
                report.at_range(function, instruction.range, "");
            }
        }
    }
}

/// The classes of the project that take the fields they declare and no others, whatever they are called.
fn checked_classes<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    let mut made = Vec::new();
    for function in ctx.functions() {
        for instruction in function.instructions() {
            if let Op::MakeClass { class, bases, .. } = &instruction.op
                && let Some(class) = function.module.classes.get(class.0 as usize)
            {
                let bases: Vec<&str> = (bases.iter())
                    .filter_map(|base| function.callee_name(*base))
                    .collect();
                made.push((function.name(class.name), bases));
            }
        }
    }
    let mut checked = BTreeSet::from(["BaseModel", "BaseSettings", "RootModel"]);
    // Who makes a class of that name means another.
    checked.retain(|name| made.iter().all(|(class, _)| class != name));
    loop {
        let before = checked.len();
        for (class, bases) in &made {
            if bases.iter().any(|base| checked.contains(base)) {
                checked.insert(class);
            }
        }
        if checked.len() == before {
            return checked;
        }
    }
}

/// A method that writes whatever keys one of its arguments has.
struct Spread {
    /// Which argument.
    position: usize,
    /// How many there are.
    count: usize,
}

impl Spread {
    fn gets_body(&self, function: Function<'_>, args: &[Arg]) -> bool {
        args.len() == self.count
            && args.get(self.position).is_some_and(|arg| {
                arg.kind == ArgKind::Positional
                    && is_whole_body(function, arg.value)
                    && !is_looked_through(function, arg.value)
            })
    }
}

/// True if the function looks at the keys of a body, takes some out, or has something check it.
fn is_looked_through(function: Function<'_>, body: Reg) -> bool {
    let Some(name) = local_behind(function, body) else {
        return false;
    };
    let is_it = |register: Reg| local_behind(function, register) == Some(name);
    function
        .instructions()
        .any(|instruction| match &instruction.op {
            Op::DelItem { object, .. } => is_it(*object),
            Op::CallMethod {
                object, name, args, ..
            } => {
                let called = function.name(*name);
                (is_it(*object) && matches!(called, "keys" | "pop"))
                    || (is_check(called) && args.iter().any(|arg| is_it(arg.value)))
            }
            Op::Call { callee, args, .. } => {
                is_check(function.callee_name(*callee).unwrap_or_default())
                    && args.iter().any(|arg| is_it(arg.value))
            }
            _ => false,
        })
}

fn is_check(called: &str) -> bool {
    let called = called.to_ascii_lowercase();
    ["valid", "verif", "check", "schema", "clean"]
        .iter()
        .any(|part| called.contains(part))
}

/// For a method that sets attributes, or puts together a statement, by the keys of an argument:
/// `sets = ", ".join(f"{key} = ?" for key in values)`.
fn writes_keys(function: Function<'_>) -> Option<Spread> {
    function.ir.class?;
    let params = function.ir.params.get(1..)?;
    let looks = |op: &Op| matches!(op, Op::Compare { .. });
    if (function.instructions()).any(|instruction| looks(&instruction.op)) {
        return None;
    }
    let iterators: Vec<Reg> = (function.ir.blocks.iter())
        .filter_map(|block| match block.end {
            End::Next { iterator, .. } => Some(iterator),
            _ => None,
        })
        .collect();
    let position = params.iter().position(|param| {
        let name = function.name(param.name);
        param.kind == ParamKind::Regular
            && iterators
                .iter()
                .any(|iterator| function.words(*iterator).contains(name))
    })?;
    let calls = |wanted: &str| {
        function
            .instructions()
            .filter_map(|instruction| function.called(&instruction.op))
            .any(|(name, _)| name == wanted)
    };
    let changes = |text: &str| {
        let text = text.trim_start();
        text.starts_with("UPDATE ") || text.starts_with("INSERT ")
    };
    let begins = |op: &Op| match op {
        Op::Format { parts, .. } => match parts.first() {
            Some(Part::Text(text)) => changes(text),
            _ => false,
        },
        _ => false,
    };
    let changes_rows = || {
        let mut operations = function.instructions();
        calls("execute")
            && (function.texts().any(changes)
                || operations.any(|instruction| begins(&instruction.op)))
    };
    (calls("setattr") || changes_rows()).then_some(Spread {
        position,
        count: params.len(),
    })
}

/// False for what may be a dictionary, of which `update` is a method too.
fn is_object_of_project(function: Function<'_>, object: Reg, args: &[Arg]) -> bool {
    args.len() > 1
        || !matches!(
            function.made_by(object),
            Some(Op::Dict { .. } | Op::Item { .. }) | None
        )
}

/// `**request.get_json()` among the arguments of a call.
fn gives_whole_body(function: Function<'_>, args: &[Arg]) -> bool {
    args.iter()
        .any(|arg| arg.kind == ArgKind::DoubleStar && is_whole_body(function, arg.value))
}

/// True for a function that sets whatever attributes its keyword arguments name:
/// `for name, value in values.items(): setattr(self, name, value)`.
fn spreads(function: Function<'_>) -> bool {
    let keywords = function
        .ir
        .params
        .iter()
        .find(|param| param.kind == ParamKind::KwArgs);
    let Some(keywords) = keywords.map(|param| function.name(param.name)) else {
        return false;
    };
    let iterates = function.ir.blocks.iter().any(|block| match block.end {
        End::Next { iterator, .. } => function.words(iterator).contains(keywords),
        _ => false,
    });
    let compares = |op: &Op| matches!(op, Op::Compare { .. });
    iterates
        && !function
            .instructions()
            .any(|instruction| compares(&instruction.op))
        && function
            .instructions()
            .any(|instruction| match &instruction.op {
                Op::Call { callee, .. } => function.callee_name(*callee) == Some("setattr"),
                _ => false,
            })
}

/// `request.get_json()`, `request.form.to_dict()` and the like, whole.
fn is_whole_body(function: Function<'_>, register: Reg) -> bool {
    let mut value = function.value(register);
    for _ in 0..4 {
        match value.op() {
            Some(Op::Attr { object, name, .. }) if BODIES.contains(&function.name(*name)) => {
                return is_request(function, *object);
            }
            Some(Op::CallMethod { object, name, .. }) if BODIES.contains(&function.name(*name)) => {
                if is_request(function, *object) {
                    return true;
                }
                value = function.value(*object);
            }
            // `request.json or {}`
            Some(Op::Logical { left, .. }) => value = function.value(*left),
            Some(Op::Call { callee, args, .. })
                if function.callee_name(*callee) == Some("dict") && args.len() == 1 =>
            {
                let Some(only) = args.first() else {
                    return false;
                };
                value = function.value(only.value);
            }
            _ => return false,
        }
    }
    false
}

fn is_request(function: Function<'_>, register: Reg) -> bool {
    let names = function.words(register);
    names.len() <= 2 && names.contains("request")
}

fn is_record(class: &str) -> bool {
    let name = class.trim_start_matches('_');
    name.starts_with(char::is_uppercase)
        && name.chars().any(char::is_lowercase)
        && !CHECKING.iter().any(|end| name.ends_with(end))
}

/// True for a query, and for a mapping that was made from something stored.
fn holds_a_record(function: Function<'_>, object: Reg) -> bool {
    match function.value(object).op() {
        Some(Op::Call { callee, args, .. }) => {
            matches!(function.callee_name(*callee), Some("dict" | "vars")) && !args.is_empty()
        }
        Some(Op::CallMethod { .. }) => {
            let words = function.words(object);
            words.contains("query") || words.contains("filter_by") || words.contains("_asdict")
        }
        Some(Op::Attr { name, .. }) => function.name(*name) == "__dict__",
        _ => false,
    }
}

/// `for name in request.form: setattr(person, name, …)`, where nobody looks at the name.
fn is_key_of_body(function: Function<'_>, key: Reg, writing: Range) -> bool {
    let Some(wanted) = local_behind(function, key) else {
        return false;
    };
    let looked_at = function.ir.blocks.iter().any(|block| {
        let mut compared = block
            .instrs
            .iter()
            .filter_map(|instruction| match instruction.op {
                Op::Compare { dst, op, left, .. } => {
                    (local_behind(function, left) == Some(wanted)).then_some((dst, op))
                }
                _ => None,
            });
        compared.any(|(verdict, op)| !leaves_out(function, block, verdict, op, writing))
    });
    let names = |target: Reg| {
        function.local_name(target) == Some(wanted)
            || function
                .instructions()
                .any(|instruction| match &instruction.op {
                    Op::Unpack { targets, src, .. } => {
                        *src == target
                            && targets
                                .first()
                                .is_some_and(|first| function.local_name(*first) == Some(wanted))
                    }
                    Op::Copy { dst, src } => {
                        *src == target && function.local_name(*dst) == Some(wanted)
                    }
                    _ => false,
                })
    };
    let from_body = function.ir.blocks.iter().any(|block| match block.end {
        End::Next { dst, iterator, .. } => names(dst) && iterates_body(function, iterator),
        _ => false,
    });
    from_body && !looked_at
}

/// True if a comparison only leaves some keys out: `if name not in ("id", "owner"): setattr(person, name, value)`.
///
/// What is not in the list is written, and so is every column that somebody adds later.
fn leaves_out(
    function: Function<'_>,
    block: &Block,
    verdict: Reg,
    op: CmpOp,
    writing: Range,
) -> bool {
    let End::Branch {
        condition,
        then,
        otherwise,
    } = block.end
    else {
        return false;
    };
    let written = match op {
        CmpOp::NotIn | CmpOp::NotEq => then,
        CmpOp::In | CmpOp::Eq => otherwise,
        _ => return false,
    };
    let other = if written == then { otherwise } else { then };
    condition == verdict
        && reaches(function, written, writing)
        && !reaches(function, other, writing)
}

/// True if a place is reached from a block without going through the head of a loop.
fn reaches(function: Function<'_>, from: BlockId, place: Range) -> bool {
    let mut seen = BTreeSet::new();
    let mut work = vec![from];
    while let Some(BlockId(number)) = work.pop() {
        let Some(block) = function.ir.blocks.get(number as usize) else {
            continue;
        };
        if !seen.insert(number) {
            continue;
        }
        if block
            .instrs
            .iter()
            .any(|instruction| instruction.range == place)
        {
            return true;
        }
        match block.end {
            End::Jump(next) => work.push(next),
            End::Branch {
                then, otherwise, ..
            } => work.extend([then, otherwise]),
            _ => {}
        }
    }
    false
}

/// The local variable that a register is or was copied from.
fn local_behind(function: Function<'_>, register: Reg) -> Option<&str> {
    function.local_name(register).or_else(|| {
        function
            .instructions()
            .find_map(|instruction| match instruction.op {
                Op::Copy { dst, src } if dst == register => function.local_name(src),
                _ => None,
            })
    })
}

fn iterates_body(function: Function<'_>, iterator: Reg) -> bool {
    let Some(Op::Iter { src, .. }) = function.made_by(iterator) else {
        return false;
    };
    if is_whole_body(function, *src) {
        return true;
    }
    match function.made_by(*src) {
        Some(Op::CallMethod { object, name, .. }) => {
            matches!(
                function.name(*name),
                "items" | "keys" | "iteritems" | "lists"
            ) && is_whole_body(function, *object)
        }
        _ => false,
    }
}
