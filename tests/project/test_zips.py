"""Tests of `grader.zips`: zips of every tool, and zips made to harm."""

import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from handed_in import ENGINE, MODULES, notebook, packed, packed_as
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import intake, zips
from grader.filetree import LeftOut, Refused
from grader.records import Submission

Reads: TypeAlias = Callable[[bytes], Submission]

DAMAGED = "The zip is damaged: it could not be read to its end."
GOOD = packed({"hw/engine.py": ENGINE * 50, "hw/nn.py": b"x = 1\n" * 99, "hw/a.txt": b"text"})


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    def reads(data: bytes) -> Submission:
        (tmp_path / "alice.zip").write_bytes(data)
        return intake.read(tmp_path / "alice.zip", MODULES)

    return reads


def kind(mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("lib/nn.py")
    member.create_system = 3  # Unix
    member.external_attr = mode << 16
    return member


# --- as tools make them --------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_read_whoever_packed_it(read: Reads, method: int) -> None:
    for name in ("hw/lib/ops.py", "hw\\lib\\ops.py", "./hw/lib/ops.py", "./hw//./lib/ops.py"):
        found = read(packed({"hw/engine.py": ENGINE, name: b"x"}, method))
        assert (found.files, found.notes) == ({"engine.py": ENGINE, "lib/ops.py": b"x"}, ())


def test_folders_may_have_members_of_their_own_and_twice(read: Reads) -> None:
    dos = zipfile.ZipInfo("hw/data")
    dos.external_attr = 0x10
    folders = ["hw/", "hw\\lib\\", "hw/lib/"]
    members = {zipfile.ZipInfo(name): b"" for name in folders}
    found = read(packed_as({dos: b"", **members, zipfile.ZipInfo("hw/engine.py"): ENGINE}))
    assert found.files == {"engine.py": ENGINE}


def test_a_zip_behind_other_bytes_or_with_a_comment_is_read(read: Reads) -> None:
    assert read(b"#!/bin/sh\n" * 9 + GOOD).kind == "folder"
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"for you"
    assert read(buffer.getvalue()).kind == "folder"


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("größe.py".encode(), "größe.py"),  # macOS, which does not say that it is UTF-8
        (b"gr\x94\xe1e.py", "größe.py"),  # MS-DOS
        (b"gr\xf6\xdfe.py", "gr÷▀e.py"),  # Windows, in a code page that nobody noted down
    ],
)
def test_names_that_do_not_say_their_encoding(read: Reads, stored: bytes, name: str) -> None:
    placeholder = b"#" * len(stored)
    data = packed({"engine.py": ENGINE, placeholder.decode(): b"x"})
    assert list(read(data.replace(placeholder, stored)).files) == ["engine.py", name]


def test_a_name_that_says_utf8_and_is_not_is_damage(read: Reads) -> None:
    data = packed({"engine.py": ENGINE, "größe.py": b"x"})
    assert read(data.replace("ö".encode(), b"\xf6\xf6")).refused == DAMAGED


def test_a_zip_of_a_notebook_is_that_notebook(read: Reads) -> None:
    assert read(packed({"hw/hw.ipynb": notebook("x")})).cells == ("x",)


def test_links_of_an_environment_are_junk_with_it(read: Reads) -> None:
    link = zipfile.ZipInfo(".venv/bin/python")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = read(packed_as({link: b"/usr/bin/python3", zipfile.ZipInfo("engine.py"): ENGINE}))
    assert (found.files, found.notes) == ({"engine.py": ENGINE}, ())


# --- refused as a whole --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *["../x.py", "a/../../x.py", "..", "..\\x.py", "a\\..\\x.py", "__MACOSX/../x.py"],
        *["/etc/x.py", "\\x.py", "//host/x.py", "C:\\x.py", "c:x.py"],
    ],
)
def test_a_zip_that_climbs_is_refused(read: Reads, name: str) -> None:
    found = read(packed({"engine.py": ENGINE, name: b"x"}))
    assert found.refused == f"The zip holds '{name}', which leads out of the folder."
    assert found.files == {}


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK]
)
def test_a_zip_with_a_link_or_a_device_is_refused(read: Reads, mode: int) -> None:
    found = read(packed_as({zipfile.ZipInfo("engine.py"): ENGINE, kind(mode): b"/etc/passwd"}))
    assert found.refused == "The zip holds 'lib/nn.py', a link or no regular file."


@pytest.mark.parametrize("name", ["engine.py", ".\\engine.py", "lib//a.py"])
def test_a_zip_with_one_name_twice_is_refused(read: Reads, name: str) -> None:
    twin = "#" * len(name)
    data = packed({"engine.py": ENGINE, "lib/a.py": b"", twin: b"other"})
    assert read(data.replace(twin.encode(), name.encode())).refused.endswith(" twice.")


def test_a_zip_with_one_name_for_a_file_and_a_folder_is_refused(read: Reads) -> None:
    found = read(packed({"engine.py": ENGINE, "a.py": b"", "a.py/b.py": b""}))
    assert found.refused == "The zip holds 'a.py' both as a file and as a folder."


def test_a_zip_with_a_password_is_refused(read: Reads) -> None:
    member = zipfile.ZipInfo("engine.py")
    assert "password" in read(packed_as({member: ENGINE}, flag_bits=1)).refused


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_of_another_method_is_refused(read: Reads, method: int) -> None:
    assert "a method that is not read" in read(packed({"engine.py": ENGINE}, method)).refused
    kept = {zipfile.ZipInfo("engine.py"): ENGINE}
    assert "a method that is not read" in read(packed_as(kept, compress_type=99)).refused


def test_members_that_overlap_are_refused(read: Reads) -> None:
    members = {zipfile.ZipInfo(name): ENGINE for name in ("engine.py", "nn.py")}
    assert "overlap" in read(packed_as(members, header_offset=0)).refused


# --- bombs ---------------------------------------------------------------------------------


def zeros(megabytes: int) -> bytes:
    """That many megabytes of zeros, deflated, without ever being there."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + middle * (megabytes - 1) + packer.flush()


@pytest.mark.parametrize("claimed", [10**9, 10, 0])
def test_a_gigabyte_of_zeros_is_stopped_whatever_it_claims(read: Reads, claimed: int) -> None:
    bomb = packed_as(
        {zipfile.ZipInfo("engine.py"): zeros(1000)},
        zipfile.ZIP_STORED,
        compress_type=zipfile.ZIP_DEFLATED,
        file_size=claimed,
    )
    assert len(bomb) < 2_000_000
    started = time.process_time()
    found = read(bomb)
    assert time.process_time() - started < 0.5
    too_large = "None of its modules could be taken: 'engine.py' (it is larger than 1 MB)."
    assert found.refused == (too_large if claimed == 10**9 else DAMAGED)


def test_only_what_is_kept_is_inflated(read: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    original = zipfile.ZipFile.open

    def spy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *rest: Any) -> Any:
        opened.append(member.filename)
        return original(archive, member, *rest)

    data = packed({"engine.py": ENGINE, "a.txt": b"x", "b.zip": GOOD, "x-y/c.py": b"x"})
    monkeypatch.setattr(zipfile.ZipFile, "open", spy)
    found = read(data)
    assert opened == ["engine.py"]
    assert "'b.zip' was left aside: a zip inside is not opened." in found.notes


def test_too_many_members_are_refused_before_they_are_listed(
    read: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = {f"{n}.txt": b"" for n in range(4_999)}
    assert read(packed({"engine.py": ENGINE} | within, zipfile.ZIP_STORED)).kind == "folder"
    over = packed({"engine.py": ENGINE, "x": b""} | within, zipfile.ZIP_STORED)
    assert "more than 5,000" in read(over).refused
    monkeypatch.setattr(zips, "MEMBERS", 10)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "more than 5,000" in read(over).refused


def test_a_path_of_thirty_thousand_folders_costs_nothing(read: Reads) -> None:
    deep = "a/" * 30_000
    started = time.process_time()
    found = read(packed({"engine.py": ENGINE, deep + "x.py": b"x", deep + "y/": b""}))
    assert time.process_time() - started < 0.5
    assert found.files == {"engine.py": ENGINE}
    assert found.notes == (f"'{'a/' * 39}a…' was left aside: it lies below 6 folders.",)


# --- broken --------------------------------------------------------------------------------


@pytest.mark.parametrize("tenth", range(10))
def test_a_zip_that_is_cut_short_is_refused(read: Reads, tenth: int) -> None:
    found = read(GOOD[: len(GOOD) * tenth // 10])
    assert found.refused == (DAMAGED if tenth else "The file is no zip, whatever its name says.")


@pytest.mark.parametrize("data", [b"", b"Rar!\x1a\x07", b"x" * 1000, b"\x1f\x8b\x08"])
def test_what_is_no_zip_is_refused(read: Reads, data: bytes) -> None:
    assert read(data).refused == "The file is no zip, whatever its name says."


def test_an_empty_zip_is_empty(read: Reads) -> None:
    assert read(packed({})).refused.startswith("It is empty; ")


def test_a_wrong_checksum_is_damage_though_the_end_is_there(read: Reads) -> None:
    data = packed({"engine.py": ENGINE}, zipfile.ZIP_STORED)
    assert read(data.replace(b"Value", b"Velue")).refused == DAMAGED


@pytest.mark.parametrize("lie", [{"header_offset": 2**31}, {"compress_size": 10**6}])
def test_a_directory_that_points_nowhere_is_damage(read: Reads, lie: dict[str, int]) -> None:
    assert read(packed_as({zipfile.ZipInfo("engine.py"): ENGINE}, **lie)).refused == DAMAGED


def test_a_directory_that_is_not_where_it_should_be_is_damage(read: Reads) -> None:
    end = GOOD.rindex(b"PK\x05\x06")
    for size, offset in [(0xFFFFFFF0, 0), (0, 0xFFFFFFF0), (10, 10), (0xFFFFFFFF, 0xFFFFFFFF)]:
        bogus = GOOD[: end + 12] + struct.pack("<LL", size, offset) + GOOD[end + 20 :]
        assert read(bogus).refused


def holds(data: bytes) -> None:
    """Whatever the bytes, there is a tree or a refusal, and of each file bytes or a refusal."""
    try:
        tree = zips.unzip(data)
    except Refused as refused:
        assert str(refused).endswith(".")
        return
    for place, reader in tree.files.items():
        assert ".." not in place and all(place)
        with suppress(Refused, LeftOut):
            assert len(reader(1_000)) <= 1_000


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.binary() | st.binary().map(lambda data: GOOD[:9] + data + GOOD[-60:]))
def test_random_bytes_are_refused_or_read(data: bytes) -> None:
    holds(data)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4)), min_size=1
    )
)
def test_a_zip_with_changed_bytes_is_refused_or_read(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(GOOD)
    for at, new in changes:
        data[at : at + len(new)] = new
    holds(bytes(data))
