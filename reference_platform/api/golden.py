"""Agreed figures whose scores are written down when a model is approved: what runs must give the same.

They lie on both sides of every limit and in the corners of what is accepted, so that two models rarely agree on all.
"""

from dataclasses import asdict

from reference_platform.training.scorecard import Features, Scorecard

GOLDEN = (
    Features(age=21, income=14_000.0, credit_score=330, debt_ratio=1.4, employment_years=0.0),
    Features(age=27, income=22_500.0, credit_score=480, debt_ratio=0.9, employment_years=2.0),
    Features(age=30, income=31_000.0, credit_score=560, debt_ratio=0.62, employment_years=4.5),
    Features(age=34, income=38_250.0, credit_score=601, debt_ratio=0.55, employment_years=6.0),
    Features(age=38, income=44_000.0, credit_score=634, debt_ratio=0.47, employment_years=8.0),
    Features(age=41, income=52_000.0, credit_score=655, debt_ratio=0.31, employment_years=9.0),
    Features(age=45, income=58_900.0, credit_score=671, debt_ratio=0.36, employment_years=14.0),
    Features(age=49, income=47_000.0, credit_score=702, debt_ratio=0.52, employment_years=11.0),
    Features(age=53, income=73_500.0, credit_score=724, debt_ratio=0.27, employment_years=21.5),
    Features(age=58, income=96_000.0, credit_score=761, debt_ratio=0.18, employment_years=26.0),
    Features(age=64, income=135_000.0, credit_score=812, debt_ratio=0.05, employment_years=38.0),
    Features(age=19, income=9_000.0, credit_score=850, debt_ratio=0.0, employment_years=1.0),
)


def golden_scores(scorecard: Scorecard) -> list[dict[str, int | float]]:
    """Each of the agreed figures with the score that `scorecard` gives."""
    return [{**asdict(figures), "score": scorecard.rate(figures).credit_score} for figures in GOLDEN]
