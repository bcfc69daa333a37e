"""A refusal is told by the names that the profile has for it, and by no other."""

import pytest

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.told import Told


def test_a_refusal_may_be_either_of_two_that_have_the_same_code():
    answer = Answer(
        "score",
        409,
        False,
        "not_permitted",
        {},
        None,
        frozenset({"not_permitted", "taken"}),
        frozenset({"not_permitted", "taken", "unknown"}),
    )
    assert [answer.refused_as(name) for name in ("taken", "not_permitted", "unknown")] == [
        "taken",
        "not_permitted",
        "not_permitted",
    ]


@pytest.mark.parametrize(
    ("succeeded", "refusal", "same", "expected"),
    [
        (False, "unknown", ("unknown", "gone"), "gone"),
        (False, "unknown", ("unknown",), "unknown"),
        (False, None, (), None),
        (True, None, (), None),
    ],
)
def test_a_refusal_is_told_by_the_name_that_it_may_have(succeeded, refusal, same, expected):
    known = frozenset({"gone", "unknown"})
    answer = Answer("read", 404, succeeded, refusal, Told("x", {}), None, frozenset(same), known)
    assert answer.refused_as("gone") == expected


def test_a_refusal_that_the_profile_has_no_name_for_is_no_finding_about_the_platform():
    refused = Answer("read", 404, False, None, Told("x", {}), None, frozenset(), frozenset({"unknown"}))
    with pytest.raises(NotAssessed, match="'read' of the profile does not say how it is refused as 'held'") as raised:
        refused.refused_as("held")
    assert raised.value.cause is Cause.BINDING
    done = Answer("read", 200, True, None, Told("x", {}), None, frozenset(), frozenset())
    assert done.refused_as("held") is None
