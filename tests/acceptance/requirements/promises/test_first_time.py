"""First answers are judged as a whole and by kind of customer, and a busy machine is nobody's fault."""

from __future__ import annotations

from dataclasses import replace

from acceptance.record.statistics import Status
from acceptance.requirements.promises.first_time import FirstAnswers, judged, judged_by_kind
from acceptance.subjects.customers import Figures, varied_figures
from profiles import PRODUCT

PEOPLE = varied_figures(PRODUCT, 60, seed=3)


def answers(slow: set[Figures]) -> FirstAnswers:
    return FirstAnswers([(one, 0.9 if one in slow else 0.1) for one in PEOPLE])


def test_three_of_sixty_may_wait_and_four_may_not() -> None:
    assert judged(answers(set(PEOPLE[:3])), 0.95, 0.5).status is Status.SATISFIED
    found = judged(answers(set(PEOPLE[:4])), 0.95, 0.5)
    assert found.status is Status.VIOLATED
    assert found.reason == "95 % of 60 came within 900 ms, agreed are 500 ms"


def test_a_kind_of_customer_that_waits_is_named() -> None:
    rich = set(sorted(PEOPLE, key=lambda one: one.income)[-11:])
    found = judged_by_kind(answers(rich), 0.5)
    assert found["the highest income"].status is Status.VIOLATED
    assert found["the lowest income"].status is Status.SATISFIED


def test_what_was_slow_while_others_kept_the_machine_busy_says_nothing() -> None:
    first = replace(answers(set(PEOPLE)), disturbances=("others kept it busy",))
    assert judged(first, 0.95, 0.5).status is Status.INCONCLUSIVE
    assert judged(replace(answers(set()), disturbances=("others",)), 0.95, 0.5).status is Status.SATISFIED
