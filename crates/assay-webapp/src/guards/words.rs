//! Words that tell what a name is about, where only its name says so.
//!
//! The key of a session or the name of a header is free text of the application.
//! These lists decide which of them say who somebody is; they are compared with the words of a name, in lower case.

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
    any(key, PERSON) && !any(key, OTHER)
}

/// True if a header, field or cookie holds something that only some were given.
pub(super) fn is_secret(name: &str) -> bool {
    any(name, SECRET) && !any(name, OTHER)
}

/// True if an attribute or key says what somebody may do.
pub(super) fn is_right(name: &str) -> bool {
    any(name, RIGHT)
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
}
