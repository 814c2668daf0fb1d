"""The manners of writing the reference: wrong engines differ in style as right ones do.

`reference/styles.toml` groups styles into manners, and within a manner names others that may change
nothing but noise. Where they do change something, nothing can be told by that probe.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .course import Course
from .fingerprint import UNKNOWN, Marks
from .known import ANY, Allowed
from .misconceptions import DoesNotFit, Patch, apply

STYLES, MORE = "styles.toml", "more_styles.toml"


@dataclass(frozen=True)
class Manner:
    """Styles to write the reference in, and lists of further ones that change noise alone."""

    styles: tuple[Patch, ...]
    noise: tuple[tuple[Patch, ...], ...]

    @property
    def variants(self) -> list[tuple[Patch, ...]]:
        """The manner as it is, and with each list of noise."""
        return [(*noise, *self.styles) for noise in ((), *self.noise)]


def read_manners(course: Course) -> tuple[Manner, ...]:
    """The manners of `reference/styles.toml`; just the reference's own where there is none."""
    return _read(course, STYLES) or (Manner((), ()),)


def read_more_manners(course: Course) -> tuple[Manner, ...]:
    """Those of `reference/more_styles.toml`, which are asked only where a mistake nearly fits."""
    return _read(course, MORE)


def _read(course: Course, name: str) -> tuple[Manner, ...]:
    files = {each: course.home / "reference" / each for each in (STYLES, MORE)}
    data = {each: tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            for each, path in files.items()}
    styles = {style["id"]: Patch(style["id"], style["module"], style["before"], style["after"])
              for each in data.values() for style in each.get("style", [])}
    return tuple(Manner(tuple(styles[id] for id in manner["styles"]),
                        tuple(tuple(styles[id] for id in ids) for ids in manner["noise"]))
                 for manner in data[name].get("manner", []))


def styled(
    sources: Mapping[str, str], styles: Sequence[Patch]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Sources in these styles, and which of them fit: not those that touch the same lines."""
    written = dict(sources)
    fitting = []
    for style in styles:
        try:
            written = apply(written, [style])
            fitting.append(style.misconception)
        except DoesNotFit:
            continue
    return tuple(fitting), written


def steady(alike: Sequence[Marks]) -> tuple[Allowed, ...]:
    """What one manner may leave on each probe of a check, by the marks of its variants."""
    return tuple(frozenset({ANY} if UNKNOWN in seen or len(seen) > 1 else seen)
                 for seen in map(set, zip(*alike, strict=True)))
