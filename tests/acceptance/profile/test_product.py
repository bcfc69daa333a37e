"""How a product's scores and times are read."""

import math
from datetime import datetime, timedelta, timezone
from decimal import Decimal

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


@pytest.mark.parametrize("written", [1782894600000, "1782894600000", Decimal(1782894600000), 1782894600000.0])
def test_a_number_of_milliseconds_is_a_time_also_as_a_text_or_as_a_database_has_it(written: object) -> None:
    counted = PRODUCT.model_copy(update={"times": "milliseconds"})
    assert counted.read_time(written) == "2026-07-01T08:30:00+00:00"


@pytest.mark.parametrize("written", [True, None, "soon", "1782894600000 or so", "9" * 400, math.nan])
def test_what_is_no_number_of_milliseconds_is_read_as_it_stands(written: object) -> None:
    assert PRODUCT.model_copy(update={"times": "milliseconds"}).read_time(written) is written


@pytest.mark.parametrize("times", ["iso", "seconds"])
def test_a_time_of_a_database_elsewhere_is_read_in_utc_and_one_of_nowhere_stays(times: str) -> None:
    product, there = PRODUCT.model_copy(update={"times": times}), timezone(timedelta(hours=2))
    assert str(product.read_time(datetime(2026, 7, 1, 10, 30, tzinfo=there))) == "2026-07-01 08:30:00+00:00"
    assert product.read_time(datetime(2026, 7, 1, 10, 30)).utcoffset() is None
