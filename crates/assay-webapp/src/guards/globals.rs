//! Constants of modules: lists of endpoints that anybody may reach; see [`super::run`].

use std::sync::Arc;

use assay_python::ir::{CallKind, Const, FunctionId, Name, Op, Reg, SequenceKind};
use assay_python::program::Resolved;
use assay_python::{FunctionRef, ModuleId};

use super::machine::Machine;
use super::users;
use super::value::Value;

/// Built-in functions that make a collection of another one.
const COLLECTIONS: [&str; 4] = ["frozenset", "set", "tuple", "list"];

impl Machine<'_> {
    /// A constant of a module, as far as it is one.
    pub(super) fn global(&self, function: FunctionRef, name: Name) -> Value {
        let (module, name) = users::home(self.log, function.module, name);
        self.constant(module, self.log.program.name_of(name))
    }

    /// A constant of another module, where a register is that module: `settings.HEADER`.
    pub(super) fn constant_of(&self, function: FunctionRef, object: Reg, name: &str) -> Value {
        let Some((Op::LoadGlobal { name: held, .. }, _)) = self.log.definition(function, object)
        else {
            return Value::Unknown;
        };
        let text = self.log.text(function.module, *held);
        let imports = &self.log.program.module(function.module).imports;
        let found = (0_u32..)
            .zip(imports)
            .find(|(_, import)| import.name.as_deref() == Some(text));
        match found.map(|(index, _)| self.log.program.import(function.module, index)) {
            Some(Resolved::Module(there)) => self.constant(*there, name),
            _ => Value::Unknown,
        }
    }

    fn constant(&self, module: ModuleId, text: &str) -> Value {
        let is_constant = !text.chars().any(char::is_lowercase);
        if !is_constant {
            return self.written(module, text, false);
        }
        let settings = &self.log.solution.settings;
        let at = settings
            .partition_point(|setting| (setting.module, setting.name.as_str()) < (module, text));
        let setting = settings
            .get(at)
            .filter(|setting| setting.module == module && setting.name == text);
        let Some(setting) = setting else {
            return Value::Unknown;
        };
        let fact = &setting.fact;
        if let Some(text) = fact.text() {
            return Value::Constant(Const::Str(Arc::from(text)));
        }
        let texts: Option<Vec<Arc<str>>> = fact
            .items
            .iter()
            .map(|(_, item)| item.text().map(Arc::from))
            .collect();
        match texts {
            Some(texts) if !texts.is_empty() => Value::Texts(texts, !fact.open),
            _ => self.written(module, text, true),
        }
    }

    /// The texts of a collection as the body of a module writes it down; all of them, if nobody adds to it.
    fn written(&self, module: ModuleId, name: &str, is_constant: bool) -> Value {
        let body = FunctionRef {
            module,
            function: FunctionId(0),
        };
        let Some(ir) = self.log.function(body) else {
            return Value::Unknown;
        };
        let export = ir
            .exports
            .iter()
            .find(|(known, _)| self.log.text(module, *known) == name);
        let Some((_, register)) = export else {
            return Value::Unknown;
        };
        let Some((kind, texts)) = self.texts(body, *register, 0) else {
            return Value::Unknown;
        };
        let is_whole = is_constant || kind == SequenceKind::Tuple;
        Value::Texts(texts, is_whole)
    }

    fn texts(
        &self,
        body: FunctionRef,
        register: Reg,
        depth: u32,
    ) -> Option<(SequenceKind, Vec<Arc<str>>)> {
        if depth > 3 {
            return None;
        }
        match self.log.definition(body, register)?.0 {
            Op::Copy { src, .. } => self.texts(body, *src, depth + 1),
            Op::Sequence { kind, elements, .. } => {
                let texts = elements.iter().map(|element| {
                    match self.log.definition(body, element.value)?.0 {
                        Op::Const {
                            value: Const::Str(text),
                            ..
                        } => Some(text.clone()),
                        _ => None,
                    }
                });
                let texts: Option<Vec<Arc<str>>> = texts.collect();
                texts
                    .filter(|texts| !texts.is_empty())
                    .map(|texts| (*kind, texts))
            }
            Op::Call {
                callee,
                args,
                kind: CallKind::Plain,
                ..
            } => {
                let Op::LoadGlobal { name, .. } = self.log.definition(body, *callee)?.0 else {
                    return None;
                };
                let [arg] = &**args else { return None };
                COLLECTIONS
                    .contains(&self.log.text(body.module, *name))
                    .then(|| self.texts(body, arg.value, depth + 1))
                    .flatten()
            }
            _ => None,
        }
    }
}
