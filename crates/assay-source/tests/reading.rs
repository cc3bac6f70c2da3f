//! Reading projects from disk: what is found, what is skipped and why, and what hostile trees do.
#![expect(clippy::disallowed_methods, reason = "the tests make trees to read")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail so"
)]

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use assay_source::{Error, FileKind, ProblemKind, Project, ReadOptions, SkipReason, limits};
use tempfile::TempDir;

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A folder with files that each hold one line.
fn tree(paths: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in paths {
        write(folder.path(), path, "x = 1\n");
    }
    folder
}

fn read(folder: &TempDir) -> Project {
    Project::read(folder.path(), &ReadOptions::default()).unwrap()
}

fn paths(project: &Project) -> Vec<&str> {
    project.files.iter().map(|file| &*file.path).collect()
}

fn skips(project: &Project) -> Vec<(&str, SkipReason, u32)> {
    project
        .skipped
        .iter()
        .map(|skip| (&*skip.path, skip.reason, skip.count))
        .collect()
}

/// Path and kind of each problem, which must have a message that fits a line and does not end in a full stop.
fn problems(project: &Project) -> Vec<(&str, ProblemKind)> {
    for problem in &project.problems {
        assert!(
            !problem.message.is_empty()
                && !problem.message.ends_with('.')
                && !problem.message.contains('\n'),
            "{problem:?}"
        );
    }
    project
        .problems
        .iter()
        .map(|problem| (problem.path.as_deref().unwrap_or("-"), problem.kind))
        .collect()
}

#[test]
fn files_are_sorted_by_path_and_numbered() {
    let folder = tree(&[
        "b.py",
        "a/z.py",
        "a.py",
        "a/b.py",
        "Z.py",
        "templates/x.html",
        "Dockerfile",
        "notes.md",
    ]);
    let project = read(&folder);
    assert_eq!(
        paths(&project),
        [
            "Dockerfile",
            "Z.py",
            "a.py",
            "a/b.py",
            "a/z.py",
            "b.py",
            "notes.md",
            "templates/x.html"
        ]
    );
    assert!((0..).zip(&project.files).all(|(id, file)| file.id.0 == id));
    assert_eq!(
        project.file_at("a/b.py").map(|file| file.kind),
        Some(FileKind::Python)
    );
    assert_eq!((problems(&project), skips(&project)), (vec![], vec![]));
}

#[test]
fn a_single_file_is_a_project() {
    let folder = tree(&["a.py", "b.py"]);
    let project = Project::read(&folder.path().join("b.py"), &ReadOptions::default()).unwrap();
    assert_eq!(paths(&project), ["b.py"]);
    assert_eq!(project.root, folder.path().canonicalize().unwrap());
}

#[test]
fn what_cannot_be_read_at_all_is_an_error() {
    let folder = tree(&[]);
    let missing = Project::read(&folder.path().join("missing"), &ReadOptions::default());
    assert!(matches!(missing, Err(Error::Missing { .. })));
    let pipe = make_pipe(folder.path(), "pipe.py");
    assert!(matches!(
        Project::read(&pipe, &ReadOptions::default()),
        Err(Error::NotAFile { .. })
    ));
    assert!(matches!(
        assay_source::read_text(&pipe),
        Err(Error::NotAFile { .. })
    ));
    let exclude = ReadOptions {
        exclude: vec!["{a".to_owned()],
        ..ReadOptions::default()
    };
    assert!(matches!(
        Project::read(folder.path(), &exclude),
        Err(Error::Pattern { .. })
    ));
}

fn make_pipe(root: &Path, path: &str) -> std::path::PathBuf {
    let path = root.join(path);
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    path
}

#[test]
fn a_pipe_socket_or_device_is_never_opened() {
    let folder = tree(&["a.py"]);
    make_pipe(folder.path(), "pipe.py");
    make_pipe(folder.path(), ".gitignore");
    make_pipe(folder.path(), "requirements.txt");
    make_pipe(folder.path(), "some-data");
    let _socket = UnixListener::bind(folder.path().join("socket.html")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.py")).unwrap();
    let project = read(&folder);
    assert_eq!(paths(&project), ["a.py"]);
    assert_eq!(
        problems(&project),
        [
            ("pipe.py", ProblemKind::NotAFile),
            ("requirements.txt", ProblemKind::NotAFile),
            ("socket.html", ProblemKind::NotAFile)
        ]
    );
    assert_eq!(skips(&project), [("zero.py", SkipReason::LinkOutside, 1)]);
}

#[test]
fn no_link_is_followed() {
    let outside = tree(&["secret.py"]);
    let folder = tree(&["app/a.py", "app/b.py"]);
    let link = |target: &Path, name: &str| symlink(target, folder.path().join(name)).unwrap();
    link(&outside.path().join("secret.py"), "out.py");
    link(outside.path(), "out");
    link(Path::new("/etc/passwd"), "app/passwd.py");
    link(Path::new("../../../../../../etc"), "app/etc");
    link(Path::new("app/a.py"), "same.py");
    link(Path::new("."), "app/loop");
    link(Path::new("around.py"), "around.py");
    link(Path::new("nowhere.py"), "broken.py");
    let project = read(&folder);
    assert_eq!(paths(&project), ["app/a.py", "app/b.py"]);
    assert_eq!(
        skips(&project),
        [
            ("app/etc", SkipReason::LinkOutside, 1),
            ("app/loop", SkipReason::Duplicate, 1),
            ("app/passwd.py", SkipReason::LinkOutside, 1),
            ("around.py", SkipReason::BrokenLink, 1),
            ("broken.py", SkipReason::BrokenLink, 1),
            ("out", SkipReason::LinkOutside, 1),
            ("out.py", SkipReason::LinkOutside, 1),
            ("same.py", SkipReason::Duplicate, 1),
        ]
    );
}

#[test]
fn a_link_given_as_the_project_is_the_project() {
    let folder = tree(&["app/a.py"]);
    symlink("app", folder.path().join("link")).unwrap();
    let project = Project::read(&folder.path().join("link"), &ReadOptions::default()).unwrap();
    assert_eq!(paths(&project), ["a.py"]);
}

#[test]
fn other_peoples_code_and_build_output_are_skipped_and_counted() {
    let folder = tree(&[
        "app.py",
        ".venv/lib/a.py",
        "myenv/pyvenv.cfg",
        "myenv/lib/a.py",
        "env/bin/activate",
        "env/b.py",
        "node_modules/x/y.py",
        "node_modules/x/z.html",
        "third_party/c.py",
        "vendor/d.py",
        "lib/site-packages/e.py",
        "static/bower_components/f.html",
        "__pycache__/g.pyc",
        "build/lib/h.py",
        "dist/i.py",
        "shop.egg-info/setup.cfg",
        ".tox/py/j.py",
        ".hidden/k.py",
        ".git/hooks/l.py",
    ]);
    let project = read(&folder);
    assert_eq!(paths(&project), ["app.py"]);
    assert_eq!(
        skips(&project),
        [
            (".hidden", SkipReason::Hidden, 1),
            (".tox", SkipReason::Generated, 1),
            (".venv", SkipReason::VirtualEnvironment, 1),
            ("build", SkipReason::Generated, 1),
            ("dist", SkipReason::Generated, 1),
            ("env", SkipReason::VirtualEnvironment, 1),
            ("lib/site-packages", SkipReason::Vendored, 1),
            ("myenv", SkipReason::VirtualEnvironment, 2),
            ("node_modules", SkipReason::Vendored, 2),
            ("shop.egg-info", SkipReason::Generated, 1),
            ("static/bower_components", SkipReason::Vendored, 1),
            ("third_party", SkipReason::Vendored, 1),
            ("vendor", SkipReason::Vendored, 1),
        ]
    );
}

#[test]
fn a_package_of_the_project_is_read_whatever_its_name() {
    let own = [
        "build/__init__.py",
        "build/steps.py",
        "env/settings.py",
        "vendor/__init__.py",
        "vendor/views.py",
        "venv/__init__.py",
    ];
    assert_eq!(paths(&read(&tree(&own))), own);
}

#[test]
fn hidden_settings_are_read() {
    let folder = tree(&[
        ".env",
        ".env.production",
        ".flaskenv",
        ".DS_Store",
        ".bashrc",
    ]);
    assert_eq!(
        paths(&read(&folder)),
        [".env", ".env.production", ".flaskenv"]
    );
}

#[test]
fn ignored_files_are_left_out_and_counted_also_outside_a_repository() {
    let folder = tree(&[
        "a.py",
        "local/b.py",
        "local/keep.py",
        "out/c.py",
        "gen_x.py",
        "sub/gen_y.py",
        "sub/gen_keep.py",
        "x.log",
    ]);
    write(folder.path(), ".gitignore", "/out/\ngen_*.py\n*.log\n");
    write(folder.path(), "sub/.gitignore", "!gen_keep.py\n");
    let project = read(&folder);
    assert_eq!(
        paths(&project),
        ["a.py", "local/b.py", "local/keep.py", "sub/gen_keep.py"]
    );
    assert_eq!(
        skips(&project),
        [
            ("gen_x.py", SkipReason::Ignored, 1),
            ("out", SkipReason::Ignored, 1),
            ("sub/gen_y.py", SkipReason::Ignored, 1)
        ]
    );
    let all = Project::read(
        folder.path(),
        &ReadOptions {
            git_ignore: false,
            ..ReadOptions::default()
        },
    )
    .unwrap();
    assert_eq!(all.files.len(), 8);
}

#[test]
fn a_part_of_a_repository_is_read_with_the_patterns_around_it() {
    let folder = tree(&[".git/HEAD", "app/a.py", "app/sub/gen.py", "app/sub/b.py"]);
    write(folder.path(), ".gitignore", "gen.py\n");
    let project = Project::read(&folder.path().join("app/sub"), &ReadOptions::default()).unwrap();
    assert_eq!(paths(&project), ["b.py"]);
    let outside = tree(&["app/gen.py"]);
    write(outside.path(), ".gitignore", "gen.py\n");
    let project = Project::read(&outside.path().join("app"), &ReadOptions::default()).unwrap();
    assert_eq!(paths(&project), ["gen.py"]);
}

#[test]
fn the_user_can_exclude() {
    let folder = tree(&["a.py", "tests/b.py", "tests/c.html", "docs/d.py"]);
    let options = ReadOptions {
        exclude: vec!["tests/".to_owned(), "d.py".to_owned()],
        ..ReadOptions::default()
    };
    let project = Project::read(folder.path(), &options).unwrap();
    assert_eq!(paths(&project), ["a.py"]);
    assert_eq!(
        skips(&project),
        [
            ("docs/d.py", SkipReason::Excluded, 1),
            ("tests", SkipReason::Excluded, 2)
        ]
    );
}

#[test]
fn a_large_file_is_a_problem_and_large_data_a_skip() {
    let folder = tree(&["a.py"]);
    let large = |path: &str, size: u64| {
        fs::File::create(folder.path().join(path))
            .unwrap()
            .set_len(size)
            .unwrap();
    };
    large("big.py", limits::FILE_BYTES + 1);
    large("big.md", limits::OTHER_FILE_BYTES + 1);
    let project = read(&folder);
    assert_eq!(paths(&project), ["a.py"]);
    assert_eq!(problems(&project), [("big.py", ProblemKind::TooLarge)]);
    assert_eq!(skips(&project), [("big.md", SkipReason::Data, 1)]);
}

#[test]
fn binary_with_the_name_of_code_is_a_problem() {
    let folder = tree(&[]);
    write(folder.path(), "a.py", b"x = 1\0\n");
    write(folder.path(), "b.html", b"\0\0");
    write(folder.path(), "program", b"\x7fELF\0\0");
    write(folder.path(), "latin.md", b"caf\xe9");
    let project = read(&folder);
    assert_eq!(paths(&project), Vec::<&str>::new());
    assert_eq!(
        problems(&project),
        [
            ("a.py", ProblemKind::Binary),
            ("b.html", ProblemKind::Binary)
        ]
    );
}

#[test]
fn a_program_without_suffix_is_known_by_its_first_line() {
    let folder = tree(&[]);
    write(folder.path(), "manage", "#!/usr/bin/env python3\n");
    write(folder.path(), "start", "#!/bin/sh\n");
    let kinds: Vec<FileKind> = read(&folder).files.iter().map(|file| file.kind).collect();
    assert_eq!(kinds, [FileKind::Python, FileKind::Other]);
}

/// The text of a Python file with these bytes, and the message of its problem.
fn decoded(bytes: &[u8]) -> (String, Option<String>) {
    let folder = tree(&[]);
    write(folder.path(), "a.py", bytes);
    let project = read(&folder);
    let problem = project.problems.first().map(|problem| {
        assert_eq!(
            (problem.kind, problem.file),
            (ProblemKind::Encoding, Some(project.files[0].id))
        );
        problem.message.clone()
    });
    assert_eq!(project.files[0].encoding.lossy, problem.is_some());
    (project.files[0].text.to_string(), problem)
}

#[test]
fn a_python_file_is_decoded_as_it_declares() {
    for (bytes, expected) in [
        (
            b"# coding: latin-1\n'\xe9\x80'".as_slice(),
            "# coding: latin-1\n'é\u{80}'",
        ),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'\x80'",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'€'",
        ),
        (
            b"\n# vim: set fileencoding=koi8-r :\n'\xc1'",
            "\n# vim: set fileencoding=koi8-r :\n'а'",
        ),
        (b"# coding=utf_8\n'\xc3\xa9'", "# coding=utf_8\n'é'"),
        (
            b"\xef\xbb\xbf# coding: utf-8\n'\xc3\xa9'",
            "# coding: utf-8\n'é'",
        ),
        (b"\xff\xfex\0=\0\xe9\0", "x=é"),
        (b"\xfe\xff\0x\0=\0\xe9", "x=é"),
        // Only a comment in the first two lines declares, and not after code.
        (
            b"x = 1\n# coding: latin-1\n'\xc3\xa9'",
            "x = 1\n# coding: latin-1\n'é'",
        ),
        (
            b"#\n#\n# coding: latin-1\n'\xc3\xa9'",
            "#\n#\n# coding: latin-1\n'é'",
        ),
        (
            b"# coding: shift_jis\r\n'\x83\x5c'",
            "# coding: shift_jis\r\n'ソ'",
        ),
    ] {
        assert_eq!(decoded(bytes), (expected.to_owned(), None));
    }
}

#[test]
fn bytes_that_do_not_fit_are_replaced_and_reported() {
    let (text, problem) = decoded(b"x = '\xff'\n");
    assert_eq!(text, "x = '\u{fffd}'\n");
    assert!(problem.unwrap().contains("UTF-8"));
    let (_, problem) = decoded(b"# coding: ascii\n'\xc3\xa9'\n");
    assert!(problem.unwrap().contains("ASCII"));
}

#[test]
fn an_encoding_that_hides_code_is_reported() {
    for name in [
        "utf-7",
        "unicode_escape",
        "rot13",
        "hz",
        "utf-16",
        "no-such-thing",
        "undefined",
        "x-user-defined",
    ] {
        let (_, problem) = decoded(format!("# coding: {name}\nx = 1\n").as_bytes());
        assert!(
            problem.is_some_and(|problem| problem.contains(name)),
            "{name}"
        );
    }
}

#[test]
fn the_file_budget_takes_code_first_and_says_what_is_left() {
    let folder = tree(&["a.md", "b.py", "c.py", "d.py"]);
    let project = Project::read(
        folder.path(),
        &ReadOptions {
            files: 2,
            ..ReadOptions::default()
        },
    )
    .unwrap();
    assert_eq!(paths(&project), ["b.py", "c.py"]);
    assert_eq!(problems(&project), [("-", ProblemKind::TooMany)]);
    let project = Project::read(
        folder.path(),
        &ReadOptions {
            bytes: 6,
            ..ReadOptions::default()
        },
    )
    .unwrap();
    assert_eq!(paths(&project), ["b.py"]);
}

#[test]
fn deep_folders_end_with_a_problem() {
    let folder = tree(&["a.py"]);
    let deep = "d/".repeat(limits::DEPTH + 5) + "x.py";
    write(folder.path(), &deep, "");
    let project = read(&folder);
    assert_eq!(paths(&project), ["a.py"]);
    assert_eq!(
        project
            .problems
            .iter()
            .map(|problem| problem.kind)
            .collect::<Vec<_>>(),
        [ProblemKind::TooDeep]
    );
}

#[test]
fn names_of_files_cannot_forge_output() {
    let folder = tree(&["\u{1b}[31m.py", "a\nb.py", "\u{202e}x.py"]);
    let invalid = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff.py"));
    fs::write(invalid, "x = 1").unwrap();
    let project = read(&folder);
    assert_eq!(
        paths(&project),
        [
            "\\u{1b}[31m.py",
            "\\u{202e}x.py",
            "a\\u{a}b.py",
            "\u{fffd}.py"
        ]
    );
    assert!(project.files.iter().all(|file| !file.text.is_empty()));
}

#[test]
fn a_folder_that_cannot_be_listed_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tree(&["a.py", "locked/b.py"]);
    let locked = folder.path().join("locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let project = read(&folder);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    // The administrator may list any folder; everybody else meets the problem.
    let listed = paths(&project) == ["a.py", "locked/b.py"];
    assert!(listed || problems(&project) == [("locked", ProblemKind::Unreadable)]);
}

#[test]
fn a_hostile_gitignore_leaves_nothing_out_by_being_wrong() {
    let folder = tree(&["a.py", "b.py"]);
    write(
        folder.path(),
        ".gitignore",
        b"[\n{a,\n\xff\xfe\n***/**\\\n!\nb.py\n",
    );
    assert!(paths(&read(&folder)).contains(&"a.py"));
}

#[test]
fn reading_twice_gives_the_same() {
    let folder = tree(&[
        "a.py",
        "b/c.py",
        "b/d.html",
        "node_modules/e.py",
        ".env",
        "f.md",
    ]);
    let (one, two) = (read(&folder), read(&folder));
    assert_eq!(paths(&one), paths(&two));
    assert_eq!((one.problems, one.skipped), (two.problems, two.skipped));
}
