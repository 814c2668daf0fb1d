"""A terminal that is drawn on in place: nothing scrolls, and it is left as it was found."""

from __future__ import annotations

import os
import signal
import sys
import termios
import tty
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TextIO

from .report.layout import cells

OTHER_SCREEN, BACK = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"  # and the cursor with it
HOME, TO_LINE_END, TO_SCREEN_END = "\x1b[H", "\x1b[K", "\x1b[J"


class Keyboard:
    """Keys come one at a time and are not shown, until it is closed."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._found = termios.tcgetattr(self._fd)
        tty.setcbreak(self._fd)

    def read(self, press: Callable[[str], None]) -> None:
        """Tell of each key that is pressed, q being the last; for a thread of its own."""
        key = ""
        while key != "q":
            char = os.read(self._fd, 1)  # nothing: the terminal is gone
            key = char.decode("ascii", "replace").lower() or "q"
            press(key)

    def again(self) -> None:
        """Once more after the shell had the terminal."""
        tty.setcbreak(self._fd)

    def close(self) -> None:
        """Leave the terminal as it was found."""
        termios.tcsetattr(self._fd, termios.TCSADRAIN, self._found)


class Screen:
    """The whole of a terminal, until it is closed."""

    def __init__(self, out: TextIO, redraw: Callable[[], None]) -> None:
        self._out = out
        self._write(OTHER_SCREEN)

        def changed(number: int, frame: FrameType | None) -> None:
            if number == signal.SIGCONT:
                self._write(OTHER_SCREEN)
            redraw()

        for number in (signal.SIGWINCH, signal.SIGCONT):
            signal.signal(number, changed)

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines, as they are now."""
        try:
            return os.get_terminal_size(self._out.fileno())
        except OSError:
            return os.terminal_size((80, 24))

    def draw(self, lines: Sequence[str], last: str) -> None:
        """Show these lines from the top, and one at the foot, in the place of what was there."""
        room = self.size.lines - 1
        shown = [*lines[:room], *[""] * (room - len(lines))]
        self._write(HOME + "".join(f"{line}{TO_LINE_END}\r\n" for line in shown)
                    + last + TO_LINE_END + TO_SCREEN_END)

    def close(self) -> None:
        """Go back to what the terminal showed before."""
        for number in (signal.SIGWINCH, signal.SIGCONT):
            signal.signal(number, signal.SIG_DFL)
        self._write(BACK)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def beside(left: str, right: str, width: int) -> str:
    """Two texts on one line, as far as both have room."""
    space = width - 1 - cells(left) - cells(right)
    return left + " " * space + right if space > 1 else right[: width - 1] or left[: width - 1]
