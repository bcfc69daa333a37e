"""The scoring API against its own description: pages in none, what an outage looks like, what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed, Outcome
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.platform.http import CLIENT_ERROR, HttpClient, class_of
from acceptance.platform.put_off import BUSY, Patience, require_none_put_off
from acceptance.record.ledger import Kind, read
from acceptance.requirements.access.signing_in import new_password
from acceptance.requirements.audit.auditing import whole_log
from acceptance.requirements.service.services import SUCCESS, cut, wait_until_all_works
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

LAYER = [f"E2E-{number:02d}" for number in range(1, 10)]
"""Requirements whose scenarios a run must have had before its coverage can be judged."""
OPERATIONS = (
    "score",
    "score_from_stored_figures",
    "read_result",
    "read_figures",
    "read_serving_model",
    "read_training",
    "record_lawful_basis",
    "fetch_customer",
    "train_model",
    "promote_model",
    "open_ticket",
    "request_change",
    "approve_change",
    "deploy_change",
    "change_in_emergency",
    "review_change",
    "read_changes",
    "remove_customer",
    "read_erasure",
    "record_basis",
    "read_lawful_bases",
    "withdraw",
    "object",
    "set_legal_hold",
    "read_legal_hold",
    "lift_legal_hold",
    "run_retention",
    "export_everything",
    "read_export",
    "correct_income",
    "read_explanation",
    "read_decision",
    "contest_decision",
    "read_case",
    "uphold_decision",
    "stop_decisions",
    "read_stop",
    "resume_decisions",
    "create_account",
    "read_account",
    "change_password",
    "unlock_account",
    "disable_account",
    "sign_in",
    "store_card",
    "read_cards",
    "read_audit_entries",
    "verify_audit_log",
)
DURING_OUTAGE: dict[str, tuple[str, ...]] = {
    "event broker": ("score", "fetch_customer"),
    "model registry": ("score", "promote_model"),
    "cache": ("score", "read_figures", "score_from_stored_figures"),
    "object store": ("score", "export_everything"),
}
"""Operations that are worth trying while a service is cut off, where it is not all of them."""
UNDESCRIBED = (
    "/docs",
    "/redoc",
    "/swagger",
    "/metrics",
    "/debug",
    "/admin",
    "/env",
    "/config",
    "/internal",
    "/.git/HEAD",
)
BELOW = ("/export", "/all", "/debug", ".json", ".csv", "~")
"""What often stands below or beside a described path."""
PREFIXES = ("/internal", "/admin", "/api", "/old", "/test")
"""What the described paths are often reachable under as well."""
NOT_FOUND = 404


@dataclass
class Outage:
    """What was tried while services were cut off, and what came of it."""

    tried: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    scored: list[Answer] = field(default_factory=list)


def as_nowhere(suite: Suite) -> int:
    """The status code for a page that nobody has: many a gateway says first that one must sign in.

    Raises:
        Inconclusive: such a page is there, as whatever is asked for; or the request was put off.
    """
    patience = Patience(suite.limits.busy_s)
    with closing(_unnoted(suite)) as stranger:
        status = patience.answer_of(partial(stranger.get, f"/{uuid4().hex}")).status
    require_none_put_off(["a page that nobody has"] if status in BUSY else [])
    if status in SUCCESS:
        inconclusive(
            f"a page that nobody has is answered with {status}: nobody can say which are there", Cause.PLATFORM
        )
    return status


def undescribed_pages(suite: Suite) -> dict[str, int]:
    """Asks for pages that are described nowhere; their status codes.

    They are those that frameworks leave open by default, and neighbours of the described ones: other versions of them,
    and what often stands beside or below them. One that is answered as a page that nobody has in the same folder is
    told as not found: gateways refuse whole folders before they look. What is put off has a code that says so.
    """
    patience = Patience(suite.limits.busy_s)
    described = [call.path for call in suite.platform.interface.calls()]
    asked = [path for path in dict.fromkeys((*UNDESCRIBED, *neighbours(described))) if not _is_any(path, described)]
    folders = {path.rpartition("/")[0] for path in asked}
    with closing(_unnoted(suite)) as stranger:
        nowhere = {
            folder: patience.answer_of(partial(stranger.get, f"{folder}/{uuid4().hex}")).status for folder in folders
        }
        found = {path: patience.answer_of(partial(stranger.get, path)).status for path in asked}
    for path, status in found.items():
        of_nobody = nowhere[path.rpartition("/")[0]]
        found[path] = of_nobody if of_nobody in BUSY and status not in SUCCESS else status
    away = {path for path, status in found.items() if status == nowhere[path.rpartition("/")[0]]} - {
        path for path, status in found.items() if status in (*SUCCESS, *BUSY)
    }
    return {path: NOT_FOUND if path in away else status for path, status in found.items()}


def there(pages: Mapping[str, int], nowhere: int) -> dict[str, int]:
    """Those of some pages that answer with something, with their status codes: what is refused is open to nobody.

    A firewall refuses such addresses by their name, whether or not something is there. A failure is a page's own.

    Args:
        nowhere: the status code for a page that nobody has.
    """
    away = {nowhere, NOT_FOUND, *BUSY, HTTPStatus.NOT_IMPLEMENTED}
    return {path: code for path, code in pages.items() if code not in away and class_of(code) != CLIENT_ERROR}


def _unnoted(suite: Suite) -> HttpClient:
    """A client whose calls are not held against the description: what it asks for is in none."""
    return HttpClient("scoring_api", suite.profile.services.scoring_api, suite.profile.permissions)


def neighbours(described: Iterable[str]) -> list[str]:
    """Paths near the described ones that hold no parameter, under which something is often forgotten.

    >>> neighbours(["/v1/score"])[:3]
    ['/v2/score', '/v0/score', '/v1/score/export']
    """
    found: list[str] = []
    for path in dict.fromkeys(path.partition("/{")[0] for path in described):
        number = re.search(r"/v([0-9]+)(?=/|$)", path)
        versions = [int(number.group(1)) + 1, int(number.group(1)) - 1] if number else []
        found += [re.sub(r"/v[0-9]+(?=/|$)", f"/v{version}", path, count=1) for version in versions]
        found += [path + below for below in BELOW] if path else []
    roots = dict.fromkeys("/" + path.strip("/").partition("/")[0] for path in described)
    return found + [prefix + root for prefix in PREFIXES for root in roots]


def _is_any(path: str, described: Iterable[str]) -> bool:
    """Whether a path is a described one, its parameters filled."""
    patterns = (re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(one)) for one in described)
    return any(re.fullmatch(pattern, path.rstrip("/")) for pattern in patterns)


def outages(suite: Suite, customer: Customer) -> Outage:
    """Cuts off each service in turn, tries operations, and waits until everything works again."""
    offered = suite.profile.services.model_registry is not None
    in_use = suite.platform.registry.version_in_use().version if offered else None
    seen = Outage()
    for service in suite.profile.interruptions:
        restore = cut(suite, service)
        _try_operations(suite, service, customer, in_use, seen)
        suite.settle(restore)
        wait_until_all_works(suite)
    return seen


def scores_not_kept(suite: Suite, outage: Outage) -> list[str]:
    """Scores that were given during an outage and are not read back as they were given."""
    lost = []
    for answer in outage.scored:
        kept = suite.platform.operations.try_("read_result", request_id=answer.words["request_id"])
        if not kept.succeeded or kept.words["credit_score"] != answer.words["credit_score"]:
            lost.append(f"{answer.operation} (status {kept.status} when read)")
    return lost


def _try_operations(suite: Suite, service: str, customer: Customer, in_use: str | None, seen: Outage) -> None:
    """The words fit, so that only the outage stands in the way; a call that takes others is not tried."""
    agreed = suite.profile.privacy.words if suite.profile.privacy is not None else {}
    card = {"card_number": suite.card_number().value} if suite.platform.operations.offers("store_card") else {}
    words = {
        **customer.words(),
        "request_id": str(uuid4()),
        "training_id": str(uuid4()),
        **({"version": in_use} if in_use is not None else {}),
        "seed": 1,
        "reason": f"acceptance run {suite.run_id[-6:]}",
        "statement": "acceptance",
        "ticket": "none",
        "change_id": 999_999_999,
        "purpose": agreed.get("scoring", "scoring"),
        "basis": agreed.get("contract", "contract"),
        "text_version": "acceptance",
        "account": f"trial-{uuid4().hex[:12]}",
        "password": new_password(),
        **card,
        **whole_log(),
        **{name: str(uuid4()) for name in ("erasure_id", "export_id", "case_id")},
    }
    for name in filter(suite.platform.operations.offers, DURING_OUTAGE.get(service, OPERATIONS)):
        try:
            answer = suite.platform.operations.try_(name, **words)
        except NotAssessed:
            continue
        except Unreachable:
            seen.tried.add(name)
            seen.unanswered.append(f"{name} without the {service}")
            continue
        seen.tried.add(name)
        if answer.status == 500:
            seen.unexplained.append(f"{name} without the {service}")
        if name.startswith("score") and answer.succeeded:
            seen.scored.append(answer)


def require_every_operation(suite: Suite) -> None:
    """Refuses to judge how much of the interface was seen where not all of it may be used.

    Raises:
        NotAssessed: the profile does not permit some of its operations.
    """
    may, operations = suite.profile.permissions, suite.profile.operations
    closed = sorted(name for name, one in operations.items() if not may.allow(one.needs))
    if closed:
        raise NotAssessed(
            f"{len(closed)} operations of the profile are not permitted here, {closed[0]} among them", Cause.ENVIRONMENT
        )


def requirements_missing_from(suite: Suite) -> list[str]:
    """Requirements of the layer without a finished scenario in this run."""
    finished: set[str] = set()
    for line in read(suite.ledger.path):
        if line.kind == Kind.SCENARIO_FINISHED:
            finished |= set(line.data["tags"])
    return [requirement for requirement in LAYER if requirement not in finished]


def unassessed(suite: Suite) -> list[str]:
    """The scenarios of the layer that were not assessed in this run: nobody asked for what they would have."""
    finished = (line.data for line in read(suite.ledger.path) if line.kind == Kind.SCENARIO_FINISHED)
    return [
        str(one["name"]) for one in finished if one["outcome"] == Outcome.NOT_ASSESSED and {*LAYER} & {*one["tags"]}
    ]


def unread(suite: Suite, exchanges: Iterable[Mapping[str, Any]]) -> str:
    """What of the description, and of the answers of a run, nobody can compare; empty for nothing."""
    of_answers = sorted({entry.get("unread") or "" for entry in exchanges})
    return "; ".join(filter(None, [suite.platform.interface.unread, *of_answers]))
