//! The intermediate representation as text, for tests and for people.
//!
//! A named register is printed as its name, a temporary as `%` and its number:
//!
//! ```text
//! def area(width, height=)
//!   0:
//!     %2 = width * height
//!     return %2
//! ```

use std::fmt::{self, Display, Formatter, Write as _};

use crate::ir::{
    Arg, ArgKind, BinOp, Block, CallKind, CmpOp, Const, End, Function, FunctionKind, Instr, Module,
    Name, Op, Param, ParamKind, Part, Reg, SequenceKind, Test, TypeExpr, UnaryOp,
};

/// A module as text.
pub fn dump(module: &Module) -> String {
    module.to_string()
}

impl Display for Module {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, function) in self.functions.iter().enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            let printer = Printer {
                module: self,
                function,
                index,
            };
            write!(f, "{printer}")?;
        }
        if let Some(exports) = &self.exports {
            let names: Vec<&str> = exports.iter().map(|&name| text(self, name)).collect();
            writeln!(f, "\nall {}", names.join(" "))?;
        }
        Ok(())
    }
}

fn text(module: &Module, name: Name) -> &str {
    module.names.get(name.0 as usize).map_or("?", |text| text)
}

struct Printer<'a> {
    module: &'a Module,
    function: &'a Function,
    index: usize,
}

impl Display for Printer<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let function = self.function;
        let kind = match function.kind {
            FunctionKind::Module => "module",
            FunctionKind::ClassBody => "class",
            FunctionKind::Def => "def",
            FunctionKind::AsyncDef => "async def",
            FunctionKind::Lambda => "lambda",
        };
        write!(f, "{kind} {}", function.qualname)?;
        if !matches!(
            function.kind,
            FunctionKind::Module | FunctionKind::ClassBody
        ) {
            let params: Vec<String> = function
                .params
                .iter()
                .map(|param| self.param(param))
                .collect();
            write!(f, "({})", params.join(", "))?;
        }
        if let Some(returns) = &function.returns {
            write!(f, " -> {}", self.annotation(returns))?;
        }
        if function.is_generator {
            f.write_str(" yields")?;
        }
        f.write_char('\n')?;
        if !function.captured.is_empty() {
            let names: Vec<&str> = function
                .captured
                .iter()
                .map(|&name| self.name(name))
                .collect();
            writeln!(f, "  captured {}", names.join(" "))?;
        }
        for class in self
            .module
            .classes
            .iter()
            .filter(|class| class.body.0 as usize == self.index)
        {
            for field in &class.fields {
                let default = if field.has_default { " =" } else { "" };
                writeln!(
                    f,
                    "  field {}: {}{default}",
                    self.name(field.name),
                    self.annotation(&field.annotation)
                )?;
            }
        }
        if !function.exports.is_empty() {
            let names: Vec<&str> = function
                .exports
                .iter()
                .map(|&(name, _)| self.name(name))
                .collect();
            writeln!(f, "  exports {}", names.join(" "))?;
        }
        for (index, block) in function.blocks.iter().enumerate() {
            self.block(f, index, block)?;
        }
        Ok(())
    }
}

impl Printer<'_> {
    fn name(&self, name: Name) -> &str {
        text(self.module, name)
    }

    /// A register: its name, with its number if another one has the same name, or `%` and the number.
    fn reg(&self, reg: Reg) -> String {
        let Some(&name) = self.function.locals.get(reg.0 as usize) else {
            return format!("%{}", reg.0);
        };
        let first = self.function.locals.iter().position(|&other| other == name);
        if first == Some(reg.0 as usize) {
            self.name(name).to_owned()
        } else {
            format!("{}.{}", self.name(name), reg.0)
        }
    }

    fn regs(&self, regs: impl IntoIterator<Item = Reg>) -> String {
        let regs: Vec<String> = regs.into_iter().map(|reg| self.reg(reg)).collect();
        regs.join(", ")
    }

    fn optional(&self, reg: Option<Reg>) -> String {
        reg.map_or_else(String::new, |reg| self.reg(reg))
    }

    fn param(&self, param: &Param) -> String {
        let stars = match param.kind {
            ParamKind::VarArgs => "*",
            ParamKind::KwArgs => "**",
            ParamKind::PositionalOnly | ParamKind::Regular | ParamKind::KeywordOnly => "",
        };
        let marker = match param.kind {
            ParamKind::PositionalOnly => " /",
            ParamKind::KeywordOnly => " *",
            ParamKind::Regular | ParamKind::VarArgs | ParamKind::KwArgs => "",
        };
        let annotation = param
            .annotation
            .as_ref()
            .map_or_else(String::new, |annotation| {
                format!(": {}", self.annotation(annotation))
            });
        let default = if param.has_default { "=" } else { "" };
        format!(
            "{stars}{}{annotation}{default}{marker}",
            self.name(param.name)
        )
    }

    fn annotation(&self, annotation: &TypeExpr) -> String {
        let list = |members: &[TypeExpr], separator: &str| {
            let members: Vec<String> = members
                .iter()
                .map(|member| self.annotation(member))
                .collect();
            members.join(separator)
        };
        match annotation {
            TypeExpr::Path(parts) => {
                let parts: Vec<&str> = parts.iter().map(|&part| self.name(part)).collect();
                parts.join(".")
            }
            TypeExpr::Generic(base, arguments) => {
                format!("{}[{}]", self.annotation(base), list(arguments, ", "))
            }
            TypeExpr::Union(members) => format!("({})", list(members, " | ")),
            TypeExpr::Other => "?".to_owned(),
        }
    }

    fn block(&self, f: &mut Formatter<'_>, index: usize, block: &Block) -> fmt::Result {
        write!(f, "  {index}:")?;
        if let Some(handler) = block.handler {
            write!(f, " handler {}", handler.0)?;
        }
        f.write_char('\n')?;
        for instr in &block.instrs {
            writeln!(f, "    {}", self.instr(instr))?;
        }
        writeln!(f, "    {}", self.end(&block.end))
    }

    fn end(&self, end: &End) -> String {
        match end {
            End::Jump(target) => format!("jump {}", target.0),
            End::Branch {
                condition,
                then,
                otherwise,
            } => format!(
                "if {} then {} else {}",
                self.reg(*condition),
                then.0,
                otherwise.0
            ),
            End::Next {
                dst,
                iterator,
                body,
                done,
            } => format!(
                "{} = next {} then {} else {}",
                self.reg(*dst),
                self.reg(*iterator),
                body.0,
                done.0
            ),
            End::Return(value) => format!("return {}", self.reg(*value)),
            End::Raise(Some(value)) => format!("raise {}", self.reg(*value)),
            End::Raise(None) => "raise".to_owned(),
            End::Unreachable => "unreachable".to_owned(),
        }
    }

    fn instr(&self, instr: &Instr) -> String {
        match instr.op.destination() {
            Some(dst) => format!("{} = {}", self.reg(dst), self.value(&instr.op)),
            None => self.effect(&instr.op),
        }
    }

    /// What an instruction with a destination computes.
    fn value(&self, op: &Op) -> String {
        match op {
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
            _ => "unknown".to_owned(),
        }
    }

    /// What an instruction without a destination does.
    fn effect(&self, op: &Op) -> String {
        match op {
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
            _ => "unknown".to_owned(),
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

const fn decorator(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Plain => "",
        CallKind::Decorator => "@",
    }
}

fn constant(value: &Const) -> String {
    match value {
        Const::None => "None".to_owned(),
        Const::Ellipsis => "...".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Int(value) => value.to_string(),
        Const::Number(text) => text.to_string(),
        Const::Str(text) => format!("{text:?}"),
        Const::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
    }
}

const fn binary(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::Div => "/",
        BinOp::FloorDiv => "//",
        BinOp::Mod => "%",
        BinOp::Pow => "**",
        BinOp::MatMul => "@",
        BinOp::LShift => "<<",
        BinOp::RShift => ">>",
        BinOp::BitOr => "|",
        BinOp::BitXor => "^",
        BinOp::BitAnd => "&",
    }
}

const fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        CmpOp::Is => "is",
        CmpOp::IsNot => "is not",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}

const fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "not",
        UnaryOp::Neg => "-",
        UnaryOp::Pos => "+",
        UnaryOp::Invert => "~",
    }
}
