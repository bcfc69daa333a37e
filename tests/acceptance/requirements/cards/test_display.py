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
        ('{"parts": ["4000","2212","3456","7893"]}', set(range(1, 17))),
        ('{"parts": [4000, 2212, 3456, 7893]}', set(range(1, 17))),
        ('{"a": "40", "b": "00", "c": "22123"}', set(range(1, 10))),
        ("4000.2212.3456.7893", set(range(1, 17))),
        ("4000\u00a02212\u00a03456\u00a07893", set(range(1, 17))),
        ("4000\u20132212\u20133456\u20137893", set(range(1, 17))),
        ("<span>4000</span><span>2212</span>\n<span>34</span>", set(range(1, 11))),
        ("<td>4000</td> <td>2212</td> <td>3456</td> <td>7893</td>", set(range(1, 17))),
        ("\uff14\uff10\uff10\uff10\uff12\uff12\uff11\uff12", set(range(1, 9))),
        ("\u0664\u0660\u0660\u0660\u0662\u0662\u0661", set(range(1, 8))),
        ('"4\\u200b0\\u200b00\\u200b221"', set(range(1, 8))),
        ("card%3D4000%202212", set(range(1, 9))),
        ("400022\u2022\u2022\u2022\u2022\u2022\u20227893", {1, 2, 3, 4, 5, 6, 13, 14, 15, 16}),
        ("&#52;000&#8203;22&#49;2", set(range(1, 9))),
        ("token eyJwYW4iOiI0MDAwMjIxMjM0In0", set(range(1, 11))),
        ("between 4000 and 2212", set()),
        ('{"figures": [41, 52000, 655], "points": -12.5}', set()),
    ],
)
def test_the_positions_that_a_text_shows(text: str, positions: set[int]) -> None:
    assert positions_shown(PAN, text) == positions
