"""The program that starts a worker where no namespaces are to be had, and stands guard over it.

It runs as a process of its own, between the grader and the worker. It forks; the child gives up all
that it may (another user, where it is root; then `landlock` and a filter of system calls) and
becomes the worker. The parent stays as it is and hears nothing from the worker. It looks, again and
again, at what all of the worker's processes take together, and it is there for their end: whatever
is left behind by who started it comes to this process, so that all can be found, and nobody else.
It ends them when they take too much, when the worker ends, when the grader asks, and when the
grader is gone.

Its arguments are a `Plan`, as words. It answers on the descriptor `info`, first {"child-pid": n} or
{"fault": why}, and later, if there is a later, {"fault": why}. It imports little, since it starts
with each worker.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import struct
import sys
import time
from collections import namedtuple
from collections.abc import Iterator, Sequence

from . import landlock
from .processes import take_more_than, tree

PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_CAP_AMBIENT = 22, 36, 47
FILTER, CLEAR_ALL = 2, 4
CAPABILITIES_3 = 0x20080522  # the version of capset()'s header
NO_RANDOM_ADDRESSES = 0x0040000  # ADDR_NO_RANDOMIZE
SOURCE = 3  # the descriptor from which the worker reads its own text

LOOK_EVERY = 0.05  # seconds, where the kernel itself counts the processes of the worker's user,
LOOK_OFTEN = 0.02  # and where it is looking that counts them

# The worker has no file of its own: its text comes by a descriptor, and goes by its usual name.
BECOME_WORKER = (
    f"__file__ = '/worker.py'\nwith open({SOURCE}, 'rb') as source: source = source.read()\n"
    "exec(compile(source, __file__, 'exec'))")


# What to start, and what it may take: the user to become, with the group of that number (0: it
# stays who it is); the most that all have together, of MB of memory, processes, MB in files, and
# files; descriptors, for the worker's text, the filter's program, the answer, and for what the
# grader writes to, or closes, when all is to end; the folder to work in, which is removed in the
# end; the command; and rules as `landlock` has them.
Plan = namedtuple("Plan", "user memory processes scratch files source filter info control "
                          "folder command rules")
NUMBERS = 9  # of them, to begin with


def words(plan: Plan) -> list[str]:
    """A plan as arguments of this program."""
    rules = [word for path, access in plan.rules for word in (path, str(access))]
    return [*map(str, plan[:NUMBERS]), plan.folder, str(len(plan.command)), *plan.command, *rules]


def read_plan(words: Sequence[str]) -> Plan:
    """The plan that these are the words of."""
    folder, many, *more = words[NUMBERS:]
    command, rules = more[: int(many)], more[int(many) :]
    return Plan._make([*map(int, words[:NUMBERS]), folder, command,
                       list(zip(rules[::2], map(int, rules[1::2]), strict=True))])


def main() -> None:
    """Start the worker, wait for a reason to end it, and end all that came of it."""
    plan = read_plan(sys.argv[1:])
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    failed, failing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(failed)
        _become_worker(plan, libc, failing)
    alive = os.pidfd_open(worker)  # while nobody has taken note of its end, its number is its own
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # from here on the kernel does, of whoever ends
    for fd in (0, 1, failing, plan.source, plan.filter):
        os.close(fd)
    why = os.read(failed, 4096).decode()
    if not why:
        os.write(plan.info, b'{"child-pid": %d}' % worker)
        why = _watch(plan, alive)
    if why:  # it is said first: whoever sees the end can read the reason
        os.write(plan.info, f'{{"fault": "{why}"}}'.encode())
    _end_all(plan.user)
    _remove(plan.folder)


# --- the child ------------------------------------------------------------------------------


def _become_worker(plan: Plan, libc: ctypes.CDLL, failing: int) -> None:
    try:
        os.setsid()
        os.chdir(plan.folder)
        with open(plan.filter, "rb", closefd=False) as file:
            program = file.read()
        _keep_only(plan.source, failing)
        libc.personality(NO_RANDOM_ADDRESSES)  # where even that is refused, it is done without
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as first_to_go:
            first_to_go.write("500")  # rather than the guard, where the machine has no memory left
        if plan.user:
            os.setgroups([])
            os.setresgid(*[plan.user] * 3)
            os.setresuid(*[plan.user] * 3)
        landlock.restrict(plan.rules)
        _give_up_capabilities(libc)
        _filter_calls(libc, program)
        os.execve(plan.command[0], plan.command, {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"})
    except BaseException as error:
        os.write(failing, f"{type(error).__name__}: {error}".replace('"', "'").encode()[:400])
    finally:
        os._exit(1)


def _keep_only(source: int, failing: int) -> None:
    """Close all descriptors but the protocol's, the worker's text, and that for what failed."""
    os.dup2(source, SOURCE)
    os.closerange(SOURCE + 1, failing)
    os.closerange(failing + 1, os.sysconf("SC_OPEN_MAX"))


def _give_up_capabilities(libc: ctypes.CDLL) -> None:
    """One who stays root in name is none to the kernel."""
    libc.prctl(PR_CAP_AMBIENT, CLEAR_ALL, 0, 0, 0)
    landlock.checked(libc.capset(struct.pack("=Ii", CAPABILITIES_3, 0), bytes(24)))


def _filter_calls(libc: ctypes.CDLL, program: bytes) -> None:
    class Program(ctypes.Structure):
        _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    landlock.checked(libc.prctl(PR_SET_SECCOMP, FILTER,
                        ctypes.byref(Program(len(program) // 8, program)), 0, 0))


# --- the guard ------------------------------------------------------------------------------


def _watch(plan: Plan, worker: int) -> str:
    """Look until there is a reason to end it: what it took too much of, or "" for any other."""
    poll = select.poll()
    for fd in (worker, plan.control):
        poll.register(fd, select.POLLIN | select.POLLHUP)
    while not poll.poll(1000 * (LOOK_EVERY if plan.user else LOOK_OFTEN)):
        if why := _too_much(plan):
            return why
    return ""


def _too_much(plan: Plan) -> str:
    """What all of the worker's processes have too much of together; "" for nothing."""
    family = list(tree(os.getpid()))[1:]
    if len(family) > plan.processes:
        return f"it started more than {plan.processes} processes"
    with _eyes_of(plan.user):
        if take_more_than(family, plan.memory << 20):
            return f"it used more than {plan.memory} MB of memory"
    files = size = 0
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(plan.folder):
            files, size = files + 1, size + 512 * entry.stat(follow_symlinks=False).st_blocks
    if files > plan.files:
        return f"it made more than {plan.files:,} files"
    return f"it wrote more than {plan.scratch} MB" if size > plan.scratch << 20 else ""


@contextlib.contextmanager
def _eyes_of(user: int) -> Iterator[None]:
    """See what that user may see of its processes: root in a container may see less."""
    if not user:
        yield
        return
    os.setegid(user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _end_all(user: int) -> None:
    """Kill all that the worker has started; returns when they are dead."""
    while True:
        if user:
            _kill_all_of(user)
        end_below(os.getpid())
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:  # whoever is left behind would be our own
            return
        time.sleep(0.001)


def _kill_all_of(user: int) -> None:
    """All of a user's processes at once, so that none is born meanwhile; nobody else is it."""
    killer = os.fork()
    if killer == 0:
        try:
            os.setresuid(user, user, user)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    try:
        os.waitpid(killer, 0)
    except ChildProcessError:
        return


def end_below(pid: int) -> None:
    """Kill what is below a process, as far as it is found now; never another's.

    A number may have passed on to another process since it was read. So each is held first, and
    looked for again: who is below still, and is held, is the one that is meant.
    """
    held = {}
    for below in list(tree(pid))[1:]:
        try:
            held[below] = os.pidfd_open(below)
        except OSError:
            continue
    still = set(tree(pid)) if held else set()
    for below, process in held.items():
        try:
            if below in still:
                signal.pidfd_send_signal(process, signal.SIGKILL)
        except OSError:
            continue
        finally:
            os.close(process)


def _remove(folder: str) -> None:
    """Remove the place to work; it has no folders in it, since none may be made."""
    try:
        for entry in os.scandir(folder):
            os.unlink(entry.path)
        os.rmdir(folder)
    except OSError:
        return


if __name__ == "__main__":
    main()
