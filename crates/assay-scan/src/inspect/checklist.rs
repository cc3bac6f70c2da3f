//! Topics and questions as data: TOML in, a [`Checklist`] out, errors with their file and line.
//!
//! One file is one topic. A question says which places of an application it is about, as [`Selector`]s.
//!
//! ```
//! use assay_scan::inspect::Checklist;
//!
//! let text = r#"
//! title = "Errors"
//! about = "What a client learns when something fails."
//! order = 1
//!
//! [[question]]
//! id       = "say-little"
//! text     = "Do error handlers say no more than a client may know?"
//! look_for = ["The answer holds a fixed text and a number to ask for", "The detail goes to the log"]
//! asvs     = ["16.5.1"]
//! cwe      = [209]
//!
//! [[question.place]]
//! say      = "error handler | error handlers"
//! handlers = {}
//! "#;
//! let checklist = Checklist::parse([("errors.toml", text)]).unwrap();
//! assert_eq!(checklist.topics[0].questions[0].places[0].say(6), "6 error handlers");
//!
//! let wrong = text.replace("16.5.1", "99.1");
//! let errors = Checklist::parse([("errors.toml", wrong.as_str())]).unwrap_err();
//! assert_eq!(errors[0].to_string(), "errors.toml:10: `99.1` is no requirement of ASVS 5.0 that is known here");
//! ```

use std::collections::BTreeSet;

use assay_finding::standards;
use assay_models::{Kinds, Path};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::select::{PathText, PlaceTable, Selector};
use crate::rule::nearest;

/// Every topic that is inspected.
#[derive(Clone, Debug, Default)]
pub struct Checklist {
    /// The topics, in the order in which they are best read.
    pub topics: Vec<TopicPage>,
}

/// A topic, with what is asked.
#[derive(Clone, Debug)]
pub struct TopicPage {
    /// Its id: the name of its file.
    pub id: String,
    /// The name people read.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Where it stands among the others.
    pub order: u32,
    /// What is asked.
    pub questions: Vec<QuestionText>,
    path: String,
}

/// A question, with the places that it is about.
#[derive(Clone, Debug)]
pub struct QuestionText {
    /// Its name within the topic.
    pub id: String,
    /// The question.
    pub text: String,
    /// What to look for.
    pub look_for: Vec<String>,
    /// Requirements of ASVS 5.0.
    pub asvs: Vec<String>,
    /// Weaknesses.
    pub cwe: Vec<u32>,
    /// True if it is asked of every application.
    pub always: bool,
    /// Which places it is about.
    pub places: Vec<PlaceText>,
}

/// Places that have something in common.
#[derive(Clone, Debug)]
pub struct PlaceText {
    one: String,
    many: String,
    /// Which they are.
    pub selector: Selector,
}

impl PlaceText {
    /// What so many of them are called: `6 error handlers`.
    pub fn say(&self, number: usize) -> String {
        let words = if number == 1 { &self.one } else { &self.many };
        format!("{number} {words}")
    }
}

/// A topic cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}:{line}: {text}")]
pub struct ChecklistError {
    /// The file, as it was given.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub text: String,
}

/// The largest file of a topic, in bytes.
const FILE_LIMIT: usize = 256 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicTable {
    title: Spanned<String>,
    about: Spanned<String>,
    order: u32,
    question: Vec<QuestionTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionTable {
    id: Spanned<String>,
    text: Spanned<String>,
    look_for: Spanned<Vec<String>>,
    asvs: Vec<Spanned<String>>,
    #[serde(default)]
    cwe: Vec<u32>,
    #[serde(default)]
    always: bool,
    #[serde(default)]
    place: Vec<Spanned<PlaceTable>>,
}

impl Checklist {
    /// Reads topics from `(path, text)` pairs; the name of a file is the id of its topic.
    ///
    /// # Errors
    /// The first fault of each file, by path.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<ChecklistError>> {
        let (mut topics, mut errors) = (Vec::new(), Vec::new());
        for (path, text) in files {
            match topic(path, text) {
                Ok(topic) => topics.push(topic),
                Err(error) => errors.push(error),
            }
        }
        topics.sort_by(|one, other| (one.order, &one.id).cmp(&(other.order, &other.id)));
        let mut known = BTreeSet::new();
        for topic in &topics {
            if !known.insert(&topic.id) {
                errors.push(ChecklistError {
                    path: topic.path.clone(),
                    line: 1,
                    text: format!("the topic `{}` is there twice", topic.id),
                });
            }
        }
        errors.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        if errors.is_empty() {
            Ok(Self { topics })
        } else {
            Err(errors)
        }
    }

    /// The same with this topic alone.
    ///
    /// # Errors
    /// If there is none of this name, with those that there are.
    pub fn only(&self, topic: &str) -> Result<Self, String> {
        let is_it = |known: &&TopicPage| known.id.eq_ignore_ascii_case(topic);
        if let Some(found) = self.topics.iter().find(is_it) {
            return Ok(Self {
                topics: vec![found.clone()],
            });
        }
        let names: Vec<&str> = self.topics.iter().map(|topic| topic.id.as_str()).collect();
        let hint = nearest(topic, names.iter().copied()).map_or_else(
            || ";".to_owned(),
            |name| format!(", did you mean `{name}`?"),
        );
        Err(format!(
            "no topic is called `{topic}`{hint} there are {}",
            names.join(", ")
        ))
    }

    /// What the engine must be asked for: calls, and assignments, in order and each once.
    pub(crate) fn watched(&self) -> (Vec<Path>, Vec<Path>) {
        let (mut calls, mut writes) = (BTreeSet::new(), BTreeSet::new());
        for selector in self.selectors() {
            let asked = selector.asked();
            calls.extend(asked.calls.iter().map(PathText::path));
            writes.extend(asked.writes.iter().map(PathText::path));
        }
        let parsed = |texts: BTreeSet<&Path>| texts.into_iter().cloned().collect();
        (parsed(calls), parsed(writes))
    }

    /// The kinds and roles that the models do not have, in sentences.
    pub fn unknown_kinds(&self, kinds: &Kinds) -> Vec<String> {
        let mut unknown = Vec::new();
        for selector in self.selectors() {
            let mut check = |names: &[String], is_known: &dyn Fn(&str) -> bool, what: &str| {
                let missing = names.iter().filter(|name| !is_known(name));
                unknown.extend(missing.map(|name| format!("no {what} is called `{name}`")));
            };
            let asked = selector.asked();
            check(
                asked.sinks,
                &|name| kinds.sink(name).is_some(),
                "kind of sink",
            );
            check(
                asked.sources,
                &|name| kinds.source(name).is_some(),
                "kind of source",
            );
            check(asked.roles, &|name| kinds.role(name).is_some(), "role");
        }
        unknown
    }

    fn selectors(&self) -> impl Iterator<Item = &Selector> {
        let questions = self.topics.iter().flat_map(|topic| &topic.questions);
        let places = questions.flat_map(|question| &question.places);
        places.map(|place| &place.selector)
    }
}

/// Where faults are.
struct Source<'a> {
    path: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn fault<T>(&self, at: &Spanned<T>, text: impl Into<String>) -> ChecklistError {
        self.at(at.span().start, text)
    }

    fn at(&self, offset: usize, text: impl Into<String>) -> ChecklistError {
        let before = self.text.get(..offset).unwrap_or_default();
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        ChecklistError {
            path: self.path.to_owned(),
            line: u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1),
            text: text.into(),
        }
    }
}

fn topic(path: &str, text: &str) -> Result<TopicPage, ChecklistError> {
    let source = Source { path, text };
    if text.len() > FILE_LIMIT {
        return Err(source.at(0, format!("a topic may have {FILE_LIMIT} bytes at most")));
    }
    let table: TopicTable = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        source.at(start, error.message().trim().replace('\n', "; "))
    })?;
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let id = file.strip_suffix(".toml").unwrap_or(file);
    if !is_id(id) {
        return Err(source.at(
            0,
            format!("`{id}` is no id: use lower-case words with hyphens"),
        ));
    }
    one_line(&source, &table.title, "title")?;
    one_line(&source, &table.about, "about")?;
    let mut questions: Vec<QuestionText> = Vec::new();
    for question in table.question {
        let id = question.id.clone();
        let question = self::question(&source, question)?;
        if questions.iter().any(|known| known.id == question.id) {
            let text = format!("the question `{}` is there twice", question.id);
            return Err(source.fault(&id, text));
        }
        questions.push(question);
    }
    if questions.is_empty() {
        return Err(source.at(0, "a topic asks at least one question"));
    }
    Ok(TopicPage {
        id: id.to_owned(),
        title: table.title.into_inner(),
        about: table.about.into_inner(),
        order: table.order,
        questions,
        path: path.to_owned(),
    })
}

fn question(source: &Source<'_>, table: QuestionTable) -> Result<QuestionText, ChecklistError> {
    if !is_id(table.id.get_ref()) {
        let text = format!(
            "`{}` is no id: use lower-case words with hyphens",
            table.id.get_ref()
        );
        return Err(source.fault(&table.id, text));
    }
    one_line(source, &table.text, "text")?;
    let points = table.look_for.get_ref();
    let is_short = |point: &String| !point.trim().is_empty() && !point.contains('\n');
    if !(2..=4).contains(&points.len()) || !points.iter().all(is_short) {
        return Err(source.fault(&table.look_for, "`look_for` has two to four short points"));
    }
    let known = standards::all_requirements();
    for id in &table.asvs {
        if !known.contains(&id.get_ref().as_str()) {
            let text = format!(
                "`{}` is no requirement of ASVS 5.0 that is known here",
                id.get_ref()
            );
            return Err(source.fault(id, text));
        }
    }
    if table.asvs.is_empty() {
        return Err(source.fault(&table.id, "name a requirement of ASVS 5.0"));
    }
    if table.place.is_empty() && !table.always {
        let text = "without a place, or `always = true`, this would never be asked";
        return Err(source.fault(&table.id, text));
    }
    let mut places = Vec::new();
    for place in table.place {
        let start = place.span().start;
        let place = place.into_inner();
        let say = place.say.clone();
        let Some((one, many)) = say.get_ref().split_once('|') else {
            let text = "say what one of them is called and what several are: `handler | handlers`";
            return Err(source.fault(&say, text));
        };
        places.push(PlaceText {
            one: one.trim().to_owned(),
            many: many.trim().to_owned(),
            selector: place.read().map_err(|text| source.at(start, text))?,
        });
    }
    Ok(QuestionText {
        id: table.id.into_inner(),
        text: table.text.into_inner(),
        look_for: table.look_for.into_inner(),
        asvs: table.asvs.into_iter().map(Spanned::into_inner).collect(),
        cwe: table.cwe,
        always: table.always,
        places,
    })
}

fn one_line(source: &Source<'_>, text: &Spanned<String>, name: &str) -> Result<(), ChecklistError> {
    if text.get_ref().trim().is_empty() || text.get_ref().contains('\n') {
        return Err(source.fault(text, format!("`{name}` is one line of text")));
    }
    Ok(())
}

fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.split('-').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = r#"title = "Errors"
about = "What fails."
order = 1

[[question]]
id       = "a"
text     = "Is it?"
look_for = ["One", "Two"]
asvs     = ["16.5.1"]

[[question.place]]
say      = "handler | handlers"
handlers = {}
"#;

    fn fault(old: &str, new: &str) -> String {
        let text = TOPIC.replacen(old, new, 1);
        let errors =
            Checklist::parse([("inspection/errors.toml", text.as_str())]).expect_err("a fault");
        errors[0].to_string().replace("inspection/errors.toml:", "")
    }

    #[test]
    fn a_topic_is_read() {
        let checklist = Checklist::parse([("inspection/errors.toml", TOPIC)]).expect("a topic");
        assert_eq!(checklist.topics[0].id, "errors");
        assert_eq!(
            checklist.topics[0].questions[0].places[0].say(1),
            "1 handler"
        );
    }

    #[test]
    fn faults_are_told_with_their_line() {
        assert_eq!(
            fault("\"One\", \"Two\"", "\"One\""),
            "8: `look_for` has two to four short points"
        );
        assert_eq!(
            fault("id       = \"a\"", "id = \"A b\""),
            "6: `A b` is no id: use lower-case words with hyphens"
        );
        assert_eq!(
            fault("handler | handlers", "handlers"),
            "12: say what one of them is called and what several are: `handler | handlers`"
        );
        assert!(fault("handlers = {}", "").contains("say which places"));
        assert!(fault("handlers = {}", "handlers = {}\nhooks = {}").contains("one of them"));
        assert!(fault("handlers = {}", "handlers = { colour = 1 }").contains("colour"));
        assert!(fault("handlers = {}", "handlerz = {}").contains("handlerz"));
        assert!(fault("handlers = {}", "uses = { call = [\"a b\"] }").contains("a b"));
        assert!(
            fault(
                "[[question.place]]\nsay      = \"handler | handlers\"\nhandlers = {}\n",
                ""
            )
            .contains("never be asked")
        );
        assert!(fault("order = 1", "order = \"x\"").starts_with("3: "));
    }

    #[test]
    fn a_topic_or_question_that_is_there_twice_is_refused() {
        let twice = Checklist::parse([("a/errors.toml", TOPIC), ("b/errors.toml", TOPIC)]);
        assert!(twice.expect_err("a fault")[0].text.contains("twice"));
        let (head, question) = TOPIC.split_at(TOPIC.find("[[question]]").expect("a question"));
        let text = format!("{head}{question}{question}");
        let errors = Checklist::parse([("errors.toml", text.as_str())]).expect_err("a fault");
        assert!(errors[0].text.contains("twice"));
    }

    #[test]
    fn an_unknown_topic_is_told_the_nearest() {
        let checklist = Checklist::parse([("errors.toml", TOPIC)]).expect("a topic");
        let error = checklist.only("error").expect_err("unknown");
        assert_eq!(
            error,
            "no topic is called `error`, did you mean `errors`? there are errors"
        );
        assert_eq!(checklist.only("Errors").expect("known").topics.len(), 1);
    }
}
