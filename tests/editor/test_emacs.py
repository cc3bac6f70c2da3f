"""Both clients of Emacs show what the language server tells, with the settings of the documents as they stand."""

import os
import pathlib
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs" / "editors.md"


@pytest.mark.parametrize("client", ["eglot", "lsp-mode"])
def test_emacs_shows_the_findings(tmp_path, client):
    (tmp_path / "app.py").write_text(
        "import os\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/ping")\ndef ping():\n    os.system("ping " + request.args["host"])\n    return "done"\n'
    )
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    # The settings start `assay`, as those of a user do.
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "assay").symlink_to(os.environ["ASSAY"])
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "ASSAY_CLIENT": client,
        "ASSAY_DOCUMENT": str(DOCUMENT),
    }
    assert shutil.which("emacs"), "apt-get install emacs-nox elpa-eglot elpa-lsp-mode"
    command = ["emacs", "-q", "--batch", "-l", HERE / "emacs.el"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=180)
    said = done.stdout + done.stderr
    assert "line 10: " in done.stdout and "command-injection]" in done.stdout, said
    assert client == "lsp-mode" or "lesson: yes" in done.stdout, said
