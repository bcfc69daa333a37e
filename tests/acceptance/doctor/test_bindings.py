"""What a profile lacks is found by what scenarios use, not by a table that somebody keeps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.catalogue.needs import Needs, read_needs
from acceptance.doctor.bindings import bound, permitted
from acceptance.profile import Profile
from acceptance.profile.bindings import Operation
from acceptance.profile.permissions import Permissions
from profiles import profile_with

NEEDS = Needs(
    {"A": frozenset({"operation score", "population consents"}), "B": frozenset({"service cache", "block audit"})},
    {"A": frozenset({"X-01"}), "B": frozenset({"X-02"})},
)
SCORE = Operation(service="scoring_api", method="POST", path="/x", needs="synthetic")


def profile(**blocks: Any) -> Profile:
    empty: dict[str, Any] = {
        "operations": {},
        "procedures": {},
        "populations": {},
        "messages": {},
        "received": {},
        "audit": None,
        "services": SimpleNamespace(cache=None),
        "permissions": Permissions(),
    }
    return profile_with(**{**empty, **blocks})


def missing(found: Profile, needs: Needs = NEEDS) -> list[str]:
    return [one.what for one in bound(found, needs) if one.well is False]


def test_an_empty_profile_lacks_everything_that_any_scenario_uses() -> None:
    assert missing(profile()) == ["operation score", "population consents", "service cache", "block audit"]
    everything = missing(profile(), read_needs())
    assert len(everything) >= len(read_needs().all()) - 20
    assert {"operation score", "population access_log"} & set(everything)


def test_what_is_there_is_not_missing() -> None:
    there = profile(operations={"score": SCORE}, services=SimpleNamespace(cache=object()))
    assert missing(there) == ["population consents", "block audit"]


def test_a_procedure_stands_for_the_operation_of_its_name() -> None:
    assert "operation score" not in missing(profile(procedures={"score": ["a", "b"]}))


def test_each_thing_that_is_missing_says_where_to_write_it_and_what_waits_for_it() -> None:
    (score,) = [one for one in bound(profile(), NEEDS) if one.what == "operation score"]
    assert score.fix == "add it to operations (or procedures)"
    assert NEEDS.controls_for(score.needs) == ["X-01"]


@pytest.mark.parametrize("given", [True, False])
def test_a_permission_that_is_not_given_leaves_open_what_needs_it(given: bool) -> None:
    found = profile(operations={"score": SCORE}, permissions=Permissions(synthetic=given))
    (synthetic,) = [one for one in permitted(found) if one.what == "permission synthetic"]
    assert (synthetic.well, synthetic.needs) == (given, {"operation score"})
