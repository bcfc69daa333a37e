"""Which finds speak against a platform, and which answers repeat a detail: nothing is excused that nobody listed."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.instruments.search.report import Find, SweepReport
from acceptance.outcome import Inconclusive, Violated
from acceptance.platform.bindings import Answer
from acceptance.platform.events import Place
from acceptance.platform.http import Exchange
from acceptance.profile.privacy import Kept
from acceptance.requirements.customers import searching, sensitive, telemetry
from acceptance.subjects.canaries import new_canary
from acceptance.subjects.customers import new_customer

CUSTOMER = new_customer("run-123456")
DETAILS = sensitive.MadeUp(*(new_canary("run-123456", "text") for _ in range(3)))
LOCKED = Kept(store="object store", place="bucket audit, *", why="records of the law of commerce")


def find(store: str = "object store", place: str = "bucket audit, object x") -> Find:
    return Find("name-1", "name", store, place, "base64")


def answer(body: str = "", status: int = 200, refusal: str | None = None, headers: Mapping[str, str] | None = None):
    exchange = Exchange("api", "GET", "/x", status, "text/plain", body.encode(), None, headers or {}, 0.1)
    return Answer("score", status, status < 300, refusal, {"request_id": "r1"}, exchange)


def test_a_find_is_told_by_kind_place_and_encoding_once() -> None:
    assert searching.places([find(), find()]) == ["name in the object store: bucket audit, object x (base64)"]


def test_a_listed_reason_excuses_its_place_in_its_store_and_nothing_else() -> None:
    elsewhere = find(place="bucket models, object x")
    other_store = find(store="database")
    assert searching.unlisted([find(), elsewhere, other_store], [LOCKED]) == [elsewhere, other_store]
    assert searching.unlisted([find()], []) == [find()]


class Losing:
    """A platform whose cache has lost a copy, and keeps another one as soon as the decision is read."""

    def __init__(self, reads_until_kept: float) -> None:
        self.profile = SimpleNamespace(privacy=SimpleNamespace(customer_data_in=["database", "cache"]))
        self.limits = SimpleNamespace(event_s=0.3)
        self.operations = self
        self.asked: list[str] = []
        self.reads_until_kept = reads_until_kept

    def canary(self, kind: str, _value: str) -> SimpleNamespace:
        return SimpleNamespace(id=f"{kind}-1")

    def do(self, name: str, *, customer_id: str) -> None:
        assert customer_id == CUSTOMER.customer_id
        self.asked.append(name)

    def sweep(self, _canaries: object) -> SweepReport:
        kept = self.asked.count("read_decision") >= self.reads_until_kept
        return SweepReport([find("database"), find("cache")] if kept else [find("database")], {}, [])


def test_what_fills_a_cache_is_asked_for_again_until_the_customer_is_found_everywhere() -> None:
    suite = Losing(reads_until_kept=2)
    searching.check_kept_everywhere(suite, {"her": CUSTOMER})
    assert suite.asked == ["read_figures", "read_decision"] * 2


def test_a_place_for_customer_data_in_which_nothing_is_found_is_named() -> None:
    with pytest.raises(Violated, match=r"\['cache'\]"):
        searching.check_kept_everywhere(Losing(reads_until_kept=math.inf), {"her": CUSTOMER})


@pytest.mark.parametrize(
    "written",
    [
        CUSTOMER.name,
        CUSTOMER.email.upper(),
        base64.b64encode(CUSTOMER.name.encode()).decode(),
    ],
    ids=["as it is", "in capitals", "encoded"],
)
def test_an_answer_that_repeats_a_detail_is_named_in_body_and_headers(written: str) -> None:
    assert telemetry.repeating([answer(f'{{"detail": "{written}"}}')], CUSTOMER) == ["score"]
    assert telemetry.repeating([answer(headers={"x-about": written})], CUSTOMER) == ["score"]
    assert telemetry.naming(["up 1", f'score{{of="{written}"}} 1'], CUSTOMER) == ["line 2"]


def test_an_answer_without_details_is_not_named() -> None:
    assert telemetry.repeating([answer('{"detail": "income must be a number"}')], CUSTOMER) == []
    assert telemetry.naming(["requests_total 17"], CUSTOMER) == []


def reading(body: str) -> Any:
    return SimpleNamespace(operations=SimpleNamespace(do=lambda _name, **_words: answer(body)))


@pytest.mark.parametrize(
    ("given", "read", "expected"),
    [
        (answer("{}", 422, "invalid"), "", "refused"),
        (answer(DETAILS.religion.value, 422, "invalid"), "", "kept"),
        (answer("{}"), "{}", "dropped"),
        (answer("{}"), DETAILS.health_note.value, "kept"),
        (answer(f'"{DETAILS.social_profile.value}"'), "{}", "kept"),
    ],
    ids=["refused", "refused and repeated", "left out", "read back", "repeated"],
)
def test_what_became_of_details_is_seen_in_the_answer_and_in_what_is_kept(
    given: Answer, read: str, expected: str
) -> None:
    assert sensitive.fate(reading(read), sensitive.HandedIn(DETAILS, answer=given)) == expected


def test_an_answer_that_is_neither_a_score_nor_a_refusal_says_nothing() -> None:
    with pytest.raises(Inconclusive, match="answered 503"):
        sensitive.fate(reading(""), sensitive.HandedIn(DETAILS, answer=answer("", 503)))


@pytest.mark.parametrize(("set_aside", "expected"), [(True, "refused"), (False, "dropped")])
def test_a_message_that_was_set_aside_was_refused(set_aside: bool, expected: str) -> None:
    handed_in = sensitive.HandedIn(DETAILS, place=Place("t", 1, 7), set_aside=set_aside)
    assert sensitive.fate(reading(""), handed_in) == expected


def test_only_the_very_message_that_was_sent_is_excused() -> None:
    handed_in = sensitive.HandedIn(DETAILS, place=Place("crm", 1, 7))
    assert handed_in.is_the_message(find("event broker", "topic crm, partition 1, offset 7, value"))
    assert not handed_in.is_the_message(find("event broker", "topic crm, partition 1, offset 71, value"))
    assert not handed_in.is_the_message(find("event broker", "topic dead, partition 1, offset 7, value"))
    assert not sensitive.HandedIn(DETAILS).is_the_message(find())
