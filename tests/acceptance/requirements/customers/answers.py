"""Answers of a scoring API, made up for tests."""

from __future__ import annotations

from collections.abc import Mapping

from acceptance.platform.answers import Answer
from acceptance.platform.http import Exchange
from acceptance.platform.told import Told


def answer(
    body: str = "", status: int = 200, refusal: str | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    exchange = Exchange("api", "GET", "/x", status, "text/plain", body.encode(), None, headers or {}, 0.1)
    told = Told("the operation 'score'", {"request_id": "r1"})
    known = frozenset({"invalid", "not_permitted", "unknown"})
    return Answer("score", status, status < 300, refusal, told, exchange, frozenset(), known)
