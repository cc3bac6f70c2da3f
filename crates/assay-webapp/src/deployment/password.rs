//! Passwords that are tried first.

/// Passwords that come with software, or that lists of common passwords begin with; sorted.
const WELL_KNOWN: [&str; 62] = [
    "000000",
    "1111",
    "111111",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "123qwe",
    "1q2w3e4r",
    "abc123",
    "admin",
    "admin1",
    "admin123",
    "adminadmin",
    "administrator",
    "adminpassword",
    "airflow",
    "bitnami",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "changethis",
    "default",
    "demo",
    "docker",
    "dragon",
    "elastic",
    "example",
    "guest",
    "iloveyou",
    "letmein",
    "letmein1",
    "mariadb",
    "minioadmin",
    "mongo",
    "monkey",
    "mysql",
    "p@ssw0rd",
    "p@ssword",
    "pass",
    "pass123",
    "passw0rd",
    "password",
    "password1",
    "password123",
    "postgres",
    "qwerty",
    "qwerty123",
    "rabbitmq",
    "redis",
    "root",
    "root123",
    "secret",
    "super",
    "superuser",
    "test",
    "toor",
    "welcome",
];

/// True for a password that everybody tries first.
pub fn is_well_known_password(text: &str) -> bool {
    WELL_KNOWN
        .binary_search(&text.to_ascii_lowercase().as_str())
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(WELL_KNOWN.is_sorted());
        assert!(is_well_known_password("Admin123"));
        assert!(!is_well_known_password("k9-Maple-tree"));
    }
}
