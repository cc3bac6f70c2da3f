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

mod operation;
mod words;

use std::fmt::{self, Display, Formatter, Write as _};

use crate::ir::{
    Block, End, Function, FunctionKind, Instr, Module, Name, Param, ParamKind, Reg, TypeExpr,
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
            TypeExpr::Literal => "literal".to_owned(),
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
            End::Return(value, _) => format!("return {}", self.reg(*value)),
            End::Raise(Some(value)) => format!("raise {}", self.reg(*value)),
            End::Raise(None) => "raise".to_owned(),
            End::Unreachable => "unreachable".to_owned(),
        }
    }

    fn instr(&self, instr: &Instr) -> String {
        match instr.op.destination() {
            Some(dst) => format!("{} = {}", self.reg(dst), self.operation(&instr.op)),
            None => self.operation(&instr.op),
        }
    }
}
