//! The inside of a statement tag: what it says, without its body.

use crate::expression::{Reader, Wrong};
use crate::tree::{Expression, Ident, NodeKind, Parameter};

/// A statement tag, understood.
#[derive(Debug)]
pub(crate) enum Statement {
    /// Stands by itself.
    Whole(NodeKind),
    /// Puts out a value.
    Print(Expression),
    /// Begins a body.
    Open(Opening),
    /// Goes on with another body of the same statement.
    Turn(Turn),
    /// Ends a body.
    Close(Ending),
    /// Not a statement of Jinja.
    Unknown,
}

/// What begins a body.
#[derive(Debug)]
pub(crate) enum Opening {
    Macro {
        name: Ident,
        parameters: Vec<Parameter>,
    },
    Call {
        parameters: Vec<Parameter>,
        call: Expression,
    },
    Block {
        name: Ident,
        scoped: bool,
        required: bool,
    },
    SetBlock {
        target: Expression,
        filter: Option<Expression>,
    },
    For {
        target: Expression,
        iterable: Expression,
        filter: Option<Expression>,
        recursive: bool,
    },
    If(Expression),
    Filter(Expression),
    With(Vec<(Expression, Expression)>),
    Autoescape(Expression),
    Trans(Vec<(Ident, Option<Expression>)>),
}

/// What ends one body and begins the next.
#[derive(Debug)]
pub(crate) enum Turn {
    Elif(Expression),
    Else,
    Pluralize,
}

/// Which statement an end belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Macro,
    Call,
    Block,
    Set,
    For,
    If,
    Filter,
    With,
    Autoescape,
    Trans,
}

impl Ending {
    /// The end tag with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "endmacro" => Self::Macro,
            "endcall" => Self::Call,
            "endblock" => Self::Block,
            "endset" => Self::Set,
            "endfor" => Self::For,
            "endif" => Self::If,
            "endfilter" => Self::Filter,
            "endwith" => Self::With,
            "endautoescape" => Self::Autoescape,
            "endtrans" => Self::Trans,
            _ => return None,
        })
    }
}

/// Reads the tag after its first word.
pub(crate) fn read(word: &str, reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let statement = match word {
        "extends" => Statement::Whole(NodeKind::Extends(reader.expression()?)),
        "include" => include(reader)?,
        "import" => import(reader)?,
        "from" => from_import(reader)?,
        "macro" => {
            let name = reader.ident()?;
            Statement::Open(Opening::Macro {
                name,
                parameters: parameters(reader)?,
            })
        }
        "call" => {
            let parameters = if reader.is_operator("(") {
                parameters(reader)?
            } else {
                Vec::new()
            };
            Statement::Open(Opening::Call {
                parameters,
                call: reader.expression()?,
            })
        }
        "block" => block(reader)?,
        "set" => set(reader)?,
        "for" => for_loop(reader)?,
        "if" => Statement::Open(Opening::If(reader.expressions_without_condition(&[])?)),
        "elif" => Statement::Turn(Turn::Elif(reader.expressions_without_condition(&[])?)),
        "else" => Statement::Turn(Turn::Else),
        "pluralize" => {
            if !reader.at_end() {
                reader.ident()?;
            }
            Statement::Turn(Turn::Pluralize)
        }
        "filter" => Statement::Open(Opening::Filter(reader.filters(None)?)),
        "with" => with(reader)?,
        "autoescape" => Statement::Open(Opening::Autoescape(reader.expression()?)),
        "trans" => trans(reader)?,
        "do" => Statement::Whole(NodeKind::Do(reader.expressions()?)),
        "print" => Statement::Print(reader.expressions()?),
        "break" => Statement::Whole(NodeKind::Break),
        "continue" => Statement::Whole(NodeKind::Continue),
        "debug" => Statement::Whole(NodeKind::Debug),
        _ => match Ending::named(word) {
            Some(ending) => {
                if ending == Ending::Block && !reader.at_end() {
                    reader.ident()?;
                }
                Statement::Close(ending)
            }
            None => return Ok(Statement::Unknown),
        },
    };
    // As in Python, a colon may end the line.
    reader.skip_operator(":");
    if reader.at_end() {
        Ok(statement)
    } else {
        Err(reader.wrong("the end of the tag is expected"))
    }
}

fn parameters(reader: &mut Reader<'_>) -> Result<Vec<Parameter>, Wrong> {
    reader.expect_operator("(", "`(` is expected")?;
    let mut parameters = Vec::new();
    while !reader.skip_operator(")") {
        let name = reader.ident()?;
        let default = if reader.skip_operator("=") {
            Some(reader.expression()?)
        } else {
            None
        };
        parameters.push(Parameter { name, default });
        if !reader.skip_operator(",") && !reader.is_operator(")") {
            return Err(reader.wrong("`,` is expected"));
        }
    }
    Ok(parameters)
}

/// `with context`, `without context`, or what is usual.
fn context(reader: &mut Reader<'_>, usual: bool) -> bool {
    if reader.name_at(1) == Some("context") {
        if reader.skip_name("with") {
            reader.skip_name("context");
            return true;
        }
        if reader.skip_name("without") {
            reader.skip_name("context");
            return false;
        }
    }
    usual
}

fn include(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let template = reader.expression()?;
    let ignore_missing = reader.is_name("ignore") && reader.name_at(1) == Some("missing");
    if ignore_missing {
        reader.skip_name("ignore");
        reader.skip_name("missing");
    }
    let with_context = context(reader, true);
    Ok(Statement::Whole(NodeKind::Include {
        template,
        ignore_missing,
        with_context,
    }))
}

fn import(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let template = reader.expression()?;
    reader.expect_name("as", "`as` is expected")?;
    let target = reader.ident()?;
    let with_context = context(reader, false);
    Ok(Statement::Whole(NodeKind::Import {
        template,
        target,
        with_context,
    }))
}

fn from_import(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let template = reader.expression()?;
    reader.expect_name("import", "`import` is expected")?;
    let mut names = Vec::new();
    let mut with_context = false;
    while !reader.at_end() {
        if !names.is_empty() && reader.name_at(1) == Some("context") {
            with_context = context(reader, false);
            break;
        }
        let name = reader.ident()?;
        let alias = if reader.skip_name("as") {
            Some(reader.ident()?)
        } else {
            None
        };
        names.push((name, alias));
        if !reader.skip_operator(",") {
            with_context = context(reader, false);
            break;
        }
    }
    if names.is_empty() {
        return Err(reader.wrong("a name is expected"));
    }
    Ok(Statement::Whole(NodeKind::FromImport {
        template,
        names,
        with_context,
    }))
}

fn block(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let name = reader.ident()?;
    let (mut scoped, mut required) = (false, false);
    loop {
        if reader.skip_name("scoped") {
            scoped = true;
        } else if reader.skip_name("required") {
            required = true;
        } else {
            return Ok(Statement::Open(Opening::Block {
                name,
                scoped,
                required,
            }));
        }
    }
}

fn set(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let target = reader.target()?;
    if reader.skip_operator("=") {
        let value = reader.expressions()?;
        return Ok(Statement::Whole(NodeKind::Set { target, value }));
    }
    let filter = if reader.skip_operator("|") {
        Some(reader.filters(None)?)
    } else {
        None
    };
    Ok(Statement::Open(Opening::SetBlock { target, filter }))
}

fn for_loop(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let target = reader.target()?;
    reader.expect_name("in", "`in` is expected")?;
    let iterable = reader.expressions_without_condition(&["recursive", "if"])?;
    let filter = if reader.skip_name("if") {
        Some(reader.expression()?)
    } else {
        None
    };
    let recursive = reader.skip_name("recursive");
    Ok(Statement::Open(Opening::For {
        target,
        iterable,
        filter,
        recursive,
    }))
}

fn with(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let mut bindings = Vec::new();
    while !reader.at_end() && !reader.is_operator(":") {
        if !bindings.is_empty() && !reader.skip_operator(",") {
            return Err(reader.wrong("`,` is expected"));
        }
        let target = reader.ident()?;
        let target = crate::tree::Expression {
            range: target.range,
            kind: crate::tree::ExpressionKind::Name(target.text),
            depth: 1,
        };
        reader.expect_operator("=", "`=` is expected")?;
        bindings.push((target, reader.expression()?));
    }
    Ok(Statement::Open(Opening::With(bindings)))
}

fn trans(reader: &mut Reader<'_>) -> Result<Statement, Wrong> {
    let mut bindings: Vec<(Ident, Option<Expression>)> = Vec::new();
    // A text says in which context the message stands.
    reader.skip_text();
    while !reader.at_end() && !reader.is_operator(":") {
        if !bindings.is_empty() {
            reader.skip_operator(",");
        }
        let name = reader.ident()?;
        if reader.skip_operator("=") {
            bindings.push((name, Some(reader.expression()?)));
        } else if !matches!(&*name.text, "trimmed" | "notrimmed") {
            bindings.push((name, None));
        }
    }
    Ok(Statement::Open(Opening::Trans(bindings)))
}
