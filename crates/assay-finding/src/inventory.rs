//! The routes of an application as plain facts: what `assay routes` shows, writes and compares.

use serde::{Deserialize, Serialize};

/// All routes of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Always `assay-routes`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// The routes, by URL.
    pub routes: Vec<RouteRow>,
}

/// A route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RouteRow {
    /// The methods.
    pub methods: Vec<String>,
    /// The whole URL pattern.
    pub rule: String,
    /// The name for `url_for`.
    pub endpoint: Option<String>,
    /// The name of the view.
    pub view: String,
    /// The file of the view.
    pub path: String,
    /// The line of the view.
    pub line: u32,
    /// True if its group is never registered with an application that is seen.
    pub unregistered: bool,
    /// The methods that somebody unknown may call.
    pub open: Vec<String>,
    /// What stands before the view.
    pub guards: Vec<GuardRow>,
    /// Guards above the registration, which never run.
    pub late_guards: Vec<GuardRow>,
    /// How forged requests are kept out: `none`, `protected`, `exempt`, `safe-method`, `token`.
    pub csrf: String,
    /// How often it may be called.
    pub limit: Option<String>,
    /// What it reads of the request.
    pub inputs: Vec<InputRow>,
    /// The kinds of sinks that it reaches.
    pub sinks: Vec<String>,
    /// The templates that it renders.
    pub templates: Vec<String>,
    /// The tables that it touches.
    pub tables: Vec<TableRow>,
}

/// Something that is read of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InputRow {
    /// Its name, if it is known.
    pub name: Option<String>,
    /// Where it comes from.
    pub from: String,
    /// How it is validated.
    pub validated: Option<String>,
}

/// A table that is touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableRow {
    /// Its class or name.
    pub name: String,
    /// True if rows are written.
    pub written: bool,
}

/// A guard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuardRow {
    /// What it asks: `login`, `role`, `owner`, `token`, …
    pub asks: String,
    /// How it stands before the view.
    pub by: String,
    /// What it is called.
    pub name: String,
    /// The methods for which it holds; empty if for all.
    pub methods: Vec<String>,
    /// True if it holds in some cases only: where a setting or the object that is asked for says so.
    pub conditional: bool,
    /// Why it is one: each step with its file and line.
    pub reason: Vec<ReasonRow>,
}

/// A step of a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonRow {
    /// In words.
    pub text: String,
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
}

/// What differs between two inventories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// In one sentence.
    pub summary: String,
    /// Routes and methods that are new.
    pub added: Vec<RouteRow>,
    /// Routes and methods that are gone.
    pub removed: Vec<RouteRow>,
    /// What is otherwise about routes that were there, in words.
    pub changed: Vec<String>,
}

impl Inventory {
    /// An inventory of these routes.
    pub fn new(routes: Vec<RouteRow>) -> Self {
        Self {
            format: "assay-routes".to_owned(),
            version: 1,
            routes,
        }
    }

    /// What is different from an earlier inventory.
    pub fn changes_since(&self, base: &Self) -> Changes {
        let added = missing_in(&self.routes, &base.routes);
        let removed = missing_in(&base.routes, &self.routes);
        let mut changed = Vec::new();
        for route in &self.routes {
            let Some(before) = base.routes.iter().find(|other| {
                other.rule == route.rule
                    && other
                        .methods
                        .iter()
                        .any(|method| route.methods.contains(method))
            }) else {
                continue;
            };
            for method in route
                .methods
                .iter()
                .filter(|method| before.methods.contains(method))
            {
                let (was, is) = (before.open.contains(method), route.open.contains(method));
                match (was, is) {
                    (false, true) => changed.push(format!(
                        "{method} {} has lost its authentication",
                        route.rule
                    )),
                    (true, false) => changed.push(format!(
                        "{method} {} now asks who the sender is",
                        route.rule
                    )),
                    _ => {}
                }
            }
            if before.csrf == "protected" && matches!(route.csrf.as_str(), "none" | "exempt") {
                changed.push(format!(
                    "{} has lost its protection against forged requests",
                    route.rule
                ));
            }
        }
        changed.sort();
        changed.dedup();
        Changes {
            summary: summary(&added, &removed, &changed),
            added,
            removed,
            changed,
        }
    }
}

/// The routes of the first list with the methods that the second does not have.
fn missing_in(routes: &[RouteRow], others: &[RouteRow]) -> Vec<RouteRow> {
    let mut missing = Vec::new();
    for route in routes {
        let known = |method: &String| {
            others
                .iter()
                .any(|other| other.rule == route.rule && other.methods.contains(method))
        };
        let methods: Vec<String> = route
            .methods
            .iter()
            .filter(|method| !known(method))
            .cloned()
            .collect();
        if !methods.is_empty() {
            let open = route
                .open
                .iter()
                .filter(|method| methods.contains(method))
                .cloned()
                .collect();
            missing.push(RouteRow {
                methods,
                open,
                ..route.clone()
            });
        }
    }
    missing
}

/// `one POST without authentication, two GET; one route is gone`.
fn summary(added: &[RouteRow], removed: &[RouteRow], changed: &[String]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut count = |text: String| match counts.iter_mut().find(|(known, _)| *known == text) {
        Some((_, number)) => *number += 1,
        None => counts.push((text, 1)),
    };
    for route in added {
        for method in &route.methods {
            let open = if route.open.contains(method) {
                " without authentication"
            } else {
                ""
            };
            count(format!("{method}{open}"));
        }
    }
    counts.sort_by_key(|(text, _)| !text.contains("without"));
    let parts: Vec<String> = counts
        .iter()
        .map(|(text, number)| format!("{} {text}", number_word(*number)))
        .collect();
    let mut sentences = Vec::new();
    if parts.is_empty() {
        sentences.push("adds no route".to_owned());
    } else {
        sentences.push(format!("adds {}", parts.join(", ")));
    }
    if !removed.is_empty() {
        let methods: usize = removed.iter().map(|route| route.methods.len()).sum();
        sentences.push(format!("removes {}", number_word(methods)));
    }
    if !changed.is_empty() {
        sentences.push(format!("changes {}", number_word(changed.len())));
    }
    sentences.join("; ")
}

fn number_word(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(rule: &str, methods: &[&str], open: &[&str]) -> RouteRow {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        RouteRow {
            rule: rule.to_owned(),
            methods: owned(methods),
            open: owned(open),
            ..RouteRow::default()
        }
    }

    #[test]
    fn a_change_is_told_in_a_sentence() {
        let base = Inventory::new(vec![route("/a", &["GET"], &[]), route("/b", &["GET"], &[])]);
        let now = Inventory::new(vec![
            route("/a", &["GET", "POST"], &["POST"]),
            route("/c", &["GET"], &[]),
        ]);
        let changes = now.changes_since(&base);
        assert_eq!(
            changes.summary,
            "adds one POST without authentication, one GET; removes one"
        );
    }

    #[test]
    fn a_lost_guard_is_a_change() {
        let base = Inventory::new(vec![route("/a", &["GET"], &[])]);
        let now = Inventory::new(vec![route("/a", &["GET"], &["GET"])]);
        let changes = now.changes_since(&base);
        assert_eq!(changes.changed, ["GET /a has lost its authentication"]);
        assert_eq!(changes.summary, "adds no route; changes one");
    }
}
