"""The findings of Assay in flake8: codes `ASA001` and so on, one for each rule.

The plugin is found by flake8 by itself. The whole project is reviewed once for each run, whatever `--jobs` says,
and what is found is told for the files that flake8 was asked to look at.
`--assay-project FOLDER`, also in flake8's configuration, says which project that is.
"""

import argparse
import ast
from collections.abc import Iterator
from typing import Any, ClassVar, Optional

from assay import _codes
from assay._hosted import Run

Remark = tuple[int, int, str, type[Any]]


class Plugin:
    """What flake8 runs for each file."""

    name = "assay"
    version = "1"
    run_of_flake8: "ClassVar[Optional[Run]]" = None

    def __init__(self, tree: ast.AST, filename: str) -> None:
        # Asking for the tree makes flake8 ask once for each file.
        del tree
        self.filename = filename

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Tell flake8 the options."""
        manager.add_option(
            "--assay-project",
            default=None,
            parse_from_config=True,
            normalize_paths=True,
            metavar="FOLDER",
            help="The project to review (default: the working folder)",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """A run begins, or a worker of one."""
        cls.run_of_flake8 = Run("flake8", options.assay_project)

    def run(self) -> "Iterator[Remark]":
        """The remarks about the file."""
        if Plugin.run_of_flake8 is None:
            Plugin.run_of_flake8 = Run("flake8")
        for remark in Plugin.run_of_flake8.about(self.filename):
            yield remark.line, remark.column, f"{_codes.flake8_code(remark.number)} {remark.text}", Plugin
