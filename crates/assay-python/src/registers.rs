//! Which registers an instruction reads and writes.

use crate::ir::{End, Op, Part, Reg, Test};

impl Op {
    /// The one register that the instruction writes; [`Op::Unpack`] writes several, see [`Op::for_each_written`].
    pub const fn destination(&self) -> Option<Reg> {
        match self {
            Self::Const { dst, .. }
            | Self::Copy { dst, .. }
            | Self::Unknown { dst }
            | Self::LoadGlobal { dst, .. }
            | Self::LoadEnv { dst, .. }
            | Self::Import { dst, .. }
            | Self::Attr { dst, .. }
            | Self::Item { dst, .. }
            | Self::Slice { dst, .. }
            | Self::Call { dst, .. }
            | Self::CallMethod { dst, .. }
            | Self::Binary { dst, .. }
            | Self::Compare { dst, .. }
            | Self::Unary { dst, .. }
            | Self::Logical { dst, .. }
            | Self::Format { dst, .. }
            | Self::Sequence { dst, .. }
            | Self::Dict { dst, .. }
            | Self::Iter { dst, .. }
            | Self::MakeFunction { dst, .. }
            | Self::MakeClass { dst, .. }
            | Self::Await { dst, .. }
            | Self::Yield { dst, .. }
            | Self::YieldFrom { dst, .. }
            | Self::Enter { dst, .. }
            | Self::Catch { dst, .. }
            | Self::Test { dst, .. } => Some(*dst),
            Self::StoreGlobal { .. }
            | Self::StoreEnv { .. }
            | Self::Delete { .. }
            | Self::SetAttr { .. }
            | Self::DelAttr { .. }
            | Self::SetItem { .. }
            | Self::DelItem { .. }
            | Self::SetSlice { .. }
            | Self::Append { .. }
            | Self::Unpack { .. }
            | Self::Exit { .. }
            | Self::Annotate { .. }
            | Self::Assert { .. } => None,
        }
    }

    /// Every register that the instruction writes.
    pub fn for_each_written(&self, mut visit: impl FnMut(Reg)) {
        if let Self::Unpack { targets, .. } = self {
            targets.iter().copied().for_each(visit);
        } else if let Some(dst) = self.destination() {
            visit(dst);
        }
    }

    /// The registers that the instruction reads, in order.
    pub fn reads(&self) -> Vec<Reg> {
        let mut all = Vec::new();
        self.for_each_read(|register| all.push(register));
        all
    }

    /// Every register that the instruction reads.
    #[expect(clippy::too_many_lines, reason = "one arm for each shape of operation")]
    pub fn for_each_read(&self, mut visit: impl FnMut(Reg)) {
        match self {
            Self::Const { .. }
            | Self::Unknown { .. }
            | Self::LoadGlobal { .. }
            | Self::LoadEnv { .. }
            | Self::Import { .. }
            | Self::Delete { .. } => {}
            Self::Copy { src, .. }
            | Self::StoreGlobal { src, .. }
            | Self::StoreEnv { src, .. }
            | Self::Iter { src, .. }
            | Self::Unpack { src, .. }
            | Self::Await { src, .. }
            | Self::Yield { src, .. }
            | Self::YieldFrom { src, .. }
            | Self::Enter { src, .. }
            | Self::Exit { src } => visit(*src),
            Self::Attr { object, .. } | Self::DelAttr { object, .. } => visit(*object),
            Self::SetAttr { object, src, .. } | Self::SetSlice { object, src } => {
                visit(*object);
                visit(*src);
            }
            Self::Item { object, key, .. } | Self::DelItem { object, key } => {
                visit(*object);
                visit(*key);
            }
            Self::SetItem { object, key, src } => {
                visit(*object);
                visit(*key);
                visit(*src);
            }
            Self::Slice {
                object,
                lower,
                upper,
                step,
                ..
            } => {
                visit(*object);
                [lower, upper, step]
                    .into_iter()
                    .flatten()
                    .copied()
                    .for_each(visit);
            }
            Self::Call { callee, args, .. } => {
                visit(*callee);
                args.iter().for_each(|arg| visit(arg.value));
            }
            Self::CallMethod { object, args, .. } => {
                visit(*object);
                args.iter().for_each(|arg| visit(arg.value));
            }
            Self::Binary { left, right, .. }
            | Self::Compare { left, right, .. }
            | Self::Logical { left, right, .. } => {
                visit(*left);
                visit(*right);
            }
            Self::Unary { operand, .. } => visit(*operand),
            Self::Format { parts, .. } => {
                for part in parts {
                    if let Part::Value { value, .. } = part {
                        visit(*value);
                    }
                }
            }
            Self::Sequence { elements, .. } => {
                elements.iter().for_each(|element| visit(element.value));
            }
            Self::Dict { entries, .. } => {
                for (key, value) in entries {
                    key.iter().copied().for_each(&mut visit);
                    visit(*value);
                }
            }
            Self::Append {
                container,
                key,
                value,
            } => {
                visit(*container);
                key.iter().copied().for_each(&mut visit);
                visit(*value);
            }
            Self::MakeFunction { defaults, .. } => {
                defaults.iter().for_each(|(_, value)| visit(*value));
            }
            Self::MakeClass {
                bases, keywords, ..
            } => {
                bases.iter().copied().for_each(&mut visit);
                keywords.iter().for_each(|(_, value)| visit(*value));
            }
            Self::Catch { types, .. } => types.iter().copied().for_each(visit),
            Self::Test { subject, test, .. } => {
                visit(*subject);
                match test {
                    Test::Sequence { .. } => {}
                    Test::Mapping(keys) => keys.iter().copied().for_each(visit),
                    Test::Instance(class) => visit(*class),
                }
            }
            Self::Annotate { reg, .. } => visit(*reg),
            Self::Assert { condition } => visit(*condition),
        }
    }
}

impl End {
    /// Every register that the end of a block reads.
    pub fn for_each_read(&self, mut visit: impl FnMut(Reg)) {
        match self {
            Self::Branch { condition, .. } => visit(*condition),
            Self::Next { iterator, .. } => visit(*iterator),
            Self::Return(value, _) | Self::Raise(Some(value)) => visit(*value),
            Self::Jump(_) | Self::Raise(None) | Self::Unreachable => {}
        }
    }
}
