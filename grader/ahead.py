"""A sandbox that waits: started before it is needed, with nothing of a student's in it.

Starting one takes a quarter of a submission's time, most of it waiting. A check tries whether it
works and then uses that one; a watch starts the next while somebody reads what came of the last.
A batch has no use for that: there, all cores are at work.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from multiprocessing import util

from .carrier import START_SECONDS, NoCarrier, try_carrier
from .sandbox import Carrier, Worker, WorkerEnded, WorkerLate
from .sheet import Limits

# The process is part of it: one that was forked from here must not use what is this one's.
_waiting: dict[tuple[int, Carrier, Limits], Worker] = {}


def worker(carrier: Carrier, limits: Limits, torch: str | None = None) -> Worker:
    """A worker with nothing loaded: the one that waits, if it still lives, or a new one."""
    waiting = _waiting.pop((os.getpid(), carrier, limits), None) if torch is None else None
    if waiting is not None:
        try:  # what became of it in the meantime must not be laid to a submission
            waiting.await_start(time.monotonic() + START_SECONDS)
            if waiting.alive:
                return waiting
        except (WorkerEnded, WorkerLate):
            pass
        waiting.kill()
    return Worker(carrier, limits, torch)


def start_ahead(carrier: Carrier, limits: Limits) -> None:
    """Have one started, if there can be one; it is not waited for.

    Not in a thread that may end: a sandbox dies with the thread that started it.
    """
    if threading.current_thread() is threading.main_thread():
        with contextlib.suppress(OSError):
            _keep(carrier, limits, Worker)


def try_ahead(carrier: Carrier, limits: Limits) -> str:
    """Why a carrier does not work here, in a sentence; "" where it does, and one waits then."""
    try:
        _keep(carrier, limits, try_carrier)
    except NoCarrier as error:
        return str(error)
    return ""


def end_those_waiting() -> None:
    """End what this process has waiting."""
    for key in [key for key in _waiting if key[0] == os.getpid()]:
        _waiting.pop(key).kill()


def _keep(carrier: Carrier, limits: Limits, start: Callable[[Carrier, Limits], Worker]) -> None:
    key = os.getpid(), carrier, limits
    if key not in _waiting:
        if not any(pid == os.getpid() for pid, *_ in _waiting):
            # Unlike `atexit`, this is heard in a process of a pool as well.
            util.Finalize(None, end_those_waiting, exitpriority=0)
        _waiting[key] = start(carrier, limits)
