"""Pictures of what failed: what they need to know is asked once the verdict stands.

A check names its picture beside its suite. What is right costs nothing: only a probe that failed
is drawn. No verdict hangs on any of this, so whatever goes wrong here leaves the picture out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .interview import Interview
from .records import Observation, Picture, Probe
from .suite import Check, Sketch


def sketch_of(check: Check, probe: Probe) -> Sketch | None:
    """What a check's picture of this probe asks; None where there is nothing to draw."""
    return check.picture(probe) if check.picture is not None else None


def asked_for(checks: Iterable[Check]) -> list[Probe]:
    """All that pictures of these checks may ask, as far as it is known ahead."""
    sketches = (sketch_of(check, probe) for check in checks for probe in check.probes)
    return list(dict.fromkeys(sketch.probe for sketch in sketches if sketch is not None))


def illustrate(
    interview: Interview, failed: Sequence[tuple[Check, Probe]]
) -> Mapping[str, Picture]:
    """By check id, the pictures of these checks, each of the probe that failed."""
    sketches = {check.id: sketch for check, probe in failed
                if (sketch := sketch_of(check, probe)) is not None}
    asked = list(dict.fromkeys(sketch.probe for sketch in sketches.values()))
    replies = dict(zip(asked, interview.aside(asked), strict=True))
    pictures = {}
    for id, sketch in sketches.items():
        mine, right = replies[sketch.probe]
        if isinstance(mine, Observation) and isinstance(right, Observation):
            picture = _drawn(sketch, mine, right)
            if picture is not None:
                pictures[id] = picture
    return pictures


def _drawn(sketch: Sketch, mine: Observation, right: Observation) -> Picture | None:
    try:
        return sketch.draw(mine, right)
    except Exception:
        # It reads what right code gives; what is of another shape cannot be drawn.
        return None
