"""How a product's scores and times are read."""

import math
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from acceptance.profile.product import FigureRange, Product, Range
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


def in_texts() -> Product:
    figures = PRODUCT.figures | {"income": PRODUCT.figures["income"].model_copy(update={"written_as": "text"})}
    score = PRODUCT.score.model_copy(update={"written_as": "text"})
    return PRODUCT.model_copy(update={"figures": figures, "score": score})


def test_amounts_are_written_in_quotation_marks_with_all_their_decimals_where_the_product_has_them_so() -> None:
    product = in_texts()
    assert product.written_number("income", 4200.5) == "4200.50"
    assert product.written_number("credit_score", 612) == "612"
    assert (product.written_number("age", 41), product.written_number("income", "a word")) == (41, "a word")
    assert product.written_number("income", True) is True and PRODUCT.written_number("income", 4200.5) == 4200.5


def test_amounts_in_quotation_marks_are_read_as_numbers_wherever_they_stand() -> None:
    product = in_texts()
    assert (product.read_number("income", "4200.50"), product.read_number("credit_score", "612")) == (4200.5, 612)
    assert product.read_number("figures", {"income": "4200.50", "age": 41}) == {"income": 4200.5, "age": 41}
    assert (product.read_number("after", "-3"), product.read_number("income", "none")) == (-3, "none")
    assert product.read_number("risk_level", "1") == "1" and product.read_number("age", "41") == "41"
    assert PRODUCT.read_number("income", "4200.50") == "4200.50" and PRODUCT.read_number("after", "3") == "3"


@pytest.mark.parametrize(
    ("step", "told", "written"),
    [(1, 655.0, 655), (1, 655.4, 655), (0.01, 0.834, 0.83), (1, 2000.0, 2000), (0.01, 2000.5, 2000.5), (1, -3.5, -3.5)],
)
def test_a_figure_of_somebody_else_is_written_as_the_product_does_and_stays_outside_where_it_is(step, told, written):
    found = FigureRange(least=0, most=1000, step=step, usual=0).as_told(told)
    assert (found, type(found)) == (written, type(written))


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.0370", 0.037), ("712", 712), ("1.0E-5", 0.00001), ("-4", -4), ("2e2", 200.0), ("E5", "E5"), ("high", "high")],
)
def test_a_score_in_quotation_marks_is_read_as_the_number_that_it_is(written, read):
    product = PRODUCT.model_copy(update={"score": PRODUCT.score.model_copy(update={"written_as": "text"})})
    found = product.read_number("credit_score", written)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-11-30T12:00:00Z[UTC]", "2026-11-30T12:00:00+00:00"),
        ("2026-11-30T12:00:00+01:00[Europe/Paris]", "2026-11-30T11:00:00+00:00"),
        ("2026-11-30T12:00:00[Europe/Paris]", "2026-11-30T12:00:00[Europe/Paris]"),
        ("soon[UTC]", "soon[UTC]"),
    ],
)
def test_a_zone_named_after_the_offset_is_no_part_of_the_time(written, told):
    assert PRODUCT.read_time(written) == told
