"""What the reference answered at the last check, kept for the next: for a student's own alone.

It hangs on the whole assignment, on the worker and on the Python that ran it; where one of them has
changed, the reference is asked anew. No mark comes of it: grading asks the reference each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from .command import WORKER, interpreter
from .course import Course
from .errors import OperatorError
from .recording import dump_recording, read_recording
from .records import Observation, Probe
from .report.folder import write

FILE = ".micrograde-reference.json"  # beside the assignment; its first probe is the key


def read_answers(course: Course) -> dict[Probe, Observation]:
    """What is kept for this course as it is now; nothing where there is none, or another's."""
    try:
        known = dict(read_recording(course.home / FILE).known)
    except (OSError, OperatorError, RecursionError):
        return {}
    return {} if known.pop(_key(course), None) is None else known


def keep_answers(course: Course, known: Mapping[Probe, Observation]) -> None:
    """Keep them for the next time, as far as this folder can be written to."""
    with contextlib.suppress(OSError):
        write(course.home, {FILE: dump_recording({_key(course): Observation(()), **known})})


def _key(course: Course) -> Probe:
    python = interpreter()
    state = Path(python.executable).stat()
    pieces = [course.digest, hashlib.sha256(WORKER.read_bytes()).hexdigest(), python.executable,
              str(state.st_mtime_ns), str(state.st_size)]
    return Probe(hashlib.sha256(json.dumps(pieces).encode()).hexdigest(), ())
