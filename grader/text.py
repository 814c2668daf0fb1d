"""What a student wrote, made fit to be shown: the one place where text is scrubbed."""

from __future__ import annotations

import re

# Control characters other than newline and tab (a terminal obeys them), the marks that turn
# the direction of writing or break a line unseen, and lone surrogates (no UTF-8 has them).
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\u2028\u2029"
    r"\ud800-\udfff]"
)

_GOES_ON = re.compile(r"(?:elif|else|except|finally)\b|[)\]}]")  # no new statement begins so

# What the runner of a build service takes for a command: `::` where a line begins, after blanks
# too, and `##[` and `##vso[` anywhere.
_COMMAND = re.compile(r"^[^\S\n]*:(?=:)|##(?=\[|vso\[)", re.MULTILINE)


# No XML has these, and they harm nobody else.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def scrub(text: str, limit: int) -> str:
    """`text` with `?` for every character unfit to be shown, in at most `limit` characters.

    What is longer is cut and ends in `…`. Newlines and tabs stay. `limit` is 1 or more.
    Scrubbing twice changes nothing more.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return _UNFIT.sub("?", text)


def for_xml(text: str) -> str:
    """Scrubbed `text`, with `?` for the characters that no XML may hold."""
    return _NOT_IN_XML.sub("?", text)


def inert(text: str) -> str:
    """`text`, ready to be printed, with a blank in what a build service would obey in its log."""
    return _COMMAND.sub(lambda found: f"{found[0]} ", text)


def pasteable(code: str) -> str:
    """Code as a Python prompt takes it: a block ends with an empty line there, and at none before.

    The prompts before Python 3.13 read what is pasted line by line.
    """
    lines: list[str] = []
    for line in code.splitlines():
        inside = bool(lines) and lines[-1].startswith((" ", "\t"))
        if inside and not line.strip():
            continue
        if inside and not line.startswith((" ", "\t")) and not _GOES_ON.match(line):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)
