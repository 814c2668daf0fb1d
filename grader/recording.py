"""Recorded observations: what the reference answered, kept as data for those who lack it.

What a student is asked to find by hand is recorded sealed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import OperatorError
from .observe import Group, Replies
from .records import Answer, Node, Observation, Probe, Raised, Sealed, Silence, Thing
from .replies import Unreadable, decode_observation
from .seal import seal

NOT_RECORDED = Silence("crashed", "This probe was not recorded.")


class Recording:
    """Answers from a recording; a probe that is not in it has no answer."""

    def __init__(self, known: Mapping[Probe, Observation]) -> None:
        self.known = known

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        """What was recorded for each probe."""
        return [[self.known.get(probe, NOT_RECORDED) for probe in group.probes]
                for group in groups]


def dump_recording(known: Mapping[Probe, Observation], secret: Collection[Probe] = ()) -> str:
    """A recording as text, a line a probe, in a fixed order; the worker's own form of values.

    The answers to `secret` probes are sealed.
    """
    lines = sorted(
        json.dumps([probe.code, list(probe.observe),
                    _sealed(probe, observation) if probe in secret else
                    {"answers": [_encode(answer) for answer in observation.answers],
                     "printed": observation.printed}])
        for probe, observation in known.items())
    return "[\n" + ",\n".join(lines) + "\n]\n"


def read_recording(path: Path) -> Recording:
    """Read a recording; raises OperatorError where the file is damaged."""
    known = {}
    try:
        for code, observe, reply in json.loads(path.read_text(encoding="utf-8")):
            probe = Probe(code, tuple(observe))
            known[probe] = (_unsealed(reply["sealed"], probe) if "sealed" in reply
                            else decode_observation(reply, probe))
    except (ValueError, TypeError, Unreadable):
        raise OperatorError(f"{path} is damaged", "unpack the kit anew") from None
    return Recording(known)


def _sealed(probe: Probe, observation: Observation) -> dict[str, Any]:
    pairs = zip(observation.answers, probe.observe, strict=True)
    sealed = [seal(answer, probe, expression) for answer, expression in pairs]
    return {"sealed": [[one.salt, one.digest] for one in sealed]}


def _unsealed(pairs: Any, probe: Probe) -> Observation:
    answers = tuple(Sealed(bytes.fromhex(salt).hex(), str(digest)) for salt, digest in pairs)
    if len(answers) != len(probe.observe):
        raise Unreadable
    return Observation(answers)


def _encode(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Raised):
        return {"raised": [answer.type, answer.message, answer.place, answer.text]}
    return {"value": _encode_value(answer)}


def _encode_value(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, Node):
        return {"node": value.name}
    if isinstance(value, Thing):
        held = {} if value.items is None else {"items": [_encode_value(i) for i in value.items]}
        return {"thing": value.type, **held}
    if isinstance(value, list):
        return [_encode_value(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[_encode_value(k), _encode_value(v)] for k, v in value.items()]}
    return value
