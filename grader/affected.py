"""Which checks a change can reach: what need not be asked again keeps its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from .records import Submission
from .suite import Check

_WORD = re.compile(r"\w+")


def affected(checks: Iterable[Check], before: Submission, now: Submission) -> frozenset[str]:
    """The ids of the checks whose probes can come to a file that is not what it was.

    A file leads to another where its text has the other's name as a word: that takes in more
    than its imports, and never less. Nothing is parsed.
    """
    changed = {path for path in before.files.keys() | now.files.keys()
               if before.files.get(path) != now.files.get(path)}
    if before.cells != now.cells or before.kind != now.kind:
        return frozenset(check.id for check in checks)
    names = {path: _names(path) for path in before.files.keys() | now.files.keys()}
    words = {path: _words(source.decode("utf-8", "replace"))
             for path, source in now.files.items()}
    reached: set[str] = set().union(*(names[path] for path in changed))
    waiting = set(words) - changed
    while grown := {path for path in waiting if words[path] & reached}:
        waiting -= grown
        reached = reached.union(*(names[path] for path in grown))
    return frozenset(check.id for check in checks if _asks(check) & reached)


def _names(path: str) -> set[str]:
    """What an import may call this file: `lib/ops.py` is ops, and a part of lib."""
    parts = path.removesuffix(".py").split("/")
    return {part for part in parts if part != "__init__"}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))


def _asks(check: Check) -> Set[str]:
    return _words("\n".join(
        text for probe in check.probes for text in (probe.code, *probe.observe)))
