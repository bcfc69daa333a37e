"""How many decisions there are under one number."""

from types import SimpleNamespace

import pytest

from acceptance.platform.answers import Answer
from acceptance.platform.http import Exchange
from acceptance.platform.told import Told
from acceptance.requirements.decisions.each_replica import Numbered, wrongly_numbered


def answer(score=640, status=200, refusal=None):
    exchange = Exchange("api", "POST", "/x", status, "application/json", b"", None, {}, 0.1)
    words = Told("the operation", {"request_id": "r-1", "credit_score": score, "risk_level": "LOW"})
    return Answer("score", status, status < 300, refusal, words, exchange, frozenset(), frozenset({"taken"}))


def _suite(kept=("r-1",), read=640):
    return SimpleNamespace(
        platform=SimpleNamespace(
            operations=SimpleNamespace(try_=lambda _name, request_id: answer(read)),
            populations=SimpleNamespace(
                require=lambda *_: None, read=lambda _name, customer_id: [{"request_id": each} for each in kept]
            ),
        )
    )


def numbered(*answers):
    return Numbered(SimpleNamespace(customer_id="c-1"), {"r-1": answers})


TAKEN = answer(status=409, refusal="taken")


@pytest.mark.parametrize("answers", [(answer(), answer()), (answer(), TAKEN)])
def test_the_first_answer_again_or_taken_is_one_decision(answers):
    assert wrongly_numbered(_suite(), numbered(*answers)) == []


@pytest.mark.parametrize(
    ("suite", "answers", "said"),
    [
        (_suite(), (answer(), answer(641)), "2 decisions were told"),
        (_suite(), (TAKEN, TAKEN), "0 decisions were told"),
        (_suite(), (answer(), answer(status=500, refusal="broken")), "it was answered 500"),
        (_suite(read=700), (answer(),), "another decision is kept"),
        (_suite(kept=("r-1", "r-2")), (answer(),), "2 decisions are kept under 1"),
    ],
)
def test_everything_else_is_told(suite, answers, said):
    assert any(said in each for each in wrongly_numbered(suite, numbered(*answers)))
