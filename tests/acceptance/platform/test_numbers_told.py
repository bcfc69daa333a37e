"""What is no number is the platform's fault, and is said in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from acceptance.outcome import Violated
from acceptance.platform.numbers_told import number, whole_number


@pytest.mark.parametrize(("told", "found"), [(7, 7), ("7", 7), (7.0, 7), ("7.0", 7), ("1e3", 1000), (2**70, 2**70)])
def test_a_whole_number_may_be_written_in_several_ways(told: Any, found: int) -> None:
    assert whole_number(told, "the number") == found


@pytest.mark.parametrize("told", [None, "", "seven", "7.5", 7.5, True, [], {"a": 1}, "nan", float("inf")])
def test_what_is_no_whole_number_is_held_against_the_platform(told: Any) -> None:
    with pytest.raises(Violated, match="the number: expected 'a whole number'"):
        whole_number(told, "the number")


def test_a_number_may_have_decimals_and_must_have_an_end() -> None:
    assert number("7.25", "points") == 7.25
    with pytest.raises(Violated, match="points: expected 'a number', but was 'nothing'"):
        number(None, "points")
