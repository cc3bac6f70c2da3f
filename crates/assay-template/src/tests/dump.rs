//! A tree as text, one line for each node.

#![expect(clippy::too_many_lines, reason = "one arm for each kind of node")]

use std::fmt::Write;

use crate::tree::{
    Argument, ArgumentKind, Comparison, Expression, ExpressionKind, Node, NodeKind, Parameter,
    Template, UnaryOperator,
};

/// The tree and the problems.
pub(super) fn dump(template: &Template) -> String {
    let mut out = String::new();
    nodes(template, &template.nodes, 0, &mut out);
    for problem in &template.problems {
        let at = problem
            .range
            .map(|range| template.slice(range))
            .unwrap_or_default();
        let _ = writeln!(out, "! {} at {at:?}", problem.message);
    }
    out
}

fn nodes(template: &Template, list: &[Node], depth: usize, out: &mut String) {
    for node in list {
        one(template, node, depth, out);
    }
}

fn one(template: &Template, node: &Node, depth: usize, out: &mut String) {
    let mut line = |text: String| {
        let _ = writeln!(out, "{}{text}", "  ".repeat(depth));
    };
    let bodies: Vec<(&str, &[Node])> = match &node.kind {
        NodeKind::Text => {
            line(format!("{:?}", template.slice(node.range)));
            vec![]
        }
        NodeKind::Output { id, value } => {
            line(format!("#{} {}", id.0, expression(value)));
            vec![]
        }
        NodeKind::Extends(name) => {
            line(format!("extends {}", expression(name)));
            vec![]
        }
        NodeKind::Include {
            template,
            ignore_missing,
            with_context,
        } => {
            line(format!(
                "include {} missing={ignore_missing} context={with_context}",
                expression(template)
            ));
            vec![]
        }
        NodeKind::Import {
            template,
            target,
            with_context,
        } => {
            line(format!(
                "import {} as {} context={with_context}",
                expression(template),
                target.text
            ));
            vec![]
        }
        NodeKind::FromImport {
            template,
            names,
            with_context,
        } => {
            let names: Vec<String> = names
                .iter()
                .map(|(name, alias)| match alias {
                    Some(alias) => format!("{} as {}", name.text, alias.text),
                    None => name.text.to_string(),
                })
                .collect();
            line(format!(
                "from {} import {} context={with_context}",
                expression(template),
                names.join(", ")
            ));
            vec![]
        }
        NodeKind::Macro {
            name,
            parameters,
            body,
        } => {
            line(format!(
                "macro {}({})",
                name.text,
                parameters_of(parameters)
            ));
            vec![("", body)]
        }
        NodeKind::Call {
            id,
            parameters,
            call,
            body,
        } => {
            line(format!(
                "#{} call({}) {}",
                id.0,
                parameters_of(parameters),
                expression(call)
            ));
            vec![("", body)]
        }
        NodeKind::Block {
            name,
            scoped,
            required,
            body,
        } => {
            line(format!(
                "block {} scoped={scoped} required={required}",
                name.text
            ));
            vec![("", body)]
        }
        NodeKind::Set { target, value } => {
            line(format!(
                "set {} = {}",
                expression(target),
                expression(value)
            ));
            vec![]
        }
        NodeKind::SetBlock {
            target,
            filter,
            body,
        } => {
            line(format!(
                "set {} {}",
                expression(target),
                filter.as_ref().map(expression).unwrap_or_default()
            ));
            vec![("", body)]
        }
        NodeKind::For {
            target,
            iterable,
            filter,
            recursive,
            body,
            otherwise,
        } => {
            let filter = filter
                .as_ref()
                .map(|filter| format!(" if {}", expression(filter)))
                .unwrap_or_default();
            let recursive = if *recursive { " recursive" } else { "" };
            line(format!(
                "for {} in {}{filter}{recursive}",
                expression(target),
                expression(iterable)
            ));
            vec![("", body), ("else", otherwise)]
        }
        NodeKind::If {
            branches,
            otherwise,
        } => {
            for branch in branches {
                let _ = writeln!(
                    out,
                    "{}if {}",
                    "  ".repeat(depth),
                    expression(&branch.condition)
                );
                nodes(template, &branch.body, depth + 1, out);
            }
            vec![("else", otherwise)]
        }
        NodeKind::Filter { id, filter, body } => {
            line(format!("#{} filter {}", id.0, expression(filter)));
            vec![("", body)]
        }
        NodeKind::With { bindings, body } => {
            let bindings: Vec<String> = bindings
                .iter()
                .map(|(target, value)| format!("{} = {}", expression(target), expression(value)))
                .collect();
            line(format!("with {}", bindings.join(", ")));
            vec![("", body)]
        }
        NodeKind::Autoescape { value, body } => {
            line(format!("autoescape {}", expression(value)));
            vec![("", body)]
        }
        NodeKind::Trans {
            bindings,
            body,
            plural,
        } => {
            let bindings: Vec<String> = bindings
                .iter()
                .map(|(name, value)| match value {
                    Some(value) => format!("{} = {}", name.text, expression(value)),
                    None => name.text.to_string(),
                })
                .collect();
            line(format!("trans {}", bindings.join(", ")));
            vec![("", body), ("pluralize", plural)]
        }
        NodeKind::Do(value) => {
            line(format!("do {}", expression(value)));
            vec![]
        }
        NodeKind::Break => {
            line("break".into());
            vec![]
        }
        NodeKind::Continue => {
            line("continue".into());
            vec![]
        }
        NodeKind::Debug => {
            line("debug".into());
            vec![]
        }
        NodeKind::Unknown { name } => {
            line(format!("unknown {name}"));
            vec![]
        }
    };
    for (title, body) in bodies {
        if !title.is_empty() && !body.is_empty() {
            let _ = writeln!(out, "{}{title}", "  ".repeat(depth));
        }
        nodes(template, body, depth + 1, out);
    }
}

fn parameters_of(parameters: &[Parameter]) -> String {
    let all: Vec<String> = parameters
        .iter()
        .map(|parameter| match &parameter.default {
            Some(default) => format!("{}={}", parameter.name.text, expression(default)),
            None => parameter.name.text.to_string(),
        })
        .collect();
    all.join(", ")
}

fn arguments(list: &[Argument]) -> String {
    let all: Vec<String> = list
        .iter()
        .map(|argument| {
            let value = expression(&argument.value);
            match &argument.kind {
                ArgumentKind::Positional => value,
                ArgumentKind::Keyword(name) => format!("{}={value}", name.text),
                ArgumentKind::Star => format!("*{value}"),
                ArgumentKind::DoubleStar => format!("**{value}"),
            }
        })
        .collect();
    all.join(", ")
}

fn list(items: &[Expression], between: &str) -> String {
    items
        .iter()
        .map(expression)
        .collect::<Vec<_>>()
        .join(between)
}

/// An expression with all its parentheses.
fn expression(value: &Expression) -> String {
    match &value.kind {
        ExpressionKind::None => "none".into(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Integer(value) => value.to_string(),
        ExpressionKind::Number(text) => format!("number {text}"),
        ExpressionKind::Text(text) => format!("{text:?}"),
        ExpressionKind::Name(name) => name.to_string(),
        ExpressionKind::List(items) => format!("[{}]", list(items, ", ")),
        ExpressionKind::Tuple(items) => format!("tuple({})", list(items, ", ")),
        ExpressionKind::Dict(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|(key, value)| format!("{}: {}", expression(key), expression(value)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
        ExpressionKind::Attribute { object, name } => {
            format!("{}.{}", expression(object), name.text)
        }
        ExpressionKind::Item { object, key } => {
            format!("{}[{}]", expression(object), expression(key))
        }
        ExpressionKind::Slice { object, parts } => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    part.as_ref()
                        .map(|part| expression(part))
                        .unwrap_or_default()
                })
                .collect();
            format!("{}[{}]", expression(object), parts.join(":"))
        }
        ExpressionKind::Call {
            callee,
            arguments: list,
        } => format!("{}({})", expression(callee), arguments(list)),
        ExpressionKind::Filter {
            value,
            name,
            arguments: list,
        } => {
            format!("{}|{}({})", expression(value), name.text, arguments(list))
        }
        ExpressionKind::Test {
            value,
            name,
            arguments: list,
            negated,
        } => {
            let not = if *negated { "not " } else { "" };
            format!(
                "({} is {not}{}({}))",
                expression(value),
                name.text,
                arguments(list)
            )
        }
        ExpressionKind::Unary { operator, operand } => {
            let operator = match operator {
                UnaryOperator::Not => "not ",
                UnaryOperator::Negative => "-",
                UnaryOperator::Positive => "+",
            };
            format!("({operator}{})", expression(operand))
        }
        ExpressionKind::Binary {
            operator,
            left,
            right,
        } => {
            format!("({} {operator:?} {})", expression(left), expression(right))
        }
        ExpressionKind::Compare { first, rest } => {
            let rest: Vec<String> = rest
                .iter()
                .map(|(comparison, value)| {
                    let comparison = match comparison {
                        Comparison::Equal => "==",
                        Comparison::NotEqual => "!=",
                        Comparison::Less => "<",
                        Comparison::LessOrEqual => "<=",
                        Comparison::Greater => ">",
                        Comparison::GreaterOrEqual => ">=",
                        Comparison::In => "in",
                        Comparison::NotIn => "not in",
                    };
                    format!(" {comparison} {}", expression(value))
                })
                .collect();
            format!("({}{})", expression(first), rest.concat())
        }
        ExpressionKind::And(items) => format!("({})", list(items, " and ")),
        ExpressionKind::Or(items) => format!("({})", list(items, " or ")),
        ExpressionKind::Concat(items) => format!("({})", list(items, " ~ ")),
        ExpressionKind::Conditional {
            condition,
            value,
            otherwise,
        } => {
            let otherwise = otherwise
                .as_ref()
                .map(|otherwise| format!(" else {}", expression(otherwise)))
                .unwrap_or_default();
            format!(
                "({} if {}{otherwise})",
                expression(value),
                expression(condition)
            )
        }
        ExpressionKind::Body => "…".into(),
        ExpressionKind::Unknown => "unknown".into(),
    }
}
