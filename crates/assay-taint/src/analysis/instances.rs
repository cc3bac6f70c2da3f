//! What a new instance holds where no constructor of the project says so.

use assay_python::ir::{self, FunctionKind, Op, Reg, TypeExpr};
use assay_python::{ClassRef, ModuleId, Name};

use super::call::Args;
use super::{Analysis, cleaned, containers};
use crate::engine::Engine;
use crate::state::{Cell, CellKind};
use crate::value::{CellId, Key, Mask, Object, Value};

impl Analysis<'_> {
    /// An instance of a class that inherits from `dict`: keywords become items.
    pub(super) fn fill_mapping(
        &mut self,
        base: crate::symbols::SymbolId,
        id: CellId,
        args: &Args,
    ) -> bool {
        let text = self.engine.symbols.text(base);
        let is_mapping = matches!(
            text.trim_end_matches("()"),
            "builtins.dict" | "typing.TypedDict" | "typing_extensions.TypedDict"
        );
        let Some(cell) = self.cell(id).filter(|_| is_mapping) else {
            return false;
        };
        if args.star.is_some() || args.double_star.is_some() || args.positional.len() > 1 {
            return false;
        }
        let mut filled = cell.as_ref().clone();
        if let Some(from) = args.positional.first() {
            let mut items = Cell::new(CellKind::Dict);
            self.merge_mapping(&mut items, from);
            for (key, value) in &items.fields {
                filled.fields.insert(key.clone(), value.clone());
            }
            filled.rest = items.rest;
        }
        for (name, value) in &args.keywords {
            let key = containers::text_key(&self.engine.symbols.name_text(*name));
            filled.fields.insert(key, value.clone());
        }
        self.put_cell(id, filled);
        true
    }

    /// `Order.model_validate(data)`: an instance whose fields come from the entries of a mapping.
    pub(super) fn instance_filled(&mut self, class: &Value, entries: &Value) -> Option<Value> {
        let [Object::Class(class)] = class.objects() else {
            return None;
        };
        let args = Args {
            double_star: Some(entries.clone()),
            ..Args::default()
        };
        Some(self.instantiate(*class, &args))
    }

    /// A dataclass or named tuple: arguments become fields.
    pub(super) fn fill_fields(&mut self, class: ClassRef, id: CellId, args: &Args) {
        let fields = self.engine.fields(class);
        let validates = self.engine.validates(class);
        let mut positional = args.positional.iter();
        for (index, (name, default)) in (0..).zip(&fields) {
            let value = positional
                .next()
                .cloned()
                .or_else(|| args.keyword(*name).cloned())
                .or_else(|| args.star.clone())
                .or_else(|| args.double_star.clone())
                .unwrap_or_else(|| self.field_default(default));
            let value = if validates {
                cleaned(&value, self.engine.held_by(class, *name))
            } else {
                value
            };
            let value = self.with_facts(value);
            if let Some(cell) = self.cell_mut(id) {
                cell.fields.insert(Key::Attr(*name), value.clone());
                cell.fields.insert(Key::Index(index), value);
            }
        }
        for (name, value) in &args.keywords {
            if !fields.iter().any(|(field, _)| field == name)
                && let Some(cell) = self.cell_mut(id)
            {
                cell.fields.insert(Key::Attr(*name), value.clone());
            }
        }
    }

    /// What a constructor plainly keeps, if it is constant: `self.base = base` in `Client("https://…")`.
    pub(super) fn fill_constants(&mut self, class: ClassRef, id: CellId, args: &Args) {
        let engine = self.engine;
        let module = engine.program.module(class.module);
        let init = engine.symbols.names.init;
        let own = |function: &&ir::Function| {
            function.class == Some(class.class)
                && matches!(function.kind, FunctionKind::Def | FunctionKind::AsyncDef)
        };
        let named =
            |function: &&ir::Function| engine.program.global(class.module, function.name) == init;
        let Some(constructor) = module.functions.iter().filter(own).find(named) else {
            return;
        };
        let mut assigned: Vec<ir::Name> = Vec::new();
        for instr in module
            .functions
            .iter()
            .filter(own)
            .flat_map(|f| &f.blocks)
            .flat_map(|b| &b.instrs)
        {
            if let Op::SetAttr {
                object: Reg(0),
                name,
                ..
            } = &instr.op
            {
                assigned.push(*name);
            }
        }
        let instrs = || constructor.blocks.iter().flat_map(|block| &block.instrs);
        for instr in instrs() {
            let Op::SetAttr {
                object: Reg(0),
                name,
                src,
            } = &instr.op
            else {
                continue;
            };
            if assigned.iter().filter(|other| *other == name).count() != 1 {
                continue;
            }
            let mut written = None;
            let mut count = 0;
            for instr in instrs() {
                instr.op.for_each_written(|register| {
                    if register == *src {
                        count += 1;
                        written = Some(&instr.op);
                    }
                });
            }
            let value = match (written, constructor.params.get(src.0 as usize)) {
                (Some(Op::Const { value, .. }), None) if count == 1 => {
                    Some(Value::constant(value.clone(), None))
                }
                (None, Some(param)) if src.0 > 0 => {
                    let at = (src.0 as usize).saturating_sub(1);
                    let name = engine.program.global(class.module, param.name);
                    args.positional
                        .get(at)
                        .or_else(|| args.keyword(name))
                        .cloned()
                }
                _ => None,
            };
            let is_fixed = |value: &Value| value.sure_constants().is_some() || is_callable(value);
            let Some(value) = value.filter(is_fixed) else {
                continue;
            };
            let key = Key::Attr(engine.program.global(class.module, *name));
            if let Some(cell) = self.cell_mut(id) {
                cell.fields.insert(key, value);
            }
        }
    }
}

/// True for functions and classes of the project, and what a decorator made of them.
fn is_callable(value: &Value) -> bool {
    let plain = value
        .data()
        .is_some_and(|data| !data.open && data.labels.is_empty());
    let is_one = |object: &Object| {
        matches!(
            object,
            Object::Function(_, None) | Object::Class(_) | Object::Deferred(_)
        )
    };
    plain && !value.objects().is_empty() && value.objects().iter().all(is_one)
}

impl Engine<'_> {
    /// True for a model of pydantic, whose fields hold what their annotations say.
    pub(crate) fn validates(&self, class: ClassRef) -> bool {
        self.libraries_of(class)
            .any(|library| self.symbols.text(library).starts_with("pydantic.BaseModel"))
    }

    /// For which kinds the annotation of a field that is validated makes what it holds harmless.
    pub(crate) fn held_by(&self, class: ClassRef, name: Name) -> Mask {
        let Some((module, annotation)) = self.field_annotation(class, name) else {
            return 0;
        };
        if self.takes_no_text(module, annotation) {
            return self.symbols.numeric;
        }
        match annotation {
            TypeExpr::Path(names) => {
                let last = names.last().map(|name| self.program.global(module, *name));
                let is_text = last.is_some_and(|name| &*self.symbols.name_text(name) == "str");
                if is_text { self.symbols.textual } else { 0 }
            }
            _ => 0,
        }
    }

    /// True for an annotation that names a number, a date or one of some choices.
    fn takes_no_text(&self, module: ModuleId, annotation: &TypeExpr) -> bool {
        let is_choice = match annotation {
            TypeExpr::Literal => true,
            TypeExpr::Path(_) => {
                let (_, class, _) = self.annotation(module, annotation);
                class.is_some_and(|class| self.is_enumeration(class))
            }
            TypeExpr::Generic(..) | TypeExpr::Union(_) | TypeExpr::Other => false,
        };
        is_choice || self.says_number(module, annotation)
    }
}
