"""One review for one run of a tool that looks at files one by one, such as flake8 or pylint.

A host asks for the remarks about one file after another, perhaps in several processes.
The whole project is reviewed when the first of them asks, and the others find that review:
in memory within a process, else in a temporary folder of this run, which is removed when the run ends.
A lock lets the first process work while the others wait.
"""

import atexit
import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Optional

from assay import _codes
from assay._binary import AssayError, run
from assay._model import Finding, Review
from assay._scan import read

_VARIABLE = "ASSAY_HOSTED_RUN"
"""Tells worker processes the folder of the run, and which process began it."""

_MARKERS = ("assay.toml", "pyproject.toml", ".git", "setup.cfg", "setup.py", "tox.ini")
_PYTHON = {".py", ".pyi", ".pyw"}


@dataclass(frozen=True)
class Remark:
    """What a host tells about a file."""

    rule: str
    """The rule; empty for what could not be reviewed."""
    number: int
    line: int
    column: int
    """From 0."""
    end_line: int
    end_column: int
    text: str


class Run:
    """A run of the host: what was reviewed in it, and the folder where its processes meet."""

    def __init__(self, host: str, project: Optional[str] = None) -> None:
        self.host = host
        self.project = project
        self.remarks: "dict[Path, dict[Path, list[Remark]]]" = {}
        self.folder = _joined() or _begun()

    def about(self, filename: str) -> "list[Remark]":
        """The remarks about one file, in order of place."""
        if filename in ("-", "stdin"):
            return [_failure(f"a text that is in no file cannot be reviewed within its project; give {self.host} the name of the file")]
        file = Path(filename).resolve()
        root = project_of(file, self.project)
        if root not in self.remarks:
            try:
                self.remarks[root] = by_file(root, self.review(root))
            except AssayError as error:
                return [_failure(str(error))]
        return self.remarks[root].get(file, [])

    def review(self, root: Path) -> Review:
        """The review of a project, made once in this run."""
        name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        kept = self.folder / f"{name}.json"
        with _locked(self.folder / f"{name}.lock"):
            if not kept.exists():
                answer = _answer(root)
                # In one piece, so that nobody reads half of it.
                partial = kept.with_suffix(".part")
                partial.write_text(json.dumps(answer), encoding="utf-8")
                partial.replace(kept)
                if "review" in answer:
                    self.tell_what_is_elsewhere(read(answer["review"]))
        answer = json.loads(kept.read_text(encoding="utf-8"))
        if "error" in answer:
            raise AssayError(answer["error"])
        return read(answer["review"])

    def tell_what_is_elsewhere(self, review: Review) -> None:
        """Say what the host cannot show, because silence would look like praise."""
        elsewhere = [finding for finding in review.findings if _told_at(finding) is None]
        problems = [problem for problem in review.coverage.problems if not _is_python(problem.path)]
        if elsewhere:
            files = sorted({finding.place.path for finding in elsewhere})
            shown = ", ".join(files[:5]) + (", …" if len(files) > 5 else "")
            _note(f"{_counted(len(elsewhere), 'finding')} in files that {self.host} does not read ({shown}); `assay scan` shows them")
        if problems:
            _note(f"{_counted(len(problems), 'problem')} outside of Python files made the review incomplete; `assay scan` shows them")


def project_of(file: Path, wanted: Optional[str] = None) -> Path:
    """The project that a file belongs to: the one that was asked for, the working folder, or the nearest folder that looks like one."""
    if wanted:
        return Path(wanted).resolve()
    here = Path.cwd().resolve()
    if here in file.parents:
        return here
    for folder in file.parents:
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder
    return file.parent


def by_file(root: Path, review: Review) -> "dict[Path, list[Remark]]":
    """The remarks about each Python file of a project."""
    remarks: "dict[Path, list[Remark]]" = {}
    for finding in review.findings:
        step = _told_at(finding)
        if step is not None:
            remarks.setdefault(root / PurePosixPath(finding.trace[step].place.path if step >= 0 else finding.place.path), []).append(_remark(finding, step))
    for problem in review.coverage.problems:
        if _is_python(problem.path):
            text = problem.text if problem.kind == "suppression" else f"not reviewed whole: {problem.text}"
            remarks.setdefault(root / PurePosixPath(problem.path), []).append(_failure(text, problem.line or 1))
    for told in remarks.values():
        told.sort(key=lambda remark: (remark.line, remark.column, remark.number, remark.text))
    return remarks


_HERE = -1


def _told_at(finding: Finding) -> Optional[int]:
    """Where a host that reads only Python shows a finding: at its place, or at a station of its path.

    A flow that ends in a template is shown where it leaves the last Python file. None if no Python leads there.
    """
    if _is_python(finding.place.path):
        return _HERE
    if not finding.trace or finding.trace[-1].place != finding.place:
        return None
    steps = [at for at, step in enumerate(finding.trace) if _is_python(step.place.path)]
    return steps[-1] if steps else None


def _remark(finding: Finding, step: int) -> Remark:
    place = finding.place if step == _HERE else finding.trace[step].place
    text = finding.message
    if step != _HERE:
        text += f" (at {finding.place})"
    return Remark(
        rule=finding.rule,
        number=_codes.number(finding.rule),
        line=place.start.line,
        column=place.start.column - 1,
        end_line=place.end.line,
        end_column=place.end.column - 1,
        text=f"{text} [{finding.rule}, {finding.risk}]",
    )


def _failure(text: str, line: int = 1) -> Remark:
    one_line = " ".join(text.split())
    return Remark("", _codes.INCOMPLETE, line, 0, line, 0, one_line)


def _is_python(path: str) -> bool:
    return PurePosixPath(path).suffix in _PYTHON


def _answer(root: Path) -> "dict[str, str]":
    if not root.is_dir():
        return {"error": f"there is no folder {root}"}
    try:
        return {"review": run(["scan", "--format", "json", "--fail-on", "never", "--", str(root)])}
    except AssayError as error:
        return {"error": str(error)}


def _begun() -> Path:
    """The folder of a run that begins here; it goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="assay-run-"))
    owner = os.getpid()
    os.environ[_VARIABLE] = f"{owner}:{folder}"

    def remove() -> None:
        # A fork has inherited this function, and is not the owner.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
            if os.environ.get(_VARIABLE) == f"{owner}:{folder}":
                del os.environ[_VARIABLE]

    atexit.register(remove)
    return folder


def _joined() -> Optional[Path]:
    """The folder of the run that another process began and this one is a worker of."""
    owner, _, folder = os.environ.get(_VARIABLE, "").partition(":")
    # In the process that began it, another run begins: files may have changed since.
    if not folder or owner == str(os.getpid()) or not Path(folder).is_dir():
        return None
    return Path(folder)


@contextlib.contextmanager
def _locked(path: Path) -> "Iterator[None]":
    """Holds a lock that the system takes back when its holder dies."""
    with open(path, "a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.05)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _note(text: str) -> None:
    print(f"assay: {text}", file=sys.stderr)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
