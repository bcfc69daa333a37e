"""What the small lender agreed, in its profile: privacy, its audit log, and what does not apply to it."""

from __future__ import annotations

from typing import Any

from tests.second_platform import plan
from tests.second_platform.company import MACHINES, PEOPLE
from tests.second_platform.dialect import Dialect
from tests.second_platform.parts import PAGE

ATTEMPTS = {
    "to change the entry": "update $audit set $who = 'nobody' where $sequence = %(sequence)s",
    "to remove the entry": "delete from $audit where $sequence = %(sequence)s",
    "to empty the log": "truncate $audit",
    "to remove the log": "drop table $audit",
    "to alter the log": "alter table $audit add column note text",
    "to take the log over": "alter table $audit owner to current_user",
    "to become the owner of the log": f"set role {plan.OWNER}",
}
"""What nobody who works with the platform may do to its audit log; it has no protection besides missing rights."""


def agreements(d: Dialect) -> dict[str, Any]:
    scoring = d.purposes["scoring"]
    kept = {"events": "event broker", "cache": "cache", "documents": "object store"}
    return {
        "privacy": {
            "words": {
                "scoring": f"{d.products[0]}/{scoring}",
                "marketing": f"{d.products[0]}/{d.purposes['marketing']}",
                "consent": "consent",
            },
            "recorded": [f"{product}/{purpose}" for product in d.products for purpose in d.purposes.values()],
            "scored_for": {f"{product}/{scoring}": {"product": product} for product in d.products},
            "scores_renew": True,
            "retention_days": d.kept_days,
            "customer_data_in": ["database", *(kept[service] for service in d.services)],
            "telemetry": ["service logs"],
            "measurements": False,
            "declined": [d.states["declined"]],
            "reviewers": ["carla"],
            "not_reviewers": {"whoever opened the case": "eva", "a service": "robo", "whoever asks for scores": "loja"},
        },
        "audit": {
            "page": PAGE,
            "correlation_header": d.headers["reference"],
            "log_itself": d.path("audit"),
            "events": {
                "sign-in": d.events["denied"],
                "access": d.events["denied"],
                "reading of the audit log": d.events["audit_read"],
                "creation of an object": d.events["registered"],
                "removal of an object": d.events["erased"],
            },
            "outcomes": {"success": d.states["done"], "refused": d.states["refused"]},
            "unknown_user": "?",
            "users": {who: who for who in (*PEOPLE, *MACHINES)},
            "own_addresses": ["127.0.0.1", "127.0.0.2"],
            "identities": {
                "the suite": _reader("SUITE"),
                "a search": _reader("SEARCHER"),
                "the platform": _reader("PLATFORM"),
            },
            "attempts": {how: {"sql": d.sql(statement)} for how, statement in ATTEMPTS.items()},
        },
        "scope": [_not_applicable(number) for number in ("02", "03", "04", "06", "07", "09")],
    }


def _reader(name: str) -> dict[str, str]:
    return {"user": f"${{CREDITO_DATABASE_{name}}}", "password": f"${{CREDITO_DATABASE_{name}_PASSWORD}}"}


def _not_applicable(number: str) -> dict[str, str]:
    return {
        "control": f"PCI-{number}",
        "status": "not applicable",
        "reason": "no card number is kept here",
        "decided_by": "head of payments",
        "date": "2026-11-20",
        "review_by": "2027-11-20",
    }
