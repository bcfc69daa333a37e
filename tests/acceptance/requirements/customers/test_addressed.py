"""What the messages to a customer hold of name and address, by what they are about."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.requirements.customers.addressed import awaited, details_told, held_by
from acceptance.requirements.service.flows import Sent

ANN: Any = SimpleNamespace(customer_id="7", name="Ann Other", email="ann@example.org")


def suite(*messages: dict[str, str]) -> Any:
    populations = SimpleNamespace(
        require=lambda *_: None,
        raw=lambda *_, **__: list(messages),
        as_told=lambda _, one: {"correlation": one["about"]},
    )
    limits = SimpleNamespace(recovery_s=0.0)
    return SimpleNamespace(platform=SimpleNamespace(populations=populations), limits=limits)


def test_a_message_that_shows_the_name_alone_is_judged_by_the_name() -> None:
    assert details_told(suite({"about": "1", "to": "Ann Other"}), ANN) == ["name"]


def test_messages_that_show_nothing_cannot_be_judged() -> None:
    with pytest.raises(NotAssessed, match="neither name nor address"):
        details_told(suite({"about": "1", "to": "7"}), ANN)


def test_only_the_messages_about_one_event_count() -> None:
    told = suite({"about": "1", "to": "ann@example.org"}, {"about": "2", "to": "new@example.org"})
    details = {"email": "new@example.org", "former email": "ann@example.org"}
    assert held_by(told, ANN, Sent("2", None), details) == ["email"]
    assert held_by(told, ANN, Sent("1", None), details) == ["former email"]
    assert held_by(told, ANN, Sent("3", None), details) is None


def test_where_no_message_comes_nothing_is_said_of_it() -> None:
    told = suite({"about": "1", "to": "ann@example.org"})
    assert awaited(told, ANN, Sent("1", None), {"email": "ann@example.org"}) == ["email"]
    with pytest.raises(Inconclusive, match="no message about"):
        awaited(told, ANN, Sent("2", None), {"email": "ann@example.org"})
