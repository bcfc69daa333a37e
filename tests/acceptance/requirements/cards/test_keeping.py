"""Records of stored cards beside one another."""

from acceptance.requirements.cards.keeping import same_shape


def test_records_of_another_shape_are_seen() -> None:
    assert same_shape({"a": b"12", "b": "x"}, {"a": b"34", "b": "y"}) == []
    assert same_shape({"a": b"12", "b": "x"}, {"a": b"345", "b": "x", "c": None}) == ["a", "c"]
