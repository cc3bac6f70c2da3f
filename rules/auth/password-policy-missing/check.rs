//! Somebody registers with a password of any length.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{FunctionKind, Op};
use assay_scan::check::{Context, Function, Report};

/// Words in the names of functions and forms that register somebody.
const REGISTERING: [&str; 7] = [
    "register",
    "registration",
    "signup",
    "sign_up",
    "create_account",
    "create_user",
    "newuser",
];

/// Words in names that show that the password is looked at.
const JUDGING: [&str; 14] = [
    "len",
    "valid",
    "policy",
    "strength",
    "strong",
    "weak",
    "zxcvbn",
    "check_password",
    "complex",
    "match",
    "schema",
    "length",
    "form",
    "pwned",
];

/// What a field demands without looking at how good a password is.
const NOT_JUDGING: [&str; 12] = [
    "PasswordField",
    "DataRequired",
    "InputRequired",
    "Required",
    "EqualTo",
    "Optional",
    "validators",
    "wtforms",
    "render_kw",
    "_",
    "_l",
    "lazy_gettext",
];

/// Reports functions that take a password from the request, and fields of forms.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        if function.ir.kind == FunctionKind::ClassBody {
            check_form(ctx, function, report);
        } else if registers(function) && ctx.serves_requests(function) && takes_any(ctx, function) {
            report.at_range(function, function.ir.name_range, "");
        }
    }
}

fn registers(function: Function<'_>) -> bool {
    // What stands in `register_extensions` registers nobody.
    let name = function.ir.qualname.to_ascii_lowercase();
    let name = name.rsplit("<locals>.").next().unwrap_or_default();
    REGISTERING.iter().any(|word| name.contains(word))
}

/// True if a password comes in and nothing in the function looks at it.
fn takes_any(ctx: &Context<'_>, function: Function<'_>) -> bool {
    let mentions = function.mentions();
    let keys = function
        .instructions()
        .any(|instruction| match &instruction.op {
            Op::Item { key, .. } => is_password(ctx, function.value(*key).text()),
            Op::CallMethod { name, args, .. } if function.name(*name) == "get" => {
                let first = args.first();
                is_password(
                    ctx,
                    first.and_then(|first| function.value(first.value).text()),
                )
            }
            _ => false,
        });
    let is_sent = mentions.contains("request");
    keys && is_sent && !judges(function) && !hands_on(ctx, function)
}

/// True if a function says that it looks at a password, by the names in it.
fn judges(function: Function<'_>) -> bool {
    function.mentions().iter().any(|name| {
        let name = name.to_ascii_lowercase();
        // The submitted form is none that checks.
        name != "form" && JUDGING.iter().any(|word| name.contains(word))
    })
}

/// True if a method that it calls by its name looks at the password: `store.create_user(name, password)`.
fn hands_on(ctx: &Context<'_>, function: Function<'_>) -> bool {
    let called: Vec<&str> = function
        .instructions()
        .filter_map(|instruction| match &instruction.op {
            Op::CallMethod { name, args, .. } if args.len() > 1 => Some(function.name(*name)),
            _ => None,
        })
        .filter(|name| REGISTERING.iter().any(|word| name.contains(word)))
        .collect();
    !called.is_empty()
        && ctx.functions().any(|other| {
            other.id != function.id && called.contains(&other.name(other.ir.name)) && judges(other)
        })
}

fn is_password(ctx: &Context<'_>, key: Option<&str>) -> bool {
    key.is_some_and(|key| ctx.is_named("password", key))
}

/// A field for a new password without a demand.
fn check_form(ctx: &Context<'_>, body: Function<'_>, report: &mut Report<'_>) {
    if !registers(body) {
        return;
    }
    let prefix = format!("{}.validate_", body.ir.qualname);
    let has_method = body.module.functions.iter().any(|function| {
        function.qualname.starts_with(&prefix)
            || *function.qualname == *format!("{}.validate", body.ir.qualname)
    });
    if has_method {
        return;
    }
    let fields: Vec<_> = ["wtforms.PasswordField", "wtforms.fields.PasswordField"]
        .into_iter()
        .flat_map(|name| ctx.calls(name))
        .filter(|call| call.function.id == body.id)
        .collect();
    let judged = |call: &assay_scan::check::Call<'_>| {
        let mut words = call
            .arguments
            .iter()
            .flat_map(|argument| body.words(argument.value));
        words.any(|word| word.starts_with(char::is_uppercase) && !NOT_JUDGING.contains(&word))
    };
    if let Some(first) = fields.first()
        && !fields.iter().any(judged)
    {
        report.at(*first);
    }
}
