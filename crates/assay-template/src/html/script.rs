//! JavaScript, as far as strings, comments and patterns go.

use super::context::ScriptPart;

/// Nested template literals that are followed.
const NESTING: usize = 8;

/// Words behind which a value is expected, so that `/` begins a pattern.
const BEFORE_VALUE: [&[u8]; 11] = [
    b"return", b"typeof", b"case", b"in", b"of", b"delete", b"void", b"throw", b"new", b"do",
    b"else",
];

/// Where in a script the tokenizer is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Script {
    mode: Mode,
    /// For each template literal around this code, how many braces are open since its `${`.
    literals: Vec<u32>,
    /// True if a value is expected next.
    before_value: bool,
    /// True if the next byte is escaped.
    escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Mode {
    Code,
    Single,
    Double,
    Template,
    Line,
    Block,
    Pattern,
    /// Between `[` and `]` of a pattern.
    Class,
}

impl Script {
    pub(super) fn new() -> Self {
        Self {
            mode: Mode::Code,
            literals: Vec::new(),
            before_value: true,
            escaped: false,
        }
    }

    pub(super) fn part(&self) -> ScriptPart {
        match self.mode {
            Mode::Code => ScriptPart::Code,
            Mode::Single => ScriptPart::SingleQuoted,
            Mode::Double => ScriptPart::DoubleQuoted,
            Mode::Template => ScriptPart::Template,
            Mode::Line | Mode::Block => ScriptPart::Comment,
            Mode::Pattern | Mode::Class => ScriptPart::Pattern,
        }
    }

    /// Something unknown was put in.
    pub(super) fn output(&mut self) {
        self.before_value = false;
        self.escaped = false;
    }

    /// Reads one byte or one token at the beginning of `rest`; how many bytes.
    pub(super) fn step(&mut self, rest: &[u8]) -> usize {
        let (Some(&byte), second) = (rest.first(), rest.get(1).copied()) else {
            return 0;
        };
        if std::mem::take(&mut self.escaped) {
            return 1;
        }
        match self.mode {
            Mode::Code => return self.code(byte, second, rest),
            Mode::Single | Mode::Double => {
                let quote = if self.mode == Mode::Single {
                    b'\''
                } else {
                    b'"'
                };
                match byte {
                    b'\\' => self.escaped = true,
                    b'\n' => self.mode = Mode::Code,
                    _ if byte == quote => self.mode = Mode::Code,
                    _ => {}
                }
            }
            Mode::Template => match (byte, second) {
                (b'\\', _) => self.escaped = true,
                (b'`', _) => self.mode = Mode::Code,
                (b'$', Some(b'{')) if self.literals.len() < NESTING => {
                    self.literals.push(0);
                    self.mode = Mode::Code;
                    self.before_value = true;
                    return 2;
                }
                _ => {}
            },
            Mode::Line => {
                if byte == b'\n' {
                    self.mode = Mode::Code;
                }
            }
            Mode::Block => {
                if (byte, second) == (b'*', Some(b'/')) {
                    self.mode = Mode::Code;
                    return 2;
                }
            }
            Mode::Pattern => match byte {
                b'\\' => self.escaped = true,
                b'[' => self.mode = Mode::Class,
                b'/' | b'\n' => self.mode = Mode::Code,
                _ => {}
            },
            Mode::Class => match byte {
                b'\\' => self.escaped = true,
                b']' => self.mode = Mode::Pattern,
                b'\n' => self.mode = Mode::Code,
                _ => {}
            },
        }
        1
    }

    fn code(&mut self, byte: u8, second: Option<u8>, rest: &[u8]) -> usize {
        let begin = |script: &mut Self, mode: Mode| {
            script.mode = mode;
            script.before_value = false;
        };
        match (byte, second) {
            (b'\'', _) => begin(self, Mode::Single),
            (b'"', _) => begin(self, Mode::Double),
            (b'`', _) => begin(self, Mode::Template),
            (b'/', Some(b'/')) => {
                self.mode = Mode::Line;
                return 2;
            }
            (b'/', Some(b'*')) => {
                self.mode = Mode::Block;
                return 2;
            }
            (b'<', Some(b'!')) if rest.starts_with(b"<!--") => {
                self.mode = Mode::Line;
                return 4;
            }
            (b'/', _) if self.before_value => begin(self, Mode::Pattern),
            (b'{', _) => {
                self.before_value = true;
                if let Some(open) = self.literals.last_mut() {
                    *open += 1;
                }
            }
            (b'}', _) => {
                self.before_value = false;
                match self.literals.last_mut() {
                    Some(0) => {
                        self.literals.pop();
                        self.mode = Mode::Template;
                    }
                    Some(open) => *open -= 1,
                    None => {}
                }
            }
            _ if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$') => {
                let ends =
                    |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'$');
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                let word = rest.get(..length).unwrap_or_default();
                self.before_value = BEFORE_VALUE.contains(&word);
                return length;
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                self.before_value =
                    !(byte.is_ascii_digit() || !byte.is_ascii() || matches!(byte, b')' | b']'));
            }
        }
        1
    }
}
