//! What an application knows of the sender of a request, and who asks for it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations say nothing of this"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir;
use assay_scan::check::ir::{Arg, End, FunctionKind, Op, Reg};
use assay_scan::check::routes::{Asked, Guard, Route};
use assay_scan::check::{Context, Function, Span};

use crate::checks::lookups::Lookup;

/// Attributes of a user that say no more than that they are known.
const KNOWN: [&str; 4] = [".is_authenticated", ".is_anonymous", ".is_active", ".id"];

/// Names under which the sender of a request is known everywhere.
const SENDERS: [&str; 6] = [
    "current_user",
    "get_jwt_identity()",
    "get_jwt()",
    "get_current_user()",
    "current_identity",
    "auth.current_user()",
];

/// What is known of senders in an application, beside the names that libraries give them.
pub(crate) struct Senders {
    /// Attributes of `g` into which something puts the sender.
    kept: BTreeSet<String>,
    /// Where the functions stand that do.
    keepers: Vec<Span>,
    /// Functions of the project that give the sender, as they are called: `caller()`.
    givers: BTreeSet<String>,
}

impl Senders {
    /// Looks for what the application itself keeps about the sender.
    pub(crate) fn of(ctx: &Context<'_>) -> Self {
        let before: BTreeSet<_> = ctx.app.hooks.iter().map(|hook| hook.function).collect();
        let mut senders = Self {
            kept: BTreeSet::new(),
            keepers: Vec::new(),
            givers: BTreeSet::new(),
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
            if knows && !kept.is_empty() {
                senders.keepers.push(function.span(function.ir.range));
                senders.kept.extend(kept);
            }
        }
        senders.givers = ctx
            .functions()
            .filter(|function| is_called_plainly(*function) && senders.is_given_by(*function))
            .map(|function| format!("{}()", function.name(function.ir.name)))
            .collect();
        senders
    }

    /// True if all that a function gives comes from the sender: `return int(session["customer"])`.
    fn is_given_by(&self, function: Function<'_>) -> bool {
        let mut given = function
            .returns()
            .filter(|(register, _)| function.value(*register).constant().is_none())
            .peekable();
        given.peek().is_some() && given.all(|(register, _)| self.is_in(function, register))
    }

    /// False for a view that asks for a token of a machine, such as a signature, where the application puts people into `g`.
    pub(crate) fn may_be_people(&self, route: &Route) -> bool {
        let by_token = |guard: &Guard| guard.what == Asked::Token && !guard.name.contains("jwt");
        let is_kept = |span: Span| {
            self.keepers.iter().any(|keeper| {
                keeper.file == span.file
                    && keeper.range.start <= span.range.start
                    && span.range.end <= keeper.range.end
            })
        };
        let asks_people = |guard: &Guard| {
            is_kept(guard.span) || guard.reason.iter().any(|step| is_kept(step.span))
        };
        self.keepers.is_empty()
            || route
                .guards
                .iter()
                .any(|guard| !by_token(guard) || asks_people(guard))
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
            || path
                .split(['.', '['])
                .any(|part| self.givers.contains(part))
    }

    /// True if a condition is about something that the sender is or has, and not only about whether they are known.
    fn has_trait(&self, function: Function<'_>, condition: Reg) -> bool {
        let register = function.asked(condition);
        let Some(Op::Attr { object, .. } | Op::Item { object, .. }) = function.made_by(register)
        else {
            return false;
        };
        let known = |name: &str| KNOWN.iter().any(|known| name.ends_with(known));
        let (own, holder) = (function.paths(register), function.paths(*object));
        holder.iter().any(|path| self.is_sender(path)) && !own.iter().any(|path| known(path))
    }

    /// True if an expression speaks of the sender.
    pub(crate) fn is_in(&self, function: Function<'_>, register: Reg) -> bool {
        function
            .paths(register)
            .iter()
            .any(|path| self.is_sender(path))
    }
}

/// True for a function that is called without arguments, as those are that say who is asking.
fn is_called_plainly(function: Function<'_>) -> bool {
    let is_function = matches!(function.ir.kind, FunctionKind::Def | FunctionKind::AsyncDef);
    is_function && function.ir.params.len() == usize::from(function.ir.class.is_some())
}

/// The functions of a project that compare something with the sender, by name.
pub(crate) struct Weighers<'a> {
    /// Those that leave where the comparison fails.
    leaving: BTreeSet<&'a str>,
    /// Those that only say how it came out.
    judging: BTreeSet<&'a str>,
}

impl<'a> Weighers<'a> {
    pub(crate) fn of(ctx: &Context<'a>, senders: &Senders) -> Self {
        let weighing = ctx
            .functions()
            .filter(|function| weighs_sender(*function, senders));
        let (leaving, judging): (Vec<_>, Vec<_>) =
            weighing.partition(|function| may_leave(*function));
        let names = |functions: Vec<Function<'a>>| {
            let names = functions.into_iter();
            names
                .map(|function| function.name(function.ir.name))
                .collect()
        };
        Self {
            leaving: names(leaving),
            judging: names(judging),
        }
    }

    /// True if a function asks one of them, and heeds what it says.
    pub(crate) fn are_asked(&self, function: Function<'_>) -> bool {
        let mentions = function.mentions();
        if mentions.iter().any(|name| self.leaving.contains(name)) {
            return true;
        }
        let ignored: Vec<Reg> = calls(function)
            .filter(|(name, _, result)| self.judging.contains(name) && !function.reads(*result))
            .map(|(_, _, result)| result)
            .collect();
        let asked = mentions.iter().any(|name| self.judging.contains(name));
        asked && ignored.is_empty()
    }

    /// True if the function asks whose the row is that was looked up: `if row["owner"] != g.user_id: abort(404)`, or
    /// `own(row)`.
    pub(crate) fn weigh(&self, lookup: &Lookup<'_>, senders: &Senders) -> bool {
        let function = lookup.function;
        let of_row = |side: Reg| function.is_made_of(side, lookup.result);
        let compared = function
            .instructions()
            .any(|instruction| match instruction.op {
                Op::Compare { left, right, .. } => {
                    (of_row(left) && senders.is_in(function, right))
                        || (of_row(right) && senders.is_in(function, left))
                }
                _ => false,
            });
        let by_call = || {
            calls(function).any(|(name, args, result)| {
                let heeded = self.leaving.contains(name)
                    || (self.judging.contains(name) && function.reads(result));
                heeded && args.iter().any(|arg| of_row(arg.value))
            })
        };
        compared || by_call()
    }
}

/// The calls of a function, each by the name that is called, with what goes in and where the result is.
fn calls(function: Function<'_>) -> impl Iterator<Item = (&str, &[Arg], Reg)> {
    function.instructions().filter_map(move |instruction| {
        let (name, args) = function.called(&instruction.op)?;
        Some((name, args, instruction.op.destination()?))
    })
}

/// True if a function may end without coming back: it raises, or calls what does.
fn may_leave(function: Function<'_>) -> bool {
    let raises = |block: &ir::Block| matches!(block.end, End::Raise(_) | End::Unreachable);
    function.mentions().contains("abort") || function.ir.blocks.iter().any(raises)
}

/// True if a function compares something with the sender, or asks for something about them: `if not g.user["agent"]`.
pub(crate) fn weighs_sender(function: Function<'_>, senders: &Senders) -> bool {
    let compares = function
        .instructions()
        .any(|instruction| match &instruction.op {
            Op::Compare { left, right, .. } => {
                senders.is_in(function, *left) || senders.is_in(function, *right)
            }
            _ => false,
        });
    let asks = |block: &ir::Block| match block.end {
        End::Branch { condition, .. } => senders.has_trait(function, condition),
        _ => false,
    };
    compares || function.ir.blocks.iter().any(asks)
}
