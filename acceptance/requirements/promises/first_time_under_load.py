"""Questions under load of which each was never asked before: no answer can come from memory."""

from __future__ import annotations

import math
import secrets
from dataclasses import replace

from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.traffic import Ask, Rule
from acceptance.profile.performance import Performance
from acceptance.requirements.promises import loads
from acceptance.subjects.customers import varied_figures
from acceptance.suite import Suite


def new_questions(suite: Suite) -> list[Ask]:
    """As many questions as the agreed rate has requests, each with figures of its own; whose answer it is, is known."""
    block, score = suite.profile.agreed(Performance), suite.product.score
    count = math.ceil(block.steady.rate_per_s * block.steady.duration_s)
    customers = [suite.customer() for _ in range(block.customers)]
    proper = Rule(between=(int(score.least), int(score.most))) if score.whole else Rule()
    asks = []
    for number, figures in enumerate(varied_figures(suite.product, count, seed=secrets.randbits(32))):
        customer = replace(customers[number % len(customers)], figures=figures)
        rules = {"customer_id": Rule(allowed=(customer.customer_id,)), "credit_score": proper}
        asks.append(
            Ask(block.score, customer.words(), rules | {"risk_level": Rule(allowed=tuple(suite.product.levels))})
        )
    return asks


def put(suite: Suite, asks: list[Ask]) -> LoadResult:
    """What came of asking each of them at the agreed rate."""
    return loads.put(suite, "agreed rate, each question for the first time", loads.steady(suite), asks)
