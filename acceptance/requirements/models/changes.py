"""Changes of what decides, models and limits between risk levels: who made them, and what the record says of them."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from acceptance.checks import inconclusive
from acceptance.evidence import Nonce
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.clocks import comparable_time
from acceptance.platform.model_registry import ModelVersion
from acceptance.platform.numbers_told import whole_number
from acceptance.profile.model_changes import ModelChanges
from acceptance.record.ledger import Kind
from acceptance.requirements.models.models import another_model
from acceptance.suite import Suite

Change = dict[str, Any]
PROMOTION = ("open_ticket", "request_change", "approve_change", "deploy_change")
SAMPLED = 1_000
"""How many changes of a history are looked at one by one; all of them where there are fewer."""
CLAIMED = "chief.financial.officer"
CLAIMED_TIME = "2001-01-01T00:00:00+00:00"
CLAIMED_HEADERS = {
    "X-User": CLAIMED,
    "X-Forwarded-User": CLAIMED,
    "X-Remote-User": CLAIMED,
    "X-Forwarded-For": "203.0.113.77",
    "Date": "Mon, 01 Jan 2001 00:00:00 GMT",
    "X-Request-Time": CLAIMED_TIME,
}
"""What a request may say about itself, and nobody may believe."""
CLAIMS = (CLAIMED, "203.0.113.77", "2001-01-01")


def named(suite: Suite, identity: str) -> str:
    """Who the record must name when an identity of the profile acts."""
    people = suite.profile.agreed(ModelChanges).people
    if identity not in people:
        raise NotAssessed(f"the profile's block model_changes.people does not say who {identity!r} is", Cause.BINDING)
    return people[identity]


def this_environment(suite: Suite) -> str:
    """What the record must call the environment of the profile."""
    called = suite.profile.agreed(ModelChanges).environment
    if not called:
        raise NotAssessed("the profile has no model_changes.environment: what the record calls it here", Cause.BINDING)
    return called


# -- the record


def record(suite: Suite) -> list[Change]:
    """Every change on record, whatever became of it."""
    return [*suite.platform.populations.read("model_changes")]


def number_of(change: Change) -> int:
    """The number by which the record tells a change.

    Raises:
        Violated: it is none.
    """
    return whole_number(change["change_id"], "the number of a change on record")


def with_reason(suite: Suite, nonce: Nonce | str, state: str | None = None) -> list[Change]:
    """The changes whose reason holds a word of this run; those in one state if `state` says so."""
    wanted = suite.profile.agreed(ModelChanges).word(state) if state is not None else None
    return [
        change
        for change in record(suite)
        if str(nonce) in str(change["reason"] or "") and (wanted is None or change["state"] == wanted)
    ]


def applied(suite: Suite, subject: str, changes: Iterable[Change] | None = None) -> list[Change]:
    """The changes of a subject (`model`, `cut-offs`) that came to be, in the order in which they did."""
    state, about = (
        suite.profile.agreed(ModelChanges).word("applied"),
        suite.profile.agreed(ModelChanges).word(subject),
    )
    found = [
        change
        for change in (record(suite) if changes is None else changes)
        if change["state"] == state and change["subject"] == about
    ]
    return sorted(found, key=lambda change: (time_of(change["deployed_at"]), number_of(change)))


def all_applied(suite: Suite) -> list[Change]:
    """Every change that came to be, of models and of limits."""
    changes = record(suite)
    return [*applied(suite, "model", changes), *applied(suite, "cut-offs", changes)]


def time_of(written: Any) -> datetime:
    """A time of the record, to be compared; raises as `comparable_time`."""
    return comparable_time(written, "the record")


def broken_links(suite: Suite, subject: str) -> list[str]:
    """Changes whose old version is not what the change before brought in, in words."""
    changes = applied(suite, subject)
    return [
        f"change {later['change_id']} leaves {later['old_version']}, but {earlier['new_version']} was in use"
        for earlier, later in itertools.pairwise(changes)
        if later["old_version"] != earlier["new_version"]
    ]


ESSENTIAL = ("new_version", "reason", "requested_by", "requested_at", "deployed_by", "deployed_at", "deployed_digest")
IN_REGULAR = ("ticket", "approved_by", "approved_at", "approved_digest")


def gaps(suite: Suite, changes: Sequence[Change]) -> list[str]:
    """What is missing from changes that came to be, in words; an emergency has no approval, but a review."""
    emergency = suite.profile.agreed(ModelChanges).word("emergency")
    found = []
    for change in changes:
        needed = [*ESSENTIAL, "model", "environment"]
        needed += ["review_due"] if change["route"] == emergency else list(IN_REGULAR)
        missing = [name for name in needed if not str(change[name] or "").strip()]
        if missing:
            found.append(f"change {change['change_id']}: {', '.join(missing)}")
    return found


@dataclass(frozen=True)
class Sample:
    """Changes drawn from a history so that anybody can draw them again; `size` is the whole history's."""

    size: int
    seed: str
    digest: str
    drawn: list[Change]


def sampled(suite: Suite, changes: Sequence[Change]) -> Sample:
    """Draws from a history, and keeps in the run record how: size, seed, the list's digest and what was drawn."""
    ordered = sorted(changes, key=lambda change: number_of(change))
    identifiers = [change["change_id"] for change in ordered]
    digest = hashlib.sha256(json.dumps(identifiers).encode()).hexdigest()
    drawn = random.Random(suite.run_id).sample(ordered, min(SAMPLED, len(ordered)))
    sample = Sample(len(ordered), suite.run_id, digest, drawn)
    kept = {"of": "model changes", "size": sample.size, "seed": sample.seed, "list_sha256": digest}
    suite.ledger.append(Kind.SAMPLE, {**kept, "drawn": sorted(change["change_id"] for change in drawn)})
    return sample


def unapproved(suite: Suite, changes: Sequence[Change]) -> list[str]:
    """Changes that were not approved as they had to be, in words; emergencies are judged by their review."""
    tickets = {ticket["ticket"]: ticket for ticket in suite.platform.populations.read("approved_tickets")}
    found = []
    for change in regular(suite, changes):
        said = f"change {change['change_id']}"
        if change["approved_at"] is None or change["approved_digest"] is None:
            found.append(f"{said} was never approved")
            continue
        requested, granted, deployed = (time_of(change[f"{step}_at"]) for step in ("requested", "approved", "deployed"))
        if not requested <= granted <= deployed:
            found.append(f"{said} was not asked for, approved and deployed in this order")
        if change["approved_digest"] != change["deployed_digest"]:
            found.append(f"{said} deployed something else than was approved")
        if len(str(change["reason"] or "").strip()) < suite.profile.agreed(ModelChanges).reason_at_least:
            found.append(f"{said} has no reason worth the name")
        ticket = tickets.get(change["ticket"])
        if ticket is None:
            found.append(f"{said} has no approved ticket")
        elif time_of(ticket["approved_at"]) > deployed:
            found.append(f"{said} has a ticket that was approved after it was deployed")
    uses = Counter(change["ticket"] for change in regular(suite, all_applied(suite)))
    drawn = {change["ticket"] for change in changes}
    return [*found, *(f"ticket {name} covers {n} changes" for name, n in uses.items() if n > 1 and name in drawn)]


def regular(suite: Suite, changes: Iterable[Change]) -> list[Change]:
    """Those that did not take the emergency path."""
    emergency = suite.profile.agreed(ModelChanges).word("emergency")
    return [change for change in changes if change["route"] != emergency]


# -- acts


@dataclass
class Acting:
    """One change as this run makes it: what served before, what shall serve, and when it began."""

    before: str
    wanted: ModelVersion
    reason: Nonce
    begun: datetime
    words: dict[str, Any] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    times: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)

    @property
    def last(self) -> Answer:
        return self.answers[-1]

    def when(self, step: str) -> tuple[datetime, datetime]:
        """Around which times of our clock a step was taken.

        Raises:
            Inconclusive: it was not.
        """
        if step not in self.times:
            inconclusive(f"the step {step} was not taken")
        return self.times[step]


def about_to_change(suite: Suite) -> Acting:
    """Everything for a change of model but the change; the model of now is brought back at the end."""
    before = suite.platform.registry.version_in_use().version
    wanted = another_model(suite, before)
    suite.owe("operation", "promote_model", version=before, reason="acceptance: back to what served before")
    acting = Acting(before, wanted, suite.nonce(), datetime.now(UTC))
    acting.words = {"version": wanted.version, "reason": reason_of(acting.reason)}
    return acting


def reason_of(nonce: Nonce) -> str:
    """A reason that says something, and holds a word of this run."""
    return f"acceptance test {nonce}"


def take(suite: Suite, acting: Acting, step: str, **how: Any) -> Answer:
    """Takes one step of a change; what it answers fills the later ones."""
    begun = datetime.now(UTC)
    answer = suite.platform.operations.try_(step, **how, **acting.words)
    acting.times[step] = (begun, datetime.now(UTC))
    acting.answers.append(answer)
    if answer.succeeded:
        acting.words |= answer.words
    return answer


def take_all(suite: Suite, acting: Acting, steps: Sequence[str] = PROMOTION, **how: Any) -> Answer:
    """Takes several steps, none after one that did not succeed."""
    for step in steps:
        if not take(suite, acting, step, **how).succeeded:
            break
    return acting.last


def must_take(suite: Suite, acting: Acting, *steps: str) -> None:
    """Takes steps that have to succeed for the scenario to make sense.

    Raises:
        Inconclusive: one did not.
    """
    for step in steps:
        answer = take(suite, acting, step)
        if not answer.succeeded:
            inconclusive(f"the step {step} of a change answered {answer.status}", Cause.PLATFORM)


def other_cut_offs(suite: Suite) -> tuple[dict[str, int], dict[str, int]]:
    """The limits in use, and the same with that of the best risk level moved by one point."""
    before = dict(suite.platform.operations.do("read_serving_model").words["cut_offs"])
    highest = max(before, key=lambda name: before[name])
    return before, {**before, highest: before[highest] + 1}


def change_cut_offs(suite: Suite, nonce: Nonce) -> tuple[Mapping[str, int], Mapping[str, int], Answer]:
    """Moves the limit of the best risk level by one point by the agreed procedure; it is moved back at the end.

    Returns:
        The limits before and those asked for, and the answer.
    """
    before, wanted = other_cut_offs(suite)
    suite.owe("operation", "change_cut_offs", cut_offs=before, reason="acceptance: back to the limits of before")
    return before, wanted, suite.platform.operations.try_("change_cut_offs", cut_offs=wanted, reason=reason_of(nonce))


def after(suite: Suite, number: int, state: str | None = None) -> list[Change]:
    """The changes on record that came after a number; those in one state if `state` says so."""
    wanted = suite.profile.agreed(ModelChanges).word(state) if state is not None else None
    later = [change for change in record(suite) if number_of(change) > number]
    return [change for change in later if wanted is None or change["state"] == wanted]


def unresolved(suite: Suite) -> list[Change]:
    """Changes on record as unauthorised that have not been put right."""
    state = suite.profile.agreed(ModelChanges).word("unauthorised")
    return [change for change in record(suite) if change["state"] == state and change["resolved_at"] is None]


def versions(changes: Iterable[Change]) -> list[str]:
    """The versions that changes name."""
    return [str(change["new_version"]) for change in changes]


def identity_of(suite: Suite, who: str) -> str:
    """The identity of whom features call by plain words: the person who asked, or one of `must_not_approve`."""
    place = suite.profile.agreed(ModelChanges)
    identities = {"the person who asked": place.asks, **place.must_not_approve}
    if who not in identities:
        raise NotAssessed(f"the profile's block model_changes.must_not_approve has no {who!r}", Cause.BINDING)
    return identities[who]


def newest_number(suite: Suite) -> int:
    """The number of the newest change on record."""
    return max((number_of(change) for change in record(suite)), default=0)
