"""GitHub Actions: a summary of the job as Markdown, and annotations in its log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ..records import CheckResult, Scorecard
from ..report.view import not_passed, shown_checks
from ..report.words import GRADER_FAILED, OUTCOMES, number, shown
from ..standing import Standing
from .scores import final_mark, reasons

SUMMARY_BYTES = 1_000_000  # of the 1 MiB that a step may write
ANNOTATIONS = 10  # that a step may make
CHECKS = 30  # that did not pass, told of one submission
TEXT = 2_000

_PLACE = re.compile(r"\b(?P<file>[\w/]+\.py), line (?P<line>\d+)")


def summary(
    results: Sequence[tuple[Scorecard, Sequence[Standing]]], *, show_hidden: bool
) -> str:
    """The results as Markdown, in which whatever a student wrote is text and nothing else.

    With each scorecard comes what was decided for those who handed it in.
    """
    blocks = [_of_one(card, show_hidden, standings) for card, standings in results]
    text = "\n".join(blocks)
    if len(text.encode()) <= SUMMARY_BYTES:
        return text
    kept: list[str] = []
    room = SUMMARY_BYTES - 200
    for block in blocks:
        room -= len(block.encode()) + 1
        if room < 0:
            kept.append(f"and {len(blocks) - len(kept)} more that do not fit here.\n")
            break
        kept.append(block)
    return "\n".join(kept)


def _of_one(card: Scorecard, show_hidden: bool, standings: Sequence[Standing]) -> str:
    checks = shown_checks(card.checks, show_hidden=show_hidden, trusted=False)
    lines = [f"## {_inline(card.name)}", ""]
    if card.score is None:
        return "\n".join([*lines, GRADER_FAILED, ""])
    bonus = f" + bonus {number(card.bonus)}" if card.bonus else ""
    lines += [f"**{number(card.score)} / {number(card.max_score)}**{bonus}", "",
              "| part | | points | carried forward |", "|---|---|--:|--:|"]
    for part in card.parts:
        points = f"{number(part.score)} / {number(part.max_score)}" if part.graded else "not graded"
        carried = number(part.carried_forward) if part.carried_forward else ""
        lines.append(f"| {_inline(part.id)} | {_inline(part.title)} | {points} | {carried} |")
    lines.append("")
    for one in standings:
        if one.by_hand:
            lines += [f"By hand: {_inline('; '.join(reasons(one)))}: **{final_mark(one)}**", ""]
    lost = not_passed(checks)
    for check in lost[:CHECKS]:
        what = check.message or OUTCOMES[check.outcome]
        lines.append(f"- **{_inline(check.part)}** {_inline(check.title)}: {_inline(what)}")
        if check.probe and check.outcome != "blocked":
            lines += ["", _fenced(check.probe), ""]
    if len(lost) > CHECKS:
        lines.append(f"- and {len(lost) - CHECKS} more")
    lines += [*(f"- {_inline(note)}" for note in card.notes), ""]
    return "\n".join(lines)


def log_lines(
    card: Scorecard, modules: Collection[str], where: dict[str, str], *, show_hidden: bool,
    folder: str = "",
) -> Iterator[str]:
    """A line for the log for each of the first checks that failed in the open, in order.

    `where` has the module of each part; `folder` is where the modules lie in the repository.
    """
    checks = shown_checks(card.checks, show_hidden=show_hidden, trusted=False)
    for check in not_passed(checks)[:ANNOTATIONS]:
        file, line = _place(check, modules)
        file = file or f"{where.get(check.part, '')}.py"
        properties = {"file": f"{folder.rstrip('/')}/{file}".lstrip("/"), "line": line,
                      "title": f"{check.part}: {check.title}"}
        said = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
        yield f"::error {said}::{_data(check.message or OUTCOMES[check.outcome])}"


def guarded(lines: Sequence[str], token: str) -> str:
    """Lines that hold what a student printed, between words that keep them from being commands."""
    return "\n".join([f"::stop-commands::{token}", *lines, f"::{token}::"])


def _place(check: CheckResult, modules: Collection[str]) -> tuple[str, str]:
    """Where in the student's own files it happened, as far as an answer says so."""
    for text in (check.message, *(row.yours for row in check.rows)):
        match = _PLACE.search(text)
        if match and match["file"].removesuffix(".py") in modules:
            return match["file"], match["line"]
    return "", ""


def _data(text: str) -> str:
    text = shown(text, TEXT)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inline(text: str) -> str:
    """Text on one line of Markdown: every sign that it might obey is escaped."""
    line = " ".join(shown(text, TEXT).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", line)
    # Addresses and names become links by themselves, unless something stands in between.
    return re.sub(r"(?i)(//|www\.|@)", lambda found: f"{found[0][:1]}<!-- -->{found[0][1:]}",
                  escaped)


def _fenced(text: str) -> str:
    text = shown(text, TEXT).rstrip("\n")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{text}\n{fence}"
