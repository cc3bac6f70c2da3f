//! Single operations as text.

use crate::ir::{Arg, ArgKind, Op, Part, SequenceKind, Test};

use super::Printer;
use super::words::{binary, comparison, constant, decorator, unary};

impl Printer<'_> {
    /// What an instruction computes, or does if it has no destination.
    #[expect(clippy::too_many_lines, reason = "one arm for each operation")]
    pub(super) fn operation(&self, op: &Op) -> String {
        match op {
            Op::Unknown { .. } => "unknown".to_owned(),
            Op::Const { value, .. } => constant(value),
            Op::Copy { src, .. } => self.reg(*src),
            Op::LoadGlobal { name, .. } => format!("global {}", self.name(*name)),
            Op::LoadEnv { depth, name, .. } => format!("env {depth} {}", self.name(*name)),
            Op::Import {
                import, bind_top, ..
            } => self.import(*import, *bind_top),
            Op::Attr { object, name, .. } => format!("{}.{}", self.reg(*object), self.name(*name)),
            Op::Item { object, key, .. } => format!("{}[{}]", self.reg(*object), self.reg(*key)),
            Op::Slice {
                object,
                lower,
                upper,
                step,
                ..
            } => format!(
                "{}[{}:{}:{}]",
                self.reg(*object),
                self.optional(*lower),
                self.optional(*upper),
                self.optional(*step)
            ),
            Op::Call {
                callee, args, kind, ..
            } => {
                format!(
                    "{}{}({})",
                    decorator(*kind),
                    self.reg(*callee),
                    self.args(args)
                )
            }
            Op::CallMethod {
                object,
                name,
                args,
                kind,
                ..
            } => format!(
                "{}{}.{}({})",
                decorator(*kind),
                self.reg(*object),
                self.name(*name),
                self.args(args)
            ),
            Op::Binary {
                op,
                left,
                right,
                in_place,
                ..
            } => format!(
                "{} {}{} {}",
                self.reg(*left),
                binary(*op),
                if *in_place { "=" } else { "" },
                self.reg(*right)
            ),
            Op::Compare {
                op, left, right, ..
            } => {
                format!(
                    "{} {} {}",
                    self.reg(*left),
                    comparison(*op),
                    self.reg(*right)
                )
            }
            Op::Unary { op, operand, .. } => format!("{} {}", unary(*op), self.reg(*operand)),
            Op::Logical {
                and, left, right, ..
            } => {
                let word = if *and { "and" } else { "or" };
                format!("{} {word} {}", self.reg(*left), self.reg(*right))
            }
            Op::Format { parts, .. } => self.format(parts),
            Op::Sequence { kind, elements, .. } => {
                let word = match kind {
                    SequenceKind::List => "list",
                    SequenceKind::Tuple => "tuple",
                    SequenceKind::Set => "set",
                    SequenceKind::Generator => "generator",
                };
                let elements: Vec<String> = elements
                    .iter()
                    .map(|element| {
                        format!(
                            "{}{}",
                            if element.star { "*" } else { "" },
                            self.reg(element.value)
                        )
                    })
                    .collect();
                format!("{word} ({})", elements.join(", "))
            }
            Op::Dict { entries, .. } => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| match key {
                        Some(key) => format!("{}: {}", self.reg(*key), self.reg(*value)),
                        None => format!("**{}", self.reg(*value)),
                    })
                    .collect();
                format!("dict ({})", entries.join(", "))
            }
            Op::Iter { src, .. } => format!("iter {}", self.reg(*src)),
            Op::MakeFunction {
                function, defaults, ..
            } => {
                let defaults: Vec<String> = defaults
                    .iter()
                    .map(|(index, value)| format!("{index}={}", self.reg(*value)))
                    .collect();
                format!("function {}({})", function.0, defaults.join(", "))
            }
            Op::MakeClass {
                class,
                bases,
                keywords,
                ..
            } => {
                let mut parts: Vec<String> = bases.iter().map(|&base| self.reg(base)).collect();
                parts.extend(
                    keywords
                        .iter()
                        .map(|&(name, value)| format!("{}={}", self.name(name), self.reg(value))),
                );
                format!("class {}({})", class.0, parts.join(", "))
            }
            Op::Await { src, .. } => format!("await {}", self.reg(*src)),
            Op::Yield { src, .. } => format!("yield {}", self.reg(*src)),
            Op::YieldFrom { src, .. } => format!("yield from {}", self.reg(*src)),
            Op::Enter { src, .. } => format!("enter {}", self.reg(*src)),
            Op::Catch { types, .. } => match types {
                Some(types) => format!("catch {}", self.reg(*types)),
                None => "catch".to_owned(),
            },
            Op::Test { subject, test, .. } => match test {
                Test::Sequence { len, open } => {
                    format!(
                        "{} is sequence {len}{}",
                        self.reg(*subject),
                        if *open { "+" } else { "" }
                    )
                }
                Test::Mapping(keys) => {
                    format!(
                        "{} is mapping ({})",
                        self.reg(*subject),
                        self.regs(keys.iter().copied())
                    )
                }
                Test::Instance(class) => {
                    format!("{} is instance {}", self.reg(*subject), self.reg(*class))
                }
            },
            Op::StoreGlobal { name, src } => {
                format!("global {} = {}", self.name(*name), self.reg(*src))
            }
            Op::StoreEnv { depth, name, src } => {
                format!("env {depth} {} = {}", self.name(*name), self.reg(*src))
            }
            Op::Delete { reg } => format!("del {}", self.reg(*reg)),
            Op::SetAttr { object, name, src } => {
                format!(
                    "{}.{} = {}",
                    self.reg(*object),
                    self.name(*name),
                    self.reg(*src)
                )
            }
            Op::DelAttr { object, name } => {
                format!("del {}.{}", self.reg(*object), self.name(*name))
            }
            Op::SetItem { object, key, src } => {
                format!(
                    "{}[{}] = {}",
                    self.reg(*object),
                    self.reg(*key),
                    self.reg(*src)
                )
            }
            Op::DelItem { object, key } => format!("del {}[{}]", self.reg(*object), self.reg(*key)),
            Op::SetSlice { object, src } => {
                format!("{}[:] = {}", self.reg(*object), self.reg(*src))
            }
            Op::Append {
                container,
                key,
                value,
            } => match key {
                Some(key) => format!(
                    "append {} {}: {}",
                    self.reg(*container),
                    self.reg(*key),
                    self.reg(*value)
                ),
                None => format!("append {} {}", self.reg(*container), self.reg(*value)),
            },
            Op::Unpack { targets, star, src } => {
                let targets: Vec<String> = targets
                    .iter()
                    .enumerate()
                    .map(|(index, &target)| {
                        let starred = star.is_some_and(|star| star as usize == index);
                        format!("{}{}", if starred { "*" } else { "" }, self.reg(target))
                    })
                    .collect();
                format!("{} = unpack {}", targets.join(", "), self.reg(*src))
            }
            Op::Exit { src } => format!("exit {}", self.reg(*src)),
            Op::Annotate { reg, annotation } => {
                format!("{}: {}", self.reg(*reg), self.annotation(annotation))
            }
            Op::Assert { condition } => format!("assert {}", self.reg(*condition)),
        }
    }

    fn import(&self, import: u32, bind_top: bool) -> String {
        let Some(import) = self.module.imports.get(import as usize) else {
            return "import ?".to_owned();
        };
        let dots = ".".repeat(import.level as usize);
        match &import.name {
            Some(name) => format!("from {dots}{} import {name}", import.module),
            None if bind_top => format!("import top of {}", import.module),
            None => format!("import {}", import.module),
        }
    }

    fn args(&self, args: &[Arg]) -> String {
        let args: Vec<String> = args
            .iter()
            .map(|arg| match arg.kind {
                ArgKind::Positional => self.reg(arg.value),
                ArgKind::Keyword(name) => format!("{}={}", self.name(name), self.reg(arg.value)),
                ArgKind::Star => format!("*{}", self.reg(arg.value)),
                ArgKind::DoubleStar => format!("**{}", self.reg(arg.value)),
            })
            .collect();
        args.join(", ")
    }

    fn format(&self, parts: &[Part]) -> String {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => format!("{text:?}"),
                Part::Value {
                    value,
                    conversion,
                    spec,
                    ..
                } => {
                    let conversion =
                        conversion.map_or_else(String::new, |letter| format!("!{letter}"));
                    let spec = spec
                        .as_ref()
                        .map_or_else(String::new, |spec| format!(":{spec}"));
                    format!("{{{}{conversion}{spec}}}", self.reg(*value))
                }
            })
            .collect();
        format!("format {}", parts.join(" "))
    }
}
