"""`make fuzz`: it tries every border, and says what it found and how to see it again."""

from __future__ import annotations

import resource

import fuzz
import pytest


@pytest.fixture(autouse=True)
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has other tests to run."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)


@pytest.mark.verify
def test_a_round_at_each_border_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--minutes", "0.0001", "--examples", "5", "--seed", "1"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in fuzz.BORDERS) and "nothing found" in told


def test_what_is_found_is_told_with_the_command_that_shows_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_sheet_is_right(place: object, text: bytes) -> None:
        raise ValueError("found")

    monkeypatch.setattr(fuzz, "BORDERS", {
        "sheets": (fuzz.BORDERS["sheets"][0], no_sheet_is_right)})
    assert fuzz.main(["--minutes", "1", "--examples", "5", "--seed", "3"]) == 1
    told = capsys.readouterr().err
    assert "ValueError: found" in told, told
    assert "--border sheets --seed 3" in told


def test_memory_past_the_cap_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = iter([100, 100, 500, 500])
    monkeypatch.setattr(fuzz, "grown", lambda: next(taken))
    monkeypatch.setattr(fuzz, "round_of", lambda *_: "")
    assert fuzz.main(["--minutes", "1", "--border", "zips", "--seed", "3"]) == 1
    assert "It took 400 MB" in capsys.readouterr().err
