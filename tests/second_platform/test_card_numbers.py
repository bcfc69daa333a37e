"""Card numbers are seen in every usual way of writing, and nothing else is taken for one."""

import pytest

from tests.second_platform.card_numbers import holds_card_number


@pytest.mark.parametrize(
    "text", ["4111111111111111", "Visa 4111 1111 1111 1111, thanks", "4111-1111-1111-1111", "378282246310005"]
)
def test_a_card_number_is_seen(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "4111111111111112", "PT4111111111111111", "41111111-1111-4111-8111-111111111111", "+351 912 345 678"],
)
def test_what_is_none_is_not_taken_for_one(text: str) -> None:
    assert not holds_card_number(text)
