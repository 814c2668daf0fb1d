"""The carrier that is left where no namespace can be had, tried from inside; for root alone."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from asking import LIMITS, answers, ask, worker

from grader import cli
from grader.command import USERS, closed
from grader.observe import Group
from grader.processes import of_user
from grader.records import Observation, Probe, Raised, Silence
from grader.sandbox import carrier_fault

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a user of its own")


def inside(code: str, *observe: str) -> tuple[object, ...]:
    with worker({"engine": ""}, carrier="container") as student:
        return answers(student, code, *observe)


@root
def test_it_runs_as_a_user_of_its_own_for_good():
    uid, status = inside("import os\nstatus = open('/proc/self/status').read()",
                         "os.getresuid()", "status")
    assert set(uid) <= set(USERS) and len(set(uid)) == 1
    said = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    assert said["CapEff"] == said["CapPrm"] == said["CapAmb"] == "0" * 16
    assert (said["NoNewPrivs"], said["Seccomp"], said["Groups"].strip()) == ("1", "2", "")
    for way_back in ("os.setuid(0)", "os.setresuid(0, 0, 0)", "os.setgroups([0])"):
        [raised] = inside(f"import os\n{way_back}", "1")
        assert isinstance(raised, Raised) and raised.type == "PermissionError"


@root
@pytest.mark.parametrize("code", [
    "import socket\nsocket.socket()", "import socket\nsocket.create_connection(('127.0.0.1', 1))",
    "import os\nos.kill(os.getppid(), 0) if os.getppid() == 1 else os.kill(1, 9)",
    "import ctypes\nif ctypes.CDLL(None).unshare(0x10000000): raise OSError",
    "open('/etc/shadow').read()", "open('/etc/x', 'w')"])
def test_what_is_not_its_own_is_out_of_reach(code):
    [raised] = inside(code, "1")
    assert isinstance(raised, Raised)
    assert raised.type in ("OSError", "PermissionError", "ProcessLookupError")


@root
def test_the_environment_is_empty_and_no_descriptor_leads_out(monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    variables, descriptors = inside(
        "import os\nfound = []\n"
        "for fd in range(3, 64):\n"
        "    try:\n        os.fstat(fd)\n        found.append(os.readlink(f'/proc/self/fd/{fd}'))\n"
        "    except OSError:\n        pass", "sorted(os.environ)", "found")
    assert set(variables) <= {"PYTHONHASHSEED", "OMP_NUM_THREADS", "LC_CTYPE"}
    assert all(one.startswith(("pipe:", "/dev/null")) for one in descriptors), descriptors


@root
def test_what_left_its_parent_is_dead_when_it_is_closed():
    code = ("import os, time\nuid = os.getuid()\n"
            "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n"
            "    os._exit(0)")
    with worker({"engine": ""}, carrier="container") as student:
        [uid] = answers(student, code, "uid")
        assert list(of_user(uid))
    assert list(of_user(uid)) == []


@root
def test_memory_of_what_left_its_parent_is_counted_too():
    code = ("import os, time\n"
            "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            "        held = [bytes(range(256)) * 40_000 for _ in range(20)]\n"
            "        time.sleep(20)\n"
            "    os._exit(0)\n"
            "held = [bytes(range(256)) * 40_000 for _ in range(14)]\ntime.sleep(0.6)")
    with worker({"engine": ""}, carrier="container") as student:
        began = time.monotonic()
        reply = ask(student, code, "1")
        assert isinstance(reply, Silence) and "more than 256 MB" in reply.reason
        assert time.monotonic() - began < 10


@root
def test_more_processes_than_the_limit_are_not_to_be_had():
    code = ("import os, signal\nmade = []\n"
            "try:\n    for _ in range(200):\n        pid = os.fork()\n"
            "        if pid == 0:\n            signal.pause()\n        made.append(pid)\n"
            "except OSError:\n    pass")
    with worker({"engine": ""}, carrier="container") as student:
        [made] = answers(student, code, "len(made)")
        assert 0 < made < 48


@root
def test_two_at_once_are_two_users():
    with (worker({"engine": ""}, carrier="container") as one,
          worker({"engine": ""}, carrier="container") as other):
        code = "import os\nuid = os.getuid()"
        assert answers(one, code, "uid") != answers(other, code, "uid")


@root
def test_nothing_is_left_of_its_folder():
    before = set(os.listdir(tempfile.gettempdir()))
    [place] = inside("import os\nopen('left', 'w').write('x')", "os.getcwd()")
    assert not Path(place).exists()
    assert {name for name in set(os.listdir(tempfile.gettempdir())) - before
            if name.startswith("micrograde-") and name in place} == set()


@root
def test_it_answers_what_bubblewrap_answers():
    with worker({"engine": "class Value:\n    x = 1 / 3\n"}, carrier="container") as student:
        [[reply]] = student.answer([Group((Probe("from engine import Value", ("Value.x",)),), 1)])
    assert isinstance(reply, Observation) and reply.answers == (1 / 3,)


# --- the command ------------------------------------------------------------------------------


def refused(capsys, *words: object) -> str:
    assert cli.main(["grade", *map(str, words)]) == 2
    return capsys.readouterr().err


def test_a_folder_is_closed_if_any_on_the_way_to_it_is(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert closed(inner)
    assert not closed(Path("/"))


def test_it_grades_one_that_is_named(capsys, tmp_path):
    said = refused(capsys, tmp_path, "--in-container")
    assert "--as" in said
    assert "several paths" in refused(capsys, tmp_path, tmp_path, "--as", "ada")


def test_answers_that_all_can_read_are_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("grader.command.closed", lambda folder: False)
    said = refused(capsys, tmp_path, "--as", "ada", "--in-container")
    assert "any user can read the answers" in said and "next: chmod go-rwx " in said


def test_who_is_not_root_is_told(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert "only root" in carrier_fault("container", LIMITS)
