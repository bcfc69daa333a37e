"""What even the owner of the database is refused: an attempt that concerned nothing, or waited, shows nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.evidence import Nonce
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.database_user import Attempt, DatabaseUser
from acceptance.profile.audit import Audit, DatabaseIdentity, Tried
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models.trail import Asked, owner_tries

REMOVED = "to remove a ticket"
ASKED = Asked(Nonce("n", datetime(2026, 11, 30, tzinfo=UTC)), "7")


def suite(*, owner: bool = True, kept: bool = True) -> Any:
    """A suite whose profile names an owner and an attempt, or not."""
    identity = DatabaseIdentity.model_validate({"user": "root", "password": "x"}) if owner else None
    agreements = {
        Audit: SimpleNamespace(owner=identity),
        ModelChanges: SimpleNamespace(kept={REMOVED: Tried(sql="delete from tickets")} if kept else {}),
    }
    profile = SimpleNamespace(agreed=agreements.__getitem__, service=lambda _: None, permissions=None)
    return SimpleNamespace(profile=profile)


def answer(monkeypatch: pytest.MonkeyPatch, attempt: Attempt) -> None:
    monkeypatch.setattr(DatabaseUser, "attempt", lambda *_: attempt)


@pytest.mark.parametrize("attempt", [Attempt("42501", 0, by_a_rule=True), Attempt("23503", 0), Attempt(None, 3)])
def test_what_became_of_the_attempt_is_told(monkeypatch: pytest.MonkeyPatch, attempt: Attempt) -> None:
    answer(monkeypatch, attempt)
    assert owner_tries(suite(), REMOVED, ASKED) == attempt


@pytest.mark.parametrize("attempt", [Attempt(None, 0), Attempt("55P03", 0), Attempt("40P01", 0)])
def test_an_attempt_on_nothing_or_on_what_others_hold_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt
) -> None:
    answer(monkeypatch, attempt)
    with pytest.raises(Inconclusive, match=REMOVED):
        owner_tries(suite(), REMOVED, ASKED)


@pytest.mark.parametrize("lacking", ["owner", "kept"])
def test_without_an_owner_or_an_attempt_nothing_is_assessed(lacking: str) -> None:
    with pytest.raises(NotAssessed, match=lacking):
        owner_tries(suite(**{lacking: False}), REMOVED, ASKED)
