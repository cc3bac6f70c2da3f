//! Routes of connexion: a file of the `OpenAPI` format names the function for each URL and method.
//!
//! ```yaml
//! paths:
//!   /notes/{note_id}:
//!     delete:
//!       operationId: shop.notes.remove
//!       security: [{ bearer: [] }]
//! ```
//!
//! What the file asks of the sender counts as a guard: connexion calls the function for it before the view.

use assay_python::FunctionRef;
use assay_python::ir::FunctionId;
use assay_source::{FileId, FileKind, Span};

use super::build::{Answer, Builder, Registration};
use crate::format::yaml::{self, Node};
use crate::groups::Way;
use crate::guards::{Asked, By, Guard, Step};
use crate::limits;
use crate::settings::is_test;

/// How many operations of one file are read.
const OPERATIONS: usize = 2048;

/// Methods that a path may have.
const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

impl Builder<'_> {
    /// Adds the operations of `OpenAPI` files, if the project uses connexion.
    pub(crate) fn described(&mut self) {
        let modules = &self.log.program.modules;
        let uses = modules.iter().flat_map(|module| &module.imports);
        let is_used = uses.into_iter().any(|import| {
            import.level == 0 && import.module.split('.').next() == Some("connexion")
        });
        if !is_used {
            return;
        }
        for file in &self.log.project.files {
            let is_data = file
                .path
                .rsplit('.')
                .next()
                .is_some_and(|suffix| matches!(suffix, "yaml" | "yml" | "json"));
            if file.kind == FileKind::Python
                || !is_data
                || is_test(&file.path)
                || file.text.len() > limits::FILE_BYTES
                || !(file.text.contains("openapi") || file.text.contains("swagger"))
            {
                continue;
            }
            let (documents, _) = yaml::parse(&file.text);
            for document in &documents {
                self.document(file.id, document);
            }
        }
    }

    fn document(&mut self, file: FileId, document: &Node) {
        let version = document.get("openapi").or_else(|| document.get("swagger"));
        let (Some(_), Some(paths)) = (version, document.get("paths")) else {
            return;
        };
        let way = Way {
            prefix: prefix(document),
            application: self.groups.only_application(),
            ..Way::default()
        };
        let mut count = 0;
        for (path, operations) in paths.entries() {
            for (method, operation) in operations.entries() {
                if !METHODS.contains(&method.text.as_str()) || count >= OPERATIONS {
                    continue;
                }
                count += 1;
                let place = Span {
                    file,
                    range: method.range,
                };
                let guard = guard(document, operation, place);
                let controller = [operation, operations]
                    .into_iter()
                    .find_map(|node| {
                        node.get("x-openapi-router-controller")
                            .or_else(|| node.get("x-swagger-router-controller"))
                    })
                    .and_then(Node::text);
                let named = operation.get("operationId").and_then(Node::text);
                let view = named.and_then(|name| self.operation(controller, name));
                let rule = flask_rule(&path.text);
                let registration = Registration {
                    span: place,
                    function: FunctionRef {
                        module: assay_python::ModuleId(0),
                        function: FunctionId(0),
                    },
                    methods: vec![method.text.to_uppercase()],
                    rule: &rule,
                    endpoint: named.map(str::to_owned),
                    way: &way,
                };
                let answer = Answer {
                    view,
                    class: None,
                    name: view.map_or("?", |view| self.log.name_of(view)),
                    place: view
                        .and_then(|view| self.log.place_of(view))
                        .or(Some(place)),
                };
                let before = self.drafts.len();
                self.add(&registration, &answer, registration.methods.clone());
                if let (true, Some(draft)) = (self.drafts.len() > before, self.drafts.last_mut()) {
                    draft.stated.extend(guard);
                }
            }
        }
    }

    /// The function that an operation names: `shop.notes.remove`, or `remove` of a controller.
    fn operation(&self, controller: Option<&str>, name: &str) -> Option<FunctionRef> {
        let whole = match controller {
            Some(controller) => format!("{controller}.{name}"),
            None => name.to_owned(),
        };
        let (module, function) = whole.rsplit_once('.')?;
        let program = self.log.program;
        // Projects are named from the folder that holds the package, which may lie deeper here.
        let found = program.module_named(module).or_else(|| {
            let ends = format!(".{module}");
            let mut all = program.modules().map(|(id, _)| id);
            all.find(|id| program.module_name(*id).ends_with(&ends))
        })?;
        let own = program.module(found);
        let functions = (0..).zip(&own.functions);
        let named = functions.filter(|(_, known)| *known.qualname == *function);
        named.last().map(|(number, _)| FunctionRef {
            module: found,
            function: FunctionId(number),
        })
    }
}

/// The path before all others: `basePath`, or that of the first server.
fn prefix(document: &Node) -> String {
    let base = document.get("basePath").and_then(Node::text);
    let server = || {
        let first = document.get("servers")?.items().first()?;
        let url = first.get("url")?.text()?;
        match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)),
            None => Some(url),
        }
    };
    let path = base.or_else(server).unwrap_or("");
    path.trim_end_matches('/').to_owned()
}

/// `/notes/{note_id}` as Flask writes it.
fn flask_rule(path: &str) -> String {
    path.replace('{', "<").replace('}', ">")
}

/// What the file asks of the sender: the operation's own `security`, or that of the whole document.
fn guard(document: &Node, operation: &Node, place: Span) -> Option<Guard> {
    let asked = operation
        .get("security")
        .or_else(|| document.get("security"))?;
    let schemes = asked.items();
    // `{}` beside others says that nothing is needed, too.
    if schemes.is_empty() || schemes.iter().any(|scheme| scheme.entries().is_empty()) {
        return None;
    }
    let (name, _) = schemes.first()?.entries().first()?;
    let span = Span {
        file: place.file,
        range: name.range,
    };
    Some(Guard {
        what: Asked::Token,
        by: By::Decorator,
        methods: Vec::new(),
        span,
        name: name.text.clone(),
        reason: vec![Step {
            span,
            text: format!("security `{}` of the OpenAPI file", name.text),
        }],
        is_conditional: false,
    })
}
