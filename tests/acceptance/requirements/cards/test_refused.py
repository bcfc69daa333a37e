"""The entry of a refused reading names who it was and which card, and says that it was refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.requirements.cards import refused

RIGHT = {"outcome": "no", "actor": "clerk", "resource": "card t-1", "details": {}}
KEPT: Any = SimpleNamespace(token="t-1")
ACT: Any = SimpleNamespace(expected={"outcome": "no"})


def untold(monkeypatch: pytest.MonkeyPatch, *entries: dict[str, Any]) -> list[str]:
    monkeypatch.setattr(refused, "about", lambda _suite, _act: list(entries))
    suite: Any = SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: SimpleNamespace(unknown_user="unknown")))
    return refused.untold(suite, KEPT, "a clerk", ACT)


@pytest.mark.parametrize("place", [{"resource": "/cards/t-1/number"}, {"resource": "vault", "details": {"of": "t-1"}}])
def test_a_card_may_be_named_anywhere_in_the_entry(monkeypatch: pytest.MonkeyPatch, place: dict[str, Any]) -> None:
    assert untold(monkeypatch, RIGHT | place) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"resource": "/cards/{token}"}, ["a clerk: not which card"]),
        ({"outcome": "yes"}, ["a clerk: another outcome"]),
        ({"actor": "unknown"}, ["a clerk: nobody's name"]),
        ({"actor": None}, ["a clerk: nobody's name"]),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any], told: list[str]
) -> None:
    assert untold(monkeypatch, RIGHT | wrong) == told


def test_no_entry_and_two_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert untold(monkeypatch) == ["a clerk: 0 entries"]
    assert untold(monkeypatch, RIGHT, RIGHT) == ["a clerk: 2 entries"]
