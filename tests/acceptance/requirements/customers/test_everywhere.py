"""The last search of a run speaks of customers whose removal was done, and of no others."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.instruments.search.report import Find, Scanned, SweepReport
from acceptance.leftovers import Undoing
from acceptance.outcome import Inconclusive, Violated
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import everywhere
from acceptance.subjects.canaries import Canary
from profiles import profile_with

MADE = [("1001", "one"), ("1002", "two")]


class Platform:
    """A platform that holds some numbers still, after a run that made two customers."""

    def __init__(self, holds: set[str], owed: Sequence[str] = ()) -> None:
        privacy = Privacy.model_construct(telemetry=["logs"], kept=[])
        self.profile: Any = profile_with(privacy=privacy, stores={"database": None, "logs": None})
        self.everybody = SimpleNamespace(all=lambda: MADE)
        self.limits = SimpleNamespace(erasure_s=0.1)
        self.search = self
        self._holds, self._owed = holds, owed

    def still_owed(self) -> list[Undoing]:
        return [Undoing("operation", "remove_customer", {"customer_id": number}) for number in self._owed]

    def canary(self, kind: Any, value: str) -> Canary:
        return Canary(f"{kind}-{value}", kind, value)

    def sweep(self, wanted: Sequence[Canary], stores: Sequence[str]) -> SweepReport:
        assert list(stores) == ["database"]
        found = [Find(one.id, one.kind, "database", "table", "raw") for one in wanted if one.value in self._holds]
        return SweepReport(found, {"database": Scanned(1, 1, 0.1)}, [])


def judged(platform: Any) -> None:
    everywhere.check_gone_everywhere_else(platform, everywhere.everybody(platform))


def test_where_all_are_gone_nothing_is_said() -> None:
    judged(Platform(holds=set()))


def test_somebody_who_was_removed_and_is_still_there_is_a_violation() -> None:
    with pytest.raises(Violated, match="2 customers who were erased"):
        judged(Platform(holds={"1002"}))


def test_somebody_whose_removal_failed_is_no_violation_and_is_told() -> None:
    with pytest.raises(Inconclusive, match="1 customers of this run could not be removed"):
        judged(Platform(holds={"1002", "two"}, owed=["1002", "of another run"]))


def test_a_removal_that_failed_excuses_nobody_else() -> None:
    with pytest.raises(Violated, match="1 customers who were erased"):
        judged(Platform(holds={"1001", "1002"}, owed=["1002"]))
