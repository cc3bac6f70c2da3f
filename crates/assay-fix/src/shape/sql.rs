//! Values in a SQL statement become bound parameters.
//!
//! Only values can be bound: where a hole is a table, a column or a direction, the repair is refused,
//! because the choice from a fixed list has to be written by somebody who knows the list.

use std::collections::BTreeSet;

use assay_python::outline::{NodeId, Shape};
use assay_source::Range;

use crate::call;
use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;
use crate::words::{Assembled, Unit, What, assembled};

/// How a driver writes a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `?` and a tuple.
    Question,
    /// `%s` and a tuple.
    Percent,
    /// `:name` and a dictionary.
    Named,
    /// `$1` and further arguments.
    Dollar,
    /// `:name` in `sqlalchemy.text`.
    Text,
}

/// Drivers by the beginning of their names.
const DRIVERS: [(&str, Style); 24] = [
    ("sqlite3", Style::Question),
    ("aiosqlite", Style::Question),
    ("pysqlite", Style::Question),
    ("duckdb", Style::Question),
    ("pyodbc", Style::Question),
    ("cs50", Style::Question),
    ("psycopg2", Style::Percent),
    ("psycopg", Style::Percent),
    ("psycopg_pool", Style::Percent),
    ("pg8000.dbapi", Style::Percent),
    ("pymysql", Style::Percent),
    ("MySQLdb", Style::Percent),
    ("mysql", Style::Percent),
    ("mariadb", Style::Question),
    ("flask_mysqldb", Style::Percent),
    ("flaskext.mysql", Style::Percent),
    ("aiomysql", Style::Percent),
    ("pymssql", Style::Percent),
    ("cx_Oracle", Style::Named),
    ("oracledb", Style::Named),
    ("asyncpg", Style::Dollar),
    ("sqlalchemy.text", Style::Text),
    ("sqlalchemy.sql.text", Style::Text),
    ("flask_sqlalchemy", Style::Text),
];

pub(super) fn bound_parameters(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let positional = source.outline.positional(call);
    let Some(statement) = positional.first().copied() else {
        return Ok(None);
    };
    if case.sink().contains("executescript") || case.sink().contains("executemany") {
        return Err("several statements at once cannot have parameters".to_owned());
    }
    let style = style(case, source, call)?;
    if style != Style::Text && source.outline.arguments(call).len() > 1 {
        return Err("the call has parameters already".to_owned());
    }
    let made = made_at(source, statement)?;
    let text = assembled(source, made)?;
    let holes = holes(source, &text)?;
    if holes.is_empty() {
        return Err("no value stands in the statement itself".to_owned());
    }
    let mut edits = Vec::new();
    let mut names = BTreeSet::new();
    let mut bound = Vec::new();
    for (number, hole) in holes.iter().enumerate() {
        let name = parameter_name(source, hole.node, &mut names);
        let mark = match style {
            Style::Question => "?".to_owned(),
            Style::Percent => "%s".to_owned(),
            Style::Named | Style::Text => format!(":{name}"),
            Style::Dollar => format!("${}", number + 1),
        };
        edits.push(Edit::replace(hole.range, mark + &hole.closing));
        bound.push((name, hole.value.clone()));
    }
    edits.extend(
        text.leftovers
            .iter()
            .filter(|leftover| !covered(leftover, &holes))
            .cloned(),
    );
    edits.extend(percent_signs(&text, style, &holes));
    edits.push(pass(source, call, statement, style, &bound)?);
    let mut draft = Draft::of(&case.finding.place.path, edits, Vec::new());
    if case.finding.reason.is_empty() && style == Style::Text {
        draft.note = None;
    }
    Ok(Some(draft))
}

fn covered(edit: &Edit, holes: &[Bound]) -> bool {
    holes
        .iter()
        .any(|hole| hole.range.start <= edit.start && edit.end <= hole.range.end)
}

/// Which driver the statement goes to: the flow says so, or the imports of the file.
fn style(case: &Case<'_>, source: &Source<'_>, call: NodeId) -> Result<Style, String> {
    let callee = source
        .outline
        .callee(call)
        .and_then(|callee| source.path(callee));
    let named = |path: &str| {
        let begins = |name: &str| {
            path == name
                || path
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(['.', '(']))
        };
        DRIVERS
            .iter()
            .find(|(name, _)| begins(name))
            .map(|(_, style)| *style)
    };
    if let Some(style) = named(case.sink()).or_else(|| callee.as_deref().and_then(named)) {
        let is_text = source
            .outline
            .callee(call)
            .is_some_and(|callee| source.text(callee).rsplit('.').next() == Some("text"));
        if style == Style::Text && !is_text {
            return Err("the statement is not made by `text`".to_owned());
        }
        return Ok(style);
    }
    let mut found: Vec<Style> = Vec::new();
    for file in case
        .project
        .files
        .iter()
        .filter(|file| file.path.ends_with(".py"))
    {
        for (name, style) in DRIVERS {
            let imports = ["import ", "from "].iter().any(|word| {
                file.text.lines().any(|line| {
                    line.strip_prefix(word).is_some_and(|rest| {
                        rest.strip_prefix(name).is_some_and(|rest| {
                            rest.is_empty() || rest.starts_with([' ', '.', ',', '\r'])
                        })
                    })
                })
            });
            if imports && style != Style::Text && !found.contains(&style) {
                found.push(style);
            }
        }
    }
    match found[..] {
        [style] => Ok(style),
        _ => Err("which driver the statement goes to is not clear, and each writes parameters in its own way".to_owned()),
    }
}

/// Where the text of a statement is made: at the call, or where its variable is assigned.
fn made_at(source: &Source<'_>, statement: NodeId) -> Result<NodeId, String> {
    if *source.shape(statement) != Shape::Name {
        return Ok(statement);
    }
    let outline = &source.outline;
    let name = source.text(statement);
    let scope = outline
        .function(statement)
        .or_else(|| outline.ids().next())
        .unwrap_or(statement);
    let mut assigned = Vec::new();
    let mut read = 0;
    for id in outline.inside(scope) {
        if *source.shape(id) == Shape::Name && source.text(id) == name {
            if source.is_target(id) {
                assigned.push(id);
            } else {
                read += 1;
            }
        }
    }
    let ([target], 1) = (&assigned[..], read) else {
        return Err(format!(
            "`{name}` is put together or used in several places"
        ));
    };
    let Some(parent) = outline
        .parent(*target)
        .filter(|id| *source.shape(*id) == Shape::Assign)
    else {
        return Err(format!("how `{name}` is put together is not clear"));
    };
    if outline.children(parent).len() != 2 {
        return Err(format!("how `{name}` is put together is not clear"));
    }
    let value = outline
        .children(parent)
        .last()
        .copied()
        .unwrap_or(statement);
    // What the text was made of must still be the same at the call.
    let (from, to) = (outline.range(parent).end, outline.range(statement).start);
    let used: BTreeSet<&str> = outline
        .inside(value)
        .filter(|id| *source.shape(*id) == Shape::Name)
        .map(|id| source.text(id))
        .collect();
    let changes = outline.inside(scope).any(|id| {
        let at = outline.range(id).start;
        *source.shape(id) == Shape::Name
            && from <= at
            && at < to
            && used.contains(source.text(id))
            && source.is_target(id)
    });
    if changes {
        return Err("its values change before the statement is used".to_owned());
    }
    Ok(value)
}

/// A value that will be bound.
struct Bound {
    /// All that the placeholder takes the place of.
    range: Range,
    /// The value.
    value: String,
    node: NodeId,
    /// What closes the literal.
    closing: String,
}

/// The holes with what stands around them.
fn holes(source: &Source<'_>, text: &Assembled) -> Result<Vec<Bound>, String> {
    let mut bound = Vec::new();
    let mut before = String::new();
    let mut at = 0;
    while let Some(unit) = text.units.get(at) {
        match unit.what {
            What::Char(quote @ ('\'' | '"')) => {
                let rest = text.units.get(at + 1..).unwrap_or_default();
                let length = rest.iter().position(|unit| unit.what == What::Char(quote));
                let inside = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
                let has_hole = inside.iter().any(|unit| matches!(unit.what, What::Hole(_)));
                let Some(length) = length else {
                    if has_hole {
                        return Err("the quotes of the statement are not clear".to_owned());
                    }
                    break;
                };
                if has_hole {
                    if quote == '"' && !takes_value(&before) {
                        return Err(name_hole());
                    }
                    if inside.iter().any(|unit| unit.what == What::Seam) {
                        return Err("a quoted value spans two literals".to_owned());
                    }
                    let end = rest
                        .get(length)
                        .map_or(unit.range.end, |unit| unit.range.end);
                    bound.push(quoted(
                        source,
                        text,
                        inside,
                        Range::new(unit.range.start, end),
                    )?);
                    before.push('?');
                } else {
                    before.push_str("''");
                }
                at += length + 2;
                continue;
            }
            What::Char(character) => before.push(character),
            What::Seam => {}
            What::Hole(number) => {
                let value = text.values.get(number).ok_or_else(name_hole)?;
                if !takes_value(&before) {
                    return Err(name_hole());
                }
                let inner = unwrapped(source, value.node);
                let plain = argument_text(source, inner);
                // Some servers refuse a text where they want a number.
                let counts = matches!(last_word(&before).as_str(), "LIMIT" | "OFFSET");
                let is_number = is_int(source, inner);
                bound.push(Bound {
                    range: unit.range,
                    value: if counts && !is_number {
                        format!("int({plain})")
                    } else {
                        plain
                    },
                    node: inner,
                    closing: value.closing.clone(),
                });
                before.push('?');
            }
        }
        at += 1;
    }
    Ok(bound)
}

fn name_hole() -> String {
    "a name of a table or column, or a piece of the statement, cannot be bound; choose it from a fixed list".to_owned()
}

/// The value of a quoted text: a hole alone, or a text around holes.
fn quoted(
    source: &Source<'_>,
    text: &Assembled,
    inside: &[Unit],
    range: Range,
) -> Result<Bound, String> {
    let mut node = None;
    let mut made = String::new();
    let mut alone = None;
    for unit in inside {
        match unit.what {
            What::Hole(number) => {
                let value = text.values.get(number).ok_or_else(name_hole)?;
                if value.quoted || !value.closing.is_empty() {
                    return Err("the quotes of the statement are not clear".to_owned());
                }
                let inner = value.node;
                node.get_or_insert(inner);
                let plain = source.text(inner);
                if inside.len() == 1 {
                    alone = Some(argument_text(source, unwrapped(source, inner)));
                } else if plain.contains(['"', '\\', '\n', '#', '{', '}']) {
                    return Err("the value is too intricate to be moved".to_owned());
                }
                made.push('{');
                made.push_str(plain);
                made.push('}');
            }
            What::Char(character @ ('{' | '}')) => made.extend([character, character]),
            What::Char(character) if character != '"' && character != '\\' && character >= ' ' => {
                made.push(character);
            }
            _ => return Err("the value is too intricate to be moved".to_owned()),
        }
    }
    let node = node.ok_or_else(name_hole)?;
    Ok(Bound {
        range,
        value: alone.unwrap_or_else(|| format!("f\"{made}\"")),
        node,
        closing: String::new(),
    })
}

/// `str(value)` is its value: the driver knows what to do with it.
fn unwrapped(source: &Source<'_>, node: NodeId) -> NodeId {
    let outline = &source.outline;
    let is_str = outline
        .callee(node)
        .is_some_and(|callee| source.text(callee) == "str");
    match (is_str, &outline.arguments(node)[..]) {
        (true, [only])
            if !matches!(source.shape(*only), Shape::Keyword { .. } | Shape::Starred) =>
        {
            *only
        }
        _ => node,
    }
}

fn is_int(source: &Source<'_>, node: NodeId) -> bool {
    *source.shape(node) == Shape::Number
        || source
            .outline
            .callee(node)
            .is_some_and(|callee| matches!(source.text(callee), "int" | "len"))
}

/// An expression as an element of a tuple.
fn argument_text(source: &Source<'_>, node: NodeId) -> String {
    let text = source.text(node);
    match source.shape(node) {
        Shape::Tuple {
            parenthesised: false,
        } => format!("({text})"),
        _ if text.contains('\n') => format!("({text})"),
        _ => text.to_owned(),
    }
}

/// True if what follows a piece of SQL is a value.
fn takes_value(before: &str) -> bool {
    let trimmed = before.trim_end();
    if trimmed.ends_with(['=', '<', '>']) {
        return true;
    }
    let word = last_word(before);
    if !trimmed.ends_with(['(', ',']) {
        let between = word == "AND"
            && trimmed
                .to_uppercase()
                .rsplit("BETWEEN")
                .next()
                .is_some_and(|rest| {
                    trimmed.to_uppercase().contains("BETWEEN")
                        && rest.split_whitespace().count() == 2
                });
        return between
            || matches!(
                word.as_str(),
                "LIKE" | "ILIKE" | "GLOB" | "REGEXP" | "RLIKE" | "LIMIT" | "OFFSET" | "BETWEEN"
            );
    }
    // Inside `VALUES (…, ` only.
    let upper = trimmed.to_uppercase();
    upper.rfind("VALUES").is_some_and(|at| {
        upper
            .get(at + "VALUES".len()..)
            .is_some_and(|rest| rest.chars().all(|character| !character.is_alphabetic()))
    })
}

/// The last word of a piece of SQL, in capitals.
fn last_word(before: &str) -> String {
    let trimmed = before.trim_end();
    let word = trimmed
        .rsplit(|character: char| !character.is_alphanumeric() && character != '_')
        .next();
    word.unwrap_or_default().to_uppercase()
}

/// A name for a parameter: what the value is called.
fn parameter_name(source: &Source<'_>, node: NodeId, taken: &mut BTreeSet<String>) -> String {
    let text = match source.shape(node) {
        Shape::Attribute { name } => source.slice(*name),
        Shape::Subscript => {
            let key = source.outline.children(node).last().copied();
            match key.map(|key| source.shape(key)) {
                Some(Shape::Text { value, .. }) => value.as_str(),
                _ => "value",
            }
        }
        Shape::Call { .. } => match source
            .outline
            .positional(node)
            .first()
            .map(|first| source.shape(*first))
        {
            Some(Shape::Text { value, .. }) => value.as_str(),
            _ => "value",
        },
        Shape::Name => source.text(node),
        _ => "value",
    };
    let is_name = !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !text.starts_with(|first: char| first.is_ascii_digit());
    let base = if is_name { text } else { "value" };
    let name = std::iter::once(base.to_owned())
        .chain((2..10_000).map(|number| format!("{base}_{number}")))
        .find(|name| !taken.contains(name))
        .unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// `%` means itself only if it is written twice, where the driver looks for `%s`.
fn percent_signs(text: &Assembled, style: Style, holes: &[Bound]) -> Vec<Edit> {
    let inside = |range: Range| {
        holes
            .iter()
            .any(|hole| hole.range.start <= range.start && range.end <= hole.range.end)
    };
    let signs = text
        .units
        .iter()
        .filter(|unit| unit.what == What::Char('%') && !inside(unit.range));
    let wants_doubled = style == Style::Percent;
    signs
        .filter_map(|unit| match (text.percent_doubled, wants_doubled) {
            (false, true) => Some(Edit::insert(unit.range.start, "%")),
            (true, false) => Some(Edit::delete(Range::new(
                unit.range.start,
                unit.range.start + 1,
            ))),
            _ => None,
        })
        .collect()
}

/// Hands the values over.
fn pass(
    source: &Source<'_>,
    call: NodeId,
    statement: NodeId,
    style: Style,
    bound: &[(String, String)],
) -> Result<Edit, String> {
    let values: Vec<&str> = bound.iter().map(|(_, value)| value.as_str()).collect();
    let comma = if values.len() == 1 { "," } else { "" };
    let tuple = format!("({}{comma})", values.join(", "));
    let pairs: Vec<String> = bound
        .iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect();
    let dict = format!("{{{}}}", pairs.join(", "));
    match style {
        Style::Question | Style::Percent => Ok(call::append(source, call, &tuple)),
        Style::Named => Ok(call::append(source, call, &dict)),
        Style::Dollar => Ok(call::append(source, call, &values.join(", "))),
        Style::Text => {
            let outline = &source.outline;
            let arguments = outline
                .parent(call)
                .filter(|id| *source.shape(*id) == Shape::Arguments);
            let outer = arguments.and_then(|id| outline.parent(id));
            let executed = outer.filter(|outer| {
                let callee = outline.callee(*outer).map(|callee| source.text(callee));
                let method = callee.and_then(|text| text.rsplit('.').next());
                matches!(method, Some("execute" | "scalar" | "scalars"))
                    && outline.positional(*outer).first() == Some(&call)
            });
            if let Some(outer) = executed {
                if outline.arguments(outer).len() > 1 {
                    return Err("the call has parameters already".to_owned());
                }
                return Ok(call::append(source, outer, &dict));
            }
            let keywords: Vec<String> = bound
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let _ = statement;
            Ok(Edit::insert(
                outline.range(call).end,
                format!(".bindparams({})", keywords.join(", ")),
            ))
        }
    }
}
