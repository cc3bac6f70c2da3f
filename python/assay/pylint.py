"""The findings of Assay in pylint: `load-plugins=assay.pylint`.

Each rule is a message, such as `assay-sql-injection`. The whole project is reviewed once for each run, whatever `--jobs` says,
and what is found is told for the files that pylint was asked to look at.
`assay-project` in pylint's configuration says which project that is.
"""

import os
from typing import TYPE_CHECKING, Any, Optional

from pylint.checkers import BaseRawFileChecker

from assay import _codes
from assay._hosted import Run

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter

_PROJECT = "ASSAY_PYLINT_PROJECT"
"""Hands the option to worker processes: pylint gives plugins in them the defaults."""

_run: Optional[Run] = None


def _messages() -> "list[tuple[int, str, str]]":
    """Number, symbol and description of each message."""
    messages = [(number, _codes.pylint_symbol(rule), f"`assay explain {rule}` tells what it means.") for rule, number in _codes.rules().items()]
    messages.append((_codes.INCOMPLETE, "assay-incomplete", "Something could not be reviewed, and may have been missed."))
    messages.append((_codes.OWN, "assay-own-rule", "A rule that the project brings in `.assay` found something."))
    return messages


class AssayChecker(BaseRawFileChecker):
    """Tells what Assay found under the messages of one hundred: a checker's ids have to begin alike."""

    hundred = 0

    def process_module(self, node: "nodes.Module") -> None:
        """Tell the remarks about a file."""
        symbols = {number: symbol for number, symbol, _ in _messages()}
        for remark in _current(self.linter).about(node.file or node.name):
            if remark.number // 100 == self.hundred:
                self.add_message(
                    symbols[remark.number],
                    line=remark.line,
                    args=(remark.text,),
                    col_offset=remark.column,
                    end_lineno=remark.end_line,
                    end_col_offset=remark.end_column,
                )


def _current(linter: "PyLinter") -> Run:
    global _run
    if _run is None:
        _run = Run("pylint", os.environ.get(_PROJECT) or getattr(linter.config, "assay_project", None))
    return _run


def register(linter: "PyLinter") -> None:
    """What pylint calls when it loads the plugin: a run begins, or a worker of one."""
    global _run
    _run = None
    # pylint 3 hands workers a linter with its checkers, and loads the plugin again.
    if any(isinstance(checker, AssayChecker) for checker in linter.get_checkers()):
        return
    by_hundred: "dict[int, dict[str, Any]]" = {}
    for number, symbol, description in _messages():
        by_hundred.setdefault(number // 100, {})[_codes.pylint_id(number)] = ("%s", symbol, description)
    for hundred, messages in sorted(by_hundred.items()):
        fields: "dict[str, Any]" = {"name": "assay", "msgs": messages, "hundred": hundred, "__doc__": AssayChecker.__doc__}
        if hundred == 0:
            fields["options"] = (
                (
                    "assay-project",
                    {"type": "string", "default": "", "metavar": "<folder>", "help": "The project to review (default: the working folder)."},
                ),
            )
        linter.register_checker(type("AssayChecker", (AssayChecker,), fields)(linter))


def load_configuration(linter: "PyLinter") -> None:
    """What pylint calls when the configuration is known."""
    global _run
    project = getattr(linter.config, "assay_project", "")
    if project:
        os.environ[_PROJECT] = project
    _run = Run("pylint", os.environ.get(_PROJECT))
