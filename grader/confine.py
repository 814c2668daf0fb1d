"""The way into the carrier `container`, run as a program: as root in, as nobody in particular out.

    python confine.py USER FILTER COMMAND...

USER is the number to become, FILTER the descriptor from which the filter of system calls can be
read. What is left behind cannot be had again: no capability, no rights by any program, no socket
but Unix ones, and no life without the grader.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL, SET_SECCOMP, SET_NO_NEW_PRIVILEGES = 1, 22, 38
FILTERED = 2
STEP = 8  # bytes of one step of a filter


class _Program(ctypes.Structure):
    _fields_ = (("steps", ctypes.c_ushort), ("at", ctypes.c_char_p))


def _ask(*arguments: object) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(*arguments):
        raise OSError(ctypes.get_errno(), "the kernel refused")


def allow_only(steps: bytes) -> None:
    """Take these steps as the filter of this process and of all that it starts, for good."""
    _ask(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    program = _Program(len(steps) // STEP, steps)
    _ask(SET_SECCOMP, FILTERED, ctypes.byref(program), 0, 0)


def confine(user: int, steps: bytes) -> None:
    """Become `user`, for good, with these steps as the filter; raises OSError where it fails."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _ask(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)  # a change of user forgets it
    allow_only(steps)


if __name__ == "__main__":
    user, descriptor, *command = sys.argv[1:]
    with open(int(descriptor), "rb") as file:
        read = file.read()
    confine(int(user), read)
    os.execv(command[0], command)
