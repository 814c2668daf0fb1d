"""A Dask scheduler and workers, each a process of its own that Dask's own command starts."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from checkout import environment


class Dasks:
    """What was started in a folder that knows nothing of this project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0",
                    "--no-dashboard", "--dashboard-address", "127.0.0.1:0",
                    "--scheduler-file", "scheduler.json")
        self.address = ""
        while not self.address:
            assert self.started["scheduler"].poll() is None, self.said("scheduler")
            with contextlib.suppress(OSError, ValueError):
                self.address = json.loads((folder / "scheduler.json").read_text())["address"]
            time.sleep(0.05)

    def worker(self, name: str, *options: str, **env: str) -> None:
        """Start a worker of this name, which nothing replaces unless an option says so."""
        self._start(name, "worker", self.address, "--name", name, "--nthreads", "1",
                    "--no-dashboard", "--dashboard-address", "127.0.0.1:0",
                    "--local-directory", "workers", *(options or ["--no-nanny"]), **env)

    def _start(self, name: str, *command: str, **env: str) -> None:
        with open(self._folder / f"{name}.log", "wb") as log:
            self.started[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *command], cwd=self._folder,
                env=environment(**env), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)

    def said(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    def has_joined(self, *names: str) -> None:
        """Wait until the scheduler knows these workers."""
        until = time.monotonic() + 60
        while not all(f"name: {name}" in self.said("scheduler") for name in names):
            assert time.monotonic() < until, self.said("scheduler")
            time.sleep(0.05)

    def kill(self, name: str) -> None:
        """As a machine dies whose plug is pulled."""
        with contextlib.suppress(OSError):
            os.killpg(self.started[name].pid, signal.SIGKILL)
        self.started[name].wait()

    def end(self) -> None:
        for name in self.started:
            self.kill(name)
