//! Names of packages as the index compares them (PEP 503).

/// The normal form of a name: lower case, and every run of `-`, `_` and `.` is one `-`.
///
/// ```
/// assert_eq!(assay_deps::normal_name("Flask.SQL__Alchemy"), "flask-sql-alchemy");
/// ```
pub fn normal_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut is_gap = false;
    for character in name.trim().chars() {
        if matches!(character, '-' | '_' | '.') {
            is_gap = true;
            continue;
        }
        if is_gap && !normal.is_empty() {
            normal.push('-');
        }
        is_gap = false;
        normal.extend(character.to_lowercase());
    }
    normal
}

/// True if a text can be the name of a package (PEP 508).
pub(crate) fn is_name(text: &str) -> bool {
    let is_end = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    is_end(text.chars().next())
        && is_end(text.chars().next_back())
        && text.chars().all(is_name_character)
}

/// True if a character may stand in the name of a package.
pub(crate) fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}
