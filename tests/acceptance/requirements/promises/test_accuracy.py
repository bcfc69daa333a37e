"""Labelled cases are the agreed ones, can be read, and can show something, or nothing is said of a model."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.profile.objectives import Objectives
from acceptance.profile.product import FigureRange
from acceptance.requirements.promises import accuracy
from profiles import PRODUCT, profile_with

HEADER = "age,income,bureau_score,debt_ratio,employment_years,bad,best\n"
GOOD = "41,52000,655,0.31,9.5,0,0.99\n"


def suite(folder: Path, content: str, **changed: Any) -> Any:
    (folder / "cases.csv").write_text(content)
    digest = hashlib.sha256(content.encode()).hexdigest()
    block = {
        "indicator": "labelled cases that are foretold",
        "at_least_percent": 95,
        "bad_levels": ["HIGH"],
        "good_levels": ["LOW"],
        "holdout": {"file": "cases.csv", "sha256": digest, **changed},
    }
    objectives = Objectives.model_validate({"accuracy": block})
    return SimpleNamespace(profile=profile_with(objectives=objectives), agreements_folder=folder)


def test_cases_are_read_with_their_end_and_how_surely_it_could_be_foretold(tmp_path: Path):
    cases = accuracy.holdout(suite(tmp_path, HEADER + GOOD + GOOD.replace(",0,0.99", ",1,0.97") + GOOD))
    assert [case.bad for case in cases.cases] == [False, True, False]
    assert cases.cases[0].figures == {
        "age": 41,
        "income": 52000.0,
        "bureau_score": 655,
        "debt_ratio": 0.31,
        "employment_years": 9.5,
    }
    assert round(cases.majority_percent, 1) == 66.7
    assert cases.best_percent is not None and round(cases.best_percent, 1) == 98.3


def test_where_nobody_knows_the_truth_nothing_is_said_of_it(tmp_path: Path):
    content = HEADER.replace(",best", "") + GOOD.replace(",0.99", "")
    assert accuracy.holdout(suite(tmp_path, content)).best_percent is None


def test_exchanged_cases_are_noticed(tmp_path: Path):
    with pytest.raises(Inconclusive, match="not the agreed ones"):
        accuracy.holdout(suite(tmp_path, HEADER + GOOD, sha256="0" * 64))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER, "are none"),
        ("", "no column"),
        (HEADER.replace("income", "salary") + GOOD, "no column income"),
        (HEADER + GOOD.replace(",0,0.99", ",maybe,0.99"), "line 2"),
        (HEADER + GOOD + GOOD.replace("52000", "lots"), "line 3"),
        (HEADER + GOOD.replace("52000", "nan"), "line 2"),
        (HEADER + "41,52000\n", "line 2"),
        (HEADER.replace(",", ";") + GOOD, "separated by commas"),
        (HEADER + GOOD + "41,5\r2000,0\n", "line"),
        (HEADER + GOOD + '"' + "x" * 200_000 + '",1\n', "line"),
    ],
)
def test_cases_that_cannot_be_read_say_nothing_of_a_model(tmp_path: Path, content: str, told: str):
    with pytest.raises(Inconclusive, match=told):
        accuracy.holdout(suite(tmp_path, content))


def test_a_mark_of_the_byte_order_is_no_part_of_a_name(tmp_path: Path):
    assert len(accuracy.holdout(suite(tmp_path, "\ufeff" + HEADER + GOOD)).cases) == 1


def test_a_missing_file_says_nothing_of_a_model(tmp_path: Path):
    prepared = suite(tmp_path, HEADER + GOOD)
    (tmp_path / "cases.csv").unlink()
    with pytest.raises(Inconclusive, match="cannot be read"):
        accuracy.holdout(prepared)


def test_without_an_agreement_accuracy_is_not_assessed(tmp_path: Path):
    nothing = SimpleNamespace(profile=profile_with(), agreements_folder=tmp_path)
    with pytest.raises(NotAssessed, match="nothing was agreed"):
        accuracy.holdout(nothing)
    nothing.profile = profile_with(objectives=Objectives())
    with pytest.raises(NotAssessed, match=r"objectives\.accuracy"):
        accuracy.holdout(nothing)


def test_the_cases_of_the_local_profile_can_show_a_good_model():
    content = Path("agreements/reference-lender/holdout.csv").read_bytes()
    cases = accuracy._read(content, "agreements/reference-lender/holdout.csv")
    assert len(cases.cases) == 2000
    assert cases.majority_percent <= 70
    assert cases.best_percent is not None and cases.best_percent >= 97
    assert hashlib.sha256(content).hexdigest() in Path("agreements/reference-lender.yaml").read_text()


def test_figures_are_sent_as_the_product_writes_them(tmp_path: Path):
    case = accuracy.holdout(suite(tmp_path, HEADER + GOOD.replace("41,52000,655", "41.0,52000,0.83"))).cases[0]
    ranges = dict(PRODUCT.figures)
    ranges["age"] = FigureRange(least=18, most=100, step=1, usual=40)
    ranges["income"] = FigureRange(least=0, most=1_000_000, step=1, usual=40_000)
    ranges["bureau_score"] = FigureRange(least=0, most=1, step=0.01, usual=0.5)
    told = accuracy.as_told(PRODUCT.model_copy(update={"figures": ranges}), case)
    assert [json.dumps(told[name]) for name in ("age", "income", "bureau_score")] == ["41", "52000", "0.83"]
