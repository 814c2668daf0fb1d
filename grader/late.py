"""Late days, by the rule in `sheet.toml`; what they cost is never part of what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # every command reads the sheet
    from .platforms.arrival import Arrival

DAY = 86_400


@dataclass(frozen=True)
class Late:
    """The table `[late]` of the sheet."""

    points_per_day: float
    due: datetime | None = None  # without it, a platform's own mark is what counts
    grace_minutes: int = 0
    free_days: int = 0
    most_days: int | None = None  # after more than so many, nothing counts
    marked_days: int = 1  # how many days a platform's mark stands for, where no time is known

    def days(self, arrival: Arrival) -> int:
        """How many days late a submission is; a day that was begun counts."""
        when = _time(arrival.time)
        if self.due is not None and when is not None:
            over = (when - _zoned(self.due)).total_seconds() - 60 * self.grace_minutes
            return max(0, math.ceil(over / DAY))
        return self.marked_days if arrival.late else 0

    def cost(self, days: int, score: float) -> float:
        """What so many days cost somebody who has this score: never more than the score."""
        if self.most_days is not None and days > self.most_days:
            return score
        return min(score, self.points_per_day * max(0, days - self.free_days))


def late_rule(data: Mapping[str, Any]) -> Late:
    """The rule in that table; raises TypeError or ValueError where it says nothing usable."""
    rule = Late(**data)
    if rule.due is not None and not isinstance(rule.due, datetime):
        raise ValueError("[late] due is a date with a time, 2026-10-01T23:59:00+02:00 say")
    most = 0 if rule.most_days is None else rule.most_days
    figures = (rule.points_per_day, rule.grace_minutes, rule.free_days, rule.marked_days, most)
    if any(isinstance(one, bool) or not 0 <= float(one) < math.inf for one in figures):
        raise ValueError("the figures of [late] are numbers from 0 on")
    return rule


def _time(text: str) -> datetime | None:
    for candidate in (text, text.replace(" UTC", "+00:00"), text.replace(" ", "T", 1)):
        try:
            return _zoned(datetime.fromisoformat(candidate.strip()))
        except ValueError:
            continue
    return None


def _zoned(when: datetime) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
