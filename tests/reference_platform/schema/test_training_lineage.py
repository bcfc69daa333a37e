"""The training set on the real schema: whose rows it holds, and that an erasure finds it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime

import pytest

from reference_platform.training.lineage import NO_OUTCOMES, lineage

FEATURES = (40, 50_000, 0.4, 9, 700)


def customer(connect: Callable, customer_id: str, *, purpose: str | None = "model_training", ended: str = "") -> None:
    """A stored customer with a basis for `purpose` and a loan that ended so; empty: none has ended."""
    with connect("pipeline").cursor() as cursor:
        cursor.execute(
            "insert into customer_features (customer_id, age, income, debt_ratio, employment_years, bureau_score,"
            " bureau_origin, event_time) values (%s, %s, %s, %s, %s, %s, 'provided', now())",
            (customer_id, *FEATURES),
        )
        for number, outcome in enumerate(ended.split()):
            cursor.execute(
                "insert into loan_outcomes (record_id, customer_id, outcome, amount, event_time)"
                " values (%s, %s, %s, 1, now())",
                (f"{customer_id}-{number}", customer_id, outcome),
            )
    with connect("api").cursor() as cursor:
        cursor.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values (%s, %s, 'consent', 'v1', 'web', 'me')",
            (customer_id, purpose),
        )


def test_without_customers_there_is_nothing_to_add(address_of: Callable) -> None:
    with lineage(address_of("trainer")) as register:
        assert register.outcomes() is NO_OUTCOMES


def test_only_customers_with_an_outcome_and_a_basis_for_training_are_used_each_once(
    connect: Callable, address_of: Callable
) -> None:
    customer(connect, "good", ended="settled settled")
    customer(connect, "bad", ended="defaulted settled")
    customer(connect, "running")
    customer(connect, "not-for-training", purpose="credit_scoring", ended="settled")
    with lineage(address_of("trainer")) as register:
        outcomes = register.outcomes()
    assert (list(outcomes.customer_ids), outcomes.bad.tolist()) == (["bad", "good"], [1, 0])
    assert outcomes.features.tolist() == [[40, 50_000, 700, 0.4, 9]] * 2


def test_a_set_is_registered_with_its_members_or_not_at_all(connect: Callable, address_of: Callable) -> None:
    with pytest.raises(RuntimeError), lineage(address_of("trainer")) as register:
        register.register("lost", "d0", 3, ["c1"])
        raise RuntimeError("the object store does not take it")
    with lineage(address_of("trainer")) as register:
        register.register("set", "d1", 10, ["c1", "c2"])
    with connect("auditor").cursor() as cursor:
        cursor.execute("select dataset_key, sha256, rows, customer_rows, removed_at from training_datasets")
        assert cursor.fetchall() == [("set", "d1", 10, 2, None)]
        cursor.execute("select dataset_key, customer_id from training_members order by 2")
        assert cursor.fetchall() == [("set", "c1"), ("set", "c2")]


def test_an_erasure_waits_until_the_set_is_stored_and_then_finds_it(connect: Callable, address_of: Callable) -> None:
    customer(connect, "c1", ended="settled")

    def erase() -> list[str]:
        with connect("api").cursor() as cursor:
            cursor.execute("select pending from erase_customer('c1', 'officer', 'request')")
            return cursor.fetchone()[0]

    with ThreadPoolExecutor(1) as pool:
        with lineage(address_of("trainer")) as register:
            outcomes = register.outcomes()
            erasure = pool.submit(erase)
            assert not wait([erasure], timeout=0.5).done
            register.register("set", "d1", 20_001, outcomes.customer_ids)
        assert "training sets" in erasure.result(timeout=10)
    with lineage(address_of("trainer")) as register:
        assert register.outcomes() is NO_OUTCOMES


def test_a_training_that_was_run_again_may_register_the_same_set_again(connect: Callable, address_of: Callable) -> None:
    for _ in range(2):
        with lineage(address_of("trainer")) as register:
            register.register("set", "d1", 10, ["c1"])
        with connect("pipeline").cursor() as cursor:
            cursor.execute("update training_datasets set removed_at = %s", (datetime.now(UTC),))
    with connect("auditor").cursor() as cursor:
        cursor.execute("select count(*) from training_members")
        assert cursor.fetchone() == (1,)
