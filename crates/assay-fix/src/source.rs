//! A Python file as repairs see it: its text, its outline, and what its names mean.

use std::collections::BTreeSet;

use assay_python::outline::{NodeId, Outline, Shape};
use assay_source::{Range, SourceFile};

/// A file that can be changed.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) outline: Outline,
    imports: Vec<Binding>,
    /// Every name that stands in the file as one, however it is meant.
    mentioned: BTreeSet<String>,
}

/// A name that an import binds.
struct Binding {
    local: String,
    path: String,
    /// The function that it is bound in; `None` for the module.
    function: Option<NodeId>,
    /// True if it is bound under a condition, so that it may be missing.
    conditional: bool,
}

/// A name that has to be imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) module: String,
    /// What is imported from it; `None` for the module itself.
    pub(crate) name: Option<String>,
}

/// What to write for a name, and what to import for it.
pub(crate) struct Reached {
    pub(crate) text: String,
    pub(crate) import: Option<Import>,
}

impl<'a> Source<'a> {
    pub(crate) fn of(file: &'a SourceFile) -> Option<Self> {
        let outline = Outline::of(&file.text)?;
        let mut imports = Vec::new();
        let mut mentioned = BTreeSet::new();
        for id in outline.ids() {
            let function = outline.function(id);
            let conditional = outline.parent(id).is_some_and(|parent| {
                !matches!(
                    outline.shape(parent),
                    Shape::Module | Shape::Function { .. }
                )
            });
            let mut bind = |local: String, path: String| {
                imports.push(Binding {
                    local,
                    path,
                    function,
                    conditional,
                });
            };
            match outline.shape(id) {
                Shape::Import { names } => {
                    for name in names {
                        let local = name.alias.clone().unwrap_or_else(|| name.name.clone());
                        bind(local, name.name.clone());
                    }
                }
                Shape::From {
                    module,
                    level,
                    names,
                } => {
                    for name in names {
                        let dots = ".".repeat(*level as usize);
                        let local = name.alias.clone().unwrap_or_else(|| name.name.clone());
                        bind(local, format!("{dots}{module}.{}", name.name));
                    }
                }
                Shape::Name => {
                    mentioned.insert(file.slice(outline.range(id)).to_owned());
                }
                Shape::Parameter { name } | Shape::Handler { name: Some(name) } => {
                    mentioned.insert(name.clone());
                }
                Shape::Function { name } | Shape::Class { name } => {
                    mentioned.insert(file.slice(*name).to_owned());
                }
                _ => {}
            }
        }
        Some(Self {
            file,
            outline,
            imports,
            mentioned,
        })
    }

    /// True if a name stands in the file as one, however it is meant; in an import it does not.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    pub(crate) fn text(&self, id: NodeId) -> &str {
        self.file.slice(self.outline.range(id))
    }

    pub(crate) fn slice(&self, range: Range) -> &str {
        self.file.slice(range)
    }

    pub(crate) fn shape(&self, id: NodeId) -> &Shape {
        self.outline.shape(id)
    }

    /// The line's end of this file.
    pub(crate) fn line_end(&self) -> &'static str {
        let first = self.file.text.find('\n').unwrap_or_default();
        let before = self.file.text.get(..first).unwrap_or_default();
        if before.ends_with('\r') { "\r\n" } else { "\n" }
    }

    /// The white space in front of the line that a node begins on; `None` if something else stands there.
    pub(crate) fn indentation(&self, id: NodeId) -> Option<&str> {
        let start = self.outline.range(id).start;
        let line = self.file.lines.range(self.file.lines.line(start))?;
        let before = self.file.slice(Range::new(line.start, start));
        before.trim().is_empty().then_some(before)
    }

    /// The call at a range; of several that begin there, the outermost.
    pub(crate) fn call_at(&self, range: Range) -> Option<NodeId> {
        let at = self.outline.at(range);
        at.into_iter()
            .find(|id| matches!(self.shape(*id), Shape::Call { .. }))
    }

    /// The dotted path of an expression, with imports followed: `flask.request.args`;
    /// `?.name` for an attribute of something else.
    pub(crate) fn path(&self, id: NodeId) -> Option<String> {
        match self.shape(id) {
            Shape::Name => {
                let name = self.text(id);
                let bound = self.binding(name, id);
                Some(bound.map_or_else(|| name.to_owned(), |bound| bound.path.clone()))
            }
            Shape::Attribute { name } => {
                let name = self.slice(*name);
                let base = self.outline.children(id).into_iter().next()?;
                match self.shape(base) {
                    Shape::Name | Shape::Attribute { .. } => {
                        Some(format!("{}.{name}", self.path(base)?))
                    }
                    _ => Some(format!("?.{name}")),
                }
            }
            _ => None,
        }
    }

    fn binding(&self, local: &str, at: NodeId) -> Option<&Binding> {
        let functions: Vec<NodeId> = self
            .outline
            .around(at)
            .filter(|id| matches!(self.shape(*id), Shape::Function { .. }))
            .collect();
        let seen = |binding: &&Binding| {
            let own = binding.local == local
                || (binding.local.contains('.') && binding.local.split('.').next() == Some(local));
            own && binding
                .function
                .is_none_or(|function| functions.contains(&function))
        };
        let mut found = self.imports.iter().filter(seen);
        // `import a.b` binds `a`.
        let first = found.next()?;
        (!first.local.contains('.')).then_some(first)
    }

    /// True if a name that the module imports means something else where `at` stands.
    fn is_shadowed(&self, local: &str, at: NodeId) -> bool {
        let functions = self
            .outline
            .around(at)
            .filter(|id| matches!(self.shape(*id), Shape::Function { .. }));
        functions
            .into_iter()
            .any(|function| self.binds(function, local))
    }

    /// True if a function has a parameter or local variable of this name.
    pub(crate) fn binds(&self, function: NodeId, local: &str) -> bool {
        self.outline
            .inside(function)
            .any(|id| match self.shape(id) {
                Shape::Parameter { name } => name == local,
                Shape::Handler { name } => name.as_deref() == Some(local),
                Shape::Name => self.text(id) == local && self.is_target(id),
                _ => false,
            })
    }

    /// True if a name is what an assignment, loop or `with` binds.
    pub(crate) fn is_target(&self, id: NodeId) -> bool {
        let mut inner = id;
        for outer in self.outline.around(id) {
            match self.shape(outer) {
                Shape::Tuple { .. } | Shape::List | Shape::Starred => inner = outer,
                Shape::Assign => return self.outline.children(outer).last() != Some(&inner),
                Shape::Annotated | Shape::Augmented => {
                    return self.outline.children(outer).first() == Some(&inner);
                }
                // `for name in …`, `with … as name`, `del name`: whatever else stands there is not a bare name's own text.
                Shape::Statement => {
                    let text = self.text(outer);
                    let first = self.outline.children(outer).first() == Some(&inner);
                    return first
                        && (text.starts_with("for ")
                            || text.starts_with("async for ")
                            || text.starts_with("del "));
                }
                Shape::Other => {
                    let children = self.outline.children(outer);
                    let text = self.text(outer);
                    return children.first() == Some(&inner)
                        && (text.contains(":=") || text.starts_with("for "))
                        || children.len() == 2
                            && children.last() == Some(&inner)
                            && text.contains(" as ");
                }
                _ => return false,
            }
        }
        false
    }

    /// How to write `module.name`, or `module` itself, where `at` stands.
    ///
    /// # Errors
    /// Why it cannot be written there.
    pub(crate) fn reach(
        &self,
        module: &str,
        name: Option<&str>,
        at: NodeId,
    ) -> Result<Reached, String> {
        let whole = name.map_or_else(|| module.to_owned(), |name| format!("{module}.{name}"));
        let usable = |binding: &&Binding| {
            !binding.conditional
                && (binding.function.is_none()
                    || self
                        .outline
                        .around(at)
                        .any(|id| Some(id) == binding.function))
                && !self.is_shadowed(binding.local.split('.').next().unwrap_or_default(), at)
        };
        let ready = |text: String| Reached { text, import: None };
        if let Some(own) = self
            .imports
            .iter()
            .filter(usable)
            .find(|own| own.path == whole)
        {
            return Ok(ready(own.local.clone()));
        }
        if let Some(name) = name {
            let own = self
                .imports
                .iter()
                .filter(usable)
                .find(|own| own.path == module);
            if let Some(own) = own {
                return Ok(ready(format!("{}.{name}", own.local)));
            }
        }
        let is_plain = !module.contains('.') && assay_python::outline::is_standard_library(module);
        let as_module = (
            module.to_owned(),
            Import {
                module: module.to_owned(),
                name: None,
            },
        );
        let split = module.rsplit_once('.');
        let candidates: Vec<(String, Import)> = match (name, split) {
            (Some(name), _) => {
                let from = (
                    name.to_owned(),
                    Import {
                        module: module.to_owned(),
                        name: Some(name.to_owned()),
                    },
                );
                if is_plain {
                    vec![(format!("{module}.{name}"), as_module.1), from]
                } else {
                    vec![from]
                }
            }
            (None, Some((outer, last))) => vec![(
                last.to_owned(),
                Import {
                    module: outer.to_owned(),
                    name: Some(last.to_owned()),
                },
            )],
            (None, None) => vec![as_module],
        };
        for (text, import) in candidates {
            let local = text.split('.').next().unwrap_or_default();
            let taken = self.mentioned.contains(local)
                || self
                    .imports
                    .iter()
                    .any(|own| own.local.split('.').next() == Some(local));
            if !taken {
                return Ok(Reached {
                    text,
                    import: Some(import),
                });
            }
        }
        Err(format!(
            "`{whole}` cannot be imported: its name means something else here"
        ))
    }

    /// A text with `{module}` and `{module:name}` for names to be reached.
    pub(crate) fn fill(
        &self,
        template: &str,
        at: NodeId,
        imports: &mut Vec<Import>,
    ) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((path, after)) = after.split_once('}') else {
                break;
            };
            out.push_str(before);
            let (module, name) = match path.split_once(':') {
                Some((module, name)) => (module, Some(name)),
                None => (path, None),
            };
            let reached = self.reach(module, name, at)?;
            out.push_str(&reached.text);
            imports.extend(reached.import);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}
