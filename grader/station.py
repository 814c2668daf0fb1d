"""What goes on inside a Dask worker: it keeps hands, and passes on to them what it is given.

A worker needs none of this project's files. These functions come by value, and so do the grader
and the assignment, as one zip. Nothing is graded in the worker's own process, which has threads
and belongs to Dask: each hand is a process of its own (`hand.py`), with a pipe in and a pipe out.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

Said: TypeAlias = tuple[Literal["done", "died", "away"], bytes]

LENGTH = 8  # bytes, before each message


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(LENGTH, "big") + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None where the other side is gone."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    message = stream.read(size)
    return message if len(message) == size else None


def last_line(text: str) -> str:
    """The last line with anything in it, cut; "" where there is none."""
    return next((line for line in reversed(text.split("\n")) if line.strip()), "")[:300]


class Hand:
    """One process that grades, a piece at a time."""

    def __init__(self, folder: str) -> None:
        mine = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        path = os.pathsep.join(filter(None, [folder, mine.get("PYTHONPATH")]))
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.hand"], cwd=folder, env={**mine, "PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            start_new_session=True)  # a Ctrl-C is for whoever started the worker

    def ask(self, piece: bytes) -> bytes | None:
        """What comes of a piece; None where the process died of it."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            send(self.process.stdin, piece)
            return receive(self.process.stdout)
        except (OSError, ValueError):  # a pipe that is broken, or was closed by `end`
            return None

    def last_words(self) -> str:
        """The last line of what it complained of before it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self._errors.seek(0)
        return last_line(self._errors.read().decode(errors="replace"))

    def end(self) -> None:
        """Have it dead; its sandbox dies with it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]  # both are pipes
        self._errors.close()


class Station:
    """The hands of one worker for one grader and assignment, which lie unpacked in a folder."""

    def __init__(self, kit: bytes, within: str) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="micrograde-", dir=within)
        with zipfile.ZipFile(io.BytesIO(kit)) as packed:
            packed.extractall(self._place.name)
        self._hands: list[Hand] = []
        self._idle: list[Hand] = []
        self._lock = threading.Lock()
        self._closed = False

    def do(self, piece: bytes) -> tuple[bytes | None, str]:
        """Have a piece done by a hand that is free; with None, what the hand said as it died."""
        with self._lock:
            if self._closed:
                return None, ""
            while self._idle and self._idle[-1].process.poll() is not None:  # it waited too long
                self._hands.remove(gone := self._idle.pop())
                gone.end()
            hand = self._idle.pop() if self._idle else Hand(self._place.name)
            if hand not in self._hands:
                self._hands.append(hand)
        came = hand.ask(piece)
        with self._lock:
            if came is not None and not self._closed:
                self._idle.append(hand)
                return came, ""
            self._hands.remove(hand)
        words = "" if came is not None or self._closed else hand.last_words()
        hand.end()
        return came, words

    def close(self) -> None:
        """End all hands, whatever they are at."""
        with self._lock:
            self._closed = True
            for hand in self._hands:
                hand.process.kill()  # who asked one that is busy ends it
            for hand in self._idle:
                hand.end()
        with contextlib.suppress(OSError):
            self._place.cleanup()


# --- what is asked of a worker ----------------------------------------------------------------


def prepare(key: str, kit: bytes, piece: bytes) -> tuple[str, bytes | None, str]:
    """Unpack, and have a first piece done: the trial. Its name, what came of it, last words."""
    from distributed import get_worker

    worker = get_worker()
    stations = _stations(worker)
    if key not in stations:
        folder = Path(worker.local_directory)
        folder.mkdir(parents=True, exist_ok=True)
        stations[key] = Station(kit, str(folder))
    return str(worker.name), *stations[key].do(piece)


def work(key: str, piece: bytes) -> Said:
    """Have a piece of work done; a worker that is not the one that was tried is away."""
    from distributed import get_worker

    station = _stations(get_worker()).get(key)
    if station is None:
        return "away", b""
    came, words = station.do(piece)
    return ("died", words.encode()) if came is None else ("done", came)


def leave(key: str, dask_worker: Any) -> None:
    """End what `prepare` began."""
    station = _stations(dask_worker).pop(key, None)
    if station is not None:
        station.close()


def _stations(worker: Any) -> dict[str, Station]:
    stations: dict[str, Station] = worker.__dict__.setdefault("micrograde_stations", {})
    return stations
