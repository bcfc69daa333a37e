"""What a run did not look at, and why: as much a part of its report as what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from acceptance.outcome import Outcome, Standing
from acceptance.record.ledger import Kind
from acceptance.reporting.account import Account


@dataclass(frozen=True)
class Unseen:
    """Things that were not looked at for one kind of reason: what, why, and where on the page more is told."""

    heading: str
    rows: tuple[tuple[str, str, str], ...]


def unseen(account: Account) -> list[Unseen]:
    """Every kind of thing that was not looked at, empty ones left out."""
    kinds = [
        Unseen("Requirements that were not looked at", _not_assessed(account)),
        Unseen("Requirements out of scope by declaration", _out_of_scope(account)),
        Unseen("Requirements that are looked at only in part", _in_part(account)),
        Unseen("Scenarios that were not tried", _not_tried(account)),
        Unseen("Places that a search could not read", _unsearched(account)),
        Unseen("Scanners that saw nothing", _blind(account)),
        Unseen("Documented answers of the scoring API that did not occur", _not_exercised(account)),
    ]
    return [one for one in kinds if one.rows]


def _not_assessed(account: Account) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (f"{one.id} {one.entry.get('title') or ''}", one.reason, one.id)
        for one in account.controls
        if one.standing is Standing.NOT_ASSESSED and not one.entry.get("self_check")
    )


def _out_of_scope(account: Account) -> tuple[tuple[str, str, str], ...]:
    beside = (Standing.NOT_APPLICABLE, Standing.PROVIDED_ELSEWHERE)
    return tuple(
        (f"{one.id} {one.entry.get('title') or ''}", one.declared, one.id)
        for one in account.controls
        if one.standing in beside
    )


def _in_part(account: Account) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (f"{one.id} {one.entry.get('title') or ''}", str(one.entry["gap"]), one.id)
        for one in account.controls
        if one.scenarios and one.entry.get("gap")
    )


def _not_tried(account: Account) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (one.summary.name, "; ".join(filter(None, [one.summary.reason, one.accepted])), one.anchor)
        for one in account.scenarios
        if one.summary.outcome is Outcome.NOT_ASSESSED
    )


def _unsearched(account: Account) -> tuple[tuple[str, str, str], ...]:
    gaps = [gap for sweep in account.of(Kind.SWEEP) for gap in sweep.get("unsearched") or ()]
    told = {f"{gap.get('store')}: {gap.get('place')}": str(gap.get("reason")) for gap in gaps}
    return tuple((what, why, "") for what, why in told.items())


def _blind(account: Account) -> tuple[tuple[str, str, str], ...]:
    return tuple((str(one["about"]), str(one["blind"]), "") for one in account.of(Kind.SCAN) if one["blind"])


def _not_exercised(account: Account) -> tuple[tuple[str, str, str], ...]:
    told = account.summary.api_coverage or {}
    return tuple((str(one), "", "") for one in told.get("not_exercised") or ())
