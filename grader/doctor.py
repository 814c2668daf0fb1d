"""What this machine offers: said plainly, with what to do about what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from .carrier import carrier_fault, layers_here
from .command import can_pin, interpreter, torch_home
from .sandbox import Carrier
from .sheet import Limits

LIMITS = Limits(import_seconds=10, check_seconds=5, total_seconds=60, memory_mb=512)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """One thing looked for: what it is, whether it is there, and what follows."""

    subject: str
    good: bool
    text: str


def examine() -> list[Finding]:
    """Look at everything that grading can use; takes a fraction of a second."""
    faults: dict[Carrier, str] = {
        "bubblewrap": carrier_fault("bubblewrap", LIMITS),
        "landlock": carrier_fault("landlock", LIMITS)}
    return [_python(), _sandbox(faults["bubblewrap"]), _weaker(faults["landlock"]),
            *_layers(faults), _plain(), _steady(), _torch(), _browser()]


def _python() -> Finding:
    return Finding("Python", True, f"{platform.python_version()}; submissions run on "
                                   f"{interpreter().executable}")


def _sandbox(fault: str) -> Finding:
    if fault:
        return Finding("sandbox", False, f"{fault} (submissions cannot be graded, unless you "
                                         "trust them, --trust, or do with the weaker sandbox)")
    return Finding("sandbox", True, "bubblewrap works: submissions can be graded")


def _weaker(fault: str) -> Finding:
    return Finding("weaker", not fault, fault or
                   "Landlock works, for where bubblewrap does not (--weaker-sandbox)")


def _layers(faults: Mapping[Carrier, str]) -> list[Finding]:
    """What the best sandbox is made of here, as the kernel tells it of one that runs."""
    carrier = next((one for one, fault in faults.items() if not fault), None)
    return [Finding(layer.name, layer.there, layer.text)
            for layer in layers_here(carrier, LIMITS)] if carrier else []


def _plain() -> Finding:
    fault = carrier_fault("plain", LIMITS)
    return Finding("plain", not fault, fault or "works, for code that you trust: your own, say")


def _steady() -> Finding:
    setarch = shutil.which("setarch")
    if can_pin(setarch):
        return Finding("steady", True, "address layout is pinned (setarch)")
    if setarch:
        return Finding("steady", False, "address layout may not be pinned here, as in most "
                                        "containers; verdicts do not rest on it")
    return Finding("steady", False, "no setarch (Debian: apt-get install util-linux): address "
                                    "layout is not pinned; verdicts do not rest on it")


def _torch() -> Finding:
    try:
        version = importlib.metadata.version("torch") if torch_home() else ""
    except importlib.metadata.PackageNotFoundError:  # a folder that happens to have the name
        version = ""
    if version:
        return Finding("PyTorch", True, f"{version}: the bonus can be graded")
    return Finding("PyTorch", False, "not installed: the bonus is not graded "
                                     "(make grade BONUS=1 installs it)")


def _browser() -> Finding:
    if any(map(shutil.which, BROWSERS)):
        return Finding("browser", True, "found: the tests can open the reports")
    return Finding("browser", False, "no chromium (Debian: apt-get install chromium): only some "
                                     "of the project's own tests need it")
