//! The conversation with the editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use assay_finding::Finding;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument,
    DidOpenTextDocument, DidSaveTextDocument, Notification as _, Progress, PublishDiagnostics,
    ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, CodeLensRefresh, CodeLensRequest, ExecuteCommand, HoverRequest,
    RegisterCapability, Request as _, WorkDoneProgressCreate,
};
use lsp_types::{
    ClientCapabilities, CodeActionOrCommand, CodeActionParams, CodeLens, CodeLensParams, Command,
    DidChangeTextDocumentParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    ExecuteCommandParams, FileSystemWatcher, GlobPattern, HoverParams, InitializeParams,
    MessageType, Position, ProgressParams, ProgressParamsValue, PublishDiagnosticsParams, Range,
    Registration, RegistrationParams, ShowMessageParams, Uri, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressEnd,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::documents::Documents;
use crate::folder::{Answer, Folder};
use crate::{Error, Open, Repair, Reviewer, actions, place, show};

/// Tells what a rule is about.
pub(crate) const EXPLAIN: &str = "assay.explain";
/// Tells what is known of a route.
pub(crate) const ROUTE: &str = "assay.route";
/// Reads everything from disk and reviews it again.
pub(crate) const RESCAN: &str = "assay.rescan";

/// What happens.
pub(crate) enum Event {
    /// The editor says something.
    Message(Message),
    /// The editor went away.
    Closed,
    /// A folder answers.
    Answer(usize, Answer),
}

/// The conversation.
struct Server<'a> {
    connection: &'a Connection,
    reviewer: &'a dyn Fn(&Path) -> Box<dyn Reviewer>,
    events: Sender<Event>,
    folders: Vec<Folder>,
    documents: Documents,
    can: ClientCapabilities,
    /// The editor shows the answer of [`EXPLAIN`] itself.
    shows_lessons: bool,
    /// The code actions that wait for repairs.
    waiting: BTreeMap<RequestId, CodeActionParams>,
    /// How many requests of ours there were.
    asked: i32,
    /// The editor said goodbye, and means it.
    leaving: bool,
}

/// Serves an editor until it says goodbye.
pub(crate) fn run(
    connection: &Connection,
    reviewer: &dyn Fn(&Path) -> Box<dyn Reviewer>,
) -> Result<(), Error> {
    let (id, params) = connection.initialize_start().map_err(protocol)?;
    let params: InitializeParams =
        serde_json::from_value(params).map_err(|error| Error::Protocol(error.to_string()))?;
    let says = json!({
        "capabilities": capabilities(),
        "serverInfo": { "name": "assay", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, says).map_err(protocol)?;
    let (events, inbox) = channel();
    let messages = connection.receiver.clone();
    let heard = events.clone();
    thread::spawn(move || {
        for message in messages {
            if heard.send(Event::Message(message)).is_err() {
                return;
            }
        }
        // Nobody listens any more once the server has stopped.
        let _sent = heard.send(Event::Closed);
    });
    let shows_lessons = params
        .initialization_options
        .as_ref()
        .is_some_and(|options| options.get("showsLessons") == Some(&Value::Bool(true)));
    let mut server = Server {
        connection,
        reviewer,
        events,
        folders: Vec::new(),
        documents: Documents::default(),
        can: params.capabilities.clone(),
        shows_lessons,
        waiting: BTreeMap::new(),
        asked: 0,
        leaving: false,
    };
    server.watch_files();
    for root in roots(&params) {
        server.add_folder(root);
    }
    for event in inbox {
        match event {
            Event::Message(Message::Request(request)) => server.request(request),
            Event::Message(Message::Notification(notification)) => {
                if notification.method == "exit" {
                    return if server.leaving {
                        Ok(())
                    } else {
                        Err(Error::Gone)
                    };
                }
                server.notification(notification);
            }
            // Answers to our own requests change nothing.
            Event::Message(Message::Response(_)) => {}
            Event::Closed if server.leaving => return Ok(()),
            Event::Closed => return Err(Error::Gone),
            Event::Answer(number, answer) => server.answer(number, answer),
        }
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn protocol(error: lsp_server::ProtocolError) -> Error {
    Error::Protocol(error.to_string())
}

fn capabilities() -> Value {
    json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": { "openClose": true, "change": 2, "save": true },
        "hoverProvider": true,
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        "codeLensProvider": { "resolveProvider": false },
        "executeCommandProvider": { "commands": [EXPLAIN, ROUTE, RESCAN] },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    })
}

/// The folders that the editor works in.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        let uris = folders.iter().map(|folder| &folder.uri);
        return uris.filter_map(place::path_of).collect();
    }
    #[expect(deprecated, reason = "older editors say nothing else")]
    let root = params.root_uri.as_ref().and_then(place::path_of);
    root.into_iter().collect()
}

impl Server<'_> {
    fn request(&mut self, request: Request) {
        if self.leaving {
            let refused = ErrorCode::InvalidRequest as i32;
            let why = "the server is shutting down".to_owned();
            return self.send(Response::new_err(request.id, refused, why));
        }
        match request.method.as_str() {
            "shutdown" => {
                self.leaving = true;
                self.send(Response::new_ok(request.id, Value::Null));
            }
            HoverRequest::METHOD => self.reply(request, Self::hover),
            CodeLensRequest::METHOD => self.reply(request, Self::lenses),
            ExecuteCommand::METHOD => self.reply(request, |server, params| server.execute(&params)),
            CodeActionRequest::METHOD => self.code_actions(request),
            _ => {
                let unknown = ErrorCode::MethodNotFound as i32;
                let why = format!("{} is not known here", request.method);
                self.send(Response::new_err(request.id, unknown, why));
            }
        }
    }

    /// Answers a request at once.
    fn reply<P: DeserializeOwned, R: Serialize>(
        &mut self,
        request: Request,
        answer: impl FnOnce(&mut Self, P) -> R,
    ) {
        let response = match serde_json::from_value(request.params) {
            Ok(params) => Response::new_ok(request.id, answer(self, params)),
            Err(error) => malformed(request.id, &error),
        };
        self.send(response);
    }

    fn notification(&mut self, notification: Notification) {
        let params = notification.params;
        // What is malformed cannot be answered, and changes nothing.
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) {
                    let path = place::path_of(&params.text_document.uri);
                    if self.documents.open(params.text_document) {
                        self.review_around(path.as_deref(), false);
                    }
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params) {
                    let document = params.text_document;
                    let changes = params.content_changes;
                    if self
                        .documents
                        .change(&document.uri, document.version, changes)
                    {
                        let path = place::path_of(&document.uri);
                        self.review_around(path.as_deref(), false);
                    }
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params)
                    && self.documents.close(&params.text_document.uri)
                {
                    let path = place::path_of(&params.text_document.uri);
                    self.review_around(path.as_deref(), true);
                }
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => {
                self.review_around(None, true);
            }
            DidChangeWorkspaceFolders::METHOD => {
                if let Ok(params) =
                    serde_json::from_value::<DidChangeWorkspaceFoldersParams>(params)
                {
                    let event = params.event;
                    let added = event.added.iter().filter_map(|f| place::path_of(&f.uri));
                    let removed: Vec<PathBuf> = event
                        .removed
                        .iter()
                        .filter_map(|folder| place::path_of(&folder.uri))
                        .collect();
                    for root in added {
                        self.add_folder(root);
                    }
                    self.drop_folders(&removed);
                }
            }
            _ => {}
        }
    }

    /// Reviews the folder that a path is in, or all.
    fn review_around(&mut self, path: Option<&Path>, reread: bool) {
        for number in 0..self.folders.len() {
            let Some(folder) = self.folders.get(number) else {
                continue;
            };
            if !folder.is_gone() && path.is_none_or(|path| path.starts_with(&folder.root)) {
                self.review(number, reread);
            }
        }
    }

    fn review(&mut self, number: usize, reread: bool) {
        let Some(folder) = self.folders.get_mut(number) else {
            return;
        };
        let texts = self.documents.of(&folder.root);
        let was_busy = folder.busy;
        folder.review(Open { texts, reread });
        if !was_busy {
            self.progress(number, true);
        }
    }

    fn add_folder(&mut self, root: PathBuf) {
        if self.folders.iter().any(|folder| folder.root == root) {
            return;
        }
        let reviewer = (self.reviewer)(&root);
        let number = self.folders.len();
        let folder = Folder::new(number, root, reviewer, &self.events);
        self.folders.push(folder);
        self.review(number, true);
    }

    /// Folders keep their numbers: one that is gone is only never asked again.
    fn drop_folders(&mut self, roots: &[PathBuf]) {
        for number in 0..self.folders.len() {
            let Some(folder) = self.folders.get_mut(number) else {
                continue;
            };
            if !roots.contains(&folder.root) {
                continue;
            }
            let told = std::mem::take(&mut folder.told);
            let root = std::mem::take(&mut folder.root);
            folder.seen = None;
            for path in told {
                self.publish(&root.join(path), Vec::new(), None);
            }
        }
    }

    fn answer(&mut self, number: usize, answer: Answer) {
        match answer {
            Answer::Seen(seen) => {
                let Some(folder) = self.folders.get_mut(number) else {
                    return;
                };
                if folder.is_gone() {
                    return;
                }
                folder.seen = Some(seen);
                folder.busy = false;
                self.progress(number, false);
                self.tell(number);
                let refreshes = self.can.workspace.as_ref();
                let refreshes = refreshes.and_then(|can| can.code_lens.as_ref());
                if refreshes.and_then(|can| can.refresh_support) == Some(true) {
                    self.ask(CodeLensRefresh::METHOD, Value::Null);
                }
            }
            Answer::Failed(why) => {
                if let Some(folder) = self.folders.get_mut(number) {
                    folder.busy = false;
                }
                self.progress(number, false);
                self.say(MessageType::ERROR, format!("Assay could not review: {why}"));
            }
            Answer::Repairs(request, repairs) => {
                if let Some(params) = self.waiting.remove(&request) {
                    let actions = self.actions(&params, &repairs);
                    self.send(Response::new_ok(request, actions));
                }
            }
        }
    }

    /// Tells the findings of a folder. A text that was changed since is left for the review that follows.
    fn tell(&mut self, number: usize) {
        let Some(folder) = self.folders.get(number) else {
            return;
        };
        let Some(seen) = folder.seen.clone() else {
            return;
        };
        let root = folder.root.clone();
        let mut by_path: BTreeMap<String, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
        for finding in &seen.review.findings {
            let list = by_path.entry(finding.place.path.clone()).or_default();
            list.push(show::diagnostic(&root, &seen, finding));
        }
        for problem in &seen.review.coverage.problems {
            if !problem.path.is_empty() && seen.project.file_at(&problem.path).is_some() {
                by_path.entry(problem.path.clone()).or_default();
            }
        }
        for (path, list) in &mut by_path {
            list.extend(show::not_analysed(&seen.review, path));
        }
        for path in &folder.told {
            by_path.entry(path.clone()).or_default();
        }
        let mut told = Vec::new();
        for (path, list) in by_path {
            let disk = root.join(&path);
            let open = self.documents.at(&disk);
            let is_as_seen = open.is_none_or(|document| document.is_in(&seen, &path));
            if !list.is_empty() || !is_as_seen {
                told.push(path);
            }
            if is_as_seen {
                self.publish(&disk, list, open.map(|document| document.version));
            }
        }
        if let Some(folder) = self.folders.get_mut(number) {
            folder.told = told;
        }
    }

    fn publish(&self, path: &Path, list: Vec<lsp_types::Diagnostic>, version: Option<i32>) {
        if let Some(uri) = place::uri_of(path) {
            let params = PublishDiagnosticsParams::new(uri, list, version);
            self.notify(PublishDiagnostics::METHOD, &params);
        }
    }

    /// The folder of a file, its path in it, and the findings there.
    fn findings(&self, uri: &Uri) -> Option<(&Folder, String, Vec<&Finding>)> {
        let path = match self.documents.get(uri) {
            Some(document) => document.path.clone(),
            None => place::path_of(uri)?,
        };
        let inner = self.folders.iter().filter(|folder| folder.seen.is_some());
        let folder = inner
            .filter(|folder| path.starts_with(&folder.root))
            .max_by_key(|folder| folder.root.components().count())?;
        let path = place::within(&folder.root, &path)?;
        let review = &folder.seen.as_ref()?.review;
        let own = review.findings.iter();
        let own = own.filter(|finding| finding.place.path == path).collect();
        Some((folder, path, own))
    }

    fn hover(&mut self, params: HoverParams) -> Option<lsp_types::Hover> {
        let params = params.text_document_position_params;
        let (folder, _, findings) = self.findings(&params.text_document.uri)?;
        let seen = folder.seen.as_ref()?;
        let here: Vec<&Finding> = findings
            .into_iter()
            .filter(|finding| {
                let range = place::range_of(&seen.project, &finding.place);
                range.start <= params.position && params.position <= range.end
            })
            .collect();
        show::hover(&seen.project, &seen.review, &here)
    }

    fn lenses(&mut self, params: CodeLensParams) -> Option<Vec<CodeLens>> {
        let uri = params.text_document.uri;
        let (folder, path, _) = self.findings(&uri)?;
        let application = folder.seen.as_ref()?.review.application.as_ref()?;
        let routes = application.routes.iter().enumerate();
        let own = routes.filter(|(_, row)| row.path == path);
        let lens = own.map(|(number, row)| {
            let at = Position::new(row.line.saturating_sub(1), 0);
            CodeLens {
                range: Range::new(at, at),
                command: Some(Command {
                    title: show::route(row),
                    command: ROUTE.to_owned(),
                    arguments: Some(vec![json!(uri.as_str()), json!(number)]),
                }),
                data: None,
            }
        });
        Some(lens.collect())
    }

    /// Repairs take an analysis each, so they are answered when they are there.
    fn code_actions(&mut self, request: Request) {
        let params: CodeActionParams = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => return self.send(malformed(request.id, &error)),
        };
        if let Some((folder, _, findings)) = self.findings(&params.text_document.uri)
            && let Some(seen) = &folder.seen
        {
            let here: Vec<Finding> = actions::at(seen, &findings, params.range)
                .into_iter()
                .cloned()
                .collect();
            if !here.is_empty() && folder.repair(request.id.clone(), here) {
                self.waiting.insert(request.id, params);
                return;
            }
        }
        self.send(Response::new_ok(
            request.id,
            Vec::<CodeActionOrCommand>::new(),
        ));
    }

    fn actions(
        &self,
        params: &CodeActionParams,
        repairs: &[(String, Repair)],
    ) -> Vec<CodeActionOrCommand> {
        let uri = &params.text_document.uri;
        let Some((folder, path, findings)) = self.findings(uri) else {
            return Vec::new();
        };
        let Some(seen) = &folder.seen else {
            return Vec::new();
        };
        // Places that have moved since would put a repair in the middle of something else.
        let open = self.documents.get(uri);
        if open.is_some_and(|document| !document.is_in(seen, &path)) {
            return Vec::new();
        }
        let here = actions::at(seen, &findings, params.range);
        here.into_iter()
            .flat_map(|finding| {
                let repair = repairs
                    .iter()
                    .find(|(fingerprint, _)| *fingerprint == finding.fingerprint)
                    .map(|(_, repair)| repair);
                actions::of(&folder.root, seen, uri, finding, repair)
            })
            .map(CodeActionOrCommand::CodeAction)
            .collect()
    }

    fn execute(&mut self, params: &ExecuteCommandParams) -> Value {
        let text = |at: usize| params.arguments.get(at).and_then(Value::as_str);
        match params.command.as_str() {
            EXPLAIN => {
                let reviews = self
                    .folders
                    .iter()
                    .filter_map(|folder| folder.seen.as_ref());
                let facts = text(0).and_then(|rule| {
                    let mut reviews = reviews.map(|seen| seen.review.rule(rule));
                    reviews.find_map(|facts| facts)
                });
                let Some(facts) = facts else {
                    return Value::Null;
                };
                let lesson = show::lesson(facts);
                if !self.shows_lessons {
                    self.say(MessageType::INFO, show::short_lesson(facts));
                }
                Value::String(lesson)
            }
            ROUTE => {
                let number = params.arguments.get(1).and_then(Value::as_u64);
                let uri = params.arguments.first();
                let uri = uri.and_then(|uri| serde_json::from_value::<Uri>(uri.clone()).ok());
                let said = uri.zip(number).and_then(|(uri, number)| {
                    let (folder, _, _) = self.findings(&uri)?;
                    let application = folder.seen.as_ref()?.review.application.as_ref()?;
                    let row = application.routes.get(usize::try_from(number).ok()?)?;
                    Some(show::route_in_full(row))
                });
                if let Some(said) = &said {
                    self.say(MessageType::INFO, said.clone());
                }
                said.map_or(Value::Null, Value::String)
            }
            RESCAN => {
                self.review_around(None, true);
                Value::Null
            }
            _ => Value::Null,
        }
    }

    /// Asks to be told of files that change outside the editor.
    fn watch_files(&mut self) {
        let workspace = self.can.workspace.as_ref();
        let files = workspace.and_then(|can| can.did_change_watched_files.as_ref());
        if files.and_then(|can| can.dynamic_registration) != Some(true) {
            return;
        }
        let all = FileSystemWatcher {
            glob_pattern: GlobPattern::String(
                "**/*.{py,pyi,html,htm,jinja,jinja2,j2,xml,toml,cfg,ini,txt,lock,yml,yaml,json,env}"
                    .to_owned(),
            ),
            kind: None,
        };
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: vec![all],
        };
        let params = RegistrationParams {
            registrations: vec![Registration {
                id: "assay-files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: serde_json::to_value(options).ok(),
            }],
        };
        self.ask(RegisterCapability::METHOD, json!(params));
    }

    /// Shows that a folder is being reviewed, or no longer.
    fn progress(&mut self, number: usize, begins: bool) {
        let window = self.can.window.as_ref();
        if window.and_then(|can| can.work_done_progress) != Some(true) {
            return;
        }
        // What comes while somebody types would flicker: only the first review of a folder is shown.
        if self
            .folders
            .get(number)
            .is_none_or(|folder| folder.seen.is_some() && begins)
        {
            return;
        }
        let token = lsp_types::NumberOrString::String(format!("assay-{number}"));
        let value = if begins {
            self.ask(WorkDoneProgressCreate::METHOD, json!({ "token": token }));
            WorkDoneProgress::Begin(WorkDoneProgressBegin {
                title: "Assay reviews the project".to_owned(),
                ..WorkDoneProgressBegin::default()
            })
        } else {
            WorkDoneProgress::End(WorkDoneProgressEnd { message: None })
        };
        let value = ProgressParamsValue::WorkDone(value);
        self.notify(Progress::METHOD, &ProgressParams { token, value });
    }

    fn say(&self, kind: MessageType, message: String) {
        self.notify(
            ShowMessage::METHOD,
            &ShowMessageParams { typ: kind, message },
        );
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.send(Request::new(id, method.to_owned(), params));
    }

    fn notify(&self, method: &str, params: &impl Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// An editor that went away hears nothing; the loop ends by itself then.
    fn send(&self, message: impl Into<Message>) {
        let _sent = self.connection.sender.send(message.into());
    }
}

fn malformed(id: RequestId, error: &serde_json::Error) -> Response {
    Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string())
}
