"""Over all submissions: what stands in a folder of reports, read back and written out again."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from .decided import Hand, adjust, pages_by_hand, settle
from .errors import OperatorError
from .export.scores import scores
from .report.folder import read_as, write
from .report.index import IndexRow, index, row
from .standing import Standing


def read_rows(out: Path) -> list[IndexRow]:
    """A row for each `result.json` there is, graded now or earlier.

    Raises OperatorError where one cannot be read.
    """
    return [read_as(path, partial(_row, path.parent.name)) for path in results_in(out)]


def results_in(out: Path) -> list[Path]:
    """Where the results are, graded now or earlier."""
    return sorted(out.glob("*/result.json"))


def _row(folder: str, text: str) -> IndexRow:
    return row(folder, json.loads(text))


def write_overview(out: Path, by: Hand | None = None) -> list[Standing]:
    """Write `index.html` and `scores.csv` over every result in the folder, and tell who stands how.

    What a person decided goes into these and into each student's pages.
    """
    rows = read_rows(out)
    by = by or Hand()
    found, wrong = settle(out, rows, by), None
    try:
        found = adjust(rows, found, by)
    except OperatorError as error:  # what was measured is written all the same
        wrong = error
    for folder, pages in pages_by_hand(out, rows, found):
        write(folder, pages)
    write(out, {"index.html": index(rows, found), "scores.csv": scores(rows, found)})
    if wrong is not None:
        raise wrong
    return found
