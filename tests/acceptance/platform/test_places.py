"""Places in parsed JSON are read as they are written, and every value of it is seen."""

import pytest

from acceptance.platform.places import dig, values


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.1.b", 2),
        ({"a": 1}, "a.b", None),
        ([], "0", None),
        ({"a": 1}, "", {"a": 1}),
        (None, "a", None),
        ({"parts": [{"p": "x", "s": "no"}, {"p": "y", "s": "yes"}]}, "parts[?p=='y'].s | [0]", "yes"),
        ({"list": []}, "list[-1].points", None),
        ({"a": 1}, "[@]", [{"a": 1}]),
        ({"title": "refused"}, "length(items)", None),
        (None, "contains(state, 'DONE')", None),
        ({"a": ["1"]}, "sum(a)", None),
    ],
)
def test_a_dotted_place_is_found_or_none(content, place, found):
    assert dig(content, place) == found


def test_every_value_of_a_document_is_seen():
    assert values({"a": [1, {"b": "x"}], "c": None}) == [1, "x", None]
