//! Checks against forged requests that the project wrote itself: a token of the request is compared with one of the
//! session. Which views stand behind them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Block, CmpOp, End, FunctionId, Op, Reg};
use assay_scan::check::routes::Route;
use assay_scan::check::{Context, Function};

use crate::checks::views;

/// Parts of names and keys that say what is compared.
const MEANING: [&str; 5] = ["csrf", "xsrf", "token", "forger", "same_site"];

/// How many calls away from a hook a check may stand.
const CALLS: usize = 2;

/// The checks of a project.
pub(crate) struct OwnChecks<'a> {
    /// Names of decorators that check.
    decorators: BTreeSet<&'a str>,
    /// Functions that check, themselves or by calling one that does.
    functions: Vec<Function<'a>>,
}

impl<'a> OwnChecks<'a> {
    /// Looks for functions that compare and refuse.
    pub(crate) fn of(ctx: &Context<'a>) -> Self {
        let mut functions: Vec<Function<'a>> = ctx.functions().filter(|f| is_check(*f)).collect();
        for _ in 0..CALLS {
            let names: BTreeSet<&str> = (functions.iter())
                .filter(|function| outer(ctx, **function).is_none())
                .map(|function| function.name(function.ir.name))
                .collect();
            if names.is_empty() {
                break;
            }
            let known: BTreeSet<_> = functions.iter().map(|function| function.id).collect();
            let callers: Vec<Function<'a>> = ctx
                .functions()
                .filter(|function| !known.contains(&function.id) && calls(*function, &names))
                .collect();
            functions.extend(callers);
        }
        let decorators = functions
            .iter()
            .filter_map(|function| outer(ctx, *function))
            .map(|outer| outer.name(outer.ir.name))
            .collect();
        Self {
            decorators,
            functions,
        }
    }

    /// True if the project has none.
    pub(crate) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// True if a check stands before the view or in it.
    pub(crate) fn protects(&self, ctx: &Context<'_>, route: &Route) -> bool {
        let runs = |function: &Function<'_>| route.functions.contains(&function.id);
        self.functions.iter().any(runs)
            || views::is_decorated_by(ctx, route, |word| self.decorators.contains(word))
            || ctx.app.hooks.iter().any(|hook| {
                let holds = (hook.blueprint.is_none() || hook.blueprint == route.blueprint)
                    && (hook.application.is_none() || hook.application == route.application);
                holds
                    && self
                        .functions
                        .iter()
                        .any(|check| check.id == hook.function && is_asked_for(*check, route))
            })
    }
}

/// The function around a wrapper: the decorator.
fn outer<'a>(ctx: &Context<'a>, function: Function<'a>) -> Option<Function<'a>> {
    let parent = function
        .ir
        .parent
        .filter(|parent| *parent != FunctionId(0))?;
    let mut id = function.id;
    id.function = parent;
    // A hook in a factory is no wrapper: it runs nothing that it was given.
    ctx.function(id)
        .filter(|outer| runs_parameter_of(function, *outer))
}

/// True if a function calls what the one around it was given.
fn runs_parameter_of(function: Function<'_>, outer: Function<'_>) -> bool {
    let given = |name: &str| {
        outer
            .ir
            .params
            .iter()
            .any(|param| outer.name(param.name) == name)
    };
    function.instructions().any(|instruction| {
        matches!(&instruction.op, Op::LoadEnv { name, .. } if given(function.name(*name)))
    })
}

/// True if it compares what is sent with what the session remembers, and refuses.
fn is_check(function: Function<'_>) -> bool {
    let mut pairs = function
        .instructions()
        .filter_map(|i| compared(function, &i.op))
        .peekable();
    let is_pair = |(left, right): (Reg, Reg)| {
        let (left, right) = (function.words(left), function.words(right));
        let is_sent = |words: &BTreeSet<&str>| words.contains("request");
        let is_kept =
            |words: &BTreeSet<&str>| words.contains("session") || words.contains("cookies");
        (is_sent(&left) && is_kept(&right)) || (is_sent(&right) && is_kept(&left))
    };
    // What is cheap comes first.
    pairs.peek().is_some() && refuses(function) && pairs.any(is_pair) && speaks_of_it(function)
}

fn compared(function: Function<'_>, op: &Op) -> Option<(Reg, Reg)> {
    match op {
        Op::Compare {
            op: CmpOp::Eq | CmpOp::NotEq,
            left,
            right,
            ..
        } => Some((*left, *right)),
        Op::Call { callee, args, .. }
            if function.callee_name(*callee) == Some("compare_digest") =>
        {
            Some((args.first()?.value, args.get(1)?.value))
        }
        Op::CallMethod { name, args, .. } if function.name(*name) == "compare_digest" => {
            Some((args.first()?.value, args.get(1)?.value))
        }
        _ => None,
    }
}

fn refuses(function: Function<'_>) -> bool {
    let raises = |block: &Block| matches!(block.end, End::Raise(_));
    function.ir.blocks.iter().any(raises) || function.mentions().contains("abort")
}

/// True if names or keys say that it is about forged requests, or the same key is read on both sides.
fn speaks_of_it(function: Function<'_>) -> bool {
    let means = |text: &str| {
        let text = text.to_ascii_lowercase();
        MEANING.iter().any(|part| text.contains(part))
    };
    let texts: Vec<&str> = function.texts().collect();
    // What OAuth compares is another matter.
    if texts.iter().any(|text| text.contains("state")) {
        return false;
    }
    let is_twice = |text: &&str| texts.iter().filter(|other| *other == text).count() > 1;
    means(function.name(function.ir.name))
        || texts
            .iter()
            .any(|text| means(text) || (text.len() > 1 && is_twice(text)))
}

fn calls(function: Function<'_>, names: &BTreeSet<&str>) -> bool {
    function
        .instructions()
        .any(|instruction| match &instruction.op {
            Op::Call { callee, .. } => function
                .callee_name(*callee)
                .is_some_and(|name| names.contains(name)),
            Op::CallMethod { name, .. } => names.contains(function.name(*name)),
            _ => false,
        })
}

/// True if a hook looks at the requests for this route: without paths in its code, at all.
fn is_asked_for(check: Function<'_>, route: &Route) -> bool {
    let paths: Vec<&str> = check
        .texts()
        .filter(|text| text.len() > 1 && text.starts_with('/'))
        .collect();
    let is_left_out = |endpoint: &str| check.texts().any(|text| text == endpoint);
    paths.is_empty()
        || paths.iter().any(|path| route.rule.starts_with(path))
        || route.endpoint.as_deref().is_some_and(is_left_out)
}
