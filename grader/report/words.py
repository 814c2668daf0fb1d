"""The words and numbers that all reports share."""

from __future__ import annotations

from typing import Final

from ..records import Outcome, PartScore, Scorecard
from ..text import scrub

GRADER_FAILED: Final = "The grader failed on this submission; no mark is given."

CARRIED: Final = ("An earlier mistake did this. On top of it, this part's own code is right, so "
                  "its points are carried forward.")
UNJUDGED: Final = ("An earlier mistake may have done this alone. Whether this part's own code is "
                   "right could not be judged, so no points are carried forward.")

OUTCOMES: Final[dict[Outcome, str]] = {
    "passed": "passed",
    "failed": "failed",
    "timeout": "ran out of time",
    "crashed": "crashed",
    "blocked": "could not run",
    "not_graded": "not graded",
    "grader_error": "the grader failed here",
}


def number(value: float) -> str:
    """A number for people: 81 and 23.5, never 81.0; two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(many: int, one: str, more: str = "") -> str:
    """'1 check', '3 checks'."""
    return f"{many} {one if many == 1 else more or one + 's'}"


def bonus_parts(card: Scorecard) -> tuple[PartScore, ...]:
    """The bonus parts that were graded."""
    return tuple(part for part in card.parts if part.bonus and part.graded)


def carried(card: Scorecard) -> float:
    """All points that were carried forward; they are counted in the score."""
    return sum(part.carried_forward for part in card.parts)


def shown(text: str, limit: int) -> str:
    """`text` made fit to be shown, in at most `limit` characters before its tabs are set."""
    return scrub(text.replace("\r\n", "\n"), limit).expandtabs(4)


def paragraphs(text: str) -> list[tuple[str, str]]:
    """`text` as ("prose" | "code", text): blank lines part it, indented blocks are code.

    Prose that was broken into lines in a data file is joined again, so that it fills
    whatever width it meets.
    """
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    found = []
    for block in filter(None, blocks):
        if all(line.startswith("    ") for line in block):
            found.append(("code", "\n".join(line[4:] for line in block)))
        else:
            found.append(("prose", " ".join(line.strip() for line in block)))
    return found
