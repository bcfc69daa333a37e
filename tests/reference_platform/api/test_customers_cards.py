"""Cards are taken by their number only, shown by role, and nothing that was sent comes back."""

from typing import Any

import pytest

CARD = {"card_number": "4111111111111111"}


def put(world: Any, **more: Any) -> Any:
    world.with_basis("c1")
    return world.call("registrar", "PUT", "/customers/c1/card", json={**CARD, **more})


def test_a_card_is_answered_with_its_token_and_not_with_its_number(world: Any) -> None:
    answer = put(world)
    assert answer.status_code == 200
    assert answer.json()["token"].startswith("ct-")
    assert CARD["card_number"] not in answer.text


@pytest.mark.parametrize("field", ["cvv", "CVC2", "security_code", "track2", "track_data", "pin_block", "pin"])
def test_a_code_is_refused_by_the_name_of_its_field_and_not_repeated(world: Any, field: str) -> None:
    answer = put(world, **{field: "remark-that-nobody-else-has"})
    assert answer.status_code == 422
    assert field in answer.text
    assert "remark-that-nobody-else-has" not in answer.text


def test_other_unknown_fields_are_still_not_named(world: Any) -> None:
    assert "opinion" not in put(world, opinion="x").text


@pytest.mark.parametrize("number", ["4111111111111112", "4111", 4111111111111111, "4111 1111 1111 1111"])
def test_what_is_no_card_number_is_refused_and_not_repeated(world: Any, number: Any) -> None:
    answer = put(world, card_number=number)
    assert answer.status_code == 422
    assert str(number) not in answer.text


@pytest.mark.parametrize(("role", "shown"), [("registrar", "411111******1111"), ("scorer", "******1111")])
def test_a_card_is_shown_by_role(world: Any, role: str, shown: str) -> None:
    [card] = world.call(role, "GET", "/customers/c1/cards").json()["cards"]
    assert card["shown"] == shown


@pytest.mark.parametrize("customer", ["4111-1111-1111-1111", "4111111111111111", "4111.1111.1111.1111"])
def test_a_card_number_is_no_customer(world: Any, customer: str) -> None:
    answer = world.call("scorer", "GET", f"/customers/{customer}/features")
    assert answer.status_code == 422
    assert customer not in answer.text
