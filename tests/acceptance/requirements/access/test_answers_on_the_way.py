"""Answers about a customer in memory: what they allow caches and foreign pages is seen, at every replica."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest
from requests.structures import CaseInsensitiveDict

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.interface import Call
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import HttpService
from acceptance.requirements.access import answers_on_the_way
from acceptance.requirements.access.answers_on_the_way import foreign_origins, kept_on_the_way, open_to_pages
from acceptance.requirements.access.attacks import About
from acceptance.requirements.access.targets import Target

OWN = "https://scores.lender.example"


def operation(path, identity="anna", method="GET"):
    needs = "read" if method == "GET" else "synthetic"
    return Operation(service="scoring_api", identity=identity, method=method, path=path, needs=needs)


OPERATIONS = {
    "read_result": operation("/results/{request_id}"),
    "read_list": operation("/list"),
    "read_model": operation("/model"),
    "read_case": operation("/cases/{case_id}"),
    "health": operation("/health", None),
    "score": operation("/scores/{customer_id}", method="POST"),
}
TARGETS = [Target(Call("/results/{id}", verb), "/results/1", "/results/0", None, True, ()) for verb in ("GET", "PUT")]
ABOUT = About(Some(customer_id="c-1", words=lambda: {"customer_id": "c-1"}), "r-1", ({}, {}))


class Replica:
    """Answers with what `says` adds to the headers, by method, path, headers and query."""

    def __init__(self, says):
        self.says = says

    def unrecorded(self):
        return self

    def answered(self, method, path, headers, query):
        told = self.says(method, path, headers, query)
        status, body = told.pop("status", 200), told.pop("body", b"{}")
        return Some(status=status, headers=CaseInsensitiveDict(told), body=body)

    def call(self, method, path, *, needs, headers):
        return self.answered(method, path, headers, {})

    def possible(self, name):
        return None

    def try_(self, name, *, headers, query, **words):
        path = {"read_result": "/results/r-1", "read_copy": "/copies/c-1"}[name]
        return Some(exchange=self.answered("GET", path, headers or {}, query or {}))


@pytest.fixture
def suite_over(monkeypatch):
    def over(*says, operations=OPERATIONS, header="Authorization"):
        @contextmanager
        def clients(_suite):
            yield [Replica(one) for one in says]

        monkeypatch.setattr(answers_on_the_way, "clients_of_all", clients)
        monkeypatch.setattr(answers_on_the_way, "targets", lambda *_: TARGETS)
        place = HttpService(url=OWN, tokens={"anna": "secret"}, token_header=header)
        return Some(
            profile=Some(services=Some(scoring_api=place), operations=operations),
            platform=Some(operations_over=lambda client: client),
        )

    return over


def nothing(method, path, headers, query):
    return {}


def cached(*paths, **headers):
    return lambda method, path, sent, query: dict(headers) if path in paths else {}


PUBLIC = {"Cache-Control": "public, max-age=60"}


def test_an_answer_that_says_nothing_is_kept_by_nobody(suite_over):
    read = kept_on_the_way(suite_over(nothing, nothing), ABOUT)
    assert (read.replicas, read.answers, read.open_to) == (2, 2, set())


def test_one_replica_whose_answer_may_be_kept_is_seen(suite_over):
    read = kept_on_the_way(suite_over(nothing, cached("/results/r-1", **PUBLIC)), ABOUT)
    assert read.open_to == {"read_result: Cache-Control: public, max-age=60"}


def test_an_operation_without_an_answer_hides_no_other_and_is_named(suite_over):
    def says(method, path, headers, query):
        if path == "/results/r-1":
            raise Unreachable("no whole answer within 10 s")
        return dict(PUBLIC)

    operations = {**OPERATIONS, "read_copy": operation("/copies/{customer_id}")}
    read = kept_on_the_way(suite_over(says, operations=operations), ABOUT)
    assert read.open_to == {"read_copy: Cache-Control: public, max-age=60"}
    assert read.unanswered == {"read_result"}


def test_what_is_the_same_for_everybody_may_be_kept(suite_over):
    assert kept_on_the_way(suite_over(cached("/model", "/health", **PUBLIC)), ABOUT).open_to == set()


def test_a_key_in_a_header_of_its_own_is_not_taken_for_authorization(suite_over):
    fresh = {"Cache-Control": "max-age=60"}
    assert kept_on_the_way(suite_over(cached("/results/r-1", **fresh)), ABOUT).open_to == set()
    assert kept_on_the_way(suite_over(cached("/results/r-1", **fresh), header="X-Key"), ABOUT).open_to != set()


def test_a_refusal_is_no_answer_about_a_customer(suite_over):
    with pytest.raises(NotAssessed, match="no operation of the profile reads with GET"):
        kept_on_the_way(suite_over(lambda *_: {"status": 404, **PUBLIC}), ABOUT)


def test_a_platform_that_is_silent_is_not_judged(suite_over):
    def silent(method, path, headers, query):
        raise Unreachable("no whole answer within 10 s")

    with pytest.raises(Inconclusive, match="no whole answer came from read_result"):
        kept_on_the_way(suite_over(silent), ABOUT)


def test_without_reading_operations_nothing_is_judged(suite_over):
    with pytest.raises(NotAssessed):
        open_to_pages(suite_over(nothing, operations={"score": OPERATIONS["score"]}), ABOUT)


def lets_in(accepts):
    def says(method, path, headers, query):
        origin = headers.get("Origin", "")
        told = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
        return told if origin and accepts(method, origin) else {}

    return says


@pytest.mark.parametrize(
    "accepts",
    [
        lambda method, origin: True,
        lambda method, origin: origin == "null",
        lambda method, origin: origin.startswith(OWN),
        lambda method, origin: origin.endswith("lender.example"),
        lambda method, origin: method == "OPTIONS",
        lambda method, origin: method == "GET" and origin != "null",
    ],
)
def test_a_rule_that_takes_a_stranger_for_its_own_in_one_replica_is_seen(suite_over, accepts):
    assert open_to_pages(suite_over(nothing, lets_in(accepts)), ABOUT).open_to


def test_the_platforms_own_pages_and_those_beside_it_are_no_strangers(suite_over):
    def beside(method, origin):
        return origin == OWN or origin.endswith(".lender.example")

    assert open_to_pages(suite_over(lets_in(beside)), ABOUT).open_to == set()
    assert not any(beside("GET", one) for one in foreign_origins(OWN))


def test_everybody_without_rights_is_no_finding(suite_over):
    assert open_to_pages(suite_over(lambda *_: {"Access-Control-Allow-Origin": "*"}), ABOUT).open_to == set()


def test_a_refused_question_beforehand_allows_nothing(suite_over):
    def says(method, path, headers, query):
        return {**lets_in(lambda *_: True)(method, path, headers, query), "status": 403} if method == "OPTIONS" else {}

    assert open_to_pages(suite_over(says), ABOUT).open_to == set()


def test_an_answer_as_a_script_is_open_to_every_page(suite_over):
    def says(method, path, headers, query):
        return {"body": f"/**/{query['callback']}({{}})".encode()} if "callback" in query else {}

    assert open_to_pages(suite_over(says), ABOUT).open_to == {"read_result by any page, as a script"}
