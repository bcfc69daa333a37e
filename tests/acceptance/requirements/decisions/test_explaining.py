"""Changes that an explanation names, and smaller ones."""

from types import SimpleNamespace

from hypothesis import assume, given
from hypothesis import strategies as st

from acceptance.profile.product import Range
from acceptance.requirements.decisions.explaining import Change, Explanation, keeps_its_promise, smaller
from profiles import PRODUCT

SUITE = SimpleNamespace(product=PRODUCT)


@given(st.integers(300, 850), st.integers(300, 850))
def test_a_smaller_change_of_a_bureau_score_is_whole_and_on_the_way(before, after):
    assume(before != after)
    value = smaller(SUITE, Change("bureau_score", before, after, 600, "MEDIUM"))
    assert value == int(value)
    assert min(before, after) <= value <= max(before, after)
    assert abs(value - before) < abs(after - before)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_smaller_change_of_a_ratio_stops_short(before, after):
    assume(before != after)
    value = smaller(SUITE, Change("debt_ratio", before / 100, after / 100, 600, "MEDIUM"))
    assert abs(value - before / 100) < abs(after - before) / 100


def test_the_figure_that_took_the_most_points_weighs_most():
    parts = {"income": -3.0, "bureau_score": -80.5, "debt_ratio": 12.0}
    assert Explanation({}, {}, parts, [], {}).weighs_most(PRODUCT.score) == "bureau_score"


def test_where_lower_scores_are_better_the_figure_that_added_most_weighs_most():
    risk = Range(least=0, most=1, whole=False, better="lower")
    parts = {"income": -0.03, "bureau_score": 0.12, "debt_ratio": 0.01}
    assert Explanation({}, {}, parts, [], {}).weighs_most(risk) == "bureau_score"


def test_what_rounding_may_move_is_little_beside_the_range():
    assert (PRODUCT.score.rounding, Range(least=0, most=1, whole=False).rounding) == (1, 0.001)


def test_the_figure_that_lost_most_points_weighs_most_where_they_are_lost_against_a_baseline():
    parts = {"income": 3.0, "bureau_score": 80.5, "debt_ratio": 12.0}
    assert Explanation({}, {}, parts, [], {"income": 1}).weighs_most(PRODUCT.score) == "bureau_score"


def test_a_change_without_a_named_outcome_promises_a_better_level():
    change, refused = (
        Change("income", 1, 2, None, None),
        SimpleNamespace(answer=SimpleNamespace(words={"risk_level": "HIGH"})),
    )
    kept = [keeps_its_promise(SUITE, refused, change, (1, level)) for level in PRODUCT.levels]
    assert kept == [True, True, False, False]
    assert not keeps_its_promise(SUITE, refused, change, (None, None))


def test_a_change_with_a_named_outcome_promises_that_very_one():
    change = Change("income", 1, 2, 600, "MEDIUM")
    assert keeps_its_promise(SUITE, None, change, (600, "MEDIUM"))
    assert not keeps_its_promise(SUITE, None, change, (601, "MEDIUM"))
