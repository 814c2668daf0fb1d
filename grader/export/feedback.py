"""Reports for the students, packed by the names under which a platform takes them back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..filetree import ending
from ..packing import pack
from ..report.folder import folder_names
from ..standing import Standing


def feedback_moodle(pages: Sequence[tuple[Standing, str]]) -> bytes:
    """A zip for *Upload multiple feedback files in a zip*: each report in a folder as it came."""
    return pack({f"{_folder(one)}/report.html": page.encode()
                 for one, page in pages if one.student.ids.get("moodle")})


def feedback_canvas(pages: Sequence[tuple[Standing, str, str]]) -> bytes:
    """A zip for *Re-upload submissions*: each report under the name of a file that was handed in.

    Canvas tells the student by it, and shows the report by that name too. So it is made what the
    ending says: a zip with the page in it, a notebook, or the report as text, which is the third
    of each triple.
    """
    files: dict[str, bytes] = {}
    for one, page, text in pages:
        origin = _origin(one)
        if origin:
            files[origin] = _as(ending(origin), page, text)
    return pack(files)


def _origin(one: Standing) -> str:
    """The name as it came, if Canvas reads it as it is meant; "" where nothing was uploaded.

    To Canvas the first number between underscores is the user, and a name may be a number too.
    """
    if one.arrival is None or one.arrival.platform != "canvas":
        return ""
    origin, user = one.arrival.origin, one.student.ids.get("canvas", "")
    numbers = [part for part in origin.split("_") if part.isdecimal()]
    if one.arrival.anonymous or numbers[:1] == [user] or not origin:
        return origin
    return f"student_{user}_{origin.partition(f'_{user}_')[2]}"


def _folder(one: Standing) -> str:
    """The folder as it came; else one in which Moodle finds the id after the first underscore.

    It ends in one too: versions before 4.1 look for it, and later ones do without.
    """
    if one.arrival is not None and one.arrival.platform == "moodle":
        return f"{one.arrival.origin}_"
    name = folder_names([one.student.name])[0].replace("_", " ").strip() or "student"
    return f"{name}_{one.student.ids['moodle']}_assignsubmission_file_"


def _as(kind: str, page: str, text: str) -> bytes:
    if kind == "zip":
        return pack({"report.html": page.encode()})
    if kind == "ipynb":
        cell = {"cell_type": "markdown", "metadata": {}, "source": _indented(text)}
        return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4,
                           "nbformat_minor": 4}).encode()
    return page.encode() if kind in ("html", "htm") else text.encode()


def _indented(text: str) -> str:
    """Text as a block of code, in which Markdown obeys nothing."""
    return "".join(f"    {line}\n" for line in text.splitlines())
