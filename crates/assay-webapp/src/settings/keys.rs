//! Every setting that decides about security: what it means, what it is if nobody sets it, and who reads it.

/// A setting that somebody reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The package that reads it.
    pub of: &'static str,
    /// Since which version of that.
    pub since: &'static str,
    /// What it is if nobody sets it.
    pub default: Default,
    /// What it decides.
    pub text: &'static str,
    /// True if its value must not be shown.
    pub is_secret: bool,
}

/// What a setting is if nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A number, or a time in seconds.
    Number(i64),
    /// A text.
    Text(&'static str),
    /// What this says.
    Other(&'static str),
}

/// The setting of this name, if it is one of [`KEYS`].
pub fn key(name: &str) -> Option<&'static Key> {
    let at = KEYS.binary_search_by(|key| key.name.cmp(name)).ok()?;
    KEYS.get(at)
}

/// True if the setting is switched on or off.
pub(super) fn is_switch(name: &str) -> bool {
    key(name).is_some_and(|key| matches!(key.default, Default::Bool(_)))
}

impl std::fmt::Display for Default {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => formatter.write_str("None"),
            Self::Bool(true) => formatter.write_str("True"),
            Self::Bool(false) => formatter.write_str("False"),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}

const fn entry(
    name: &'static str,
    of: &'static str,
    since: &'static str,
    default: Default,
    text: &'static str,
) -> Key {
    Key {
        name,
        of,
        since,
        default,
        text,
        is_secret: false,
    }
}

const fn secret(
    name: &'static str,
    of: &'static str,
    since: &'static str,
    default: Default,
    text: &'static str,
) -> Key {
    Key {
        is_secret: true,
        ..entry(name, of, since, default, text)
    }
}

/// The settings, by name.
pub const KEYS: &[Key] = &[
    entry(
        "APPLICATION_ROOT",
        "Flask",
        "0.4",
        Default::Text("/"),
        "the path that the application is mounted under",
    ),
    entry(
        "BCRYPT_LOG_ROUNDS",
        "Flask-Bcrypt",
        "0.6",
        Default::Number(12),
        "how much work a password hash costs",
    ),
    entry(
        "CACHE_DIR",
        "Flask-Caching",
        "1.0",
        Default::None,
        "where cached values are kept as files",
    ),
    entry(
        "CACHE_TYPE",
        "Flask-Caching",
        "1.0",
        Default::Text("null"),
        "where cached values are kept",
    ),
    entry(
        "CORS_ORIGINS",
        "Flask-Cors",
        "1.0",
        Default::Text("*"),
        "which sites may read answers",
    ),
    entry(
        "CORS_RESOURCES",
        "Flask-Cors",
        "1.0",
        Default::None,
        "which paths which sites may read",
    ),
    entry(
        "CORS_SUPPORTS_CREDENTIALS",
        "Flask-Cors",
        "1.0",
        Default::Bool(false),
        "whether other sites may send cookies along",
    ),
    entry(
        "DEBUG",
        "Flask",
        "0.1",
        Default::Bool(false),
        "shows source, variables and a prompt to whoever meets an error",
    ),
    entry(
        "DEBUG_TB_ENABLED",
        "Flask-DebugToolbar",
        "0.5",
        Default::Other("app.debug"),
        "shows settings and queries in pages",
    ),
    entry(
        "DEBUG_TB_INTERCEPT_REDIRECTS",
        "Flask-DebugToolbar",
        "0.5",
        Default::Bool(true),
        "stops at redirects",
    ),
    entry(
        "EXPLAIN_TEMPLATE_LOADING",
        "Flask",
        "0.11",
        Default::Bool(false),
        "logs how templates are found",
    ),
    entry(
        "JWT_ACCESS_CSRF_HEADER_NAME",
        "Flask-JWT-Extended",
        "1.0",
        Default::Text("X-CSRF-TOKEN"),
        "the header of the token against forged requests",
    ),
    entry(
        "JWT_ACCESS_TOKEN_EXPIRES",
        "Flask-JWT-Extended",
        "1.0",
        Default::Number(900),
        "how long an access token is good",
    ),
    entry(
        "JWT_ALGORITHM",
        "Flask-JWT-Extended",
        "1.0",
        Default::Text("HS256"),
        "how tokens are signed",
    ),
    entry(
        "JWT_COOKIE_CSRF_PROTECT",
        "Flask-JWT-Extended",
        "1.0",
        Default::Bool(true),
        "whether tokens in cookies are guarded against forged requests",
    ),
    entry(
        "JWT_COOKIE_SAMESITE",
        "Flask-JWT-Extended",
        "4.0",
        Default::None,
        "whether token cookies go along with requests from other sites",
    ),
    entry(
        "JWT_COOKIE_SECURE",
        "Flask-JWT-Extended",
        "1.0",
        Default::Bool(false),
        "whether token cookies travel over encrypted connections only",
    ),
    entry(
        "JWT_DECODE_ALGORITHMS",
        "Flask-JWT-Extended",
        "3.0",
        Default::Other("nothing"),
        "which signatures are accepted",
    ),
    entry(
        "JWT_REFRESH_TOKEN_EXPIRES",
        "Flask-JWT-Extended",
        "1.0",
        Default::Number(2_592_000),
        "how long a refresh token is good",
    ),
    secret(
        "JWT_SECRET_KEY",
        "Flask-JWT-Extended",
        "1.0",
        Default::Other("SECRET_KEY"),
        "signs tokens",
    ),
    entry(
        "JWT_TOKEN_LOCATION",
        "Flask-JWT-Extended",
        "1.0",
        Default::Text("headers"),
        "where tokens are looked for",
    ),
    secret(
        "LDAP_BIND_USER_PASSWORD",
        "Flask-LDAP3-Login",
        "0.9",
        Default::Other("nothing"),
        "the password for the directory",
    ),
    entry(
        "LDAP_USE_SSL",
        "Flask-LDAP3-Login",
        "0.9",
        Default::Bool(false),
        "whether the directory is asked over an encrypted connection",
    ),
    entry(
        "LOGIN_DISABLED",
        "Flask-Login",
        "0.2",
        Default::Bool(false),
        "lets everybody through `login_required`",
    ),
    secret(
        "MAIL_PASSWORD",
        "Flask-Mail",
        "0.9",
        Default::None,
        "the password for the mail server",
    ),
    entry(
        "MAIL_SERVER",
        "Flask-Mail",
        "0.9",
        Default::Text("localhost"),
        "the mail server",
    ),
    entry(
        "MAIL_USE_SSL",
        "Flask-Mail",
        "0.9",
        Default::Bool(false),
        "whether mail is sent over an encrypted connection from the start",
    ),
    entry(
        "MAIL_USE_TLS",
        "Flask-Mail",
        "0.9",
        Default::Bool(false),
        "whether the connection to the mail server becomes encrypted",
    ),
    entry(
        "MAX_CONTENT_LENGTH",
        "Flask",
        "0.6",
        Default::None,
        "how large a request may be",
    ),
    entry(
        "MAX_FORM_MEMORY_SIZE",
        "Flask",
        "3.1",
        Default::Number(500_000),
        "how large a form field may be",
    ),
    entry(
        "MAX_FORM_PARTS",
        "Flask",
        "3.1",
        Default::Number(1_000),
        "how many parts a form may have",
    ),
    entry(
        "PERMANENT_SESSION_LIFETIME",
        "Flask",
        "0.5",
        Default::Number(2_678_400),
        "how long a permanent session lasts",
    ),
    entry(
        "PREFERRED_URL_SCHEME",
        "Flask",
        "0.9",
        Default::Text("http"),
        "the scheme of addresses that are made outside of requests",
    ),
    entry(
        "PROPAGATE_EXCEPTIONS",
        "Flask",
        "0.7",
        Default::None,
        "whether errors are raised instead of answered",
    ),
    entry(
        "PROVIDE_AUTOMATIC_OPTIONS",
        "Flask",
        "3.1",
        Default::Bool(true),
        "whether OPTIONS is answered by itself",
    ),
    entry(
        "RATELIMIT_ENABLED",
        "Flask-Limiter",
        "0.1",
        Default::Bool(true),
        "whether requests are counted",
    ),
    entry(
        "RATELIMIT_STORAGE_URI",
        "Flask-Limiter",
        "0.6",
        Default::Text("memory://"),
        "where requests are counted",
    ),
    entry(
        "REMEMBER_COOKIE_DOMAIN",
        "Flask-Login",
        "0.2",
        Default::None,
        "which hosts the cookie that remembers a login goes to",
    ),
    entry(
        "REMEMBER_COOKIE_DURATION",
        "Flask-Login",
        "0.2",
        Default::Number(31_536_000),
        "how long a login is remembered",
    ),
    entry(
        "REMEMBER_COOKIE_HTTPONLY",
        "Flask-Login",
        "0.3",
        Default::Bool(true),
        "whether scripts cannot read the cookie that remembers a login",
    ),
    entry(
        "REMEMBER_COOKIE_SAMESITE",
        "Flask-Login",
        "0.5",
        Default::None,
        "whether that cookie goes along with requests from other sites",
    ),
    entry(
        "REMEMBER_COOKIE_SECURE",
        "Flask-Login",
        "0.3",
        Default::Bool(false),
        "whether that cookie travels over encrypted connections only",
    ),
    secret(
        "SECRET_KEY",
        "Flask",
        "0.1",
        Default::None,
        "signs sessions and tokens",
    ),
    secret(
        "SECRET_KEY_FALLBACKS",
        "Flask",
        "3.1",
        Default::None,
        "older keys that are still accepted",
    ),
    entry(
        "SECURITY_CSRF_PROTECT_MECHANISMS",
        "Flask-Security",
        "3.3",
        Default::Other("nothing"),
        "which ways to log in are guarded against forged requests",
    ),
    entry(
        "SECURITY_PASSWORD_HASH",
        "Flask-Security",
        "1.0",
        Default::Text("argon2"),
        "how passwords are stored",
    ),
    entry(
        "SECURITY_PASSWORD_LENGTH_MIN",
        "Flask-Security",
        "3.4",
        Default::Number(8),
        "the shortest password",
    ),
    secret(
        "SECURITY_PASSWORD_SALT",
        "Flask-Security",
        "1.0",
        Default::Other("nothing"),
        "makes the password hashes of this application differ from others",
    ),
    entry(
        "SECURITY_TOKEN_MAX_AGE",
        "Flask-Security",
        "1.2",
        Default::None,
        "how long a token is good",
    ),
    entry(
        "SEND_FILE_MAX_AGE_DEFAULT",
        "Flask",
        "0.7",
        Default::None,
        "how long browsers keep static files",
    ),
    entry(
        "SERVER_NAME",
        "Flask",
        "0.7",
        Default::None,
        "the host that the application answers for",
    ),
    entry(
        "SESSION_COOKIE_DOMAIN",
        "Flask",
        "0.5",
        Default::None,
        "which hosts the session cookie goes to",
    ),
    entry(
        "SESSION_COOKIE_HTTPONLY",
        "Flask",
        "0.7",
        Default::Bool(true),
        "whether scripts cannot read the session cookie",
    ),
    entry(
        "SESSION_COOKIE_NAME",
        "Flask",
        "0.1",
        Default::Text("session"),
        "what the session cookie is called",
    ),
    entry(
        "SESSION_COOKIE_PARTITIONED",
        "Flask",
        "3.1",
        Default::Bool(false),
        "whether the session cookie is kept apart for each site that frames the page",
    ),
    entry(
        "SESSION_COOKIE_PATH",
        "Flask",
        "0.7",
        Default::None,
        "which paths the session cookie goes to",
    ),
    entry(
        "SESSION_COOKIE_SAMESITE",
        "Flask",
        "1.0",
        Default::None,
        "whether the session cookie goes along with requests from other sites",
    ),
    entry(
        "SESSION_COOKIE_SECURE",
        "Flask",
        "0.5",
        Default::Bool(false),
        "whether the session cookie travels over encrypted connections only",
    ),
    entry(
        "SESSION_FILE_DIR",
        "Flask-Session",
        "0.1",
        Default::Other("flask_session"),
        "where sessions are kept as files",
    ),
    entry(
        "SESSION_PERMANENT",
        "Flask-Session",
        "0.1",
        Default::Bool(true),
        "whether sessions outlast the browser",
    ),
    entry(
        "SESSION_REFRESH_EACH_REQUEST",
        "Flask",
        "1.0",
        Default::Bool(true),
        "whether each request makes a session last longer",
    ),
    entry(
        "SESSION_SERIALIZATION_FORMAT",
        "Flask-Session",
        "0.6",
        Default::Text("msgpack"),
        "how sessions are stored",
    ),
    entry(
        "SESSION_TYPE",
        "Flask-Session",
        "0.1",
        Default::None,
        "where sessions are stored",
    ),
    entry(
        "SESSION_USE_SIGNER",
        "Flask-Session",
        "0.1",
        Default::Bool(false),
        "whether the session's id is signed",
    ),
    secret(
        "SQLALCHEMY_DATABASE_URI",
        "Flask-SQLAlchemy",
        "0.1",
        Default::Other("nothing"),
        "how the database is reached",
    ),
    entry(
        "SQLALCHEMY_ECHO",
        "Flask-SQLAlchemy",
        "0.1",
        Default::Bool(false),
        "logs every statement with its values",
    ),
    entry(
        "TALISMAN_ENABLED",
        "Flask-Talisman",
        "0.1",
        Default::Bool(true),
        "whether security headers are sent",
    ),
    entry(
        "TEMPLATES_AUTO_RELOAD",
        "Flask",
        "0.11",
        Default::None,
        "reads changed templates again",
    ),
    entry(
        "TESTING",
        "Flask",
        "0.1",
        Default::Bool(false),
        "lets errors through and switches protections of extensions off",
    ),
    entry(
        "TRAP_BAD_REQUEST_ERRORS",
        "Flask",
        "0.8",
        Default::None,
        "shows which key of a form was missing",
    ),
    entry(
        "TRAP_HTTP_EXCEPTIONS",
        "Flask",
        "0.7",
        Default::Bool(false),
        "lets answers such as 404 through as errors",
    ),
    entry(
        "TRUSTED_HOSTS",
        "Flask",
        "3.1",
        Default::None,
        "which hosts requests may name",
    ),
    entry(
        "UPLOAD_EXTENSIONS",
        "the application",
        "0.1",
        Default::Other("nothing"),
        "which files are taken",
    ),
    entry(
        "UPLOAD_FOLDER",
        "the application",
        "0.1",
        Default::Other("nothing"),
        "where files of clients are stored",
    ),
    entry(
        "USE_X_SENDFILE",
        "Flask",
        "0.2",
        Default::Bool(false),
        "lets the server send files",
    ),
    entry(
        "WTF_CSRF_CHECK_DEFAULT",
        "Flask-WTF",
        "0.9",
        Default::Bool(true),
        "whether every view is guarded against forged requests",
    ),
    entry(
        "WTF_CSRF_ENABLED",
        "Flask-WTF",
        "0.9",
        Default::Bool(true),
        "whether forms are guarded against forged requests",
    ),
    entry(
        "WTF_CSRF_METHODS",
        "Flask-WTF",
        "0.9",
        Default::Other("POST, PUT, PATCH, DELETE"),
        "which methods are guarded",
    ),
    secret(
        "WTF_CSRF_SECRET_KEY",
        "Flask-WTF",
        "0.9",
        Default::Other("SECRET_KEY"),
        "signs the tokens of forms",
    ),
    entry(
        "WTF_CSRF_SSL_STRICT",
        "Flask-WTF",
        "0.9",
        Default::Bool(true),
        "whether the referrer is checked on encrypted connections",
    ),
    entry(
        "WTF_CSRF_TIME_LIMIT",
        "Flask-WTF",
        "0.9",
        Default::Number(3_600),
        "how long the token of a form is good",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order() {
        assert!(KEYS.is_sorted_by(|one, other| one.name < other.name));
    }
}
