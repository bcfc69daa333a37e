"""What a platform of a proof knows of the scenarios without any defect."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.outcome import Outcome
from acceptance.platform.provision import NEIGHBOURS, PROCESSES
from acceptance.proof import instance as room
from acceptance.proof.instance import Clean, Instance


@dataclass(frozen=True)
class Summary:
    scenarios: tuple[Any, ...]
    figures: tuple[str, ...] = ()
    complete: bool = True
    run_id: str = "run"


class Told(Instance):
    """One whose runs come to what a list says: (scenario, outcome) each, and that as what was executed."""

    def __init__(self, *runs: list[tuple[str, Outcome]], measures: bool = False) -> None:
        super().__init__("toy", lambda: ({}, Some()), None, Path(), 1)
        self.runs = list(runs)
        self.figures = ("p95",) if measures else ()

    def run(self, places: Any, wanted: Any = None, within_s: float = 1.0) -> Any:
        came = self.runs.pop(0)
        assert [one for one, _ in came] == list(places)
        summary = Summary(tuple(Some(id=one, outcome=outcome, seconds=1.0) for one, outcome in came), self.figures)
        return Some(
            directory=Path(), traces=lambda: {one: frozenset({outcome.value}) for one, outcome in came}
        ), summary


@pytest.fixture(autouse=True)
def no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "read", lambda _path: [])


def test_a_scenario_that_told_nothing_is_asked_again_and_known_by_its_second_run() -> None:
    first = [("a", Outcome.SATISFIED), ("b", Outcome.INCONCLUSIVE)]
    asked = Told(first, [("b", Outcome.SATISFIED)])
    assert [one.outcome for one in asked.run_clean(["a", "b"]).scenarios] == [Outcome.SATISFIED, Outcome.SATISFIED]
    assert asked.clean.outcomes == {"a": Outcome.SATISFIED, "b": Outcome.SATISFIED}
    assert asked.clean.executed["b"] == {"satisfied"}


def test_a_scenario_that_tells_nothing_twice_stays_so_and_is_not_asked_a_third_time() -> None:
    asked = Told([("a", Outcome.INCONCLUSIVE)], [("a", Outcome.INCONCLUSIVE)])
    assert asked.run_clean(["a"]).scenarios[0].outcome is Outcome.INCONCLUSIVE
    assert asked.runs == []


def test_what_several_platforms_found_is_put_together() -> None:
    one, other = Told([("a", Outcome.SATISFIED)]), Told([("b", Outcome.NOT_ASSESSED)])
    one.run_clean(["a"])
    other.run_clean(["b"])
    together: Clean = one.clean | other.clean
    assert together.outcomes == {"a": Outcome.SATISFIED, "b": Outcome.NOT_ASSESSED}
    assert together.executed.keys() == together.seen.keys() == {"a", "b"}


def test_figures_of_a_second_run_are_accepted_and_compared_with_in_a_third(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: list[Path] = []
    monkeypatch.setattr("acceptance.record.baseline.measured", lambda _runs: Some())
    monkeypatch.setattr("acceptance.record.baseline.write_baseline", lambda _figures, path: accepted.append(path))
    lacked = ("a", Outcome.NOT_ASSESSED)
    asked = Told([lacked, ("b", Outcome.SATISFIED)], [lacked], [("a", Outcome.SATISFIED)], measures=True)
    assert [one.outcome for one in asked.run_clean(["a", "b"]).scenarios] == [Outcome.SATISFIED, Outcome.SATISFIED]
    assert asked.clean.figures == accepted[0]
    assert (Clean() | asked.clean).figures == (asked.clean | Clean()).figures == accepted[0]


def test_platforms_of_one_proof_are_told_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def conducted(options: Any, provide: Any, *_: Any) -> Any:
        with provide(Some()) as environment:
            given.append(environment[NEIGHBOURS])
        return Some(), Some(problems=())

    monkeypatch.setattr(room, "conduct", conducted)
    monkeypatch.setattr(room, "_PROCESSES", {})
    one, other = (
        Instance("toy", lambda roots=roots: ({PROCESSES: roots}, Some()), None, Path(), 1) for roots in ("7,8", "9")
    )
    for each in (one, other, one):
        each.run([])
    assert given == ["", "7,8", "9"]
