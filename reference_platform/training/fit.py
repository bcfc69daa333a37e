"""Fit the model, and refuse one that a lender could not use."""

import gzip
import hashlib
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from reference_platform.training.lineage import NO_OUTCOMES, Outcomes
from reference_platform.training.population import draw
from reference_platform.training.scorecard import Features, scorecard_of

TRAINING_ROWS = 20_000
HOLD_OUT_ROWS = 2_000
LEAST_ACCURACY = 0.965
# +1: more of it must never lower the risk of becoming bad; -1: must never raise it.
EXPECTED_SIGNS = {"income": -1, "credit_score": -1, "debt_ratio": +1, "employment_years": -1}


class ModelRefused(Exception):
    """A fitted model that must not be registered."""


@dataclass(frozen=True)
class TrainingSet:
    """The rows a model learns from: the drawn population first, then the customers."""

    features: NDArray[np.float64]
    bad: NDArray[np.int64]
    customer_rows: int


@dataclass(frozen=True)
class Dataset:
    """A training set as the compressed CSV file that is kept; its object is named by its digest."""

    content: bytes
    sha256: str
    rows: int
    customer_rows: int

    @property
    def key(self) -> str:
        """The object's key in its bucket."""
        return f"credit-scoring/{self.sha256}.csv.gz"


@dataclass(frozen=True)
class TrainedModel:
    """A fitted pipeline, its accuracy on customers it has not seen, and what it learned from."""

    pipeline: Pipeline
    accuracy: float
    dataset: Dataset


def training_set(seed: int, outcomes: Outcomes = NO_OUTCOMES) -> TrainingSet:
    """The population that `seed` (0 or more) gives, and one row for each customer with an outcome."""
    features, bad = draw(TRAINING_ROWS, seed=2 * seed)
    return TrainingSet(
        np.vstack([features, outcomes.features]), np.concatenate([bad, outcomes.bad]), len(outcomes.customer_ids)
    )


def train(seed: int, learned_from: TrainingSet | None = None) -> TrainedModel:
    """Fit the model on a training set (that of `seed` alone if none is given) and judge it on 2,000 strangers.

    The same set and `seed` give the same model. Raises ModelRefused when the model is right in less than
    96.5 % of cases, or when a better input would make a score worse.
    """
    rows = learned_from or training_set(seed)
    # Nearly separable classes: the usual C=1 would shrink the weights, and with them the scale.
    pipeline = Pipeline([("standardise", StandardScaler()), ("regress", LogisticRegression(C=100.0, max_iter=500))])
    pipeline.fit(within_the_population(rows), rows.bad)
    accuracy = float(pipeline.score(*draw(HOLD_OUT_ROWS, seed=2 * seed + 1)))
    require_usable(pipeline, accuracy)
    return TrainedModel(pipeline, accuracy, as_dataset(rows))


def within_the_population(rows: TrainingSet) -> NDArray[np.float64]:
    """The features, those of customers cut to the population's range: nobody outside it moves the scale."""
    population = rows.features[:TRAINING_ROWS]
    return np.clip(rows.features, population.min(axis=0), population.max(axis=0))


def require_usable(pipeline: Pipeline, accuracy: float) -> None:
    """Raise ModelRefused when the model is too often wrong or moves against what lenders expect."""
    if accuracy < LEAST_ACCURACY:
        raise ModelRefused(
            f"the model is right in {accuracy:.2%} of cases it has not seen; at least {LEAST_ACCURACY:.1%} "
            "is required, so it was not registered"
        )
    weights = dict(zip(Features.__dataclass_fields__, scorecard_of(pipeline).weights, strict=True))
    wrong = [name for name, sign in EXPECTED_SIGNS.items() if weights[name] * sign < 0]
    if wrong:
        raise ModelRefused(f"a better {' and '.join(wrong)} would make the score worse; not registered")


def as_dataset(rows: TrainingSet) -> Dataset:
    """The training rows as a CSV file, the same bytes for the same rows; it names nobody."""
    text = io.StringIO()
    np.savetxt(
        text,
        np.column_stack([rows.features, rows.bad]),
        fmt="%.12g",
        delimiter=",",
        header=",".join([*Features.__dataclass_fields__, "bad"]),
        comments="",
    )
    content = gzip.compress(text.getvalue().encode(), compresslevel=6, mtime=0)
    return Dataset(content, hashlib.sha256(content).hexdigest(), len(rows.bad), rows.customer_rows)
