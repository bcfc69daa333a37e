"""A model on its way: trained, registered, stored, promoted, serving."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from hamcrest import equal_to, is_in

from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.platform.model_registry import ModelVersion
from acceptance.profile.http_services import ModelRegistry
from acceptance.requirements.decisions.decisions import Decision, decision
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite

ANSWERS = 4
"""How many answers of each replica must come from a model before it is said to serve."""
SAMPLE = 24
FINISHED = ("succeeded", "failed")


@dataclass(frozen=True)
class StoredModel:
    """The digest that the registry holds for a version and the one of the file in the object store; None: missing."""

    registered: str | None
    stored: str | None


def stored_model(suite: Suite, version: ModelVersion) -> StoredModel:
    """Reads the artefact of a version and compares nothing: both digests as lower-case hex."""
    place = suite.profile.service(ModelRegistry)
    key = f"{version.artefact_path}/{place.artefact_file}"
    exists = suite.platform.objects.describe(key, place.artefact_bucket) is not None
    return StoredModel(
        version.tags.get(place.digest_tag),
        suite.platform.objects.digest(key, place.artefact_bucket) if exists else None,
    )


def train(suite: Suite, seed: int) -> str:
    """Has the platform train and register a model, and returns its version.

    Raises:
        Inconclusive: the training failed or did not end in time.
    """
    training = suite.platform.operations.do("train_model", seed=seed).words["training_id"]

    def status() -> str:
        return str(suite.platform.operations.do("read_training", training_id=training).words["status"])

    ended = check_within(suite.limits.training_s, status, is_in(FINISHED), "the training ends")
    if ended != "succeeded":
        inconclusive("the platform's training failed", Cause.PLATFORM)
    return str(suite.platform.operations.do("read_training", training_id=training).words["version"])


def another_model(suite: Suite, current: str) -> ModelVersion:
    """The newest registered model other than the `current` version; one is trained where there is none."""
    versions = [version for version in suite.platform.registry.versions_with_a_digest() if version != current]
    newest = max(versions, key=int) if versions else train(suite, seed_of(suite))
    return suite.platform.registry.version(newest)


def seed_of(suite: Suite) -> int:
    """A seed for a training that differs from run to run, 1..1,000,000."""
    return 1 + zlib.crc32(suite.run_id.encode()) % 1_000_000


def promote(suite: Suite, version: str) -> Answer:
    """Asks for a version to become the one in use. The caller has written down how it is undone."""
    return suite.platform.operations.try_(
        "promote_model", version=version, reason=f"acceptance run {suite.run_id[-6:]}"
    )


def promote_another(suite: Suite, current: str) -> tuple[ModelVersion, Answer]:
    """Promotes another registered model than the `current` version; that one is promoted again at the end."""
    version = another_model(suite, current)
    suite.owe("operation", "promote_model", version=current, reason="acceptance: back")
    return version, promote(suite, version.version)


def sample(suite: Suite, customer: Customer) -> list[Decision]:
    """Decisions on many different figures: two models rarely agree on all of them."""
    return [
        decision(suite.score(customer, **figures.words())) for figures in varied_figures(suite.product, SAMPLE, seed=23)
    ]


def without_version(decisions: list[Decision]) -> list[tuple[Any, Any]]:
    """Scores and risk levels alone: what a model says, whatever it is called."""
    return [(decided.score, decided.level) for decided in decisions]


def versions_that_answer(suite: Suite, customer: Customer) -> set[str]:
    """The model versions behind a number of answers in a row."""
    return {str(answered.model[1]) for answered in answers(suite, customer)}


def answers(suite: Suite, customer: Customer) -> list[Decision]:
    """A number of decisions of every replica for the same customer."""
    with connections_to_all(suite) as replicas:
        return [decision(replica.try_("score", **customer.words())) for replica in replicas for _ in range(ANSWERS)]


def check_only_answers(suite: Suite, customer: Customer, version: str, meaning: str) -> None:
    """Checks that every answer comes from one version, within the agreed time."""
    check_within(
        suite.limits.model_switch_s,
        lambda: versions_that_answer(suite, customer),
        equal_to({version}),
        meaning,
    )
