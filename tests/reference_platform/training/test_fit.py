"""The population is as documented, and a model that a lender could not use is refused."""

import gzip

import numpy as np
import pytest

from reference_platform.training.fit import (
    HOLD_OUT_ROWS,
    LEAST_ACCURACY,
    TRAINING_ROWS,
    ModelRefused,
    as_dataset,
    require_usable,
    train,
    training_set,
)
from reference_platform.training.lineage import Outcomes
from reference_platform.training.population import CORRELATION, best_possible_accuracy, draw
from reference_platform.training.scorecard import Features

MANY, _BAD = draw(100_000, seed=1)
BAD_SHARE = float(_BAD.mean())


def test_the_larger_class_is_at_most_70_percent() -> None:
    assert max(BAD_SHARE, 1 - BAD_SHARE) <= 0.70


def test_who_knew_the_truth_would_be_right_in_97_percent_of_cases() -> None:
    assert best_possible_accuracy(MANY) >= 0.97


def test_every_value_lies_in_the_range_that_the_api_accepts() -> None:
    lowest, highest = MANY.min(axis=0), MANY.max(axis=0)
    assert (lowest >= [18, 0, 300, 0, 0]).all()
    assert (highest <= [100, 10_000_000, 850, 2, 60]).all()


def test_features_go_together_as_documented() -> None:
    assert np.allclose(np.corrcoef(MANY, rowvar=False), CORRELATION, atol=0.06)


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_a_trained_model_is_right_in_96_and_a_half_percent_of_unseen_cases(seed: int) -> None:
    assert train(seed).accuracy >= LEAST_ACCURACY
    assert HOLD_OUT_ROWS >= 2_000


def test_the_same_seed_gives_the_same_model_and_dataset_and_another_seed_does_not() -> None:
    first, again, other = train(3), train(3), train(4)
    assert first.dataset == again.dataset
    assert (first.pipeline[-1].coef_ == again.pipeline[-1].coef_).all()
    assert first.dataset.sha256 != other.dataset.sha256


def test_the_dataset_is_a_compressed_table_with_every_feature_and_the_outcome() -> None:
    header, *rows = gzip.decompress(train(0).dataset.content).decode().splitlines()
    assert header == ",".join([*Features.__dataclass_fields__, "bad"])
    assert len(rows) == TRAINING_ROWS


def test_customers_rows_follow_the_population_and_name_nobody() -> None:
    rows = training_set(3, Outcomes(["c-1", "c-2"], np.array([[40, 83_417.29, 700, 0.4, 9]] * 2), np.array([0, 1])))
    dataset = as_dataset(rows)
    lines = gzip.decompress(dataset.content).decode().splitlines()
    assert lines[-2:] == ["40,83417.29,700,0.4,9,0", "40,83417.29,700,0.4,9,1"]
    assert (dataset.rows, dataset.customer_rows) == (TRAINING_ROWS + 2, 2)
    assert dataset.sha256 in dataset.key
    assert as_dataset(training_set(3)) == train(3).dataset


def test_customers_far_from_the_population_do_not_spoil_the_model() -> None:
    random = np.random.default_rng(1)
    lowest, highest = [18, 0, 300, 0, 0], [100, 10_000_000, 850, 2, 60]
    anybody = random.uniform(lowest, highest, (300, 5))
    rows = training_set(3, Outcomes([str(number) for number in range(300)], anybody, random.integers(0, 2, 300)))
    assert train(3, rows).accuracy >= LEAST_ACCURACY


def test_an_inaccurate_model_is_refused() -> None:
    with pytest.raises(ModelRefused, match=r"96\.5%"):
        require_usable(train(0).pipeline, accuracy=0.95)


def test_a_model_that_rewards_debt_is_refused() -> None:
    model = train(0).pipeline
    model[-1].coef_[0, 3] *= -1
    with pytest.raises(ModelRefused, match="debt_ratio"):
        require_usable(model, accuracy=0.99)
