"""A session: a suite's tests become checks, and every way they can end has its outcome."""

from __future__ import annotations

import textwrap

import pytest
from test_interview import LIMITS, Student

from grader.collection import collection
from grader.course import HOME
from grader.errors import GraderError
from grader.interview import Interview
from grader.retold import Retold
from grader.session import Grading
from grader.sheet import Part, Sheet

SHEET = Sheet("t", ("engine",), (
    Part("1", "one", "engine", 4, ("x",), {"default": ("Look again.", "Closer.")}),
    Part("2", "two", "engine", 1, ("y",)),
    Part("bonus", "more", "engine", 1, ("z",), bonus=True),
), (), LIMITS, LIMITS, False)


class Course:
    home, sheet, digest = HOME, SHEET, "none"

    def __init__(self, *suites):
        self.suites = suites


def run(tmp_path, public, hidden="", student=None, parts=None):
    return graded(suites(tmp_path, public, hidden), student, parts)


def suites(tmp_path, public, hidden=""):
    suites = []
    for folder, text in (("public", public), ("hidden", hidden)):
        path = tmp_path / folder / f"test_{folder}_suite.py"
        path.parent.mkdir()
        path.write_text("from grader.suite import check, probe, probes\n" + textwrap.dedent(text))
        suites.append(path.parent)
    return suites


def graded(suites, student=None, parts=None):
    student = student or Student()
    grading = Grading(SHEET, {False: Interview(student, Student(), LIMITS)},
                      no_bonus="No bonus here.", parts=parts)
    grading.run(collection(Course(*suites)).checks)
    return grading, student


def test_checks_end_as_they_should(tmp_path):
    grading, _ = run(tmp_path, """
        @check("1", points=2, title="Right.")
        @probe("right", "x")
        def test_right(agree):
            agree()

        @check("1", points=1, title="Wrong.")
        @probe("wrong", "x")
        def test_wrong(agree):
            agree()

        @check("bonus", points=1, title="More.")
        @probe("bonus", "x")
        def test_bonus(agree):
            agree()
    """, """
        @check("2", points=1, title="Hidden.")
        @probe("last", "x")
        def test_hidden(agree):
            agree()
    """, Student(lambda name, alone: {"wrong": "other", "last": "die"}.get(name, name)))
    results = grading.results
    assert {id: (r.outcome, r.points) for id, r in results.items()} == {
        "1:right": ("passed", 2), "1:wrong": ("failed", 0), "bonus:bonus": ("not_graded", 0),
        "2:hidden": ("crashed", 0)}
    assert results["1:wrong"].hints == ("Look again.", "Closer.")
    assert results["1:wrong"].probe == "wrong"
    assert results["2:hidden"].hidden and not results["1:right"].hidden
    assert results["bonus:bonus"].message == "No bonus here."
    assert grading.faults == []


def test_nothing_hidden_is_asked_before_all_that_is_public_has_its_verdict(tmp_path):
    suite = """
        @check("{}", points=1, title="One.")
        @probe("{}", "x")
        def test_{}(agree):
            agree()
    """
    student = Student(lambda name, alone: "wrong")
    run(tmp_path, suite.format("2", "public", "p"), suite.format("1", "hidden", "h"), student)
    assert [[code for group in message for code in group] for message in student.messages] == [
        ["public"], ["public"], ["hidden"], ["hidden"]]


@pytest.mark.parametrize("body", [
    "pass", "raise RuntimeError('x')", "assert False", "import pytest; pytest.skip('x')",
    "import pytest; pytest.xfail('x')", "agree(through=lambda answers: 1 / 0)", "agree(nothing=1)",
])
def test_a_check_that_fails_itself_is_no_verdict(tmp_path, body):
    grading, _ = run(tmp_path, f"""
        @check("1", points=1, title="One.")
        @probe("right", "x")
        def test_one(agree):
            {body}
    """)
    assert grading.results["1:one"].outcome == "grader_error"
    assert len(grading.faults) == 1


def test_a_check_that_does_not_end_is_no_verdict(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.session.LONGEST", 0.05)
    grading, _ = run(tmp_path, """
        def endless(answers):
            while True:
                pass

        @check("1", points=1, title="One.")
        @probe("right", "x")
        def test_one(agree):
            agree(through=endless)
    """)
    assert grading.results["1:one"].outcome == "grader_error"
    assert grading.faults == ["1:one: TooLong: it did not end within 0.05 s"]


def test_a_suite_with_a_fault_says_so(tmp_path):
    one = """
        @check("{}", points=1, title="One.")
        @probe("right", "x")
        def test_one(agree):
            agree()
    """
    with pytest.raises(GraderError) as error:
        run(tmp_path, one.format("1") + "\n        def test_bare(agree): pass\n", one.format("1"))
    assert str(error.value) == (
        "the suites cannot be collected: public/test_public_suite.py::test_bare is no check of a "
        "part of the sheet; two checks are called 1:one")


@pytest.mark.parametrize(("text", "why"), [
    ("class TestIt: pass", "::TestIt is no check of a part of the sheet"),
    ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    ("@check('9', points=1, title='One.')\ndef test_one(agree): agree()",
     "::test_one is no check of a part of the sheet"),
    ("", "there is no check in them"),
])
def test_a_file_that_is_no_suite_says_so(tmp_path, text, why):
    with pytest.raises(GraderError) as error:
        run(tmp_path, text)
    assert str(error.value).endswith(why)


def test_a_session_may_be_of_some_parts_alone(tmp_path):
    one = """
        @check("{0}", points=1, title="One.")
        @probe("right", "x")
        def test_one(agree):
            agree()
    """
    grading, student = run(tmp_path, one.format("1"), one.format("2"), parts=("2",))
    assert list(grading.results) == ["2:one"]
    assert len(student.messages) == 1


def test_a_smaller_example_is_looked_for_and_shown(tmp_path):
    grading, _ = run(tmp_path, """
        from grader.records import Probe

        def shorter(probe, fails):
            while len(probe.code) > 1 and fails(Probe(probe.code[:-1], probe.observe)):
                probe = Probe(probe.code[:-1], probe.observe)

        @check("1", points=1, title="One.")
        @probe("bbaaaa", "x")
        def test_one(agree):
            agree(shrink=shorter)
    """, student=Student(lambda name, alone: "wrong" if "b" in name else name))
    assert grading.results["1:one"].probe == "b"


def test_looking_for_a_smaller_example_has_an_end(tmp_path):
    grading, student = run(tmp_path, """
        from grader.records import Probe

        def endless(probe, fails):
            for n in range(10_000):
                fails(Probe(probe.code + " " * n, probe.observe))

        @check("1", points=1, title="One.")
        @probe("b", "x")
        def test_one(agree):
            agree(shrink=endless)
    """, student=Student(lambda name, alone: "wrong"))
    assert len(student.messages) < 160
    assert grading.results["1:one"].outcome == "failed"


SHORTER = """
        from grader.records import Probe

        def shorter(probe, fails):
            while len(probe.code) > 1 and fails(Probe(probe.code[:-1], probe.observe)):
                probe = Probe(probe.code[:-1], probe.observe)

        @check("1", points=1, title="One.")
        @probe("bbaaaa", "x")
        def test_one(agree):
            agree(shrink=shorter)

        @check("1", points=1, title="Two.")
        @probe("cbbbb", "x")
        def test_two(agree):
            agree(shrink=shorter)
    """


def test_where_a_mistake_was_met_before_all_is_foreseen(tmp_path, monkeypatch):
    """In one process, and what is shown is asked again in one of its own."""
    monkeypatch.setattr("grader.smaller._retold", Retold())
    course, seen = suites(tmp_path, SHORTER), []
    for _ in range(2):
        grading, student = graded(course, Student(with_b))
        seen.append(([grading.results[id].probe for id in ("1:one", "1:two")], student.messages))
    (first, slowly), (again, quickly) = seen
    assert first == again == ["b", "cb"]
    assert quickly[:2] == slowly[:2] == [[["bbaaaa", "cbbbb"]], [["bbaaaa"], ["cbbbb"]]]
    assert quickly[2:] == [[["bbaaa", "bbaa", "bba", "bb", "b", "cbbb", "cbb", "cb", "c"]],
                           [["b"], ["cb"]]]
    assert slowly[2:] == [[[code]] for code in quickly[2][0]]


def test_what_fails_beside_others_alone_is_not_shown(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.smaller._retold", Retold())
    course = suites(tmp_path, SHORTER)
    graded(course, Student(with_b))
    grading, _ = graded(course, Student(
        lambda name, alone: with_b(name, alone) if not alone or len(name) > 2 else name))
    assert [grading.results[id].probe for id in ("1:one", "1:two")] == ["bba", "cbb"]


def with_b(name, alone):
    return "wrong" if "b" in name else name


def test_nothing_is_foreseen_of_code_that_answers_otherwise_when_asked_again(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("grader.smaller._retold", Retold())
    course, seen = suites(tmp_path, SHORTER), []
    for _ in range(2):
        _, student = graded(course, Student(
            lambda name, alone: with_b(name, alone) + "!" * ("b" in name and alone)))
        seen.append(student.messages)
    assert seen[0] == seen[1] and all(len(message) == 1 for message in seen[1][2:])


def test_where_no_smaller_example_can_be_looked_for_the_first_one_stays(tmp_path):
    grading, _ = run(tmp_path, """
        def broken(probe, fails):
            fails(probe)
            raise ValueError("in the suite")

        @check("1", points=1, title="One.")
        @probe("bb", "x")
        def test_one(agree):
            agree(shrink=broken)
    """, student=Student(with_b))
    result = grading.results["1:one"]
    assert (result.outcome, result.probe) == ("failed", "bb")


def test_where_that_takes_too_long_the_first_one_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.session.LONGEST", 0.2)
    grading, _ = run(tmp_path, """
        import time

        def slow(probe, fails):
            time.sleep(5)

        @check("1", points=1, title="One.")
        @probe("bb", "x")
        def test_one(agree):
            agree(shrink=slow)
    """, student=Student(with_b))
    result = grading.results["1:one"]
    assert (result.outcome, result.probe) == ("failed", "bb")


def test_what_fails_beside_others_alone_passes(tmp_path):
    grading, student = run(tmp_path, """
        @check("1", points=1, title="One.")
        @probe("one", "x")
        def test_one(agree):
            agree()

        @check("1", points=1, title="Two.")
        @probe("two", "x")
        def test_two(agree):
            agree()
    """, student=Student(lambda name, alone: name if alone else "wrong"))
    assert [result.outcome for result in grading.results.values()] == ["passed", "passed"]
    assert student.messages == [[["one", "two"]], [["one"], ["two"]]]
