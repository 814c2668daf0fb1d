"""One process that grades for a Dask worker: pieces of work in, what comes of them out.

It is started in a folder into which grader and assignment were unpacked (`cargo.py`), and ends
when the worker that started it does, or when nothing was asked of it for a while.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import cargo
from .carrier import carrier_fault
from .grade import Setting
from .ledger import grader_pieces
from .station import receive, send

IDLE = 600  # seconds after which nobody is expected to ask again


@dataclass(frozen=True)
class Trial:
    """What a hand is, before it gets work."""

    fault: str  # why the sandbox does not work here; "" where it does
    pieces: dict[str, str]  # what its results hang on, by name


def trial(setting: Setting) -> Trial:
    """Try the sandbox, and say what results that are made here hang on."""
    return Trial(carrier_fault(setting.carrier, setting.course.sheet.limits),
                 grader_pieces(setting))


def main() -> None:
    """Do one piece after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what is printed is no answer
    pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, pieces), daemon=True).start()
    setting = cargo.unpacked(Path.cwd())
    while True:
        try:
            piece = pieces.get(timeout=IDLE)
        except queue.Empty:
            return
        send(outbox, cargo.done(piece, setting))


def _listen(inbox: IO[bytes], pieces: queue.SimpleQueue[bytes]) -> None:
    while (piece := receive(inbox)) is not None:
        pieces.put(piece)
    os._exit(0)  # nobody wants what is done; a sandbox dies with the process that started it


if __name__ == "__main__":
    main()
