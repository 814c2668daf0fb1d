"""The layers of a sandbox that is there, seen from outside: what the kernel says of its process."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from . import landlock

NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")
BOUNDED = ("Max address space", "Max processes", "Max file size", "Max open files")


@dataclass(frozen=True)
class Layer:
    """One layer: whether it is there, and what it is, or what to do about it."""

    name: str
    there: bool
    text: str


def look(pid: int, group: int, *, behind_landlock: bool = False) -> tuple[Layer, ...]:
    """The layers around a worker's process; `group` is its control group's version, 0 for none.

    The kernel does not tell from outside who is behind Landlock; who starts a worker knows.
    Raises OSError where the system does not tell.
    """
    with open(f"/proc/{pid}/status") as file:
        status = dict(re.findall(r"(?m)^(\w+):\s*(.*)$", file.read()))
    with open(f"/proc/{pid}/limits") as file:
        limits = dict(re.findall(r"(?m)^(Max [a-z ]+?)\s{2,}(\w+)", file.read()))
    uid = int(status["Uid"].split()[1])
    bare = not any(int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb"))
    unbounded = [name for name in BOUNDED if limits.get(name, "unlimited") == "unlimited"]
    return (
        _user(uid) if behind_landlock else
        Layer("user", uid != 0, f"to the kernel it is user {uid}" if uid else
              "it runs as root: bubblewrap should have changed that"),
        _landlock() if behind_landlock else _namespaces(pid),
        Layer("capabilities", bare and status["NoNewPrivs"] == "1",
              "none, and none to be had" if bare else "some are left"),
        Layer("session", os.getsid(pid) != os.getsid(0), "its own, away from the terminal"),
        Layer("system calls", status["Seccomp"] == "2",
              "filtered" if status["Seccomp"] == "2" else
              "not filtered: a filter is known for x86-64 and ARM64; grade on one of these"),
        Layer("limits", not unbounded, "on each process" if not unbounded else
              f"none on {', '.join(name.removeprefix('Max ') for name in unbounded)}"),
        Layer("control group", group > 0,
              f"version {group}, for memory and processes together" if group else
              "none, so memory is summed by looking, every 50 ms; to have one, be root, or type: "
              "systemd-run --user --scope make grade S=submissions"),
    )


def _user(uid: int) -> Layer:
    if uid == os.geteuid():
        return Layer("user", False, "your own, kept from your files and processes by Landlock and "
                                    "the filter alone; to have another for each worker, be root")
    return Layer("user", True, f"one of its own, to the kernel {uid}, that nobody else is")


def _landlock() -> Layer:
    version = landlock.version()
    held = ["files", *(["TCP"] if version >= landlock.FROM_TCP else []),
            *(["signals"] if version >= landlock.FROM_SCOPES else [])]
    return Layer("Landlock", True, f"version {version}, in place of namespaces: {', '.join(held)}")


def _namespaces(pid: int) -> Layer:
    shared = [kind for kind in NAMESPACES if _namespace(pid, kind) == _namespace(os.getpid(), kind)]
    return Layer("namespaces", not shared, f"its own: {', '.join(NAMESPACES)}" if not shared else
                 f"shared with this process: {', '.join(shared)}")


def _namespace(pid: int, kind: str) -> str:
    return os.readlink(f"/proc/{pid}/ns/{kind}")
