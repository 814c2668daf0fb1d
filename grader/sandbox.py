"""The sandbox: a process in which the worker runs, and out of which nothing leads.

Three carriers take the same worker. `bubblewrap` is the one that grades: every namespace
unshared, no network, an empty environment, read-only Python and nothing else of the disk, an
unprivileged user, limits on everything, dead with its parent. `landlock` is the weaker one, for
where no namespaces are to be had (`weaker.py`). `plain` is a bare subprocess with limits, for code
that the person at the keyboard trusts: their own, or the reference.
"""

from __future__ import annotations

import contextlib
import functools
import json
import marshal
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from . import cgroup
from .command import (
    SCRATCH_FILES,
    SCRATCH_MB,
    WORKER,
    bubblewrap_command,
    interpreter,
    plain_command,
    worker_program,
)
from .layers import Layer, look
from .processes import await_end, files_in_use, take_more_than, tree
from .seccomp import filter_program
from .sheet import Limits
from .told import Told

if TYPE_CHECKING:  # few need it
    from .weaker import Guarded

Carrier: TypeAlias = Literal["bubblewrap", "landlock", "plain"]

LONGEST_LINE = 2 << 20  # bytes of one reply
MOST_BYTES = 16 << 20  # of all that one worker may say
PROCESSES = 48
WATCH_EVERY = 0.05  # seconds between two looks at the memory of a busy worker


NOT_ASKED = "it answered what was not asked"
ENDED = "its process ended"


class WorkerEnded(Exception):
    """The worker is dead, or what it said cannot be read; the text says which."""


class WorkerLate(Exception):
    """No reply in time."""


# --- the process ----------------------------------------------------------------------------


@contextlib.contextmanager
def _readable(data: bytes) -> Iterator[int]:
    """A descriptor from which `data` can be read; -1 for none."""
    if not data:
        yield -1
        return
    file = os.memfd_create("data")
    try:
        os.write(file, data)
        os.lseek(file, 0, os.SEEK_SET)
        yield file
    finally:
        os.close(file)


class Worker:
    """One running worker: messages in and out, each with a deadline, and a sure end."""

    def __init__(self, carrier: Carrier, limits: Limits, torch: str | None = None) -> None:
        self.limits = limits
        self.carrier = carrier
        self.torch = "/torch" if torch and carrier == "bubblewrap" else torch
        self._buffer = bytearray()
        self._said = 0
        self._watched = 0.0
        self._scratch = ""
        self._told = Told()
        self._guard: Guarded | None = None
        self._group: cgroup.Group | None = None
        self._confined = carrier == "plain"
        self._started = False
        python = interpreter()
        program = filter_program(alone=True) if carrier == "landlock" else filter_program()
        source = worker_program() if carrier == "bubblewrap" else (
            WORKER.read_bytes() if carrier == "landlock" else b"")
        with (_readable(source) as source_fd, _readable(program) as filter_fd,
              open(self._told.into, "wb") as info):
            if carrier == "landlock":
                from .weaker import Guarded

                self._guard = Guarded(python, source_fd, filter_fd, info.fileno(),
                                      torch=torch, memory_mb=limits.memory_mb, processes=PROCESSES)
                self._process = self._guard.process
            elif carrier == "bubblewrap":
                command = bubblewrap_command(python, source_fd, filter_fd, info.fileno(), torch)
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, cwd="/", env={"PATH": "/usr/bin:/bin:/usr/sbin"},
                    pass_fds=[fd for fd in (source_fd, filter_fd, info.fileno()) if fd >= 0],
                )
            else:
                self._scratch = tempfile.mkdtemp(prefix="micrograde-")
                self._process = subprocess.Popen(
                    plain_command(python), stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self._scratch,
                    env={"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}, start_new_session=True,
                )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        for fd in (self._in, self._out):
            os.set_blocking(fd, False)

    def _inner_limits(self) -> dict[str, Any]:
        """The limits that the worker sets for itself, before a student's code runs."""
        counted = self._guard.own_user if self._guard else self.carrier == "bubblewrap"
        return {
            "memory_mb": self.limits.memory_mb,
            "address_space": not self.torch,  # it maps far more than it uses
            "processes": PROCESSES if counted else 0,  # else all of the operator's would count
            "file_mb": SCRATCH_MB,
            "import_seconds": self.limits.import_seconds,
        }

    def await_start(self, deadline: float) -> None:
        """Have it set its limits, and wait; raises WorkerLate or WorkerEnded where it does not."""
        if self._started:
            return
        self._confine(deadline)
        self._write({"limits": self._inner_limits()}, deadline)
        if "started" not in self.receive(deadline):
            raise WorkerEnded("what it said could not be read")
        self._started = True

    @property
    def alive(self) -> bool:
        """Whether its process has not ended."""
        return self._process.poll() is None

    def send(self, message: Mapping[str, Any], deadline: float) -> None:
        """Write one message; raises WorkerLate or WorkerEnded where it is not taken."""
        self.await_start(deadline)
        self._write(message, deadline)

    def _write(self, message: Mapping[str, Any], deadline: float) -> None:
        data = memoryview(bytes_of(message))
        while data:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                data = data[os.write(self._in, data):]
            except BlockingIOError:
                continue
            except OSError:
                self._watch_group()
                raise WorkerEnded(ENDED) from None

    def receive(self, deadline: float) -> dict[str, Any]:
        """Read one reply, by `deadline` (of the monotonic clock), whatever its bytes are."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > LONGEST_LINE or self._said > MOST_BYTES:
                raise WorkerEnded("it said more than a grader listens to")
            self._wait(self._out, select.POLLIN, deadline)
            try:
                data = os.read(self._out, 1 << 16)
            except BlockingIOError:
                continue
            if not data:
                self._watch_group()
                raise WorkerEnded(ENDED)
            self._said += len(data)
            self._buffer += data
        end = self._buffer.index(b"\n")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        if b'"crashed"' in line:  # a fork's own end, or the kernel's doing
            self._watch_group()
        return message_of(line)

    def _wait(self, fd: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(fd, event)
        while True:
            now = time.monotonic()
            if now >= deadline:
                raise WorkerLate
            ready = poll.poll(min(WATCH_EVERY, deadline - now) * 1000)
            # Looked at by the clock, not by silence: a worker that chatters is watched as well.
            if time.monotonic() - self._watched > WATCH_EVERY:
                self._watch_memory()
                self._watch_files()
                self._watched = time.monotonic()
            if ready:
                return

    def _confine(self, deadline: float) -> None:
        """Put the sandbox into a control group, where there is one, before any code gets in."""
        if self._confined:
            return
        self._confined = True
        place = groups_here()
        if place is None and not self._guard:
            return
        if not self._told.await_start(deadline):
            self._watch_group()
            return
        if place is None:
            return
        try:
            self._group = cgroup.Group(place, self.limits.memory_mb)
            # The first process first: what it starts from then on is in the group by itself.
            self._group.add([self._inside])
            self._group.add(pid for pid in tree(self._inside) if pid != self._inside)
        except OSError:  # others' limits may leave no room for one; the watch is there
            self._leave_group()

    def _leave_group(self) -> None:
        if self._group is not None:
            self._group.remove()
            self._group = None

    def _watch_memory(self) -> None:
        """Sum the tree from outside: a limit on a process misses a family of them."""
        self._watch_group()
        family = [] if self._guard else list(tree(self._process.pid))  # the guard looks itself
        if take_more_than(family, self.limits.memory_mb << 20):
            self.kill()
            raise WorkerEnded(f"it used more than {self.limits.memory_mb} MB of memory")

    def _watch_group(self) -> None:
        """Whether the kernel, or the guard, found too much first; it is said in the same words."""
        if self._guard and (why := self._told.fault):
            self.kill()
            raise WorkerEnded(why)
        if self._group is not None and self._group.ran_out():
            self.kill()
            raise WorkerEnded(f"it used more than {self.limits.memory_mb} MB of memory")

    def _watch_files(self) -> None:
        """Count the files in the working directory from outside, once a worker runs in there."""
        inside = self.carrier == "bubblewrap" and self._said
        if inside and files_in_use(self._inside, "/tmp") > SCRATCH_FILES:
            self.kill()
            raise WorkerEnded(f"it made more than {SCRATCH_FILES:,} files")

    @property
    def _inside(self) -> int:
        """The sandbox's first process; 0 for none. In bubblewrap all others end with it."""
        return self._told.child

    def layers(self) -> tuple[Layer, ...]:
        """What is around the worker's process; nothing where the system does not tell."""
        *_, pid = tree(self._inside or self._process.pid)
        with contextlib.suppress(OSError, KeyError, ValueError):
            return look(pid, self._group.version if self._group else 0,
                        behind_landlock=self._guard is not None)
        return ()

    def kill(self) -> None:
        """End the worker and all below it; returns when they are dead."""
        if self._guard:
            self._guard.end()
        elif self._process.poll() is None:
            family = list(tree(self._process.pid)) if self.carrier == "plain" else []
            self._process.kill()
            for pid in family:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        self._process.wait()
        if self._inside and not self._guard:
            await_end(self._inside)
        self._leave_group()
        self._told.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)


@functools.cache
def groups_here() -> cgroup.Place | None:
    """Where control groups can be made; looked for once, and tidied."""
    place = cgroup.place()
    if place is not None:
        cgroup.remove_abandoned(place)
    return place


def bytes_of(message: Mapping[str, Any]) -> bytes:
    """A message as a worker reads it, of this Python or another (`marshal`, format 2)."""
    body = marshal.dumps(message, 2)  # type: ignore[arg-type]  # a mapping is a dict here
    return len(body).to_bytes(8, "big") + body


def message_of(line: bytes) -> dict[str, Any]:
    """What a worker said in a line; raises WorkerEnded where that is no message."""
    try:
        message = json.loads(line.decode())
    except (ValueError, RecursionError, MemoryError):
        message = None
    if type(message) is not dict:
        raise WorkerEnded("what it said could not be read")
    return message
