//! Rows that a function looks up: from which table, by whose word.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations say nothing of this"
)]

use std::collections::{BTreeMap, BTreeSet};

use assay_scan::check::ir;
use assay_scan::check::ir::{Arg, FunctionKind, Op, Reg};
use assay_scan::check::{Context, Function};

use crate::checks::senders::Senders;

/// Methods that end a query of an object-relational mapper.
const ENDS: [&str; 21] = [
    "all",
    "by_id",
    "delete",
    "fetch",
    "find_by_id",
    "find_one",
    "first",
    "first_or_404",
    "get",
    "get_by_id",
    "get_or_404",
    "get_or_none",
    "load",
    "one",
    "one_or_404",
    "one_or_none",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
    "scalars",
    "update",
];

/// Methods of a collection of documents whose first argument says which are meant.
const OF_DOCUMENTS: [&str; 10] = [
    "delete_many",
    "delete_one",
    "find_one",
    "find_one_and_delete",
    "find_one_and_replace",
    "find_one_and_update",
    "find_one_or_404",
    "replace_one",
    "update_many",
    "update_one",
];

/// Names of attributes by which a class of the project says which table it reads.
const TABLES: [&str; 9] = [
    "model",
    "model_class",
    "entity",
    "entity_class",
    "table",
    "table_name",
    "tablename",
    "collection",
    "collection_name",
];

/// A row that is looked up.
#[derive(Clone)]
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
    /// What is found.
    pub(crate) result: Reg,
    /// The call itself changes or removes the row.
    changes: bool,
}

impl Lookup<'_> {
    /// True if the row is changed or removed, here or by what the function does with it.
    pub(crate) fn is_changed(&self) -> bool {
        let function = self.function;
        let of_row = |register: Reg| function.is_made_of(register, self.result);
        self.changes
            || function
                .instructions()
                .any(|instruction| match &instruction.op {
                    Op::SetAttr { object, .. } => of_row(*object),
                    Op::CallMethod { name, args, .. } => {
                        function.name(*name) == "delete" && args.iter().any(|arg| of_row(arg.value))
                    }
                    _ => false,
                })
    }
}

/// What stands for tables in an application.
pub(crate) struct Tables<'a> {
    /// The classes whose objects are rows.
    models: BTreeSet<&'a str>,
    /// The table behind each class of the project through which rows are read, and behind each object of one.
    readers: BTreeMap<&'a str, &'a str>,
}

impl<'a> Tables<'a> {
    pub(crate) fn of(ctx: &Context<'a>) -> Self {
        let tables = ctx.app.routes.iter().flat_map(|route| &route.tables);
        let models = tables
            .filter(|table| table.class.is_some())
            .map(|table| table.name.as_str())
            .collect();
        let mut readers = BTreeMap::new();
        let asking = classes_that_ask(ctx);
        let bodies = ctx
            .functions()
            .filter(|function| function.ir.kind == FunctionKind::ClassBody);
        for body in bodies {
            let class = body.name(body.ir.name);
            let named = read_table(body, class);
            let itself = || (asking.contains(class) && names_itself(body)).then_some(class);
            if let Some(table) = named.or_else(itself) {
                readers.insert(class, table);
            }
        }
        // `orders = OrderTable()` of a module.
        let objects: Vec<(&str, &str)> = ctx
            .functions()
            .filter(|function| function.ir.kind == FunctionKind::Module)
            .flat_map(|module| {
                let exports = module.ir.exports.iter();
                exports.filter_map(move |(name, register)| {
                    Some((module.name(*name), made_of_class(module, *register)?))
                })
            })
            .filter_map(|(name, class)| Some((name, *readers.get(class)?)))
            .collect();
        readers.extend(objects);
        Self { models, readers }
    }

    /// The table that is read by a call of a method of this object with these arguments.
    fn read(&self, function: Function<'_>, object: Reg, args: &[Arg]) -> Option<String> {
        let paths = function.paths(object);
        let last = |path: &String| path.rsplit('.').next().unwrap_or_default().to_owned();
        let reader = paths
            .iter()
            .find_map(|path| self.readers.get(last(path).as_str()));
        if let Some(table) = reader {
            return Some((*table).to_owned());
        }
        let mut all = paths;
        all.extend(args.iter().flat_map(|arg| function.paths(arg.value)));
        all.iter()
            .find_map(|path| Some((*self.models.get(path.as_str())?).to_owned()))
    }
}

/// The classes of which a method, or one of a base, asks a database.
fn classes_that_ask<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    let mut asking: BTreeSet<&str> = ctx
        .functions()
        .filter(|function| function.ir.kind != FunctionKind::ClassBody)
        .filter(|function| {
            let mentions = function.mentions();
            ["execute", "find_one"]
                .iter()
                .any(|name| mentions.contains(name))
        })
        .filter_map(|function| {
            let class = function.module.classes.get(function.ir.class?.0 as usize)?;
            Some(function.name(class.name))
        })
        .collect();
    let derived: Vec<&str> = ctx
        .functions()
        .flat_map(|function| {
            let made = function.instructions();
            made.filter_map(move |instruction| match &instruction.op {
                Op::MakeClass { class, bases, .. } => {
                    let class = function.module.classes.get(class.0 as usize)?;
                    Some((function, function.name(class.name), bases))
                }
                _ => None,
            })
        })
        .filter(|(function, _, bases)| {
            let named = |base: &Reg| function.callee_name(*base);
            bases
                .iter()
                .filter_map(named)
                .any(|base| asking.contains(base))
        })
        .map(|(_, class, _)| class)
        .collect();
    asking.extend(derived);
    asking
}

/// True if the body of a class says `name = "orders"`.
fn names_itself(body: Function<'_>) -> bool {
    let mut exports = body.ir.exports.iter();
    exports.any(|(name, register)| {
        body.name(*name) == "name"
            && body
                .value(*register)
                .text()
                .is_some_and(|text| !text.is_empty())
    })
}

/// The name that is called for a value, also among several: `orders, teas = OrderTable(), TeaTable()`.
fn made_of_class(function: Function<'_>, register: Reg) -> Option<&str> {
    let unpacked = || {
        function
            .instructions()
            .find_map(|instruction| match &instruction.op {
                Op::Unpack { targets, src, .. } => {
                    let position = targets.iter().position(|target| *target == register)?;
                    match function.made_by(*src)? {
                        Op::Sequence { elements, .. } => Some(elements.get(position)?.value),
                        _ => None,
                    }
                }
                _ => None,
            })
    };
    match function.made_by(unpacked().unwrap_or(register))? {
        Op::Call { callee, .. } => function.callee_name(*callee),
        _ => None,
    }
}

/// For the body of a class through which rows are read: the model that it names, or the class itself beside a text.
fn read_table<'a>(body: Function<'a>, class: &'a str) -> Option<&'a str> {
    let mut exports = body.ir.exports.iter();
    let (_, register) = exports.find(|(name, _)| TABLES.contains(&body.name(*name)))?;
    match body.made_by(*register)? {
        Op::LoadGlobal { name, .. } | Op::Attr { name, .. } => Some(body.name(*name)),
        Op::Const {
            value: ir::Const::Str(_),
            ..
        } => Some(class),
        _ => None,
    }
}

/// The rows that a function looks up.
pub(crate) fn lookups<'a>(
    function: Function<'a>,
    senders: &Senders,
    tables: &Tables<'_>,
) -> Vec<Lookup<'a>> {
    let mut found = Vec::new();
    for instruction in function.instructions() {
        let (method, args, result): (Option<(Reg, &str)>, &[Arg], Reg) = match &instruction.op {
            Op::Call { args, dst, .. } => (None, args, *dst),
            Op::CallMethod {
                object,
                name,
                args,
                dst,
                ..
            } => (Some((*object, function.name(*name))), args, *dst),
            _ => continue,
        };
        let collection = method.and_then(|(object, name)| collection(function, object, name));
        let object = method.map(|(object, _)| object);
        let given: Vec<Reg> = match &collection {
            // What is written into a document says nothing of which one is meant.
            Some(_) => (args.first().into_iter())
                .flat_map(|filter| conditions(function, filter.value))
                .collect(),
            None => args.iter().map(|arg| arg.value).collect(),
        };
        let parts = || object.into_iter().chain(given.iter().copied());
        let statement = || {
            args.iter()
                .find_map(|arg| table_of(function.value(arg.value).beginning()?))
        };
        let mapped = || {
            method
                .filter(|(_, name)| ENDS.contains(name))
                .and_then(|(object, _)| tables.read(function, object, args))
        };
        let changes = match method {
            Some((_, name)) if collection.is_some() => {
                !matches!(name, "find_one" | "find_one_or_404")
            }
            Some((_, "delete" | "update")) => true,
            _ => false,
        };
        let (table, changes) = match (collection, statement()) {
            (Some(table), _) => (table, changes),
            (None, Some((table, verb))) => (table, verb != "SELECT"),
            (None, None) => match mapped() {
                Some(table) => (table, changes),
                None => continue,
            },
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
            result,
            changes,
        });
    }
    found
}

/// The collection of documents that a method reads or changes: `orders` of `mongo.db.orders.find_one(…)`.
fn collection(function: Function<'_>, object: Reg, method: &str) -> Option<String> {
    if !OF_DOCUMENTS.contains(&method) {
        return None;
    }
    match function.made_by(object)? {
        Op::LoadGlobal { name, .. } | Op::Attr { name, .. } => {
            Some(function.name(*name).to_owned())
        }
        Op::Item { key, .. } => function.value(*key).text().map(str::to_owned),
        _ => None,
    }
}

/// The values that a filter of documents asks for: `{"_id": number, "owner": name}`.
fn conditions(function: Function<'_>, filter: Reg) -> Vec<Reg> {
    match function.made_by(filter) {
        Some(Op::Dict { entries, .. }) => entries.iter().map(|(_, value)| *value).collect(),
        _ => vec![filter],
    }
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

/// The table of a statement that reads or changes rows that meet a condition, and its verb.
fn table_of(statement: &str) -> Option<(String, String)> {
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
    (filtered && !table.is_empty()).then(|| (table.to_ascii_lowercase(), verb))
}
