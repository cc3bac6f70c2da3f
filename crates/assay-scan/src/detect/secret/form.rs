//! Secrets known by their form alone: private keys and connection strings. [`super::provider`] knows tokens.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::SecretKind;

/// `scheme://user:password@host`.
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s:/@?#]*):([^\s/@?#]+)@([^\s/?#:]+)").ok()
});

/// `host=… password=…` and `Server=…;Pwd=…`.
static SETTINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)(?:^|[\s;])(?:password|pwd)\s*=\s*['"]?([^\s;'"]+)"#).ok());

/// The most bytes of a text that are looked at: what is longer is no connection string.
const LONGEST: usize = 4000;

/// The sort of secret that the text is or holds, if its form alone says so.
pub(super) fn known(text: &str) -> Option<SecretKind> {
    if text.len() < 12 {
        return None;
    }
    if private_key(text).is_some() {
        return Some(SecretKind::PrivateKey);
    }
    password(text).map(|_| SecretKind::Url)
}

/// The body of the first private key of a text, in bytes of it.
pub(super) fn private_key(text: &str) -> Option<Range<usize>> {
    let (before, rest) = text.split_once("-----BEGIN ")?;
    let (label, body) = rest.split_once("-----")?;
    let start = before.len() + "-----BEGIN ".len() + label.len() + "-----".len();
    let length = body.find("-----").unwrap_or(body.len());
    let body = body.get(..length)?;
    is_private_key(label, body).then_some(start..start + length)
}

fn is_private_key(label: &str, body: &str) -> bool {
    // The first line alone is what a program compares with; a key has a body.
    let is_body = |line: &str| {
        line.len() >= 32
            && line
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    let label = label.trim_end_matches(" BLOCK");
    label.ends_with("PRIVATE KEY") && body.lines().map(str::trim).any(is_body)
}

/// The password that stands in a connection string, in bytes of the text.
pub(super) fn password(text: &str) -> Option<Range<usize>> {
    if text.len() > LONGEST {
        return None;
    }
    let in_url = URL
        .as_ref()
        .filter(|_| text.contains("://"))
        .and_then(|form| form.captures(text))
        .and_then(|found| Some((found.get(2)?, found.get(3)?)));
    if let Some((password, host)) = in_url {
        // A sentence that shows what an address looks like gives nothing away.
        let is_sentence = text.split_whitespace().count() > 3;
        // The address of an error service names a project, and those of manuals and trials are public too.
        let mut labels = host.as_str().split(['.', '-']);
        let is_public =
            labels.any(|label| matches!(label, "sentry" | "demo" | "example" | "trial"));
        let is_real =
            is_real(password.as_str()) && !host.as_str().starts_with(['{', '<', '%', '$']);
        return (is_real && !is_sentence && !is_public).then(|| password.range());
    }
    let mentions_server = [
        "host=",
        "server=",
        "user=",
        "uid=",
        "dbname=",
        "data source=",
    ];
    let found = SETTINGS.as_ref()?.captures(text)?.get(1)?;
    let lower = text.to_lowercase();
    let is_real = is_real(found.as_str());
    (is_real && mentions_server.iter().any(|word| lower.contains(word))).then(|| found.range())
}

/// True unless the password is a hole to be filled in or a word that says so.
fn is_real(password: &str) -> bool {
    let lower = password.to_lowercase();
    let holes = ['{', '}', '<', '>', '%', '$', '*', '['];
    let words = [
        "password",
        "pass",
        "passwd",
        "pwd",
        "pw",
        "secret",
        "xxx",
        "xxxx",
        "...",
        "your_password",
        "your-password",
        "mypassword",
        "unset",
    ];
    !password.contains(holes) && !words.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_strings_hold_passwords() {
        for text in [
            "postgresql://shop:k9-Maple@db.internal/shop",
            "redis://:k9Maple@cache:6379/0",
            "mysql+pymysql://root:toor@localhost/shop",
            "host=db dbname=shop user=shop password=k9-Maple",
            "Server=db;Uid=shop;Pwd=k9-Maple;",
        ] {
            assert_eq!(known(text), Some(SecretKind::Url), "{text}");
        }
    }

    #[test]
    fn links_and_holes_hold_none() {
        for text in [
            "https://example.org/a:b@c",
            "https://example.org:8080/",
            "postgresql://{user}:{password}@{host}/shop",
            "postgresql://user:password@localhost/shop",
            "postgresql://shop@db/shop",
            "SELECT id FROM user WHERE password = 'x'",
            "mailto:someone@example.org",
            "user=shop password=%s",
        ] {
            assert_eq!(known(text), None, "{text}");
        }
    }

    #[test]
    fn a_private_key_has_a_body() {
        let head = "-----BEGIN RSA PRIVATE KEY-----";
        assert_eq!(known(head), None);
        let key = format!(
            "{head}\n{}\n-----END RSA PRIVATE KEY-----",
            "MIIEowIBAAKCAQEA".repeat(3)
        );
        assert_eq!(known(&key), Some(SecretKind::PrivateKey));
        assert_eq!(known(&key.replace("PRIVATE", "PUBLIC")), None);
    }

    #[test]
    fn every_form_compiles() {
        assert!(URL.is_some() && SETTINGS.is_some());
    }
}
