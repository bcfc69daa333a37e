"""What can be said of contested cases without a platform."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.profile.privacy import Privacy
from acceptance.requirements.decisions import reviewing
from profiles import profile_with


def test_somebody_whom_the_profile_does_not_know_cannot_try_to_decide_a_case():
    suite = SimpleNamespace(profile=profile_with(privacy=Privacy.model_construct(not_reviewers={})))
    with pytest.raises(NotAssessed, match="does not say who 'a service' is"):
        reviewing.decide(suite, "case-1", "overturn_decision", "a service")
