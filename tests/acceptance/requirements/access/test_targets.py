"""Only what stays the same of itself is compared, and what changed of it is named."""

from __future__ import annotations

from acceptance.requirements.access.targets import changed, steady

FIRST = {"result": (200, {"score": 700}), "clock": (200, {"now": 1}), "hold": (404, None)}
SECOND = {**FIRST, "clock": (200, {"now": 2})}


def test_what_never_stays_the_same_is_not_compared():
    assert steady((FIRST, SECOND)) == ["hold", "result"]
    assert changed((FIRST, SECOND), {**FIRST, "clock": (200, {"now": 3})}) == []


def test_what_says_something_else_afterwards_is_named():
    assert changed((FIRST, SECOND), {**FIRST, "hold": (200, {"reason": "x"})}) == ["hold"]


def test_what_says_nothing_any_more_has_changed():
    assert changed((FIRST, SECOND), {"hold": (404, None)}) == ["result"]
