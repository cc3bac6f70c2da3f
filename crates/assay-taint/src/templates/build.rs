//! Modules and functions of the intermediate representation, put together instruction by instruction.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_python::ir::{
    Arg, ArgKind, Block, BlockId, CallKind, Const, End, Function, FunctionId, FunctionKind, Import,
    Instr, Module, Name, Op, Param, ParamKind, Reg,
};
use assay_python::{Appended, FunctionRef, Resolved};
use assay_source::{FileId, Range};

/// The names, imports and functions of a module that is being made.
#[derive(Default)]
pub(super) struct ModuleBuilder {
    names: Vec<Arc<str>>,
    ids: BTreeMap<Arc<str>, Name>,
    imports: Vec<Import>,
    meanings: Vec<Resolved>,
    externals: BTreeMap<String, u32>,
    functions: Vec<Function>,
}

impl ModuleBuilder {
    /// A module whose body does nothing.
    pub(super) fn new(range: Range) -> Self {
        let mut module = Self::default();
        let body = FunctionBuilder::new(&mut module, &[], range);
        body.finish(&mut module, "<module>", FunctionKind::Module);
        module
    }

    pub(super) fn name(&mut self, text: &str) -> Name {
        if let Some(known) = self.ids.get(text) {
            return *known;
        }
        let name = Name(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.names.push(Arc::clone(&text));
        self.ids.insert(text, name);
        name
    }

    fn import(&mut self, meaning: Resolved) -> u32 {
        let import = u32::try_from(self.imports.len()).unwrap_or(u32::MAX);
        self.imports.push(Import {
            level: 0,
            module: "".into(),
            name: None,
            range: Range::default(),
            function: FunctionId(0),
        });
        self.meanings.push(meaning);
        import
    }

    /// The import of something outside the project.
    fn external(&mut self, path: &str) -> u32 {
        if let Some(known) = self.externals.get(path) {
            return *known;
        }
        let import = self.import(Resolved::External(path.into()));
        self.externals.insert(path.to_owned(), import);
        import
    }

    /// The finished module.
    pub(super) fn finish(self, file: FileId, name: &str, lines: u32) -> Appended {
        Appended {
            module: Module {
                file,
                names: self.names,
                functions: self.functions,
                classes: Vec::new(),
                imports: self.imports,
                exports: None,
                comments: Vec::new(),
                statements: Vec::new(),
                problems: Vec::new(),
                partial: false,
                lines,
            },
            name: name.into(),
            imports: self.meanings,
        }
    }
}

/// The blocks of a function that is being made.
pub(super) struct FunctionBuilder {
    params: Vec<Param>,
    locals: Vec<Name>,
    blocks: Vec<(Vec<Instr>, Option<End>)>,
    current: usize,
    registers: u32,
    range: Range,
}

impl FunctionBuilder {
    /// A function with these parameters, which stand in its first registers.
    pub(super) fn new(
        module: &mut ModuleBuilder,
        params: &[(&str, ParamKind, Range)],
        range: Range,
    ) -> Self {
        let params: Vec<Param> = params
            .iter()
            .map(|(name, kind, range)| Param {
                name: module.name(name),
                kind: *kind,
                has_default: false,
                annotation: None,
                range: *range,
            })
            .collect();
        Self {
            locals: params.iter().map(|param| param.name).collect(),
            registers: u32::try_from(params.len()).unwrap_or(u32::MAX),
            params,
            blocks: vec![(Vec::new(), None)],
            current: 0,
            range,
        }
    }

    pub(super) fn temporary(&mut self) -> Reg {
        let register = Reg(self.registers);
        self.registers += 1;
        register
    }

    pub(super) fn emit(&mut self, op: Op, range: Range) {
        if let Some((instrs, _)) = self.blocks.get_mut(self.current) {
            instrs.push(Instr { op, range });
        }
    }

    /// Emits an operation that writes a register of its own.
    pub(super) fn value(&mut self, range: Range, op: impl FnOnce(Reg) -> Op) -> Reg {
        let dst = self.temporary();
        self.emit(op(dst), range);
        dst
    }

    pub(super) fn unknown(&mut self, range: Range) -> Reg {
        self.value(range, |dst| Op::Unknown { dst })
    }

    pub(super) fn constant(&mut self, value: Const, range: Range) -> Reg {
        self.value(range, |dst| Op::Const { dst, value })
    }

    pub(super) fn text(&mut self, text: &str, range: Range) -> Reg {
        self.constant(Const::Str(text.into()), range)
    }

    /// Something outside the project.
    pub(super) fn external(&mut self, module: &mut ModuleBuilder, path: &str, range: Range) -> Reg {
        let import = module.external(path);
        self.load(import, range)
    }

    /// A function of the project.
    pub(super) fn function(
        &mut self,
        module: &mut ModuleBuilder,
        function: FunctionRef,
        range: Range,
    ) -> Reg {
        let import = module.import(Resolved::Function(function));
        self.load(import, range)
    }

    fn load(&mut self, import: u32, range: Range) -> Reg {
        self.value(range, |dst| Op::Import {
            dst,
            import,
            bind_top: false,
        })
    }

    pub(super) fn call(&mut self, callee: Reg, args: Vec<Arg>, range: Range) -> Reg {
        self.value(range, |dst| Op::Call {
            dst,
            callee,
            args: args.into(),
            kind: CallKind::Plain,
        })
    }

    /// A block that nothing leads to yet.
    pub(super) fn block(&mut self) -> BlockId {
        self.blocks.push((Vec::new(), None));
        BlockId(u32::try_from(self.blocks.len() - 1).unwrap_or(u32::MAX))
    }

    /// Ends the current block, unless it has ended, and goes on in another.
    pub(super) fn end(&mut self, end: End, next: BlockId) {
        if let Some((_, slot @ None)) = self.blocks.get_mut(self.current) {
            *slot = Some(end);
        }
        self.current = next.0 as usize;
    }

    /// Goes on in another block.
    pub(super) fn go(&mut self, next: BlockId) {
        self.end(End::Jump(next), next);
    }

    /// Adds the function to the module.
    pub(super) fn finish(
        mut self,
        module: &mut ModuleBuilder,
        name: &str,
        kind: FunctionKind,
    ) -> FunctionId {
        let range = self.range;
        let result = self.constant(Const::None, range);
        if let Some((_, slot @ None)) = self.blocks.get_mut(self.current) {
            *slot = Some(End::Return(result, range));
        }
        let id = FunctionId(u32::try_from(module.functions.len()).unwrap_or(u32::MAX));
        let blocks = self.blocks.into_iter().map(|(instrs, end)| Block {
            instrs,
            end: end.unwrap_or(End::Unreachable),
            handler: None,
        });
        let function = Function {
            name: module.name(name),
            qualname: name.into(),
            kind,
            params: self.params,
            locals: self.locals,
            registers: self.registers,
            captured: Vec::new(),
            is_generator: false,
            blocks: blocks.collect(),
            parent: (id.0 > 0).then_some(FunctionId(0)),
            class: None,
            exports: Vec::new(),
            returns: None,
            docstring: None,
            range,
            name_range: Range::new(range.start, range.start),
        };
        module.functions.push(function);
        id
    }
}

/// An argument by its position.
pub(super) fn positional(value: Reg, range: Range) -> Arg {
    Arg {
        kind: ArgKind::Positional,
        value,
        range,
    }
}
