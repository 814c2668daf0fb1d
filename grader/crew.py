"""Who does the work of a batch: processes of this machine, each as warm as the first.

A crew takes one piece of work at a time for each of its members. A process that dies takes the
pool of Python's own with it, so the crew makes a new one, and says that it broke.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import connection
from typing import Any, ParamSpec, Protocol, TypeVar

from .ledger import let_go

Given = ParamSpec("Given")
Result = TypeVar("Result")

AHEAD = 2  # pieces of work for each member: one at hand, one that waits


class Returned(Exception):
    """A piece of work comes back as it was: whoever had it did not begin."""


class Crew(Protocol):
    """Whoever takes work."""

    @property
    def room(self) -> int:
        """How many pieces of work are given out at most."""

    def give(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
             ) -> Future[Result]:
        """Give out a piece of work; raises BrokenExecutor where nobody is there to take it."""

    def mend(self) -> None:
        """After a member died: make sure that there are as many as before."""

    def close(self) -> None:
        """Take no more work, and wait for none."""


class Here:
    """This process itself, for one piece of work."""

    room = 1

    def give(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
             ) -> Future[Result]:
        """Do it at once."""
        done: Future[Result] = Future()
        done.set_result(work(*args, **kwargs))
        return done

    def mend(self) -> None:
        """There is nothing to mend."""

    def close(self) -> None:
        """There is nothing to end."""


class Processes:
    """Processes of this machine, forked from this one where the system can."""

    def __init__(self, many: int) -> None:
        self._many, self.room = many, AHEAD * many
        self._pool = self._made()

    def _made(self) -> ProcessPoolExecutor:
        fork = "fork" if can_fork() else None
        return ProcessPoolExecutor(self._many, mp_context=multiprocessing.get_context(fork),
                                   initializer=_begin)

    def give(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
             ) -> Future[Result]:
        """Give it to the next process that is free."""
        return self._pool.submit(_unless_stopped, work, args, kwargs)

    def mend(self) -> None:
        """Start anew: Python's pool ends all its processes when one dies."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._made()

    def close(self) -> None:
        """Take no more work, and wait for none."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def can_fork() -> bool:
    """Whether what is warm in this process is warm in those it starts."""
    return "fork" in multiprocessing.get_all_start_methods()


def has_died(error: BaseException) -> bool:
    """Whether an error says that a process died, and not what it did wrong."""
    return isinstance(error, BrokenExecutor)


# --- in a process of the pool -----------------------------------------------------------------

_stopped = False  # whether this process was told to take no more work


def _begin() -> None:
    """The beginning of a process of the pool."""
    let_go()
    signal.signal(signal.SIGINT, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that hands out the work is dead: then nobody wants what is done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)  # a sandbox dies with the process that started it


def _stop(*_: object) -> None:
    """Ctrl-C, which every process of a terminal gets, in one that waits for work."""
    global _stopped
    _stopped = True


def _unless_stopped(work: Callable[..., Result], args: Any, kwargs: Any) -> Result:
    if _stopped:
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work(*args, **kwargs)
    except KeyboardInterrupt:
        _stop()
        raise
    finally:
        signal.signal(signal.SIGINT, _stop)
