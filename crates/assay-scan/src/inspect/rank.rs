//! Which places of a group are read first: where requests enter, and where something is lost or done.
//!
//! A large application has hundreds of places of one kind. All are told and counted, but somebody who has an hour
//! reads those first that a client reaches directly and where an error ends in silence, and not the helper
//! ten calls away that is told for its name alone.

use assay_python::program::FunctionRef;
use assay_webapp::Route;

use super::Ground;

/// When a place is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    First,
    Then,
    Last,
}

/// A function that requests run is near if it is a view, or called by one.
const NEAR: u32 = 1;

impl Ground<'_> {
    /// A function that takes part in something; without evidence only its name says so.
    pub(super) fn rank_of_function(&self, function: FunctionRef, has_evidence: bool) -> Rank {
        match (self.serving.get(&function), has_evidence) {
            (Some(steps), true) if *steps <= NEAR => Rank::First,
            (Some(0), false) | (_, true) => Rank::Then,
            (_, false) => Rank::Last,
        }
    }

    /// A clause that catches everything.
    pub(super) fn rank_of_clause(&self, function: FunctionRef, handling: Handling) -> Rank {
        let steps = self.serving.get(&function);
        let is_near = steps.is_some_and(|steps| *steps <= NEAR);
        match handling {
            Handling::Silent if is_near => Rank::First,
            Handling::Silent => Rank::Then,
            Handling::Told if steps == Some(&0) => Rank::Then,
            Handling::Told | Handling::Raised => Rank::Last,
        }
    }
}

/// A route: what everybody may send, what changes something, what takes input.
pub(super) fn of_route(route: &Route) -> Rank {
    let is_open = route.open_methods().next().is_some();
    let takes = !route.inputs.is_empty() || !route.parameters.is_empty();
    let reasons = [is_open, route.changes_state(), takes];
    match reasons.into_iter().filter(|is| *is).count() {
        2.. => Rank::First,
        1 => Rank::Then,
        _ => Rank::Last,
    }
}

/// What a clause does with what it caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handling {
    /// Nobody learns of it.
    Silent,
    /// It is written down, or told to somebody.
    Told,
    /// It goes on to the caller, as it is or as something else.
    Raised,
}

impl Handling {
    /// The words for it.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Silent => "says nothing of the error",
            Self::Told => "tells the error",
            Self::Raised => "raises again",
        }
    }

    /// What the text of an `except` clause says.
    ///
    /// This looks at words, because nobody is told that something is safe by it: it only orders what people read.
    pub(super) fn of(clause: &str) -> Self {
        let mut lines = clause.lines();
        let head = lines.next().unwrap_or_default();
        let name = head
            .split_once(" as ")
            .map(|(_, rest)| rest.split(':').next().unwrap_or_default().trim());
        // `except Exception: raise` stands on one line.
        let first = head.split_once(':').map(|(_, rest)| rest);
        let body: Vec<&str> = first
            .into_iter()
            .chain(lines)
            .map(|line| line.split(" #").next().unwrap_or_default().trim())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        let starts_with = |word: &str| {
            let is_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            body.iter()
                .any(|line| line.strip_prefix(word).is_some_and(is_word))
        };
        if starts_with("raise") {
            return Self::Raised;
        }
        let uses_it = name.filter(|name| !name.is_empty()).is_some_and(|name| {
            let is_part = |c: char| !c.is_alphanumeric() && c != '_';
            body.iter()
                .any(|line| line.split(is_part).any(|word| word == name))
        });
        let tells = body
            .iter()
            .any(|line| TELLING.iter().any(|word| line.contains(word)));
        if uses_it || tells {
            Self::Told
        } else {
            Self::Silent
        }
    }
}

/// What stands in lines that write an error down, or answer with one.
const TELLING: [&str; 14] = [
    "log.",
    "logger",
    "logging.",
    "_log(",
    ".exception(",
    ".error(",
    ".warning(",
    ".critical(",
    "capture_exception",
    "traceback.",
    "exc_info",
    "abort(",
    "flash(",
    "print(",
];

#[cfg(test)]
mod tests {
    use super::Handling;

    #[test]
    fn a_clause_is_silent_tells_or_raises() {
        for (clause, expected) in [
            ("except Exception:\n    pass", Handling::Silent),
            ("except:\n    return None  # raise it?", Handling::Silent),
            (
                "except Exception as error:\n    return False",
                Handling::Silent,
            ),
            (
                "except Exception as error:\n    return str(error), 500",
                Handling::Told,
            ),
            (
                "except Exception:\n    logger.exception('x')\n    return None",
                Handling::Told,
            ),
            (
                "except Exception:\n    db.rollback()\n    raise",
                Handling::Raised,
            ),
            ("except Exception: raise", Handling::Raised),
            (
                "except Exception as e:\n    raise Wrong() from e",
                Handling::Raised,
            ),
            ("except Exception:\n    raised = True", Handling::Silent),
            ("except Exception:\n    abort(400)", Handling::Told),
            ("", Handling::Silent),
        ] {
            assert_eq!(Handling::of(clause), expected, "{clause}");
        }
    }
}
