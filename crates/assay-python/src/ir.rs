//! The intermediate representation: what is left of Python once its surface is gone.
//!
//! A module is a list of functions; its own body is function 0 and each class body is a function too.
//! A function is a control-flow graph of basic blocks over registers.
//! Registers `0..params.len()` hold the parameters, then come the named locals, then temporaries.
//! A temporary is written by exactly one instruction of one block, or once at each end of a short circuit or conditional expression.
//! A register may be read before it is written only if it is a named local.
//!
//! Variables that an inner function uses live in environments instead of registers.
//! Each `def` and `lambda` has one environment; module and class bodies have none.
//! The `depth` of [`Op::LoadEnv`] and [`Op::StoreEnv`] counts enclosing `def`s and `lambda`s outward:
//! in a `def` or `lambda`, 0 is its own environment, 1 that of the nearest `def` or `lambda` around it, and so on;
//! in a class body, which has none, 0 is that of the nearest `def` or `lambda` around the class.
//! Class and module bodies on the way are not counted.
//!
//! ```python
//! def outer():            # captured: here
//!     here = 1            # StoreEnv 0 here
//!     class Inner:
//!         there = here    # LoadEnv 0 here
//!         def method(self):
//!             return here # LoadEnv 1 here
//! ```
//!
//! The variables of a comprehension are named locals of the function around it,
//! so a name may occur more than once in [`Function::locals`].
//! If an inner function uses one, it lives in the environment of the function around
//! (at module level, among the globals) under a name such as `row@7`, which nothing else has.
//!
//! Ten spellings become one form: comprehensions are loops that append, `with` is
//! enter and exit, `match` is a chain of tests, `a += b` is a binary operation and a store,
//! decorators are calls, f-strings are a list of parts.
//!
//! What is deliberately absent: types and resolved names. [`crate::Program`] links modules;
//! values are the business of the taint engine.

use std::sync::Arc;

use assay_source::{FileId, Problem, Range};

/// An interned name, local to its module: an index into [`Module::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

/// A register of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(pub u32);

/// A basic block of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// A function of a module: an index into [`Module::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);

/// A class of a module: an index into [`Module::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// One Python file, lowered.
#[derive(Debug)]
pub struct Module {
    /// The file it came from.
    pub file: FileId,
    /// All names that occur, by [`Name`].
    pub names: Vec<Arc<str>>,
    /// Function 0 is the module body.
    pub functions: Vec<Function>,
    /// Every class statement.
    pub classes: Vec<Class>,
    /// Every import, in order of appearance (also those inside functions).
    pub imports: Vec<Import>,
    /// The literal `__all__`, if the module has one that can be read statically.
    pub exports: Option<Vec<Name>>,
    /// Every comment, for markers and suppressions.
    pub comments: Vec<Range>,
    /// Every logical line, in order; a compound statement is its first line, with its decorators.
    pub statements: Vec<Statement>,
    /// What went wrong while reading it.
    pub problems: Vec<Problem>,
    /// True if some of the text did not parse.
    pub partial: bool,
    /// Number of lines.
    pub lines: u32,
}

/// A logical line: a statement, which may stand on several lines of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From its first token to its last.
    pub range: Range,
    /// How many blocks are around it.
    pub depth: u16,
}

/// One imported module or name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Leading dots of a relative import; 0 is absolute.
    pub level: u32,
    /// The dotted module text, empty for `from . import x`.
    pub module: Arc<str>,
    /// `None` for `import m`, else the name taken from the module; `*` is a star import.
    pub name: Option<Arc<str>>,
    /// Where it stands.
    pub range: Range,
    /// The function whose body holds it.
    pub function: FunctionId,
}

/// What a function was in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// The body of a module.
    Module,
    /// The body of a class.
    ClassBody,
    /// `def`.
    Def,
    /// `async def`.
    AsyncDef,
    /// `lambda`.
    Lambda,
}

/// A function, a lambda, a class body or a module body.
#[derive(Debug)]
pub struct Function {
    /// Its own name; `<module>`, `<lambda>` for those without one.
    pub name: Name,
    /// Dotted name inside the module, such as `Shop.cart.<locals>.total`.
    pub qualname: Arc<str>,
    /// What it was.
    pub kind: FunctionKind,
    /// Parameters in order; their registers are `0..params.len()`.
    pub params: Vec<Param>,
    /// The names of the first registers: parameters, then named locals; temporaries follow without entry here.
    /// `<return>` holds the value of a `return` while `finally` runs.
    pub locals: Vec<Name>,
    /// How many registers there are in all.
    pub registers: u32,
    /// The names whose variables live in this function's environment because an inner function uses them.
    /// The parameters among them are stored there by the first instructions of the body.
    pub captured: Vec<Name>,
    /// True if `yield` occurs in it.
    pub is_generator: bool,
    /// The blocks; block 0 is the entry.
    pub blocks: Vec<Block>,
    /// The function whose body holds this one; `None` for the module body.
    pub parent: Option<FunctionId>,
    /// The class whose body directly holds this function (methods), or whose body this is.
    pub class: Option<ClassId>,
    /// For a module or class body: the names it binds and the registers that hold them at the end, by [`Name`].
    pub exports: Vec<(Name, Reg)>,
    /// The annotation of the return value.
    pub returns: Option<TypeExpr>,
    /// The literals that start its body, if they are a docstring.
    pub docstring: Option<Range>,
    /// The whole statement or expression, without decorators.
    pub range: Range,
    /// The name in the `def` line, or the whole expression.
    pub name_range: Range,
}

/// How a parameter takes its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// Before a `/`.
    PositionalOnly,
    /// Ordinary.
    Regular,
    /// `*args`.
    VarArgs,
    /// After a `*`.
    KeywordOnly,
    /// `**kwargs`.
    KwArgs,
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// How it takes its argument.
    pub kind: ParamKind,
    /// True if it has a default; the value is given by [`Op::MakeFunction`].
    pub has_default: bool,
    /// Its annotation.
    pub annotation: Option<TypeExpr>,
    /// Where its name stands.
    pub range: Range,
}

/// A type annotation, as far as names go. String annotations are parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// `a.b.C`.
    Path(Vec<Name>),
    /// `Base[Argument, …]`.
    Generic(Box<TypeExpr>, Vec<TypeExpr>),
    /// `A | B`, `Union[A, B]`, `Optional[A]` (the `None` is left out).
    Union(Vec<TypeExpr>),
    /// `Literal["a", "b"]`: one of some constants.
    Literal,
    /// `None`, and anything else.
    Other,
}

/// A class statement.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// Dotted name inside the module.
    pub qualname: Arc<str>,
    /// The function that is its body.
    pub body: FunctionId,
    /// The function whose body holds the class statement.
    pub parent: FunctionId,
    /// Annotated names of the body in order (dataclass fields), and whether they have a default.
    pub fields: Vec<Field>,
    /// The whole statement, without decorators.
    pub range: Range,
    /// The name in the `class` line.
    pub name_range: Range,
}

/// An annotated name in a class body.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub annotation: TypeExpr,
    /// True if a value is assigned.
    pub has_default: bool,
}

/// A basic block.
#[derive(Debug)]
pub struct Block {
    /// Executed in order.
    pub instrs: Vec<Instr>,
    /// How it ends.
    pub end: End,
    /// Where control goes if an instruction of it raises.
    /// Inside `try` every statement starts a block, so that the states between statements are seen.
    pub handler: Option<BlockId>,
}

/// An instruction and the expression or statement it came from.
#[derive(Debug)]
pub struct Instr {
    /// What it does.
    pub op: Op,
    /// The bytes of the expression.
    pub range: Range,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// `True`, `False`.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// An integer that does not fit, a float or a complex number, by its text.
    Number(Arc<str>),
    /// A string, decoded.
    Str(Arc<str>),
    /// A bytes literal.
    Bytes(Arc<[u8]>),
}

/// One argument of a call.
#[derive(Clone, Debug)]
pub struct Arg {
    /// How it is passed.
    pub kind: ArgKind,
    /// Its value.
    pub value: Reg,
    /// The bytes of the argument's value.
    pub range: Range,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// `f(x)`.
    Positional,
    /// `f(name=x)`.
    Keyword(Name),
    /// `f(*x)`.
    Star,
    /// `f(**x)`.
    DoubleStar,
}

/// Where a call came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Written as a call.
    Plain,
    /// A decorator applied to the function or class it stands above.
    Decorator,
}

/// A part of an f-string.
#[derive(Clone, Debug)]
pub enum Part {
    /// Literal text.
    Text(Arc<str>),
    /// `{value!r:spec}`.
    Value {
        /// The value.
        value: Reg,
        /// `r`, `s` or `a`, if written.
        conversion: Option<char>,
        /// The format specification: its literal text, or `None` if it has holes or is absent.
        spec: Option<Arc<str>>,
        /// The bytes of the value's expression.
        range: Range,
    },
}

/// An element of a display.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The value.
    pub value: Reg,
    /// True for `*value`.
    pub star: bool,
}

/// Kinds of sequence displays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceKind {
    /// `[…]`, also list comprehensions (built empty, then appended to).
    List,
    /// `(…)`.
    Tuple,
    /// `{…}`.
    Set,
    /// A generator expression (built empty, then appended to).
    Generator,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    MatMul,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
}

/// Comparison operators. `a < b < c` is lowered to a short-circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum CmpOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum UnaryOp {
    Not,
    Neg,
    Pos,
    Invert,
}

/// Tests that `match` patterns need and no Python expression gives.
#[derive(Clone, Debug)]
pub enum Test {
    /// Is a sequence of `len` elements, or at least as many if `open`.
    Sequence {
        /// How many elements the pattern names.
        len: u32,
        /// True if the pattern has a star.
        open: bool,
    },
    /// Is a mapping that has these keys.
    Mapping(Vec<Reg>),
    /// Is an instance of the class in the register.
    Instance(Reg),
}

/// What an instruction does. `dst` is always the register written.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each field's role is in its operation's comment"
)]
pub enum Op {
    /// `dst = constant`.
    Const { dst: Reg, value: Const },
    /// `dst = src`: a read of a local into a temporary, or an assignment.
    Copy { dst: Reg, src: Reg },
    /// `dst` gets a value that nothing is known of.
    Unknown { dst: Reg },
    /// `dst = name` looked up in the module, its star imports, then builtins.
    LoadGlobal { dst: Reg, name: Name },
    /// `global name; name = src` inside a function.
    StoreGlobal { name: Name, src: Reg },
    /// Reads a variable of an enclosing function's environment; `depth` 0 is this function's own.
    LoadEnv { dst: Reg, depth: u32, name: Name },
    /// Writes one.
    StoreEnv { depth: u32, name: Name, src: Reg },
    /// `del name`.
    Delete { reg: Reg },
    /// `import module` binds the top package unless `as` is given: `import_index` says what was imported.
    /// `bind_top` is true for `import a.b` without `as`, where `dst` is `a`.
    Import {
        dst: Reg,
        import: u32,
        bind_top: bool,
    },
    /// `dst = object.name`.
    Attr { dst: Reg, object: Reg, name: Name },
    /// `object.name = src`.
    SetAttr { object: Reg, name: Name, src: Reg },
    /// `del object.name`.
    DelAttr { object: Reg, name: Name },
    /// `dst = object[key]`.
    Item { dst: Reg, object: Reg, key: Reg },
    /// `object[key] = src`.
    SetItem { object: Reg, key: Reg, src: Reg },
    /// `del object[key]`.
    DelItem { object: Reg, key: Reg },
    /// `dst = object[lower:upper:step]`.
    Slice {
        dst: Reg,
        object: Reg,
        lower: Option<Reg>,
        upper: Option<Reg>,
        step: Option<Reg>,
    },
    /// `object[lower:upper] = src`.
    SetSlice { object: Reg, src: Reg },
    /// `dst = callee(args)`.
    Call {
        dst: Reg,
        callee: Reg,
        args: Box<[Arg]>,
        kind: CallKind,
    },
    /// `dst = object.name(args)`: a call whose callee is an attribute.
    /// `name_range` holds the attribute's name in the text.
    CallMethod {
        dst: Reg,
        object: Reg,
        name: Name,
        name_range: Range,
        args: Box<[Arg]>,
        kind: CallKind,
    },
    /// `dst = left op right`; `in_place` for `left op= right` (a list is then changed in place).
    Binary {
        dst: Reg,
        op: BinOp,
        left: Reg,
        right: Reg,
        in_place: bool,
    },
    /// `dst = left op right`.
    Compare {
        dst: Reg,
        op: CmpOp,
        left: Reg,
        right: Reg,
    },
    /// `dst = op operand`.
    Unary { dst: Reg, op: UnaryOp, operand: Reg },
    /// The second half of `left and right` or `left or right`, on the path that evaluated both:
    /// `dst` is `right`, and what `left` being true (`and`) or false (`or`) says still holds.
    Logical {
        dst: Reg,
        and: bool,
        left: Reg,
        right: Reg,
    },
    /// An f-string.
    Format { dst: Reg, parts: Box<[Part]> },
    /// A list, tuple, set or generator.
    Sequence {
        dst: Reg,
        kind: SequenceKind,
        elements: Box<[Element]>,
    },
    /// A dictionary; an entry without a key is `**value`.
    Dict {
        dst: Reg,
        entries: Box<[(Option<Reg>, Reg)]>,
    },
    /// A comprehension adds an element: to a list, set or generator (`key` is `None`) or a dictionary.
    Append {
        container: Reg,
        key: Option<Reg>,
        value: Reg,
    },
    /// `dst = iter(src)`; `is_async` for `async for`.
    Iter { dst: Reg, src: Reg },
    /// `a, *b, c = src`: each target in order; `star` is the index of the starred one.
    Unpack {
        targets: Box<[Reg]>,
        star: Option<u32>,
        src: Reg,
    },
    /// A `def` or `lambda` is reached: `dst` is the function. Defaults by parameter index.
    MakeFunction {
        dst: Reg,
        function: FunctionId,
        defaults: Box<[(u32, Reg)]>,
    },
    /// A `class` statement is reached: its body runs, `dst` is the class.
    /// Keywords include `metaclass`.
    MakeClass {
        dst: Reg,
        class: ClassId,
        bases: Box<[Reg]>,
        keywords: Box<[(Name, Reg)]>,
    },
    /// `dst = await src`.
    Await { dst: Reg, src: Reg },
    /// `dst = (yield src)`.
    Yield { dst: Reg, src: Reg },
    /// `dst = (yield from src)`.
    YieldFrom { dst: Reg, src: Reg },
    /// `with src as dst` begins.
    Enter { dst: Reg, src: Reg },
    /// The `with` block of `src` ends.
    Exit { src: Reg },
    /// An `except` clause begins: `dst` is the exception; `types` what it catches (`None` is bare).
    Catch { dst: Reg, types: Option<Reg> },
    /// A test of a `match` pattern.
    Test { dst: Reg, subject: Reg, test: Test },
    /// `name: annotation` says this of a register.
    Annotate { reg: Reg, annotation: TypeExpr },
    /// Marks the condition of an `assert` statement; the branch follows.
    Assert { condition: Reg },
}

/// How a block ends.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum End {
    /// Goes on there.
    Jump(BlockId),
    /// Goes to `then` if `condition` is true, else to `otherwise`.
    Branch {
        condition: Reg,
        then: BlockId,
        otherwise: BlockId,
    },
    /// Takes the next element of `iterator` into `dst` and goes to `body`, or to `done` if there is none.
    Next {
        dst: Reg,
        iterator: Reg,
        body: BlockId,
        done: BlockId,
    },
    /// Leaves the function with a value; the range is the `return` statement's.
    Return(Reg, Range),
    /// Raises; without a value it raises again what was caught.
    /// Goes to the block's handler if there is one.
    Raise(Option<Reg>),
    /// Cannot be reached.
    Unreachable,
}
