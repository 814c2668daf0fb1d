"""What was tried to make an example smaller is remembered, and the student asked all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader import retold
from grader.records import Probe
from grader.retold import Retold


def probe(code: str) -> Probe:
    return Probe(code, ("x",))


class Halving:
    """Leaves out letters from the end, then from the front, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, start: Probe, fails: Callable[[Probe], bool]) -> Probe:
        self.asked += 1
        code = start.code
        for shorter in (lambda text: text[:-1], lambda text: text[1:]):
            while len(code) > 1 and fails(probe(shorter(code))):
                code = shorter(code)
        return probe(code)


def tries(memory: Retold, how: Halving, start: str, needs: str, sign: object = None) -> list[str]:
    """What is tried of a mistake that shows where there is a certain letter."""
    tried: list[str] = []

    def fails(one: Probe) -> bool:
        tried.append(one.code)
        return needs in one.code

    memory.shrink(how, probe(start), fails, sign)
    return tried


@pytest.mark.parametrize("needs", ["a", "d", "g", "none"])
def test_the_same_is_tried_from_memory_as_without(needs):
    memory, how = Retold(), Halving()
    first = tries(memory, how, "abcdefg", needs)
    assert [tries(memory, how, "abcdefg", needs) for _ in range(2)] == [first] * 2
    assert how.asked == 1
    assert first == tries(Retold(), Halving(), "abcdefg", needs)


def test_where_answers_part_company_it_is_asked_anew():
    memory, how = Retold(), Halving()
    for needs in ("a", "d", "g", "none", "d", "a"):
        assert tries(memory, how, "abcdefg", needs) == tries(
            Retold(), Halving(), "abcdefg", needs), needs
    assert how.asked == 4


def test_another_probe_or_another_way_is_another_story():
    memory, how, other = Retold(), Halving(), Halving()
    tries(memory, how, "abc", "b")
    tries(memory, how, "abd", "b")
    tries(memory, other, "abc", "b")
    assert (how.asked, other.asked) == (2, 1)


def test_a_way_that_hangs_on_more_than_answers_is_asked_each_time():
    memory = Retold()
    rounds = iter(range(10))

    def fickle(start: Probe, fails: Callable[[Probe], bool]) -> Probe:
        turn = next(rounds)
        if fails(probe("first")):  # after another answer it has to be asked again
            fails(probe("second"))
        fails(probe(f"turn {turn}"))
        return start

    def asked(answer: bool) -> list[str]:
        tried: list[str] = []
        memory.shrink(fickle, probe("x"), lambda one: bool(tried.append(one.code)) or answer)
        return tried

    assert asked(False) == ["first", "turn 0"]
    assert asked(True) == ["first", "second", "turn 1"]
    assert asked(True) == ["first", "second", "turn 1"]


def test_what_breaks_off_is_asked_again():
    memory, how = Retold(), Halving()

    def breaks(one: Probe) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.shrink(how, probe("abc"), breaks)
    assert tries(memory, how, "abc", "b") == tries(Retold(), Halving(), "abc", "b")


def test_it_forgets_when_there_is_too_much(monkeypatch):
    monkeypatch.setattr(retold, "MOST_STEPS", 3)
    memory, how = Retold(), Halving()
    for _ in range(3):
        tries(memory, how, "abcdefg", "d")
    assert how.asked == 3


def test_what_will_be_tried_is_foreseen_as_it_went_with_that_mistake_or_else_the_last_time():
    memory, how, start = Retold(), Halving(), probe("abcdefg")
    assert memory.expected(how, start, "a") == ()
    tried = {}
    for needs in ("a", "none", "d"):
        tried[needs] = tries(memory, how, "abcdefg", needs, sign=needs)
    for needs in ("a", "none", "d"):
        assert [each.code for each in memory.expected(how, start, needs)] == tried[needs]
    assert [each.code for each in memory.expected(how, start, "g")] == tried["d"]
    tries(memory, how, "abcdefg", "a", sign="a")
    assert [each.code for each in memory.expected(how, start, "g")] == tried["a"]
