"""What shows that limits are still the same: what each replica says, and the change that brought them."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.requirements.models import changes, limits_guard
from acceptance.requirements.models.limits_guard import Limits


def in_use(monkeypatch: pytest.MonkeyPatch, said: list[dict[str, int]], applied: list[dict[str, Any]]) -> Limits:
    @contextmanager
    def replicas(_suite: Any) -> Iterator[list[Any]]:
        yield [SimpleNamespace(says=lambda one=one: {"cut_offs": one}) for one in said]

    monkeypatch.setattr(limits_guard, "every_replica", replicas)
    monkeypatch.setattr(changes, "applied", lambda *_: applied)
    suite: Any = None
    return limits_guard.in_use(suite)


def test_replicas_that_agree_are_told_once_with_the_last_change(monkeypatch: pytest.MonkeyPatch) -> None:
    found = in_use(monkeypatch, [{"good": 700}, {"good": 700}], [{"change_id": 3}, {"change_id": 9}])
    assert found == Limits([{"good": 700}], 9)


def test_a_replica_with_other_limits_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_use(monkeypatch, [{"good": 700}, {"good": 701}], []) == Limits([{"good": 700}, {"good": 701}], None)
