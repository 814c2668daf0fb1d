"""Which of the files that were handed in were meant: the modules, or the one notebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .filetree import (
    SOURCE_BYTES,
    SOURCES_BYTES,
    LeftOut,
    Place,
    Reader,
    Refused,
    Tree,
    ending,
    left_aside,
    listing,
    one_line,
    shown,
    size,
)
from .notebook_file import NOTEBOOK_BYTES, read_code
from .records import Kind

KEPT_FILES = 200

_NAME_BYTES = 255  # what a file system takes


@dataclass(frozen=True)
class Taken:
    """What is kept of a submission."""

    kind: Kind
    files: Mapping[str, bytes] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def is_module(file: str, modules: Collection[str]) -> bool:
    """Whether a file's name is that of one of the modules."""
    return ending(file) == "py" and file[: -len(".py")] in modules


def choose(tree: Tree, modules: Collection[str]) -> Taken:
    """The modules of a tree, or its notebook; Refused where it is neither."""
    notebooks = sorted(place for place in tree.files if ending(place[-1]) == "ipynb")
    root = _root(tree, modules, bool(notebooks))
    if root is not None:
        return _take_modules(tree, root, modules)
    if len(notebooks) == 1:
        return _take_notebook(tree, notebooks[0])
    expected = listing([f"{module}.py" for module in sorted(modules)], 10)
    expected = f"expected is a folder with {expected}, or one notebook (.ipynb), or a zip of either"
    if notebooks:
        found = f"It holds {len(notebooks)} notebooks, {listing(map(shown, notebooks))}"
    elif tree.files:
        only = listing(map(shown, sorted(tree.files)))
        found = f"There is no module at its top or in the only folder there, just {only}"
    else:
        found = "It holds nothing that can be taken" if tree.notes else "It is empty"
    raise Refused(f"{found}; {expected}.")


def _root(tree: Tree, modules: Collection[str], has_notebook: bool) -> Place | None:
    """The folder that the modules are in: the top, or what the only folder there leads to.

    Packing adds a folder, and unpacking another. Beside a notebook it goes one folder down and
    no further: what is deeper there is somebody else's, a copy of a library.
    """
    root: Place = ()
    while True:
        below = [place[len(root) :] for place in tree.files if place[: len(root)] == root]
        if any(len(place) == 1 and is_module(place[0], modules) for place in below):
            return root
        code = [place for place in below if ending(place[-1]) in {"py", "ipynb"}]
        folders = {place[0] for place in code if len(place) > 1}
        if len(folders) != 1 or (root and has_notebook):
            return None
        root += tuple(folders)


def _take_modules(tree: Tree, root: Place, modules: Collection[str]) -> Taken:
    """The sources in `root` and in the packages below it; Refused if no module can be taken."""
    readers, notes = _sources(tree, root)
    wanted = {f"{module}.py" for module in modules}
    files: dict[str, bytes] = {}
    lost: list[str] = []
    room = SOURCES_BYTES
    # The modules come first, so that what a cap leaves out is something else.
    for number, name in enumerate(sorted(readers, key=lambda name: (name not in wanted, name))):
        try:
            if number >= KEPT_FILES:
                raise LeftOut(f"more than {KEPT_FILES} files are not kept")
            source = readers[name](SOURCE_BYTES)
            if len(source) > room:
                raise LeftOut(f"all sources together are larger than {size(SOURCES_BYTES)}")
        except LeftOut as reason:
            notes.append(left_aside(shown((name,)), reason))
            if name in wanted:
                lost.append(f"{shown((name,))} ({reason})")
            continue
        room -= len(source)
        files[name] = source
    if wanted.isdisjoint(files):
        raise Refused(f"None of its modules could be taken: {listing(lost, 10)}.")
    return Taken("folder", files=dict(sorted(files.items())), notes=tuple(notes))


def _sources(tree: Tree, root: Place) -> tuple[dict[str, Reader], list[str]]:
    """The sources that an import could mean, by their path from `root`, and notes on the rest."""
    readers: dict[str, Reader] = {}
    notes: list[str] = []
    # "engine.PY" is taken for "engine.py", unless that is there too and so comes first.
    for place in sorted(tree.files, key=lambda place: (not place[-1].endswith(".py"), place)):
        kind = ending(place[-1])
        *packages, file = place[len(root) :] or [""]
        stem = file[: -len(".py")]
        # macOS spells an accented letter in two characters; an import looks for one.
        name = unicodedata.normalize("NFC", "/".join((*packages, f"{stem}.py")))
        if kind == "ipynb":
            reason = "there are modules, and these are graded"
        elif kind == "zip":
            reason = "a zip inside is not opened"
        elif kind != "py":
            continue
        elif place[: len(root)] != root:
            reason = "it is not in the folder of the modules"
        elif not all(map(str.isidentifier, packages)):
            reason = "no import can name its folder"
        elif not all(map(_is_fit, (*packages, file))):
            reason = "its name is unfit for a file"
        elif name in readers:
            reason = "another file has that name"
        else:
            readers[name] = tree.files[place]
            if not stem.isidentifier():
                notes.append(f"{shown(place)} was kept, but no import can name it.")
            continue
        notes.append(left_aside(shown(place), reason))
    return readers, notes


def _take_notebook(tree: Tree, notebook: Place) -> Taken:
    """The code of the one notebook in a tree; Refused where it has none."""
    try:
        code = read_code(tree.files[notebook](NOTEBOOK_BYTES))
    except LeftOut as reason:
        raise Refused(f"The notebook could not be taken: {reason}.") from None
    beside = {"py": "the notebook is what is graded", "zip": "a zip inside is not opened"}
    notes = [
        left_aside(shown(place), beside[ending(place[-1])])
        for place in tree.files
        if ending(place[-1]) in beside
    ]
    return Taken("notebook", cells=code.cells, notes=(*code.notes, *notes))


def _is_fit(name: str) -> bool:
    """Whether a part of a path can be written anywhere and shown anywhere."""
    whole = one_line(name, _NAME_BYTES) == name and "\\" not in name
    return whole and len(name.encode()) <= _NAME_BYTES
