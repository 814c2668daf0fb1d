"""Landlock alone, without filter and guard: what it takes, by the kernel's version of it."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import landlock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
here = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


def tried(rules: list[tuple[str, int]] | None, code: str) -> list[Any]:
    """What a process gets that has given up all but these; None: that has given up nothing."""
    restrict = f"landlock.restrict({rules!r})" if rules is not None else ""
    script = f"""
import json, os, socket
from grader import landlock
def tried(*attempts):
    found = []
    for attempt in attempts:
        try:
            attempt()
            found.append("")
        except OSError as error:
            found.append(type(error).__name__)
    return found
abstract, tcp = socket.socket(socket.AF_UNIX), socket.socket()
{restrict}
print(json.dumps(tried({code})))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                         check=False, cwd=Path(landlock.__file__).parents[1], timeout=60)
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for folder in (tmp_path, tmp_path / "in"):
        (folder / "file").write_text("text")
    return tmp_path


@here
def test_what_a_rule_names_may_be_done_and_nothing_else(place: Path) -> None:
    inside, outside = str(place / "in"), str(place)
    code = (f"lambda: open({inside + '/file'!r}), lambda: open({outside + '/file'!r}), "
            f"lambda: os.listdir({inside!r}), lambda: os.listdir({outside!r}), "
            f"lambda: open({inside + '/file'!r}, 'a'), lambda: os.mkdir({outside + '/x'!r})")
    assert tried([(inside, landlock.READ_FILE | landlock.READ_DIR)], code) == [
        "", "PermissionError", "", "PermissionError", "PermissionError", "PermissionError"]
    assert tried(None, code) == [""] * 6


@here
def test_a_rule_may_be_of_one_file(place: Path) -> None:
    code = f"lambda: open({str(place / 'in/file')!r}), lambda: open({str(place / 'file')!r})"
    # A list of what is in it can be had of a folder alone.
    rules = [(str(place / "file"), landlock.READ_FILE | landlock.READ_DIR)]
    assert tried(rules, code) == ["PermissionError", ""]


@pytest.mark.skipif(landlock.version() < landlock.FROM_TCP, reason="Landlock has no TCP here")
def test_tcp_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = f"lambda: tcp.connect({listener.getsockname()!r})"
        assert tried([], code) == ["PermissionError"]
        assert tried(None, code) == [""]


@pytest.mark.skipif(landlock.version() < landlock.FROM_SCOPES, reason="Landlock has no scopes here")
def test_signals_and_abstract_sockets_are_given_up() -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("\0micrograde-test-landlock")
        listener.listen()
        code = (f"lambda: os.kill({os.getpid()}, 0), lambda: os.kill(os.getpid(), 0), "
                "lambda: abstract.connect('\\0micrograde-test-landlock')")
        assert tried([], code) == ["PermissionError", "", "PermissionError"]
        assert tried(None, code) == ["", "", ""]


class Kernel:
    """A C library on a kernel with some version of Landlock, that keeps what it was asked for."""

    def __init__(self, version: int) -> None:
        self.version, self.asked = version, b""

    def syscall(self, number: int, first: Any, *more: Any) -> int:
        if number == landlock.CREATE_RULESET and first is None:
            return self.version
        if number == landlock.CREATE_RULESET:
            self.asked = first
            return os.open(os.devnull, os.O_RDONLY)
        return 0

    def prctl(self, *arguments: int) -> int:
        return 0


@pytest.mark.parametrize(("version", "files", "tcp", "scopes"), [
    (1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (6, 16, 3, 3),
    (7, 16, 3, 3), (9, 16, 3, 3)])
def test_no_more_is_asked_than_a_kernel_knows(
    version: int, files: int, tcp: int, scopes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = Kernel(version)
    monkeypatch.setattr(landlock, "_libc", lambda: kernel)
    landlock.restrict([("/", landlock.READ_FILE)])
    assert struct.unpack("=QQQ", kernel.asked) == ((1 << files) - 1, tcp, scopes)


def test_a_kernel_without_it_has_version_0_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without(Kernel):
        def syscall(self, *arguments: Any) -> int:
            ctypes.set_errno(95)
            return -1

    monkeypatch.setattr(landlock, "_libc", lambda: Without(0))
    assert landlock.version() == 0
    with pytest.raises(OSError, match="not supported"):
        landlock.restrict([])
