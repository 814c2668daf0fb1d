"""Control groups: where they can be made, what they hold, and that none is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from asking import ask, worker

from grader import cgroup, sandbox
from grader.cgroup import Group, Place, place, remove_abandoned
from grader.observe import Group as Asked
from grader.records import Probe, Silence

# --- where: on trees of files that look like a system's ---------------------------------------


def system(tmp_path: Path, own: str, *mounts: tuple[str, str, str, str]) -> Path:
    """A `/proc/self` with these groups and mounts: kind, options, what is mounted, and where."""
    proc = tmp_path / "proc"
    proc.mkdir()
    (proc / "cgroup").write_text(own)
    (proc / "mountinfo").write_text("22 1 0:21 / / rw - ext4 /dev/root rw\n" + "".join(
        f"30 22 0:26 {root} {tmp_path}/{at} rw,nosuid shared:9 - {kind} {kind} rw,{options}\n"
        for kind, options, root, at in mounts))
    return proc


def folder(tmp_path: Path, name: str, hands_on: str | None = None) -> Path:
    made = tmp_path / name
    made.mkdir(parents=True)
    if hands_on is not None:
        (made / "cgroup.subtree_control").write_text(hands_on + "\n")
    return made


def test_in_version_2_it_is_the_nearest_group_that_hands_both_on(tmp_path: Path) -> None:
    folder(tmp_path, "cg/user.slice/app.slice", "cpu memory pids")
    folder(tmp_path, "cg/user.slice/app.slice/run.scope", "")
    proc = system(tmp_path, "0::/user.slice/app.slice/run.scope\n", ("cgroup2", "x", "/", "cg"))
    assert place(proc) == Place(2, (tmp_path / "cg/user.slice/app.slice",))


def test_in_version_2_memory_alone_is_not_enough(tmp_path: Path) -> None:
    folder(tmp_path, "cg/a", "cpu memory")
    assert place(system(tmp_path, "0::/a\n", ("cgroup2", "x", "/", "cg"))) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_group_that_may_not_be_written_is_none(tmp_path: Path) -> None:
    folder(tmp_path, "cg/a", "memory pids").chmod(0o555)
    assert place(system(tmp_path, "0::/a\n", ("cgroup2", "x", "/", "cg"))) is None


def test_in_version_1_it_is_our_own_group_of_each_controller(tmp_path: Path) -> None:
    one, other = folder(tmp_path, "memory/jobs/7"), folder(tmp_path, "pids")
    proc = system(tmp_path, "8:pids:/\n4:memory:/jobs/7\n1:cpu,cpuacct:/\n0::/\n",
                  ("cgroup", "memory", "/", "memory"), ("cgroup", "pids", "/", "pids"),
                  ("cgroup2", "rw", "/", "unified"))
    assert place(proc) == Place(1, (one, other))


def test_a_mount_that_shows_a_part_of_the_tree_is_understood(tmp_path: Path) -> None:
    """As in a container that has no namespace of groups of its own."""
    folder(tmp_path, "cg", "memory pids")
    proc = system(tmp_path, "0::/docker/1\n", ("cgroup2", "x", "/docker/1", "cg"))
    assert place(proc) == Place(2, (tmp_path / "cg",))
    (tmp_path / "other").mkdir()
    assert place(system(tmp_path / "other", "0::/a\n", ("cgroup2", "x", "/docker", "cg"))) is None


@pytest.mark.parametrize("own", ["", "garbage\n", "0::\n", "4:memory:/\n8:pids:/\n"])
def test_where_nothing_is_mounted_there_is_no_place(tmp_path: Path, own: str) -> None:
    assert place(system(tmp_path, own)) is None
    assert place(tmp_path / "nothing") is None


def test_in_version_2_the_limits_are_written_in_its_own_words(tmp_path: Path) -> None:
    group = Group(Place(2, (tmp_path,)), 100)
    [made] = tmp_path.iterdir()
    written = {path.name: path.read_text() for path in made.iterdir()}
    assert written == {"memory.max": str(264 << 20), "memory.swap.max": "0", "pids.max": "96"}
    (made / "memory.events").write_text("low 0\noom 1\noom_kill 0\noom_group_kill 0\n")
    assert not group.ran_out()
    (made / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    assert group.ran_out()
    group.add([7])
    assert (made / "cgroup.procs").read_text() == "7"


def test_a_group_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    first = tmp_path / "memory"
    first.mkdir()
    with pytest.raises(OSError):
        Group(Place(1, (first, tmp_path / "nowhere")), 100)
    assert list(first.iterdir()) == []


def test_what_a_killed_grader_left_is_removed_and_a_living_one_s_is_not(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"micrograde-{gone.pid}-0", f"micrograde-{os.getpid()}-0", "else-1-0"):
        (tmp_path / name).mkdir()
    remove_abandoned(Place(2, (tmp_path,)))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "else-1-0", f"micrograde-{os.getpid()}-0"]


# --- what they hold: on this system, where it has them ------------------------------------------

here = pytest.mark.skipif(place() is None, reason="no control groups may be made here")

MEMORY = """
import sys
sys.stdin.readline()
block = bytearray(300 << 20)
for at in range(0, len(block), 4096): block[at] = 1
print("had it", flush=True)
"""
PROCESSES = """
import os, sys, time
sys.stdin.readline()
made = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
except OSError:
    pass
print(made, flush=True)
"""


def held(code: str, memory_mb: int) -> tuple[str, bool]:
    """What a process prints that is put into a group, and whether it ran out of memory."""
    there = place()
    assert there is not None
    group = Group(there, memory_mb)
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    try:
        group.add([process.pid])
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        return process.stdout.readline().strip(), group.ran_out()
    finally:
        os.killpg(process.pid, 9)
        process.communicate()
        group.remove()
        assert not any(folder.exists() for folder in group._folders)


@here
def test_memory_is_held_by_the_group_alone() -> None:
    assert held(MEMORY, 500) == ("had it", False)
    assert held(MEMORY, 32) == ("", True)


@here
def test_processes_are_held_by_the_group_alone() -> None:
    made, _ = held(PROCESSES, 500)
    assert 0 < int(made) < cgroup.MOST_PROCESSES


FAMILY = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        block = bytearray(b"x") * (90 << 20)
        time.sleep(100)
time.sleep(100)
"""


@pytest.mark.parametrize("layer", ["group", "watch"])
def test_a_family_is_held_by_either_and_told_in_the_same_words(
    layer: str, monkeypatch: pytest.MonkeyPatch, bubblewrap: None
) -> None:
    if layer == "group":
        if place() is None:
            pytest.skip("no control groups may be made here")
        monkeypatch.setattr(sandbox.Worker, "_watch_memory", sandbox.Worker._watch_group)
    else:
        monkeypatch.setattr(sandbox, "groups_here", lambda: None)
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        # Far more time than it takes, for a busy machine: who does not see it is late, not lucky.
        [[reply]] = student.answer([Asked((Probe(FAMILY, ("1",)),), 5)])
    assert reply == Silence("crashed", "No answer came: it used more than 256 MB of memory.")


@here
def test_every_process_of_a_sandbox_is_in_its_group_and_the_group_goes_with_it(
    bubblewrap: None
) -> None:
    with worker({"engine": ""}, carrier="bubblewrap") as student:
        student.loaded()
        assert student._worker is not None and student._worker._group is not None
        folders = student._worker._group._folders
        inside = set(sandbox.tree(student._worker._inside))
        for one in folders:
            assert {int(pid) for pid in (one / "cgroup.procs").read_text().split()} == inside
    assert len(inside) == 2 and not any(one.exists() for one in folders)


def test_a_group_that_fails_is_done_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                            bubblewrap: None) -> None:
    nowhere = Place(2, (tmp_path / "nowhere",))
    monkeypatch.setattr(sandbox, "groups_here", lambda: nowhere)
    with worker({"engine": "x = 1"}, carrier="bubblewrap") as student:
        assert ask(student, "import engine", "engine.x").answers == (1,)  # type: ignore[union-attr]
        assert student._worker is not None and student._worker._group is None


def test_a_module_that_takes_too_much_late_is_told_of_memory_and_not_of_time(
    bubblewrap: None
) -> None:
    with worker({"engine": "import time\ntime.sleep(1.0)" + FAMILY},
                carrier="bubblewrap") as student:
        state, why = student.loaded().states["engine"]
    assert (state, why) == (
        "missing", "while it was imported, it used more than 256 MB of memory")
