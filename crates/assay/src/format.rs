//! The formats that people can ask for: those of `assay-report`, and PDF, which is a crate of its own.

use std::fmt;
use std::io::{self, IsTerminal, Write, stdout};
use std::path::Path;

use anyhow::{Result, bail};
use assay_finding::Review;
use assay_report::{Format, Options};

use crate::output;

/// How to write a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    /// As text.
    Text(Format),
    /// As a document of pages.
    Pdf,
}

impl Default for ReportFormat {
    fn default() -> Self {
        Self::Text(Format::Terminal)
    }
}

impl fmt::Display for ReportFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

const PDF: &str = "pdf";

impl ReportFormat {
    /// The names that people type.
    pub(crate) fn names() -> Vec<&'static str> {
        let mut names: Vec<_> = Format::ALL.into_iter().map(Format::name).collect();
        names.push(PDF);
        names
    }

    /// The format of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == PDF {
            return Some(Self::Pdf);
        }
        name.parse().ok().map(Self::Text)
    }

    /// The name that people type.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text(format) => format.name(),
            Self::Pdf => PDF,
        }
    }

    /// The name of a report's file in a folder of reports.
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::Text(Format::Terminal) => "review.txt",
            Self::Text(Format::Json) => "review.json",
            Self::Text(Format::Sarif) => "review.sarif",
            Self::Text(Format::Html) => "review.html",
            Self::Text(Format::Markdown) => "review.md",
            Self::Text(Format::Csv) => "review.csv",
            Self::Text(Format::Sonar) => "review.sonar.json",
            Self::Text(Format::Gitlab) => "gl-sast-report.json",
            Self::Text(Format::Junit) => "review.junit.xml",
            Self::Text(Format::Github) => "review.github.txt",
            Self::Text(Format::PrComment) => "review.comment.md",
            Self::Pdf => "review.pdf",
        }
    }

    /// Says early, before a long review, that a report cannot be made, or not there.
    pub(crate) fn ensure_can_go_to(self, path: &Path) -> Result<()> {
        self.ensure_can_go(output::is_standard(path) && stdout().is_terminal())
    }

    fn ensure_can_go(self, to_terminal: bool) -> Result<()> {
        match self {
            Self::Text(_) => Ok(()),
            Self::Pdf if !cfg!(feature = "pdf") => bail!(
                "this program was built without PDF reports; build it with \
                 `cargo install --features pdf`, or print the HTML report from a browser"
            ),
            Self::Pdf if to_terminal => {
                bail!("a PDF is no text for a terminal; name a file with `--output review.pdf`")
            }
            Self::Pdf => Ok(()),
        }
    }

    /// Writes a review.
    pub(crate) fn write(
        self,
        review: &Review,
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Text(format) => assay_report::write(review, format, options, out),
            #[cfg(feature = "pdf")]
            Self::Pdf => assay_report_pdf::write(review, options, out),
            #[cfg(not(feature = "pdf"))]
            Self::Pdf => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_and_a_file_of_its_own() {
        let formats: Vec<_> = ReportFormat::names()
            .into_iter()
            .map(|name| ReportFormat::named(name).unwrap())
            .collect();
        let mut files: Vec<_> = formats.iter().map(|format| format.file_name()).collect();
        files.sort_unstable();
        files.dedup();
        assert_eq!(files.len(), formats.len());
    }

    #[test]
    fn a_pdf_is_refused_at_a_terminal() {
        let refused = ReportFormat::Pdf.ensure_can_go(true).unwrap_err();
        assert!(refused.to_string().contains("PDF"), "{refused}");
        assert_eq!(
            ReportFormat::Pdf.ensure_can_go(false).is_ok(),
            cfg!(feature = "pdf")
        );
        assert!(ReportFormat::default().ensure_can_go(true).is_ok());
    }
}
