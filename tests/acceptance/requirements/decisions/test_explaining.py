"""Changes that an explanation names, and smaller ones."""

from hypothesis import assume, given
from hypothesis import strategies as st

from acceptance.requirements.decisions.explaining import Change, Explanation, smaller


@given(st.integers(300, 850), st.integers(300, 850))
def test_a_smaller_change_of_a_bureau_score_is_whole_and_on_the_way(before, after):
    assume(before != after)
    value = smaller(Change("bureau_score", before, after, 600, "MEDIUM"))
    assert value == int(value)
    assert min(before, after) <= value <= max(before, after)
    assert abs(value - before) < abs(after - before)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_smaller_change_of_a_ratio_stops_short(before, after):
    assume(before != after)
    value = smaller(Change("debt_ratio", before / 100, after / 100, 600, "MEDIUM"))
    assert abs(value - before / 100) < abs(after - before) / 100


def test_the_figure_that_took_the_most_points_weighs_most():
    parts = {"income": -3.0, "bureau_score": -80.5, "debt_ratio": 12.0}
    assert Explanation({}, {}, parts, []).weighs_most == "bureau_score"
