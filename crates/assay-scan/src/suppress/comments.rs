//! Where comments are in files that are not Python: in templates, and in settings, manifests and deployment files.
//!
//! What stands in quotes or in a block of text is no comment, so that a value can suppress nothing.

use assay_source::{FileKind, Range, SourceFile};

/// The insides of the comments of a file, in order.
pub(super) fn comments(file: &SourceFile) -> Vec<Range> {
    let text = &*file.text;
    let name = file.name().to_ascii_lowercase();
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    match (file.kind, suffix) {
        (FileKind::Python, _) => Vec::new(),
        (FileKind::Template, _) => template(text),
        (_, "yml" | "yaml") => yaml(text),
        (_, "toml" | "lock") => toml(text),
        _ if name == "pipfile" => toml(text),
        (_, "sql") => by_line(
            text,
            Line {
                marks: &["--"],
                whole_line: false,
            },
        ),
        (_, "ini" | "cfg" | "service" | "properties") => by_line(
            text,
            Line {
                marks: &["#", ";"],
                whole_line: true,
            },
        ),
        (_, "dockerfile") => by_line(text, WHOLE_LINE),
        _ if name.contains("dockerfile") || name.contains("containerfile") => {
            by_line(text, WHOLE_LINE)
        }
        (_, "txt" | "in" | "conf" | "env" | "sh" | "bash") => by_line(text, BEHIND_TEXT),
        _ if name.starts_with(".env")
            || matches!(&*name, ".flaskenv" | "procfile" | "makefile") =>
        {
            by_line(text, BEHIND_TEXT)
        }
        _ => Vec::new(),
    }
}

/// How a format writes comments that end with the line.
#[derive(Clone, Copy)]
struct Line {
    /// What begins one.
    marks: &'static [&'static str],
    /// One has a line of its own: behind a value the mark belongs to the value.
    whole_line: bool,
}

const WHOLE_LINE: Line = Line {
    marks: &["#"],
    whole_line: true,
};
const BEHIND_TEXT: Line = Line {
    marks: &["#"],
    whole_line: false,
};

fn range(start: usize, end: usize) -> Range {
    let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Range::new(narrow(start), narrow(end))
}

/// The lines of a text, each with where it begins; a line ends with `\n`, `\r` or both.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(['\n', '\r']).map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

fn by_line(text: &str, format: Line) -> Vec<Range> {
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let whole = format.marks.iter().find(|mark| trimmed.starts_with(**mark));
        if let Some(mark) = whole {
            found.push(range(start + indent + mark.len(), start + line.len()));
        } else if !format.whole_line
            && let Some(at) = behind(line, format.marks)
        {
            found.push(range(start + at, start + line.len()));
        }
    }
    found
}

/// Where the comment behind a value begins: at a mark after white space, outside of quotes.
fn behind(line: &str, marks: &[&str]) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(character),
            (None, _) if before.is_whitespace() => {
                let rest = line.get(at..).unwrap_or_default();
                if let Some(mark) = marks.iter().find(|mark| rest.starts_with(**mark)) {
                    return Some(at + mark.len());
                }
            }
            (None, _) => {}
        }
        before = character;
    }
    None
}

/// Comments of Jinja, and of HTML where no tag of Jinja is.
fn template(text: &str) -> Vec<Range> {
    let mut found = assay_template::comments(text, &assay_template::Options::default());
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("<!--")) {
        let inner = at + start + 4;
        let Some(length) = text.get(inner..).and_then(|rest| rest.find("-->")) else {
            break;
        };
        found.push(range(inner, inner + length));
        at = inner + length + 3;
    }
    found.sort_by_key(|range| (range.start, range.end));
    found
}

fn yaml(text: &str) -> Vec<Range> {
    let mut found = Vec::new();
    // A block of text (`key: |`) goes on while lines are indented further than its key.
    let mut block: Option<usize> = None;
    let mut quote: Option<char> = None;
    for (start, line) in lines(text) {
        let trimmed = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - trimmed.len();
        if let Some(least) = block {
            if trimmed.is_empty() || indent > least {
                continue;
            }
            block = None;
        }
        let mut before = ' ';
        let mut end = line.len();
        for (at, character) in line.char_indices() {
            match quote {
                Some('"') if before == '\\' && character == '\\' => before = ' ',
                Some('"') if before == '\\' => before = character,
                Some(open) => {
                    if character == open {
                        quote = None;
                    }
                    before = character;
                }
                None => {
                    let opens = before.is_whitespace() || matches!(before, '[' | '{' | ',' | '(');
                    if matches!(character, '"' | '\'') && opens {
                        quote = Some(character);
                    } else if character == '#' && before.is_whitespace() {
                        found.push(range(start + at + 1, start + line.len()));
                        end = at;
                        break;
                    }
                    before = character;
                }
            }
        }
        let value = line.get(..end).unwrap_or_default().trim_end();
        if quote.is_none() && opens_block(value) {
            block = Some(indent);
        }
    }
    found
}

/// True if a line ends in `|` or `>`, with what may follow those.
fn opens_block(line: &str) -> bool {
    let line = line.trim_end_matches(|character: char| {
        matches!(character, '+' | '-') || character.is_ascii_digit()
    });
    let Some(head) = line.strip_suffix(['|', '>']) else {
        return false;
    };
    head.is_empty() || head.ends_with([' ', '\t'])
}

fn toml(text: &str) -> Vec<Range> {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let mut found = Vec::new();
    let mut quote: Option<&str> = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let character = rest.chars().next().unwrap_or(' ');
        let length = character.len_utf8();
        match quote {
            Some(open) if rest.starts_with(open) => {
                quote = None;
                at += open.len();
            }
            Some(open) if character == '\\' && open.starts_with('"') => {
                at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            // A text of one line that nobody closed is broken; what follows is read as if it were not there.
            Some(open) if open.len() == 1 && matches!(character, '\n' | '\r') => {
                quote = None;
                at += length;
            }
            Some(_) => at += length,
            None if character == '#' => {
                let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
                found.push(range(at + 1, at + end));
                at += end;
            }
            None => match QUOTES.into_iter().find(|open| rest.starts_with(open)) {
                Some(open) => {
                    quote = Some(open);
                    at += open.len();
                }
                None => at += length,
            },
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use assay_source::Project;

    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let project = Project::from_texts([(path, text)]);
        let file = project.files.first().unwrap();
        let found: Vec<&str> = comments(file)
            .into_iter()
            .map(|at| file.slice(at).trim())
            .collect();
        assert_eq!(found, expected, "{path}: {text}");
    }

    #[test]
    fn values_hold_no_comments() {
        check(
            "a.yml",
            "a: '# no'\nb: x#no # yes\nc: \"\\\"# no\"\n# yes\n",
            &["yes", "yes"],
        );
        check(
            "a.yaml",
            "run: |\n  # no\n\n  - x # no\nb: 1 # yes\n",
            &["yes"],
        );
        check("a.yaml", "a: it's # yes\nb: \"two\n  # no\"\n", &["yes"]);
        check(
            "a.toml",
            "a = '# no' # yes\nb = \"\"\"\n# no\n\"\"\"\n# yes\n",
            &["yes", "yes"],
        );
        check("a.toml", "a = \"\\\"# no\"\nb = 'x\n# yes\n", &["yes"]);
        check("a.ini", "a = 1 # no\n; yes\n  # yes\n", &["yes", "yes"]);
        check("Dockerfile", "RUN x # no\n# yes\n", &["yes"]);
        check(".env", "A='# no'\nB=x#no # yes\n", &["yes"]);
        check(
            "requirements.txt",
            "flask==1.0  # yes\nx @ http://a/#no\n",
            &["yes"],
        );
        check("a.json", "{\"#\": \"# no\"}", &[]);
        check("seed.sql", "INSERT '-- no' -- yes\n", &["yes"]);
    }

    #[test]
    fn templates_have_two_kinds() {
        let text = "{# one #}<p>{{ '{# no #}' }}{% raw %}{# no #}{% endraw %}<!-- two -->";
        check("templates/a.html", text, &["one", "two"]);
    }

    #[test]
    fn every_line_end_counts() {
        check(
            ".env",
            "A=1 # one\r\nB=2 # two\rC=3 # three",
            &["one", "two", "three"],
        );
    }
}
