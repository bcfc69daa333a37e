"""Numbers of somebody else on a platform in memory: what is reached is seen, and what cannot be told is not refused."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.interface import Call
from acceptance.requirements.access import belonging
from acceptance.requirements.access.belonging import Aimed, Party

READ, CHANGE = Call("/results/{id}", "GET"), Call("/customers/{id}/card", "PUT")
AIMED = [Aimed(READ, None, {"id": "request_id"}), Aimed(CHANGE, None, {"id": "customer_id"})]
NUMBERS = frozenset({"customer_id", "request_id"})
SAID = {"read_result": (200, {"score": 700})}


def party(name):
    words = {"customer_id": f"c-{name}", "request_id": f"r-{name}"}
    return Party(name, (name,), Some(customer_id=f"c-{name}"), words, NUMBERS, (SAID, SAID))


class Replica:
    """A replica that answers by who asks, whose it is (None for nobody's), the method and the headers."""

    def __init__(self, judge):
        self.judge = judge

    def unrecorded(self):
        return self

    def call(self, method, path, *, needs, identity, headers, body):
        owner = next((name for name in ("north", "south") if f"-{name}" in path), None)
        return Some(status=self.judge(identity, owner, method, headers))


def keeps_apart(who, owner, method, headers):
    return 200 if who == owner else 404


@pytest.fixture
def tried(monkeypatch):
    def against(judges, after=SAID, aimed=AIMED):
        @contextmanager
        def clients(_suite):
            yield [Replica(judge) for judge in judges]

        monkeypatch.setattr(belonging, "clients_of_all", clients)
        monkeypatch.setattr(belonging, "_aimed", lambda *_: aimed)
        monkeypatch.setattr(belonging, "state", lambda *_: after)
        monkeypatch.setattr(belonging, "_nobody", lambda *_: {"customer_id": "c-x", "request_id": "r-x"})
        suite = Some(
            platform=Some(allowed={}),
            profile=Some(services=Some(scoring_api=Some(no_identity=[401], no_right=[403])), audit=None),
        )
        return belonging.try_numbers(suite, [party("north"), party("south")])

    return against


def test_a_platform_that_keeps_parties_apart_lets_nothing_through_and_lets_the_owner_in(tried):
    found = tried([keeps_apart, keeps_apart])
    assert (found.reached, found.untold, found.owner_refused, found.changed) == (set(), set(), set(), [])
    assert found.tried == 2 * 2 * 2 * 2, "both ways, each call, with and without headers, at each replica"
    belonging.require_tried(found)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda who, owner, method, headers: owner is not None and method == "GET",
        lambda who, owner, method, headers: owner is not None and method == "PUT",
        lambda who, owner, method, headers: owner == "south",
        lambda who, owner, method, headers: owner is not None and headers.get("X-Tenant-Id") == owner,
    ],
)
def test_one_replica_that_forgets_whose_it_is_is_seen(tried, wrong):
    def judge(*asked):
        return 200 if wrong(*asked) else keeps_apart(*asked)

    assert tried([keeps_apart, judge]).reached


def test_an_answer_other_than_about_nobody_tells_that_there_is_something(tried):
    def judge(who, owner, method, headers):
        return 200 if who == owner else 409 if owner else 404

    assert tried([judge]).reached == {str(READ), str(CHANGE)}


def test_a_refusal_of_the_form_before_anybody_looks_whose_it_is_tells_nothing(tried):
    found = tried([lambda who, owner, method, headers: 422 if method == "PUT" else keeps_apart(who, owner, method, "")])
    assert (found.reached, found.untold) == (set(), {str(CHANGE)})
    with pytest.raises(NotAssessed, match="PUT"):
        belonging.require_tried(found)


def test_a_platform_that_refuses_the_owner_as_well_has_shown_nothing(tried):
    found = tried([lambda *_: 404])
    assert len(found.owner_refused) == 2 * len(AIMED)


def test_what_changed_while_others_tried_is_named(tried):
    assert tried([keeps_apart], after={"read_result": (404, None)}).changed == [
        "north: read_result",
        "south: read_result",
    ]


def test_a_platform_that_is_busy_is_not_judged(tried):
    with pytest.raises(NotAssessed, match="put off"):
        belonging.require_tried(tried([lambda *_: 503]))


def test_without_a_call_that_takes_numbers_nothing_is_assessed(tried):
    with pytest.raises(NotAssessed, match="takes the number"):
        tried([keeps_apart], aimed=[])


def test_a_profile_without_two_parties_is_not_assessed():
    suite = Some(profile=Some(services=Some(scoring_api=Some(apart={"north": ["north"]}))))
    with pytest.raises(NotAssessed, match=r"scoring_api\.apart"):
        belonging.parties(suite)
