"""Landlock: a process gives up files, TCP and signals, for itself and all that it starts.

The kernel's own three system calls, by ctypes, since the C library has no functions for them. A
rule names a file, or a folder with all below it, and what may be done there; what no rule names is
refused. What a kernel does not know yet is left out of the rules, so `version` is to be asked first
what holds: 1 has files, 2 links and renames, 3 truncating, 4 TCP, 5 the controls of devices, 6
signals and abstract sockets. (The names below are those of `linux/landlock.h`.)
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every processor
JUST_THE_VERSION, PATH_BENEATH = 1, 1
PR_SET_NO_NEW_PRIVS = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_REG, TRUNCATE = 1 << 8, 1 << 14
FILES = (0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1)  # by version
TCP, SCOPES = 0b11, 0b11  # bind and connect; abstract sockets and signals
FROM_TCP, FROM_SCOPES = 4, 6  # versions
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE  # the others are of folders alone


Rule = tuple[str, int]  # a file, or a folder and all below it; what may be done there


def version() -> int:
    """Which Landlock the running kernel has; 0 for none, or none that may be used."""
    if sys.platform != "linux":  # where these numbers are other calls
        return 0
    found: int = _libc().syscall(CREATE_RULESET, None, 0, JUST_THE_VERSION)
    return max(0, found)


def restrict(rules: Iterable[Rule]) -> None:
    """Give up all but these, for good; raises OSError where the kernel does not let that be done.

    Files that are open stay open. It holds for the calling thread: call it where there is one.
    """
    libc, known = _libc(), version()
    files = FILES[min(known, len(FILES) - 1)]
    handled = struct.pack("=QQQ", files, TCP if known >= FROM_TCP else 0,
                          SCOPES if known >= FROM_SCOPES else 0)
    ruleset = checked(libc.syscall(CREATE_RULESET, handled, len(handled), 0))
    try:
        for rule in rules:
            _add(libc, ruleset, rule, files)
        checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        checked(libc.syscall(RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _add(libc: ctypes.CDLL, ruleset: int, rule: Rule, files: int) -> None:
    path, access = rule
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        kinds = files if os.path.isdir(path) else files & OF_A_FILE
        allowed = struct.pack("=Qi", access & kinds, place)
        checked(libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, allowed, 0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def checked(result: int) -> int:
    """The result of a call of the C library's; raises OSError where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
