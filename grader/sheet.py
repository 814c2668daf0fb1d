"""The sheet: parts, titles, points, hints and limits, from `sheet.toml`, checked as it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import OperatorError
from .late import Late, late_rule


@dataclass(frozen=True)
class Limits:
    """What one worker may use: seconds of CPU (three times as much on the wall), megabytes."""

    import_seconds: int
    check_seconds: int
    total_seconds: int
    memory_mb: int


@dataclass(frozen=True)
class Part:
    """One part of the sheet, in its order."""

    id: str
    title: str
    module: str
    points: float
    names: tuple[str, ...]  # what a student writes for it
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key -> levels
    bonus: bool = False


@dataclass(frozen=True)
class Given:
    """What the sheet gives: a whole module, or names of one (none: the whole)."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The sheet as a whole."""

    title: str
    modules: tuple[str, ...]
    parts: tuple[Part, ...]
    given: tuple[Given, ...]
    limits: Limits
    bonus_limits: Limits
    show_hidden: bool
    carry_forward: bool = True  # whether a known mistake of an earlier part is paid for once
    late: Late | None = None  # what late days cost; None: nothing
    attempts: str = "last"  # which of several counts: the last or the best

    @property
    def max_score(self) -> float:
        """The points there are without the bonus."""
        return sum(part.points for part in self.parts if not part.bonus)

    @property
    def bonus_modules(self) -> tuple[str, ...]:
        """The modules that only the bonus needs."""
        needed = {part.module for part in self.parts if not part.bonus}
        return tuple(part.module for part in self.parts if part.bonus and part.module not in needed)

    def part(self, id: str) -> Part:
        """The part of this id; raises KeyError where there is none."""
        for part in self.parts:
            if part.id == id:
                return part
        raise KeyError(id)


def read_sheet(path: Path) -> Sheet:
    """Read `sheet.toml`; raises OperatorError where it is not there or says nothing usable."""
    try:
        return _sheet(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise OperatorError(
            f"there is no sheet at {path}", "the same command in the project's own folder, or "
            "with --assignment and a folder that holds exercises/"
        ) from None
    except (OSError, LookupError, TypeError, ValueError, AttributeError, OverflowError,
            RecursionError) as error:
        raise OperatorError(
            f"{path} cannot be read: {type(error).__name__}: {error}",
            f"mend {path.name}; CONTRIBUTING.md shows its form",
        ) from None


def _sheet(data: Mapping[str, Any]) -> Sheet:
    limits = dict(data["limits"])
    bonus = limits.pop("bonus", None)
    main = Limits(**{key: _limit(value) for key, value in limits.items()})
    return Sheet(
        title=str(data["title"]),
        modules=tuple(data["modules"]),
        parts=tuple(_part(part) for part in data["part"]),
        given=tuple(
            Given(str(given["module"]), tuple(given.get("names", ())))
            for given in data.get("given", ())
        ),
        limits=main,
        bonus_limits=main if bonus is None else Limits(
            import_seconds=_limit(bonus["seconds"]),
            check_seconds=_limit(bonus["seconds"]),
            total_seconds=_limit(bonus["seconds"]),
            memory_mb=_limit(bonus["memory_mb"]),
        ),
        show_hidden=bool(data.get("show_hidden", False)),
        carry_forward=bool(data.get("carry_forward", True)),
        late=late_rule(data["late"]) if "late" in data else None,
        attempts=_attempts(data.get("attempts", "last")),
    )


def _attempts(value: Any) -> str:
    if value not in ("last", "best"):
        raise ValueError(f"attempts is last or best, not {value!r}")
    return str(value)


def _limit(value: Any) -> int:
    if int(value) < 1:
        raise ValueError(f"a limit is 1 or more, not {value}")
    return int(value)


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        id=str(data["id"]),
        title=str(data["title"]),
        module=str(data["module"]),
        points=float(data["points"]),
        names=tuple(data["names"]),
        hints={key: tuple(levels) for key, levels in data.get("hints", {}).items()},
        bonus=bool(data.get("bonus", False)),
    )
