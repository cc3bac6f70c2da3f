//! Pages of our own text on standard output: headings, entries, and the little Markdown that rules use.

use std::io::{self, Write};
use std::iter::repeat;

use anstyle::{AnsiColor, Style};
use assay_source::printable;

use crate::surroundings::terminal_options;

/// The width of the column with names.
const COLUMN: usize = 12;

/// Colours, if there are any, and the width.
#[derive(Clone, Copy)]
pub(super) struct Painter {
    colour: bool,
    width: usize,
}

impl Painter {
    pub(super) fn for_standard_output() -> Self {
        let options = terminal_options("auto");
        Self {
            colour: options.colour,
            width: options.width.min(88),
        }
    }

    fn paint(self, style: Style, text: &str) -> String {
        let text = printable(text);
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text
        }
    }
}

/// A page that is being written.
pub(super) struct Page<'a> {
    painter: Painter,
    out: &'a mut dyn Write,
}

impl<'a> Page<'a> {
    pub(super) fn new(painter: Painter, out: &'a mut dyn Write) -> Self {
        Self { painter, out }
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(
            self.out,
            "{}",
            self.painter.paint(Style::new().bold(), text)
        )
    }

    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", printable(text))
    }

    /// A name, and beside it its value; nothing if there is no value.
    pub(super) fn entry(&mut self, name: &str, value: &str) -> io::Result<()> {
        if value.is_empty() {
            return Ok(());
        }
        let lines = wrap(value, self.painter.width.saturating_sub(COLUMN), 0);
        for (line, name) in lines.into_iter().zip([name].into_iter().chain(repeat(""))) {
            self.line(&format!("{name:COLUMN$}{line}"))?;
        }
        Ok(())
    }

    /// Markdown: headings are bold, code is indented and coloured, paragraphs are wrapped.
    pub(super) fn markdown(&mut self, text: &str) -> io::Result<()> {
        let mut fence: Option<&str> = None;
        let mut paragraph = String::new();
        for line in text.trim_end().lines() {
            let is_code = fence.is_some() || line.starts_with("```");
            if is_code || line.trim().is_empty() || line.starts_with(['#', '|']) || is_item(line) {
                self.paragraph(&mut paragraph)?;
            }
            match fence {
                Some(open) if line.trim_end() == open => fence = None,
                Some(_) => {
                    let code = self.painter.paint(AnsiColor::Cyan.on_default(), line);
                    writeln!(self.out, "    {code}")?;
                }
                None if is_code => {
                    fence = line.get(..line.len() - line.trim_start_matches('`').len());
                }
                None if line.starts_with('#') => {
                    self.heading(line.trim_start_matches('#').trim_start())?;
                }
                None if line.trim().is_empty() || line.starts_with('|') => self.line(line)?,
                None if paragraph.is_empty() => paragraph.push_str(line),
                None => {
                    paragraph.push(' ');
                    paragraph.push_str(line.trim_start());
                }
            }
        }
        self.paragraph(&mut paragraph)
    }

    /// Writes what was gathered of a paragraph or an item of a list.
    fn paragraph(&mut self, text: &mut String) -> io::Result<()> {
        let text = std::mem::take(text);
        if text.is_empty() {
            return Ok(());
        }
        let indent = text.len() - text.trim_start().len() + if is_item(&text) { 2 } else { 0 };
        for line in wrap(&text, self.painter.width, indent) {
            self.line(&line)?;
        }
        Ok(())
    }
}

fn is_item(line: &str) -> bool {
    let body = line.trim_start();
    body.starts_with("- ") || body.starts_with("* ")
}

/// Text broken between words; lines after the first are indented.
fn wrap(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(text.len() - text.trim_start().len());
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(write: impl FnOnce(&mut Page<'_>) -> io::Result<()>, expected: &str) {
        let mut out = Vec::new();
        write(&mut Page::new(
            Painter {
                colour: false,
                width: 30,
            },
            &mut out,
        ))
        .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        check(
            |page| {
                page.markdown("## Why\n\nWords that go on beyond the end.\n\n```python\nlong(line, that, is, never, broken)\n```\n")
            },
            "Why\n\nWords that go on beyond the\nend.\n\n    long(line, that, is, never, broken)\n",
        );
    }

    #[test]
    fn items_are_indented_below_their_mark() {
        check(
            |page| page.markdown("- Words that go on beyond the end."),
            "- Words that go on beyond the\n  end.\n",
        );
    }

    #[test]
    fn entries_stand_in_a_column() {
        check(
            |page| page.entry("Fix", "Words that go on beyond"),
            "Fix         Words that go on\n            beyond\n",
        );
        check(|page| page.entry("Fix", ""), "");
    }
}
