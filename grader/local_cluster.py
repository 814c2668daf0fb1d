"""A Dask scheduler and workers on this machine, started by Dask's own commands.

Whoever reaches a scheduler can run code as the user whose workers it has, so these speak only to
those who have a key that is made for this one run.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .errors import OperatorError
from .station import last_line

STARTING = 60  # seconds in which a scheduler has started
LEFT = "60 s"  # after which they end by themselves, where who started them was killed


class Local:
    """A scheduler and so many workers, each with a thread."""

    def __init__(self, many: int) -> None:
        from distributed.security import Security

        self._many = many
        self.security: Any = Security.temporary()
        self._started: list[subprocess.Popen[bytes]] = []
        self._place = tempfile.TemporaryDirectory(prefix="micrograde-dask-")  # of mode 0700

    def address(self) -> str:
        """Start them; the scheduler's address. Raises OperatorError where it does not start."""
        folder = Path(self._place.name)
        for name, text in (("key.pem", self.security.tls_client_key),
                           ("cert.pem", self.security.tls_client_cert)):
            (folder / name).write_text(text, encoding="ascii")
        keys = ["--protocol", "tls", "--tls-ca-file", "cert.pem", "--tls-cert", "cert.pem",
                "--tls-key", "key.pem", "--no-dashboard"]
        self._start("scheduler", *keys, "--host", "127.0.0.1", "--port", "0",
                    "--dashboard-address", "127.0.0.1:0", "--scheduler-file", "scheduler.json",
                    "--idle-timeout", LEFT)
        until = time.monotonic() + STARTING
        while self._started[0].poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError, KeyError):
                address = str(json.loads((folder / "scheduler.json").read_bytes())["address"])
                self._start("worker", address, *keys, "--nworkers", str(self._many),
                            "--nthreads", "1", "--death-timeout", LEFT,
                            "--local-directory", "workers")
                return address
            time.sleep(0.05)
        said = last_line((folder / "scheduler.log").read_text(errors="replace"))
        raise OperatorError(f"Dask's scheduler did not start ({said or 'it said nothing'})",
                            "the same command without --cluster, which needs no Dask")

    def _start(self, kind: str, *options: str) -> None:
        with open(Path(self._place.name, f"{kind}.log"), "wb") as log:
            self._started.append(subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *options], cwd=self._place.name,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True))  # a Ctrl-C is for who started them

    def end(self) -> None:
        """Have all of them dead."""
        for process in reversed(self._started):
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._place.cleanup()
