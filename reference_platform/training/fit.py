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
class Dataset:
    """The rows a model learned from, as the compressed CSV file that is kept."""

    content: bytes
    sha256: str


@dataclass(frozen=True)
class TrainedModel:
    """A fitted pipeline, its accuracy on customers it has not seen, and what it learned from."""

    pipeline: Pipeline
    accuracy: float
    dataset: Dataset


def train(seed: int) -> TrainedModel:
    """Draw a population, fit the model on it and judge it on 2,000 other customers.

    The same `seed` (0 or more) gives the same rows and the same model. Raises ModelRefused when the model
    is right in less than 96.5 % of cases, or when a better input would make a score worse.
    """
    features, bad = draw(TRAINING_ROWS, seed=2 * seed)
    # Nearly separable classes: the usual C=1 would shrink the weights, and with them the scale.
    pipeline = Pipeline([("standardise", StandardScaler()), ("regress", LogisticRegression(C=100.0, max_iter=500))])
    pipeline.fit(features, bad)
    accuracy = float(pipeline.score(*draw(HOLD_OUT_ROWS, seed=2 * seed + 1)))
    require_usable(pipeline, accuracy)
    return TrainedModel(pipeline, accuracy, as_dataset(features, bad))


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


def as_dataset(features: NDArray[np.float64], bad: NDArray[np.int64]) -> Dataset:
    """The training rows as a CSV file, the same bytes for the same rows."""
    text = io.StringIO()
    np.savetxt(
        text,
        np.column_stack([features, bad]),
        fmt="%.12g",
        delimiter=",",
        header=",".join([*Features.__dataclass_fields__, "bad"]),
        comments="",
    )
    content = gzip.compress(text.getvalue().encode(), compresslevel=6, mtime=0)
    return Dataset(content, hashlib.sha256(content).hexdigest())
