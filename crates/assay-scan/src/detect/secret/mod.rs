//! Passwords, keys and tokens that stand in the code.
//!
//! A constant is a secret because of where it is used and what it looks like, never because of one alone:
//! `password_label = "Password"` names no secret, and `next_token = "page-2"` holds none.
//!
//! Where a constant is used gives it a *name*: the variable, attribute, key, keyword or parameter it is given to,
//! the other side of a comparison, or the setting whose fallback it is. [`name`] says what sort of secret a name
//! promises, [`value`] whether a text can be one. Private keys, tokens of well-known services and connection
//! strings are known by their form ([`form`]) wherever they stand.
//!
//! Test code is left out. Files that are not Python are searched line by line, see [`text`].

mod form;
mod name;
mod site;
mod text;
mod value;

use assay_python::program::FunctionRef;
use assay_source::Span;
use assay_taint::Confidence;

use super::draft::Draft;
use super::{Facts, SecretKind};
use site::Site;
pub(super) use name::words as name_words;
pub(super) use value::is_placeholder;

/// Drafts for the secrets of these sorts. The secret itself is never repeated.
pub(super) fn detect(facts: &Facts<'_>, of: &[SecretKind], drafts: &mut Vec<Draft>) {
    for function in facts.context(&[]).functions() {
        for site in site::sites(function) {
            if let Some((kind, confidence)) = judge(&site)
                && of.contains(&kind)
            {
                let (span, name) = (function.span(site.range), site.name.unwrap_or("a constant"));
                drafts.push(draft(span, Some(function.id), name, confidence));
            }
        }
    }
    for found in text::search(facts.project)
        .into_iter()
        .filter(|found| of.contains(&found.kind))
    {
        drafts.push(draft(found.span, None, found.name, found.confidence));
    }
}

/// What sort of secret stands at a site, and how sure that is.
fn judge(site: &Site<'_>) -> Option<(SecretKind, Confidence)> {
    if let Some(kind) = form::known(site.text) {
        return Some((kind, Confidence::High));
    }
    let name = site.name?;
    let kind = name::promises(name)?;
    let confidence = value::judge(kind, name, site.text)?;
    Some((kind, confidence))
}

fn draft(span: Span, function: Option<FunctionRef>, name: &str, confidence: Confidence) -> Draft {
    let reason = match confidence {
        Confidence::High => "",
        Confidence::Medium | Confidence::Low => "judged by the name and the look of the value",
    };
    Draft {
        span,
        function,
        confidence,
        reason: reason.to_owned(),
        source: "a constant".to_owned(),
        sink: name.to_owned(),
        name: name.to_owned(),
        trace: Vec::new(),
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
            ("passed", "12"),
        ] {
            assert_eq!(kind(name, text), None, "{name} = {text:?}");
        }
    }
}
