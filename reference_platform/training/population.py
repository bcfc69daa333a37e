"""A synthetic population whose truth is known, so that the model's accuracy can be judged exactly.

Five features are drawn together from a Gaussian copula (correlations in CORRELATION), then shaped:

| feature          | shape                                             | why                             |
|------------------|---------------------------------------------------|---------------------------------|
| age              | normal, mean 43, sd 13, whole years in 18..85     | adult borrowers                 |
| income           | log-normal, median 40,000, log-sd 0.45            | incomes are skewed              |
| credit_score     | normal, mean 640, sd 90, whole, in 300..850       | the bureau's own scale          |
| debt_ratio       | normal, mean 0.55, sd 0.25, in 0..2               | some owe more than they earn    |
| employment_years | normal, mean 9, sd 7, in 0..(age - 16)            | nobody has worked before 16     |

The truth is linear. The log-odds of becoming bad are

    L = -9 - 16 * (credit_score - 640) / 90 + 15 * (debt_ratio - 0.55) / 0.25
           - 5 * (income - 44,000) / 20,000 - 4 * (employment_years - 9) / 7 - 0.5 * (age - 43) / 13

and a customer is bad with probability 1 / (1 + exp(-L)). Lenders expect four of the signs: more debt is
worse, a higher bureau score, income or time in employment is better. Age has next to no weight and no
promised direction. The slopes are steep on purpose: few customers stand near even odds, so that the best
possible classifier is right in more than 97 % of cases while the larger class stays below 70 %.
"""

import numpy as np
from numpy.typing import NDArray

# age, income, credit_score, debt_ratio, employment_years
CORRELATION = np.array(
    [
        [1.00, 0.25, 0.20, -0.10, 0.55],
        [0.25, 1.00, 0.25, -0.15, 0.25],
        [0.20, 0.25, 1.00, -0.35, 0.20],
        [-0.10, -0.15, -0.35, 1.00, -0.10],
        [0.55, 0.25, 0.20, -0.10, 1.00],
    ]
)
TRUE_INTERCEPT = -9.0
TRUE_CENTRES = np.array([43.0, 44_000.0, 640.0, 0.55, 9.0])
TRUE_SLOPES = np.array([-0.5 / 13, -5.0 / 20_000, -16.0 / 90, 15.0 / 0.25, -4.0 / 7])


def draw(size: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw `size` customers: their features (one row each, in the model's order) and whether they are bad."""
    random = np.random.default_rng(seed)
    latent = random.multivariate_normal(np.zeros(5), CORRELATION, size)
    age = np.clip(np.rint(43 + 13 * latent[:, 0]), 18, 85)
    income = np.clip(np.rint(40_000 * np.exp(0.45 * latent[:, 1])), 0, 10_000_000)
    bureau = np.clip(np.rint(640 + 90 * latent[:, 2]), 300, 850)
    debt_ratio = np.clip(np.round(0.55 + 0.25 * latent[:, 3], 4), 0, 2)
    employment = np.clip(np.round(9 + 7 * latent[:, 4], 1), 0, age - 16)
    features = np.column_stack([age, income, bureau, debt_ratio, employment])
    bad = random.random(size) < true_probability(features)
    return features, bad.astype(np.int64)


def true_log_odds(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log-odds of becoming bad, as nature has them."""
    return TRUE_INTERCEPT + (features - TRUE_CENTRES) @ TRUE_SLOPES


def true_probability(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of becoming bad, as nature has it."""
    return 1.0 / (1.0 + np.exp(-np.clip(true_log_odds(features), -700, 700)))


def best_possible_accuracy(features: NDArray[np.float64]) -> float:
    """The share of these customers that a classifier who knew the truth would expect to get right."""
    probability = true_probability(features)
    return float(np.maximum(probability, 1 - probability).mean())
