//! Rows that a function looks up: from which table, by whose word.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations say nothing of this"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir;
use assay_scan::check::ir::{Arg, Op, Reg};
use assay_scan::check::{Context, Function};

/// Methods that end a query of an object-relational mapper.
const ENDS: [&str; 16] = [
    "all",
    "delete",
    "first",
    "first_or_404",
    "get",
    "get_by_id",
    "get_or_404",
    "get_or_none",
    "one",
    "one_or_404",
    "one_or_none",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
    "scalars",
    "update",
];

/// Names under which the sender of a request is known everywhere.
const SENDERS: [&str; 6] = [
    "current_user",
    "get_jwt_identity()",
    "get_jwt()",
    "get_current_user()",
    "current_identity",
    "auth.current_user()",
];

/// A row that is looked up.
pub(crate) struct Lookup<'a> {
    pub(crate) function: Function<'a>,
    pub(crate) range: assay_scan::check::Range,
    pub(crate) table: String,
    /// The client says which row.
    pub(crate) by_client: bool,
    /// Who the client is has a say.
    pub(crate) by_sender: bool,
    /// The parameters of the function that have a say.
    pub(crate) parameters: BTreeSet<&'a str>,
}

/// What is known of senders in an application, beside the names that libraries give them.
pub(crate) struct Senders {
    /// Attributes of `g` into which something puts the sender.
    kept: BTreeSet<String>,
}

impl Senders {
    /// Looks for what the application itself keeps about the sender.
    pub(crate) fn of(ctx: &Context<'_>) -> Self {
        let before: BTreeSet<_> = ctx.app.hooks.iter().map(|hook| hook.function).collect();
        let mut senders = Self {
            kept: BTreeSet::new(),
        };
        for function in ctx.functions() {
            let mut kept = Vec::new();
            let mut knows = before.contains(&function.id);
            for instruction in function.instructions() {
                match &instruction.op {
                    Op::SetAttr { object, name, .. } if function.paths(*object).contains("g") => {
                        kept.push(format!("g.{}", function.name(*name)));
                    }
                    Op::LoadGlobal { name, .. } => {
                        knows |= matches!(
                            function.name(*name),
                            "session"
                                | "current_user"
                                | "get_jwt_identity"
                                | "verify_jwt_in_request"
                        );
                    }
                    _ => {}
                }
            }
            if knows {
                senders.kept.extend(kept);
            }
        }
        senders
    }

    /// True if a path speaks of the sender.
    pub(crate) fn is_sender(&self, path: &str) -> bool {
        let begins = |name: &str| {
            path.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '(']))
        };
        let own_session = path.starts_with("session[") || path.starts_with("session.get()");
        own_session
            || SENDERS.iter().any(|name| begins(name))
            || self.kept.iter().any(|name| begins(name))
    }

    /// True if an expression speaks of the sender.
    pub(crate) fn is_in(&self, function: Function<'_>, register: Reg) -> bool {
        function
            .paths(register)
            .iter()
            .any(|path| self.is_sender(path))
    }
}

/// The rows that a function looks up.
pub(crate) fn lookups<'a>(
    function: Function<'a>,
    senders: &Senders,
    models: &BTreeSet<&str>,
) -> Vec<Lookup<'a>> {
    let mut found = Vec::new();
    for instruction in function.instructions() {
        let (object, ends, args): (Option<Reg>, bool, &[Arg]) = match &instruction.op {
            Op::Call { args, .. } => (None, false, args),
            Op::CallMethod {
                object, name, args, ..
            } => (Some(*object), ENDS.contains(&function.name(*name)), args),
            _ => continue,
        };
        let parts = || object.into_iter().chain(args.iter().map(|arg| arg.value));
        let statement = args
            .iter()
            .find_map(|arg| table_of(beginning(function, arg.value)?));
        let mapped = || {
            let paths: BTreeSet<String> = parts().flat_map(|part| function.paths(part)).collect();
            let named = |path: &String| models.get(path.as_str()).map(|name| (*name).to_owned());
            paths.iter().find_map(named)
        };
        let Some(table) = statement.or_else(|| ends.then(mapped).flatten()) else {
            continue;
        };
        found.push(Lookup {
            function,
            range: instruction.range,
            table,
            by_client: parts().any(|part| is_of_client(function, part)),
            by_sender: parts().any(|part| senders.is_in(function, part)),
            parameters: parts()
                .flat_map(|part| parameters_in(function, part))
                .collect(),
        });
    }
    found
}

/// The names of the parameters that go into a register; not the object itself.
fn parameters_in(function: Function<'_>, register: Reg) -> BTreeSet<&str> {
    let first = u32::from(function.ir.class.is_some());
    let count = u32::try_from(function.ir.params.len()).unwrap_or(0);
    let made_of = |parameter: &Reg| function.is_made_of(register, *parameter);
    (first..count)
        .map(Reg)
        .filter(made_of)
        .filter_map(|parameter| function.local_name(parameter))
        .collect()
}

/// True for what a view gets from the URL or reads from the request.
fn is_of_client(function: Function<'_>, register: Reg) -> bool {
    let first = u32::from(function.ir.class.is_some());
    let count = u32::try_from(function.ir.params.len()).unwrap_or(0);
    let parameters = (first..count).map(Reg);
    parameters
        .into_iter()
        .any(|parameter| function.is_made_of(register, parameter))
        || function
            .paths(register)
            .iter()
            .any(|path| path.starts_with("request."))
}

/// The text that a register surely is or begins with: `"… WHERE week = %d" % week`.
fn beginning(function: Function<'_>, register: Reg) -> Option<&str> {
    let value = function.value(register);
    value.text().or_else(|| match value.op()? {
        Op::Binary { left, .. } => function.value(*left).text(),
        _ => None,
    })
}

/// The table of a statement that reads or changes rows that meet a condition.
fn table_of(statement: &str) -> Option<String> {
    let mut words = statement.split_whitespace();
    let verb = words.next()?.to_ascii_uppercase();
    let before = match verb.as_str() {
        "SELECT" | "DELETE" => "FROM",
        "UPDATE" => "UPDATE",
        _ => return None,
    };
    let mut all = statement.split_whitespace();
    all.find(|word| word.eq_ignore_ascii_case(before))?;
    let table = all.next()?;
    let filtered = all.any(|word| word.eq_ignore_ascii_case("WHERE"));
    let table = table.trim_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    (filtered && !table.is_empty()).then(|| table.to_ascii_lowercase())
}

/// The classes that stand for tables.
pub(crate) fn models<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    let tables = ctx.app.routes.iter().flat_map(|route| &route.tables);
    tables
        .filter(|table| table.class.is_some())
        .map(|table| table.name.as_str())
        .collect()
}

/// True if a function compares something with the sender, or hands both on to be compared.
pub(crate) fn weighs_sender(function: Function<'_>, senders: &Senders) -> bool {
    function
        .instructions()
        .any(|instruction| match &instruction.op {
            ir::Op::Compare { left, right, .. } => {
                senders.is_in(function, *left) || senders.is_in(function, *right)
            }
            _ => false,
        })
}
