"""The code cells of an `.ipynb` file, as text: magics and all, for the sandbox to deal with."""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import dataclass
from typing import Any, TypeGuard

from .filetree import SOURCE_BYTES, SOURCES_BYTES, Refused, left_aside, listing, size
from .text import scrub

NOTEBOOK_BYTES = 20_000_000  # outputs and pictures too
CELLS = 2_000
VALUES = 300_000  # strings, commas and brackets: each costs a parser up to a hundred bytes
TEXT_BYTES = 50_000_000  # in memory, where one emoji makes every sign of a text take four

_NO_NOTEBOOK = "The notebook is damaged, or no notebook at all: it is not the JSON of one."
_NO_CELLS = "The notebook is damaged: it has no list of cells."
_TOO_MANY = f"The notebook holds more than {CELLS:,} cells."
_TOO_INTRICATE = "The notebook is too intricate to be read: clear its outputs."
_TOO_WIDE = "The notebook is too large to be read with the emoji that it has: clear its outputs."


@dataclass(frozen=True)
class Code:
    """What a notebook says: its code cells in their order, and which could not be taken."""

    cells: tuple[str, ...]
    notes: tuple[str, ...]


def read_code(data: bytes) -> Code:
    """The code of the notebook whose bytes, NOTEBOOK_BYTES at most, are `data`.

    Raises Refused where it is no notebook or has no code.
    """
    cells = _cells(data)
    if len(cells) > CELLS:
        raise Refused(_TOO_MANY)
    sources: list[str] = []
    untold: list[str] = []
    large: list[str] = []
    room = SOURCES_BYTES
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and cell.get("cell_type") != "code":
            continue
        source = _source(cell)
        if source is None:
            untold.append(str(number))
        elif (length := len(source.encode())) > min(SOURCE_BYTES, room):
            large.append(str(number))
        else:
            room -= length
            sources.append(source)
    notes = []
    if untold:
        notes.append(left_aside(_which(untold), "there is no text as its source"))
    if large:
        caps = f"{size(SOURCE_BYTES)} for a cell or {size(SOURCES_BYTES)} for them all"
        notes.append(left_aside(_which(large), f"its code is larger than {caps}"))
    if not any(source.strip() for source in sources):
        raise Refused(" ".join(["The notebook holds no code.", *notes]))
    return Code(tuple(sources), tuple(notes))


def _cells(data: bytes) -> list[Any]:
    """A notebook's cells of all kinds, not looked into yet."""
    if _holds_more_than(VALUES, data):
        raise Refused(_TOO_INTRICATE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The notebook is no text in UTF-8, as notebooks are.") from None
    if sys.getsizeof(text) > TEXT_BYTES:
        raise Refused(_TOO_WIDE)
    try:
        # A NaN in an output, or a key that stands twice, is read as Jupyter reads it.
        document = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        raise Refused(_NO_NOTEBOOK) from None
    version = document.get("nbformat") if isinstance(document, dict) else None
    if type(version) is not int:
        raise Refused(_NO_NOTEBOOK)
    if version in {1, 2, 3}:
        document = _upgraded(document, version)
    elif version != 4:
        raise Refused(f"The notebook is of format {scrub(str(version), 20)}; 4 is expected.")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise Refused(_NO_CELLS)
    return cells


def _holds_more_than(most: int, data: bytes) -> bool:
    """Whether some JSON has more strings, commas and brackets than that, none within a string.

    They are at least as many as its values, and are counted before any of these is built.
    """
    bare = data.replace(rb"\\", b"").replace(rb"\"", b"")  # each quote left opens or closes
    count, at = 0, 0
    while count <= most:
        quote = bare.find(b'"', at)
        end = len(bare) if quote < 0 else quote
        count += sum(bare.count(sign, at, end) for sign in (b",", b"[", b"{"))
        at = bare.find(b'"', quote + 1) + 1 if quote >= 0 else 0
        if not at:  # no string any more, or one that does not end
            return count > most
        count += 1
    return True


def _upgraded(document: dict[str, Any], version: int) -> Any:
    """A notebook of format 1 to 3 as one of format 4, with nothing but its code.

    nbformat trusts what it upgrades: one heading of level 10**9 is a line of as many signs. So
    it is handed a notebook made anew, of code cells and, for the others, empty ones.
    """
    field = "code" if version == 1 else "input"
    sheets = [document] if version == 1 else document.get("worksheets")
    if not isinstance(sheets, list):
        raise Refused(_NO_CELLS)
    parts: list[Any] = [s.get("cells") if isinstance(s, dict) else None for s in sheets]
    if not all(isinstance(part, list) for part in parts):  # a string would go sign by sign
        raise Refused(_NO_CELLS)
    if sum(map(len, parts)) > CELLS:
        raise Refused(_TOO_MANY)
    cells = [cell for part in parts for cell in part]
    anew: list[dict[str, Any]] = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get(field) if _is_text(cell.get(field)) else None
            anew.append({"cell_type": "code", "language": "python", field: source, "outputs": []})
        else:
            anew.append({"cell_type": "text" if version == 1 else "markdown", "source": ""})
    body = {"cells": anew} if version == 1 else {"worksheets": [{"cells": anew, "metadata": {}}]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nbformat  # here, since it takes longer to import than most submissions to read

        text = json.dumps({"nbformat": version, "nbformat_minor": 0, "metadata": {}} | body)
        try:
            return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        except Exception:  # whatever comes of a notebook that is not as it expects
            raise Refused("The notebook is of an old format and damaged.") from None


def _is_text(source: Any) -> TypeGuard[str | list[str]]:
    """Whether it is what a notebook's text may be: a string, or a list of them."""
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines)


def _source(cell: Any) -> str | None:
    """The text of a code cell; None where it has none."""
    source = cell.get("source") if isinstance(cell, dict) else None
    if not _is_text(source):
        return None
    # JSON can spell half of a surrogate pair.
    return "".join(source).encode("utf-8", "replace").decode()


def _which(numbers: list[str]) -> str:
    return f"The code of {'cell' if len(numbers) == 1 else 'cells'} {listing(numbers)}"
