//! Paths as relative URI references.

/// A path with `/` as a URI reference.
///
/// Everything that is not a letter, a digit or one of `-._~/` is percent-encoded:
/// a colon too, because `a:b.py` would otherwise be an absolute URI of the scheme `a`.
pub(super) fn relative_uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            for half in [byte >> 4, byte & 15] {
                uri.extend(
                    char::from_digit(u32::from(half), 16).map(|digit| digit.to_ascii_uppercase()),
                );
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        assert_eq!(relative_uri(path), expected);
    }

    #[test]
    fn a_path_cannot_become_another_uri() {
        check("app/views.py", "app/views.py");
        check("c:/a b/ü%?#.py", "c%3A/a%20b/%C3%BC%25%3F%23.py");
        check("//evil.example/a.py", "evil.example/a.py");
        check("\u{202e}\n", "%E2%80%AE%0A");
    }
}
