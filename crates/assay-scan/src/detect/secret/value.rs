//! Whether a text can be the secret that a name promises.

use assay_taint::Confidence;

use super::super::SecretKind;
use super::name::{speaks_of_secret, words};

/// Words that stand where a password might and are none: types, kinds of fields, schemes, switches.
const ORDINARY: [&str; 45] = [
    "files",
    "compat",
    "systemd",
    "string",
    "str",
    "text",
    "varchar",
    "char",
    "hidden",
    "input",
    "required",
    "optional",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "basic",
    "bearer",
    "digest",
    "plain",
    "plaintext",
    "bytes",
    "object",
    "query",
    "header",
    "cookie",
    "body",
    "form",
    "oauth",
    "oauth2",
    "jwt",
    "md5",
    "sha1",
    "sha256",
    "bcrypt",
    "argon2",
    "empty",
    "unknown",
    "unset",
    // Samples of malware are handed on in archives with this word, so that nobody opens one by mistake.
    "infected",
];

/// What hash functions make of nothing; manuals show them in the place of a key.
const HASHES_OF_NOTHING: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// Beginnings and parts of texts that ask to be replaced.
const PLACEHOLDERS: [&str; 12] = [
    "your-",
    "your_",
    "yourpass",
    "my-secret-here",
    "-here",
    "_here",
    "placeholder",
    "redacted",
    "replace-",
    "replace_",
    "insert-",
    "example",
];

/// Whether `text` can be a secret of this kind under this name, and how sure that is.
pub(super) fn judge(kind: SecretKind, name: &str, text: &str) -> Option<Confidence> {
    if is_never_secret(name, text) {
        return None;
    }
    match kind {
        SecretKind::Password => judge_password(text),
        SecretKind::Key => judge_key(name, text),
        SecretKind::Token => {
            (looks_random(text) && !is_name_of_secret(text)).then_some(Confidence::High)
        }
        // These are known by their form.
        SecretKind::Url | SecretKind::PrivateKey => None,
    }
}

fn judge_password(text: &str) -> Option<Confidence> {
    if text.len() < 4
        || ORDINARY.contains(&text.to_lowercase().as_str())
        || is_identifier_about_secret(text)
    {
        return None;
    }
    let mixed = text.bytes().any(|byte| !byte.is_ascii_lowercase());
    Some(if mixed {
        Confidence::High
    } else {
        Confidence::Medium
    })
}

/// A weak key is as bad as a strong one that everybody can read, so short and silly keys count,
/// as long as the name leaves no doubt.
fn judge_key(name: &str, text: &str) -> Option<Confidence> {
    let is_plain = ORDINARY.contains(&text.to_lowercase().as_str());
    let words = words(name);
    let is_certain = words.iter().any(|word| word == "key" || word == "jwt") && words.len() > 1;
    if looks_random(text) || (is_certain && !is_plain) {
        Some(Confidence::High)
    } else if !is_plain && text.len() >= 6 && !is_identifier_about_secret(text) {
        Some(Confidence::Medium)
    } else {
        None
    }
}

/// True for a text that nobody takes for a secret even where one belongs: empty, `****`, `<key>`, a message, a path.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    has_few_characters(text)
        || (text.starts_with('<') && text.ends_with('>'))
        || is_message(&text.to_lowercase())
        || is_path_or_link(text)
        || matches!(
            text.to_lowercase().as_str(),
            "test" | "demo" | "dummy" | "example" | "unset" | "infected"
        )
}

/// A sentence about a password, such as a message, and none itself.
fn is_message(lower: &str) -> bool {
    lower.contains("password") && lower.contains(char::is_whitespace)
}

/// Texts that are something else, whatever the name says.
fn is_never_secret(name: &str, text: &str) -> bool {
    let lower = text.to_lowercase();
    text.len() < 3
        || text.len() > 512
        || text
            .chars()
            .any(|character| character.is_whitespace() || character.is_control())
        || has_few_characters(text)
        || is_same(name, text)
        || PLACEHOLDERS.iter().any(|part| lower.contains(part))
        || is_template(text)
        || is_path_or_link(text)
        || is_setting_name(text)
        || is_dotted_name(text)
        || is_header_name(text)
        || is_hash(text)
        || is_name_of_field(text)
        || is_address_of_nobody(text)
        || HASHES_OF_NOTHING.contains(&lower.as_str())
}

/// `xxxx`, `****`, `0000`, `.....`.
fn has_few_characters(text: &str) -> bool {
    let different: std::collections::BTreeSet<char> = text.to_lowercase().chars().collect();
    different.len() < 2
        || (different.len() == 2
            && text.contains(['*', 'x', 'X', '.'])
            && !text.contains(char::is_alphabetic))
}

/// The name itself, or a part of it: `password = "password"` names a field, `user_password="password"` too.
fn is_same(name: &str, text: &str) -> bool {
    let (name, text) = (words(name).concat(), words(text).concat());
    name == text
        || (name.contains(&text) && speaks_of_secret(&text))
        || text.contains(&name) && speaks_of_field(&text, &name)
}

/// `new_password` for `password`: the name with one of the usual words before or behind it.
fn speaks_of_field(text: &str, name: &str) -> bool {
    let rest = text.replacen(name, "", 1);
    [
        "new", "old", "user", "current", "confirm", "repeat", "reset", "change", "forgot", "field",
        "hash", "invalid", "wrong", "the", "my",
    ]
    .contains(&rest.as_str())
}

/// `{name}`, `%s`, `${NAME}`, `<name>`, `[name]`, `(name)`, `#{…}`.
fn is_template(text: &str) -> bool {
    let between = |open: char, close: char| {
        text.find(open)
            .is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains(close)))
    };
    let percent = ["%s", "%r", "%d", "%("]
        .iter()
        .any(|mark| text.contains(mark));
    let whole = |open: char, close: char| text.starts_with(open) && text.ends_with(close);
    percent
        || text.starts_with('$')
            && text.len() < 40
            && !text.contains(['/', '.'])
            && is_setting_name(text.trim_start_matches('$'))
        || between('{', '}')
        || between('<', '>')
        || whole('[', ']')
        || whole('(', ')')
        || whole('%', '%')
        || text.starts_with("ENC(")
}

fn is_path_or_link(text: &str) -> bool {
    let is_file = text.rsplit_once('.').is_some_and(|(stem, suffix)| {
        !stem.is_empty()
            && matches!(
                suffix.to_ascii_lowercase().as_str(),
                "txt"
                    | "pem"
                    | "key"
                    | "json"
                    | "py"
                    | "html"
                    | "yml"
                    | "yaml"
                    | "ini"
                    | "cfg"
                    | "toml"
                    | "env"
                    | "crt"
            )
    });
    let is_path = text.starts_with(['/', '~'])
        && text.matches('/').count() >= 1
        && !text.contains(['=', '+'])
        || text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with("C:\\");
    is_path
        || is_file
        || text.contains("://")
        || text.starts_with("arn:")
        || text.starts_with("data:")
}

/// `DB_PASSWORD` and `PGPASSWORD`, names of environment variables.
fn is_setting_name(text: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii_uppercase()) && text.ends_with("PASSWORD") {
        return true;
    }
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.contains('_')
        && text.split('_').all(is_word)
        && !has_many_digits(text)
}

/// `settings.password`, `app.config.SECRET`, `shop.views:ResetPassword`.
fn is_dotted_name(text: &str) -> bool {
    let text = &text.replacen(':', ".", 1);
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.contains('.') && text.split('.').all(is_word) && !has_many_digits(text)
}

/// `X-API-Key`, `Authorization-Token`.
fn is_header_name(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    text.contains('-') && text.split('-').all(is_word) && speaks_of_secret(text)
}

/// `PasswordBox`, `tokenField`: a part of a form.
fn is_name_of_field(text: &str) -> bool {
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word
        && speaks_of_secret(text)
        && words(text).last().is_some_and(|last| {
            matches!(last.as_str(), "box" | "field" | "input" | "widget" | "form")
        })
}

/// `guest@`, what is sent to servers that let everybody in and ask for an address out of courtesy.
fn is_address_of_nobody(text: &str) -> bool {
    text.strip_suffix('@')
        .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// `oauth2_access_token`, `urn:access_token`: hardly a digit, and one of the parts says what the text names.
fn is_name_of_secret(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() <= 2
        && text.split(['_', '-', ':', '.', '/']).any(|part| {
            matches!(
                part.to_ascii_lowercase().as_str(),
                "token" | "key" | "secret" | "password"
            )
        })
}

/// A stored password hash is for comparison, not for logging in: `$2b$12$…`, `pbkdf2:sha256:…`.
fn is_hash(text: &str) -> bool {
    [
        "$2a$", "$2b$", "$2y$", "$argon2", "$5$", "$6$", "$pbkdf2", "pbkdf2:", "pbkdf2_",
        "scrypt:", "sha256$", "md5$", "bcrypt$",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

fn has_many_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() * 4 > text.len()
}

/// `reset_password`, `access-token`: small words joined, one of them about secrets.
fn is_identifier_about_secret(text: &str) -> bool {
    text.contains(['_', '-'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
        && speaks_of_secret(text)
}

/// A text that nobody would write by hand: long, of several sorts of characters, with little repetition.
fn looks_random(text: &str) -> bool {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_token = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.+/=:~".contains(&byte));
    text.len() >= 16 && digits && letters && is_token && entropy(text) >= 3.0
}

/// A text that no other use explains: longer, of more sorts of characters, and no identifier, path or number of a thing.
pub(super) fn is_surely_random(text: &str) -> bool {
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_mixed = lower && upper && digits >= 2 && text.len() >= 20 && entropy(text) >= 3.7;
    let is_hex_key = is_hex && text.len() >= 32 && entropy(text) >= 3.0;
    looks_random(text)
        && (is_mixed || is_hex_key)
        && !is_path_or_link(text)
        && !is_dotted_name(text)
}

/// Bits for each character, by how often each occurs.
pub(super) fn entropy(text: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::<u8, u32>::new();
    for byte in text.bytes() {
        *counts.entry(byte).or_default() += 1;
    }
    let total = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    counts
        .values()
        .map(|count| f64::from(*count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_texts_are_told_from_words() {
        assert!(looks_random("Zk3v9Qm2Xt7Lw8Rb5Yc1"));
        assert!(!looks_random("aaaaaaaaaaaaaaaaaaaa1"));
        assert!(!looks_random("access_token_for_user"));
        assert!(!looks_random("short1"));
    }

    #[test]
    fn a_stored_hash_is_no_password() {
        assert!(is_never_secret("password", "pbkdf2:sha256:260000$x$abc"));
    }
}
