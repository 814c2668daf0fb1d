"""What is named and what is not, on catalogues of a few marks made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from cards import check

from grader.carry import carry
from grader.diagnosis import Named, diagnose
from grader.fingerprint import RIGHT, UNKNOWN
from grader.fitting import Answered
from grader.known import ANY, Catalogue, Expectation, Known, merged, read_marks, write_marks

ENGINE, NN = frozenset({"engine"}), frozenset({"engine", "nn"})
IMPORTS = {"engine": ENGINE, "nn": NN, "warmup": frozenset({"warmup"})}


def known(id: str, part: str, answers: dict[str, str], modules: Sequence[str] = ("engine",),
          carried: Sequence[str] = ()) -> Known:
    return Known(id, part, f"{id} title", "I think so.", "See for yourself.", frozenset(modules),
                 {check: read_marks(text) for check, text in answers.items()}, frozenset(carried))


def answered(id: str, text: str, reach: frozenset[str] = ENGINE, failed: bool | None = None
             ) -> Answered:
    found = tuple(each or RIGHT for each in text.split(","))
    return Answered(id, id.split(":")[0], found,
                    any(mark != RIGHT for mark in found) if failed is None else failed, reach)


def nobody(ids: Sequence[str], checks: Sequence[str], manner: int) -> Expectation | None:
    return None


def named(these: Sequence[Known], *checks: Answered, compose=nobody) -> list[tuple[str, bool]]:
    return [(each.known.id, each.certain)
            for each in diagnose(Catalogue(tuple(these), IMPORTS), checks, compose)]


SEED = known("seed", "4.2", {"4.2:seed": "aa", "4.2:all": "bb,cc"})
ORDER = known("order", "4.2", {"4.2:order": "dd", "4.2:all": "bb,ee"})


def test_all_equal_is_certain():
    seen = answered("4.2:seed", "aa"), answered("4.2:all", "bb,cc"), answered("4.2:order", "")
    assert named([SEED, ORDER], *seen) == [("seed", True)]


def test_right_submissions_have_none():
    assert named([SEED], answered("4.2:seed", ""), answered("4.2:all", ",")) == []


def test_one_answer_of_another_kind_is_no_certainty():
    assert named([SEED], answered("4.2:seed", "aa"), answered("4.2:all", "bb,ff")) == [
        ("seed", False)]
    assert named([SEED], answered("4.2:seed", "aa"), answered("4.2:all", "ff,ff")) == []


def test_a_right_answer_where_the_mistake_has_none_speaks_against_it():
    assert named([SEED], answered("4.2:seed", "aa"), answered("4.2:all", "bb,")) == []


def test_a_failure_that_it_does_not_explain_speaks_against_it():
    seen = answered("4.2:seed", "aa"), answered("4.2:all", "bb,cc"), answered("2:data", "ff")
    assert named([SEED], *seen) == []


def test_what_is_not_written_speaks_neither_way():
    seen = answered("4.2:seed", "aa"), answered("4.2:all", f"bb,{UNKNOWN}")
    assert named([SEED, ORDER], *seen) == [("seed", True)]


def test_two_that_fit_as_well_are_none():
    twin = known("twin", "4.2", {"4.2:seed": "aa", "4.2:all": "bb,gg"})
    assert named([SEED, twin], answered("4.2:seed", "aa"),
                 answered("4.2:all", f"bb,{UNKNOWN}")) == []


def test_one_that_could_not_have_come_out_right_is_preferred():
    here_and_there = known("here", "4.2", {"4.2:seed": "aa|=", "4.2:all": "=|cc,=|bb"})
    always = known("always", "4.2", {"4.2:seed": "aa"})
    assert named([here_and_there, always], answered("4.2:seed", "aa"), answered("4.2:all", ",")
                 ) == [("always", True)]


def test_any_of_several_styles_will_do_and_noise_is_let_pass():
    styles = known("styles", "4.2", {"4.2:seed": "aa|hh", "4.2:all": f"=|bb,{ANY}"})
    for first, second in (("aa", ",cc"), ("hh", "bb,"), ("hh", ",zz")):
        assert named([styles], answered("4.2:seed", first), answered("4.2:all", second)) == [
            ("styles", True)]
    assert named([styles], answered("4.2:seed", "bb"), answered("4.2:all", ",")) == []


def test_an_order_that_nobody_tried_is_let_pass_among_many_that_were():
    open_ones = ",".join([ANY] * 8)
    lucky = known("lucky", "4.2", {"4.2:seed": "aa", "4.2:all": f"bb,{open_ones}"})
    seen = answered("4.2:seed", "aa"), answered("4.2:all", f"zz,{open_ones}".replace(ANY, "yy"))
    assert named([lucky], *seen) == [("lucky", True)]
    fewer = known("lucky", "4.2", {"4.2:seed": "aa", "4.2:all": f"bb,{open_ones[2:]}"})
    seen = seen[0], answered("4.2:all", f"zz,{open_ones[2:]}".replace(ANY, "yy"))
    assert named([fewer], *seen) == [("lucky", False)]


def test_a_mistake_is_sure_by_its_own_module_whatever_later_parts_do():
    seen = (answered("4.2:seed", "aa"), answered("4.2:all", "bb,cc"),
            answered("6:neuron", "xx", NN))
    assert named([SEED], *seen) == [("seed", True)]


def test_two_mistakes_that_do_not_meet_are_both_named():
    tanh = known("tanh", "5.1", {"5.1:tanh": "tt"})
    seen = answered("4.2:seed", "aa"), answered("4.2:all", "bb,cc"), answered("5.1:tanh", "tt")
    assert named([SEED, ORDER, tanh], *seen) == [("seed", True), ("tanh", True)]


def test_where_two_others_fit_as_well_what_they_have_in_common_is_named():
    one = known("one", "4.1", {"4.1:local": "aa"})
    alike = [known(id, "4.2", {"4.2:order": "dd"}) for id in ("this", "that")]
    assert named([one, *alike], answered("4.1:local", "aa"), answered("4.2:order", "dd")) == [
        ("one", True)]


def test_where_two_meet_the_reference_is_asked():
    asked = []

    def compose(ids: Sequence[str], checks: Sequence[str], manner: int) -> Expectation | None:
        if manner:
            return None
        asked.append((tuple(ids), tuple(checks)))
        return {"4.2:all": read_marks("ii,jj")}

    seen = answered("4.2:seed", "aa"), answered("4.2:order", "dd"), answered("4.2:all", "ii,jj")
    assert named([SEED, ORDER], *seen, compose=compose) == [("seed", True), ("order", True)]
    assert {(ids, checks) for ids, checks in asked if len(ids) == 2} == {
        (("order", "seed"), ("4.2:all",))}
    other = *seen[:2], answered("4.2:all", "ii,kk")
    assert named([SEED, ORDER], *other, compose=compose) == []


def test_one_is_looked_at_in_more_manners_where_it_nearly_fits():
    asked = []

    def compose(ids: Sequence[str], checks: Sequence[str], manner: int) -> Expectation | None:
        asked.append((ids, tuple(checks), manner))
        return {"4.2:all": read_marks("ii,jj")} if ids == ("seed",) and manner == 1 else (
            {"4.2:all": read_marks("hh,hh")} if ids == ("seed",) and manner == 0 else None)

    seen = answered("4.2:seed", "aa"), answered("4.2:all", "ii,jj")
    assert named([SEED, ORDER], *seen, compose=compose) == [("seed", True)]
    assert (("seed",), ("4.2:all",), 1) in asked
    assert not any(manner > 1 for _, _, manner in asked)  # where it was answered is enough


def test_one_exception_on_top_of_an_earlier_mistake_tells_nothing():
    first = known("first", "4.2", {"4.2:seed": "aa"})
    later = known("later", "6", {"6:draws": "cc", "6:more": "cc"}, modules=("nn",))
    seen = answered("4.2:seed", "aa"), replace(answered("6:draws", "cc", NN), raised=True)
    assert named([first, later], *seen) == [("first", True)]
    more = replace(answered("6:more", "cc", NN), raised=True)
    assert named([first, later], *seen, more) == [("first", True), ("later", True)]


def test_exceptions_on_top_of_a_mistake_that_raises_by_itself_tell_nothing():
    first = known("first", "4.2", {"4.2:seed": "aa"})
    later = known("later", "6", {"6:draws": "cc", "6:more": "cc", "6:sum": "dd"}, modules=("nn",))
    seen = [replace(answered("4.2:seed", "aa"), raised=True),
            *(replace(answered(id, "cc", NN), raised=True) for id in ("6:draws", "6:more"))]
    assert named([first, later], *seen, answered("6:sum", "?", NN)) == [("first", True)]
    assert named([first, later], *seen, answered("6:sum", "dd", NN)) == [
        ("first", True), ("later", True)]


def test_where_nobody_can_be_asked_two_are_probable():
    seen = answered("4.2:seed", "aa"), answered("4.2:order", "dd"), answered("4.2:all", "ii,jj")
    assert named([SEED, ORDER], *seen) == [("seed", False), ("order", False)]


def test_a_later_mistake_is_found_on_top_of_an_earlier_one():
    first = known("first", "4.2", {"4.2:seed": "aa", "6:grads": "bb"})
    later = known("later", "6", {"6:draws": "cc", "6:grads": "dd"}, modules=("nn",))

    def compose(ids: Sequence[str], checks: Sequence[str], manner: int) -> Expectation | None:
        if manner:
            return None
        return {"6:grads": read_marks("ee")}

    seen = (answered("4.2:seed", "aa"), answered("6:draws", "cc", NN),
            answered("6:grads", "ee", NN))
    assert named([first, later], *seen, compose=compose) == [("first", True), ("later", True)]


def test_a_later_mistake_has_to_show_where_the_earlier_one_leaves_nothing_open():
    """What hangs on the order of a set may come out as nobody has tried: that is no second one."""
    first = known("first", "4.2", {"4.2:seed": "aa", "6:grads": "*"})
    later = known("later", "6", {"6:grads": "dd"}, modules=("nn",))

    def compose(ids: Sequence[str], checks: Sequence[str], manner: int) -> Expectation | None:
        return None if manner else {"6:grads": read_marks("ee"), "6:sum": read_marks("ff")}

    seen = (answered("4.2:seed", "aa"), answered("6:grads", "ee", NN),
            answered("6:sum", "ff", NN))
    assert named([first, later], *seen, compose=compose) == [("first", True)]
    more = replace(later, answers={**later.answers, "6:sum": read_marks("gg")})
    assert named([first, more], *seen, compose=compose) == [("first", True), ("later", True)]


def test_marks_go_to_text_and_back():
    text = ",aa|bb,*,=|cc,"
    assert write_marks(read_marks(text)) == text
    assert merged([SEED, ORDER])["4.2:all"] == (frozenset({"bb", ANY}),
                                                frozenset({"cc", "ee", ANY}))


# --- carried forward -----------------------------------------------------------------------------

ORDERED = {"4.2": 0, "5.1": 1, "6": 2}
CARRIES = known("seed", "4.2", {"4.2:seed": "aa", "6:grads": "bb", "6:loose": f"bb,{ANY}"},
                carried=["6:grads", "6:loose"])


def carries(mark: str, one: Known = CARRIES, certain: bool = True, id: str = "6:grads") -> object:
    seen = answered(id, mark, NN)
    [result] = carry([check(id, part=id.split(":")[0], points=0.0, max_points=2.0)], {id: seen},
                     [Named(one, certain)], one.answers, ORDERED)
    return result.carried, result.unjudged


def test_what_right_code_gives_on_top_of_it_is_carried():
    assert carries("bb") == (2.0, False)


@pytest.mark.parametrize("mark", ["cc", UNKNOWN])
def test_anything_else_is_lost(mark):
    assert carries(mark) == (0.0, False)


def test_what_right_code_leaves_in_other_writings_may_stand_there():
    """Though the mistake's own marks are open there, or others."""
    loose = replace(CARRIES, answers={"6:grads": read_marks(f"bb|{ANY}")},
                    right={"6:grads": read_marks("cc|dd")})
    assert carries("cc", loose) == carries("dd", loose) == (2.0, False)
    assert carries("bb", loose) == carries("ee", loose) == (0.0, True)
    told = replace(CARRIES, right={"6:grads": read_marks("cc")})
    assert carries("cc", told) == (2.0, False)


def test_an_exception_is_no_value_that_could_be_judged():
    seen = Answered("6:grads", "6", ("bb",), True, NN, raised=True)
    [result] = carry([check("6:grads", part="6", points=0.0, max_points=2.0)], {"6:grads": seen},
                     [Named(CARRIES, True)], CARRIES.answers, ORDERED)
    assert (result.carried, result.unjudged) == (0.0, True)


def test_without_certainty_nothing_is_carried():
    assert carries("bb", certain=False) == (0.0, False)


def test_its_own_part_pays_for_it():
    assert carries("aa", id="4.2:seed") == (0.0, False)


def test_what_cannot_be_judged_says_so():
    blind = known("seed", "4.2", {"6:grads": "bb"})
    assert carries("bb", blind) == (0.0, True)
    assert carries("bb,cc", id="6:loose") == (0.0, True)


def test_two_that_hide_behind_one_another_are_not_named():
    """Each alone has the other's probes wrong in another way, so together they would fit all."""
    one = known("one", "5.1", {"5.1:exp": "aa", "5.1:all": "bb,"})
    two = known("two", "5.1", {"5.1:exp": "cc", "5.1:all": "dd,"})
    wrong = [answered("5.1:exp", ""), answered("5.1:all", "ee,")]
    assert named([one, two], *wrong) == []
