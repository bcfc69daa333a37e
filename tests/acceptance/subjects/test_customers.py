"""Customers that a run makes up."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.profile.product import FigureRange
from acceptance.subjects.customers import singular_income


@pytest.mark.parametrize("step", [1000, 100, 50, 1, 0.5, 0.25, 0.05, 0.01])
def test_an_income_is_found_in_whatever_steps_incomes_are_told(step: float) -> None:
    income = FigureRange.model_validate({"least": 0, "most": 500_000, "step": step, "usual": 52_000})
    product: Any = Some(figures={"income": income})
    found = {singular_income(product) for _ in range(20)}
    assert len(found) > 10
    assert all(150_000 - step <= one <= 500_000 and one / step == pytest.approx(round(one / step)) for one in found)
