"""Every way in which a function of the suite can be executed is seen, and told of the right scenario."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.runner import trace
from acceptance.runner.trace import Trace, is_told, marked

MODULE = """
from functools import cached_property, lru_cache
from contextlib import contextmanager

def plain(): return 1
def outer():
    def inner(): return [x for x in range(2)]
    return inner
def gives():
    yield 1
def table(): return lambda: 1
@contextmanager
def opened():
    yield made()
def made(): return 1
@lru_cache
def known(): return made()
class Box:
    def __init__(self): self.things = {}
    @cached_property
    def once(self): return made()
    @property
    def shown(self): return 1
    def thing(self, name):
        if name not in self.things:
            self.things[name] = made()
        return self.things[name]
    def early(self, name):
        found = self.things.get(name)
        if found is not None:
            return found
        self.things[name] = made()
        return self.things[name]
    async def later(self): return 1
    @cached_property
    def twice(self): return self.once + 1
    @staticmethod
    @lru_cache(maxsize=3)
    def still(number): return made() + number
@strange.cache
def odd(): return made()
"""


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Trace, dict[str, Any]]]:
    one = Trace()
    for name, call in (
        ("__executed__", one.mark),
        ("__remembers__", one.remembers),
        ("__remembered__", one.remembered),
        ("__followed__", one.followed),
    ):
        monkeypatch.setattr(f"builtins.{name}", call, raising=False)
    names: dict[str, Any] = {"strange": SimpleNamespace(cache=_remembering)}
    exec(marked(MODULE, "m.py", "m.py"), names)
    yield one, names


def _remembering(call: Callable[[], int]) -> Callable[[], int]:
    """A decorator of another library, that happens to be called as one that is known."""
    known: list[int] = []

    def remembering() -> int:
        if not known:
            known.append(call())
        return known[0]

    return remembering


def told(one: Trace) -> set[str]:
    return {mark.removeprefix("m.py:") for mark in one.end()}


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        ("plain()", {"plain"}),
        ("list(gives())", {"gives"}),
        ("opened().__enter__()", {"opened", "made"}),
        ("known()", {"known", "made"}),
        ("Box().once", {"Box.__init__", "Box.once", "made"}),
        ("Box().shown", {"Box.__init__", "Box.shown"}),
        ("Box().later().close()", {"Box.__init__"}),
    ],
)
def test_what_runs_is_told(traced, call: str, seen: set[str]) -> None:
    one, names = traced
    one.begin()
    eval(call, names)
    assert told(one) == seen


@pytest.mark.parametrize(("make", "owner"), [("outer", "outer"), ("table", "table")])
def test_a_nested_function_and_a_lambda_are_told_as_the_function_they_are_written_in(traced, make, owner) -> None:
    one, names = traced
    kept = names[make]()
    one.begin()
    one.end()
    one.begin()
    kept()
    assert owner in told(one)


def test_threads_are_seen_also_when_they_have_ended(traced) -> None:
    one, names = traced
    one.begin()
    thread = threading.Thread(target=names["plain"])
    thread.start()
    thread.join()
    assert told(one) == {"plain"}


@pytest.mark.parametrize("method", ["thing", "early"])
def test_what_is_remembered_is_told_of_every_scenario_that_gets_it_and_of_no_other(traced, method: str) -> None:
    one, names = traced
    box = names["Box"]()
    one.begin()
    getattr(box, method)("a")
    assert "made" in told(one)
    one.begin()
    names["plain"]()
    assert "made" not in told(one)
    one.begin()
    getattr(box, method)("a")
    assert "made" in told(one), "it uses what an earlier scenario made"


CACHED = ("box.once", "box.twice", "box.still(1)", "known()")


@pytest.mark.parametrize("cached", CACHED)
def test_what_is_cached_is_told_of_every_scenario_that_reads_it_and_of_no_other(traced, cached: str) -> None:
    one, names = traced
    names["box"] = names["Box"]()
    one.begin()
    first = eval(cached, names)
    assert "made" in told(one)
    one.begin()
    names["plain"]()
    assert "made" not in told(one)
    one.begin()
    assert eval(cached, names) == first
    assert "made" in told(one), "it uses what an earlier scenario made"


def test_what_another_decorator_remembers_is_told_of_every_later_scenario(traced) -> None:
    one, names = traced
    one.begin()
    names["odd"]()
    one.end()
    one.begin()
    assert "made" in told(one)


def test_followed_caches_work_as_they_do_without_a_trace(traced) -> None:
    _, names = traced
    box = names["Box"]()
    assert (box.twice, vars(box)["once"]) == (2, 1)
    box.once = 5
    assert (box.once, box.twice) == (5, 2)
    del box.once, box.twice
    assert box.twice == 2
    del box.once
    with pytest.raises(AttributeError):
        del box.once
    assert isinstance(names["Box"].once, cached_property)
    assert [names["known"](), names["known"](), names["known"].cache_info().hits] == [1, 1, 1]
    names["known"].cache_clear()
    assert names["known"].cache_info().currsize == 0


def test_what_runs_before_the_first_scenario_is_told_of_each(traced) -> None:
    one, names = traced
    names["plain"]()
    for _ in range(2):
        one.begin()
        assert told(one) == {"plain"}


def test_what_conducts_is_not_told_and_what_judges_is() -> None:
    assert not is_told("acceptance.runner.driver")
    assert not is_told("acceptance.reporting.allure")
    assert is_told("acceptance.runner.watch")
    assert is_told("acceptance.checks")
    assert trace.running is None, "this process has no trace"
