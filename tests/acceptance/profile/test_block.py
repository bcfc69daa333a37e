"""Agreements are asked for by their kind; what a profile does not say is a gap of the binding."""

import pytest

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile import Profile
from acceptance.profile.audit import Audit
from acceptance.profile.block import Agreement
from acceptance.profile.objectives import Objectives
from acceptance.profile.performance import Performance
from acceptance.profile.privacy import Privacy
from profiles import profile_with

KINDS = Agreement.__subclasses__()


def test_every_agreement_lies_under_a_key_of_the_profile():
    assert KINDS
    for kind in KINDS:
        assert kind.__name__ in str(Profile.model_fields[kind.called].annotation)


@pytest.mark.parametrize("kind", KINDS)
def test_an_agreement_that_the_profile_lacks_is_a_gap_of_the_binding(kind):
    with pytest.raises(NotAssessed, match=f"the profile has no block '{kind.called}'") as raised:
        profile_with().agreed(kind)
    assert raised.value.cause == Cause.BINDING


@pytest.mark.parametrize(
    ("kind", "follows"), [(Objectives, ": nothing was agreed here"), (Performance, ", so no load")]
)
def test_what_follows_from_a_missing_block_is_said(kind, follows):
    with pytest.raises(NotAssessed, match=f"'{follows}"):
        profile_with().agreed(kind)


def test_a_word_is_found_in_its_vocabulary():
    privacy = Privacy.model_construct(words={"marketing": "MKT"})
    assert profile_with(privacy=privacy).agreed(Privacy).word("marketing") == "MKT"
    assert Audit.model_construct(events={"access": "read"}).word("access", "events") == "read"


@pytest.mark.parametrize("vocabulary", ["events", "users"])
def test_a_word_that_the_profile_lacks_is_a_gap_of_the_binding(vocabulary):
    audit = Audit.model_construct(events={"access": "read"}, users={"access": "read"})
    with pytest.raises(NotAssessed, match=rf"block audit\.{vocabulary} has no word for 'marketing'") as raised:
        audit.word("marketing", vocabulary)
    assert raised.value.cause == Cause.BINDING
