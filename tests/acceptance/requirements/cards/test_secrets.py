"""A secret of a card is refused for what it is: the field is named, or the same without it is done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from acceptance.requirements.cards.secrets import unexplained
from acceptance.requirements.cards.ways_in import Offered


def answer(status: int, body: bytes = b"{}") -> Any:
    return SimpleNamespace(succeeded=status < 300, status=status, exchange=SimpleNamespace(body=body))


def offered(body: bytes, status: int = 400) -> list[Offered]:
    value: Any = SimpleNamespace(value="secret")
    return [Offered("PIN with a scoring request, as pin", value, answer(status, body))]


def test_a_refusal_that_names_the_field_is_explained() -> None:
    assert unexplained(offered(b'{"fields": ["pin"]}'), answer(400)) == []


def test_a_refusal_that_names_nothing_is_explained_by_the_same_without_the_secret() -> None:
    assert unexplained(offered(b'{"fields": ["?"]}'), answer(201)) == []


def test_a_refusal_of_both_that_names_nothing_explains_nothing() -> None:
    assert unexplained(offered(b'{"fields": ["?"]}'), answer(400)) == [
        "PIN with a scoring request, as pin: refused with 400, the field is not named"
    ]


def test_what_was_taken_needs_no_explanation() -> None:
    assert unexplained(offered(b"{}", 200), answer(400)) == []
