"""Card numbers are seen where they stand, and nothing else is taken for one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from reference_platform.vault.numbers import card_numbers_in, is_card_number, luhn_valid, without_card_numbers

PAN = "4111111111111111"


@given(st.text("0123456789", min_size=2, max_size=19))
def test_the_check_digit_is_that_of_the_standard(digits: str) -> None:
    assert luhn_valid(digits) == luhn.is_valid(digits)


@pytest.mark.parametrize(
    "text", [PAN, f"card {PAN}.", "4111 1111 1111 1111", "x=4111-1111-1111-1111;", "4111.1111.1111.1111", f"({PAN})"]
)
def test_a_number_is_seen_plainly_and_in_groups(text: str) -> None:
    assert card_numbers_in(text) == [PAN]
    assert PAN not in without_card_numbers(text)


@pytest.mark.parametrize("text", ["4111111111111112", f"a{PAN}", f"{PAN}7", f"0.{PAN}", "1234567890123", "4111 1111"])
def test_what_is_no_card_number_is_not_taken_for_one(text: str) -> None:
    assert card_numbers_in(text) == []


@given(st.uuids())
def test_an_identifier_made_from_chance_is_hardly_ever_one(identifier: UUID) -> None:
    assert card_numbers_in(str(identifier)) == []


def test_other_scripts_have_digits_too_and_make_no_card_number() -> None:
    assert not is_card_number("٤١١١١١١١١١١١١١١١")
