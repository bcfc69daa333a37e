"""The block `product` is drafted from what a description says of a score; nothing is made up in silence."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from acceptance.drafting.described import calls_of
from acceptance.drafting.matching import matched
from acceptance.drafting.product import product_block, shape_of
from acceptance.drafting.wanted import WANTED
from acceptance.profile.product import Product

FIGURES: dict[str, dict[str, Any]] = {
    "age": {"type": "integer", "minimum": 18, "maximum": 99},
    "monthly_income": {"type": "number", "minimum": 0, "maximum": 90_000, "multipleOf": 0.5, "example": 2600},
    "bureau_score": {"type": "integer", "minimum": 1, "maximum": 600},
    "debt": {"type": "number", "exclusiveMinimum": 0, "maximum": 2},
    "months_employed": {"type": "integer", "minimum": 0, "maximum": 600},
}
ANSWER: dict[str, dict[str, Any]] = {
    "id": {"type": "string"},
    "score": {"type": "integer", "minimum": 0, "maximum": 999},
    "risk_level": {"enum": ["A", "B", "C"]},
    "scored_at": {"type": "string", "format": "date-time"},
}


def described(figures: dict[str, Any] = FIGURES, answer: dict[str, Any] = ANSWER, **customer: Any) -> list[str]:
    number = {"customer_id": {"type": "string", "pattern": r"^[A-Z]{2}\d{8}$"} | customer}
    content = {"application/json": {"schema": {"properties": number | figures}}}
    told = {"application/json": {"schema": {"properties": answer}}}
    call = {"requestBody": {"content": content}, "responses": {"200": {"content": told}}}
    return product_block(matched(WANTED, calls_of({"paths": {"/scores": {"post": call}}})))


def test_what_is_described_makes_a_product() -> None:
    product = Product.model_validate(yaml.safe_load("\n".join(described()))["product"])
    assert (product.score.least, product.score.most, product.score.whole) == (0, 999, True)
    assert product.levels == ["A", "B", "C"]
    income, employment = product.figures["income"], product.figures["employment_years"]
    assert (income.most, income.step, income.usual) == (90_000, 0.5, 2600)
    assert (employment.most, employment.in_a_year) == (600, 12)
    assert (product.figures["debt_ratio"].least, product.figures["debt_ratio"].better) == (0.01, "lower")
    assert (product.customer_numbers, product.times) == ("[A-Z]{2}[0-9]{8}", "iso")


def test_every_guess_stands_beside_its_mark() -> None:
    guessed = ("score:", "levels:", "granted:", "age:", "income:", "customer_numbers:", "times:")
    for line in described():
        assert "# check:" in line or not line.strip().startswith(guessed), line


@pytest.mark.parametrize("left_out", ["age", "score", "risk_level"])
def test_what_is_not_described_is_left_for_somebody_to_fill(left_out: str) -> None:
    figures = {name: told for name, told in FIGURES.items() if name != left_out}
    answer = {name: told if name != left_out else {"type": "string"} for name, told in ANSWER.items()}
    lines = described(figures, answer)
    assert yaml.safe_load("\n".join(lines)) is None
    assert any("REPLACE" in line and line.startswith("#   ") for line in lines)


def test_where_nothing_scores_nothing_is_drafted() -> None:
    assert product_block({}) == [
        "# Nothing was found that scores a customer: the block `product` says how scores are written."
    ]


def test_customer_numbers_may_be_numbers() -> None:
    told = yaml.safe_load("\n".join(described(type="integer", pattern="")))["product"]
    assert (told["customer_numbers_as"], told["customer_numbers"]) == ("number", "[1-9][0-9]{8}")


@pytest.mark.parametrize(
    ("pattern", "shape"),
    [
        (r"^PT\d{9}$", "PT[0-9]{9}"),
        (r"^k\-[0-9]{7}$", "k-[0-9]{7}"),
        (r"^[A-Z]+$", None),
        (r"^(a|b)\d{9}$", None),
        (r"^\d{3}$", None),
        (r"^\d{3,9}$", None),
        ("", None),
    ],
)
def test_only_a_pattern_that_is_a_shape_becomes_one(pattern: str, shape: str | None) -> None:
    assert shape_of(pattern) == shape
