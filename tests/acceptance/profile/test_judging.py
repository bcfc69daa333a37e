"""How sure a violation must be follows from a budget, and a budget that makes no sense is refused."""

import pytest
from pydantic import ValidationError

from acceptance.profile.judging import Judging
from acceptance.record.certainty import Certainty


def test_without_a_word_the_usual_certainty_holds():
    assert Judging().certainty() == Certainty()


def test_an_objective_says_how_sure_its_keeping_must_be_and_the_profile_how_sure_its_breach():
    found = Judging(false_red_percent=1, judgements=100).certainty(0.9)
    assert found.satisfied == 0.9
    assert found.violated == pytest.approx(0.99 ** (1 / 100))


@pytest.mark.parametrize(
    "said",
    [
        {"false_red_percent": 0},
        {"false_red_percent": 50},
        {"judgements": 0},
        {"judgements": 10_000_000},
        {"others_at_most_percent": 0},
        {"others_at_most_percent": 101},
        {"others": 10},
    ],
)
def test_what_makes_no_sense_is_refused(said):
    with pytest.raises(ValidationError):
        Judging(**said)
