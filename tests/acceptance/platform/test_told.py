"""A word for which the profile names no place is a gap of the profile, however it is asked for."""

import json

import pytest
from hamcrest import assert_that, has_entries

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.told import Told

TOLD = Told("the operation 'score'", {"score": 700, "level": None})


@pytest.mark.parametrize(
    "ask",
    [
        lambda told: told["reason"],
        lambda told: told.get("reason"),
        lambda told: "reason" in told,
        lambda told: assert_that(told, has_entries(reason="x")),
    ],
    ids=["[]", "get", "in", "has_entries"],
)
def test_a_word_without_a_place_is_not_assessed_and_names_binding_and_word(ask):
    with pytest.raises(NotAssessed) as raised:
        ask(TOLD)
    assert raised.value.reason == "the operation 'score' of the profile does not say where 'reason' stands"
    assert raised.value.cause is Cause.BINDING


def test_a_word_whose_place_is_empty_is_none_and_speaks_of_the_platform():
    assert TOLD["level"] is None
    assert TOLD.get("level") is None
    assert "level" in TOLD
    assert TOLD.get("level", "LOW") == "LOW"


def test_whether_there_is_a_place_may_always_be_asked():
    assert TOLD.tells("score")
    assert not TOLD.tells("reason")


def test_it_compares_and_is_written_as_any_dictionary():
    assert TOLD == {"score": 700, "level": None}
    assert json.loads(json.dumps(TOLD)) == {"score": 700, "level": None}
    assert {**TOLD, "more": 1}["more"] == 1
