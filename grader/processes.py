"""What the system tells, from outside, of the processes in a sandbox (Linux does, in `/proc`)."""

from __future__ import annotations

import contextlib
import os
import select
from collections.abc import Iterator, Sequence

DYING = 10  # seconds that the kernel may take to end all processes of a sandbox


def tree(pid: int) -> Iterator[int]:
    """A process and all below it, as far as the system tells, however deep."""
    waiting = [pid]
    while waiting:
        yield (pid := waiting.pop())
        below: list[int] = []
        with contextlib.suppress(OSError, ValueError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as children:
                    below += map(int, children.read().split())
        waiting += reversed(below)


def resident_bytes(pid: int) -> int:
    """Memory of a process that is its own: resident, without what is shared with files."""
    try:
        with open(f"/proc/{pid}/statm") as statm:
            _, resident, shared, *_ = map(int, statm.read().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def own_bytes(pid: int) -> int:
    """A process's share of the memory it uses: each page divided by those that have it."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            share = next(line for line in rollup if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return resident_bytes(pid)
    return int(share.split()[1]) << 10


def take_more_than(family: Sequence[int], most: int) -> bool:
    """Whether these processes together have more memory of their own than so many bytes."""
    # Forks share pages; what they share is only counted out where it matters: it costs time.
    return sum(map(resident_bytes, family)) > most and sum(map(own_bytes, family)) > most


def files_in_use(pid: int, folder: str) -> int:
    """How many files the file system at `folder`, as a process sees it, holds; 0 if unknown."""
    try:
        system = os.statvfs(f"/proc/{pid}/root{folder}")
    except OSError:
        return 0
    return system.f_files - system.f_ffree


def await_end(pid: int) -> None:
    """Wait until a process, which has been told to end, is dead."""
    try:
        process = os.pidfd_open(pid)
    except OSError:  # it is gone already
        return
    try:
        poll = select.poll()
        poll.register(process, select.POLLIN)
        poll.poll(DYING * 1000)
    finally:
        os.close(process)
