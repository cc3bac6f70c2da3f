//! The folders and modules of a project as Python's import system sees them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::ModuleId;

/// A folder that holds modules, at any depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FolderId(u32);

/// What a path can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A module, or a package by its `__init__.py`.
    Module(ModuleId),
    /// A folder without `__init__.py`.
    Folder(FolderId),
}

#[derive(Debug, Default)]
struct Folder {
    name: Arc<str>,
    parent: Option<FolderId>,
    /// Its `__init__.py`.
    package: Option<ModuleId>,
    /// True if a package stands directly in it.
    holds_package: bool,
    modules: FxHashMap<Arc<str>, ModuleId>,
    folders: FxHashMap<Arc<str>, FolderId>,
}

/// The tree. Folder 0 is the root of the project.
#[derive(Debug)]
pub(super) struct Tree {
    folders: Vec<Folder>,
    /// For each module, the folder it stands in.
    folder_of: Vec<FolderId>,
    /// For each name, the folders that have a module or folder of that name, in order of path.
    holders: FxHashMap<Arc<str>, Vec<FolderId>>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "folder ids are made by this tree only, one for each folder"
)]
impl Tree {
    pub(super) const ROOT: FolderId = FolderId(0);

    /// Builds the tree of modules at these paths, which are relative and use `/`.
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut tree = Self {
            folders: vec![Folder::default()],
            folder_of: Vec::new(),
            holders: FxHashMap::default(),
        };
        for (id, path) in (0..).map(ModuleId).zip(paths) {
            let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
            let mut folder = Self::ROOT;
            for name in folders.split('/').filter(|name| !name.is_empty()) {
                folder = tree.enter(folder, name);
            }
            tree.folder_of.push(folder);
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            if stem == "__init__" {
                tree.folders[folder.0 as usize].package.get_or_insert(id);
                if let Some(parent) = tree.parent(folder) {
                    tree.folders[parent.0 as usize].holds_package = true;
                }
            } else {
                tree.add_module(folder, stem, id);
            }
        }
        tree
    }

    fn enter(&mut self, parent: FolderId, name: &str) -> FolderId {
        if let Some(folder) = self.folders[parent.0 as usize].folders.get(name) {
            return *folder;
        }
        let id = FolderId(super::link::number(self.folders.len()));
        let name: Arc<str> = name.into();
        self.folders.push(Folder {
            name: name.clone(),
            parent: Some(parent),
            ..Folder::default()
        });
        let holder = &mut self.folders[parent.0 as usize];
        let known = holder.modules.contains_key(&name);
        holder.folders.insert(name.clone(), id);
        if !known {
            self.holders.entry(name).or_default().push(parent);
        }
        id
    }

    fn add_module(&mut self, folder: FolderId, stem: &str, id: ModuleId) {
        let name: Arc<str> = stem.into();
        let holder = &mut self.folders[folder.0 as usize];
        let known = holder.folders.contains_key(&name) || holder.modules.contains_key(&name);
        holder.modules.entry(name.clone()).or_insert(id);
        if !known {
            self.holders.entry(name).or_default().push(folder);
        }
    }

    /// The folder a module stands in.
    pub(super) fn folder_of(&self, module: ModuleId) -> FolderId {
        self.folder_of[module.0 as usize]
    }

    /// The folder of a package, if the module is an `__init__.py`.
    pub(super) fn package_folder(&self, module: ModuleId) -> Option<FolderId> {
        let folder = self.folder_of(module);
        (self.package(folder) == Some(module)).then_some(folder)
    }

    /// The `__init__.py` of a folder.
    pub(super) fn package(&self, folder: FolderId) -> Option<ModuleId> {
        self.folders[folder.0 as usize].package
    }

    /// The folder above.
    pub(super) fn parent(&self, folder: FolderId) -> Option<FolderId> {
        self.folders[folder.0 as usize].parent
    }

    /// The name of a folder; empty for the root.
    pub(super) fn name(&self, folder: FolderId) -> &str {
        &self.folders[folder.0 as usize].name
    }

    /// The folder and those around it, up to the root.
    pub(super) fn ancestors(&self, folder: FolderId) -> impl Iterator<Item = FolderId> {
        std::iter::successors(Some(folder), |folder| self.parent(*folder))
    }

    /// The folder in which the outermost package around `folder` stands: where Python would look for it.
    /// `folder` itself if it is not a package.
    pub(super) fn package_root(&self, folder: FolderId) -> FolderId {
        self.ancestors(folder)
            .find(|folder| self.package(*folder).is_none())
            .unwrap_or(Self::ROOT)
    }

    /// True if a package stands directly in the folder.
    pub(super) fn holds_package(&self, folder: FolderId) -> bool {
        self.folders[folder.0 as usize].holds_package
    }

    /// The folders that have a module or folder of this name.
    pub(super) fn holders(&self, name: &str) -> &[FolderId] {
        self.holders
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What `name` is in a folder: a package before a module before a plain folder, as in Python.
    pub(super) fn child(&self, folder: FolderId, name: &str) -> Option<Place> {
        let holder = &self.folders[folder.0 as usize];
        let inner = holder.folders.get(name).copied();
        let package = inner.and_then(|inner| self.package(inner));
        package
            .or_else(|| holder.modules.get(name).copied())
            .map(Place::Module)
            .or(inner.map(Place::Folder))
    }

    /// What a dotted path leads to from a folder. The empty path is the folder itself.
    pub(super) fn descend(&self, folder: FolderId, dotted: &str) -> Option<Place> {
        let mut place = match self.package(folder) {
            Some(package) => Place::Module(package),
            None => Place::Folder(folder),
        };
        let mut inside = Some(folder);
        for name in dotted.split('.').filter(|name| !name.is_empty()) {
            place = self.child(inside?, name)?;
            inside = match place {
                Place::Module(module) => self.package_folder(module),
                Place::Folder(folder) => Some(folder),
            };
        }
        Some(place)
    }

    /// A folder by its path from the root with dots for slashes.
    pub(super) fn namespace(&self, dotted: &str) -> Option<FolderId> {
        dotted
            .split('.')
            .filter(|name| !name.is_empty())
            .try_fold(Self::ROOT, |folder, name| {
                self.folders[folder.0 as usize].folders.get(name).copied()
            })
    }

    /// The path of a folder from the root with dots for slashes.
    pub(super) fn namespace_name(&self, folder: FolderId) -> Arc<str> {
        self.dotted(Self::ROOT, folder).into()
    }

    /// The path from one folder to another below it, with dots.
    pub(super) fn dotted(&self, from: FolderId, to: FolderId) -> String {
        let mut parts: Vec<&str> = self
            .ancestors(to)
            .take_while(|folder| *folder != from)
            .map(|folder| self.name(folder))
            .collect();
        parts.reverse();
        parts.retain(|part| !part.is_empty());
        parts.join(".")
    }
}
