"""Run a command as in a container without privileges: what it asks of the kernel is refused there.

`python -m cramped COMMAND…` gives up, by a filter of its own, what Docker's default profile refuses
to a container: namespaces, mounts, and most of `personality`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from grader import seccomp
from grader.command import interpreter

REFUSED = ("mount", "umount2", "pivot_root", "setns", "unshare", "open_tree", "move_mount",
           "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "bpf", "perf_event_open",
           "keyctl", "add_key", "request_key")
LAYOUTS = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)  # what `personality` may be asked for
KEPT = ("chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,"
        "+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap")

HERE = Path(__file__).resolve().parent
MODULES = f"{HERE.parents[1]}:{HERE}"
ORDINARY = 60001  # a user that no system has by default


def cramped(*command: str, root: bool = False) -> list[str]:
    """A command line that runs `command` in such a place; for root, what root has there."""
    line = ["env", f"PYTHONPATH={MODULES}", sys.executable, "-m", "cramped", *command]
    if not root:
        return line
    without_groups = "mount -t tmpfs none /sys/fs/cgroup; exec \"$@\""
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", without_groups, "sh",
            "setpriv", f"--bounding-set=-all,+{KEPT}", *line]


def ordinary(*arguments: str) -> list[str]:
    """A command line that runs Python as a user without rights, with what is installed here."""
    modules = f"{MODULES}:{sysconfig.get_path('purelib')}"
    return ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups", "env", "-i",
            f"PATH={os.environ['PATH']}", f"PYTHONPATH={modules}", "HOME=/nonexistent",
            "PYTHONDONTWRITEBYTECODE=1", interpreter().executable, *arguments]


def program() -> bytes:
    """The filter."""
    column, _ = seccomp.ARCHITECTURES[os.uname().machine]
    steps: list[seccomp.Step] = [(seccomp.LOAD, 0, 0, seccomp.NUMBER)]
    for name in REFUSED:
        steps += [(seccomp.EQUAL, 0, 1, seccomp.DENIED[name][column]), seccomp._deny(errno.EPERM)]
    steps += [(seccomp.EQUAL, 0, 1, seccomp.CLONE3[column]), seccomp._deny(errno.ENOSYS)]
    steps += seccomp._with_bits(seccomp.CLONE[column], 0, seccomp.NEW_NAMESPACE, errno.EPERM)
    steps += seccomp._only_with(seccomp.DENIED["personality"][column], 0, LAYOUTS, errno.EPERM)
    steps += [(seccomp.RETURN, 0, 0, seccomp.ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def main(command: Sequence[str]) -> None:
    """Give it up, and become the command."""
    from grader.confine import _filter_calls

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0):  # PR_SET_NO_NEW_PRIVS: a filter takes that, or root
        raise OSError(ctypes.get_errno(), "prctl")
    _filter_calls(libc, program())
    os.execvp(command[0], list(command))


if __name__ == "__main__":
    main(sys.argv[1:])
