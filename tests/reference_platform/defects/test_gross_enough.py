"""Faults that hit one request in so many do so often enough to be told from chance under the loads of the profile."""

from pathlib import Path
from typing import Any

import pytest

from acceptance.profile.joining import join
from acceptance.record.statistics import Share, Status
from reference_platform.defects.objectives import one_in_150_fails, one_in_forty_slow

PROFILE: dict[str, Any] = join(Path("profiles/local.yaml")).content
REPLICAS = PROFILE["product"]["replicas"]["number"]


def hit(total: int, every: int) -> int:
    """At least so many; each replica counts for itself."""
    return REPLICAS * (total // REPLICAS // every)


@pytest.mark.parametrize(
    ("every", "target"), [(one_in_150_fails.EVERY, 0.999), (one_in_forty_slow.EVERY, 0.99)], ids=["errors", "p99"]
)
def test_under_the_agreed_load(every, target):
    objectives = PROFILE["objectives"]
    total = round(objectives["offered"]["seconds"] * objectives["throughput"]["offered_per_s"])
    assert Share(total - hit(total, every), total, target).judged().status is Status.VIOLATED


def test_three_slow_answers_of_a_hundred_violate_the_99th_percentile_and_leave_the_95th_alone():
    steady = PROFILE["performance"]["steady"]
    total = round(steady["rate_per_s"] * steady["duration_s"])
    for bad in (hit(total, 33), hit(total, 33) + REPLICAS):
        assert Share(total - bad, total, 0.99).judged().status is Status.VIOLATED
        assert Share(total - bad, total, 0.95).judged().status is Status.SATISFIED
