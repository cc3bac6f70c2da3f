//! Linking, told as small projects: a line for each import or binding, and what the imports mean.

use assay_source::{FileId, Project, Range};

use super::*;
use crate::ir::{Block, End, Function, FunctionKind, Import, Instr, Op, Reg};

/// A module from lines such as `from .a import b`, `import a.b`, `name =`, `__all__ = a b` and `global name`.
fn module(file: FileId, text: &str) -> Module {
    let mut names: Vec<Arc<str>> = vec!["<module>".into()];
    let mut imports = Vec::new();
    let mut bound: Vec<String> = Vec::new();
    let mut exports = None;
    let mut stored = Vec::new();
    let mut number = |text: &str| {
        let at = names
            .iter()
            .position(|name| &**name == text)
            .unwrap_or_else(|| {
                names.push(text.into());
                names.len() - 1
            });
        ir::Name(at.try_into().unwrap())
    };
    for line in text
        .split(';')
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (module, name) = match words.as_slice() {
            ["from", module, "import", name] => (*module, Some(*name)),
            ["import", module] => (*module, None),
            ["__all__", "=", list @ ..] => {
                exports = Some(list.iter().map(|name| number(name)).collect());
                continue;
            }
            ["global", name] => {
                stored.push(number(name));
                continue;
            }
            [name, ..] => {
                bound.push((*name).to_owned());
                continue;
            }
            [] => continue,
        };
        let path = module.trim_start_matches('.');
        let level = (module.len() - path.len()).try_into().unwrap();
        imports.push(Import {
            level,
            module: path.into(),
            name: name.map(Into::into),
            range: Range::default(),
            function: FunctionId(0),
        });
        if name != Some("*") {
            bound.push(
                name.unwrap_or_else(|| path.split('.').next().unwrap())
                    .to_owned(),
            );
        }
    }
    let store = |name| Instr {
        op: Op::StoreGlobal { name, src: Reg(0) },
        range: Range::default(),
    };
    let body = Function {
        name: ir::Name(0),
        qualname: "<module>".into(),
        kind: FunctionKind::Module,
        params: Vec::new(),
        locals: Vec::new(),
        registers: 1,
        captured: Vec::new(),
        is_generator: false,
        blocks: vec![Block {
            instrs: stored.into_iter().map(store).collect(),
            end: End::Unreachable,
            handler: None,
        }],
        parent: None,
        class: None,
        exports: bound.iter().map(|name| (number(name), Reg(0))).collect(),
        returns: None,
        docstring: None,
        range: Range::default(),
        name_range: Range::default(),
    };
    // Names that the tests ask for, so that they exist.
    for name in ["open", "print", "nowhere", "thing", "_hidden", "other"] {
        number(name);
    }
    Module {
        file,
        names,
        functions: vec![body],
        classes: Vec::new(),
        imports,
        exports,
        comments: Vec::new(),
        statements: Vec::new(),
        problems: Vec::new(),
        partial: false,
        lines: 1,
    }
}

fn link_in(root: &str, files: &[(&str, &str)]) -> Program {
    let mut project = Project::from_texts(files.iter().copied());
    project.root = root.into();
    let modules = project
        .files
        .iter()
        .map(|file| module(file.id, &file.text))
        .collect();
    Program::link(modules, &project)
}

fn link(files: &[(&str, &str)]) -> Program {
    link_in("", files)
}

/// In words: `module app.views`, `app.models:User`, `external flask.request`, `namespace app`.
fn words(program: &Program, resolved: &Resolved) -> String {
    match resolved {
        Resolved::Module(module) => format!("module {}", program.module_name(*module)),
        Resolved::Namespace(path) => format!("namespace {path}"),
        Resolved::Member(module, name) => format!(
            "{}:{}",
            program.module_name(*module),
            program.name_of(*name)
        ),
        Resolved::Function(function) => format!("function {}", function.function.0),
        Resolved::External(path) => format!("external {path}"),
    }
}

#[track_caller]
fn check_imports(program: &Program, module: &str, expected: &[&str]) {
    let id = program
        .module_named(module)
        .unwrap_or_else(|| panic!("{module} in {:?}", program.module_names));
    let means: Vec<String> = program.imports[id.0 as usize]
        .iter()
        .map(|import| words(program, import))
        .collect();
    assert_eq!(means, expected, "imports of {module}");
}

fn global(program: &Program, module: &str, name: &str) -> String {
    let id = program.module_named(module).unwrap();
    match program.resolve_global(id, program.lookup_name(name).unwrap()) {
        GlobalResolution::FromStar(list) => list
            .iter()
            .map(|resolved| words(program, resolved))
            .collect::<Vec<_>>()
            .join(", "),
        GlobalResolution::Defined => "defined".to_owned(),
        GlobalResolution::Builtin => "builtin".to_owned(),
        GlobalResolution::Unknown => "unknown".to_owned(),
    }
}

fn member(program: &Program, module: &str, name: &str) -> Option<String> {
    let id = program.module_named(module).unwrap();
    program
        .resolve_member(id, program.lookup_name(name)?)
        .map(|resolved| words(program, &resolved))
}

#[test]
fn modules_are_named_from_the_folder_that_looks_like_a_root() {
    let program = link(&[
        ("src/shop/__init__.py", ""),
        ("src/shop/web/__init__.py", ""),
        ("src/shop/web/views.py", ""),
        ("src/tool.py", ""),
        ("app/main.py", ""),
        ("backend/run.py", ""),
        ("backend/core/__init__.py", ""),
        ("wsgi.py", ""),
    ]);
    let names: Vec<&str> = program.module_names.iter().map(|name| &**name).collect();
    assert_eq!(
        names,
        [
            "app.main",
            "core",
            "run",
            "shop",
            "shop.web",
            "shop.web.views",
            "tool",
            "wsgi"
        ]
    );
}

#[test]
fn a_relative_import_counts_its_dots() {
    let program = link(&[
        (
            "shop/__init__.py",
            "from . import views; from .models import Item",
        ),
        ("shop/models.py", "Item ="),
        (
            "shop/views.py",
            "from . import models; from .models import Item; from . import nowhere",
        ),
        ("shop/admin/__init__.py", ""),
        (
            "shop/admin/pages.py",
            "from .. import models; from ..models import Item; from ....x import y; from . import pages",
        ),
    ]);
    check_imports(&program, "shop", &["module shop.views", "shop.models:Item"]);
    check_imports(
        &program,
        "shop.views",
        &["module shop.models", "shop.models:Item", "shop:nowhere"],
    );
    check_imports(
        &program,
        "shop.admin.pages",
        &[
            "module shop.models",
            "shop.models:Item",
            "external ....x.y",
            "module shop.admin.pages",
        ],
    );
}

#[test]
fn what_a_package_binds_wins_over_its_submodule() {
    let program = link(&[
        ("shop/__init__.py", "from .app import app"),
        ("shop/app.py", "app ="),
        ("run.py", "from shop import app; import shop.app"),
    ]);
    check_imports(&program, "run", &["shop:app", "module shop.app"]);
    assert_eq!(
        words(
            &program,
            program.import_top(program.module_named("run").unwrap(), 1)
        ),
        "module shop"
    );
}

#[test]
fn an_import_is_looked_for_around_the_outermost_package_first() {
    let program = link(&[
        ("one/app/__init__.py", ""),
        ("one/app/models.py", ""),
        ("one/app/views.py", "from app.models import Item"),
        ("two/app/__init__.py", ""),
        ("two/app/models.py", ""),
        ("two/app/views.py", "from app.models import Item"),
    ]);
    let file_of = |at: usize| match program.imports[at][0] {
        Resolved::Member(module, _) => Some(program.module(module).file),
        Resolved::Module(_)
        | Resolved::Namespace(_)
        | Resolved::Function(_)
        | Resolved::External(_) => None,
    };
    assert_eq!((file_of(2), file_of(5)), (Some(FileId(1)), Some(FileId(4))));
}

#[test]
fn a_folder_without_init_is_a_namespace_and_a_root() {
    let program = link(&[
        (
            "app/main.py",
            "import models; from app import models; import app.models; from app.sub import deep",
        ),
        ("app/models.py", ""),
        ("app/sub/deep.py", ""),
    ]);
    check_imports(
        &program,
        "app.main",
        &[
            "module app.models",
            "module app.models",
            "module app.models",
            "module app.sub.deep",
        ],
    );
    let main = program.module_named("app.main").unwrap();
    assert_eq!(
        words(&program, program.import_top(main, 2)),
        "namespace app"
    );
    let name = program.lookup_name("models").unwrap();
    assert_eq!(
        program
            .namespace_member("app", name)
            .map(|resolved| words(&program, &resolved))
            .as_deref(),
        Some("module app.models")
    );
}

#[test]
fn a_folder_of_scripts_does_not_hide_a_library_of_its_name() {
    let program = link(&[
        (
            "alembic/env.py",
            "from alembic import op; import alembic; from alembic import env",
        ),
        ("app.py", "from alembic import op"),
    ]);
    check_imports(&program, "app", &["external alembic.op"]);
    check_imports(
        &program,
        "alembic.env",
        &[
            "external alembic.op",
            "external alembic",
            "module alembic.env",
        ],
    );
}

#[test]
fn a_module_does_not_import_itself() {
    let program = link(&[
        ("app/redis.py", "import redis"),
        ("app/cache.py", "import redis"),
        ("jobs/queue.py", "from queue import Queue"),
        ("code/app.py", "from app import thing"),
    ]);
    check_imports(&program, "app.redis", &["external redis"]);
    check_imports(&program, "app.cache", &["external redis"]);
    check_imports(&program, "jobs.queue", &["external queue.Queue"]);
    check_imports(&program, "code.app", &["external app.thing"]);
}

#[test]
fn a_script_at_the_root_may_import_itself() {
    let program = link(&[
        ("app.py", "from app import thing; thing ="),
        ("views.py", "from app import thing"),
    ]);
    check_imports(&program, "app", &["app:thing"]);
    check_imports(&program, "views", &["app:thing"]);
}

#[test]
fn the_standard_library_is_only_hidden_beside_the_outermost_package() {
    let program = link(&[
        ("secrets.py", "KEY ="),
        ("run.py", "from secrets import KEY"),
        ("shop/__init__.py", ""),
        ("shop/email.py", ""),
        ("shop/views.py", "import email; import secrets"),
    ]);
    check_imports(&program, "run", &["secrets:KEY"]);
    check_imports(
        &program,
        "shop.views",
        &["external email", "module secrets"],
    );
}

#[test]
fn a_package_scanned_alone_knows_its_own_name() {
    let program = link_in(
        "/home/me/shop",
        &[
            ("__init__.py", "db ="),
            ("models.py", ""),
            (
                "views.py",
                "from shop import db; from shop.models import Item; import shop.models; import shopping",
            ),
        ],
    );
    check_imports(
        &program,
        "views",
        &[
            "shop:db",
            "models:Item",
            "module models",
            "external shopping",
        ],
    );
    assert_eq!(
        words(
            &program,
            program.import_top(program.module_named("views").unwrap(), 2)
        ),
        "module shop"
    );
}

#[test]
fn tests_find_the_package_under_src() {
    let program = link(&[
        ("src/shop/__init__.py", ""),
        ("src/shop/views.py", ""),
        (
            "tests/test_views.py",
            "from shop import views; import flask.json",
        ),
    ]);
    check_imports(
        &program,
        "tests.test_views",
        &["module shop.views", "external flask.json"],
    );
    assert_eq!(
        words(
            &program,
            program.import_top(program.module_named("tests.test_views").unwrap(), 1)
        ),
        "external flask"
    );
}

#[test]
fn a_star_brings_public_names_through_chains() {
    let program = link(&[
        ("a.py", "from b import *; own ="),
        ("b.py", "from c import *; thing ="),
        ("c.py", "other =; _hidden ="),
    ]);
    assert_eq!(global(&program, "a", "own"), "defined");
    assert_eq!(global(&program, "a", "thing"), "b:thing");
    assert_eq!(global(&program, "a", "other"), "c:other");
    assert_eq!(global(&program, "a", "_hidden"), "unknown");
    assert_eq!(global(&program, "a", "open"), "builtin");
    assert_eq!(global(&program, "a", "nowhere"), "unknown");
}

#[test]
fn all_decides_what_a_star_brings() {
    let program = link(&[
        ("a.py", "from pkg import *"),
        (
            "pkg/__init__.py",
            "__all__ = _hidden views thing; _hidden =; other =",
        ),
        ("pkg/views.py", ""),
    ]);
    assert_eq!(global(&program, "a", "_hidden"), "pkg:_hidden");
    assert_eq!(global(&program, "a", "other"), "unknown");
    assert_eq!(global(&program, "a", "views"), "module pkg.views");
    assert_eq!(global(&program, "a", "thing"), "pkg:thing");
}

#[test]
fn the_last_star_wins_and_a_circle_ends() {
    let program = link(&[
        ("a.py", "from b import *; from c import *"),
        ("b.py", "from a import *; thing ="),
        ("c.py", "from c import *; from a import *; thing ="),
    ]);
    assert_eq!(global(&program, "a", "thing"), "c:thing");
    assert_eq!(global(&program, "c", "nowhere"), "unknown");
}

#[test]
fn stars_from_outside_may_bring_any_name_but_a_builtin() {
    let program = link(&[
        ("a.py", "from flask import *; from b import *"),
        ("b.py", "from os.path import *"),
    ]);
    assert_eq!(
        global(&program, "a", "thing"),
        "external os.path.thing, external flask.thing"
    );
    assert_eq!(global(&program, "a", "open"), "builtin");
}

#[test]
fn a_name_bound_by_global_in_a_function_is_defined() {
    let program = link(&[("a.py", "global thing"), ("b.py", "from a import *")]);
    assert_eq!(global(&program, "a", "thing"), "defined");
    assert_eq!(global(&program, "b", "thing"), "a:thing");
}

#[test]
fn members_of_a_package_are_bindings_then_stars_then_submodules() {
    let program = link(&[
        ("pkg/__init__.py", "from .base import *; own ="),
        ("pkg/base.py", "thing ="),
        ("pkg/views.py", ""),
    ]);
    assert_eq!(member(&program, "pkg", "own").as_deref(), Some("pkg:own"));
    assert_eq!(
        member(&program, "pkg", "thing").as_deref(),
        Some("pkg.base:thing")
    );
    assert_eq!(
        member(&program, "pkg", "views").as_deref(),
        None,
        "no module mentions the name"
    );
    assert_eq!(member(&program, "pkg", "nowhere"), None);
}

#[test]
fn a_package_wins_over_a_module_of_its_name() {
    let program = link(&[
        ("a.py", "x ="),
        ("a/__init__.py", "thing ="),
        ("b.py", "from a import thing"),
    ]);
    let package = program
        .modules()
        .find(|(_, module)| module.file == FileId(1))
        .map(|(id, _)| id);
    assert_eq!(
        program.imports[2][0],
        Resolved::Member(package.unwrap(), program.lookup_name("thing").unwrap())
    );
}

#[test]
fn the_same_modules_in_any_order_give_the_same_program() {
    let files = [
        ("a.py", "import b; x ="),
        ("b.py", "y ="),
        ("c/d.py", "from a import x"),
    ];
    let project = Project::from_texts(files);
    let modules = |reversed: bool| {
        let mut modules: Vec<Module> = project
            .files
            .iter()
            .map(|file| module(file.id, &file.text))
            .collect();
        if reversed {
            modules.reverse();
        }
        Program::link(modules, &project)
    };
    let (one, two) = (modules(false), modules(true));
    assert_eq!(one.names, two.names);
    assert_eq!(one.module_names, two.module_names);
    assert_eq!(one.imports, two.imports);
}
