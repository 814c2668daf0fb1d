"""What grades elsewhere: the workflows and scripts are valid, and their steps run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
import xmlschema
import yaml
from checkout import ROOT, environment, share_environment
from cramped import cramped
from readers import GRADESCOPE, classroom_points, obeyed

from grader import cli
from grader.sheet import read_sheet

SECOND = ROOT / "tests" / "project" / "second"
REFERENCE = SECOND / "reference"
GITHUB = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITLAB = ROOT / ".ci" / "grade.gitlab-ci.yml"
JUNIT = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))
root = pytest.mark.skipif(os.geteuid() != 0, reason="what a container leaves is for root")

EVIL = "from pathlib import Path\nPath(__file__).with_name('owned').touch()\n"


def validated(schema: str, *files: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)],
        capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_the_workflows_are_what_github_and_gitlab_take():
    assert validated("vendor.github-workflows", *GITHUB) == ""
    assert validated("vendor.gitlab-ci", GITLAB) == ""


def test_the_workflow_that_calls_is_one_and_names_what_is_there(tmp_path):
    text = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    calling = tmp_path / "calling.yml"
    calling.write_text(block, encoding="utf-8")
    assert validated("vendor.github-workflows", calling) == ""
    [called] = [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
                for path in GITHUB if path.stem == "grade"]
    job = yaml.safe_load(block)["jobs"]["grade"]
    assert job["uses"].endswith("/.github/workflows/grade.yml@main")
    inputs = called["on"]["workflow_call"]["inputs"]
    assert set(job["with"]) <= set(inputs)
    assert {name for name, one in inputs.items() if one.get("required")} <= set(job["with"])
    reporter = yaml.safe_load(block)["jobs"]["classroom"]["steps"][0]
    assert reporter["env"] == {"GRADE_RESULTS": "${{ needs.grade.outputs.classroom }}"}
    assert reporter["with"]["runners"] == "grade"
    assert "classroom" in called["on"]["workflow_call"]["outputs"]


def test_the_rule_for_late_days_is_one_that_the_sheet_takes(tmp_path):
    text = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    sheet = (SECOND / "exercises" / "sheet.toml").read_text(encoding="utf-8")
    path = tmp_path / "sheet.toml"
    path.write_text(sheet.replace("[limits]", f"{block}\n[limits]"), encoding="utf-8")
    rule = read_sheet(path).late
    assert rule is not None and (rule.points_per_day, rule.free_days, rule.most_days) == (5, 1, 5)


def test_a_mistake_in_a_workflow_is_seen(tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(GITHUB[0].read_text(encoding="utf-8").replace("runs-on", "run-on"), "utf-8")
    assert "run-on" in validated("vendor.github-workflows", wrong)


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_a_script_may_be_run_and_has_no_mistake_of_form(script):
    path = ROOT / ".ci" / "gradescope" / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)


# --- where it runs ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The zip for Gradescope of a small exercise, which has all that a course has."""
    out = tmp_path_factory.mktemp("dist")
    assert cli.main(["autograder", "--assignment", str(SECOND), "--out", str(out)]) == 0
    return out / "names-and-numbers-gradescope.zip"


def course_at(place: Path, built: Path) -> Path:
    """The course, with the environment that setting it up would have made."""
    subprocess.run([sys.executable, "-m", "zipfile", "-e", built, place], check=True)
    with zipfile.ZipFile(built) as packed:
        for member in packed.infolist():  # which that command forgets
            (place / member.filename).chmod(member.external_attr >> 16 & 0o777)
    share_environment(place)
    return place


def student_at(place: Path, *modules: str) -> Path:
    """A student's repository, with things in it that something careless would run."""
    (place / "exercises").mkdir(parents=True)
    for name in ("Makefile", "conftest.py", "setup.py", "sitecustomize.py", "pytest.ini"):
        (place / name).write_text("all:\n\ttouch owned\n" if name == "Makefile" else EVIL, "utf-8")
        shutil.copy(place / name, place / "exercises")
    shutil.copytree(place / "exercises", place / "grader")
    for module in modules:
        shutil.copy(REFERENCE / f"{module}.py", place / "exercises")
    return place


def tools(place: Path, **scripts: str) -> str:
    """A PATH on which these programs come first."""
    place.mkdir()
    for name, text in scripts.items():
        (place / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (place / name).chmod(0o755)
    return f"{place}:{os.environ['PATH']}"


def shell(lines: str, cwd: Path, env: Mapping[str, str], container: bool = False
          ) -> subprocess.CompletedProcess[str]:
    return run_in(container, ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", lines],
                  cwd, env)


def run_in(container: bool, command: list[str], cwd: Path, env: Mapping[str, str]
           ) -> subprocess.CompletedProcess[str]:
    """Run a command, as root in a container that forbids what Docker's does if so asked."""
    return subprocess.run(cramped(*command, root=True) if container else command, cwd=cwd,
                          text=True, env=environment(**env), capture_output=True, timeout=200,
                          check=False)


# --- GitHub -----------------------------------------------------------------------------------


class Job:
    """A workflow's job, step by step, as a runner does it."""

    def __init__(self, place: Path, name: str, inputs: Mapping[str, str], **scripts: str) -> None:
        [path] = [path for path in GITHUB if path.stem == name]
        self.workflow = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        [self.job] = self.workflow["jobs"].values()
        self.place, self.inputs = place, dict(inputs)
        self.log, self.failed = "", ""
        self.output, self.summary = place / "output", place / "summary.md"
        self.env = {"PATH": tools(place / "tools", sudo='exec "$@"', **scripts),
                    "GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        self.env |= {name: self.said(value) for name, value in self.job.get("env", {}).items()}

    def said(self, text: str) -> str:
        """A text with its expressions worked out; none but inputs may stand in what is run."""
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: self.inputs[found[1]], text)

    def run(self) -> Job:
        for step in self.job["steps"]:
            if "run" in step:
                assert "${{" not in step["run"]  # what stands there is put into a program
                ran = shell(step["run"], self.place / step.get("working-directory", "."), self.env)
                self.log += ran.stdout + ran.stderr
                if ran.returncode:
                    self.failed = step["name"]
                    break
        return self


INPUTS = {"course": "c/course", "ref": "main", "repository": "class/ada", "path": "exercises"}
INSTALLED = {"sysctl": "exit 0", "apt-get": "exit 0"}


@pytest.fixture
def workspace(tmp_path, built) -> Path:
    course_at(tmp_path / "course", built)
    return tmp_path


def test_the_workflow_asks_for_two_repositories_and_runs_nothing_of_the_students(workspace):
    job = Job(workspace, "grade", INPUTS, **INSTALLED)
    given = [step["with"] for step in job.job["steps"] if "checkout" in step.get("uses", "")]
    assert [(job.said(one["repository"]), one["path"]) for one in given] == [
        ("c/course", "course"), ("class/ada", "student")]
    folders = {step.get("working-directory", ".") for step in job.job["steps"] if "run" in step}
    assert folders == {".", "course"}
    assert set(job.workflow["on"]) == {"workflow_call"}


def test_the_workflows_steps_grade(workspace, bubblewrap):
    student_at(workspace / "student", "words")
    job = Job(workspace, "grade", INPUTS, **INSTALLED).run()
    assert job.failed == "", job.log
    assert "class/ada" in job.summary.read_text(encoding="utf-8")
    assert "**4 / 10**" in job.summary.read_text(encoding="utf-8")
    [(name, value)] = [line.split("=", 1) for line in job.output.read_text().splitlines()]
    assert name == "classroom" and classroom_points({"GRADE_RESULTS": value}, "grade") == (4, 10)
    commands = obeyed(job.log)
    assert {command.name for command in commands} == {"error"}
    assert {command.properties["file"] for command in commands} == {"exercises/lists.py"}
    given = workspace / "student-result"
    assert sorted(path.name for path in given.iterdir()) == ["junit.xml", "report.html"]
    JUNIT.validate(ET.parse(given / "junit.xml").getroot())
    assert list(workspace.rglob("owned")) == []
    assert job.workflow["on"]["workflow_call"]["outputs"]["classroom"]["value"] == (
        "${{ jobs.grade.outputs.classroom }}")


@pytest.mark.parametrize("path", ["exercises", "a/reference", "../course/reference"])
def test_no_way_leads_out_of_the_students_repository(workspace, bubblewrap, path):
    student = workspace / "student"
    student.mkdir()
    (student / "exercises").symlink_to(workspace / "course" / "reference")
    (student / "a").symlink_to("../course")
    job = Job(workspace, "grade", INPUTS | {"path": path}, **INSTALLED).run()
    assert job.failed == "Grade" and "is not a plain path in the repository" in job.log


# --- GitLab -----------------------------------------------------------------------------------


def gitlab(place: Path, built: Path, container: bool = False
           ) -> subprocess.CompletedProcess[str]:
    course = course_at(place / "cloned", built)
    git = f'for to; do :; done; echo "$@" >> "{place}/git.log"; cp -r "{course}" "$to"'
    job = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["grade"]
    lines = "\n".join(job["before_script"] + job["script"])
    env = {"PATH": tools(place / "tools", **{"git": git, "apt-get": "exit 0"}),
           "CI_PROJECT_DIR": str(place / "student"), "CI_PROJECT_PATH": "class/ada",
           "CI_SERVER_HOST": "gitlab.example.org", "COURSE_TOKEN": "t0ken",
           "course": "eve/course"}
    # Anybody may get into a folder for what is temporary, unlike into a test's.
    with tempfile.TemporaryDirectory() as temporary:
        os.chmod(temporary, 0o755)
        return shell(lines, place / "student", env | {"TMPDIR": temporary}, container)


def test_gitlabs_job_grades(tmp_path, built, bubblewrap):
    student_at(tmp_path / "student", "words")
    (tmp_path / "student" / "result").symlink_to(tmp_path / "cloned")
    ran = gitlab(tmp_path, built)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "score 4 / 10" in ran.stdout
    cloned = (tmp_path / "git.log").read_text(encoding="utf-8")
    assert "https://course:t0ken@gitlab.example.org/group/course.git" in cloned
    given = tmp_path / "student" / "result"
    assert sorted(path.name for path in given.iterdir()) == ["junit.xml", "report.html"]
    JUNIT.validate(ET.parse(given / "junit.xml").getroot())
    assert list(tmp_path.rglob("owned")) == []


@root
@pytest.mark.verify
def test_gitlabs_job_grades_where_a_container_forbids_namespaces(tmp_path, built, landlock):
    student_at(tmp_path / "student", "words", "lists")
    ran = gitlab(tmp_path, built, container=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "score 10 / 10" in ran.stdout and "the weaker sandbox" in ran.stdout


def test_gitlabs_job_follows_no_link(tmp_path, built):
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / "exercises").symlink_to(tmp_path / "cloned" / "reference")
    ran = gitlab(tmp_path, built)
    assert ran.returncode == 1 and "score" not in ran.stdout


# --- Gradescope -------------------------------------------------------------------------------


@pytest.fixture
def autograder(tmp_path, built) -> Path:
    """A folder laid out like Gradescope's, set up."""
    home = tmp_path / "autograder"
    course_at(home / "source", built)
    shutil.copy(home / "source" / "run_autograder", home)
    (home / "submission").mkdir()
    (home / "results").mkdir()
    (home / "submission_metadata.json").write_text(json.dumps({
        "id": 1, "users": [{"id": 2, "name": "Ada", "email": "ada@example.org"}],
        "previous_submissions": []}), encoding="utf-8")
    return home


def run_autograder(home: Path, container: bool = False) -> tuple[dict[str, object], str]:
    ran = run_in(container, [str(home / "run_autograder")], Path("/"), {})
    result = json.loads((home / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, GRADESCOPE)
    return result, ran.stdout + ran.stderr


def hand_in(home: Path, *modules: str) -> None:
    for module in modules:
        shutil.copy(REFERENCE / f"{module}.py", home / "submission")


def test_gradescope_gets_a_result(autograder, bubblewrap):
    hand_in(autograder, "words")
    (autograder / "submission" / "conftest.py").write_text(EVIL, encoding="utf-8")
    result, log = run_autograder(autograder)
    assert result["score"] == 4, log
    assert result["extra_data"]["carrier"] == "bubblewrap"
    assert list(autograder.rglob("owned")) == []
    assert (autograder / "source").stat().st_mode & 0o077 == 0


def test_a_submission_that_looks_like_a_download_is_one_submission(autograder, bubblewrap):
    for name in ("ada_1_2_words.py", "eve_3_4_words.py"):
        shutil.copy(REFERENCE / "words.py", autograder / "submission" / name)
    result, log = run_autograder(autograder)
    assert result["score"] == 0, log


SPY = """
import os

def initials(name):
    found = []
    for place in PLACES:
        try:
            found.append(os.listdir(place))
        except OSError as error:
            found.append(type(error).__name__)
        try:
            open(place + '/x', 'w')
            found.append('written')
        except OSError:
            pass
    return repr((os.getuid(), found))
"""


@pytest.mark.verify
@root
def test_where_a_container_forbids_namespaces_nothing_is_read_or_written(autograder, landlock):
    places = [str(autograder / name) for name in ("source", "source/reference", "results", ".")]
    (autograder / "submission" / "words.py").write_text(f"PLACES = {places}\n{SPY}", "utf-8")
    result, log = run_autograder(autograder, container=True)
    assert (result["score"], result["extra_data"]["carrier"]) == (0, "landlock"), log
    told = json.dumps(result)
    assert "PermissionError" in told and "written" not in told and "misconceptions" not in told
    hand_in(autograder, "words", "lists")
    assert run_autograder(autograder, container=True)[0]["score"] == 10


def test_where_nothing_can_run_there_is_no_mark(autograder):
    hand_in(autograder, "words")
    (autograder / "source" / "exercises" / "sheet.toml").unlink()
    result, log = run_autograder(autograder)
    assert "score" not in result and "no mark" in str(result["output"])
    assert "micrograde: " in log


@pytest.mark.parametrize("old", [False, True])
def test_setting_up_installs_what_is_needed_and_closes_the_folder(tmp_path, built, old):
    home = course_at(tmp_path / "source", built)
    shutil.rmtree(home / ".venv")
    said = tmp_path / "said"
    python = (f'echo "$(basename $0) $@" >> {said}\n'
              'case "$*" in *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python;; esac\n')
    scripts = {"apt-get": f'echo "apt-get $@" >> {said}',
               "python3": python + ('case "$*" in *version_info*) exit 1;; esac' if old else ""),
               "python3.11": python}
    ran = subprocess.run([home / "setup.sh"], env=environment(
        PATH=tools(tmp_path / "tools", **scripts)), cwd="/", capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = said.read_text(encoding="utf-8").splitlines()
    installed = " ".join(line for line in lines if line.startswith("apt-get install"))
    assert "bubblewrap" in installed and ("python3.11-venv" in installed) == old
    assert any("-m pip install" in line and "-c constraints.txt" in line for line in lines)
    assert home.stat().st_mode & 0o077 == 0
