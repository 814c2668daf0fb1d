"""The frozen records that stand between the stages of a grading.

Read in order they tell the way of a submission: what was handed in, what was asked
of it and answered, how each check ended, and what it all adds up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

# --- what was handed in --------------------------------------------------------------------

Kind: TypeAlias = Literal["folder", "notebook", "refused"]


@dataclass(frozen=True)
class Submission:
    """What one student handed in, as plain bytes and text; nothing of it has been run."""

    name: str  # as the operator knows it: the folder's or file's name, without its ending
    digest: str  # SHA-256 of the content, in hexadecimal; the same content, the same digest
    kind: Kind
    files: Mapping[str, bytes] = field(default_factory=dict)  # "engine.py", "lib/ops.py" -> source
    cells: tuple[str, ...] = ()  # a notebook's code cells, in their order
    notes: tuple[str, ...] = ()  # what intake set aside, one sentence each
    refused: str = ""  # why nothing of it can be graded, one sentence; "" where it can


# --- what was asked and answered -----------------------------------------------------------


@dataclass(frozen=True)
class Probe:
    """A snippet that a student could paste, and the expressions to look at after it."""

    code: str
    observe: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """An object that the snippet itself has a name for: told by identity, not by equality."""

    name: str


@dataclass(frozen=True)
class Thing:
    """An object that is no plain data: all that is known is its type, and what it holds.

    `items` are the members of a collection (in the order it gave them), None for others.
    """

    type: str
    items: tuple[Data, ...] | None = None


Data: TypeAlias = "bool | int | float | str | list[Data] | dict[Key, Data] | Node | Thing | None"
Key: TypeAlias = "bool | int | float | str | None"


@dataclass(frozen=True)
class Raised:
    """An exception instead of a value."""

    type: str  # the class's name: "TypeError"
    message: str
    place: str = ""  # where in the student's own files: "engine.py, line 12"; "" if nowhere there
    text: str = ""  # that line, stripped


@dataclass(frozen=True)
class Sealed:
    """An answer kept as a salted hash: whether a number is right can be told, and no more."""

    salt: str
    digest: str


Answer: TypeAlias = "Data | Raised | Sealed"


@dataclass(frozen=True)
class Observation:
    """What a probe brought back: an answer for each of its expressions, in their order."""

    answers: tuple[Answer, ...]
    printed: str = ""  # what the snippet printed, cut short


@dataclass(frozen=True)
class Silence:
    """No observation came back: out of time, a dead process, or nothing that could be asked."""

    outcome: Literal["timeout", "crashed", "blocked"]
    reason: str  # one sentence
    asked: bool = True  # False where there was no time left to ask


# --- how a check ended ---------------------------------------------------------------------

Outcome: TypeAlias = Literal[
    "passed", "failed", "timeout", "crashed", "blocked", "not_graded", "grader_error"
]


@dataclass(frozen=True)
class Row:
    """One line of a failed check's table, as text to show."""

    expression: str
    yours: str
    expected: str
    agrees: bool


@dataclass(frozen=True)
class Box:
    """A node of a graph that is drawn; what stands in it is text to show."""

    name: str
    step: str  # how it was made, as a line: "d = e + c"; "" for a leaf
    sign: str  # of that step, for its circle: "+"; "" for a leaf
    operands: tuple[str, ...]  # names of boxes
    value: str
    yours: str
    expected: str
    agrees: bool  # whether yours is as expected


@dataclass(frozen=True)
class Call:
    """A line that set off what flowed back, and the box that it was made on."""

    line: str
    box: str


@dataclass(frozen=True)
class Graph:
    """A graph with what flowed back through it, and the mark on where it first went wrong."""

    boxes: tuple[Box, ...]  # in the order in which they were made
    names: tuple[str, str]  # of a box's value, and of what was expected to be in it: "data", "grad"
    calls: tuple[Call, ...]  # what was to fill the latter
    mark: str  # the box whose step is marked; "" where the calls are
    caption: str  # a sentence or two


@dataclass(frozen=True)
class Curve:
    """One run, step by step: yours, and the expected one; None where there is no number."""

    label: str
    yours: tuple[float | None, ...]
    expected: tuple[float | None, ...]


@dataclass(frozen=True)
class Curves:
    """Runs side by side, on a logarithmic axis."""

    curves: tuple[Curve, ...]
    names: tuple[str, str]  # of the axes: "step", "loss"
    caption: str


Picture: TypeAlias = "Graph | Curves"


@dataclass(frozen=True)
class CheckResult:
    """How one check ended for one submission."""

    id: str  # "4.2:output_is_seeded"
    part: str
    title: str  # the one rule it checks, as a sentence for the student
    outcome: Outcome
    points: float  # earned
    max_points: float
    hidden: bool
    message: str = ""  # what went wrong, one sentence; the same cause has the same words
    hints: tuple[str, ...] = ()  # from the lightest to the last; only where it did not pass
    probe: str = ""  # the snippet that shows it, ready to paste
    rows: tuple[Row, ...] = ()
    printed: str = ""
    carried: float = 0.0  # points for right code on top of a mistake of an earlier part
    unjudged: bool = False  # such a mistake hides whether this part's own code is right
    picture: Picture | None = None  # of what failed, where the check has one


# --- what it adds up to --------------------------------------------------------------------


@dataclass(frozen=True)
class PartScore:
    """The points of one part of the sheet."""

    id: str
    title: str
    score: float  # own points and carried ones
    max_score: float
    carried_forward: float = 0.0  # of the score, what is carried
    bonus: bool = False
    graded: bool = True  # False where the part could not be graded here and costs nothing


@dataclass(frozen=True)
class Diagnosis:
    """A misconception that explains what was observed."""

    id: str
    part: str
    title: str
    explanation: str
    confidence: Literal["certain", "probable"]
    explains: tuple[str, ...]  # check ids


@dataclass(frozen=True)
class GraderInfo:
    """What graded: everything besides the submission that a result depends on."""

    version: str
    suite_digest: str
    python: str
    torch: str  # "" where it was not asked for or not there
    carrier: str  # "bubblewrap", "landlock", "plain"


@dataclass(frozen=True)
class Explained:
    """Results with what is carried forward, and the mistakes that were found."""

    results: tuple[CheckResult, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    note: str = ""  # why no mistake could be named


@dataclass(frozen=True)
class Scorecard:
    """The whole result for one submission; `result.json` is this, and reports show it."""

    name: str
    digest: str
    kind: Kind
    score: float | None  # without the bonus; None where the grader itself failed
    max_score: float
    bonus: float
    parts: tuple[PartScore, ...]
    checks: tuple[CheckResult, ...]  # in sheet order
    diagnoses: tuple[Diagnosis, ...]
    notes: tuple[str, ...]
    grader: GraderInfo
    signs: tuple[str, ...] = ()  # what only a cheat does, one sentence each: for the instructor
