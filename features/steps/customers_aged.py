"""Whom the retention clean-up, and an erasure that must not be, leave as they were; and of whom nothing stays."""

from collections import Counter

from hamcrest import empty, equal_to, greater_than, is_
from scene import Scene, names_in

from acceptance.checks import check, check_within
from acceptance.requirements.customers import aged_life, journeys, life, readings, retention, searching
from acceptance.requirements.customers.aged_life import Lived
from acceptance.requirements.customers.life import Life
from acceptance.runner.steps import given, then, when
from acceptance.subjects.customers import Customer


class CustomersAgedScene(Scene):
    """What steps about those who go and those who stay hand on."""

    lived: dict[str, Lived]
    held_life: Life
    held_read: dict[str, Counter[str]]
    recipients: list[Customer]


@given("fictitious customers of these ages who did whatever leaves them as old as they are")
def customers_of_these_ages(scene: CustomersAgedScene) -> None:
    scene.lived = aged_life.of_these_ages(scene.suite, scene.table)


@given("everybody who is given customers' details has some of each of them")
def recipients_have_some_of_each(scene: CustomersAgedScene) -> None:
    scene.recipients = [one.journey.customer for one in scene.lived.values()]
    _all_recipients_have_some(scene, scene.suite.limits.event_s)


def _all_recipients_have_some(scene: CustomersAgedScene, within_s: float) -> None:
    check_within(
        within_s,
        lambda: [
            f"{name}, customer {number}"
            for number, customer in enumerate(scene.recipients, 1)
            for name, kinds in searching.recipients_holding(scene.suite, customer).items()
            if not kinds
        ],
        empty(),
        "recipients that have none of a customer's details",
    )


@then("of {names} nothing that could be read is lost")
def nothing_is_lost(scene: CustomersAgedScene, names: str) -> None:
    for name in names_in(names):
        one = scene.lived[name]
        lost = readings.lost(scene.suite, one.life, one.read)
        if lost and one.newest > _oldest_allowed(scene):
            _require_still_young(scene, one)
        values = sum(place.total() for place in one.read.values())
        check(values, greater_than(0), f"values that could be read of {name} before")
        check(lost, equal_to({}), f"of {values} values in {len(one.read)} readings, what {name} has lost")


def _oldest_allowed(scene: CustomersAgedScene):  # type: ignore[no-untyped-def]
    return None
