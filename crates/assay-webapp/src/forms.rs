//! Classes that say what a request may hold: forms and schemas, with their fields.

use assay_python::ClassRef;
use assay_source::Span;

use crate::log::Log;
use crate::settings::is_test;

/// A form or schema of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The class.
    pub class: ClassRef,
    /// Its name.
    pub name: String,
    /// The names of its fields and of those it inherits, sorted.
    pub fields: Vec<String>,
    /// The name in its definition.
    pub place: Span,
}

/// How many fields of one class are told.
const FIELDS: usize = 256;

/// The forms and schemas outside of tests, by class.
pub(crate) fn find(log: &Log<'_>) -> Vec<Form> {
    let mut forms = Vec::new();
    for facts in &log.solution.classes {
        let plays = |wanted: &str| facts.roles.iter().any(|(role, _)| role == wanted);
        let is_schema = plays("schema");
        if !plays("form") && !is_schema {
            continue;
        }
        let Some(module) = log.program.modules.get(facts.class.module.0 as usize) else {
            continue;
        };
        let Some(class) = module.classes.get(facts.class.class.0 as usize) else {
            continue;
        };
        if is_test(&log.project.file(module.file).path) {
            continue;
        }
        let mut fields: Vec<String> = Vec::new();
        for owner in &facts.mro {
            let members = log.class(*owner).map_or(&[][..], |facts| &facts.members);
            for (name, fact) in members.iter().take(FIELDS) {
                // `StringField()` of WTForms; of a schema, whatever a library made: `fields.Str()`.
                let is_made = fact.open
                    && fact.constants.is_empty()
                    && fact.functions.is_empty()
                    && fact.classes.is_empty()
                    && !name.starts_with('_');
                let is_field = fact.names.iter().any(|(name, _)| name.ends_with("Field()"))
                    || (is_schema && is_made);
                if is_field {
                    fields.push(name.clone());
                }
            }
        }
        fields.sort();
        fields.dedup();
        forms.push(Form {
            class: facts.class,
            name: class.qualname.to_string(),
            fields,
            place: log.span(facts.class.module, class.name_range),
        });
    }
    forms
}
