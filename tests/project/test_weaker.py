"""The weaker sandbox's promises, each tried from inside: as a user of its own, and as the operator.

Without a user of its own, Landlock and the filter hold alone. Where these tests run as root, that
is a root without capabilities; `test_weaker_attacks.py` has it as an ordinary user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import FORKS_THAT_SHARE, LIMITS, answers, ask, worker
from attacking import runs

from grader import confine, landlock, processes, sandbox, weaker
from grader.carrier import carrier_fault
from grader.command import Interpreter, interpreter
from grader.confine import Plan, end_below, read_plan, words
from grader.observe import Group
from grader.records import Observation, Probe, Silence
from grader.seccomp import filter_program
from grader.weaker import User, fault_here, rules

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the weaker sandbox is Linux's")
x86_64 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
root = pytest.mark.skipif(not weaker.can_change_users(), reason="only root can be another user")
TRIED = """
raised = []
for attempt in attempts:
    try:
        attempt()
        raised.append('')
    except (OSError, ImportError) as error:
        raised.append(type(error).__name__)
"""


@pytest.fixture(params=["own", "operator's"])
def user(request: pytest.FixtureRequest, landlock: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whose user the worker is: one of its own, where that can be had, or the operator's."""
    if request.param == "own" and not weaker.can_change_users():
        pytest.skip("only root can give a worker a user of its own")
    if request.param != "own":
        monkeypatch.setattr(weaker, "can_change_users", lambda: False)
        fault = fault_here()
        if fault:
            pytest.skip(fault)
    return str(request.param)


def inside(code: str, *observe: str) -> tuple[object, ...]:
    with worker({"engine": ""}, carrier="landlock") as student:
        return answers(student, code, *observe)


@pytest.fixture
def others() -> Iterator[Path]:
    """A folder of somebody else's in which everybody may do everything, with a file like that."""
    folder = Path("/tmp") / f"micrograde-others-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "file").write_text("secret")
    (folder / "file").chmod(0o666)
    yield folder
    shutil.rmtree(folder)


# --- files ----------------------------------------------------------------------------------


def test_nothing_can_be_read_or_listed_but_python(user, others):
    code = f"""
import os
found = []
for path in ({str(others)!r}, {str(others / "file")!r}, {__file__!r}, '/', '/tmp', '..', '/dev',
             '/dev/zero', '/etc/passwd', '/proc', '/proc/self/environ', '/usr/bin', '/usr/bin/env',
             '/proc/{os.getpid()}/environ', '/dev/tty', '/sys', '/dev/shm',
             os.path.dirname(os.__file__)):
    for attempt in (os.listdir, lambda path: open(path, 'rb').read(1)):
        try: found.append((path, attempt(path) and 0))
        except OSError: pass
"""
    [found] = inside(code, "found")
    assert found == [[interpreter().library, 0]]


def test_nothing_can_be_changed_but_its_own_folder(user, others):
    """Landlock has no word for modes, owners, times and attributes: the filter has."""
    code = f"""
import os, shutil
file, folder = {str(others / "file")!r}, {str(others)!r}
attempts = [lambda: open(file, 'a'), lambda: open(folder + '/x', 'w'), lambda: os.unlink(file),
    lambda: os.mkdir(folder + '/x'), lambda: os.rename(file, file + 'x'), lambda: os.chmod(file, 0),
    lambda: os.truncate(file, 0), lambda: os.chown(file, -1, os.getgid()), lambda: os.utime(file),
    lambda: os.setxattr(file, 'user.x', b'x'), lambda: os.link(file, 'x'), lambda: os.mkfifo('x'),
    lambda: os.fchmod(os.open(os.__file__, os.O_RDONLY), 0o777), lambda: os.symlink(file, 'x'),
    lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR), lambda: open('/dev/shm/x', 'w'),
    lambda: os.open('.', os.O_TMPFILE | os.O_RDWR), lambda: open('/tmp/x', 'w'),
    lambda: os.mkdir('x')]
{TRIED}"""
    [raised] = inside(code, "raised")
    assert len(raised) == 19 and "" not in raised
    assert (others / "file").read_text() == "secret" and os.listdir(others) == ["file"]
    assert (others / "file").stat().st_mode & 0o777 == 0o666


def test_what_is_installed_for_this_python_is_not_read(tmp_path):
    """Names of folders in the library may be listed; a rule cannot leave out one in the middle."""
    library = tmp_path / "python3"
    for name in ("json", "site-packages", "dist-packages"):
        (library / name).mkdir(parents=True)
    (library / "os.py").touch()
    found = rules(Interpreter(sys.executable, str(library)), str(tmp_path), None)
    here = {path: access for path, access in found if path.startswith(str(library))}
    assert here == {str(library): landlock.READ_DIR, str(library / "json"): landlock.READ_FILE,
                    str(library / "os.py"): landlock.READ_FILE}
    shutil.rmtree(library / "site-packages")
    (library / "dist-packages").rmdir()
    assert (str(library), landlock.READ_FILE | landlock.READ_DIR) in rules(
        Interpreter(sys.executable, str(library)), str(tmp_path), None)


@pytest.mark.verify
def test_it_runs_on_a_python_with_packages_and_reads_none_of_them(
    landlock, tmp_path, monkeypatch
):
    monkeypatch.setattr(weaker, "can_change_users", lambda: False)  # who could not get to tmp_path
    system = interpreter()
    library = tmp_path / "lib" / os.path.basename(system.library)
    shutil.copytree(system.library, library, symlinks=True, ignore=shutil.ignore_patterns(
        "__pycache__", "dist-packages", "site-packages", "test*"))
    executable = tmp_path / "bin" / os.path.basename(system.executable)
    executable.parent.mkdir()
    shutil.copy(system.executable, executable)
    (library / "site-packages" / "private").mkdir(parents=True)
    (library / "site-packages" / "private" / "__init__.py").write_text("secret = 1\n")
    monkeypatch.setattr(sandbox, "interpreter", lambda: Interpreter(str(executable), str(library)))
    code = f"""
import os, sys, decimal
place = {str(library / "site-packages")!r}
attempts = [lambda: open(place + '/private/__init__.py'),
            lambda: sys.path.append(place) or __import__('private')]
{TRIED}"""
    assert inside(code, "sys.executable", "raised", "os.listdir(place)") == (
        str(executable), ["PermissionError", "PermissionError"], ["private"])


def test_the_environment_is_empty_and_no_descriptor_leads_out(user):
    code = """
import os, stat
def kind(fd):
    try: return os.fstat(fd).st_mode
    except OSError: return 0
kinds = [kind(fd) for fd in range(4096) if kind(fd)]
"""
    environment, kinds = inside(code, "dict(os.environ)", "kinds")
    assert set(environment) <= {"PYTHONHASHSEED", "OMP_NUM_THREADS", "LC_CTYPE"}
    assert len(kinds) == 4  # three that lead to /dev/null, and the pipe that answers go to


# --- processes, sockets, system calls ---------------------------------------------------------


def test_the_user_has_no_rights(user):
    code = "import os\nattempts = [lambda: os.chroot('.'), lambda: os.setgroups([0]), " \
           f"lambda: os.nice(-1), lambda: os.mknod('x', 0o60666, 2048)]\n{TRIED}"
    uid, raised = inside(code, "os.getuid()", "raised")
    assert (uid in weaker.USERS) if user == "own" else (uid == os.geteuid())
    assert "" not in raised
    found = {layer.name: layer for layer in _layers()}
    assert found["capabilities"].there and found["system calls"].there and found["Landlock"].there
    assert found["user"].there == (user == "own")


def _layers():
    with worker({"engine": ""}, carrier="landlock") as student:
        student.loaded()
        return student._worker.layers()


def test_other_processes_are_out_of_reach(user):
    me = os.getpid()
    before = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
    code = f"""
import os, resource
attempts = [lambda: os.kill({me}, 0), lambda: os.kill(GUARD, 0), lambda: os.getpgid({me}),
    lambda: os.getsid({me}), lambda: os.pidfd_open({me}), lambda: os.sched_getaffinity({me}),
    lambda: os.sched_setaffinity({me}, [0]), lambda: resource.prlimit({me}, resource.RLIMIT_CPU),
    lambda: resource.prlimit(GUARD, resource.RLIMIT_CPU, (1, 1)),
    lambda: os.setpriority(os.PRIO_PROCESS, {me}, 19), lambda: os.setpriority(os.PRIO_USER, 0, 19),
    lambda: os.getpriority(os.PRIO_PROCESS, {me}), lambda: os.sched_getscheduler({me}),
    lambda: os.sched_setscheduler({me}, 3, os.sched_param(0)),
    lambda: os.killpg({os.getpgid(0)}, 0), lambda: os.killpg(GUARD, 0),
    lambda: open('/proc/{me}/mem'), lambda: os.listdir('/proc/{me}/fd'),
    lambda: os.readlink('/proc/{me}/cwd'), lambda: os.readlink('/proc/GUARD/exe')]
{TRIED}"""
    with worker({"engine": ""}, carrier="landlock") as student:
        student.loaded()
        guard = str(student._worker._process.pid)
        [raised] = answers(student, code.replace("GUARD", guard), "raised")
    assert len(raised) == 20 and "" not in raised
    assert before == (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0))


def test_everybody_it_can_signal_is_its_own(user):
    """`kill(-1)` reaches all that one may signal: here neither the guard nor the grader."""
    with subprocess.Popen(["sleep", "60"]) as neighbour:
        with worker({"engine": ""}, carrier="landlock") as student:
            reply = ask(student, "import os\nos.kill(-1, 9)", "1")
            assert isinstance(reply, Silence)
            assert answers(student, "", "1") == (1,)
        assert neighbour.poll() is None
        neighbour.kill()


def test_there_is_no_socket_but_a_pair_of_streams(user, others):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(others / "socket"))
        (others / "socket").chmod(0o777)
        code = f"""
import socket
attempts = [
    *[lambda f=f, k=k: socket.socket(f, k) for f in (1, 2, 10, 16, 17, 40) for k in (1, 2, 3)],
    lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET),
    lambda: socket.socketpair()[0].bind('\\0micrograde-channel'),
    lambda: socket.socketpair()[0].connect({str(others / "socket")!r}),
    lambda: socket.socketpair()[0].sendto(b'x', {str(others / "socket")!r})]
{TRIED}left, right = socket.socketpair()
left.send(b'x')
"""
        raised, got = inside(code, "raised", "right.recv(1) == b'x'")
        assert len(raised) == 23 and "" not in raised and got is True
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.recv(1)


CALLS = [
    ("libc.unshare(0x10000000)", "EPERM"), ("libc.ptrace(0, 0, 0, 0)", "EPERM"),
    ("libc.setns(0, 0)", "EPERM"), ("libc.mount(0, 0, 0, 0, 0)", "EPERM"),
    ("libc.syscall(250, 0, 0)", "EPERM"), ("libc.syscall(310, 1, 0, 0, 0, 0, 0)", "EPERM"),
    ("libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)", "EPERM"),
    ("libc.syscall(435, 0, 0)", "ENOSYS"),
    ("libc.socket(1, 1, 0)", "EAFNOSUPPORT"), ("libc.socket(2, 1, 0)", "EAFNOSUPPORT"),
    ("libc.socketpair(1, 2, 0, b'x' * 8)", "EPROTONOSUPPORT"),
    ("libc.connect(0, b'x' * 16, 16)", "EPERM"), ("libc.bind(0, b'x' * 16, 16)", "EPERM"),
    ("libc.syscall(434, 1, 0)", "ENOSYS"), ("libc.syscall(424, 0, 0, 0, 0)", "EPERM"),
    ("libc.syscall(437, 0, 0, 0, 0)", "ENOSYS"), ("libc.chmod(b'.', 0o777)", "EPERM"),
    ("libc.fallocate(0, 1, 0, 1 << 30)", "ENOTSUP"),
    ("libc.ioctl(0, 0x40086602, b'x' * 8)", "ENOTTY"),
    ("libc.ioctl(0, 0x5412, b'x')", "EPERM"), ("libc.syscall(251, 1, 1, 0)", "EPERM"),
    ("libc.syscall(256, 1, 0, 0, 0)", "EPERM"), ("libc.inotify_init1(0)", "EPERM"),
    ("libc.inotify_init()", "EPERM"), ("libc.getxattr(b'.', b'user.x', 0, 0)", "ENOTSUP"),
    ("libc.syscall(451, 0, 0, 0, 0)", "ENOSYS"), ("libc.memfd_create(b'x', 0)", "EPERM"),
]


@x86_64
def test_calls_that_nobody_needs_are_refused(landlock):
    code = f"""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
found = []
for call in ({", ".join(f"lambda: {call}" for call, _ in CALLS)}):
    found.append((call(), errno.errorcode.get(ctypes.get_errno(), '')))
"""
    [found] = inside(code, "found")
    assert [error.replace("EOPNOTSUPP", "ENOTSUP") for result, error in found if result == -1] == [
        error for _, error in CALLS]


def test_every_call_that_is_named_is_denied_on_both_processors():
    more = [n for table in confine_tables() for n in table]
    for column, machine in ((0, "x86_64"), (1, "aarch64")):
        with_it, without = filter_program(machine, alone=True), filter_program(machine)
        assert len(with_it) > len(without) and len(with_it) < 8 * 4096
        assert with_it.startswith(without[:-8])  # all that the first refuses, and more
        for numbers in more:
            assert numbers[column].to_bytes(4, "little") in with_it[len(without) - 8 :]


def confine_tables() -> Iterator[list[tuple[int, int]]]:
    from grader import seccomp

    for calls in (*seccomp.ALONE.values(), seccomp.OF_ANOTHER_PROCESS):
        yield list(calls.values())


def test_what_a_right_program_calls_is_allowed(user):
    code = """
import asyncio, decimal, fcntl, mmap, os, random, signal, socket, sys, threading, time
left, right = socket.socketpair()
thread = threading.Thread(target=left.send, args=(b'x',))
thread.start()
got = right.recv(1)
with open('graph.dot', 'w') as file: file.write('digraph {}')
with open('graph.dot') as file: text = file.read()
pid = os.fork()
if pid == 0: os._exit(7)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
pid = os.fork()
if pid == 0: time.sleep(60)
os.kill(pid, signal.SIGTERM)
signalled = os.waitpid(pid, 0)[1]
block = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
async def soon():
    await asyncio.sleep(0.001)
    return 'done'
done = asyncio.run(soon())
tty, cores = sys.stdout.isatty(), os.sched_getaffinity(0)
"""
    assert inside(code, "got == b'x'", "text", "status", "signalled", "done") == (
        True, "digraph {}", 7, 15, "done")


def test_what_a_right_program_does_without_here(user):
    """Listed in SECURITY.md: what would be out of sight of who counts files is not to be had."""
    code = f"""
import os, socket, tempfile
open('made', 'w').close()
attempts = [tempfile.TemporaryFile, tempfile.mkdtemp, lambda: os.mkdir('folder'),
            lambda: os.remove('made'), lambda: os.rename('made', 'other'), socket.socket]
{TRIED}"""
    [raised] = inside(code, "raised")
    assert len(raised) == 6 and "" not in raised


def test_the_address_layout_is_pinned(user):
    assert inside("", "id(object)") == inside("", "id(object)")


# --- what it may take -------------------------------------------------------------------------

TOO_MUCH = {
    "memory": ("""
import os, time
for _ in range(8):
    if os.fork() == 0:
        block = bytearray(b"x") * (90 << 20)
        time.sleep(100)
time.sleep(100)
""", "it used more than 256 MB of memory"),
    "files": ("""
import time
for n in range(60_000): open(f"f{n}", "x").close()
time.sleep(100)
""", "it made more than 2,000 files"),
    "a disk": ("""
import time
for n in range(1000):
    with open(f"f{n}", "wb") as out: out.write(bytes(8 << 20))
time.sleep(100)
""", "it wrote more than 16 MB"),
    "processes": ("""
import os, time
made = 0
try:
    while made < 1000:
        if os.fork() == 0: time.sleep(100)
        made += 1
    time.sleep(100)
except OSError:
    pass
""", "it started more than 48 processes"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_all_of_its_processes_take_has_a_bound(what, user, monkeypatch):
    monkeypatch.setattr(sandbox, "groups_here", lambda: None)  # the guard alone
    code, why = TOO_MUCH[what]
    with worker({"engine": ""}, carrier="landlock") as student:
        # Far more time than it takes, for a busy machine: who does not see it is late, not lucky.
        [[reply]] = student.answer([Group((Probe(code, ("made",)),), 5)])
    if what == "processes" and user == "own":  # the kernel counts that user's
        assert isinstance(reply, Observation) and 0 < reply.answers[0] < 48
    else:
        assert reply == Silence("crashed", f"No answer came: {why}.")


def test_memory_that_forks_share_is_counted_once(user, monkeypatch):
    """Eight forks of a process with 60 MB are no half gigabyte."""
    monkeypatch.setattr(sandbox, "groups_here", lambda: None)
    assert inside(FORKS_THAT_SHARE, "len(block) >> 20") == (60,)


# --- the end ----------------------------------------------------------------------------------

ORPHANS = """
import os, time, signal
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        if os.fork(): os._exit(0)
        os.fork()
        time.sleep(1000)
time.sleep(0.5)
"""
HOPS = """
import os, sys
while True:
    if os.fork(): os._exit(0)
"""


def test_everything_is_dead_when_it_is_closed_and_its_folder_is_gone(user):
    with worker({"engine": ""}, carrier="landlock") as student:
        [folder] = answers(student, ORPHANS + "open('left', 'w').close()", "os.getcwd()")
        guard = student._worker._process.pid
        family = list(processes.tree(guard))
        assert sum(map(runs, family)) >= 8  # the guard, the worker, and six on their own
    assert not any(map(runs, family)) and not os.path.exists(str(folder))


def test_who_is_never_in_one_place_is_found_too(user):
    """Each hop is a new process whose parent is gone: none is there when it is looked for again."""
    code = f"import os\nfor _ in range(4):\n    if os.fork() == 0: exec({HOPS!r})\n"
    with worker({"engine": ""}, carrier="landlock") as student:
        answers(student, code, "1")
        guard = student._worker._process
        began = time.monotonic()
    assert time.monotonic() - began < 5 and guard.returncode == 0


def test_it_dies_with_its_grader(user, tmp_path):
    script = f"""
import sys, time
from grader import weaker
from grader.processes import tree
from asking import worker, answers
if {user != "own"}: weaker.can_change_users = lambda: False
with worker({{"engine": ""}}, carrier="landlock") as student:
    [folder] = answers(student, {ORPHANS!r}, "os.getcwd()")
    print(folder, *tree(student._worker._process.pid), flush=True)
    time.sleep(60)
"""
    here = os.path.dirname(__file__)
    with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": f"{here}:{here}/../.."}) as parent:
        folder, *family = parent.stdout.readline().split()
        parent.kill()
    deadline = time.monotonic() + 5
    while any(runs(int(pid)) for pid in family) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(family) > 6 and not any(runs(int(pid)) for pid in family)
    assert not os.path.exists(folder)


def test_a_number_that_has_passed_on_to_another_is_left_alone(monkeypatch):
    """Between two looks a process may end, and its number be another's."""
    with subprocess.Popen(["sleep", "60"]) as another:
        seen = iter([[os.getpid(), another.pid], [os.getpid()]])
        monkeypatch.setattr(confine, "tree", lambda pid: next(seen))
        end_below(os.getpid())
        time.sleep(0.05)
        assert another.poll() is None
        seen = iter([[os.getpid(), another.pid], [os.getpid(), another.pid]])
        end_below(os.getpid())
        assert another.wait(5) == -signal.SIGKILL


def test_what_cannot_be_started_is_told(landlock, monkeypatch):
    monkeypatch.setattr(weaker, "rules", lambda *given: [("/nowhere", 4)])
    fault = carrier_fault("landlock", LIMITS)
    assert fault.startswith("landlock does not work here (FileNotFoundError: ")
    assert "/nowhere" in fault


# --- users ----------------------------------------------------------------------------------


@root
def test_each_worker_has_a_user_of_its_own_and_gives_it_back(landlock):
    with worker({"engine": ""}, carrier="landlock") as one, \
            worker({"engine": ""}, carrier="landlock") as two:
        first, second = (answers(each, "import os", "os.getuid()", "os.getgid()")
                         for each in (one, two))
    assert first != second and first[0] == first[1] and {first[0], second[0]} <= set(weaker.USERS)
    assert inside("import os", "os.getuid()")[0] == first[0]


@root
def test_who_is_somebody_already_is_passed_over(monkeypatch):
    # Some at the end, since other graders may be at work here, and begin at the other.
    some = weaker.USERS[-4:]
    first, *_ = some
    monkeypatch.setattr(weaker, "USERS", some)
    locked = User()
    assert locked.number == first
    running = subprocess.Popen(["sleep", "60"], user=first + 1)
    monkeypatch.setattr("pwd.getpwuid", lambda number: {first + 2: "somebody"}[number])
    try:
        free = User()
        assert free.number == first + 3
        free.close()
        monkeypatch.setattr(weaker, "USERS", range(first, first + 3))
        with pytest.raises(OSError, match="are in use"):
            User()
    finally:
        running.kill()
        running.wait()
        locked.close()


@root
def test_another_user_s_processes_are_not_its_own_to_end(landlock):
    """All of a user's are ended at once; the user is one that nobody else is."""
    with subprocess.Popen(["sleep", "60"], user=weaker.USERS.stop) as neighbour:
        with worker({"engine": ""}, carrier="landlock") as student:
            answers(student, ORPHANS, "1")
        assert neighbour.poll() is None
        neighbour.kill()


@pytest.mark.parametrize(("table", "there"), [
    ("         0          0 4294967295\n", True), ("0 100000 65536\n", True),
    ("0 1000 1\n", False), ("0 0 1\n1 100000 65535\n", True), ("0 100000 1000\n", False)])
def test_a_namespace_may_lack_the_users(table, there):
    assert weaker._mapped(table) == there


# --- where it cannot be had -------------------------------------------------------------------


@pytest.mark.parametrize(("version", "as_root", "said"), [
    (0, True, "no Landlock"), (0, False, "no Landlock"), (1, True, ""), (5, False, "Linux 6.12"),
    (6, False, ""), (9, True, "")])
def test_what_the_kernel_must_have_is_told(version, as_root, said, monkeypatch):
    monkeypatch.setattr("grader.landlock.version", lambda: version)
    monkeypatch.setattr(weaker, "can_change_users", lambda: as_root)
    monkeypatch.setattr(weaker, "reachable", lambda path: True)
    monkeypatch.setattr(sys, "platform", "linux")
    assert (said in fault_here()) if said else not fault_here()


def test_a_python_that_nobody_reaches_is_told(landlock, monkeypatch):
    monkeypatch.setattr(weaker, "can_change_users", lambda: True)
    monkeypatch.setattr(weaker, "reachable", lambda path: "torch" not in path)
    assert fault_here() == ""
    assert "/closed/torch is closed to users" in fault_here("/closed/torch")


def test_a_plan_is_the_same_when_it_is_read():
    plan = Plan(60706, 512, 48, 16, 2000, 3, 4, 5, 6, "/tmp/a b", ["python", "-c", "x = 1"],
                [("/usr", 4), ("/dev/null", 6)])
    assert read_plan(words(plan)) == plan
    with contextlib.suppress(ValueError):
        read_plan(words(plan)[:-1])
        pytest.fail("a rule without its second half")
