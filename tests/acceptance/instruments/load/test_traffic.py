"""Requests are made from the profile's operations as the suite itself makes them."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from contextlib import nullcontext

import pytest

from acceptance.instruments.load.traffic import ONCE, Ask, Rule, from_data, to_data, traffic
from acceptance.outcome import NotAssessed
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import ScoringApi
from acceptance.profile.permissions import Permissions
from profiles import PRODUCT, profile_with

SCORE = Operation(
    service="scoring_api",
    method="POST",
    path="/score",
    headers={"Idempotency-Key": "{once}"},
    body={"who": "{customer_id}", "product": "{product}"},
    needs="synthetic",
)


READ = Operation(service="scoring_api", method="GET", path="/scores", needs="read", identity="reader")


SYNTHETIC = Permissions(synthetic=True)
ASK = Ask("score", {"customer_id": "c-1"})


def made(operation=SCORE, permissions=SYNTHETIC, ask=ASK, **says):
    api = ScoringApi(url="https://127.0.0.1:1", tokens={"reader": "t"})
    services = type("S", (), {"scoring_api": api, "model_registry": None})()
    profile = profile_with(
        operations={"score": operation},
        permissions=permissions,
        services=services,
        other_services={},
        product=PRODUCT.model_copy(update={"words": {"product": "car"}} | says),
    )
    return traffic(profile, [ask]).requests[0]


def test_a_request_has_the_headers_of_its_operation_and_the_words_of_the_product():
    request = made()
    assert request.headers["Idempotency-Key"] == ONCE
    assert json.loads(request.body) == {"who": "c-1", "product": "car"}


def test_a_good_answer_is_told_by_its_values_as_the_product_writes_them():
    operation = SCORE.model_copy(update={"answer": {"customer_id": "who", "credit_score": "points", "level": "level"}})
    known = {"customer_id": "123456789", "credit_score": 612, "level": "1"}
    ask = Ask("score", {"customer_id": "123456789"}, {word: Rule(allowed=(value,)) for word, value in known.items()})
    written = {
        "customer_numbers": "[1-9][0-9]{8}",
        "customer_numbers_as": "number",
        "score": PRODUCT.score.model_copy(update={"written_as": "text"}),
    }
    rules = dict(made(operation, ask=ask, **written).rules)
    told = {"who": 123456789, "points": "612", "level": "1"}
    assert all(rules[place].holds(value) for place, value in told.items())
    wrong = {"who": "123456789", "points": 612, "level": 1}
    assert not any(rules[place].holds(value) for place, value in wrong.items())
    assert dict(made(operation, ask=ask).rules)["points"].allowed == (612,)


def test_a_load_that_reads_is_made_by_anybody():
    assert made(READ, Permissions(synthetic_as=("probe",))).method == "GET"


@pytest.mark.parametrize(
    ("operation", "permissions", "why"),
    [
        (SCORE, Permissions(), "load on the operation 'score' needs the permission 'synthetic'"),
        (READ.model_copy(update={"headers": {"X-HTTP-Method-Override": "DELETE"}}), Permissions(), "load by GET on"),
        (SCORE, Permissions(synthetic=True, synthetic_as=("probe",)), "as the synthetic tenant only"),
        (SCORE, Permissions(synthetic=True, stop_file=__file__), "the run was stopped"),
    ],
)
def test_what_a_request_of_a_load_takes_is_read_off_the_request(operation, permissions, why):
    with pytest.raises(NotAssessed, match=why):
        made(operation, permissions)


def test_each_request_that_is_sent_has_a_word_of_its_own():
    code = (
        "from acceptance.instruments.load.connections import Connections\n"
        "from acceptance.instruments.load.traffic import ONCE, Request\n"
        "one = Request('score', 'POST', 'https://127.0.0.1:1/score', {'Key': ONCE}, '{}', (200,))\n"
        "sent = Connections()\n"
        "made = {sent._bytes_of(one) for _ in range(50)}\n"
        "print(len(made), len({len(each) for each in made}), any(ONCE.encode() in each for each in made))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["50", "1", "False"]


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        *[("0.0370", True), ("0.037", True), ("3.7E-2", True), ("0.03700", True)],
        *[("0.0371", False), ("", False), ("NaN", False), ("high", False), (0.037, False), (None, False)],
    ],
)
def test_a_score_that_is_a_text_is_compared_as_the_number_that_it_is(written, holds):
    operation = SCORE.model_copy(update={"answer": {"credit_score": "risk"}})
    ask = Ask("score", {"customer_id": "c-1"}, {"credit_score": Rule(allowed=(0.037,))})
    request = made(operation, ask=ask, score=PRODUCT.score.model_copy(update={"written_as": "text"}))
    sent = from_data(json.loads(json.dumps(to_data([request])))).requests[0]
    assert (sent.judge(200, json.dumps({"risk": written}).encode()) == "good") is holds


@pytest.mark.parametrize(("written", "holds"), [("712", True), ("712.0", True), ("712.5", False), ("851", False)])
def test_a_score_that_is_a_text_lies_between_two_as_a_number(written, holds):
    assert Rule(between=(300, 850), in_text=True).holds(written) is holds


def test_a_procedure_is_not_called_missing_but_bears_no_load():
    profile = profile_with(operations={}, procedures={"score": ["begin", "await"]})
    with pytest.raises(NotAssessed, match="'score' is a procedure of several operations"):
        traffic(profile, [Ask("score")])


def a_token(lives_s):
    claims = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + lives_s}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJSUzI1NiJ9.{claims}.c2ln"


@pytest.mark.parametrize(("lives_s", "lasts_s", "refused"), [(300, 3600, True), (300, 240, False), (4000, 3600, False)])
def test_a_load_that_lasts_longer_than_its_token_is_not_assessed(lives_s, lasts_s, refused):
    api = ScoringApi(url="https://127.0.0.1:1", tokens={"reader": a_token(lives_s)})
    services = type("S", (), {"scoring_api": api, "model_registry": None})()
    profile = profile_with(
        operations={"read": READ}, permissions=Permissions(), services=services, other_services={}, product=PRODUCT
    )
    with pytest.raises(NotAssessed, match="cannot renew it") if refused else nullcontext():
        assert traffic(profile, [Ask("read")], lasts_s).requests[0].method == "GET"
