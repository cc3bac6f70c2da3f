//! The conversation with an editor that is slow, hasty or rude.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use assay_finding::{Coverage, Finding, Review};
use assay_lsp::{Error, Open, Repair, Reviewer, Seen, serve};
use assay_source::Project;
use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};

/// What reviewers were asked for, in order.
type Asked = Arc<Mutex<Vec<(PathBuf, Open)>>>;

/// Finds nothing, fails where a text says so, and notes what it was asked.
struct Quiet {
    root: PathBuf,
    asked: Asked,
}

impl Reviewer for Quiet {
    fn review(&mut self, open: &Open) -> Result<Seen, String> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((self.root.clone(), open.clone()));
        drop(asked);
        for text in open.texts.values() {
            assert!(!text.contains("panic"), "as it says");
            if text.contains("refuse") {
                return Err("this cannot be reviewed".to_owned());
            }
        }
        let project = Project::from_texts(open.texts.clone());
        let review = Review::new(Vec::new(), Vec::new(), Coverage::of(&project));
        Ok(Seen { review, project })
    }

    fn repair(&mut self, _: &Seen, _: &Finding) -> Option<Repair> {
        None
    }
}

/// An editor at the other end.
struct Editor {
    connection: Connection,
    server: JoinHandle<Result<(), Error>>,
    asked: Asked,
    requests: i32,
}

impl Editor {
    fn new(params: Value) -> Self {
        let (ours, theirs) = Connection::memory();
        let asked = Asked::default();
        let noted = Arc::clone(&asked);
        let server = spawn(move || {
            serve(&theirs, |root: &Path| {
                Box::new(Quiet {
                    root: root.to_owned(),
                    asked: Arc::clone(&noted),
                })
            })
        });
        let mut editor = Self {
            connection: ours,
            server,
            asked,
            requests: 0,
        };
        editor.request("initialize", params);
        editor.notify("initialized", json!({}));
        editor
    }

    fn request(&mut self, method: &str, params: Value) -> Response {
        self.requests += 1;
        let request = Request::new(self.requests.into(), method.to_owned(), params);
        self.connection.sender.send(request.into()).unwrap();
        loop {
            if let Message::Response(response) = self.hear() {
                return response;
            }
        }
    }

    fn notify(&self, method: &str, params: Value) {
        let notification = Notification::new(method.to_owned(), params);
        self.connection.sender.send(notification.into()).unwrap();
    }

    fn hear(&self) -> Message {
        let patience = Duration::from_mins(1);
        self.connection.receiver.recv_timeout(patience).unwrap()
    }

    /// What the server says to the user next.
    fn told(&self) -> String {
        loop {
            if let Message::Notification(said) = self.hear()
                && said.method == "window/showMessage"
            {
                return said.params["message"].as_str().unwrap().to_owned();
            }
        }
    }

    fn open(&self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", changes);
    }

    /// Waits until the reviewers were asked for something that fits.
    fn wait_until(&self, fits: impl Fn(&[(PathBuf, Open)]) -> bool) -> Vec<(PathBuf, Open)> {
        for _ in 0..600 {
            let asked = self.asked.lock().unwrap().clone();
            if fits(&asked) {
                return asked;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("this was asked: {:?}", self.asked.lock().unwrap());
    }

    fn leave(mut self) -> Result<(), Error> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.join().unwrap()
    }
}

fn folders<const N: usize>(paths: [&str; N]) -> Value {
    let folder = |path| json!({ "uri": format!("file://{path}"), "name": path });
    let folders: Vec<Value> = paths.map(folder).to_vec();
    json!({ "capabilities": {}, "workspaceFolders": folders })
}

fn text_of(asked: &[(PathBuf, Open)], path: &str) -> Option<String> {
    let (_, open) = asked.last()?;
    open.texts.get(path).map(ToString::to_string)
}

#[test]
fn each_folder_is_reviewed_with_what_is_open_in_it() {
    let editor = Editor::new(folders(["/one", "/two"]));
    editor.wait_until(|asked| asked.len() == 2);
    editor.open("file:///two/a%20b.py", "x = 1\n");
    let asked = editor.wait_until(|asked| asked.len() == 3);
    assert_eq!(asked[2].0, Path::new("/two"));
    assert_eq!(text_of(&asked, "a b.py").as_deref(), Some("x = 1\n"));
    assert!(!asked[2].1.reread);
    editor.notify(
        "textDocument/didSave",
        json!({ "textDocument": { "uri": "file:///two/a%20b.py" } }),
    );
    editor.wait_until(|asked| asked.len() >= 5 && asked.last().unwrap().1.reread);
    editor.leave().unwrap();
}

#[test]
fn of_what_is_typed_quickly_only_the_last_state_is_reviewed() {
    let editor = Editor::new(folders(["/one"]));
    editor.wait_until(|asked| asked.len() == 1);
    editor.open("file:///one/a.py", "");
    for version in 2..200 {
        editor.change("file:///one/a.py", version, &format!("x = {version}\n"));
    }
    let asked =
        editor.wait_until(|asked| text_of(asked, "a.py").is_some_and(|text| text == "x = 199\n"));
    assert!(asked.len() < 100, "{} reviews", asked.len());
    editor.leave().unwrap();
}

#[test]
fn a_review_that_fails_is_told_and_the_next_one_works() {
    let editor = Editor::new(folders(["/one"]));
    editor.open("file:///one/a.py", "refuse\n");
    assert_eq!(
        editor.told(),
        "Assay could not review: this cannot be reviewed"
    );
    editor.change("file:///one/a.py", 2, "panic\n");
    assert!(editor.told().contains("Assay itself failed"));
    editor.change("file:///one/a.py", 3, "x = 1\n");
    editor.wait_until(|asked| text_of(asked, "a.py").is_some_and(|text| text == "x = 1\n"));
    editor.leave().unwrap();
}

#[test]
fn what_is_malformed_or_unknown_is_refused_and_nothing_else_happens() {
    let mut editor = Editor::new(folders(["/one"]));
    let unknown = editor.request("textDocument/rename", json!({}));
    assert!(
        unknown
            .response_result
            .unwrap_err()
            .message
            .contains("rename")
    );
    let malformed = editor.request("textDocument/hover", json!({ "position": "here" }));
    assert!(malformed.response_result.is_err());
    editor.notify("textDocument/didChange", json!(["what"]));
    editor.open("untitled:Untitled-1", "not a file\n");
    editor.change("file:///one/never-opened.py", 7, "x\n");
    editor.open("file:///elsewhere/a.py", "not in the folder\n");
    editor.open("file:///one/a.py", "last = 1\n");
    let asked = editor.wait_until(|asked| text_of(asked, "a.py").is_some());
    assert_eq!(asked.last().unwrap().1.texts.len(), 1);
    editor.leave().unwrap();
}

#[test]
fn an_editor_that_leaves_without_a_word_is_noticed() {
    let editor = Editor::new(folders(["/one"]));
    editor.notify("exit", Value::Null);
    assert!(matches!(editor.server.join().unwrap(), Err(Error::Gone)));

    let editor = Editor::new(folders([]));
    drop(editor.connection);
    assert!(matches!(editor.server.join().unwrap(), Err(Error::Gone)));
}

#[test]
fn folders_come_and_go() {
    let editor = Editor::new(folders(["/one"]));
    editor.wait_until(|asked| asked.len() == 1);
    let event = json!({ "event": {
        "added": [{ "uri": "file:///two", "name": "two" }],
        "removed": [{ "uri": "file:///one", "name": "one" }],
    } });
    editor.notify("workspace/didChangeWorkspaceFolders", event);
    editor.wait_until(|asked| asked.iter().any(|(root, _)| root == Path::new("/two")));
    editor.open("file:///one/a.py", "x = 1\n");
    editor.open("file:///two/b.py", "y = 1\n");
    let asked = editor.wait_until(|asked| text_of(asked, "b.py").is_some());
    let mut texts = asked.iter().flat_map(|(_, open)| open.texts.keys());
    assert!(texts.all(|path| path == "b.py"), "{asked:?}");
    editor.notify(
        "textDocument/didSave",
        json!({ "textDocument": { "uri": "file:///two/b.py" } }),
    );
    let asked = editor.wait_until(|asked| asked.last().is_some_and(|(_, open)| open.reread));
    assert!(asked.iter().all(|(root, _)| !root.as_os_str().is_empty()));
    editor.leave().unwrap();
}
