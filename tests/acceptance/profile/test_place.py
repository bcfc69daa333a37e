"""A place in an answer is looked at when a profile is read: what is none is refused there, not in every scenario."""

from __future__ import annotations

import pytest

from acceptance.profile.bindings import Operation, Population
from acceptance.profile.place import require_place

CALL = {"service": "scoring_api", "method": "GET", "path": "/", "needs": "read"}


@pytest.mark.parametrize(
    "place",
    [
        "",
        "a.b-c.0",
        "[@]",
        "parts[?name=='x'].state | [0]",
        "length(items)",
        "contains(state, 'DONE')",
        '"@type"',
        "max(a)",
    ],
)
def test_what_can_be_looked_at_is_a_place(place: str) -> None:
    assert require_place(place) == place


@pytest.mark.parametrize("place", ["parts[?x=", "lenght(x)", "x:y", "@type", "$id", "a..[", "length()", "'"])
def test_what_can_never_be_looked_at_is_refused_with_the_remedy(place: str) -> None:
    with pytest.raises(ValueError, match="is no place in an answer") as raised:
        require_place(place)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "said",
    [{"answer": {"score": "parts[?x="}}, {"done_when": "@type"}, {"refused_when": {"unknown": "x:y"}}],
)
def test_an_operation_names_places(said: dict) -> None:
    with pytest.raises(ValueError, match="is no place in an answer"):
        Operation.model_validate({**CALL, **said})


def test_a_column_of_a_database_is_no_place() -> None:
    assert Population.model_validate({"database": "platform", "sql": "select 1", "fields": {"a": "Kunde:Nr"}})
    with pytest.raises(ValueError, match="is no place in an answer"):
        Population.model_validate({"operation": "list", "fields": {"a": "Kunde:Nr"}})
