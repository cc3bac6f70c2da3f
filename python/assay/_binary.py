"""The program: where it is, and how to run it."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Optional

NAME = "assay.exe" if os.name == "nt" else "assay"


class AssayError(Exception):
    """Assay could not do what was asked; the text is what the program said."""


class ProgramNotFound(AssayError):
    """Neither this package nor the search path has the program."""


def program() -> Path:
    """The program: the one that was installed with this package, else the one on the search path."""
    for folder in _folders():
        candidate = folder / NAME
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    found = shutil.which("assay")
    if found is None:
        raise ProgramNotFound("there is no program `assay`, neither in this package nor on PATH; install the package again")
    return Path(found)


def _folders() -> Iterator[Path]:
    """Where installers put programs: of this environment, of the user, and beside the package for `pip install --target`."""
    package = Path(__file__).resolve().parent
    # Only an installed package has a program of its own; a checkout on PYTHONPATH takes the one of the search path.
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    if package.parent in installed:
        yield Path(sysconfig.get_path("scripts"))
    user = sysconfig.get_path("purelib", _user_scheme())
    if user is not None and package.parent == Path(user).resolve():
        yield Path(sysconfig.get_path("scripts", _user_scheme()))
    yield package.parent / "bin"


def _user_scheme() -> str:
    if sys.version_info >= (3, 10):
        return sysconfig.get_preferred_scheme("user")
    return "nt_user" if os.name == "nt" else "posix_user"


def run(arguments: Sequence[str], timeout: Optional[float] = None) -> str:
    """What the program writes when it is given these arguments.

    Findings are no error. AssayError is raised where the program could not do what was asked, or took too long.
    """
    command = [str(program()), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise AssayError(f"the review took longer than {timeout} seconds") from None
    except OSError as error:
        raise AssayError(f"could not run {command[0]}: {error}") from error
    if done.returncode not in (0, 1, 3):
        said = done.stderr.decode(errors="replace").strip()
        raise AssayError(_last_error(said) or f"{command[0]} ended with code {done.returncode}")
    return done.stdout.decode(errors="replace")


def _last_error(said: str) -> str:
    """The message without the notes before it."""
    _, found, after = said.rpartition("error: ")
    return after.strip() if found else said


def version() -> str:
    """The version of the program, such as `0.1.0`."""
    return run(["--version"]).split()[-1]
