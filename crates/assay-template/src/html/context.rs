//! The vocabulary of places in a page.

/// How an attribute's value is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quote {
    /// It is not: white space ends it.
    None,
    /// `'`.
    Single,
    /// `"`.
    Double,
}

/// The part of a script in which something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptPart {
    /// Where an expression or statement stands.
    Code,
    /// Inside `'…'`.
    SingleQuoted,
    /// Inside `"…"`.
    DoubleQuoted,
    /// Inside a template literal.
    Template,
    /// Inside a regular expression.
    Pattern,
    /// Inside a comment.
    Comment,
}

/// What the browser does with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UrlRole {
    /// Goes there, so that a `javascript:` URL runs: links, forms, frames, refresh.
    Navigation,
    /// Runs what it finds there.
    Script,
    /// Fetches or merely names it: images, style sheets, citations.
    Resource,
}

/// The part of a URL in which something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UrlPosition {
    /// At its beginning, so that it chooses the scheme.
    Start,
    /// Behind `//`, so that it chooses the host.
    Host,
    /// Behind a fixed beginning without a host, such as `/` or `page/`.
    Path,
    /// Behind `?`.
    Query,
    /// Behind `#`.
    Fragment,
    /// Behind `javascript:` or `data:`.
    Script,
    /// Behind another scheme, such as `mailto:`.
    Opaque,
    /// Behind another output, whose value decides.
    AfterOutput,
}

/// The place in a page where a value is put out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Between tags.
    Text,
    /// In a `title` or `textarea`, where there are no tags.
    Rcdata,
    /// The name of an element.
    TagName,
    /// Among the attributes of a tag.
    AttributeName,
    /// In the value of an attribute that is only text.
    Attribute {
        /// How the value is delimited.
        quote: Quote,
    },
    /// In the value of an attribute that is a URL.
    Url {
        /// How the value is delimited.
        quote: Quote,
        /// What the browser does with it.
        role: UrlRole,
        /// In which part of it.
        position: UrlPosition,
    },
    /// In an attribute that is a script, such as `onclick`.
    EventHandler {
        /// How the value is delimited.
        quote: Quote,
        /// In which part of the script.
        part: ScriptPart,
    },
    /// In a `style` attribute.
    StyleAttribute {
        /// How the value is delimited.
        quote: Quote,
    },
    /// In a `srcdoc` attribute, which is a page of its own.
    Srcdoc {
        /// How the value is delimited.
        quote: Quote,
    },
    /// In a `script` that runs.
    Script {
        /// In which part of it.
        part: ScriptPart,
    },
    /// In a `script` whose type is JSON.
    Json,
    /// In a `script` of another type, which the browser ignores.
    Inert,
    /// In a `style` element.
    Style,
    /// In a comment.
    Comment,
    /// In `<!doctype …>` and the like.
    Markup,
}
