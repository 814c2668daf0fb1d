"""Comparing and showing answers: plain data against plain data, by the contract's tolerance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .records import Answer, Node, Raised, Sealed, Thing
from .seal import opens

TOLERANCE = 1e-9  # relative to max(1, |expected|), as the contract says
SHOWN_DIGITS = 12
LONGEST_SHOWN = 1_200


def agrees(yours: Answer, expected: Answer, rel: float = TOLERANCE) -> bool:
    """Whether an answer is as good as the expected one.

    Numbers a, b agree where |a - b| <= rel * max(1, |b|), an int like the float it equals;
    a bool is no number. Exceptions agree by type, sets whatever their order.
    """
    if isinstance(expected, Sealed):
        return type(yours) in (int, float) and opens(expected, yours, rel)  # type: ignore[arg-type]
    if type(expected) in (int, float):
        return type(yours) in (int, float) and _numbers(yours, expected, rel)  # type: ignore[arg-type]
    if type(yours) is not type(expected):
        return False
    if isinstance(yours, Raised) and isinstance(expected, Raised):
        return yours.type == expected.type
    if isinstance(yours, list) and isinstance(expected, list):
        return _sequences(yours, expected, rel)
    if isinstance(yours, dict) and isinstance(expected, dict):
        return yours.keys() == expected.keys() and all(
            agrees(yours[key], expected[key], rel) for key in expected
        )
    if isinstance(yours, Thing) and isinstance(expected, Thing):
        return _things(yours, expected, rel)
    return yours == expected


def _numbers(yours: int | float, expected: int | float, rel: float) -> bool:
    if yours == expected:
        return True
    if not (math.isfinite(yours) and math.isfinite(expected)):
        return math.isnan(yours) and math.isnan(expected)
    return abs(yours - expected) <= rel * max(1.0, abs(expected))


def _sequences(yours: Sequence[Answer], expected: Sequence[Answer], rel: float) -> bool:
    return len(yours) == len(expected) and all(
        agrees(a, b, rel) for a, b in zip(yours, expected, strict=True)
    )


def _things(yours: Thing, expected: Thing, rel: float) -> bool:
    if yours.type != expected.type or (yours.items is None) != (expected.items is None):
        return False
    a, b = yours.items or (), expected.items or ()
    if yours.type in ("set", "frozenset"):
        a, b = tuple(sorted(a, key=show)), tuple(sorted(b, key=show))
    return _sequences(a, b, rel)


def show(answer: Answer) -> str:
    """An answer as a person reads it, near Python's own repr; floats to 12 digits."""
    text = _show(answer)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _show(answer: Answer) -> str:
    if type(answer) is float:
        return _show_float(answer)
    if isinstance(answer, list):
        return f"[{', '.join(map(_show, answer))}]"
    if isinstance(answer, dict):
        return f"{{{', '.join(f'{_show(k)}: {_show(v)}' for k, v in answer.items())}}}"
    if isinstance(answer, Node):
        return answer.name
    if isinstance(answer, Thing):
        if answer.items is None:
            return f"an object of type {answer.type}"
        if answer.type in ("set", "frozenset"):
            members = ", ".join(sorted(map(_show, answer.items)))
            return f"{{{members}}}" if members else "an empty set"
        return f"{answer.type} of {', '.join(map(_show, answer.items)) or 'nothing'}"
    if isinstance(answer, Raised):
        return f"{answer.type}: {answer.message}" if answer.message else answer.type
    if isinstance(answer, Sealed):
        return "(sealed)"
    return repr(answer)


def _show_float(number: float) -> str:
    text = f"{number:.{SHOWN_DIGITS}g}"
    return text if any(mark in text for mark in ".en") else text + ".0"
