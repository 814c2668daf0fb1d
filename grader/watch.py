"""Checking again at each save, from a warm process: only what the change can reach.

One thread tells of saves, another of keys; all else happens here, one thing after the other. What
counts is the content as it is when a check begins: a save in the middle of one is seen after it.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from .affected import affected
from .ahead import end_those_waiting, start_ahead
from .check import NO_SANDBOX, Look, Wish, shown, take, wish
from .errors import GraderError, OperatorError
from .explain import Recall
from .grade import References, collect, grade
from .live import Lines, Page, View
from .progress import after, keep_progress, lost, read_progress
from .records import CheckResult, Scorecard, Submission
from .report.folder import write
from .report.html import student
from .report.terminal import check_line
from .screen import Keyboard, Screen

REPORT = "check.html"
OPENERS = ("open",) if sys.platform == "darwin" else ("wslview", "xdg-open")
Events = queue.SimpleQueue[str]  # "save", "draw", or a key


def watch(options: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Check at each save until somebody quits; returns the exit status."""
    asked, saved = wish(options), _watcher()
    take(asked)  # whoever names the wrong folder is told before anything is drawn
    events: Events = queue.SimpleQueue()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    ended = threading.Event()
    keyboard = Keyboard() if sys.stdin.isatty() else None
    screen = None
    watching = None
    try:
        if keyboard and sys.stdout.isatty() and not options.plain:
            screen = Screen(sys.stdout, lambda: events.put("draw"))
        watching = Watching(asked, Lines(say, options.plain) if screen is None else Page(screen))
        _start(_tell, saved(asked, ended), events)
        if keyboard:
            _start(keyboard.read, lambda key: _press(key, events))
        watching.check()
        while True:
            event = events.get()
            if event == "draw" and keyboard:
                keyboard.again()
            watching.on(event)
    except KeyboardInterrupt:
        pass
    finally:
        ended.set()
        if screen:
            screen.close()
        if keyboard:
            keyboard.close()
        if watching:
            watching.close()
    return 0


def _watcher() -> Callable[[Wish, threading.Event], Iterator[Any]]:
    try:
        import watchfiles
    except ImportError:
        raise OperatorError("watchfiles, which tells of saves, is not installed here",
                            "make watch, which fetches it once") from None

    def saved(asked: Wish, ended: threading.Event) -> Iterator[Any]:
        folder = asked.path if asked.path.is_dir() else asked.path.resolve().parent
        return watchfiles.watch(folder, stop_event=ended, debounce=100, step=20,
                                rust_timeout=500, raise_interrupt=False)

    return saved


def _start(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def _press(key: str, events: Events) -> None:
    if key == "q":  # at once, in the middle of a check too
        os.kill(os.getpid(), signal.SIGINT)
    else:
        events.put(key)


def _tell(saved: Iterator[Any], events: Events) -> None:
    for _ in saved:
        events.put("save")


class Watching:
    """What is known of one folder or notebook, from save to save."""

    def __init__(self, asked: Wish, view: View) -> None:
        self.asked, self.view = asked, view
        self._setting = asked.setting()
        self._checks = collect(replace(self._setting, parts=None))
        if asked.parts is not None and not any(c.part in asked.parts for c in self._checks):
            raise OperatorError(f"part {asked.parts[0]} has no public check", "make watch")
        self._references = References(self._setting, kept=True)
        self._recall = Recall()
        self.submission: Submission | None = None
        self.card: Scorecard | None = None
        self.progress = read_progress(asked.course.home, asked.path)
        self.gone: tuple[CheckResult, ...] = ()
        if self._setting.carrier == "plain":
            view.note(self, NO_SANDBOX)

    def on(self, event: str) -> None:
        """What follows from a save or a key."""
        if event == "save":
            self.check()
        elif event == "h" and self.card:
            self._advance(self.card, further=True)
            self.view.hint(self)
        elif event == "a":
            self.view.all(self)
        elif event == "o" and self.card:
            self.view.note(self, self._report(self.card))
        elif event in ("draw", " "):
            self.view.turn(self, further=event == " ")

    def check(self) -> None:
        """Check what is there now, until it is what was checked."""
        while self._check_once():
            pass  # it was saved in the meantime, perhaps before anybody listened
        start_ahead(self._setting.carrier, self._setting.course.sheet.limits)

    def _check_once(self) -> bool:
        try:
            submission = take(self.asked)
        except OperatorError as error:  # half-way through a save, or moved away
            self.view.note(self, error.cause)
            return False
        if submission == self.submission:
            return False
        only = None if self.submission is None else affected(
            self._checks, self.submission, submission)
        if only is None or only:
            self.view.note(self, "checking ...")
            try:
                self.card = grade(submission, replace(self._setting, only=only), self._references,
                                  self._recall)
            except GraderError as error:
                self.view.note(self, f"the grader failed: {error}")
                return False
        self.submission = submission
        if self.card:
            self.gone = lost(self.progress, self.card.checks)
            self._advance(self.card, further=False)
            self.view.checked(self)
        return True

    def _advance(self, card: Scorecard, *, further: bool) -> None:
        self.progress = after(self.progress, card.checks, further=further)
        if card.score is not None:
            keep_progress(self.asked.course.home, self.asked.path, self.progress)

    def _report(self, card: Scorecard) -> str:
        folder = self.asked.course.home / "reports"
        try:
            write(folder, {REPORT: student(card, False)})
        except OSError as error:
            return f"the report cannot be written: {error.strerror}"
        opener = next(filter(None, map(shutil.which, OPENERS)), None)
        if opener:
            subprocess.Popen([opener, str(folder / REPORT)], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True)
        return f"report: reports/{REPORT}"

    def text(self, look: Look, *, everything: bool = False, low: bool = False) -> str:
        """What is said now."""
        if self.submission is None or self.card is None:
            return ""
        return shown(self.asked, self.submission, self.card, self.progress, self.gone, look,
                     everything=everything, low=low)

    @property
    def score(self) -> str:
        """The line with the score."""
        card = self.card
        return check_line(card, sum(self.asked.points.values()) - card.max_score) if card else ""

    def close(self) -> None:
        """End what answers."""
        self._references.close()
        end_those_waiting()
