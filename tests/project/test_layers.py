"""The layers of the sandbox: each holds on its own, and where one is missing it is said."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from asking import answers, worker
from grading import bench

from grader import carrier, sandbox
from grader.batch import Job, grade_all
from grader.carrier import layers_here
from grader.command import NOBODY, interpreter
from grader.layers import look
from grader.sandbox import _readable
from grader.seccomp import filter_program
from grader.sheet import Limits

LIMITS = Limits(import_seconds=10, check_seconds=5, total_seconds=60, memory_mb=512)
ALL = ["user", "namespaces", "capabilities", "session", "system calls", "limits", "control group"]

pytestmark = pytest.mark.usefixtures("bubblewrap")


# --- one layer alone, and the same without it ---------------------------------------------------


def told(code: str, *options: str, filtered: bool = False, user: int | None = None) -> list[Any]:
    """What a Python prints that sees all of this machine, with these of bubblewrap's options."""
    step_down: dict[str, Any] = {}
    if os.geteuid() == 0 and user:
        step_down = {"user": user, "group": user, "extra_groups": []}
    with _readable(filter_program() if filtered else b"") as fd:
        command = ["bwrap", "--dev-bind", "/", "/", *options,
                   *(["--seccomp", str(fd)] if filtered else []),
                   interpreter().executable, "-I", "-S", "-c", code]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd="/",
                             pass_fds=[fd] if fd >= 0 else [], check=False, **step_down)
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


CALLS = """
import ctypes, json, os
libc = ctypes.CDLL(None, use_errno=True)
fd = os.open(os.__file__, os.O_RDONLY)
print(json.dumps([libc.memfd_create(b"x", 0) >= 0, libc.flock(fd, 5) == 0,
                  libc.inotify_add_watch(libc.inotify_init1(0), b"/tmp", 2) >= 0,
                  libc.socket(2, 1, 0) >= 0]))
"""


@pytest.mark.skipif(not filter_program(), reason="no filter is known for this processor")
def test_system_calls_are_refused_by_the_filter_alone() -> None:
    assert told(CALLS, user=NOBODY) == [True, True, True, True]
    assert told(CALLS, filtered=True, user=NOBODY) == [False, False, False, False]


def test_others_are_out_of_reach_by_namespaces_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = f"""
import json, os, socket
def done(attempt):
    try:
        attempt()
        return True
    except (PermissionError, IsADirectoryError):
        return True  # it is there
    except OSError:
        return False
print(json.dumps([done(lambda: os.kill({os.getpid()}, 0)),
                  done(lambda: socket.create_connection(("127.0.0.1",
                                                         {listener.getsockname()[1]}), 2))]))
"""
        assert told(code, user=NOBODY) == [True, True]
        assert told(code, "--unshare-all", user=NOBODY) == [False, False]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_files_are_out_of_reach_by_the_user_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for above in list(tmp_path.parents)[:-1]:  # it is the file that is closed, not the way to it
        if not above.stat().st_mode & 0o001:
            pytest.skip(f"{above} is closed")
    (tmp_path / "closed").write_text("secret")
    (tmp_path / "closed").chmod(0o600)
    code = f"""
import json, os
print(json.dumps([os.access({str(tmp_path / "closed")!r}, os.R_OK)]))
"""
    assert told(code) == [True]
    assert told(code, user=NOBODY) == [False]


def test_limits_hold_alone_without_any_sandbox() -> None:
    code = """
import os
def tried(attempt):
    try:
        attempt()
        return "had it"
    except (OSError, MemoryError) as error:
        return type(error).__name__
def write():
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("large", "wb") as out:
        for _ in range(40): out.write(bytes(1 << 20))
found = [tried(lambda: bytearray(300 << 20)), tried(write),
         tried(lambda: [os.open("/dev/null", 0) for _ in range(200)])]
"""
    with worker({"engine": ""}, carrier="plain") as student:
        assert answers(student, code, "found") == (["MemoryError", "OSError", "OSError"],)


# --- what is said of them -------------------------------------------------------------------------


def names(layers: Sequence[Any], there: bool) -> list[str]:
    return [layer.name for layer in layers if layer.there == there]


def test_where_the_sandbox_works_all_layers_but_the_group_must_be_there() -> None:
    found = layers_here("bubblewrap", LIMITS)
    assert [layer.name for layer in found] == ALL
    assert set(names(found, False)) <= {"control group"}
    assert (found[-1].there) == (sandbox.groups_here() is not None)


def test_a_bare_process_has_its_limits_and_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    with worker({"engine": ""}, carrier="plain") as student:
        student.loaded()
        assert student._worker is not None
        found = student._worker.layers()
    assert "session" in names(found, True)
    assert {"namespaces", "control group"} <= set(names(found, False))


def test_of_this_process_it_says_what_is_missing() -> None:
    found = {layer.name: layer for layer in look(os.getpid(), 0)}
    assert not found["namespaces"].there and "net" in found["namespaces"].text
    assert not found["session"].there and not found["limits"].there
    assert "systemd-run" in found["control group"].text


def test_a_layer_that_is_taken_away_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "filter_program", lambda: b"")
    monkeypatch.setattr(sandbox, "groups_here", lambda: None)
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        student.loaded()
        assert student._worker is not None
        found = student._worker.layers()
    assert names(found, False) == ["system calls", "control group"]
    assert "x86-64" in found[4].text


def test_a_process_that_is_gone_has_no_layers() -> None:
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        student.loaded()
        held = student._worker
    assert held is not None and held.layers() == ()


@pytest.mark.verify
def test_run_json_records_them_and_nothing_else_hangs_on_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bench(carrier="bubblewrap") as made:
        for run in ("with", "without"):
            monkeypatch.setattr(carrier, "_layers", {})
            if run == "without":
                monkeypatch.setattr(sandbox, "groups_here", lambda: None)
            job = Job("s", made.course.home / "reference", tmp_path / run)
            [done] = grade_all([job], made.setting, 1)
            assert done.card.score == 100
    files = {run: {path.name: path.read_bytes() for path in (tmp_path / run).iterdir()}
             for run in ("with", "without")}
    layers = {run: json.loads(files[run].pop("run.json"))["layers"] for run in files}
    assert files["with"] == files["without"]
    assert list(layers["with"]) == list(layers["without"]) == ALL
    assert layers["without"]["control group"] == "none"
