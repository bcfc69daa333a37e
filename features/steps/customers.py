"""Fictitious customers, what is shown and kept of them, and the copies that they ask for."""

import json

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_length,
    is_,
    is_in,
)
from scene import Scene, names_in

from acceptance.checks import check
from acceptance.requirements.customers import (
    basis,
    copying,
    journeys,
    life,
    purposes,
    searching,
    sensitive,
)
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.customers.life import Life
from acceptance.requirements.customers.sensitive import HandedIn, MadeUp
from acceptance.requirements.service import flows
from acceptance.runner.steps import given, then, when
from acceptance.subjects.customers import Customer, varied_figures


class CustomersScene(Scene):
    """What steps about what is shown of customers, and copies of it hand on."""

    allowed_fields: set[str]
    both: list[Customer]
    copy: str
    handed_in: HandedIn
    journeys: list[Journey]
    lives: list[Life]
    sensitive: MadeUp
    shown_fields: set[str]


@given("a fictitious customer with a recorded lawful basis for scoring")
def a_customer_with_a_basis(scene: CustomersScene) -> None:
    scene.customer = scene.suite.customer()


@given("a fictitious customer without a recorded lawful basis")
def a_customer_without_a_basis(scene: CustomersScene) -> None:
    scene.customer = scene.suite.customer(lawful_basis=False)


@given("two fictitious customers with the same figures and a recorded lawful basis for scoring")
def two_customers_with_the_same_figures(scene: CustomersScene) -> None:
    scene.customers = [scene.suite.customer() for _ in range(2)]


@given("{count:d} more fictitious customers with a recorded lawful basis for scoring")
def more_customers(scene: CustomersScene, count: int) -> None:
    scene.customers = [scene.suite.customer(figures) for figures in varied_figures(scene.suite.product, count, seed=31)]
    check(len(scene.customers), equal_to(count), "the customers were made")


@given("somebody waits for scoring results before anything is sent")
def somebody_waits_for_results(scene: CustomersScene) -> None:
    scene.listener = flows.Listener(scene.suite)
    scene.at_the_end(scene.listener.close)


@given("a fictitious customer whose name, e-mail address, number and income were created for this scenario")
def a_customer_with_singular_details(scene: CustomersScene) -> None:
    scene.customer = journeys.person(scene.suite)
    scene.details = journeys.details(scene.suite, scene.customer)


@given("a fictitious customer who has gone through the platform from end to end")
def a_customer_who_went_through(scene: CustomersScene) -> None:
    scene.customer = journeys.person(scene.suite)
    scene.journey = journeys.passes_through(scene.suite, scene.customer)


@given("the customer has gone through the platform from end to end, with at least {legs}")
def the_customer_went_through_these(scene: CustomersScene, legs: str) -> None:
    scene.journey = journeys.passes_through(scene.suite, scene.customer, [Leg(leg) for leg in names_in(legs)])


@given("the customer has gone through the platform from end to end")
def the_customer_went_through(scene: CustomersScene) -> None:
    scene.journey = journeys.passes_through(scene.suite, scene.customer)


@when("the fields that appear in the {place} are listed")
def list_the_fields(scene: CustomersScene, place: str) -> None:
    scene.shown_fields = purposes.shown(scene.suite, place, scene.journey)
    scene.allowed_fields = purposes.allowed(scene.suite, place)


@then("every one of them has a purpose on the approved list")
def every_field_has_a_purpose(scene: CustomersScene) -> None:
    check(scene.shown_fields, has_length(greater_than(0)), "fields that were seen")
    check(sorted(scene.shown_fields - scene.allowed_fields), empty(), "fields without a purpose")


@given("a religion, a health note and the address of a social profile that were made up for this scenario")
def made_up_sensitive_details(scene: CustomersScene) -> None:
    scene.sensitive = sensitive.made_up(scene.suite)
    scene.mark = scene.suite.search.mark()


@when("they are sent along with the customer's figures by {way}")
def send_sensitive_details(scene: CustomersScene, way: str) -> None:
    scene.handed_in = sensitive.send_along(scene.suite, way, scene.customer, scene.sensitive)


@then("the sensitive details are refused or dropped")
def the_details_are_refused_or_dropped(scene: CustomersScene) -> None:
    check(sensitive.fate(scene.suite, scene.handed_in), is_in(("refused", "dropped")), "the sensitive details")


@then("a search of every declared place finds none of them, beyond the message that was sent")
def the_details_are_nowhere(scene: CustomersScene) -> None:
    report = scene.suite.search.sweep(scene.sensitive.canaries, since=scene.mark)
    elsewhere = [find for find in report.finds if not scene.handed_in.is_the_message(find)]
    check(searching.places(elsewhere), empty(), "sensitive details that are kept")
    report.require_searched()


@then("the detail is not repeated in the answer and not read back with the result")
def the_detail_is_dropped(scene: CustomersScene) -> None:
    answer = scene.answer
    check(
        answer.succeeded or answer.refused_as("invalid") == "invalid",
        is_(True),
        f"scored or refused (status {answer.status})",
    )
    text = answer.exchange.body.decode("utf-8", "replace")
    check(scene.sent["religion"] in text, is_(False), "the answer repeats the detail")
    if scene.answer.succeeded:
        read = scene.suite.platform.operations.do("read_result", request_id=scene.answer.words["request_id"])
        check(scene.sent["religion"] in read.exchange.body.decode(), is_(False), "the result holds the detail")


@given("two fictitious customers whose details were created for this scenario")
def two_customers_with_singular_details(scene: CustomersScene) -> None:
    scene.both = [journeys.person(scene.suite) for _ in range(2)]


@given("both have gone through the platform from end to end")
def both_went_through(scene: CustomersScene) -> None:
    scene.journeys = [journeys.passes_through(scene.suite, customer) for customer in scene.both]


@given("each of them has done there whatever else the platform offers to a customer")
def both_lived(scene: CustomersScene) -> None:
    # The figures of a score are looked for in the copy: they stay those that the customer has.
    acts = [act for act in life.ACTS if act != life.CORRECTION]
    scene.lives = [life.lived(scene.suite, journey, acts) for journey in scene.journeys]
    check(scene.lives[0].traces, has_length(greater_than(0)), "what else the first customer did")


@given("the first customer was scored {times:d} times more")
def the_first_was_scored_often(scene: CustomersScene, times: int) -> None:
    journeys.score_again(scene.suite, scene.both[0], times)


@given("the customer was scored {times:d} times more")
def the_customer_was_scored_often(scene: CustomersScene, times: int) -> None:
    journeys.score_again(scene.suite, scene.customer, times)


@when("the first customer asks for a copy of everything")
def ask_for_everything(scene: CustomersScene) -> None:
    scene.copy = _copy(scene, "export_everything")


@when("the first customer asks for a portable copy")
def ask_for_a_portable_copy(scene: CustomersScene) -> None:
    scene.copy = _copy(scene, "export_provided")


def _copy(scene: CustomersScene, operation: str) -> str:
    scene.copy_content = journeys.copy_to_be_judged(scene.suite, scene.both[0], operation)
    return json.dumps(scene.copy_content, ensure_ascii=False)


@then("the copy is in a form that another program can read")
def the_copy_is_readable(scene: CustomersScene) -> None:
    check(copying.readable(scene.copy_content), is_(True), "the copy is in a form that a program can read")


@then("the copy contains every detail of the customer that a search of all places finds")
def the_copy_is_complete(scene: CustomersScene) -> None:
    own = scene.lives[0].all_details(scene.suite)
    found = {find.canary_id for find in scene.suite.search.sweep(own).finds}
    held = [canary for canary in own if canary.id in found]
    check(len(held), equal_to(len(own)), "details that the search finds")
    check([canary.kind for canary in held if canary.value not in scene.copy], empty(), "details that the copy lacks")


@then("the copy contains the score, the risk level, the model and the figures they were made from")
def the_copy_has_the_conclusions(scene: CustomersScene) -> None:
    answer, figures = scene.journeys[0].answer.words, scene.both[0].figures
    expected = {
        "number of the decision": answer["request_id"],
        "score": answer["credit_score"],
        "risk level": answer["risk_level"],
        "version of the model": answer["model_version"],
        **figures.words(),
    }
    check(copying.lacking(scene.copy_content, expected), empty(), "what the copy lacks")


@then("the copy shows the income wherever it stands as the customer gave it, not rounded")
def the_income_is_not_rounded(scene: CustomersScene) -> None:
    income = scene.both[0].figures.income
    field = scene.suite.platform.operations.field_of("score", "income")
    check(copying.holds(scene.copy_content, income), is_(True), "the copy has the income")
    check(copying.nearly(scene.copy_content, field, income), empty(), "incomes that are nearly the one that was given")


@then("the copy contains the lawful basis and the messages sent to the customer")
def the_copy_has_basis_and_messages(scene: CustomersScene) -> None:
    entries = basis.register(scene.suite, scene.both[0])
    check(entries, has_length(greater_than_or_equal_to(1)), "entries of the register")
    about: list[str] = []
    if scene.journeys[0].went(Leg.MESSAGE):
        about = flows.messages_about(scene.suite, scene.both[0])
        check(about, has_length(greater_than_or_equal_to(1)), "messages about the customer")
    wanted = [*(str(entry["text_version"]) for entry in entries), *about]
    check([text for text in wanted if text not in scene.copy], empty(), "what the copy lacks")


@then("the copy contains a trace of everything else that the customer did there")
def the_copy_has_the_rest(scene: CustomersScene) -> None:
    traces = scene.lives[0].traces
    missing = [what for what, text in traces.items() if not copying.shows(scene.copy, text)]
    check(missing, empty(), f"of {len(traces)} traces, what the copy lacks")


@then("the copy contains the number of every result that the platform keeps of the customer")
def the_copy_has_every_result(scene: CustomersScene) -> None:
    kept = basis.results_of(scene.suite, scene.both[0])
    check(kept, has_length(greater_than(1)), "results that the platform keeps of the customer")
    missing = sum(not copying.shows(scene.copy, number) for number in kept)
    check(missing, equal_to(0), f"of {len(kept)} results, those that the copy lacks")


@then("the copy contains nothing of the second customer")
def the_copy_has_nothing_of_others(scene: CustomersScene) -> None:
    other = scene.lives[1]
    details = [canary.kind for canary in other.all_details(scene.suite) if canary.value in scene.copy]
    check(details, empty(), "details of somebody else")
    numbers = {what: str(number) for what, number in (other.words() | other.traces).items()}
    check(copying.of_somebody_else(scene.copy, numbers), empty(), "numbers and texts of somebody else")


@then("the copy contains the name, the e-mail address and the income that the customer provided")
def the_copy_has_what_was_provided(scene: CustomersScene) -> None:
    own = [c for c in journeys.details(scene.suite, scene.both[0]) if c.kind != "identifier"]
    check([canary.kind for canary in own if canary.value not in scene.copy], empty(), "details that the copy lacks")
    figures = scene.both[0].figures.words()
    provided = {name: figures[name] for name in ("age", "income", "employment_years")}
    check(copying.lacking(scene.copy_content, provided), empty(), "figures that the copy lacks")


@then("the copy contains neither score nor risk level")
def the_copy_concludes_nothing(scene: CustomersScene) -> None:
    answer = scene.journeys[0].answer.words
    decided = {name: answer[name] for name in ("credit_score", "risk_level", "request_id")}
    found = copying.concluded(scene.copy_content, decided, scene.both[0].words().values())
    check(found, empty(), "conclusions in the portable copy")
