"""What a submission answered, as short marks that can be compared without the answers themselves.

A mark says how one probe's answers stand to the right ones, seen as the check sees them: RIGHT
where they agree, UNKNOWN where nothing was answered that tells of the code, else a digest of what
came instead. Digests do not tell an answer to whoever reads them, so a kit can have them.
"""

from __future__ import annotations

import builtins
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from .compare import TOLERANCE, agrees
from .judge import Rule, blocked_by
from .records import Answer, Node, Observation, Probe, Raised, Silence, Thing

Marks: TypeAlias = "tuple[str, ...]"  # one for each probe of a check

RIGHT = "="
UNKNOWN = "?"
DIGITS = 8  # of a digest, in hexadecimal
# Wrong engines differ in style, too, so their numbers are compared to this, relative to
# max(1, |x|). It is coarser than the contract's tolerance: noise must not cross a border.
GRAIN = 1e-7
# So that no number with few binary digits lies on the border between two grains.
SKEW = 1.000000314159265
_ATTRIBUTE = re.compile(r"'(?P<owner>\w+)' object has no attribute '(?P<name>\w+)'")
_NO_BINARY = re.compile(r"unsupported operand type\(s\) for (?P<operator>.{1,20}?): "
                        r"'(?P<left>\w+)' and '(?P<right>\w+)'$")
_NO_UNARY = re.compile(r"bad operand type for unary \S: '(\w+)'$")
_BUILT_IN = frozenset(name for name in dir(builtins) if name.islower()) | {"NoneType", "function"}
LINEAR_BELOW = 1.7320508  # grains are of one size up to here, and relative above


def marks(
    probes: Sequence[Probe],
    yours: Sequence[Observation | Silence],
    right: Sequence[Observation | Silence],
    rule: Rule,
    states: Mapping[str, tuple[str, str]],
) -> Marks:
    """One mark for each of a check's probes."""
    return tuple(_mark(*each, rule, states) for each in zip(probes, yours, right, strict=True))


def _mark(
    probe: Probe,
    mine: Observation | Silence,
    right: Observation | Silence,
    rule: Rule,
    states: Mapping[str, tuple[str, str]],
) -> str:
    if isinstance(right, Silence):
        return UNKNOWN
    if isinstance(mine, Silence):
        return f"~{mine.outcome}" if mine.asked and mine.outcome != "blocked" else UNKNOWN
    if blocked_by(mine, states) or _not_written(mine) or is_slip(mine):
        return UNKNOWN
    seen, wanted = _seen(probe, mine, rule), _seen(probe, right, rule)
    if all(name in seen and agrees(seen[name], wanted[name], rule.rel) for name in wanted):
        return RIGHT
    grain = GRAIN if rule.rel <= TOLERANCE else min(1e-3, 1e3 * rule.rel)
    text = "\n".join(f"{name} {canonical(answer, grain)}" for name, answer in seen.items())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _not_written(observation: Observation) -> bool:
    """Whether a stub answered, or an operator was asked for that is not there: no mistake yet."""
    return any(isinstance(answer, Raised) and (
        answer.type == "NotImplementedError"
        or (answer.type == "TypeError" and _no_operator(answer.message)))
        for answer in observation.answers)


def _no_operator(message: str) -> bool:
    """Whether a student's own class does not have an operator for two of its kind, at all."""
    if found := _NO_UNARY.match(message):
        return found[1] not in _BUILT_IN
    found = _NO_BINARY.match(message)
    return found is not None and found["left"] not in _BUILT_IN and (
        found["right"] not in _BUILT_IN or found["operator"].startswith("**"))


def is_slip(observation: Observation) -> bool:
    """Whether a name was not there: a slip of the hand, whatever its writer believes.

    It is one of the student's own code, or one that the sheet asks their classes for.
    """
    return any(
        isinstance(answer, Raised) and (
            (answer.type in ("NameError", "UnboundLocalError") and answer.place != "")
            or (answer.place == "" and _missing(answer) is not None))
        for answer in observation.answers)


def _missing(answer: Raised) -> str | None:
    """The attribute that an object of the student's own classes should have had, if that is it."""
    found = _ATTRIBUTE.match(answer.message) if answer.type == "AttributeError" else None
    return found["name"] if found and found["owner"] not in _BUILT_IN else None


def _seen(probe: Probe, observation: Observation, rule: Rule) -> dict[str, Answer]:
    answers = dict(zip(probe.observe, observation.answers, strict=True))
    if rule.through is None:
        return answers
    try:
        return dict(rule.through(answers))
    except Exception:  # of another form than right code gives
        return {"another form": None, **answers}


def canonical(answer: Answer, grain: float = GRAIN) -> str:
    """An answer in words that are the same for all that count as the same mistake.

    Exceptions and objects go by kind alone: their messages and class names are a student's own. An
    attribute that an object of theirs does not have is named, or any slip of the hand would be the
    same as asking for what other libraries have.
    """
    if type(answer) in (int, float):
        return _number(answer, grain)  # type: ignore[arg-type]
    if isinstance(answer, list):
        return f"[{', '.join(canonical(item, grain) for item in answer)}]"
    if isinstance(answer, dict):
        entries = sorted(f"{key!r}: {canonical(each, grain)}" for key, each in answer.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(answer, Raised):
        return " ".join(filter(None, ("raised", answer.type, _missing(answer))))
    if isinstance(answer, Node):
        return f"node {answer.name}"
    if isinstance(answer, Thing):
        if answer.items is None:
            return "an object"
        held = [canonical(item, grain) for item in answer.items]
        return f"[{', '.join(sorted(held) if answer.type in ('set', 'frozenset') else held)}]"
    return repr(answer)


def _number(number: float, grain: float) -> str:
    skewed = number * SKEW
    if not math.isfinite(skewed):
        return str(skewed)
    digits = round(-math.log10(grain))
    if abs(skewed) < LINEAR_BELOW:
        return f"{round(skewed, digits) + 0.0:.{digits}f}"
    return f"{skewed:.{digits + 1}g}"
