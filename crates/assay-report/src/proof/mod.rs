//! A finding as a test of the application: it fails while the flaw is there, and passes when it is repaired.
//!
//! The tests are templates, one for each way of showing a flaw; a rule says which one is its own.
//! Whatever comes from the project goes in as a Python literal or as a line of a docstring, so that it cannot become code.

mod call;
mod python;

use std::fmt;

use assay_finding::inventory::{InputRow, RouteRow};
use assay_finding::{Access, Application, EntryPoint, Finding, Proof, Request, Review};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use call::Call;
use python::{identifier, literal, plain};

const TEMPLATES: [(&str, &str); 16] = [
    ("base", include_str!("base.py.j2")),
    ("watch", include_str!("watch.py.j2")),
    ("statement", include_str!("statement.py.j2")),
    ("command", include_str!("command.py.j2")),
    ("code", include_str!("code.py.j2")),
    ("template", include_str!("template.py.j2")),
    ("markup", include_str!("markup.py.j2")),
    ("redirect", include_str!("redirect.py.j2")),
    ("file", include_str!("file.py.j2")),
    ("host", include_str!("host.py.j2")),
    ("objects", include_str!("objects.py.j2")),
    ("login", include_str!("login.py.j2")),
    ("token", include_str!("token.py.j2")),
    ("cookie", include_str!("cookie.py.j2")),
    ("debug", include_str!("debug.py.j2")),
    ("detail", include_str!("detail.py.j2")),
];

/// Why no test is written for a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoProof {
    /// No test can show it, or none is known yet.
    Kind,
    /// No route was seen that leads to it.
    Request,
    /// It is not known which part of the request carries the value.
    Carrier,
    /// Our own template is broken, and how.
    Template(String),
}

impl fmt::Display for NoProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind => formatter.write_str("no test is known that shows this kind of flaw"),
            Self::Request => formatter.write_str("no route was seen that leads there"),
            Self::Carrier => {
                formatter.write_str("it is not known which part of the request carries the value")
            }
            Self::Template(error) => write!(formatter, "the template of the test failed: {error}"),
        }
    }
}

#[derive(Serialize)]
struct Test<'a> {
    title: String,
    message: String,
    place: String,
    rule: &'a str,
    fingerprint: &'a str,
    name: String,
    entry: Option<&'a EntryPoint>,
    login: Option<&'a str>,
    request: Option<&'a Request>,
    uploads: bool,
    /// The path with a harmless value.
    plain_url: String,
    needs_view: bool,
    url: String,
    cookies: Vec<String>,
    arguments: Vec<String>,
    views: Vec<View>,
    flag: &'static str,
    script: Option<&'a str>,
    view: &'a str,
    file: &'a str,
}

/// A view that changes something.
#[derive(Serialize)]
struct View {
    method: String,
    url: String,
    form: String,
}

/// The name of the file that a test is best kept in.
pub fn proof_name(finding: &Finding) -> String {
    let short = finding.fingerprint.get(..8).unwrap_or_default();
    format!("test_{}_{short}.py", identifier(&finding.rule))
}

/// The test that proves a finding, and its repair.
///
/// # Errors
///
/// If no test can show this finding.
pub fn proof(review: &Review, finding: &Finding) -> Result<String, NoProof> {
    let rule = review.rule(&finding.rule);
    let proof = rule.and_then(|rule| rule.proof).ok_or(NoProof::Kind)?;
    let none = Application::default();
    let application = review.application.as_ref().unwrap_or(&none);
    let chosen = request(proof, finding, application)?;
    let route = chosen.as_ref().and_then(|request| {
        let same = |route: &&RouteRow| {
            route.rule == request.rule && route.methods.contains(&request.method)
        };
        application.routes.iter().find(same)
    });
    let call = chosen.as_ref().map(|request| Call::of(request, proof));
    let needs_login = matches!(finding.rating.access, Access::Login | Access::Role)
        && !matches!(proof, Proof::Login | Proof::Token);
    let (view, file) = route.map_or(("", ""), |route| {
        let view = route.view.rsplit('.').next().unwrap_or_default();
        (view, route.path.as_str())
    });
    let test = Test {
        title: plain(rule.map_or("", |rule| rule.title.as_str())),
        message: plain(&finding.message),
        place: plain(&format!(
            "{}:{}",
            finding.place.path, finding.place.start.line
        )),
        rule: &finding.rule,
        fingerprint: &finding.fingerprint,
        name: identifier(&finding.rule),
        entry: application.entry.as_ref(),
        login: needs_login.then(|| reached_by(finding)),
        request: chosen.as_ref(),
        uploads: chosen.as_ref().is_some_and(Request::has_upload),
        plain_url: chosen.as_ref().map_or_else(String::new, call::plain_url),
        needs_view: needs_view(proof) && (chosen.is_some() || proof == Proof::Token),
        url: call
            .as_ref()
            .map_or_else(String::new, |call| call.url.clone()),
        cookies: call
            .as_ref()
            .map_or_else(Vec::new, |call| call.cookies.clone()),
        arguments: call.map_or_else(Vec::new, |call| call.arguments),
        views: views(finding, application),
        flag: flag(proof),
        script: is_script(finding).then_some(finding.place.path.as_str()),
        view,
        file,
    };
    render(proof, &test).map_err(|error| NoProof::Template(error.to_string()))
}

/// The request that the test sends; `None` for tests that send none of their own.
fn request(
    proof: Proof,
    finding: &Finding,
    application: &Application,
) -> Result<Option<Request>, NoProof> {
    match proof {
        Proof::Token | Proof::Debug => Ok(None),
        Proof::CookieSecure | Proof::CookieHttpOnly | Proof::CookieSameSite => {
            Ok(finding.request.clone())
        }
        Proof::Login => finding.request.clone().map(Some).ok_or(NoProof::Request),
        // What handles the errors of every view is shown by any of them.
        Proof::Detail => match &finding.request {
            Some(request) => Ok(Some(request.clone())),
            None => any_page(application).map(Some).ok_or(NoProof::Request),
        },
        Proof::Statement
        | Proof::Command
        | Proof::Code
        | Proof::Template
        | Proof::Markup
        | Proof::Redirect
        | Proof::File
        | Proof::Host
        | Proof::Objects => {
            let request = finding.request.as_ref().ok_or(NoProof::Request)?;
            if request.carrier.is_none() {
                return Err(NoProof::Carrier);
            }
            let mut request = request.clone();
            if proof == Proof::Redirect && takes_a_form(application, &request) {
                "POST".clone_into(&mut request.method);
            }
            Ok(Some(request))
        }
    }
}

/// True for a view that redirects after a form was sent to it, as logins do.
fn takes_a_form(application: &Application, request: &Request) -> bool {
    let reads_a_form = request.inputs.iter().any(|input| input.from == "form");
    let is_posted_to = |route: &RouteRow| {
        route.rule == request.rule && route.methods.iter().any(|method| method == "POST")
    };
    reads_a_form && application.routes.iter().any(is_posted_to)
}

/// A page that everybody may see and that needs nothing.
fn any_page(application: &Application) -> Option<Request> {
    let is_plain = |route: &&RouteRow| {
        !route.rule.contains(['<', '…']) && route.open.iter().any(|method| method == "GET")
    };
    let route = application.routes.iter().find(is_plain)?;
    Some(Request {
        method: "GET".to_owned(),
        rule: route.rule.clone(),
        carrier: None,
        inputs: route.inputs.clone(),
    })
}

/// The views that a forged request must not reach: the one of the finding, or all that nothing protects.
fn views(finding: &Finding, application: &Application) -> Vec<View> {
    let view = |method: &str, rule: &str, inputs: &[InputRow]| {
        let request = Request {
            method: method.to_owned(),
            rule: rule.to_owned(),
            carrier: None,
            inputs: inputs.to_vec(),
        };
        View {
            url: call::url(&request),
            form: call::form(&request),
            method: request.method,
        }
    };
    let changes = |method: &&String| matches!(method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE");
    if let Some(request) = &finding.request {
        return vec![view(&request.method, &request.rule, &request.inputs)];
    }
    let routes = application.routes.iter();
    routes
        .filter(|route| route.csrf == "none" && !route.unregistered)
        .filter_map(|route| {
            let method = route.methods.iter().find(changes)?;
            Some(view(method, &route.rule, &route.inputs))
        })
        .collect()
}

/// Why a login is needed, as the rating says.
fn reached_by(finding: &Finding) -> &str {
    let mut factors = finding.rating.likelihood.factors.iter();
    factors
        .find(|factor| factor.name == "opportunity")
        .map_or("", |factor| factor.reason.as_str())
}

/// True for tests that would fail for another reason where the view is gone.
const fn needs_view(proof: Proof) -> bool {
    matches!(
        proof,
        Proof::Markup
            | Proof::Redirect
            | Proof::Login
            | Proof::Token
            | Proof::CookieSecure
            | Proof::CookieHttpOnly
            | Proof::CookieSameSite
            | Proof::Detail
    )
}

/// The flag that a cookie has to have.
const fn flag(proof: Proof) -> &'static str {
    if matches!(proof, Proof::CookieSecure) {
        "Secure"
    } else if matches!(proof, Proof::CookieHttpOnly) {
        "HttpOnly"
    } else {
        "SameSite"
    }
}

/// True if what is found is the start of a server.
fn is_script(finding: &Finding) -> bool {
    finding.place.excerpt.text.contains(".run(")
}

const fn template(proof: Proof) -> &'static str {
    match proof {
        Proof::Statement => "statement",
        Proof::Command => "command",
        Proof::Code => "code",
        Proof::Template => "template",
        Proof::Markup => "markup",
        Proof::Redirect => "redirect",
        Proof::File => "file",
        Proof::Host => "host",
        Proof::Objects => "objects",
        Proof::Login => "login",
        Proof::Token => "token",
        Proof::CookieSecure | Proof::CookieHttpOnly | Proof::CookieSameSite => "cookie",
        Proof::Debug => "debug",
        Proof::Detail => "detail",
    }
}

fn render(proof: Proof, test: &Test<'_>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    environment.set_syntax(syntax.unwrap_or_default());
    environment.add_filter("py", |text: &str| literal(text));
    environment.add_filter("plain", |text: &str| plain(text));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    let template = environment.get_template(template(proof))?;
    let rendered = template.render(minijinja::value::Serde(test))?;
    Ok(python::tidy(&rendered))
}
