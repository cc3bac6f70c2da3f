//! Whether an application reaches the code that an advisory is about: what to look for, and what was found.
//!
//! Looking is the work of whoever knows the program; this only says after what, and what the answer means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::advisory::Advisory;

/// Code that brings advisories to life.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symbols {
    /// The package, in normal form.
    pub package: String,
    /// Ids of the advisories.
    pub ids: Vec<String>,
    /// Calls of one of these symbolic paths.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Assignments to one of these.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Parts of a request that are read.
    #[serde(default)]
    pub reads: Vec<String>,
    /// True if every application that answers requests is concerned.
    #[serde(default)]
    pub serves: bool,
    /// What such code does.
    pub text: String,
}

/// Everything that is known of code behind advisories.
pub fn symbols() -> &'static [Symbols] {
    #[derive(Deserialize)]
    struct File {
        symbol: Vec<Symbols>,
    }
    static SYMBOLS: LazyLock<Vec<Symbols>> = LazyLock::new(|| {
        let file: Result<File, _> =
            toml::from_str(include_str!("../../../advisories/symbols.toml"));
        file.map(|file| file.symbol).unwrap_or_default()
    });
    &SYMBOLS
}

impl Symbols {
    /// True if an advisory is one of these.
    pub fn concern(&self, advisory: &Advisory) -> bool {
        self.package == advisory.package
            && advisory
                .ids()
                .any(|id| self.ids.iter().any(|known| known == id))
    }
}

#[derive(Deserialize)]
struct Names {
    imports: BTreeMap<String, Vec<String>>,
    brings: BTreeMap<String, Vec<String>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../advisories/import-names.toml")).unwrap_or(Names {
        imports: BTreeMap::new(),
        brings: BTreeMap::new(),
    })
});

/// The top-level names that one imports from a package.
pub fn import_names(package: &str) -> Vec<String> {
    NAMES
        .imports
        .get(package)
        .cloned()
        .unwrap_or_else(|| vec![package.replace('-', "_")])
}

/// The packages that run a package on behalf of the application, themselves and through others.
pub fn brought_by(package: &str) -> BTreeSet<&'static str> {
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    let mut work = vec![package.to_owned()];
    while let Some(name) = work.pop() {
        for (parent, children) in &NAMES.brings {
            if children.contains(&name) && found.insert(parent) {
                work.push(parent.clone());
            }
        }
    }
    found
}

/// How near an application comes to a flaw of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Code that brings the flaw to life is there.
    Reachable,
    /// The package is imported, or runs on behalf of one that is, or may be imported by a name that is worked out;
    /// what brings the flaw to life is not known.
    Unknown,
    /// The package is imported, and what brings the flaw to life was looked for and not found.
    Imported,
    /// The application does not import the package.
    NotImported,
}

impl Reach {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Unknown => "unknown",
            Self::Imported => "imported",
            Self::NotImported => "not imported",
        }
    }
}

/// What is known of how an application uses a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The package, in normal form.
    pub package: String,
    /// How near the application comes to the nearest of its flaws.
    pub reach: Reach,
    /// Where it is imported: path and line, the first few.
    pub imports: Vec<Site>,
    /// The imported package that runs it, if it is not imported itself.
    pub through: Option<String>,
    /// Code that brings flaws to life.
    pub uses: Vec<Use>,
    /// What is known for each advisory, by id.
    pub advisories: BTreeMap<String, Reach>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Site {
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
    /// The place itself.
    #[serde(skip)]
    pub span: assay_source::Span,
}

/// Code that brings a flaw to life.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    /// Where.
    #[serde(flatten)]
    pub site: Site,
    /// What is called, written or read.
    pub symbol: String,
    /// What it does.
    pub text: String,
    /// The function around it; empty at the top of a module.
    pub function: String,
    /// Which route leads there, if one does.
    pub route: Option<String>,
    /// The advisories that it is about, by id.
    pub advisories: Vec<String>,
}

impl Evidence {
    /// True if a request leads to one of the uses.
    pub fn is_served(&self) -> bool {
        self.uses.iter().any(|found| found.route.is_some())
    }

    /// The evidence in one sentence, without its end.
    pub fn sentence(&self) -> String {
        if let Some(found) = self
            .uses
            .iter()
            .find(|found| found.route.is_some())
            .or(self.uses.first())
        {
            let way = match &found.route {
                Some(route) if route.is_empty() => ", which a request reaches".to_owned(),
                Some(route) => format!(", which {route} reaches"),
                None => String::new(),
            };
            let more = match self.uses.len() {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            return format!(
                "reachable: {} by `{}` at {}:{}{way}{more}",
                found.text, found.symbol, found.site.path, found.site.line
            );
        }
        let place = match (self.imports.first(), &self.through) {
            (Some(site), _) => format!("at {}:{}", site.path, site.line),
            (None, Some(parent)) => format!("by {parent}, which the application imports"),
            (None, None) => String::new(),
        };
        match self.reach {
            Reach::NotImported => "the application does not import it".to_owned(),
            Reach::Imported => {
                format!("imported {place}; what brings its flaws to life was not found")
            }
            Reach::Unknown | Reach::Reachable => {
                format!("imported {place}; whether its flaws are reached is not known")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    /// One source took them back and another did not, so that a newer database may report them.
    const DISPUTED: [&str; 1] = ["CVE-2021-33026"];

    #[test]
    fn every_id_is_one_of_a_living_advisory_about_the_package() {
        let mut count = BTreeSet::new();
        assert!(!symbols().is_empty(), "the data can be read");
        for entry in symbols() {
            let advisories = Database::embedded().of_package(&entry.package);
            for id in &entry.ids {
                if DISPUTED.contains(&id.as_str()) {
                    assert!(advisories.is_empty(), "{id} is reported again");
                    continue;
                }
                let known = advisories
                    .iter()
                    .any(|advisory| advisory.ids().any(|known| known == id));
                assert!(known, "{} has no advisory {id}", entry.package);
                count.insert((&entry.package, id));
            }
            assert!(
                entry.serves
                    || !entry.calls.is_empty()
                    || !entry.reads.is_empty()
                    || !entry.writes.is_empty(),
                "{}: nothing to look for",
                entry.package
            );
        }
        assert!(count.len() >= 60, "{}", count.len());
    }

    #[test]
    fn import_names_differ_from_package_names() {
        assert_eq!(import_names("pyyaml"), ["yaml"]);
        assert_eq!(import_names("flask-talisman"), ["flask_talisman"]);
        assert!(NAMES.imports.len() >= 100);
        assert!(brought_by("markupsafe").contains("flask"));
    }
}
