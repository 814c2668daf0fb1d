"""How far a batch has come: a bar on a terminal, and elsewhere a line for each."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any

from .batch import Done
from .report.terminal import score_line

FORMAT = "{n_fmt} of {total_fmt} |{bar}| {rate_fmt}, {remaining} left{postfix}"


class Bar:
    """Told of each submission that is done."""

    def __init__(self, total: int, say: Callable[[str], None],
                 complain: Callable[[str], None]) -> None:
        self._total, self._say, self._complain = total, say, complain
        self._told = 0
        self._outcomes: Counter[str] = Counter()
        self._bar: Any = None
        if total and sys.stdout.isatty() and sys.stderr.isatty():
            from tqdm import tqdm  # type: ignore[import-untyped]  # it has none

            tqdm.monitor_interval = 0  # no thread: processes are forked from this one
            size = shutil.get_terminal_size((80, 24))  # some say that they have no lines
            made = tqdm(total=total, unit="", file=sys.stderr, ncols=min(100, size.columns),
                        nrows=size.lines, bar_format=FORMAT, mininterval=0.2)
            self._bar = None if made.disable else made  # a variable can turn all bars off

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def complain(self, text: str) -> None:
        """Say what is wrong, above the bar."""
        if self._bar is None:
            self._complain(text)
            return
        with self._bar.external_write_mode(file=sys.stderr):
            self._complain(text)

    def tell(self, done: Done) -> None:
        """One more is done."""
        self._told += 1
        self._outcomes[outcome(done)] += 1
        if self._bar is None:
            self._say(f"[{self._told}/{self._total}] {done.job.name}: {score_line(done.card)}")
            return
        counts = ", ".join(f"{many} {name}" for name, many in sorted(self._outcomes.items()))
        self._bar.set_postfix_str(counts, refresh=False)
        self._bar.update()


def outcome(done: Done) -> str:
    """What became of one submission, in a word or two."""
    card = done.card
    if done.fault or card.score is None:
        return "without a mark"
    if card.kind == "refused":
        return "refused"
    if card.score >= card.max_score:
        return "in full"
    return "in part" if card.score > 0 else "with nothing"
