"""`make bench`: the floor and the grader have the same work, and the stories are what they say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from checkout import copy_checkout, run
from grading import bench

from grader.explain import read_catalogue
from grader.grade import collect
from tests.bench import workload
from tests.bench.floor import chosen
from tests.bench.plot import Panel, picture

PROBES = json.loads(workload.PROBES.read_text(encoding="utf-8"))


def asked_bare(folder: Path, word: str = "") -> list[int]:
    """How many probes and answers the bare process had."""
    command = workload.floor_command(workload.PROBES, folder, word)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return list(map(int, said.split()))


def test_the_workload_is_two_trainings_two_hundred_programs_and_eighty_others():
    programs = [each for each in PROBES if each.get("compare") == "program"]
    trainings = [each for each in PROBES if each.get("alone")]
    others = [each for each in PROBES if each not in programs and each not in trainings]
    assert [sum(len(each["probes"]) for each in some) for some in (
        trainings, programs, others)] == [2, 200, 80]


def test_the_floor_and_the_grader_are_asked_the_same(tmp_path):
    with bench(home=workload.HOME, warm=False) as fixed:
        checks = collect(fixed.setting)
        assert not read_catalogue(fixed.course, checks).stale, (
            "type: .venv/bin/python -m grader known --assignment tests/bench/workload")
    mine = {(probe.code, probe.observe) for check in checks for probe in check.probes}
    assert mine == {(code, tuple(observe)) for each in PROBES for code, observe in each["probes"]}
    answers = [len(probe.observe) for check in checks for probe in check.probes]
    story = workload.story("perfect", tmp_path / "perfect")
    assert asked_bare(story) == [len(answers), sum(answers)] == [282, sum(answers)]


def test_the_floor_can_be_asked_a_part(tmp_path):
    story = workload.story("perfect", tmp_path / "perfect")
    some = chosen(PROBES, "from training")
    assert 2 <= len(some) < len(PROBES)
    assert asked_bare(story, "from training")[0] == sum(len(each["probes"]) for each in some)


def test_copies_differ_in_nothing_but_their_digest(tmp_path):
    story = workload.story("one_mistake", tmp_path / "one")
    one, other = workload.copies(story, tmp_path / "class", 2)
    codes = [(each / "engine.py").read_text(encoding="utf-8") for each in (one, other)]
    assert codes[0] != codes[1]
    assert len({code.rpartition("#")[0] for code in codes}) == 1


@pytest.mark.verify
def test_the_stories_are_what_they_say(tmp_path):
    with bench(home=workload.HOME) as fixed:
        cards = {name: fixed.path(workload.story(name, tmp_path / name))
                 for name in workload.STORIES}
    outcomes = {name: sorted({check.outcome for check in card.checks})
                for name, card in cards.items()}
    assert outcomes == {"perfect": ["passed"], "one_mistake": ["failed", "passed"],
                        "endless_loop": ["passed", "timeout"]}
    assert sum(check.outcome == "timeout" for check in cards["endless_loop"].checks) == 1
    assert [(each.id, each.confidence) for each in cards["one_mistake"].diagnoses] == [
        ("product-sets-grads", "certain")]


@pytest.mark.verify
def test_make_bench_measures_prints_and_keeps(tmp_path):
    home = copy_checkout(tmp_path / "micrograde")
    history = home / "docs" / "speed-history.jsonl"
    before = history.read_text(encoding="utf-8").splitlines() if history.exists() else []
    ran = run(["make", "bench", "N=2", "ROUNDS=1"], home)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "77 checks, 282 probes; " in ran.stdout
    *kept, line = history.read_text(encoding="utf-8").splitlines()
    assert kept == before
    figures = json.loads(line)["figures"]
    for title, each in figures.items():
        assert each["wall"][1] <= each["wall"][0] <= each["wall"][2], title
        assert title in ran.stdout
        assert ("against" in each) == (not title.startswith("floor"))


def test_growth_is_drawn_where_it_is():
    panels = [Panel("time", "s", [10, 20, 40], [
                  ("wall", [1.0, 2.0, 4.0]), ("CPU", [1.0, 1.0, 1.0])]),
              Panel("memory", "MB", [10, 20, 40], [("memory", [30.0, 30.0, 45.0])])]
    root = ElementTree.fromstring(picture(panels, 2, "how it grows"))
    [first, second] = root.findall("{*}g")
    across = [float(dot.get("cx")) for dot in first.findall("{*}circle")]
    height = [float(dot.get("cy")) for dot in first.findall("{*}circle")]
    assert across[0] < across[1] < across[2] and across[:3] == across[3:]
    assert height[0] > height[1] > height[2]  # a picture's numbers go down from the top
    assert height[0] == height[3] == height[4] == height[5]
    assert len(second.findall("{*}circle")) == 3 and len(second.findall("{*}line")) == 1
    assert [line.get("class") for line in first.findall("{*}line")] == ["a", "b"]
