"""Every way in which a function of the suite can be executed is seen, and told of the right scenario."""

from __future__ import annotations

import threading
from collections.abc import Iterator
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
"""


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Trace, dict[str, Any]]]:
    one = Trace()
    for name, call in (
        ("__executed__", one.mark),
        ("__remembers__", one.remembers),
        ("__remembered__", one.remembered),
        ("__lasting__", one.lasting),
    ):
        monkeypatch.setattr(f"builtins.{name}", call, raising=False)
    names: dict[str, Any] = {}
    exec(marked(MODULE, "m.py", "m.py"), names)
    yield one, names


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


@pytest.mark.parametrize("cached", ["box.once", "known()"])
def test_what_is_cached_for_the_whole_process_is_told_of_every_later_scenario(traced, cached: str) -> None:
    one, names = traced
    names["box"] = names["Box"]()
    one.begin()
    eval(cached, names)
    one.end()
    one.begin()
    eval(cached, names)
    assert "made" in told(one)


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
