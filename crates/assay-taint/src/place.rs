//! Where values are kept between requests: columns of tables, keys of stores, and what is read from there.
//!
//! A source that reads rows says of which table or statement they are. Each step into the row makes that narrower,
//! until it names one column: `tea = Tea.query.first(); tea.story` is the column `story` of `tea`.
//! What functions write there is kept in their summaries, and both are joined at the end.

use std::fmt::Write;
use std::sync::Arc;

use assay_python::ClassRef;

use crate::value::Key;

/// Attributes of rows that are no columns, whatever the library.
const NO_COLUMNS: [&str; 12] = [
    "_asdict", "_fields", "_mapping", "all", "copy", "get", "index", "items", "keys", "pop",
    "tuple", "values",
];

/// What a source gives, in words, and where it was kept if that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Noun {
    /// A noun phrase.
    pub(crate) text: Arc<str>,
    /// Where the value was kept.
    pub(crate) place: Option<Place>,
}

/// The tables that a column may belong to.
pub(crate) type Tables = Arc<[Arc<str>]>;

/// Where values are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Rows; a step inside leads to a column.
    Rows(Arc<Rows>),
    /// One column, of one of these tables; or a key of a store, which stands for the table.
    Column { tables: Tables, column: Arc<str> },
    /// Something that rows lead to, such as the row of another table.
    Elsewhere,
}

/// Rows of the database, or entries of another store.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rows {
    /// The tables that they are taken from.
    pub(crate) tables: Vec<Arc<str>>,
    /// The class of the project that stands for the table.
    pub(crate) class: Option<ClassRef>,
    /// The columns of a row in order, if a statement names them.
    pub(crate) columns: Option<Vec<Column>>,
    /// A list of rows, not one of them.
    pub(crate) many: bool,
    /// Entries of a store by key, and not rows of tables.
    pub(crate) store: bool,
}

/// What a statement selects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column {
    /// The name in the row.
    pub(crate) name: Option<Arc<str>>,
    /// The tables that it may belong to, and the column. `None` is an expression.
    pub(crate) of: Option<(Tables, Arc<str>)>,
}

impl Noun {
    /// A source of which no place is known.
    pub(crate) fn plain(text: &Arc<str>) -> Arc<Self> {
        Arc::new(Self {
            text: Arc::clone(text),
            place: None,
        })
    }

    /// A source of rows.
    pub(crate) fn rows(text: &Arc<str>, rows: Arc<Rows>) -> Arc<Self> {
        Arc::new(Self {
            text: Arc::clone(text),
            place: Some(Place::Rows(rows)),
        })
    }

    /// An entry of a store under a constant key.
    pub(crate) fn entry(store: &Arc<str>, key: &str) -> Arc<Self> {
        let place = Place::Column {
            tables: Arc::from([Arc::clone(store)]),
            column: Arc::from(key),
        };
        Self::at(place)
    }

    fn at(place: Place) -> Arc<Self> {
        let text = Arc::from(place.words());
        Arc::new(Self {
            text,
            place: Some(place),
        })
    }

    /// What is one step inside; `None` if that is the same.
    pub(crate) fn inside(&self, key: &Key, name: Option<&str>) -> Option<Arc<Self>> {
        let Some(Place::Rows(rows)) = &self.place else {
            return None;
        };
        match rows.inside(key, name)? {
            Place::Rows(rows) => Some(Self::rows(&self.text, rows)),
            Place::Elsewhere => Some(Arc::new(Self {
                text: Arc::clone(&self.text),
                place: Some(Place::Elsewhere),
            })),
            column @ Place::Column { .. } => Some(Self::at(column)),
        }
    }
}

impl Place {
    /// What a reader calls it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Rows(rows) => match rows.tables.as_slice() {
                [table] => format!("a row of `{table}`"),
                _ => "a row of the database".to_owned(),
            },
            Self::Column { tables, column } => {
                let mut words = String::new();
                let _ = match &**tables {
                    [store] if store.contains(' ') => write!(words, "`{column}` in {store}"),
                    [table] => write!(words, "the column `{column}` of `{table}`"),
                    _ => write!(words, "the column `{column}`"),
                };
                words
            }
            Self::Elsewhere => "a row of the database".to_owned(),
        }
    }
}

impl Rows {
    /// What a step leads to; `None` if to the same rows.
    fn inside(&self, key: &Key, name: Option<&str>) -> Option<Place> {
        if self.many {
            return match key {
                Key::Any | Key::Index(_) => Some(Place::Rows(Arc::new(Self {
                    many: false,
                    ..self.clone()
                }))),
                _ => None,
            };
        }
        let name = match (key, name) {
            (Key::Index(at), _) => return self.position(*at),
            (Key::Text(text), _) => &**text,
            (Key::Attr(_), Some(name)) if !NO_COLUMNS.contains(&name) => name,
            _ => return None,
        };
        let Some(columns) = &self.columns else {
            return Some(Place::Column {
                tables: self.tables.iter().cloned().collect(),
                column: Arc::from(name.to_ascii_lowercase()),
            });
        };
        let named = |column: &&Column| {
            let known = column.name.as_deref();
            known.is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        Some(place_of(columns.iter().find(named)))
    }

    fn position(&self, at: i64) -> Option<Place> {
        let Some(columns) = &self.columns else {
            // One object among several in a row.
            return self.class.is_none().then_some(Place::Elsewhere);
        };
        let at = if at < 0 {
            at + i64::try_from(columns.len()).unwrap_or(0)
        } else {
            at
        };
        Some(place_of(
            usize::try_from(at).ok().and_then(|at| columns.get(at)),
        ))
    }
}

fn place_of(column: Option<&Column>) -> Place {
    match column.and_then(|column| column.of.clone()) {
        Some((tables, column)) => Place::Column { tables, column },
        None => Place::Elsewhere,
    }
}
