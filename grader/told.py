"""What whoever starts a worker says of it, on a descriptor of its own: flat objects of JSON.

bubblewrap says one, {"child-pid": n, …}; the guard of the weaker carrier (`confine.py`) says that,
or {"fault": why}, and may say the latter later. It is ours that speaks, in pieces, at its own time.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import time
from typing import Any


class Told:
    """What has been said until now; `into` is for who speaks, to be closed here when it has it."""

    def __init__(self) -> None:
        self._from, self.into = os.pipe()
        os.set_blocking(self._from, False)
        self._said = b""

    @property
    def child(self) -> int:
        """The first process of what was started; 0 where that is not known (yet)."""
        if b"}" not in self._said:
            self._listen()
        pid = self._find("child-pid")
        return pid if type(pid) is int else 0

    @property
    def fault(self) -> str:
        """Why it could not be started, or was ended; "" where nothing was said of that."""
        self._listen()
        return str(self._find("fault") or "")

    def await_start(self, deadline: float) -> bool:
        """Wait until something is said, and all of it; whether it is that the worker started."""
        while b"}" not in self._said:
            ready, _, _ = select.select([self._from], [], [], max(0, deadline - time.monotonic()))
            if not ready or not self._listen():
                return False
        return self.child > 0

    def close(self) -> None:
        """Hear no more; what was said is kept."""
        if self._from >= 0:
            os.close(self._from)
            self._from = -1

    def _listen(self) -> bool:
        with contextlib.suppress(OSError):
            more = os.read(self._from, 4096)
            self._said += more
            return bool(more)
        return False

    def _find(self, key: str) -> Any:
        for said in self._said.split(b"}")[:-1]:
            with contextlib.suppress(ValueError, KeyError):
                return json.loads(said + b"}")[key]
        return None
