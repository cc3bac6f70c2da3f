"""Assay reviews the security of Python web applications, without running them.

The work is done by the program that this package brings; these modules run it and read what it writes.

    import assay

    review = assay.scan("path/to/project")
    for finding in review.findings:
        print(finding.place.path, finding.place.start.line, finding.risk, finding.message)

`python -m assay` is the program itself.
"""

from assay._binary import AssayError, ProgramNotFound, program, version
from assay._model import (
    Advisories,
    Coverage,
    Counts,
    Entry,
    Excerpt,
    Factor,
    Finding,
    Place,
    Position,
    Problem,
    Rating,
    Review,
    Rule,
    Score,
    Skipped,
    Step,
    Suppressed,
    Tool,
    Unmodelled,
    UnmodelledCall,
    WhatIf,
)
from assay._scan import scan

__all__ = [
    "Advisories",
    "AssayError",
    "Counts",
    "Coverage",
    "Entry",
    "Excerpt",
    "Factor",
    "Finding",
    "Place",
    "Position",
    "Problem",
    "ProgramNotFound",
    "Rating",
    "Review",
    "Rule",
    "Score",
    "Skipped",
    "Step",
    "Suppressed",
    "Tool",
    "Unmodelled",
    "UnmodelledCall",
    "WhatIf",
    "program",
    "scan",
    "version",
]
