"""A browser without a screen that is told what to do, over a pipe: one for many pages.

It speaks the DevTools protocol, a JSON message between two null bytes, so that a test can set the
width, the colours and the medium, and hear of every request and every complaint.
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-dev-shm-usage", "--hide-scrollbars",
         "--remote-debugging-pipe")
SECONDS = 250
# It reads from descriptor 3 and writes to 4.
START = """
import fcntl, os, sys
told, said = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 20) for fd in sys.argv[1:3])
os.dup2(told, 3), os.dup2(said, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Pilot:
    """One browser with one tab; `heard` has what it said of its own accord since the last page."""

    def __init__(self, chromium: str) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        told, tell = os.pipe()
        hear, said = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, str(told), str(said), chromium, *FLAGS,
             f"--user-data-dir={self._profile.name}", "about:blank"],
            pass_fds=(told, said), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(told)
        os.close(said)
        self._tell, self._hear, self._buffer, self._last = tell, hear, b"", 0
        self._session = ""
        self.heard: list[tuple[str, dict[str, Any]]] = []
        try:
            self._attach()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _attach(self) -> None:
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")

    def __enter__(self) -> Pilot:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        os.close(self._tell)  # it ends with whoever tells it what to do
        os.close(self._hear)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Give one order, and wait until it is done."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._tell, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer["error"]
                return dict(answer["result"])

    def wait_for(self, event: str) -> None:
        """Wait until the browser has said this."""
        while event not in (name for name, _ in self.heard):
            self._next()

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._hear], [], [], max(0, end - time.monotonic()))
            data = os.read(self._hear, 1 << 20) if ready else b""
            assert data, "the browser said nothing"
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message = dict(json.loads(line))
        if "method" in message:
            self.heard.append((message["method"], message["params"]))
        return message

    # --- what a test asks for ---

    def open(self, page: Path, *, width: int = 1280, dark: bool = False, medium: str = "screen",
             scripts: bool = True) -> None:
        """Open a page as it would be seen so."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=900,
                deviceScaleFactor=1, mobile=False)
        self.look(dark=dark, medium=medium)
        self.do("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.heard.clear()
        self.do("Page.navigate", url=page.as_uri())
        self.wait_for("Page.loadEventFired")

    def look(self, *, dark: bool = False, medium: str = "screen") -> None:
        """See the page that is open in another medium, or in other colours."""
        self.do("Emulation.setEmulatedMedia", media=medium, features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def ask(self, expression: str) -> Any:
        """What an expression comes to in the page, or the promise that it is."""
        answer = self.do("Runtime.evaluate", expression=expression, awaitPromise=True,
                         returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def picture(self, whole: bool = True, clip: dict[str, float] | None = None) -> bytes:
        """The page as a PNG."""
        more = {"clip": clip} if clip else {}
        shot = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **more)
        return base64.b64decode(shot["data"])
