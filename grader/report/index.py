"""One page over all submissions, made from their `result.json`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markupsafe import Markup

from .html import TEMPLATES
from .index_row import IndexRow, in_order, part_ids, row
from .overall import first, hardest, marked, mistakes, part_means, share, spread, watch

if TYPE_CHECKING:
    from ..standing import Standing

__all__ = ["IndexRow", "in_order", "index", "part_ids", "row"]

SCRIPT: Final = (Path(__file__).parent / "templates" / "index.js").read_text(encoding="utf-8")
# The page's policy allows this script by its digest, and no other.
SCRIPT_DIGEST: Final = base64.b64encode(
    hashlib.sha256(f"\n{SCRIPT}".encode()).digest()).decode()
COLUMN: Final = (56, 140)  # width and height of the picture's columns


def index(rows: Sequence[IndexRow], standings: Sequence[Standing] = ()) -> str:
    """The page over all submissions; `standings` tell who is missing, and what a person decided."""
    rows = in_order(rows)
    counted = marked(rows)
    shares = [share(row) for row in counted]
    parts = part_ids(rows)
    watched = watch(rows)
    means = part_means(rows, parts)
    return TEMPLATES.get_template("index.html").render(
        rows=rows,
        parts=parts,
        watch=watched,
        first=first(rows, watched),
        links={row.folder: quote(row.folder, safe="", errors="replace") for row in rows},
        shares={row.folder: share(row) for row in counted},
        spread=spread(shares, *COLUMN),
        column=COLUMN,
        means=means,
        tops={mean.id: mean.max_score for mean in means},
        hardest=hardest(rows),
        mistakes=mistakes(rows),
        marked=len(counted),
        middle=median(shares) if shares else 0.0,
        mean=fmean(shares) if shares else 0.0,
        missing=[one for one in standings if one.row is None],
        strangers=[one for one in standings if one.enrolled is False],
        by_hand=[one for one in standings if one.by_hand],
        superseded=[row for one in standings for row in one.others],
        script=Markup(SCRIPT),  # our own, and nothing is put into it
        script_digest=SCRIPT_DIGEST,
    )
