"""Tests of `grader.notebook_file`: notebooks of every version, shape and malice."""

import json
from typing import Any

import pytest
from handed_in import notebook
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.filetree import Refused
from grader.notebook_file import read_code


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_code(data)
    return str(refused.value)


def test_code_is_kept_as_it_stands_and_other_cells_are_not() -> None:
    cells = [
        {"cell_type": "markdown", "source": "# Part 1"},
        {"cell_type": "code", "source": "%matplotlib inline\n!ls\n"},
        {"cell_type": "raw", "source": "raw"},
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "code", "source": ""},
        {"cell_type": "code", "source": "x\r\n\x00"},
    ]
    code = read_code(notebook(cells=cells))
    assert code.cells == ("%matplotlib inline\n!ls\n", "a = 1\nb = 2", "", "x\r\n\x00")
    assert code.notes == ()


@pytest.mark.parametrize("source", [None, 1, True, {}, ["a", 1], [["a"]], 1.5])
def test_a_cell_whose_source_is_no_text_is_left_out_alone(source: Any) -> None:
    code = read_code(notebook("a", source, "b"))
    assert code.cells == ("a", "b")
    assert code.notes == ("The code of cell 2 was left aside: there is no text as its source.",)


def test_what_is_no_cell_at_all_is_left_out_alone() -> None:
    good = {"cell_type": "code", "source": "a"}
    code = read_code(notebook(cells=[None, 1, "x", [], {"cell_type": "code"}, {}, good]))
    assert code.cells == ("a",)
    assert code.notes == (
        "The code of cells 1, 2, 3, 4 and 5 was left aside: there is no text as its source.",
    )


def test_half_a_surrogate_pair_is_replaced() -> None:
    code = read_code(notebook("a = '\ud800'", "b = '🎓'", ["\udc00", "c"]))
    assert code.cells == ("a = '?'", "b = '🎓'", "?c")


def test_a_byte_order_mark_is_no_part_of_it() -> None:
    assert read_code(b"\xef\xbb\xbf" + notebook("a")).cells == ("a",)


def test_outputs_and_repeated_keys_are_read_as_jupyter_reads_them() -> None:
    with_nan = notebook("a", metadata={"x": float("nan"), "y": float("inf")})
    assert read_code(with_nan).cells == ("a",)
    twice = b'{"nbformat": 3, "nbformat": 4, "cells": 1, "cells": [{"cell_type": "code", '
    assert read_code(twice + b'"source": "a", "source": "b"}]}').cells == ("b",)


def test_what_stands_in_a_text_is_not_counted_as_values() -> None:
    printed = '[1, "a\\\\", {}], ' * 100_000
    assert read_code(notebook("a", metadata={"printed": printed, "\\": '"'})).cells == ("a",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged, or no notebook"),
        (b"not json", "damaged, or no notebook"),
        (notebook("a")[:-10], "damaged, or no notebook"),
        (b"[" * 200_000, "damaged, or no notebook"),
        (b'{"a":' * 100_000, "damaged, or no notebook"),
        (b"9" * 10_000, "damaged, or no notebook"),
        (b"1e400", "damaged, or no notebook"),
        (b"null", "damaged, or no notebook"),
        (b"[]", "damaged, or no notebook"),
        (b"{}", "damaged, or no notebook"),
        (b'{"cells": []}', "damaged, or no notebook"),
        (notebook("a", nbformat=True), "damaged, or no notebook"),
        (notebook("a", nbformat="4"), "damaged, or no notebook"),
        (notebook("a", nbformat=None), "damaged, or no notebook"),
        (notebook("a", nbformat=float("nan")), "damaged, or no notebook"),
        (notebook("a", nbformat=5), "is of format 5"),
        (notebook("a", nbformat=-1), "is of format -1"),
        (notebook("a", nbformat=10**3000), "is of format 1000000000000000000…"),
        (notebook(cells=None), "no list of cells"),
        (notebook(cells={"0": 1}), "no list of cells"),
        (notebook(cells=[]), "no code"),
        (notebook("", " \n"), "no code"),
        (notebook(1), "no code. The code of cell 1 was left aside"),
        (notebook(*["a"] * 2_001), "more than 2,000 cells"),
        (notebook("a").decode().encode("utf-16"), "no text in UTF-8"),
        (b"\xff\xfe\xfa", "no text in UTF-8"),
        (b"\x80", "no text in UTF-8"),
        (b"[[]" + b",[]" * 200_000 + b"]", "too intricate"),
        (b'{"a":{"k":1' + b',"k":1' * 200_000 + b"}}", "too intricate"),
        (b"[" + b'"x",' * 200_000 + b"1]", "too intricate"),
        (b"[" + b'"\\\\",' * 200_000 + b"1]", "too intricate"),
        (b"[" + b"1," * 310_000 + b"1]", "too intricate"),
        (b'["' + b"a" * 13_000_000 + "🎓".encode() + b'"]', "with the emoji that it has"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_code_that_is_too_large_is_left_out() -> None:
    large = "#" * 1_000_000
    code = read_code(notebook(large, large + "#", "ä" * 500_001, *[large] * 7, "a"))
    assert code.cells == (large,) * 8
    assert code.notes == (
        "The code of cells 2, 3 and 11 was left aside: "
        "its code is larger than 1 MB for a cell or 8 MB for them all.",
    )


# --- older formats -------------------------------------------------------------------------


def old(version: int, *inputs: Any) -> bytes:
    """A notebook of format 2 or 3."""
    cells = [
        {"cell_type": "code", "input": code, "language": "python", "outputs": []} for code in inputs
    ]
    sheet = {"cells": cells, "metadata": {}}
    document = {"nbformat": version, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]}
    return json.dumps(document).encode()


def test_notebooks_of_older_formats_are_upgraded(capfd: pytest.CaptureFixture[str]) -> None:
    assert read_code(old(2, "a = 1", ["b", "c"])).cells == ("a = 1", "b\nc")
    assert read_code(old(3, "a = 1", ["b\n", "c"])).cells == ("a = 1", "b\nc")
    words = {"cell_type": "text", "text": "words"}
    first = [words, {"cell_type": "code", "code": "x", "prompt_number": 1}]
    assert read_code(notebook(nbformat=1, cells=first)).cells == ("x",)
    assert read_code(old(3, "a", 7, "\ud800")).cells == ("a", "?")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"cells": 1},
        {"worksheets": 1},
        {"worksheets": [1]},
        {"worksheets": [{"cells": [{}]}]},
        {"worksheets": [{"cells": [{"cell_type": "\x1b[2J"}]}], "metadata": []},
        {"worksheets": [{"cells": [[]]}], "nbformat_minor": {}},
    ],
)
def test_a_damaged_one_of_an_older_format_is_refused_quietly(
    version: int, rest: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    assert refusal(json.dumps({"nbformat": version} | rest).encode())
    assert capfd.readouterr() == ("", "")


def test_a_large_one_of_an_older_format_is_not_walked_at_all() -> None:
    assert "more than 2,000 cells" in refusal(old(3, *["x"] * 10_000))


@pytest.mark.parametrize("cells", ["中" * 3_000, {"code": 1}, None])
def test_cells_of_an_older_format_are_a_list(cells: Any) -> None:
    """A text taken sign by sign would be some millions of cells."""
    assert "no list of cells" in refusal(notebook(nbformat=1, cells=cells))
    for sheets in ([{"cells": cells}], cells):
        assert "no list of cells" in refusal(notebook(nbformat=3, worksheets=sheets))


@pytest.mark.parametrize("version", [2, 3])
def test_nothing_but_code_is_upgraded(version: int) -> None:
    """A heading of so many levels would be a line of some terabytes."""
    hostile = {"cell_type": "heading", "source": "x", "level": 10**12}
    code = {"cell_type": "code", "input": "a", "outputs": hostile, "metadata": 1}
    sheet = {"cells": [hostile, code, {"cell_type": "code", "input": [1]}]}
    found = read_code(notebook(nbformat=version, worksheets=[sheet], metadata=hostile))
    assert found.cells == ("a",)
    assert all("of cell 3 " in note for note in found.notes)


# --- anything ------------------------------------------------------------------------------

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
CELL = JSON | st.fixed_dictionaries({"cell_type": st.just("code") | JSON, "source": JSON})


def holds(data: bytes) -> None:
    try:
        code = read_code(data)
    except Refused as refused:
        assert str(refused).endswith(".")
    else:
        "".join(code.cells).encode()


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.binary())
def test_random_bytes_are_refused_or_read(data: bytes) -> None:
    holds(data)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(JSON | st.integers(1, 5), st.lists(CELL, max_size=4) | JSON)
def test_random_notebooks_are_refused_or_read(version: Any, cells: Any) -> None:
    holds(notebook(nbformat=version, cells=cells, worksheets=[{"cells": cells}]))
