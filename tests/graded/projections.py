"""What right answers may do differently, taken out before they are compared.

Each is a pure function over one probe's {expression: answer}. Both sides go through it, so what
comes out is what the student is shown, and what a misconception is matched by.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping

from grader.records import Answer, Data, Node, Thing

Answers = dict[str, Answer]


def members(answers: Answers) -> Answers:
    """Every `_prev` as its members' names: a set, list or tuple, in any order, repeats or not."""
    return {
        asked: _names(answer) if asked.endswith("_prev") else answer
        for asked, answer in answers.items()
    }


def any_zero(answers: Answers) -> Answers:
    """In a `repr`, a grad of 0 as good as one of 0.0."""
    return {
        asked: answer.replace("grad=0)", "grad=0.0)") if isinstance(answer, str) else answer
        for asked, answer in answers.items()
    }


def letter(answers: Answers) -> Answers:
    """A letter in either case, with blanks around it or not."""
    return {
        asked: answer.strip().upper() if isinstance(answer, str) else answer
        for asked, answer in answers.items()
    }


def by_seed(answers: Answers) -> Answers:
    """Every grad for one unit of the output's own, which is asked first.

    So a wrong seed costs its own check alone: in a backward pass all grads grow as the seed does.
    """
    output, seed = next(iter(answers.items()))
    unit = seed if _is_number(seed) and seed else 1.0
    return {
        f"{asked} / {output}": answer / unit if _is_number(answer) else answer
        for asked, answer in answers.items()
        if asked != output
    }


def reached(answers: Answers) -> Answers:
    """Every grad as whether it is no longer 0: that it arrived, whatever it is."""
    return {f"{asked}: not 0": _not_zero(answer) for asked, answer in answers.items()}


def over(*pairs: tuple[str, str], apart: tuple[str, ...] = ()) -> Callable[[Answers], Answers]:
    """Each pair's first as a share of its second, and how many different numbers `apart` has.

    What is held against a student's own is divided here: objects of theirs would say what they
    like of a quotient.
    """

    def through(answers: Answers) -> Answers:
        used = {*apart, *(asked for pair in pairs for asked in pair)}
        found = {asked: answer for asked, answer in answers.items() if asked not in used}
        found |= {f"{a} / {b}": _share(answers[a], answers[b]) for a, b in pairs}
        if apart:
            numbers = [answers[asked] for asked in apart]
            found[f"len({{{', '.join(apart)}}})"] = (
                len(set(numbers)) if all(map(_is_number, numbers)) else numbers)  # type: ignore[arg-type]
        return found

    return through


def _share(part: Answer, whole: Answer) -> Answer:
    """A number as a share of another, in lists and dicts of the same form one by one."""
    if _is_number(part) and _is_number(whole) and whole:
        return part / whole
    if isinstance(part, list) and isinstance(whole, list) and len(part) == len(whole):
        return [_share(a, b) for a, b in zip(part, whole, strict=True)]
    if isinstance(part, dict) and isinstance(whole, dict) and part.keys() == whole.keys():
        return {key: _share(part[key], whole[key]) for key in part}
    return part


def too_early(made_from: Mapping[str, tuple[str, str]]) -> Callable[[Answers], Answers]:
    """The order of `calls` as its faults: the nodes that ran before one that was made from them.

    A node that did not run is at no fault here, its missing gradient is found elsewhere. Where
    nothing could be put in `_backward`'s place there is no order to judge.
    """

    def faults(calls: list[Data]) -> list[Data]:
        # The last call counts: a node that runs twice is another check's to find.
        last = {name: when for when, name in enumerate(calls) if isinstance(name, str)}
        return [
            f"{operand} before {node}"
            for node, operands in made_from.items()
            for operand in dict.fromkeys(operands)
            if operand in last and node in last and last[operand] < last[node]
        ]

    def through(answers: Answers) -> Answers:
        calls = answers["calls"]
        judged = faults(calls) if isinstance(calls, list) else calls
        return {"what ran too early": judged, **_arrived(answers)}

    return through


def more_than_once(answers: Answers) -> Answers:
    """The order of `calls` as the nodes that ran more than once."""
    calls = answers["calls"]
    if not isinstance(calls, list):
        return {"what ran more than once": calls, **_arrived(answers)}
    ran = Counter[str]()
    judged = []
    for name in calls:
        ran[repr(name)] += 1
        if ran[repr(name)] == 2:
            judged.append(name)
    return {"what ran more than once": judged, **_arrived(answers)}


def tanh_op(answers: Answers) -> Answers:
    """`t._op`, where `t` was made from `v` alone: a composed tanh has any other, or none."""
    made_from = _names(answers["t._prev"])
    composed = isinstance(made_from, list) and made_from not in ([], [Node("v")])
    return {"t._op": "tanh" if composed else answers["t._op"]}


def _names(answer: Answer) -> Answer:
    """A collection's members, each once, sorted; anything else as it is."""
    if isinstance(answer, Thing) and answer.items is not None:
        found = list(answer.items)
    elif isinstance(answer, list):
        found = answer
    elif answer == {}:
        found = []
    else:
        return answer
    # By its text, since a student decides how many there are: comparing each to each takes long.
    return [item for _, item in sorted({repr(item): item for item in found}.items())]


def _arrived(answers: Answers) -> Answers:
    return reached({asked: answer for asked, answer in answers.items() if asked.endswith(".grad")})


def _not_zero(answer: Answer) -> Answer:
    if isinstance(answer, list):
        return [_not_zero(item) for item in answer]
    # A nan has not arrived from anywhere.
    return bool(answer) and math.isfinite(answer) if _is_number(answer) else answer


def _is_number(answer: object) -> bool:
    return type(answer) in (int, float)
