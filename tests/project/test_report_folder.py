"""Folder names are safe, unlike each other and steady; files are written whole or not at all."""

import os
import pickle
import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.report.folder import folder_names, write

TRICKY = st.sampled_from(
    ["", ".", "..", "a", "A", "a-2", "a b", "a_b", "index.html", "Scores.CSV", "con", "NUL.txt",
     "com1", "../../etc", "a/b", "x" * 80, "x" * 81, "x" * 300, "Zoë", "\ud800", "-rf", "a.",
     ".git", "a\x00b", "a_b-6b4e"]
)  # fmt: skip
NAMES = st.lists(TRICKY | st.text(max_size=100), max_size=12)


@settings(deadline=None)  # a busy machine is slow
@given(NAMES)
@example(["a", "a", "a-2", "A-2"])
def test_names_are_safe_and_unlike_each_other(names):
    folders = folder_names(names)
    assert len(folders) == len(names)
    assert len({folder.casefold() for folder in folders}) == len(names)
    for folder in folders:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", folder)
        assert not folder.endswith(".")
        assert folder.casefold() not in {"index.html", "scores.csv"}
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", folder, re.IGNORECASE)


@settings(deadline=None)  # a busy machine is slow
@given(NAMES, st.randoms())
def test_the_order_of_the_names_does_not_matter(names, random):
    other = list(names)
    random.shuffle(other)
    assert Counter(zip(names, folder_names(names), strict=True)) == (
        Counter(zip(other, folder_names(other), strict=True))
    )


@settings(deadline=None)  # a busy machine is slow
@given(TRICKY | st.text(max_size=100), st.lists(st.from_regex(r"q[0-9]{1,9}", fullmatch=True)))
def test_others_that_are_quite_different_do_not_matter(name, others):
    [alone] = folder_names([name])
    assert name in others or folder_names([*others, name])[-1] == alone


@pytest.mark.parametrize("name", ["ada", "Ada.Lovelace_12-b", "x" * 80, "12"])
def test_a_safe_name_stays(name):
    assert folder_names([name]) == [name]


def test_a_name_that_had_to_change_ends_in_its_hash():
    assert folder_names(["a b"]) == ["a_b-c8687a08"]


def test_names_that_differ_in_case_alone_both_change():
    upper, lower = folder_names(["Ada", "ada"])
    assert re.fullmatch("Ada-[0-9a-f]{8}", upper)
    assert re.fullmatch("ada-[0-9a-f]{8}", lower)


def test_the_same_name_again_is_counted():
    assert folder_names(["ada", "bob", "ada", "ada"]) == ["ada", "bob", "ada-2", "ada-3"]


def test_a_name_made_to_meet_another_does_not():
    [hashed] = folder_names(["a b"])
    assert len(set(folder_names(["a b", hashed]))) == 2


def test_files_are_written_as_utf_8_with_their_line_ends(tmp_path):
    write(tmp_path / "new" / "folder", {"a.html": "Zoë\n", "b.json": "{}\r\n"})
    assert (tmp_path / "new/folder/a.html").read_bytes() == "Zoë\n".encode()
    assert (tmp_path / "new/folder/b.json").read_bytes() == b"{}\r\n"


def test_a_failure_leaves_the_old_files_and_no_drafts(tmp_path):
    write(tmp_path, {"a": "old"})
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path, {"a": "new", "b": "\ud800"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old"}


def test_a_full_disk_is_told_with_the_file_that_it_has_no_room_for(tmp_path, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: .*report\.html") as raised:
        write(tmp_path, {"report.html": "new"})
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_a_crash_while_replacing_leaves_whole_files(tmp_path, monkeypatch):
    write(tmp_path, {"a": "old", "b": "old"})
    replace, calls = os.replace, []

    def once(source, target):
        if calls:
            raise OSError("the disk is gone")
        calls.append(target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", once)
    with pytest.raises(OSError, match="disk"):
        write(tmp_path, {"a": "new", "b": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "b": "old"}


def test_a_link_in_a_files_place_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "target").write_text("precious")
    (tmp_path / "report.html").symlink_to(tmp_path / "target")
    write(tmp_path, {"report.html": "new"})
    assert (tmp_path / "target").read_text() == "precious"
    assert not (tmp_path / "report.html").is_symlink()


@pytest.mark.parametrize("name", ["../a", "a/b", "", ".."])
def test_a_path_is_no_file_name(tmp_path, name):
    with pytest.raises(ValueError, match="no plain file name"):
        write(tmp_path / "reports", {name: ""})
