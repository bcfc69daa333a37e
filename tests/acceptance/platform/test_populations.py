"""Populations are read as the profile says; only somebody unknown has none."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from acceptance.platform.answers import OperationFailed
from acceptance.platform.populations import Populations
from acceptance.profile.bindings import Population
from profiles import PRODUCT

HERE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(("refusal", "answered"), [("unknown", []), ("held", None), (None, None)])
def test_a_population_of_somebody_unknown_is_empty_and_any_other_refusal_is_told(refusal, answered):
    def refuses(name, /, **_):
        raise OperationFailed(f"{name} answered", refusal)

    bases = Population(operation="read_bases", fields={})
    profile = SimpleNamespace(populations={"bases": bases}, product=None)
    populations = Populations(profile, SimpleNamespace(do=refuses), lambda: None)
    if answered is not None:
        assert populations.read_if_known("bases", customer_id="c") == answered
    else:
        with pytest.raises(OperationFailed, match="read_bases answered"):
            populations.read_if_known("bases", customer_id="c")
    with pytest.raises(OperationFailed):
        populations.read("bases", customer_id="c")


@pytest.mark.parametrize(
    ("said", "told", "read"),
    [
        (True, datetime(2026, 11, 30, 12), datetime(2026, 11, 30, 12, tzinfo=UTC)),
        (False, datetime(2026, 11, 30, 12), datetime(2026, 11, 30, 12)),
        (True, datetime(2026, 11, 30, 12, tzinfo=HERE), datetime(2026, 11, 30, 10, tzinfo=UTC)),
        (True, "2026-11-30T12:00:00", "2026-11-30T12:00:00"),
    ],
)
def test_a_column_without_an_offset_is_in_utc_where_the_profile_says_so(said, told, read):
    entries = Population(database="platform", sql="select 1", fields={"time": "at"}, times_are_utc=said)
    populations = Populations(SimpleNamespace(populations={"entries": entries}, product=PRODUCT), None, None)
    assert populations.as_told("entries", {"at": told})["time"] == read


def test_an_answer_has_to_tell_the_offset_of_its_times_itself():
    with pytest.raises(ValueError, match="times_are_utc is for columns"):
        Population(operation="read", fields={}, times_are_utc=True)
