//! Secrets known by their form alone: private keys, tokens of well-known services, connection strings.
//!
//! The forms are those that the services document, so that people can find leaked ones.

use std::sync::LazyLock;

use regex::Regex;

use super::super::SecretKind;

/// Tokens: each begins with a mark that the service chose to be found by.
static TOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = [
        r"(?:AKIA|ASIA)[0-9A-Z]{16}",                  // Amazon Web Services
        r"gh[pousr]_[0-9A-Za-z]{36,}",                 // GitHub
        r"github_pat_[0-9A-Za-z_]{50,}",               // GitHub, fine-grained
        r"glpat-[0-9A-Za-z_-]{20,}",                   // GitLab
        r"xox[abeoprs]-[0-9A-Za-z-]{20,}",             // Slack
        r"[rs]k_live_[0-9A-Za-z]{20,}",                // Stripe
        r"AIza[0-9A-Za-z_-]{35}",                      // Google
        r"SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}", // SendGrid
        r"npm_[0-9A-Za-z]{36}",                        // npm
        r"pypi-[0-9A-Za-z_-]{50,}",                    // PyPI
        r"dop_v1_[0-9a-f]{64}",                        // DigitalOcean
        r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",         // Shopify
        r"key-[0-9a-f]{32}",                           // Mailgun
        r"eyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{20,}", // a signed JSON web token
    ];
    Regex::new(&format!(
        r"(?:^|[^0-9A-Za-z_])(?:{})(?:$|[^0-9A-Za-z_])",
        forms.join("|")
    ))
    .ok()
});

/// `scheme://user:password@host`.
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s:/@?#]*):([^\s/@?#]+)@([^\s/?#:]+)").ok()
});

/// `host=… password=…` and `Server=…;Pwd=…`.
static SETTINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)(?:^|[\s;])(?:password|pwd)\s*=\s*['"]?([^\s;'"]+)"#).ok());

/// The sort of secret that the text is or holds, if its form alone says so.
pub(super) fn known(text: &str) -> Option<SecretKind> {
    if text.len() < 12 {
        return None;
    }
    if is_private_key(text) {
        return Some(SecretKind::PrivateKey);
    }
    if TOKEN.as_ref()?.is_match(text) && !is_documentation(text) {
        return Some(SecretKind::Token);
    }
    holds_password(text).then_some(SecretKind::Url)
}

fn is_private_key(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("-----BEGIN ") else {
        return false;
    };
    let Some((label, body)) = rest.split_once("-----") else {
        return false;
    };
    // The first line alone is what a program compares with; a key has a body.
    let is_body = |line: &str| {
        line.len() >= 32
            && line
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    label.ends_with("PRIVATE KEY") && body.lines().map(str::trim).any(is_body)
}

/// Services print such tokens in their manuals, with this word in them.
fn is_documentation(text: &str) -> bool {
    let upper = text.to_uppercase();
    upper.contains("EXAMPLE") || upper.contains("XXXXXX")
}

fn holds_password(text: &str) -> bool {
    let in_url = URL
        .as_ref()
        .and_then(|form| form.captures(text))
        .and_then(|found| Some((found.get(2)?, found.get(3)?)));
    if let Some((password, host)) = in_url {
        // A sentence that shows what an address looks like gives nothing away.
        if text.split_whitespace().count() > 3 {
            return false;
        }
        return is_real(password.as_str()) && !host.as_str().starts_with(['{', '<', '%', '$']);
    }
    let mentions_server = [
        "host=",
        "server=",
        "user=",
        "uid=",
        "dbname=",
        "data source=",
    ];
    let lower = text.to_lowercase();
    let in_settings = SETTINGS
        .as_ref()
        .and_then(|form| form.captures(text))
        .and_then(|found| found.get(1));
    in_settings.is_some_and(|password| is_real(password.as_str()))
        && mentions_server.iter().any(|word| lower.contains(word))
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
    fn marked_tokens_are_known_anywhere() {
        // Put together here, so that nobody takes this file for a leak.
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        assert_eq!(known(&format!("token {token}")), Some(SecretKind::Token));
        let key = format!("AKIA{}", "Q7ZB4MWX2LKD9TRV");
        assert_eq!(known(&key), Some(SecretKind::Token));
        assert_eq!(known(&format!("AKIA{}", "IOSFODNN7EXAMPLE")), None);
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
        assert!(TOKEN.is_some() && URL.is_some() && SETTINGS.is_some());
    }
}
