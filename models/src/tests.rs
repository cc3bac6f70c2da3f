//! Tests of the format as a whole: files in, models or errors out.

use crate::{
    Base, Entry, EntryTarget, Error, GuardWhen, Kinds, Mistake, Models, Part, PassAs, SinkKinds,
    SinkTarget, SourceTarget, Test, Through,
};

const KINDS: &str = r#"
[source.remote]
text = "a value of the client"
[source.secret]
text = "a secret"
lasting = true
[sink.sql]
text = "becomes SQL"
dangerous = "'"
[sink.url]
text = "is requested"
numbers = false
pins_host = true
"#;

fn parse(text: &str) -> Result<Models, Error> {
    let text = format!("package = \"p\"\n{text}");
    Models::parse(&[("kinds.toml", KINDS), ("p.toml", &text)])
}

fn error(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

fn mistake(text: &str) -> Mistake {
    let error = parse(text).unwrap_err();
    let Error::Entry { mistake, .. } = error else {
        panic!("{error}")
    };
    mistake
}

#[test]
fn the_embedded_models_are_right() {
    let models = Models::embedded();
    assert!(models.kinds().sink("sql").is_some());
    assert!(models.kinds().source("remote").is_some());
}

#[test]
fn kinds_have_facts_and_sets() {
    let models = parse("").unwrap();
    let kinds: &Kinds = models.kinds();
    let (sql, url) = (kinds.sink("sql").unwrap(), kinds.sink("url").unwrap());
    assert_eq!(kinds.sink_name(sql), "sql");
    assert_eq!(
        kinds.sink_facts(sql).unwrap().dangerous.as_deref(),
        Some("'")
    );
    assert!(kinds.sink_facts(url).unwrap().pins_host);
    assert_eq!(kinds.numeric(), sql.only());
    assert!(!kinds.numeric().contains(url));
    assert_eq!(kinds.source_name(kinds.source("remote").unwrap()), "remote");
    let lasting: Vec<bool> = kinds.sources().iter().map(|facts| facts.lasting).collect();
    assert_eq!(lasting, [false, true]);
    assert!(SinkKinds::NONE.is_empty());
}

#[test]
fn every_table_is_read() {
    let models = parse(
        r#"
[[alias]]
name = ["p.D", "p.E"]
is = "p.C"
[[source]]
read = "p.args"
kind = "remote"
text = "the arguments"
safe = ["url"]
[[source]]
call = "p.ask"
to = ["0"]
kind = "remote"
[[sink]]
call = "?.run"
receiver = ["Cursor"]
arg = [0, "statement"]
kind = "sql"
when = [{ arg = "raw", truthy = true }]
[[sink]]
write = "p.bag[]"
part = "key"
kind = "sql"
[[pass]]
call = "p.same"
from = 0
[[clean]]
call = ["p.quote", "p.escape"]
from = [0]
kinds = ["numbers"]
[[guard]]
call = "p.fine"
arg = 0
when = true
kinds = ["*"]
[[exit]]
call = "p.stop"
[[callback]]
call = "p.each"
function = 0
arguments = ["1[]"]
result = "return[]"
[[entry]]
call = "p.App().route()"
function = [0]
parameters = "remote"
route = [0]
result = "url"
[[entry]]
base = "p.View"
methods = ["get"]
[[response]]
value = "p.Reply()"
body = ".text"
content_type = ['.headers["Content-Type"]']
"#,
    )
    .unwrap();
    let package = &models.packages()[0];
    assert_eq!(package.aliases.len(), 2);
    let source = &package.sources[0];
    assert!(source.safe.contains(models.kinds().sink("url").unwrap()));
    assert_eq!(&*source.text, "the arguments");
    let source = &package.sources[1];
    assert!(
        matches!(&source.target, SourceTarget::Call { to, .. } if to[0].base == Base::Position(0))
    );
    assert_eq!(&*source.text, "a value of the client");
    let sink = &package.sinks[0];
    assert!(
        matches!(&sink.target, SinkTarget::Call { callee, .. } if &*callee.receiver[0] == "cursor")
    );
    assert_eq!(sink.conditions.when[0].test, Test::Truthy);
    assert!(matches!(
        package.sinks[1].target,
        SinkTarget::Write {
            part: Part::Key,
            ..
        }
    ));
    assert_eq!(package.passes[0].to[0].base, Base::Result);
    assert_eq!(package.cleans.len(), 2);
    assert_eq!(package.cleans[0].kinds, models.kinds().numeric());
    assert_eq!(package.guards[0].kinds, SinkKinds::ALL);
    assert_eq!((package.exits.len(), package.callbacks.len()), (1, 1));
    let [
        Entry {
            target: EntryTarget::Call { .. },
            ..
        },
        Entry {
            target: EntryTarget::Methods { .. },
            ..
        },
    ] = package.entries.as_slice()
    else {
        panic!("{:?}", package.entries);
    };
    assert_eq!(package.responses[0].content_type[0].len(), 2);
}

#[test]
fn stores_loads_constants_and_handed_on_arguments_are_read() {
    let models = parse(
        r#"
[[store]]
call = "p.Box().set"
key = [[0, "section"], 1]
value = [2, "value"]
[[load]]
call = "p.Box().get"
key = [0]
default = 1
[[constant]]
name = ["p.sep", "p.separator"]
value = "/"
[[pass]]
read = "p.Place().name"
from = ["self"]
as = "resolved"
[[guard]]
call = "p.Place().relative_to"
arg = "self"
when = "returns"
needs = "resolved"
kinds = ["sql"]
[[callback]]
call = "p.Pool().submit"
function = 0
arguments = [["0[]", "1:"], "2"]
rest = 1
star = "args"
keywords = ["kwargs"]
method = "run"
unless = [{ arg = "self", overrides = "find" }]
"#,
    )
    .unwrap();
    let package = &models.packages()[0];
    assert_eq!(package.stores[0].key.len(), 2);
    assert_eq!(package.stores[0].into[0].base, Base::Receiver);
    assert_eq!(package.loads[0].default[0].base, Base::Position(1));
    assert_eq!(package.loads[0].to[0].base, Base::Result);
    assert_eq!(package.constants.len(), 2);
    assert!(matches!(package.passes[0].target, Through::Read(_)));
    assert_eq!(package.passes[0].result, Some(PassAs::Resolved));
    assert_eq!(package.guards[0].when, GuardWhen::Returns);
    let callback = &package.callbacks[0];
    assert_eq!(callback.arguments[0][1].base, Base::From(1));
    assert_eq!(
        (callback.rest, callback.method.as_deref()),
        (Some(1), Some("run"))
    );
    assert!(matches!(
        callback.conditions.unless[0].test,
        Test::Overrides(_)
    ));
}

#[test]
fn entries_know_their_line() {
    let models = parse("\n[[exit]]\ncall = \"p.a\"\n\n[[exit]]\ncall = \"p.b\"\n").unwrap();
    let lines: Vec<u32> = models.packages()[0]
        .exits
        .iter()
        .map(|exit| exit.line)
        .collect();
    assert_eq!(lines, [3, 6]);
}

#[test]
fn an_error_names_file_line_and_entry() {
    assert_eq!(
        error("\n[[sink]]\ncall = \"p.f\"\narg = [0]\nkind = \"sqll\"\n"),
        "p.toml:3: [[sink]] `p.f`: there is no sink kind `sqll`; kinds.toml has sql, url"
    );
    assert!(error("[[exit]]\ncall = \"p.f\"\nwhy = 1\n").starts_with("p.toml:4: unknown field"));
    let text = error("[[exit]]\ncall = \"p..f\"\n");
    assert!(text.starts_with("p.toml:3: `p..f` is not a path"), "{text}");
    assert!(error("[[exit]\n").starts_with("p.toml:2: "));
}

#[test]
fn a_cleaner_must_say_what_it_makes_safe() {
    assert_eq!(
        mistake("[[clean]]\ncall = \"p.f\"\nfrom = [0]\n"),
        Mistake::NoKinds
    );
    assert_eq!(
        mistake("[[guard]]\ncall = \"p.f\"\narg = [0]\nwhen = true\n"),
        Mistake::NoKinds
    );
}

#[test]
fn an_unknown_receiver_needs_names() {
    let sink = |head: &str| format!("[[sink]]\n{head}\narg = [0]\nkind = \"sql\"\n");
    assert_eq!(mistake(&sink("call = \"?.f\"")), Mistake::NoReceiver);
    assert_eq!(
        mistake(&sink("call = \"p.f\"\nreceiver = [\"a\"]")),
        Mistake::UselessReceiver
    );
    assert_eq!(
        mistake("[[alias]]\nname = \"?.a\"\nis = \"p.b\"\n"),
        Mistake::UnknownReceiver
    );
}

#[test]
fn contradictions_are_mistakes() {
    assert_eq!(
        mistake("[[source]]\nkind = \"remote\"\n"),
        Mistake::EitherOr("read", "call")
    );
    assert_eq!(
        mistake("[[sink]]\ncall = \"p.f\"\nkind = \"sql\"\n"),
        Mistake::Missing("arg")
    );
    assert_eq!(
        mistake("[[alias]]\nname = \"p.a\"\nis = \"p.a().b\"\n"),
        Mistake::EndlessAlias("p.a().b".to_owned())
    );
    assert!(matches!(
        mistake("[[source]]\nread = \"p.a\"\nkind = \"remot\"\n"),
        Mistake::UnknownSource { .. }
    ));
}

#[test]
fn merged_models_keep_what_was_there() {
    let mut models = parse("").unwrap();
    let sql = models.kinds().sink("sql");
    let kinds = "[sink.aaa]\ntext = \"is first in the alphabet\"\n";
    let text = "package = \"q\"\n[[sink]]\ncall = \"q.f\"\narg = [0]\nkind = \"aaa\"\n";
    models
        .merge(&[(".assay/models/kinds.toml", kinds), ("q.toml", text)])
        .unwrap();
    assert_eq!(models.packages().len(), 2);
    assert_eq!(models.kinds().sink("sql"), sql);
    let before = models.clone();
    assert!(models.merge(&[("kinds.toml", kinds)]).is_err());
    assert_eq!(models, before);
}

#[test]
fn without_own_kinds_the_embedded_ones_hold() {
    let text = "package = \"q\"\n[[sink]]\ncall = \"q.f\"\narg = [0]\nkind = \"sql\"\n";
    assert!(Models::parse(&[("q.toml", text)]).is_ok());
}
