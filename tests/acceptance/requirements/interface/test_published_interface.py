"""Answers that nobody asked for are no fault of the platform."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from written import Written

from acceptance.outcome import Cause, Inconclusive, Outcome
from acceptance.platform.interface import Call
from acceptance.requirements.interface import published_interface
from acceptance.requirements.interface.published_interface import as_nowhere, let_through, unassessed


@pytest.mark.parametrize(
    ("tag", "outcome", "told"),
    [
        ("E2E-09", Outcome.NOT_ASSESSED, ["s1"]),
        ("GDPR-01", Outcome.NOT_ASSESSED, []),
        ("E2E-09", Outcome.INCONCLUSIVE, []),
        ("E2E-09", Outcome.SATISFIED, []),
    ],
)
def test_what_was_not_asked_for_is_known_by_the_scenarios_of_the_layer_that_were_not_assessed(
    tmp_path, tag, outcome, told
):
    record = Written(tmp_path).plan([tag])
    finished = {"feature": "F", "name": "s1", "tags": [tag], "reason": "", "seconds": 1.0}
    blamed = None if outcome is Outcome.SATISFIED else Cause.BINDING.value
    record.began(1).stepped(1, outcome)
    record.of(1, None, "scenario_finished", outcome=outcome.value, cause=blamed, **finished)
    assert unassessed(SimpleNamespace(ledger=SimpleNamespace(path=tmp_path / "record.jsonl"))) == told


ONE, ALL = Call("/people/{id}", "GET"), Call("/people", "POST")


@pytest.fixture
def answering(monkeypatch):
    """Who is let through where each identity gets the given codes: about nobody, and about a name that is none."""

    def judged(call, codes, **refused):
        api = SimpleNamespace(identities=set(codes), public=[], **{"no_identity": [401], "no_right": [403]} | refused)
        knocked = lambda *_, identity, about=None: SimpleNamespace(status=codes[identity][about is not None])  # noqa: E731
        monkeypatch.setattr(published_interface, "_knock", knocked)
        monkeypatch.setattr(published_interface, "clients_of_all", lambda _: nullcontext([None]))
        suite = SimpleNamespace(
            profile=SimpleNamespace(services=SimpleNamespace(scoring_api=api)),
            platform=SimpleNamespace(interface=SimpleNamespace(calls=lambda: [call])),
        )
        return let_through(suite)[str(call)]

    return judged


def test_whoever_is_told_that_there_is_nobody_was_let_through(answering):
    assert answering(ONE, {"ana": (404, 404), "eva": (403, 403)}) == {"ana"}


def test_a_gateway_may_refuse_strangers_with_another_code(answering):
    assert answering(ONE, {"ana": (404, 404), "eva": (407, 407)}, no_identity=[407]) == {"ana"}


def test_where_a_missing_right_is_hidden_another_answer_shows_who_has_it(answering):
    codes = {"ana": (404, 404), "bea": (404, 404), "cai": (404, 404), "eva": (404, 400)}
    assert answering(ONE, codes, no_right=[404]) == {"eva"}
    assert answering(ALL, {"ana": (404, 404), "eva": (400, 400)}, no_right=[404]) == {"eva"}


def test_where_everybody_is_told_that_there_is_nothing_nobody_can_say_who_has_the_right(answering):
    assert answering(ONE, {"ana": (404, 404), "eva": (404, 404)}, no_right=[404]) is None


@pytest.fixture
def nowhere(monkeypatch):
    def judged(status):
        client = SimpleNamespace(get=lambda _path: SimpleNamespace(status=status), close=lambda: None)
        monkeypatch.setattr(published_interface, "_unnoted", lambda _suite: client)
        return as_nowhere(SimpleNamespace())

    return judged


@pytest.mark.parametrize("status", [404, 401, 403, 302])
def test_a_page_that_nobody_has_shows_how_a_platform_says_so(nowhere, status):
    assert nowhere(status) == status


def test_where_every_page_is_there_nobody_can_say_which_are(nowhere):
    with pytest.raises(Inconclusive, match="answered with 200"):
        nowhere(200)
