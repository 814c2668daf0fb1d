"""Tests of `grader.intake`: what counts as a submission, and what is kept of it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from handed_in import ENGINE, MODULES, folder, notebook, packed

from grader import choose, filetree, intake
from grader.records import Submission


def read(path: Path) -> Submission:
    """Read it, and hold what holds for every submission."""
    found = intake.read(path, MODULES)
    assert (found.kind == "refused") == bool(found.refused)
    assert re.fullmatch("[0-9a-f]{64}", found.digest)
    assert len(found.notes) <= 21
    for sentence in (*found.notes, *filter(None, [found.refused])):
        assert sentence.isprintable() and sentence.endswith(".")
    return found


def both(tmp_path: Path, files: dict[str, bytes], name: str = "alice") -> Submission:
    """Read these files as a folder and as a zip of it, which must come to the same."""
    unpacked = read(folder(tmp_path / name, files))
    (tmp_path / f"{name}.zip").write_bytes(packed(files))
    assert read(tmp_path / f"{name}.zip") == unpacked
    return unpacked


# --- what is a folder of modules, what a notebook ------------------------------------------


def test_a_folder_of_modules_is_kept_as_its_bytes(tmp_path: Path) -> None:
    odd = {
        "engine.py": b"\xef\xbb\xbfa = 1\r\n",
        "nn.py": b"# -*- coding: latin-1 -*-\ns = '\xe4'\n\x00",
        "lib/ops.py": b"(" * 10_000,
        "lib/__init__.py": b"",
    }
    found = both(tmp_path, odd)
    assert (found.name, found.kind, found.files, found.notes) == ("alice", "folder", odd, ())


@pytest.mark.parametrize("top", ["hw/", "My homework (final)/", "hw/hw/", "Übung 7/src/"])
def test_folders_around_the_modules_make_no_difference(tmp_path: Path, top: str) -> None:
    plain = both(tmp_path, {"engine.py": ENGINE, "lib/ops.py": b"x"})
    nested = {f"{top}engine.py": ENGINE, f"{top}lib/ops.py": b"x", "README.md": b"hello"}
    assert both(tmp_path / "b", nested) == plain


def test_modules_go_before_a_notebook_which_is_noted(tmp_path: Path) -> None:
    for top in ("", "code/"):
        found = both(tmp_path / f"_{top}", {f"{top}engine.py": ENGINE, "hw.ipynb": notebook("x")})
        assert (found.kind, list(found.files)) == ("folder", ["engine.py"])
        reason = "there are modules, and these are graded"
        assert found.notes == (f"'hw.ipynb' was left aside: {reason}.",)


def test_one_notebook_without_modules_is_the_submission(tmp_path: Path) -> None:
    found = both(tmp_path, {"hw.IPYNB": notebook("a = 1\n", "b"), "tools.py": b"x"})
    assert (found.kind, found.cells, found.files) == ("notebook", ("a = 1\n", "b"), {})
    assert found.notes == ("'tools.py' was left aside: the notebook is what is graded.",)


def test_a_library_copied_beside_a_notebook_is_not_what_was_meant(tmp_path: Path) -> None:
    files = {"hw.ipynb": notebook("mine"), "micrograd-master/micrograd/engine.py": b"theirs"}
    assert both(tmp_path, files).cells == ("mine",)


def test_a_notebook_is_the_same_alone_in_a_folder_and_in_a_zip(tmp_path: Path) -> None:
    nested = both(tmp_path, {"week 7/hw.ipynb": notebook("x")})
    (tmp_path / "alice.ipynb").write_bytes(notebook("x"))
    assert read(tmp_path / "alice.ipynb") == nested


def test_two_notebooks_are_refused_by_their_names(tmp_path: Path) -> None:
    found = both(tmp_path, {"a.ipynb": notebook("x"), "b.ipynb": notebook("y")})
    assert found.refused == (
        "It holds 2 notebooks, 'a.ipynb' and 'b.ipynb'; expected is a folder with engine.py, nn.py "
        "and warmup.py, or one notebook (.ipynb), or a zip of either."
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "It is empty; "),
        ({".DS_Store": b"x", "__MACOSX/._engine.py": b"x"}, "It is empty; "),
        ({"notes.txt": b"x"}, "just 'notes.txt'; "),
        ({"Engine.py": b"x", "nn (1).py": b"x"}, "just 'Engine.py' and 'nn (1).py'; "),
        ({"a/engine.py": b"x", "b/nn.py": b"x"}, "just 'a/engine.py' and 'b/nn.py'; "),
        ({f"{n}.txt": b"" for n in range(9)}, "'0.txt', '1.txt', '2.txt', '3.txt' and 5 more; "),
        ({"work.zip": packed({"engine.py": b"x"})}, "just 'work.zip'; "),
    ],
)
def test_anything_else_is_refused_with_what_was_found(
    tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    found = both(tmp_path, files)
    assert said in found.refused and found.refused.endswith("or a zip of either.")
    assert not found.files and not found.cells


def test_other_files_are_refused_and_nothing_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "engine.py").write_bytes(ENGINE)
    assert "neither a folder" in read(tmp_path / "engine.py").refused
    for missing in (tmp_path / "nobody", tmp_path / "engine.py" / "x"):
        with pytest.raises(FileNotFoundError):
            intake.read(missing, MODULES)
        with pytest.raises(FileNotFoundError):
            intake.find([missing], MODULES)


# --- what is kept --------------------------------------------------------------------------


def test_what_tools_leave_behind_is_passed_over_in_silence(tmp_path: Path) -> None:
    junk = [
        *[".DS_Store", "._engine.py", "__MACOSX/._engine.py", "__MACOSX/hw/engine.py"],
        *[".git/hooks/x.py", ".ipynb_checkpoints/hw-checkpoint.ipynb", "lib/.hidden.py"],
        *["__pycache__/engine.cpython-311.pyc", "lib/__pycache__/ops.py"],
        *[".venv/lib/x.py", "venv/lib/y.py"],
        *["engine.pyc", "fast.so", "fast.pyd", "evil.pth", "data.csv", "README.md", "LICENSE"],
    ]
    found = both(tmp_path, {"engine.py": ENGINE} | dict.fromkeys(junk, b"x"))
    assert (found.files, found.notes) == ({"engine.py": ENGINE}, ())


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    found = both(tmp_path, {"engine.PY": b"1", "nn.Py": b"2"})
    assert found.files == {"engine.py": b"1", "nn.py": b"2"}


def test_of_two_names_that_come_to_one_the_exact_is_kept(tmp_path: Path) -> None:
    if len(os.listdir(folder(tmp_path / "case", {"a.PY": b"", "a.py": b""}))) == 1:
        pytest.skip("this file system does not tell case apart")
    found = both(tmp_path, {"engine.PY": b"1", "engine.py": b"2"})
    assert found.files == {"engine.py": b"2"}
    assert found.notes == ("'engine.PY' was left aside: another file has that name.",)


def test_what_a_student_may_have_meant_is_noted(tmp_path: Path) -> None:
    files = {
        "hw/engine.py": ENGINE,
        "hw/nn (1).py": b"x",
        "hw/old-version/nn.py": b"x",
        "hw/all.zip": packed({"nn.py": b"x"}),
        "setup.py": b"x",
    }
    found = both(tmp_path, files)
    assert list(found.files) == ["engine.py", "nn (1).py"]
    assert found.notes == (
        "'hw/all.zip' was left aside: a zip inside is not opened.",
        "'hw/nn (1).py' was kept, but no import can name it.",
        "'hw/old-version/nn.py' was left aside: no import can name its folder.",
        "'setup.py' was left aside: it is not in the folder of the modules.",
    )


def test_an_accented_name_is_spelled_as_an_import_looks_for_it(tmp_path: Path) -> None:
    found = both(tmp_path, {"engine.py": ENGINE, "gro\u0308\u00dfe.py": b"x"})
    assert list(found.files) == ["engine.py", "gr\u00f6\u00dfe.py"]


def test_names_that_would_harm_a_terminal_are_scrubbed_and_not_kept(tmp_path: Path) -> None:
    names = ["a\x1b[2J.py", "b\nc.py", "d\u202ee.py", "f\\g.py"]
    found = read(folder(tmp_path / "alice", {"engine.py": ENGINE} | dict.fromkeys(names, b"x")))
    assert list(found.files) == ["engine.py"]
    assert [note.split(" was ")[0] for note in found.notes] == [
        "'a?[2J.py'", "'b?c.py'", "'d?e.py'", "'f\\g.py'",
    ]  # fmt: skip


def test_names_that_are_no_utf8_are_not_kept(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": ENGINE})
    try:
        (alice / os.fsdecode(b"caf\xe9.py")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    found = read(alice)
    assert list(found.files) == ["engine.py"]
    assert found.notes == ("'caf?.py' was left aside: its name is unfit for a file.",)


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    found = read(folder(tmp_path / "alice", {"engine.py": ENGINE, "x" * 200 + ".ipynb": b""}))
    assert f"'{'x' * 79}…'" in found.notes[0]


def test_many_notes_are_the_first_twenty_and_a_number(tmp_path: Path) -> None:
    extra = {f"no-package/{n:02}.py": b"" for n in range(33)}
    found = both(tmp_path, {"engine.py": ENGINE} | extra)
    assert len(found.notes) == 21
    assert found.notes[:20] == tuple(sorted(found.notes[:20]))
    assert found.notes[20] == "… and 13 more."


# --- caps ----------------------------------------------------------------------------------


def test_a_source_that_is_too_large_is_left_aside(tmp_path: Path) -> None:
    fits, over = b"#" * 1_000_000, b"#" * 1_000_001
    found = both(tmp_path, {"engine.py": fits, "nn.py": over})
    assert found.files == {"engine.py": fits}
    assert found.notes == ("'nn.py' was left aside: it is larger than 1 MB.",)
    alone = both(tmp_path / "b", {"nn.py": over, "tools.py": b"x"})
    assert alone.refused == (
        "None of its modules could be taken: 'nn.py' (it is larger than 1 MB)."
    )


def test_sources_that_are_too_large_together_cost_the_modules_last(tmp_path: Path) -> None:
    megabyte = b"#" * 1_000_000
    files = {f"a{n}.py": megabyte for n in range(7)} | {"nn.py": megabyte, "z.py": b"x"}
    found = both(tmp_path, files)
    assert list(found.files) == sorted(files.keys() - {"z.py"})
    assert found.notes == ("'z.py' was left aside: all sources together are larger than 8 MB.",)


def test_files_over_the_number_that_is_kept_are_left_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "KEPT_FILES", 3)
    found = both(tmp_path, {f"{n}.py": b"x" for n in ["a", "b", "c", "nn", "engine"]})
    assert list(found.files) == ["a.py", "engine.py", "nn.py"]
    assert found.notes[0] == "'b.py' was left aside: more than 3 files are not kept."


def test_a_folder_with_too_much_in_it_is_refused(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": ENGINE})
    for number in range(filetree.ENTRIES - 1):
        (alice / str(number)).touch()
    assert read(alice).kind == "folder"
    (alice / "one more").touch()
    assert "more than 5,000" in read(alice).refused


def test_what_lies_too_deep_is_left_aside(tmp_path: Path) -> None:
    files = {"engine.py": b"", "a/b/c/d/e/f/seen.py": b"", "a/b/c/d/e/f/g/unseen.py": b""}
    found = read(folder(tmp_path / "alice", files))
    assert sorted(found.files) == ["a/b/c/d/e/f/seen.py", "engine.py"]
    assert found.notes == ("'a/b/c/d/e/f/g' was left aside: it lies below 6 folders.",)
    (tmp_path / "alice.zip").write_bytes(packed(files))
    assert read(tmp_path / "alice.zip").digest == found.digest


def test_a_sparse_file_of_a_terabyte_is_not_read(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": ENGINE})
    for name in ("alice/nn.py", "bob.ipynb", "bob.zip"):
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, 2**40)
    assert read(alice).notes == ("'nn.py' was left aside: it is larger than 1 MB.",)
    assert read(tmp_path / "bob.ipynb").refused.endswith("it is larger than 20 MB.")
    assert read(tmp_path / "bob.zip").refused.endswith("it is larger than 50 MB.")


# --- what is no regular file ---------------------------------------------------------------


def test_links_and_pipes_are_left_aside(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": ENGINE})
    outside = folder(tmp_path / "outside", {"secret.py": b"secret"})
    (alice / "nn.py").symlink_to("/etc/passwd")
    (alice / "zero.py").symlink_to("/dev/zero")
    (alice / "dangling.py").symlink_to("nowhere")
    (alice / "around").symlink_to(alice)
    (alice / "lib").symlink_to(outside)
    os.mkfifo(alice / "warmup.py")
    found = read(alice)
    assert found.files == {"engine.py": ENGINE}
    links = ["around", "dangling.py", "lib", "nn.py"]
    assert found.notes == (
        *(f"'{name}' was left aside: it is a link." for name in links),
        "'warmup.py' was left aside: it is no regular file.",
        "'zero.py' was left aside: it is a link.",
    )


def test_a_folder_of_nothing_but_links_says_so(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {})
    (alice / "engine.py").symlink_to("/etc/passwd")
    found = read(alice)
    assert found.refused.startswith("It holds nothing that can be taken; ")
    assert found.notes == ("'engine.py' was left aside: it is a link.",)


@pytest.mark.parametrize("name", ["bob", "bob.zip", "bob.ipynb"])
def test_a_submission_that_is_a_link_or_pipe_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "no regular file" in read(tmp_path / name).refused
    (tmp_path / name).unlink()
    for target in ("/etc/passwd", str(folder(tmp_path / "alice", {"engine.py": ENGINE})), name):
        (tmp_path / name).symlink_to(target)
        assert "It is a link" in read(tmp_path / name).refused
        (tmp_path / name).unlink()


def test_a_file_that_changes_after_it_was_seen_is_not_read(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": b"1", "nn.py": b"2", "a.py": b"3"})
    folder(tmp_path / "other", {"nn.py": b"secret"})
    tree = filetree.walk(alice, alice.lstat())
    (alice / "engine.py").unlink()
    (alice / "engine.py").symlink_to("/etc/passwd")
    (alice / "nn.py").unlink()
    os.mkfifo(alice / "nn.py")
    (tmp_path / "other" / "nn.py").replace(alice / "a.py")
    for reader in tree.files.values():
        with pytest.raises(filetree.LeftOut):
            reader(100)


def test_a_folder_that_becomes_a_link_is_not_entered(tmp_path: Path) -> None:
    alice, bob = (folder(tmp_path / name, {"engine.py": b"x"}) for name in ("alice", "bob"))
    seen = alice.lstat()
    alice.rename(tmp_path / "away")
    alice.symlink_to(bob)
    with pytest.raises(filetree.Refused):
        filetree.walk(alice, seen)


@pytest.mark.skipif(os.getuid() == 0, reason="root may open everything")
def test_what_may_not_be_opened_is_left_aside(tmp_path: Path) -> None:
    alice = folder(tmp_path / "alice", {"engine.py": ENGINE, "nn.py": b"", "lib/ops.py": b""})
    (alice / "nn.py").chmod(0)
    (alice / "lib").chmod(0)
    try:
        assert read(alice).notes == (
            "'lib' was left aside: it could not be opened.",
            "'nn.py' was left aside: it could not be read.",
        )
    finally:
        (alice / "lib").chmod(0o700)


# --- digests and names ---------------------------------------------------------------------


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    files = {"engine.py": b"1", "lib/ops.py": b"2", "nn.py": b"3"}
    first = read(folder(tmp_path / "alice", files))
    again = read(folder(tmp_path / "elsewhere" / "bob", dict(reversed(files.items()))))
    assert first.digest == again.digest
    assert list(first.files) == list(again.files) == sorted(files)
    (tmp_path / "c.zip").write_bytes(packed(dict(reversed(files.items()))))
    assert read(tmp_path / "c.zip").digest == first.digest


def test_no_two_contents_share_a_digest(tmp_path: Path) -> None:
    contents = [
        {"engine.py": b"1"},
        {"engine.py": b"2"},
        {"nn.py": b"1"},
        {"engine.py": b"1nn.py", "nn.py": b""},
        {"engine.py": b"1", "nn.py": b"nn.py"},
        {"engine.py": b"", "nn.py": b"1"},
        {"a.ipynb": notebook("engine.py", "1")},
        {"a.ipynb": notebook("engine.py1")},
        {"a.ipynb": notebook("1", "engine.py")},
        {},
        {"a.txt": b""},
    ]
    digests = {both(tmp_path / str(n), files).digest for n, files in enumerate(contents)}
    assert len(digests) == len(contents)


def test_the_name_is_as_it_was_given_or_the_files_own(tmp_path: Path) -> None:
    path = folder(tmp_path / "Ada L. (7)", {"engine.py": ENGINE})
    assert intake.read(path, MODULES).name == "Ada L. (7)"
    assert intake.read(path / ".", MODULES).name == "Ada L. (7)"
    assert intake.read(path, MODULES, "ada").name == "ada"
    assert intake.read(path, MODULES, "a\x1b\nda").name == "a??da"
    assert intake.read(path, MODULES).digest == intake.read(path, MODULES, "x").digest


# --- finding -------------------------------------------------------------------------------


def names(found: list[tuple[str, Path]]) -> list[str]:
    return [name for name, _ in found]


def test_a_path_that_is_a_submission_is_found_as_that(tmp_path: Path) -> None:
    modules = folder(tmp_path / "modules", {"engine.py": ENGINE, "lib/ops.py": b""})
    nested = folder(tmp_path / "nested", {"hw/engine.py": ENGINE})
    pictured = folder(tmp_path / "pictured", {"hw.ipynb": notebook("x"), "images/a.png": b""})
    packed_up = folder(tmp_path, {"b.zip": b"", "a.ipynb": b""})
    paths = [nested, modules, pictured, packed_up / "b.zip", packed_up / "a.ipynb"]
    assert intake.find(paths, MODULES) == [
        ("a", packed_up / "a.ipynb"),
        ("b", packed_up / "b.zip"),
        ("modules", modules),
        ("nested", nested),
        ("pictured", pictured),
    ]


def test_any_other_folder_is_a_folder_of_submissions(tmp_path: Path) -> None:
    term = folder(
        tmp_path / "term",
        {
            "zoe/engine.py": ENGINE,
            "bob/hw.ipynb": notebook("x"),
            "eve.zip": b"",
            "dan.IPYNB": b"",
            "grades.csv": b"",
            ".hidden/engine.py": b"",
            ".DS_Store": b"",
            "__MACOSX/zoe/._engine.py": b"",
        },
    )
    (term / "nothing").mkdir()
    found = intake.find([term], MODULES)
    assert names(found) == ["bob", "dan", "eve", "nothing", "zoe"]
    kinds = [intake.read(path, MODULES, name).kind for name, path in found]
    assert kinds == ["notebook", "refused", "refused", "refused", "folder"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"ann/engine.py": b"", "ben/engine.py": b""}, ["ann", "ben"]),
        ({"ann/engine.py": b"", "ben/notes.txt": b""}, ["ann", "ben"]),
        ({"ann.ipynb": b"", "ben.ipynb": b""}, ["ann", "ben"]),
        ({"ann.ipynb": b"", "ben.zip": b""}, ["ann", "ben"]),
        ({"ann.ipynb": b"", "ben/engine.py": b""}, ["ann", "ben"]),
        ({"ann.zip": b""}, ["ann"]),
        ({"ann/a.txt": b"", "ben/b.txt": b""}, ["ann", "ben"]),
        ({"notes.txt": b""}, ["term"]),
        ({}, ["term"]),
    ],
)
def test_a_folder_is_taken_apart_where_it_holds_more_than_one_persons(
    tmp_path: Path, files: dict[str, bytes], found: list[str]
) -> None:
    assert names(intake.find([folder(tmp_path / "term", files)], MODULES)) == found


def test_a_path_is_found_once_and_two_of_one_name_are_two(tmp_path: Path) -> None:
    term = folder(tmp_path / "term", {"ann/engine.py": b"", "ann.zip": b"", "ben/nn.py": b""})
    found = intake.find([term / "ann", term, term / "."], MODULES)
    assert found == [("ann", term / "ann"), ("ann", term / "ann.zip"), ("ben", term / "ben")]


def test_a_link_among_submissions_is_found_and_refused(tmp_path: Path) -> None:
    term = folder(tmp_path / "term", {"ann/engine.py": b"", "ben/engine.py": b""})
    (term / "carl").symlink_to(term / "ann")
    found = intake.find([term], MODULES)
    assert names(found) == ["ann", "ben", "carl"]
    assert read(found[2][1]).kind == "refused"


# --- what it costs -------------------------------------------------------------------------


def test_no_parser_of_sources_is_there_and_nbformat_only_when_needed(tmp_path: Path) -> None:
    """A fresh interpreter reads a folder and a notebook with little more than zipfile and json."""
    folder(tmp_path, {"alice/engine.py": ENGINE, "bob.ipynb": notebook("x")})
    program = (
        "import sys; from pathlib import Path; from grader import intake\n"
        f"for path in {os.fspath(tmp_path)!r}, {os.fspath(tmp_path / 'bob.ipynb')!r}:\n"
        "    intake.read(Path(path), ['engine'])\n"
        "print({'nbformat', 'jsonschema', 'runpy'} & sys.modules.keys())\n"
    )
    root = Path(intake.__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"
