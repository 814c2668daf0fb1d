"""Text laid out for a terminal: measured in cells, wrapped, coloured, plain where asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .words import paragraphs, shown

VALUE: Final = 400  # characters of any one value
SNIPPET: Final = 2_000
PASTED: Final = 0  # columns before a snippet: a prompt takes no line that is indented
NARROWEST: Final = 40

Style: TypeAlias = Literal["bold", "quiet", "good", "bad", "warn"]

_SGR: Final[dict[Style, str]] = {
    "bold": "1", "quiet": "2", "good": "32", "bad": "31", "warn": "33",
}  # fmt: skip
_ASCII: Final = str.maketrans(
    {
        "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-", "\N{MIDDLE DOT}": "-",
        "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{MULTIPLICATION SIGN}": "x", "\N{NO-BREAK SPACE}": " ", "\N{REPLACEMENT CHARACTER}": "?",
        "…": "...", "≠": "!=", "≤": "<=", "≥": ">=", "→": "->",
        "█": "#", "░": ".", "✗": "x",
    }
)  # fmt: skip


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def chop(line: str, width: int) -> list[str]:
    """One line cut into lines of at most `width` cells, its spaces kept."""
    if line.isascii():
        return [line[at : at + width] for at in range(0, len(line), width)] or [""]
    lines, used = [""], 0
    for char in line:
        cell = _cell(char)
        if used + cell > width and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += char
        used += cell
    return lines


def wrap(text: str, width: int) -> list[str]:
    """One paragraph as lines of at most `width` cells, broken between words where it can be."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += chop(word, width)
    return lines or [""]


@dataclass(frozen=True)
class Paper:
    """What is written on: how wide it is, and whether it knows colours and Unicode.

    A `plain` one is read aloud: words in the place of signs, and sentences in that of columns.
    """

    width: int
    color: bool
    unicode: bool
    plain: bool = False

    def text(self, text: str, limit: int = VALUE) -> str:
        """A text fit for this paper, its line breaks kept."""
        text = shown(text, limit)
        if self.unicode:
            return text
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")

    def paint(self, text: str, style: Style | None) -> str:
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if self.color and style and text else text

    def prose(self, text: str, indent: int = 0, style: Style | None = None) -> list[str]:
        """Paragraphs, wrapped and indented."""
        lines: list[str] = []
        before = ""
        for kind, block in paragraphs(self.text(text, SNIPPET)):
            if "code" in (kind, before) and lines:
                lines.append("")
            before = kind
            if kind == "code":
                lines += self.verbatim(block, PASTED)
            else:
                lines += [
                    " " * indent + self.paint(line, style)
                    for line in wrap(block, self.width - indent)
                ]
        return lines

    def item(self, lead: str, text: str, indent: int = 0, style: Style | None = None) -> list[str]:
        """A paragraph that hangs beside its lead: '  ✗ backward() starts …'."""
        lead = chop(self.text(lead), self.width // 3)[0]
        hang = indent + cells(lead) + 1
        first, *rest = wrap(self.text(text), self.width - hang)
        return [
            f"{' ' * indent}{self.paint(lead, style)} {first}",
            *(" " * hang + line for line in rest),
        ]

    def verbatim(self, text: str, indent: int, style: Style | None = None) -> list[str]:
        """Lines as they are; one that is too long goes on below."""
        return [
            (" " * indent + self.paint(piece, style)).rstrip()
            for line in self.text(text, SNIPPET).strip("\n").split("\n")
            for piece in chop(line.rstrip(), self.width - indent)
        ]

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[tuple[Sequence[str], Style | None]],
        indent: int,
    ) -> list[str]:
        """Columns where they fit; else each row as a list of what its columns say."""
        lines = [([self.text(cell) for cell in row], style) for row, style in rows]
        if self.plain:
            return [line for row, _ in lines for line in self._spoken(head, row, indent)]
        table = [(list(head), "quiet"), *lines]
        widths = [max(cells(row[column]) for row, _ in table) for column in range(len(head))]
        single = not any("\n" in cell for row, _ in lines for cell in row)
        if single and indent + sum(widths) + 2 * (len(head) - 1) <= self.width:
            return [
                (" " * indent + self.paint(_columns(row, widths), style)).rstrip()
                for row, style in table
            ]
        return self._stacked(head, lines, indent)

    def _spoken(self, head: Sequence[str], row: Sequence[str], indent: int) -> list[str]:
        sign, expression, *values = row
        said = ", ".join(f"{name} {value}" for name, value in zip(head[2:], values, strict=True))
        return self.verbatim(f"{'Differs' if sign else 'Agrees'}: {expression}: {said}.", indent)

    def _stacked(
        self, head: Sequence[str], rows: Sequence[tuple[list[str], Style | None]], indent: int
    ) -> list[str]:
        found: list[str] = []
        for (sign, expression, *values), style in rows:
            found += self.item(sign or " ", expression, indent, style)
            name_width = max(map(cells, head)) + 2
            for name, value in zip(head[2:], values, strict=True):
                lead = " " * (indent + 2) + self.paint(name, "quiet")
                first, *rest = self.verbatim(value, indent + 2 + name_width, style)
                found.append(lead + first[indent + 2 + cells(name) :])
                found += rest
        return found


def _columns(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True))
    return "  ".join(padded).rstrip()
