"""In time, late, gone before it was read, and lost are four things, and each is called what it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.events import Record
from acceptance.platform.offsets import Gap
from acceptance.requirements.service import delivery
from acceptance.requirements.service.flows import Listener, Result, Sent
from acceptance.subjects.customers import Customer, new_customer
from profiles import PRODUCT

GONE = Gap("results", 2, 1250, 1272, 16)


class Watch:
    """A watch that has read some records, of which `gone` says what was removed."""

    def __init__(self, gone: list[Gap]) -> None:
        self._gone = gone
        self.asked: Any = None

    def gone(self, between: Any = None) -> list[Gap]:
        self.asked = between
        return self._gone


class Reader:
    """A listener to whom results come in waves: those of a deadline each time it is asked for more."""

    def __init__(self, waves: list[list[str]], gone: list[Gap] | None = None, sentinel: bool = True) -> None:
        self.suite: Any = SimpleNamespace(
            limits=SimpleNamespace(event_s=1.0), profile=SimpleNamespace(objectives=None), later=[]
        )
        self.watch = Watch(gone or [])
        self._waves = waves
        self._came: list[str] = []
        self._sentinel = sentinel

    def require_whole(self, results: list[Result]) -> None:
        Listener.require_whole(self, results)  # type: ignore[arg-type]

    def results(self, wanted: set[str], deadline_s: float) -> list[Result]:
        if wanted <= set(self.suite.later):
            return [result(one) for one in wanted if self._sentinel]
        if deadline_s and self._waves:
            self._came += self._waves.pop(0)
        return [result(one) for one in self._came if one in wanted]


def result(correlation: str, partition: int = 0, offset: int = 0) -> Result:
    return Result({"correlation": correlation}, Record("results", partition, offset, None, {}, {}))


@pytest.fixture
def customer(monkeypatch: pytest.MonkeyPatch) -> Customer:
    def send(suite: Any, _event: str, _customer: Customer) -> Sent:
        suite.later.append(f"later {len(suite.later)}")
        return Sent(suite.later[-1], None)

    monkeypatch.setattr(delivery, "send", send)
    return new_customer(PRODUCT)


def delivered(customer: Customer, reader: Reader) -> delivery.Delivery:
    return delivery.delivery(reader, dict.fromkeys(["a", "b", "c"], customer), 1.0)  # type: ignore[arg-type]


def test_results_that_all_come_in_time_are_neither_late_nor_missing_nor_doubled(customer: Customer) -> None:
    found = delivered(customer, Reader([["a", "b", "c"]]))
    assert (found.late, found.missing, found.doubled, len(found.results)) == ([], [], {}, 3)


def test_a_second_result_is_counted(customer: Customer) -> None:
    assert delivered(customer, Reader([["a", "b", "c", "b"]])).doubled == {"b": 2}


def test_nothing_is_said_of_doubles_when_no_later_request_came_through(customer: Customer) -> None:
    with pytest.raises(Inconclusive, match="doubles"):
        delivered(customer, Reader([["a", "b", "c"]], sentinel=False))


def test_nothing_is_said_of_doubles_where_something_was_removed_between_the_results(customer: Customer) -> None:
    with pytest.raises(Inconclusive, match="whether there is a second result cannot be told"):
        delivered(customer, Reader([["a", "b", "c"]], [GONE]))


def test_late_is_not_lost(customer: Customer) -> None:
    found = delivered(customer, Reader([["a"], ["b", "c"]]))
    assert (found.late, found.missing) == (["b", "c"], [])


def test_what_was_gone_before_it_was_read_is_named_with_its_offsets(customer: Customer) -> None:
    found = delivered(customer, Reader([["a"], ["b"]], [GONE]))
    assert (found.late, found.missing) == (["b"], ["c"])
    assert found.why == "of offsets 1250-1272 of results, partition 2, 16 were gone before they were read"


def test_what_is_missing_from_a_topic_without_a_gap_was_never_written(customer: Customer) -> None:
    found = delivered(customer, Reader([["a", "b"]]))
    assert (found.missing, found.why) == (["c"], "every offset of the results was read: they were never written")


def test_requests_that_nobody_has_processed_yet_are_said_to_wait(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_unprocessed", lambda _suite: 7)
    assert delivered(customer, Reader([["a", "b"]])).why == "7 requests still wait to be processed"


def suite_that_agreed_on(seconds: float | None) -> Any:
    return SimpleNamespace(limits=SimpleNamespace(delivery_window_s=seconds))


@pytest.mark.parametrize("agreed", [None, 14.0])
def test_nobody_is_late_where_nothing_or_less_was_agreed(agreed: float | None) -> None:
    with pytest.raises(NotAssessed):
        delivery.window_s(suite_that_agreed_on(agreed), at_least_s=14)


def test_the_agreed_window_is_what_the_profile_says() -> None:
    assert delivery.window_s(suite_that_agreed_on(86_400), at_least_s=14) == 86_400


def listener(gone: list[Gap]) -> Listener:
    events = SimpleNamespace(watch=lambda _received, _since: Watch(gone))
    suite: Any = SimpleNamespace(platform=SimpleNamespace(events=events))
    return Listener(suite)


def test_exactly_one_is_not_said_where_something_between_is_gone() -> None:
    with pytest.raises(Inconclusive, match="offsets 1250-1272"):
        listener([GONE]).require_whole([result("a", 2, 1240), result("b", 2, 1280)])


def test_only_what_lies_between_the_results_counts() -> None:
    reader = listener([])
    reader.require_whole([result("a", 2, 1280), result("b", 2, 1240), result("c", 1, 7)])
    assert reader.watch.asked == {2: (1240, 1280), 1: (7, 7)}  # type: ignore[attr-defined]
