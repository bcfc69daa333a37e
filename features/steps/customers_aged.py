"""Whom the retention clean-up, and an erasure that must not be, leave as they were; and of whom nothing stays."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from hamcrest import empty, equal_to, greater_than, is_
from scene import Scene, names_in

from acceptance.checks import check, check_within
from acceptance.requirements.customers import aged_life, journeys, life, readings, retention, searching
from acceptance.requirements.customers.aged_life import Lived
from acceptance.requirements.customers.life import Life
from acceptance.runner.steps import given, then, when


class CustomersAgedScene(Scene):
    """What steps about those who go and those who stay hand on."""

    held_life: Life
    lived: dict[str, Lived]
    objects_before: set[str]
    read_before: dict[str, Counter[str]]


# -- the retention clean-up


@given("fictitious customers of these ages who did whatever leaves them as old as they are")
def customers_of_these_ages(scene: CustomersAgedScene) -> None:
    scene.lived = aged_life.of_these_ages(scene.suite, scene.table)


@given("everybody who is given customers' details has some of each of them")
def recipients_have_some_of_each(scene: CustomersAgedScene) -> None:
    suite, customers = scene.suite, {name: one.journey.customer for name, one in scene.lived.items()}
    meaning = "recipients that have none of a customer's details"
    check_within(suite.limits.event_s, lambda: aged_life.recipients_without(suite, customers), empty(), meaning)


@then("of {names} nothing that could be read is lost")
def nothing_is_lost(scene: CustomersAgedScene, names: str) -> None:
    for name in names_in(names):
        one = scene.lived[name]
        lost = readings.lost(scene.suite, one.life, one.read)
        if lost:
            aged_life.require_still_of_its_age(scene.suite, one)
        _nothing_lost(one.read, lost, name)


@then("of {names} nothing is found in any declared place within the agreed erasure time, cards and loans included")
def nothing_is_found(scene: CustomersAgedScene, names: str) -> None:
    chosen = [scene.lived[name] for name in names_in(names)]
    for one in chosen:
        aged_life.require_not_renewed_by_card(scene.suite, one)
    searching.check_gone_in_time(scene.suite, [d for one in chosen for d in one.life.all_details(scene.suite)])
    for one in chosen:
        left = readings.left(scene.suite, one.life.words())
        check(left, equal_to({}), "values that any way of reading still tells of a customer who is too old")


@then("within the agreed erasure time nobody who is given details has any left of {names}")
def recipients_have_none(scene: CustomersAgedScene, names: str) -> None:
    for name in names_in(names):
        left = partial(aged_life.recipients_with, scene.suite, scene.lived[name].journey.customer)
        check_within(scene.suite.limits.erasure_s, left, empty(), f"details of {name} that recipients keep")


@then("everybody who is given details still has those of {names}")
def recipients_still_have_some(scene: CustomersAgedScene, names: str) -> None:
    chosen = {name: scene.lived[name].journey.customer for name in names_in(names)}
    check(aged_life.recipients_without(scene.suite, chosen), empty(), "recipients that have lost a customer's details")


# -- an erasure that a legal hold stops


@given("the customer did there whatever else the platform offers, and all that can be read of it is noted")
def everything_is_noted(scene: CustomersAgedScene) -> None:
    scene.held_life = life.lived(scene.suite, scene.journey)
    scene.read_before = aged_life.readable(scene.suite, scene.held_life)


@given("another fictitious customer who went through the platform from end to end")
def another_customer(scene: CustomersAgedScene) -> None:
    scene.other_customer = journeys.person(scene.suite)
    journeys.passes_through(scene.suite, scene.other_customer)
    scene.objects_before = aged_life.objects_about(scene.suite, scene.customer)


@when("a legal hold on the customer is recorded, and then the customer asks to be erased")
def erase_in_spite_of_a_hold(scene: CustomersAgedScene) -> None:
    number = scene.customer.customer_id
    retention.hold(scene.suite, number)
    scene.erasure = scene.suite.platform.operations.try_("remove_customer", customer_id=number)


@then("the other customer, who asks to be erased after that, is gone from every place in the agreed time")
def the_other_one_is_gone(scene: CustomersAgedScene) -> None:
    suite, other = scene.suite, scene.other_customer
    erased = suite.platform.operations.try_("remove_customer", customer_id=other.customer_id)
    check(erased.succeeded, is_(True), f"the erasure of the other customer is accepted (status {erased.status})")
    searching.check_gone_in_time(suite, journeys.details(suite, other))


@then("of the customer on hold nothing that could be read is lost, and no stored object")
def nothing_has_begun(scene: CustomersAgedScene) -> None:
    gone = scene.objects_before - aged_life.objects_about(scene.suite, scene.customer)
    check(
        gone, empty(), f"of {len(scene.objects_before)} stored objects about the customer on hold, those that are gone"
    )
    _nothing_lost(
        scene.read_before, readings.lost(scene.suite, scene.held_life, scene.read_before), "the customer on hold"
    )


def _nothing_lost(before: Mapping[str, Counter[str]], lost: Mapping[str, int], whose: str) -> None:
    values = sum(place.total() for place in before.values())
    check(values, greater_than(0), f"values that could be read of {whose} before")
    check(lost, equal_to({}), f"of {values} values in {len(before)} readings, what {whose} has lost")
