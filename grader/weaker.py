"""The second carrier, for where no namespaces are to be had: what a worker keeps, and as whom.

`landlock` takes files, TCP and signals from it, `seccomp` the rest, and `confine` starts it and
stands guard. As root each worker has a user of its own, of those that no system has. Otherwise it
is the operator's own user, and what namespaces would keep apart is kept by Landlock and the filter
alone, for which the kernel must be new enough.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from . import landlock
from .command import (
    SCRATCH_FILES,
    SCRATCH_MB,
    Interpreter,
    interpreter,
    reachable,
    shared_libraries,
    worker_command,
)
from .confine import BECOME_WORKER, Plan, words
from .processes import DYING
from .seccomp import filter_program

USERS = range(60706, 61184)  # of systemd's table of users, a stretch that is left to nobody
PACKAGES = ("site-packages", "dist-packages")
LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-*.so.1")
READ = landlock.READ_FILE
WORK = (READ | landlock.WRITE_FILE | landlock.READ_DIR | landlock.MAKE_REG | landlock.TRUNCATE)

# What root needs so that a worker can be another user: CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER,
# CAP_KILL, CAP_SETGID, CAP_SETUID. A container without privileges has them, unless it is told not.
TO_CHANGE_USERS = sum(1 << capability for capability in (0, 1, 3, 5, 6, 7))
START = "import sys; sys.path.insert(0, {home!r}); from grader.confine import main; main()"


# --- whether it can be had -------------------------------------------------------------------


def fault_here(torch: str | None = None) -> str:
    """Why this carrier cannot be had here, as far as looking tells; "" where it may."""
    if sys.platform != "linux":
        return fault_elsewhere(sys.platform)
    version = landlock.version()
    if not version:
        return ("this kernel has no Landlock that may be used (it takes Linux 5.13 or later, with "
                "landlock among its security modules)")
    if not filter_program():
        return f"no filter of system calls is known for {os.uname().machine}"
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return "/proc does not tell which process has started which"
    if not can_change_users():
        if version < landlock.FROM_SCOPES:
            return (f"Landlock's version here is {version}, and keeping a submission from ending "
                    "your other processes takes version 6 (Linux 6.12), or root")
        return ""
    for path in (interpreter().executable, interpreter().library, *filter(None, [torch])):
        if not reachable(path):
            return f"{path} is closed to users without rights (install Python for all users)"
    return ""


def fault_elsewhere(system: str) -> str:
    """Why there is none on another system than Linux, which is all there is to it there.

    macOS has `sandbox-exec`. Its maker calls it deprecated, its profiles are not documented, and
    nothing here could try what it holds: so it is not offered as a sandbox.
    """
    if system == "darwin":
        return ("macOS has no sandbox that could be promised anything of (sandbox-exec is "
                "deprecated, and what it holds is not documented): grade in a virtual Linux")
    return f"Landlock is Linux's, and this is {system}"


@functools.cache
def can_change_users() -> bool:
    """Whether a worker can have a user of its own: root may be one in name only."""
    if os.geteuid() != 0:
        return False
    try:
        status = Path("/proc/self/status").read_text()
        able = int(re.search(r"^CapEff:\s*(\w+)", status, re.MULTILINE)[1], 16)  # type: ignore[index]
        groups = Path("/proc/self/setgroups")
        return (able & TO_CHANGE_USERS == TO_CHANGE_USERS
                and (not groups.exists() or groups.read_text().strip() == "allow")
                and all(_mapped(Path(f"/proc/self/{kind}_map").read_text())
                        for kind in ("uid", "gid")))
    except (OSError, TypeError, ValueError):
        return False


def _mapped(table: str) -> bool:
    """Whether all users that are to be had stand in a table of users, of a namespace's."""
    for line in table.splitlines():
        first, _, many = map(int, line.split())
        if first <= USERS.start and USERS.stop <= first + many:
            return True
    return False


# --- as whom -----------------------------------------------------------------------------------


class User:
    """A user that nobody is, for one worker; it is given back by `close`."""

    def __init__(self) -> None:
        self.number = 0
        self._lock = socket.socket(socket.AF_UNIX)
        for number in USERS if can_change_users() else ():
            try:  # a name that is gone with who has it, and that two graders cannot both have
                self._lock.bind(f"\0micrograde-user-{number}")
            except OSError:
                continue
            if _is_nobody(number):
                self.number = number
                return
            self._lock.close()
            self._lock = socket.socket(socket.AF_UNIX)
        if can_change_users():
            self.close()
            raise OSError(f"all users from {USERS.start} to {USERS.stop - 1} are in use")

    def close(self) -> None:
        """Let another worker have it."""
        self._lock.close()


def _is_nobody(number: int) -> bool:
    """Whether no process runs as this user, and the system has no name for it."""
    with contextlib.suppress(KeyError):
        pwd.getpwuid(number)
        return False
    for status in glob.iglob("/proc/[0-9]*/status"):
        with contextlib.suppress(OSError), open(status) as file:
            users = next((line.split()[1:] for line in file if line.startswith("Uid:")), [])
            if str(number) in users:
                return False
    return True


# --- what it keeps -----------------------------------------------------------------------------


def rules(python: Interpreter, folder: str, torch: str | None) -> list[landlock.Rule]:
    """All that a worker may do with files."""
    library = python.library
    found: list[landlock.Rule] = [(python.executable, READ | landlock.EXECUTE), (folder, WORK)]
    if any(os.path.isdir(os.path.join(library, name)) for name in PACKAGES):
        # A rule leaves out no folder in its middle: so names may be listed, and these not read.
        found.append((library, landlock.READ_DIR))
        found += [(entry.path, READ) for entry in os.scandir(library) if entry.name not in PACKAGES]
    else:
        found.append((library, READ | landlock.READ_DIR))
    found += [(path, READ | landlock.EXECUTE) for name in LOADERS for path in glob.glob(name)]
    own_folders = [path for path in ("/lib", "/lib64") if not os.path.islink(path)]
    found += [(path, READ) for path in (*shared_libraries(python), *own_folders, "/dev/random",
                                        "/dev/urandom", "/etc/ld.so.cache") if os.path.exists(path)]
    found.append(("/dev/null", READ | landlock.WRITE_FILE))
    if torch:  # it asks the processor's features there
        found += [(torch, READ | landlock.READ_DIR), ("/proc/cpuinfo", READ)]
    return found


class Guarded:
    """A worker behind Landlock, from outside: its guard, and the user and folder that it has."""

    def __init__(self, python: Interpreter, source: int, program: int, info: int, *,
                 memory_mb: int, processes: int, torch: str | None) -> None:
        self._user = User()
        self.own_user = bool(self._user.number)
        folder = tempfile.mkdtemp(prefix="micrograde-")
        listens, self._control = os.pipe()
        try:
            if self.own_user:
                os.chown(folder, self._user.number, self._user.number)
            plan = Plan(
                self._user.number, memory_mb, processes, SCRATCH_MB, SCRATCH_FILES,
                source, program, info, listens, folder,
                [*worker_command(python, "-c"), BECOME_WORKER], rules(python, folder, torch))
            home = str(Path(__file__).resolve().parents[1])
            self.process = subprocess.Popen(
                [*worker_command(python, "-c"), START.format(home=home), *words(plan)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
                env={}, pass_fds=[source, program, info, listens], start_new_session=True)
        except BaseException:
            os.close(self._control)
            self._user.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            os.close(listens)

    def end(self) -> None:
        """Have the guard end all that the worker has started; returns when it is dead."""
        if self._control < 0:
            return
        os.close(self._control)
        self._control = -1
        try:
            self.process.wait(DYING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._user.close()
