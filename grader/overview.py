"""Over all submissions: what stands in a folder of reports, read back and written out again."""

from __future__ import annotations

import json
from pathlib import Path

from .errors import OperatorError
from .export.scores import scores
from .report.folder import write
from .report.index import IndexRow, index, row


def read_rows(out: Path) -> list[IndexRow]:
    """A row for each `result.json` there is, graded now or earlier.

    Raises OperatorError where one cannot be read.
    """
    rows = []
    for path in sorted(out.glob("*/result.json")):
        try:
            rows.append(row(path.parent.name, json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise OperatorError(f"{path} is damaged, or of another version",
                                f"remove {path.parent} and grade again") from None
    return rows


def write_overview(out: Path) -> None:
    """Write `index.html` and `scores.csv` over every result in the folder."""
    rows = read_rows(out)
    write(out, {"index.html": index(rows), "scores.csv": scores(rows)})
