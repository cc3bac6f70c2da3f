//! What the names of a template mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assay_python::ir::{End, Op, Reg};
use assay_source::Range;

use super::lower::Lowerer;

/// Names that Flask and its usual extensions give every template.
const GLOBALS: [(&str, &str); 13] = [
    ("request", "flask.request"),
    ("session", "flask.session"),
    ("g", "flask.g"),
    ("config", "flask.current_app.config"),
    ("url_for", "flask.url_for"),
    ("get_flashed_messages", "flask.get_flashed_messages"),
    ("current_user", "flask_login.current_user"),
    ("csrf_token", "flask_wtf.csrf.generate_csrf"),
    ("_", "flask_babel.gettext"),
    ("gettext", "flask_babel.gettext"),
    ("ngettext", "flask_babel.ngettext"),
    ("range", "builtins.range"),
    ("dict", "builtins.dict"),
];

/// The variables that are bound where the lowering stands.
#[derive(Default)]
pub(super) struct Variables {
    /// Loop variables, `with` and the like, innermost last.
    pub(super) scopes: Vec<BTreeMap<Arc<str>, Reg>>,
    /// In a macro: the mapping of its own variables, and their names.
    pub(super) own: Option<(Reg, BTreeSet<Arc<str>>)>,
    /// The mapping of the template's variables.
    pub(super) context: Option<Reg>,
}

impl Variables {
    fn bound(&self, name: &str) -> Option<Reg> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name).copied())
    }
}

impl Lowerer<'_> {
    /// Binds a name in the innermost scope.
    pub(super) fn bind(&mut self, name: &Arc<str>, value: Reg) {
        if let Some(scope) = self.variables.scopes.last_mut() {
            scope.insert(Arc::clone(name), value);
        }
    }

    /// `set name = value`: a variable of the template, or of the macro.
    pub(super) fn assign(&mut self, name: &Arc<str>, value: Reg, range: Range) {
        if let Some(scope) = self
            .variables
            .scopes
            .iter_mut()
            .rev()
            .find(|scope| scope.contains_key(name))
        {
            scope.insert(Arc::clone(name), value);
            return;
        }
        let object = match &mut self.variables.own {
            Some((own, names)) => {
                names.insert(Arc::clone(name));
                Some(*own)
            }
            None => self.variables.context,
        };
        let Some(object) = object else { return };
        let key = self.code.text(name, range);
        self.code.emit(
            Op::SetItem {
                object,
                key,
                src: value,
            },
            range,
        );
    }

    /// Reads a variable.
    pub(super) fn variable(&mut self, name: &str, range: Range) -> Reg {
        if let Some(register) = self.variables.bound(name) {
            return register;
        }
        let own = self
            .variables
            .own
            .as_ref()
            .filter(|(_, names)| names.contains(name))
            .map(|(own, _)| *own);
        if let Some(object) = own {
            return self.item(object, name, range);
        }
        if let Some((_, path)) = GLOBALS.iter().find(|(known, _)| *known == name) {
            return self.code.external(&mut self.module, path, range);
        }
        let site = self.site;
        if let Some(functions) = site.registry.globals.get(name)
            && let Some(function) = functions.first()
        {
            return self.code.function(&mut self.module, *function, range);
        }
        let Some(context) = self.variables.context else {
            return self.code.unknown(range);
        };
        let mut value = self.item(context, name, range);
        for (processor, keys) in &site.registry.processors {
            if keys.contains(name) {
                value = self.either(value, range, |lowerer| {
                    let function = lowerer
                        .code
                        .function(&mut lowerer.module, *processor, range);
                    let given = lowerer.code.call(function, Vec::new(), range);
                    lowerer.item(given, name, range)
                });
            }
        }
        value
    }

    fn item(&mut self, object: Reg, name: &str, range: Range) -> Reg {
        let key = self.code.text(name, range);
        self.code.value(range, |dst| Op::Item { dst, object, key })
    }

    /// One value or another, nobody knows which.
    pub(super) fn either(
        &mut self,
        first: Reg,
        range: Range,
        second: impl FnOnce(&mut Self) -> Reg,
    ) -> Reg {
        let condition = self.code.unknown(range);
        let dst = self.code.temporary();
        let (then, otherwise, after) = (self.code.block(), self.code.block(), self.code.block());
        self.code.end(
            End::Branch {
                condition,
                then,
                otherwise,
            },
            then,
        );
        self.code.emit(Op::Copy { dst, src: first }, range);
        self.code.end(End::Jump(after), otherwise);
        let src = second(self);
        self.code.emit(Op::Copy { dst, src }, range);
        self.code.go(after);
        dst
    }
}
