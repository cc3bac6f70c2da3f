//! Places of the project as the editor names them: addresses of files, lines and columns from zero in UTF-16 units.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use assay_finding::Place;
use assay_source::{LineIndex, Project, Range, SourceFile};
use lsp_types::{Location, Position, Uri};
use url::Url;

/// The path that an address means; `None` if it means no file.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_str()).ok()?;
    (url.scheme() == "file").then(|| url.to_file_path().ok())?
}

/// The address of a path.
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_str(Url::from_file_path(path).ok()?.as_str()).ok()
}

/// The path within a folder, with `/`.
pub(crate) fn within(folder: &Path, path: &Path) -> Option<String> {
    Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"))
}

/// A byte of a file.
pub(crate) fn position(file: &SourceFile, offset: u32) -> Position {
    let position = file.position(offset);
    Position::new(position.line - 1, position.utf16 - 1)
}

/// A range of a file.
pub(crate) fn range(file: &SourceFile, range: Range) -> lsp_types::Range {
    lsp_types::Range::new(position(file, range.start), position(file, range.end))
}

/// The bytes that an editor's range means in a text.
pub(crate) fn bytes(text: &str, lines: &LineIndex, range: lsp_types::Range) -> Range {
    let at = |position: Position| {
        let (line, column) = (
            position.line.saturating_add(1),
            position.character.saturating_add(1),
        );
        lines.offset_of_utf16(text, line, column)
    };
    let (start, end) = (at(range.start), at(range.end));
    Range::new(start.min(end), end)
}

/// A place of a finding; one in a file that was not read is named by line and column alone.
pub(crate) fn range_of(project: &Project, place: &Place) -> lsp_types::Range {
    if let Some(file) = project.file_at(&place.path) {
        return range(file, place.bytes);
    }
    let plain = |position: assay_finding::Position| {
        Position::new(
            position.line.saturating_sub(1),
            position.column.saturating_sub(1),
        )
    };
    lsp_types::Range::new(plain(place.start), plain(place.end))
}

/// A place of a finding, with the address of its file.
pub(crate) fn location(folder: &Path, project: &Project, place: &Place) -> Option<Location> {
    Some(Location::new(
        uri_of(&folder.join(&place.path))?,
        range_of(project, place),
    ))
}
