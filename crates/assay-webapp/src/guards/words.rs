//! Words that tell what a name is about, where only its name says so.
//!
//! The key of a session or the name of a header is free text of the application.
//! These lists decide which of them say who somebody is; they are compared with the words of a name, in lower case.

use super::Asked;

/// Keys of a session that say who the sender is.
const PERSON: &[&str] = &[
    "account",
    "admin",
    "auth",
    "authed",
    "authenticated",
    "authorised",
    "authorized",
    "credentials",
    "customer",
    "email",
    "employee",
    "identity",
    "loggedin",
    "logged",
    "login",
    "mail",
    "member",
    "oauth",
    "oidc",
    "perm",
    "permission",
    "permissions",
    "person",
    "principal",
    "profile",
    "role",
    "roles",
    "saml",
    "staff",
    "sub",
    "subject",
    "superuser",
    "token",
    "uid",
    "user",
    "userid",
    "userinfo",
    "username",
    "jwt",
    "access",
    "signed",
    "owner",
    "authz",
    "authn",
    "claim",
    "claims",
    "patient",
    "doctor",
    "student",
    "teacher",
    "client",
    "seller",
    "buyer",
    "author",
    "company",
    "tenant",
    "operator",
    "agent",
    "clerk",
    "worker",
];

/// Names of something that only those show who were given it.
const SECRET: &[&str] = &[
    "apikey",
    "api",
    "auth",
    "authorization",
    "bearer",
    "credential",
    "credentials",
    "hmac",
    "jwt",
    "key",
    "secret",
    "signature",
    "sig",
    "token",
    "xauth",
];

/// Those of [`SECRET`] that are never the key of a row.
const TOKEN: &[&str] = &[
    "apikey",
    "api",
    "authorization",
    "bearer",
    "hmac",
    "jwt",
    "secret",
    "signature",
    "token",
];

/// Words in whose company a token says where somebody is in a list.
const PLACE: &[&str] = &["continuation", "cursor", "page", "sync"];

/// Words in whose company a secret is none of the sender's.
const OTHER: &[&str] = &[
    "csrf",
    "xsrf",
    "captcha",
    "recaptcha",
    "idempotency",
    "reset",
    "invite",
    "confirm",
    "next",
    "return",
];

/// Attributes and keys that say what somebody may do.
const RIGHT: &[&str] = &[
    "access",
    "admin",
    "administrator",
    "allowed",
    "can",
    "group",
    "groups",
    "level",
    "moderator",
    "perm",
    "permission",
    "permissions",
    "privilege",
    "privileges",
    "rank",
    "right",
    "rights",
    "role",
    "roles",
    "scope",
    "scopes",
    "staff",
    "superuser",
    "manager",
    "editor",
];

/// Names under which a request keeps who its sender is.
const SENDERS: &[&str] = &[
    "user",
    "current_user",
    "identity",
    "current_identity",
    "principal",
    "member",
    "visitor",
];

/// Words of a decorator that asks for something.
const ASKING: &[&str] = &[
    "authenticate",
    "authorise",
    "authorize",
    "check",
    "ensure",
    "has",
    "needs",
    "only",
    "protect",
    "protected",
    "require",
    "required",
    "requires",
    "restrict",
    "restricted",
    "secure",
    "secured",
    "verify",
];

/// What such a decorator asks for, beside the words of [`PERSON`] and [`RIGHT`].
const SENDER: &[&str] = &[
    "auth",
    "authentication",
    "login",
    "apikey",
    "bearer",
    "session",
];

/// Words in whose company it asks for something else than the sender.
const NO_GUARD: &[&str] = &[
    "csrf",
    "xsrf",
    "json",
    "https",
    "ssl",
    "captcha",
    "params",
    "mail",
    "email",
    "anonymous",
    "logout",
    "args",
    "content",
    "type",
    "feature",
    "client",
    "company",
    "profile",
    "access_log",
];

/// Names that say it all.
const GUARDS: &[&str] = &[
    "authenticated",
    "authenticate",
    "authorize",
    "authorise",
    "has_access",
    "protect",
    "secure",
];

/// Words of the place where people log in.
const LOGIN: &[&str] = &["login", "logon", "signin", "sso"];

/// Words of an answer that turns the sender away.
const DENIAL: &[&str] = &[
    "denied",
    "deny",
    "forbidden",
    "permission",
    "permissions",
    "permitted",
    "unauthorised",
    "unauthorized",
    "unauthenticated",
];

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last_lower = false;
    for c in name.chars().take(200) {
        if !c.is_alphanumeric() {
            last_lower = false;
            words.push(String::new());
            continue;
        }
        if words.is_empty() || (last_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        last_lower = c.is_lowercase();
    }
    words
}

fn any(name: &str, list: &[&str]) -> bool {
    words(name).iter().any(|word| list.contains(&word.as_str()))
}

/// True if a key of a session says who the sender is.
pub(super) fn is_person(key: &str) -> bool {
    any(key, PERSON) && !is_of_another(key)
}

/// True if a name is about something else than the sender: `csrf_token`, `captcha`.
pub(super) fn is_of_another(name: &str) -> bool {
    any(name, OTHER)
}

/// True if a text is where people log in: `auth.login`, `/sign-in`.
pub(super) fn is_login(text: &str) -> bool {
    text.len() < 80 && any(text, LOGIN)
}

/// True if what a request keeps under a name is its sender.
pub(super) fn is_sender(name: &str) -> bool {
    SENDERS.contains(&name.trim_start_matches('_'))
}

/// True if a header, field or cookie holds something that only some were given.
pub(super) fn is_secret(name: &str) -> bool {
    any(name, SECRET) && !is_of_another(name)
}

/// True if what a field is called for is that it opens something by itself; a `key` may be that of a row.
pub(super) fn is_token(name: &str) -> bool {
    is_secret(name) && any(name, TOKEN) && !any(name, PLACE)
}

/// True if an attribute or key says what somebody may do.
pub(super) fn is_right(name: &str) -> bool {
    any(name, RIGHT)
}

/// True if a key of a session says what somebody may do and nothing else: `level`, `admin_rights`.
pub(super) fn is_rank(key: &str) -> bool {
    words(key).last().is_some_and(|word| {
        ["level", "rank", "rights", "privileges", "scopes"].contains(&word.as_str())
    }) && !is_of_another(key)
}

/// What a decorator asks for, by its name alone; nothing for names that do not say.
pub(super) fn guard(name: &str) -> Option<Asked> {
    let name = name.trim_start_matches('@').trim();
    let last = name.rsplit('.').next().unwrap_or(name);
    let all = words(name);
    let has = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    if has(NO_GUARD) {
        return None;
    }
    if has(ASKING) && (has(RIGHT)) {
        return Some(Asked::Role);
    }
    if GUARDS.contains(&last) || (has(ASKING) && (has(PERSON) || has(SENDER))) {
        return Some(Asked::Login);
    }
    None
}

/// True if a text turns the sender away.
pub(super) fn is_denial(text: &str) -> bool {
    any(text, DENIAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_by_their_words() {
        assert!(is_person("user_id") && is_person("userId") && is_person("logged_in"));
        assert!(!is_person("cart") && !is_person("csrf_token"));
        assert!(is_secret("X-Api-Key") && !is_secret("X-CSRF-Token") && !is_secret("Accept"));
        assert!(is_right("is_admin") && !is_right("email"));
    }

    #[test]
    fn decorators_are_told_by_their_words() {
        assert_eq!(guard("@require_login"), Some(Asked::Login));
        assert_eq!(guard("Permissions.STATUS.require"), Some(Asked::Role));
        assert_eq!(guard("admin_only"), Some(Asked::Role));
        assert_eq!(guard("api.secure"), Some(Asked::Login));
        for name in [
            "require_json",
            "requires_https",
            "cached",
            "csrf_protect",
            "app.route",
            "logout_required",
        ] {
            assert_eq!(guard(name), None, "{name}");
        }
    }
}
