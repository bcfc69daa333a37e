"""What an experiment shows: whether all was as before in time, and what a busy machine says about that."""

from types import SimpleNamespace

import pytest

from acceptance.record.statistics import Status
from acceptance.requirements.promises.withstanding import as_before

BUSY = ["other programs took 60 % of the processors"]


def an_experiment(well_s, disturbances=()):
    load = SimpleNamespace(disturbances=lambda: list(disturbances))
    return SimpleNamespace(well_s=well_s, afterwards="the database does not work", load=load)


@pytest.mark.parametrize(
    ("well_s", "disturbances", "status"),
    [
        (9.9, (), Status.SATISFIED),
        (9.9, BUSY, Status.SATISFIED),
        (10.1, (), Status.VIOLATED),
        (None, (), Status.VIOLATED),
        (10.1, BUSY, Status.INCONCLUSIVE),
        (None, BUSY, Status.INCONCLUSIVE),
    ],
)
def test_what_is_late_on_a_busy_machine_is_no_fault_of_the_platform(well_s, disturbances, status):
    assert as_before(an_experiment(well_s, disturbances), 10).status is status


def test_what_was_amiss_in_the_end_is_told():
    assert "the database does not work" in as_before(an_experiment(None), 10).reason
