//! What sort of secret a name promises.

use super::super::SecretKind;

/// Words that mean a password when a name ends with them.
const PASSWORDS: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pass",
    "pw",
    "passwort",
];

/// Two last words that mean a key that signs or encrypts.
const KEY_PAIRS: [(&str, &str); 15] = [
    ("secret", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("private", "key"),
    ("hmac", "key"),
    ("jwt", "key"),
    ("aes", "key"),
    ("fernet", "key"),
    ("master", "key"),
    ("session", "key"),
    ("cookie", "key"),
    ("cipher", "key"),
    ("crypto", "key"),
    ("password", "salt"),
    ("security", "salt"),
];

/// Two last words that mean something another service accepts.
const TOKEN_PAIRS: [(&str, &str); 7] = [
    ("api", "key"),
    ("access", "key"),
    ("auth", "key"),
    ("account", "key"),
    ("service", "key"),
    ("api", "secret"),
    ("client", "secret"),
];

/// Words before `token` that make it something harmless: places in a list, parts of text, answers to forms.
const HARMLESS_TOKENS: [&str; 29] = [
    "next",
    "page",
    "continuation",
    "sync",
    "start",
    "end",
    "cursor",
    "csrf",
    "xsrf",
    "pad",
    "eos",
    "bos",
    "unk",
    "mask",
    "sep",
    "cls",
    "stop",
    "special",
    "current",
    "last",
    "first",
    "prev",
    "previous",
    "delimiter",
    "change",
    "request",
    "update",
    "action",
    "purchase",
];

/// Words that may follow: they say which secret it is, not what about it.
const WHICH: [&str; 12] = [
    "default",
    "value",
    "dev",
    "prod",
    "production",
    "development",
    "staging",
    "old",
    "new",
    "str",
    "string",
    "fallback",
];

/// What sort of secret a variable, key or parameter of this name holds.
pub(super) fn promises(name: &str) -> Option<SecretKind> {
    // `AWS::IAM::AccessKey` and `the password` are data, not names.
    if name.contains(|character: char| !character.is_alphanumeric() && !"_-.".contains(character)) {
        return None;
    }
    let words = words(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| WHICH.contains(word) || is_number(word))
    {
        words.pop();
    }
    let last = words.pop()?;
    let before = words.pop().unwrap_or_default();
    let pair = (before, last);
    if PASSWORDS.contains(&last) {
        // `mountain_pass`, `first_pass`: the short words need a companion that owns passwords.
        let is_short = matches!(last, "pass" | "pw");
        let owned = before.is_empty() || OWNERS.contains(&before);
        return (!is_short || owned).then_some(SecretKind::Password);
    }
    if KEY_PAIRS.contains(&pair)
        || matches!(
            last,
            "secretkey" | "signingkey" | "encryptionkey" | "privatekey"
        )
    {
        return Some(SecretKind::Key);
    }
    if TOKEN_PAIRS.contains(&pair)
        || matches!(last, "apikey" | "authtoken" | "accesstoken" | "accesskey")
    {
        return Some(SecretKind::Token);
    }
    match last {
        "secret" => Some(SecretKind::Key),
        "token" if !HARMLESS_TOKENS.contains(&before) => Some(SecretKind::Token),
        _ => None,
    }
}

/// Whose `pass` is a password.
const OWNERS: [&str; 20] = [
    "db", "database", "user", "admin", "root", "smtp", "mail", "email", "ftp", "ssh", "ldap",
    "redis", "mysql", "postgres", "pg", "mongo", "rabbitmq", "amqp", "proxy", "login",
];

/// True if the name says that everybody may know it, because it is public or because it is refused:
/// `publicKey`, `site_key`, `LEGACY_PASSWORD`.
pub(super) fn is_public(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "public"
                | "publishable"
                | "site"
                | "sitekey"
                | "anon"
                | "integrity"
                | "checksum"
                | "fingerprint"
                | "hash"
                | "id"
                | "sha256"
                | "sha1"
                | "md5"
                | "digest"
                | "cache"
                | "etag"
                | "legacy"
                | "obsolete"
                | "deprecated"
                | "revoked"
                | "forbidden"
                | "banned"
        )
    })
}

/// True if the name speaks of a secret anywhere, such as `password_hint`.
pub(super) fn speaks_of_secret(text: &str) -> bool {
    let is_secret = |word: &String| {
        PASSWORDS.contains(&word.as_str()) || matches!(word.as_str(), "secret" | "token" | "key")
    };
    words(text).iter().any(is_secret)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of `DB_Password2`, `dbPassword`, `--db-password`, in lower case.
pub(in crate::detect) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut last = ' ';
    for character in name.chars() {
        let is_new_word = (last.is_lowercase() && character.is_uppercase())
            || (last.is_alphabetic() && character.is_numeric())
            || (last.is_numeric() && character.is_alphabetic());
        if !character.is_alphanumeric() || is_new_word {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        last = character;
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_words_in_any_style() {
        for name in [
            "db_password",
            "dbPassword",
            "DB_PASSWORD",
            "--db-password",
            "db.password",
        ] {
            assert_eq!(words(name), ["db", "password"], "{name}");
        }
        assert_eq!(words("key2"), ["key", "2"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn what_follows_the_secret_word_decides() {
        assert_eq!(promises("Cloud::Service::ApiKey"), None);
        assert_eq!(promises("password_default"), Some(SecretKind::Password));
        assert_eq!(promises("password2"), Some(SecretKind::Password));
        assert_eq!(promises("password_min_length"), None);
        assert_eq!(promises("MAIL_PASS"), Some(SecretKind::Password));
        assert_eq!(promises("mountain_pass"), None);
        assert_eq!(promises("client_secret"), Some(SecretKind::Token));
    }
}
