"""The least share that counts leave open, with and without a library of mathematics."""

from __future__ import annotations

import pytest
import scipy

from acceptance.record.certainty import at_least


@pytest.mark.parametrize(
    ("good", "total"), [(1, 2), (3, 4), (1, 100), (50, 100), (99, 100), (100, 101), (2995, 3060), (7, 9)]
)
def test_few_and_many_are_counted_alike(good: int, total: int) -> None:
    assert at_least(good, total) == pytest.approx(
        float(scipy.special.betaincinv(good, total - good + 1, 0.05)), abs=1e-9
    )


def test_none_good_leaves_nothing_and_none_tried_neither() -> None:
    assert at_least(0, 9) == at_least(0, 0) == 0
