//! The tokenizer: where in a page the text has come to.

use super::context::{Context, Quote, UrlRole};
use super::script::Script;
use super::url::Url;
use crate::limits;

/// Attributes that are URLs.
const URLS: [&str; 16] = [
    "action",
    "background",
    "cite",
    "classid",
    "codebase",
    "data",
    "formaction",
    "href",
    "icon",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "srcset",
    "xlink:href",
];

/// Where in a page the tokenizer is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    place: Place,
    tag: Tag,
}

/// The tag whose inside or content is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Tag {
    name: String,
    script: ScriptType,
    refreshes: bool,
}

/// What the `type` of a `script` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum ScriptType {
    #[default]
    Runs,
    Json,
    Inert,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Text,
    /// Behind `<`.
    Open,
    /// In the name of a start tag.
    Name,
    /// In an end tag.
    EndTag,
    /// Before the name of an attribute.
    InTag,
    /// In or behind the name of an attribute; true behind it.
    Attribute(String, bool),
    /// Behind `=`.
    BeforeValue(Value),
    Value(Quote, Value),
    Comment,
    /// `<!doctype …>`, `<?xml … ?>`.
    Markup,
    Rcdata,
    Style,
    Script(Script),
    Json,
    Inert,
}

/// What a value is, and what has been read of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Value {
    Plain,
    Url(UrlRole, Url),
    Handler(Script),
    Style,
    Srcdoc,
    /// `content` of a refresh, before the URL: the last bytes.
    Refresh(String),
    /// The `type` of a script, `http-equiv` of a `meta`.
    Kept(String),
}

/// What the tokenizer has come across, for whoever collects elements. Offsets are bytes of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// `<` of a tag; true for an end tag.
    TagStart(u32, bool),
    /// The tag's name is complete.
    TagName(String),
    /// An attribute's name is complete; the offset is behind its last byte.
    Attribute(String, u32),
    /// A byte of an attribute's value.
    ValueByte(u32),
    /// The value is complete; the offset is behind its last byte.
    ValueEnd(u32),
    /// `>`; the offset is behind it.
    TagEnd(u32),
}

impl Default for State {
    fn default() -> Self {
        Self {
            place: Place::Text,
            tag: Tag::default(),
        }
    }
}

impl State {
    /// Where something put out now stands.
    pub fn context(&self) -> Context {
        match &self.place {
            Place::Text => Context::Text,
            Place::Open | Place::Name | Place::EndTag => Context::TagName,
            Place::InTag | Place::Attribute(..) => Context::AttributeName,
            Place::BeforeValue(value) => value.context(Quote::None),
            Place::Value(quote, value) => value.context(*quote),
            Place::Comment => Context::Comment,
            Place::Markup => Context::Markup,
            Place::Rcdata => Context::Rcdata,
            Place::Style => Context::Style,
            Place::Script(script) => Context::Script {
                part: script.part(),
            },
            Place::Json => Context::Json,
            Place::Inert => Context::Inert,
        }
    }

    /// True in an attribute's value.
    pub(super) fn is_in_value(&self) -> bool {
        matches!(self.place, Place::BeforeValue(_) | Place::Value(..))
    }

    /// Something unknown is put out here.
    pub fn output(&mut self) {
        match &mut self.place {
            Place::Open => self.place = Place::Name,
            Place::InTag => self.place = Place::Attribute("\0".into(), false),
            Place::Attribute(name, behind) => {
                // Behind a complete name, something put out is another attribute.
                if std::mem::take(behind) {
                    name.clear();
                }
                name.push('\0');
            }
            Place::BeforeValue(value) => {
                let mut value = value.clone();
                value.output();
                self.place = Place::Value(Quote::None, value);
            }
            Place::Value(_, value) => value.output(),
            Place::Script(script) => script.output(),
            Place::Text
            | Place::Name
            | Place::EndTag
            | Place::Comment
            | Place::Markup
            | Place::Rcdata
            | Place::Style
            | Place::Json
            | Place::Inert => {}
        }
    }

    /// Literal text is read.
    pub fn text(&mut self, text: &str) {
        self.read(text.as_bytes(), 0, &mut |_| {});
    }

    /// Literal text is read that begins at an offset of the template.
    pub(super) fn read(&mut self, bytes: &[u8], base: u32, events: &mut impl FnMut(Event)) {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let offset = base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            at += self.step(rest, offset, events).max(1);
        }
    }

    /// Reads one byte or more; how many.
    fn step(&mut self, rest: &[u8], offset: u32, events: &mut impl FnMut(Event)) -> usize {
        let Some(&byte) = rest.first() else {
            return 0;
        };
        match &mut self.place {
            Place::Text => {
                let skipped = rest
                    .iter()
                    .position(|byte| *byte == b'<')
                    .unwrap_or(rest.len());
                if skipped > 0 {
                    return skipped;
                }
                return self.open(rest, offset, events);
            }
            Place::Open => {
                // The text that held `<` ended there, so this is not a tag unless an output came between.
                self.place = Place::Text;
                return 0;
            }
            Place::Name => {
                if is_space(byte) || matches!(byte, b'>' | b'/') {
                    events(Event::TagName(self.tag.name.clone()));
                    self.place = Place::InTag;
                    return if is_space(byte) {
                        1
                    } else {
                        self.in_tag(byte, offset, events)
                    };
                }
                if self.tag.name.len() < limits::NAME {
                    self.tag.name.push(char::from(byte.to_ascii_lowercase()));
                }
            }
            Place::EndTag => {
                if byte == b'>' {
                    events(Event::TagEnd(offset + 1));
                    *self = Self::default();
                }
            }
            Place::InTag => return self.in_tag(byte, offset, events),
            Place::Attribute(..) => return self.attribute(byte, offset, events),
            Place::BeforeValue(value) => match byte {
                _ if is_space(byte) => {}
                b'"' => self.place = Place::Value(Quote::Double, value.clone()),
                b'\'' => self.place = Place::Value(Quote::Single, value.clone()),
                b'>' => {
                    events(Event::ValueEnd(offset));
                    self.end_tag(offset, events);
                }
                _ => {
                    self.place = Place::Value(Quote::None, value.clone());
                    return self.value(rest, offset, events);
                }
            },
            Place::Value(..) => return self.value(rest, offset, events),
            Place::Comment => {
                if rest.starts_with(b"-->") {
                    self.place = Place::Text;
                    return 3;
                }
                return 1 + rest
                    .iter()
                    .skip(1)
                    .position(|byte| *byte == b'-')
                    .unwrap_or(rest.len());
            }
            Place::Markup => {
                if byte == b'>' {
                    self.place = Place::Text;
                }
            }
            Place::Rcdata | Place::Style | Place::Json | Place::Inert => {
                if self.ends_raw(rest) {
                    return self.open(rest, offset, events);
                }
                return 1 + rest
                    .iter()
                    .skip(1)
                    .position(|byte| *byte == b'<')
                    .unwrap_or(rest.len());
            }
            Place::Script(_) => {
                if byte == b'<' && rest.get(1) == Some(&b'/') && self.ends_raw(rest) {
                    return self.open(rest, offset, events);
                }
                if let Place::Script(script) = &mut self.place {
                    return script.step(rest);
                }
            }
        }
        1
    }

    /// True if the content of the element whose text has no tags ends here.
    fn ends_raw(&self, rest: &[u8]) -> bool {
        let name = self.tag.name.as_bytes();
        rest.strip_prefix(b"</").is_some_and(|rest| {
            rest.get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
                && rest
                    .get(name.len())
                    .is_none_or(|byte| is_space(*byte) || matches!(byte, b'>' | b'/'))
        })
    }

    /// `<` in text.
    fn open(&mut self, rest: &[u8], offset: u32, events: &mut impl FnMut(Event)) -> usize {
        self.tag = Tag::default();
        match rest.get(1) {
            Some(byte) if byte.is_ascii_alphabetic() => {
                events(Event::TagStart(offset, false));
                self.place = Place::Name;
            }
            Some(b'/') => {
                let name: String = rest
                    .iter()
                    .skip(2)
                    .take(limits::NAME)
                    .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
                    .map(|byte| char::from(byte.to_ascii_lowercase()))
                    .collect();
                events(Event::TagStart(offset, true));
                events(Event::TagName(name));
                self.place = Place::EndTag;
                return 2;
            }
            Some(b'!') if rest.starts_with(b"<!--") => {
                self.place = Place::Comment;
                return 4;
            }
            // What stands in a CDATA section of XML is text to whoever reads it.
            Some(b'!') if rest.starts_with(b"<![CDATA[") => {
                self.place = Place::Text;
                return 9;
            }
            Some(b'!' | b'?') => self.place = Place::Markup,
            Some(_) => self.place = Place::Text,
            None => self.place = Place::Open,
        }
        1
    }

    fn in_tag(&mut self, byte: u8, offset: u32, events: &mut impl FnMut(Event)) -> usize {
        match byte {
            b'>' => self.end_tag(offset, events),
            _ if is_space(byte) || byte == b'/' => {}
            _ => {
                self.place =
                    Place::Attribute(char::from(byte.to_ascii_lowercase()).to_string(), false);
            }
        }
        1
    }

    fn attribute(&mut self, byte: u8, offset: u32, events: &mut impl FnMut(Event)) -> usize {
        let Place::Attribute(name, behind) = &mut self.place else {
            return 1;
        };
        match byte {
            b'=' => {
                events(Event::Attribute(name.clone(), offset));
                let value = Value::of(&self.tag, name);
                self.place = Place::BeforeValue(value);
            }
            b'>' => {
                events(Event::Attribute(name.clone(), offset));
                self.end_tag(offset, events);
            }
            b'/' => {
                events(Event::Attribute(name.clone(), offset));
                self.place = Place::InTag;
            }
            _ if is_space(byte) => *behind = true,
            _ if *behind => {
                events(Event::Attribute(name.clone(), offset));
                self.place =
                    Place::Attribute(char::from(byte.to_ascii_lowercase()).to_string(), false);
            }
            _ => {
                if name.len() < limits::NAME {
                    name.push(char::from(byte.to_ascii_lowercase()));
                }
            }
        }
        1
    }

    fn value(&mut self, rest: &[u8], offset: u32, events: &mut impl FnMut(Event)) -> usize {
        let (Place::Value(quote, value), Some(&byte)) = (&mut self.place, rest.first()) else {
            return 1;
        };
        let ends = match quote {
            Quote::Double => byte == b'"',
            Quote::Single => byte == b'\'',
            Quote::None => is_space(byte) || byte == b'>',
        };
        if !ends {
            events(Event::ValueByte(offset));
            value.byte(byte);
            return 1;
        }
        if let Value::Kept(text) = value {
            if self.tag.name == "script" {
                self.tag.script = ScriptType::of(text);
            } else {
                self.tag.refreshes = text == "refresh";
            }
        }
        events(Event::ValueEnd(offset));
        self.place = Place::InTag;
        if byte == b'>' {
            self.end_tag(offset, events);
        }
        1
    }

    /// `>`: what follows depends on the element.
    fn end_tag(&mut self, offset: u32, events: &mut impl FnMut(Event)) {
        events(Event::TagEnd(offset.saturating_add(1)));
        self.place = match (self.tag.name.as_str(), self.tag.script) {
            ("script", ScriptType::Runs) => Place::Script(Script::new()),
            ("script", ScriptType::Json) => Place::Json,
            ("script", ScriptType::Inert) => Place::Inert,
            ("style", _) => Place::Style,
            ("title" | "textarea", _) => Place::Rcdata,
            _ => Place::Text,
        };
        if self.place == Place::Text {
            self.tag = Tag::default();
        }
    }
}

impl ScriptType {
    fn of(text: &str) -> Self {
        let essence = text.split(';').next().unwrap_or_default().trim();
        if essence.is_empty()
            || essence == "module"
            || essence.contains("javascript")
            || essence.contains("ecmascript")
        {
            Self::Runs
        } else if essence.ends_with("json")
            || essence == "importmap"
            || essence == "speculationrules"
        {
            Self::Json
        } else if essence.contains('\0') || essence.contains("babel") || essence.contains("jsx") {
            Self::Runs
        } else {
            Self::Inert
        }
    }
}

impl Value {
    fn of(tag: &Tag, name: &str) -> Self {
        let element = tag.name.as_str();
        if name.len() > 2 && name.starts_with("on") {
            return Self::Handler(Script::new());
        }
        match name {
            "style" => Self::Style,
            "srcdoc" => Self::Srcdoc,
            "type" if element == "script" => Self::Kept(String::new()),
            "http-equiv" if element == "meta" => Self::Kept(String::new()),
            "content" if tag.refreshes => Self::Refresh(String::new()),
            _ if URLS.contains(&name) => Self::Url(role(element, name), Url::Start),
            _ => Self::Plain,
        }
    }

    fn context(&self, quote: Quote) -> Context {
        match self {
            Self::Plain | Self::Refresh(_) | Self::Kept(_) => Context::Attribute { quote },
            Self::Url(role, url) => Context::Url {
                quote,
                role: *role,
                position: url.position(),
            },
            Self::Handler(script) => Context::EventHandler {
                quote,
                part: script.part(),
            },
            Self::Style => Context::StyleAttribute { quote },
            Self::Srcdoc => Context::Srcdoc { quote },
        }
    }

    fn output(&mut self) {
        match self {
            Self::Url(_, url) => url.output(),
            Self::Handler(script) => script.output(),
            Self::Kept(text) | Self::Refresh(text) => text.push('\0'),
            Self::Plain | Self::Style | Self::Srcdoc => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        match self {
            Self::Url(_, url) => url.text(byte),
            // Bytes come one by one; `//` and `/*` are not told apart in so short a script.
            Self::Handler(script) => {
                script.step(&[byte]);
            }
            Self::Kept(text) => {
                if text.len() < limits::NAME * 2 {
                    text.push(char::from(byte.to_ascii_lowercase()));
                }
            }
            Self::Refresh(text) => {
                text.push(char::from(byte.to_ascii_lowercase()));
                if text.ends_with("url=") {
                    *self = Self::Url(UrlRole::Navigation, Url::Start);
                } else if text.len() > limits::NAME {
                    text.clear();
                }
            }
            Self::Plain | Self::Style | Self::Srcdoc => {}
        }
    }
}

fn role(element: &str, attribute: &str) -> UrlRole {
    match (element, attribute) {
        ("script", "src" | "href" | "xlink:href") => UrlRole::Script,
        (_, "action" | "formaction")
        | ("a" | "area" | "base" | "svg" | "math" | "", "href" | "xlink:href")
        | ("iframe" | "frame" | "embed", "src")
        | ("object", "data") => UrlRole::Navigation,
        _ => UrlRole::Resource,
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
