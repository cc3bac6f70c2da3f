//! Telling tests from the application, by path.
//!
//! Tests hold passwords that protect nothing and switch safety off on purpose.
//! Findings about single calls and constants are not told there; flows of data are,
//! because a folder that is only called `tests` may well be deployed.

/// True if the file holds tests: it lies in a test folder or is named like a test.
pub fn is_test(path: &str) -> bool {
    folder_of_tests(path).is_some() || is_test_file(path.rsplit('/').next().unwrap_or_default())
}

/// The outermost test folder that holds the file.
fn folder_of_tests(path: &str) -> Option<&str> {
    let (folders, _) = path.rsplit_once('/')?;
    let mut end = 0;
    for folder in folders.split('/') {
        end += folder.len();
        if matches!(
            folder.to_ascii_lowercase().as_str(),
            "test"
                | "tests"
                | "testing"
                | "testutil"
                | "testutils"
                | "unittests"
                | "end_to_end_tests"
                | "__tests__"
        ) {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

fn is_test_file(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".py") else {
        return false;
    };
    matches!(
        stem,
        "conftest" | "tests" | "testlib" | "testing" | "testcase" | "testutil" | "testutils"
    ) || ["test_", "test-"]
        .iter()
        .any(|start| stem.starts_with(start))
        || ["_test", "-test", "_tests", "-tests"]
            .iter()
            .any(|end| stem.ends_with(end))
}

/// Test files by the folder that makes them so, or by themselves, with how many there are.
pub(crate) fn group<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<(String, u32)> {
    let mut groups = std::collections::BTreeMap::<String, u32>::new();
    for path in paths.filter(|path| is_test(path)) {
        *groups
            .entry(folder_of_tests(path).unwrap_or(path).to_owned())
            .or_default() += 1;
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_path() {
        for path in [
            "tests/views.py",
            "shop/tests/a/b.py",
            "test_shop.py",
            "shop/cart_test.py",
            "conftest.py",
            "shop/testutils/database.py",
            "scripts/load-tests.py",
            "Test/a.py",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in [
            "app.py",
            "contest.py",
            "testimonials/views.py",
            "latest.py",
            "attest_.py",
            "tests.html",
            "protest/a.py",
        ] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn test_files_are_counted_by_folder() {
        let paths = ["a/tests/x.py", "a/tests/deep/y.py", "app.py", "test_z.py"];
        let expected = [("a/tests".to_owned(), 2), ("test_z.py".to_owned(), 1)];
        assert_eq!(group(paths.into_iter()), expected);
    }
}
