"""Names of the product's own as passwords: which are tried, and what is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from acceptance.requirements.access import names_as_passwords, strangers
from acceptance.requirements.access.strangers import Door

OWN = ("suite", "s3cret-of-ours")


def suite() -> Any:
    services = SimpleNamespace(model_dump=lambda **_: {"database": {"user": "suite", "password": "x"}, "cache": None})
    hop = SimpleNamespace(users=["pipeline"])
    profile = SimpleNamespace(
        services=services, other_services={}, stores={}, audit=None, rights=None, encrypted_hops={"database": hop}
    )
    return SimpleNamespace(profile=profile)


def test_a_name_that_is_its_own_password_is_told_and_the_suite_is_let_in(monkeypatch: Any) -> None:
    opened = ("pipeline", "pipeline123")
    door = Door("database", OWN, lambda login: login in (OWN, opened), ())
    monkeypatch.setitem(strangers.DOORS, "database", lambda _: door)
    found = names_as_passwords.knock(suite(), "database")
    assert (found.tried, found.let_in, found.own_let_in) == (8, ["pipeline"], (True, True))


def test_no_name_is_tried_twice() -> None:
    assert names_as_passwords.names(suite()) == ["suite", "pipeline"]
