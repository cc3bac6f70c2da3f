//! Rows and objects that are turned into a mapping with all they have, and those of them that hold a secret.
//!
//! ```python
//! model_to_dict(person)
//! dataclasses.asdict(person)
//! {column.key: getattr(person, column.key) for column in person.__table__.columns}
//! ```

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::{BTreeMap, BTreeSet};

use assay_scan::check::ir::{Arg, ArgKind, End, FunctionKind, Instr, Op, Reg};
use assay_scan::check::{Context, Function};

/// Functions that make a mapping of all that an object has.
const WHOLE: [&str; 3] = ["asdict", "model_to_dict", "vars"];

/// Methods that make one of what they are called on.
const METHODS: [&str; 3] = ["_asdict", "model_dump", "model_dump_json"];

/// How many values are looked at.
const REGISTERS: usize = 64;

/// Last words of names of hashes.
const HASHES: [&str; 3] = ["digest", "hash", "hashed"];

/// What is as secret as a password, as the first words of the name of its hash.
const HASHED: [&str; 6] = ["pass", "passcode", "passwd", "password", "pin", "pw"];

/// Other names of what nobody but the application needs.
const SECRETS: [&str; 8] = [
    "api_secret",
    "hashed_password",
    "mfa_secret",
    "otp_secret",
    "pin_code",
    "reset_token",
    "totp_secret",
    "totp_seed",
];

/// The classes of the project with a secret field, and the methods that give all fields of one.
pub(crate) struct Rows<'a> {
    classes: BTreeSet<&'a str>,
    methods: BTreeSet<&'a str>,
}

/// True for a column or field that no client should get.
pub(crate) fn is_secret(ctx: &Context<'_>, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_hash(&lower) || ctx.is_named("password", name) || SECRETS.contains(&lower.as_str())
}

/// True for the name, in lower case, of the hash of a password.
fn is_hash(lower: &str) -> bool {
    let (first, last) = lower.split_once('_').unwrap_or((lower, ""));
    HASHED.contains(&first) && HASHES.contains(&last)
        || HASHES.contains(&first) && HASHED.contains(&last)
}

/// Reads the classes of the project.
pub(crate) fn rows<'a>(ctx: &Context<'a>) -> Rows<'a> {
    let bodies = ctx
        .functions()
        .filter(|body| body.ir.kind == FunctionKind::ClassBody);
    let holds_secret = |body: &Function<'a>| {
        let class = body
            .ir
            .class
            .and_then(|class| body.module.classes.get(class.0 as usize));
        let fields = class
            .into_iter()
            .flat_map(|class| class.fields.iter().map(|field| field.name));
        let assigned = body.ir.exports.iter().map(|(name, _)| *name);
        let mut names = fields.chain(assigned).map(|name| body.name(name));
        names.any(|name| is_secret(ctx, name))
    };
    let classes = bodies
        .filter(holds_secret)
        .map(|body| body.name(body.ir.name))
        .collect();
    let mut rows = Rows {
        classes,
        methods: BTreeSet::new(),
    };
    // Another method of the same name may be the one that is called.
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    for method in ctx.functions().filter(|method| is_method(*method)) {
        let mut returned = method.returns().peekable();
        let gives_all =
            returned.peek().is_some() && returned.all(|(register, _)| rows.has(method, register));
        *known.entry(method.name(method.ir.name)).or_insert(true) &= gives_all;
    }
    rows.methods = known
        .into_iter()
        .filter_map(|(name, gives_all)| gives_all.then_some(name))
        .collect();
    rows
}

impl Rows<'_> {
    /// True if a whole row or object with a secret goes into a value.
    pub(crate) fn has(&self, function: Function<'_>, register: Reg) -> bool {
        let mut made = function.instructions().filter_map(|instruction| {
            let (object, result) = self.whole(function, &instruction.op)?;
            self.is_secret(function, object).then_some(result)
        });
        made.any(|result| goes_into(function, result, register))
            || every(function).any(|filled| {
                columns_of(function, &filled)
                    .is_some_and(|object| self.is_secret(function, Some(object)))
                    && goes_into(function, filled.container, register)
            })
    }

    /// What is turned into a mapping, and the mapping.
    fn whole(&self, function: Function<'_>, op: &Op) -> Option<(Option<Reg>, Reg)> {
        let is_plain = |args: &[Arg]| matches!(args, [only] if only.kind == ArgKind::Positional);
        match op {
            Op::Call {
                callee, args, dst, ..
            } if is_plain(args) && WHOLE.contains(&function.callee_name(*callee)?) => {
                Some((Some(args.first()?.value), *dst))
            }
            Op::CallMethod {
                object,
                name,
                args,
                dst,
                ..
            } => {
                let name = function.name(*name);
                if is_plain(args) && WHOLE.contains(&name) {
                    return Some((Some(args.first()?.value), *dst));
                }
                if args.is_empty() && METHODS.contains(&name) {
                    return Some((Some(*object), *dst));
                }
                (args.is_empty() && self.methods.contains(name)).then_some((None, *dst))
            }
            Op::Attr { object, name, dst } if function.name(*name) == "__dict__" => {
                Some((Some(*object), *dst))
            }
            // `{"name": self.name, "pw_hash": self.pw_hash}`
            Op::Dict { entries, dst } => {
                let is_told = |(_, value): &(Option<Reg>, Reg)| match function.made_by(*value) {
                    Some(Op::Attr { name, .. }) => {
                        is_hash(&function.name(*name).to_ascii_lowercase())
                    }
                    _ => false,
                };
                entries.iter().any(is_told).then_some((None, *dst))
            }
            _ => None,
        }
    }

    /// True for an object whose class has a secret field, as far as its expression or the method around it tells.
    fn is_secret(&self, function: Function<'_>, object: Option<Reg>) -> bool {
        let Some(object) = object else {
            return true;
        };
        let mut words = function.words(object);
        // `for person in Person.select()`
        for block in &function.ir.blocks {
            if let End::Next { iterator, dst, .. } = block.end
                && function.is_made_of(object, dst)
            {
                words.extend(function.words(iterator));
            }
        }
        let own = words.contains("self").then(|| {
            let mut names = function.ir.qualname.rsplit('.');
            names.nth(1).unwrap_or_default()
        });
        words
            .iter()
            .copied()
            .chain(own)
            .any(|word| self.classes.contains(word))
    }
}

/// True if one value goes into another, also through displays and what is added to containers.
pub(crate) fn goes_into(function: Function<'_>, part: Reg, whole: Reg) -> bool {
    let mut work = vec![whole];
    let mut seen = BTreeSet::new();
    while let Some(register) = work.pop() {
        if seen.len() > REGISTERS || !seen.insert(register) {
            continue;
        }
        if function.is_made_of(register, part) {
            return true;
        }
        if let Some(op @ (Op::Dict { .. } | Op::Sequence { .. })) = function.made_by(register) {
            work.extend(op.reads());
        }
        let added = function.instructions().filter_map(added);
        work.extend(
            added
                .filter(|(container, _)| function.is_made_of(register, *container))
                .map(|(_, value)| value),
        );
    }
    false
}

/// The container that an instruction fills, and what it adds.
fn added(instruction: &Instr) -> Option<(Reg, Reg)> {
    match &instruction.op {
        Op::Append {
            container, value, ..
        } => Some((*container, *value)),
        Op::SetItem { object, src, .. } => Some((*object, *src)),
        _ => None,
    }
}

/// The row whose columns all go into a mapping: `{c.key: getattr(row, c.key) for c in row.__table__.columns}`.
fn columns_of(function: Function<'_>, filled: &Every) -> Option<Reg> {
    let words = function.words(filled.iterator);
    if !words.contains("columns") || !words.contains("__table__") && !words.contains("inspect") {
        return None;
    }
    match function.made_by(filled.value)? {
        Op::Call { callee, args, .. } if function.callee_name(*callee) == Some("getattr") => {
            Some(args.first()?.value)
        }
        _ => None,
    }
}

/// A loop or comprehension that leaves nothing out.
pub(crate) struct Every {
    /// What is filled.
    pub(crate) container: Reg,
    /// What it goes over.
    pub(crate) iterator: Reg,
    /// What it adds.
    pub(crate) value: Reg,
}

/// Loops and comprehensions without a condition, or with one that asks for settings: `if name.isupper()`.
pub(crate) fn every(function: Function<'_>) -> impl Iterator<Item = Every> + use<'_> {
    let blocks = &function.ir.blocks;
    blocks.iter().filter_map(move |block| {
        let End::Next { iterator, body, .. } = &block.end else {
            return None;
        };
        let mut inside = blocks.get(body.0 as usize)?;
        if let End::Branch {
            condition, then, ..
        } = &inside.end
            && let Some(Op::CallMethod { name, .. }) = function.made_by(*condition)
            && function.name(*name) == "isupper"
        {
            inside = blocks.get(then.0 as usize)?;
        }
        let mut instructions = inside.instrs.iter();
        instructions.find_map(|instruction| {
            let (container, value) = match &instruction.op {
                Op::CallMethod {
                    object, name, args, ..
                } if function.name(*name) == "append" => (*object, args.first()?.value),
                _ => added(instruction)?,
            };
            Some(Every {
                container,
                iterator: *iterator,
                value,
            })
        })
    })
}

fn is_method(function: Function<'_>) -> bool {
    let first = function.ir.params.first();
    first.is_some_and(|first| function.name(first.name) == "self")
}
