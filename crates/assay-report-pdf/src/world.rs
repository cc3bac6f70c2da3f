//! All that typst can see: our pages, the data of the review, and six fonts. There is no disk, no network and no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The file that the others are part of.
const MAIN: &str = "/report.typ";

/// The pages, by path.
const FILES: &[(&str, &str)] = &[
    (MAIN, include_str!("typst/report.typ")),
    ("/parts.typ", include_str!("typst/parts.typ")),
    ("/summary.typ", include_str!("typst/summary.typ")),
    ("/findings.typ", include_str!("typst/findings.typ")),
    ("/change.typ", include_str!("typst/change.typ")),
    ("/plan.typ", include_str!("typst/plan.typ")),
    ("/inspection.typ", include_str!("typst/inspection.typ")),
    ("/application.typ", include_str!("typst/application.typ")),
    ("/coverage.typ", include_str!("typst/coverage.typ")),
];

/// Where the pages read the review.
const DATA: &str = "/review.json";

/// The fonts, under their own licences in `fonts/`.
const FONTS: &[&[u8]] = &[
    include_bytes!("../fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("../fonts/LibertinusSerif-Semibold.otf"),
    include_bytes!("../fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("../fonts/DejaVuSansMono.ttf"),
    include_bytes!("../fonts/DejaVuSansMono-Bold.ttf"),
];

/// The fonts that text is set in.
pub(crate) fn fonts() -> Vec<Font> {
    FONTS
        .iter()
        .flat_map(|data| Font::iter(Bytes::new(*data)))
        .collect()
}

/// The world of one document.
pub(crate) struct Pages {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    sources: Vec<Source>,
    data: (FileId, Bytes),
}

impl Pages {
    pub(crate) fn new(fonts: Vec<Font>, data: Vec<u8>) -> Self {
        let sources: Vec<Source> = FILES
            .iter()
            .map(|(path, text)| Source::new(file(path), (*text).to_owned()))
            .collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: file(MAIN),
            sources,
            data: (file(DATA), Bytes::new(data)),
        }
    }
}

/// The id of a path, all of which are written in this file.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).unwrap_or_else(|_| unreachable!("`{path}` is a path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Pages {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let source = self.sources.iter().find(|source| source.id() == id);
        source.cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (data, bytes) = &self.data;
        (*data == id)
            .then(|| bytes.clone())
            .ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
