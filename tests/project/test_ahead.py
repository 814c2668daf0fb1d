"""A sandbox started before it is needed: used once, by whoever started it, while it lives."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from asking import LIMITS

from grader import ahead


@pytest.fixture(autouse=True)
def none_waits(monkeypatch):
    monkeypatch.setattr(ahead, "_waiting", {})
    yield
    ahead.end_those_waiting()


def test_the_one_that_waits_is_used_once():
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    ahead.start_ahead("plain", LIMITS)  # one is enough
    assert list(ahead._waiting.values()) == [waiting]
    first, second = ahead.worker("plain", LIMITS), ahead.worker("plain", LIMITS)
    try:
        assert first is waiting and second is not waiting
        for each in (first, second):
            each.await_start(time.monotonic() + 10)
    finally:
        first.kill()
        second.kill()


def test_what_was_tried_is_what_is_used():
    assert ahead.try_ahead("plain", LIMITS) == ""
    [tried] = ahead._waiting.values()
    assert ahead.try_ahead("plain", LIMITS) == ""
    worker = ahead.worker("plain", LIMITS)
    worker.kill()
    assert worker is tried


def test_what_has_died_in_the_meantime_is_not_used():
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    waiting._process.kill()
    waiting._process.wait()
    worker = ahead.worker("plain", LIMITS)
    try:
        assert worker is not waiting and worker.alive
    finally:
        worker.kill()


def test_a_process_that_was_forked_does_not_use_its_parents(monkeypatch):
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: 1)
        other = ahead.worker("plain", LIMITS)
        ahead.end_those_waiting()
        other.kill()
    assert other is not waiting and waiting.alive


def test_other_limits_are_another_sandbox():
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    other = ahead.worker("plain", LIMITS.__class__(5, 5, 50, 100))
    other.kill()
    assert other is not waiting


def test_nothing_waits_when_all_is_ended():
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    ahead.end_those_waiting()
    assert not waiting.alive and not ahead._waiting


def test_where_a_carrier_does_not_work_nothing_waits(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "apt-get install bubblewrap" in ahead.try_ahead("bubblewrap", LIMITS)
    assert not ahead._waiting


def test_one_that_never_says_that_it_is_there_is_not_laid_to_a_submission(monkeypatch):
    monkeypatch.setattr(ahead, "START_SECONDS", 0.2)
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    os.kill(waiting._process.pid, signal.SIGSTOP)
    worker = ahead.worker("plain", LIMITS)
    try:
        assert worker is not waiting
        worker.await_start(time.monotonic() + 10)
    finally:
        worker.kill()


def test_a_thread_that_may_end_starts_none():
    thread = threading.Thread(target=ahead.start_ahead, args=("plain", LIMITS))
    thread.start()
    thread.join()
    assert not ahead._waiting


def test_where_none_can_be_started_that_is_no_failure(monkeypatch):
    def fails(*_):
        raise OSError("no more processes")

    monkeypatch.setattr(ahead, "Worker", fails)
    ahead.start_ahead("plain", LIMITS)
    assert not ahead._waiting


def test_a_process_of_a_pool_ends_what_it_has_waiting():
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        pid = pool.submit(started_there).result()
        assert alive(pid)
    assert not alive(pid)


def started_there():
    ahead._waiting.clear()
    ahead.start_ahead("plain", LIMITS)
    [waiting] = ahead._waiting.values()
    return waiting._process.pid


def alive(pid):
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    return False
