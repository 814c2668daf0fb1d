"""The catalogue of misconceptions: known mistakes, each kept as patches of the reference."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .course import Course
from .errors import GraderError, OperatorError

Source = TypeVar("Source", str, bytes)


@dataclass(frozen=True)
class Patch:
    """Lines of one module of the reference, and those that stand there instead."""

    misconception: str  # the id of the one it belongs to
    module: str
    before: str  # whole lines, which occur in the module exactly once
    after: str


@dataclass(frozen=True)
class Misconception:
    """One thing that students come to believe, and how their code then differs."""

    id: str
    part: str  # whose points it costs
    title: str  # what the code does
    belief: str  # what its writer probably thinks, in their own words
    experiment: str  # how to see it: a question, lines to paste (indented), what to look at
    patches: tuple[Patch, ...]


class DoesNotFit(GraderError):
    """A patch's lines are not in its module exactly once."""


def read_misconceptions(course: Course) -> tuple[Misconception, ...]:
    """The course's catalogue, in its order; empty where it has none, as in a kit.

    Raises OperatorError where the file says nothing usable.
    """
    if course.reference is None:
        return ()
    path = course.home / "reference" / "misconceptions.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["misconception"]
        return tuple(_misconception(entry) for entry in entries)
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise OperatorError(f"{path} cannot be read: {type(error).__name__}: {error}",
                            f"mend {path.name}; CONTRIBUTING.md shows its form") from None


def _misconception(entry: Mapping[str, Any]) -> Misconception:
    fields = dict(entry)
    id, patches = fields["id"], fields.pop("patch")
    return Misconception(**fields, patches=tuple(Patch(id, **patch) for patch in patches))


def apply(sources: Mapping[str, Source], patches: Iterable[Patch]) -> dict[str, Source]:
    """The sources (by "engine" or "engine.py") with the patches made, one after the other.

    Patches of several misconceptions go together where they do not touch the same lines. Raises
    DoesNotFit where one finds its lines not at all or more than once.
    """
    patched = dict(sources)
    for patch in patches:
        name = patch.module if patch.module in patched else f"{patch.module}.py"
        if name not in patched:
            raise DoesNotFit(f"the misconception {patch.misconception} is of {patch.module}.py, "
                             "which is not there")
        patched[name] = _replace(patched[name], patch)
    return patched


def _replace(source: Source, patch: Patch) -> Source:
    text = source.decode() if isinstance(source, bytes) else source
    places = [found.start() for found in re.finditer(f"(?m)^(?={re.escape(patch.before)})", text)]
    if len(places) != 1:
        raise DoesNotFit(f"the misconception {patch.misconception} does not fit {patch.module}.py: "
                         f"its lines should be there once, and are there {len(places)} times")
    changed = text[: places[0]] + patch.after + text[places[0] + len(patch.before) :]
    return changed.encode() if isinstance(source, bytes) else changed
