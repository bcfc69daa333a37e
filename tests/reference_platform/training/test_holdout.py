"""The labelled cases beside the profile are those that the population gives, and no training draws them."""

import csv
from pathlib import Path

from reference_platform.training import holdout
from reference_platform.training.fit import train

KEPT = Path("agreements/reference-lender/holdout.csv")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_kept_cases_are_those_that_are_printed(capsys):
    holdout.main()
    printed, kept = rows(capsys.readouterr().out), rows(KEPT.read_text())
    assert tuple(kept[0]) == holdout.COLUMNS
    assert len(printed) == len(kept) == holdout.CASES
    # Another machine's linear algebra may round a case differently now and then.
    assert sum(a != b for a, b in zip(printed, kept, strict=True)) <= holdout.CASES // 100


def test_a_trained_model_foretells_them():
    names = holdout.COLUMNS[:5]
    kept = rows(KEPT.read_text())
    figures = [[float(row[name]) for name in names] for row in kept]
    assert train(seed=3).pipeline.score(figures, [int(row["bad"]) for row in kept]) > 0.97
