"""Reading what a worker says: hostile bytes become records, or are refused.

Of exact types, finite where they are numbers, scrubbed where they are text, and in sizes that a
grader can hold and compare; nothing else of it gets any further.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import Answer, Data, Key, Node, Observation, Probe, Raised, Thing
from .text import scrub

DEEPEST = 24
MOST_ITEMS = 6_000  # of one answer, through all levels; a worker sends 5,000
MOST_KEPT = 500_000  # of all that one submission answers: it stays in memory until the report
TEXT_PER_ITEM = 100  # characters of a text that weigh as much as one more item
MOST_STATES = 300  # modules, helpers among them; intake keeps 200 files
SHORT, LONG = 300, 2_100  # characters: of a name or place, of a text

_VERSION = re.compile(r"[0-9][\w.+-]{0,40}", re.ASCII)


@dataclass(frozen=True)
class Loaded:
    """What became of a submission's modules as they were imported."""

    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # module -> state, reason
    notes: tuple[str, ...] = ()
    python: str = ""
    torch: str = ""


class Unreadable(Exception):
    """A reply that is not of the protocol's form."""


@dataclass
class Room:
    """How much more is taken in: a parser's memory, and a comparison's time, grow with it."""

    left: int

    def take(self, items: int) -> None:
        """Make room for so many; raises Unreadable where there is none left."""
        self.left -= items
        if self.left < 0:
            raise Unreadable


def _text(raw: object, limit: int, room: Room | None = None) -> str:
    if type(raw) is not str:
        raise Unreadable
    if room is not None:
        room.take(min(len(raw), limit) // TEXT_PER_ITEM)
    return scrub(raw, limit)


def decode(raw: object, depth: int = 0, room: Room | None = None) -> Data:
    """A value of the protocol as plain data; raises Unreadable for anything else."""
    if depth > DEEPEST:
        raise Unreadable
    room = room or Room(MOST_ITEMS)
    room.take(1)
    if raw is None or type(raw) is bool:
        return raw
    if type(raw) is int:
        if abs(raw) >> 64:
            raise Unreadable
        return raw
    if type(raw) is float:
        if not math.isfinite(raw):  # the tokens NaN and 1E400 have no business here
            raise Unreadable
        return raw
    if type(raw) is str:
        return _text(raw, LONG, room)
    if type(raw) is list:
        if depth < DEEPEST and all(type(item) is float for item in raw) and all(
                map(math.isfinite, raw)):  # most of what comes, and the quick way for it
            room.take(len(raw))
            return raw
        return [decode(item, depth + 1, room) for item in raw]
    if type(raw) is dict:
        return _decode_tagged(raw, depth, room)
    raise Unreadable


def _decode_tagged(raw: dict[str, Any], depth: int, room: Room) -> Data:
    match raw:
        case {"float": "nan" | "inf" | "-inf" as name, **rest} if not rest:
            return float(name)
        case {"node": name, **rest} if not rest:
            return Node(_text(name, SHORT, room))
        case {"thing": kind, "items": list(items), **rest} if not rest:
            return Thing(_text(kind, SHORT, room),
                         tuple(decode(item, depth + 1, room) for item in items))
        case {"thing": kind, **rest} if not rest:
            return Thing(_text(kind, SHORT, room))
        case {"dict": list(pairs), **rest} if not rest:
            return dict(_decode_pair(pair, depth, room) for pair in pairs)
    raise Unreadable


def _decode_pair(raw: object, depth: int, room: Room) -> tuple[Key, Data]:
    if type(raw) is not list or len(raw) != 2:
        raise Unreadable
    key = decode(raw[0], 0, room)
    if key is not None and type(key) not in (bool, int, float, str):
        raise Unreadable
    value = decode(raw[1], depth + 1, room)
    return key, value  # type: ignore[return-value]  # its type was just seen


def _decode_answer(raw: object, kept: Room) -> Answer:
    room = Room(MOST_ITEMS)
    try:
        match raw:
            case {"value": value, **rest} if not rest:
                return decode(value, 0, room)
            case {"raised": [kind, message, place, text], **rest} if not rest:
                return Raised(_text(kind, SHORT, room), _text(message, LONG, room),
                              _text(place, SHORT, room), _text(text, SHORT, room))
    finally:
        kept.take(MOST_ITEMS - room.left)
    raise Unreadable


def decode_observation(
    reply: Mapping[str, Any], probe: Probe, kept: Room | None = None
) -> Observation:
    """A reply to `probe`; raises Unreadable where it is none, or where `kept` has no room."""
    kept = kept or Room(MOST_KEPT)
    match reply:
        case {"answers": list(raw), "printed": printed} if len(raw) <= max(1, len(probe.observe)):
            answers = tuple(_decode_answer(answer, kept) for answer in raw)
        case _:
            raise Unreadable
    if len(answers) == 1 and isinstance(answers[0], Raised):
        answers *= max(1, len(probe.observe))  # the snippet itself raised
    if len(answers) != len(probe.observe):
        raise Unreadable
    return Observation(answers, _text(printed, LONG, kept))


def decode_loaded(
    states: dict[Any, Any], notes: list[Any], python: object, torch: object
) -> Loaded:
    """What a worker says when it is ready; raises Unreadable for what is not of that form."""
    decoded = {}
    for module, state in itertools.islice(states.items(), MOST_STATES):
        if type(state) is not list or len(state) != 2:
            raise Unreadable
        decoded[_text(module, SHORT)] = (_text(state[0], SHORT), _text(state[1], LONG))
    return Loaded(decoded, tuple(_text(note, LONG) for note in notes[:200]), _version(python),
                  _version(torch))


def _version(raw: object) -> str:
    """What a worker says that it runs on; "" for what is no version."""
    text = _text(raw, SHORT)
    return text if _VERSION.fullmatch(text) else ""
