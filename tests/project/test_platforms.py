"""Downloads as platforms pack them, sorted by who handed in what."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest
from downloads import (
    MODULE,
    Person,
    canvas_files,
    gradescope_files,
    moodle_files,
    packed,
    unpacked,
)

from grader.errors import OperatorError
from grader.filetree import SOURCE_BYTES
from grader.intake import read
from grader.platforms import arrival, download
from grader.platforms.arrival import Arrival, Student
from grader.platforms.download import Collected, collected
from grader.roster import variants

MODULES = ("warmup", "engine")
ADA, GRACE = Person("Lovelace, Ada", 1001), Person("Hopper, Grace", 1002, late=True)


@pytest.fixture(params=["zip", "folder"])
def as_download(request, tmp_path):
    """Makes a download of files, packed or not."""

    def make(files, name="download"):
        if request.param == "zip":
            return packed(tmp_path / f"{name}.zip", files)
        return unpacked(tmp_path / name, files)

    return make


def collect(*paths: Path, **more) -> Collected:
    """What is collected, with each submission read; as with a roster, where nothing is said."""
    more.setdefault("rostered", True)
    with collected(paths, MODULES, **more) as found:
        for one in found.found:
            read(one.path, MODULES, one.name)
        return found


def submissions(*paths: Path, **more):
    more.setdefault("rostered", True)
    with collected(paths, MODULES, **more) as found:
        return {one.key: read(one.path, MODULES, one.name) for one in found.found}


def ids(found: Collected) -> list[dict[str, str]]:
    return [dict(student.ids) for one in found.found for student in one.arrival.students]


# --- Canvas -----------------------------------------------------------------------------------


def test_a_download_from_canvas_is_sorted_by_user(as_download):
    path = as_download(canvas_files([ADA, GRACE]))
    found = collect(path)
    assert ids(found) == [{"canvas": "1002"}, {"canvas": "1001"}]
    assert [one.arrival.late for one in found.found] == [True, False]
    assert [one.name for one in found.found] == ["hoppergrace", "lovelaceada"]
    assert {key: dict(one.files) for key, one in submissions(path).items()} == {
        "lovelaceada_1001": dict(MODULE), "hoppergrace_1002": dict(MODULE)}


def test_of_what_was_uploaded_again_to_canvas_the_last_counts(as_download):
    path = as_download({"ada_1_10_warmup.py": b"a = 1", "ada_1_11_warmup-1.py": b"a = 2",
                        "ada_1_12_warmup-2.py": b"a = 3", "ada_1_13_engine-1.py": b"b = 1"})
    [one] = submissions(path).values()
    assert dict(one.files) == {"warmup.py": b"a = 3", "engine.py": b"b = 1"}


def test_anonymous_submissions_keep_their_anonymous_id(as_download):
    found = collect(as_download(canvas_files([ADA, GRACE], anonymous=True)))
    assert sorted(one["anonymous"] for one in ids(found)) == ["baabZ", "baacZ"]
    assert all(one.arrival.anonymous for one in found.found)
    assert [one.arrival.late for one in found.found if one.name.endswith("cZ")] == [True]


def test_what_was_typed_in_is_told_and_not_graded(as_download):
    [one] = submissions(as_download({"ada_1_text.html": b"<p>", "ada_1_link.html": b"x"})).values()
    assert "'text.html'" in one.refused and "'link.html'" in one.refused


def test_a_zip_or_a_notebook_from_canvas_is_read_as_one(tmp_path):
    inner = packed(tmp_path / "inner.zip", MODULE).read_bytes()
    notebook = (b'{"cells": [{"cell_type": "code", "source": "a = 1", "metadata": {}, "outputs": '
                b'[], "execution_count": null}], "metadata": {}, "nbformat": 4, '
                b'"nbformat_minor": 4}')
    kinds = {key: one.kind for key, one in submissions(packed(tmp_path / "d.zip", {
        "ada_1_10_work.zip": inner, "grace_2_11_micrograd.ipynb": notebook})).items()}
    assert kinds == {"ada_1": "folder", "grace_2": "notebook"}


def test_nobody_hands_in_for_another_by_the_name_of_a_file(as_download):
    forged = as_download({"eve_3_10_1_11_warmup.py": b"eve = 1", "ada_1_12_warmup.py": b"ada = 1"})
    # Nobody says who is in the class, or both are: it is neither's.
    for known in (set(), {"1", "3"}):
        found = collect(forged, known=known)
        assert ids(found) == [{"canvas": "1"}]
        assert "'eve_3_10_1_11_warmup.py' cannot be told to be anybody's" in found.notices[0]
        assert ("--roster" in found.notices[0]) is (not known)
    assert ids(collect(forged, known={"3"})) == [{"canvas": "1"}, {"canvas": "3"}]


def test_doubtful_names_do_not_make_a_download_one_submission(as_download):
    doubtful = {f"eve_3_10_1_{number}_warmup.py": b"eve = 1" for number in range(11, 21)}
    assert ids(collect(as_download(doubtful | {"ada_1_12_warmup.py": b"a = 1"}))) == [
        {"canvas": "1"}]


def test_a_name_does_not_hide_that_it_came_late(as_download):
    [one] = collect(as_download({"mal_13_5_LATE_13_103_sub.py": b"a = 1"})).found
    assert one.arrival.late


def test_a_number_before_a_files_name_is_no_doubt_with_anonymous_ids(as_download):
    assert ids(collect(as_download({"anon_abcde_103_1_warmup.py": b"a = 1"}))) == [
        {"anonymous": "abcde"}]


def test_a_name_that_ends_in_a_number_is_read_by_the_roster(as_download):
    path = as_download({"participant_7_1001_90001_warmup.py": b""})
    assert ids(collect(path, known={"1001"})) == [{"canvas": "1001"}]


# --- Moodle -----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, {"tail": ""}, {"folders": False}, {"group": "Team 1"}])
def test_a_download_from_moodle_is_sorted_by_participant(as_download, how):
    found = collect(as_download(moodle_files([ADA, GRACE], **how)))
    assert sorted(one["moodle"] for one in ids(found)) == ["1001", "1002"]
    assert all(not one.arrival.anonymous for one in found.found)
    assert all(dict(one.files) == dict(MODULE) for one in submissions(as_download(
        moodle_files([ADA, GRACE], **how), "again")).values())


def test_blind_marking_tells_no_name(as_download):
    found = collect(as_download(moodle_files([ADA, GRACE], blind=True)))
    assert [one.name for one in found.found] == ["Participant 1001", "Participant 1002"]
    assert all(one.arrival.anonymous for one in found.found)


def test_one_student_alone_in_a_download_is_still_a_download(as_download):
    assert ids(collect(as_download(moodle_files([ADA])))) == [{"moodle": "1001"}]


def test_one_student_alone_is_not_sorted_where_no_roster_is(as_download):
    path = as_download(canvas_files([ADA]), "mallory")
    with collected([path], MODULES) as found:
        [one] = found.found
        assert (one.name, one.key, one.arrival, one.inside) == ("mallory", "mallory", None, False)
        assert dict(read(one.path, MODULES).files) == dict(MODULE)
    assert "graded under its own name" in found.notices[0]


def test_text_beside_files_does_not_take_their_place(as_download):
    files = moodle_files([ADA]) | {
        "Lovelace, Ada_1001_assignsubmission_onlinetext_/onlinetext.html": b"<p>hi"}
    [one] = submissions(as_download(files)).values()
    assert one.kind == "folder"


# --- Gradescope -------------------------------------------------------------------------------


def test_an_export_from_gradescope_knows_groups_and_leading_zeros(as_download):
    found = collect(as_download(gradescope_files([[ADA, GRACE], [Person("Alan", 42)]])))
    alan, pair = sorted(found.found, key=lambda one: len(one.arrival.students))
    assert [student.name for student in pair.arrival.students] == [ADA.name, GRACE.name]
    assert pair.name == "Lovelace, Ada, Hopper, Grace"
    assert alan.arrival.students[0].ids == {"sid": "00000042", "email": "s42@example.org"}
    assert alan.arrival.time == "2026-10-01 21:59:00.000000000 Z"


def test_metadata_makes_nothing_but_text(tmp_path):
    made = tmp_path / "made"
    evil = f"submission_1: !!python/object/apply:os.mkdir ['{made}']\n"
    path = packed(tmp_path / "e.zip", {"a/submission_metadata.yml": evil.encode(),
                                       "a/submission_1/warmup.py": b""})
    collect(path)
    assert not made.exists()


@pytest.mark.parametrize("text", [b"a: [", b"- 1", b"\xff\xfe\x00", b"a: " + b"[" * 600])
def test_damaged_metadata_is_the_operators_to_mend(tmp_path, text):
    path = packed(tmp_path / "e.zip", {"submission_metadata.yml": text, "s/warmup.py": b""})
    with pytest.raises(OperatorError, match="cannot be sorted by student"):
        collect(path)


def test_a_name_that_is_no_text_or_has_no_end_is_no_name(tmp_path):
    text = "submission_1: {':submitters': [{':name': [x, y], ':sid': '7'}, {':name': '%s'}]}"
    [one] = collect(packed(tmp_path / "e.zip", {
        "submission_metadata.yml": (text % ("x" * 3000)).encode(),
        "submission_1/warmup.py": b""})).found
    assert [each.name for each in one.arrival.students] == ["7", "?"]


def test_a_name_of_many_words_is_not_turned():
    assert variants("Ada Lovelace") == {"adalovelace", "lovelaceada"}
    assert len(variants("a " * 12_000)) == 1


# --- a house's own names ----------------------------------------------------------------------

NBGRADER = (r"(?P<student_id>\w+)-(?P<timestamp>\d{4}-\d\d-\d\dT\d\d:\d\d)-"
            r"(?P<first_name>\w+) (?P<last_name>\w+)-(?P<file_id>.+)")


def test_a_pattern_with_named_groups_sorts_any_other_names(as_download):
    path = as_download({
        "al1-2026-10-01T12:00-Ada Lovelace-warmup.py": b"a = 1",
        "al1-2026-10-01T12:00-Ada Lovelace-engine.py": b"b = 1",
        "al1-2026-10-02T12:00-Ada Lovelace-warmup.py": b"a = 2",
        "notes.txt": b"",
    })
    found = collect(path, house=NBGRADER)
    assert [(one.arrival.attempt, one.arrival.time, one.name) for one in found.found] == [
        (1, "2026-10-01T12:00", "Ada Lovelace"), (2, "2026-10-02T12:00", "Ada Lovelace")]
    assert ids(found) == [{"student_id": "al1"}] * 2
    assert "notes.txt" in found.notices[0]


@pytest.mark.parametrize(("pattern", "said"), [
    ("(", "no regular expression"), ("(?P<who>.*)", "a group 'who'"), ("(.*)", "whose it is")])
def test_a_pattern_that_tells_nothing_is_refused(tmp_path, pattern, said):
    with pytest.raises(OperatorError, match=said):
        collect(tmp_path, house=pattern)


# --- what is no download ----------------------------------------------------------------------


def test_a_plain_folder_of_folders_stays_what_it_was(tmp_path):
    unpacked(tmp_path / "all", {"ada/warmup.py": b"", "grace/warmup.py": b""})
    found = collect(tmp_path / "all")
    assert [(one.name, one.key, one.arrival) for one in found.found] == [
        ("ada", "ada", None), ("grace", "grace", None)]


def test_a_submission_that_is_named_like_a_download_is_one_submission(as_download):
    path = as_download(dict(MODULE) | canvas_files([ADA, GRACE]))
    [one] = collect(path).found
    assert one.arrival is None


def test_two_downloads_of_one_assignment_are_attempts(tmp_path):
    first = packed(tmp_path / "a.zip", canvas_files([ADA, GRACE]))
    second = packed(tmp_path / "b.zip", canvas_files([ADA]))
    found = collect(first, second)
    assert sorted(one.key for one in found.found) == [
        "hoppergrace_1002", "lovelaceada_1001", "lovelaceada_1001_attempt_2"]


# --- by whomever it was made ------------------------------------------------------------------


@pytest.mark.parametrize("forged", [
    "Eve_9_assignsubmission_file_../000000/engine.py", "Eve_9_assignsubmission_file_../engine.py",
    "Eve_9_assignsubmission_file_..", "eve_9_5_..", "eve_9_5_."])
def test_nothing_is_laid_out_in_anothers_folder(as_download, forged):
    ada = (moodle_files if "assign" in forged else canvas_files)([ADA, GRACE])
    path = as_download(ada | {forged: b"eve = 1"})
    with collected([path], MODULES) as found:
        top = found.found[0].path.parent
        assert sorted(one.path.parent for one in found.found) == [top] * 3
        assert all(b"eve" not in file.read_bytes() for file in top.rglob("*") if file.is_file())
        assert any("could not be unpacked" in told for told in found.notices)


def test_a_link_in_a_download_is_not_followed(tmp_path):
    (tmp_path / "secret.py").write_text("secret")
    folder = unpacked(tmp_path / "d", moodle_files([ADA]))
    inside = folder / "Lovelace, Ada_1001_assignsubmission_file_"
    (inside / "engine.py").symlink_to(tmp_path / "secret.py")
    (folder / "Eve_9_assignsubmission_file_").symlink_to(tmp_path)
    [one] = submissions(folder).values()
    assert dict(one.files) == dict(MODULE)


def test_a_linked_member_of_a_zip_is_not_followed(tmp_path):
    path = packed(tmp_path / "d.zip", canvas_files([ADA]))
    with zipfile.ZipFile(path, "a") as archive:
        member = zipfile.ZipInfo("eve_3_5_engine.py")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    found = collect(path)
    assert ids(found) == [{"canvas": "1001"}]
    assert any("a link or no regular file" in told for told in found.notices)


@pytest.mark.parametrize("forged", [
    "eve_3_5_..\\..\\engine.py", "eve_3_5_/../../engine.py", "eve_3_5_eng\0ne.py"])
def test_a_name_that_leads_out_of_a_zip_costs_nobody_else_a_mark(tmp_path, forged):
    stand_in = "#" * len(forged)
    path = packed(tmp_path / "d.zip", canvas_files([ADA, GRACE]) | {stand_in: b"e = 1"})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), forged.encode()))
    found = collect(path)
    assert len(found.found) == 2
    assert any("eve_3_5_" in told and "left aside" in told for told in found.notices)


def test_one_name_for_a_file_and_a_folder_costs_nobody_else_a_mark(tmp_path):
    eve = "Eve_9_assignsubmission_file_/a"
    found = collect(packed(tmp_path / "d.zip", moodle_files([ADA, GRACE]) | {
        eve: b"", f"{eve}/engine.py": b"e = 1"}))
    assert len(found.found) == 3
    assert any("both as a file and as a folder" in told for told in found.notices)


def test_a_forged_name_does_not_lead_to_what_another_handed_in(tmp_path):
    inner = packed(tmp_path / "inner.zip", MODULE).read_bytes()
    path = unpacked(tmp_path / "d", moodle_files([Person("Ada", 1, {"x.zip": inner})]))
    (path / "Eve_9_assignsubmission_file_.." / "000000").mkdir(parents=True)
    (path / "Eve_9_assignsubmission_file_.." / "000000" / "x.zip").write_bytes(b"PK")
    assert submissions(path)["Eve_9"].refused


def test_a_download_that_cannot_be_unpacked_is_not_one_submission_of_0(tmp_path):
    path = packed(tmp_path / "d.zip", canvas_files([ADA, GRACE]))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # protected by a password
    path.write_bytes(bytes(data))
    with pytest.raises(OperatorError, match=r"looks like a class's download(.|\n)*--as"):
        collect(path)


def test_what_is_too_large_is_left_out_of_one_submission_alone(as_download):
    files = canvas_files([ADA, Person("eve", 3, {"warmup.py": b"#" * (SOURCE_BYTES + 1),
                                                 "engine.py": b"e = 1"})])
    found = submissions(as_download(files))
    assert found["lovelaceada_1001"].refused == ""
    assert dict(found["eve_3"].files) == {"engine.py": b"e = 1"}
    assert any("larger than 1 MB" in note for note in found["eve_3"].notes)


def test_what_is_laid_out_is_bounded_in_each_and_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "PARCEL_BYTES", 100)
    big = {f"{name}.py": b"#" * 60 for name in "abc"} | {"engine.py": b"e = 1"}
    path = packed(tmp_path / "d.zip", canvas_files([ADA, Person("eve", 3, big)]))
    found = collect(path)
    assert [told for told in found.notices if "eve_3: 'engine.py'" in told and "together" in told]
    assert all("eve_3" in told for told in found.notices)
    monkeypatch.setattr(download, "LAID_BYTES", 100)
    with pytest.raises(OperatorError, match="grade it in parts"):
        collect(path)


def test_one_damaged_file_does_not_take_the_class_with_it(tmp_path):
    files = canvas_files([ADA, GRACE])
    path = packed(tmp_path / "d.zip", files)
    data = bytearray(path.read_bytes())
    at = data.index(MODULE["warmup.py"])
    data[at] ^= 0xFF  # its checksum no longer fits
    path.write_bytes(bytes(data))
    found = collect(path)
    assert len(found.found) == 2
    assert len(found.notices) == 1 and "could not be unpacked" in found.notices[0]


def test_what_was_laid_out_is_nobody_elses_and_is_gone_afterwards(tmp_path):
    with collected([packed(tmp_path / "d.zip", canvas_files([ADA]))], MODULES) as found:
        place = found.found[0].path.parent
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o700
    assert not place.exists()


def test_an_arrival_comes_back_as_it_was_kept():
    kept = Arrival((Student("A\udc80\n=1", {"canvas": "1"}), Student("", {})), "canvas", "x_1_2_y",
                   True, "2026-10-01T00:00:00Z", 3, True)
    text = arrival.dumps(kept)
    text.encode()
    assert arrival.loads(text) == kept


def test_what_metadata_says_twice_by_an_alias_is_read_and_swells_nothing(tmp_path):
    swelling = "x: &a0 [x, x]\n" + "".join(
        f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    text = swelling + ("submission_1:\n  :submitters:\n  - &one\n    :name: Ada\n    :sid: '007'\n"
                       "submission_2:\n  :submitters:\n  - *one\n"
                       "submission_3:\n  :submitters:\n  - :name: *a39\n")
    path = packed(tmp_path / "e.zip", {"submission_metadata.yml": text.encode(), **{
        f"submission_{n}/warmup.py": b"x = 1\n" for n in (1, 2, 3)}})
    with collected([path], ("warmup",), None, frozenset()) as found:
        assert sorted(one.name for one in found.found) == ["?", "Ada", "Ada"]
