//! Instructions of a Dockerfile, with continued lines, heredocs and both forms of commands.

use super::shell::{self, Command};
use super::{Piece, lines, range};

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// Its keyword in capital letters.
    pub(crate) keyword: String,
    /// Everything behind the keyword, lines joined by spaces of the same length.
    pub(crate) arguments: Piece,
    /// The whole instruction.
    pub(crate) range: assay_source::Range,
}

impl Instruction {
    /// The arguments as words, options such as `--from=…` included.
    pub(crate) fn words(&self) -> Vec<Piece> {
        let start = self.arguments.range.start as usize;
        let commands = shell::parse(&self.arguments.text, start);
        commands
            .into_iter()
            .flat_map(|command| command.words)
            .collect()
    }

    /// The commands of `RUN`, `CMD` and `ENTRYPOINT`, in either form.
    pub(crate) fn commands(&self) -> Vec<Command> {
        let (text, start) = self.without_options();
        match exec_form(text, start) {
            Some(words) => shell::from_words(words),
            None => shell::parse(text, start),
        }
    }

    /// The arguments behind `--mount=…` and the like.
    fn without_options(&self) -> (&str, usize) {
        let mut text = self.arguments.text.as_str();
        while text.trim_start().starts_with("--") {
            let body = text.trim_start();
            let end = body.find(char::is_whitespace).unwrap_or(body.len());
            text = body.get(end..).unwrap_or_default();
        }
        let body = text.trim_start();
        let start = self.arguments.range.start as usize + self.arguments.text.len() - body.len();
        (body, start)
    }
}

/// The instructions of a text, in order.
pub(crate) fn parse(text: &str) -> Vec<Instruction> {
    let escape = escape_character(text);
    let mut found = Vec::new();
    let mut lines = lines(text).peekable();
    while let Some((start, line)) = lines.next() {
        let body = line.trim_start();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let begin = start + line.len() - body.len();
        let keyword_length = body.find(char::is_whitespace).unwrap_or(body.len());
        let keyword = body
            .get(..keyword_length)
            .unwrap_or_default()
            .to_ascii_uppercase();
        let mut joined = String::new();
        let mut end = push_line(&mut joined, body, escape, begin);
        let mut is_open = is_continued(body, escape);
        while is_open {
            let Some((next_start, next)) = lines.next() else {
                break;
            };
            // Bytes that say nothing become spaces, so that places stay right.
            pad(&mut joined, next_start - begin);
            let trimmed = next.trim_start();
            if trimmed.starts_with('#') || trimmed.is_empty() {
                pad(&mut joined, next_start - begin + next.len());
                continue;
            }
            end = push_line(&mut joined, next, escape, next_start);
            is_open = is_continued(next, escape);
        }
        for word in heredocs(&joined) {
            pad_with_break(&mut joined, lines.peek().map_or(end, |(at, _)| *at) - begin);
            for (at, next) in lines.by_ref() {
                if next.trim() == word {
                    break;
                }
                pad_with_break(&mut joined, at - begin);
                joined.push_str(next);
                end = at + next.len();
            }
        }
        let arguments = joined.get(keyword_length..).unwrap_or_default();
        let before = arguments.len() - arguments.trim_start().len();
        let from = begin + keyword_length + before;
        let arguments = arguments.trim();
        found.push(Instruction {
            keyword,
            arguments: Piece {
                text: arguments.to_owned(),
                range: range(from, from + arguments.len()),
            },
            range: range(begin, end.max(begin)),
        });
    }
    found
}

/// Adds a line without the sign that continues it, and says where its text ends.
fn push_line(joined: &mut String, line: &str, escape: char, start: usize) -> usize {
    let kept = line.trim_end();
    if let Some(before) = kept.strip_suffix(escape) {
        joined.push_str(before);
        joined.push(' ');
    } else {
        joined.push_str(kept);
    }
    start + kept.len()
}

fn is_continued(line: &str, escape: char) -> bool {
    line.trim_end().ends_with(escape)
}

fn pad(joined: &mut String, length: usize) {
    joined.extend(std::iter::repeat_n(
        ' ',
        length.saturating_sub(joined.len()),
    ));
}

/// Lines of a heredoc are commands of their own.
fn pad_with_break(joined: &mut String, length: usize) {
    if length > joined.len() {
        pad(joined, length - 1);
        joined.push('\n');
    }
}

/// `# escape=` in front of the file chooses another sign than the backslash.
fn escape_character(text: &str) -> char {
    let directives = text.lines().map_while(|line| line.trim().strip_prefix('#'));
    let mut values = directives.filter_map(|line| line.trim().strip_prefix("escape="));
    match values.next() {
        Some("`") => '`',
        Some(_) | None => '\\',
    }
}

/// The words that end the heredocs of an instruction: `RUN <<EOF`.
fn heredocs(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, _) in text.match_indices("<<") {
        let rest = text.get(at + 2..).unwrap_or_default();
        if rest.starts_with('<') || text.get(..at).is_some_and(|before| before.ends_with('<')) {
            continue;
        }
        let rest = rest.trim_start_matches('-').trim_start_matches(['"', '\'']);
        let end = rest
            .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            words.push(word.to_owned());
        }
    }
    words
}

/// `["python", "run.py"]`; `None` if it is not a list of texts.
pub(crate) fn exec_form(text: &str, start: usize) -> Option<Vec<Piece>> {
    let inner = text.trim_end().strip_prefix('[')?.strip_suffix(']')?;
    let mut words = Vec::new();
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let mut word = String::new();
                let end = loop {
                    match characters.next()? {
                        (end, '"') => break end,
                        (_, '\\') => word.push(characters.next()?.1),
                        (_, other) => word.push(other),
                    }
                };
                let from = start + 1;
                words.push(Piece {
                    text: word,
                    range: range(from + at, from + end + 1),
                });
            }
            ',' => {}
            _ if character.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_lines_and_comments_are_joined() {
        let text = "# syntax=x\nFROM python:3.12 AS base\nRUN a \\\n  # why\n  --b \\\n\n  && c d\nCMD [\"python\", \"run.py\"]\n";
        let instructions = parse(text);
        let keywords: Vec<_> = instructions
            .iter()
            .map(|one| one.keyword.as_str())
            .collect();
        assert_eq!(keywords, ["FROM", "RUN", "CMD"]);
        let commands = instructions[1].commands();
        let words: Vec<Vec<&str>> = commands
            .iter()
            .map(|command| {
                command
                    .words
                    .iter()
                    .map(|word| word.text.as_str())
                    .collect()
            })
            .collect();
        assert_eq!(words, [vec!["a", "--b"], vec!["c", "d"]]);
        let range = commands[1].words[1].range;
        assert_eq!(
            text.get(range.start as usize..range.end as usize),
            Some("d")
        );
        let commands = instructions[2].commands();
        let range = commands[0].words[1].range;
        assert_eq!(
            text.get(range.start as usize..range.end as usize),
            Some("\"run.py\"")
        );
    }

    #[test]
    fn heredocs_hold_commands() {
        let text = "RUN <<EOF\napt-get update\nflask run\nEOF\nUSER shop\n";
        let instructions = parse(text);
        assert_eq!(instructions.len(), 2);
        let commands = instructions[0].commands();
        let last = commands.last().expect("a command");
        let range = last.words[0].range;
        assert_eq!(
            text.get(range.start as usize..range.end as usize),
            Some("flask")
        );
    }

    #[test]
    fn half_instructions_are_read_as_far_as_they_go() {
        for text in [
            "FROM",
            "RUN \\",
            "RUN <<EOF",
            "CMD [\"a",
            "ENV",
            "\\",
            "RUN <<EOF\nä",
        ] {
            for instruction in parse(text) {
                let _ = (instruction.commands(), instruction.words());
            }
        }
    }
}
