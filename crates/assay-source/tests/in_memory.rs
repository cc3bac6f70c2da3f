//! Projects made from texts, and replaced texts.

use assay_source::{FileId, FileKind, ProblemKind, Project, Range};

#[test]
fn texts_are_sorted_and_the_later_of_two_wins() {
    let project = Project::from_texts([("b.py", "1"), ("./a.html", "2"), ("b.py", "3")]);
    let files: Vec<(&str, &str)> = project
        .files
        .iter()
        .map(|file| (&*file.path, &*file.text))
        .collect();
    assert_eq!(files, [("a.html", "2"), ("b.py", "3")]);
}

#[test]
fn a_replaced_text_keeps_its_number() {
    let project = Project::from_texts([("a.py", "1"), ("b.py", "2")]);
    let changed = project.with_text("b.py", "x\ny");
    assert_eq!(&*changed.files[1].text, "x\ny");
    assert_eq!(changed.file(FileId(1)).position(2).line, 2);
    assert_eq!(&*project.files[1].text, "2");
}

#[test]
fn a_new_text_takes_its_place_in_the_order() {
    let project = Project::from_texts([("a.py", "1"), ("c.py", "3")]).with_text("b.py", "2");
    let ids: Vec<(u32, &str)> = project
        .files
        .iter()
        .map(|file| (file.id.0, &*file.path))
        .collect();
    assert_eq!(ids, [(0, "a.py"), (1, "b.py"), (2, "c.py")]);
}

#[test]
fn ranges_that_are_not_of_the_file_are_empty() {
    let project = Project::from_texts([("app/a.py", "é = 1\r\nx\n")]);
    let file = &project.files[0];
    assert_eq!(file.slice(Range::new(0, 2)), "é");
    assert_eq!(file.slice(Range::new(1, 2)), "");
    assert_eq!(file.slice(Range::new(5, 900)), "");
    assert_eq!(
        (file.line_text(1), file.line_text(2), file.line_text(9)),
        ("é = 1", "x", "")
    );
    assert_eq!((file.name(), file.folder()), ("a.py", "app"));
    assert_eq!(project.files_of(FileKind::Python).count(), 1);
}

#[test]
fn bytes_are_checked_as_on_disk() {
    let project = Project::from_bytes([
        ("a.py", b"x = '\xff'".as_slice()),
        ("b.py", b"\0"),
        ("c.png", b""),
    ]);
    assert_eq!(project.files.len(), 1);
    let kinds: Vec<ProblemKind> = project
        .problems
        .iter()
        .map(|problem| problem.kind)
        .collect();
    assert_eq!(kinds, [ProblemKind::Encoding, ProblemKind::Binary]);
}
