"""A row is known again although somebody altered it; one of anybody else is not taken for it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from types import SimpleNamespace

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
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


def test_a_row_is_counted_in_a_set_with_decimal_commas():
    numbers = ";".join(str(value).replace(".", ",") for value in ({**USUAL, "income": LARGE}).values())
    assert counted(f"{';'.join(USUAL)}\n{numbers}\n".encode()) == 1


def counted(content):
    objects = SimpleNamespace(get=lambda _key, _bucket: content)
    return training.resembling(SimpleNamespace(product=PRODUCT, platform=SimpleNamespace(objects=objects)), SET)


@pytest.mark.parametrize("content", [b"", b"a,b\nx,y\n", b"\x00\x01"])
def test_in_a_set_that_cannot_be_read_nobody_is_called_absent(content):
    with pytest.raises(NotAssessed):
        counted(content)


def kept(content, **registered):
    objects = SimpleNamespace(get=lambda _key, _bucket: content, describe=lambda _key, _bucket: object())
    wanted = replace(SET, **registered)
    return training.stored(SimpleNamespace(platform=SimpleNamespace(objects=objects)), wanted)


def test_another_set_than_the_registered_one_is_told_also_where_it_is_no_table_any_more():
    assert kept(b"a,b\n1,2\n").rows == 1
    assert kept(b"\x00garbage").rows == -1
    with pytest.raises(NotAssessed, match="neither CSV nor Parquet"):
        kept(b"\x00orc", sha256=hashlib.sha256(b"\x00orc").hexdigest())


@pytest.mark.parametrize(
    ("prefix", "keys", "told"),
    [
        ("", ["datasets/1.csv", "models/m.bin"], ["lake/models/m.bin"]),
        ("datasets/", ["datasets/1.csv"], []),
        ("datasets/", ["datasets/1.csv", "datasets/2.csv"], ["lake/datasets/2.csv"]),
    ],
)
def test_of_a_bucket_for_everything_only_what_begins_as_agreed_is_a_training_set(monkeypatch, prefix, keys, told):
    one = replace(SET, bucket="lake", key="datasets/1.csv")
    assert training.unregistered(lake(monkeypatch, prefix, [one], keys), [one]) == told


def test_a_registered_set_that_begins_otherwise_shows_that_the_agreed_beginning_is_wrong(monkeypatch):
    one = replace(SET, bucket="lake", key="data/1.csv")
    with pytest.raises(Inconclusive, match=r"training_set\.prefix"):
        training.unregistered(lake(monkeypatch, "datasets/", [one], []), [one])


def lake(monkeypatch, prefix, registered, keys):
    monkeypatch.setattr(training, "registered_sets", lambda _suite: registered)
    objects = SimpleNamespace(keys=lambda _bucket, begins="": [key for key in keys if key.startswith(begins)])
    place = SimpleNamespace(training_set=SimpleNamespace(prefix=prefix))
    return SimpleNamespace(
        profile=SimpleNamespace(service=lambda _kind: place), platform=SimpleNamespace(objects=objects)
    )
