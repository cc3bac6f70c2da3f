//! Where constants stand, and the names that their places give them.

use std::collections::BTreeMap;

use assay_python::ir::{Arg, ArgKind, CmpOp, Const, Function as Ir, Op, Reg};
use assay_source::Range;

use crate::check::Function;

/// A constant text and the name of its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// The variable, attribute, key, keyword or parameter; `None` if there is none.
    pub(super) name: Option<&'a str>,
    /// The constant.
    pub(super) text: &'a str,
    /// Where it stands.
    pub(super) range: Range,
    /// It stands in a dictionary that explains something to people, beside a `description` or a `label`.
    pub(super) described: bool,
}

/// Keys of dictionaries that explain something to people.
const EXPLAINING: [&str; 8] = [
    "description",
    "label",
    "help",
    "help_text",
    "placeholder",
    "example",
    "examples",
    "connection_examples",
];

/// A constant text, and where it stands.
type Text<'a> = (&'a str, Range);

/// Every constant text of a function, once for each name it gets, or once without.
pub(super) fn sites(function: Function<'_>) -> Vec<Site<'_>> {
    let texts = texts(function.ir);
    let finder = Finder {
        function,
        texts: &texts,
    };
    let mut sites = Vec::new();
    for instruction in function.instructions() {
        finder.visit(&instruction.op, &mut sites);
    }
    let named: std::collections::BTreeSet<Range> = sites.iter().map(|site| site.range).collect();
    let unnamed = texts
        .values()
        .flatten()
        .filter(|(_, range)| !named.contains(range));
    sites.extend(unnamed.map(|(text, range)| Site {
        name: None,
        text,
        range: *range,
        described: false,
    }));
    sites
}

/// The constant texts that a register may hold: directly, or copied once from a temporary.
fn texts(function: &Ir) -> BTreeMap<Reg, Vec<Text<'_>>> {
    let mut texts: BTreeMap<Reg, Vec<Text<'_>>> = BTreeMap::new();
    for instruction in function.blocks.iter().flat_map(|block| &block.instrs) {
        if let Op::Const { dst, value } = &instruction.op
            && let Some(text) = text_of(value)
        {
            texts
                .entry(*dst)
                .or_default()
                .push((text, instruction.range));
        }
    }
    texts
}

fn text_of(value: &Const) -> Option<&str> {
    match value {
        Const::Str(text) => Some(text),
        Const::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        Const::None | Const::Ellipsis | Const::Bool(_) | Const::Int(_) | Const::Number(_) => None,
    }
}

/// Finds the names that the operations of a function give to constants.
struct Finder<'a, 't> {
    function: Function<'a>,
    texts: &'t BTreeMap<Reg, Vec<Text<'a>>>,
}

impl<'a> Finder<'a, '_> {
    fn texts(&self, register: Reg) -> &[Text<'a>] {
        self.texts.get(&register).map_or(&[], Vec::as_slice)
    }

    /// The text of a register that holds one constant, such as the key of an item.
    fn only_text(&self, register: Reg) -> Option<&'a str> {
        match self.texts(register) {
            [(text, _)] => Some(text),
            _ => None,
        }
    }

    fn push(&self, name: Option<&'a str>, register: Reg, sites: &mut Vec<Site<'a>>) {
        if let Some(name) = name {
            let texts = self.texts(register).iter();
            sites.extend(texts.map(|(text, range)| Site {
                name: Some(name),
                text,
                range: *range,
                described: false,
            }));
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other operations give no name"
    )]
    fn visit(&self, op: &'a Op, sites: &mut Vec<Site<'a>>) {
        match op {
            Op::Const { dst, .. } => self.push(self.function.local_name(*dst), *dst, sites),
            Op::Copy { dst, src } => self.push(self.function.local_name(*dst), *src, sites),
            Op::StoreGlobal { name, src }
            | Op::StoreEnv { name, src, .. }
            | Op::SetAttr { name, src, .. } => {
                self.push(Some(self.function.name(*name)), *src, sites);
            }
            Op::SetItem { key, src, .. } => self.push(self.only_text(*key), *src, sites),
            Op::Dict { entries, .. } => {
                let first = sites.len();
                for (key, value) in entries {
                    self.push(key.and_then(|key| self.only_text(key)), *value, sites);
                }
                let explains = entries
                    .iter()
                    .filter_map(|(key, _)| self.only_text((*key)?))
                    .any(|key| EXPLAINING.contains(&key));
                for site in sites.iter_mut().skip(first) {
                    site.described = explains;
                }
            }
            Op::MakeFunction {
                function, defaults, ..
            } => {
                let Some(made) = self.function.module.functions.get(function.0 as usize) else {
                    return;
                };
                for (position, value) in defaults {
                    let name = made
                        .params
                        .get(*position as usize)
                        .map(|param| self.function.name(param.name));
                    self.push(name, *value, sites);
                }
            }
            Op::Call { args, .. } | Op::CallMethod { args, .. } => self.visit_call(args, sites),
            Op::Compare {
                op: CmpOp::Eq | CmpOp::NotEq,
                left,
                right,
                ..
            } => {
                self.push(self.last_name(*left), *right, sites);
                self.push(self.last_name(*right), *left, sites);
            }
            _ => {}
        }
    }

    /// Keywords name their values; a constant first argument names the second or the `default`,
    /// as in `os.environ.get("SECRET_KEY", "dev")` and `option("--password", default="x")`.
    fn visit_call(&self, args: &'a [Arg], sites: &mut Vec<Site<'a>>) {
        let setting = args
            .first()
            .filter(|first| first.kind == ArgKind::Positional)
            .and_then(|first| self.only_text(first.value));
        let setting = setting.filter(|name| !name.contains(char::is_whitespace));
        for (argument, position) in args.iter().zip(0..) {
            match argument.kind {
                ArgKind::Keyword(name) => match self.function.name(name) {
                    "default" | "fallback" => self.push(setting, argument.value, sites),
                    name => self.push(Some(name), argument.value, sites),
                },
                ArgKind::Positional if position == 1 => self.push(setting, argument.value, sites),
                ArgKind::Positional | ArgKind::Star | ArgKind::DoubleStar => {}
            }
        }
    }

    /// The last name of an expression: `form.password`, `data["password"]`, `password`.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other operations have no name"
    )]
    fn last_name(&self, register: Reg) -> Option<&'a str> {
        if let Some(name) = self.function.local_name(register) {
            return Some(name);
        }
        match self.function.value(register).op()? {
            Op::Attr { name, .. } | Op::LoadGlobal { name, .. } | Op::LoadEnv { name, .. } => {
                Some(self.function.name(*name))
            }
            Op::Item { key, .. } => self.only_text(*key),
            // `request.form.get("password")`.
            Op::CallMethod { args, .. } => self.only_text(args.first()?.value),
            Op::Copy { src, .. } => self.function.local_name(*src),
            _ => None,
        }
    }
}
