"""The interview: fair to every check, whatever the one beside it does, and bounded in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.interview import Interview, right_code
from grader.observe import NO_ANSWER, Group, Replies
from grader.records import Observation, Probe, Silence
from grader.sheet import Limits
from grader.suite import Check

LIMITS = Limits(import_seconds=10, check_seconds=5, total_seconds=60, memory_mb=512)
LATE, DEAD = Silence("timeout", "late"), Silence("crashed", "dead")


def make(name: str, *, group: str = "g", alone: bool = False, hidden: bool = False) -> Check:
    return Check(f"1:{name}", "1", name, 1.0, "default", (Probe(name, ("x",)),), alone, hidden,
                 group)


class Student:
    """Answers as the names of probes tell: 'hang' and 'die' take what follows with them."""

    def __init__(self, behave: Callable[[str, bool], str] = lambda name, alone: name) -> None:
        self.behave = behave
        self.messages: list[list[list[str]]] = []

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        self.messages.append([[probe.code for probe in group.probes] for group in groups])
        return [self._group(group) for group in groups]

    def _group(self, group: Group) -> Replies:
        replies: Replies = []
        for probe in group.probes:
            how = self.behave(probe.code, len(group.probes) == 1)
            silence = LATE if how.startswith("hang") else DEAD if how.startswith("die") else None
            if silence:
                return replies + [silence] * (len(group.probes) - len(replies))
            replies.append(Observation((how,)))
        return replies


def interview(checks: Sequence[Check], student: Student) -> Interview:
    made = Interview(student, Student(), LIMITS)
    made.ask(checks)
    return made


def test_all_checks_go_out_in_one_message_trainings_first():
    student = Student()
    checks = [make("a"), make("b", group="h"), make("train", alone=True), make("c")]
    interview(checks, student)
    assert student.messages == [[["train"], ["a", "b", "c"]]]


def test_a_check_that_hangs_costs_no_other():
    student = Student()
    checks = [make("a"), make("hang"), make("b"), make("c", group="h")]
    done = interview(checks, student)
    assert [done.replies(check) for check in checks] == [
        [Observation(("a",))], [LATE], [Observation(("b",))], [Observation(("c",))]]
    assert student.messages == [[["a", "hang", "b"], ["c"]], [["b"]], [["hang"]]]


def test_what_follows_one_that_hangs_is_asked_anew_by_suite_files():
    student = Student()
    checks = [make("train", alone=True), make("hang"), make("a"), make("b", group="h"), make("c")]
    interview(checks, student)
    assert student.messages == [
        [["train"], ["hang", "a", "b", "c"]], [["a", "c"], ["b"]], [["hang"]]]


def test_files_are_dealt_out_so_that_two_processes_have_as_much_to_do():
    student = Student()
    checks = [make(f"{file}{n}", group=file) for file, many in
              (("a", 2), ("b", 5), ("c", 2), ("d", 1), ("e", 1)) for n in range(many)]
    interview(checks, student)
    [[first, second]] = student.messages
    assert [len(first), len(second)] == [6, 5]
    assert {name[0] for name in first}.isdisjoint({name[0] for name in second})


def test_checks_after_one_that_hangs_are_asked_together_again():
    student = Student()
    checks = [make("a"), make("hang"), make("b"), make("die"), make("c"), make("d")]
    done = interview(checks, student)
    assert student.messages == [
        [["a", "hang", "b", "die", "c", "d"]], [["b", "die", "c", "d"]], [["c", "d"]],
        [["hang"], ["die"]]]
    assert done.replies(checks[5]) == [Observation(("d",))]


def test_no_more_are_asked_at_once_than_there_is_time_for():
    student = Student(lambda name, alone: "hang" if alone and name > "f" else name)
    checks = [make(name) for name in "abcdefghijklm"]
    done = interview(checks, student)
    done.settle(checks)
    # (60 - 10) / 2 s are five of 5 s; four that hang leave time for one
    assert [len(message) for message in student.messages[1:]] == [5, 5, 1]
    assert [done.is_final(check) for check in checks] == [True] * 11 + [False] * 2
    assert done.replies(checks[9]) == [LATE]
    assert done.replies(checks[12]) == [Observation(("m",))]  # nobody had time to ask it again


def test_what_shares_a_process_beforehand_goes_as_far_as_it_gets():
    student = Student()
    done = interview([make("a")], student)
    probes = [Probe(name, ("x",)) for name in ("b", "c", "hang", "d")]
    assert done.beforehand(probes) == {
        probe: (Observation((probe.code,)), Observation((probe.code,))) for probe in probes[:2]}
    assert student.messages[1:] == [[["b", "c", "hang", "d"]]]
    assert done.beforehand([]) == {}


def test_a_wrong_answer_stands_where_no_time_is_left_to_ask_again():
    student = Student()
    checks = [make("a"), *(make(f"hang{n}", alone=True) for n in range(5))]
    done = interview(checks, student)
    asked = len(student.messages)
    assert done.final_replies(checks[0]) == [Observation(("a",))]
    assert len(student.messages) == asked


def test_what_a_process_of_its_own_answers_is_final():
    student = Student()
    checks = [make("die", alone=True), make("a")]
    done = interview(checks, student)
    assert done.final_replies(checks[0]) == [DEAD]
    assert len(student.messages) == 1
    assert done.final_replies(checks[1]) == [Observation(("a",))]
    assert len(student.messages) == 2
    done.final_replies(checks[1])
    assert len(student.messages) == 2


def test_time_is_used_up_in_sheet_order_and_what_was_answered_stands():
    student = Student()
    checks = [make(f"hang{n:02}", group=f"g{n % 3}") for n in range(20)]
    checks += [make("last", group="other"), make("after", group="g0")]
    done = interview(checks, student)
    outcomes = [done.replies(check)[0] for check in checks]
    asked_alone = [name for message in student.messages for [name, *more] in message if not more]
    # (60 - 10) / 2 s: fifteen hang in shared processes for 1 s each, two alone for 5 s each
    assert [name for name in asked_alone if name != "last"] == ["hang00", "hang01"]
    assert all(outcome.outcome == "timeout" for outcome in outcomes[:20])
    assert [outcome.reason for outcome in outcomes[:20]].count("late") == 2
    assert outcomes[20] == Observation(("last",))
    assert "used up" in outcomes[21].reason


def test_checks_that_run_out_of_time_from_the_start_count_as_well():
    student = Student()
    checks = [make(f"hang{n}", alone=True) for n in range(10)] + [make("die"), make("b")]
    done = interview(checks, student)
    assert "used up" in done.replies(checks[-1])[0].reason
    mine, right = done.both(Probe("more", ("x",)))
    assert mine.outcome == "timeout" and isinstance(right, Observation)


def test_an_answer_spoilt_by_its_neighbour_is_asked_for_again():
    def spoilt(name: str, alone: bool) -> str:
        return name if alone else f"spoilt {name}"

    check = make("a")
    done = interview([check, make("b")], Student(spoilt))
    assert done.replies(check) == [Observation(("spoilt a",))]
    assert done.final_replies(check) == [Observation(("a",))]


def three(name: str) -> Check:
    """A check of three probes."""
    probes = tuple(Probe(f"{name}{n}", ("x",)) for n in range(3))
    return Check(f"1:{name}", "1", name, 1.0, "default", probes, False, False, "g")


class Spoilt(Student):
    """Answers otherwise, to all that it is asked, in the first message than in any later."""

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        first = not self.messages
        replies = super().answer(groups)
        return [[Observation(("spoilt",))] * len(each) for each in replies] if first else replies


def test_a_check_is_asked_again_as_far_as_what_came_out_wrong():
    student, check = Student(), three("a")
    done = interview([check, make("b")], student)
    before = done.replies(check)
    done.settle([check], {check.id: check.probes[1]})
    assert student.messages[1:] == [[["a0", "a1"]]]
    assert done.replies(check) == before and done.is_final(check) and done.steady


def test_what_answers_otherwise_is_asked_again_as_a_whole():
    student, check, other = Spoilt(), three("a"), three("c")
    done = interview([check, other, make("b")], student)
    assert done.final_replies(check, check.probes[0]) == [
        Observation((name,)) for name in ("a0", "a1", "a2")]
    assert student.messages[1:] == [[["a0"]], [["a0", "a1", "a2"]]]
    assert done.is_final(check) and not done.steady and not done.is_final(other)


def test_where_one_answers_otherwise_all_are_asked_as_a_whole():
    student = Student(lambda name, _: "?" if name == "c0" and len(student.messages) > 1 else name)
    check, other = three("a"), three("c")
    done = interview([check, other], student)
    done.settle([check, other], {each.id: each.probes[0] for each in (check, other)})
    assert student.messages[1:] == [
        [["a0"], ["c0"]], [["c0", "c1", "c2"]], [["a0", "a1", "a2"]]]
    assert done.is_final(check) and done.is_final(other) and not done.steady


def test_what_ends_a_process_of_its_own_is_not_asked_for_the_rest():
    student = Student(lambda name, _: "die" if name == "a1" and len(student.messages) > 1 else name)
    check = three("a")
    done = interview([check], student)
    assert done.final_replies(check, check.probes[1]) == [Observation(("a0",)), DEAD, DEAD]
    assert student.messages[1:] == [[["a0", "a1"]]] and done.is_final(check)


def test_a_probe_that_stands_there_twice_is_asked_as_often():
    student = Student()
    check = Check("1:a", "1", "a", 1.0, "default",
                  tuple(Probe(name, ("x",)) for name in ("a", "b", "a", "c")), False, False, "g")
    interview([check], student).settle([check], {check.id: check.probes[0]})
    assert student.messages[1:] == [[["a", "b", "a"]]]


class Fragile(Student):
    """Whose worker is ended by a check called "kill", with all that was not said yet."""

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        replies = super().answer(groups)
        names = [group.probes[0].code for group in groups]
        if "kill" in names:
            gone = Silence("crashed", f"{NO_ANSWER}: its process ended.")
            replies[names.index("kill"):] = [[gone] for _ in names[names.index("kill"):]]
        return replies


def test_what_another_check_left_unsaid_is_asked_once_more():
    student = Fragile()
    checks = [make(name, alone=True) for name in ("a", "kill", "b")]
    done = interview(checks, student)
    assert [done.replies(check)[0] for check in checks] == [
        Observation(("a",)), Silence("crashed", f"{NO_ANSWER}: its process ended."),
        Observation(("b",))]
    assert student.messages[-1] == [["b"]]


def test_whether_all_was_answered_alike_when_it_was_asked_again():
    checks = [make("a"), make("b")]
    done = interview(checks, Student())
    done.settle(checks)
    assert done.steady
    done = interview(checks, Student(lambda name, alone: name + "!" * alone))
    assert done.steady
    done.settle(checks[:1])
    assert not done.steady


def test_right_code_is_asked_in_as_few_processes_as_go_side_by_side():
    checks = [make("a"), make("b", group="h"), make("train", alone=True), make("c", hidden=True)]
    groups = right_code(checks, LIMITS)
    assert [[probe.code for probe in group.probes] for group in groups] == [
        ["train"], ["a", "b", "c"]]
    assert {group.seconds for group in groups} == {LIMITS.total_seconds}
