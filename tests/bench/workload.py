"""The fixed workload: where it is, its stories, and as many different copies as a class needs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from grader.command import interpreter

HERE = Path(__file__).resolve().parent
HOME = HERE / "workload"  # an assignment's folder
PROBES = HOME / "tests" / "graded" / "probes.json"
STORIES = ("perfect", "one_mistake", "endless_loop")
BASE = "perfect"  # the others are this one, with other files in the place of some


def story(name: str, to: Path, mark: object = "") -> Path:
    """Write a story into a folder; another `mark` gives another digest and the same code."""
    to.mkdir(parents=True)
    for folder in dict.fromkeys((BASE, name)):
        for path in sorted((HOME / "stories" / folder).iterdir()):
            shutil.copy(path, to)
    with open(to / "engine.py", "a", encoding="utf-8") as engine:
        engine.write(f"# {mark}\n")
    return to


def copies(folder: Path, to: Path, many: int, file: str = "engine.py") -> list[Path]:
    """So many submissions of the same code, each with a digest of its own."""
    made = []
    for number in range(many):
        one = Path(shutil.copytree(folder, to / f"s{number:05}"))
        with open(one / file, "a", encoding="utf-8") as source:
            source.write(f"# {number}\n")
        made.append(one)
    return made


def all_public(to: Path) -> Path:
    """The same assignment with nothing hidden: a student's own check runs all of it."""
    home = _copy(to)
    graded = home / "tests" / "graded"
    for path in sorted((graded / "hidden").glob("*.py")):
        path.rename(graded / "public" / path.name)
    return home


def only(names: Collection[str], to: Path) -> Path:
    """The same assignment with these checks alone, a point for each."""
    home = _copy(to)
    graded = home / "tests" / "graded"
    kept = [each for each in json.loads(PROBES.read_text("utf-8")) if each["name"] in names]
    (graded / "probes.json").write_text(json.dumps(kept), encoding="utf-8")
    for path in sorted(graded.glob("*/test_*.py")):
        if f"{path.parent.name}/{path.stem}" not in {each["suite"] for each in kept}:
            path.unlink()
    return home


def _copy(to: Path) -> Path:
    """The assignment elsewhere, with the suites' own helpers where they are."""
    home = Path(shutil.copytree(HOME, to, ignore=shutil.ignore_patterns("__pycache__")))
    root = HERE.parent.parent
    ini = home / "tests" / "graded" / "pytest.ini"
    text = ini.read_text(encoding="utf-8")
    [paths] = [line for line in text.splitlines() if line.startswith("pythonpath")]
    ini.write_text(text.replace(paths, f"pythonpath = . {root / 'tests' / 'graded'} {root}"),
                   encoding="utf-8")
    return home


def suites() -> Iterator[tuple[str, str, int]]:
    """Suite, name and number of probes of each check, as the data has them."""
    for each in json.loads(PROBES.read_text(encoding="utf-8")):
        yield each["suite"], each["name"], len(each["probes"])


def floor_command(probes: Path, folder: Path, word: str = "") -> list[str]:
    """The command of the bare process, with the Python that runs submissions."""
    return [interpreter().executable, "-P", "-s", "-S", "-B", str(HERE / "floor.py"), str(probes),
            str(folder), *filter(None, [word])]
