"""The scoring API against its own description: who is let in, what an outage looks like, what was seen."""

from __future__ import annotations

from collections import defaultdict
from uuid import uuid4

from acceptance.clients.http import Exchange
from acceptance.interface import Call
from acceptance.record.ledger import Kind, read
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

LAYER = [f"E2E-{number:02d}" for number in range(1, 10)]
"""Requirements whose scenarios a run must have had before its coverage can be judged."""
DURING_OUTAGE: dict[str, list[str]] = {
    "database": [],
    "event broker": ["fetch_customer"],
    "model registry": ["promote_model"],
    "cache": ["read_figures", "score_from_stored_figures"],
}
"""Operations that are worth trying while a service is cut off; none named means all of them."""
NO_NAME = "%21" * 100
"""Too long and of signs that stand in no identifier."""
UNAUTHENTICATED = 401
FORBIDDEN = 403


def without_identity(suite: Suite) -> dict[Call, set[int]]:
    """Makes every call that needs an identity without one and with an unknown one; its status codes."""
    statuses: dict[Call, set[int]] = defaultdict(set)
    for call in suite.interface.calls():
        if suite.interface.needs_identity(call):
            for token in (None, f"unknown-{uuid4().hex}"):
                statuses[call].add(_knock(suite, call, token=token).status)
    return dict(statuses)


def with_every_identity(suite: Suite) -> dict[Call, dict[str, int]]:
    """Makes every call with every identity of the profile, about nobody and about a name that is none.

    Returns:
        The status codes of the calls about nobody, by identity.
    """
    identities = suite.profile.services.scoring_api.tokens
    for call in suite.interface.calls():
        if "{" in call.path:
            for name in identities:
                _knock(suite, call, identity=name, about=NO_NAME)
    return {
        call: {name: _knock(suite, call, identity=name).status for name in identities}
        for call in suite.interface.calls()
        if suite.interface.needs_identity(call)
    }


def may_be_forbidden(suite: Suite) -> set[Call]:
    """The calls for which the description promises a refusal for lack of a right."""
    return {pair.call for pair in suite.interface.pairs() if pair.status == FORBIDDEN}


def during_outage(suite: Suite, service: str, customer: Customer, in_use: str) -> list[Exchange]:
    """Tries operations while a service is cut off. They get words that fit, so that only the outage stops them."""
    words = {
        **customer.words(),
        "request_id": str(uuid4()),
        "training_id": str(uuid4()),
        "version": in_use,
        "seed": 1,
        "reason": f"acceptance run {suite.run_id[-6:]}",
    }
    names = DURING_OUTAGE.get(service, []) or suite.operations.bound_to("scoring_api")
    return [suite.operations.try_(name, **words).exchange for name in names if suite.operations.offers(name)]


def requirements_missing_from(suite: Suite) -> list[str]:
    """Requirements of the layer without a finished scenario in this run."""
    finished: set[str] = set()
    for line in read(suite.ledger.path):
        if line.kind == Kind.SCENARIO_FINISHED:
            finished |= set(line.data["tags"])
    return [requirement for requirement in LAYER if requirement not in finished]


def _knock(
    suite: Suite, call: Call, *, identity: str | None = None, token: str | None = None, about: str | None = None
) -> Exchange:
    """One call about somebody who does not exist, with an empty body where a body belongs."""
    return suite.api.call(
        call.method,
        suite.interface.concrete_path(call, about or str(uuid4())),
        needs="synthetic" if call.method != "GET" else "read",
        identity=identity,
        token=token,
        content=None if call.method in ("GET", "DELETE") else {},
    )
