//! `match`: a chain of tests.
//!
//! Names are bound as soon as their part of the pattern fits;
//! Python waits for the whole pattern, but only a later test can tell.

use assay_source::Range;
use ruff_python_ast::{
    Expr, Identifier, Pattern, PatternMatchClass, PatternMatchMapping, PatternMatchSequence,
    Singleton, StmtMatch,
};

use crate::ir::{BlockId, CmpOp, Const, Op, Reg, Test};
use crate::syntax::range_of;
use crate::syntax::scope::noted_name;

use super::Lowerer;

impl<'a> Lowerer<'_, 'a> {
    /// `match`.
    pub(super) fn match_statement(&mut self, statement: &'a StmtMatch) {
        let mut subject = self.expression(&statement.subject);
        if let Expr::Name(name) = &*statement.subject
            && statement
                .cases
                .iter()
                .any(|case| binds(&case.pattern, name.id.as_str()))
        {
            // `match a: case [a, 1]: …` binds the subject's name before the last test.
            let dst = self.temp();
            self.emit(Op::Copy { dst, src: subject }, range_of(name));
            subject = dst;
        }
        let after = self.new_block();
        for case in &statement.cases {
            let next = self.new_block();
            self.pattern(&case.pattern, subject, next);
            if let Some(guard) = &case.guard {
                let holds = self.new_block();
                self.condition(guard, holds, next);
                self.start(holds);
            }
            self.statements(&case.body);
            self.jump(after);
            self.start_if_reached(next);
        }
        self.start_if_reached(after);
    }

    /// Goes on if the pattern fits, else to `fails`.
    fn pattern(&mut self, pattern: &'a Pattern, subject: Reg, fails: BlockId) {
        let range = range_of(pattern);
        match pattern {
            Pattern::MatchValue(node) => {
                let right = self.expression(&node.value);
                self.compare(CmpOp::Eq, subject, right, fails, range);
            }
            Pattern::MatchSingleton(node) => {
                let value = match node.value {
                    Singleton::None => Const::None,
                    Singleton::True => Const::Bool(true),
                    Singleton::False => Const::Bool(false),
                };
                let right = self.constant(value, range);
                self.compare(CmpOp::Is, subject, right, fails, range);
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(node, subject, fails),
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, fails),
            Pattern::MatchClass(node) => self.class_pattern(node, subject, fails),
            Pattern::MatchStar(node) => self.capture(node.name.as_ref(), subject),
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, subject, fails);
                }
                self.capture(node.name.as_ref(), subject);
            }
            Pattern::MatchOr(node) => {
                let fits = self.new_block();
                for (index, alternative) in node.patterns.iter().enumerate() {
                    if index + 1 == node.patterns.len() {
                        self.pattern(alternative, subject, fails);
                        self.jump(fits);
                    } else {
                        let next = self.new_block();
                        self.pattern(alternative, subject, next);
                        self.jump(fits);
                        self.start_if_reached(next);
                    }
                }
                self.start_if_reached(fits);
            }
        }
    }

    fn compare(&mut self, op: CmpOp, left: Reg, right: Reg, fails: BlockId, range: Range) {
        let dst = self.temp();
        self.emit(
            Op::Compare {
                dst,
                op,
                left,
                right,
            },
            range,
        );
        self.go_on_if(dst, fails);
    }

    fn test(&mut self, test: Test, subject: Reg, fails: BlockId, range: Range) {
        let dst = self.temp();
        self.emit(Op::Test { dst, subject, test }, range);
        self.go_on_if(dst, fails);
    }

    fn go_on_if(&mut self, condition: Reg, fails: BlockId) {
        let fits = self.new_block();
        self.branch(condition, fits, fails);
        self.start(fits);
    }

    fn capture(&mut self, name: Option<&Identifier>, value: Reg) {
        if let Some(name) = name {
            self.store_noted(&name.node_index, value, range_of(name));
        }
    }

    fn sequence_pattern(&mut self, node: &'a PatternMatchSequence, subject: Reg, fails: BlockId) {
        let range = range_of(node);
        let star = node
            .patterns
            .iter()
            .position(Pattern::is_match_star)
            .and_then(|index| u32::try_from(index).ok());
        let named = node.patterns.len() - usize::from(star.is_some());
        let len = u32::try_from(named).unwrap_or(u32::MAX);
        let open = star.is_some();
        self.test(Test::Sequence { len, open }, subject, fails, range);
        let mut targets = Vec::with_capacity(node.patterns.len());
        for pattern in &node.patterns {
            let hint = self.captured_register(pattern);
            targets.push(self.destination(hint));
        }
        self.emit(
            Op::Unpack {
                targets: targets.clone().into_boxed_slice(),
                star,
                src: subject,
            },
            range,
        );
        for (pattern, value) in node.patterns.iter().zip(targets) {
            self.pattern(pattern, value, fails);
        }
    }

    /// The register of a pattern that only captures.
    fn captured_register(&mut self, pattern: &Pattern) -> Option<Reg> {
        let name = match pattern {
            Pattern::MatchStar(node) => node.name.as_ref()?,
            Pattern::MatchAs(node) if node.pattern.is_none() => node.name.as_ref()?,
            _ => return None,
        };
        noted_name(&name.node_index).and_then(|name| self.register_of(name))
    }

    fn mapping_pattern(&mut self, node: &'a PatternMatchMapping, subject: Reg, fails: BlockId) {
        let range = range_of(node);
        let keys: Vec<Reg> = node.keys.iter().map(|key| self.expression(key)).collect();
        self.test(Test::Mapping(keys.clone()), subject, fails, range);
        for (key, pattern) in keys.into_iter().zip(&node.patterns) {
            let dst = self.temp();
            self.emit(
                Op::Item {
                    dst,
                    object: subject,
                    key,
                },
                range_of(pattern),
            );
            self.pattern(pattern, dst, fails);
        }
        self.capture(node.rest.as_ref(), subject);
    }

    fn class_pattern(&mut self, node: &'a PatternMatchClass, subject: Reg, fails: BlockId) {
        let class = self.expression(&node.cls);
        self.test(Test::Instance(class), subject, fails, range_of(node));
        let is_self = holds_itself(&node.cls);
        for (index, pattern) in node.arguments.patterns.iter().enumerate() {
            let range = range_of(pattern);
            if is_self {
                self.pattern(pattern, subject, fails);
                continue;
            }
            // Which attribute it is, only `__match_args__` of the class would tell.
            let index = i64::try_from(index).unwrap_or(i64::MAX);
            let key = self.constant(Const::Int(index), range);
            let dst = self.temp();
            self.emit(
                Op::Item {
                    dst,
                    object: subject,
                    key,
                },
                range,
            );
            self.pattern(pattern, dst, fails);
        }
        for keyword in &node.arguments.keywords {
            let name = self.intern(keyword.attr.as_str());
            let dst = self.temp();
            self.emit(
                Op::Attr {
                    dst,
                    object: subject,
                    name,
                },
                range_of(keyword),
            );
            self.pattern(&keyword.pattern, dst, fails);
        }
    }
}

/// True if a pattern captures a name.
fn binds(pattern: &Pattern, name: &str) -> bool {
    let is = |identifier: &Option<Identifier>| {
        identifier
            .as_ref()
            .is_some_and(|identifier| identifier.as_str() == name)
    };
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => false,
        Pattern::MatchSequence(node) => node.patterns.iter().any(|inner| binds(inner, name)),
        Pattern::MatchMapping(node) => {
            is(&node.rest) || node.patterns.iter().any(|inner| binds(inner, name))
        }
        Pattern::MatchClass(node) => {
            let arguments = &node.arguments;
            arguments.patterns.iter().any(|inner| binds(inner, name))
                || arguments
                    .keywords
                    .iter()
                    .any(|keyword| binds(&keyword.pattern, name))
        }
        Pattern::MatchStar(node) => is(&node.name),
        Pattern::MatchAs(node) => {
            is(&node.name)
                || node
                    .pattern
                    .as_ref()
                    .is_some_and(|inner| binds(inner, name))
        }
        Pattern::MatchOr(node) => node.patterns.iter().any(|inner| binds(inner, name)),
    }
}

/// True for the classes whose only positional part is the value itself: `case str(text)`.
fn holds_itself(class: &Expr) -> bool {
    matches!(class, Expr::Name(name) if matches!(
        name.id.as_str(),
        "bool" | "bytearray" | "bytes" | "dict" | "float" | "frozenset" | "int" | "list" | "set" | "str" | "tuple"
    ))
}
