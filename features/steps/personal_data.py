"""What is shown and kept of customers, for how long, and what is gone when it must be."""

from behave import given, then, when
from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_entries,
    has_length,
    is_,
    is_in,
    less_than_or_equal_to,
    not_,
    not_none,
)

from acceptance.checks import check, check_within
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import (
    basis,
    journeys,
    purposes,
    retention,
    searching,
    sensitive,
    telemetry,
    training,
)
from acceptance.requirements.models import models
from acceptance.requirements.service import flows


@given("a fictitious customer whose name, e-mail address, number and income were created for this scenario")
def a_customer_with_singular_details(context):
    context.customer = journeys.person(context.suite)
    context.details = journeys.details(context.suite, context.customer)


@given("a fictitious customer who has gone through the platform from end to end")
def a_customer_who_went_through(context):
    context.customer = journeys.person(context.suite)
    context.journey = journeys.passes_through(context.suite, context.customer)


@given("the customer has gone through the platform from end to end")
def the_customer_went_through(context):
    context.journey = journeys.passes_through(context.suite, context.customer)


@when("the fields that appear in the {place} are listed")
def list_the_fields(context, place):
    context.shown = purposes.shown(context.suite, place, context.journey)
    context.allowed = purposes.allowed(context.suite, place)


@then("every one of them has a purpose on the approved list")
def every_field_has_a_purpose(context):
    check(context.shown, has_length(greater_than(0)), "fields that were seen")
    check(sorted(context.shown - context.allowed), empty(), "fields without a purpose")


@given("a religion, a health note and the address of a social profile that were made up for this scenario")
def made_up_sensitive_details(context):
    context.sensitive = sensitive.made_up(context.suite)
    context.mark = context.suite.sweep_mark()


@when("they are sent along with the customer's figures by {way}")
def send_sensitive_details(context, way):
    context.handed_in = sensitive.send_along(context.suite, way, context.customer, context.sensitive)


@then("the sensitive details are refused or dropped")
def the_details_are_refused_or_dropped(context):
    check(sensitive.fate(context.suite, context.handed_in), is_in(("refused", "dropped")), "the sensitive details")


@then("a search of every declared place finds none of them, beyond the message that was sent")
def the_details_are_nowhere(context):
    report = context.suite.sweep(context.sensitive.canaries, since=context.mark)
    elsewhere = [find for find in report.finds if not context.handed_in.is_the_message(find)]
    check(searching.places(elsewhere), empty(), "sensitive details that are kept")
    report.require_searched()


@then("the detail is not repeated in the answer and not read back with the result")
def the_detail_is_dropped(context):
    answer = context.answer
    check(answer.succeeded or answer.refusal == "invalid", is_(True), f"scored or refused (status {answer.status})")
    text = answer.exchange.body.decode("utf-8", "replace")
    check(context.sent["religion"] in text, is_(False), "the answer repeats the detail")
    if context.answer.succeeded:
        read = context.suite.operations.do("read_result", request_id=context.answer.words["request_id"])
        check(context.sent["religion"] in read.exchange.body.decode(), is_(False), "the result holds the detail")


# -- retention


@given("the platform holds personal data")
def the_platform_holds_data(context):
    retention.make_sure_there_is_data(context.suite)


@when("the oldest record of each category of personal data is looked up")
def look_up_the_oldest(context):
    context.oldest = retention.oldest(context.suite)


@then("none is older than the agreed longest time, unless a legal hold names it")
def none_is_too_old(context):
    limit_days = context.suite.profile.agreed(Privacy).retention_days
    for row in context.oldest:
        if row["records"]:
            days = float(row["oldest_days"])
            check(days, less_than_or_equal_to(float(limit_days)), f"age in days of the oldest {row['category']}")


@given("fictitious customers whose newest details are of these ages, found in every place kept for customers")
def customers_of_these_ages(context):
    aged = retention.aged(context.suite, [(row["age"], row["why"]) for row in context.table])
    context.aged = {row["customer"]: one for row, one in zip(context.table, aged, strict=True)}
    searching.check_kept_everywhere(context.suite, {name: one.journey.customer for name, one in context.aged.items()})


@when("the retention clean-up is run")
def run_the_clean_up(context):
    context.suite.operations.do("run_retention")


def _named(text):
    return text.replace('"', "").replace(" and ", ", ").split(", ")


@then("nothing of {names} is found in any declared place within the agreed erasure time")
def nothing_is_found_of(context, names):
    chosen = [context.aged[name].journey.customer for name in _named(names)]
    details = [detail for customer in chosen for detail in journeys.details(context.suite, customer)]
    searching.check_gone_in_time(context.suite, details)


@then("everything of {names} is as it was")
def everything_is_as_it_was(context, names):
    if names == "the other customer":
        now = journeys.as_it_is(context.suite, context.other_journey)
        check(now, equal_to(context.other_before), "what can be read of the other customer")
        return
    chosen = {name: context.aged[name] for name in _named(names)}
    for name, one in chosen.items():
        now = journeys.as_it_is(context.suite, one.journey)
        if now != one.before and name != "held":
            retention.require_still_young(context.suite, [one])
        check(now, equal_to(one.before), f"what can be read of {name}")


@then('the legal hold on "{name}" says since when it has been overdue')
def the_hold_is_overdue(context, name):
    customer_id = context.aged[name].journey.customer.customer_id
    held = context.suite.operations.do("read_legal_hold", customer_id=customer_id).words
    check(held, has_entries(reason=not_none(), overdue_since=not_none()), "the legal hold")


@then("the customers {names} do not come back when their earlier records are sent again")
def they_do_not_come_back(context, names):
    chosen = [context.aged[name].journey for name in _named(names)]
    _send_again_and_see_them_set_aside(context, chosen)
    details = [d for journey in chosen for d in journeys.details(context.suite, journey.customer)]
    searching.check_gone_in_time(context.suite, details)


def _send_again_and_see_them_set_aside(context, chosen):
    watch = context.suite.events.watch("rejected_message")
    context.add_cleanup(watch.close)
    again = [flows.send(context.suite, "customer record", j.customer, **j.record.words) for j in chosen]
    check(basis.set_aside(context.suite, watch, again), equal_to(len(chosen)), "earlier records that were set aside")


# -- erasure


@given("a search finds the customer's details in each place declared for customer data")
def the_search_finds_the_customer(context):
    searching.check_kept_everywhere(context.suite, {"the customer": context.customer})


@given("another fictitious customer with details of the same kind")
def another_customer(context):
    context.other_journey = journeys.passes_through(context.suite, journeys.person(context.suite))
    context.other_before = journeys.as_it_was(context.suite, context.other_journey)


@when("the customer asks to be erased")
@given("the customer was erased")
def erase(context):
    context.erasure = context.suite.operations.try_("remove_customer", customer_id=context.customer.customer_id)


@then("within the agreed erasure time a search of every declared place finds only details kept for a listed reason")
def the_customer_is_gone(context):
    check(context.erasure.succeeded, is_(True), f"the erasure is accepted (status {context.erasure.status})")
    searching.check_gone_in_time(context.suite, context.details)


@given("everybody who is given customers' details has some of this customer")
def recipients_have_some(context):
    check_within(
        context.suite.limits.event_s,
        lambda: [
            name for name, kinds in searching.recipients_holding(context.suite, context.customer).items() if not kinds
        ],
        empty(),
        "recipients that have none of the customer's details",
    )


@then("within the agreed erasure time none of them has any left")
def recipients_have_none(context):
    check_within(
        context.suite.limits.erasure_s,
        lambda: {
            name: kinds
            for name, kinds in searching.recipients_holding(context.suite, context.customer).items()
            if kinds
        },
        empty(),
        "details of the erased customer that recipients keep",
    )


@then("the customer cannot be read from the platform any more")
def the_customer_cannot_be_read(context):
    customer_id = context.customer.customer_id
    operations = context.suite.operations
    readings = {
        "figures": operations.try_("read_figures", customer_id=customer_id).refusal,
        "result": operations.try_("read_result", request_id=context.journey.request_id).refusal,
        "newest decision": operations.try_("read_decision", customer_id=customer_id).refusal,
        "register": operations.try_("read_lawful_bases", customer_id=customer_id).refusal,
        "copy": operations.try_("read_export", export_id=context.journey.export_id).refusal,
    }
    check(readings, equal_to(dict.fromkeys(readings, "unknown")), "how reading the customer is refused")


@then("a record shows who asked, when it was done, what was removed and what was kept, and why")
def the_erasure_is_recorded(context):
    number = context.erasure.words["erasure_id"]

    def state():
        return context.suite.operations.try_("read_erasure", erasure_id=number).words

    done = check_within(context.suite.limits.erasure_s, state, has_entries(status="done"), "the record of the erasure")
    check(done, has_entries(requested_by=not_none(), completed_at=not_none()), "who asked and when it was done")
    check(done["removed"], not_(empty()), "what was removed")
    unexplained = [entry for entry in done["kept"] if not entry.get("why")]
    check(unexplained, empty(), "what was kept without a reason")


@when("the messages from before the erasure are sent again")
def send_the_earlier_messages(context):
    context.other_customer = context.suite.customer()
    context.rejections = context.suite.events.watch("rejected_message")
    context.add_cleanup(context.rejections.close)
    context.listener = flows.Listener(context.suite)
    context.add_cleanup(context.listener.close)
    record = context.journey.record
    flows.send(context.suite, "customer record", context.customer, record.correlation, **record.words)
    context.sent_events = [
        flows.send(context.suite, "customer record", context.customer, **record.words),
        flows.send(context.suite, "scoring request", context.customer),
    ]


@then("all of them are set aside, or passed over as known, without a result")
def all_are_set_aside(context):
    aside = basis.set_aside(context.suite, context.rejections, context.sent_events)
    check(aside, equal_to(len(context.sent_events)), "messages under a new number that were set aside")
    left = basis.left_behind(context.suite, context.customer, context.listener, context.other_customer)
    check({place: found for place, found in left.items() if found}, equal_to({}), "what is kept of the customer")


@given("a fictitious customer on legal hold")
def a_customer_on_hold(context):
    context.customer = journeys.person(context.suite)
    context.journey = journeys.passes_through(context.suite, context.customer)
    retention.hold(context.suite, context.customer.customer_id)


@then("the platform says that a legal hold stands in the way")
def a_hold_stands_in_the_way(context):
    check(context.erasure.refusal, equal_to("held"), f"the refusal (status {context.erasure.status})")


@then("the customer's figures are still there")
def the_figures_are_there(context):
    read = context.suite.operations.try_("read_figures", customer_id=context.customer.customer_id)
    check(read.words.get("income"), equal_to(context.customer.figures.income), "the income that the platform holds")


# -- telemetry


@when("the customer goes through the platform from end to end, and requests with mistakes in every field are sent")
def requests_good_and_bad(context):
    context.mark = context.suite.sweep_mark()
    context.journey = journeys.passes_through(context.suite, context.customer)
    context.answers = telemetry.with_mistakes(context.suite, context.customer)


@when("requests and events about the customer fail because the {service} is cut off")
def requests_fail(context, service):
    context.mark = context.suite.sweep_mark()
    context.answers = telemetry.during_outage(context.suite, service, context.customer)


@when("the customer is fetched and scored while the customer system and the credit bureau misbehave in every way")
def parties_fail(context):
    context.mark = context.suite.sweep_mark()
    context.answers = telemetry.while_parties_fail(context.suite, context.customer)


@when("messages about the customer are sent that are not readable, hold a mistake, or lack the customer's number")
def messages_that_cannot_be_used(context):
    watch = context.suite.events.watch("rejected_message")
    context.add_cleanup(watch.close)
    context.mark = context.suite.sweep_mark()
    context.unusable = telemetry.unusable_messages(context.suite, context.customer)
    context.set_aside = basis.set_aside(context.suite, watch, context.unusable)


@then("each of them is set aside")
def each_is_set_aside(context):
    check(context.unusable, has_length(greater_than(0)), "messages that cannot be used")
    check(context.set_aside, equal_to(len(context.unusable)), "messages that were set aside")


@then("no answer to a request with a mistake repeats a detail of the customer")
@then("no answer to a failed request repeats a detail of the customer")
def no_answer_repeats(context):
    failed = [answer for answer in context.answers if not answer.succeeded]
    check(failed, has_length(greater_than(0)), "requests that failed")
    check(telemetry.repeating(failed, context.customer), empty(), "answers that repeat a detail")


@then("a search of all logs and measurements finds no detail of the customer")
def telemetry_names_nobody(context):
    report = telemetry.searched(context.suite, context.details, context.mark)
    check(searching.places(report.finds), empty(), "details in technical records")
    report.require_searched()
    lines = telemetry.measurements(context.suite)
    check(lines, has_length(greater_than(0)), "lines of the measurements")
    check(telemetry.naming(lines, context.customer), empty(), "details in measurements")


# -- training data


@when("the training sets of all registered models are listed")
def list_training_sets(context):
    context.sets = training.registered_sets(context.suite)


@then("each of them that is kept has the registered digest and number of rows")
def training_sets_are_as_registered(context):
    kept = {one: training.stored(context.suite, one) for one in context.sets}
    there = {one: found for one, found in kept.items() if found is not None}
    check(there, has_length(greater_than(0)), "training sets that are kept")
    wrong = [one.place for one, found in there.items() if (found.sha256, found.rows) != (one.sha256, one.rows)]
    check(wrong, empty(), "training sets that are not what was registered")


@then("every stored training set belongs to a registered model")
def no_set_is_unregistered(context):
    buckets = {one.bucket for one in context.sets}

    def unregistered():
        known = {one.place for one in training.registered_sets(context.suite)}
        return sorted(
            f"{b}/{key}" for b in buckets for key in context.suite.objects.keys(b) if f"{b}/{key}" not in known
        )

    check_within(context.suite.limits.training_s, unregistered, empty(), "training sets that belong to no model")


@given("fictitious customers with a loan that came to its end, each with an income created for this scenario")
def customers_with_a_finished_loan(context):
    context.people = {row["customer"]: journeys.person(context.suite) for row in context.table}
    states = {row["customer"]: row["training"] for row in context.table}
    context.mark = context.suite.sweep_mark()
    for name, customer in context.people.items():
        training.with_finished_loan(context.suite, customer, states[name])
    for name, customer in context.people.items():
        check_within(
            context.suite.limits.event_s,
            lambda customer=customer: training.outcome_is_known(context.suite, customer),
            is_(True),
            f"the end of the loan of {name} is known",
        )
        training.end_state(context.suite, customer, states[name])


@then('the registered training set contains the row of "{name}"')
def the_set_contains(context, name):
    context.set = training.set_of(context.suite, context.version.version)
    context.finds = training.searched(context.suite, list(context.people.values()), context.mark)
    mine = training.finds_of(context.suite, context.finds, context.people[name])
    check({find.kind for find in mine if context.set.key in find.place}, equal_to({"number"}), "details in the set")


@then("no training set, model file or record of a training contains a row of {names}")
def no_set_contains(context, names):
    people = [context.people[name] for name in _named(names.replace(" or ", ", "))]
    finds = [find for customer in people for find in training.finds_of(context.suite, context.finds, customer)]
    check(searching.places(finds), empty(), "rows that must not be there")


@then('nothing but the registered training set contains the row of "{name}"')
def nothing_else_contains(context, name):
    mine = training.finds_of(context.suite, context.finds, context.people[name])
    check(
        searching.places([find for find in mine if context.set.key not in find.place]),
        empty(),
        "rows that are elsewhere",
    )


@then('the register of training sets names "{name}" with this set, as it is stored, and none of the others with any')
def the_register_names(context, name):
    entries = {one: training.entries_of(context.suite, customer) for one, customer in context.people.items()}
    as_stored = training.entry_of_stored(context.suite, context.set)
    told = (context.set.key, context.set.sha256, context.set.rows)
    check(told, equal_to(as_stored), "key, digest and number of rows that the model was registered with")
    expected = {one: [] for one in entries} | {name: [as_stored]}
    check(entries, equal_to(expected), "the sets with which the register names each of them")
    counted = training.customers_counted(context.suite, context.people[name])
    check(counted, greater_than(0), "customers whose rows are in the set, as the register says")


@given("a model was trained on a set that contains the row of the customer, who had allowed it")
def a_model_was_trained_on_the_customer(context):
    suite, customer = context.suite, context.customer
    mark = suite.sweep_mark()
    training.with_finished_loan(suite, customer, training.ALLOWED)
    known = "the end of the customer's loan is known"
    check_within(suite.limits.event_s, lambda: training.outcome_is_known(suite, customer), is_(True), known)
    registered = training.set_of(suite, models.train(suite, seed=models.seed_of(suite)))
    finds = training.searched(suite, [customer], mark).finds
    rows = [find for find in finds if registered.key in find.place]
    check(rows, has_length(greater_than(0)), "rows of the customer in the training set")


@then("no name, e-mail address or number of any of them is in the training set")
def the_set_names_nobody(context):
    named = [find for find in context.finds.finds if find.kind != "number"]
    check(searching.places(named), empty(), "names, addresses and numbers of customers")
