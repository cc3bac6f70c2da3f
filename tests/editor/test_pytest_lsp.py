"""What an editor sees: diagnostics with the path of the data, hover, code actions, code lenses, while somebody types."""

import asyncio
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ASSAY = os.environ["ASSAY"]

HELPER = '''\
from flask import request


def wanted():
    return request.args["name"]
'''

VIEWS = '''\
import sqlite3

from flask import Flask

from helper import wanted

app = Flask(__name__)


@app.get("/user")
def user():
    """Wörter und 𝄞 before the flaw."""
    rows = sqlite3.connect("shop.db").execute("SELECT * FROM user WHERE name = '" + wanted() + "'")
    return {"rows": rows.fetchall()}
'''

REPAIRED = VIEWS.replace('''name = '" + wanted() + "'")''', '''name = ?", (wanted(),))''')


@pytest.fixture
def project(tmp_path):
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "views.py").write_text(VIEWS)
    return tmp_path


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[ASSAY, "lsp"]))
async def editor(lsp_client: LanguageClient, project: pathlib.Path):
    # The client says that it can do this, and leaves it to its users.
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _: None)
    lsp_client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(lambda _: None)
    params = types.InitializeParams(
        capabilities=client_capabilities("visual-studio-code"),
        workspace_folders=[types.WorkspaceFolder(uri=project.as_uri(), name="project")],
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


async def told(editor, path, want):
    """The diagnostics of a file, once there are as many of the wanted rule as asked for."""
    rule, count = want
    uri = path.as_uri()
    for _ in range(600):
        found = editor.diagnostics.get(uri)
        if found is not None and sum(one.code == rule for one in found) == count:
            return [one for one in found if one.code == rule]
        await asyncio.sleep(0.1)
    raise AssertionError(f"{rule} is not told {count} times: {editor.diagnostics}")


def opened(editor, path, text, version=1):
    item = types.TextDocumentItem(uri=path.as_uri(), language_id="python", version=version, text=text)
    editor.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))


def changed(editor, path, version, *changes):
    document = types.VersionedTextDocumentIdentifier(uri=path.as_uri(), version=version)
    editor.text_document_did_change(
        types.DidChangeTextDocumentParams(text_document=document, content_changes=list(changes))
    )


def whole(text):
    return types.TextDocumentContentChangeWholeDocument(text=text)


def document(path):
    return types.TextDocumentIdentifier(uri=path.as_uri())


@pytest.mark.asyncio
async def test_a_flow_across_files_is_told_before_anything_is_opened(editor, project):
    [flaw] = await told(editor, project / "views.py", ("sql-injection", 1))
    assert flaw.severity == types.DiagnosticSeverity.Error
    assert flaw.range.start.line == VIEWS[: VIEWS.index("rows = ")].count("\n")
    places = [step.location.uri for step in flaw.related_information]
    assert places[0] == (project / "helper.py").as_uri()
    assert places[-1] == (project / "views.py").as_uri()


@pytest.mark.asyncio
async def test_what_is_typed_counts_before_it_is_saved(editor, project):
    views, helper = project / "views.py", project / "helper.py"
    await told(editor, views, ("sql-injection", 1))
    opened(editor, views, VIEWS)
    changed(editor, views, 2, whole(REPAIRED))
    await told(editor, views, ("sql-injection", 0))
    # A change of one file is judged in the others.
    changed(editor, views, 3, whole(VIEWS))
    await told(editor, views, ("sql-injection", 1))
    opened(editor, helper, HELPER)
    start = types.Position(line=4, character=11)
    end = types.Position(line=4, character=31)
    part = types.TextDocumentContentChangePartial(range=types.Range(start=start, end=end), text='"nobody"')
    changed(editor, helper, 2, part)
    await told(editor, views, ("sql-injection", 0))
    # What is closed without being saved is as it was.
    editor.text_document_did_close(types.DidCloseTextDocumentParams(text_document=document(helper)))
    await told(editor, views, ("sql-injection", 1))


@pytest.mark.asyncio
async def test_hover_teaches(editor, project):
    views = project / "views.py"
    [flaw] = await told(editor, views, ("sql-injection", 1))
    params = types.HoverParams(text_document=document(views), position=flaw.range.start)
    hover = await editor.text_document_hover_async(params)
    for words in ["sql-injection", "Impact", "Likelihood", "What can happen", "Repair:", "helper.py:5"]:
        assert words in hover.contents.value
    elsewhere = types.HoverParams(text_document=document(views), position=types.Position(line=0, character=0))
    assert await editor.text_document_hover_async(elsewhere) is None


@pytest.mark.asyncio
async def test_a_suppression_needs_a_reason(editor, project):
    views = project / "views.py"
    [flaw] = await told(editor, views, ("sql-injection", 1))
    opened(editor, views, VIEWS)
    actions = await actions_at(editor, views, flaw)
    [suppress] = [action for action in actions if action.title.startswith("Suppress")]
    [edit] = suppress.edit.changes[views.as_uri()]
    text = inserted(VIEWS, edit)
    changed(editor, views, 2, whole(text))
    await told(editor, views, ("sql-injection", 1))
    text = text.replace("ignore[sql-injection] ", "ignore[sql-injection] the table holds test data only")
    changed(editor, views, 3, whole(text))
    await told(editor, views, ("sql-injection", 0))


@pytest.mark.asyncio
async def test_a_repair_is_proven_and_takes_the_finding_away(editor, project):
    views = project / "views.py"
    [flaw] = await told(editor, views, ("sql-injection", 1))
    opened(editor, views, VIEWS)
    actions = await actions_at(editor, views, flaw)
    [repair] = [action for action in actions if "proven" in action.title]
    text = VIEWS
    for edit in sorted(repair.edit.changes[views.as_uri()], key=lambda edit: edit.range.start, reverse=True):
        text = inserted(text, edit)
    changed(editor, views, 2, whole(text))
    await told(editor, views, ("sql-injection", 0))


@pytest.mark.asyncio
async def test_explain_gives_the_lesson(editor, project):
    await told(editor, project / "views.py", ("sql-injection", 1))
    params = types.ExecuteCommandParams(command="assay.explain", arguments=["sql-injection"])
    lesson = await editor.workspace_execute_command_async(params)
    assert "What can happen" in lesson
    unknown = types.ExecuteCommandParams(command="assay.explain", arguments=["no-such-rule"])
    assert await editor.workspace_execute_command_async(unknown) is None


@pytest.mark.asyncio
async def test_routes_say_who_may_call_them(editor, project):
    views = project / "views.py"
    await told(editor, views, ("sql-injection", 1))
    [lens] = await editor.text_document_code_lens_async(types.CodeLensParams(text_document=document(views)))
    assert "/user" in lens.command.title and "open to everybody" in lens.command.title
    assert lens.range.start.line in range(VIEWS[: VIEWS.index("@app")].count("\n"), VIEWS.count("\n"))


@pytest.mark.asyncio
async def test_a_file_that_does_not_parse_is_told(editor, project):
    views = project / "views.py"
    await told(editor, views, ("sql-injection", 1))
    opened(editor, views, VIEWS)
    changed(editor, views, 2, whole(VIEWS + "\nif True\n    pass\n"))
    [problem] = await told(editor, views, ("not-analysed", 1))
    assert "not valid Python" in problem.message


async def actions_at(editor, path, flaw):
    params = types.CodeActionParams(
        text_document=document(path),
        range=flaw.range,
        context=types.CodeActionContext(diagnostics=[flaw]),
    )
    return await editor.text_document_code_action_async(params)


def inserted(text, edit):
    """A text with an edit made; none of the lines that are edited here has characters outside the first plane."""
    lines = text.splitlines(keepends=True)
    start, end = edit.range.start, edit.range.end
    before = "".join(lines[: start.line]) + lines[start.line][: start.character]
    after = lines[end.line][end.character :] + "".join(lines[end.line + 1 :])
    return before + edit.new_text + after
