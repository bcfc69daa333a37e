"""Parts of card numbers count where one store holds them of every card, and digests are those that anybody can make."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

from acceptance.instruments.search.report import Find, SweepReport
from acceptance.requirements.cards import digits_elsewhere
from acceptance.requirements.cards.keeping import Kept
from acceptance.subjects.canaries import Canary

PARTS = {"the last eight digits": [Canary("a", "text", "12345678"), Canary("b", "text", "87654321")]}


def report(*found: tuple[str, str]) -> SweepReport:
    return SweepReport([Find(one, "text", store, "line", "plain") for one, store in found], {}, [])


def test_a_part_counts_only_in_a_store_that_holds_it_of_every_card() -> None:
    both = report(("a", "logs"), ("b", "logs"), ("a", "cache"))
    assert digits_elsewhere.found_of_each(both, PARTS) == ["the last eight digits, in the logs"]
    assert digits_elsewhere.found_of_each(report(("a", "logs"), ("b", "cache")), PARTS) == []


def test_a_digest_salted_with_the_customer_or_the_token_is_looked_for() -> None:
    number = "4000220000000002"
    kept = Kept(SimpleNamespace(customer_id="c-7"), Canary("n", "card number", number), "ct-abc")
    suite = SimpleNamespace(canary=lambda kind, value: Canary(value, kind, value))
    looked_for = {one.value for one in digits_elsewhere.digests_of(suite, kept)}
    for salted in (f"c-7:{number}", f"{number}ct-abc"):
        assert hashlib.sha256(salted.encode()).digest()[:16].hex() in looked_for
