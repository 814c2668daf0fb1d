"""Whatever comes over a border (a worker's bytes, a hand-in, a sheet) is a record or refused.

What a module's own tests have (zips with changed bytes, notebooks of random JSON) is not here
again: these go through the whole of a border, from the bytes to what is shown.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from handed_in import ENGINE, MODULES, folder, notebook, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_observe import JSON

from grader import ahead, intake, observe, sandbox
from grader.course import HOME
from grader.errors import OperatorError
from grader.judge import judge
from grader.observe import Group, WorkerAnswerer
from grader.records import GraderInfo, Node, Observation, Probe, Silence, Submission, Thing
from grader.replies import Loaded
from grader.report.html import instructor, student
from grader.report.result import dumps
from grader.report.terminal import render
from grader.scorecard import loading_notes, scorecard
from grader.session import check_result
from grader.sheet import Limits, Part, Sheet, read_sheet
from grader.suite import Check
from grader.told import Told

LIMITS = Limits(import_seconds=2, check_seconds=2, total_seconds=10, memory_mb=64)
SEEDED = settings(deadline=None, derandomize=True, max_examples=150)
LONG = settings(deadline=None, derandomize=True, max_examples=5_000,
                suppress_health_check=list(HealthCheck))

# --- a worker's bytes -----------------------------------------------------------------------

PROBES = (Probe("a = 1", ("a", "b._prev")), Probe("b = 2", ("b",)), Probe("", ()))
GROUPS = [Group(PROBES, 2), Group(PROBES[:1], 1)]
EXPECTED = [Observation((1.5, Thing("set", (Node("a"),)))), Observation(("text",)), Observation(())]


class Process:
    """A process that has said all it had to say, and ended."""

    pid, returncode = -1, 0
    stdin = stdout = None

    def poll(self) -> int:
        return 0

    wait = poll


class Said(sandbox.Worker):
    """A worker that takes whatever it is told, says these bytes and ends."""

    def __init__(self, said: bytes) -> None:
        self.limits, self.carrier, self.torch = LIMITS, "plain", None
        self._buffer, self._said, self._watched, self._scratch = bytearray(), 0, 0.0, ""
        self._process = Process()  # type: ignore[assignment]
        self._group, self._guard, self._confined, self._told = None, None, True, Told()
        self._started = False
        os.close(self._told.into)
        self._in = os.open(os.devnull, os.O_WRONLY)
        self._out = os.memfd_create("said")
        os.write(self._out, said)
        os.lseek(self._out, 0, os.SEEK_SET)

    def _wait(self, fd: int, event: int, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise sandbox.WorkerLate

    def kill(self) -> None:
        super().kill()
        for fd in (self._in, self._out):
            if fd >= 0:
                os.close(fd)
        self._in = self._out = -1


@contextmanager
def saying(*scripts: bytes) -> Iterator[WorkerAnswerer]:
    """An answerer whose first worker says the first of these, and so on; the others say nothing."""
    waiting = list(scripts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "worker", lambda *_: Said(waiting.pop(0) if waiting else b""))
        answerer = WorkerAnswerer(Submission("x", "", "folder", {"engine.py": b""}),
                                  modules=MODULES, names=(), given={}, limits=LIMITS,
                                  carrier="plain")
        try:
            yield answerer
        finally:
            answerer.close()


STARTED = {"started": "3.11.7"}
READY = {"ready": {"modules": {}, "notes": [], "python": "3.11.7", "torch": ""}}
WORDS = st.sampled_from([0, 1, 2, -1, True, None, 1.0, "0", "done", "timeout", 10**30, [], {}])
ANSWER = JSON | st.fixed_dictionaries({"value": JSON}) | st.fixed_dictionaries(
    {"raised": st.lists(st.text() | JSON, min_size=3, max_size=5)})
REPLY = st.one_of(
    st.fixed_dictionaries({"group": WORDS, "probe": WORDS,
                           "answers": st.lists(ANSWER, max_size=3) | JSON,
                           "printed": st.text() | JSON}),
    st.fixed_dictionaries({"group": WORDS, "end": WORDS}),
    st.fixed_dictionaries({"loading": WORDS | st.text()}),
    st.fixed_dictionaries({"loaded": WORDS | st.text()}),
    st.fixed_dictionaries({"ready": st.fixed_dictionaries({
        "modules": st.dictionaries(st.text(), JSON | st.lists(st.text(), min_size=2, max_size=2)),
        "notes": st.lists(st.text() | JSON), "python": st.text() | JSON, "torch": st.just("")})}),
    JSON,
)
RIGHT = [{"group": g, "probe": p, "printed": "",
          "answers": [{"value": 1.5}] * len(GROUPS[g].probes[p].observe)}
         for g, p in ((0, 0), (0, 1), (0, 2), (1, 0))]
HEARD = [STARTED, READY, *RIGHT[:3], {"group": 0, "end": "done"},
         RIGHT[3], {"group": 1, "end": "done"}]
LINE = st.one_of(
    (REPLY | st.sampled_from([READY, *RIGHT, {"group": 0, "end": "done"}])).map(
        lambda reply: json.dumps(reply).encode() + b"\n"),
    st.binary(max_size=80), st.binary(max_size=80).map(lambda data: data + b"\n"))
BEFORE = st.sampled_from([b"".join(json.dumps(line).encode() + b"\n" for line in lines)
                          for lines in ([], [STARTED], [STARTED, READY])])
SCRIPT = st.builds(lambda before, lines, cut: (before + b"".join(lines))[:cut or None],
                   BEFORE, st.lists(LINE, max_size=8), st.just(0) | st.integers(1, 400))

SHEET = Sheet("t", MODULES, (Part("1", "one", "engine", 3, ()),), (), LIMITS, LIMITS, False)
CHECKS = [Check(f"1:{n}", "1", "Right.", 1, "default", (probe,), False, bool(n), "")
          for n, probe in enumerate(PROBES)]


def any_bytes_come_to_a_report(scripts: list[bytes]) -> None:
    with saying(*scripts) as answerer:
        began = time.monotonic()
        asked = answerer.answer(GROUPS)
        again = answerer.answer(GROUPS[:1])
        loaded = answerer.loaded()
        assert time.monotonic() - began < 20
    assert [len(replies) for replies in asked + again] == [3, 1, 3]
    assert all(isinstance(reply, Observation | Silence) for replies in asked for reply in replies)
    assert isinstance(loaded, Loaded)
    results = []
    for check, reply, right in zip(CHECKS, asked[0], EXPECTED, strict=True):
        finding = judge(check.probes, [reply], [right], states=loaded.states)
        results.append(check_result(check, finding.outcome if finding else "passed",
                                    finding=finding))
    card = scorecard(SHEET, Submission("x", "", "folder"), results,
                     loading_notes(loaded.states, loaded.notes),
                     GraderInfo("1", "2", loaded.python, loaded.torch, "plain"), whole=True)
    json.loads(dumps(card))
    for shown in (student(card, False), instructor(card),
                  render(card, color=False, unicode=False, show_hidden=False)):
        assert len(shown.encode()) < 3_000_000


@SEEDED
@given(st.lists(SCRIPT, min_size=1, max_size=3))
def test_any_bytes_of_a_worker_come_to_a_report(scripts: list[bytes]) -> None:
    any_bytes_come_to_a_report(scripts)


@pytest.mark.prove
@pytest.mark.timeout(1800)
@LONG
@given(st.lists(SCRIPT, min_size=1, max_size=3))
def test_many_more_bytes_of_a_worker_come_to_a_report(scripts: list[bytes]) -> None:
    any_bytes_come_to_a_report(scripts)


def test_the_worker_that_only_speaks_is_heard() -> None:
    """What the other tests stand on: right bytes are taken."""
    with saying(b"".join(json.dumps(line).encode() + b"\n" for line in HEARD)) as answerer:
        asked = answerer.answer(GROUPS)
    assert asked == [[Observation((1.5, 1.5)), Observation((1.5,)), Observation(())],
                     [Observation((1.5, 1.5))]]


def test_a_worker_that_ends_before_any_code_has_run_is_started_once_more() -> None:
    whole = b"".join(json.dumps(line).encode() + b"\n" for line in HEARD)
    with saying(b"", whole) as answerer:
        assert answerer.answer(GROUPS)[1] == [Observation((1.5, 1.5))]
    with saying(b"", b"", whole) as answerer:
        assert all(isinstance(reply, Silence) for reply in answerer.answer(GROUPS)[1])


@pytest.mark.parametrize("late, forged", [(900, False), (1_100, True)])
def test_words_on_questions_that_are_over_are_let_pass_in_a_bounded_number(
    late: int, forged: bool
) -> None:
    lines = [*HEARD,
             *[{"group": -1, "end": "crashed"}] * late,
             *[{**line, "group": 2} for line in RIGHT[:3]], {"group": 2, "end": "done"}]
    with saying(b"".join(json.dumps(line).encode() + b"\n" for line in lines)) as answerer:
        answerer.answer(GROUPS)
        [again] = answerer.answer(GROUPS[:1])
        assert answerer.forged == forged
    assert [isinstance(reply, Silence) for reply in again] == [forged] * 3


# --- what is handed in ----------------------------------------------------------------------

UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOTEBOOK = notebook("%matplotlib inline\nclass Value:\n    pass", ["x = 1\n", "y"], "z = 3")
ZIP = packed({"hw/engine.py": ENGINE, "hw/lib/ops.py": b"x = 1"})


def changed(data: bytes) -> st.SearchStrategy[bytes]:
    """These bytes with some of them changed, taken out or put in."""
    edits = st.lists(st.tuples(st.integers(0, len(data)), st.integers(0, 6), st.binary(max_size=6)),
                     max_size=5)

    def edited(changes: list[tuple[int, int, bytes]]) -> bytes:
        made = data
        for at, out, new in changes:
            made = made[:at] + new + made[at + out:]
        return made

    return edits.map(edited)


NAME = st.sampled_from(["engine.py", "nn.py", "ENGINE.PY", "hw.ipynb", "b.ipynb", "all.zip", "lib",
                        "a.txt", ".DS_Store", "é.py", "x\ny.py", "-rf.py", "__pycache__"])
NAME |= st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\x00"), min_size=1,
                max_size=30).filter(lambda name: name not in (".", ".."))
PACKING = st.sampled_from(["folder", "zip", ".ipynb", ".zip"])  # these two: one file as it is
BYTES = st.binary(max_size=60) | changed(NOTEBOOK) | changed(ZIP) | st.just(ENGINE)
TREE = st.dictionaries(st.lists(NAME, min_size=1, max_size=3).map("/".join), BYTES, max_size=6)


def any_hand_in_is_a_submission(place: Path, tree: dict[str, bytes], packing: str) -> None:
    top = place / str(time.monotonic_ns())
    if packing == "zip":
        top = top.with_suffix(".zip")
        top.write_bytes(packed(tree))
    elif packing in (".ipynb", ".zip"):
        top = top.with_suffix(packing)
        top.write_bytes(next(iter(tree.values()), b""))
    else:
        made: dict[str, bytes] = {}
        for name, data in tree.items():  # no file may lie where another needs a folder
            clash = any(f"{other}/".startswith(f"{name}/") or f"{name}/".startswith(f"{other}/")
                        for other in made)
            if not clash and all(len(part.encode()) < 250 for part in name.split("/")):
                made[name] = data
        folder(top, made)
    found = intake.read(top, MODULES)
    assert (found.kind == "refused") == bool(found.refused)
    assert set(found.files).isdisjoint({"", ".."}) and len(found.notes) <= 21
    # It can be told to a worker, and its name, notes and reason can be shown.
    json.dumps(observe._load_message(found, MODULES, ("Value",), {"draw": "x = 1"})).encode()
    for text in (found.name, found.refused, *found.notes):
        text.encode()
        assert not UNFIT.search(text)


@SEEDED
@given(TREE, PACKING)
def test_any_hand_in_is_a_submission(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, bytes], packing: str
) -> None:
    any_hand_in_is_a_submission(tmp_path_factory.mktemp("in"), tree, packing)


@pytest.mark.prove
@pytest.mark.timeout(1800)
@LONG
@given(TREE, PACKING)
def test_many_more_hand_ins_are_submissions(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, bytes], packing: str
) -> None:
    any_hand_in_is_a_submission(tmp_path_factory.mktemp("in"), tree, packing)


# --- sheets ---------------------------------------------------------------------------------

OWN_SHEET = (HOME / "exercises" / "sheet.toml").read_bytes()
VALUE = st.sampled_from(["", "1", "-1", "0", "1e999", "nan", "inf", "9" * 5000, "true", '"x"', "[]",
                         "{}", "[1]", '["a", 1]', "{a = 1}", "1979-05-27", '"\\u202e"', "[" * 2000,
                         '[["a"]]', '"' + "y" * 5000 + '"', "0x7fffffffffffffffffff"])
ASSIGNED = [line.partition(b" =")[0].decode() for line in OWN_SHEET.splitlines()
            if b" = " in line and not line.startswith((b"#", b" "))]


def reassigned(changes: list[tuple[str, str]]) -> bytes:
    """The sheet with other values behind some of its names, each where it first stands."""
    made = OWN_SHEET.decode()
    for name, value in changes:
        head, _, tail = made.partition(f"\n{name} = ")
        made = f"{head}\n{name} = {value}\n{tail.partition(chr(10))[2]}" if tail else made
    return made.encode()


def without_lines(lines: set[int]) -> bytes:
    return b"\n".join(line for number, line in enumerate(OWN_SHEET.splitlines())
                      if number not in lines)


SHEETS = st.one_of(
    changed(OWN_SHEET), st.binary(max_size=200),
    st.lists(st.tuples(st.sampled_from(sorted(set(ASSIGNED))), VALUE), min_size=1,
             max_size=3).map(reassigned),
    st.sets(st.integers(0, OWN_SHEET.count(b"\n")), max_size=12).map(without_lines),
)


def any_sheet_is_read_or_refused(place: Path, text: bytes) -> None:
    path = place / "sheet.toml"
    path.write_bytes(text)
    try:
        sheet = read_sheet(path)
    except OperatorError as error:
        assert "\n  next: " in str(error) and str(path) in str(error)
        return
    assert isinstance(sheet, Sheet)
    assert isinstance(sheet.max_score, float | int) and isinstance(sheet.bonus_modules, tuple)


@SEEDED
@given(SHEETS)
def test_any_sheet_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    any_sheet_is_read_or_refused(tmp_path_factory.mktemp("sheet"), text)


@pytest.mark.prove
@pytest.mark.timeout(1800)
@LONG
@given(SHEETS)
def test_many_more_sheets_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    any_sheet_is_read_or_refused(tmp_path_factory.mktemp("sheet"), text)


@pytest.mark.parametrize("value", ["inf", "nan", "1e999", "-inf", "0", "-1", "0.5"])
def test_a_limit_that_is_no_number_of_seconds_is_refused(tmp_path: Path, value: str) -> None:
    any_sheet_is_read_or_refused(tmp_path, reassigned([("import_seconds", value)]))
    with pytest.raises(OperatorError):
        read_sheet(tmp_path / "sheet.toml")


def test_a_sheet_that_is_a_folder_or_nests_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="next: "):
        read_sheet(tmp_path)
    (tmp_path / "sheet.toml").write_text("title = " + "[" * 100_000)
    with pytest.raises(OperatorError, match="next: "):
        read_sheet(tmp_path / "sheet.toml")
