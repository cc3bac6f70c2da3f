//! What Assay knows about libraries, as data, and the loader of that data.
//!
//! One file per package says where values come from, where they do something, and which calls
//! pass, clean or check them. `kinds.toml` is the vocabulary. This crate reads and checks the
//! files; what they mean for a program is the business of the taint engine.
//!
//! ```
//! use assay_models::Models;
//!
//! let text = r#"
//!     package = "postbox"
//!     [[sink]]
//!     call = "postbox.Box().drop"
//!     arg  = [0, "letter"]
//!     kind = "email"
//! "#;
//! let models = Models::parse(&[("postbox.toml", text)])?;
//! assert_eq!(models.packages()[0].sinks.len(), 1);
//! # Ok::<(), assay_models::Error>(())
//! ```

mod condition;
mod error;
mod format;
mod kind;
mod load;
mod model;
mod path;
mod reference;

use std::sync::LazyLock;

pub use condition::{Condition, Conditions, Constant, Test};
pub use error::{Error, Mistake};
pub use kind::{
    Kinds, KindsError, NameWords, Named, Needs, RoleFacts, RoleKind, SinkFacts, SinkKind,
    SinkKinds, SourceFacts, SourceKind,
};
pub use model::{
    Alias, Callback, Clean, Entry, EntryTarget, Exit, Guard, GuardWhen, Load, NamedConstant,
    Package, Part, Pass, PassAs, Render, Response, Role, RoleTarget, Sink, SinkTarget, Source,
    SourceTarget, Store, Symbol, Through,
};
pub use path::{Path, PathError, Step};
pub use reference::{Base, Reference, ReferenceError};

/// The name of the file that lists the kinds.
const KINDS: &str = "kinds.toml";

/// The model files of this crate, by name, gathered by `build.rs`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The models of all packages, and the kinds they speak in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Models {
    kinds: Kinds,
    packages: Vec<Package>,
}

impl Models {
    /// The models that come with Assay, read once.
    ///
    /// # Panics
    ///
    /// If a model file of this crate is wrong, which a test of this crate excludes.
    pub fn embedded() -> &'static Self {
        static MODELS: LazyLock<Models> = LazyLock::new(|| {
            let mut models = Models::default();
            match models.merge(FILES) {
                Ok(()) => models,
                #[expect(clippy::panic, reason = "a broken embedded model is our bug")]
                Err(error) => panic!("{error}"),
            }
        });
        &MODELS
    }

    /// Reads files of models, given by name and text, and nothing else.
    /// The kinds are those that come with Assay, unless one of the files is named `kinds.toml`.
    ///
    /// # Errors
    ///
    /// The first mistake in the files.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Error> {
        let own_kinds = files.iter().any(|(name, _)| file_name(name) == KINDS);
        let kinds = if own_kinds {
            Kinds::default()
        } else {
            Self::embedded().kinds.clone()
        };
        let mut models = Self {
            kinds,
            packages: Vec::new(),
        };
        models.merge(files)?;
        Ok(models)
    }

    /// Adds files of models, given by name and text. A file named `kinds.toml` adds kinds.
    /// What was there stays, and keeps its kinds' numbers.
    ///
    /// # Errors
    ///
    /// The first mistake in the files; then nothing is added.
    pub fn merge(&mut self, files: &[(&str, &str)]) -> Result<(), Error> {
        let mut kinds = self.kinds.clone();
        for (name, text) in files.iter().filter(|(name, _)| file_name(name) == KINDS) {
            kinds.add(load::read(name, text)?).map_err(|mistake| {
                let file = (*name).to_owned();
                Error::Kinds { file, mistake }
            })?;
        }
        let mut packages = Vec::new();
        for (name, text) in files.iter().filter(|(name, _)| file_name(name) != KINDS) {
            packages.push(load::package(name, text, &kinds)?);
        }
        self.kinds = kinds;
        self.packages.append(&mut packages);
        Ok(())
    }

    /// The kinds of sources and sinks.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The packages, in the order they were added; those that come with Assay by file name.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }
}

fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests;
