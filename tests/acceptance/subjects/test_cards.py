"""Card numbers for tests: from the agreed range, with a valid check digit, never in production, never spoken."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from stdnum import luhn

from acceptance.outcome import NotAssessed
from acceptance.profile.cards import CardTestRange
from acceptance.subjects.cards import as_spoken, grouped, new_card_number

AGREED = CardTestRange(prefix="400022", agreed_by="the acquirer", date=datetime.date(2026, 11, 1))


def profile(**changes: Any) -> Any:
    return SimpleNamespace(**{"production": False, "card_test_range": AGREED, **changes})


def test_a_number_is_valid_new_and_from_the_range() -> None:
    numbers = {new_card_number(profile()) for _ in range(50)}
    assert len(numbers) == 50
    assert all(luhn.is_valid(number) and number.startswith("400022") and len(number) == 16 for number in numbers)


@pytest.mark.parametrize("changes", [{"production": True}, {"card_test_range": None}])
def test_no_number_is_made_in_production_or_without_an_agreed_range(changes: dict[str, Any]) -> None:
    with pytest.raises(NotAssessed):
        new_card_number(profile(**changes))


def test_a_number_is_unspeakable_however_it_is_grouped() -> None:
    assert {"4000-2212-3456-7899", "4000 2212 3456 7899", "4,000,221,234,567,899"} <= set(as_spoken("4000221234567899"))
    assert grouped("4000221234567899", " ") == "4000 2212 3456 7899"
