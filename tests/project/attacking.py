"""Attacks on the grader: read from `attacks/`, built, graded for real, and looked at from outside.

An attack is an entry of a TOML file there: a hostile submission, what it reaches for, and what
must not be seen afterwards. Its code says PWNED wherever it gets what it reached for.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builders import BUILDERS
from grading import Bench

from grader import sandbox
from grader.batch import Job, grade_all, report_files
from grader.command import NOBODY
from grader.grade import grade
from grader.intake import find, read
from grader.overview import write_overview
from grader.processes import tree
from grader.records import Scorecard
from grader.report.folder import folder_names, write
from grader.report.terminal import render

HERE = Path(__file__).resolve().parent / "attacks"
THREATS = ("points", "secrets", "machine", "mouth")
PWNED = "PWNED"

# Every check loses the submission time that it does not have: a second for each, eight in all.
SHORT = {"import_seconds": 1, "check_seconds": 1, "total_seconds": 8, "memory_mb": 256}


@dataclass(frozen=True)
class Attack:
    """One hostile submission; the fields are those of its entry."""

    id: str
    threat: str
    title: str
    wants: str
    bites: str  # "plain" or "naive": a weaker grader falls for it, which is tested; else a sentence
    at_most: float = 0.0  # points
    base: str = "nothing"  # what stands under its modules: "nothing", "stubs" or "right"
    modules: Mapping[str, str] = field(default_factory=dict)
    cells: Sequence[str] = ()  # a notebook's, in place of modules
    build: str = ""  # a function of builders.py, in place of either
    beside: Mapping[str, str] = field(default_factory=dict)  # a second submission's modules
    bonus: bool = False  # it is the bonus that is hostile: that is graded too
    at_once: bool = False  # the second side by side with the first, not after it
    shows: Sequence[str] = ()  # one of these is in some report: so the trick has been tried
    must_not: Sequence[str] = ()  # in any file or on the terminal
    weaker: str = ""  # why the weaker sandbox does not hold it; it gets there what it wants
    quick: bool = False


def read_attacks() -> list[Attack]:
    """Every attack there is."""
    found = []
    for threat in THREATS:
        data = tomllib.loads((HERE / f"{threat}.toml").read_text(encoding="utf-8"))
        assert data["threat"] == threat
        found += [Attack(**entry, threat=threat) for entry in data["attack"]]
    return found


# --- the world outside, with something to steal and something to break ------------------------


@dataclass
class World:
    """What an attack may reach for, and whether it was touched."""

    folder: Path
    facts: dict[str, str]  # what stands for @NAME@ in an attack's code
    victim: subprocess.Popen[bytes]
    heard: list[str]

    def filled(self, code: str) -> str:
        """An attack's code, with the facts put in."""
        return re.sub("@([A-Z_]+)@", lambda found: self.facts[found[1]], code)

    def untouched(self) -> None:
        """Nothing of it was reached."""
        time.sleep(0.02)  # the listener is a thread
        assert self.heard == []
        assert self.victim.poll() is None
        state = Path(f"/proc/{self.victim.pid}/stat").read_text().split(") ")[1][0]
        assert state in "SR", state
        assert sorted(p.name for p in (self.folder / "open").iterdir()) == ["secret.txt"]
        assert (self.folder / "open" / "secret.txt").read_text() == self.facts["SECRET"]
        marked = self.facts["MARK"]
        assert [comm for comm in _comms() if marked in comm] == []


def _comms() -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                yield (process / "comm").read_text()


@contextlib.contextmanager
def world() -> Iterator[World]:
    """A secret in a file, in the environment and in a neighbour's work; listeners; a victim."""
    token = os.urandom(6).hex()
    heard: list[str] = []
    with tempfile.TemporaryDirectory(prefix="micrograde-world-") as name, \
            contextlib.ExitStack() as stack:
        folder = Path(name)
        (folder / "open").mkdir(mode=0o777)
        for path in (folder, folder / "open"):
            path.chmod(0o777)
        facts = {"SECRET": f"secret-{token}", "MARK": f"pwn{token[:8]}", "TOKEN": token,
                 "OPEN": str(folder / "open"), "GRADER": str(os.getpid()),
                 "HOME": str(Path(__file__).resolve().parents[2]),
                 "ABSTRACT": f"micrograde-{token}", "PATH_SOCKET": str(folder / "socket")}
        (folder / "open" / "secret.txt").write_text(facts["SECRET"])
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind("\0" + facts["ABSTRACT"])
        path = stack.enter_context(socket.socket(socket.AF_UNIX))
        path.bind(facts["PATH_SOCKET"])
        os.chmod(facts["PATH_SOCKET"], 0o777)
        for listener in (abstract, path):
            listener.listen()
        facts["TCP"], facts["UDP"] = (str(one.getsockname()[1]) for one in (tcp, udp))
        step_down: dict[str, Any] = {}
        if os.geteuid() == 0:  # as the sandbox does: to the kernel it could be killed from there
            step_down = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        victim = subprocess.Popen(["/bin/sleep", "100000"], start_new_session=True, **step_down)
        facts["VICTIM"] = str(victim.pid)
        stop = threading.Event()
        listening = threading.Thread(
            target=_listen, args=({"tcp": tcp, "udp": udp, "abstract": abstract, "path": path},
                                  heard, stop))
        listening.start()
        os.environ["MICROGRADE_PLANTED"] = facts["SECRET"]
        try:
            yield World(folder, facts, victim, heard)
        finally:
            del os.environ["MICROGRADE_PLANTED"]
            stop.set()
            listening.join()
            victim.send_signal(signal.SIGKILL)
            victim.wait()


def _listen(listeners: Mapping[str, socket.socket], heard: list[str],
            stop: threading.Event) -> None:
    for listener in listeners.values():
        listener.setblocking(False)
    while not stop.wait(0.005):
        for name, listener in listeners.items():
            with contextlib.suppress(OSError):
                if name == "udp":
                    listener.recvfrom(100)
                else:
                    listener.accept()[0].close()
                heard.append(name)


# --- building -------------------------------------------------------------------------------


def build(attack: Attack, bench: Bench, world: World, folder: Path) -> list[Path]:
    """Write the attack's submission, or submissions, under `folder`; returns where they are."""
    if attack.build:
        made = BUILDERS[attack.build](folder, bench)
        return [made] if isinstance(made, Path) else list(made)
    if attack.cells:
        cells = [{"cell_type": "code", "metadata": {}, "outputs": [],
                  "source": world.filled(cell)} for cell in attack.cells]
        path = folder / "student.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {},
                                    "cells": cells}))
        return [path]
    bases = {
        "nothing": {},
        "stubs": {path.stem: path.read_text("utf-8")
                  for path in sorted((bench.course.home / "exercises").glob("*.py"))},
        "right": bench.reference,
    }
    made = [_modules(folder / "student", bases[attack.base], attack.modules, world)]
    if attack.beside:
        made.append(_modules(folder / "zz_second", {}, attack.beside, world))
    return made


def _modules(path: Path, base: Mapping[str, str], modules: Mapping[str, str],
             world: World) -> Path:
    path.mkdir()
    tools = (HERE / "tools.py").read_text(encoding="utf-8")
    for name, code in {**base, "tools": tools, **modules}.items():
        file = path / f"{name}.py"
        # What is put in the place of <base> goes beneath the module that stands there.
        text = world.filled(code).replace("<base>\n", base.get(name, ""))
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
    return path


# --- grading --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What there is to see after an attack."""

    cards: list[Scorecard]
    files: dict[str, str]  # every file that was written, and what a terminal shows
    seconds: float
    grown_mb: float  # of this process, at its largest

    @property
    def score(self) -> float:
        """The points of the best."""
        scores = [card.score for card in self.cards]
        assert None not in scores, "the grader itself failed"
        return max(score for score in scores if score is not None)

    def student(self) -> str:
        """All that a student may be shown, as text."""
        return "\n".join(html.unescape(text) for name, text in self.files.items()
                         if name.endswith(("report.html", "index.html", "scores.csv", "terminal")))


def graded(attack: Attack, bench: Bench, world: World, folder: Path,
           parts: Sequence[str] | None = None) -> Seen:
    """Grade an attack, write all reports, and read back everything."""
    parts = ("bonus",) if attack.bonus else parts
    setting = replace(bench.setting, parts=tuple(parts) if parts else None)
    handed_in, out = folder / "handed_in", folder / "reports"
    handed_in.mkdir()
    out.mkdir()
    paths = build(attack, bench, world, handed_in)
    found = find(paths, bench.course.sheet.modules)
    folders = folder_names([name for name, _ in found])
    before = _resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # so that the peak is this attack's
    began = time.monotonic()
    with no_worker_survives():
        if attack.at_once:
            jobs = [Job(name, path, out / place)
                    for (name, path), place in zip(found, folders, strict=True)]
            cards = [done.card for done in grade_all(jobs, setting, len(jobs))]
        else:
            cards = []
            for (name, path), place in zip(found, folders, strict=True):
                submission = read(path, bench.course.sheet.modules, name)
                cards.append(grade(submission, setting, bench.references))
                write(out / place, report_files(cards[-1], bench.course))
        write_overview(out)
        terminal = "".join(
            render(card, color=rich, unicode=rich, show_hidden=False, limit=None)
            for card in cards for rich in (True, False))
    seconds = time.monotonic() - began
    files = {str(path.relative_to(out)): path.read_bytes().decode()
             for path in sorted(out.rglob("*")) if path.is_file()}
    return Seen(cards, files | {"terminal": terminal}, seconds,
                (_resident("VmHWM") - before) / 1024)


def _resident(field: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)[1])  # type: ignore[index]


@contextlib.contextmanager
def no_worker_survives() -> Iterator[None]:
    """Every worker that is started here is dead when its `kill` returns, with all in it."""
    killing: Callable[[sandbox.Worker], None] = sandbox.Worker.kill
    started: list[sandbox.Worker] = []
    starting = sandbox.Worker.__init__

    def start(worker: sandbox.Worker, *arguments: Any, **named: Any) -> None:
        started.append(worker)
        starting(worker, *arguments, **named)

    def kill(worker: sandbox.Worker) -> None:
        family = list(tree(worker._process.pid)) if worker.carrier == "landlock" else []
        killing(worker)
        assert worker._process.returncode is not None
        # The first process of a namespace ends after all others in it.
        assert not runs(worker._inside), "the sandbox outlived its worker"
        assert not any(map(runs, family)), "somebody outlived the guard"

    sandbox.Worker.__init__ = start  # type: ignore[method-assign]
    sandbox.Worker.kill = kill  # type: ignore[method-assign]
    try:
        yield
    finally:
        sandbox.Worker.__init__ = starting  # type: ignore[method-assign]
        sandbox.Worker.kill = killing  # type: ignore[method-assign]
    for worker in started:  # the reference's may wait for the next question
        assert worker.carrier == "plain" or worker._process.returncode is not None


def runs(pid: int) -> bool:
    """Whether a process is there and not dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] not in "ZX"
    except OSError:
        return False


def on_plain(bench: Bench) -> Bench:
    """The same bench without a sandbox."""
    return Bench(replace(bench.setting, carrier="plain"), bench.references)
