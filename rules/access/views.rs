//! What the rules on access ask of routes: what a view is for, going by its names, and what it does.

use assay_scan::check::routes::{Asked, Csrf, Route};
use assay_scan::check::{Context, Function};

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
    has_word(route, &ENTRANCES)
}

/// True if its name says that it changes something.
pub(crate) fn says_change(route: &Route) -> bool {
    has_word(route, &CHANGES)
}

fn has_word(route: &Route, wanted: &[&str]) -> bool {
    let words = words(route);
    wanted
        .iter()
        .any(|wanted| words.iter().any(|word| word == wanted))
}

/// The input that proves who somebody is, if the view asks for one to let them in.
pub(crate) fn asked_secret(route: &Route) -> Option<&str> {
    if has_word(route, &SETTERS) {
        return None;
    }
    let names = route
        .inputs
        .iter()
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
    route.guards.iter().any(|guard| by_cookie(guard.what)) && route.csrf != Csrf::Token
}

/// The function that answers.
pub(crate) fn view<'a>(ctx: &Context<'a>, route: &Route) -> Option<Function<'a>> {
    ctx.function(route.view?)
}
