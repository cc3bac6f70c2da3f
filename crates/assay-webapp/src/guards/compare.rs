//! Comparisons of what is known of a sender; see [`super::run`].

use assay_python::FunctionRef;
use assay_python::ir::{CmpOp, Const, Op, Reg};

use super::Asked;
use super::machine::Machine;
use super::run::Frame;
use super::value::Value;

impl<'a> Machine<'a> {
    pub(super) fn compare(
        &self,
        frame: &Frame<'a>,
        op: CmpOp,
        left: (&Value, Reg),
        right: (&Value, Reg),
    ) -> Value {
        let (first, second) = (left.0, right.0);
        if matches!(first, Value::Bottom) || matches!(second, Value::Bottom) {
            return Value::Bottom;
        }
        // `"user" in session`
        if let (CmpOp::In | CmpOp::NotIn, Value::Mapping(mapping)) = (op, second) {
            let place = self
                .log
                .definition(frame.function, right.1)
                .map(|(_, span)| span);
            let entry = place.and_then(|span| self.entry(*mapping, first, span));
            return match entry {
                Some(Value::Missing(mark)) => Value::Decided(op == CmpOp::NotIn, mark),
                _ => Value::Unknown,
            };
        }
        // `user in (None, False)`
        if let (CmpOp::In | CmpOp::NotIn, Value::Missing(mark), Value::Tuple(items)) =
            (op, first, second)
            && items
                .iter()
                .any(|item| item.truth() == Some(false) && item.mark().is_none())
        {
            return Value::Decided(op == CmpOp::In, mark.clone());
        }
        let known = match (first, second) {
            (Value::Constant(a), Value::Constant(b)) => match op {
                CmpOp::Eq => Some(a == b),
                CmpOp::NotEq => Some(a != b),
                CmpOp::Is if *b == Const::None => Some(a == b),
                CmpOp::IsNot if *b == Const::None => Some(a != b),
                CmpOp::In | CmpOp::NotIn => match (a, b) {
                    (Const::Str(a), Const::Str(b)) => Some(b.contains(&**a) == (op == CmpOp::In)),
                    _ => None,
                },
                _ => None,
            },
            (Value::Constant(Const::Str(text)), Value::Texts(all, complete)) => match op {
                CmpOp::In if all.contains(text) => Some(true),
                CmpOp::NotIn if all.contains(text) => Some(false),
                CmpOp::In if *complete => Some(false),
                CmpOp::NotIn if *complete => Some(true),
                _ => None,
            },
            _ => None,
        };
        if let Some(truth) = known {
            return Value::Constant(Const::Bool(truth));
        }
        if let (Value::Depends(mark), _) | (_, Value::Depends(mark)) = (first, second) {
            let mut mark = mark.clone();
            if matches!(op, CmpOp::In | CmpOp::NotIn) {
                mark.asked = mark.asked.max(Asked::Role);
            }
            return Value::Depends(mark);
        }
        let (mark, other, register) = match (first, second) {
            (Value::Missing(mark) | Value::Shown(mark), other) => (mark, other, right.1),
            (other, Value::Missing(mark) | Value::Shown(mark)) => (mark, other, left.1),
            (Value::Decided(truth, mark), Value::Constant(Const::Bool(other))) => {
                let equal = truth == other;
                return match op {
                    CmpOp::Eq | CmpOp::Is => Value::Decided(equal, mark.clone()),
                    CmpOp::NotEq | CmpOp::IsNot => Value::Decided(!equal, mark.clone()),
                    _ => Value::Unknown,
                };
            }
            _ => return Value::Unknown,
        };
        let is_shown = matches!(first, Value::Shown(_)) || matches!(second, Value::Shown(_));
        let is_falsy = other.truth() == Some(false) && other.mark().is_none();
        if is_shown && matches!(other, Value::Constant(_)) {
            return Value::Unknown;
        }
        let mut mark = mark.clone();
        if mark.asked == Asked::Login && self.is_column(frame, other, register) {
            mark.asked = Asked::Owner;
        }
        match op {
            CmpOp::Eq | CmpOp::Is => Value::Decided(is_falsy, mark),
            CmpOp::NotEq | CmpOp::IsNot => Value::Decided(!is_falsy, mark),
            CmpOp::In | CmpOp::Gt | CmpOp::GtE => Value::Decided(false, mark),
            CmpOp::NotIn | CmpOp::Lt | CmpOp::LtE => Value::Decided(true, mark),
        }
    }

    /// True if a register holds an attribute or item of an object that is not the sender: `note.owner_id`.
    pub(super) fn is_column(&self, frame: &Frame<'a>, value: &Value, register: Reg) -> bool {
        if !matches!(value, Value::Unknown) {
            return false;
        }
        match self.log.definition(frame.function, register) {
            Some((Op::Attr { object, .. } | Op::Item { object, .. }, _)) => {
                frame.get(*object) == Value::Unknown
                    && !self.is_module_or_config(frame.function, *object)
            }
            Some((Op::Copy { src, .. }, _)) => self.is_column(frame, value, *src),
            None => {
                (register.0 as usize) < frame.ir.params.len()
                    && self.is_view_parameter(frame, register)
            }
            Some(_) => false,
        }
    }

    pub(super) fn is_view_parameter(&self, frame: &Frame<'a>, register: Reg) -> bool {
        let param = frame.ir.params.get(register.0 as usize);
        let name = param.map_or("", |param| self.log.text(frame.function.module, param.name));
        name != "self" && frame.depth == 0
    }

    pub(super) fn is_module_or_config(&self, function: FunctionRef, register: Reg) -> bool {
        match self.log.definition(function, register) {
            Some((Op::LoadGlobal { name, .. }, _)) => {
                let text = self.log.text(function.module, *name);
                text.chars().all(|c| !c.is_lowercase())
                    || matches!(text, "app" | "current_app" | "config" | "settings")
            }
            Some((Op::Attr { name, .. }, _)) => {
                matches!(
                    self.log.text(function.module, *name),
                    "config" | "environ" | "settings"
                )
            }
            _ => false,
        }
    }
}
