"""Which decisions count as the same, whatever a way in tells of them."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.requirements.decisions import every_way
from acceptance.requirements.decisions.decisions import Decision
from acceptance.requirements.decisions.every_way import FROM_STORED, WITH_FIGURES, Decided, differing


class Somebody(SimpleNamespace):
    def __hash__(self) -> int:
        return hash(self.customer_id)


def decided(way=FROM_STORED, score=640, level="LOW", version="3", customer="c-1", request_id="r-1"):
    return Decided(way, Somebody(customer_id=customer), Decision(score, level, ("m", version)), request_id)


PLAIN = decided(f"{WITH_FIGURES} at connection 1")


@pytest.mark.parametrize("told", [{}, {"level": None}, {"version": None}])
def test_a_way_that_tells_the_same_or_less_does_not_differ(told):
    assert differing([PLAIN, decided(**told)]) == []


@pytest.mark.parametrize("told", [{"score": 641}, {"level": "HIGH"}, {"version": "2"}, {"score": None}])
def test_another_score_level_or_version_is_told_by_its_way(told):
    assert [each.startswith(FROM_STORED) for each in differing([PLAIN, decided(**told)])] == [True]


def test_each_customer_is_compared_with_the_own_request():
    other = decided(f"{WITH_FIGURES} at connection 1", 700, customer="c-2")
    assert differing([PLAIN, other, decided(score=700, customer="c-2"), decided()]) == []


def test_nothing_is_done_where_a_way_does_not_decide_even_before():
    with pytest.raises(Inconclusive, match="nothing was decided by a request from stored figures"):
        every_way.require_all([PLAIN, decided(score=None)])


def _suite(*operations, messages=(), registers=False):
    def require_message(name):
        if name not in messages:
            raise NotAssessed(name)

    return SimpleNamespace(
        platform=SimpleNamespace(
            operations=SimpleNamespace(
                possible=lambda name: None if name in operations else "no", offers=lambda _name: registers
            ),
            events=SimpleNamespace(require_message=require_message, require_received=lambda *_: None),
        )
    )


def test_ways_are_those_that_the_platform_offers():
    suite = _suite("score", "score_under_a_number", messages=["scoring_request"])
    assert every_way.offered(suite) == [WITH_FIGURES, every_way.UNDER_A_NUMBER, "a scoring request by event"]


def test_stored_figures_are_no_way_where_none_are_ever_stored():
    suite = _suite("score", "score_under_a_number", "score_from_stored_figures")
    assert FROM_STORED not in every_way.offered(suite)
    suite.platform.operations.offers = lambda _name: True
    assert FROM_STORED in every_way.offered(suite)


def test_one_way_alone_is_not_assessed():
    with pytest.raises(NotAssessed, match="only one way"):
        every_way.offered(_suite("score"))


def _keeping(numbers):
    told = [{"request_id": number} for number in numbers]
    return SimpleNamespace(
        platform=SimpleNamespace(
            populations=SimpleNamespace(require=lambda *_: None, read=lambda _name, customer_id: told)
        )
    )


@pytest.mark.parametrize(("kept", "found"), [(["r-1"], {}), ([], {"c-1": (1, 0)}), (["r-1", "r-2"], {"c-1": (0, 1)})])
def test_decisions_that_are_missing_or_too_many_are_counted(kept, found):
    assert every_way.not_listed(_keeping(kept), [PLAIN]) == found
