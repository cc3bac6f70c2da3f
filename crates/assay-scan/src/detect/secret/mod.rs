//! Passwords, keys and tokens that stand in the project.
//!
//! A constant is a secret because of where it is used and what it looks like, never because of one alone:
//! `password_label = "Password"` names no secret, and `next_token = "page-2"` holds none.
//!
//! Where a constant is used gives it a *name*: the variable, attribute, key, keyword or parameter it is given to,
//! the other side of a comparison, or the setting whose fallback it is. [`name`] says what sort of secret a name
//! promises, [`value`] whether a text can be one. Tokens of well-known services ([`provider`]), private keys and
//! connection strings ([`form`]) are known by their form wherever they stand.
//!
//! Test code is left out. The text of files is searched once, see [`text`].
//!
//! All secrets are found before any rule judges, so that no excerpt of any finding shows one.

mod form;
mod name;
mod provider;
mod site;
mod text;
mod value;

use std::collections::BTreeSet;

use assay_python::program::FunctionRef;
use assay_source::{Project, Range, Span};
use assay_taint::Confidence;
use assay_webapp::Deployment;
use rayon::prelude::*;

use super::draft::Draft;
use super::{Facts, SecretKind};
use crate::check::Function;
pub(super) use name::words as name_words;
use site::Site;
pub(super) use value::is_placeholder;

/// Words of names of functions that make what tests need.
const TEST_DATA: [&str; 12] = [
    "account", "accounts", "create", "data", "database", "fixture", "fixtures", "load", "populate",
    "seed", "user", "users",
];

/// A secret of the project.
#[derive(Clone, Debug)]
pub(crate) struct Secret {
    pub(crate) kind: SecretKind,
    confidence: Confidence,
    /// What is reported.
    pub(crate) span: Span,
    /// What no output shows, in the same file.
    pub(crate) hidden: Range,
    /// The name of the variable or key.
    name: Option<String>,
    /// What sort of token it is, and where its service says how to revoke it.
    title: Option<(&'static str, &'static str)>,
    /// The function that holds it, in Python.
    function: Option<FunctionRef>,
}

/// The secrets in the text of files, and those among the constants of these functions.
pub(crate) fn find(project: &Project, functions: Vec<Function<'_>>) -> Vec<Secret> {
    let mut found: Vec<Secret> = functions
        .into_par_iter()
        .flat_map_iter(|function| in_constants(project, function))
        .collect();
    let known: BTreeSet<Span> = found.iter().map(|secret| secret.span).collect();
    let in_text = text::search(project).into_iter().filter(|secret| {
        // A constant that is already known holds it.
        let before = known.range(..=secret.span).next_back();
        !before.is_some_and(|span| {
            span.file == secret.span.file && secret.span.range.start < span.range.end
        })
    });
    found.extend(in_text);
    found
}

/// These, and those that only the files around the code show; in order of place.
pub(crate) fn find_deployed(
    project: &Project,
    deployment: &Deployment,
    mut found: Vec<Secret>,
) -> Vec<Secret> {
    found.extend(text::search_rows(project, &deployment.rows));
    let variables = text::search_variables(project, deployment, &found);
    found.extend(variables);
    found.sort_by_key(|secret| secret.span);
    found
}

/// The secrets among the constants of a function.
fn in_constants(project: &Project, function: Function<'_>) -> Vec<Secret> {
    let mut found = Vec::new();
    let is_harmless =
        text::is_harmless(&project.file(function.module.file).path) || makes_test_data(function);
    for site in site::sites(function) {
        let token = provider::find(site.text).into_iter().next();
        let judged = match &token {
            Some(token) => Some((SecretKind::Token, token.confidence)),
            None if is_harmless && form::private_key(site.text).is_none() => None,
            None => judge(&site),
        };
        let Some((kind, confidence)) = judged else {
            continue;
        };
        found.push(Secret {
            kind,
            confidence,
            span: function.span(site.range),
            hidden: site.range,
            name: site.name.map(str::to_owned),
            title: token.map(|token| (token.name, token.rotate)),
            function: Some(function.id),
        });
    }
    found
}

/// Drafts for the secrets of these sorts. The secret itself is never repeated.
pub(super) fn detect(facts: &Facts<'_>, of: &[SecretKind], drafts: &mut Vec<Draft>) {
    for secret in facts
        .secrets
        .iter()
        .filter(|secret| of.contains(&secret.kind))
    {
        drafts.push(draft(secret));
    }
}

/// True for a function that says that it, or its class, fills a database for tests: `create_test_data`.
fn makes_test_data(function: Function<'_>) -> bool {
    function.ir.qualname.split('.').any(|name| {
        let words = name::words(name);
        words
            .iter()
            .any(|word| matches!(word.as_str(), "test" | "tests" | "dummy"))
            && (words.iter()).any(|word| TEST_DATA.contains(&word.as_str()))
    })
}

/// What sort of secret stands at a site by its form or its name, and how sure that is.
fn judge(site: &Site<'_>) -> Option<(SecretKind, Confidence)> {
    let shown = |kind| site.described && matches!(kind, SecretKind::Password | SecretKind::Url);
    if let Some(kind) = form::known(site.text) {
        return (!shown(kind)).then_some((kind, Confidence::High));
    }
    let name = site.name?;
    let kind = name::promises(name).filter(|kind| !shown(*kind))?;
    let confidence = value::judge(kind, name, site.text)?;
    Some((kind, confidence))
}

fn draft(secret: &Secret) -> Draft {
    let reason = match (secret.confidence, secret.title) {
        (Confidence::High, _) => "",
        (_, Some(_)) => "its checksum does not fit",
        (Confidence::Medium | Confidence::Low, None) => {
            "judged by the name and the look of the value"
        }
    };
    let source = match (secret.title, secret.kind) {
        (Some((name, rotate)), _) => {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            let title: String = first.into_iter().chain(letters).collect();
            format!("{title} (revoke it: {rotate})")
        }
        (None, SecretKind::Password) => "A password".to_owned(),
        (None, SecretKind::Key) => "A key".to_owned(),
        (None, SecretKind::Token) => "A token".to_owned(),
        (None, SecretKind::Url) => "A connection string with a password".to_owned(),
        (None, SecretKind::PrivateKey) => "A private key".to_owned(),
    };
    let name = secret.name.as_deref().unwrap_or("a constant");
    Draft {
        span: secret.span,
        function: secret.function,
        confidence: secret.confidence,
        reason: reason.to_owned(),
        source,
        sink: name.to_owned(),
        name: name.to_owned(),
        trace: Vec::new(),
        judged: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_source::Range;

    fn kind(name: &str, text: &str) -> Option<SecretKind> {
        judge(&Site {
            name: Some(name),
            text,
            range: Range::default(),
            described: false,
        })
        .map(|(kind, _)| kind)
    }

    #[test]
    fn secrets_are_known_by_name_and_value_together() {
        for (name, text, expected) in [
            ("password", "Tr0ub4dor&3", SecretKind::Password),
            ("DB_PASSWORD", "s3cr3t-pw", SecretKind::Password),
            ("adminPassword", "letmein1", SecretKind::Password),
            ("passwd", "hunter2", SecretKind::Password),
            ("smtp_pass", "Maple-Tree-9", SecretKind::Password),
            ("password", "admin", SecretKind::Password),
            ("SECRET_KEY", "dev", SecretKind::Key),
            ("SECRET_KEY", "change-me", SecretKind::Key),
            ("JWT_SECRET", "aVeryQuietRiver77", SecretKind::Key),
            ("jwt_secret_key", "9f86d081884c7d65", SecretKind::Key),
            ("api_key", "Zk3v9Qm2Xt7Lw8Rb5Yc1", SecretKind::Token),
            (
                "ACCESS_TOKEN",
                "f3a9c1d7e5b2486097aa13cd",
                SecretKind::Token,
            ),
        ] {
            assert_eq!(kind(name, text), Some(expected), "{name} = {text:?}");
        }
    }

    #[test]
    fn names_without_secrets_and_values_without_secrecy_are_silent() {
        for (name, text) in [
            ("password", ""),
            ("password", "password"),
            ("password", "Password"),
            ("password_label", "Your password"),
            ("PASSWORD_FIELD", "pw_field"),
            ("password_hash", "$2b$12$C6UzMDM.H6dfI/f/IKcEeO"),
            ("forgot_password", "/account/forgot"),
            ("password", "Enter your password"),
            ("password", "********"),
            ("password", "<password>"),
            ("password", "your-password-here"),
            ("password", "${DB_PASSWORD}"),
            ("password", "{password}"),
            ("password", "%s"),
            ("password", "DB_PASSWORD"),
            ("password", "user.password"),
            ("reset_password", "shop.views.rest:ResetPasswordView"),
            ("password", "/run/secrets/db_password"),
            ("password", "new_password"),
            ("password", "string"),
            ("secret_name", "prod/db"),
            ("SECRET_KEY", "SECRET_KEY"),
            ("SECRET_KEY", "/etc/shop/key"),
            ("next_token", "f3a9c1d7e5b2486097aa13cd"),
            ("csrf_token", "f3a9c1d7e5b2486097aa13cd"),
            ("token", "Bearer"),
            ("token", "access_token"),
            ("token_url", "https://login.example.org/token"),
            ("api_key", "X-API-Key"),
            ("api_key", "query"),
            ("key", "f3a9c1d7e5b2486097aa13cd"),
            ("pad_token", "[PAD]"),
            ("compass", "north"),
            ("bypass", "yes"),
            ("admin_password", "unset"),
            ("_PASSWORD", "PasswordBox"),
            ("password", "PGPASSWORD"),
            ("password", "(hidden)"),
            ("password", "guest@"),
            ("zip_password", "infected"),
            ("access_token", "oauth2server_token"),
            ("api_key", "d41d8cd98f00b204e9800998ecf8427e"),
            ("passed", "12"),
        ] {
            assert_eq!(kind(name, text), None, "{name} = {text:?}");
        }
    }
}
