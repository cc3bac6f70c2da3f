//! URL patterns: joining them and reading their variable parts.

use super::Parameter;

/// How many variable parts a pattern may have.
const PARAMETERS: usize = 32;

/// A prefix and what stands below it, as Flask joins them.
pub(crate) fn join(prefix: &str, rule: &str) -> String {
    if rule.is_empty() {
        return prefix.to_owned();
    }
    if prefix.is_empty() {
        return rule.to_owned();
    }
    format!(
        "{}/{}",
        prefix.trim_end_matches('/'),
        rule.trim_start_matches('/')
    )
}

/// The variable parts of a pattern: `<int:note_id>`, `<name>`.
pub(crate) fn parameters(rule: &str) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    let mut rest = rule;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((inside, next)) = after.split_once('>') else {
            break;
        };
        let (converter, name) = match inside.rsplit_once(':') {
            Some((converter, name)) => (converter.split('(').next().unwrap_or(converter), name),
            None => ("string", inside),
        };
        parameters.push(Parameter {
            name: name.trim().to_owned(),
            converter: converter.trim().to_owned(),
        });
        if parameters.len() >= PARAMETERS {
            break;
        }
        rest = next;
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_joined_as_flask_does() {
        assert_eq!(join("/shop/", "/item"), "/shop/item");
        assert_eq!(join("", "/item"), "/item");
        assert_eq!(join("/shop", ""), "/shop");
        assert_eq!(join("/shop", "/"), "/shop/");
    }

    #[test]
    fn variable_parts_have_converters() {
        let found = parameters("/a/<int:id>/<name>/<string(length=2):lang>");
        let words: Vec<(&str, &str)> = found.iter().map(|p| (&*p.converter, &*p.name)).collect();
        assert_eq!(
            words,
            [("int", "id"), ("string", "name"), ("string", "lang")]
        );
    }
}
