"""The file of known mistakes: that it is of today, and read as it was written."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import grading
import pytest

from grader.apart import wrong_key
from grader.course import load_course
from grader.errors import OperatorError
from grader.explain import STALE, _read, known_file
from grader.grade import References, Setting, collect, reference_results
from grader.known import (
    catalogue,
    check_keys,
    closures,
    dump_raw,
    only,
    patch_key,
    reach,
    read_raw,
    write_marks,
)
from grader.learn import Learner
from grader.misconceptions import read_misconceptions

COURSE = load_course()
RAW = read_raw(known_file(COURSE))


@pytest.fixture(scope="module")
def checks():
    return [check for check in collect(Setting(COURSE, "plain"))
            if not COURSE.sheet.part(check.part).bonus]


def test_it_is_of_todays_suites_reference_and_catalogue(checks):
    """If this fails: `make known`."""
    assert RAW["checks"] == check_keys(COURSE, checks)
    assert {id: entry["patch"] for id, entry in RAW["misconceptions"].items()} == {
        each.id: patch_key(each) for each in read_misconceptions(COURSE)
        if not COURSE.sheet.part(each.part).bonus}
    assert RAW["wrong"] == wrong_key(COURSE)


def test_every_mistake_has_something_to_be_known_by(checks):
    for known in catalogue(RAW, checks).known:
        own = [id for id in known.answers if id.startswith(f"{known.part}:")]
        assert own, known.id


def test_it_is_written_in_the_form_in_which_it_is_read():
    assert dump_raw(RAW) == known_file(COURSE).read_text(encoding="utf-8")
    assert json.loads(dump_raw(RAW)) == RAW


def test_what_changed_is_noticed(checks):
    keys = check_keys(COURSE, checks)
    patches = {id: entry["patch"] for id, entry in RAW["misconceptions"].items()}
    assert not catalogue(RAW, checks, keys, patches).stale
    one = checks[0].id
    changed = catalogue(RAW, checks, keys | {one: "else"}, patches)
    assert changed.stale and changed.known == ()
    assert catalogue(RAW, checks, keys, patches | {"no-seed": "else"}).stale
    assert catalogue(RAW, checks, keys, patches | {"new": "one"}).stale


def test_a_key_hangs_on_what_its_check_runs_and_on_nothing_else(checks):
    keys = check_keys(COURSE, checks)
    assert COURSE.reference is not None
    files = dict(COURSE.reference.files)
    files["training.py"] += b"\n# more\n"
    other = replace(COURSE, reference=replace(COURSE.reference, files=files))
    imports = closures({name.removesuffix(".py"): source.decode()
                        for name, source in files.items()})
    changed = {id for id, key in check_keys(other, checks).items() if key != keys[id]}
    assert changed == {check.id for check in checks if "training" in reach(check, imports)}
    assert changed


def test_whoever_grades_is_told_what_to_type(tmp_path, monkeypatch):
    (tmp_path / "known.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("grader.explain.known_file", lambda course: tmp_path / "known.json")
    _read.cache_clear()
    try:
        with grading.bench(warm=False) as bench:
            card = bench.modules(
                bench.reference | {"warmup": "def f_prime(x):\n    return 3.0\n"}, ["1.1"])
    finally:
        _read.cache_clear()
    assert card.notes == (STALE,) and card.diagnoses == () and "make known" in STALE
    assert "known --assignment DIR" in STALE


@pytest.mark.parametrize("text", ["[", '{"misconceptions": {"a": {}}}', '{"misconceptions": 3}'])
def test_a_damaged_file_says_what_to_type(checks, tmp_path, text):
    (tmp_path / "known.json").write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match="next: make known"):
        catalogue(read_raw(tmp_path / "known.json"), checks)


def test_a_part_of_it_has_nothing_of_the_rest(checks):
    hidden = {check.id for check in checks if check.hidden}
    text = json.dumps(only(RAW, {check.id for check in checks} - hidden))
    assert not any(f'"{id}"' in text for id in hidden)
    assert all(id in text for id in RAW["misconceptions"])


# --- working it out anew -------------------------------------------------------------------------


def _learner(course, references):
    found, rules = reference_results(Setting(course, "plain"), references)
    return Learner(course, found, rules, references)


def assert_it_comes_out_again(ids):
    references = References(Setting(COURSE, "plain"))
    try:
        learner = _learner(COURSE, references)
        for id in ids:
            found = learner.allowed(learner.misconceptions[id].patches, list(learner.checks))
            told = {check: write_marks(each) for check, each in found.items()}
            assert {check: text for check, text in told.items() if text.strip(",")} == (
                RAW["misconceptions"][id]["answers"]), id
    finally:
        references.close()


STEADY = [id for id, entry in RAW["misconceptions"].items()  # whose answers hang on no order
          if not any("*" in text for text in entry["answers"].values())]


@pytest.mark.verify
def test_what_is_kept_comes_out_again_for_a_sample():
    assert_it_comes_out_again(random.Random(20261125).sample(STEADY, 3))


@pytest.mark.prove
def test_what_is_kept_comes_out_again_for_more():
    assert_it_comes_out_again(random.Random(20261125).sample(STEADY, 24))
