//! Commands of a shell as words with places: as much of the grammar as start commands and build steps use.

use super::{Piece, range};
use crate::limits;

/// A simple command: its words, assignments in front included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The words, quotes resolved.
    pub words: Vec<Piece>,
    /// True if its output goes into the next command.
    pub is_piped: bool,
}

impl Command {
    /// `NAME=value` in front of the program (also behind `env` and `export`).
    pub fn assignments(&self) -> impl Iterator<Item = (&str, &str, &Piece)> {
        self.words
            .iter()
            .map_while(|word| {
                if matches!(word.text.as_str(), "env" | "export" | "exec") {
                    return Some(None);
                }
                let (name, value) = word.text.split_once('=')?;
                is_name(name).then_some(Some((name, value, word)))
            })
            .flatten()
    }

    /// The words from the program on: what stands before it, such as `exec`, `env A=1` or `sudo`, is left out.
    pub fn program(&self) -> &[Piece] {
        let mut words = self.words.as_slice();
        while let [first, rest @ ..] = words {
            let is_prefix = matches!(
                first.text.as_str(),
                "exec"
                    | "env"
                    | "sudo"
                    | "nohup"
                    | "time"
                    | "command"
                    | "tini"
                    | "dumb-init"
                    | "/usr/bin/env"
                    | "/usr/bin/tini"
                    | "/sbin/tini"
                    | "/usr/bin/dumb-init"
                    | "--"
                    | "if"
                    | "then"
                    | "else"
                    | "do"
                    | "!"
            ) || first
                .text
                .split_once('=')
                .is_some_and(|(name, _)| is_name(name));
            if !is_prefix {
                break;
            }
            words = rest;
        }
        words
    }

    /// Where the command stands.
    pub fn range(&self) -> assay_source::Range {
        let start = self.words.first().map_or(0, |word| word.range.start);
        let end = self.words.last().map_or(start, |word| word.range.end);
        assay_source::Range::new(start, end)
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The commands of a piece of a file that starts at `start`; those inside `sh -c "…"` take the place of it.
pub(crate) fn parse(text: &str, start: usize) -> Vec<Command> {
    let commands = split(text, start);
    expand(commands, limits::SHELL_DEPTH)
}

/// A command that is given as a list of words, as in the exec form of a Dockerfile.
pub(crate) fn from_words(words: Vec<Piece>) -> Vec<Command> {
    let command = Command {
        words,
        is_piped: false,
    };
    expand(vec![command], limits::SHELL_DEPTH)
}

fn expand(commands: Vec<Command>, depth: usize) -> Vec<Command> {
    let mut all = Vec::new();
    for command in commands {
        match inner(&command) {
            Some(script) if depth > 0 => {
                // The words lie inside the quotes, one byte in.
                let start = script.range.start as usize;
                let quotes = (script.range.end as usize)
                    .saturating_sub(start)
                    .saturating_sub(script.text.len());
                all.extend(expand(split(&script.text, start + quotes / 2), depth - 1));
            }
            Some(_) | None => all.push(command),
        }
    }
    all
}

/// The script of `sh -c SCRIPT`.
fn inner(command: &Command) -> Option<&Piece> {
    let [shell, flag, script, ..] = command.program() else {
        return None;
    };
    let name = shell.text.rsplit('/').next().unwrap_or_default();
    let is_shell = matches!(name, "sh" | "bash" | "ash" | "dash" | "zsh");
    let is_flag = flag.text.starts_with('-') && flag.text.ends_with('c');
    (is_shell && is_flag).then_some(script)
}

fn split(text: &str, start: usize) -> Vec<Command> {
    let mut reader = Reader {
        commands: Vec::new(),
        current: Command::default(),
        word: None,
        words: 0,
    };
    let mut characters = text.char_indices().peekable();
    let mut quote = None;
    while let Some((at, character)) = characters.next() {
        let here = start + at;
        let end = here + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        match (quote, character) {
            (Some('\''), '\'') | (Some('"'), '"') => {
                quote = None;
                reader.touch(here, end);
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                reader.touch(here, end);
            }
            (None | Some('"'), '\\')
                if quote.is_none() || matches!(next, Some('"' | '\\' | '$' | '`' | '\n')) =>
            {
                if let Some((_, escaped)) = characters.next()
                    && escaped != '\n'
                {
                    // A line that ends with `\` and CRLF.
                    let is_break =
                        escaped == '\r' && characters.next_if(|(_, c)| *c == '\n').is_some();
                    if !is_break {
                        reader.push(escaped, here, end + escaped.len_utf8());
                    }
                }
            }
            (None, '\n' | ';') => reader.end_command(false),
            (None, '&') if next == Some('&') => {
                characters.next();
                reader.end_command(false);
            }
            (None, '&')
                if next != Some('>')
                    && reader
                        .word
                        .as_ref()
                        .is_none_or(|word| !word.text.ends_with('>')) =>
            {
                reader.end_command(false);
            }
            (None, '|') if next == Some('|') => {
                characters.next();
                reader.end_command(false);
            }
            (None, '|') => reader.end_command(true),
            (None, '(' | ')') if reader.word.is_none() => reader.end_word(),
            (None, '#') if reader.word.is_none() => {
                while characters.next_if(|(_, next)| *next != '\n').is_some() {}
            }
            (None, _) if character.is_whitespace() => reader.end_word(),
            (_, _) => reader.push(character, here, end),
        }
        if reader.words > limits::SHELL_WORDS {
            break;
        }
    }
    reader.end_command(false);
    reader.commands
}

struct Reader {
    commands: Vec<Command>,
    current: Command,
    word: Option<Piece>,
    words: usize,
}

impl Reader {
    fn touch(&mut self, start: usize, end: usize) {
        let word = self.word.get_or_insert_with(|| Piece {
            text: String::new(),
            range: range(start, end),
        });
        word.range.end = range(start, end).end;
    }

    fn push(&mut self, character: char, start: usize, end: usize) {
        self.touch(start, end);
        if let Some(word) = &mut self.word {
            word.text.push(character);
        }
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.words += 1;
            self.current.words.push(word);
        }
    }

    fn end_command(&mut self, is_piped: bool) {
        self.end_word();
        if !self.current.words.is_empty() {
            let mut command = std::mem::take(&mut self.current);
            command.is_piped = is_piped;
            self.commands.push(command);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let commands = parse(text, 0);
        let words = |command: Command| command.words.into_iter().map(|word| word.text).collect();
        commands.into_iter().map(words).collect()
    }

    #[test]
    fn commands_are_split_as_a_shell_does() {
        assert_eq!(
            words("cd /srv && FLASK_DEBUG=1 flask run --host='0.0.0.0'; a | b"),
            [
                vec!["cd", "/srv"],
                vec!["FLASK_DEBUG=1", "flask", "run", "--host=0.0.0.0"],
                vec!["a"],
                vec!["b"]
            ]
        );
        assert_eq!(
            words("sh -c \"exec gunicorn app:app\""),
            [["exec", "gunicorn", "app:app"]]
        );
        assert_eq!(words("a \\\n  b # c\n"), [["a", "b"]]);
    }

    #[test]
    fn words_of_inner_commands_know_their_place() {
        let text = "bash -c 'flask run'";
        let commands = parse(text, 100);
        let range = commands[0].words[0].range;
        assert_eq!(
            text.get(range.start as usize - 100..range.end as usize - 100),
            Some("flask")
        );
    }

    #[test]
    fn what_stands_before_the_program_is_told_apart() {
        let commands = parse("exec env A=1 B='2 3' python run.py", 0);
        let program: Vec<_> = commands[0]
            .program()
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        assert_eq!(program, ["python", "run.py"]);
        let names: Vec<_> = commands[0]
            .assignments()
            .map(|(name, value, _)| (name, value))
            .collect();
        assert_eq!(names, [("A", "1"), ("B", "2 3")]);
    }
}
