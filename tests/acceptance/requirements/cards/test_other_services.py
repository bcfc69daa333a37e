"""Operations of the platform's other services: which are tried, and who has a right to them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import OtherService
from acceptance.requirements.cards import other_services

OPERATIONS = {
    "read_card_incidents": Operation(
        service="vault", identity="officer", method="GET", path="/incidents", needs="read"
    ),
    "bureau_health": Operation(service="bureau", identity="suite", method="GET", path="/health", needs="read"),
    "score": Operation(service="scoring_api", identity="scorer", method="POST", path="/score", needs="synthetic"),
}


def suite(**allowed: list[str]) -> Any:
    vault = OtherService(url="https://vault.example", tokens={"officer": "o", "clerk": "c"}, allowed=allowed)
    bureau = OtherService(url="https://bureau.example", tokens={"suite": "s"})
    party = SimpleNamespace(operations=lambda: ["bureau_health"])
    profile = SimpleNamespace(
        operations=OPERATIONS,
        other_services={"vault": vault, "bureau": bureau},
        integrations={"bureau": party},
        interruptions={},
        chaos=None,
    )
    return SimpleNamespace(
        profile=profile, platform=SimpleNamespace(operations=SimpleNamespace(possible=lambda _name: None))
    )


def test_parties_outside_and_the_scoring_api_are_none_of_them() -> None:
    assert other_services.operations(suite()) == ["read_card_incidents"]


def test_whoever_is_not_named_has_no_right() -> None:
    found = suite(read_card_incidents=["officer"])
    assert [one.like for one in other_services.without_the_right(found, "read_card_incidents")] == ["clerk"]


def test_where_nobody_is_named_no_identity_of_the_service_is_judged() -> None:
    assert list(other_services.without_the_right(suite(), "read_card_incidents")) == []
    with pytest.raises(NotAssessed, match="allowed"):
        other_services.by_others(suite(), None)
