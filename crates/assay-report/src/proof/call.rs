//! The request of a proof test, as arguments of Flask's test client.

use assay_finding::inventory::InputRow;
use assay_finding::{Proof, Request};

use super::python::literal;

/// A request in Python.
pub(super) struct Call {
    /// The path, as an expression.
    pub(super) url: String,
    /// Lines that put cookies into the client.
    pub(super) cookies: Vec<String>,
    /// The other arguments of `client.open`.
    pub(super) arguments: Vec<String>,
}

impl Call {
    pub(super) fn of(request: &Request, proof: Proof) -> Self {
        let carrier = request.carrier.as_ref();
        let mut arguments = Vec::new();
        let query = fields(request, &["query", "value"]);
        if let Some(query) = query {
            arguments.push(format!("query_string={query}"));
        }
        let files = files(request, proof);
        match (whole(carrier, "body"), fields(request, &["form"]), files) {
            (true, _, _) => arguments.push("data=value".to_owned()),
            (false, Some(form), Some(files)) => {
                arguments.push(format!("data={{**{form}, **{files}}}"));
            }
            (false, Some(fields), None) | (false, None, Some(fields)) => {
                arguments.push(format!("data={fields}"));
            }
            (false, None, None) => {}
        }
        if whole(carrier, "json") {
            arguments.push("json=value".to_owned());
        } else if let Some(json) = fields(request, &["json"]) {
            arguments.push(format!("json={json}"));
        }
        if let Some(headers) = fields(request, &["header"]) {
            arguments.push(format!("headers={headers}"));
        }
        let cookies = of_kind(request, &["cookie"]).map(|(input, value)| {
            let name = literal(input.name.as_deref().unwrap_or("assay"));
            format!("client.set_cookie({name}, {value})")
        });
        Self {
            url: url(request),
            cookies: cookies.collect(),
            arguments,
        }
    }
}

/// The fields of a form with harmless values.
pub(super) fn form(request: &Request) -> String {
    fields(request, &["form"]).unwrap_or_else(|| "{}".to_owned())
}

/// The path with harmless parts only.
pub(super) fn plain_url(request: &Request) -> String {
    url(&Request {
        carrier: None,
        ..request.clone()
    })
}

/// The path of a URL pattern with its parts filled in: a Python expression.
pub(super) fn url(request: &Request) -> String {
    let mut pieces = Vec::new();
    let mut rest = request.rule.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        let (part, after) = after.split_once('>').unwrap_or((after, ""));
        let (converter, name) = part.rsplit_once(':').unwrap_or(("string", part));
        pieces.push(literal(before));
        pieces.push(if carries(request, "path", name) {
            "value".to_owned()
        } else {
            literal(&sample(converter))
        });
        rest = after;
    }
    pieces.push(literal(rest));
    pieces.retain(|piece| piece != "\"\"");
    if pieces.is_empty() {
        pieces.push(literal("/"));
    }
    pieces.join(" + ")
}

/// A value that a converter lets through.
fn sample(converter: &str) -> String {
    let (name, arguments) = converter.split_once('(').unwrap_or((converter, ""));
    match name {
        "int" => "1".to_owned(),
        "float" => "1.0".to_owned(),
        "uuid" => "00000000-0000-4000-8000-000000000000".to_owned(),
        "any" => {
            let first = arguments.split([',', ')']).next().unwrap_or_default();
            first.trim().trim_matches(['"', '\'']).to_owned()
        }
        _ => "assay".to_owned(),
    }
}

/// True if this part of the request carries the value.
fn carries(request: &Request, from: &str, name: &str) -> bool {
    request.carrier.as_ref().is_some_and(|carrier| {
        carrier.from == from
            && carrier
                .name
                .as_deref()
                .is_none_or(|carrier| carrier == name)
    })
}

/// True if the value is all of it: a body that is read whole, JSON that is no object of fields.
fn whole(carrier: Option<&InputRow>, from: &str) -> bool {
    carrier.is_some_and(|carrier| carrier.from == from && carrier.name.is_none())
}

/// What the view reads of these kinds, each with the expression that is sent for it.
fn of_kind<'a>(
    request: &'a Request,
    kinds: &'a [&str],
) -> impl Iterator<Item = (&'a InputRow, String)> {
    let carrier = request.carrier.iter();
    let others = request.inputs.iter().filter(move |input| {
        let same = |carrier: &InputRow| carrier.from == input.from && carrier.name == input.name;
        !request.carrier.as_ref().is_some_and(same)
    });
    let named = carrier.map(|input| (input, "value".to_owned()));
    let others = others
        // A cookie that the application did not write itself may be all that breaks the request.
        .filter(|input| input.name.is_some() && input.from != "cookie")
        .map(|input| (input, literal(harmless(input))));
    named
        .chain(others)
        .filter(move |(input, _)| kinds.contains(&input.from.as_str()))
}

fn harmless(input: &InputRow) -> &'static str {
    match input.validated.as_deref() {
        Some("int" | "float") => "1",
        _ => "assay",
    }
}

/// A dictionary of fields.
fn fields(request: &Request, kinds: &[&str]) -> Option<String> {
    let fields: Vec<String> = of_kind(request, kinds)
        .map(|(input, value)| {
            let name = literal(input.name.as_deref().unwrap_or("assay"));
            format!("{name}: {value}")
        })
        .collect();
    (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(", ")))
}

/// A dictionary of uploads: the value is the name of the file where a path is to be shown, else what is in it.
fn files(request: &Request, proof: Proof) -> Option<String> {
    let files: Vec<String> = of_kind(request, &["file"])
        .map(|(input, value)| {
            let name = literal(input.name.as_deref().unwrap_or("file"));
            let is_name = proof == Proof::File;
            let (content, file) = if is_name {
                ("\"assay\"", value.as_str())
            } else {
                (value.as_str(), "\"assay.txt\"")
            };
            format!("{name}: (io.BytesIO({content}.encode()), {file})")
        })
        .collect();
    (!files.is_empty()).then(|| format!("{{{}}}", files.join(", ")))
}
