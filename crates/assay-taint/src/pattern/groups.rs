//! The capturing groups of a pattern: what each is called, and the pattern inside it.

/// How many groups are told apart.
const GROUPS: usize = 16;

/// A capturing group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// Its name, if it has one.
    pub(crate) name: Option<String>,
    /// The pattern between its brackets.
    pub(crate) body: String,
}

/// The capturing groups in the order of their numbers, from 1 on.
/// `None` if the pattern says something that a group alone would not: flags for all of it, or conditions.
pub(crate) fn groups(pattern: &str) -> Option<Vec<Group>> {
    let mut found: Vec<Option<Group>> = Vec::new();
    // For each open bracket: the number of its group, if it captures, and where its body begins.
    let mut open: Vec<(Option<usize>, usize)> = Vec::new();
    let mut names: Vec<Option<String>> = Vec::new();
    let mut characters = pattern.char_indices().peekable();
    let mut class: Option<usize> = None;
    while let Some((at, character)) = characters.next() {
        match (character, class) {
            ('\\', _) => {
                characters.next();
            }
            (']', Some(begin)) if at > begin => class = None,
            (_, Some(_)) => {}
            ('[', None) => {
                let negated = characters.next_if(|(_, next)| *next == '^').is_some();
                // A closing bracket that comes first is a member.
                class = Some(at + 1 + usize::from(negated));
            }
            ('(', None) => {
                let rest = pattern.get(at + 1..)?;
                let (name, skipped) = if let Some(named) = rest.strip_prefix("?P<") {
                    let (name, _) = named.split_once('>')?;
                    (Some(Some(name.to_owned())), name.len() + 4)
                } else if rest.starts_with('?') {
                    let next = rest.chars().nth(1)?;
                    if !matches!(next, ':' | '=' | '!' | '<' | '#') && !rest.starts_with("?P=") {
                        return None;
                    }
                    (None, 1)
                } else {
                    (Some(None), 0)
                };
                let body = at + 1 + skipped;
                while characters.next_if(|(next, _)| *next < body).is_some() {}
                let number = name.map(|name| {
                    found.push(None);
                    names.push(name);
                    found.len() - 1
                });
                open.push((number, body));
                if found.len() > GROUPS {
                    return None;
                }
            }
            (')', None) => {
                let (number, begin) = open.pop()?;
                if let Some(number) = number {
                    let body = pattern.get(begin..at)?.to_owned();
                    let name = names.get_mut(number)?.take();
                    *found.get_mut(number)? = Some(Group { name, body });
                }
            }
            _ => {}
        }
    }
    if !open.is_empty() || class.is_some() {
        return None;
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::groups;

    fn check(pattern: &str, expected: &[(&str, &str)]) {
        let found = groups(pattern).unwrap_or_default();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|group| (group.name.as_deref().unwrap_or(""), group.body.as_str()))
            .collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn groups_are_numbered_by_their_opening_brackets() {
        check(r"(\w+):(.*)", &[("", r"\w+"), ("", ".*")]);
        check(
            r"((a)b)(?:c)(?P<last>d)",
            &[("", "(a)b"), ("", "a"), ("last", "d")],
        );
        check(r"[(](\))[])](x)", &[("", r"\)"), ("", "x")]);
        check(r"(?=a)(b(?!c))", &[("", "b(?!c)")]);
    }

    #[test]
    fn flags_and_open_brackets_have_no_answer() {
        assert_eq!(groups("(?i)(a)"), None);
        assert_eq!(groups("(a"), None);
        assert_eq!(groups("(a)(?(1)b|c)"), None);
    }
}
