"""What a worker says is hostile bytes: it becomes a record or a silence, and never a crash."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace

import pytest
from asking import LIMITS, answers, ask, worker
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.observe import Group, WorkerAnswerer
from grader.records import Node, Observation, Probe, Raised, Silence, Submission, Thing
from grader.replies import Unreadable, decode, decode_observation

PROBE = Probe("", ("a", "b"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["float", "node", "thing", "items", "dict", "value", "raised", "answers",
                         "printed", "x"]), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_decoded_or_refused(raw):
    with contextlib.suppress(Unreadable):
        decode(raw)


@given(st.dictionaries(st.sampled_from(["answers", "printed", "raised"]), JSON, max_size=3))
def test_any_reply_is_an_observation_or_refused(reply):
    try:
        observation = decode_observation(reply, PROBE)
    except Unreadable:
        return
    assert len(observation.answers) == len(PROBE.observe)


@pytest.mark.parametrize("raw", [
    float("nan"), float("inf"), 2**70, -(2**80), {"float": "NaN"}, {"float": 1.0}, {}, {"x": 1},
    {"node": 3}, {"node": "a", "x": 1}, {"thing": None}, {"thing": "a", "items": {}},
    {"dict": {}}, {"dict": [[1]]}, {"dict": [[[1], 2]]}, {"dict": [[{"node": "a"}, 2]]},
])
def test_what_the_protocol_does_not_know_is_refused(raw):
    with pytest.raises(Unreadable):
        decode(raw)


def test_nesting_is_bounded():
    deep: object = 1
    for _ in range(1000):
        deep = [deep]
    with pytest.raises(Unreadable):
        decode(deep)


def test_text_is_scrubbed_where_it_enters():
    raised = {"raised": ["E\x1b[31m", "a\x00b\ud800‮c", "p\n", "t\x07"]}
    reply = {"answers": [raised, {"value": "\x1b]0;title\x07"}], "printed": "\x1b[2J"}
    observation = decode_observation(reply, PROBE)
    shown = repr(observation)
    assert "\\x1b" not in shown and "\\x07" not in shown and "\\ud800" not in shown
    assert "‮" not in observation.answers[0].message


def test_one_exception_of_the_snippet_stands_for_all_of_its_expressions():
    reply = {"answers": [{"raised": ["TypeError", "m", "", ""]}], "printed": ""}
    assert decode_observation(reply, PROBE).answers == (Raised("TypeError", "m"),) * 2


def test_values_of_each_kind():
    assert decode({"dict": [[1, {"node": "a"}]]}) == {1: Node("a")}
    assert decode({"thing": "set", "items": [1.5]}) == Thing("set", (1.5,))


# --- forged from inside a real worker -------------------------------------------------------

# A fork keeps one descriptor that leads out; whatever is written there reaches the other side.
FORGE = """
import os
for fd in range(3, 64):
    try:
        os.write(fd, {!r})
    except OSError:
        pass
os._exit(0)
"""
RIGHT = {"group": 0, "probe": 0, "answers": [{"value": 42}], "printed": ""}


def forged(data: bytes) -> Observation | Silence:
    with worker({"engine": ""}) as student:
        reply = ask(student, FORGE.format(data), "1")
        [[after]] = student.answer([Group((Probe("", ("2",)),), 1)])
    assert after == Observation((2,))
    return reply


@pytest.mark.parametrize("data", [
    b"\n", b"{}\n", b"[]\n", b"null\n", b"nonsense\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n",
    b'{"group": 1, "probe": 0, "answers": []}\n', b'{"group": 0, "probe": 1, "answers": []}\n',
    b'{"group": 0, "probe": 0}\n', b'{"group": true, "probe": 0}\n', b'{"group": 0, "end": 1}\n',
    b'{"group": 0, "end": "done"}\n', b'{"ready": {}}\n', b'{"loading": "engine"}\n',
    b'{"group": 0, "probe": 0, "answers": [{"value": NaN}], "printed": ""}\n',
    b'{"group": 0, "probe": 0, "answers": [{"value": 1E400}], "printed": ""}\n',
    b'{"group": 0, "probe": 0, "answers": [{"value": ' + b"9" * 5000 + b'}], "printed": ""}\n',
    json.dumps(RIGHT).encode() + b"\n" + json.dumps(RIGHT).encode() + b"\n",
    b"x" * 300_000, b"y" * 3_000_000 + b"\n",
], ids=range(21))
def test_forged_replies_cost_the_forger_alone(data):
    reply = forged(data)
    assert isinstance(reply, Silence) or reply.answers == (42,)


def test_a_forged_answer_is_only_an_answer():
    # Nothing worth forging is asked for: what comes back is compared outside all the same.
    assert forged(json.dumps(RIGHT).encode() + b"\n") == Observation((42,))


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_cost_the_forger_alone(data):
    reply = forged(data)
    assert isinstance(reply, Silence | Observation)


def test_drop_by_drop_is_no_way_to_live_on():
    drip = """
import os, time
while True:
    for fd in range(3, 64):
        try:
            os.write(fd, b' ')
        except OSError:
            pass
    time.sleep(0.05)
"""
    with worker({"engine": ""}) as student:
        reply = ask(student, drip, "1")
    assert isinstance(reply, Silence) and reply.outcome == "timeout"


def test_a_flood_ends_the_worker_and_not_the_grader():
    flood = """
import os
for fd in range(3, 64):
    try:
        while True:
            os.write(fd, b'x' * 65536)
    except OSError:
        pass
"""
    with worker({"engine": ""}) as student:
        reply = ask(student, flood, "1")
    assert isinstance(reply, Silence)


def test_a_forged_start_is_a_submission_that_did_not_load():
    forge = "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'[' * 9 + b'\\n')\n" \
            "    except OSError: pass\n"
    with worker({"engine": forge, "nn": "x = 1"}) as student:
        states = student.loaded().states
        reply = ask(student, "import nn", "nn.x")
    assert states["engine"][0] == "missing"
    assert reply == Observation((1,))


# --- loaded again, when hidden probes are known ---------------------------------------------

KILL = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"
CLOCK = "import time\nseen = time.time_ns()\nraise Exception(f'loaded at {seen}')"


@pytest.mark.parametrize("how", [{"files": {"engine": CLOCK}}, {"cells": [CLOCK]}])
def test_what_the_first_load_said_is_told_after_a_restart(how):
    with worker(**how) as student:
        first, [seen] = student.loaded(), answers(student, "import engine", "engine.seen")
        assert f"loaded at {seen}" in repr(first)
        assert isinstance(ask(student, KILL, "1"), Silence)
        assert answers(student, "import engine", "engine.seen") > (seen,)  # it was loaded again
        assert student.loaded() == first


def test_the_first_load_that_comes_through_is_what_is_told():
    cells = ["while True: pass", CLOCK]
    with worker(cells=cells) as student:
        first = student.loaded()
        assert len(first.notes) == 2 and "was left out" in first.notes[0]
        ask(student, KILL, "1")
        assert answers(student, "import engine", "engine.seen > 0") == (True,)
        assert student.loaded() == first


def test_a_later_load_that_fails_tells_nothing_of_itself():
    with worker({"engine": "x = 1"}) as student:
        first = student.loaded()
        hostile = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
        student._load["files"] |= {f"{name}.py": hostile for name in student._load["modules"]}
        student._left_out |= {"one": "", "two": "", "three": ""}  # no more may be
        ask(student, KILL, "1")
        reply = ask(student, "import engine", "engine.x")
        assert student.loaded() == first
    assert reply == Silence("crashed", "The modules could not be loaded a second time.")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="memory is watched through /proc")
def test_memory_that_forks_share_is_counted_once():
    engine = "block = b'x' * (120 << 20)"
    probe = Probe("import engine, time\ntime.sleep(0.4)", ("len(engine.block) >> 20",))
    with worker({"engine": engine}, limits=LIMITS) as student:
        replies = student.answer([Group((probe,), 1)] * 2)
    assert replies == [[Observation((120,))]] * 2


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="memory is watched through /proc")
def test_memory_is_summed_over_all_processes():
    family = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        block = b'x' * (100 << 20)
        time.sleep(5)
        os._exit(0)
time.sleep(5)
"""
    with worker({"engine": ""}, limits=LIMITS) as student:
        [[reply]] = student.answer([Group((Probe(family, ("1",)),), 5)])
    assert isinstance(reply, Silence) and "256 MB" in reply.reason


def test_the_reference_outlives_any_submissions_time():
    submission = Submission("reference", "", "folder", {"engine.py": b"x = 1"})
    brief = replace(LIMITS, total_seconds=0)
    for lasting in (True, False):
        answerer = WorkerAnswerer(submission, modules=("engine",), names=(), given={},
                                  limits=brief, carrier="plain", lasting=lasting)
        try:
            reply = ask(answerer, "import engine", "engine.x")
        finally:
            answerer.close()
        assert (reply == Observation((1,))) == lasting
