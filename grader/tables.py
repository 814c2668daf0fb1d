"""Tables that came from elsewhere: a CSV in whatever dialect a platform or a spreadsheet writes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import OperatorError

TABLE_BYTES = 50_000_000


@dataclass(frozen=True)
class Table:
    """The cells of a CSV as text, and how it was written."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # as long as the header, each
    lines: tuple[int, ...]  # on which line of the file each row ends
    delimiter: str = ","
    mark: bool = False  # whether the file began with a byte order mark
    newline: str = "\n"

    def column(self, name: str) -> int | None:
        """Where a column of this name stands, in whatever case."""
        names = [one.strip().casefold() for one in self.header]
        return names.index(name.casefold()) if name.casefold() in names else None


def one_word(table: Table, at: int, pattern: re.Pattern[str]) -> str:
    """The `word` of a pattern that all cells of a column match with the same one; else ""."""
    cells = [pattern.fullmatch(row[at].strip()) for row in table.rows]
    words = {match["word"] for match in cells if match}
    return words.pop() if cells and all(cells) and len(words) == 1 else ""


def read_table(path: Path, option: str) -> Table:
    """A CSV that an operator named with `option`; OperatorError where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read ({error.strerror})",
                            f"{option} with the path of a CSV") from None
    return parse_table(data, str(path))


def parse_table(data: bytes, name: str) -> Table:
    """The table in these bytes."""
    again = "save it as CSV in UTF-8, and type the same command again"
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        raise OperatorError(f"{name} is not in UTF-8", again) from None
    if len(data) > TABLE_BYTES or "\0" in text:
        raise OperatorError(f"{name} is no table", again)
    mark = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(tuple(row))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise OperatorError(f"{name}, line {reader.line_num}, is no line of a table ({error})",
                            again) from None
    if not rows:
        raise OperatorError(f"{name} is empty", again)
    wide = len(rows[0])
    if long := [line for row, line in zip(rows, lines, strict=True) if len(row) > wide]:
        raise OperatorError(f"{name}, line {long[0]}, has more cells than the first line", again)
    filled = tuple(row + ("",) * (wide - len(row)) for row in rows)
    newline = "\r\n" if "\r\n" in text else "\n"
    return Table(filled[0], filled[1:], tuple(lines[1:]), delimiter, mark, newline)


def write_table(table: Table, rows: Sequence[Sequence[str]]) -> str:
    """A table's header and these rows, written as the table was."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator=table.newline)
    writer.writerow(table.header)
    writer.writerows(rows)
    return ("\ufeff" if table.mark else "") + out.getvalue()
