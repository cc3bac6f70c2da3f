"""Neovim's own client shows what the language server tells."""

import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def test_neovim_shows_the_findings(tmp_path):
    (tmp_path / "app.py").write_text(
        "import os\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/ping")\ndef ping():\n    os.system("ping " + request.args["host"])\n    return "done"\n'
    )
    command = ["nvim", "--headless", "-u", "NONE", "-S", HERE / "neovim.lua", "app.py"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert "line 10: command-injection" in said, said
    assert "lesson: yes" in said, said
    assert "actions: Suppress" in said, said
