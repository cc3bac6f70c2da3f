//! What the functions let through that an object was given to check a part of it.
//!
//! ```python
//! def plain(form, field):
//!     if re.search(r"[^a-z]", field.data):
//!         raise ValidationError("letters only")
//!
//! class Page(FlaskForm):
//!     name = StringField("Name", validators=[plain])      # `form.name.data` has letters only
//! ```
//!
//! Whether the form was asked to check itself is the question of another rule.

use assay_models::Base;
use assay_python::Name;
use assay_python::ir::CallKind;

use super::call::Args;
use super::{Analysis, cleaned};
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::value::{Key, Object, Value};

impl Analysis<'_> {
    /// A part of a library object, harmless for what the checks that it was made with refuse.
    pub(super) fn checked_part(
        &mut self,
        cell: &Cell,
        symbol: SymbolId,
        name: Name,
        value: Value,
    ) -> Value {
        let symbols = &self.engine.symbols;
        let read =
            (symbols.attribute(symbol, name)).and_then(|part| symbols.info(part).read.as_ref());
        let Some(read) = read.filter(|read| !read.checks.is_empty()) else {
            return value;
        };
        let given = read.checks.iter().find_map(|check| match &check.base {
            Base::Position(at) => cell.fields.get(&Key::Index(i64::from(*at))),
            Base::Keyword(word) => cell.fields.get(&Key::Attr(symbols.name(word)?)),
            _ => None,
        });
        let checks = given
            .and_then(|given| self.elements(given))
            .unwrap_or_default();
        let identity = self.made_identity();
        let mut object = Cell::new(CellKind::Library(symbol));
        let part = value.clone().identified(identity);
        object.fields.insert(Key::Attr(name), part);
        let object = self.allocate(object);
        // The library calls them, not whoever reads.
        let log = std::mem::take(&mut self.draft.log);
        for check in checks {
            let check = self.force(&check);
            let is_own =
                |object: &Object| matches!(object, Object::Function(..) | Object::Bound(_));
            if check.objects().is_empty() || !check.objects().iter().all(is_own) {
                continue;
            }
            let given = Args::of(&[Value::Unknown, object.clone()]);
            let dead = self.dead;
            self.call(&check, &given, CallKind::Plain);
            self.dead = dead;
        }
        self.draft.log = log;
        cleaned(&value, self.state.fact(identity))
    }
}
