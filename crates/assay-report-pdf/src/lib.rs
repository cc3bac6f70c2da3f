//! A review as a PDF document, as a consultancy would hand it over.
//!
//! The typst library sets the pages, so no program is started and nothing has to be installed.
//! What is known of the review goes to it as *data* (one JSON text, see `document`); the pages are described by files
//! in `typst/`, which are part of this crate. Text of the reviewed project is therefore never read as markup.
//! The small world in `world` has those files, six fonts and no clock, and reaches neither disk nor network.
//!
//! The document follows PDF/UA-1, the standard for accessible documents, and PDF/A-2a, the one for archives:
//! it has a title, a language, an outline and tags. The same review and options give the same bytes.
//!
//! ```
//! use assay_finding::{Coverage, Review};
//! use assay_report::Options;
//!
//! let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
//! let mut out = Vec::new();
//! assay_report_pdf::write(&review, &Options::default(), &mut out)?;
//! assert!(out.starts_with(b"%PDF-1.7"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod change;
mod diff;
mod document;
mod findings;
mod inspection;
mod letters;
mod source;
#[cfg(test)]
mod tests;
mod world;

use std::io::{self, Write};

use assay_finding::Review;
use assay_report::Options;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use document::Document;
use findings::{ROOM, Room};
use letters::Letters;
use world::Pages;

/// Writes a review as a PDF document.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write(review: &Review, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let document = pages(review, options, ROOM)?;
    out.write_all(&bytes(review, &document)?)
}

fn pages(review: &Review, options: &Options, room: Room) -> io::Result<PagedDocument> {
    let fonts = world::fonts();
    let data = Document::of(review, options, room, &Letters::of(&fonts));
    let data = serde_json::to_vec(&data)?;
    let world = Pages::new(fonts, data);
    let document = typst::compile::<PagedDocument>(&world);
    document.output.map_err(|errors| failed(&errors))
}

fn bytes(review: &Review, document: &PagedDocument) -> io::Result<Vec<u8>> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| io::Error::other(error.message().to_string()))?;
    let creator = format!("{} {}", review.tool.name, review.tool.version);
    let options = PdfOptions {
        standards,
        creator: Smart::Custom(Some(creator)),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| failed(&errors))
}

/// The pages are ours, so this is our mistake; the text helps who repairs it.
fn failed(errors: &[SourceDiagnostic]) -> io::Error {
    let hints = |error: &SourceDiagnostic| {
        let hints = error.hints.iter().map(|hint| hint.v.as_str());
        hints.collect::<Vec<_>>().join(", ")
    };
    let texts: Vec<String> = errors
        .iter()
        .map(|error| format!("{} ({})", error.message, hints(error)))
        .collect();
    io::Error::other(format!("the pages could not be set: {}", texts.join("; ")))
}
