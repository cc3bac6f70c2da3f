//! Expressions of templates as instructions.

use assay_python::ir::{
    Arg, ArgKind, BinOp, BlockId, CallKind, CmpOp, Const, Element, End, Op, Part, Reg,
    SequenceKind, UnaryOp,
};
use assay_source::Range;
use assay_template::{
    Argument, ArgumentKind, BinaryOperator, Comparison, Expression, ExpressionKind, UnaryOperator,
};

use super::build::positional;
use super::lower::Lowerer;

impl Lowerer<'_> {
    /// The value of an expression.
    pub(super) fn expression(&mut self, expression: &Expression) -> Reg {
        let range = self.place(expression.range);
        match &expression.kind {
            ExpressionKind::None => self.code.constant(Const::None, range),
            ExpressionKind::Bool(value) => self.code.constant(Const::Bool(*value), range),
            ExpressionKind::Integer(value) => self.code.constant(Const::Int(*value), range),
            ExpressionKind::Number(text) => self.code.constant(Const::Number(text.clone()), range),
            ExpressionKind::Text(text) => self.code.constant(Const::Str(text.clone()), range),
            ExpressionKind::Name(name) => self.variable(name, range),
            ExpressionKind::List(items) => self.sequence(SequenceKind::List, items, range),
            ExpressionKind::Tuple(items) => self.sequence(SequenceKind::Tuple, items, range),
            ExpressionKind::Dict(items) => {
                let entries = items
                    .iter()
                    .map(|(key, value)| (Some(self.expression(key)), self.expression(value)))
                    .collect();
                self.code.value(range, |dst| Op::Dict { dst, entries })
            }
            ExpressionKind::Attribute { object, name } => {
                let object = self.expression(object);
                let name = self.module.name(&name.text);
                self.code.value(range, |dst| Op::Attr { dst, object, name })
            }
            ExpressionKind::Item { object, key } => {
                let (object, key) = (self.expression(object), self.expression(key));
                self.code.value(range, |dst| Op::Item { dst, object, key })
            }
            ExpressionKind::Slice { object, parts } => {
                let object = self.expression(object);
                let [lower, upper, step] = parts
                    .each_ref()
                    .map(|part| part.as_ref().map(|part| self.expression(part)));
                self.code.value(range, |dst| Op::Slice {
                    dst,
                    object,
                    lower,
                    upper,
                    step,
                })
            }
            ExpressionKind::Call { callee, arguments } => self.call(callee, arguments, range),
            ExpressionKind::Filter {
                value,
                name,
                arguments,
            } => {
                let value = self.expression(value);
                self.filter(value, &name.text, arguments, range)
            }
            ExpressionKind::Test {
                value,
                name,
                arguments,
                negated,
            } => {
                let value = self.expression(value);
                let answer = self.test(value, &name.text, arguments, range);
                if *negated {
                    self.code.value(range, |dst| Op::Unary {
                        dst,
                        op: UnaryOp::Not,
                        operand: answer,
                    })
                } else {
                    answer
                }
            }
            ExpressionKind::Unary { operator, operand } => {
                let operand = self.expression(operand);
                let op = match operator {
                    UnaryOperator::Not => UnaryOp::Not,
                    UnaryOperator::Negative => UnaryOp::Neg,
                    UnaryOperator::Positive => UnaryOp::Pos,
                };
                self.code.value(range, |dst| Op::Unary { dst, op, operand })
            }
            ExpressionKind::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.expression(left), self.expression(right));
                let op = match operator {
                    BinaryOperator::Add => BinOp::Add,
                    BinaryOperator::Subtract => BinOp::Sub,
                    BinaryOperator::Multiply => BinOp::Mul,
                    BinaryOperator::Divide => BinOp::Div,
                    BinaryOperator::FloorDivide => BinOp::FloorDiv,
                    BinaryOperator::Modulo => BinOp::Mod,
                    BinaryOperator::Power => BinOp::Pow,
                };
                self.code.value(range, |dst| Op::Binary {
                    dst,
                    op,
                    left,
                    right,
                    in_place: false,
                })
            }
            ExpressionKind::Compare { first, rest } => self.compare(first, rest, range),
            ExpressionKind::And(items) => self.logic(items, true, range),
            ExpressionKind::Or(items) => self.logic(items, false, range),
            ExpressionKind::Concat(items) => {
                let parts = items
                    .iter()
                    .map(|item| Part::Value {
                        value: self.expression(item),
                        conversion: None,
                        spec: None,
                        range: self.place(item.range),
                    })
                    .collect();
                self.code.value(range, |dst| Op::Format { dst, parts })
            }
            ExpressionKind::Conditional {
                condition,
                value,
                otherwise,
            } => {
                let dst = self.code.temporary();
                self.branch(
                    condition,
                    |lowerer| {
                        let src = lowerer.expression(value);
                        lowerer.code.emit(Op::Copy { dst, src }, range);
                    },
                    |lowerer| {
                        let src = match otherwise {
                            Some(otherwise) => lowerer.expression(otherwise),
                            None => lowerer.code.text("", range),
                        };
                        lowerer.code.emit(Op::Copy { dst, src }, range);
                    },
                );
                dst
            }
            ExpressionKind::Body | ExpressionKind::Unknown => self.code.unknown(range),
        }
    }

    /// One way if a condition holds, another if not.
    pub(super) fn branch(
        &mut self,
        condition: &Expression,
        first: impl FnOnce(&mut Self),
        second: impl FnOnce(&mut Self),
    ) {
        let (then, otherwise, after) = (self.code.block(), self.code.block(), self.code.block());
        self.ask(condition, then, otherwise, then);
        first(self);
        self.code.end(End::Jump(after), otherwise);
        second(self);
        self.code.go(after);
    }

    /// Ends a block with a condition, each part of which is asked by itself; `next` is the block that is filled then.
    pub(super) fn ask(
        &mut self,
        condition: &Expression,
        then: BlockId,
        otherwise: BlockId,
        next: BlockId,
    ) {
        match &condition.kind {
            ExpressionKind::Unary {
                operator: UnaryOperator::Not,
                operand,
            } => self.ask(operand, otherwise, then, next),
            ExpressionKind::And(items) | ExpressionKind::Or(items) => {
                let Some((last, before)) = items.split_last() else {
                    return self.code.end(End::Jump(then), next);
                };
                for item in before {
                    let more = self.code.block();
                    if let ExpressionKind::And(_) = condition.kind {
                        self.ask(item, more, otherwise, more);
                    } else {
                        self.ask(item, then, more, more);
                    }
                }
                self.ask(last, then, otherwise, next);
            }
            _ => {
                let condition = self.expression(condition);
                self.code.end(
                    End::Branch {
                        condition,
                        then,
                        otherwise,
                    },
                    next,
                );
            }
        }
    }

    fn sequence(&mut self, kind: SequenceKind, items: &[Expression], range: Range) -> Reg {
        let elements = items
            .iter()
            .map(|item| Element {
                value: self.expression(item),
                star: false,
            })
            .collect();
        self.code.value(range, |dst| Op::Sequence {
            dst,
            kind,
            elements,
        })
    }

    fn compare(
        &mut self,
        first: &Expression,
        rest: &[(Comparison, Expression)],
        range: Range,
    ) -> Reg {
        let mut left = self.expression(first);
        let mut answer = None;
        for (comparison, right) in rest {
            let op = match comparison {
                Comparison::Equal => CmpOp::Eq,
                Comparison::NotEqual => CmpOp::NotEq,
                Comparison::Less => CmpOp::Lt,
                Comparison::LessOrEqual => CmpOp::LtE,
                Comparison::Greater => CmpOp::Gt,
                Comparison::GreaterOrEqual => CmpOp::GtE,
                Comparison::In => CmpOp::In,
                Comparison::NotIn => CmpOp::NotIn,
            };
            let right = self.expression(right);
            answer = Some(self.code.value(range, |dst| Op::Compare {
                dst,
                op,
                left,
                right,
            }));
            left = right;
        }
        // A chain says more than its last link, but hardly anybody writes one in a template.
        match answer {
            Some(answer) if rest.len() == 1 => answer,
            _ => self.code.unknown(range),
        }
    }

    fn logic(&mut self, items: &[Expression], and: bool, range: Range) -> Reg {
        let Some((first, rest)) = items.split_first() else {
            return self.code.unknown(range);
        };
        let mut left = self.expression(first);
        for item in rest {
            let dst = self.code.temporary();
            let (more, done, after) = (self.code.block(), self.code.block(), self.code.block());
            let (then, otherwise) = if and { (more, done) } else { (done, more) };
            self.code.end(
                End::Branch {
                    condition: left,
                    then,
                    otherwise,
                },
                more,
            );
            let right = self.expression(item);
            self.code.emit(
                Op::Logical {
                    dst,
                    and,
                    left,
                    right,
                },
                range,
            );
            self.code.end(End::Jump(after), done);
            self.code.emit(Op::Copy { dst, src: left }, range);
            self.code.go(after);
            left = dst;
        }
        left
    }

    fn call(&mut self, callee: &Expression, arguments: &[Argument], range: Range) -> Reg {
        if let Some((functions, with_context)) = self.macros_of(callee) {
            let context = match self.variables.context.filter(|_| with_context) {
                Some(context) => context,
                None => self.code.constant(Const::None, range),
            };
            let mut args = vec![positional(context, range)];
            args.extend(self.arguments(arguments));
            for function in functions {
                let callee = self.code.function(&mut self.module, function, range);
                self.code.call(callee, args.clone(), range);
            }
            return self.markup(range);
        }
        match &callee.kind {
            // Both give text that is already part of a page.
            ExpressionKind::Name(name) if matches!(&**name, "super" | "caller" | "loop") => {
                self.markup(range)
            }
            ExpressionKind::Attribute { object, .. } if matches!(&object.kind, ExpressionKind::Name(name) if &**name == "self" || &**name == "loop") => {
                self.markup(range)
            }
            ExpressionKind::Attribute { object, name } => {
                let object = self.expression(object);
                let args = self.arguments(arguments).into();
                let name_range = self.place(name.range);
                let name = self.module.name(&name.text);
                let kind = CallKind::Plain;
                self.code.value(range, |dst| Op::CallMethod {
                    dst,
                    object,
                    name,
                    name_range,
                    args,
                    kind,
                })
            }
            _ => {
                let callee = self.expression(callee);
                let args = self.arguments(arguments);
                self.code.call(callee, args, range)
            }
        }
    }

    /// Text of the page itself: nothing that somebody else chooses, for what it is made of was looked at.
    fn markup(&mut self, range: Range) -> Reg {
        self.code.unknown(range)
    }

    fn arguments(&mut self, arguments: &[Argument]) -> Vec<Arg> {
        arguments
            .iter()
            .map(|argument| {
                let kind = match &argument.kind {
                    ArgumentKind::Positional => ArgKind::Positional,
                    ArgumentKind::Keyword(name) => ArgKind::Keyword(self.module.name(&name.text)),
                    ArgumentKind::Star => ArgKind::Star,
                    ArgumentKind::DoubleStar => ArgKind::DoubleStar,
                };
                Arg {
                    kind,
                    value: self.expression(&argument.value),
                    range: self.place(argument.value.range),
                }
            })
            .collect()
    }

    /// `value|name(arguments)`.
    pub(super) fn filter(
        &mut self,
        value: Reg,
        name: &str,
        arguments: &[Argument],
        range: Range,
    ) -> Reg {
        let mut args = vec![positional(value, range)];
        args.extend(self.arguments(arguments));
        let site = self.site;
        match site
            .registry
            .filters
            .get(name)
            .and_then(|functions| functions.first())
        {
            Some(function) => {
                let callee = self.code.function(&mut self.module, *function, range);
                self.code.call(callee, args, range)
            }
            None => {
                let callee =
                    self.code
                        .external(&mut self.module, &format!("jinja2.filters.{name}"), range);
                self.code.call(callee, args, range)
            }
        }
    }

    fn test(&mut self, value: Reg, name: &str, arguments: &[Argument], range: Range) -> Reg {
        let against = |lowerer: &mut Self, constant: Const| lowerer.code.constant(constant, range);
        let (op, right) = match (name, arguments) {
            ("none", _) => (CmpOp::Is, against(self, Const::None)),
            ("true", _) => (CmpOp::Is, against(self, Const::Bool(true))),
            ("false", _) => (CmpOp::Is, against(self, Const::Bool(false))),
            ("equalto" | "eq" | "==" | "sameas", [other]) => {
                (CmpOp::Eq, self.expression(&other.value))
            }
            ("ne" | "!=", [other]) => (CmpOp::NotEq, self.expression(&other.value)),
            ("in", [other]) => (CmpOp::In, self.expression(&other.value)),
            _ => {
                for argument in arguments {
                    self.expression(&argument.value);
                }
                return self.code.unknown(range);
            }
        };
        self.code.value(range, |dst| Op::Compare {
            dst,
            op,
            left: value,
            right,
        })
    }
}
