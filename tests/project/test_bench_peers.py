"""`make bench-peers`: all graders have the same 20 checks, and who grades less is not measured."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from grader.command import interpreter
from tests.bench import peer_files, peers, workload
from tests.bench.meter import meter
from tests.bench.peer_commands import PEERS, Peer, Useless
from tests.bench.peer_files import Check

FORMS = {"pytest": peer_files.pytest_file, "gradescope-utils": peer_files.gradescope_file,
         "check50": peer_files.check50_file, "otter-grader": peer_files.otter_file,
         "nbgrader": lambda some: "\n".join(cells(peer_files.nbgrader_notebook(some)))}
TRY = """
import json, sys
sys.path.insert(0, sys.argv[1])
space, failed = {}, 0
for cell in json.load(sys.stdin):
    try:
        exec(cell, space)
    except AssertionError:
        failed += 1
print(failed)
"""


def cells(notebook: str) -> list[str]:
    return [cell["source"] for cell in json.loads(notebook)["cells"]]


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    return peer_files.checks()


def test_they_are_twenty_of_the_workload_with_its_trainings_and_all_its_programs(checks):
    names = [name for _, name, _ in workload.suites()]
    assert [each.name for each in checks] == [
        name for name in names if name in {each.name for each in checks}]
    assert len(checks) == 20
    chosen = peer_files.chosen()
    assert [each["name"] for each in chosen if each.get("alone")] == [
        "run_of_seed_3", "run_of_seed_8"]
    programs = [each for each in chosen if each.get("compare") == "program"]
    assert sum(len(each["probes"]) for each in programs) == 200


def test_each_peer_has_a_form_and_a_version():
    assert set(FORMS) == set(peers.pinned()) == {kind.name for kind in PEERS}
    for needs in peers.pinned().values():
        assert all(re.fullmatch(r"[\w-]+==[\d.]+", need) for need in needs)


@pytest.mark.parametrize("name", FORMS)
def test_each_form_has_all_checks_and_all_probes(name, checks):
    text = FORMS[name](checks)
    compile(text, name, "exec")
    assert re.findall(r"def test_(\w+)\(", text) == [each.name for each in checks]
    assert text.count("assert near(") == sum(len(each.probes) for each in checks) == 215
    if name in ("otter-grader", "nbgrader"):  # whose students hand in one name space
        assert "from engine import" not in text


@pytest.mark.verify
@pytest.mark.parametrize(("story", "all_right"), [("perfect", True), ("one_mistake", False)])
def test_they_tell_right_from_wrong_in_a_file_and_in_a_notebook(
    story, all_right, checks, tmp_path
):
    folder = workload.story(story, tmp_path / story)
    calls = [f"test_{each.name}()" for each in checks]
    found = []
    for form in ([peer_files.pytest_file(checks), *calls],
                 cells(peer_files.nbgrader_notebook(checks, folder))):
        said = subprocess.run([interpreter().executable, "-B", "-c", TRY, str(folder)], check=True,
                              input=json.dumps(form), capture_output=True, text=True).stdout
        found.append(int(said))
    assert found[0] == found[1]
    assert (found[0] == 0) == all_right


def test_ours_has_the_same_checks_with_some_hidden(checks, tmp_path):
    home = workload.only([each.name for each in checks], tmp_path / "assignment")
    graded = home / "tests" / "graded"
    kept = json.loads((graded / "probes.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in kept] == [each.name for each in checks]
    suites = {f"{path.parent.name}/{path.stem}" for path in graded.glob("*/test_*.py")}
    assert suites == {each["suite"] for each in kept}
    assert {suite.split("/")[0] for suite in suites} == {"public", "hidden"}


class Idle(Peer):
    """Runs, and has graded what it is told to say."""

    name, isolates = "idle", "nothing"
    says = 20

    def words(self, name: str) -> list[object]:
        return ["true"]

    def passed(self, name: str) -> int:
        return self.says


def test_who_does_not_grade_everything_is_not_measured(tmp_path):
    idle = Idle(tmp_path, tmp_path, tmp_path)
    with meter() as measuring:
        assert idle.take(measuring, ["ada"], {0}, 20).wall > 0
        idle.says = 19
        with pytest.raises(Useless, match="19 of 20 checks passed"):
            idle.take(measuring, ["ada"], {0}, 20)


@pytest.mark.verify
def test_who_cannot_be_installed_is_told_and_the_rest_is_measured(
    bubblewrap, monkeypatch, tmp_path, capsys
):
    def refused(needs: object, to: object) -> None:
        raise Useless("pip could not install it")

    monkeypatch.setattr(peers, "install", refused)
    history = tmp_path / "history.jsonl"
    peers.main(["-n", "2", "--rounds", "1", "--history", str(history)])
    said = capsys.readouterr().out
    [line] = map(json.loads, history.read_text(encoding="utf-8").splitlines())
    assert set(line["left_out"]) == {kind.name for kind in PEERS}
    for name, why in line["left_out"].items():
        assert f"{name:20} left out: {why}" in said
    assert {"floor", "micrograde", "floor, of 2", "micrograde, of 2"} <= set(line["figures"])
