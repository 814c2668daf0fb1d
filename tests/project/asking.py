"""Ask a small submission, written in the test itself, through a real worker."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from grader.observe import Group, WorkerAnswerer
from grader.records import Observation, Probe, Silence, Submission
from grader.sandbox import Carrier
from grader.sheet import Limits

# What forks have in common is no memory of each of them.
FORKS_THAT_SHARE = """
import os, time
block = bytearray(b"x") * (60 << 20)
for _ in range(8):
    if os.fork() == 0: time.sleep(0.4); os._exit(0)
time.sleep(0.3)
"""
LIMITS = Limits(import_seconds=1, check_seconds=1, total_seconds=30, memory_mb=256)
GIVEN = {"draw": "def draw_dot(root):\n    return 'given'\n",
         "warmup": "def f(x):\n    return 'given'\n"}


@contextlib.contextmanager
def worker(
    files: dict[str, str | bytes] | None = None,
    cells: Sequence[str] = (),
    *,
    limits: Limits = LIMITS,
    carrier: Carrier = "plain",
    names: Sequence[str] = ("Value", "train", "f"),
) -> Iterator[WorkerAnswerer]:
    """A worker that has loaded these files (`engine` for engine.py), or this notebook."""
    sources = {f"{name}.py" if "." not in name else name:
               text.encode() if isinstance(text, str) else text
               for name, text in (files or {}).items()}
    submission = Submission("test", "", "notebook" if cells else "folder", sources, tuple(cells))
    answerer = WorkerAnswerer(submission, modules=("warmup", "engine", "nn"), names=names,
                              given=GIVEN, limits=limits, carrier=carrier)
    try:
        yield answerer
    finally:
        answerer.close()


def ask(answerer: WorkerAnswerer, code: str, *observe: str) -> Observation | Silence:
    """One probe in a process of its own."""
    [[reply]] = answerer.answer([Group((Probe(code, observe),), 1)])
    return reply


def answers(answerer: WorkerAnswerer, code: str, *observe: str) -> tuple[object, ...]:
    """The answers to one probe that must be answered."""
    reply = ask(answerer, code, *observe)
    assert isinstance(reply, Observation), reply
    return reply.answers
