"""A sandbox that waits: started before it is needed, with nothing of a student's in it.

Starting one takes as long as a third of what is done in it. A check tries whether it works and then
uses that one; a watch starts the next while somebody reads what came of the last.
"""

from __future__ import annotations

import atexit
import os

from .carrier import NoCarrier, try_carrier
from .sandbox import Carrier, Worker
from .sheet import Limits

# The process is part of it: one that was forked from here must not use what is this one's.
_waiting: dict[tuple[int, Carrier, Limits], Worker] = {}


def worker(carrier: Carrier, limits: Limits, torch: str | None = None) -> Worker:
    """A worker with nothing loaded: the one that waits, if it still lives, or a new one."""
    waiting = _waiting.pop((os.getpid(), carrier, limits), None) if torch is None else None
    if waiting is not None and waiting.alive:
        return waiting
    if waiting is not None:
        waiting.kill()
    return Worker(carrier, limits, torch)


def start_ahead(carrier: Carrier, limits: Limits) -> None:
    """Have one started; it is not waited for."""
    key = os.getpid(), carrier, limits
    if key not in _waiting:
        _waiting[key] = Worker(carrier, limits)


def try_ahead(carrier: Carrier, limits: Limits) -> str:
    """Why a carrier does not work here, in a sentence; "" where it does, and one waits then."""
    key = os.getpid(), carrier, limits
    try:
        if key not in _waiting:
            _waiting[key] = try_carrier(carrier, limits)
    except NoCarrier as error:
        return str(error)
    return ""


@atexit.register
def end_those_waiting() -> None:
    """End what this process has waiting."""
    for key in [key for key in _waiting if key[0] == os.getpid()]:
        _waiting.pop(key).kill()
