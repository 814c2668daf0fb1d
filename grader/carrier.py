"""Which carrier works on this machine, and what is around a worker in it: both are tried."""

from __future__ import annotations

import os
import shutil
import time

from .layers import Layer
from .sandbox import Carrier, Worker, WorkerEnded, WorkerLate
from .sheet import Limits

START_SECONDS = 10  # for a sandbox to be there, on a machine that is busy
_layers: dict[Carrier, tuple[Layer, ...]] = {}  # as last seen, by carrier


def layers_here(carrier: Carrier, limits: Limits) -> tuple[Layer, ...]:
    """The layers of this machine's sandbox, seen once on one that is started for it."""
    if carrier not in _layers:
        carrier_fault(carrier, limits)
    return _layers.get(carrier, ())


class NoCarrier(Exception):
    """A carrier does not work here; the text says why, in a sentence."""


def try_carrier(carrier: Carrier, limits: Limits) -> Worker:
    """Start a worker, which is there to be asked; raises NoCarrier where that cannot be done."""
    if carrier == "bubblewrap" and shutil.which("bwrap") is None:
        raise NoCarrier("bubblewrap is not installed (Debian: apt-get install bubblewrap)")
    if carrier == "bubblewrap" and os.geteuid() == 0 and shutil.which("setpriv") is None:
        raise NoCarrier("setpriv, by which root steps down, is not installed "
                        "(Debian: apt-get install util-linux)")
    if carrier == "landlock":
        from .weaker import fault_here

        if fault := fault_here():
            raise NoCarrier(fault)
    try:
        worker = Worker(carrier, limits)
    except OSError as error:
        raise NoCarrier(f"{carrier} does not work here ({error})") from None
    try:
        worker.await_start(time.monotonic() + START_SECONDS)
        _layers[carrier] = worker.layers()
    except (WorkerEnded, WorkerLate) as error:
        worker.kill()
        said = str(error) or f"no reply in {START_SECONDS} s"
        why = f"{carrier} does not work here ({said})"
        raise NoCarrier(why if carrier != "bubblewrap" else (
            f"{why}; is the system one in which a process may make no namespace?")) from None
    return worker


def carrier_fault(carrier: Carrier, limits: Limits) -> str:
    """Why a carrier does not work here, in a sentence; "" where it does (it is tried)."""
    try:
        try_carrier(carrier, limits).kill()
    except NoCarrier as error:
        return str(error)
    return ""
