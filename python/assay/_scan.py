"""Reviewing a project."""

import json
import os
from collections.abc import Sequence
from typing import Optional, Union

from assay._binary import AssayError, run
from assay._model import Review


def scan(
    path: "Union[str, os.PathLike[str]]" = ".",
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    exclude: Sequence[str] = (),
    include_tests: bool = False,
    isolated: bool = False,
    diff: Optional[str] = None,
    new_since: Optional[str] = None,
    jobs: Optional[int] = None,
    arguments: Sequence[str] = (),
    timeout: Optional[float] = None,
) -> Review:
    """Review the project at `path`, a folder or a file.

    `select` and `ignore` name rules by id, family or weakness, as in `["sql-injection", "crypto", "cwe-79"]`.
    `exclude` are patterns as in `.gitignore`. `include_tests` reports everything in test code too.
    `isolated` leaves out the rules, models and configuration that the project itself brings; use it for code of others.
    `diff` names an earlier version, a revision of git or a folder: only what is new since then is told.
    `new_since` names one too, and everything is told; in both cases `review.change` says what is new and what was repaired.
    `jobs` is the number of threads. `arguments` are handed to `assay scan` as they are.
    After `timeout` seconds the review is given up.

    The project is read and never run. Findings are no error: AssayError is raised only where no review could be made,
    with what the program said.
    """
    command = ["scan", "--format", "json", "--output", "-"]
    if select:
        command += ["--select", ",".join(select)]
    if ignore:
        command += ["--ignore", ",".join(ignore)]
    for pattern in exclude:
        command += [f"--exclude={pattern}"]
    if include_tests:
        command += ["--include-tests"]
    if isolated:
        command += ["--isolated"]
    if diff is not None:
        command += [f"--diff={diff}"]
    if new_since is not None:
        command += [f"--new-since={new_since}"]
    if jobs is not None:
        command += ["--jobs", str(jobs)]
    command += [*arguments, "--", os.fspath(path)]
    return read(run(command, timeout))


def read(text: str) -> Review:
    """A review from the JSON that the program wrote."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("format") != "assay-review":
        raise AssayError("the program `assay` did not write a review; another program of that name may be first on PATH")
    if document.get("version") != 1:
        raise AssayError(f"the program writes version {document.get('version')} of its format, and this package reads version 1")
    try:
        return Review.from_document(document)
    except (TypeError, AttributeError) as error:
        raise AssayError(f"the review that the program wrote is not whole: {error}") from error
