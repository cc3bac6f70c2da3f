//! Variables of an enclosing function that mean one thing for good.
//!
//! ```python
//! def create_app():
//!     app = Flask(__name__)
//!     def allowed(name): ...          # bound once: whoever reads `allowed` inside means this one
//!     @app.get("/")
//!     def view():
//!         if not allowed(request.args["n"]): abort(400)
//! ```
//!
//! A framework calls `view`, so no caller tells what it closes over; the text does.
//! Variables that are bound twice, or by anything but `def`, `class` and `import`, are left to callers.

use assay_python::ir::{self, ClassId, FunctionId, FunctionKind, Op, Reg};
use assay_python::{ClassRef, FunctionRef, Program};
use rustc_hash::FxHashMap;

use super::Engine;
use crate::value::{CellId, Object, Value};

/// What binds a variable, where nothing else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Binding {
    Function(FunctionId),
    Class(ClassId),
    Import(u32, bool),
    /// Several things, or one that the text alone does not tell.
    Other,
}

/// The variables of functions that functions inside read.
#[derive(Debug, Default)]
pub(super) struct Captured {
    bindings: FxHashMap<(FunctionRef, ir::Name), Binding>,
}

impl Captured {
    /// Notes what a function binds.
    pub(super) fn scan(&mut self, program: &Program, function: FunctionRef, body: &ir::Function) {
        for block in &body.blocks {
            for (at, instr) in block.instrs.iter().enumerate() {
                let Op::StoreEnv { depth, name, src } = &instr.op else {
                    continue;
                };
                let Some(owner) = owner(program, function, *depth) else {
                    continue;
                };
                let before = block.instrs.get(..at).unwrap_or_default();
                let binding = binding(before, *src);
                self.bindings
                    .entry((owner, *name))
                    .and_modify(|known| *known = Binding::Other)
                    .or_insert(binding);
            }
        }
    }
}

/// What the instructions before an assignment put into its register.
fn binding(before: &[ir::Instr], src: Reg) -> Binding {
    match last_write(before, src).map(|(_, op)| op) {
        Some(Op::MakeFunction { function, .. }) => Binding::Function(*function),
        Some(Op::MakeClass { class, .. }) => Binding::Class(*class),
        Some(Op::Import {
            import, bind_top, ..
        }) => Binding::Import(*import, *bind_top),
        _ => Binding::Other,
    }
}

/// What puts something into a register last, and what stands before that.
pub(super) fn last_write(before: &[ir::Instr], register: Reg) -> Option<(&[ir::Instr], &Op)> {
    let at = before.iter().rposition(|instr| {
        let mut writes = false;
        (instr.op).for_each_written(|written| writes |= written == register);
        writes
    })?;
    Some((before.get(..at)?, &before.get(at)?.op))
}

/// The function whose variables are `depth` functions up; `None` where it is the module.
pub(super) fn owner(program: &Program, function: FunctionRef, depth: u32) -> Option<FunctionRef> {
    let enclosing = |id: FunctionId| {
        let function = FunctionRef {
            module: function.module,
            function: id,
        };
        (function, program.function(function))
    };
    let (mut at, mut body) = enclosing(function.function);
    let mut left = depth;
    loop {
        match body.kind {
            FunctionKind::Module => return None,
            FunctionKind::ClassBody => {}
            FunctionKind::Def | FunctionKind::AsyncDef | FunctionKind::Lambda => {
                if left == 0 {
                    return Some(at);
                }
                left -= 1;
            }
        }
        (at, body) = enclosing(body.parent?);
    }
}

impl Engine<'_> {
    /// What a variable of an enclosing function is for good; `environment` holds that function's variables.
    pub(crate) fn captured(
        &self,
        function: FunctionRef,
        depth: u32,
        name: ir::Name,
        environment: Option<CellId>,
    ) -> Option<Value> {
        let owner = owner(self.program, function, depth)?;
        if owner == function {
            return None;
        }
        match *self.captured.bindings.get(&(owner, name))? {
            Binding::Function(inner) => {
                let inner = FunctionRef {
                    module: owner.module,
                    function: inner,
                };
                Some(Value::object(Object::Function(inner, environment)))
            }
            Binding::Class(class) => Some(Value::object(Object::Class(ClassRef {
                module: owner.module,
                class,
            }))),
            Binding::Import(import, bind_top) => Some(self.import(owner.module, import, bind_top)),
            Binding::Other => None,
        }
    }
}
