"""The sandbox: a process in which the worker runs, and out of which nothing leads.

Two carriers take the same worker. `bubblewrap` is the one that grades: every namespace
unshared, no network, an empty environment, read-only Python and nothing else of the disk, an
unprivileged user, limits on everything, dead with its parent. `plain` is a bare subprocess with
limits, for code that the person at the keyboard trusts: their own, or the reference.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from .processes import await_end, files_in_use, own_bytes, resident_bytes, tree
from .seccomp import filter_program
from .sheet import Limits

Carrier: TypeAlias = Literal["bubblewrap", "plain"]

WORKER = Path(__file__).with_name("worker.py")
NOBODY = 65534
LONGEST_LINE = 2 << 20  # bytes of one reply
MOST_BYTES = 16 << 20  # of all that one worker may say
SCRATCH_MB = 16  # the only place a submission may write: its working directory
SCRATCH_FILES = 2_000  # in it; an empty one costs the kernel a kilobyte, and no limit counts it
PROCESSES = 48
WATCH_EVERY = 0.05  # seconds between two looks at the memory of a busy worker


class WorkerEnded(Exception):
    """The worker is dead, or what it said cannot be read; the text says which."""


class WorkerLate(Exception):
    """No reply in time."""


@dataclass(frozen=True)
class Interpreter:
    """The Python that runs the worker: the executable and its standard library."""

    executable: str
    library: str


def reachable(path: str) -> bool:
    """Whether a user without any rights could read `path`, by the modes on the way to it."""
    place = Path(path).resolve()
    try:
        return all(part.stat().st_mode & stat.S_IXOTH for part in place.parents) and bool(
            place.stat().st_mode & stat.S_IROTH
        )
    except OSError:
        return False


def interpreter() -> Interpreter:
    """The base interpreter of this one; for root, one that an unprivileged user reaches too."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    own = Interpreter(
        os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
        os.path.dirname(os.path.realpath(os.__file__)),
    )
    system = Interpreter(f"/usr/bin/{version}", f"/usr/lib/{version}")
    if os.geteuid() == 0 and not reachable(own.library) and os.path.exists(system.executable):
        return system
    return own


def torch_home() -> str | None:
    """The folder to import PyTorch from; None where it is not installed."""
    import importlib.util

    found = importlib.util.find_spec("torch")
    return os.path.dirname(os.path.dirname(found.origin)) if found and found.origin else None


# --- the command ----------------------------------------------------------------------------


def worker_command(python: Interpreter, worker: str) -> list[str]:
    """Python as it runs the worker: isolated from site-packages, environment and user."""
    return [python.executable, "-P", "-s", "-S", "-B", "-W", "ignore", worker]


def steady(command: list[str]) -> list[str]:
    """The command with address layout pinned, where the system can: sets iterate by address."""
    return ["setarch", "-R", *command] if shutil.which("setarch") else command


def bubblewrap_command(
    python: Interpreter, worker_fd: int, filter_fd: int, info_fd: int, torch: str | None
) -> list[str]:
    """The whole command line, from the user's change to the worker in its sandbox."""
    binds = [(python.executable, python.executable), (python.library, python.library)]
    if torch:
        binds.append((torch, "/torch"))
    triplet = sysconfig.get_config_var("MULTIARCH") or f"{os.uname().machine}-linux-gnu"
    prefix = os.path.dirname(os.path.dirname(python.library))
    shared = map(str, Path(prefix, "lib").glob("libpython*.so*"))
    system = [f"/usr/lib/{triplet}", "/usr/lib64", *shared]
    lifted: list[tuple[str, str]] = []
    if os.geteuid() == 0:
        for number, (source, target) in enumerate(binds):
            if not reachable(source):
                lifted.append((source, f"/mnt/{number}"))
                binds[number] = (f"/mnt/{number}", target)
    box = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000",
           "--gid", "1000", "--new-session", "--die-with-parent", "--clearenv",
           "--setenv", "PYTHONHASHSEED", "0", "--setenv", "OMP_NUM_THREADS", "1",
           "--size", str(SCRATCH_MB << 20), "--tmpfs", "/tmp"]
    for path in ("/lib", "/lib64"):
        if os.path.islink(path):
            box += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            box += ["--ro-bind", path, path]
    for path in system:
        if os.path.isdir(path) or os.path.isfile(path):
            box += ["--ro-bind", path, path]
    for source, target in binds:
        box += ["--ro-bind", source, target]
    for packages in ("site-packages", "dist-packages"):
        if os.path.isdir(os.path.join(python.library, packages)):
            covered = os.path.join(python.library, packages)
            box += ["--size", "4096", "--tmpfs", covered, "--remount-ro", covered]
    for device in ("null", "random", "urandom"):  # "zero", mapped, is memory that nobody counts
        box += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    if torch:  # it asks the processor's features there
        box += ["--proc", "/proc"]
    box += ["--ro-bind-data", str(worker_fd), "/worker.py", "--remount-ro", "/"]
    if filter_fd >= 0:
        box += ["--seccomp", str(filter_fd)]
    box += ["--info-fd", str(info_fd)]
    box += ["--chdir", "/tmp", "--", *worker_command(python, "/worker.py")]
    command = steady(box)
    return _lift(lifted, command) if lifted else command


def _lift(lifted: list[tuple[str, str]], command: list[str]) -> list[str]:
    """For root: bind what only root reaches where all may, unseen by others, then step down."""
    steps = ["mount -t tmpfs -o mode=755,size=64k tmpfs /mnt"]
    for source, target in lifted:
        make = "mkdir" if os.path.isdir(source) else "touch"
        steps += [f"{make} {target}", f"mount --bind {shlex.quote(source)} {target}"]
    steps.append(f"exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups "
                 + shlex.join(command))
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]


# --- the process ----------------------------------------------------------------------------


@contextlib.contextmanager
def _readable(data: bytes) -> Iterator[int]:
    """A descriptor from which `data` can be read, small enough for a pipe; -1 for none."""
    if not data:
        yield -1
        return
    reader, writer = os.pipe()
    try:
        os.write(writer, data)
        os.close(writer)
        yield reader
    finally:
        os.close(reader)


class Worker:
    """One running worker: lines of JSON in and out, each with a deadline, and a sure end."""

    def __init__(self, carrier: Carrier, limits: Limits, torch: str | None = None) -> None:
        self.limits = limits
        self.carrier = carrier
        self.torch = "/torch" if torch and carrier == "bubblewrap" else torch
        self._buffer = bytearray()
        self._said = 0
        self._watched = 0.0
        self._scratch = ""
        self._info, info_fd = os.pipe()
        python = interpreter()
        with (open(WORKER, "rb") as source, _readable(filter_program()) as filter_fd,
              open(info_fd, "wb")):
            if carrier == "bubblewrap":
                command = bubblewrap_command(python, source.fileno(), filter_fd, info_fd, torch)
                step_down: dict[str, Any] = {}
                if os.geteuid() == 0 and command[0] != "unshare":
                    step_down = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, cwd="/", env={"PATH": "/usr/bin:/bin:/usr/sbin"},
                    pass_fds=[fd for fd in (source.fileno(), filter_fd, info_fd) if fd >= 0],
                    **step_down,
                )
            else:
                self._scratch = tempfile.mkdtemp(prefix="micrograde-")
                self._process = subprocess.Popen(
                    steady(worker_command(python, str(WORKER))), stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self._scratch,
                    env={"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}, start_new_session=True,
                )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        for fd in (self._in, self._out, self._info):
            os.set_blocking(fd, False)

    def inner_limits(self) -> dict[str, Any]:
        """The limits that the worker sets for itself, before a student's code runs."""
        return {
            "memory_mb": self.limits.memory_mb,
            "address_space": not self.torch,  # it maps far more than it uses
            "processes": PROCESSES if self.carrier == "bubblewrap" else 0,
            "file_mb": SCRATCH_MB,
            "import_seconds": self.limits.import_seconds,
        }

    def send(self, message: Mapping[str, Any], deadline: float) -> None:
        """Write one message; raises WorkerLate or WorkerEnded where it is not taken."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                data = data[os.write(self._in, data):]
            except BlockingIOError:
                continue
            except OSError:
                raise WorkerEnded("its process ended") from None

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
                raise WorkerEnded("its process ended")
            self._said += len(data)
            self._buffer += data
        end = self._buffer.index(b"\n")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError, MemoryError):
            raise WorkerEnded("what it said could not be read") from None
        if type(reply) is not dict:
            raise WorkerEnded("what it said could not be read")
        return reply

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

    def _watch_memory(self) -> None:
        """Sum the tree from outside: a limit on a process misses a family of them."""
        most = self.limits.memory_mb << 20
        family = list(tree(self._process.pid))
        # Forks share pages; what they share is only counted out where it matters: it costs time.
        if sum(map(resident_bytes, family)) > most and sum(map(own_bytes, family)) > most:
            self.kill()
            raise WorkerEnded(f"it used more than {self.limits.memory_mb} MB of memory")

    def _watch_files(self) -> None:
        """Count the files in the working directory from outside, once a worker runs in there."""
        inside = self.carrier == "bubblewrap" and self._said
        if inside and files_in_use(self._inside, "/tmp") > SCRATCH_FILES:
            self.kill()
            raise WorkerEnded(f"it made more than {SCRATCH_FILES:,} files")

    @functools.cached_property
    def _inside(self) -> int:
        """The sandbox's first process, whose end is the end of all others in it; 0 for none."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            return int(json.loads(os.read(self._info, 4096))["child-pid"])
        return 0

    def kill(self) -> None:
        """End the worker and all below it; returns when they are dead."""
        if self._process.poll() is None:
            family = list(tree(self._process.pid)) if self.carrier == "plain" else []
            self._process.kill()
            for pid in family:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        self._process.wait()
        if self._inside:
            await_end(self._inside)
        if self._info >= 0:
            os.close(self._info)
            self._info = -1
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)


def carrier_fault(carrier: Carrier, limits: Limits) -> str:
    """Why a carrier does not work here, in a sentence; "" where it does (it is tried)."""
    if carrier == "bubblewrap" and shutil.which("bwrap") is None:
        return "bubblewrap is not installed (Debian: apt-get install bubblewrap)"
    worker = Worker(carrier, limits)
    empty: dict[str, Any] = {
        "files": {}, "cells": [], "modules": [], "names": [], "given": {}, "bring": [],
        "leave_out": {}, "torch": None, "limits": worker.inner_limits()}
    deadline = time.monotonic() + 10
    try:
        worker.send({"load": empty}, deadline)
        if "ready" in worker.receive(deadline):
            return ""
        return f"{carrier} started, but the worker did not answer"
    except (WorkerEnded, WorkerLate) as error:
        return f"{carrier} does not work here ({error or 'no reply in 10 s'}); is the system " \
            "one in which a process may make no namespace?"
    finally:
        worker.kill()
