"""Watching: each save is answered, by as little as it can reach, on a screen that stays still."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from checkout import ROOT, environment

from grader import watch as watching_module
from grader.check import Wish
from grader.course import load_course
from grader.errors import OperatorError
from grader.grade import References, Setting, grade
from grader.progress import FILE
from grader.records import Scorecard, Submission
from grader.screen import beside
from grader.watch import Watching

REFERENCE, EXERCISES = ROOT / "reference", ROOT / "exercises"
COURSE = load_course(hidden=False)
PATIENCE = 120  # seconds; a machine may be busy


def mine(folder: Path, *done: str) -> Path:
    """A student's folder: the stubs, and what is done in the reference's words."""
    shutil.copytree(EXERCISES, folder, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    for module in done:
        shutil.copy(REFERENCE / f"{module}.py", folder)
    return folder


# --- in a terminal --------------------------------------------------------------------------


class Terminal:
    """A terminal of 80 columns and 24 lines."""

    def __init__(self, tmux: str, home: Path, command: str) -> None:
        self._tmux = [tmux, "-f", os.devnull, "-S", str(home / "tmux")]
        self._do("new-session", "-d", "-x", "80", "-y", "24",
                 f"echo before; {command}; echo status $?; sleep 300")

    def _do(self, *words: str) -> str:
        return subprocess.run([*self._tmux, *words], env=environment(PYTHONUTF8="1"), check=True,
                              capture_output=True, encoding="utf-8").stdout

    def screen(self) -> str:
        return self._do("capture-pane", "-p")

    def press(self, key: str) -> None:
        self._do("send-keys", key)

    def until(self, *texts: str, without: str = "\0") -> str:
        """The screen, as soon as it has all of these."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if all(text in screen for text in texts) and without not in screen:
                return screen
            assert time.monotonic() < end, screen
            time.sleep(0.1)

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._do("kill-server")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The project as a student's watch sees it, with a memory of its own."""
    for name in ("grader", "tests/graded", "exercises", "reference"):
        target = tmp_path / "home" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "home"


@pytest.fixture
def terminal(tmux: str, home: Path, tmp_path: Path) -> Iterator[Terminal]:
    mine(tmp_path / "mine", "warmup", "engine")
    command = shlex.join([sys.executable, "-m", "grader", "watch", str(tmp_path / "mine")])
    opened = Terminal(tmux, tmp_path, f"cd {shlex.quote(str(home))} && {command}")
    yield opened
    opened.close()


def test_an_edit_a_syntax_error_a_mend_a_hint_and_the_end(terminal, tmp_path):
    engine = tmp_path / "mine" / "engine.py"
    right = engine.read_text("utf-8")
    first = terminal.until("Next: 3 ", "Hint 1 of 3", without="checking ...")
    assert first.splitlines()[0] == "mine"
    assert re.match(r"score 46\.5 / 66 \(hidden checks decide 34 more\)", first.splitlines()[-2])
    assert first.splitlines()[-1].startswith("h hint   a all   o open report   q quit")

    engine.write_text(right.replace("self.grad += other.data", "self.grad = other.data"), "utf-8")
    edited = terminal.until("Passed before, and fails now", without="checking ...")
    assert "✗ 4.1 " in edited

    broken = right.replace("def backward(self) -> None:", "def backward(self) -> None")
    engine.write_text(broken, "utf-8")
    at = broken.splitlines().index("    def backward(self) -> None") + 1
    terminal.until(f"SyntaxError at engine.py, line {at}: ", without="checking ...")

    engine.write_text(right, "utf-8")
    mended = terminal.until("Next: 3 ", "Hint 1 of 3", without="checking ...")
    assert mended == first  # nothing of what came between is left on the screen

    terminal.press("h")
    terminal.until("Hint 2 of 3")
    terminal.press("h")
    terminal.until("Hint 3 of 3", "That is the last hint.")
    terminal.press("a")
    terminal.until("space page 1/")
    terminal.press("Space")
    terminal.until("space page 2/")
    terminal.press("a")
    terminal.until("Hint 3 of 3", without="space")
    terminal.press("q")
    ended = terminal.until("status 0")
    assert ended.split() == ["before", "status", "0"]  # the terminal as it was found
    assert (tmp_path / "home" / FILE).exists()


def test_in_a_screen_too_low_for_all_the_score_and_the_keys_stay(terminal):
    terminal.until("Next: 3 ", without="checking ...")
    terminal._do("resize-window", "-x", "60", "-y", "12")
    low = terminal.until("space page 1/")
    assert low.splitlines()[-1].startswith("h hint")
    assert low.splitlines()[-2].startswith("score ")


# --- without one ----------------------------------------------------------------------------


def test_without_a_terminal_it_says_line_after_line(home, tmp_path):
    folder = mine(tmp_path / "mine")
    started = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", str(folder), "--plain", "--part", "1"], cwd=home,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(PYTHONUTF8="1"), encoding="utf-8")
    assert started.stdout is not None
    said = []
    for line in started.stdout:
        said.append(line.rstrip("\n"))
        if line.startswith("score 0 / 10"):
            shutil.copy(REFERENCE / "warmup.py", folder)
        elif line.startswith("score 10 / 10"):
            break
    started.send_signal(signal.SIGTERM)
    rest, errors = started.communicate(timeout=PATIENCE)
    assert (started.returncode, errors, rest) == (0, "", "")
    assert said[0] == "Checking at each save, until it is stopped."
    assert "Every check passed." in said
    assert not set("\n".join(said)) & set("█░✗≠\x1b")


def test_what_it_needs_is_named_where_it_is_missing(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    options = SimpleNamespace(path=EXERCISES, part=None, bonus=False, plain=True, command="watch",
                              assignment=None)
    with pytest.raises(OperatorError, match=r"watchfiles.*\n  next: make watch"):
        watching_module.watch(options, print)  # type: ignore[arg-type]


# --- what is asked again --------------------------------------------------------------------


class Notes:
    """A view that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def checked(self, watching: Watching) -> None:
        self.said.append(watching.score)

    hint = all = checked

    def turn(self, watching: Watching, *, further: bool) -> None:
        self.said.append("turned")

    def note(self, watching: Watching, text: str) -> None:
        self.said.append(text)


@pytest.fixture
def watched(tmp_path, monkeypatch) -> Iterator[SimpleNamespace]:
    """A folder that is watched, and what is asked of it each time."""
    folder = mine(tmp_path / "mine", "warmup", "engine")
    asked: list[frozenset[str] | None] = []
    found = SimpleNamespace(folder=folder, asked=asked, during=lambda: None)

    def counted(submission: Submission, setting: Setting, *rest: object) -> Scorecard:
        asked.append(setting.only)
        found.during()
        return grade(submission, setting, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(watching_module, "grade", counted)
    course = replace(COURSE, home=tmp_path)  # where what is remembered and reported goes
    monkeypatch.setattr("grader.collection._collect", at_home(COURSE.home))
    found.watching = Watching(Wish(course, folder, ("1.1", "1.2", "2"), False),
                              Notes())
    found.watching.check()
    yield found
    found.watching.close()


def at_home(home: Path) -> object:
    from grader.collection import _collect

    return lambda course: _collect(replace(course, home=home))


def test_only_what_a_change_reaches_is_asked_again(watched):
    assert watched.asked == [None]
    before = {check.id: check for check in watched.watching.card.checks}
    with open(watched.folder / "warmup.py", "a", encoding="utf-8") as file:
        file.write("\nf_prime = forward_difference\n")
    watched.watching.on("save")
    [_, second] = watched.asked
    assert second
    assert {id for id in second if id.startswith("2:")} == set()
    now = {check.id: check for check in watched.watching.card.checks}
    assert list(now) == list(before)
    assert [id for id in now if now[id] != before[id]] == ["1.1:f_prime"]


@pytest.mark.verify
def test_a_mistake_is_named_as_soon_as_it_is_saved(tmp_path, monkeypatch):
    """As `check` names it, though what the save does not reach is not asked again."""
    monkeypatch.setattr(watching_module, "keep_progress", lambda *_: None)
    folder = mine(tmp_path / "mine", "warmup", "engine", "manual", "nn", "training")
    watching = Watching(Wish(COURSE, folder, None, False), Notes())
    try:
        watching.check()
        right = watching.card
        assert right.diagnoses == ()
        changes = {  # in one module, then in a later one on top of it
            "engine": ("            self.grad += other.data * out.grad\n"
                       "            other.grad += self.data * out.grad\n",
                       "            self.grad = other.data * out.grad\n"
                       "            other.grad = self.data * out.grad\n"),
            "training": ("p.data -= lr * p.grad", "p.data += lr * p.grad")}
        for module, change in changes.items():
            path = folder / f"{module}.py"
            text = path.read_text("utf-8")
            assert text.count(change[0]) == 1, module
            path.write_text(text.replace(*change), encoding="utf-8")
            watching.on("save")
        setting = Setting(COURSE, "plain", pictures=False)
        references = References(setting)
        whole = grade(watching.submission, setting, references)
        references.close()
        assert whole.diagnoses
        assert watching.card.diagnoses == whole.diagnoses
        assert watching.card.parts == whole.parts
        for module in changes:
            shutil.copy(REFERENCE / f"{module}.py", folder)
        watching.on("save")
        assert watching.card.diagnoses == () and watching.card.checks == right.checks
    finally:
        watching.close()


def test_what_nothing_asks_for_is_not_asked_at_all(watched):
    (watched.folder / "scratch.py").write_text("x = 1\n", encoding="utf-8")
    watched.watching.on("save")
    assert watched.asked == [None]


def test_a_save_that_changes_nothing_is_not_checked(watched):
    engine = watched.folder / "engine.py"
    engine.write_bytes(engine.read_bytes())
    watched.watching.on("save")
    assert watched.asked == [None]


def test_a_save_in_the_middle_of_a_check_is_not_lost(watched):
    warmup = watched.folder / "warmup.py"
    right = warmup.read_text("utf-8")

    def mend() -> None:
        warmup.write_text(right, "utf-8")
        watched.during = lambda: None

    warmup.write_text(right.replace("6 * x - 4", "6 * x + 4"), "utf-8")
    watched.during = mend
    watched.watching.on("save")
    scores = [line.split()[1] for line in watched.watching.view.said if "score" in line]
    assert scores == ["19", "18", "19"]
    assert watched.watching.gone == ()


def test_a_folder_that_is_gone_for_a_moment_stops_nothing(watched):
    watched.folder.rename(watched.folder.with_name("moved"))
    watched.watching.on("save")
    assert "there is nothing at" in watched.watching.view.said[-1]
    watched.folder.with_name("moved").rename(watched.folder)
    watched.watching.on("save")
    assert watched.asked == [None]


def test_the_report_is_written_where_it_says(watched, monkeypatch):
    monkeypatch.setattr(watching_module, "OPENERS", ())
    watched.watching.on("o")
    assert watched.watching.view.said[-1] == "report: reports/check.html"
    page = (watched.watching.asked.course.home / "reports" / "check.html").read_text("utf-8")
    assert "<title>" in page


def test_two_texts_stand_on_a_line_as_far_as_both_have_room():
    assert beside("keys", "note", 20) == "keys           note"
    assert beside("many keys", "a note", 12) == "a note"
    assert beside("many keys", "", 6) == "many "
