//! A whole row or object with a password in it becomes an answer.

use std::collections::BTreeSet;

use assay_scan::check::ir::{FunctionKind, Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::{rows, views};

/// Columns that no client should get.
const SECRET: [&str; 9] = [
    "password",
    "passwd",
    "password_hash",
    "hashed_password",
    "pw_hash",
    "password_digest",
    "reset_token",
    "totp_secret",
    "api_secret",
];

/// Reports rows of tables with a secret column, and objects that are turned into JSON with all they have.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let tables = secret_tables(ctx);
    let rows = rows::rows(ctx);
    for function in ctx.functions() {
        let selects_all = function.texts().any(|text| {
            let text = text.to_ascii_lowercase();
            text.contains("select *") && tables_of(&text).iter().any(|table| tables.contains(table))
        });
        for instruction in function.instructions() {
            let (Op::Call { callee, args, .. }, true) =
                (&instruction.op, function.ir.kind != FunctionKind::Module)
            else {
                continue;
            };
            if function.callee_name(*callee) != Some("jsonify") {
                continue;
            }
            let mut words = BTreeSet::new();
            for argument in args {
                words.extend(function.words(argument.value));
            }
            let is_object = words.contains("__dict__")
                || args
                    .iter()
                    .any(|argument| is_vars(function, argument.value));
            // `[dict(row) for row in rows]` fills a list that is named nowhere.
            for instruction in function.instructions() {
                if let Op::Append { value, .. } = instruction.op {
                    words.extend(function.words(value));
                }
            }
            let is_row = selects_all
                && ["dict", "_asdict", "_mapping"]
                    .iter()
                    .any(|name| words.contains(name));
            let is_whole = args
                .iter()
                .any(|argument| rows.has(function, argument.value));
            if is_row || is_object || is_whole {
                report.at_range(function, instruction.range, "");
            }
        }
    }
    let mut seen = BTreeSet::new();
    for view in ctx.routes().filter_map(|route| views::view(ctx, route)) {
        for (register, range) in view.returns().filter(|_| seen.insert(view.id)) {
            if !view.words(register).contains("jsonify") && rows.has(view, register) {
                report.at_range(view, range, "");
            }
        }
    }
    for schema in schemas(ctx) {
        report.at_range(schema, schema.ir.name_range, "");
    }
}

/// `vars(person)`.
fn is_vars(function: Function<'_>, register: Reg) -> bool {
    let Some(Op::Call { callee, args, .. }) = function.value(register).op() else {
        return false;
    };
    function.callee_name(*callee) == Some("vars") && args.len() == 1
}

/// Tables with a secret column, as the statements of the application name them.
fn secret_tables(ctx: &Context<'_>) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for text in ctx.functions().flat_map(|function| function.texts()) {
        let text = text.to_ascii_lowercase();
        let is_statement = ["insert into ", "update ", "create table ", "select "]
            .iter()
            .any(|start| text.contains(start));
        let words: BTreeSet<&str> = text
            .split(|character: char| !character.is_alphanumeric() && character != '_')
            .collect();
        if is_statement && SECRET.iter().any(|column| words.contains(column)) {
            tables.extend(tables_of(&text));
        }
    }
    tables
}

/// The tables that a statement in lower case names.
fn tables_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = text
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let names_table = matches!(word, "into" | "update" | "from" | "table" | "join");
        if names_table && let Some(table) = words.peek() {
            found.push((*table).to_owned());
        }
    }
    found
}

/// Schemas of marshmallow that take every column of a model with a secret one.
fn schemas<'a>(ctx: &Context<'a>) -> Vec<Function<'a>> {
    let bodies: Vec<Function<'a>> = ctx
        .functions()
        .filter(|function| function.ir.kind == FunctionKind::ClassBody)
        .collect();
    let models: BTreeSet<&str> = bodies
        .iter()
        .filter(|body| {
            let mut columns = body.ir.exports.iter().map(|(name, _)| body.name(*name));
            columns.any(|column| SECRET.contains(&column))
        })
        .map(|body| body.name(body.ir.name))
        .collect();
    let is_whole = |body: &&Function<'a>| {
        let value = |wanted: &str| {
            let found = body
                .ir
                .exports
                .iter()
                .find(|(name, _)| body.name(*name) == wanted);
            found.map(|(_, register)| *register)
        };
        let is_meta = body.name(body.ir.name) == "Meta"
            && value("exclude").is_none()
            && value("fields").is_none();
        let model = value("model").map(|register| body.words(register));
        let outer = body.ir.qualname.strip_suffix(".Meta").unwrap_or_default();
        is_meta
            && outer.to_ascii_lowercase().contains("schema")
            && model.is_some_and(|words| !words.is_disjoint(&models))
    };
    bodies.iter().filter(is_whole).copied().collect()
}
