"""Copies that are asked for: they grow older, were made anew, or are kept alive."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.requirements.service import copies_later


class Cache:
    """Two looks at one copy: seconds that are left, and what it holds."""

    def __init__(self, *looks: tuple[float, Any]) -> None:
        self.looks = list(looks)

    def remaining_s(self, _key: str) -> float:
        return self.looks[0][0]

    def held(self, _key: str) -> Any:
        return self.looks[0][1]


def looked(monkeypatch: Any, first: tuple[float, Any], second: tuple[float, Any]) -> copies_later.Later:
    cache = Cache(first, second)

    def ask(*_: Any) -> int:
        cache.looks.pop(0)
        return 4

    clock = iter((0.0, 6.0))
    monkeypatch.setattr(copies_later, "_ask", ask)
    monkeypatch.setattr(copies_later.time, "monotonic", lambda: next(clock))
    return copies_later.while_asked_for(SimpleNamespace(platform=SimpleNamespace(cache=cache)), None, ["k"], 6)


@pytest.mark.parametrize(
    ("first", "second", "judged", "alive"),
    [
        ((300.0, {"": "a"}), (294.0, {"": "a"}), 1, 0),
        ((300.0, {"": "a"}), (299.0, {"": "a"}), 1, 1),
        ((300.0, {"": "a"}), (-1, {"": "a"}), 1, 1),
        ((300.0, {"": "a"}), (-2, None), 1, 0),
        ((300.0, {"": "a"}), (300.0, {"": "b"}), 0, 0),
        ((4.0, {"": "a"}), (300.0, {"": "a"}), 0, 0),
    ],
)
def test_a_copy_that_does_not_age_is_told_and_one_made_anew_is_not(
    monkeypatch: Any, first: Any, second: Any, judged: int, alive: int
) -> None:
    found = looked(monkeypatch, first, second)
    assert (found.judged, len(found.kept_alive)) == (judged, alive)
