"""Answers that nobody asked for are no fault of the platform."""

from types import SimpleNamespace

import pytest
from written import Written

from acceptance.outcome import Cause, Inconclusive, Outcome
from acceptance.platform.interface import Call
from acceptance.requirements.interface import published_interface
from acceptance.requirements.interface.published_interface import as_nowhere, there, unassessed, undescribed_pages


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


@pytest.fixture
def nowhere(monkeypatch):
    def judged(status):
        answer = SimpleNamespace(status=status, headers={})
        client = SimpleNamespace(get=lambda _path: answer, close=lambda: None)
        monkeypatch.setattr(published_interface, "_unnoted", lambda _suite: client)
        return as_nowhere(SimpleNamespace(limits=SimpleNamespace(busy_s=0)))

    return judged


@pytest.mark.parametrize("status", [404, 401, 403, 302])
def test_a_page_that_nobody_has_shows_how_a_platform_says_so(nowhere, status):
    assert nowhere(status) == status


def test_where_every_page_is_there_nobody_can_say_which_are(nowhere):
    with pytest.raises(Inconclusive, match="answered with 200"):
        nowhere(200)


@pytest.mark.parametrize("status", [429, 503])
def test_a_page_that_nobody_has_and_that_is_put_off_says_nothing(nowhere, status):
    with pytest.raises(Inconclusive, match="were put off"):
        nowhere(status)


@pytest.mark.parametrize(
    ("page", "nobodys", "told"),
    [
        (404, 404, 404),
        (403, 403, 404),
        (200, 200, 200),
        (403, 404, 403),
        (429, 404, 429),
        (403, 429, 429),
        (200, 429, 200),
    ],
)
def test_a_page_that_is_put_off_is_neither_there_nor_away(monkeypatch, page, nobodys, told):
    pages = [*published_interface.UNDESCRIBED, *published_interface.neighbours(["/scores"])]
    client = SimpleNamespace(
        get=lambda path: SimpleNamespace(status=page if path in pages else nobodys, headers={}), close=lambda: None
    )
    monkeypatch.setattr(published_interface, "_unnoted", lambda _suite: client)
    interface = SimpleNamespace(calls=lambda: [Call("/scores", "POST")])
    suite = SimpleNamespace(platform=SimpleNamespace(interface=interface), limits=SimpleNamespace(busy_s=0))
    assert set(undescribed_pages(suite).values()) == {told}


@pytest.mark.parametrize(
    ("status", "nowhere", "open_"),
    [
        *[(200, 404, True), (206, 404, True), (302, 404, True), (500, 404, True), (200, 401, True), (302, 401, True)],
        *[(404, 404, False), (302, 302, False), (401, 404, False), (403, 404, False), (406, 404, False)],
        *[(400, 404, False), (405, 404, False), (429, 404, False), (503, 404, False), (501, 404, False)],
    ],
)
def test_a_page_is_open_that_answers_with_something_and_not_one_that_is_refused(status, nowhere, open_):
    assert there({"/admin": status}, nowhere) == ({"/admin": status} if open_ else {})
