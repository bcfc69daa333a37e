"""Requests are made from the profile's operations as the suite itself makes them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from acceptance.instruments.load.traffic import ONCE, Ask, Rule, traffic
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
    assert {place: rule.allowed for place, rule in rules.items()} == {
        "who": (123456789,),
        "points": ("612",),
        "level": ("1",),
    }
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
