//! Names that are texts: modules imported by name, and the variables of a function or module as a mapping.
//!
//! ```python
//! importlib.import_module("os").system(command)
//! "SELECT %(name)s" % locals()
//! globals()["handle_" + verb](text)
//! ```

use assay_python::ir::Const;

use super::Analysis;
use crate::state::{Cell, CellKind};
use crate::value::{Key, Object, Value};

impl Analysis<'_> {
    /// `import_module(name)` and `__import__(name)`; `None` if nobody knows the name.
    pub(super) fn imported_by_name(&mut self, name: &Value, top: bool) -> Option<Value> {
        self.care(name);
        let text = name.sure_text()?;
        if text.starts_with('.') {
            return None;
        }
        let path = if top {
            text.split('.').next().unwrap_or(text)
        } else {
            text
        };
        Some(self.engine.named_module(path))
    }

    /// `locals()`: what the variables are now. Changes of the mapping do not matter.
    pub(super) fn variables(&mut self) -> Value {
        let mut cell = Cell::new(CellKind::Dict);
        let locals = self.ir.locals.clone();
        for (value, name) in self.state.registers.clone().into_iter().zip(locals) {
            let text = self.engine.symbols.name_text(self.global_name(name));
            if value == Value::Bottom || text.starts_with('<') {
                continue;
            }
            let value = self.with_facts(value);
            cell.set(&Key::Text(text), value);
        }
        self.allocate(cell)
    }

    /// `globals()`: the module itself, whose attributes are read as items.
    pub(super) fn module_variables(&self) -> Value {
        Value::object(Object::Module(self.function.module))
    }

    /// `globals()[name]`, with whatever a name that is not known may mean.
    pub(super) fn module_item(&mut self, module: assay_python::ModuleId, key: &Key) -> Value {
        match key {
            Key::Text(text) => match self.engine.symbols.name(text) {
                Some(name) => {
                    let value = self.engine.module_attribute(module, name);
                    self.force(&value)
                }
                None => Value::Unknown,
            },
            Key::Any => {
                let found = self.engine.callables_of_module(module);
                found.iter().fold(Value::Unknown, |all, one| all.join(one))
            }
            _ => Value::Unknown,
        }
    }
}

/// The code point of a constant character.
pub(super) fn code_of(constant: Option<&Const>) -> Option<Const> {
    let Some(Const::Str(text)) = constant else {
        return None;
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Some(Const::Int(i64::from(u32::from(character)))),
        _ => None,
    }
}
