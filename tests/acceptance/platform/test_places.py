"""What stands in parsed JSON is found, wherever it stands."""

from acceptance.platform import places


def test_every_value_of_a_document_is_seen():
    assert places.values({"a": [1, {"b": "x"}], "c": None}) == [1, "x", None]
