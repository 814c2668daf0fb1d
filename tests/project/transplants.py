"""Misconceptions moved by hand into right submissions of other styles.

A transplant says what its misconception's patch says of the reference, in the words of a story
of `right/`: lines of one of its files, which stand there exactly once, and what stands there
instead. It shows that a mistake is known in anybody's code, and not only in patches of ours.
An outsider, in the same form, is a mistake that the catalogue does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import grading
from grading import read_toml

RIGHT = grading.HERE / "right"
FOLDER = grading.HERE / "transplants"
REFERENCE = grading.HERE.parent.parent / "reference"


@dataclass(frozen=True)
class Transplant:
    """One misconception in one story."""

    misconception: str  # its id
    story: str  # a folder of right/
    patches: tuple[Mapping[str, str], ...]  # file (a path in the story), before, after
    why: str = ""  # it costs other checks than in the reference, if it does

    @property
    def name(self) -> str:
        return f"{self.misconception}-in-{self.story}"

    def files(self) -> dict[str, bytes]:
        """The story's Python files with the patches made: path -> source.

        Raises ValueError where a patch's lines are not in their file exactly once.
        """
        return patched(story_files(self.story), self.patches, self.name)


@dataclass(frozen=True)
class Outsider:
    """A mistake that is not in the catalogue, in one story."""

    id: str
    title: str  # what the code does
    near: str  # the misconception that it resembles
    unlike: str  # what the two do differently
    story: str  # a folder of right/, or "reference"
    patches: tuple[Mapping[str, str], ...]  # as a transplant's

    def files(self) -> dict[str, bytes]:
        """As a transplant's."""
        return patched(story_files(self.story), self.patches, self.id)


def story_files(story: str) -> dict[str, bytes]:
    """The Python files of a story as they are, or of the model solution: path -> source."""
    home = REFERENCE if story == "reference" else RIGHT / story
    return {path.relative_to(home).as_posix(): path.read_bytes()
            for path in sorted(home.rglob("*.py"))}


def patched(files: Mapping[str, bytes], patches: Iterable[Mapping[str, str]], name: str
            ) -> dict[str, bytes]:
    """These files with the patches made, in the files' own coding and ends of lines."""
    files = dict(files)
    for patch in patches:
        source = files[patch["file"]]
        encoding = "latin-1" if b"coding: latin-1" in source[:100] else "utf-8"
        before, after = patch["before"].encode(encoding), patch["after"].encode(encoding)
        if b"\r\n" in source:
            before, after = before.replace(b"\n", b"\r\n"), after.replace(b"\n", b"\r\n")
        found = (b"\n" + source).count(b"\n" + before)
        if found != 1:
            raise ValueError(f"{name}: the lines are {found} times in {patch['file']}")
        files[patch["file"]] = (b"\n" + source).replace(b"\n" + before, b"\n" + after)[1:]
    return files


def modules(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as the modules that they are: name, without its ending -> source."""
    return {path.removesuffix(".py"): source for path, source in files.items()}


def read_transplants() -> list[Transplant]:
    """All transplants, file by file, in the order in which they stand there."""
    return [Transplant(entry["misconception"], entry["story"], tuple(entry["patch"]),
                       entry.get("why", ""))
            for path in sorted(FOLDER.glob("*.toml"))
            for entry in read_toml(path).get("transplant", [])]


def read_outsiders() -> list[Outsider]:
    """All mistakes that are not in the catalogue."""
    entries = read_toml(grading.HERE / "outsiders.toml")["outsider"]
    return [Outsider(patches=tuple(entry.pop("patch")), **entry) for entry in entries]
