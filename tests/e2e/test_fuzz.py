"""A few hundred cases of `python -m evals fuzz`, the same ones each time, on scripted engines where those are quick."""

from __future__ import annotations

from random import Random

import pytest

from evals.fuzz import run as fuzz
from evals.fuzz.cases import ENTRANCES, Case, case, mutated
from evals.fuzz.worker import SCRIPTED, _problem

QUICK = {**SCRIPTED, "VOICE_COACH_EMBEDDER__ENGINE": "scripted"}


def test_nothing_breaks_at_any_entrance() -> None:
    tally = fuzz.drive(seed=7, cases=20 * len(ENTRANCES), environment=QUICK)
    assert tally.crashes == []
    assert tally.hangs == []
    assert tally.cases == dict.fromkeys(ENTRANCES, 20)


def test_a_case_can_be_made_again() -> None:
    for entrance in ENTRANCES:
        assert case(entrance, 7, 3) == case(entrance, 7, 3)
        assert any(case(entrance, 7, n) != case(entrance, 8, n) for n in range(5))


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (1, "", "voice-coach: something went wrong inside (KeyError)."),
        (0, '{"v": 1, "error": {"message": "something went wrong inside (KeyError)"}}', ""),
        (0, "not json", ""),
        (0, '{"v": 1}\n{"v": 1}', ""),
        (0, '{"id": 1}', ""),
        (4, "", ""),
        (0, '{"v": 1}', "Traceback (most recent call last):"),
    ],
)
def test_what_is_wrong_is_found(code: int, out: str, err: str) -> None:
    given = Case(("ask", "--jsonl"), b"{}\n\n", lines=True)
    assert _problem(given, code, out, err)
    assert not _problem(given, 0, '{"v": 1}', "")


def test_a_hang_and_an_end_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that were told to do nothing, or to leave."""
    monkeypatch.setattr(fuzz, "HANGS_AFTER", -1.0)
    monkeypatch.setattr(fuzz, "LOOKS_EVERY", 0.0)  # A quick machine is done within a second.
    tally = fuzz.drive(seed=7, cases=1, environment=QUICK, workers=1)
    assert len(tally.hangs) == 1
    worker = fuzz._started(QUICK)
    worker.task = ("say", 7, 0)
    worker.process.kill()
    worker.process.join()
    counted = fuzz.Tally()
    assert fuzz._settled(worker, counted)
    assert counted.crashes == ["say 0: the process ended with -9"]
    worker.connection.close()
    worker.process.close()


def test_mutations_change_something() -> None:
    assert sum(mutated(b"0123456789" * 10, Random(n)) != b"0123456789" * 10 for n in range(50)) > 40
