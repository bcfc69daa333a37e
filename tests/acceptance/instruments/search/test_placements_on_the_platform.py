"""A search of the real stores finds every value that was hidden in them, whatever its type, encoding and position."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import placements
import pytest

from acceptance.subjects.canaries import KINDS
from acceptance.suite import Suite

pytestmark = pytest.mark.platform

COUNT = 2_200 if os.environ.get("CAMPAIGN") == "full" else 300
SEED = 20261125


def test_every_placement_is_found(suite: Suite, environment: dict[str, str], figure: Callable[[str], None]) -> None:
    chosen = placements.placements(COUNT, SEED, [suite.canary(kind) for kind in KINDS * 2])
    canaries = {placement.canary.id: placement.canary for some in chosen.values() for placement in some}
    with placements.planted(suite, chosen, Path(environment["PLATFORM_LOG_DIR"])):
        report = suite.search.sweep(list(canaries.values()), stores=list(chosen))
        report.require_searched(*chosen)
    found = {store: [(find.canary_id, find.place) for find in report.finds if find.store == store] for store in chosen}
    missed = [
        f"{store}, {placement.type}: {placement.encoding} of a {placement.canary.kind} at {placement.place}"
        for store, some in chosen.items()
        for placement in some
        if not any(id_ == placement.canary.id and _at(placement.place, place) for id_, place in found[store])
    ]
    figure(f"{placements.told(chosen)}: {len(missed)} not found")
    assert missed == [], "\n".join(missed)
    assert sum(map(len, chosen.values())) > COUNT * 0.97


def _at(wanted: str, place: str) -> bool:
    """Whether a place is the wanted one, and not one whose number only begins like it."""
    at = place.find(wanted)
    return at >= 0 and not place[at + len(wanted) :][:1].isdigit()
