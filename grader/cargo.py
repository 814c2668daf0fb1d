"""What travels to another machine and back: grader and assignment as one zip, work as bytes.

All of it is ours on both sides: of a submission there is nothing in it but bytes and text, and
what the grader made of them.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .course import FOLDERS, load_course
from .errors import GraderError
from .grade import Setting
from .packing import pack

ASSIGNMENT = "assignment"
HOW = "how.pickle"  # what of the setting is not in the assignment


def packed(setting: Setting) -> bytes:
    """The grader and the setting's assignment, whole; the same bytes each time."""
    how = (setting.carrier, setting.bonus, setting.parts, setting.only)
    files = {name: path.read_bytes() for name, path in _files(setting.course.home)}
    return pack({HOW: pickle.dumps(how)} | files)


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    """All that there is, hidden or not: the assignment's digest is over all of it."""
    grader = Path(__file__).resolve().parent
    for at, folder in [("grader", grader),
                       *((f"{ASSIGNMENT}/{name}", home / name) for name in FOLDERS)]:
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{at}/{path.relative_to(folder).as_posix()}", path


def unpacked(folder: Path) -> Setting:
    """The setting of what was unpacked into a folder."""
    carrier, bonus, parts, only = pickle.loads((folder / HOW).read_bytes())
    return Setting(load_course(folder / ASSIGNMENT), carrier, bonus, parts, only)


class ByValue:
    """A function that arrives whole where its module is not installed, as on Dask's side."""

    def __init__(self, function: Callable[..., Any]) -> None:
        import cloudpickle

        cloudpickle.register_pickle_by_value(sys.modules[function.__module__])
        self.__name__ = function.__name__  # Dask calls a task by it
        self._whole = cloudpickle.dumps(function)

    def __call__(self, *args: Any) -> Any:
        """It is called elsewhere, as what it stands for."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return pickle.loads, (self._whole,)


# --- work ---------------------------------------------------------------------------------------


class _Pickler(pickle.Pickler):
    """Leaves the setting out: it is there already."""

    def persistent_id(self, obj: Any) -> str | None:
        return "setting" if isinstance(obj, Setting) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, setting: Setting) -> None:
        super().__init__(io.BytesIO(data))
        self._setting = setting

    def persistent_load(self, pid: Any) -> Setting:
        return self._setting


def piece(work: Callable[..., Any], *args: Any, **kwargs: Any) -> bytes:
    """A piece of work as bytes; a setting among the arguments is that of who does it."""
    data = io.BytesIO()
    _Pickler(data).dump((work, args, kwargs))
    return data.getvalue()


def done(data: bytes, setting: Setting) -> bytes:
    """Do a piece of work; what came of it, as bytes."""
    work, args, kwargs = _Unpickler(data, setting).load()
    try:
        return pickle.dumps((True, work(*args, **kwargs)))
    except Exception as error:
        return pickle.dumps((False, f"{type(error).__name__}: {error}"))


def opened(data: bytes) -> Any:
    """What came of a piece of work; raises GraderError where it failed."""
    well, came = pickle.loads(data)
    if not well:
        raise GraderError(came)
    return came
