//! How the tags of a template are written.

/// The delimiters of a Jinja environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Begins a statement: `{%`.
    pub block_start: String,
    /// Ends a statement: `%}`.
    pub block_end: String,
    /// Begins an output: `{{`.
    pub variable_start: String,
    /// Ends an output: `}}`.
    pub variable_end: String,
    /// Begins a comment: `{#`.
    pub comment_start: String,
    /// Ends a comment: `#}`.
    pub comment_end: String,
    /// Begins a line that is a statement, if the environment has such lines.
    pub line_statement: Option<String>,
    /// Begins a comment that ends with the line, if the environment has such comments.
    pub line_comment: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            block_start: "{%".into(),
            block_end: "%}".into(),
            variable_start: "{{".into(),
            variable_end: "}}".into(),
            comment_start: "{#".into(),
            comment_end: "#}".into(),
            line_statement: None,
            line_comment: None,
        }
    }
}

impl Options {
    /// These options, with the standard delimiter in the place of each empty one.
    pub(crate) fn usable(&self) -> Self {
        let standard = Self::default();
        let or = |given: &String, standard: String| {
            if given.is_empty() {
                standard
            } else {
                given.clone()
            }
        };
        let line = |given: &Option<String>| given.clone().filter(|prefix| !prefix.is_empty());
        Self {
            block_start: or(&self.block_start, standard.block_start),
            block_end: or(&self.block_end, standard.block_end),
            variable_start: or(&self.variable_start, standard.variable_start),
            variable_end: or(&self.variable_end, standard.variable_end),
            comment_start: or(&self.comment_start, standard.comment_start),
            comment_end: or(&self.comment_end, standard.comment_end),
            line_statement: line(&self.line_statement),
            line_comment: line(&self.line_comment),
        }
    }
}
