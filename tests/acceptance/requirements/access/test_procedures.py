"""Procedures with the rights of others: what is open, whose rights they lend, and what was agreed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.profile.audit import Audit
from acceptance.profile.rights import Rights
from acceptance.requirements.access import procedures


def row(who: str, place: str, **more: bool) -> dict[str, Any]:
    return {"who": who, "place": place, "owned_by_mighty": False, "open": False, "looks_anywhere": False, **more}


def suite(*held: dict[str, Any], running: dict[str, list[str]] | None = None) -> Any:
    """A platform with such procedures in its catalogue, and what was agreed of them."""
    audit = SimpleNamespace(administrators=["root"], identities={"the application": SimpleNamespace(user="api")})
    rights = Rights(writing={"api": {"public.orders": ["insert"]}}, running=running or {})
    return SimpleNamespace(
        platform=SimpleNamespace(database=SimpleNamespace(rows=lambda *_: list(held))),
        profile=SimpleNamespace(agreed={Audit: audit}.__getitem__, rights=rights),
    )


def test_an_open_procedure_is_named_once_unless_it_was_agreed_for_everybody() -> None:
    held = [row("api", "public.set_income", open=True), row("batch", "public.set_income", open=True)]
    assert procedures.open_to_everybody(suite(*held)) == ["public.set_income"]
    assert procedures.open_to_everybody(suite(*held, running={"everybody": ["public.set_income"]})) == []


def test_the_rights_of_an_administrator_are_lent_to_no_identity_of_the_profile() -> None:
    held = [row("api", "ops.reset", owned_by_mighty=True), row("pooler", "ops.lookup", owned_by_mighty=True)]
    assert procedures.of_the_mighty(suite(*held)) == ["api may run ops.reset"]


def test_whoever_may_run_one_beyond_the_agreed_ones_stands_out() -> None:
    held = [row("api", "public.score"), row("analyst", "cards.purge"), row("root", "cards.purge")]
    found = suite(*held, running={"api": ["public.score"]})
    assert set(procedures.running(found)) - procedures.agreed_running(found) == {"analyst may run cards.purge"}


def test_without_an_agreement_nobody_says_who_may_run_what() -> None:
    with pytest.raises(NotAssessed, match="running"):
        procedures.agreed_running(suite(row("api", "public.score")))
