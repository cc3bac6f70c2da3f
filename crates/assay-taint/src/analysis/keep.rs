//! Values that are kept between requests: what is written where, and what rows are read from where.
//! See [`crate::place`].

use std::sync::Arc;

use assay_models::{self as models, Base};
use assay_python::ir::{Const, FunctionKind, TypeExpr};
use assay_python::{ClassRef, ModuleId, Name};
use smallvec::SmallVec;

use super::call::Args;
use super::{Analysis, Mode};
use crate::characters::JUDGED;
use crate::engine::{Engine, Member};
use crate::place::{Noun, Place, Rows};
use crate::state::{Cell, CellKind};
use crate::statement::{self, Given};
use crate::summary::{Filled, Kept, Slot};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{
    Identity, Key, Label, Mask, Object, Origin, Predicate, Value, Wrap, add_labels, types,
};

/// How many constant statements one call may run.
const STATEMENTS: usize = 4;

/// How many values a query remembers that it was looking for.
const LOOKED_FOR: usize = 8;

impl Engine<'_> {
    /// The table whose rows the objects of a class are.
    pub(crate) fn table_of(&self, class: ClassRef) -> Option<Arc<str>> {
        let table = self.symbols.keeping.table?;
        let info = self.classes.get(&class)?;
        let is_table = info
            .mro
            .iter()
            .filter_map(|class| self.classes.get(class))
            .flat_map(|info| &info.libraries)
            .flat_map(|library| &self.symbols.info(*library).roles)
            .any(|(_, role)| {
                role.role == table && matches!(role.target, models::RoleTarget::Base(_))
            });
        if !is_table {
            return None;
        }
        let own = self.symbols.name("__tablename__").and_then(|name| {
            match self.method_of(class, name)? {
                Member::Value(value) => value.sure_text().map(|text| text.to_lowercase()),
                Member::Symbol(_) => None,
            }
        });
        let name = self.program.class(class).name;
        let name = self
            .symbols
            .name_text(self.program.global(class.module, name));
        Some(Arc::from(own.unwrap_or_else(|| snake_case(&name))))
    }

    /// What is at a key of a source; `None` if that is the same.
    pub(crate) fn noun_inside(&self, noun: &Noun, key: &Key) -> Option<Arc<Noun>> {
        self.place_inside(noun, key).map(|(inside, _)| inside)
    }

    /// The same, and whether it is a column of numbers.
    fn place_inside(&self, noun: &Noun, key: &Key) -> Option<(Arc<Noun>, bool)> {
        let text = match key {
            Key::Attr(name) => Some(self.symbols.name_text(*name)),
            _ => None,
        };
        let mut is_number = false;
        if let (Key::Attr(name), Some(Place::Rows(rows))) = (key, &noun.place)
            && let Some(class) = rows.class
        {
            match self.attribute_kind(class, *name) {
                AttributeKind::Column => {}
                AttributeKind::Number => is_number = true,
                AttributeKind::Method => return None,
                AttributeKind::Other => {
                    let elsewhere = Noun {
                        text: Arc::clone(&noun.text),
                        place: Some(Place::Elsewhere),
                    };
                    return Some((Arc::new(elsewhere), false));
                }
            }
        }
        Some((noun.inside(key, text.as_deref())?, is_number))
    }

    /// What an attribute of a row is, as far as its class tells.
    fn attribute_kind(&self, class: ClassRef, name: Name) -> AttributeKind {
        let Some(Member::Value(value)) = self.method_of(class, name) else {
            return AttributeKind::Column;
        };
        if value.types() == types::NUMBER || self.is_annotated_number(class, name) {
            return AttributeKind::Number;
        }
        for object in value.objects() {
            match object {
                Object::Function(..) | Object::Wrapped(Wrap::Static | Wrap::Class, _) => {
                    return AttributeKind::Method;
                }
                Object::Wrapped(Wrap::Property, _) => return AttributeKind::Other,
                Object::Symbol(symbol) if is_relation(&self.symbols.text(*symbol)) => {
                    return AttributeKind::Other;
                }
                Object::External(path) if is_relation(path) => return AttributeKind::Other,
                _ => {}
            }
        }
        AttributeKind::Column
    }

    /// What a class body, or that of a base, says of a field's type.
    pub(super) fn field_annotation(
        &self,
        class: ClassRef,
        name: Name,
    ) -> Option<(ModuleId, &TypeExpr)> {
        self.classes.get(&class)?.mro.iter().find_map(|class| {
            let mut fields = self.program.class(*class).fields.iter();
            let field = fields.find(|f| self.program.global(class.module, f.name) == name)?;
            Some((class.module, &field.annotation))
        })
    }

    /// True for `name: Mapped[int]` and the like.
    fn is_annotated_number(&self, class: ClassRef, name: Name) -> bool {
        let Some((module, annotation)) = self.field_annotation(class, name) else {
            return false;
        };
        match annotation {
            TypeExpr::Generic(_, inner) => match inner.as_slice() {
                [inner] => self.says_number(module, inner),
                _ => false,
            },
            other => self.says_number(module, other),
        }
    }

    /// True for an annotation that names something that is no text: a number, a date, an identifier that is checked.
    pub(crate) fn says_number(&self, module: ModuleId, annotation: &TypeExpr) -> bool {
        let names = match annotation {
            TypeExpr::Path(names) => names,
            TypeExpr::Union(members) => {
                return !members.is_empty() && members.iter().all(|m| self.says_number(module, m));
            }
            TypeExpr::Generic(..) | TypeExpr::Literal | TypeExpr::Other => return false,
        };
        names.last().is_some_and(|name| {
            let name = self.program.global(module, *name);
            matches!(
                &*self.symbols.name_text(name),
                "bool"
                    | "date"
                    | "datetime"
                    | "Decimal"
                    | "float"
                    | "int"
                    | "time"
                    | "timedelta"
                    | "UUID"
            )
        })
    }
}

impl Analysis<'_> {
    /// What a class body makes of a type that holds no text, or for such a type: a column of numbers.
    pub(super) fn of_number(&self, symbol: SymbolId, args: &Args, result: Value) -> Value {
        if self.mode != Mode::Static || self.ir.kind != FunctionKind::ClassBody {
            return result;
        }
        let is_number = |symbol: SymbolId| {
            let mut roles = self.engine.symbols.info(symbol).roles.iter();
            roles.any(|(_, role)| Some(role.role) == self.engine.symbols.keeping.number)
        };
        let mut given = args.positional.iter().flat_map(|value| {
            let typed = value.types() == types::NUMBER && value.constants().is_empty();
            let named = value.objects().iter().any(|object| match object {
                Object::Symbol(symbol) => is_number(*symbol),
                _ => false,
            });
            [typed, named]
        });
        if !is_number(symbol) && !given.any(|holds| holds) {
            return result;
        }
        let mut data = result.to_data();
        data.types = types::NUMBER;
        data.into()
    }

    /// The labels of a whole as what is at a key of it carries them.
    pub(super) fn inside(&self, labels: SmallVec<[Label; 1]>, key: &Key) -> SmallVec<[Label; 1]> {
        if !labels.iter().any(has_rows) {
            return labels;
        }
        let mut narrowed = SmallVec::new();
        for mut label in labels {
            if let Origin::Source(span, kind, noun) = &label.origin
                && let Some((inside, is_number)) = self.engine.place_inside(noun, key)
            {
                if is_number {
                    label.cleaned |= self.engine.symbols.numeric;
                }
                label.origin = Origin::Source(*span, *kind, inside);
            }
            add_labels(&mut narrowed, &[label]);
        }
        narrowed
    }

    /// A source of rows, with the rows that it gives.
    pub(super) fn of_rows(&mut self, value: Value, rows: Option<Arc<Rows>>) -> Value {
        match rows {
            Some(rows) => self.with_noun(&value, |noun| Noun::rows(&noun.text, Arc::clone(&rows))),
            None => value,
        }
    }

    /// An item of a library object, read by a constant key.
    pub(super) fn of_entry(&mut self, value: Value, item: SymbolId, key: &str) -> Value {
        let engine = self.engine;
        let roles = &engine.symbols.info(item).roles;
        let kept = engine.symbols.keeping.kept;
        let role = roles.iter().find(|(_, role)| Some(role.role) == kept);
        match role.and_then(|(_, role)| role.of.clone()) {
            Some(store) => self.with_noun(&value, |_| Noun::entry(&store, key)),
            None => value,
        }
    }

    fn with_noun(&mut self, value: &Value, of: impl Fn(&Noun) -> Arc<Noun>) -> Value {
        if value.labels().is_empty() {
            return value.clone();
        }
        let mut labels: SmallVec<[Label; 1]> = SmallVec::new();
        for label in value.labels() {
            let mut label = label.clone();
            if let Origin::Source(span, kind, noun) = &label.origin
                && noun.place.is_none()
            {
                label.origin = Origin::Source(*span, *kind, of(noun));
            }
            add_labels(&mut labels, &[label]);
        }
        let mut data = value.to_data();
        data.labels = labels;
        data.into()
    }

    /// What a class inherits and a model says to give its rows, such as `Tea.query`.
    pub(super) fn rows_of_class(
        &mut self,
        symbol: SymbolId,
        class: ClassRef,
        value: Value,
    ) -> Value {
        let rows_role = self.engine.symbols.keeping.rows;
        let roles = &self.engine.symbols.info(symbol).roles;
        let gives = roles.iter().any(|(_, role)| {
            Some(role.role) == rows_role && matches!(role.target, models::RoleTarget::Read(_))
        });
        if !gives || self.mode == Mode::Static {
            return value;
        }
        let Some(rows) = self.rows_of_object(&Object::Class(class)) else {
            return value;
        };
        let mut cell = Cell::new(CellKind::Library(symbol));
        cell.rows = Some(rows);
        self.allocate(cell).and_labels(value.labels())
    }

    /// Whose rows a call gives: those that its arguments name, else those of its receiver.
    pub(super) fn rows_of_call(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) -> Option<Arc<Rows>> {
        let engine = self.engine;
        let role = engine.symbols.keeping.rows?;
        let mut many = false;
        for (_, entry) in &engine.symbols.info(symbol).roles {
            if entry.role != role || !matches!(entry.target, models::RoleTarget::Call(_)) {
                continue;
            }
            many |= entry.of.as_deref() == Some("many");
            for reference in entry.args.iter().flat_map(|(_, references)| references) {
                for value in self.argument(reference, receiver, args) {
                    if let Some(rows) = self.rows_of(&value) {
                        return Some(rows);
                    }
                    // Another statement than the one before.
                    if entry.of.as_deref() == Some("self") {
                        return None;
                    }
                }
            }
        }
        let rows = receiver.objects().iter().find_map(|object| match object {
            Object::Cell(id) => self.cell(*id)?.rows.clone(),
            _ => None,
        })?;
        Some(if many && !rows.many {
            let mut rows = (*rows).clone();
            rows.many = true;
            Arc::new(rows)
        } else {
            rows
        })
    }

    /// The rows that a class, a query or a statement stands for.
    fn rows_of(&mut self, value: &Value) -> Option<Arc<Rows>> {
        if !value.objects().is_empty() {
            // Of `self.model` the caller may know more.
            self.care(value);
            let objects = value.objects().iter();
            let mut known = objects.filter_map(|object| self.rows_of_object(object));
            let rows = known.next()?;
            return known.all(|other| other == rows).then_some(rows);
        }
        let text = match value.sure_text() {
            Some(text) => Arc::clone(text),
            None => Arc::from(value.prefix()?),
        };
        self.care(value);
        statement::selected(&text).map(Arc::new)
    }

    fn rows_of_object(&self, object: &Object) -> Option<Arc<Rows>> {
        match object {
            Object::Class(class) => Some(Arc::new(Rows {
                tables: vec![self.engine.table_of(*class)?],
                class: Some(*class),
                ..Rows::default()
            })),
            Object::Cell(id) => self.cell(*id)?.rows.clone(),
            _ => None,
        }
    }

    /// A cursor that runs a statement gives its rows from then on.
    pub(super) fn remember_rows(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        rows: Option<&Arc<Rows>>,
    ) {
        let [Object::Cell(id)] = receiver.objects() else {
            return;
        };
        let id = *id;
        let role = self.engine.symbols.keeping.rows;
        let roles = &self.engine.symbols.info(symbol).roles;
        let itself = roles
            .iter()
            .any(|(_, entry)| Some(entry.role) == role && entry.of.as_deref() == Some("self"));
        if itself
            && !id.is_static()
            && self.cell(id).is_some_and(|cell| cell.rows.as_ref() != rows)
            && let Some(cell) = self.cell_mut(id)
        {
            cell.rows = rows.cloned();
        }
    }

    /// A query says, where it finds something, that what was looked for is one of the values that are kept:
    /// somebody else chose it before.
    ///
    /// ```python
    /// row = Scan.query.filter(Scan.name == name).first()
    /// if row: open(os.path.join(FOLDER, name))
    /// ```
    pub(super) fn looked_for(
        &self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        result: Value,
    ) -> Value {
        let info = self.engine.symbols.info(symbol);
        let role = self.engine.symbols.keeping.rows;
        let queried = (receiver.objects().iter()).any(
            |o| matches!(o, Object::Cell(id) if self.cell(*id).is_some_and(|cell| cell.rows.is_some())),
        );
        if !queried && !info.roles.iter().any(|(_, entry)| Some(entry.role) == role) {
            return result;
        }
        let mut facts: SmallVec<[(Identity, Mask); 2]> = SmallVec::new();
        let known = |value: &Value| value.data().and_then(|data| data.predicate.clone());
        if let Some(said) = known(receiver) {
            facts.extend(said.if_true.iter().copied());
        }
        for value in &args.positional {
            if let Some(said) = known(value) {
                facts.extend(said.if_true.iter().map(|(identity, _)| (*identity, JUDGED)));
            }
            if info.sinks.is_empty() {
                facts.extend(self.subject_facts(value, JUDGED));
            }
        }
        for (_, value) in &args.keywords {
            facts.extend(self.subject_facts(value, JUDGED));
        }
        facts.truncate(LOOKED_FOR);
        if facts.is_empty() {
            return result;
        }
        result.with_predicate(Predicate {
            if_true: facts,
            ..Predicate::default()
        })
    }

    /// What a call that is a source gives, in words, and where that was kept.
    pub(super) fn noun_of_call(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        text: &Arc<str>,
    ) -> Arc<Noun> {
        let engine = self.engine;
        for (_, role) in &engine.symbols.info(symbol).roles {
            if Some(role.role) == engine.symbols.keeping.kept
                && let Some(store) = &role.of
                && let Some(key) = self.role_text(role, "key", receiver, args)
            {
                return Noun::entry(store, &key);
            }
        }
        match self.rows_of_call(symbol, receiver, args) {
            Some(rows) => Noun::rows(text, rows),
            None => Noun::plain(text),
        }
    }

    /// The constant text of an argument of a role.
    fn role_text(
        &mut self,
        role: &models::Role,
        name: &str,
        receiver: &Value,
        args: &Args,
    ) -> Option<Arc<str>> {
        let (_, references) = role.args.iter().find(|(known, _)| &**known == name)?;
        let value = references
            .iter()
            .find_map(|reference| self.argument(reference, receiver, args).into_iter().next())?;
        self.care(&value);
        let text = value.sure_text()?;
        Some(Arc::clone(text))
    }

    /// The values of an argument of a role.
    pub(super) fn role_values(
        &mut self,
        role: &models::Role,
        name: &str,
        receiver: &Value,
        args: &Args,
    ) -> Vec<Value> {
        let mut values = Vec::new();
        for (known, references) in &role.args {
            if &**known == name {
                for reference in references {
                    values.extend(self.argument(reference, receiver, args));
                }
            }
        }
        values
    }

    /// `row.column = value`, and `self.column = value` in a class that stands for a table.
    pub(super) fn keep_member(
        &mut self,
        target: &Value,
        key: &Key,
        key_value: Option<&Value>,
        value: &Value,
    ) {
        if self.mode == Mode::Static {
            return;
        }
        let Some(table) = self.table_of_value(target) else {
            return;
        };
        let names: Vec<Arc<str>> = match key {
            Key::Attr(name) => vec![self.engine.symbols.name_text(*name)],
            Key::Text(text) => vec![Arc::clone(text)],
            Key::Any => key_value
                .and_then(|key| key.sure_constants())
                .map(|constants| {
                    let texts = constants.iter().filter_map(|(constant, _)| match constant {
                        Const::Str(text) => Some(Arc::clone(text)),
                        _ => None,
                    });
                    texts.collect()
                })
                .unwrap_or_default(),
            _ => return,
        };
        if names.is_empty() {
            self.keep(&table, Filled::Any, value);
        }
        for name in names {
            self.keep(&table, column(&name), value);
        }
    }

    fn table_of_value(&self, value: &Value) -> Option<Arc<str>> {
        let class = value.objects().iter().find_map(|object| match object {
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Instance(class)) => Some(*class),
                _ => None,
            },
            Object::Root(path) => self.root_class(path),
            _ => None,
        });
        if let Some(class) = class {
            return self.engine.table_of(class);
        }
        value.labels().iter().find_map(|label| match &label.origin {
            Origin::Source(_, _, noun) => match &noun.place {
                Some(Place::Rows(rows)) if !rows.many && rows.class.is_some() => {
                    rows.tables.first().cloned()
                }
                _ => None,
            },
            Origin::Root(_) => None,
        })
    }

    /// `Tea(story=story)`, `Tea(**form)`.
    pub(super) fn keep_constructed(&mut self, class: ClassRef, args: &Args) {
        let Some(table) = self.engine.table_of(class) else {
            return;
        };
        self.keep_columns(&table, args);
    }

    /// Keyword arguments, each a column.
    fn keep_columns(&mut self, table: &Arc<str>, args: &Args) {
        for (name, value) in &args.keywords {
            let name = self.engine.symbols.name_text(*name);
            self.keep(table, column(&name), value);
        }
        match (&args.mapping, &args.double_star) {
            (Some(mapping), _) => self.keep_row(table, &mapping.clone()),
            (None, Some(all)) => self.keep_row(table, &all.clone()),
            (None, None) => {}
        }
    }

    /// A mapping from columns to values.
    fn keep_row(&mut self, table: &Arc<str>, row: &Value) {
        if let [Object::Cell(id)] = row.objects()
            && let Some(cell) = self.cell(*id).cloned()
            && cell.kind == CellKind::Dict
        {
            for (key, value) in &cell.fields {
                if let Key::Text(name) = key {
                    self.keep(table, column(name), value);
                }
            }
            if cell.rest != Value::Bottom {
                self.keep(table, Filled::Any, &cell.rest);
            }
            return;
        }
        self.keep(table, Filled::Any, row);
    }

    /// A call that a model says to keep values.
    pub(super) fn keep_called(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) {
        let engine = self.engine;
        if engine.symbols.keeping.keep.is_none() || self.mode == Mode::Static {
            return;
        }
        for (_, role) in &engine.symbols.info(symbol).roles {
            if Some(role.role) != engine.symbols.keeping.keep
                || !matches!(role.target, models::RoleTarget::Call(_))
                || !self.conditions(&role.conditions, receiver, args)
            {
                continue;
            }
            if let Some(store) = &role.of {
                let filled = match self.role_text(role, "key", receiver, args) {
                    Some(key) => Filled::One(key),
                    None => continue,
                };
                for value in self.role_values(role, "value", receiver, args) {
                    self.keep(store, filled.clone(), &value);
                }
                continue;
            }
            let table = self
                .role_values(role, "table", receiver, args)
                .iter()
                .find_map(|value| self.rows_of(value))
                .or_else(|| self.rows_of_call(symbol, receiver, &Args::default()));
            if let Some(table) = table.and_then(|rows| rows.tables.first().cloned()) {
                for value in self.role_values(role, "row", receiver, args) {
                    self.keep_row(&table, &value);
                }
                for value in self.role_values(role, "rows", receiver, args) {
                    let element = self.element(&value);
                    self.keep_row(&table, &element);
                }
                let columns = |(_, references): &(Arc<str>, Vec<models::Reference>)| {
                    references
                        .iter()
                        .any(|reference| matches!(reference.base, Base::Keywords))
                };
                if role.args.iter().any(columns) {
                    self.keep_columns(&table, args);
                }
                continue;
            }
            let statements = self.role_values(role, "statement", receiver, args);
            let values = self.role_values(role, "values", receiver, args);
            let many = self.role_values(role, "many", receiver, args);
            let values: Vec<Value> = values
                .into_iter()
                .chain(
                    many.iter()
                        .map(|value| self.element(value))
                        .collect::<Vec<_>>(),
                )
                .collect();
            for statement in statements {
                self.care(&statement);
                let texts = statement.constants().to_vec();
                for (constant, _) in texts.iter().take(STATEMENTS) {
                    if let Const::Str(text) = constant {
                        self.keep_bound(text, &values);
                    }
                }
            }
        }
    }

    /// The values that are bound to a statement, each in its column.
    fn keep_bound(&mut self, text: &str, values: &[Value]) {
        for written in statement::written(text) {
            let filled = written.column.map_or(Filled::Some, Filled::One);
            if written.given.is_none() {
                let slot = Slot {
                    table: Arc::clone(&written.table),
                    column: filled.clone(),
                };
                self.draft.write(slot, true);
            }
            let key = match written.given {
                Some(Given::Position(at)) => Key::Index(i64::from(at)),
                Some(Given::Name(name)) => Key::Text(name),
                None => continue,
            };
            for value in values {
                let value = self.member(value, &key);
                self.keep(&written.table, filled.clone(), &value);
            }
        }
    }

    /// An assignment to an item of a library object that a model says to keep it.
    pub(super) fn keep_written(&mut self, place: SymbolId, args: &Args) {
        let engine = self.engine;
        let names = &engine.symbols.names;
        for (_, role) in &engine.symbols.info(place).roles {
            if Some(role.role) != engine.symbols.keeping.keep
                || !matches!(role.target, models::RoleTarget::Write(_))
            {
                continue;
            }
            let (Some(store), Some(value)) = (&role.of, args.keyword(names.value)) else {
                continue;
            };
            let key = args.keyword(names.key).and_then(|key| key.sure_text());
            let Some(key) = key else { continue };
            let filled = Filled::One(Arc::clone(key));
            self.keep(store, filled, &value.clone());
        }
    }

    fn keep(&mut self, table: &Arc<str>, column: Filled, value: &Value) {
        let slot = Slot {
            table: Arc::clone(table),
            column,
        };
        let here = self.here();
        let value = self.with_facts(value.clone());
        let labels = self.deep(&value);
        self.draft.write(slot.clone(), is_told(&value, &labels));
        for mut label in labels {
            label.trace = label.trace.step(here, What::Kept(Arc::from(slot.words())));
            self.draft.keep(Kept {
                slot: slot.clone(),
                label,
                span: here,
            });
        }
    }
}

impl Slot {
    /// What a reader calls it.
    pub(crate) fn words(&self) -> String {
        match &self.column {
            Filled::One(column) => Place::Column {
                tables: Arc::from([Arc::clone(&self.table)]),
                column: Arc::clone(column),
            }
            .words(),
            Filled::Any => format!("any column of `{}`", self.table),
            Filled::Some => format!("a column of `{}`", self.table),
        }
    }
}

/// True for a value of the program itself, and for one whose taints say where it comes from.
fn is_told(value: &Value, labels: &[Label]) -> bool {
    let known = |label: &Label| matches!(label.origin, Origin::Source(..));
    if labels.is_empty() {
        return value.sure_constants().is_some() || value.types() == types::NUMBER;
    }
    labels.iter().all(known)
}

enum AttributeKind {
    Column,
    /// A column that holds no text.
    Number,
    /// Something that the row does.
    Method,
    /// Something that is worked out, or belongs to another row.
    Other,
}

fn has_rows(label: &Label) -> bool {
    matches!(&label.origin, Origin::Source(_, _, noun) if matches!(noun.place, Some(Place::Rows(_))))
}

fn is_relation(path: &str) -> bool {
    [
        "relationship",
        "backref",
        "relation",
        "dynamic_loader",
        "association_proxy",
    ]
    .iter()
    .any(|word| path.contains(word))
}

fn column(name: &str) -> Filled {
    Filled::One(Arc::from(name.to_lowercase()))
}

/// `TeaOrder` is kept in `tea_order`, if nothing else is said.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for character in name.chars() {
        if character.is_uppercase() && before != '_' && !before.is_uppercase() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
        before = character;
    }
    snake
}
