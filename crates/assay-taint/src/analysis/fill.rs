//! Objects that a form fills: each field of its class goes into the attribute of the same name.
//!
//! ```python
//! class TeaForm(FlaskForm):
//!     story = TextAreaField()
//!
//! form.populate_obj(tea)          # tea.story = form.story.data
//! ```

use std::sync::Arc;

use assay_models::RoleTarget;
use assay_python::{ClassRef, Name};

use super::call::Args;
use super::{Analysis, Mode};
use crate::state::CellKind;
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{Key, Object, Value, types};

/// How many fields of a form are copied.
const FIELDS: usize = 64;

impl Analysis<'_> {
    /// A call that a model says to fill an object from the fields of its receiver.
    pub(super) fn fill_called(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) {
        let engine = self.engine;
        let Some(fill) = engine.symbols.keeping.fill else {
            return;
        };
        if self.mode == Mode::Static {
            return;
        }
        for (_, role) in &engine.symbols.info(symbol).roles {
            if role.role != fill || !matches!(role.target, RoleTarget::Call(_)) {
                continue;
            }
            let fields = self.fields_of_form(receiver);
            for row in self.role_values(role, "row", receiver, args) {
                for (name, value) in &fields {
                    let key = Key::Attr(*name);
                    self.keep_member(&row, &key, None, value);
                    self.store(&row, &key, value);
                }
            }
        }
    }

    /// The fields of a form by name, as far as its class declares them, with what the client wrote.
    fn fields_of_form(&mut self, form: &Value) -> Vec<(Name, Value)> {
        let engine = self.engine;
        let Some(data) = engine.symbols.name("data") else {
            return Vec::new();
        };
        let mut names: Vec<(Arc<str>, Name)> = Vec::new();
        for class in self.classes_of_form(form) {
            let Some(info) = engine.classes.get(&class) else {
                continue;
            };
            for known in info
                .mro
                .iter()
                .filter_map(|class| engine.classes.get(class))
            {
                let members = known.members.iter();
                names.extend(
                    members
                        .filter(|(_, member)| is_field(member))
                        .map(|(name, _)| (engine.symbols.name_text(*name), *name)),
                );
            }
        }
        names.sort();
        names.dedup();
        let mut fields = Vec::new();
        for (_, name) in names.into_iter().take(FIELDS) {
            let field = self.attribute(form, name);
            let value = self.attribute(&field, data);
            if !value.labels().is_empty() {
                fields.push((name, self.stepped(&value, &What::Stored)));
            } else if matches!(field.objects(), [Object::Symbol(_)]) {
                // A number, a date or a choice: nothing that the client words.
                fields.push((name, Value::of_type(types::NUMBER)));
            }
        }
        fields
    }

    fn classes_of_form(&self, form: &Value) -> Vec<ClassRef> {
        let class = |object: &Object| match object {
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Instance(class)) => Some(*class),
                _ => None,
            },
            Object::Root(path) => self.root_class(path),
            _ => None,
        };
        form.objects().iter().filter_map(class).collect()
    }
}

/// True for what a class body may have made by calling the class of a field.
fn is_field(member: &Value) -> bool {
    (member.objects().iter()).any(|object| {
        matches!(
            object,
            Object::Symbol(_) | Object::Cell(_) | Object::Deferred(_) | Object::External(_)
        )
    })
}
