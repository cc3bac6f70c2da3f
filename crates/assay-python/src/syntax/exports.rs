//! Reads a literal `__all__`.

use ruff_python_ast::{Expr, ModModule, Operator, Stmt};

/// The names in `__all__`, if all that is done to it can be read.
pub(super) fn exports(module: &ModModule) -> Option<Vec<String>> {
    let mut exports: Option<Vec<String>> = None;
    for statement in &module.body {
        match statement {
            Stmt::Assign(assign) if assign.targets.iter().any(is_all) => {
                exports = Some(texts(&assign.value)?);
            }
            Stmt::AnnAssign(assign) if is_all(&assign.target) => {
                exports = Some(texts(assign.value.as_deref()?)?);
            }
            Stmt::AugAssign(assign) if is_all(&assign.target) => {
                if assign.op != Operator::Add {
                    return None;
                }
                exports.as_mut()?.extend(texts(&assign.value)?);
            }
            Stmt::Expr(statement) => {
                if let Some((method, argument)) = method_of_all(&statement.value) {
                    let list = exports.as_mut()?;
                    match method {
                        "append" => list.push(text(argument)?),
                        "extend" => list.extend(texts(argument)?),
                        "sort" => {}
                        _ => return None,
                    }
                }
            }
            _ => {}
        }
    }
    exports
}

fn is_all(expression: &Expr) -> bool {
    matches!(expression, Expr::Name(name) if name.id.as_str() == "__all__")
}

/// `__all__.method(argument)`.
fn method_of_all(expression: &Expr) -> Option<(&str, &Expr)> {
    let Expr::Call(call) = expression else {
        return None;
    };
    let Expr::Attribute(attribute) = &*call.func else {
        return None;
    };
    if !is_all(&attribute.value) {
        return None;
    }
    let argument = call.arguments.args.first()?;
    Some((attribute.attr.as_str(), argument))
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}

/// The strings of a list, a tuple, or a sum of them.
fn texts(expression: &Expr) -> Option<Vec<String>> {
    let elements = match expression {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        Expr::Set(set) => &set.elts,
        Expr::BinOp(sum) if sum.op == Operator::Add => {
            let right = texts(&sum.right)?;
            let mut left = texts(&sum.left)?;
            left.extend(right);
            return Some(left);
        }
        _ => return None,
    };
    elements.iter().map(text).collect()
}
