"""Labelled cases that no training draws, for judging the model that serves.

`python -m reference_platform.training.holdout` prints a CSV file: the features, whether
the case turned out `bad`, and `best`, the chance that who knows the truth of the population would be right about it.
It is kept beside the profile and pinned there by its digest.
"""

import csv
import sys

import numpy as np

from reference_platform.training.population import draw, true_probability

CASES = 2_000
# Trainings draw with even seeds and judge themselves with the odd ones after them; nobody trains with half of this.
SEED = 2_000_000_011
COLUMNS = ("age", "income", "bureau_score", "debt_ratio", "employment_years", "bad", "best")


def main() -> None:
    """Print the cases."""
    features, bad = draw(CASES, SEED)
    probability = true_probability(features)
    best = np.maximum(probability, 1 - probability)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for values, label, chance in zip(features, bad, best, strict=True):
        writer.writerow([*(f"{value:.10g}" for value in values), int(label), f"{chance:.4f}"])


if __name__ == "__main__":
    main()
