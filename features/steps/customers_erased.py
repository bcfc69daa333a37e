"""For how long customers' data is kept, and what is gone when it must be."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_entries,
    has_length,
    is_,
    less_than_or_equal_to,
    not_,
    not_none,
)
from scene import Scene, names_in

from acceptance.checks import check, check_within
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import (
    basis,
    everywhere,
    journeys,
    life,
    readings,
    retention,
    searching,
)
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.life import Life
from acceptance.requirements.customers.retention import Aged
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Sent
from acceptance.runner.steps import given, then, when


class CustomersErasedScene(Scene):
    """What steps about what goes in time or on request hand on."""

    aged: dict[str, Aged]
    oldest: list[Told]
    life: Life
    other_all: dict[str, Counter[str]]
    other_before: dict[str, Any]
    other_life: Life
    copies: list[Any]
    planted: datetime | None
    spelled: list[Journey]


# -- retention


@given("the platform holds personal data")
def the_platform_holds_data(scene: CustomersErasedScene) -> None:
    scene.planted = retention.make_sure_there_is_data(scene.suite)


@when("the oldest record of each category of personal data is looked up")
def look_up_the_oldest(scene: CustomersErasedScene) -> None:
    scene.oldest = retention.oldest(scene.suite)
    if scene.planted is not None:
        retention.require_seen(scene.oldest, scene.planted)


@then("none is older than the agreed longest time, unless a legal hold names it")
def none_is_too_old(scene: CustomersErasedScene) -> None:
    limit_days = scene.suite.profile.agreed(Privacy).retention_days
    for row in scene.oldest:
        if row["records"]:
            days = float(row["oldest_days"])
            check(days, less_than_or_equal_to(float(limit_days)), f"age in days of the oldest {row['category']}")


@given("fictitious customers whose newest details are of these ages, found in every place kept for customers")
def customers_of_these_ages(scene: CustomersErasedScene) -> None:
    aged = retention.aged(scene.suite, [(row["age"], row["why"]) for row in scene.table])
    scene.aged = {row["customer"]: one for row, one in zip(scene.table, aged, strict=True)}
    searching.check_kept_everywhere(scene.suite, {name: one.journey.customer for name, one in scene.aged.items()})


@when("the retention clean-up is run")
def run_the_clean_up(scene: CustomersErasedScene) -> None:
    scene.suite.platform.operations.do("run_retention")


@then("nothing of {names} is found in any declared place within the agreed erasure time")
def nothing_is_found_of(scene: CustomersErasedScene, names: str) -> None:
    chosen = [scene.aged[name].life for name in names_in(names)]
    details = [detail for life in chosen for detail in life.all_details(scene.suite)]
    searching.check_gone_in_time(scene.suite, details)


@then("everything of {names} is as it was")
def everything_is_as_it_was(scene: CustomersErasedScene, names: str) -> None:
    if names == "the other customer":
        _the_other_is_as_before(scene)
        return
    chosen = {name: scene.aged[name] for name in names_in(names)}
    for name, one in chosen.items():
        now = readings.as_it_is(scene.suite, one.journey)
        if now != one.before and name != "held":
            retention.require_still_young(scene.suite, [one])
        check(now, equal_to(one.before), f"what can be read of {name}")


def _the_other_is_as_before(scene: CustomersErasedScene) -> None:
    suite, other = scene.suite, scene.other_life
    now = readings.as_it_is(suite, other.journey)
    check(now, equal_to(scene.other_before), "what can be read of the other customer")
    values = sum(one.total() for one in scene.other_all.values())
    check(values, greater_than(0), "values that could be read of the other customer before")
    lost = readings.lost(suite, other, scene.other_all)
    check(lost, equal_to({}), f"of {values} values in {len(scene.other_all)} readings, what the other one has lost")


@then('the legal hold on "{name}" says since when it has been overdue')
def the_hold_is_overdue(scene: CustomersErasedScene, name: str) -> None:
    customer_id = scene.aged[name].journey.customer.customer_id
    held = scene.suite.platform.operations.do("read_legal_hold", customer_id=customer_id).words
    check(held, has_entries(reason=not_none(), overdue_since=not_none()), "the legal hold")


@then("the customers {names} do not come back when their earlier records are sent again")
def they_do_not_come_back(scene: CustomersErasedScene, names: str) -> None:
    chosen = [scene.aged[name].journey for name in names_in(names)]
    _send_again_and_see_them_set_aside(scene, chosen)
    details = [d for journey in chosen for d in journeys.details(scene.suite, journey.customer)]
    searching.check_gone_in_time(scene.suite, details)


def _send_again_and_see_them_set_aside(scene: CustomersErasedScene, chosen: list[journeys.Journey]) -> None:
    watch = scene.suite.platform.events.watch("rejected_message")
    scene.at_the_end(watch.close)
    again = [flows.send(scene.suite, "customer record", j.customer, **j.record.words) for j in chosen]
    check(basis.set_aside(scene.suite, watch, again), equal_to(len(chosen)), "earlier records that were set aside")


# -- erasure


@given("the customer has done there whatever else the platform offers to a customer")
def the_customer_lived(scene: CustomersErasedScene) -> None:
    scene.life = life.lived(scene.suite, scene.journey)
    scene.details = scene.life.all_details(scene.suite)


@given("a search finds the customer's details in each place declared for customer data")
def the_search_finds_the_customer(scene: CustomersErasedScene) -> None:
    searching.check_kept_everywhere(scene.suite, {"the customer": scene.customer})


@given("another fictitious customer with details of the same kind")
def another_customer(scene: CustomersErasedScene) -> None:
    journey = journeys.passes_through(scene.suite, journeys.person(scene.suite))
    scene.other_life = life.lived(scene.suite, journey)
    scene.other_before = readings.as_it_was(scene.suite, journey)
    scene.other_all = readings.all_of(scene.suite, scene.other_life)


@when("the customer asks to be erased")
@given("the customer was erased")
def erase(scene: CustomersErasedScene) -> None:
    scene.erasure = scene.suite.platform.operations.try_("remove_customer", customer_id=scene.customer.customer_id)


@then("within the agreed erasure time a search of every declared place finds only details kept for a listed reason")
def the_customer_is_gone(scene: CustomersErasedScene) -> None:
    check(scene.erasure.succeeded, is_(True), f"the erasure is accepted (status {scene.erasure.status})")
    searching.check_gone_in_time(scene.suite, scene.details)


@given("everybody who is given customers' details has some of this customer")
def recipients_have_some(scene: CustomersErasedScene) -> None:
    check_within(
        scene.suite.limits.event_s,
        lambda: [
            name for name, kinds in searching.recipients_holding(scene.suite, scene.customer).items() if not kinds
        ],
        empty(),
        "recipients that have none of the customer's details",
    )


@then("within the agreed erasure time none of them has any left")
def recipients_have_none(scene: CustomersErasedScene) -> None:
    check_within(
        scene.suite.limits.erasure_s,
        lambda: {
            name: kinds for name, kinds in searching.recipients_holding(scene.suite, scene.customer).items() if kinds
        },
        empty(),
        "details of the erased customer that recipients keep",
    )


@then("the customer cannot be read from the platform any more")
def the_customer_cannot_be_read(scene: CustomersErasedScene) -> None:
    told = readings.told(scene.suite, scene.journey)
    check(told, equal_to(dict.fromkeys(told, readings.NOTHING)), "what reading the customer says")
    left = readings.left(scene.suite, scene.life.words())
    check(left, equal_to({}), "values that any other way of reading still tells of the customer")


@then("a record shows who asked, when it was done, what was removed and what was kept, and why")
def the_erasure_is_recorded(scene: CustomersErasedScene) -> None:
    number = {"customer_id": scene.customer.customer_id, **scene.erasure.words}

    def record() -> Told:
        return scene.suite.platform.operations.try_("read_erasure", **number).words

    done: Told = check_within(
        scene.suite.limits.erasure_s,
        record,
        has_entries(requested_by=not_none(), completed_at=not_none()),
        "who asked and when it was done",
    )
    if done.tells("status"):
        check(done["status"], equal_to(scene.suite.product.word("done", "states")), "the state of the erasure")
    if done.tells("removed"):
        check(done["removed"], not_(empty()), "what was removed")
    unexplained = [entry for entry in done["kept"] if not entry.get("why")]
    check(unexplained, empty(), "what was kept without a reason")


@when("the messages from before the erasure are sent again")
def send_the_earlier_messages(scene: CustomersErasedScene) -> None:
    scene.sent_events = [_records_again(scene), flows.send(scene.suite, "scoring request", scene.customer)]


def _records_again(scene: CustomersErasedScene) -> Sent:
    """Sends the record of the journey once more as it was, and once under a new number; the latter is told."""
    scene.other_customer = scene.suite.customer()
    scene.rejections = scene.suite.platform.events.watch("rejected_message")
    scene.at_the_end(scene.rejections.close)
    scene.listener = flows.Listener(scene.suite)
    scene.at_the_end(scene.listener.close)
    record = scene.journey.record
    flows.send(scene.suite, "customer record", scene.customer, record.correlation, **record.words)
    return flows.send(scene.suite, "customer record", scene.customer, **record.words)


@given("fictitious customers who went through the platform with names and e-mail addresses spelled in these ways")
def customers_with_spellings(scene: CustomersErasedScene) -> None:
    people = [journeys.person(scene.suite, spelling=row["spelling"]) for row in scene.table]
    now = datetime.now(UTC)  # after all of them were registered: an older record changes nothing
    scene.spelled = journeys.pass_through(scene.suite, [(person, now) for person in people])
    scene.details = [detail for person in people for detail in journeys.details(scene.suite, person)]


@given("a search finds the name and the e-mail address of each of them as they are spelled")
def each_spelling_is_found(scene: CustomersErasedScene) -> None:
    searching.check_each_found(scene.suite, [one for one in scene.details if one.kind in ("name", "e-mail")])


@when("all of them ask to be erased")
def erase_all(scene: CustomersErasedScene) -> None:
    for journey in scene.spelled:
        number = journey.customer.customer_id
        scene.erasure = scene.suite.platform.operations.try_("remove_customer", customer_id=number)
        if not scene.erasure.succeeded:
            break


@when("each of them asks for a copy of everything")
def ask_for_copies(scene: CustomersErasedScene) -> None:
    scene.copies = [journeys.copy_of(scene.suite, one.customer, "export_everything") for one in scene.spelled]


@then("each copy shows the name and the e-mail address exactly as they are spelled")
def each_copy_shows_the_spelling(scene: CustomersErasedScene) -> None:
    check(scene.copies, has_length(greater_than(0)), "copies that were made")
    shown = [json.dumps(copy, ensure_ascii=False) for copy in scene.copies]
    people = [journey.customer for journey in scene.spelled]
    wrong = [
        f"{what} of customer {number}"
        for number, (person, text) in enumerate(zip(people, shown, strict=True), 1)
        for what, value in (("name", person.name), ("e-mail address", person.email))
        if json.dumps(value, ensure_ascii=False) not in text
    ]
    check(wrong, empty(), "what a copy does not show as it is spelled")


@given("the customer was erased, and nothing is found of the customer any more")
def erase_and_search(scene: CustomersErasedScene) -> None:
    erase(scene)
    searching.check_gone_in_time(scene.suite, scene.details)


@when("a basis for scoring is recorded anew, and the messages from before the erasure are sent again")
def a_new_basis_and_the_earlier_messages(scene: CustomersErasedScene) -> None:
    # Where nobody who was erased is ever taken again, the basis is refused, and the messages are all the more.
    scene.suite.owe("operation", "remove_customer", customer_id=scene.customer.customer_id)
    word, customer_id = scene.suite.profile.agreed(Privacy).word, scene.customer.customer_id
    words: dict[str, Any] = {"purpose": word("scoring"), "basis": word("consent"), "text_version": "acceptance-1"}
    scene.suite.platform.operations.try_("record_basis", customer_id=customer_id, **words)
    scene.sent_events = [_records_again(scene)]


@then(
    "within the agreed erasure time a search of every declared place finds nothing but the number under the new basis"
)
def nothing_has_returned(scene: CustomersErasedScene) -> None:
    details = [detail for detail in scene.details if detail.kind != "identifier"]
    check(details, has_length(greater_than(0)), "details beside the number")
    searching.check_gone_in_time(scene.suite, details)


@then("all of them are set aside, or passed over as known, without a result")
def all_are_set_aside(scene: CustomersErasedScene) -> None:
    aside = basis.set_aside(scene.suite, scene.rejections, scene.sent_events)
    check(aside, equal_to(len(scene.sent_events)), "messages under a new number that were set aside")
    left = basis.left_behind(scene.suite, scene.customer, scene.listener, scene.other_customer, scene.sent_events)
    check({place: found for place, found in left.items() if found}, equal_to({}), "what is kept of the customer")


@given("a fictitious customer on legal hold")
def a_customer_on_hold(scene: CustomersErasedScene) -> None:
    scene.customer = journeys.person(scene.suite)
    scene.journey = journeys.passes_through(scene.suite, scene.customer)
    retention.hold(scene.suite, scene.customer.customer_id)


@then("the platform says that a legal hold stands in the way")
def a_hold_stands_in_the_way(scene: CustomersErasedScene) -> None:
    check(scene.erasure.refused_as("held"), equal_to("held"), f"the refusal (status {scene.erasure.status})")


@then("the customer's figures are still there")
def the_figures_are_there(scene: CustomersErasedScene) -> None:
    read = scene.suite.platform.operations.try_("read_figures", customer_id=scene.customer.customer_id)
    check(read.words.get("income"), equal_to(scene.customer.figures.income), "the income that the platform holds")


# -- the whole run


@when("the number, the name and the e-mail address of every customer of this run are looked for")
def look_for_everybody(scene: CustomersErasedScene) -> None:
    scene.details = everywhere.everybody(scene.suite)


@then("a search of all logs, from their beginning, and of all measurements finds none of them")
def logs_name_nobody(scene: CustomersErasedScene) -> None:
    everywhere.check_in_no_technical_record(scene.suite, scene.details)


@then("within the agreed erasure time a search of every place but logs finds only details kept for a listed reason")
def nobody_is_left(scene: CustomersErasedScene) -> None:
    everywhere.check_gone_everywhere_else(scene.suite, scene.details)
