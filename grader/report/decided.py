"""What a person decided, put into pages that were made when a submission was graded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..standing import Standing
from .html import TEMPLATES

BEGIN: Final = '<div id="by-hand">'  # in the template; no text of anybody's can hold it, escaped
END: Final = "</div>"  # there is none in what stands between


def with_hand(page: str, found: Sequence[Standing]) -> str:
    """The page with what was decided for these students in the place of what stood there."""
    before, begins, rest = page.partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not begins or not ends:
        return page
    told = [one for one in found if one.by_hand]
    section = TEMPLATES.get_template("decided.html").render(found=told) if told else ""
    return before + BEGIN + section + END + after
