"""What decides in each replica: what it says of itself, and what its scores and risk levels say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hamcrest import equal_to

from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.model_registry import ModelVersion
from acceptance.platform.numbers_told import whole_number
from acceptance.platform.operations import Operations
from acceptance.profile.http_services import ModelRegistry
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models.changes import applied
from acceptance.requirements.models.models import stored_model
from acceptance.requirements.service.flows import Sent, send
from acceptance.requirements.service.replicas import Replica, connections_to_all, every_replica
from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import Suite

STEPS = 20_000
"""Steps of the debt ratio between 0 and 2 in which a limit is looked for: so small that no score is passed over."""


@dataclass(frozen=True)
class Named:
    """What a source names as deciding now: subject, version and digest; None where a source does not know."""

    subject: str
    version: str | None
    digest: str | None


def versions_serving(suite: Suite) -> set[str]:
    """The model versions that the replicas say they serve, all replicas together."""
    with every_replica(suite) as replicas:
        return {str(replica.says()["model_version"]) for replica in replicas}


def wait_for_limits(suite: Suite, limits: Mapping[str, int]) -> None:
    """Checks that every replica says in time that it uses these limits."""
    check_within(
        suite.limits.model_switch_s,
        lambda: _limits_in_use(suite),
        equal_to([dict(limits)]),
        "the limits that the replicas say they use, each kind once",
    )


def _limits_in_use(suite: Suite) -> list[dict[str, int]]:
    with every_replica(suite) as replicas:
        found = [dict(replica.says()["cut_offs"]) for replica in replicas]
    return [limits for number, limits in enumerate(found) if limits not in found[:number]]


def refusal_of_overwriting(suite: Suite, version: ModelVersion) -> str | None:
    """How the object store refuses to let the suite write the file of a version anew; None: it does not."""
    place = suite.profile.service(ModelRegistry)
    return suite.platform.objects.refusal_of_overwriting(
        f"{version.artefact_path}/{place.artefact_file}", place.artefact_bucket
    )


def named_by_record(suite: Suite) -> set[Named]:
    """What the changes applied last name."""
    latest = [(subject, applied(suite, subject)) for subject in ("model", "cut-offs")]
    for subject, changes in latest:
        if not changes:
            inconclusive(f"no applied change on record names {subject}", Cause.PLATFORM)
    return {Named(subject, changes[-1]["new_version"], changes[-1]["deployed_digest"]) for subject, changes in latest}


def named_by_everything_else(suite: Suite) -> dict[str, set[Named]]:
    """What registry, object store and each replica name, each by itself; the record is not asked."""
    in_use = suite.platform.registry.version_in_use()
    digests = stored_model(suite, in_use)
    found = {
        "the registry": {Named("model", in_use.version, digests.registered)},
        "the object store": {Named("model", in_use.version, digests.stored)},
    }
    with every_replica(suite) as replicas:
        for replica in replicas:
            says = replica.says()
            found[replica.name] = {
                Named("model", says["model_version"], says["model_digest"]),
                Named("cut-offs", says["cut_offs_version"], says["cut_offs_digest"]),
            }
    return found


def disagreements(suite: Suite) -> list[str]:
    """Where record and sources differ, in either direction, in words."""
    on_record, elsewhere = named_by_record(suite), named_by_everything_else(suite)
    found = [
        f"{source} names {told.subject} {told.version} ({_short(told.digest)}), the record does not"
        for source, names in elsewhere.items()
        for told in sorted(names - on_record, key=str)
    ]
    seen = set().union(*elsewhere.values())
    return found + [
        f"the record names {told.subject} {told.version} ({_short(told.digest)}), nothing else does"
        for told in sorted(on_record - seen, key=str)
    ]


def versions_without_a_change(suite: Suite) -> tuple[int, set[str]]:
    """How many model versions ever decided, and those that no applied change brought into use."""
    decided = {str(entry["version"]) for entry in suite.platform.populations.read("versions_that_decided")}
    brought = {str(change["new_version"]) for change in applied(suite, "model")}
    return len(decided), decided - brought


def unknown_to_the_registry(suite: Suite) -> list[str]:
    """Applied changes that name a version or a digest which the registry does not have, in words."""
    tag = suite.profile.service(ModelRegistry).digest_tag
    known = {
        number: suite.platform.registry.version(number).tags.get(tag)
        for number in suite.platform.registry.versions_with_a_digest()
    }
    return [
        f"change {change['change_id']}: version {change['new_version']}"
        for change in applied(suite, "model")
        if known.get(str(change["new_version"])) != change["deployed_digest"]
    ]


def differing_scores(suite: Suite, customer: Customer) -> tuple[int, list[str]]:
    """Scores the agreed figures on every replica; how many were compared, and which differ from the approval's."""
    changes = applied(suite, "model")
    in_use = changes[-1]["deployed_digest"] if changes else None
    of_now = [change for change in changes if in_use and change["approved_digest"] == in_use]
    if not of_now:
        inconclusive("no approval on record is about the file of the model in use", Cause.PLATFORM)
    expected = suite.platform.populations.read("approved_scores", change_id=of_now[-1]["change_id"])
    compared, differing = 0, []
    with every_replica(suite) as replicas:
        for replica in replicas:
            for case in expected:
                figures = {name: case[name] for name in FIGURES.values()}
                answer = replica.operations.do("score", customer_id=customer.customer_id, **figures)
                compared += 1
                if answer.words["credit_score"] != case["score"]:
                    differing.append(
                        f"{replica.name} gives {answer.words['credit_score']}, approved was {case['score']}"
                    )
    return compared, differing


def wrong_levels(suite: Suite, customer: Customer) -> tuple[int, list[str]]:
    """Looks for scores right at each limit on record, on every replica, and at the risk levels they get.

    Returns:
        How many decisions were compared, and those whose level is not what the limits on record say.
    """
    levels = suite.profile.agreed(ModelChanges).levels
    if not levels:
        raise NotAssessed("the profile does not say which limit belongs to which risk level", Cause.BINDING)
    limits = limits_on_record(suite)
    compared, wrong = 0, []
    with every_replica(suite) as replicas:
        for replica in replicas:
            for limit in limits.values():
                for score, level in around(replica, customer, limit):
                    compared += 1
                    expected = next((name for name, key in levels.items() if score >= limits[key]), None)
                    if level != expected and not (expected is None and level not in levels):
                        wrong.append(f"{replica.name} calls {score} {level}, on record it is {expected or 'the worst'}")
    return compared, wrong


def limits_on_record(suite: Suite) -> dict[str, int]:
    """The limits that the change applied last names.

    Raises:
        Inconclusive: the record does not know them.
    """
    changes = applied(suite, "cut-offs")
    version = changes[-1]["new_version"] if changes else None
    found = [
        entry for entry in suite.platform.populations.read("cut_off_versions") if str(entry["version"]) == str(version)
    ]
    if not found:
        inconclusive("the limits that the change applied last names are not kept anywhere", Cause.PLATFORM)
    return {
        name: whole_number(found[0][name], "a limit") for name in suite.profile.agreed(ModelChanges).levels.values()
    }


def around(replica: Replica, customer: Customer, limit: int) -> list[tuple[int, str]]:
    """Two decisions on figures that differ by almost nothing: one just below a limit, and one at it."""
    return [_decided(replica.operations, customer, step) for step in _steps_around(replica.operations, customer, limit)]


def messages_around_limits(suite: Suite, customer: Customer) -> list[Sent]:
    """Sends scoring requests with figures just below and just above each limit on record."""
    with connections_to_all(suite) as replicas:
        steps = [_steps_around(replicas[0], customer, limit) for limit in limits_on_record(suite).values()]
    changed: list[dict[str, Any]] = [{"debt_ratio": _debt_ratio(step)} for pair in steps for step in pair]
    return [send(suite, "scoring request", customer, **figure) for figure in changed]


def wrong_levels_of(suite: Suite, decisions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Decisions whose risk level is not what the limits on record say for their score, in words."""
    levels, limits, wrong = suite.profile.agreed(ModelChanges).levels, limits_on_record(suite), []
    for decided in decisions:
        score, level = whole_number(decided["credit_score"], "the score"), str(decided["risk_level"])
        expected = next((name for name, key in levels.items() if score >= limits[key]), None)
        if level != expected and not (expected is None and level not in levels):
            wrong.append(f"{score} is called {level}, on record it is {expected or 'the worst'}")
    return wrong


def _steps_around(operations: Operations, customer: Customer, limit: int) -> tuple[int, int]:
    """The steps of the debt ratio just below a limit, and at it."""
    below, at = 0, STEPS
    if _decided(operations, customer, below)[0] >= limit or _decided(operations, customer, at)[0] < limit:
        inconclusive(f"no debt ratio brings this customer to both sides of {limit}", Cause.PLATFORM)
    while at - below > 1:
        middle = (below + at) // 2
        below, at = (below, middle) if _decided(operations, customer, middle)[0] >= limit else (middle, at)
    return below, at


def _decided(operations: Operations, customer: Customer, step: int) -> tuple[int, str]:
    figures = customer.figures.with_("debt_ratio", _debt_ratio(step))
    words = operations.do("score", customer_id=customer.customer_id, **figures).words
    return whole_number(words["credit_score"], "the score"), str(words["risk_level"])


def _debt_ratio(step: int) -> float:
    return 2 - 2 * step / STEPS


def _short(digest: str | None) -> str:
    return f"{digest[:12]}..." if digest else "no digest"
