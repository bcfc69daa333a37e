"""What was decided while a person had stopped decisions: counted by way in, and told only where enough was asked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from acceptance.leftovers import Undoing
from acceptance.outcome import Inconclusive
from acceptance.requirements.decisions.stopping import FEWEST, Asked, Stopped, Traffic, decided_all_the_same

CLOSED_S = 100.0


def stopped(results: tuple[int, int] = (3, 3), kept: tuple[int, int] | None = (5, 5)) -> Stopped:
    now = datetime.now(UTC)
    return Stopped("why", now, now, Undoing("operation", "resume_decisions"), CLOSED_S, None, results, kept)


def traffic(decided: int = 0, late: int = FEWEST, events: int = FEWEST) -> Traffic:
    made = Traffic([], ["score"])
    made.asked += [Asked("score", 0, CLOSED_S - 1, True)]
    made.asked += [Asked("score", 0, CLOSED_S + number, number < decided) for number in range(late)]
    made.events.update({str(number): Any for number in range(events)})
    made.sent_s.update({str(number): CLOSED_S + number for number in range(events)})
    return made


def test_what_was_decided_before_the_agreed_time_does_not_count() -> None:
    assert decided_all_the_same(stopped(), traffic()) == {}


@pytest.mark.parametrize(
    ("seen", "asked", "found"),
    [
        (stopped(), traffic(decided=2), {"requests by score": 2}),
        (stopped(results=(3, 4)), traffic(), {"results of events": 1}),
        (stopped(kept=(5, 7)), traffic(), {"results that are kept": 2}),
    ],
)
def test_each_decision_after_it_is_told_by_its_way(seen: Stopped, asked: Traffic, found: dict[str, int]) -> None:
    assert decided_all_the_same(seen, asked) == found


@pytest.mark.parametrize("few", [traffic(late=FEWEST - 1), traffic(late=0), traffic(events=FEWEST - 1)])
def test_of_too_few_nothing_is_said(few: Traffic) -> None:
    with pytest.raises(Inconclusive):
        decided_all_the_same(stopped(), few)


def test_where_events_and_kept_results_are_not_told_requests_are() -> None:
    assert decided_all_the_same(stopped(results=(0, 0), kept=None), traffic(events=0)) == {}
