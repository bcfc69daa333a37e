"""A row is known again although somebody altered it; one of anybody else is not taken for it."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import pytest

from acceptance.requirements.customers import training
from profiles import PRODUCT

SET = training.TrainingSet("1", "bucket", "set.csv.gz", "", 0)
HEAD = "age,income,credit_score,debt_ratio,employment_years,bad\n"
USUAL = {name: one.written(one.usual) for name, one in PRODUCT.figures.items()}
LARGE = PRODUCT.figures["income"].most * 0.7


def like(*rows, packed=True):
    names = ("age", "income", "bureau_score", "debt_ratio", "employment_years")
    lines = [",".join(str(row[name]) for name in names) + ",0" for row in rows]
    content = (HEAD + "\n".join(lines)).encode()
    objects = SimpleNamespace(get=lambda _key, _bucket: gzip.compress(content) if packed else content)
    return training.resembling(SimpleNamespace(product=PRODUCT, platform=SimpleNamespace(objects=objects)), SET)


@pytest.mark.parametrize("packed", [True, False])
def test_the_row_itself_is_counted_in_a_set_packed_or_not(packed):
    assert like({**USUAL, "income": LARGE}, packed=packed) == 1


@pytest.mark.parametrize("income", [round(LARGE, -5), LARGE * 1.003, LARGE * 0.6])
def test_a_row_with_another_income_or_slightly_other_figures_is_counted(income):
    assert like({**USUAL, "income": income}, {**USUAL, "income": LARGE, "age": USUAL["age"] * 1.04}) == 2


def test_rows_of_other_people_are_not_counted():
    usual_income = USUAL
    other = {**USUAL, "income": LARGE, "bureau_score": 400, "employment_years": 30}
    assert like(usual_income, other) == 0
    assert like() == 0
