//! Pieces into a tree: what stands inside which statement.
//!
//! Open statements wait on a list of their own, never on the stack of the program.
//! Beyond the limit of depth a statement's body becomes part of the one around it.
//! An end without a beginning is dropped; a beginning without an end ends where the statement around it does.

use std::sync::Arc;

use assay_source::{FileId, Problem, ProblemKind, Range};

use crate::Options;
use crate::expression::{Reader, Wrong, unknown};
use crate::lex::{Piece, Pieces, Tag};
use crate::limits;
use crate::statement::{Ending, Opening, Statement, Turn, read};
use crate::tree::{Branch, Expression, Node, NodeKind, OutputId, Template};

/// The tree of a template. What is not understood becomes a problem; the rest is there.
pub fn parse(file: FileId, text: &str, options: &Options) -> Template {
    let mut parser = Parser {
        text,
        file,
        open: Vec::new(),
        waiting: [0; 10],
        body: Vec::new(),
        outputs: 0,
        problems: Vec::new(),
        partial: false,
    };
    for piece in Pieces::new(text, options) {
        parser.piece(piece);
    }
    while let Some(frame) = parser.open.last() {
        let range = frame.range;
        parser.problem(range, ProblemKind::Syntax, "a statement without an end");
        parser.close();
    }
    Template {
        file,
        text: Arc::from(text),
        nodes: parser.body,
        outputs: parser.outputs,
        problems: parser.problems,
        partial: parser.partial,
    }
}

/// The insides of the comments of a template, in order; what a `raw` block holds is no comment.
pub fn comments(text: &str, options: &Options) -> Vec<Range> {
    let mut pieces = Pieces::new(text, options);
    pieces.by_ref().for_each(drop);
    pieces.comments
}

/// Tags of widespread extensions that only surround a part of a template, or put out what nobody else chooses.
const EXTENSIONS: [&str; 6] = [
    "assets",
    "cache",
    "compress",
    "csrf_token",
    "now",
    "spaceless",
];

/// A statement whose end has not come yet.
struct Frame {
    opening: Opening,
    range: Range,
    id: OutputId,
    /// The body that is being read.
    body: Vec<Node>,
    /// Bodies that are complete: the branches of an `if`, the body of a `for` whose `else` is read.
    branches: Vec<(Option<Expression>, Vec<Node>)>,
    /// The condition of the branch that is being read; `None` for `else`.
    condition: Option<Expression>,
    turned: bool,
}

struct Parser<'a> {
    text: &'a str,
    file: FileId,
    open: Vec<Frame>,
    /// How many statements of each sort are open.
    waiting: [usize; 10],
    body: Vec<Node>,
    outputs: u32,
    problems: Vec<Problem>,
    partial: bool,
}

impl Parser<'_> {
    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Text(range) => self.push(Node {
                kind: NodeKind::Text,
                range,
            }),
            Piece::Wrong(range, message) => self.problem(range, ProblemKind::Syntax, message),
            Piece::Output(tag) => {
                let value = self.output_value(&tag);
                self.output(tag.range, value);
            }
            Piece::Statement(tag) => self.statement(&tag),
        }
    }

    fn output(&mut self, range: Range, value: Expression) {
        let id = self.output_id();
        self.push(Node {
            kind: NodeKind::Output { id, value },
            range,
        });
    }

    fn output_id(&mut self) -> OutputId {
        let id = OutputId(self.outputs);
        self.outputs += 1;
        id
    }

    fn output_value(&mut self, tag: &Tag) -> Expression {
        if self.is_wrong(tag) {
            return unknown(tag.range);
        }
        let mut reader = Reader::new(self.text, tag);
        let value = reader.expressions().and_then(|value| {
            if reader.at_end() {
                Ok(value)
            } else {
                Err(reader.wrong("the end of the output is expected"))
            }
        });
        value.unwrap_or_else(|wrong| {
            self.wrong(wrong);
            unknown(tag.range)
        })
    }

    /// True if the tag's tokens could not be read, which becomes a problem.
    fn is_wrong(&mut self, tag: &Tag) -> bool {
        if let Some((range, message)) = tag.wrong {
            self.problem(range, ProblemKind::Syntax, message);
        }
        tag.wrong.is_some()
    }

    fn statement(&mut self, tag: &Tag) {
        let text = self.text;
        let mut reader = Reader::new(text, tag);
        let Ok(word) = reader.ident() else {
            if !self.is_wrong(tag) {
                self.problem(tag.range, ProblemKind::Syntax, "a statement without a name");
            }
            return;
        };
        let statement = match tag.wrong {
            Some((range, message)) => Err(Wrong {
                range,
                message,
                deep: false,
            }),
            None => read(&word.text, &mut reader),
        };
        match statement {
            Ok(Statement::Whole(kind)) => self.push(Node {
                kind,
                range: tag.range,
            }),
            Ok(Statement::Print(value)) => self.output(tag.range, value),
            Ok(Statement::Open(opening)) => self.begin(opening, tag.range),
            Ok(Statement::Turn(turn)) => self.turn(turn, tag.range),
            Ok(Statement::Close(ending)) => self.end(ending, tag.range),
            Ok(Statement::Unknown) => {
                let name = word.text;
                if &*name == "raw" && reader.at_end() {
                    return;
                }
                if !name.starts_with("end") && !EXTENSIONS.contains(&&*name) {
                    let message =
                        format!("`{name}` is not a tag of Jinja; what it does is not known");
                    self.problem(tag.range, ProblemKind::Syntax, &message);
                }
                self.push(Node {
                    kind: NodeKind::Unknown { name },
                    range: tag.range,
                });
            }
            Err(wrong) => {
                self.wrong(wrong);
                self.damaged(&word.text, tag.range);
            }
        }
    }

    /// A tag that could not be read still begins, turns or ends what its name says, so that the rest stays in order.
    fn damaged(&mut self, word: &str, range: Range) {
        let what = unknown(range);
        match word {
            "if" => self.begin(Opening::If(what), range),
            "elif" => self.turn(Turn::Elif(what), range),
            "for" => {
                let opening = Opening::For {
                    target: unknown(range),
                    iterable: what,
                    filter: None,
                    recursive: false,
                };
                self.begin(opening, range);
            }
            "with" => self.begin(Opening::With(Vec::new()), range),
            "trans" => self.begin(Opening::Trans(Vec::new()), range),
            "filter" => self.begin(Opening::Filter(what), range),
            "autoescape" => self.begin(Opening::Autoescape(what), range),
            "call" => self.begin(
                Opening::Call {
                    parameters: Vec::new(),
                    call: what,
                },
                range,
            ),
            "else" => self.turn(Turn::Else, range),
            _ => match Ending::named(word) {
                Some(ending) => self.end(ending, range),
                None => self.push(Node {
                    kind: NodeKind::Unknown { name: word.into() },
                    range,
                }),
            },
        }
    }

    fn push(&mut self, node: Node) {
        let deepest = self.open.len().min(limits::DEPTH);
        match deepest.checked_sub(1).and_then(|at| self.open.get_mut(at)) {
            Some(frame) => frame.body.push(node),
            None => self.body.push(node),
        }
    }

    fn begin(&mut self, opening: Opening, range: Range) {
        if self.open.len() == limits::DEPTH {
            self.problem(
                range,
                ProblemKind::TooDeep,
                "statements nested too deeply; they are read as if side by side",
            );
        }
        if let Some(count) = self.waiting.get_mut(opening.ending() as usize) {
            *count += 1;
        }
        let id = if matches!(opening, Opening::Call { .. } | Opening::Filter(_)) {
            self.output_id()
        } else {
            OutputId(u32::MAX)
        };
        self.open.push(Frame {
            opening,
            range,
            id,
            body: Vec::new(),
            branches: Vec::new(),
            condition: None,
            turned: false,
        });
    }

    fn turn(&mut self, turn: Turn, range: Range) {
        let wanted: &[Ending] = match turn {
            Turn::Elif(_) => &[Ending::If],
            Turn::Else => &[Ending::If, Ending::For],
            Turn::Pluralize => &[Ending::Trans],
        };
        let waits = |parser: &Self| {
            wanted.iter().any(|ending| {
                parser
                    .waiting
                    .get(*ending as usize)
                    .is_some_and(|count| *count > 0)
            })
        };
        if !waits(self) {
            self.problem(range, ProblemKind::Syntax, "a branch without a beginning");
            return;
        }
        while let Some(frame) = self.open.last() {
            if wanted.contains(&frame.opening.ending()) {
                break;
            }
            let range = frame.range;
            self.problem(range, ProblemKind::Syntax, "a statement without an end");
            self.close();
        }
        let flat = self.open.len() > limits::DEPTH;
        let Some(frame) = self.open.last_mut().filter(|_| !flat) else {
            return;
        };
        let body = std::mem::take(&mut frame.body);
        let condition = match turn {
            Turn::Elif(condition) => Some(condition),
            Turn::Else | Turn::Pluralize => None,
        };
        let before = std::mem::replace(&mut frame.condition, condition);
        let second = frame.turned && before.is_none();
        frame.branches.push((before, body));
        frame.turned = true;
        if second {
            self.problem(range, ProblemKind::Syntax, "a branch behind `else`");
        }
    }

    fn end(&mut self, ending: Ending, range: Range) {
        if self
            .waiting
            .get(ending as usize)
            .is_none_or(|count| *count == 0)
        {
            self.problem(range, ProblemKind::Syntax, "an end without a beginning");
            return;
        }
        while let Some(frame) = self.open.last() {
            let found = frame.opening.ending() == ending;
            let range = frame.range;
            if !found {
                self.problem(range, ProblemKind::Syntax, "a statement without an end");
            }
            self.close();
            if found {
                break;
            }
        }
    }

    /// The innermost statement is complete.
    fn close(&mut self) {
        let flat = self.open.len() > limits::DEPTH;
        let Some(frame) = self.open.pop() else {
            return;
        };
        if let Some(count) = self.waiting.get_mut(frame.opening.ending() as usize) {
            *count = count.saturating_sub(1);
        }
        if !flat {
            let range = frame.range;
            self.push(Node {
                kind: frame.complete(),
                range,
            });
        }
    }

    fn wrong(&mut self, wrong: Wrong) {
        let kind = if wrong.deep {
            ProblemKind::TooDeep
        } else {
            ProblemKind::Syntax
        };
        self.problem(wrong.range, kind, wrong.message);
    }

    fn problem(&mut self, range: Range, kind: ProblemKind, message: &str) {
        self.partial = true;
        if self.problems.len() < limits::PROBLEMS {
            self.problems
                .push(Problem::in_file(self.file, Some(range), kind, message));
        }
    }
}

impl Opening {
    fn ending(&self) -> Ending {
        match self {
            Self::Macro { .. } => Ending::Macro,
            Self::Call { .. } => Ending::Call,
            Self::Block { .. } => Ending::Block,
            Self::SetBlock { .. } => Ending::Set,
            Self::For { .. } => Ending::For,
            Self::If(_) => Ending::If,
            Self::Filter(_) => Ending::Filter,
            Self::With(_) => Ending::With,
            Self::Autoescape(_) => Ending::Autoescape,
            Self::Trans(_) => Ending::Trans,
        }
    }
}

impl Frame {
    /// The node of the statement with all its bodies.
    fn complete(mut self) -> NodeKind {
        let id = self.id;
        // `first` is the body before any turn, `last` the one after the last turn.
        let (first, last) = match self.branches.first_mut() {
            Some((_, body)) => (std::mem::take(body), std::mem::take(&mut self.body)),
            None => (std::mem::take(&mut self.body), Vec::new()),
        };
        match self.opening {
            Opening::Macro { name, parameters } => NodeKind::Macro {
                name,
                parameters,
                body: first,
            },
            Opening::Call { parameters, call } => NodeKind::Call {
                id,
                parameters,
                call,
                body: first,
            },
            Opening::Block {
                name,
                scoped,
                required,
            } => NodeKind::Block {
                name,
                scoped,
                required,
                body: first,
            },
            Opening::SetBlock { target, filter } => NodeKind::SetBlock {
                target,
                filter,
                body: first,
            },
            Opening::For {
                target,
                iterable,
                filter,
                recursive,
            } => NodeKind::For {
                target,
                iterable,
                filter,
                recursive,
                body: first,
                otherwise: last,
            },
            Opening::If(condition) => {
                let mut branches = vec![Branch {
                    condition,
                    body: first,
                }];
                let mut otherwise = Vec::new();
                let last = (self.turned).then_some((self.condition, last));
                for (condition, mut body) in self.branches.into_iter().skip(1).chain(last) {
                    match condition {
                        Some(condition) => branches.push(Branch { condition, body }),
                        None => otherwise.append(&mut body),
                    }
                }
                NodeKind::If {
                    branches,
                    otherwise,
                }
            }
            Opening::Filter(filter) => NodeKind::Filter {
                filter,
                id,
                body: first,
            },
            Opening::With(bindings) => NodeKind::With {
                bindings,
                body: first,
            },
            Opening::Autoescape(value) => NodeKind::Autoescape { value, body: first },
            Opening::Trans(bindings) => NodeKind::Trans {
                bindings,
                body: first,
                plural: last,
            },
        }
    }
}
