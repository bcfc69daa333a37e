"""Rights to write are told in words, and those that nobody agreed on are not among the agreed ones."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from acceptance.profile.audit import Audit
from acceptance.profile.rights import Rights
from acceptance.requirements.access import rights


def suite(*held: tuple[str, str, str], writing: dict[str, Any]) -> Any:
    """A platform with rights in its catalogue, and what was agreed of them."""
    agreements = {
        Audit: SimpleNamespace(administrators=["root"]),
        Rights: Rights(writing=writing),
    }
    rows = [{"who": who, "what": what, "place": place} for who, what, place in held]
    return SimpleNamespace(
        platform=SimpleNamespace(database=SimpleNamespace(rows=lambda _: rows)),
        profile=SimpleNamespace(agreed=agreements.__getitem__),
    )


def test_a_right_beyond_the_agreed_ones_stands_out_and_an_unused_one_does_not() -> None:
    found = suite(
        ("api", "insert", "public.orders"),
        ("api", "delete", "public.orders"),
        ("batch", "insert", "public.orders"),
        ("root", "truncate", "public.orders"),
        writing={"api": {"public.orders": ["insert", "update"]}},
    )
    assert [one for one in rights.writing(found) if one not in rights.agreed(found)] == [
        "api may delete public.orders",
        "batch may insert public.orders",
    ]


@pytest.mark.parametrize("writing", [{}, {"api": {"public.orders": ["alter"]}}])
def test_an_agreement_on_nothing_or_on_no_known_right_is_a_mistake_of_the_profile(writing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rights(writing=writing)
