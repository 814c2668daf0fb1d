"""What a watch says: line after line, or on a screen that stays still."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .check import look
from .screen import Screen, beside

if TYPE_CHECKING:
    from .watch import Watching

KEYS = "h hint   a all   o open report   q quit"


class View(Protocol):
    """Where a watch is shown."""

    def checked(self, watching: Watching) -> None:
        """A check is done: the one next thing is shown."""

    def hint(self, watching: Watching) -> None:
        """One hint more is asked for."""

    def all(self, watching: Watching) -> None:
        """Everything is asked for, or no longer."""

    def turn(self, watching: Watching, *, further: bool) -> None:
        """The next page, or the same again."""

    def note(self, watching: Watching, text: str) -> None:
        """Something short."""


class Lines:
    """What is said of a watch where nothing can be drawn, or should not be: line after line."""

    def __init__(self, say: Callable[[str], None], plain: bool) -> None:
        self._say, self._look = say, look(plain=plain)
        say(f"Checking at each save. Keys: {KEYS.replace('   ', ', ')}." if sys.stdin.isatty()
            else "Checking at each save, until it is stopped.")

    def checked(self, watching: Watching) -> None:
        """A check is done."""
        self._say("\n" + watching.text(self._look, low=True))
        self._say(watching.score)

    def hint(self, watching: Watching) -> None:
        """One hint more is asked for."""
        self._say("\n" + watching.text(self._look, low=True))

    def all(self, watching: Watching) -> None:
        """Everything is asked for."""
        self._say("\n" + watching.text(self._look, everything=True))

    def turn(self, watching: Watching, *, further: bool) -> None:
        """Nothing here has pages."""

    def note(self, watching: Watching, text: str) -> None:
        """Something short."""
        self._say(text)


class Page:
    """What is said of a watch on a screen that stays still."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._everything, self._page = False, 0
        screen.draw([], "starting ...")

    def checked(self, watching: Watching) -> None:
        """A check is done: back to the one next thing."""
        self._everything, self._page = False, 0
        self._draw(watching)

    def hint(self, watching: Watching) -> None:
        """One hint more is asked for."""
        self.checked(watching)

    def all(self, watching: Watching) -> None:
        """Everything is asked for, or no longer."""
        self._everything, self._page = not self._everything, 0
        self._draw(watching)

    def turn(self, watching: Watching, *, further: bool) -> None:
        """The next page, or the same again."""
        self._page += further
        self._draw(watching)

    def note(self, watching: Watching, text: str) -> None:
        """Something short, at the foot."""
        self._draw(watching, text)

    def _draw(self, watching: Watching, note: str = "") -> None:
        width, height = self._screen.size
        how = look()
        how["width"] = min(100, width - 1)
        room = max(height - 3, 4)  # below it a blank line, the score, the keys
        lines = watching.text(how, everything=self._everything).rstrip("\n").split("\n")
        if len(lines) > room and not self._everything:
            lines = watching.text(how, low=True).rstrip("\n").split("\n")
        pages = -(-len(lines) // room)
        self._page %= pages
        lines = lines[self._page * room :][:room]
        lines += [""] * (room - len(lines))
        more = f"space page {self._page + 1}/{pages}" if pages > 1 else ""
        self._screen.draw([*lines, "", watching.score[: width - 1]],
                          beside(KEYS, note or more, width))
