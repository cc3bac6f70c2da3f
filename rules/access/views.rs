//! What the rules on access ask of routes: what a view is for, going by its names, and what it does.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations say nothing of this"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{BinOp, CallKind, Const, End, Op, Reg};
use assay_scan::check::routes::{Asked, Csrf, Route};
use assay_scan::check::{Context, Function, Span};

/// Names of inputs that prove who somebody is.
const SECRETS: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pass",
    "pin",
    "otp",
    "totp",
    "mfa_code",
];

/// Words of views that everybody must reach to become known.
const ENTRANCES: [&str; 34] = [
    "login",
    "logon",
    "signin",
    "logout",
    "signout",
    "register",
    "registration",
    "signup",
    "forgot",
    "forgotten",
    "reset",
    "recover",
    "recovery",
    "confirm",
    "confirmation",
    "activate",
    "verify",
    "unsubscribe",
    "oauth",
    "oauth2",
    "authorize",
    "authorized",
    "callback",
    "sso",
    "saml",
    "oidc",
    "webhook",
    "hook",
    "health",
    "healthz",
    "ping",
    "status",
    "static",
    "favicon",
];

/// Words of views that set a password instead of asking for it.
const SETTERS: [&str; 16] = [
    "register",
    "registration",
    "signup",
    "create",
    "new",
    "add",
    "reset",
    "change",
    "forgot",
    "forgotten",
    "edit",
    "update",
    "profile",
    "settings",
    "install",
    "setup",
];

/// Words of views that change something.
const CHANGES: [&str; 31] = [
    "add",
    "approve",
    "archive",
    "ban",
    "block",
    "buy",
    "cancel",
    "clear",
    "close",
    "create",
    "deactivate",
    "delete",
    "demote",
    "disable",
    "edit",
    "empty",
    "enable",
    "grant",
    "kick",
    "logout",
    "order",
    "pay",
    "promote",
    "purge",
    "remove",
    "rename",
    "revoke",
    "save",
    "set",
    "toggle",
    "update",
];

/// Those of [`CHANGES`] that name things too.
const THINGS: [&str; 5] = ["archive", "block", "order", "set", "update"];

/// The words of a view: of its name, its URL and its endpoint, in lower case.
pub(crate) fn words(route: &Route) -> Vec<String> {
    let endpoint = route.endpoint.as_deref().unwrap_or("");
    let mut words = Vec::new();
    for text in [
        route.name.as_str(),
        &without_parameters(&route.rule),
        endpoint,
    ] {
        let mut word = String::new();
        let mut lower_before = false;
        for character in text.chars() {
            // `deleteUser` is two words.
            if !character.is_alphanumeric() || (character.is_uppercase() && lower_before) {
                words.push(std::mem::take(&mut word));
            }
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase());
            }
            lower_before = character.is_lowercase();
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

fn without_parameters(rule: &str) -> String {
    let mut depth = 0_u32;
    let keep = |character: &char| {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    rule.chars().filter(keep).collect()
}

/// True if everybody must be able to call it, going by its name.
pub(crate) fn is_entrance(route: &Route) -> bool {
    has_word(route, &ENTRANCES) || is_asset(route)
}

/// True for what belongs to every page, and for robots: `/bundle.css`, `/robots.txt`.
fn is_asset(route: &Route) -> bool {
    let name = route.rule.rsplit('/').next().unwrap_or_default();
    !route.rule.contains('<')
        && [
            ".css",
            ".js",
            ".txt",
            ".ico",
            ".png",
            ".svg",
            ".webmanifest",
        ]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}

/// True if its name says that it changes something.
pub(crate) fn says_change(route: &Route) -> bool {
    // A class is named for a thing: `Archive.get` gives one, and makes none.
    let is_thing = |word: &str| route.class.is_some() && THINGS.contains(&word);
    words(route)
        .iter()
        .any(|word| CHANGES.contains(&word.as_str()) && !is_thing(word))
}

fn has_word(route: &Route, wanted: &[&str]) -> bool {
    let words = words(route);
    wanted
        .iter()
        .any(|wanted| words.iter().any(|word| word == wanted))
}

/// The input that proves who somebody is, if the view itself asks for one to let them in.
pub(crate) fn asked_secret<'a>(ctx: &Context<'_>, route: &'a Route) -> Option<&'a str> {
    if has_word(route, &SETTERS) {
        return None;
    }
    let view = view(ctx, route)?;
    let own = |span: Span| {
        let whole = view.ir.range;
        span.file == view.module.file
            && whole.start <= span.range.start
            && span.range.end <= whole.end
    };
    let names = route
        .inputs
        .iter()
        .filter(|input| own(input.span))
        .filter_map(|input| input.name.as_deref());
    names.into_iter().find(|name| {
        let name = name.to_ascii_lowercase();
        SECRETS.contains(&name.as_str())
    })
}

/// True if the browser sends along, by itself, what makes the sender known.
pub(crate) fn rests_on_cookies(route: &Route) -> bool {
    let by_cookie = |what: Asked| match what {
        Asked::Login | Asked::Fresh | Asked::Role | Asked::Owner => true,
        Asked::Token | Asked::Other => false,
    };
    route.guards.iter().any(|guard| by_cookie(guard.what))
        && route.csrf != Csrf::Token
        && !is_secret_address(route)
}

/// True if a part of the URL is a secret, which another site does not know: `/feed/<auth_token>/read`.
fn is_secret_address(route: &Route) -> bool {
    let parameters = route
        .rule
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next()?.rsplit(':').next());
    parameters.into_iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name == "api_key"
            || matches!(
                name.rsplit('_').next(),
                Some("token" | "secret" | "apikey" | "signature")
            )
    })
}

/// Parts of names of decorators that ask who somebody is, in whichever way.
const ASKING: [&str; 16] = [
    "access", "admin", "allow", "auth", "guard", "login", "member", "owner", "perm", "protect",
    "requir", "restrict", "role", "secur", "staff", "token",
];

/// True if a decorator of the view may ask who the sender is, going by its name: one that was not understood.
pub(crate) fn may_be_guarded(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return true;
    };
    let asks = |word: &&str| has_part(word, &ASKING);
    around(ctx, view).is_some_and(|around| {
        class_decorators(around).iter().any(&asks) || is_decorated(around, view, asks)
    })
}

fn has_part(word: &str, parts: &[&str]) -> bool {
    let word = word.to_ascii_lowercase();
    parts.iter().any(|part| word.contains(part))
}

/// The function, class or module whose body holds the view.
fn around<'a>(ctx: &Context<'a>, view: Function<'_>) -> Option<Function<'a>> {
    let mut id = view.id;
    id.function = view.ir.parent?;
    ctx.function(id)
}

/// Parts of names of decorators and checks that ask for more than a login.
const ASKING_MORE: [&str; 12] = [
    "access",
    "admin",
    "allow",
    "can_",
    "member",
    "moderator",
    "owner",
    "perm",
    "requires",
    "restrict",
    "role",
    "staff",
];

/// True if something that was not understood may ask what the sender is allowed: a decorator of the view or of its
/// class, or a check in its code, going by their names.
pub(crate) fn may_ask_more(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return true;
    };
    let asks = |word: &&str| has_part(word, &ASKING_MORE);
    if ["Permission", "has_permission", "can", "has_role"]
        .iter()
        .any(|name| view.mentions().contains(name))
    {
        return true;
    }
    let Some(around) = around(ctx, view) else {
        return false;
    };
    if class_decorators(around).iter().any(&asks) {
        return true;
    }
    is_decorated(around, view, asks)
}

/// The words of the decorators that a class lists for its methods: `decorators = [allows.requires(IsAdmin)]`.
fn class_decorators(body: Function<'_>) -> BTreeSet<&str> {
    let exports = body.ir.exports.iter();
    let lists =
        exports.filter(|(name, _)| matches!(body.name(*name), "decorators" | "method_decorators"));
    lists
        .flat_map(|(_, register)| body.words(*register))
        .collect()
}

/// True if a word of a decorator of the view passes a test.
fn is_decorated(around: Function<'_>, view: Function<'_>, test: impl Fn(&&str) -> bool) -> bool {
    let callees = decorators_of(around, view);
    callees
        .into_iter()
        .any(|callee| around.words(callee).iter().any(&test))
}

/// The decorators of a view, from the inside out.
fn decorators_of(around: Function<'_>, view: Function<'_>) -> Vec<Reg> {
    let mut held = None;
    let mut found = Vec::new();
    for instruction in around.instructions() {
        match &instruction.op {
            Op::MakeFunction { dst, function, .. } if *function == view.id.function => {
                held = Some(*dst);
            }
            Op::Call {
                dst,
                callee,
                args,
                kind: CallKind::Decorator,
            } if args.first().map(|arg| arg.value) == held => {
                found.push(*callee);
                held = Some(*dst);
            }
            _ => {}
        }
    }
    found
}

/// How many decorators stand before a view, those that register it included.
pub(crate) fn decorators(ctx: &Context<'_>, route: &Route) -> usize {
    let Some(view) = view(ctx, route) else {
        return 0;
    };
    around(ctx, view).map_or(0, |around| decorators_of(around, view).len())
}

/// True if a word of a decorator of the view passes a test.
pub(crate) fn is_decorated_by(
    ctx: &Context<'_>,
    route: &Route,
    test: impl Fn(&str) -> bool,
) -> bool {
    view(ctx, route).is_some_and(|view| {
        around(ctx, view).is_some_and(|around| is_decorated(around, view, |word| test(word)))
    })
}

/// True if it reads JSON and nothing else: a page of another site cannot send that without being asked first.
pub(crate) fn takes_json_only(route: &Route) -> bool {
    let mut read = route
        .inputs
        .iter()
        .filter(|input| !matches!(input.from.as_str(), "path" | "query" | "header" | "cookie"))
        .peekable();
    read.peek().is_some() && read.all(|input| input.from == "json")
}

/// True if a decorator that was not understood may limit how often the view is called, going by its name.
pub(crate) fn may_be_limited(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return true;
    };
    let says_limit = |word: &&str| has_part(word, &["limit", "throttl"]);
    let decorated = around(ctx, view).is_some_and(|around| is_decorated(around, view, says_limit));
    decorated
        || (route.functions.iter())
            .filter_map(|id| ctx.function(*id))
            .any(counts)
}

/// True if a function counts something up and keeps it, as the attempts that failed.
fn counts(function: Function<'_>) -> bool {
    let is_one = |register: Reg| matches!(function.value(register).constant(), Some(Const::Int(1)));
    let sums: Vec<Reg> = function
        .instructions()
        .filter_map(|instruction| match instruction.op {
            Op::Binary {
                dst,
                op: BinOp::Add,
                right,
                ..
            } if is_one(right) => Some(dst),
            _ => None,
        })
        .collect();
    let is_sum = |register: Reg| sums.iter().any(|sum| function.is_made_of(register, *sum));
    let in_database = |text: &str| text.starts_with("UPDATE") && text.contains("+ 1");
    function.texts().any(in_database)
        || function
            .instructions()
            .any(|instruction| match &instruction.op {
                Op::SetAttr { src, .. } | Op::SetItem { src, .. } => is_sum(*src),
                Op::CallMethod { name, args, .. } => {
                    let name = function.name(*name);
                    let stores = matches!(name, "set" | "setex" | "update" | "execute");
                    name.contains("incr") || (stores && args.iter().any(|arg| is_sum(arg.value)))
                }
                _ => false,
            })
}

/// Names by which a view asks who the sender is, or what they may do, in its own code.
const ASKS: [&str; 18] = [
    "can",
    "can_access",
    "check_permission",
    "current_identity",
    "current_user",
    "get_current_user",
    "get_jwt_identity",
    "get_user_id",
    "has_access",
    "has_permission",
    "has_role",
    "is_accessible",
    "is_anonymous",
    "is_authenticated",
    "raise_for_access",
    "redirect_to_login",
    "security_manager",
    "verify_jwt_in_request",
];

/// True if the code of the view speaks of the sender: what it does with the answer was not understood.
pub(crate) fn asks_itself(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return false;
    };
    let mentions = view.mentions();
    let of_request = |op: &Op| match op {
        Op::Attr { object, name, .. } => {
            matches!(view.name(*name), "user" | "current_user") && view.words(*object).contains("g")
        }
        _ => false,
    };
    ASKS.iter().any(|name| mentions.contains(name))
        || view
            .instructions()
            .any(|instruction| of_request(&instruction.op))
}

/// True if the view only ever raises, as a base class does for methods that its subclasses may have.
pub(crate) fn never_answers(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return false;
    };
    let blocks = &view.ir.blocks;
    let mut seen = vec![false; blocks.len()];
    let mut todo = vec![0_usize];
    while let Some(at) = todo.pop() {
        let (Some(block), Some(mark)) = (blocks.get(at), seen.get_mut(at)) else {
            continue;
        };
        if std::mem::replace(mark, true) {
            continue;
        }
        match block.end {
            End::Return(..) => return false,
            End::Jump(next) => todo.push(next.0 as usize),
            End::Branch {
                then, otherwise, ..
            } => todo.extend([then.0 as usize, otherwise.0 as usize]),
            End::Next { body, done, .. } => todo.extend([body.0 as usize, done.0 as usize]),
            End::Raise(_) | End::Unreachable => {}
        }
    }
    true
}

/// Parts of names of functions that find out whether a secret is the right one, or let somebody in.
const VERIFYING: [&str; 10] = [
    "authenticate",
    "check_password",
    "checkpw",
    "compare_digest",
    "log_in",
    "login",
    "sign_in",
    "signin",
    "verif",
    "bind",
];

/// True if what a view is sent is compared with something, or opens something: the words of its URL and name say that
/// it lets somebody in, or its code does.
pub(crate) fn lets_in(ctx: &Context<'_>, route: &Route) -> bool {
    let is_login = |word: &String| {
        [
            "auth",
            "login",
            "logon",
            "signin",
            "session",
            "token",
            "unlock",
            "authenticate",
        ]
        .contains(&word.as_str())
    };
    if words(route).iter().any(is_login) {
        return true;
    }
    let mut functions = route.functions.iter().filter_map(|id| ctx.function(*id));
    functions.any(|function| {
        let verifies = |name: &&str| {
            let name = name.to_ascii_lowercase();
            VERIFYING.iter().any(|part| name.contains(part))
        };
        function.mentions().iter().any(verifies)
    }) || compares_secret(ctx, route)
        // What only looks for a row with the secret lets somebody in; what makes rows sets it.
        || route.tables.iter().all(|table| !table.is_written)
}

/// True if the view compares a secret that was sent: `row["pin"] == request.form["pin"]`.
fn compares_secret(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return false;
    };
    let is_secret = |word: &&str| SECRETS.contains(&word.to_ascii_lowercase().as_str());
    view.instructions().any(|instruction| match instruction.op {
        Op::Compare { left, right, .. } => [left, right].into_iter().any(|side| {
            view.words(side).iter().any(is_secret)
                || view.value(side).text().is_some_and(|text| is_secret(&text))
        }),
        _ => false,
    })
}

/// True if the project has a protection against forged requests of its own, going by the names of its functions.
pub(crate) fn has_own_protection(ctx: &Context<'_>) -> bool {
    ctx.functions().any(|function| {
        let name = function.name(function.ir.name).to_ascii_lowercase();
        name.contains("csrf") || name.contains("xsrf")
    })
}

/// The function that answers.
pub(crate) fn view<'a>(ctx: &Context<'a>, route: &Route) -> Option<Function<'a>> {
    ctx.function(route.view?)
}

/// True if two routes belong together: within a group; without groups, within a file.
pub(crate) fn is_sibling(route: &Route, other: &Route) -> bool {
    match (route.blueprint, other.blueprint) {
        (Some(own), Some(theirs)) => own == theirs,
        (None, None) => {
            route.application == other.application && route.place.file == other.place.file
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Kinds of sinks that answer a request, or remember something for its sender, and do no more.
const ANSWERS: [&str; 14] = [
    "answer",
    "cookie",
    "header",
    "header-value",
    "html",
    "log",
    "page-attribute",
    "page-unescaped",
    "page-url",
    "password-store",
    "redirect",
    "session-key",
    "session-value",
    "template-name",
];

/// True if it reads or changes what is stored, or does something that can do harm.
pub(crate) fn does_something(route: &Route) -> bool {
    does_more_than(route, &[])
}

/// The same, not counting sinks of these kinds.
pub(crate) fn does_more_than(route: &Route, kinds: &[&str]) -> bool {
    let counts = |kind: &str| !ANSWERS.contains(&kind) && !kinds.contains(&kind);
    !route.tables.is_empty() || route.sinks.iter().any(|used| counts(&used.kind))
}

/// Kinds of sinks that only work out an answer.
const COMPUTING: [&str; 10] = [
    "page-handler",
    "page-script",
    "page-style",
    "page-text",
    "regex",
    "template",
    "xml",
    "xml-entities",
    "xpath",
    "xslt",
];

/// True if more than an answer comes of it: something is stored, sent on, or kept in an object of the module.
pub(crate) fn leaves_something(ctx: &Context<'_>, route: &Route) -> bool {
    does_more_than(route, &COMPUTING) || keeps_something(ctx, route)
}

/// True if the view saves what it changed, or keeps something in an object of the module.
fn keeps_something(ctx: &Context<'_>, route: &Route) -> bool {
    let Some(view) = view(ctx, route) else {
        return false;
    };
    let saves = ["commit", "save"]
        .iter()
        .any(|name| view.mentions().contains(name));
    saves
        || view.instructions().any(|instruction| {
            if let Op::SetItem { object, .. } = instruction.op {
                matches!(
                    view.value(object).op(),
                    Some(Op::LoadGlobal { .. } | Op::Dict { .. })
                ) && view.local_name(object).is_none()
            } else {
                false
            }
        })
}
