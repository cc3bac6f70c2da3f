//! Any bytes, under any kind of name: decoding ends, and every place in the text has a line and a column.

#![no_main]

use assay_source::{Project, Range};
use libfuzzer_sys::fuzz_target;

const PATHS: &[&str] = &[
    "a.py",
    "templates/a.html",
    "requirements.txt",
    ".env",
    "program",
    "notes.md",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let path = PATHS[usize::from(*first) % PATHS.len()];
    let project = Project::from_bytes([(path, rest)]);
    assert!(project.files.len() <= 1 && project.problems.len() <= 1);
    let Some(file) = project.files.first() else {
        return;
    };
    assert!(!file.text.contains('\0'));

    // Lines cover the text without gap or overlap.
    let mut end = 0;
    for line in 1..=file.lines.count() {
        let range = file
            .lines
            .range(line)
            .expect("a line that is counted exists");
        assert_eq!(range.start, end);
        end = range.end;
        assert!(!file.line_text(line).contains(['\r', '\n']));
    }
    assert_eq!(end as usize, file.text.len());

    // Positions grow with offsets, lead back to them, and take offsets that are none.
    let mut last = file.position(0);
    for (offset, _) in file.text.char_indices().take(2000) {
        let offset = offset as u32;
        let position = file.position(offset);
        assert!(position >= last);
        last = position;
        let back = file
            .lines
            .offset_of_utf16(&file.text, position.line, position.utf16);
        let text = file.slice(Range::new(back.min(offset), back.max(offset)));
        assert!(
            back == offset || text == "\r",
            "{offset} came back as {back}"
        );
    }
    file.position(u32::MAX);
    if let Some(problem) = project.problems.first().and_then(|problem| problem.range) {
        file.slice(problem);
    }
});
