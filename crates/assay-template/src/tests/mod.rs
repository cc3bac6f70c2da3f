//! Templates in, trees and contexts out.

mod contexts;
mod dump;
mod hostile;
mod pages;
mod trees;

use assay_source::FileId;

use crate::{Options, Template, parse};

/// A template with the standard delimiters.
fn template(text: &str) -> Template {
    parse(FileId(0), text, &Options::default())
}
