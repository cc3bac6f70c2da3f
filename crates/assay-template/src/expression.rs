//! The expressions of a tag: tokens into a tree, in the order of precedence that Jinja has.
//!
//! The depth of the tree is bounded, in chains (`a.b.c…`) as in nesting, so that everybody may recurse over it.

use assay_source::Range;

use crate::depth::deepest;
use crate::lex::{Tag, Token, TokenKind, range};
use crate::limits;
use crate::literal::{number, unescape};
use crate::tree::{
    Argument, ArgumentKind, BinaryOperator, Comparison, Expression, ExpressionKind, Ident,
    UnaryOperator,
};

/// Why an expression ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Where.
    pub(crate) range: Range,
    /// What was wrong.
    pub(crate) message: &'static str,
    /// True if it is only nested too deeply.
    pub(crate) deep: bool,
}

type Read<T> = Result<T, Wrong>;

/// The tokens of one tag and how far they were read.
pub(crate) struct Reader<'a> {
    text: &'a str,
    tag: &'a Tag,
    next: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, tag: &'a Tag) -> Self {
        Self {
            text,
            tag,
            next: 0,
            depth: 0,
        }
    }

    // --- tokens ---

    fn peek(&self) -> Option<Token> {
        self.tag.tokens.get(self.next).copied()
    }

    fn slice(&self, range: Range) -> &'a str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The place of the next token, or of the end of the tag.
    fn here(&self) -> Range {
        self.peek().map_or(
            Range::new(self.tag.range.end, self.tag.range.end),
            |token| token.range,
        )
    }

    /// The end of the token read last.
    fn end(&self) -> u32 {
        self.next
            .checked_sub(1)
            .and_then(|at| self.tag.tokens.get(at))
            .map_or(self.tag.range.start, |token| token.range.end)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.peek().is_none()
    }

    pub(crate) fn is_operator(&self, operator: &str) -> bool {
        matches!(self.peek(), Some(token) if matches!(token.kind, TokenKind::Operator(it) if it == operator))
    }

    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.name_at(0) == Some(name)
    }

    /// The name `ahead` tokens from here.
    pub(crate) fn name_at(&self, ahead: usize) -> Option<&'a str> {
        let token = self.tag.tokens.get(self.next + ahead)?;
        (token.kind == TokenKind::Name).then(|| self.slice(token.range))
    }

    pub(crate) fn skip_operator(&mut self, operator: &str) -> bool {
        let found = self.is_operator(operator);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn skip_name(&mut self, name: &str) -> bool {
        let found = self.is_name(name);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn skip_text(&mut self) -> bool {
        let found = self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Text);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn expect_operator(&mut self, operator: &str, message: &'static str) -> Read<()> {
        if self.skip_operator(operator) {
            Ok(())
        } else {
            Err(self.wrong(message))
        }
    }

    pub(crate) fn expect_name(&mut self, name: &str, message: &'static str) -> Read<()> {
        if self.skip_name(name) {
            Ok(())
        } else {
            Err(self.wrong(message))
        }
    }

    pub(crate) fn ident(&mut self) -> Read<Ident> {
        match self.peek() {
            Some(token) if token.kind == TokenKind::Name => {
                self.next += 1;
                Ok(Ident {
                    text: self.slice(token.range).into(),
                    range: token.range,
                })
            }
            _ => Err(self.wrong("a name is expected")),
        }
    }

    pub(crate) fn wrong(&self, message: &'static str) -> Wrong {
        Wrong {
            range: self.here(),
            message,
            deep: false,
        }
    }

    fn node(&self, start: u32, kind: ExpressionKind) -> Read<Expression> {
        let depth = 1 + deepest(&kind);
        let range = Range::new(start, self.end().max(start));
        if depth > limits::DEPTH {
            return Err(Wrong {
                range,
                message: "expressions nested too deeply",
                deep: true,
            });
        }
        Ok(Expression { kind, range, depth })
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= limits::DEPTH {
            let range = self.here();
            return Err(Wrong {
                range,
                message: "expressions nested too deeply",
                deep: true,
            });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    // --- whole expressions ---

    /// One expression, or several with commas between them, which are a tuple.
    pub(crate) fn expressions(&mut self) -> Read<Expression> {
        self.tuple(Self::expression, &[])
    }

    /// As [`expressions`](Self::expressions), but an `if` does not belong to it.
    pub(crate) fn expressions_without_condition(&mut self, ends: &[&str]) -> Read<Expression> {
        self.tuple(Self::or, ends)
    }

    fn tuple(
        &mut self,
        item: fn(&mut Self) -> Read<Expression>,
        ends: &[&str],
    ) -> Read<Expression> {
        let start = self.here().start;
        let first = item(self)?;
        if !self.is_operator(",") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.skip_operator(",") {
            let ended = ends.iter().any(|end| self.is_name(end));
            if ended
                || self.at_end()
                || [")", "]", "}", "=", ":"]
                    .iter()
                    .any(|end| self.is_operator(end))
            {
                break;
            }
            items.push(item(self)?);
        }
        self.node(start, ExpressionKind::Tuple(items))
    }

    /// What a `for` or `set` binds: names, tuples of them, attributes of a namespace.
    pub(crate) fn target(&mut self) -> Read<Expression> {
        self.tuple(
            |reader| {
                let start = reader.here().start;
                if reader.skip_operator("(") {
                    let inner = reader.nested(Self::target)?;
                    reader.expect_operator(")", "`)` is expected")?;
                    return Ok(inner);
                }
                let name = reader.ident()?;
                let mut target = reader.node(start, ExpressionKind::Name(name.text))?;
                while reader.skip_operator(".") {
                    let name = reader.ident()?;
                    let object = Box::new(target);
                    target = reader.node(start, ExpressionKind::Attribute { object, name })?;
                }
                Ok(target)
            },
            &["in"],
        )
    }

    /// `value if condition else otherwise` and everything that binds closer.
    pub(crate) fn expression(&mut self) -> Read<Expression> {
        self.nested(|reader| {
            let start = reader.here().start;
            let mut value = reader.or()?;
            while reader.skip_name("if") {
                let condition = Box::new(reader.or()?);
                let otherwise = if reader.skip_name("else") {
                    Some(Box::new(reader.expression()?))
                } else {
                    None
                };
                let kind = ExpressionKind::Conditional {
                    condition,
                    value: Box::new(value),
                    otherwise,
                };
                value = reader.node(start, kind)?;
            }
            Ok(value)
        })
    }

    fn or(&mut self) -> Read<Expression> {
        self.several(
            |reader| reader.skip_name("or"),
            Self::and,
            ExpressionKind::Or,
        )
    }

    fn and(&mut self) -> Read<Expression> {
        self.several(
            |reader| reader.skip_name("and"),
            Self::not,
            ExpressionKind::And,
        )
    }

    fn several(
        &mut self,
        skip: fn(&mut Self) -> bool,
        item: fn(&mut Self) -> Read<Expression>,
        kind: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Read<Expression> {
        let start = self.here().start;
        let first = item(self)?;
        let mut items = vec![first];
        while skip(self) {
            items.push(item(self)?);
        }
        match items.len() {
            1 => items
                .pop()
                .ok_or_else(|| self.wrong("an expression is expected")),
            _ => self.node(start, kind(items)),
        }
    }

    fn not(&mut self) -> Read<Expression> {
        let start = self.here().start;
        if self.is_name("not") && self.name_at(1) != Some("in") {
            self.next += 1;
            let operand = Box::new(self.nested(Self::not)?);
            return self.node(
                start,
                ExpressionKind::Unary {
                    operator: UnaryOperator::Not,
                    operand,
                },
            );
        }
        self.compare()
    }

    fn compare(&mut self) -> Read<Expression> {
        let start = self.here().start;
        let first = self.sum()?;
        let mut rest = Vec::new();
        while let Some(comparison) = self.comparison() {
            rest.push((comparison, self.sum()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        self.node(
            start,
            ExpressionKind::Compare {
                first: Box::new(first),
                rest,
            },
        )
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const OPERATORS: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<", Comparison::Less),
            ("<=", Comparison::LessOrEqual),
            (">", Comparison::Greater),
            (">=", Comparison::GreaterOrEqual),
        ];
        if self.skip_name("in") {
            return Some(Comparison::In);
        }
        if self.is_name("not") && self.name_at(1) == Some("in") {
            self.next += 2;
            return Some(Comparison::NotIn);
        }
        OPERATORS
            .iter()
            .find(|(text, _)| self.skip_operator(text))
            .map(|(_, comparison)| *comparison)
    }

    fn sum(&mut self) -> Read<Expression> {
        const OPERATORS: &[(&str, BinaryOperator)] =
            &[("+", BinaryOperator::Add), ("-", BinaryOperator::Subtract)];
        self.binary(OPERATORS, Self::concat)
    }

    fn concat(&mut self) -> Read<Expression> {
        self.several(
            |reader| reader.skip_operator("~"),
            Self::product,
            ExpressionKind::Concat,
        )
    }

    fn product(&mut self) -> Read<Expression> {
        const OPERATORS: &[(&str, BinaryOperator)] = &[
            ("*", BinaryOperator::Multiply),
            ("/", BinaryOperator::Divide),
            ("//", BinaryOperator::FloorDivide),
            ("%", BinaryOperator::Modulo),
        ];
        self.binary(OPERATORS, Self::power)
    }

    fn power(&mut self) -> Read<Expression> {
        self.binary(&[("**", BinaryOperator::Power)], |reader| {
            reader.unary(true)
        })
    }

    fn binary(
        &mut self,
        operators: &[(&str, BinaryOperator)],
        item: fn(&mut Self) -> Read<Expression>,
    ) -> Read<Expression> {
        let start = self.here().start;
        let mut left = item(self)?;
        while let Some((_, operator)) = operators.iter().find(|(text, _)| self.skip_operator(text))
        {
            let right = Box::new(item(self)?);
            let kind = ExpressionKind::Binary {
                operator: *operator,
                left: Box::new(left),
                right,
            };
            left = self.node(start, kind)?;
        }
        Ok(left)
    }

    fn unary(&mut self, with_filters: bool) -> Read<Expression> {
        let start = self.here().start;
        let sign = [
            ("-", UnaryOperator::Negative),
            ("+", UnaryOperator::Positive),
        ]
        .into_iter()
        .find(|(text, _)| self.skip_operator(text));
        let mut value = if let Some((_, operator)) = sign {
            let operand = Box::new(self.nested(|reader| reader.unary(false))?);
            self.node(start, ExpressionKind::Unary { operator, operand })?
        } else {
            self.primary()?
        };
        value = self.postfix(value)?;
        if with_filters {
            self.filters(Some(value))
        } else {
            Ok(value)
        }
    }

    // --- what stands by itself ---

    fn primary(&mut self) -> Read<Expression> {
        let Some(token) = self.peek() else {
            return Err(self.wrong("an expression is expected"));
        };
        let start = token.range.start;
        match token.kind {
            TokenKind::Name => {
                self.next += 1;
                let kind = match self.slice(token.range) {
                    "true" | "True" => ExpressionKind::Bool(true),
                    "false" | "False" => ExpressionKind::Bool(false),
                    "none" | "None" => ExpressionKind::None,
                    name => ExpressionKind::Name(name.into()),
                };
                self.node(start, kind)
            }
            TokenKind::Integer | TokenKind::Number => {
                self.next += 1;
                self.node(start, number(self.slice(token.range), token.kind))
            }
            TokenKind::Text => {
                let mut text = String::new();
                while let Some(token) = self.peek().filter(|token| token.kind == TokenKind::Text) {
                    self.next += 1;
                    unescape(self.slice(token.range), &mut text);
                }
                self.node(start, ExpressionKind::Text(text.into()))
            }
            TokenKind::Operator("(") => {
                self.next += 1;
                if self.skip_operator(")") {
                    return self.node(start, ExpressionKind::Tuple(Vec::new()));
                }
                let mut inner = self.nested(Self::expressions)?;
                self.expect_operator(")", "`)` is expected")?;
                inner.range = Range::new(start, self.end());
                Ok(inner)
            }
            TokenKind::Operator("[") => {
                self.next += 1;
                let mut items = Vec::new();
                while !self.skip_operator("]") {
                    items.push(self.expression()?);
                    self.separator("]")?;
                }
                self.node(start, ExpressionKind::List(items))
            }
            TokenKind::Operator("{") => {
                self.next += 1;
                let mut items = Vec::new();
                while !self.skip_operator("}") {
                    let key = self.expression()?;
                    self.expect_operator(":", "`:` is expected")?;
                    items.push((key, self.expression()?));
                    self.separator("}")?;
                }
                self.node(start, ExpressionKind::Dict(items))
            }
            TokenKind::Operator(_) => Err(self.wrong("an expression is expected")),
        }
    }

    /// A comma between elements, or nothing before the end of them.
    fn separator(&mut self, end: &str) -> Read<()> {
        if self.skip_operator(",") || self.is_operator(end) {
            Ok(())
        } else {
            Err(self.wrong("`,` is expected"))
        }
    }

    fn postfix(&mut self, mut value: Expression) -> Read<Expression> {
        loop {
            let start = value.range.start;
            if self.skip_operator(".") {
                let object = Box::new(value);
                let kind = match self.peek() {
                    Some(token) if token.kind == TokenKind::Integer => {
                        self.next += 1;
                        let kind = number(self.slice(token.range), token.kind);
                        let key = Box::new(self.node(token.range.start, kind)?);
                        ExpressionKind::Item { object, key }
                    }
                    _ => ExpressionKind::Attribute {
                        object,
                        name: self.ident()?,
                    },
                };
                value = self.node(start, kind)?;
            } else if self.skip_operator("[") {
                value = self.nested(|reader| reader.subscript(value))?;
            } else if self.is_operator("(") {
                value = self.call(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn call(&mut self, callee: Expression) -> Read<Expression> {
        let start = callee.range.start;
        let arguments = self.arguments()?;
        self.node(
            start,
            ExpressionKind::Call {
                callee: Box::new(callee),
                arguments,
            },
        )
    }

    fn subscript(&mut self, object: Expression) -> Read<Expression> {
        let start = object.range.start;
        let object = Box::new(object);
        let mut parts: [Option<Box<Expression>>; 3] = [None, None, None];
        let mut slice = false;
        let mut last = 0;
        while !self.is_operator("]") {
            if self.skip_operator(":") {
                slice = true;
                last += 1;
                if last > 2 {
                    return Err(self.wrong("`]` is expected"));
                }
                continue;
            }
            let value = if slice {
                self.expression()?
            } else {
                self.expressions()?
            };
            match parts.get_mut(last) {
                Some(slot @ None) => *slot = Some(Box::new(value)),
                _ => return Err(self.wrong("`]` is expected")),
            }
        }
        self.expect_operator("]", "`]` is expected")?;
        if slice {
            return self.node(start, ExpressionKind::Slice { object, parts });
        }
        let [Some(key), _, _] = parts else {
            return Err(self.wrong("a key is expected"));
        };
        self.node(start, ExpressionKind::Item { object, key })
    }

    pub(crate) fn arguments(&mut self) -> Read<Vec<Argument>> {
        self.expect_operator("(", "`(` is expected")?;
        let mut arguments = Vec::new();
        while !self.skip_operator(")") {
            let kind = if self.skip_operator("**") {
                ArgumentKind::DoubleStar
            } else if self.skip_operator("*") {
                ArgumentKind::Star
            } else if self.name_at(0).is_some()
                && matches!(self.tag.tokens.get(self.next + 1), Some(token) if token.kind == TokenKind::Operator("="))
            {
                let name = self.ident()?;
                self.next += 1;
                ArgumentKind::Keyword(name)
            } else {
                ArgumentKind::Positional
            };
            let value = self.expression()?;
            arguments.push(Argument { kind, value });
            self.separator(")")?;
        }
        Ok(arguments)
    }

    /// Filters, tests and calls behind a value; without one, filters of the body of a block.
    pub(crate) fn filters(&mut self, value: Option<Expression>) -> Read<Expression> {
        let start = value
            .as_ref()
            .map_or(self.here().start, |value| value.range.start);
        let mut value = if let Some(value) = value {
            value
        } else {
            let body = Expression {
                kind: ExpressionKind::Body,
                range: Range::new(start, start),
                depth: 1,
            };
            self.filter(start, body)?
        };
        loop {
            if self.skip_operator("|") {
                value = self.filter(start, value)?;
            } else if self.skip_name("is") {
                value = self.test(start, value)?;
            } else if self.is_operator("(") {
                value = self.call(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn filter(&mut self, start: u32, value: Expression) -> Read<Expression> {
        let name = self.dotted()?;
        let arguments = if self.is_operator("(") {
            self.nested(Self::arguments)?
        } else {
            Vec::new()
        };
        self.node(
            start,
            ExpressionKind::Filter {
                value: Box::new(value),
                name,
                arguments,
            },
        )
    }

    fn test(&mut self, start: u32, value: Expression) -> Read<Expression> {
        let negated = self.skip_name("not");
        let name = self.dotted()?;
        let arguments = if self.is_operator("(") {
            self.nested(Self::arguments)?
        } else if self.test_argument_follows() {
            let argument = self.primary()?;
            let argument = self.postfix(argument)?;
            vec![Argument {
                kind: ArgumentKind::Positional,
                value: argument,
            }]
        } else {
            Vec::new()
        };
        self.node(
            start,
            ExpressionKind::Test {
                value: Box::new(value),
                name,
                arguments,
                negated,
            },
        )
    }

    fn test_argument_follows(&self) -> bool {
        match self.peek().map(|token| token.kind) {
            Some(TokenKind::Name) => !["else", "or", "and", "is", "if", "in", "not", "recursive"]
                .iter()
                .any(|word| self.is_name(word)),
            Some(TokenKind::Integer | TokenKind::Number | TokenKind::Text) => true,
            Some(TokenKind::Operator(operator)) => matches!(operator, "[" | "{"),
            None => false,
        }
    }

    /// A name with dots, as filters of extensions have.
    fn dotted(&mut self) -> Read<Ident> {
        let first = self.ident()?;
        let mut text = first.text.to_string();
        while self.skip_operator(".") {
            text.push('.');
            text.push_str(&self.ident()?.text);
        }
        Ok(Ident {
            text: text.into(),
            range: Range::new(first.range.start, self.end()),
        })
    }
}

/// An expression about which nothing is known.
pub(crate) fn unknown(place: Range) -> Expression {
    Expression {
        kind: ExpressionKind::Unknown,
        range: range(place.start as usize, place.end as usize),
        depth: 1,
    }
}
