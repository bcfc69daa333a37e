"""Details of a customer beside their own fields."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.customers import values_in_place


def _life():
    customer = SimpleNamespace(
        name="Zzabcdefgh Qxhgfedcba", email="canary+abcdefgh@example.invalid", singular_income="48213.20"
    )
    return SimpleNamespace(journey=SimpleNamespace(customer=customer))


def _suite(body=None):
    template = SimpleNamespace(
        body={"contact": {"full_name": "{name}", "mail": "{email}"}, "figures": {"pay": "{income}"}}
        if body is None
        else body,
        answer={},
    )
    return SimpleNamespace(
        profile=SimpleNamespace(operations={"register": template}, messages={}, received={}, populations={})
    )


@pytest.mark.parametrize(
    "content",
    [
        {"contact": {"full_name": "Zzabcdefgh Qxhgfedcba"}},
        {"pay": 48213.2},
        {"figures": [{"pay": "48213.20"}]},
        {"bureau": "provided"},
        {"factors": [{"figure": "pay", "value": 48213.2}]},
    ],
)
def test_details_in_their_own_fields_are_in_place(content):
    assert values_in_place.misplaced(_suite(), _life(), {"an answer": content}) == []


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ({"bureau": "provided, canary+abcdefgh@example.invalid"}, "email"),
        ({"kind": "48213.2"}, "income"),
        ({"factors": [{"figure": "age", "value": 48213.2}]}, "income"),
        ({"note": {"of": ["Zzabcdefgh Qxhgfedcba"]}}, "name"),
        ({"pay": "canary+abcdefgh@example.invalid"}, "email"),
    ],
)
def test_details_in_another_field_are_told_with_the_field(content, detail):
    found = values_in_place.misplaced(_suite(), _life(), {"an answer": content})
    assert [each.startswith(f"{detail} in the field") for each in found] == [True]


def test_without_a_field_for_any_detail_nothing_can_be_said():
    with pytest.raises(NotAssessed, match="in which fields"):
        values_in_place.fields_of(_suite(body={}))
