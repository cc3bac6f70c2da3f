"""Run the language server against clients that were written elsewhere: pytest-lsp, Neovim's own, and both of Emacs.

    python3 tests/editor/run.py [ASSAY]

ASSAY is the program, target/debug/assay by default. pytest-lsp comes from PyPI into an environment under target/,
Neovim and Emacs from Debian's packages if they are not there and we may install them.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENVIRONMENT = ROOT / "target" / "editor-environment"


def main():
    assay = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/assay").resolve()
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    needs = HERE / "requirements.txt"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", needs], check=True)
    wanted = {"nvim": ["neovim"], "emacs": ["emacs-nox", "elpa-eglot", "elpa-lsp-mode"]}
    missing = [package for program, packages in wanted.items() if not shutil.which(program) for package in packages]
    if missing:
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    environment = os.environ | {"ASSAY": str(assay)}
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", HERE, HERE]
    sys.exit(subprocess.run(command, env=environment).returncode)


if __name__ == "__main__":
    main()
