//! Paths as we show and compare them (relative to the root, with `/`), and texts that are safe to print.

use std::path::{Component, Path};

/// Makes text from the scanned project safe to print on one line.
/// Control characters, line separators, invisible characters and those that change
/// the direction of writing become `\u{…}`, so that a file name cannot forge output.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_deceptive(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A relative path with `/`, safe to print. Bytes that are not UTF-8 become replacement characters.
pub(crate) fn display_path(relative: &Path) -> String {
    let mut out = String::new();
    for component in relative.components() {
        if let Component::Normal(name) = component {
            if !out.is_empty() {
                out.push('/');
            }
            out.push_str(&printable(&name.to_string_lossy()));
        }
    }
    out
}

/// A path given as text, in the form of [`SourceFile::path`](crate::SourceFile): `./a\b.py` becomes `a/b.py`.
pub(crate) fn normal_path(path: &str) -> String {
    let mut out = String::new();
    for part in path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | ".."))
    {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(&printable(part));
    }
    out
}

/// A text that begins with a capital letter.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// The path that `relative` means when it stands in the folder `folder`, or `None` if it leads out of the root.
/// Only text is looked at: `join_relative("a/b", "../c.html")` is `a/c.html`.
pub fn join_relative(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_forge_output() {
        assert_eq!(printable("a\u{1b}[2J\nb"), "a\\u{1b}[2J\\u{a}b");
        assert_eq!(printable("x\u{202e}yp.exe"), "x\\u{202e}yp.exe");
        assert_eq!(printable("größe.py"), "größe.py");
    }

    #[test]
    fn a_path_given_as_text_is_made_relative_and_plain() {
        assert_eq!(normal_path("./a\\b//../c.py"), "a/b/c.py");
        assert_eq!(normal_path("/etc/x"), "etc/x");
    }

    #[test]
    fn a_relative_path_cannot_leave_the_root() {
        assert_eq!(
            join_relative("a/b", "../c.html").as_deref(),
            Some("a/c.html")
        );
        assert_eq!(join_relative("a", "./b/./c").as_deref(), Some("a/b/c"));
        assert_eq!(join_relative("a", "../../x"), None);
    }
}
