"""A control group for each sandbox: what all of its processes take together, held by the kernel.

The watch from outside (`Worker`) looks every 50 ms, and what it sees decides. This holds what is
quicker than a look, and what no process's own figures show: the kernel's memory for files, pipes
and sockets. It allows twice the sheet's memory, so that a machine without it gives the same
verdicts.

Linux has two versions. In version 1 a group is made below our own, for which one has to be root.
In version 2 it is made beside our own or above, in the nearest group that hands both controllers
on and may be written: root has one, and a user has one under a user's own service manager.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CONTROLLERS = ("memory", "pids")
SLACK_MB = 64  # for what a sandbox has before a submission is in it
MOST_PROCESSES = 96  # twice what the limit inside allows, as with memory
LEAVING = 2.0  # seconds that the kernel may take to let go of a group

_number = itertools.count()


@dataclass(frozen=True)
class Place:
    """Where groups may be made: a folder for each controller, or one for both."""

    version: int
    folders: tuple[Path, ...]


def place(proc: Path = Path("/proc/self")) -> Place | None:
    """Where this process may make groups; None where it may not."""
    try:
        own = _own_groups((proc / "cgroup").read_text())
        mounts = list(_mounts((proc / "mountinfo").read_text()))
    except OSError:
        return None
    second = next((_inside(point, root, own.get("", "")) for kind, options, root, point in mounts
                   if kind == "cgroup2" and "" in own), None)
    for folder in (second, *second.parents) if second else ():
        handed_on = _words(folder / "cgroup.subtree_control")
        if set(CONTROLLERS) <= handed_on and os.access(folder, os.W_OK):
            return Place(2, (folder,))
    first = [next((_inside(point, root, own[name]) for kind, options, root, point in mounts
                   if kind == "cgroup" and name in options and name in own), None)
             for name in CONTROLLERS]
    folders = [folder for folder in first if folder and os.access(folder, os.W_OK)]
    return Place(1, tuple(folders)) if len(folders) == len(CONTROLLERS) else None


def _own_groups(text: str) -> dict[str, str]:
    """Controller -> the path of our group in its tree; "" stands for version 2."""
    lines = [line.split(":", 2) for line in text.splitlines() if line.count(":") >= 2]
    return {name: path for _, names, path in lines for name in names.split(",")}


def _mounts(text: str) -> Iterator[tuple[str, list[str], str, Path]]:
    """Kind, options, what of the tree is mounted, and where, of every mounted file system."""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        if len(fields) >= 5 and len(kinds) >= 3:
            yield kinds[0], kinds[2].split(","), fields[3], Path(fields[4])


def _inside(mounted_at: Path, root: str, group: str) -> Path | None:
    """Where a group is, in a mount that may show only a part of the tree."""
    if root not in ("/", group) and not group.startswith(f"{root}/"):
        return None
    below = group if root == "/" else group.removeprefix(root)
    return mounted_at / below.lstrip("/")


def _words(path: Path) -> set[str]:
    try:
        return set(path.read_text().split())
    except OSError:
        return set()


class Group:
    """A group for one sandbox; OSError where the kernel does not let it be made."""

    def __init__(self, place: Place, memory_mb: int) -> None:
        self.version = place.version
        name = f"micrograde-{os.getpid()}-{next(_number)}"
        self._folders = [folder / name for folder in place.folders]
        memory, pids = self._folders[0], self._folders[-1]
        most = str((2 * memory_mb + SLACK_MB) << 20)
        try:
            for folder in self._folders:
                folder.mkdir()
            (pids / "pids.max").write_text(str(MOST_PROCESSES))
            if self.version == 2:
                (memory / "memory.max").write_text(most)
                with contextlib.suppress(OSError):  # not everywhere is there anything to swap to
                    (memory / "memory.swap.max").write_text("0")
            else:
                (memory / "memory.limit_in_bytes").write_text(most)
                with contextlib.suppress(OSError):
                    (memory / "memory.swappiness").write_text("0")
        except OSError:
            self.remove(0.0)
            raise
        self._events = memory / ("memory.events" if self.version == 2 else "memory.oom_control")

    def add(self, processes: Iterable[int]) -> None:
        """Put processes in; what they start later is in it from the beginning."""
        for pid in processes:
            for folder in self._folders:
                with contextlib.suppress(ProcessLookupError):
                    (folder / "cgroup.procs").write_text(str(pid))

    def ran_out(self) -> bool:
        """Whether the kernel has ended a process of the group for want of memory."""
        try:
            ended = re.search(r"^oom_kill (\d+)$", self._events.read_text(), re.MULTILINE)
        except OSError:
            return False
        return bool(ended) and ended[1] != "0"  # type: ignore[index]

    def remove(self, patience: float = LEAVING) -> None:
        """Remove the group; its processes are dead, which the kernel may take a moment to see."""
        deadline = time.monotonic() + patience
        for folder in self._folders:
            while folder.is_dir():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() >= deadline:
                        break
                    time.sleep(0.002)


def remove_abandoned(place: Place) -> None:
    """Remove the groups of graders that were killed; where processes are left, they stay."""
    for folder in place.folders:
        for group in folder.glob("micrograde-*-*"):
            pid = group.name.split("-")[1]
            if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
                with contextlib.suppress(OSError):
                    group.rmdir()
