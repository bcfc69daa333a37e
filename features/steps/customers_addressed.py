"""Where messages go after a correction, and what a copy says of each result."""

from typing import Any

from hamcrest import empty, equal_to, greater_than, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.customers import addressed, journeys
from acceptance.requirements.decisions import copied_results, correcting
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Sent
from acceptance.runner.steps import given, then, when


class CustomersAddressedScene(Scene):
    """What steps about messages and copies hand on."""

    kinds: list[str]
    new_contact: dict[str, str]
    asked_later: Sent
    results_given: dict[str, dict[str, Any]]


@given("the messages to the customer go to that name and e-mail address")
def messages_name_the_customer(scene: CustomersAddressedScene) -> None:
    scene.kinds = addressed.details_told(scene.suite, scene.customer)


@when("a newer customer record corrects name and e-mail address, and the customer is scored by an event after that")
def correct_the_contact(scene: CustomersAddressedScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    scene.new_contact = correcting.other_contact(scene.suite, scene.customer)
    corrected = flows.send(scene.suite, "customer record", scene.customer, **scene.new_contact)
    _wait_for_result(scene, listener, corrected)
    scene.asked_later = flows.send(scene.suite, "scoring request", scene.customer)
    _wait_for_result(scene, listener, scene.asked_later)


def _wait_for_result(scene: CustomersAddressedScene, listener: flows.Listener, sent: Sent) -> None:
    arrived = listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "results of the event")


@then("the message about that score goes to the new name and e-mail address, and to none of the former")
def the_message_goes_to_the_new_address(scene: CustomersAddressedScene) -> None:
    customer, new = scene.customer, scene.new_contact
    former = {"former name": customer.name, "former email": customer.email}
    details = {**{kind: new[kind] for kind in scene.kinds}, **former}
    held = addressed.awaited(scene.suite, customer, scene.asked_later, details)
    check(held, equal_to(scene.kinds), "what of the new and of the former contact the message holds")


@given("a fictitious customer with {count:d} results of different figures, beside one that a reviewer has overturned")
def many_results(scene: CustomersAddressedScene, count: int) -> None:
    scene.customer = copied_results.with_an_overturned_result(scene.suite, count)
    scene.results_given = copied_results.given(scene.suite, scene.customer)
    check(scene.results_given, has_length(greater_than(count)), "results that the platform keeps of the customer")
    different = {tuple(one.values()) for one in scene.results_given.values()}
    check(different, has_length(greater_than(2)), "different results among them")


@when("the customer asks for a copy of everything")
def ask_for_a_copy(scene: CustomersAddressedScene) -> None:
    scene.copy_content = journeys.copy_to_be_judged(scene.suite, scene.customer, "export_everything")


@then("the copy tells of each result the score and the outcome that the platform gives for it")
def each_result_is_told(scene: CustomersAddressedScene) -> None:
    wrong = copied_results.told_otherwise(scene.copy_content, scene.results_given)
    check(wrong, empty(), f"of {len(scene.results_given)} results, those that the copy tells otherwise or not at all")
