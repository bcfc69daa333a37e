"""How a product's scores and times are read."""

import pytest

from acceptance.profile.product import Range
from profiles import PRODUCT

LATER_HERE = "2026-07-01T10:30:00+02:00"


def test_a_time_that_names_its_distance_from_utc_is_told_in_utc():
    assert PRODUCT.read_time(LATER_HERE) == "2026-07-01T08:30:00+00:00"
    assert PRODUCT.read_time("20260701T083000+0000") == "2026-07-01T08:30:00+00:00"


@pytest.mark.parametrize("written", ["2026-07-01T08:30:00Z", "2026-07-01T08:30:00", "soon", "", None, 7])
def test_a_time_that_names_none_stands_as_it_is(written):
    assert PRODUCT.read_time(written) == written


def test_what_rounding_may_move_is_the_finest_difference_that_is_written():
    assert Range(least=0, most=1, whole=False, step=0.01).rounding == 0.01
    assert Range(least=0, most=1, whole=False).rounding == 0.001
    with pytest.raises(ValueError, match="so coarse"):
        Range(least=0, most=1, whole=False, step=0.5)


def test_of_two_scores_the_better_one_has_more_merit():
    risk = Range(least=0, most=1, whole=False, better="lower")
    assert risk.merit(0.1) > risk.merit(0.2)
    assert PRODUCT.score.merit(700) > PRODUCT.score.merit(600)
