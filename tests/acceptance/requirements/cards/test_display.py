"""Which positions of a number a text shows."""

import pytest

from acceptance.requirements.cards.display import positions_shown

PAN = "4000221234567893"


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("400022******7893", {1, 2, 3, 4, 5, 6, 13, 14, 15, 16}),
        ("******7893", {13, 14, 15, 16}),
        ("4000 22** **** 7893", {1, 2, 3, 4, 5, 6, 13, 14, 15, 16}),
        ("ending in 7893", {13, 14, 15, 16}),
        ("40002212XXXX7893", {1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16}),
        ("card-400022123.json", set(range(1, 10))),
        ("34567893", set(range(9, 17))),
        ("4000-2212-3456-7893", set(range(1, 17))),
        (PAN, set(range(1, 17))),
        ('{"score": 620, "year": 1971, "token": "ct-abc"}', set()),
        ("2026-11-25T19:00:12.345678+00:00", set()),
    ],
)
def test_the_positions_that_a_text_shows(text: str, positions: set[int]) -> None:
    assert positions_shown(PAN, text) == positions
