//! Linking: one table of names, and what each import means.
//!
//! Nobody tells us `sys.path`, so an absolute import is looked for in several places.
//! For `import config` in `service/web/views.py` these are, in order:
//!
//! 1. the folder in which the outermost package of the importing file stands, and those around it up to the root;
//! 2. the folder of the importing file, if it is a package: such files are often run as scripts;
//! 3. other folders that look like roots, if only one of them fits;
//! 4. the root under its own name, for when a package was scanned without what is around it.
//!
//! The first place that has the whole path wins. A name of the standard library is only looked for
//! directly beside the outermost package, where it would hide the library at run time too.
//! In a folder that may not be on the path, a module is not what it imports itself:
//! `import redis` in `service/redis.py` means the library, and then so does `import redis` beside it.

use std::sync::{Arc, OnceLock};

use assay_source::Project;
use ruff_python_stdlib::builtins::{python_builtins, python_magic_globals};
use ruff_python_stdlib::sys::is_known_standard_library;
use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{FolderId, Place, Tree};
use super::{ModuleId, Name, Program, Resolved};
use crate::ir::{Import, Module};

/// The newest Python whose builtins and library we know: 3.14.
const PYTHON_MINOR: u8 = 14;

/// How many leading dots of a relative import are kept in its path when it leads nowhere.
const DOTS: usize = 16;

/// How many places of one name are tried as roots that are not around the importing file.
const OTHER_ROOTS: usize = 64;

/// Folders that people put on the module path and never name in an import.
const ROOT_NAMES: &[&str] = &["src", "lib", "python", "app", "backend", "server", "api"];

impl Program {
    /// Links the modules of a project.
    pub fn link(mut modules: Vec<Module>, project: &Project) -> Self {
        modules.sort_by_key(|module| module.file);
        let paths: Vec<&str> = modules
            .iter()
            .map(|module| {
                project
                    .files
                    .get(module.file.0 as usize)
                    .map_or("", |file| &*file.path)
            })
            .collect();
        let tree = Tree::new(paths.iter().copied());
        let project_name = root_name(project);
        let mut names = Names::default();
        let global_names: Vec<Vec<Name>> = modules
            .iter()
            .map(|module| module.names.iter().map(|name| names.intern(name)).collect())
            .collect();
        let bound: Vec<Vec<Name>> = global_names
            .iter()
            .zip(&modules)
            .map(|(names, module)| bound_names(names, module))
            .collect();
        let exported = global_names
            .iter()
            .zip(&modules)
            .map(|(names, module)| exported_names(names, module))
            .collect();

        let shadowed = FxHashSet::default();
        let mut linker = Linker {
            tree: &tree,
            bound: &bound,
            names: &mut names,
            project_name,
            shadowed,
            cache: Cache::default(),
        };
        linker.find_shadowed(&modules);
        let mut imports = Vec::with_capacity(modules.len());
        let mut tops = Vec::with_capacity(modules.len());
        for (id, module) in (0..).map(ModuleId).zip(&modules) {
            let (means, firsts) = module
                .imports
                .iter()
                .map(|import| linker.import(id, import))
                .unzip();
            imports.push(means);
            tops.push(firsts);
        }

        let module_names: Vec<Arc<str>> = (0..)
            .map(ModuleId)
            .zip(&paths)
            .map(|(id, path)| module_name(&tree, id, path, project_name))
            .collect();
        let mut module_index = FxHashMap::default();
        for (id, name) in (0..).map(ModuleId).zip(&module_names) {
            module_index.entry(name.clone()).or_insert(id);
        }
        let builtins =
            python_builtins(PYTHON_MINOR, false).chain(python_magic_globals(PYTHON_MINOR));
        let builtins = sorted(builtins.filter_map(|name| names.index.get(name).copied()));
        let stars = modules.iter().map(star_imports).collect();
        let stored = modules.iter().map(|_| OnceLock::new()).collect();
        let Names {
            list: names,
            index: name_index,
        } = names;
        Self {
            modules,
            module_names,
            names,
            global_names,
            imports,
            tops,
            bound,
            exported,
            stars,
            stored,
            builtins,
            name_index,
            module_index,
            tree,
            pages: Vec::new(),
        }
    }
}

/// The names that the body of a module binds.
fn bound_names(names: &[Name], module: &Module) -> Vec<Name> {
    let body = module
        .functions
        .first()
        .map(|body| body.exports.as_slice())
        .unwrap_or_default();
    sorted(
        body.iter()
            .filter_map(|(name, _)| names.get(name.0 as usize).copied()),
    )
}

/// The names in the `__all__` of a module.
fn exported_names(names: &[Name], module: &Module) -> Option<Vec<Name>> {
    let list = module.exports.as_ref()?;
    Some(sorted(
        list.iter()
            .filter_map(|name| names.get(name.0 as usize).copied()),
    ))
}

/// The star imports of a module, as places in its list of imports.
fn star_imports(module: &Module) -> Vec<u32> {
    (0..)
        .zip(&module.imports)
        .filter(|(_, import)| import.name.as_deref() == Some("*"))
        .map(|(at, _)| at)
        .collect()
}

fn sorted(names: impl Iterator<Item = Name>) -> Vec<Name> {
    let mut names: Vec<Name> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The table of names while it grows.
#[derive(Default)]
struct Names {
    list: Vec<Arc<str>>,
    index: FxHashMap<Arc<str>, Name>,
}

impl Names {
    fn intern(&mut self, text: &Arc<str>) -> Name {
        if let Some(name) = self.index.get(text) {
            return *name;
        }
        let name = Name(number(self.list.len()));
        self.list.push(text.clone());
        self.index.insert(text.clone(), name);
        name
    }
}

/// Where an absolute path leads, and where the search for it began.
#[derive(Clone, Copy)]
struct Target {
    base: FolderId,
    place: Place,
}

/// What an absolute import was answered: the importing folder, the path, and the name taken from it.
type Cache = FxHashMap<(FolderId, Arc<str>, Option<Arc<str>>), Option<Target>>;

struct Linker<'a> {
    tree: &'a Tree,
    bound: &'a Vec<Vec<Name>>,
    names: &'a mut Names,
    /// The name of the root folder.
    project_name: &'a str,
    /// Modules that cannot be what an absolute import means, because they import a library of their own name.
    shadowed: FxHashSet<ModuleId>,
    cache: Cache,
}

impl Linker<'_> {
    /// Finds the modules that have the name of a library they import.
    fn find_shadowed(&mut self, modules: &[Module]) {
        let mut shadowed = FxHashSet::default();
        for (id, module) in (0..).map(ModuleId).zip(modules) {
            for import in module.imports.iter().filter(|import| import.level == 0) {
                if self.is_own_name(id, first_part(&import.module))
                    && self.search(id, import).is_none()
                {
                    shadowed.insert(id);
                }
            }
        }
        self.shadowed = shadowed;
    }

    /// True if `name` is the module's own, and the module is neither a package nor surely on the path.
    fn is_own_name(&self, module: ModuleId, name: &str) -> bool {
        let folder = self.tree.folder_of(module);
        !is_root(self.tree.name(folder))
            && self.tree.child(folder, name) == Some(Place::Module(module))
            && self.tree.package_folder(module).is_none()
    }

    /// What an import means, and what its first part means if it is `import a.b`.
    fn import(&mut self, module: ModuleId, import: &Import) -> (Resolved, Option<Resolved>) {
        let target = if import.level > 0 {
            self.relative(module, import)
        } else {
            self.absolute(module, import)
        };
        let Some(Target { base, place }) = target else {
            return external(import);
        };
        match &import.name {
            None => {
                // A path that was found under the root's own name begins at the root.
                let top = self
                    .tree
                    .child(base, first_part(&import.module))
                    .or_else(|| self.tree.descend(base, ""));
                let top = top
                    .filter(|_| import.module.contains('.'))
                    .map(|top| self.resolved(top));
                (self.resolved(place), top)
            }
            Some(name) if &**name == "*" => (self.resolved(place), None),
            Some(name) => (
                self.member(module, place, name)
                    .unwrap_or_else(|| external(import).0),
                None,
            ),
        }
    }

    /// What `from place import name` means in `module`.
    fn member(&mut self, module: ModuleId, place: Place, name: &Arc<str>) -> Option<Resolved> {
        let (package, folder) = match place {
            Place::Module(package) => (Some(package), self.tree.package_folder(package)),
            Place::Folder(folder) => (None, Some(folder)),
        };
        let inner = folder.and_then(|folder| self.tree.child(folder, name));
        let Some(package) = package else {
            return inner.map(|inner| self.resolved(inner));
        };
        let global = self.names.intern(name);
        // What the package binds wins over its submodule, unless it is this very import that binds it.
        let binds = package != module
            && self
                .bound
                .get(package.0 as usize)
                .is_some_and(|bound| bound.binary_search(&global).is_ok());
        match inner {
            Some(inner) if !binds => Some(self.resolved(inner)),
            _ => Some(Resolved::Member(package, global)),
        }
    }

    fn resolved(&self, place: Place) -> Resolved {
        match place {
            Place::Module(module) => Resolved::Module(module),
            Place::Folder(folder) => Resolved::Namespace(self.tree.namespace_name(folder)),
        }
    }

    fn relative(&self, module: ModuleId, import: &Import) -> Option<Target> {
        let up = usize::try_from(import.level).ok()?.checked_sub(1)?;
        let base = self.tree.ancestors(self.tree.folder_of(module)).nth(up)?;
        let place = self.tree.descend(base, &import.module)?;
        Some(Target { base, place })
    }

    fn absolute(&mut self, module: ModuleId, import: &Import) -> Option<Target> {
        let top = first_part(&import.module);
        if self.tree.holders(top).is_empty() && top != self.project_name {
            return None;
        }
        if self.is_own_name(module, top) {
            return self.search(module, import);
        }
        let key = (
            self.tree.folder_of(module),
            import.module.clone(),
            import.name.clone(),
        );
        if let Some(target) = self.cache.get(&key) {
            return *target;
        }
        let target = self.search(module, import);
        self.cache.insert(key, target);
        target
    }

    /// Looks for an absolute path in the places that the documentation of this file names.
    fn search(&self, module: ModuleId, import: &Import) -> Option<Target> {
        let top = first_part(&import.module);
        let folder = self.tree.folder_of(module);
        let root = self.tree.package_root(folder);
        if is_known_standard_library(PYTHON_MINOR, top) {
            let beside = matches!(self.tree.child(root, top), Some(Place::Module(_)));
            return beside.then(|| self.at(root, module, import)).flatten();
        }
        let around = self
            .tree
            .ancestors(root)
            .find_map(|base| self.at(base, module, import));
        let own = || {
            (folder != root)
                .then(|| self.at(folder, module, import))
                .flatten()
        };
        around
            .or_else(own)
            .or_else(|| self.elsewhere(module, import))
            .or_else(|| self.under_own_name(import))
    }

    /// The path below one base, if all of it is there.
    fn at(&self, base: FolderId, module: ModuleId, import: &Import) -> Option<Target> {
        let top = first_part(&import.module);
        if let Place::Module(first) = self.tree.child(base, top)?
            && (self.shadowed.contains(&first)
                || (first == module && self.is_own_name(module, top)))
        {
            return None;
        }
        self.complete(base, self.tree.descend(base, &import.module)?, import)
    }

    /// A plain folder is only meant if the import takes a module out of it:
    /// the folder `alembic/` with migrations in it is not what `from alembic import op` means.
    fn complete(&self, base: FolderId, place: Place, import: &Import) -> Option<Target> {
        let meant = match (place, import.name.as_deref()) {
            (Place::Module(_), _) => true,
            (Place::Folder(folder), Some(name)) => self.tree.child(folder, name).is_some(),
            (Place::Folder(_), None) => false,
        };
        meant.then_some(Target { base, place })
    }

    fn elsewhere(&self, module: ModuleId, import: &Import) -> Option<Target> {
        let holders = self
            .tree
            .holders(first_part(&import.module))
            .iter()
            .copied();
        let likely = |folder: &FolderId| {
            self.tree.package(*folder).is_none()
                && (ROOT_NAMES.contains(&self.tree.name(*folder))
                    || self.tree.holds_package(*folder))
        };
        let mut fits = holders
            .take(OTHER_ROOTS)
            .filter(likely)
            .filter_map(|base| self.at(base, module, import));
        let first = fits.next()?;
        fits.next().is_none().then_some(first)
    }

    /// `from shop.models import Item` when the folder `shop` itself was scanned.
    fn under_own_name(&self, import: &Import) -> Option<Target> {
        let rest = import
            .module
            .strip_prefix(self.project_name)
            .filter(|_| !self.project_name.is_empty())?;
        let rest = if rest.is_empty() {
            rest
        } else {
            rest.strip_prefix('.')?
        };
        let place = self.tree.descend(Tree::ROOT, rest)?;
        self.complete(Tree::ROOT, place, import)
    }
}

/// An import that leads out of the project.
fn external(import: &Import) -> (Resolved, Option<Resolved>) {
    let Import {
        module,
        name,
        level,
        ..
    } = import;
    let dots = ".".repeat(usize::try_from(*level).unwrap_or(0).min(DOTS));
    let path: Arc<str> = match name {
        None if dots.is_empty() => module.clone(),
        None => format!("{dots}{module}").into(),
        Some(name) if module.is_empty() => format!("{dots}{name}").into(),
        Some(name) => format!("{dots}{module}.{name}").into(),
    };
    let top = (name.is_none() && module.contains('.'))
        .then(|| Resolved::External(first_part(module).into()));
    (Resolved::External(path), top)
}

/// True for the name of a folder that is surely on the path; the root of the project has no name.
fn is_root(name: &str) -> bool {
    matches!(name, "" | "src" | "lib" | "python")
}

fn first_part(dotted: &str) -> &str {
    dotted.split('.').next().unwrap_or_default()
}

/// The name of the folder that is scanned, if a module could have it.
fn root_name(project: &Project) -> &str {
    let name = project
        .root
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if name.contains('.') { "" } else { name }
}

/// The dotted name of a module, from the nearest folder that looks like a root.
fn module_name(tree: &Tree, module: ModuleId, path: &str, project_name: &str) -> Arc<str> {
    let folder = tree.folder_of(module);
    let outermost = tree.package_root(folder);
    let looks_like_root =
        |folder: &FolderId| is_root(tree.name(*folder)) || tree.holds_package(*folder);
    let base = if folder == outermost {
        tree.ancestors(outermost)
            .find(looks_like_root)
            .unwrap_or(Tree::ROOT)
    } else {
        outermost
    };
    let mut name = tree.dotted(base, folder);
    if tree.package_folder(module).is_none() {
        let file = path.rsplit('/').next().unwrap_or_default();
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    } else if name.is_empty() {
        // The root of the project is a package itself.
        name.push_str(match project_name {
            "" => "__init__",
            root => root,
        });
    }
    name.into()
}

/// Numbers of names and folders: sources are limited to far fewer.
pub(super) fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
