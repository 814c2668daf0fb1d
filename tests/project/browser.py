"""A page in a browser without a screen: what a script of the test's own finds in it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

POLICY = re.compile(r"(script-src) ")
# What a script needs to look at the table of a class.
LOOK = """
    const body = document.querySelector("table.all").tBodies[0];
    const names = () => [...body.rows].filter((row) => !row.hidden)
        .map((row) => row.querySelector("a").textContent);
    const head = (at) => document.querySelectorAll("table.all thead th")[at];
    const timed = (action) => { const began = performance.now(); action();
        document.body.getBoundingClientRect(); return performance.now() - began; };
    document.body.getBoundingClientRect();  // the page itself is laid out by now
"""


def found_in(chromium: str, page: Path, script: str, *, library: str = "",
             patient: bool = False) -> Any:
    """Open a page with one more script at its end; what that script's promise comes to.

    A `patient` browser waits for timers, by a clock of its own that stands still while code runs:
    what is timed is not asked of such a one.

    The page's policy stays as it is, but for the digests of what the test adds.
    """
    driver = ("(async () => {" + script + "})().catch((error) => ({ error: String(error) }))"
              ".then((found) => { const made = document.createElement('pre');"
              " made.id = 'found'; made.textContent = JSON.stringify(found);"
              " document.body.append(made); });")
    text = page.read_text(encoding="utf-8")
    scripts = [library, driver] if library else [driver]
    digests = " ".join(f"'sha256-{_digest(each)}'" for each in scripts)
    text, many = POLICY.subn(rf"\1 {digests} ", text, count=1)
    assert many == 1, "the page allows no script"
    added = "".join(f"<script>{each}</script>" for each in scripts)
    opened = page.with_name("opened.html")
    opened.write_text(text.replace("</body>", f"{added}</body>"), encoding="utf-8")
    ran = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={page.parent / 'profile'}",
         *(["--virtual-time-budget=20000"] if patient else []), "--window-size=1280,900",
         "--dump-dom", opened.as_uri()],
        capture_output=True, text=True, timeout=200, check=True)
    result = re.search(r'<pre id="found">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert result, ran.stdout[-2000:] + ran.stderr[-2000:]
    value = json.loads(html.unescape(result[1]))
    assert not (isinstance(value, dict) and "error" in value), value
    return value


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
