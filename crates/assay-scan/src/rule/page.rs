//! A rule's page as text: the facts in front, then sections of prose and code blocks, each with its lines.
//!
//! This is the part of Markdown that rule pages use: `## ` headings and fenced blocks.
//! Everything else is prose and is kept as it is.
//! `cases.md` has the same form without facts.

use super::error::{Fault, RuleError};

/// The most bytes a page may have. The longest page of ours has a tenth of it.
pub const PAGE_LIMIT: usize = 256 * 1024;

/// A page, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The TOML between the `+++` lines; empty for a page without facts.
    pub facts: String,
    /// The line of the first fact.
    pub facts_line: u32,
    /// What follows.
    pub body: Body,
}

/// The text of a page after its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The prose before the first heading.
    pub opening: String,
    /// The line where it begins.
    pub opening_line: u32,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading, without `## `.
    pub heading: String,
    /// Its line.
    pub line: u32,
    /// Prose and blocks, in order.
    pub parts: Vec<Part>,
}

impl Section {
    /// The code blocks of the section.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts.iter().filter_map(|part| match part {
            Part::Block(block) => Some(block),
            Part::Prose(_) => None,
        })
    }

    /// The code blocks with this verdict.
    pub fn blocks_of(&self, verdict: Verdict) -> impl Iterator<Item = &Block> {
        self.blocks()
            .filter(move |block| block.verdict == Some(verdict))
    }
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Markdown, trimmed.
    Prose(String),
    /// A fenced block.
    Block(Block),
}

/// What an example claims of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The flaw is in it.
    Vulnerable,
    /// The flaw is repaired in it.
    Safe,
}

impl Verdict {
    /// The word in the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vulnerable => "vulnerable",
            Self::Safe => "safe",
        }
    }
}

/// A fenced code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word after the fence, such as `python`; empty if there is none.
    pub language: String,
    /// What it claims.
    pub verdict: Option<Verdict>,
    /// The file it stands for.
    pub file: Option<String>,
    /// The code, each line ended.
    pub code: String,
    /// The page's line that holds the first line of code.
    pub first_line: u32,
    /// The page's line that holds the closing fence.
    pub last_line: u32,
}

impl Page {
    /// Splits a page that begins with facts.
    ///
    /// # Errors
    /// If the page is too large, its facts or a block do not end, or a block's words mean nothing.
    pub fn parse(path: &str, text: &str) -> Result<Self, RuleError> {
        let mut lines = Lines::new(path, text)?;
        match lines.next() {
            Some((_, line)) if line.trim_end() == "+++" => {}
            _ => return Err(RuleError::new(path, 1, Fault::NoFacts)),
        }
        let mut facts = String::new();
        loop {
            match lines.next() {
                Some((_, line)) if line.trim_end() == "+++" => break,
                Some((_, line)) => {
                    facts.push_str(line);
                    facts.push('\n');
                }
                None => return Err(RuleError::new(path, 1, Fault::OpenFacts)),
            }
        }
        Ok(Self {
            facts,
            facts_line: 2,
            body: Body::read(path, &mut lines)?,
        })
    }
}

impl Body {
    /// Splits a page without facts.
    ///
    /// # Errors
    /// If the page is too large, a block does not end, or its words mean nothing.
    pub fn parse(path: &str, text: &str) -> Result<Self, RuleError> {
        Self::read(path, &mut Lines::new(path, text)?)
    }

    /// The first sentence, on one line and without its full stop.
    pub fn summary(&self) -> Option<String> {
        let paragraph = self.opening.split("\n\n").next().unwrap_or_default();
        let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let sentence = match line.find(". ") {
            Some(end) => line.get(..end).unwrap_or(&line),
            None => &line,
        };
        let sentence = sentence.trim_end_matches('.').trim();
        (!sentence.is_empty()).then(|| sentence.to_owned())
    }

    /// The section with this heading.
    pub fn section(&self, heading: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.heading == heading)
    }

    fn read(path: &str, lines: &mut Lines<'_>) -> Result<Self, RuleError> {
        let mut opening = Section {
            heading: String::new(),
            line: lines.number,
            parts: Vec::new(),
        };
        let mut sections: Vec<Section> = Vec::new();
        let mut prose = String::new();
        while let Some((number, line)) = lines.next() {
            let current = sections.last_mut().unwrap_or(&mut opening);
            if let Some(fence) = Fence::open(line) {
                end_prose(&mut prose, current);
                current
                    .parts
                    .push(Part::Block(read_block(path, &fence, number, lines)?));
            } else if let Some(heading) = line.strip_prefix("## ") {
                end_prose(&mut prose, current);
                sections.push(Section {
                    heading: heading.trim().to_owned(),
                    line: number,
                    parts: Vec::new(),
                });
            } else {
                prose.push_str(line);
                prose.push('\n');
            }
        }
        end_prose(&mut prose, sections.last_mut().unwrap_or(&mut opening));
        let opening_line = opening.line;
        if let Some(block) = opening.blocks().next() {
            let line = block.first_line.saturating_sub(1);
            let fault =
                Fault::Fact("a code block stands before the first `## ` heading".to_owned());
            return Err(RuleError::new(path, line, fault));
        }
        let text = opening.parts.into_iter().find_map(|part| match part {
            Part::Prose(text) => Some(text),
            Part::Block(_) => None,
        });
        Ok(Self {
            opening: text.unwrap_or_default(),
            opening_line,
            sections,
        })
    }
}

fn end_prose(prose: &mut String, section: &mut Section) {
    let text = prose.trim();
    if !text.is_empty() {
        section.parts.push(Part::Prose(text.to_owned()));
    }
    prose.clear();
}

/// The opening of a fenced block.
struct Fence<'a> {
    mark: char,
    length: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let mark = line
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        // A line such as ```` ```x``` ```` is inline code.
        (length >= 3 && !info.contains(mark)).then_some(Self {
            mark,
            length,
            info: info.trim(),
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim_end();
        line.len() >= self.length && line.chars().all(|character| character == self.mark)
    }
}

fn read_block(
    path: &str,
    fence: &Fence<'_>,
    number: u32,
    lines: &mut Lines<'_>,
) -> Result<Block, RuleError> {
    let mut words = fence.info.split_whitespace();
    let mut block = Block {
        language: words.next().unwrap_or_default().to_owned(),
        verdict: None,
        file: None,
        code: String::new(),
        first_line: number + 1,
        last_line: number,
    };
    for word in words {
        match word {
            "vulnerable" => block.verdict = Some(Verdict::Vulnerable),
            "safe" => block.verdict = Some(Verdict::Safe),
            _ => match word.strip_prefix("file=") {
                Some(file) if is_inner_path(file) => block.file = Some(file.to_owned()),
                Some(file) => {
                    return Err(RuleError::new(
                        path,
                        number,
                        Fault::BlockPath(file.to_owned()),
                    ));
                }
                None => {
                    return Err(RuleError::new(
                        path,
                        number,
                        Fault::BlockWord(word.to_owned()),
                    ));
                }
            },
        }
    }
    loop {
        match lines.next() {
            Some((last, line)) if fence.is_closed_by(line) => {
                block.last_line = last;
                return Ok(block);
            }
            Some((_, line)) => {
                block.code.push_str(line);
                block.code.push('\n');
            }
            None => return Err(RuleError::new(path, number, Fault::OpenBlock)),
        }
    }
}

/// True if the path stays inside the folder it is relative to.
fn is_inner_path(path: &str) -> bool {
    !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The lines of a page, counted.
struct Lines<'a> {
    lines: std::str::Lines<'a>,
    /// The number of the line that comes next.
    number: u32,
}

impl<'a> Lines<'a> {
    fn new(path: &str, text: &'a str) -> Result<Self, RuleError> {
        if text.len() > PAGE_LIMIT {
            let fault = Fault::TooLarge {
                size: text.len(),
                limit: PAGE_LIMIT,
            };
            return Err(RuleError::new(path, 1, fault));
        }
        Ok(Self {
            lines: text.strip_prefix('\u{feff}').unwrap_or(text).lines(),
            number: 1,
        })
    }

    fn next(&mut self) -> Option<(u32, &'a str)> {
        let line = self.lines.next()?;
        let number = self.number;
        self.number += 1;
        Some((number, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "+++\ntitle = \"A\"\n+++\n\nFirst sentence. Second one.\n\n## Example\n\nBefore.\n\n\
        ```python vulnerable file=app/a.py\nx = 1\n\ny = 2\n```\n\nBetween.\n\n```python safe\nx = 2\n```\n";

    fn fault(text: &str) -> (u32, Fault) {
        let error = Page::parse("a/rule.md", text).expect_err("a fault");
        (error.line, error.fault)
    }

    #[test]
    fn a_page_splits_into_facts_sections_and_blocks() {
        let page = Page::parse("a/rule.md", PAGE).expect("a page");
        assert_eq!(page.facts, "title = \"A\"\n");
        assert_eq!(page.body.summary().as_deref(), Some("First sentence"));
        let section = page.body.section("Example").expect("a section");
        assert_eq!(section.line, 7);
        assert_eq!(section.parts.len(), 4);
        let bad = section
            .blocks_of(Verdict::Vulnerable)
            .next()
            .expect("a block");
        assert_eq!(bad.code, "x = 1\n\ny = 2\n");
        assert_eq!((bad.first_line, bad.last_line), (12, 15));
        assert_eq!(bad.file.as_deref(), Some("app/a.py"));
    }

    #[test]
    fn a_longer_fence_may_hold_a_shorter_one() {
        let body = Body::parse(
            "cases.md",
            "## A\n\n````text\n```\n## not a heading\n````\n",
        )
        .expect("a body");
        assert_eq!(body.sections.len(), 1);
        assert_eq!(
            body.sections[0].blocks().next().expect("a block").code,
            "```\n## not a heading\n"
        );
    }

    #[test]
    fn a_page_without_facts_is_refused() {
        assert_eq!(fault("# Title\n"), (1, Fault::NoFacts));
        assert_eq!(fault(""), (1, Fault::NoFacts));
        assert_eq!(fault("+++\ntitle = 1\n"), (1, Fault::OpenFacts));
    }

    #[test]
    fn a_block_without_end_is_refused_at_its_line() {
        assert_eq!(
            fault("+++\n+++\nText.\n\n## A\n```python safe\nx\n"),
            (6, Fault::OpenBlock)
        );
    }

    #[test]
    fn a_block_path_cannot_leave_the_example() {
        for path in ["../a.py", "/etc/passwd", "a//b", "C:\\a", "a/./b", ""] {
            let text = format!("+++\n+++\nText.\n\n## A\n```python file={path}\n```\n");
            assert_eq!(
                fault(&text),
                (6, Fault::BlockPath(path.to_owned())),
                "{path}"
            );
        }
    }

    #[test]
    fn an_unknown_word_is_refused() {
        let text = "+++\n+++\nText.\n\n## A\n```python vulnerabel\n```\n";
        assert_eq!(fault(text), (6, Fault::BlockWord("vulnerabel".to_owned())));
    }

    #[test]
    fn a_page_beyond_the_limit_is_refused() {
        let text = "x".repeat(PAGE_LIMIT + 1);
        assert!(matches!(fault(&text), (1, Fault::TooLarge { .. })));
    }

    #[test]
    fn windows_line_ends_are_read() {
        let page = Page::parse("a/rule.md", &PAGE.replace('\n', "\r\n")).expect("a page");
        assert_eq!(page.body.sections.len(), 1);
    }
}
