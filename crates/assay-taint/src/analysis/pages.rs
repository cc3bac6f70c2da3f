//! What a function returns that could be the body of a page, and the headers that go with it.

use assay_models::{self as models, Base, Reference, Step};
use assay_python::ir::Const;

use super::Analysis;
use super::call::Args;
use crate::state::CellKind;
use crate::summary::Returned;
use crate::symbols::SymbolId;
use crate::value::{Doubt, Key, Label, Object, Origin, Root, Value, types};

impl Analysis<'_> {
    /// Keeps what a function returns that could be the body of a page.
    pub(super) fn check_returned(&mut self, value: &Value) {
        let mut pages = Vec::new();
        self.page_labels(value, None, &mut pages, 0);
        let here = self.here();
        for (label, carrier) in pages {
            self.draft.returns(Returned {
                span: here,
                label,
                carrier,
                header: None,
            });
        }
        self.check_answer(value);
        for object in value.objects() {
            if let Object::Cell(id) = object
                && let Some(cell) = self.cell(*id)
                && cell.kind == CellKind::Tuple
                && let Some(elements) = cell.elements()
            {
                for part in elements.iter().skip(1) {
                    self.check_returned_headers(part);
                }
            }
        }
    }

    /// Keeps what a function returns of the inside of the application, whatever form the answer has.
    fn check_answer(&mut self, value: &Value) {
        let (Some(answer), Some(exception)) =
            (self.engine.symbols.answer, self.engine.symbols.exception)
        else {
            return;
        };
        let span = self.here();
        for label in self.deep(value) {
            let counts = match &label.origin {
                Origin::Source(_, kind, _) => *kind == exception,
                // The parameter of an error handler; an HTTP error that is handed back is an answer already.
                Origin::Root(path) => {
                    let is_itself =
                        |object: &Object| matches!(object, Object::Root(at) if at == path);
                    matches!(path.root, Root::Param(_))
                        && path.keys.is_empty()
                        && self.ir.params.len() <= 2
                        && !value.objects().iter().any(is_itself)
                }
            };
            if counts {
                self.draft.returns(Returned {
                    span,
                    label,
                    carrier: None,
                    header: Some(answer),
                });
            }
        }
    }

    /// `return body, 200, {"X-Title": title}`: what goes into the headers.
    pub(super) fn check_returned_headers(&mut self, headers: &Value) {
        let [Object::Cell(id)] = headers.objects() else {
            return;
        };
        let Some(cell) = self.cell(*id).cloned() else {
            return;
        };
        if cell.kind != CellKind::Dict {
            return;
        }
        let engine = self.engine;
        let Some(part) = engine.symbols.header_parts.first() else {
            return;
        };
        let span = self.here();
        for (key, value) in &cell.fields {
            let Key::Text(name) = key else { continue };
            let Some(place) = engine.symbols.item(*part, Some(name)) else {
                continue;
            };
            for (_, sink) in &engine.symbols.info(place).writes {
                if !matches!(
                    sink.target,
                    models::SinkTarget::Write {
                        part: models::Part::Value,
                        ..
                    }
                ) {
                    continue;
                }
                for label in self.deep(value) {
                    self.draft.returns(Returned {
                        span,
                        label,
                        carrier: None,
                        header: Some(sink.kind.0),
                    });
                }
            }
        }
    }

    pub(super) fn page_labels(
        &mut self,
        value: &Value,
        carrier: Option<SymbolId>,
        pages: &mut Vec<(Label, Option<SymbolId>)>,
        depth: u32,
    ) {
        if depth > 3 || value.types() & (types::NUMBER | types::DICT) != 0 {
            return;
        }
        let value = &self.with_facts(value.clone());
        let mut objects = false;
        for object in value.objects() {
            match object {
                Object::Cell(id) => {
                    objects = true;
                    let Some(cell) = self.cell(*id).cloned() else {
                        continue;
                    };
                    match &cell.kind {
                        CellKind::Tuple => {
                            if let Some(elements) = cell.elements()
                                && let Some((body, rest)) = elements.split_first()
                            {
                                if rest.iter().any(|part| self.says_other_type(part)) {
                                    continue;
                                }
                                self.page_labels(body, carrier, pages, depth + 1);
                            }
                        }
                        CellKind::Generator => {
                            let element = cell.everything();
                            self.page_labels(&element, carrier, pages, depth + 1);
                        }
                        CellKind::Library(symbol) => {
                            let single = Value::object(object.clone());
                            self.response_labels(*symbol, &single, pages, depth);
                        }
                        _ => {}
                    }
                }
                Object::Symbol(symbol)
                    if !self.engine.symbols.info(*symbol).responses.is_empty() =>
                {
                    objects = true;
                }
                // A mapping is made into JSON.
                Object::Symbol(symbol)
                    if self
                        .engine
                        .symbols
                        .mapping_class
                        .is_some_and(|class| self.engine.symbols.is_a(*symbol, class)) =>
                {
                    objects = true;
                    let here = self.here();
                    for alias in self.engine.symbols.aliases_of(*symbol) {
                        self.draft.reached(alias, here);
                    }
                }
                _ => {}
            }
        }
        if !objects {
            pages.extend(value.labels().iter().map(|label| (label.clone(), carrier)));
        }
    }

    pub(super) fn response_labels(
        &mut self,
        symbol: SymbolId,
        value: &Value,
        pages: &mut Vec<(Label, Option<SymbolId>)>,
        depth: u32,
    ) {
        let engine = self.engine;
        for (id, response) in &engine.symbols.info(symbol).responses {
            self.draft.reached(*id, self.here());
            let held = |analysis: &mut Self, path: &[Step]| {
                let reference = Reference {
                    base: Base::Receiver,
                    path: path.to_vec(),
                };
                analysis
                    .argument(&reference, value, &Args::default())
                    .into_iter()
                    .reduce(|a, b| a.join(&b))
            };
            let mut is_other = false;
            let mut is_chosen = false;
            for path in &response.content_type {
                let said = match path.split_last() {
                    Some((Step::Item(Some(name)), front)) => held(self, front)
                        .and_then(|headers| self.header(&headers, name))
                        .or_else(|| held(self, path)),
                    _ => held(self, path),
                };
                let is_download = match path.split_last() {
                    Some((Step::Item(Some(_)), front)) => {
                        held(self, front).is_some_and(|headers| self.says_download(&headers))
                    }
                    _ => false,
                };
                let surely = said.as_ref().and_then(Value::sure_constants);
                is_other |= is_download
                    || surely.is_some_and(|constants| {
                        constants.iter().all(|(constant, _)| says_no_page(constant))
                    });
                is_chosen |= self.is_set(value, path)
                    && said.is_some_and(|said| self.is_chosen_by_program(&said));
            }
            if is_other {
                continue;
            }
            if let Some(body) = held(self, &response.body) {
                let known = pages.len();
                self.page_labels(&body, Some(symbol), pages, depth + 1);
                for (label, _) in pages.iter_mut().skip(known).filter(|_| is_chosen) {
                    label.doubt = label.doubt.max(Doubt::Unmodelled);
                }
            }
        }
    }

    /// True if an attribute of a library object was given a value.
    fn is_set(&self, object: &Value, path: &[Step]) -> bool {
        let ([Object::Cell(id)], [Step::Attr(name)]) = (object.objects(), path) else {
            return false;
        };
        let name = self.engine.symbols.name(name);
        let cell = self.cell(*id);
        name.zip(cell)
            .is_some_and(|(name, cell)| cell.fields.contains_key(&Key::Attr(name)))
    }

    /// True for a content type that the program sets and that nobody here knows: it rather is none of a page,
    /// for a page needs none to be set.
    fn is_chosen_by_program(&self, said: &Value) -> bool {
        said.sure_constants().is_none()
            && self.deep(said).is_empty()
            && (said.constants().iter()).all(|(constant, _)| says_no_page(constant))
    }

    /// True for a mapping of headers that says the body is not a page.
    pub(super) fn says_other_type(&mut self, headers: &Value) -> bool {
        let value = self.header(headers, "Content-Type");
        value
            .as_ref()
            .and_then(Value::sure_text)
            .is_some_and(|text| !is_html(text))
            || self.says_download(headers)
    }

    /// True for a mapping of headers that says the body is to be saved, not shown.
    fn says_download(&self, headers: &Value) -> bool {
        let value = self.header(headers, "Content-Disposition");
        value.as_ref().and_then(Value::prefix).is_some_and(|text| {
            let text = text.trim_start().as_bytes();
            text.get(..10)
                .is_some_and(|start| start.eq_ignore_ascii_case(b"attachment"))
        })
    }

    /// What a mapping has under the name of a header, in whatever case.
    pub(super) fn header(&self, headers: &Value, name: &str) -> Option<Value> {
        let [Object::Cell(id)] = headers.objects() else {
            return None;
        };
        let cell = self.cell(*id)?;
        let value = cell.fields.iter().find_map(|(key, value)| match key {
            Key::Text(text) if text.eq_ignore_ascii_case(name) => Some(value),
            _ => None,
        })?;
        Some(if headers.data()?.open {
            value.join(&Value::Unknown)
        } else {
            value.clone()
        })
    }
}

/// True for a content type of no page.
fn says_no_page(content_type: &Const) -> bool {
    match content_type {
        Const::Str(text) => !is_html(text),
        Const::Bytes(bytes) => !is_html(&String::from_utf8_lossy(bytes)),
        _ => false,
    }
}

/// Content types that a browser runs scripts of.
pub(super) fn is_html(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    ["html", "svg", "xml"]
        .iter()
        .any(|kind| lower.contains(kind))
}
