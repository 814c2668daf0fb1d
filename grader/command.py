"""The command that starts a worker: which Python, in what of the file system, as whom."""

from __future__ import annotations

import functools
import marshal
import os
import shlex
import shutil
import stat
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from types import CodeType

WORKER = Path(__file__).with_name("worker.py")
INSIDE = "/worker.pyc"  # where the sandbox has it
NOBODY = 65534
SCRATCH_FILES = 2_000
SCRATCH_MB = 16  # the only place a submission may write: its working directory


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
    found = find_spec("torch")
    return os.path.dirname(os.path.dirname(found.origin)) if found and found.origin else None


def worker_command(python: Interpreter, worker: str) -> list[str]:
    """Python as it runs the worker: isolated from site-packages, environment and user."""
    return [python.executable, "-P", "-s", "-S", "-B", "-W", "ignore", worker]


@functools.cache
def worker_program() -> bytes:
    """The worker compiled, in the form of a .pyc file (PEP 552), for the Python of `interpreter`.

    A program is compiled each time it starts, a module once; this one is started for each
    submission.
    """
    code = SourceFileLoader("worker", str(WORKER)).get_code("worker")
    assert code is not None
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(_as_of(INSIDE, code))


def _as_of(file: str, code: CodeType) -> CodeType:
    return code.replace(co_filename=file, co_consts=tuple(
        _as_of(file, each) if isinstance(each, CodeType) else each for each in code.co_consts))


def steady(command: list[str]) -> list[str]:
    """The command with address layout pinned, where the system can: sets iterate by address."""
    return ["setarch", "-R", *command] if can_pin(shutil.which("setarch")) else command


@functools.cache
def can_pin(setarch: str | None) -> bool:
    """Whether this program may pin the layout; in most containers it may not."""
    return setarch is not None and subprocess.run(
        [setarch, "-R", setarch, "--version"], capture_output=True, check=False).returncode == 0


def shared_libraries(python: Interpreter) -> list[str]:
    """Where the libraries lie that Python loads, below /usr and with itself."""
    triplet = sysconfig.get_config_var("MULTIARCH") or f"{os.uname().machine}-linux-gnu"
    prefix = os.path.dirname(os.path.dirname(python.library))
    own = map(str, Path(prefix, "lib").glob("libpython*.so*"))
    return [f"/usr/lib/{triplet}", "/usr/lib64", *own]


def plain_command(python: Interpreter) -> list[str]:
    """The whole command line without a sandbox."""
    return steady(worker_command(python, str(WORKER)))


def bubblewrap_command(
    python: Interpreter, worker_fd: int, filter_fd: int, info_fd: int, torch: str | None
) -> list[str]:
    """The whole command line, from the user's change to the worker in its sandbox."""
    binds = [(python.executable, python.executable), (python.library, python.library)]
    if torch:
        binds.append((torch, "/torch"))
    lifted: list[tuple[str, str]] = []
    if os.geteuid() == 0:
        for number, (source, target) in enumerate(binds):
            if not reachable(source):
                lifted.append((source, f"/mnt/{number}"))
                binds[number] = (f"/mnt/{number}", target)
    box = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000",
           "--gid", "1000", "--hostname", "sandbox", "--new-session", "--die-with-parent",
           "--clearenv", "--setenv", "PYTHONHASHSEED", "0", "--setenv", "OMP_NUM_THREADS", "1",
           "--size", str(SCRATCH_MB << 20), "--tmpfs", "/tmp"]
    for path in ("/lib", "/lib64"):
        if os.path.islink(path):
            box += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            box += ["--ro-bind", path, path]
    for path in shared_libraries(python):
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
    if torch:  # it asks the processor's features there, and needs nothing else of it
        box += ["--ro-bind", "/proc/cpuinfo", "/proc/cpuinfo"]
    box += ["--ro-bind-data", str(worker_fd), INSIDE, "--remount-ro", "/"]
    if filter_fd >= 0:
        box += ["--seccomp", str(filter_fd)]
    box += ["--info-fd", str(info_fd)]
    box += ["--chdir", "/tmp", "--", *worker_command(python, INSIDE)]
    command = steady(box)
    if os.geteuid() != 0:
        return command
    # Not by `Popen`, which would copy the grader's memory to step down before it starts this.
    nobody = str(NOBODY)
    command = ["setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups", *command]
    return _lift(lifted, command) if lifted else command


def _lift(lifted: list[tuple[str, str]], command: list[str]) -> list[str]:
    """For root, before it steps down: bind what only root reaches where all may, seen by nobody."""
    steps = ["mount -t tmpfs -o mode=755,size=64k tmpfs /mnt"]
    for source, target in lifted:
        make = "mkdir" if os.path.isdir(source) else "touch"
        steps += [f"{make} {target}", f"mount --bind {shlex.quote(source)} {target}"]
    steps.append(f"exec {shlex.join(command)}")
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]
