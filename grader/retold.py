"""Making an example smaller, without thinking twice: what was tried after which answers is kept.

Where a mistake is met again, the same smaller examples are tried, and fail or not as before. What
to try next hangs on these answers alone, so it is read from memory as long as they are the same;
where they part company, whoever makes it smaller is asked. The student is asked every time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from .records import Probe

# Given a probe that fails, and a way to ask whether another fails too: a smaller one that does.
# What it tries may hang on nothing but the probe and the answers so far.
Shrink = Callable[[Probe, Callable[[Probe], bool]], Probe]

MOST_STEPS = 20_000  # of all that is kept in a process


@dataclass
class _Step:
    """What is tried next after some answers: a probe, nothing any more, or it is not known yet."""

    tried: Probe | None = None
    ended: bool = False
    after: dict[bool, _Step] = field(default_factory=dict)


class Retold:
    """Remembers what each way to make a probe smaller has tried."""

    def __init__(self) -> None:
        self._begun: dict[tuple[Shrink, Probe], _Step] = {}
        self._tried: dict[tuple[Shrink, Probe], dict[Hashable, tuple[Probe, ...]]] = {}
        self._steps = 0

    def expected(self, how: Shrink, probe: Probe, sign: Hashable) -> tuple[Probe, ...]:
        """All that `shrink` will ask if it goes as it did where the probe failed in this way.

        Else as it did the last time. `sign` tells in which way: what came out, say.
        """
        ways = self._tried.get((how, probe), {})
        return ways.get(sign) or next(reversed(ways.values()), ())

    def shrink(self, how: Shrink, probe: Probe, fails: Callable[[Probe], bool],
               sign: Hashable = None) -> None:
        """Have `fails` asked all that `how` would ask it, in the same order."""
        tried = []

        def noted(one: Probe) -> bool:
            tried.append(one)
            return fails(one)

        self._shrink(how, probe, noted)
        ways = self._tried.setdefault((how, probe), {})
        self._steps += len(tried) * (sign not in ways)
        ways.pop(sign, None)
        ways[sign] = tuple(tried)  # the last of them now

    def _shrink(self, how: Shrink, probe: Probe, fails: Callable[[Probe], bool]) -> None:
        if self._steps > MOST_STEPS:
            self._begun.clear()
            self._tried.clear()
            self._steps = 0
        self._steps += 1
        step = self._begun.setdefault((how, probe), _Step())
        answers: list[tuple[Probe, bool]] = []
        while step.tried is not None:
            failed = fails(step.tried)
            answers.append((step.tried, failed))
            step = step.after.setdefault(failed, _Step())
        if not step.ended:
            self._go_on(how, probe, fails, answers, step)

    def _go_on(self, how: Shrink, probe: Probe, fails: Callable[[Probe], bool],
               answers: Sequence[tuple[Probe, bool]], step: _Step) -> None:
        """Ask `how`, which is given the answers that there are, and note what it tries then."""
        told = iter(answers)
        steady = True

        def tell(tried: Probe) -> bool:
            nonlocal step, steady
            before, failed = next(told, (None, False))
            if before == tried:
                return failed
            steady = steady and before is None  # else it hangs on more: nothing is noted
            failed = fails(tried)
            if steady:
                step.tried = tried
                step = step.after.setdefault(failed, _Step())
                self._steps += 1
            return failed

        how(probe, tell)
        step.ended = steady
