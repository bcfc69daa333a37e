"""Numbers of somebody else on a platform in memory: what is reached is seen, and what cannot be told is not refused."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.interface import Call
from acceptance.profile.bindings import Operation
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

    def __init__(self, judge, whole=False):
        self.judge, self.whole = judge, whole

    def unrecorded(self):
        return self

    def call(self, method, path, *, needs, identity, headers, body):
        owner = next((name for name in ("north", "south") if f"-{name}" in path), None)
        told = self.judge(identity, owner, f"{method} {path}" if self.whole else method, headers)
        return Some(status=told, headers={"Retry-After": "0"})


def keeps_apart(who, owner, method, headers):
    return 200 if who == owner else 404


@pytest.fixture
def tried(monkeypatch):
    def against(judges, after=SAID, aimed=AIMED, operations=(), busy_s=0, whole=False):
        @contextmanager
        def clients(_suite):
            yield [Replica(judge, whole) for judge in judges]

        monkeypatch.setattr(belonging, "clients_of_all", clients)
        monkeypatch.setattr(belonging, "_aimed", lambda *_: aimed)
        monkeypatch.setattr(belonging, "state", lambda *_: after)
        monkeypatch.setattr(belonging, "_nobody", lambda *_: {"customer_id": "c-x", "request_id": "r-x"})
        suite = Some(
            platform=Some(allowed={}),
            profile=Some(
                services=Some(scoring_api=Some(no_identity=[401], no_right=[403])),
                audit=None,
                operations=dict(operations),
            ),
            limits=Some(busy_s=busy_s),
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


def test_what_is_put_off_about_somebody_who_does_not_exist_shows_no_difference(tried):
    found = tried([lambda who, owner, method, headers: 200 if who == owner else 422 if owner else 429])
    assert (found.reached, found.untold) == (set(), set())
    with pytest.raises(NotAssessed, match="put off"):
        belonging.require_tried(found)


def test_what_is_put_off_once_is_put_again_and_then_judged(tried):
    turns = iter([429, 200, 503, 404])
    found = tried([lambda who, owner, method, headers: next(turns, 403) if who != owner else 200], busy_s=5)
    assert (len(found.reached), found.busy) == (1, 0)


ERASE, SCORE = Call("/customers/{id}/erase", "POST"), Call("/customers/{id}/scores", "POST")
AT_A_CUSTOMER = [Aimed(call, None, {"id": "customer_id"}) for call in (ERASE, SCORE)]


def gone_after(ending, refused):
    """The owner of whose customer something was ended is refused what it was about."""
    ended = set()

    def judge(who, owner, asked, headers):
        if who != owner:
            return 404
        ended.update([owner] if asked.endswith(ending) else [])
        return refused if owner in ended and not asked.endswith(ending) else 200

    return judge


def test_calls_that_end_something_come_last_by_what_the_profile_says_that_they_do(tried):
    erasing = Operation(service="scoring_api", method="POST", path="/customers/{customer_id}/erase", needs="synthetic")
    found = tried([gone_after("/erase", 404)], aimed=AT_A_CUSTOMER, operations={"remove_customer": erasing}, whole=True)
    assert (found.owner_refused, found.ended) == (set(), set())


def test_what_is_gone_after_a_call_that_nobody_knew_to_end_it_is_not_held_against_the_platform(tried):
    found = tried([gone_after("/erase", 404)], aimed=[*AT_A_CUSTOMER, AIMED[0]], whole=True)
    assert found.owner_refused == set()
    with pytest.raises(NotAssessed, match="had ended what they are about"):
        belonging.require_tried(found)


def test_an_owner_who_is_refused_while_all_is_there_still_is_named(tried):
    def judge(who, owner, asked, headers):
        return 404 if who != owner or asked.endswith("/scores") else 200

    found = tried([judge], aimed=[*AT_A_CUSTOMER, AIMED[0]], whole=True)
    assert found.owner_refused == {f"{SCORE} (north)", f"{SCORE} (south)"}


def test_without_a_call_that_takes_numbers_nothing_is_assessed(tried):
    with pytest.raises(NotAssessed, match="takes the number"):
        tried([keeps_apart], aimed=[])


def test_a_profile_without_two_parties_is_not_assessed():
    suite = Some(profile=Some(services=Some(scoring_api=Some(apart={"north": ["north"]}))))
    with pytest.raises(NotAssessed, match=r"scoring_api\.apart"):
        belonging.parties(suite)
