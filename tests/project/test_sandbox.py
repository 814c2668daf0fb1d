"""The sandbox's promises, each tried from inside a real one."""

from __future__ import annotations

import os
import socket
import subprocess
import time

import pytest
from asking import LIMITS, answers, ask, worker

from grader.carrier import carrier_fault
from grader.command import reachable
from grader.records import Observation, Raised, Silence
from grader.sandbox import Worker, WorkerEnded, WorkerLate
from grader.seccomp import filter_program

pytestmark = pytest.mark.usefixtures("bubblewrap")


def inside(code: str, *observe: str) -> tuple[object, ...]:
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        return answers(student, code, *observe)


def test_nothing_of_the_disk_is_there_but_python():
    found = inside("import os", "sorted(os.listdir('/'))", "os.listdir('/tmp')",
                   "os.listdir('/usr/bin') if os.path.exists('/usr/bin') else []")
    python = {"opt", "home", "root"}  # an interpreter may live there, and nothing else does
    assert set(found[0]) <= {"dev", "lib", "lib64", "tmp", "usr", "worker.pyc"} | python
    assert found[1] == []
    assert all(name.startswith("python") for name in found[2])


def test_third_party_packages_are_not_there():
    [places] = inside(
        "import os, sys\nfound = []\n"
        "for root in {os.path.dirname(os.__file__), '/usr/lib', sys.prefix + '/lib'}:\n"
        "    for place, folders, files in os.walk(root):\n"
        "        found += [n for n in folders if n in ('pytest', 'numpy', 'torch', 'jinja2')]",
        "found")
    assert places == []


@pytest.mark.parametrize("place", ["/x", "/usr/x", "/dev/x", "/dev/shm/x", "/worker.pyc", "/lib/x"])
def test_nothing_may_be_written_but_in_the_working_folder(place):
    [raised] = inside(f"open({place!r}, 'a')", "1")
    assert isinstance(raised, Raised) and raised.type in (
        "OSError", "PermissionError", "FileNotFoundError")


def test_what_may_be_written_has_a_bound():
    [written, raised] = inside("""
        import os
        written, raised = 0, ''
        try:
            for n in range(100):
                with open(f'/tmp/{n}', 'wb') as out:
                    written += out.write(b'x' * (1 << 20))
        except OSError as error:
            raised = type(error).__name__
    """.replace("\n        ", "\n"), "written", "raised")
    assert raised == "OSError" and written <= 16 << 20


def test_the_environment_is_empty_and_no_descriptor_leads_out():
    secret = os.environ.setdefault("MICROGRADE_TEST_SECRET", "planted")
    code = """
import os
def kind(fd):
    try:
        return oct(os.fstat(fd).st_mode)
    except OSError:
        return ''
open_fds = [fd for fd in range(256) if kind(fd)]
"""
    environment, fds = inside(code, "dict(os.environ)", "open_fds")
    assert secret not in str(environment)
    assert set(environment) <= {"PYTHONHASHSEED", "OMP_NUM_THREADS", "PWD", "LC_CTYPE"}
    assert len(fds) == 4  # three that lead to /dev/null, and the pipe that answers go to


def test_the_user_has_no_rights():
    uid, raised = inside("import os, socket", "os.getuid()", "os.setuid(0)")
    assert uid == 1000 and raised.type in ("PermissionError", "OSError")
    [raised] = inside("import os", "os.chroot('/tmp')")
    assert raised.type == "PermissionError"


def test_to_the_kernel_it_is_no_root_either(tmp_path):
    """A file that only the operator may read is out of reach even of a mapped user."""
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        student.loaded()
        pid = student._worker._process.pid
        with open(f"/proc/{pid}/status") as status:
            uids = next(line for line in status if line.startswith("Uid:")).split()[1:]
    assert os.geteuid() != 0 or set(uids) == {"65534"}


def test_there_is_no_network():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        code = f"""
import socket
raised = []
for address in (('127.0.0.1', {port}), ('192.0.2.1', 80)):
    try:
        socket.create_connection(address, 1)
        raised.append('')
    except OSError as error:
        raised.append(type(error).__name__)
"""
        [raised] = inside(code, "raised")
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert "" not in raised


def test_other_processes_are_out_of_sight_and_reach():
    code = f"""
import os, signal
raised = []
for pid in ({os.getpid()}, {os.getppid()}):
    try:
        os.kill(pid, 0)
        raised.append('')
    except OSError as error:
        raised.append(type(error).__name__)
"""
    raised, pid = inside(code, "raised", "os.getpid()")
    assert "" not in raised and pid < 100


def test_a_namespace_of_its_own_is_refused():
    code = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.unshare(0x10000000)  # CLONE_NEWUSER
"""
    found = inside(code, "result")
    assert found == (-1,) or isinstance(found[0], Raised)


@pytest.mark.parametrize("call, error", [
    ("libc.unshare(0)", "EPERM"), ("libc.ptrace(0, 0, 0, 0)", "EPERM"),
    ("libc.syscall(248, b'user', b'x', b'x', 1, -5)", "EPERM"),  # add_key, on x86_64
    ("libc.personality(0)", "EPERM"), ("libc.shmget(1, 4096, 0o1600)", "EPERM"),
    ("libc.msgget(1, 0o1600)", "EPERM"), ("libc.mount(0, 0, 0, 0, 0)", "EPERM"),
    ("libc.ioctl(0, 0x5412, b'x')", "EPERM"), ("libc.ioctl(0, 0x541C, b'x')", "EPERM"),
    ("libc.socket(40, 1, 0)", "EAFNOSUPPORT"), ("libc.socket(16, 3, 0)", "EAFNOSUPPORT"),
    ("libc.syscall(435, 0, 0)", "ENOSYS"),  # clone3
    ("libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)", "EPERM"),  # clone, a new user namespace
    ("libc.memfd_create(b'x', 0)", "EPERM"), ("libc.syscall(206, 9, b'x' * 8)", "EPERM"),
    ("libc.syscall(9, 0, 4096, 3, 0x21, -1, 0)", "EPERM"),  # mmap, shared and anonymous
    ("libc.syscall(9, 0, 4096, 3, 0x23, -1, 0)", "EPERM"),  # and checked to be so
    ("libc.socket(2, 1, 0)", "EAFNOSUPPORT"), ("libc.socket(10, 2, 0)", "EAFNOSUPPORT"),
    *((f"libc.socketpair({family}, 1, 0, b'x' * 8)", "EAFNOSUPPORT") for family in (2, 16, 30, 40)),
    ("libc.setsockopt(0, 1, 7, b'xxxx', 4)", "EPERM"),  # SO_SNDBUF
    ("libc.setsockopt(0, 1, 33, b'xxxx', 4)", "EPERM"),  # SO_RCVBUFFORCE
    ("libc.flock(0, 2)", "EPERM"), ("libc.inotify_add_watch(0, b'/', 2)", "EPERM"),
    *((f"libc.fcntl(0, {command}, 0)", "EPERM") for command in (5, 6, 7, 36, 37, 38, 1024, 1031)),
    ("libc.syscall(0x40000000 | 39)", "ENOSYS"),  # x32's getpid
    ("libc.vmsplice(1, 0, 0, 0)", "EPERM"), ("libc.splice(0, 0, 1, 0, 1, 0)", "EPERM"),
    ("libc.tee(0, 1, 1, 0)", "EPERM"), ("libc.syncfs(0)", "EPERM"),
    ("libc.syscall(162)", "EPERM"),  # sync
    ("libc.syscall(451, 0, 0, 0, 0)", "ENOSYS"), ("libc.syscall(100_000)", "ENOSYS"),
])
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
def test_calls_that_nobody_needs_are_refused(call, error):
    code = f"""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
result = {call}
name = errno.errorcode.get(ctypes.get_errno(), '')
"""
    assert inside(code, "result", "name") == (-1, error)


def test_signals_that_wait_have_a_bound():
    code = """
import ctypes, os, signal
libc = ctypes.CDLL(None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
sent = 0
while sent < 1000 and libc.sigqueue(os.getpid(), int(signal.SIGRTMIN), 0) == 0: sent += 1
"""
    assert inside(code, "0 < sent <= 64") == (True,)


def test_the_machine_s_name_is_not_there():
    assert inside("import os", "os.uname().nodename") == ("sandbox",)


def test_what_a_right_program_calls_is_allowed():
    code = """
import os, socket, subprocess, threading, multiprocessing, tempfile, mmap, time, fcntl
left, right = socket.socketpair()
thread = threading.Thread(target=left.send, args=(b'x',))
thread.start()
got = right.recv(1)
with tempfile.TemporaryFile() as file:
    file.write(b'y')
pid = os.fork()
if pid == 0:
    os._exit(7)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
block = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
fcntl.fcntl(left, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
left.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
"""
    assert inside(code, "got == b'x'", "status", "len(block)") == (True, 7, 4096)


def test_an_unknown_machine_has_no_filter():
    assert filter_program("vax") == b""
    assert len(filter_program("aarch64")) % 8 == len(filter_program("x86_64")) % 8 == 0


def test_processes_have_a_bound():
    code = """
import os, time
children, raised = 0, ''
try:
    for _ in range(500):
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
        children += 1
except OSError as error:
    raised = type(error).__name__
"""
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        reply = ask(student, code, "children", "raised")
    assert isinstance(reply, Silence) or (reply.answers[0] < 64 and reply.answers[1])


def test_memory_has_a_bound():
    [raised] = inside("x = bytearray(300 << 20)", "1")
    assert raised.type == "MemoryError"


def test_two_submissions_share_no_place():
    with worker({"engine": ""}, carrier="bubblewrap") as one, \
            worker({"engine": ""}, carrier="bubblewrap") as two:
        answers(one, "open('/tmp/note', 'w').write('hello')", "1")
        assert answers(two, "import os", "os.path.exists('/tmp/note')") == (False,)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().split(") ")[1][0] != "Z"
    except OSError:
        return False


def _below(pid: int) -> list[int]:
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    children = [int(line) for line in out.stdout.split()]
    return children + [deeper for child in children for deeper in _below(child)]


def test_everything_is_dead_when_it_is_closed():
    orphan = """
import os, time, signal
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(60)
time.sleep(0.5)  # until they are on their own
"""
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        answers(student, orphan, "1")
        family = [student._worker._process.pid, *_below(student._worker._process.pid)]
        assert len(family) > 3  # the sandbox's own, and those that got away
        began = time.monotonic()
    assert time.monotonic() - began < 5  # no orphan holds the end of a pipe against us
    deadline = time.monotonic() + 5
    while any(map(_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(_alive, family))


def test_it_dies_with_its_parent(tmp_path):
    script = """
import sys, time
from asking import worker
with worker({"engine": "import os\\nif os.fork() == 0:\\n    while True: pass"},
            carrier="bubblewrap") as student:
    student.loaded()
    print(student._worker._process.pid, flush=True)
    time.sleep(60)
"""
    here = os.path.dirname(__file__)
    parent = subprocess.Popen(
        [os.sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": f"{here}:{here}/../.."})
    pid = int(parent.stdout.readline())
    family = [pid, *_below(pid)]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(map(_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(family) > 2 and not any(map(_alive, family))


def test_the_address_layout_is_pinned():
    assert inside("", "id(object)") == inside("", "id(object)")


def test_a_reply_that_never_comes_is_late():
    silent = Worker("plain", LIMITS)
    try:
        with pytest.raises(WorkerLate):
            silent.receive(time.monotonic() + 0.2)
    finally:
        silent.kill()
    with pytest.raises((WorkerEnded, ValueError, OSError)):
        silent.receive(time.monotonic() + 0.2)


def test_what_a_nobody_may_read_is_told_by_modes(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("")
    assert not reachable(str(closed / "file")) and not reachable(str(tmp_path / "nothing"))
    assert reachable("/usr/bin/env")


def test_a_carrier_that_works_has_no_fault():
    assert carrier_fault("bubblewrap", LIMITS) == ""
    assert carrier_fault("plain", LIMITS) == ""


def test_a_missing_bubblewrap_is_named_with_its_cure(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install bubblewrap" in carrier_fault("bubblewrap", LIMITS)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_root_lends_what_only_it_can_reach(tmp_path, monkeypatch):
    """An interpreter under a home of mode 0700 is bound where an unprivileged user sees it."""
    import shutil

    from grader import sandbox
    from grader.command import Interpreter

    system = sandbox.interpreter()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    library = home / "lib" / os.path.basename(system.library)
    shutil.copytree(system.library, library, symlinks=True, ignore=shutil.ignore_patterns(
        "__pycache__", "dist-packages", "site-packages", "test*"))
    executable = home / "bin" / os.path.basename(system.executable)
    executable.parent.mkdir()
    shutil.copy(system.executable, executable)
    monkeypatch.setattr(sandbox, "interpreter",
                        lambda: Interpreter(str(executable), str(library)))
    with worker({"engine": "x = 1"}, carrier="bubblewrap") as student:
        assert isinstance(ask(student, "import engine", "engine.x"), Observation)
        assert answers(student, "import os, sys", "sys.executable", "os.getuid()") == (
            str(executable), 1000)
